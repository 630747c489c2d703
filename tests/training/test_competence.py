"""What somebody has shown: worked out from the exercises that have ended, from nobody's else, and as an instructor left it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from class_making import Class, a_class
from debrief_making import EXPERT, IDLE, PASSES, STOPS, act, begun, over, play_all
from tests_shared import Clock

from eclear.casefile.exercise import Exercise
from eclear.casefile.scenario import Part
from eclear.clearance import Office
from eclear.training.competence import Competency, competency_record, competency_records
from eclear.training.exercises import end, exercise, override_mark, reset, start, tick


@pytest.fixture
def group(office: Office, tmp_path: Path) -> Class:
    return a_class(office, tmp_path)


def test_nothing_counts_before_the_exercise_has_ended(group: Class, clock: Clock) -> None:
    opened = begun(group)
    play_all(group, clock, opened)
    assert competency_record(group.stage, group.room, EXPERT).attempts == ()
    end(group.stage, group.room, opened.number)
    record = competency_record(group.stage, group.room, EXPERT)
    assert [(one.number, one.total) for one in record.attempts] == [(1, 100)]
    assert record.competencies == (Competency("VAL", 1, 100),)
    assert record.competencies[0].level == "shown" and record.weakest == () and record.missed == ()


def test_each_is_judged_by_his_own_play_and_who_did_nothing_by_none(group: Class, clock: Clock) -> None:
    over(group, clock)
    expert, stops, idle = competency_records(group.stage, group.room, [EXPERT, STOPS, IDLE])
    assert expert.attempts[0].total == 100 and (stops.attempts[0].total or 0) <= 50
    assert [one.tag for one in stops.weakest] == ["VAL"]
    assert {words["en"] for words, _times in stops.missed} == {"Invoice: price"}
    assert idle.attempts == () and idle.competencies == ()


def test_practice_is_done_without_a_mark(group: Class, clock: Clock) -> None:
    over(group, clock, marked=False)
    record = competency_record(group.stage, group.room, PASSES)
    assert record.attempts[0].total is None and record.competencies == (Competency("VAL", 1, None),)
    assert record.competencies[0].level == "unmarked" and record.marked == () and record.weakest == ()


def test_a_trial_of_the_instructor_counts_for_nobody(group: Class, clock: Clock) -> None:
    opened = group.opened(("ines",), trial=True, marked=False)
    end(group.stage, group.room, opened.number)
    assert competency_record(group.stage, group.room, "ines").attempts == ()


def test_the_play_of_a_team_counts_for_each_of_its_people(group: Class, clock: Clock) -> None:
    opened = group.opened((EXPERT, PASSES), (STOPS, IDLE))
    start(group.stage, group.room, opened.number)
    play = opened.plays[0]
    for done in group.scenario.variant(play.variant).truth.solution:
        act(group, clock, play, done)
    clock.pass_by(hours=6)
    tick(group.stage)
    end(group.stage, group.room, opened.number)
    found = competency_records(group.stage, group.room, [EXPERT, PASSES, STOPS])
    assert [[one.total for one in record.attempts] for record in found] == [[100], [100], []]


def test_who_was_reset_is_judged_by_the_play_that_counts(group: Class, clock: Clock) -> None:
    opened = begun(group)
    play = opened.of(EXPERT)
    assert play
    for done in group.scenario.variant(play.variant).truth.solution:
        act(group, clock, play, done)
    reset(group.stage, group.room, opened.number, play.room, "He knew the key.")
    play_all(group, clock, exercise_of(group, opened.number, but=EXPERT))
    end(group.stage, group.room, opened.number)
    assert competency_record(group.stage, group.room, EXPERT).attempts == (), "nothing was done in the play that counts"
    assert competency_record(group.stage, group.room, PASSES).attempts


def exercise_of(group: Class, number: int, but: str) -> Exercise:
    """The exercise as it stands, without the play of one seat."""
    found = exercise(group.office, group.room, number)
    return replace(found, plays=tuple(play for play in found.plays if but not in play.people))


def test_what_an_instructor_overrode_counts_as_overridden(group: Class, clock: Clock) -> None:
    ended = over(group, clock)
    before = competency_record(group.stage, group.room, PASSES).attempts[0]
    given = 25 - (before.mark.parts[Part.EVIDENCE].points if before.mark else 0)
    override_mark(group.office, group.room, 1, ended.room(PASSES), Part.EVIDENCE, 25, "He showed me.")
    after = competency_record(group.stage, group.room, PASSES).attempts[0]
    assert after.mark and after.mark.parts[Part.EVIDENCE].points == 25
    assert after.total == min((before.total or 0) + given, 40 if after.mark.capped else 100)


def test_several_exercises_make_one_mean_and_the_latest_stands_first(group: Class, clock: Clock) -> None:
    over(group, clock)
    over(group, clock)
    stops = competency_record(group.stage, group.room, STOPS)
    assert [one.number for one in stops.attempts] == [2, 1]
    totals = [one.total or 0 for one in stops.attempts]
    assert stops.competencies[0].done == 2 and stops.competencies[0].mean == round(sum(totals) / 2)
    assert stops.missed[0][1] == 2
