"""Present (물품 제시): the goods of a pre-lodged declaration are there, so it takes effect in law."""

from __future__ import annotations

from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Fact
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.pointer import place
from eclear.clearance.looking import current
from eclear.clearance.office import Office, country_of
from eclear.clearance.refusals import refusal
from eclear.journey.checks import Context, check
from eclear.journey.duties import CannotAssess, assess
from eclear.storage import Records, Request
from eclear.wco import present, read


def arrival(
    office: Office, records: Records, case: Case, declaration: Declaration, request: Request, now: datetime
) -> list[Fact] | tuple[Finding, ...]:
    """Work out what comes of an arrival: the declaration takes effect, with what the arrival says about the goods' place.

    As long as no tax notice has gone out, the duty is assessed again as of the acceptance.
    """
    where = place(Declaration, "id")
    if not case.lodged.pre_lodged:
        return (refusal("TAK-017", where, number=case.number, type=case.lodged.type),)
    if case.presented:
        return (refusal("TAK-018", where, number=case.number, day=f"{case.presented:%Y-%m-%d %H:%M} UTC"),)
    country = country_of(case)
    made = present(current(office, records, case), request.body, office.schemas)
    if refuses(made.findings):
        return made.findings
    reading = read(made.body, office.schemas)
    if reading.declaration is None:
        return reading.findings
    on = case.lodged.declared_on
    findings = check(reading.declaration, Context(country, on, now, None)) if made.changes else ()
    if refuses(findings):
        return findings
    facts: list[Fact] = [ev.Presented(request.number, case.edition + 1, request.sha256, made.changes)]
    if case.tax not in ("T0", "T1"):
        return facts
    try:
        assessment = assess(reading.declaration, country, on, case.circumstances)
        return [*facts, ev.Assessed(assessment, case.circumstances)]
    except CannotAssess as lacking:
        return (lacking.finding,)
