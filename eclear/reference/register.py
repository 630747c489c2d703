"""Registers: who is an authorised economic operator (AEO), and who may sign declarations. All entries are invented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.dated import OPEN_END, Fact, Mark, Timeline
from eclear.reference.rows import Row, each, read_csv, timeline


@dataclass(frozen=True, slots=True)
class Registered:
    """One entry: the number, the name, and the grade or kind, such as AA or customs broker."""

    number: str
    name: Term
    kind: str
    fact: Fact

    @classmethod
    def in_room(cls, number: str, name: Term, kind: str, since: date) -> Registered:
        """Return an entry that was made in an exercise room: it holds from a day on, without an end."""
        return cls(number, name, kind, Fact(since, OPEN_END, "entered in the exercise room", since, str(Mark.SYNTHETIC)))


class Register:
    """A register by number; an entry counts on the days it is valid."""

    def __init__(self, entries: dict[str, Timeline[Registered]]) -> None:
        """Keep the entries by number."""
        self._entries = entries

    def entry(self, number: str | None, on: date) -> Registered | None:
        """Return the entry of a number as it stands on a day, or None."""
        over_time = self._entries.get(number or "")
        return over_time.on(on) if over_time is not None else None

    def holds(self, number: str | None, on: date) -> bool:
        """True if the number stands in the register on that day."""
        return self.entry(number, on) is not None

    def changed(self, entries: Mapping[str, Registered | None]) -> Register:
        """Return the register with some entries in place of those it has; None takes a number out, on every day."""
        kept = {number: over_time for number, over_time in self._entries.items() if number not in entries}
        added = {number: timeline(f"the entry {number}", [(entry.fact, entry)]) for number, entry in entries.items() if entry}
        return Register(kept | added)

    def entries(self, on: date) -> tuple[Registered, ...]:
        """Return every entry valid on a day, in the order of the numbers."""
        return tuple(e for number in sorted(self._entries) if (e := self._entries[number].on(on)))


def read_register(path: Path) -> Register:
    """Read a register, empty where the country keeps none; raises ReferenceFault where two entries of a number overlap."""
    spans: dict[str, list[tuple[Fact, Registered]]] = defaultdict(list)
    for entry in each(read_csv(path, optional=True), _entry):
        spans[entry.number].append((entry.fact, entry))
    return Register({n: timeline(f"the entry {n}", s) for n, s in spans.items()})


def _entry(row: Row) -> Registered:
    return Registered(row.text("number"), row.term("name"), row.text("kind"), row.fact())
