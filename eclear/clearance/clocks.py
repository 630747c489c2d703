"""Clocks of cargo: by when goods are declared, how long they may stay in their shed, and by when they have left it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.clearance.discharging import storage_until
from eclear.clearance.following import ancestors
from eclear.clearance.office import country_of, today
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import Records


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs for goods: which, the last day, and whether that is over by the room's clock."""

    kind: str
    until: date
    late: bool


DECLARE, STORAGE, CARRY_OUT = "declare", "storage", "carry-out"
"""The clocks: by when goods are declared before a surcharge is due (신고기한), how long they may stay in a shed (장치기간), and
by when they must leave it after acceptance (반출기한)."""

NOT_DECLARED = ("D1", "X1", "X2")
"""A declaration that was rejected, dismissed or withdrawn leaves its goods undeclared."""


def declare_until(cargo: Cargo, cases: tuple[Case, ...], law: Country, day: date) -> date | None:
    """Return the last day to declare goods without a surcharge for declaring late (신고지연가산세), by the law of a day.

    None for goods that are declared, have gone on, or lie where the surcharge does not hold. ``cases`` are all that name them.
    """
    rule = law.surcharges.late_on(day)
    gone_on = cargo.carried_out or cargo.bond or cargo.abandoned or cargo.successors or (cargo.express and cargo.express.granted)
    if rule is None or cargo.carried_in is None or gone_on or (rule.sheds and cargo.shed not in rule.sheds):
        return None
    if any(case.status not in NOT_DECLARED for case in cases):
        return None
    return today(cargo.carried_in, law) + timedelta(days=rule.days)


def carry_out_until(case: Case) -> date | None:
    """Return the last day to carry out the goods of an accepted import; None where nothing waits to be carried out."""
    if case.accepted is None or case.is_export or not case.cargo or case.carried_out or case.status != "D9":
        return None
    country = country_of(case)
    return today(case.accepted, country) + timedelta(days=country.carry_out_days)


def clocks_of(cargo: Cargo, cases: tuple[Case, ...], country: str, now: datetime) -> tuple[Clock, ...]:
    """Return the clocks that run for goods, the one that ends first at the beginning."""
    law = reference_of(country)
    if law is None:
        return ()
    day = today(now, law)
    limits = [(DECLARE, declare_until(cargo, cases, law, day)), (STORAGE, storage_until(cargo, country))]
    limits += [(CARRY_OUT, carry_out_until(case)) for case in cases]
    found = {Clock(kind, until, day > until) for kind, until in limits if until}
    return tuple(sorted(found, key=lambda clock: (clock.until, clock.kind)))


def declarations_of(records: Records, cargo: Cargo) -> tuple[Case, ...]:
    """Return all cases that name goods, also by the numbers that the goods had before."""
    return tuple(case for number in (cargo.number, *ancestors(records, cargo)) for case in records.cases_of(number))
