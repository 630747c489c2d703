"""The window: what every route looks through - the office as who is being answered acts in it, his room, the pages, and
the pulse of the room's log."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from eclear.casefile.case import Case
from eclear.casefile.events import Event, Selected
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.room import Room
from eclear.clearance import Explained, Office, edition, explained
from eclear.reference import country
from eclear.storage import Records
from eclear.training.stage import Shelf, Stage
from eclear.wco import convert, read, read_message
from eclear.web.attendance import Attendance
from eclear.web.frame import Page, Pages
from eclear.web.gatekeeper import still_in
from eclear.web.kept import Kept
from eclear.web.live import Pulse
from eclear.web.pages.received import DMS_2, Received, carried, left_out
from eclear.web.reports.hands import ReportingHands
from eclear.web.visit import visit

HANDS = ReportingHands()

MOST_RECEIVED = 64
"""How many messages are kept as they were read, for the pages that are looked at most."""


class Window:
    """The rooms of one office, as the pages and the interface for programs see them: always the room of who is answered."""

    def __init__(self, office: Office, attendance: Attendance | None = None, shelf: Shelf | None = None) -> None:
        self._office, self._shelf, self.attendance = office, shelf, attendance or Attendance()
        here = country(office.country)
        self.pages = Pages(here.time_zone if here else ZoneInfo("UTC"))
        self.kept = Kept(office.clock, self._position)
        self._pulses: dict[str, Pulse] = {}
        self._seen: dict[str, Room] = {}
        self._explained: dict[tuple[str, str, int], Explained | None] = {}
        self._kept = lru_cache(maxsize=MOST_RECEIVED)(self._received)

    @property
    def office(self) -> Office:
        """The office, with who is being answered at work in it."""
        return self._office.under(visit().seated)

    @property
    def stage(self) -> Stage:
        """The stage of exercises, with who is being answered at work on it."""
        if self._shelf is None:
            raise LookupError("This server was begun without a shelf of scenarios.")
        return Stage(self.office, HANDS, self._shelf)

    @property
    def room(self) -> str:
        """The room of who is being answered."""
        return visit().room

    @property
    def pulse(self) -> Pulse:
        """The pulse of that room."""
        room = self.room
        if room not in self._pulses:
            self._pulses[room] = Pulse(partial(self._position, room), self.still_in, partial(self._moved, room))
        return self._pulses[room]

    def still_in(self) -> bool:
        """True as long as who looks at a live page has not been sent out; that he still looks is noted."""
        who = visit()
        if who.token:
            self.attendance.heard(who.room, who.seated.id, self._office.clock())
        return still_in(self._office)

    def shown(self, request: Request, page: Page, now: datetime, records: Records) -> Response:
        """Return a page that was made from these records, and keep it for as long as it reads the same."""
        if sheet := self.pages.sheet(page, now):
            return sheet
        text = self.pages.text(request, page, now)
        return self.kept.keep(request, text.encode(), records.room, records.head.position, now)

    def _position(self, room: str) -> int:
        with self._office.store.reading(room) as records:
            return records.head.position

    def _moved(self, room: str, after: int) -> dict[str, int]:
        with self._office.store.reading(room) as records:
            return records.moved(after)

    def received(self, case: Case) -> Received:
        """Return the declaration of a case in the edition that is in force."""
        return self._kept(self.room, case.id, case.applied, case.lodged.profile)

    def _received(self, room: str, case_id: str, applied: tuple[int, ...], profile: str) -> Received:
        """Read one edition of a declaration; it never changes, so it is judged once however often its page is opened."""
        schemas = self.office.schemas
        with self.office.store.reading(room) as records:
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
        self._seen[records.room.name] = records.room
        return records.room.now(self.office.clock())

    def last_clock(self) -> datetime:
        """The clock of the room as it was last seen: a page that says why nothing could be done needs no records."""
        seen = self._seen.get(self.room)
        return seen.now(self.office.clock()) if seen else self.now()

    def explained(self, case: Case, events: tuple[Event, ...]) -> Explained | None:
        """Return why a case got its score: worked out once for each routing, however often its page is opened."""
        routed = max((event.sequence for event in events if isinstance(event.fact, Selected)), default=0)
        key = (self.room, case.id, routed)
        if key not in self._explained:
            if len(self._explained) >= MOST_RECEIVED:
                self._explained.clear()
            declaration = self.received(case).declaration
            self._explained[key] = explained(self.office, case, declaration, events)
        return self._explained[key]
