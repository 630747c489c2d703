"""Manifests that are being taken in: each is a piece of work with counts, so that its page can say how far it is."""

from __future__ import annotations

from collections import OrderedDict
from secrets import token_hex
from threading import Lock

from eclear.clearance import Office, UnknownCase
from eclear.clearance.listing import take_manifest_file
from eclear.documents import ManifestRead, RowFault
from eclear.web.laboratory import Work
from eclear.web.problems import Crowded

Taken = tuple[int, tuple[RowFault, ...]]
"""How many lines were taken in, and every mistake."""

WAITING_SECONDS = 0.5
"""How long a page waits for the end before it shows how far the work is."""

MOST_KEPT, MOST_WAITING = 32, 4
"""How many results are kept, and how many manifests may be under way at once."""


class Intakes:
    """The manifests of this server that are or were being taken in, one after the other, each under a number of its own."""

    def __init__(self) -> None:
        self._alone, self._lock = Lock(), Lock()
        self._work: OrderedDict[tuple[str, str], Work[Taken]] = OrderedDict()

    def begin(self, office: Office, room: str, read: ManifestRead) -> str:
        """Begin to take in a manifest, and return the number under which it can be asked for; raises Crowded."""

        def take(progress: object) -> Taken:
            taken, faults = take_manifest_file(office, read, room=room, progress=progress)  # type: ignore[arg-type]
            return sum(not one.column for one in taken), faults

        number = token_hex(8)  # not to be guessed: what another carrier hands in is no matter of this one
        with self._lock:
            if sum(not each.ready for each in self._work.values()) >= MOST_WAITING:
                raise Crowded("Several manifests are being taken in at the moment. Wait a little, then send this one again.")
            self._work[room, number] = Work(take, self._alone)
            while len(self._work) > MOST_KEPT:
                self._work.popitem(last=False)
        return number

    def of(self, number: str, room: str) -> Work[Taken]:
        """Return the work under a number; raises UnknownCase where there is none, or no longer."""
        with self._lock:
            work = self._work.get((room, number))
        if work is None:
            raise UnknownCase("This manifest is not under way here. What was taken in is in the list of the carrier.")
        return work
