"""The simulated office: it knows what it has examined, some days later, and nothing of what it let pass."""

from __future__ import annotations

import pytest

from eclear.journey.risk import Model
from eclear.reference import Country, country
from eclear.simulation.criteria import CRITERIA, by_rules, met
from eclear.simulation.enforcement import DELAY_DAYS, START, Bureau, Judged, candidate, day_of, picked
from eclear.simulation.schooling import examples
from eclear.simulation.weeks import weeks
from eclear.simulation.world import World
from eclear.simulation.year import calibration_error, year


@pytest.fixture(scope="module")
def kr() -> Country:
    found = country("KR")
    assert found is not None
    return found


def bureau_of(kr: Country, seed: int = 5, per_day: int = 40) -> Bureau:
    return Bureau(World(seed, kr, START, per_day=per_day), kr, f"test {seed}")


def test_a_result_reaches_the_records_only_after_the_delay(kr: Country) -> None:
    bureau = bureau_of(kr)
    first = bureau.day()
    for judged in first:
        bureau.examine(judged)
    known = []
    for _ in range(DELAY_DAYS + 1):
        known.append(sum(float(judged.inputs["goods examined"] or 0) for judged in bureau.day()))
    assert known[: DELAY_DAYS - 1] == [0.0] * (DELAY_DAYS - 1) and known[DELAY_DAYS - 1] > 0


def test_what_nobody_examined_leaves_no_trace_in_any_record(kr: Country) -> None:
    bureau = bureau_of(kr)
    for _ in range(DELAY_DAYS + 3):
        day = bureau.day()
    assert all(
        judged.inputs[f"{role} examined"] in (0.0, None) for judged in day for role in ("importer", "seller", "goods", "route")
    )
    assert any(judged.inputs["importer declared"] for judged in day)


def test_the_same_seed_gives_the_same_office_and_fewer_days_are_the_beginning_of_more(kr: Country) -> None:
    def days(number: int) -> list[tuple[str, object, float]]:
        bureau = bureau_of(kr, seed=9, per_day=15)
        return [(judged.case_id, judged.inputs, judged.at_stake) for _ in range(number) for judged in bureau.day()]

    assert days(2) == days(3)[:30]


def test_examples_say_which_of_them_the_office_knows(kr: Country) -> None:
    told = list(examples(3, 6, 60, kr))
    assert len(told) == 360 and 20 < sum(e.examined for e in told) < 120
    assert all(e.examined for e in told if e.drawn) and any(not e.examined for e in told)


def test_one_busy_day_is_the_same_for_everybody_and_says_how_far_it_has_come(kr: Country, model: Model) -> None:
    steps: list[tuple[int, int]] = []
    day = day_of(4, 120, kr, model, warm_up_days=2, progress=lambda done, total: steps.append((done, total)))
    again = day_of(4, 120, kr, model, warm_up_days=2)
    assert len(day) == 120 and steps[-1] == (360, 360) and [c.case_id for c in day] == [c.case_id for c in again]
    assert [c.score for c in day] == [c.score for c in again] and all(c.score and 0 <= c.score.chance <= 1 for c in day)


def test_an_office_examines_what_was_drawn_what_a_profile_asks_for_and_the_highest_scores(kr: Country, model: Model) -> None:
    day = bureau_of(kr, per_day=200).day()
    chosen = picked(day, model, share=0.10, random_share=0.03)
    certain = [judged for judged in day if judged.hits or judged.dice < 0.03]
    assert len(chosen) == 20 and chosen[: len(certain)] == certain
    lowest = min(model.score(judged.inputs).chance for judged in chosen[len(certain) :])
    left_alone = [judged for judged in day if judged not in chosen]
    assert all(model.score(judged.inputs).chance <= lowest for judged in left_alone)


def test_rules_put_first_what_meets_most_of_them(kr: Country, model: Model) -> None:
    bureau = bureau_of(kr, per_day=300)
    day = bureau.day()
    order = by_rules(day, 300, model.known)
    counts = [met(judged, model.known) for judged in order]
    assert counts == sorted(counts, reverse=True) and counts[0] >= 1 and 0 in counts
    assert len({criterion.reason for criterion in CRITERIA}) == len(CRITERIA)


def test_a_candidate_keeps_the_truth_beside_the_score(kr: Country, model: Model) -> None:
    day: list[Judged] = [judged for _ in range(4) for judged in bureau_of(kr, seed=12, per_day=100).day()]
    wrong = next(judged for judged in day if judged.irregularity)
    kept = candidate(wrong, model.score(wrong.inputs))
    assert kept.irregularity is wrong.irregularity and kept.at_stake == wrong.at_stake and kept.case_id == wrong.case_id


def test_calibration_error_is_nought_where_every_chance_comes_true_and_known_where_it_does_not() -> None:
    import numpy as np

    truth = np.array([n % 5 == 0 for n in range(1000)])
    assert calibration_error(np.full(1000, 0.2), truth, np.ones(1000)) == pytest.approx(0.0, abs=1e-12)
    assert calibration_error(np.full(1000, 0.5), truth, np.ones(1000)) == pytest.approx(0.3, abs=1e-12)


def test_a_short_year_says_what_model_rules_and_chance_find_with_intervals(kr: Country, model: Model) -> None:
    result = year(model, kr, seed=77, days=36, per_day=100)
    assert result.counts["declarations"] == 600 and result.counts["irregular"] > 5
    for name, (figure, low, high) in result.measures.items():
        assert low <= figure <= high or name == "calibration error", name
    assert result.measures["cases: model against chance"][0] > 1.5


def test_weeks_begin_with_a_survey_and_then_never_examine_more_than_the_budget(kr: Country) -> None:
    told = weeks(2, kr, number=5, per_day=40, budget=0.10, random_share=0.2)
    assert [(week.number, week.examined) for week in told] == [(1, 84), (2, 84), (3, 84), (4, 28), (5, 28)]
    assert all(0 <= week.found <= week.best and 0 <= week.duty_recovered <= week.duty_at_stake for week in told)
    assert weeks(2, kr, number=5, per_day=40, budget=0.10, random_share=0.2) == told
