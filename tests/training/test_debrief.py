"""The debrief tells what happened, what could be seen when, what the mark is made of, and what else could have been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from class_making import Class, a_class
from debrief_making import EXPERT, IDLE, PASSES, STOPS, Over, begun, over, play_all
from tests_databases import Databases, heard
from tests_shared import Clock

from eclear.casefile.scenario import Part
from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.training.calibration import Calibration, Guess, Leaning, together
from eclear.training.counterfactual import OTHERWISE, otherwise
from eclear.training.debriefing import MomentKind, NotEnded, Verdict, class_debrief, debrief
from eclear.training.exercises import contest, end, exercise, exercises, override_mark, reset
from eclear.training.grading import mark_of
from eclear.wco import Schemas

MOST_QUESTIONS = 12


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, model: Model) -> Iterator[Over]:
    folder, clock = tmp_path_factory.mktemp("debrief"), Clock()
    store = databases.open(folder)
    office = Office(store=store, schemas=schemas, model=model, clock=clock, seed="tests")
    yield over(a_class(office, folder), clock)
    store.close()


@pytest.fixture
def group(office: Office, tmp_path: Path) -> Class:
    return a_class(office, tmp_path)


def test_who_knew_the_key_gets_full_marks_and_who_has_a_habit_does_not_pass(played: Over) -> None:
    told = {seat: debrief(played.group.stage, played.exercise, played.room(seat)) for seat in (EXPERT, PASSES, STOPS, IDLE)}
    assert told[EXPERT].mark.total == 100 and told[EXPERT].verdict is Verdict.RIGHT and not told[EXPERT].missed
    assert all(told[seat].mark.total <= 50 for seat in (PASSES, STOPS, IDLE))
    assert told[STOPS].verdict is Verdict.WRONG and told[IDLE].verdict is Verdict.NONE
    assert all(found.unchanged for found in told.values())


def test_the_mark_of_the_debrief_is_the_mark_of_the_play_at_any_time(played: Over) -> None:
    for seat in (EXPERT, PASSES, STOPS, IDLE):
        stage, room = played.group.stage, played.room(seat)
        assert debrief(stage, played.exercise, room).review.mark == mark_of(stage, room)


def test_a_cue_is_there_from_the_start_or_from_what_brings_it_and_one_that_never_came_says_so(played: Over) -> None:
    stage, starts = played.group.stage, played.group.scenario.starts
    expert = debrief(stage, played.exercise, played.room(EXPERT)).review
    seen = {cue.cue.place: cue for cue in expert.cues}
    assert seen["invoice-price"].at == starts and [cue.number for cue in expert.cues] == [1, 2]
    contract = seen["contract-price"].at
    assert contract == expert.play.injected["papers"] and contract > starts + timedelta(hours=2)
    noted = seen["contract-price"].noted
    assert noted and noted > contract
    never = {cue.cue.place: cue for cue in debrief(stage, played.exercise, played.room(STOPS)).review.cues}
    assert never["contract-price"].at is None and not never["contract-price"].cited


def test_the_replay_has_cues_acts_and_what_came_in_the_order_of_the_clock_and_nothing_that_eclear_played(played: Over) -> None:
    review = debrief(played.group.stage, played.exercise, played.room(EXPERT)).review
    assert [moment.at for moment in review.moments] == sorted(moment.at for moment in review.moments)
    kinds = {moment.kind for moment in review.moments}
    assert kinds == {MomentKind.CUE, MomentKind.ACT, MomentKind.INJECT, MomentKind.NOTE}
    acts = [moment.event for moment in review.moments if moment.kind is MomentKind.ACT]
    assert {event.person for event in acts if event} <= {EXPERT, ""}
    told = [event.kind for event in acts if event]
    assert told[:3] == ["allotted", "guessed", "decided"] and "paid" not in told and "registered" not in told


def test_the_same_case_decided_otherwise_is_played_out_with_the_same_dice(played: Over) -> None:
    for seat in (EXPERT, STOPS):
        found = debrief(played.group.stage, played.exercise, played.room(seat))
        assert found.others is not None
        by = {one.player: one for one in found.others}
        assert tuple(by) == OTHERWISE
        assert by["expert"].total == 100 and by["expert"].right and not by["expert"].harm
        assert by["stop"].hours is None and by["pass"].hours is not None and not by["stop"].right
        true = played.variant(seat).truth
        assert by["expert"].owed.found == true.money.true
        harmed = by["pass"] if true.guilty else by["stop"]
        assert harmed.harm == true.harm and not harmed.right
    again = otherwise(played.group.stage, played.group.scenario, played.seating(EXPERT).variant)
    assert again is debrief(played.group.stage, played.exercise, played.room(EXPERT)).others, "worked out once"
    own = debrief(played.group.stage, played.exercise, played.room(EXPERT)).review.own
    assert own.right and own.hours is not None and own.player == "you"


def test_a_guess_stands_beside_the_machine_and_the_truth_and_is_not_marked(played: Over) -> None:
    review = debrief(played.group.stage, played.exercise, played.room(STOPS)).review
    (guess,) = review.calibration.guesses
    assert guess.chance == 0.9 and guess.machine is not None and 0 < guess.machine < 1
    assert guess.guilty is played.variant(STOPS).truth.guilty
    assert debrief(played.group.stage, played.exercise, played.room(IDLE)).review.calibration.brier is None


def test_the_class_together_names_what_was_missed_most_and_the_mean_of_each_part(played: Over) -> None:
    told = class_debrief(played.group.stage, played.exercise)
    assert [cue.missed for cue in told.cues] == [3, 3] and all(cue.of == 4 for cue in told.cues)
    assert {cue.label["en"] for cue in told.cues} == {"Invoice: price", "Contract: price"}
    assert told.averages[Part.EVIDENCE] == 25 / 4
    assert len(told.calibration.guesses) == 3 and told.unchanged


def test_nothing_opens_before_the_instructor_ends_the_exercise(group: Class, clock: Clock) -> None:
    running = begun(group)
    for room in (play.room for play in running.plays):
        with pytest.raises(NotEnded):
            debrief(group.stage, running, room)
    with pytest.raises(NotEnded):
        class_debrief(group.stage, running)


def test_an_override_counts_a_contest_stands_and_a_reset_play_can_still_be_looked_at(group: Class, clock: Clock) -> None:
    running = begun(group)
    play_all(group, clock, running)
    gone = running.of(STOPS)
    assert gone
    reset(group.stage, group.room, 1, gone.room, "The seat went out.")
    over = end(group.stage, group.room, 1)
    room = over.of(PASSES)
    assert room
    contest(group.as_seat(PASSES, group.room).office, group.room, 1, room.room, Part.MONEY, "The rate was another.")
    now = override_mark(group.stage.office, group.room, 1, room.room, Part.MONEY, 14, "He is right.")
    found = debrief(group.stage, now, room.room)
    assert found.mark.parts[Part.MONEY].points == 14 and [one.text for one in found.contests] == ["The rate was another."]
    assert found.review.mark.parts[Part.MONEY].override is None, "what was worked out from the events stays beside it"
    before = debrief(group.stage, now, gone.room)
    assert before.seating == gone and len(before.review.moments) > 3
    assert [seating.room for seating, _review, _mark in class_debrief(group.stage, now).plays] == [p.room for p in now.plays]
    with pytest.raises(LookupError, match="has no play in room"):
        debrief(group.stage, now, "elsewhere")


def test_guesses_of_the_same_people_add_up_over_a_course(group: Class, clock: Clock) -> None:
    over(group, clock)
    second = over(group, clock)
    found = debrief(group.stage, second.exercise, second.room(STOPS), exercises(group.office, group.room))
    assert len(found.course.guesses) == 2 and len(found.review.calibration.guesses) == 1
    trial = over(group, clock, trial=True)
    told = debrief(group.stage, trial.exercise, trial.room(STOPS), exercises(group.office, group.room))
    assert len(told.course.guesses) == 3, "a trial is shown with itself"
    again = debrief(group.stage, second.exercise, second.room(STOPS), exercises(group.office, group.room))
    assert len(again.course.guesses) == 2, "and counts in no other"


def test_a_debrief_asks_the_database_little_and_the_second_time_almost_nothing(group: Class, clock: Clock) -> None:
    ended = over(group, clock)
    stage, room = group.stage, ended.room(EXPERT)
    for most in (MOST_QUESTIONS // 2, 4):  # a page asks besides who is there and where
        with heard(group.office.store) as statements:
            found = exercise(group.office, group.room, 1)
            class_debrief(stage, found)
            debrief(stage, found, room, exercises(group.office, group.room))
        selects = [text for text in statements if text.lstrip()[:6].upper() == "SELECT"]
        assert len(selects) <= most, selects


def test_a_key_that_is_not_the_one_that_was_sealed_is_told(played: Over) -> None:
    other = replace(played.exercise, opened=replace(played.exercise.opened, key=played.exercise.opened.key.replace("a", "e", 1)))
    assert not debrief(played.group.stage, other, played.room(EXPERT)).unchanged


def guess(chance: float, guilty: bool, machine: float | None = None) -> Guess:
    return Guess("c", chance, machine, guilty)


@pytest.mark.parametrize(
    ("guesses", "brier", "leaning"),
    [
        ((), None, Leaning.TOO_FEW),
        ((guess(0.5, True), guess(0.5, False)), 0.25, Leaning.TOO_FEW),
        ((guess(1.0, True), guess(0.0, False), guess(1.0, True)), 0.0, Leaning.FAIR),
        ((guess(0.5, True), guess(0.5, False), guess(0.9, True), guess(0.1, False)), 0.13, Leaning.FAIR),
        ((guess(0.2, True), guess(0.1, True), guess(0.0, False)), 0.483, Leaning.TRUSTING),
        ((guess(0.9, False), guess(0.8, False), guess(1.0, True)), 0.483, Leaning.SUSPICIOUS),
    ],
)
def test_calibration_is_a_number_and_a_habit(guesses: tuple[Guess, ...], brier: float | None, leaning: Leaning) -> None:
    told = Calibration(guesses)
    assert told.leaning is leaning
    assert told.brier == (None if brier is None else pytest.approx(brier, abs=0.001))


def test_the_machine_is_measured_on_the_same_cases_and_only_where_it_spoke() -> None:
    first, second = Calibration((guess(0.3, True, 0.6),)), Calibration((guess(0.3, False),))
    both = together((first, second))
    assert both.machine == pytest.approx(0.16) and len(both.guesses) == 2
    assert second.machine is None and together(()).guesses == ()


def test_times_of_the_replay_are_of_the_plays_own_clock(played: Over) -> None:
    review = debrief(played.group.stage, played.exercise, played.room(PASSES)).review
    first: datetime = review.moments[0].at
    assert first == played.group.scenario.starts and played.exercise.at < first - timedelta(days=100)
