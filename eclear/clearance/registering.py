"""Register (등록): who may sign declarations and for whom, who is suspended, and who is an authorised economic operator.

The registers of the country's folder are the base; what happens to one of them in a room, or to somebody whom the folder
does not know, holds in that room only. Each change is an event with its author and its reason, on the trader's own stream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from weakref import WeakKeyDictionary

from eclear.casefile import events as ev
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Event, TraderFact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.trader import LICENSES, TRADER_NUMBER, Trader
from eclear.casefile.words import Term
from eclear.clearance.office import Office, today
from eclear.clearance.recording import plain
from eclear.journey.checks import Known
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.reference.register import Registered
from eclear.storage import Records, Store

STREAM = "trader/"
"""What the streams of traders begin with, before the number."""


@dataclass(frozen=True, slots=True)
class Registers:
    """The country as a room knows it: its registers with what happened in the room, and those to whom it happened."""

    country: Country
    traders: Mapping[str, Trader]

    def about(self, declaration: Declaration, known: Known) -> Known:
        """Add to what the records know whether who signs a declaration is suspended, and whose mandates he has."""
        trader = self.traders.get(declaration.trader or "")
        if trader is None:
            return known
        since = today(trader.suspended, self.country) if trader.suspended else None
        return replace(known, suspended=since, mandates=None if trader.mandates is None else frozenset(trader.mandates))


def register_trader(
    office: Office, number: str, name: Term, license: str, *, why: str, room: str = "open", at: datetime | None = None
) -> Trader:
    """Enter somebody into the register, or give him another licence; "" for a trader who signs nothing himself."""
    told = Term(plain(name.en) or "", plain(name.ko) or plain(name.en) or "")
    if not told.en or len(told.en) > 120 or len(told.ko) > 120:
        raise IllegalStep("A name has 1 to 120 characters. Write it as he does business under it; never a real trader's.")
    if license not in LICENSES:
        raise IllegalStep(f"Licence {license[:20]!r} is none. Give {', '.join(one for one in LICENSES if one)}, or none at all.")
    return _happens(office, number, lambda why: ev.TraderRegistered(number, told, license, why), why, room, at, new=True)


def give_mandate(
    office: Office, number: str, principal: str, *, why: str, room: str = "open", at: datetime | None = None
) -> Trader:
    """Register that an importer or exporter lets a broker sign for him. From the first mandate on, he signs for no others."""
    principal = principal.strip()
    _must_be_number(principal)
    return _happens(office, number, lambda why: ev.MandateGiven(number, principal, why), why, room, at)


def end_mandate(
    office: Office, number: str, principal: str, *, why: str, room: str = "open", at: datetime | None = None
) -> Trader:
    """Register that a mandate has ended."""
    return _happens(office, number, lambda why: ev.MandateEnded(number, principal.strip(), why), why, room, at)


def suspend(office: Office, number: str, *, why: str, room: str = "open", at: datetime | None = None) -> Trader:
    """Suspend a broker or trader: from now on what he signs is rejected at the gate. What he lodged before goes on."""
    return _happens(office, number, lambda why: ev.TraderSuspended(number, why), why, room, at)


def reinstate(office: Office, number: str, *, why: str, room: str = "open", at: datetime | None = None) -> Trader:
    """End a suspension."""
    return _happens(office, number, lambda why: ev.TraderReinstated(number, why), why, room, at)


def apply_for_aeo(office: Office, number: str, *, why: str, room: str = "open", at: datetime | None = None) -> Trader:
    """Apply to be an authorised economic operator, and say what speaks for it."""
    return _happens(office, number, lambda why: ev.AeoApplied(number, why), why, room, at, by="declarant", new=True)


def grant_aeo(office: Office, number: str, grade: str, *, why: str, room: str = "open", at: datetime | None = None) -> Trader:
    """Make somebody an authorised economic operator of a grade; from the next declaration on it counts in its lane."""
    return _happens(office, number, lambda why: ev.AeoGranted(number, grade, why), why, room, at)


def refuse_aeo(office: Office, number: str, *, why: str, room: str = "open", at: datetime | None = None) -> Trader:
    """Refuse an application, with the reason."""
    return _happens(office, number, lambda why: ev.AeoRefused(number, why), why, room, at)


def withdraw_aeo(office: Office, number: str, *, why: str, room: str = "open", at: datetime | None = None) -> Trader:
    """Withdraw the status of an authorised economic operator, with the reason."""
    return _happens(office, number, lambda why: ev.AeoWithdrawn(number, why), why, room, at)


def traders_in(records: Records, law: Country, on: date) -> dict[str, Trader]:
    """Return everybody in the register as he stands, by number: those of the country's folder first."""
    found = {entry.number: Trader(entry.number, entry.name, entry.kind) for entry in law.declarants.entries(on)}
    for entry in law.aeo.entries(on):
        found[entry.number] = replace(found.get(entry.number, Trader(entry.number, entry.name)), aeo=entry.kind)
    return _changed(found, records.trader_events())


