"""What the watch measures: every share has its interval, and what chance alone could do is never called news."""

from __future__ import annotations

from random import Random

import pytest

from eclear.journey.risk.drift import (
    CHANCE,
    OTHERS,
    UNTOLD,
    Level,
    calibrated,
    calibration,
    drift,
    drifts,
    half_width,
    is_watched,
    outranked,
    overlap,
    packed,
    rate,
    ratio,
    reference_of,
    separation,
    spread_of,
    unpacked,
)


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (20, 20, 0.8389, 1.0)],
)
def test_a_share_has_the_interval_that_wilson_published(found: int, of: int, low: float, high: float) -> None:
    """The figures are those of Newcombe, Statistics in Medicine 17 (1998), table I, method 3; the last is the third reversed."""
    told = rate(found, of)
    assert told.share == found / of
    assert (round(told.low, 4), round(told.high, 4)) == (low, high)


def test_a_share_of_nothing_is_no_share_and_few_tell_nothing() -> None:
    nothing = rate(0, 0)
    assert nothing.share is None and (nothing.low, nothing.high) == (0.0, 1.0) and not nothing.tells
    assert not rate(3, 29).tells and rate(3, 30).tells


@pytest.mark.parametrize(("share", "rows", "points"), [(0.005, 42, 12), (0.01, 84, 8), (0.02, 169, 6)])
def test_random_control_tells_what_the_table_of_the_domain_says(share: float, rows: int, points: int) -> None:
    assert int(share * 8481) == rows
    assert round(100 * half_width(0.19, rows)) == points
    assert half_width(0.19, 0) == 1.0


def test_a_ratio_of_rates_says_how_sure_it_is_or_nothing_at_all() -> None:
    alike, better = ratio(rate(30, 300), rate(10, 100)), ratio(rate(90, 300), rate(10, 100))
    assert alike and better
    assert alike.times == pytest.approx(1.0) and alike.low < 1 < alike.high
    assert better.times == pytest.approx(3.0) and 1.5 < better.low < 3 < better.high < 6
    assert ratio(rate(10, 29), rate(10, 100)) is None
    against_nothing = ratio(rate(9, 90), rate(0, 90))
    assert against_nothing and against_nothing.times is None and 1 < against_nothing.low < against_nothing.high


def test_the_index_is_the_one_of_the_textbook() -> None:
    before = spread_of(["yes", "no"] * 50_000)
    moved = drift("answer", before, ["yes"] * 90_000 + ["no"] * 10_000)
    assert moved.psi == pytest.approx(0.8789, abs=0.001)  # (.9 - .5) ln(.9 / .5) + (.1 - .5) ln(.1 / .5)
    assert moved.level is Level.ACT


def test_where_nothing_moves_hardly_anything_is_called_drift() -> None:
    dice = Random(1)
    before = spread_of([dice.gauss(0, 1) for _ in range(4000)])
    same = [drift("x", before, [dice.gauss(0, 1) for _ in range(300)]) for _ in range(300)]
    above = sum(one.psi > one.by_chance for one in same) / len(same)
    assert 0.005 < above < 0.10
    assert sum(one.level is not Level.STEADY for one in same) <= 3 and Level.ACT not in {one.level for one in same}


def test_a_move_is_seen_with_many_values_and_not_claimed_with_few() -> None:
    dice = Random(2)
    before = spread_of([dice.gauss(0, 1) for _ in range(4000)])

    def moved(by: float, of: int) -> Level:
        return drift("x", before, [dice.gauss(by, 1) for _ in range(of)]).level

    assert (moved(0.35, 3000), moved(0.8, 3000)) == (Level.WATCH, Level.ACT)
    assert (moved(0.35, 25), moved(0.0, 60)) == (Level.UNSAID, Level.UNSAID)


def test_equal_numbers_stay_in_one_bin_with_their_true_share() -> None:
    flags = spread_of([0.0] * 890 + [1.0] * 110)
    assert flags.edges == (0.0,) and flags.shares == (0.89, 0.11)
    assert drift("flag", flags, [0.0] * 890 + [1.0] * 110).psi < 0.001


