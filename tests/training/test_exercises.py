"""An exercise from its opening to its end: draws, rooms of their own, clocks that go together, reset, and marks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from class_making import Class, a_class
from sqlalchemy import update
from tests_databases import heard
from tests_shared import Clock

from eclear.casefile.exercise import Phase
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.scenario import Mode, Part
from eclear.clearance import Office, UnknownCase, decide, submit, take_next
from eclear.journey.settlement import waiting_for
from eclear.storage.check import packs_that_differ, rows_that_differ
from eclear.storage.tables import event
from eclear.storage.verify import verify
from eclear.training import exercises as x
from eclear.training.classes import enrolled
from eclear.training.people import NotIn, close, enrol, send_out, who_is_in
from eclear.training.playing import playing
from eclear.training.sealing import drawn_in
from eclear.training.sealing import verify as verify_seal
from eclear.training.seats import dealt, drawn, play_for


@pytest.fixture
def school(office: Office, tmp_path: Path) -> Class:
    return a_class(office, tmp_path / "shelf")


def time_in(school: Class, room: str) -> timedelta:
    """How far the clock of a play has come since its start."""
    with school.office.store.reading(room) as records:
        return records.room.now(school.office.clock()) - school.scenario.starts


def kinds(office: Office, room: str) -> list[str]:
    with office.store.reading(room) as records:
        return [one.kind for one in records.log()]


def heads(school: Class, *rooms: str) -> list[tuple[int, str]]:
    found = []
    for room in rooms:
        with school.office.store.reading(room) as records:
            found.append((records.head.position, str(records.room)))
    return found


def ask_for_papers(school: Class, seat: str, room: str) -> str:
    """Let a seat draw its case and ask for documents, as the solution has it; returns the case."""
    office = school.as_seat(seat, room).office
    case = take_next(office, room=room)
    decide(office, case.id, "request-documents", reason="The price is low. Send the contract.", room=room)
    return case.id


# -- drawing and dealing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("teams", [1, 2, 4, 7, 40])
def test_every_variant_is_drawn_about_as_often_neighbours_differ_and_it_can_be_drawn_again(teams: int) -> None:
    for seed in map(str, range(50)):
        found = drawn(seed, "exercise/1", "abcd", teams)
        counts = Counter(found)
        assert max(counts.values()) - min(counts[one] for one in "abcd") <= 1
        assert all(one != other for one, other in pairwise(found))
        assert found == drawn(seed, "exercise/1", "abcd", teams)
    assert len({drawn(str(seed), "exercise/1", "abcd", 8) for seed in range(50)}) > 25, "it is not the same for every class"
    assert drawn("seed", "exercise/1", "abcd", 8) != drawn("seed", "exercise/2", "abcd", 8)
    assert drawn("seed", "exercise/1", "a", 3) == ("a", "a", "a")


def test_chairs_are_dealt_among_a_team_or_everybody_has_all_in_turn() -> None:
    assert dealt(("trader:1", "officer"), 2, split=False) == (("trader:1", "officer"),) * 2
    assert dealt(("trader:1", "officer"), 2, split=True) == (("trader:1",), ("officer",))
    assert dealt(("trader:1", "officer", "agency:A"), 2, split=True) == (("trader:1", "agency:A"), ("officer",))
    assert dealt(("officer",), 3, split=True) == (("officer",),) * 3


def test_who_has_a_traders_and_an_officers_post_may_decide_on_what_he_lodged_and_nobody_else(school: Class) -> None:
    chairs = replace(school, scenario=replace(school.scenario, chairs=("trader:43550", "officer")))
    one = chairs.opened(("seat-01",)).plays[0]
    two = chairs.opened(("seat-02", "seat-03"), split=True).plays[0]
    with school.office.store.people() as people:
        assert people.people(one.room)[0].both_chairs
        assert people.people(one.room)[0].posts == (Post(Role.TRADER, "43550"), Post(Role.OFFICER))
        assert [(person.id, person.both_chairs) for person in people.people(two.room)] == [("seat-02", False), ("seat-03", False)]


# -- opening -----------------------------------------------------------------------------------------------------------


def test_an_exercise_that_is_opened_is_laid_out_whole_sealed_and_stands(school: Class, clock: Clock) -> None:
    opened = school.opened()
    assert opened.phase is Phase.READY and len(opened.plays) == 4
    assert sorted(play.variant for play in opened.plays) == ["a", "b", "c", "d"]
    assert verify_seal(opened.opened.key, opened.opened.seal)
    assert drawn_in(opened.opened.key) == {play.room: play.variant for play in opened.plays}
    clock.pass_by(hours=3)
    for play in opened.plays:
        assert time_in(school, play.room) == timedelta(0)
        with school.office.store.reading(play.room) as records:
            play_there = playing(records)
            assert records.room.home == school.room and play_there and play_there.opened.variant == play.variant
        assert kinds(school.office, play.room).count("registered") == 1
        assert list(rows_that_differ(school.office.store, play.room, waiting_for)) == []
    assert school.office.store.pack(school.scenario.digest)
    assert list(packs_that_differ(school.office.store)) == []
    assert list(rows_that_differ(school.office.store, school.room, waiting_for)) == []
    assert verify(school.office.store, school.room).faults == ()
    with pytest.raises(UnknownCase, match="no exercise 2"):
        x.exercise(school.office, school.room, 2)


@pytest.mark.parametrize(
    ("teams", "why"),
    [
        ([], "at least one seat"),
        ([()], "at least one seat"),
        ([("seat-01",), ("seat-01",)], "in two teams"),
        ([("seat-99",)], "Nobody of the class"),
        ([("seat-01",)], "still plays exercise 1"),
    ],
)
def test_teams_that_cannot_be_are_refused_and_nothing_is_opened(school: Class, teams: list[tuple[str, ...]], why: str) -> None:
    school.opened(("seat-01",))
    with pytest.raises(IllegalStep, match=why):
        x.open_exercise(school.stage, school.room, school.scenario, mode=Mode.FREE, marked=True, teams=teams)
    assert len(x.exercises(school.office, school.room)) == 1


def test_only_an_instructor_runs_an_exercise_and_only_its_players_contest(school: Class) -> None:
    exercise = school.opened()
    room = exercise.plays[0].room
    trainee, here = school.as_seat("seat-01", school.room), (school.room, 1)
    for verb in (
        lambda: x.start(trainee, *here),
        lambda: x.pause(trainee, *here),
        lambda: x.set_speed(trainee, *here, 10),
        lambda: x.jump(trainee, *here, 10),
        lambda: x.inject(trainee, *here, "papers"),
        lambda: x.hint(trainee, *here, "Ask."),
        lambda: x.reset(trainee, *here, None, "Wrong."),
        lambda: x.end(trainee, *here),
        lambda: x.answer(trainee.office, *here, room, Part.STEPS, "No."),
        lambda: x.override_mark(trainee.office, *here, room, Part.STEPS, 25, "So."),
        lambda: x.open_exercise(trainee, school.room, school.scenario, mode=Mode.FREE, marked=True, teams=[("seat-01",)]),
    ):
        with pytest.raises(IllegalStep, match="Only an instructor"):
            verb()
    assert x.exercise(school.office, *here).version == 1
    x.end(school.stage, *here)
    with pytest.raises(IllegalStep, match="not your play"):
        x.contest(school.as_seat("seat-02", school.room).office, *here, room, Part.STEPS, "Why?")


# -- clocks ------------------------------------------------------------------------------------------------------------


def test_all_clocks_of_an_exercise_start_pause_run_faster_and_jump_together(school: Class, clock: Clock) -> None:
    here = (school.room, 1)
    rooms = [play.room for play in school.opened().plays]

    def shown() -> timedelta:
        (found,) = {time_in(school, room) for room in rooms}
        return found

    clock.pass_by(minutes=7)
    x.start(school.stage, *here)
    clock.pass_by(minutes=10)
    assert shown() == timedelta(minutes=10)
    x.set_speed(school.stage, *here, 60)
    clock.pass_by(minutes=1)
    assert shown() == timedelta(minutes=70)
    x.pause(school.stage, *here)
    clock.pass_by(days=1)
    assert shown() == timedelta(minutes=70)
    x.jump(school.stage, *here, 30)
    assert shown() == timedelta(minutes=100)
    assert x.set_speed(school.stage, *here, 2).phase is Phase.PAUSED
    clock.pass_by(days=1)
    assert shown() == timedelta(minutes=100), "to set the speed starts nothing"
    x.start(school.stage, *here)
    clock.pass_by(minutes=5)
    assert shown() == timedelta(minutes=110)
    ended = x.end(school.stage, *here)
    clock.pass_by(days=1)
    assert shown() == timedelta(minutes=110)
    assert (ended.phase, ended.pauses, ended.speed) == (Phase.ENDED, 1, 2)
    for verb in (x.start, x.pause, x.end):
        with pytest.raises(IllegalStep, match="has ended"):
            verb(school.stage, *here)


def test_what_cannot_be_done_to_an_exercise_says_what_can(school: Class) -> None:
    here = (school.room, school.opened().number)
    for refused, why in (
        (lambda: x.pause(school.stage, *here), "does not run"),
        (lambda: x.jump(school.stage, *here, 30), "has not started"),
        (lambda: x.inject(school.stage, *here, "papers"), "has not started"),
        (lambda: x.set_speed(school.stage, *here, 3), "one of: 1, 2, 4, 10, 30, 60"),
        (lambda: x.jump(school.stage, *here, 0), "1 to"),
        (lambda: school.opened(("seat-01",), delay=-1), "delay"),
    ):
        with pytest.raises(IllegalStep, match=why):
            refused()
    x.start(school.stage, *here)
    with pytest.raises(IllegalStep, match="runs already"):
        x.start(school.stage, *here)


def test_a_jump_lets_happen_in_order_and_at_its_time_what_falls_due_in_between(school: Class, clock: Clock) -> None:
    here = (school.room, school.opened(delay=5).number)
    play = x.start(school.stage, *here).plays[0]
    clock.pass_by(minutes=10)
    case = ask_for_papers(school, play.people[0], play.room)
    x.jump(school.stage, *here, 24 * 60)
    with school.office.store.reading(play.room) as records:
        (supplied,) = [one for one in records.events(case) if one.kind == "documents-supplied"]
        assert supplied.at - school.scenario.starts == timedelta(minutes=10 + 120 + 5), "two hours later, and the chair's delay"
        came = [one.fact.inject for one in records.log() if one.kind == "injected"]
    assert came == ["papers"]


def test_ticks_let_happen_what_is_due_and_cost_one_question_where_nothing_happens(school: Class, clock: Clock) -> None:
    exercise = school.opened()
    x.start(school.stage, school.room, exercise.number)
    play = exercise.plays[0]
    ask_for_papers(school, play.people[0], play.room)
    x.tick(school.stage)
    with heard(school.office.store) as statements:
        assert x.tick(school.stage) == 0
    assert len([text for text in statements if text.lstrip().startswith("SELECT")]) == 1, statements
    clock.pass_by(minutes=124)
    assert x.tick(school.stage) == 0, "it is known that nothing is due"
    clock.pass_by(minutes=2)
    assert x.tick(school.stage) == 1
    assert "documents-supplied" in kinds(school.office, play.room)
    x.pause(school.stage, school.room, exercise.number)
    clock.pass_by(days=1)
    assert x.tick(school.stage) == 0


def test_a_play_that_cannot_go_on_does_not_stop_the_others(school: Class, clock: Clock) -> None:
    exercise = school.opened()
    x.start(school.stage, school.room, exercise.number)
    for play in exercise.plays:
        ask_for_papers(school, play.people[0], play.room)
    broken = exercise.plays[0].room
    with school.office.store.engine.begin() as connection:
        connection.execute(update(event).where(event.c.room == broken, event.c.stream == "play").values(body=b"\x00"))
    clock.pass_by(hours=3)
    x.tick(school.stage)
    for play in exercise.plays[1:]:
        assert "documents-supplied" in kinds(school.office, play.room)


# -- rooms of their own ------------------------------------------------------------------------------------------------


def test_what_one_seat_does_is_in_no_other_play_and_not_in_the_class(school: Class, clock: Clock) -> None:
    exercise = school.opened()
    x.start(school.stage, school.room, exercise.number)
    mine, *others = exercise.plays
    rooms = [play.room for play in others]
    before = heads(school, school.room, *rooms)
    case = ask_for_papers(school, mine.people[0], mine.room)
    clock.pass_by(hours=3)
    x.tick(school.stage)
    assert heads(school, school.room, *rooms) == before
    for play in others:
        with school.office.store.reading(play.room) as records:
            assert records.case(case) is None
            assert {person.id for person in records.people.people(play.room)} == set(play.people)
        with pytest.raises(UnknownCase):
            decide(school.as_seat(play.people[0], play.room).office, case, "pass", room=play.room)


def test_two_classes_never_touch_each_other(office: Office, tmp_path: Path, clock: Clock) -> None:
    north, south = (a_class(office, tmp_path / "shelf", room) for room in ("north", "south"))
    ours, theirs = north.opened(), south.opened()
    assert {play.room for play in ours.plays}.isdisjoint(play.room for play in theirs.plays)
    x.start(north.stage, "north", 1)
    x.start(south.stage, "south", 1)
    clock.pass_by(minutes=5)
    token = south.come_in("seat-01")
    inside = x.enter_play(office, token).token
    rooms = ["south", *(play.room for play in theirs.plays)]
    before = heads(south, *rooms)
    x.set_speed(north.stage, "north", 1, 60)
    x.reset(north.stage, "north", 1, None, "The wrong exercise.")
    x.jump(north.stage, "north", 1, 600)
    x.hint(north.stage, "north", 1, "Look at the invoice.")
    x.end(north.stage, "north", 1)
    assert heads(south, *rooms) == before
    login = who_is_in(office, inside)
    assert login and login.room == theirs.plays[0].room
    for verb in (lambda: x.pause(north.stage, "north", 2), lambda: x.reset(north.stage, "north", 1, theirs.plays[0].room, "No.")):
        with pytest.raises((IllegalStep, UnknownCase)):
            verb()
    assert heads(south, *rooms) == before


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_injects_and_hints_by_hand_reach_some_or_all_and_an_inject_comes_once(school: Class) -> None:
    here = (school.room, school.opened().number)
    first, *others = [play.room for play in x.start(school.stage, *here).plays]
    x.inject(school.stage, *here, "papers", [first])
    x.inject(school.stage, *here, "papers")
    for room in (first, *others):
        assert kinds(school.office, room).count("injected") == 1
    with pytest.raises(IllegalStep, match="has come already"):
        x.inject(school.stage, *here, "papers")
    with pytest.raises(IllegalStep, match="no inject"):
        x.inject(school.stage, *here, "nothing")
    with pytest.raises(UnknownCase, match="no such play"):
        x.inject(school.stage, *here, "papers", ["open"])
    x.hint(school.stage, *here, "Look at the invoice.", [first])
    assert "hint-given" in kinds(school.office, first) and "hint-given" not in kinds(school.office, others[0])
    assert kinds(school.office, school.room)[-3:] == ["inject-sent", "inject-sent", "hint-sent"]


# -- reset -------------------------------------------------------------------------------------------------------------


def test_a_reset_says_what_went_wrong_begins_one_play_anew_and_takes_its_people_with_it(school: Class, clock: Clock) -> None:
    here = (school.room, school.opened().number)
    token = school.come_in("seat-01")
    exercise = x.start(school.stage, *here)
    gone, *others = exercise.plays
    inside = x.enter_play(school.office, token).token
    ask_for_papers(school, "seat-01", gone.room)
    clock.pass_by(minutes=20)
    before, kept = heads(school, *(play.room for play in others)), kinds(school.office, gone.room)
    for nothing in ("", "   "):
        with pytest.raises(IllegalStep, match="a line on what went wrong"):
            x.reset(school.stage, *here, gone.room, nothing)
    after = x.reset(school.stage, *here, gone.room, "He held the\nwrong case.")
    assert after.before == ((gone, "He held the wrong case."),)
    anew = after.of("seat-01")
    assert anew and anew.room != gone.room and anew.variant == gone.variant
    assert heads(school, *(play.room for play in others)) == before
    assert kinds(school.office, gone.room) == kept, "the play before stays as it was"
    assert time_in(school, anew.room) == timedelta(0)
    clock.pass_by(minutes=3)
    assert time_in(school, anew.room) == timedelta(minutes=3), "its clock runs, as the exercise does"
    assert time_in(school, gone.room) == timedelta(minutes=20), "and that of the play before stands"
    login = who_is_in(school.office, inside)
    assert login and login.room == anew.room, "an open browser goes on in the new play"
    with pytest.raises(UnknownCase):
        x.reset(school.stage, *here, gone.room, "Again.")
    assert list(rows_that_differ(school.office.store, school.room, waiting_for)) == []


def test_a_reset_of_all_in_a_pause_leaves_every_clock_standing_until_it_goes_on(school: Class, clock: Clock) -> None:
    here = (school.room, school.opened().number)
    x.start(school.stage, *here)
    x.set_speed(school.stage, *here, 10)
    x.pause(school.stage, *here)
    exercise = x.reset(school.stage, *here, None, "The projector failed.")
    assert len(exercise.before) == 4
    clock.pass_by(minutes=5)
    assert {time_in(school, play.room) for play in exercise.plays} == {timedelta(0)}
    x.start(school.stage, *here)
    clock.pass_by(minutes=5)
    assert {time_in(school, play.room) for play in exercise.plays} == {timedelta(minutes=50)}


def test_forty_seats_are_begun_anew_in_under_five_seconds(office: Office, tmp_path: Path) -> None:
    from time import perf_counter

    school = a_class(office, tmp_path / "shelf", seats=40)
    school.opened()
    x.start(school.stage, school.room, 1)
    begun = perf_counter()
    x.reset(school.stage, school.room, 1, None, "The power was cut.")
    assert perf_counter() - begun < 5


# -- coming and going --------------------------------------------------------------------------------------------------


def test_one_enters_a_play_from_the_class_leaves_it_and_comes_back_after_a_crash(school: Class) -> None:
    token = school.come_in("seat-02")
    with pytest.raises(IllegalStep, match="No exercise waits for you"):
        x.enter_play(school.office, token)
    exercise = school.opened()
    inside = x.enter_play(school.office, token)
    assert inside.login.room == exercise.plays[1].room and inside.login.home == school.room
    assert inside.login.seated.person.posts == (Post(Role.OFFICER),)
    assert who_is_in(school.office, token) is None, "the login before is dead"
    again = x.enter_play(school.office, inside.token)
    assert again.login.room == inside.login.room
    back = x.leave_play(school.office, again.token)
    assert (back.login.room, back.login.home) == (school.room, "")
    with pytest.raises(IllegalStep, match="You are in no play"):
        x.leave_play(school.office, back.token)
    with pytest.raises(NotIn):
        x.enter_play(school.office, "no token")
    x.end(school.stage, school.room, exercise.number)
    assert play_for(school.office, school.room, "seat-02") is None
    next_one = school.opened()
    assert play_for(school.office, school.room, "seat-02") == (next_one, next_one.plays[1])
    with pytest.raises(IllegalStep, match="room of the class"):
        x.open_exercise(
            school.stage, next_one.plays[0].room, school.scenario, mode=Mode.FREE, marked=True, teams=[next_one.plays[0].people]
        )


def test_who_is_closed_or_sent_out_of_his_class_is_out_of_his_play_at_once_and_the_class_shows_who_is_in(school: Class) -> None:
    exercise = school.opened()
    inside = x.enter_play(school.office, school.come_in("seat-01")).token
    others = x.enter_play(school.office, school.come_in("seat-02")).token
    here = {each.person.id: len(each.here) for each in enrolled(school.office, school.room)}
    assert (here["seat-01"], here["seat-03"]) == (1, 0)
    close(school.office, school.room, "seat-01")
    assert who_is_in(school.office, inside) is None and who_is_in(school.office, others)
    assert send_out(school.office, school.room, "seat-02") == 1
    assert who_is_in(school.office, others) is None
    assert exercise.plays[0].room != school.room


def test_nobody_of_a_class_gets_an_id_with_which_eclear_signs(office: Office) -> None:
    with pytest.raises(IllegalStep, match="eclear's own"):
        enrol(office, "open", "eclear.kim", (), [Post(Role.OFFICER)])


# -- marks -------------------------------------------------------------------------------------------------------------


def test_a_contest_its_answer_and_an_override_are_events_with_reasons(school: Class) -> None:
    here = (school.room, school.opened().number)
    room = x.start(school.stage, *here).plays[0].room
    mine = school.as_seat("seat-01", school.room).office
    with pytest.raises(IllegalStep, match="still runs"):
        x.contest(mine, *here, room, Part.STEPS, "I asked in time.")
    with pytest.raises(IllegalStep, match="still runs"):
        x.override_mark(school.office, *here, room, Part.STEPS, 20, "He did.")
    x.end(school.stage, *here)
    with pytest.raises(IllegalStep, match="Nobody contests"):
        x.answer(school.office, *here, room, Part.STEPS, "So it is.")
    (contest,) = x.contest(mine, *here, room, Part.STEPS, "I asked in time.").contests
    assert (contest.person, contest.text, contest.answer) == ("seat-01", "I asked in time.", "")
    with pytest.raises(IllegalStep, match="contested already"):
        x.contest(mine, *here, room, Part.STEPS, "Once more.")
    (answered,) = x.answer(school.office, *here, room, Part.STEPS, "True: ten points.").contests
    assert answered.answer == "True: ten points."
    for points in (-1, 26):
        with pytest.raises(IllegalStep, match="0 to 25"):
            x.override_mark(school.office, *here, room, Part.STEPS, points, "So.")
    with pytest.raises(IllegalStep, match="without a reason"):
        x.override_mark(school.office, *here, room, Part.STEPS, 25, " ")
    after = x.override_mark(school.office, *here, room, Part.STEPS, 25, "The log shows it.")
    over = after.overrides[room, Part.STEPS]
    assert (over.points, over.reason, over.person) == (25, "The log shows it.", "ines")
    assert kinds(school.office, school.room)[-3:] == ["mark-contested", "contest-answered", "mark-overridden"]


def test_an_exercise_outlives_the_folder_from_which_it_came_and_is_found_beside_other_work_of_the_class(school: Class) -> None:
    exercise = school.opened()
    submit(school.office.under(Seated(Person("", (), ()), None)), b"<nothing/>", room=school.room)
    assert x.exercises(school.office, school.room) == (exercise,)
    x.start(school.stage, school.room, 1)
    assert x.exercises(school.office, school.room)[0].phase is Phase.RUNNING
    assert x.phase_of(school.office, school.room, exercise.plays[0].room) is Phase.RUNNING
    assert x.phase_of(school.office, school.room, school.room) is None
