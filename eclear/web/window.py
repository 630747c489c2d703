"""The window: what every route looks through - the office, its room, the pages, and the pulse of the room's log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from eclear.casefile.declaration import Declaration
from eclear.casefile.room import Room
from eclear.casefile.score import Reason, Score
from eclear.clearance import Office
from eclear.reference import country
from eclear.storage import Records
from eclear.wco import read
from eclear.web.frame import Pages
from eclear.web.live import Pulse

MOST_RECEIVED = 64
"""How many messages are kept as they were read, for the pages that are looked at most."""


@dataclass(frozen=True, slots=True)
class Received:
    """The message of a case: how many bytes it has, and its declaration if it can still be read as one."""

    size: int
    declaration: Declaration | None


class Window:
    """One room of one office, as the pages and the interface for programs see it."""

    def __init__(self, office: Office, room: str) -> None:
        self.office, self.room = office, room
        here = country(office.country)
        self.pages = Pages(room, here.time_zone if here else ZoneInfo("UTC"))
        self.pulse = Pulse(self._position)
        self._seen: Room | None = None
        self.received = lru_cache(maxsize=MOST_RECEIVED)(self._received)

    def _position(self) -> int:
        with self.office.store.reading(self.room) as records:
            return records.head.position

    def _received(self, case_id: str) -> Received:
        """Read the message of a case; it never changes, so it is judged once however often its page is opened."""
        with self.office.store.reading(self.room) as records:
            body = records.message(case_id)
        assert body is not None, "a case is opened together with its message"
        return Received(len(body), read(body, self.office.schemas).declaration)

    def now(self) -> datetime:
        """The room's clock."""
        with self.office.store.reading(self.room) as records:
            return self.clock(records)

    def clock(self, records: Records) -> datetime:
        """The room's clock, where its records are open already."""
        self._seen = records.room
        return records.room.now(self.office.clock())

    def last_clock(self) -> datetime:
        """The clock of the room as it was last seen: a page that says why nothing could be done needs no records."""
        return self._seen.now(self.office.clock()) if self._seen else self.now()

    def reasons(self, score: Score | None) -> tuple[Reason, ...]:
        """Return the reasons of a score, worked out from its kept inputs; none where its model is not the one installed."""
        model = self.office.model
        if score is None or model is None or model.sha256 != score.model_sha256:
            return ()
        return model.reasons(score, most=len(score.inputs) + 1)
