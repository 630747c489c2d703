"""Pay: a notice is paid through the bank, which may be late, refuse or take back; and the reminder of what is outstanding.

One notice has one order to the bank at a time, so paying twice is one payment. What the bank answers, and which day has
passed, is worked when somebody looks (:func:`fall_due`): rooms have clocks of their own, and nothing runs in the background.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.money import Ledger, Notice, Payment
from eclear.casefile.notice import PaymentState, RefundState, Share
from eclear.clearance.banking import TIME_OUT, Order, accounts_of, answered, order_of, place_order, taken_back
from eclear.clearance.clocks import carry_out_until
from eclear.clearance.office import Office, after_lodging, country_of, today
from eclear.clearance.recording import as_seen, go_on, plain, standing, waits
from eclear.reference import country as reference_of
from eclear.storage import Records

MOST = 500
"""Of so many recent orders, and of so many late notices, it is known at once that something may have fallen due."""


@dataclass(frozen=True, slots=True)
class Paying:
    """What became of paying: the case after it, and how its notice stands. ``again`` is True if it was paid, or ordered,
    before, so that nothing more was done; ``said`` is the sentence for that."""

    case: Case
    notice: str
    again: bool = False
    said: str = ""


def pay(
    office: Office,
    case_id: str,
    amount: Decimal | None = None,
    *,
    notice: str | None = None,
    account: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Pay a notice, the one that is due first if none is named; part payments are not taken.

    Where a notice is named that was paid or ordered before, nothing happens and the case comes back as it is
    (:func:`order_payment` says so too). Raises IllegalStep where there is nothing to pay.
    """
    return order_payment(office, case_id, amount, notice=notice, account=account, room=room, at=at, version=version).case


