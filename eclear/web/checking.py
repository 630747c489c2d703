"""Packs under check: each is played by the four players in the background, with counts, before it gets on the shelf."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock

from eclear.clearance import UnknownCase
from eclear.simulation.lab import UnderWay
from eclear.web.laboratory import Work
from eclear.web.pages.shelf import FaultLine
from eclear.web.problems import Crowded

WAITING_SECONDS = 0.5
"""How long a page waits for the end before it shows how far the check is."""

MOST_KEPT, MOST_WAITING = 32, 3
"""How many results are kept, and how many packs may be under check at once."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a pack: the digest under which it stands on the shelf now, or everything that is wrong with it."""

    digest: str
    faults: tuple[FaultLine, ...] = ()


class Checks:
    """The packs of this server that are or were under check, one after the other, each under a number of its own."""

    def __init__(self) -> None:
        self._alone, self._lock = Lock(), Lock()
        self._work: OrderedDict[tuple[str, str], Work[Checked]] = OrderedDict()

    def begin(self, room: str, check: Callable[[UnderWay], Checked]) -> str:
        """Begin a check for an instructor of a room, and return the number under which it can be asked for; raises Crowded."""
        number = token_hex(8)
        with self._lock:
            if sum(not each.ready for each in self._work.values()) >= MOST_WAITING:
                raise Crowded("Several packs are under check at the moment. Wait a little, then send this one again.")
            self._work[room, number] = Work(check, self._alone)
            while len(self._work) > MOST_KEPT:
                self._work.popitem(last=False)
        return number

    def of(self, room: str, number: str) -> Work[Checked]:
        """Return the work under a number; raises UnknownCase where there is none, or no longer."""
        with self._lock:
            work = self._work.get((room, number))
        if work is None:
            raise UnknownCase("No pack is under check here. What was taken stands on the shelf; send any other again.")
        return work
