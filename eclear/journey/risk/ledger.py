"""The records of all parties, goods and routes, kept in memory: what an office knows of each on a day, and no more.

Training keeps its records here; an office keeps the same ones in its database. Both give a declaration the same history.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from heapq import heappop, heappush

from eclear.casefile.conduct import UNKNOWN, Conduct, keys_of
from eclear.casefile.declaration import Declaration


class Ledger:
    """The records by key (:func:`~eclear.casefile.conduct.keys_of`). A result waits here until the day on which it is known."""

    def __init__(self) -> None:
        self._kept: dict[str, Conduct] = defaultdict(lambda: UNKNOWN)
        self._waiting: list[tuple[date, int, tuple[str, ...], str]] = []
        self._reports = 0

    def history(self, declaration: Declaration) -> dict[str, Conduct]:
        """Return what is known now of everybody that a declaration tells; who is missing is unknown."""
        return {key: self._kept[key] for key in keys_of(declaration).values() if key in self._kept}

    def declared(self, declaration: Declaration, on: date) -> None:
        """Note one more declaration. Ask for its history before: a declaration is no history of its own."""
        for key in keys_of(declaration).values():
            self._kept[key] = self._kept[key].after_declaration(on)

    def report(self, declaration: Declaration, result: str, known_on: date) -> None:
        """Note what an examination found (conform, irregular or critical); it counts from the day on which it is known."""
        self._reports += 1
        heappush(self._waiting, (known_on, self._reports, tuple(keys_of(declaration).values()), result))

    def advance(self, on: date) -> None:
        """Let every result count that is known on this day or was before."""
        while self._waiting and self._waiting[0][0] <= on:
            _, _, keys, result = heappop(self._waiting)
            for key in keys:
                self._kept[key] = self._kept[key].after_examination(result)
