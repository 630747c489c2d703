"""Consultation (협의): what goes on between an agency, customs and the trader until the agency has answered.

An agency may ask the trader, and may ask to see the goods when customs inspects them: they are opened once. Its time is
counted without the time that the trader takes to answer. Silence is never consent: it can only be escalated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from eclear.casefile.doubt import Appeal
from eclear.casefile.lifecycle import IllegalStep


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question of an agency to the trader (질의), and his answer; None while there is none."""

    question: str
    asked: datetime
    answer: str | None = None
    answered: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True while the trader has not answered."""
        return self.answered is None


@dataclass(frozen=True, slots=True)
class Escalation:
    """A silence that was carried further (상급기관 통보): to whom, why, when, and by whom."""

    to: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """One agency on one case: since when it is asked, what it asked the trader, and when it answered.

    ``joins`` says why it wants to see the goods, "" if it does not. ``grounds``, ``law``, ``reference`` and ``appeal`` are those
    of its latest answer.
    """

    agency: str
    since: datetime
    inquiries: tuple[Inquiry, ...] = ()
    joins: str = ""
    escalations: tuple[Escalation, ...] = ()
    answered: datetime | None = None
    grounds: str = ""
    law: str = ""
    reference: str = ""
    appeal: Appeal | None = None

    @property
    def open_inquiry(self) -> Inquiry | None:
        """The question that the trader has not answered; an agency that has answered itself waits for nothing more."""
        if self.answered is not None:
            return None
        return next((inquiry for inquiry in self.inquiries if inquiry.is_open), None)

    @property
    def with_trader(self) -> bool:
        """True while it is the trader who holds the time."""
        return self.open_inquiry is not None

    def held(self, now: datetime) -> timedelta:
        """Return how long the agency itself has held the case, without the time that the trader took to answer it."""
        until = self.answered or now
        away = sum(
            (max(timedelta(), min(inquiry.answered or until, until) - inquiry.asked) for inquiry in self.inquiries), timedelta()
        )
        return max(timedelta(), until - self.since - away)


Consultations = tuple[Consultation, ...]


def begun(agencies: Iterable[str], before: Consultations, at: datetime) -> Consultations:
    """Return the consultations of a new edition: what goes on with an agency goes on, others begin."""
    known = {one.agency: one for one in before}
    return tuple(known.get(agency) or Consultation(agency, at) for agency in agencies)


def renewed(before: Consultations, agencies: Iterable[str], at: datetime) -> Consultations:
    """Begin anew with agencies whose goods were changed: what was asked and answered before was about other goods."""
    stale = set(agencies)
    return tuple(Consultation(one.agency, at, joins=one.joins) if one.agency in stale else one for one in before)


def with_change(before: Consultations, agency: str, **changes: object) -> Consultations:
    """Return the consultations with something changed about one agency's; raises IllegalStep for one that is not asked."""
    if agency not in [one.agency for one in before]:
        raise IllegalStep(f"Agency {agency} is not asked about this case.")
    return tuple(replace(one, **changes) if one.agency == agency else one for one in before)  # type: ignore[arg-type]
