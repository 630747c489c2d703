"""Exercises: what an instructor does with one - open, start, pause, inject, hint, speed, jump, reset, end - and what is said of
marks afterwards.

Everything is an event of the class, in the stream of the exercise. What stops or starts clocks is recorded together with the
clocks of all its plays, or not at all: so no seat is ahead of another.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol, runtime_checkable

from eclear.casefile import play as p
from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.play import Seating, exercise_stream
from eclear.casefile.room import Room
from eclear.casefile.scenario import POINTS, Mode, Part, Scenario
from eclear.clearance import Office
from eclear.clearance.recording import plain
from eclear.storage import Records
from eclear.storage.people import EXERCISES
from eclear.training import noting
from eclear.training.laying_out import advance_all, is_whole, lay_out
from eclear.training.people import LETTERS
from eclear.training.playing import seed_of, send_inject
from eclear.training.sealing import new_salt, seal_of
from eclear.training.seats import (
    UnknownExercise,
    dealt,
    drawn,
    enter_play,
    exercise,
    exercises,
    leave_play,
    phase_of,
    play_for,
    play_in,
    standing,
)
from eclear.training.stage import Stage
from eclear.training.ticking import tick

__all__ = [
    "SPEEDS",
    "UnknownExercise",
    "answer",
    "contest",
    "end",
    "enter_play",
    "exercise",
    "exercises",
    "hint",
    "inject",
    "jump",
    "leave_play",
    "open_exercise",
    "override_mark",
    "pause",
    "phase_of",
    "play_for",
    "reset",
    "set_speed",
    "start",
    "tick",
]

SPEEDS = (1, 2, 4, 10, 30, 60)
"""How fast the clock of an exercise can run: times real time."""

LONGEST_DELAY = 24 * 60
LONGEST_JUMP = 7 * 24 * 60
LONGEST_REASON, LONGEST_TEXT = 200, 1000
MOST_PLAYS = 99

NOT_ENDED = (Phase.READY, Phase.RUNNING, Phase.PAUSED)
"""The phases in which an exercise can still be worked on."""


@runtime_checkable
class KeepingShelf(Protocol):
    """A shelf that keeps a scenario in the database, so that an exercise outlives the folder from which it came."""

    def keep(self, digest: str) -> None:
        """Keep the scenario of a digest, if it is not kept yet."""


def open_exercise(
    stage: Stage,
    home: str,
    scenario: Scenario,
    *,
    mode: Mode,
    marked: bool,
    teams: Sequence[Sequence[str]],
    split: bool = False,
    delay: int = 5,
    trial: bool = False,
    rankings: bool = False,
) -> Exercise:
    """Open an exercise for teams of a class: each draws a variant and gets a play of its own; nothing runs until it is started.

    ``teams`` are ids of people of the class. With ``split`` the chairs of the scenario are dealt among a team, otherwise each
    of them has all in turn. ``delay`` is how many minutes of the exercise's clock eclear waits before it plays a chair's part.
    Raises IllegalStep.
    """
    office = stage.office
    _instructs(office)
    if not 0 <= delay <= LONGEST_DELAY:
        raise IllegalStep(f"A delay of {delay} minutes cannot be. Give 0 to {LONGEST_DELAY}.")
    everybody = [id for team in teams for id in team]
    _may_play(office, home, teams, everybody)
    if isinstance(stage.shelf, KeepingShelf):
        stage.shelf.keep(scenario.digest)
    with office.writing(home) as records:
        if records.room.home:
            raise IllegalStep("This is the room of a play. Open exercises in the room of the class.")
        n, real = records.next_number(EXERCISES), office.clock()
        variants = drawn(records.room.seed, f"exercise/{n}/{scenario.digest}", [v.id for v in scenario.variants], len(teams))
        plays = tuple(
            Seating(_room_name(n), tuple(team), dealt(scenario.chairs, len(team), split=split), variant)
            for team, variant in zip(teams, variants, strict=True)
        )
        seal, key = seal_of(scenario, plays, new_salt())
        opened = p.ExerciseOpened(scenario.id, scenario.digest, mode, marked, seal, key, plays, delay, trial, rankings)
        stream = exercise_stream(n)
        records.note(records.event(stream, 1, office.moment(records, None), "instructor", opened))
        for play in plays:
            records.open_play(play.room, seed_of(scenario.id, play.variant), scenario.starts, real)
    lay_out(stage, home, n)
    return exercise(office, home, n)


def start(stage: Stage, home: str, n: int) -> Exercise:
    """Start an exercise, or let it go on after a pause: all its clocks run from now on. Raises IllegalStep."""
    _instructs(stage.office)
    before = exercise(stage.office, home, n)
    wrong = lay_out(stage, home, n) if before.phase is Phase.READY else {}
    if wrong and len(wrong) == len(before.plays):
        raise IllegalStep(f"No play of this exercise could be laid out: {next(iter(wrong.values()))}")

    def run(now: Exercise, rooms: Mapping[str, Room]) -> tuple[p.ExerciseFact, dict[str, Room]]:
        if now.phase is Phase.RUNNING:
            raise IllegalStep("The exercise runs already.")
        real = stage.office.clock()
        return p.ExerciseStarted(), {name: room.set(real, now.speed) for name, room in rooms.items()}

    return _all_at_once(stage, home, n, run)


def pause(stage: Stage, home: str, n: int) -> Exercise:
    """Freeze an exercise: all its clocks stand from now on, and nobody can act. Raises IllegalStep."""
    _instructs(stage.office)

    def freeze(now: Exercise, rooms: Mapping[str, Room]) -> tuple[p.ExerciseFact, dict[str, Room]]:
        if now.phase is not Phase.RUNNING:
            raise IllegalStep("The exercise does not run, so there is nothing to pause.")
        return p.ExercisePaused(), _still(stage.office, rooms)

    return _all_at_once(stage, home, n, freeze)


def set_speed(stage: Stage, home: str, n: int, speed: int) -> Exercise:
    """Set how fast the clock of an exercise runs: 1, 2, 4, 10, 30 or 60 times real time. Raises IllegalStep."""
    _instructs(stage.office)
    if speed not in SPEEDS:
        raise IllegalStep(f"{speed} is no speed of an exercise. Give one of: {', '.join(map(str, SPEEDS))}.")

    def faster(now: Exercise, rooms: Mapping[str, Room]) -> tuple[p.ExerciseFact, dict[str, Room]]:
        real = stage.office.clock()
        return p.SpeedSet(speed), {name: room.set(real, speed) for name, room in rooms.items() if not room.stands}

    return _all_at_once(stage, home, n, faster)


def jump(stage: Stage, home: str, n: int, minutes: int) -> Exercise:
    """Let the clock of an exercise jump ahead; what falls due in between happens in its order. Raises IllegalStep."""
    _instructs(stage.office)
    if not 1 <= minutes <= LONGEST_JUMP:
        raise IllegalStep(f"The clock cannot jump by {minutes} minutes. Give 1 to {LONGEST_JUMP}.")

    def ahead(now: Exercise, rooms: Mapping[str, Room]) -> tuple[p.ExerciseFact, dict[str, Room]]:
        if now.phase is Phase.READY:
            raise IllegalStep("The exercise has not started. Start it, then let its clock jump.")
        real, by = stage.office.clock(), timedelta(minutes=minutes)
        return p.ClockJumped(minutes), {name: room.set(real, room.speed, at=room.now(real) + by) for name, room in rooms.items()}

    return _all_at_once(stage, home, n, ahead)


def end(stage: Stage, home: str, n: int) -> Exercise:
    """End an exercise: all its clocks stand for good, the key is opened, and the debrief begins. Raises IllegalStep."""
    _instructs(stage.office)
    return _all_at_once(stage, home, n, lambda now, rooms: (p.ExerciseEnded(), _still(stage.office, rooms)))


def inject(stage: Stage, home: str, n: int, inject: str, rooms: Sequence[str] | None = None) -> Exercise:
    """Send an inject by hand to some plays, or to all; one to which it came already is left alone. Raises IllegalStep."""
    return _by_hand(
        stage, home, n, rooms, lambda room: send_inject(stage, room, inject), lambda reached: p.InjectSent(inject, reached)
    )


def hint(stage: Stage, home: str, n: int, text: str = "", rooms: Sequence[str] | None = None) -> Exercise:
    """Give a hint at no cost to some plays, or to all: in the instructor's own words, or the next one of the scenario.

    Raises IllegalStep.
    """
    said = plain(text) or ""
    return _by_hand(
        stage,
        home,
        n,
        rooms,
        lambda room: noting.give_hint(stage, room=room, text=said),
        lambda reached: p.HintSent(reached, 0, said),
    )


def reset(stage: Stage, home: str, n: int, room: str | None, reason: str) -> Exercise:
    """Begin a play anew, or all of them (None), in rooms of their own; what was done before stays as it was.

    ``reason`` says in a line what went wrong. Who was in the play before is in the new one. Raises IllegalStep.
    """
    office = stage.office
    _instructs(office)
    said = _line(reason, "A reset needs a line on what went wrong. Say what the class can learn from it.")
    scenario = stage.shelf.scenario(exercise(office, home, n).opened.digest)
    with office.writing(home) as records:
        now, real = standing(records, n), office.clock()
        _must_be(now, NOT_ENDED)
        gone = now.plays if room is None else (play_in(now, room),)
        rooms, at = records.plays(), office.moment(records, None)
        for number, play in enumerate(gone, now.version + 1):
            into = Seating(_room_name(n), play.people, play.chairs, play.variant)
            records.open_play(into.room, seed_of(now.opened.scenario, into.variant), scenario.starts, real)
            fact = p.PlayReset(play.room, into, said)
            records.note(records.event(exercise_stream(n), number, at, "instructor", fact))
        records.set_clocks(_still(office, {play.room: rooms[play.room] for play in gone}))
    lay_out(stage, home, n)
    return exercise(office, home, n)


def contest(office: Office, home: str, n: int, room: str, part: Part, text: str) -> Exercise:
    """Contest a part of one's own mark, with the reason, once the exercise has ended. Raises IllegalStep."""
    said = _text(text, "Say why you contest this part of the mark.")
    with office.writing(home) as records:
        now = standing(records, n)
        _must_be(now, (Phase.ENDED,))
        if office.acting.id not in play_in(now, room).people:
            raise IllegalStep("A mark is contested by those who played. This is not your play.")
        if any(one.room == room and one.part is part and not one.answer for one in now.contests):
            raise IllegalStep("This part is contested already, and waits for the instructor's answer.")
        _note(office, records, now, p.MarkContested(room, part, said), "trainee")
    return exercise(office, home, n)


