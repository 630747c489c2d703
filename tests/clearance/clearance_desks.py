"""What the tests of the officers' desks share: a room of its own for each test, with people in it and cases to work on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office, submit, take_next

_numbers = count(1)


@dataclass(frozen=True)
class Room:
    """A room of an office, in which somebody can be at work."""

    office: Office
    name: str

    def seat(self, id: str, role: Role = Role.OFFICER, of: str = "", *more: Post) -> Office:
        """Put somebody into the room, and return the office with him at work in it."""
        post = Post(role, of)
        person = Person(id, (id.title(),), (post, *more))
        with self.office.store.people(writing=True) as people:
            people.enrol(self.name, person)
        return self.office.under(Seated(person, post))

    def lodge(self, lrn: str = "LRN-1", by: Office | None = None, **changes: str | None) -> Case:
        cargo = {"previous_documents__1__id": f"26ABCD0123I{next(_numbers):08d}"}
        case = submit(by or self.office, sound(lrn, **(cargo | changes)), room=self.name).case
        assert case is not None
        return case

    def lodge_for(self, officer: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
        """Lodge a case and let an officer take it, the only one of the pool."""
        case = self.lodge(lrn, **changes)
        taken = take_next(officer, room=self.name)
        assert taken.id == case.id
        return taken

    def now(self, case: Case) -> Case:
        with self.office.store.reading(self.name) as records:
            found = records.case(case.id)
        assert found is not None
        return found

    def events(self, stream: str) -> tuple[Event, ...]:
        with self.office.store.reading(self.name) as records:
            return records.events(stream)
