"""Laying out: what was opened or reset becomes a play that can be entered, also when the power was cut in between.

The room of the class records first which plays there are, together with their rooms, whose clocks stand. Then each is set
up; it may be begun again at any step. Only when it is whole are its people enrolled there, and does its clock run.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.person import Person, Seated
from eclear.casefile.play import PlayOpened, Seating
from eclear.clearance import Office
from eclear.storage import People
from eclear.training.playing import advance, set_up
from eclear.training.seats import exercise as the_exercise
from eclear.training.seats import player_of, standing
from eclear.training.stage import Stage

NOBODY = Seated(Person("", (), ()), None)
"""Who lays out: nobody who signs."""

_told = logging.getLogger("eclear.training")


def opening_of(home: str, exercise: Exercise, play: Seating) -> PlayOpened:
    """Return the first event of a play: of which exercise it is, and what was drawn for it."""
    opened = exercise.opened
    chairs = tuple(dict.fromkeys(chair for hand in play.chairs for chair in hand))
    return PlayOpened(
        home,
        exercise.number,
        opened.scenario,
        opened.digest,
        play.variant,
        opened.mode,
        opened.seal,
        chairs,
        opened.delay,
    )


def lay_out(stage: Stage, home: str, n: int) -> dict[str, Exception]:
    """Make every play of an exercise whole that is not yet, and let its clock run if the exercise does.

    Returns what went wrong, by the rooms of the plays: a fault in one does not keep the others from being laid out.
    """
    exercise = the_exercise(stage.office, home, n)
    with stage.office.store.people() as people:
        missing = [play for play in exercise.plays if not is_whole(people, play)]
    whole, wrong = [], dict[str, Exception]()
    nobody = stage.under(stage.office.under(NOBODY))
    for play in missing:
        try:
            set_up(nobody, play.room, opening_of(home, exercise, play))
            whole.append(play)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other plays go on
            _told.warning("A play of exercise %d could not be laid out: %s", n, error)
            wrong[play.room] = error
    if whole:
        _let_in(stage.office, home, n, whole)
    return wrong


def is_whole(people: People, play: Seating) -> bool:
    """True if a play is laid out: its people are enrolled in its room."""
    return people.person(play.room, play.people[0]) is not None


def advance_all(stage: Stage, exercise: Exercise) -> None:
    """Let happen what is due in every play of an exercise; what goes wrong in one is told in the log of the server."""
    for play in exercise.plays:
        advance_one(stage, play.room)


def advance_one(stage: Stage, room: str) -> bool:
    """Let happen what is due in one play; returns whether that went well."""
    try:
        advance(stage.under(stage.office.under(NOBODY)), room)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other plays go on
        _told.warning("A play could not go on: %s: %s", type(error).__name__, error)
        return False
    return True


def _let_in(office: Office, home: str, n: int, plays: Sequence[Seating]) -> None:
    """Enrol the people of plays that are laid out now, move their logins from plays that were reset, and start the clocks."""
    with office.store.writing(home) as records:
        exercise, real, rooms = standing(records, n), office.clock(), records.plays()
        people, clocks = records.people, {}
        for play in plays:
            if exercise.in_room(play.room) is None:
                continue  # reset meanwhile
            for id, chairs in zip(play.people, play.chairs, strict=True):
                person = people.person(home, id) or Person(id, (), ())
                people.enrol(play.room, player_of(person, chairs))
            for gone, _reason in exercise.before:
                if gone.people == play.people:
                    people.move(gone.room, play.room)
            if exercise.phase is Phase.RUNNING:
                clocks[play.room] = rooms[play.room].set(real, exercise.speed)
        records.set_clocks(clocks)


def due_since(exercise: Exercise, now: datetime) -> bool:
    """True for an exercise whose clocks may have stopped before everything happened that was due by then."""
    return exercise.phase is Phase.PAUSED or (exercise.ended is not None and (now - exercise.ended).days < 1)