def order_payment(
    office: Office,
    case_id: str,
    amount: Decimal | None = None,
    *,
    notice: str | None = None,
    account: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Paying:
    """Tell the bank to pay a notice from an account, and say what became of it: one notice is paid once."""
    with office.writing(room) as records:
        now = office.moment(records, at)
        _work(records, case_id, now)
        case = standing(records, case_id, version, accepted_too=True)
        now = after_lodging(case, now)
        meant = _meant(case, notice)
        if said := _paid_before(case.ledger, meant):
            return Paying(case, meant.number, True, said)
        if meant.gathered:
            raise IllegalStep(f"Notice {meant.number} is paid with the statement {meant.gathered}. Pay the statement.")
        due = case.ledger.to_pay(meant)
        if amount is not None and amount != due:
            raise IllegalStep(
                f"The notice says {meant.currency} {due:,f}; {meant.currency} {amount:,f} was offered. "
                "Pay the amount on the notice."
            )
        source = plain(account) or accounts_of(case.lodged.trader)[0]
        order = place_order(records, (Share(case.id, meant.number, due),), source, now)
        return Paying(go_on(records, case, paid_by(order, case, now), _author(order), now), meant.number)


def paid_by(order: Order, case: Case, now: datetime) -> list[Fact]:
    """Return what an order that the bank has just taken means for a case: paid, refused, or not answered yet."""
    facts: list[Fact] = []
    for share in order.shares:
        if share.case == case.id:
            notice = case.ledger.notice(share.notice)
            currency = notice.currency if notice else case.ledger.currency
            if order.outcome:
                facts += _outcome(order, share, currency)
            else:
                told = (order.number, share.notice, share.amount, currency, order.account, now + TIME_OUT)
                facts.append(ev.PaymentOrdered(*told))
    return facts


def fall_due(office: Office, case_id: str, *, room: str = "open", at: datetime | None = None) -> Case:
    """Work what has fallen due in a case on the room's clock: the bank's answers and time-outs, and notices overdue.

    Whoever looks at the case first does it; done again, it does nothing.
    """
    with office.store.reading(room) as records:
        case, now = as_seen(records, case_id, None), office.moment(records, at)
        if not falls_due(case, now):
            return case
    with office.store.writing(room) as records:  # by itself: nobody signs it
        return _work(records, case_id, office.moment(records, at))


def fall_due_everywhere(office: Office, *, room: str = "open", at: datetime | None = None) -> tuple[str, ...]:
    """Work what has fallen due in every case of a room, and return the cases that went on; the most recent ones, if many wait."""
    law = reference_of(office.country)
    with office.store.reading(room) as records:
        now = office.moment(records, at)
        day = today(now, law) if law else now.date()
        kinds = (ev.PaymentOrdered.kind, ev.PaymentUnanswered.kind, ev.RefundConfirmed.kind)
        due = {event.stream for kind in kinds for event in records.latest(kind, MOST)}
        due |= set(records.payable_before(day.isoformat(), MOST))
        before = {id: case.version for id in sorted(due) if (case := records.case(id)) and falls_due(case, now)}
    return tuple(id for id, version in before.items() if fall_due(office, id, room=room, at=at).version != version)


def falls_due(case: Case, now: datetime) -> bool:
    """True if something may have fallen due in a case: an order runs, or the day of a notice has passed."""
    if any(payment.state.runs for payment in case.ledger.payments):
        return True
    if any(refund.state is RefundState.CONFIRMED for refund in case.ledger.refunds):
        return True
    return any(_is_overdue(case, notice, now) for notice in case.ledger.open_notices)


def reverse_payment(
    office: Office,
    case_id: str,
    order: str,
    reason: str,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Let the bank take back a payment: what it paid is owed again, on the notices that it had paid.

    Not once a refund of the case was confirmed: then the money has gone back, and the bank turns to who received it.
    """
    said = plain(reason)
    if said is None:
        raise IllegalStep("A payment that is taken back needs a reason. Say what the bank said.")
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        now = after_lodging(case, office.moment(records, at))
        known = order_of(records, order)
        if known is None or case.id not in {share.case for share in known.shares}:
            raise IllegalStep(f"Order {order[:20]!r} is none of this case. Its page lists the payments with their orders.")
        taken_back(records, known, said, now)
        for each in _cases_of(records, known):
            if any(one.state in (RefundState.CONFIRMED, RefundState.PAID) for one in each.ledger.refunds):
                raise IllegalStep(f"Money of case {each.id} was paid back already. The bank turns to who received it.")
            facts: list[Fact] = [
                ev.PaymentReversed(order, share.notice, share.amount, each.ledger.currency, said)
                for share in known.shares
                if share.case == each.id
            ]
            after = go_on(records, each, facts, "bank", now)
            case = after if after.id == case.id else case
        return case


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
        due = _meant(case, None)
        fact = ev.PaymentFailed(case.ledger.to_pay(due), due.currency, plain(account), due.number)
        return go_on(records, case, [fact], "bank", now)


def remind(
    office: Office,
    case_id: str,
    *,
    about: Literal["carry-out"] | None = None,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Remind the trader of what is outstanding: the payment of a notice, the exit of an accepted export, or goods that should
    have left their shed. ``about`` says which where several are; without it the payment comes before the goods."""
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        now, country = after_lodging(case, office.moment(records, at)), country_of(case)
        if case.is_export:
            if case.status != "E4" or case.accepted is None:
                raise IllegalStep(f"Nothing is outstanding: {case.status} {case.track.states[case.status]}.")
            limit = today(case.accepted, country) + timedelta(days=country.loading_days)
            return go_on(records, case, [ev.Reminded("exit", limit)], by, now)
        until = carry_out_until(case)
        if until and (about or not case.ledger.open_notices):
            if today(now, country) <= until:
                raise IllegalStep(f"Nothing is outstanding: the goods may be carried out until {until}.")
            return go_on(records, case, [ev.Reminded("carry-out", until)], by, now)
        if about:
            raise IllegalStep("Nothing is outstanding: no accepted goods wait in a shed.")
        _meant(case, None)
        return go_on(records, case, [ev.Reminded("payment", case.notice_due)], by, now)


def _meant(case: Case, number: str | None) -> Notice:
    """Return the notice that is to be paid; raises IllegalStep where there is none, or none of this number."""
    if number:
        notice = case.ledger.notice(number)
        if notice is None:
            raise IllegalStep(f"This case has no notice {number[:20]}. Its page shows those it has.")
        if notice.void:
            raise IllegalStep(f"Notice {number} is void: what is owed was worked out anew. Do not pay it.")
        return notice
    if not case.ledger.open_notices:
        why = {"T0": "Nothing is due.", "T3": "The tax was paid before.", "T1": "No tax notice has been sent yet."}
        why["T5"] = "What was paid too much was paid back."
        raise IllegalStep(f"{why.get(case.tax or '', 'Nothing was assessed.')} {waits(case)}")
    payable = [one for one in case.ledger.payable if not one.gathered]
    return (payable or case.ledger.open_notices)[0]


def _paid_before(ledger: Ledger, notice: Notice) -> str:
    """Say that a notice was paid or ordered before; "" if it was not."""
    if notice.settled:
        return f"Notice {notice.number} was paid before. Nothing was paid again."
    running = ledger.running(notice.number)
    if running is None:
        return ""
    late = " The bank has not answered in time; when it does, the answer counts." if _late(running) else ""
    return f"Notice {notice.number} is being paid by order {running.order}. Nothing was ordered again.{late}"


def _late(payment: Payment) -> bool:
    return payment.state is PaymentState.UNANSWERED


def _work(records: Records, case_id: str, now: datetime) -> Case:
    """Work what has fallen due in a case, within the transaction; other cases of the same orders go on with it."""
    case = as_seen(records, case_id, None)
    for number in dict.fromkeys(one.order for one in case.ledger.payments if one.state.runs):
        case = _work_order(records, case, number, now)
    for refund in case.ledger.refunds:
        if refund.state is RefundState.CONFIRMED:
            order = order_of(records, refund.order)
            if order and order.falls_due(now):
                answered(records, order, order.answers_at)
                when = max(order.answers_at, case.updated)
                fact = ev.Refunded(refund.number, refund.amount, case.ledger.currency, order.number)
                case = go_on(records, case, [fact], "bank", when)
    overdue: list[Fact] = [
        ev.NoticeOverdue(one.number, case.ledger.to_pay(one), one.currency, one.due_by)
        for one in case.ledger.open_notices
        if one.due_by and _is_overdue(case, one, now)
    ]
    return go_on(records, case, overdue, "eclear", now) if overdue else case


def _work_order(records: Records, case: Case, number: str, now: datetime) -> Case:
    order = order_of(records, number)
    if order is None:
        return case
    due = order.falls_due(now)
    if due:
        order = answered(records, order, order.answers_at)
    for each in _cases_of(records, order):
        first = next((one for one in each.ledger.payments if one.order == number and one.state.runs), None)
        if first is None:
            continue
        late = first.answer_by is not None and first.answer_by < min(now, order.answers_at)
        facts: list[tuple[Fact, datetime]] = []
        if late and first.state is PaymentState.ORDERED and first.answer_by:
            facts.append((ev.PaymentUnanswered(number), first.answer_by))
        if due:
            shares = (share for share in order.shares if share.case == each.id)
            told = (fact for share in shares for fact in _outcome(order, share, each.ledger.currency))
            facts += [(fact, order.answers_at) for fact in told]
        for fact, when in facts:
            author = "eclear" if isinstance(fact, ev.PaymentUnanswered) else "bank"
            each = go_on(records, each, [fact], author, max(when, each.updated))
        case = each if each.id == case.id else case
    return case


def _cases_of(records: Records, order: Order) -> Iterable[Case]:
    return [as_seen(records, id, None) for id in dict.fromkeys(share.case for share in order.shares)]


def _outcome(order: Order, share: Share, currency: str) -> list[Fact]:
    if order.outcome == "settled":
        return [ev.Paid(share.amount, currency, share.notice, order.number, order.account)]
    return [ev.PaymentFailed(share.amount, currency, order.account, share.notice, order.number)]


def _author(order: Order) -> str:
    """The payer pays; that his account does not hold it is the bank's word."""
    return "bank" if order.outcome == "refused" else "payer"


def _is_overdue(case: Case, notice: Notice, now: datetime) -> bool:
    """True if the last day of a notice has passed, and nobody has told the bank to pay it."""
    if notice.overdue or notice.due_by is None or case.ledger.running(notice.number):
        return False
    return today(now, country_of(case)) > notice.due_by
