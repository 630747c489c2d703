"""What is worked out of a declaration: its duty, its agencies, its score, its lane, and the head of its case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.conduct import History, keys_of
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import NO_CIRCUMSTANCES, Assessment, Circumstances
from eclear.casefile.events import Fact, Lodged
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.score import Score
from eclear.clearance.office import Office, today
from eclear.clearance.profiling import in_force
from eclear.journey.checks import Known
from eclear.journey.duties import assess
from eclear.journey.permits import cited, determine
from eclear.journey.risk import ModelFailed, features
from eclear.journey.routing import dice_of, possible, route
from eclear.reference import Country
from eclear.reference.approvals import Approval
from eclear.storage import Records

LED_BY_SCORE = (Cause.SCORE, Cause.QUOTA, Cause.CRITICAL)
"""The causes of a lane that a score led to."""


def judged(
    office: Office,
    records: Records,
    case_id: str,
    declaration: Declaration,
    country: Country,
    on: date,
    now: datetime,
    circumstances: Circumstances,
    history: History,
    listed: ManifestLine | None,
) -> list[Fact]:
    """Assess, ask the agencies, score, route: what is worked out of a declaration that the rules have let pass.

    ``history`` are the records of those that it tells, without itself; ``listed`` is what the carrier listed of its cargo.
    """
    assessment = assess(declaration, country, on, circumstances)
    permits = determine(declaration, country, on, taken_by_others(records, case_id, declaration, country))
    learned = not declaration.is_export and (office.model is None or office.model.country == country.code)
    score, why_not = _score(office, declaration, assessment, country, on, history, listed)
    day = today(now, country)
    decision = route(
        hits=in_force(office, records, country, day).matches(declaration, day, assessment, history),
        score=score,
        dice=dice_of(records.room.seed, _drawn_by(records, case_id, declaration)),
        used=records.lanes_used(day.isoformat()),
        policy=country.policy.on(day),
        aeo=country.aeo.holds(declaration.aeo_number, on),
        by_score=learned,
        critical_used=records.critical_used(day.isoformat()),
        ordered=records.cargo(declaration.cargo_number).under if declaration.cargo_number else None,
    )
    if decision.cause in LED_BY_SCORE and decision.lane is not Lane.L0 and decision.chance is not None:
        decision = replace(decision, rank=records.rank(day.isoformat(), decision.chance))
    facts: list[Fact] = [ev.Assessed(assessment, circumstances), ev.PermitsDetermined(permits)]
    return [*facts, ev.Scored(score, why_not), ev.Selected(decision), review_for(decision.lane, declaration.is_export)]


def _drawn_by(records: Records, case_id: str, declaration: Declaration) -> str:
    """Return what the draw of a declaration hangs on: its case; in a play of an exercise its trader and its cargo, so that
    everybody who plays a variant has the same draw."""
    if not records.room.home:
        return case_id
    return f"{declaration.trader}/{declaration.cargo_number or declaration.lrn}"


def lying(cargo: Cargo | None, country: Country, lodged: date) -> Circumstances:
    """Return since which day, in the country's time, and in which shed the goods of a declaration lie that came on a day."""
    if cargo is None or cargo.carried_in is None:
        return NO_CIRCUMSTANCES
    return Circumstances(carried_in=today(cargo.carried_in, country), shed=cargo.shed, lodged=lodged)


def still_held(before: Circumstances, lies: Circumstances, items: int) -> Circumstances:
    """Return what counts for a new edition of so many items: where its goods lie, and what customs doubts or decided before."""
    return replace(
        lies,
        determined=tuple(value for value in before.determined if value.item <= items),
        doubted=frozenset(item for item in before.doubted if item <= items),
        denied=frozenset(item for item in before.denied if item <= items),
    )


def going_on(case: Case, cargo: Cargo | None, country: Country, items: int) -> Circumstances:
    """Return what counts for a new edition of a case, of so many items, besides what it says: also where other goods lie."""
    elsewhere = cargo is not None and cargo.number != case.cargo
    lies = lying(cargo, country, today(case.received, country)) if elsewhere else case.circumstances
    return still_held(case.circumstances, lies, items)


def taken_by_others(records: Records, case_id: str, declaration: Declaration, country: Country) -> dict[str, Decimal]:
    """Return how much other cases have taken of the approvals that a declaration cites, by number."""
    return taken_of(records, case_id, cited(declaration.items, country.agencies))


def taken_of(records: Records, case_id: str, approvals: Iterable[Approval]) -> dict[str, Decimal]:
    """Return how much other cases have taken of approvals, by number; those for any amount are not counted."""
    return {one.number: records.taken_of(one.number, but=case_id) for one in approvals if one.quantity is not None}


