"""Write and send (전송): the messages about a declaration that its declarant sends without writing one himself.

A cancellation and the arrival of the goods are messages like any other, so that they are judged and kept like those of programs.
"""

from __future__ import annotations

from datetime import datetime

from eclear.casefile.case import Case
from eclear.casefile.declaration import Correction, Declaration, Information
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.office import Office, Submission, UnknownCase
from eclear.clearance.recording import as_seen, plain
from eclear.clearance.submitting import submit
from eclear.wco import write

CANCELLED_BY_TRADER = "1"
"""The change reason of a cancellation that the trader asks for."""


def cancel(
    office: Office, case_id: str, reason: str, *, room: str = "open", at: datetime | None = None, version: int | None = None
) -> Submission:
    """Ask for the cancellation of a declaration (INV), with a reason. Raises UnknownCase, Stale, IllegalStep."""
    with office.store.reading(room) as records:
        case, number = as_seen(records, case_id, version), len(records.requests(case_id)) + 1
    return submit(office, cancellation_of(case, number, reason), room=room, at=at)


def report_arrival(
    office: Office, case_id: str, *, room: str = "open", at: datetime | None = None, version: int | None = None
) -> Submission:
    """Report that the goods of a pre-lodged declaration have arrived (GPR). Raises UnknownCase, Stale."""
    with office.store.reading(room) as records:
        case = as_seen(records, case_id, version)
    return submit(office, arrival_of(case), room=room, at=at)


def cancellation_of(case: Case, number: int, reason: str) -> bytes:
    """Write the message by which the declarant of a case asks for its cancellation (INV), his request of this number.

    Raises UnknownCase for a declaration that never got a number, and IllegalStep without a reason.
    """
    _must_have_number(case)
    said = plain(reason)
    if said is None:
        raise IllegalStep("A cancellation needs a reason. Say why the declaration is not wanted any more.")
    asks = Declaration(
        function="13",
        type="INV",
        lrn=f"CANCEL-{case.id}-{number}",
        id=case.number,
        declarant_id=case.lodged.trader,
        information=(Information(text=said, type="AES"),),
        amendments=(Correction(reason=CANCELLED_BY_TRADER),),
    )
    return write(asks, case.lodged.country)


def arrival_of(case: Case) -> bytes:
    """Write the message by which the declarant of a case reports the arrival of its goods (GPR); raises UnknownCase."""
    _must_have_number(case)
    told = Declaration(function="13", type="GPR", lrn=f"ARRIVAL-{case.id}", id=case.number, declarant_id=case.lodged.trader)
    return write(told, case.lodged.country)


def _must_have_number(case: Case) -> None:
    if case.number is None:
        raise UnknownCase(f"Case {case.id} was rejected at the gate and has no number. Lodge the declaration again instead.")
