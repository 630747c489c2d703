"""Withdraw (취하): a declaration is cancelled at its trader's request, before its goods are released."""

from __future__ import annotations

from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Fact
from eclear.casefile.finding import Finding
from eclear.casefile.pointer import place
from eclear.clearance.amending import is_unattended
from eclear.clearance.office import Office
from eclear.clearance.refusals import refusal
from eclear.storage import Records, Request


def cancellation(
    office: Office, records: Records, case: Case, declaration: Declaration, request: Request, now: datetime
) -> list[Fact] | tuple[Finding, ...]:
    """Work out what comes of a cancellation: granted at once where no officer is at work, otherwise he decides."""
    said = next((info.text for info in declaration.information if info.text), None)
    follows = withdrawn(office, records, case, request, now, said)
    if not isinstance(follows, list):
        return follows
    asked = ev.Requested(request.number, "INV", declaration.lrn or "", request.sha256, said)
    return [asked, ev.RequestDecided(request.number, granted=True), *follows] if is_unattended(case) else [asked]


def withdrawn(
    office: Office, records: Records, case: Case, request: Request, now: datetime, said: str | None = None
) -> list[Fact] | tuple[Finding, ...]:
    """Work out the end of a case whose cancellation is granted, as far as its goods are still there to be withdrawn."""
    where = place(Declaration, "id")
    if case.exited:
        return (refusal("TAK-016", where, number=case.number),)
    if case.released or (case.accepted and not case.is_export):
        return (refusal("TAK-015", where, number=case.number),)
    if case.status in ("D6", "D7") or case.inspection:
        status = f"{case.status} {case.track.states[case.status]}"
        return (refusal("TAK-013", where, number=case.number, status=status),)
    return [ev.Withdrawn(request.number, said or (case.request.reason if case.request else None))]
