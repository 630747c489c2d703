"""Whether marks are fair is shown by playing; whatever a pack asks for, the check ends in a mark or in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pack_making import changed, made

from eclear.casefile.scenario import Act, Mode, Part
from eclear.clearance import Office, utc_now
from eclear.training.pack_messages import schemas
from eclear.training.players import PLAYERS, scratch
from eclear.training.proving import marks, prove, unfair
from eclear.training.reading import read_files
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.web.reports.hands import ABOUT_CARGO, ABOUT_CASES, OTHERS, ReportingHands

KINDS = {**ABOUT_CASES, **ABOUT_CARGO, **OTHERS}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage over a scratch database, without a risk model."""
    with scratch() as store:
        office = Office(store=store, schemas=schemas(), model=None, clock=utc_now, seed="eclear", country="KR")
        hands = ReportingHands()
        yield Stage(office, hands, ScenarioShelf(tmp_path_factory.mktemp("none"), store, hands))


def test_a_fair_pack_is_proved_in_every_variant_and_mode(stage: Stage) -> None:
    seen: list[tuple[int, int]] = []
    scenario = read_files(made(), stage.hands)
    assert prove(stage, scenario, lambda done, total: seen.append((done, total))) == ()
    assert seen == [(done, 48) for done in range(49)]


def test_every_player_gets_a_mark_whose_parts_add_up(stage: Stage) -> None:
    given = list(marks(stage, read_files(made(), stage.hands), modes=(Mode.FREE,)))
    assert [(one.variant, one.player) for one in given] == [(v, player) for v in "abcd" for player in PLAYERS]
    expert = next(one for one in given if one.player == "expert")
    assert dict(expert.parts) == {Part.DECISION: 35, Part.EVIDENCE: 25, Part.STEPS: 25, Part.MONEY: 15}
    assert all(one.total <= sum(points for _part, points in one.parts) for one in given)
    assert unfair(given) == ()


def test_what_is_unfair_is_told_once_whatever_the_mode(stage: Stage) -> None:
    files = made()
    files["truth.toml"] = files["truth.toml"].replace(b'], after = { kind = "documents-supplied", about = "main" } },', b"] },")
    faults = prove(stage, read_files(files, stage.hands))
    assert {fault.place for fault in faults} == {f"variant {v}, player {player}" for v in "bd" for player in ("pass",)}
    assert len(faults) == 2 and all(fault.message.startswith("This player scores 65; at most 50") for fault in faults)


def test_true_money_that_is_wrong_is_found_by_playing(stage: Stage) -> None:
    scenario = read_files(changed("truth.toml", 'duty_true = "2581330"', 'duty_true = "3581330"'), stage.hands)
    (fault,) = prove(stage, scenario)
    assert fault.place == "variant a, player expert" and "money: 0 of 15 for main" in fault.message


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_whatever_is_done_about_whatever_the_check_ends_in_a_mark_or_a_sentence(stage: Stage, kind: str) -> None:
    told = {name: value for name, value in getattr(KINDS[kind], "example", {}).items() if name != "version"}
    scenario = read_files(made(), stage.hands)
    variant = scenario.variant("a")
    for about in ("main", "26MAGP0104I00780004", "nothing"):
        act = Act(kind, about, told, "officer")
        truth = replace(variant.truth, solution=(variant.truth.solution[0], act))
        asked = replace(scenario, variants=(replace(variant, truth=truth),))
        expert = next(marks(stage, asked, modes=(Mode.FREE,)))
        assert expert.problem.endswith("."), "half a solution is never enough"
