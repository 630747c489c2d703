"""Amend (정정): a granted amendment is a new edition of the declaration, judged like the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Fact
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.pointer import place
from eclear.clearance.judging import joined, judged, known, lodged_of
from eclear.clearance.looking import current
from eclear.clearance.office import Office, country_of
from eclear.clearance.refusals import refusal
from eclear.journey.checks import Context, check
from eclear.journey.duties import CannotAssess
from eclear.storage import Records, Request
from eclear.wco import amend, read

STRICTER = ("D4", "D5", "D6")
"""The states of a review, the lightest first: an amendment never leads to a lighter one."""


def amendment(
    office: Office, records: Records, case: Case, declaration: Declaration, request: Request, now: datetime
) -> list[Fact] | tuple[Finding, ...]:
    """Work out what comes of an amendment: granted at once where no officer is at work, otherwise he decides."""
    against = _moved_on(case)
    if against:
        return against
    follows = amended(office, records, case, request, now)
    if not isinstance(follows, list):
        return follows
    fact = follows[0]
    assert isinstance(fact, ev.Amended)
    said = next((change.said for change in fact.changes if change.said), None)
    asked = ev.Requested(request.number, "COR", declaration.lrn or "", request.sha256, said, fact.changes)
    return [asked, ev.RequestDecided(request.number, granted=True), *follows] if case.reviewed else [asked]


def amended(office: Office, records: Records, case: Case, request: Request, now: datetime) -> list[Fact] | tuple[Finding, ...]:
    """Work out the new edition: the changes applied, the rules asked again, and everything judged anew."""
    country = country_of(case)
    made = amend(current(office, records, case), request.body, office.schemas)
    if made.findings:
        return made.findings
    reading = read(made.body, office.schemas)
    if reading.declaration is None:
        return reading.findings
    declaration = reading.declaration
    on = country.declared_on(declaration.accepted, case.received)
    cargo = records.cargo(declaration.cargo_number) if declaration.cargo_number else None
    findings = reading.findings + check(declaration, Context(country, on, now, known(records, cargo)))
    if refuses(findings):
        return findings
    try:
        worked_out = judged(office, records, case.id, declaration, country, on, now)
    except CannotAssess as lacking:
        return (lacking.finding,)
    lodged = lodged_of(declaration, case.lodged.sha256, case.lodged.profile, country, on)
    facts: list[Fact] = [ev.Amended(request.number, case.edition + 1, lodged, made.changes, findings)]
    if cargo and cargo.number != case.cargo:
        facts.append(joined(cargo))
    return facts + _no_lighter(case, worked_out)


def _moved_on(case: Case) -> tuple[Finding, ...]:
    """Say why a declaration can no longer be amended, if it cannot."""
    where = place(Declaration, "id")
    if case.accepted or case.released:
        return (refusal("TAK-012", where, number=case.number),)
    if case.status in ("D6", "D7") or case.inspection:
        status = f"{case.status} {case.track.states[case.status]}"
        return (refusal("TAK-013", where, number=case.number, status=status),)
    if case.tax in ("T3", "T5"):
        return (refusal("TAK-014", where, number=case.number),)
    return ()


def _no_lighter(case: Case, facts: list[Fact]) -> list[Fact]:
    """Keep the lane and the review that the edition before had, where the new one would be lighter."""
    kept: list[Fact] = []
    under = case.status if not case.reviewed and case.status in STRICTER else None
    for fact in facts:
        if isinstance(fact, ev.Selected) and case.decision and fact.decision.lane < case.decision.lane:
            stays = (
                f"An amendment leads to no lighter lane: it stays in {case.decision.lane} {case.decision.lane.term.en.lower()}."
            )
            fact = ev.Selected(replace(case.decision, explanation=f"{case.decision.explanation} {stays}"))
        if under and isinstance(fact, ev.ReviewPassed):
            fact = ev.ReviewStarted(under)
        if under and isinstance(fact, ev.ReviewStarted) and fact.status in STRICTER:
            fact = ev.ReviewStarted(max(fact.status, under, key=STRICTER.index))
        kept.append(fact)
    return kept
