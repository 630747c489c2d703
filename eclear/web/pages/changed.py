"""Somebody else was quicker, or it cannot be done: what has changed, who did it, and everything that was typed, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.person import Person
from eclear.web.pages.refusal import Typed, typed_in
from eclear.web.pages.timeline import Happening, officers
from eclear.web.persons import called


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened since the page was opened: what, and the name of who did it ("" where nobody signed)."""

    line: Happening
    name: str


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """What an officer is told whose act was refused: why, what has changed meanwhile, and his own words, to send again.

    ``typed`` are the fields of his form. ``possible`` is False where sending again leads nowhere.
    """

    template: ClassVar[str] = "changed.html"

    id: str
    number: str
    stale: bool
    message: str
    changes: tuple[Change, ...]
    path: str
    version: int
    typed: tuple[Typed, ...]
    possible: bool


def changed_page(
    case: Case,
    events: Sequence[Event],
    people: Sequence[Person],
    *,
    message: str,
    stale: bool,
    seen: int,
    path: str,
    written: Mapping[str, str],
    ticked: tuple[tuple[str, str], ...],
    possible: bool,
) -> ChangedPage:
    """Return the page for an act on a case that could not be taken; ``seen`` is the version that was looked at."""
    names = {person.id: person.name for person in people}
    persons = {event.sequence: names.get(event.person, called(event.person)) for event in events}
    lines = officers(tuple(events), case.is_export, names=names) if stale else ()
    return ChangedPage(
        id=case.id,
        number=case.number or case.lodged.lrn,
        stale=stale,
        message=message,
        changes=tuple(Change(line, persons.get(line.sequence, "")) for line in lines if line.sequence > seen),
        path=path,
        version=case.version,
        typed=typed_in((*written.items(), *ticked)),
        possible=possible,
    )