@pytest.mark.parametrize("other", [0.0, 2.0])
def test_an_input_that_never_differed_is_seen_to_move_to_either_side(other: float) -> None:
    assert drift("constant", spread_of([1.0] * 500), [other] * 500).level is Level.ACT


def test_new_codes_and_untold_values_are_drift_too() -> None:
    before = spread_of(["CN"] * 300 + ["VN"] * 100)
    new = drift("origin", before, ["CN"] * 200 + ["QZ"] * 200)
    assert new.level is Level.ACT and (new.parts[-1].name, new.parts[-1].now) == (OTHERS, 0.5)
    silent = drift("origin", before, ["CN"] * 150 + ["VN"] * 50 + [None] * 200)
    assert silent.level is Level.ACT and (silent.parts[-1].name, silent.parts[-1].now) == (UNTOLD, 0.5)


def test_chances_agree_disagree_or_cannot_be_judged() -> None:
    right = calibrated("2026-05", [(0.1, n < 10) for n in range(100)])
    wrong = calibrated("2026-06", [(0.4, n < 10) for n in range(100)])
    few = calibrated("2026-07", [(0.4, False)] * 29)
    assert (right.off, wrong.off, few.off, calibrated("2026-08", []).off) == (False, True, None, None)
    assert right.said == pytest.approx(0.1) and right.found.found == 10


def test_chances_are_judged_in_fifths_from_the_lowest_to_the_highest() -> None:
    dice = Random(3)
    judged = [(chance, dice.random() < chance) for chance in (dice.random() ** 2 for _ in range(1000))]
    fifths = calibration(judged)
    assert [one.found.of for one in fifths] == [200] * 5
    assert [one.said for one in fifths] == sorted(one.said or 0 for one in fifths)
    assert sum(bool(one.off) for one in fifths) <= 1


def test_what_a_score_separates_is_how_often_the_irregular_one_of_a_pair_scores_higher() -> None:
    dice = Random(4)
    judged = [(round(dice.random() + 0.3 * found, 1), found) for found in (dice.random() < 0.2 for _ in range(400))]
    told = separation(judged)
    irregular, regular = ([score for score, found in judged if found is wanted] for wanted in (True, False))
    pairs = [(one > other) + (one == other) / 2 for one in irregular for other in regular]
    assert told.auc == pytest.approx(sum(pairs) / len(pairs))
    assert told.auc and 0.5 < told.low < told.auc < told.high < 1
    assert separation([(0.5, True)] * 4 + [(0.4, False)] * 100).auc is None


def test_two_rankings_share_their_top_or_they_do_not() -> None:
    scores = [n / 100 for n in range(100)]
    assert overlap(scores, scores, 0.05).found == overlap(scores, scores, 0.05).of == 5
    assert overlap(scores, scores[::-1], 0.05).found == 0
    assert overlap([], [], 0.05).share is None
    assert outranked([0.9, 0.1, 0.5]) == [0.0, 1.0, 0.5]


def test_a_reference_is_kept_in_a_models_file_and_a_damaged_one_refused() -> None:
    rows = [
        ({"items": float(n % 3), "mode": "14"[n % 2], "item 2 code": "x", "goods declared": 1.0}, n / 2000) for n in range(2000)
    ]
    reference = reference_of(rows)
    assert list(reference) == [CHANCE, "items", "mode"]
    assert unpacked(packed(reference)) == reference
    again = drifts(reference, [inputs | {CHANCE: chance} for inputs, chance in rows])
    assert {one.level for one in again} == {Level.STEADY} and all(one.psi < 0.001 for one in again)
    damaged = packed(reference)
    damaged["mode"][2] = [0.5, 0.9, 0.0]
    with pytest.raises(ValueError, match="mode"):
        unpacked(damaged)


@pytest.mark.parametrize(
    ("name", "watched"),
    [
        ("customs value", True),
        ("item 1 code", True),
        ("item 2 code", False),
        ("importer declared", True),
        ("route declared", False),
    ],
)
def test_counts_that_only_grow_and_further_items_are_not_watched(name: str, watched: bool) -> None:
    assert is_watched(name) is watched