def answer(office: Office, home: str, n: int, room: str, part: Part, text: str) -> Exercise:
    """Answer a contest. The mark stands unless it is overridden too. Raises IllegalStep."""
    _instructs(office)
    said = _text(text, "Say what you answer to the contest.")
    with office.writing(home) as records:
        now = standing(records, n)
        if not any(one.room == room and one.part is part for one in now.contests):
            raise IllegalStep("Nobody contests this part of this mark. The page lists what is contested.")
        _note(office, records, now, p.ContestAnswered(room, part, said), "instructor")
    return exercise(office, home, n)


def override_mark(office: Office, home: str, n: int, room: str, part: Part, points: int, reason: str) -> Exercise:
    """Give a part of a mark other points, with the reason, which stands on the debrief. Raises IllegalStep."""
    _instructs(office)
    said = _text(reason, "A mark is not overridden without a reason. Say why these points are right.")
    if not 0 <= points <= POINTS[part]:
        raise IllegalStep(f"The part {part} has 0 to {POINTS[part]} points; {points} cannot be given.")
    with office.writing(home) as records:
        now = standing(records, n)
        _must_be(now, (Phase.ENDED,))
        _note(office, records, now, p.MarkOverridden(play_in(now, room).room, part, points, said), "instructor")
    return exercise(office, home, n)


