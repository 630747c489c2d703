"""The customs office that a verb is done in, what comes back from taking in a message, and what a call can do wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from eclear.casefile.case import Case
from eclear.casefile.finding import Finding
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import ALONE, Seated
from eclear.casefile.reading import Outcome, Reading
from eclear.journey.risk import Model
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import Head, Records, Store
from eclear.wco import Schemas

ROOM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""The form of a room's name."""


class UnknownCase(LookupError):
    """The room has no case or cargo of this number."""


class NotARoomName(ValueError):
    """A room cannot be called so: a name has 1 to 40 letters, digits, dashes and underscores."""


class OtherBytes(Exception):
    """The trader used this LRN before, for another message. The first one stands untouched; use a new LRN."""


@dataclass(frozen=True)
class Office:
    """The customs office that a verb is done in: its records, its schemas, its risk model and its clock.

    ``model`` may be missing; then ``no_model`` says why, and routing goes on by rules alone. ``clock`` gives the real
    time in UTC; each room has a clock of its own that follows it. ``country`` judges messages that name none.
    ``acting`` is who does it: what he records, he signs. ``reported_for`` is the time for which everything is reported, None
    for the room's clock: an exercise lets things happen when they are due, however late the computer comes to them.
    """

    store: Store
    schemas: Schemas
    model: Model | None
    clock: Callable[[], datetime]
    seed: str
    country: str = "KR"
    no_model: str | None = None
    acting: Seated = ALONE
    reported_for: datetime | None = None

    def under(self, acting: Seated) -> Office:
        """Return the same office with somebody else at work in it."""
        return replace(self, acting=acting)

    def at(self, moment: datetime) -> Office:
        """Return the same office as it reports everything for this moment."""
        return replace(self, reported_for=moment)

    def writing(self, room: str) -> AbstractContextManager[Records]:
        """Open a room for writing, signed by who acts; see :meth:`~eclear.storage.Store.writing`."""
        return self.store.writing(room, self.acting.id)

    def enter(self, room: str) -> None:
        """Open the room if it is not there yet. Its seed comes from the office's seed and its name. Raises NotARoomName."""
        if not ROOM_NAME.fullmatch(room):
            raise NotARoomName(f"Room {room[:40]!r}: a name has 1 to 40 letters, digits, dashes and underscores. Choose another.")
        self.store.open_room(room, sha256(f"{self.seed}/{room}".encode()).hexdigest(), self.clock())

    def moment(self, records: Records, at: datetime | None) -> datetime:
        """Return when something happens, in UTC: the time it is reported for, else the room's clock."""
        told = at or self.reported_for
        return told.astimezone(UTC) if told else records.room.now(self.clock())


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a message: its reading, its case if it became or moved one, and the head of the log once durable.

    ``known`` is True when the same trader sent the same bytes before. The outcome of a declaration that broke business
    rules is reject-invalid, with a case. ``refusal`` is the number in the intake log of a message that was refused.
    """

    reading: Reading
    case: Case | None
    head: Head
    known: bool = False
    refusal: int | None = None

    @property
    def outcome(self) -> Outcome:
        """The outcome: that of the reading, or reject-invalid when business rules refused it."""
        return Outcome.INVALID if self.case and self.case.status == "D1" else self.reading.outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found: in the message, and by the rules."""
        lodged = self.case and self.case.lodged.sha256 == self.reading.sha256
        return self.case.findings if self.case and lodged else self.reading.findings


def country_of(case: Case) -> Country:
    """Return the country that a case was lodged in; raises LookupError if its reference folder is gone."""
    country = reference_of(case.lodged.country)
    if country is None:
        raise LookupError(f"The reference folder of {case.lodged.country} is gone. Put it back; the case is unchanged.")
    return country


def today(now: datetime, country: Country) -> date:
    """Return the day it is in a country."""
    return now.astimezone(country.time_zone).date()


def after_lodging(case: Case, now: datetime) -> datetime:
    """Return the time of an act, which cannot be before the declaration was lodged; raises IllegalStep."""
    if now < case.received:
        raise IllegalStep(f"The declaration was lodged at {case.received:%Y-%m-%d %H:%M} UTC. Nothing can be done to it before.")
    return now


def utc_now() -> datetime:
    """Return the real time, in UTC: the only place where eclear looks at the computer's clock."""
    return datetime.now(UTC)
