"""The records of parties, goods and routes within one transaction: read in one go, written together at its end.

They are worked out from the events: an import counts when it is registered, and its latest report of an examination counts
when it is reported. Exports and what was rejected count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from eclear.casefile.case import Case
from eclear.casefile.conduct import UNKNOWN, Conduct, Subject
from eclear.storage import statements as q
from eclear.storage import tables as t

MOST_AT_ONCE = 5000
"""How many records are asked for in one question: a database takes only so many parameters."""


class Conducts:
    """The records of a room by key, as they stand after what was counted in this transaction."""

    def __init__(self, connection: Connection, room: str) -> None:
        self._connection = connection
        self._room = room
        self._known: dict[str, Conduct] = {}
        self._stored: set[str] = set()
        self._changed: set[str] = set()

    def of(self, keys: Sequence[str]) -> dict[str, Conduct]:
        """Return the records under these keys; who is missing is unknown."""
        self.foresee(keys)
        return {key: known for key in keys if (known := self._known[key]) is not UNKNOWN}

    def foresee(self, keys: Iterable[str]) -> None:
        """Look up the records under these keys, in one go."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._known]
        if not wanted:
            return
        self._known.update(dict.fromkeys(wanted, UNKNOWN))
        for row in self._found(wanted):
            key = row[0]
            self._known[key] = conduct_of(row[1:])
            self._stored.add(key)

    def declared(self, keys: Sequence[str], on: date) -> None:
        """Count one more declaration under these keys."""
        self.foresee(keys)
        for key in keys:
            self._known[key] = self._known[key].after_declaration(on)
        self._changed.update(keys)

    def examined(self, keys: Sequence[str], result: str, instead_of: str | None) -> None:
        """Count what an examination found under these keys, in place of what an earlier report said."""
        self.foresee(keys)
        for key in keys:
            self._known[key] = self._known[key].after_examination(result, instead_of)
        self._changed.update(keys)

    def send(self) -> None:
        """Send what was counted to the database; asked before, each record is known to be there or not."""
        new, moved = self._changed - self._stored, self._changed & self._stored
        if new:
            q.ADD_CONDUCT.tell_each(self._connection, [self._line(key) for key in sorted(new)])
        if moved:
            lines = [{f"{name}_": value for name, value in self._line(key).items()} for key in sorted(moved)]
            q.MOVE_CONDUCT.tell_each(self._connection, lines)
        self._stored |= new
        self._changed.clear()

    def _found(self, keys: Sequence[str]) -> Iterable[Sequence[Any]]:
        if len(keys) <= len(Subject):
            few = dict.fromkeys(q.FEW, keys[0]) | dict(zip(q.FEW, keys, strict=False))
            yield from q.CONDUCT_OF_FEW.ask(self._connection, {"room_": self._room, **few})
            return
        for at in range(0, len(keys), MOST_AT_ONCE):
            some = t.conduct.c.key.in_(keys[at : at + MOST_AT_ONCE])
            yield from map(tuple, self._connection.execute(q.CONDUCT.where(some), {"room_": self._room}))

    def _line(self, key: str) -> dict[str, Any]:
        return {"room": self._room, "key": key, **columns_of(self._known[key])}


def columns_of(known: Conduct) -> dict[str, Any]:
    """Return what the row of a record says."""
    return {
        "declared": known.declared,
        "examined": known.examined,
        "irregular": known.irregular,
        "critical": known.critical,
        "first": known.first.isoformat() if known.first else None,
        "last": known.last.isoformat() if known.last else None,
    }


def conduct_of(columns: Sequence[Any]) -> Conduct:
    """Return a record from the columns of its row, in their order."""
    declared, examined, irregular, critical, first, last = columns
    days = (date.fromisoformat(day) if day else None for day in (first, last))
    return Conduct(declared, examined, irregular, critical, *days)


def earned(cases: Iterable[tuple[Case, date]]) -> dict[str, Conduct]:
    """Return the records that cases, each with the day on which it was lodged, have earned: those that must be stored."""
    found: dict[str, Conduct] = {}
    for case, day in cases:
        if case.number is None:
            continue
        for key in case.lodged.adds_to:
            record = found.get(key, UNKNOWN).after_declaration(day)
            found[key] = record.after_examination(case.examination.result) if case.examination else record
    return found