def known(records: Records, cargo: Cargo | None, taken: Mapping[str, Decimal], case: Case | None = None) -> Known:
    """Return what the room's records hold about a declaration's cargo and approvals, for the rules that need it.

    ``case`` is the declaration itself where it is in the records already: what goes on with its goods is no fault of it.
    """
    if cargo is None or not cargo.version:
        return Known(approvals_taken=taken)
    cases = [other for other in records.cases_of(cargo.number) if case is None or other.id != case.id]
    joined_before = case is not None and case.cargo == cargo.number
    counting = [other for other in cases if other.status not in ("D1", "X1", "X2", "X3")]
    packages = [other.lodged.packages for other in counting]
    return Known(
        bool(cargo.carried_in),
        bool(cargo.carried_out),
        tuple(other.number or other.id for other in records.cases_of(cargo.number) if other.accepted),
        taken,
        cargo.shed if cargo.carried_in else None,
        cargo_counted=cargo.counted,
        cargo_declared=sum(number or 0 for number in packages),
        cargo_shared=bool(counting),
        cargo_unlisted=not joined_before and cargo.landed is not None and not (cargo.listed or cargo.manifest_reviewed),
        cargo_successors=() if joined_before else cargo.successors,
        cargo_abandoned=not joined_before and cargo.abandoned is not None,
    )


def joined(cargo: Cargo, edition: int, waits_for_arrival: bool) -> list[Fact]:
    """Return that a case joins its cargo, with what was reported of it so far; goods that are there bring it into force."""
    told = ev.CargoJoined(
        cargo.number,
        cargo.manifest_reviewed,
        cargo.carried_in,
        cargo.carried_out,
        cargo.shed,
        cargo.arrived,
        cargo.unloaded,
        bool(cargo.exits),
        cargo.differs,
        cargo.landed.packages if cargo.landed else None,
        bool(cargo.bond),
    )
    return [told, ev.Presented(None, edition)] if waits_for_arrival and cargo.carried_in else [told]


def going_back(cargo: Cargo) -> list[Fact]:
    """Return what a declaration hears that joins goods which go back abroad: it waits, and ends when they have left."""
    return [ev.ReturnAccepted(cargo.returning)] if cargo.returning else []


def lodged_of(declaration: Declaration, digest: str, profile: str, country: Country, on: date) -> Lodged:
    """Return the head of a declaration: what its case is listed by."""
    first = declaration.items[0] if declaration.items else None
    collection = country.codes.collection_types.get(declaration.collection_type)
    return Lodged(
        trader=declaration.trader or "",
        lrn=declaration.lrn or "",
        sha256=digest,
        profile=profile,
        country=country.code,
        type=declaration.type or "",
        declared_on=on,
        collection_type=declaration.collection_type,
        clearance_plan=declaration.clearance_plan,
        importer=declaration.exporter_name if declaration.is_export else declaration.importer_name or declaration.importer_id,
        goods=first.description if first else None,
        items=len(declaration.items),
        cargo=declaration.cargo_number,
        pays=collection.pays if collection else "before",
        adds_to=adds_to(declaration),
        packages=packages_of(declaration),
    )


def packages_of(declaration: Declaration) -> int | None:
    """Return how many packages a declaration states: in all, else those of its items together; None where it states none."""
    if declaration.total_packages is not None:
        return declaration.total_packages
    counts = [package.quantity.value for item in declaration.items for package in item.packages if package.quantity]
    return int(sum(counts)) if counts and all(count == int(count) for count in counts) else None


def adds_to(declaration: Declaration) -> tuple[str, ...]:
    """Return the keys of the records that a declaration adds to once it is registered: those of an import."""
    return () if declaration.is_export else tuple(keys_of(declaration).values())


def history_of(records: Records, declaration: Declaration, before: Case | None = None) -> History:
    """Return what is known of those that a declaration tells; of an edition, without the case that it belongs to."""
    found = records.conduct(adds_to(declaration))
    if before is None:
        return found
    result = before.examination.result if before.examination else None
    others = {key: found[key].without(result) if key in before.lodged.adds_to else found[key] for key in found}
    return {key: known for key, known in others.items() if known.declared}


def _score(
    office: Office,
    declaration: Declaration,
    assessment: Assessment,
    country: Country,
    on: date,
    history: History,
    listed: ManifestLine | None,
) -> tuple[Score | None, str | None]:
    """Return the model's score, or None and why there is none; an import is then routed by rules alone."""
    if declaration.is_export:
        return None, "The model has learned from imports only; exports are routed by profiles and random control."
    if office.model is None:
        return None, office.no_model or "No risk model is installed."
    if office.model.country != country.code:
        return None, f"The model has learned from imports to {office.model.country or 'nowhere'} only; here rules alone decide."
    try:
        score = office.model.score(features(declaration, assessment, country, on, history, listed))
    except ModelFailed as failure:
        return None, str(failure)
    return (score, None) if possible(score) else (None, "The model gave a figure that cannot be. Rules alone decide.")


def review_for(lane: Lane, is_export: bool) -> Fact:
    """Return how the review begins: in the automatic lane it is settled at once, in the others an officer has work."""
    if lane is Lane.L0:
        return ev.ReviewPassed()
    return ev.ReviewStarted("E3" if is_export else {Lane.L1: "D4", Lane.L2: "D5", Lane.L3: "D6"}[lane])
