"""How every verb records: the facts it was called for, and then what follows from them by itself."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from eclear.casefile import events as ev
from eclear.casefile.case import Case, case_of
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Event, Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.numbers import korean, korean_series, mrn, mrn_series
from eclear.casefile.words import UNWRITABLE
from eclear.clearance.gathering import gathered
from eclear.clearance.office import UnknownCase, country_of, today
from eclear.journey.replies import tells
from eclear.journey.settlement import guards, settle, waiting_for
from eclear.reference import Country
from eclear.storage import Records, Stale


def open_case(records: Records, body: bytes, now: datetime, country: Country, case_id: str, facts: Sequence[Fact]) -> Case:
    """Record a new case: its first facts, and what follows from them by itself."""
    authors = ["eclear" if isinstance(facts[0], ev.Rejected) else "declarant"] + ["eclear"] * (len(facts) - 1)
    happened = [records.event(case_id, n, now, by, fact) for n, (by, fact) in enumerate(zip(authors, facts, strict=True), 1)]
    happened[0] = replace(happened[0], person=records.person)  # also what the rules refused was lodged by somebody
    case = case_of(happened)
    for fact in _follows(records, case, None, now, country):
        happened.append(records.event(case_id, case.version + 1, now, "eclear", fact))
        case = case.after(happened[-1])
    day = today(now, country).isoformat()
    records.open_case(case, happened, body, waiting_for(case), day, _heard(happened, country))
    _take_of_approvals(records, {}, case, now)
    return case


def go_on(records: Records, case: Case, facts: Iterable[Fact], by: str, now: datetime) -> Case:
    """Record further facts of a case, told by one and then by eclear itself, and what follows from them."""
    country, waited, before, taken = country_of(case), waiting_for(case), case.cargo, case.approvals_taken
    reported = case.examination
    happened: list[Event] = []

    def tell(fact: Fact, author: str) -> None:
        nonlocal case
        happened.append(records.event(case.id, case.version + 1, now, author, fact))
        case = case.after(happened[-1])

    for n, fact in enumerate(facts):
        tell(fact, "eclear" if n and not isinstance(fact, ev.Moved | ev.Decided) else by)
    now = max(now, case.received)  # nothing follows from a declaration before it is there
    follow = True
    while follow:
        cleared = next((guard for guard in reversed(waited) if guard not in waiting_for(case)), None)
        following = _follows(records, case, cleared, now, country)
        for fact in following:
            tell(fact, "eclear")
        follow = any(isinstance(fact, ev.SecurityReturned) for fact in following)
    records.continue_case(case, happened, waiting_for(case), _heard(happened, country), left=before)
    if case.examination is not reported:
        records.count_examination(case, reported.result if reported else None)
    _take_of_approvals(records, taken, case, now)
    return case


def as_seen(records: Records, case_id: str, version: int | None) -> Case:
    """Return a case, whether it has ended or not, as the caller saw it; raises UnknownCase, Stale."""
    case = records.case(case_id)
    if case is None:
        raise UnknownCase(f"There is no case {case_id} in room {records.room.name}. Check the number, or name the room.")
    if version is not None and version != case.version:
        raise Stale(
            f"The case has changed: you looked at version {version}, it stands at {case.version}. Look again, then decide."
        )
    return case


def standing(records: Records, case_id: str, version: int | None, *, accepted_too: bool = False) -> Case:
    """Return a case that can still be acted on, as the caller saw it; raises UnknownCase, Stale, IllegalStep."""
    case = as_seen(records, case_id, version)
    if not (case.is_open or (accepted_too and case.accepted and case.status != "EX")):
        raise IllegalStep(f"The case has ended: {case.status} {case.track.states[case.status]}. Nothing more can be done to it.")
    return case


def plain(text: str | None) -> str | None:
    """Return what somebody typed without blanks around it, None for nothing; raises IllegalStep for what no message carries."""
    text = (text or "").strip()
    if odd := UNWRITABLE.search(text):
        raise IllegalStep(f"The text holds the character U+{ord(odd[0]):04X}, which no message can carry. Type it again without.")
    return text or None


def waits(case: Case) -> str:
    """Say in a sentence what a case waits for."""
    names = [f"{guard.waits_for} ({guard.id})" for guard in guards(case) if not guard.holds]
    return f"The case waits for {', '.join(names)}." if names and case.is_open else "The case waits for nothing."


def new_number(records: Records, declaration: Declaration, day: date, country: Country) -> str:
    """Return a new declaration number in the form of the country."""
    if country.numbering == "mrn":
        return mrn(country.code, day.year, records.next_number(mrn_series(day.year)))
    declarant = declaration.trader or ""
    serial = records.next_number(korean_series(declarant, day.year))
    return korean(declarant, day.year, serial, export=declaration.is_export)


def _follows(records: Records, case: Case, cleared: str | None, now: datetime, country: Country) -> tuple[Fact, ...]:
    """Return what follows now by itself: the tax notice, the acceptance."""
    day = today(now, country)

    settled = settle(case, due_by=due_by(case, day, country), notice=partial(notice_number, records, day), cleared=cleared)
    facts = tuple(
        gathered(records, case, fact, day, country, now) if isinstance(fact, ev.TaxNotified) else fact for fact in settled
    )
    if case.presented is None and any(isinstance(fact, ev.Accepted) for fact in facts):
        return (ev.Presented(None, case.edition), *facts)  # accepted for release before arrival: in force at the latest now
    return facts


def _take_of_approvals(records: Records, before: Mapping[str, Decimal], case: Case, now: datetime) -> None:
    """Note where a case takes more or less of an approval than before."""
    taken = case.approvals_taken
    if taken != before:
        for number in sorted({*taken, *before}):
            quantity = taken.get(number, Decimal(0))
            if quantity != before.get(number, Decimal(0)):
                records.take_of_approval(ev.ApprovalTaken(number, case.id, quantity), now)


def notice_number(records: Records, day: date) -> str:
    """Return the number of the next tax notice."""
    year = f"{day.year % 100:02d}"
    return f"{year}-{records.next_number(f'notice/{year}'):06d}"


def due_by(case: Case, day: date, country: Country) -> date:
    """Return the last day to pay a notice of today: so many days later, or the end of the month where debts are gathered."""
    collection = country.codes.collection_types.get(case.lodged.collection_type)
    if collection and collection.month_end:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day + timedelta(days=country.payment_days)


def _heard(happened: Sequence[Event], country: Country) -> list[int]:
    """Return the numbers of the events that the trader may hear of."""
    return [event.sequence for event in happened if tells(event, country)]
