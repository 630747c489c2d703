"""Draw back (관세환급): an exporter claims back the duty paid on what went into his export, once its goods have left.

He names imports, items and quantities; each part is duty x quantity / quantity imported, cut off. How much of an imported item
was drawn on stands in a stream of the import, so no quantity serves twice. One export has one claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.duty import Assessment
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import DrawnPart
from eclear.casefile.person import Role
from eclear.casefile.quantity import Measure
from eclear.clearance.asking import appeal_in
from eclear.clearance.integrity import must_hold
from eclear.clearance.looking import current
from eclear.clearance.office import Office, after_lodging, country_of
from eclear.clearance.recording import as_seen, go_on, plain
from eclear.clearance.refunding import proposed
from eclear.journey.duties.rounding import EXACT, rounded
from eclear.reference import Country
from eclear.storage import Records
from eclear.wco import read


@dataclass(frozen=True, slots=True)
class Used:
    """What of an import went into an export: the number of its declaration, the item, and how much of it."""

    number: str
    item: int
    quantity: Decimal


def claim_drawback(
    office: Office,
    case_id: str,
    used: Sequence[Used],
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Claim back duty for an export that has left (E6): for what imports, items and quantities. One export, one claim."""
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        if not office.acting.plays(Role.TRADER):
            raise IllegalStep("Only the exporter claims drawback. Customs answers the claim.")
        now = after_lodging(case, office.moment(records, at))
        _may_claim(case, records)
        if not used:
            raise IllegalStep("A claim names what was used: the number of an import declaration, its item, and the quantity.")
        parts: list[DrawnPart] = []
        for one in used:
            parts.append(_part(office, records, case, one, parts))
        total = sum((part.amount for part in parts), Decimal(0))
        if not total:
            raise IllegalStep("No duty was paid on these items, so there is nothing to draw back.")
        for part in parts:
            _draw(records, case, part, part.quantity, part.amount, now)
        fact = ev.DrawbackClaimed(tuple(parts), total, country_of(case).currency)
        return go_on(records, case, [fact], "declarant", now)


