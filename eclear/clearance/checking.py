"""Check a draft (확인): what the schema, the rules and the records find in it, and what it adds up to so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.draft import Draft, Unread, parted
from eclear.casefile.duty import NO_CIRCUMSTANCES, Assessment
from eclear.casefile.finding import Finding, Severity, refuses
from eclear.casefile.permit import PermitNeed
from eclear.casefile.pointer import place
from eclear.casefile.quantity import Amount, Measure
from eclear.clearance.clocks import declarations_of, declare_until
from eclear.clearance.judging import going_on, known, lying, taken_by_others
from eclear.clearance.office import Office, UnknownCase, today
from eclear.clearance.preparing import as_prepared, unresolved
from eclear.clearance.refusals import refusal
from eclear.clearance.registering import registers_of
from eclear.clearance.submitting import in_anothers_name
from eclear.journey.checks import Context
from eclear.journey.checks import check as check_rules
from eclear.journey.duties import CannotAssess, assess
from eclear.journey.permits import determine
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import Records
from eclear.wco import read, write_message


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a draft, and what it adds up to as far as that can be worked out.

    ``assessment`` is None as long as something is missing; ``not_yet`` then says what. ``body`` is the message. ``declare_by``
    is the last day to declare the goods without a surcharge, None where that clock does not run.
    """

    findings: tuple[Finding, ...]
    body: bytes
    declaration: Declaration
    on: date
    country: Country | None
    assessment: Assessment | None = None
    not_yet: str = ""
    permits: tuple[PermitNeed, ...] = ()
    declare_by: date | None = None

    @property
    def is_sound(self) -> bool:
        """True if nothing keeps it from being lodged."""
        return not refuses(self.findings)


def check(office: Office, draft: Draft, *, room: str = "open") -> Checked:
    """Find what is wrong with a draft: the schema, the business rules and the records, as when it is lodged.

    Rules are asked also where a value cannot be read: a declaration that is half filled in shall say all that it lacks. A
    draft of an amendment is judged as an edition of its case: by the day on which that was lodged, and with what counts for it.
    Raises UnknownCase where that case is gone.
    """
    declaration, unread = draft.reading()
    body = write_message(draft.message())
    reading = read(body, office.schemas)
    findings = [_unreadable(one) for one in unread]
    _add(findings, reading.findings)
    findings.extend(unresolved(as_prepared(office, draft, room=room).contradictions))
    country = reference_of(draft.wrapper.country or office.country)
    circumstances = NO_CIRCUMSTANCES
    with office.store.reading(room) as records:
        now = office.moment(records, None)
        case = _amended(records, draft)
        on = country.declared_on(declaration.accepted, case.received if case else now) if country else now.date()
        _add(findings, _by_records(office, records, declaration, reading.sha256, case))
        cargo = records.cargo(declaration.cargo_number) if declaration.cargo_number else None
        taken = taken_by_others(records, case.id if case else "", declaration, country) if country else {}
        about = known(records, cargo, taken, case)
        registers = registers_of(office, records, country, today(now, country)) if country else None
        judge, about = (registers.country, registers.about(declaration, about)) if registers else (country, about)
        if case:
            about = replace(about, suspended=None)  # what was lodged before goes on
        declare_by = None
        if case and country:
            circumstances = going_on(case, cargo, country, len(declaration.items))
        elif country and cargo and not declaration.is_export:
            circumstances = lying(cargo, country, today(now, country))
            declare_by = declare_until(cargo, declarations_of(records, cargo), country, today(now, country))
        _add(findings, check_rules(declaration, Context(judge, on, now, about)))
    assessment, not_yet = None, ""
    permits: tuple[PermitNeed, ...] = ()
    if country:
        try:
            assessment = assess(declaration, country, on, circumstances)
        except CannotAssess as lacking:
            not_yet = str(lacking)
            _add(findings, (lacking.finding,))
        permits = determine(declaration, country, on, taken)
    return Checked(tuple(findings), body, declaration, on, country, assessment, not_yet, permits, declare_by)


def _amended(records: Records, draft: Draft) -> Case | None:
    """Return the case whose declaration a draft amends; None for a new declaration."""
    if draft.amends is None:
        return None
    case = records.case(draft.amends.case)
    if case is None:
        raise UnknownCase(f"There is no case {draft.amends.case} in this room. Discard the draft of its amendment.")
    return case


def _add(findings: list[Finding], further: tuple[Finding, ...]) -> None:
    """Add findings but for places of which something that comes first was said already: the text cannot be read."""
    said = {finding.place.pointer for finding in findings if finding.code in (_UNREADABLE, _IMPOSSIBLE)}
    known_already = {(finding.code, finding.place.pointer) for finding in findings}
    for finding in further:
        if finding.place.pointer not in said and (finding.code, finding.place.pointer) not in known_already:
            findings.append(finding)


def _by_records(
    office: Office, records: Records, declaration: Declaration, digest: str, case: Case | None
) -> tuple[Finding, ...]:
    """What only the desk and the room's records know: in whose name it is made, and whether its LRN is new.

    An amendment has the LRN of its declaration.
    """
    found = [*in_anothers_name(office.acting, declaration)]
    if found or case:  # whether the other has used the LRN is no matter of this desk
        return tuple(found)
    trader, lrn = declaration.trader or "", declaration.lrn or ""
    before = records.standing(trader, lrn) if trader and lrn else None
    if before and before[1] != digest:
        found.append(refusal("TAK-021", place(Declaration, "lrn"), lrn=lrn, case=before[0]))
    return tuple(found)


_UNREADABLE, _IMPOSSIBLE = "XSD-VALUE", "XSD-IMPOSSIBLE"
_ALLOWED: Mapping[type, str] = {
    int: "Type a whole number, such as 2",
    Decimal: "Type a number, such as 1350.25",
    Amount: "Type a sum in digits, such as 1000.00",
    Measure: "Type a number in digits, such as 11.5",
    datetime: "Type a day of the calendar, such as 2026-05-12",
}


def _unreadable(unread: Unread) -> Finding:
    """Say in the words of the schema's findings what cannot be read: the schema may stop at the first of them."""
    code = _IMPOSSIBLE if unread.slot.type is datetime else _UNREADABLE
    number = parted(unread.slot.type, unread.text)[0].strip()
    words = f"{unread.slot.spot.label.en}: {number[:60]!r} cannot be read. {_ALLOWED[unread.slot.type]}."
    return Finding(code, Severity.ERROR, words, place(Declaration, *unread.steps))
