"""Pay: the payment of a tax notice, what hinders it, and the reminder of what is outstanding."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.office import Office, after_lodging, country_of, today
from eclear.clearance.recording import go_on, plain, standing, waits


def pay(
    office: Office,
    case_id: str,
    amount: Decimal | None = None,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in a payment; without an amount, the amount on the notice is paid. Part payments are not taken."""
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        now = after_lodging(case, office.moment(records, at))
        due, currency = _due(case)
        if amount is not None and amount != due:
            raise IllegalStep(
                f"The notice says {currency} {due:,f}; {currency} {amount:,f} was offered. Pay the amount on the notice."
            )
        return go_on(records, case, [ev.Paid(due, currency)], "payer", now)


def payment_failed(
    office: Office,
    case_id: str,
    *,
    account: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in the bank's word that the account does not hold what the notice asks for: nothing is paid."""
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        now = after_lodging(case, office.moment(records, at))
        due, currency = _due(case)
        return go_on(records, case, [ev.PaymentFailed(due, currency, plain(account))], "bank", now)


def remind(
    office: Office,
    case_id: str,
    *,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Remind the trader of what is outstanding: the payment of a notice, or the exit of an accepted export."""
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        now, country = after_lodging(case, office.moment(records, at)), country_of(case)
        if case.is_export:
            if case.status != "E4" or case.accepted is None:
                raise IllegalStep(f"Nothing is outstanding: {case.status} {case.track.states[case.status]}.")
            limit = today(case.accepted, country) + timedelta(days=country.loading_days)
            return go_on(records, case, [ev.Reminded("exit", limit)], by, now)
        _due(case)
        return go_on(records, case, [ev.Reminded("payment", case.notice_due)], by, now)


def _due(case: Case) -> tuple[Decimal, str]:
    """Return what the notice asks for; raises IllegalStep where there is none to pay."""
    if case.tax not in ("T2", "T4") or case.assessment is None:
        why = {"T0": "Nothing is due.", "T3": "The tax was paid before.", "T1": "No tax notice has been sent yet."}
        raise IllegalStep(f"{why.get(case.tax or '', 'Nothing was assessed.')} {waits(case)}")
    return case.outstanding, case.assessment.currency