def registers_of(office: Office, records: Records, country: Country, day: date) -> Registers:
    """Return the registers that a room goes by; they are read again only after a change.

    ``day`` is the day whose places are counted: its counters come with the number of changes.
    """
    version = records.traders_version(day.isoformat())
    if not version:
        return Registers(country, {})
    known = _KNOWN.setdefault(office.store, {})
    here = (records.room.name, country.code)
    cached = known.get(here)
    if cached is None or (cached[0], cached[1]) != (version, id(country)):
        cached = known[here] = version, id(country), _laid_over(records, country, day)
    return cached[2]


_KNOWN: WeakKeyDictionary[Store, dict[tuple[str, str], tuple[int, int, Registers]]] = WeakKeyDictionary()
"""For each store the registers that its rooms go by, with the number of changes that they stand for."""


def _laid_over(records: Records, country: Country, day: date) -> Registers:
    """Lay what happened in a room over the registers of a country."""
    traders = {number: one for number, one in traders_in(records, country, day).items() if one.changes}
    licensed: dict[str, Registered | None] = {}
    trusted: dict[str, Registered | None] = {}
    for number, one in traders.items():
        if one.license_since:
            licensed[number] = _entry(one, one.license, today(one.license_since, country)) if one.license else None
        if one.suspended:
            licensed[number] = None
        if one.aeo_since:
            trusted[number] = _entry(one, one.aeo, today(one.aeo_since, country)) if one.aeo else None
    declarants, aeo = country.declarants.changed(licensed), country.aeo.changed(trusted)
    return Registers(replace(country, declarants=declarants, aeo=aeo), traders)


def _entry(trader: Trader, kind: str, since: date) -> Registered:
    return Registered.in_room(trader.number, trader.name if trader.is_known else Term(trader.number, trader.number), kind, since)


def _changed(found: dict[str, Trader], events: tuple[Event, ...]) -> dict[str, Trader]:
    for event in events:
        number = number_of(event)
        found[number] = found.get(number, Trader(number)).after(event)
    return found


def number_of(event: Event) -> str:
    """Return whose event it is: the number behind the name of its stream."""
    return event.stream.partition("/")[2]


def _happens(
    office: Office,
    number: str,
    fact_of: Callable[[str], TraderFact],
    why: str,
    room: str,
    at: datetime | None,
    *,
    by: str = "officer",
    new: bool = False,
) -> Trader:
    """Record what happens to somebody; raises IllegalStep without a reason, and for one whom the register does not know."""
    _must_be_number(number)
    told = plain(why)
    if told is None:
        raise IllegalStep("This needs a reason. Say what it rests on; it is kept with your name and the time.")
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    with office.writing(room) as records:
        now = office.moment(records, at)
        before = traders_in(records, law, today(now, law)).get(number)
        if before is None and not new:
            raise IllegalStep(f"{number} is not in the register. Register him first, with his name.")
        trader = before or Trader(number)
        event = records.event(f"{STREAM}{number}", len(trader.changes) + 1, now, by, fact_of(told))
        after = trader.after(event)
        records.change_trader(event)
        return after


def _must_be_number(number: str) -> None:
    if not TRADER_NUMBER.fullmatch(number):
        raise IllegalStep(f"{number[:40]!r} is no number of the register. It has 2 to 30 letters, digits and dashes.")