def _all_at_once(
    stage: Stage,
    home: str,
    n: int,
    verb: Callable[[Exercise, Mapping[str, Room]], tuple[p.ExerciseFact, dict[str, Room]]],
) -> Exercise:
    """Record what happens to an exercise together with the clocks of its plays, then let happen what is due by them.

    The clock of a play that is not laid out yet stands whatever happens: it is set once the play is whole.
    """
    with stage.office.writing(home) as records:
        now, rooms = standing(records, n), records.plays()
        _must_be(now, NOT_ENDED)
        fact, clocks = verb(now, {play.room: rooms[play.room] for play in now.plays if is_whole(records.people, play)})
        _note(stage.office, records, now, fact, "instructor")
        records.set_clocks(clocks)
    after = exercise(stage.office, home, n)
    if after.started:
        advance_all(stage, after)
    return after


def _still(office: Office, rooms: Mapping[str, Room]) -> dict[str, Room]:
    real = office.clock()
    return {name: room.set(real, 0) for name, room in rooms.items()}


def _by_hand(
    stage: Stage,
    home: str,
    n: int,
    rooms: Sequence[str] | None,
    send: Callable[[str], None],
    told: Callable[[tuple[str, ...]], p.ExerciseFact],
) -> Exercise:
    """Send something to some plays, or to all, and record which it reached; raises IllegalStep if it reached none."""
    _instructs(stage.office)
    now = exercise(stage.office, home, n)
    _must_be(now, (Phase.RUNNING, Phase.PAUSED))
    reached, refused = [], None
    for play in now.plays if rooms is None else [play_in(now, room) for room in dict.fromkeys(rooms)]:
        try:
            send(play.room)
            reached.append(play.room)
        except IllegalStep as error:
            refused = error
    if not reached:
        raise refused or IllegalStep("Choose at least one play.")
    with stage.office.writing(home) as records:
        _note(stage.office, records, standing(records, n), told(tuple(reached)), "instructor")
    return exercise(stage.office, home, n)


