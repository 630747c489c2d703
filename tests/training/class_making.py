"""A class for the tests of exercises: seats, an instructor, and a stage with the small pack on its shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pack_making

from eclear.casefile.exercise import Exercise
from eclear.casefile.person import Post, Role, Seated
from eclear.casefile.scenario import Mode, Scenario
from eclear.clearance import Office
from eclear.storage import Login
from eclear.training import people
from eclear.training.exercises import open_exercise
from eclear.training.people import HOURS_IN, digest
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.web.reports.hands import ReportingHands

INSTRUCTOR = Post(Role.INSTRUCTOR)


@dataclass(frozen=True)
class Class:
    """A class in a room: its seats, and the stage on which its instructor works."""

    stage: Stage
    room: str
    scenario: Scenario

    @property
    def office(self) -> Office:
        return self.stage.office

    def as_seat(self, id: str, room: str, post: Post | None = None) -> Stage:
        """The stage with somebody at work in a room, at his first post or another."""
        with self.office.store.people() as there:
            person = there.person(room, id)
        assert person is not None, f"{id} is not in {room}"
        return self.stage.under(self.office.under(Seated(person, post or person.posts[0])))

    def come_in(self, id: str) -> str:
        """Let a seat come in to its class, and return the token."""
        token = f"token of {id} in {self.room}"
        with self.office.store.people(writing=True) as there:
            person = there.person(self.room, id)
            assert person is not None
            login = Login(self.room, Seated(person, person.posts[0]), self.office.clock() + timedelta(hours=HOURS_IN))
            there.come_in(digest(token), login, self.office.clock())
        return token

    def opened(self, *teams: tuple[str, ...], **how: Any) -> Exercise:
        """Open an exercise of the small pack; each seat plays alone where no teams are named."""
        chosen = teams or tuple((id,) for id in self.seats)
        return open_exercise(self.stage, self.room, self.scenario, **({"mode": Mode.FREE, "marked": True, "teams": chosen} | how))

    @property
    def seats(self) -> tuple[str, ...]:
        with self.office.store.people() as there:
            return tuple(person.id for person in there.people(self.room) if person.id.startswith("seat-"))


def a_class(office: Office, folder: Path, room: str = "harbour", seats: int = 4, files: dict[str, bytes] | None = None) -> Class:
    """Make a class with so many seats in a room of its own."""
    office.enter(room)
    people.seat_cards(office, room, seats, [Post(Role.OFFICER)])
    people.enrol(office, room, "ines", ("Ines",), [INSTRUCTOR])
    hands = ReportingHands()
    shelf = ScenarioShelf(folder, office.store, hands)
    scenario = shelf.add(files or pack_making.made())
    with office.store.people() as there:
        ines = there.person(room, "ines")
    assert ines is not None
    return Class(Stage(office.under(Seated(ines, INSTRUCTOR)), hands, shelf), room, scenario)
