"""Refund (환급): what was paid too much goes back. One officer proposes it, a second one confirms it, and the bank pays it out.

Source: integrity, a second pair of eyes on refunds (practice of customs administrations; eclear's own rules).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.money import Refund
from eclear.casefile.notice import RefundState, Share
from eclear.clearance.banking import accounts_of, place_order
from eclear.clearance.integrity import must_be_second, must_hold
from eclear.clearance.office import Office, after_lodging
from eclear.clearance.recording import as_seen, go_on, plain
from eclear.storage import Records


def propose_refund(
    office: Office,
    case_id: str,
    amount: Decimal | None = None,
    *,
    reason: str,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Propose to pay back what was paid too much, all of it if no amount is named: never more, and nothing twice."""
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        must_hold(office, records, case, after_release=True)
        now, said, can = after_lodging(case, office.moment(records, at)), plain(reason), case.ledger.refundable
        if said is None:
            raise IllegalStep("A refund needs a reason. Say what was paid too much, and why it is not owed.")
        currency, wanted = case.ledger.currency, can if amount is None else amount
        if can <= 0:
            raise IllegalStep(
                f"Nothing was paid too much that is not on its way back already. Owed: {currency} {case.ledger.owed:,f}."
            )
        if not 0 < wanted <= can:
            raise IllegalStep(
                f"{currency} {wanted:,f} cannot be refunded: {currency} {can:,f} was paid too much. Propose that or less."
            )
        return go_on(records, case, [proposed(case, wanted, said, office.acting.id)], "officer", now)


def proposed(case: Case, amount: Decimal, reason: str, officer: str) -> ev.RefundProposed:
    """Return the proposal of a refund, with the next number in its case."""
    return ev.RefundProposed(len(case.ledger.refunds) + 1, amount, case.ledger.currency, reason, officer)


def confirm_refund(
    office: Office,
    case_id: str,
    refund: int,
    *,
    account: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Confirm a refund as a second officer or a supervisor: the bank pays it out to the trader's account.

    It is looked again whether so much is still overpaid.
    """
    with office.writing(room) as records:
        case, meant, now = _meant(office, records, case_id, refund, version, at)
        ledger = case.ledger
        if meant.amount > ledger.overpaid:
            raise IllegalStep(
                f"Since it was proposed, more is owed: {ledger.currency} {ledger.overpaid:,f} is overpaid now, and "
                f"{ledger.currency} {meant.amount:,f} was proposed. Refuse it, and let it be proposed anew."
            )
        target = plain(account) or accounts_of(case.lodged.trader)[0]
        order = place_order(records, (Share(case.id, f"R{meant.number}", meant.amount),), target, now, out=True)
        facts: list[Fact] = [ev.RefundConfirmed(meant.number, order.number, target)]
        if order.outcome:
            facts.append(ev.Refunded(meant.number, meant.amount, ledger.currency, order.number))
        return go_on(records, case, facts, "officer", now)


def refuse_refund(
    office: Office,
    case_id: str,
    refund: int,
    reason: str,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Refuse a refund as a second officer or a supervisor, with the reason; another can be proposed."""
    with office.writing(room) as records:
        case, meant, now = _meant(office, records, case_id, refund, version, at)
        said = plain(reason)
        if said is None:
            raise IllegalStep("To refuse a refund needs a reason. Say what is not right about it.")
        return go_on(records, case, [ev.RefundRefused(meant.number, said)], "officer", now)


def _meant(
    office: Office, records: Records, case_id: str, number: int, version: int | None, at: datetime | None
) -> tuple[Case, Refund, datetime]:
    case = as_seen(records, case_id, version)
    now, meant = after_lodging(case, office.moment(records, at)), case.ledger.refund(number)
    if meant is None or meant.state is not RefundState.PROPOSED:
        stands = meant.state.term.en.lower() if meant else "there is none"
        raise IllegalStep(f"Refund {number} waits for no second officer: {stands}.")
    must_be_second(office, case, meant.officer)
    return case, meant, now
