"""The window: what every route looks through - the office, its room, the pages, and the pulse of the room's log."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from eclear.casefile.case import Case
from eclear.casefile.events import Event, Selected
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.room import Room
from eclear.clearance import Explained, Office, edition, explained
from eclear.reference import country
from eclear.storage import Records
from eclear.wco import convert, read, read_message
from eclear.web.frame import Pages
from eclear.web.live import Pulse
from eclear.web.pages.received import DMS_2, Received, carried, left_out

MOST_RECEIVED = 64
"""How many messages are kept as they were read, for the pages that are looked at most."""


class Window:
    """One room of one office, as the pages and the interface for programs see it."""

    def __init__(self, office: Office, room: str) -> None:
        self.office, self.room = office, room
        here = country(office.country)
        self.pages = Pages(room, here.time_zone if here else ZoneInfo("UTC"))
        self.pulse = Pulse(self._position)
        self._seen: Room | None = None
        self._explained: dict[tuple[str, int], Explained | None] = {}
        self._kept = lru_cache(maxsize=MOST_RECEIVED)(self._received)

    def _position(self) -> int:
        with self.office.store.reading(self.room) as records:
            return records.head.position

    def received(self, case: Case) -> Received:
        """Return the declaration of a case in the edition that is in force."""
        return self._kept(case.id, case.applied, case.lodged.profile)

    def _received(self, case_id: str, applied: tuple[int, ...], profile: str) -> Received:
        """Read one edition of a declaration; it never changes, so it is judged once however often its page is opened."""
        schemas = self.office.schemas
        with self.office.store.reading(self.room) as records:
            first = records.message(case_id) or b""
            try:
                body = edition(self.office, records, case_id, applied)
            except IllegalStep:  # taken in by an older eclear, and not sound by the schema of today
                return Received(len(first), None)
        beyond = () if profile == DMS_2 else left_out(convert(first, schemas, to=DMS_2, profile=profile).left_out)
        declaration = read(body, schemas).declaration
        return Received(len(first), declaration, beyond + carried(read_message(body, schemas).carried))

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

    def explained(self, case: Case, events: tuple[Event, ...]) -> Explained | None:
        """Return why a case got its score: worked out once for each routing, however often its page is opened."""
        routed = max((event.sequence for event in events if isinstance(event.fact, Selected)), default=0)
        if (case.id, routed) not in self._explained:
            if len(self._explained) >= MOST_RECEIVED:
                self._explained.clear()
            declaration = self.received(case).declaration
            self._explained[case.id, routed] = explained(self.office, case, declaration, events)
        return self._explained[case.id, routed]