def _note(office: Office, records: Records, now: Exercise, fact: p.ExerciseFact, by: str) -> None:
    stream = exercise_stream(now.number)
    records.note(records.event(stream, now.version + 1, office.moment(records, None), by, fact))


def _instructs(office: Office) -> None:
    if not office.acting.plays(Role.INSTRUCTOR):
        raise IllegalStep("Only an instructor runs an exercise. Go to your instructor's desk if you have one.")


def _must_be(now: Exercise, phases: Sequence[Phase]) -> None:
    if now.phase in phases:
        return
    raise IllegalStep(
        {
            Phase.READY: "The exercise has not started. Start it first.",
            Phase.RUNNING: "The exercise still runs. End it first.",
            Phase.PAUSED: "The exercise is paused. End it first.",
            Phase.ENDED: "The exercise has ended. Open another one.",
        }[now.phase]
    )


def _may_play(office: Office, home: str, teams: Sequence[Sequence[str]], everybody: Sequence[str]) -> None:
    """Raise IllegalStep for teams that cannot be."""
    if not everybody or not all(teams):
        raise IllegalStep("An exercise needs somebody to play it. Choose at least one seat.")
    if len(teams) > MOST_PLAYS:
        raise IllegalStep(f"{len(teams)} plays are too many for one exercise: {MOST_PLAYS} at most. Make larger teams.")
    if twice := next((id for id in everybody if everybody.count(id) > 1), None):
        raise IllegalStep(f"{twice} is in two teams. Everybody plays in one.")
    with office.store.people() as people:
        there = {person.id: person for person in people.people(home)}
    for id in everybody:
        if id not in there or there[id].closed:
            raise IllegalStep(f"Nobody of the class has the id {id[:40]}, or he may not come in. Choose from the list.")
    for one in exercises(office, home):
        busy = next((id for id in everybody if one.phase is not Phase.ENDED and one.of(id)), None)
        if busy:
            raise IllegalStep(f"{there[busy].name} still plays exercise {one.number}. End that one, or choose somebody else.")


def _room_name(n: int) -> str:
    """Return a name that nobody guesses for the room of a play."""
    return f"x{n}-{''.join(secrets.choice(LETTERS) for _ in range(16))}"


def _line(text: str, demand: str) -> str:
    said = plain(" ".join(text.split()))
    if said is None:
        raise IllegalStep(demand)
    if len(said) > LONGEST_REASON:
        raise IllegalStep(f"The line has {len(said)} characters, {LONGEST_REASON} at most fit. Say it shorter.")
    return said


def _text(text: str, demand: str) -> str:
    said = plain(text)
    if said is None:
        raise IllegalStep(demand)
    if len(said) > LONGEST_TEXT:
        raise IllegalStep(f"The text has {len(said)} characters, {LONGEST_TEXT} at most fit. Say it shorter.")
    return said
