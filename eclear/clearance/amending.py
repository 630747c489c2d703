"""Amend (정정): an amendment is a new edition of the declaration, judged like the first, whoever asked for it.

A trader's is granted, by an officer or by itself; customs makes its own (:mod:`~eclear.clearance.reassessing`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Fact
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.pointer import place
from eclear.clearance.judging import (
    going_back,
    going_on,
    history_of,
    joined,
    judged,
    known,
    lodged_of,
    review_for,
    taken_by_others,
)
from eclear.clearance.looking import current
from eclear.clearance.office import Office, country_of, today
from eclear.clearance.refusals import refusal
from eclear.clearance.registering import registers_of
from eclear.journey.checks import Context, check
from eclear.journey.duties import CannotAssess
from eclear.storage import Records, Request
from eclear.wco import amend, read

LIGHTEST_FIRST = ("D4", "D5", "D6", "E3")
"""The states of a review: an amendment never leads to a lighter one."""


def amendment(
    office: Office, records: Records, case: Case, declaration: Declaration, request: Request, now: datetime
) -> list[Fact] | tuple[Finding, ...]:
    """Work out what comes of an amendment: granted at once where no officer is at work, otherwise he decides."""
    follows = amended(office, records, case, request, now)
    if not isinstance(follows, list):
        return follows
    fact = follows[0]
    assert isinstance(fact, ev.Amended)
    said = next((change.said for change in fact.changes if change.said), None)
    asked = ev.Requested(request.number, "COR", declaration.lrn or "", request.sha256, said, fact.changes)
    return [asked, ev.RequestDecided(request.number, granted=True), *follows] if is_unattended(case) else [asked]


def amended(office: Office, records: Records, case: Case, request: Request, now: datetime) -> list[Fact] | tuple[Finding, ...]:
    """Work out what comes of a granted amendment: a new edition, as long as the declaration can be amended at all."""
    return moved_on(case) or new_edition(office, records, case, request, now)


def new_edition(
    office: Office, records: Records, case: Case, request: Request, now: datetime, *, goes_on: bool = False
) -> list[Fact] | tuple[Finding, ...]:
    """Work out the new edition: the changes applied, the rules asked again, and everything judged anew.

    ``goes_on`` is True where customs makes it: then what it has ordered and seen of the goods stays.
    """
    country = country_of(case)
    made = amend(current(office, records, case), request.body, office.schemas)
    if refuses(made.findings):
        return made.findings
    reading = read(made.body, office.schemas)
    if reading.declaration is None:
        return reading.findings
    declaration = reading.declaration
    on = country.declared_on(declaration.accepted, case.received)
    cargo = records.cargo(declaration.cargo_number) if declaration.cargo_number else None
    registers = registers_of(office, records, country, today(now, country))
    country, taken = registers.country, taken_by_others(records, case.id, declaration, country)
    there = known(records, cargo, taken, case)
    about = replace(registers.about(declaration, there), suspended=None)  # what was lodged before goes on
    findings = made.findings + reading.findings + check(declaration, Context(country, on, now, about))
    if refuses(findings):
        return findings
    try:
        held = going_on(case, cargo, country, len(declaration.items))
        history, listed = history_of(records, declaration, case), cargo.listed if cargo else None
        worked_out = judged(office, records, case.id, declaration, country, on, now, held, history, listed)
    except CannotAssess as lacking:
        return (lacking.finding,)
    lodged = lodged_of(declaration, case.lodged.sha256, case.lodged.profile, country, on)
    lodged = replace(lodged, adds_to=case.lodged.adds_to)
    facts: list[Fact] = [ev.Amended(request.number, case.edition + 1, lodged, made.changes, findings)]
    if cargo and cargo.number != case.cargo:
        facts += joined(cargo, case.edition + 1, lodged.pre_lodged and case.presented is None)
        worked_out += going_back(cargo)
    return facts + _no_lighter(case, worked_out, goes_on)


def moved_on(case: Case) -> tuple[Finding, ...]:
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


def is_unattended(case: Case) -> bool:
    """True while no officer is or has been at work on a declaration, and nothing was paid: its requests are granted at once."""
    automatic = case.lane is Lane.L0
    at_work = case.examined or case.doubts or case.tax in ("T3", "T5")
    return automatic and case.reviewed and not at_work


def _no_lighter(case: Case, facts: list[Fact], goes_on: bool) -> list[Fact]:
    """Keep the lane and the review that the edition before had, where the new one would be lighter."""
    before, decision = case.decision, next(fact.decision for fact in facts if isinstance(fact, ev.Selected))
    if before and decision.lane < before.lane:
        stays = f"An amendment leads to no lighter lane: it stays in {before.lane} {before.lane.term.en.lower()}."
        decision = replace(before, explanation=f"{before.explanation} {stays}")
    review = review_for(max(decision.lane, case.overridden or decision.lane), case.is_export)
    if not case.reviewed and case.status in LIGHTEST_FIRST:
        due = review.status if isinstance(review, ev.ReviewStarted) else LIGHTEST_FIRST[0]
        review = ev.ReviewStarted(max(due, case.status, key=LIGHTEST_FIRST.index))
    if isinstance(review, ev.ReviewStarted):
        review = replace(review, goes_on=goes_on)
    kept = {ev.Selected: ev.Selected(decision), ev.ReviewPassed: review, ev.ReviewStarted: review}
    return [kept.get(type(fact), fact) for fact in facts]