def decide_drawback(
    office: Office,
    case_id: str,
    *,
    granted: bool,
    reason: str = "",
    law: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Grant a claim, which proposes its refund to a second officer, or refuse it with the facts and the law; then it can be
    made anew, and its quantities are free again."""
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        must_hold(office, records, case, after_release=True)
        now, claim, said = after_lodging(case, office.moment(records, at)), claim_of(records, case), plain(reason)
        if claim is None or not case.ledger.claimed:
            raise IllegalStep("No claim for drawback waits for a decision.")
        if granted:
            facts: list[Fact] = [ev.DrawbackDecided(True, said or "The claim is right.")]
            facts.append(proposed(case, claim.amount, "Drawback of duty on exported goods.", office.acting.id))
            return go_on(records, case, facts, "officer", now)
        named = plain(law)
        if said is None or named is None:
            raise IllegalStep("To refuse a claim goes against the exporter. State the facts, and name the law it rests on.")
        for part in claim.parts:
            _draw(records, case, part, Decimal(0), Decimal(0), now)
        return go_on(records, case, [ev.DrawbackDecided(False, said, named, appeal_in(country_of(case)))], "officer", now)


def claim_of(records: Records, case: Case) -> ev.DrawbackClaimed | None:
    """Return the latest claim for drawback of an export; None if none was made."""
    facts = (event.fact for event in reversed(records.events(case.id)))
    return next((fact for fact in facts if isinstance(fact, ev.DrawbackClaimed)), None)


def stream_of(case_id: str) -> str:
    """Return the stream in which it stands what exports have drawn on an import."""
    return f"drawback/{case_id}"


def _may_claim(case: Case, records: Records) -> None:
    if not case.is_export:
        raise IllegalStep("Drawback is claimed on an export. Name the import among what was used.")
    if case.ledger.claimed or case.ledger.credit:
        claim = claim_of(records, case)
        told = f"{claim.currency} {claim.amount:,f}" if claim else ""
        stands = "was granted" if case.ledger.credit else "waits for its decision"
        raise IllegalStep(
            f"Drawback was claimed on export {case.number} before: {told}, which {stands}. "
            "One export has one claim; a second is refused."
        )
    if case.status != "E6":
        state = f"{case.status} {case.track.states[case.status]}"
        raise IllegalStep(f"Drawback is claimed once the goods have left the country. The export stands at: {state}.")


def _part(office: Office, records: Records, export: Case, used: Used, before: Sequence[DrawnPart]) -> DrawnPart:
    """Return what comes back for one imported item; raises IllegalStep for what was not paid, not his, or used before."""
    number = used.number.strip().upper()
    found = [case for case in map(records.case, records.find(number)) if case and case.number == number and not case.is_export]
    own = [case for case in found if _is_his(export, case)]
    if not own:
        raise IllegalStep(f"There is no import declaration {number[:40]!r} of this exporter in this room. Check the number.")
    case = own[0]
    if case.accepted is None or case.ledger.outstanding or case.assessment is None:
        raise IllegalStep(f"The duty of import {number} is not paid in full yet. Drawback gives back what was paid.")
    declaration = read(current(office, records, case), office.schemas).declaration
    items = declaration.items if declaration else ()
    if not 1 <= used.item <= len(items):
        raise IllegalStep(f"Import {number} has no item {used.item}. Give a number between 1 and {len(items)}.")
    measure = items[used.item - 1].quantity or items[used.item - 1].net_mass
    if not isinstance(measure, Measure) or measure.value is None or measure.value <= 0:
        raise IllegalStep(f"Import {number}, item {used.item}, states no quantity. Nothing can be shared out of it.")
    country = country_of(case)
    duty = duty_on(case.assessment, used.item, country)
    drawn = drawn_on(records, case.id, used.item)
    here = [part for part in before if (part.case, part.item) == (case.id, used.item)]
    taken = sum((one.quantity for one in drawn.values()), Decimal(0)) + sum((part.quantity for part in here), Decimal(0))
    given = sum((one.amount for one in drawn.values()), Decimal(0)) + sum((part.amount for part in here), Decimal(0))
    if used.quantity <= 0 or taken + used.quantity > measure.value:
        raise IllegalStep(
            f"Import {number}, item {used.item}: {measure.value - taken:,f} {measure.unit or ''} of {measure.value:,f} are left "
            f"to draw on; {used.quantity:,f} was claimed. Claim at most what is left."
        )
    amount, _left = rounded(EXACT.multiply(duty, used.quantity), measure.value, country)
    amount = min(amount, duty - given)
    return DrawnPart(case.id, number, used.item, used.quantity, measure.unit or "", measure.value, duty, amount)


def _is_his(export: Case, case: Case) -> bool:
    """True if an import is of the same declarant, or of the same importer as the export names."""
    return case.lodged.trader == export.lodged.trader


def duty_on(assessment: Assessment, item: int, country: Country) -> Decimal:
    """Return the duty on an item, without the taxes."""
    lines = (line for line in assessment.lines if line.item == item and line.type == country.taxes.of_duty)
    return sum((line.amount for line in lines), Decimal(0))


def drawn_on(records: Records, case_id: str, item: int) -> dict[str, ev.DutyDrawn]:
    """Return what each export draws on an imported item."""
    facts = (event.fact for event in records.events(stream_of(case_id)))
    return {fact.export: fact for fact in facts if isinstance(fact, ev.DutyDrawn) and fact.item == item}


def _draw(records: Records, export: Case, part: DrawnPart, quantity: Decimal, amount: Decimal, now: datetime) -> None:
    """Note how much of an imported item an export draws on from now on; several parts of one item add up."""
    stream = stream_of(part.case)
    happened = records.events(stream)
    if quantity:
        before = drawn_on(records, part.case, part.item).get(export.id)
        quantity += before.quantity if before else Decimal(0)
        amount += before.amount if before else Decimal(0)
    fact = ev.DutyDrawn(export.id, part.item, quantity, amount)
    records.note(records.event(stream, len(happened) + 1, now, "eclear", fact))
