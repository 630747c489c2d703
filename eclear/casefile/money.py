"""Money (세금): the ledger of a case, worked out from its events: what is owed, paid, held and refunded, to the last won.

Sums are never stored: each is worked out from the notices, payments, securities and refunds. Duty and tax are one account;
additions and interest are another, so that no penalty is ever covered with duty. Always, of each of the two accounts:
owed + overpaid = paid + outstanding; and of a security: amount = held + set off + returned. Source: decision 0027.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Drawback, NoticeKind, NoticeState, PaymentState, RefundState
from eclear.casefile.security import Form

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Notice:
    """A tax notice (고지): its number, what it asks money for and how much, until when, and how it stands.

    ``paid`` is what was paid on it and not taken back. ``ended`` is True once it is void or nothing is left of it to pay.
    ``overdue`` is since when it is overdue, ``gathered`` the statement that it is paid with.
    """

    number: str
    kind: NoticeKind
    amount: Decimal
    currency: str
    due_by: date | None
    notified: datetime
    correction: int = 0
    gathered: str = ""
    overdue: datetime | None = None
    void: bool = False
    settled: bool = False

    @property
    def is_open(self) -> bool:
        """True while something is to be paid on it."""
        return not (self.void or self.settled)


@dataclass(frozen=True, slots=True)
class Payment:
    """An order to the bank to pay a notice, and what became of it."""

    order: str
    notice: str
    charge: bool
    amount: Decimal
    account: str
    state: PaymentState
    ordered: datetime
    answer_by: datetime | None = None
    answered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A security that was taken: the amount, if one was stated, and what became of it."""

    text: str
    form: Form | None
    amount: Decimal
    set_off: Decimal = NOTHING
    returned: Decimal = NOTHING
    ended: bool = False

    @property
    def held(self) -> Decimal:
        """What of it is still held."""
        return self.amount - self.set_off - self.returned


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund (환급): how much, why, who proposed it, and how it stands; of what was paid out, from which account it came."""

    number: int
    amount: Decimal
    reason: str
    officer: str
    proposed: datetime
    state: RefundState = RefundState.PROPOSED
    order: str = ""
    account: str = ""
    of_duty: Decimal = NOTHING
    of_charges: Decimal = NOTHING
    of_credit: Decimal = NOTHING
    said: str = ""

    @property
    def on_its_way(self) -> bool:
        """True while it is proposed or confirmed, and not paid out."""
        return self.state in (RefundState.PROPOSED, RefundState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a case: ``duty`` is the duty and tax that the assessment in force says is owed, ``claimed`` a drawback
    that waits for a decision, ``credit`` one that was granted. The rest is worked out."""

    currency: str = ""
    duty: Decimal = NOTHING
    credit: Decimal = NOTHING
    claimed: Decimal = NOTHING
    notices: tuple[Notice, ...] = ()
    payments: tuple[Payment, ...] = ()
    securities: tuple[Held, ...] = ()
    refunds: tuple[Refund, ...] = ()
    drawbacks: tuple[Drawback, ...] = ()

    # -- sums ---------------------------------------------------------------------------------------------------------

    @property
    def charges(self) -> Decimal:
        """Additions and interest that are owed: those of all notices that are not void."""
        return _sum(notice.amount for notice in self.notices if notice.kind.is_charge and not notice.void)

    @property
    def owed(self) -> Decimal:
        """All that is owed: duty and tax, additions and interest."""
        return self.duty + self.charges

    @property
    def settled(self) -> Decimal:
        """What the bank has paid, and not taken back."""
        return _sum(payment.amount for payment in self.payments if payment.state is PaymentState.SETTLED)

    @property
    def set_off(self) -> Decimal:
        """What of securities was set off against what is owed."""
        return _sum(one.set_off for one in self.securities)

    @property
    def refunded(self) -> Decimal:
        """What was paid back, drawback included."""
        return _sum(refund.amount for refund in self.refunds if refund.state is RefundState.PAID)

    @property
    def duty_paid(self) -> Decimal:
        """What was paid of duty and tax, with what was set off, less what was paid back."""
        settled = _sum(one.amount for one in self.payments if one.state is PaymentState.SETTLED and not one.charge)
        return settled + self.set_off - _sum(refund.of_duty for refund in self.refunds)

    @property
    def charges_paid(self) -> Decimal:
        """What was paid of additions and interest, less what was paid back."""
        settled = _sum(one.amount for one in self.payments if one.state is PaymentState.SETTLED and one.charge)
        return settled - _sum(refund.of_charges for refund in self.refunds)

    @property
    def paid(self) -> Decimal:
        """What was paid in all, less what was paid back of it."""
        return self.duty_paid + self.charges_paid

    @property
    def held(self) -> Decimal:
        """What is held of securities with a stated amount."""
        return _sum(one.held for one in self.securities)

    @property
    def outstanding_duty(self) -> Decimal:
        """Duty and tax that are not paid."""
        return max(NOTHING, self.duty - self.duty_paid)

    @property
    def outstanding(self) -> Decimal:
        """What is owed and not paid."""
        return self.outstanding_duty + max(NOTHING, self.charges - self.charges_paid)

    @property
    def overpaid(self) -> Decimal:
        """What was paid and is not owed, with a drawback that was granted and not paid out."""
        return sum(self._overpaid, NOTHING)

    @property
    def refundable(self) -> Decimal:
        """What can still be proposed for refund: what was overpaid and is not on its way already."""
        return self.overpaid - _sum(refund.amount for refund in self.refunds if refund.on_its_way)

    @property
    def _overpaid(self) -> tuple[Decimal, Decimal, Decimal]:
        """What was overpaid of duty, of charges, and what is left of a drawback."""
        drawn = _sum(refund.of_credit for refund in self.refunds)
        over_duty, over_charges = self.duty_paid - self.duty, self.charges_paid - self.charges
        return max(NOTHING, over_duty), max(NOTHING, over_charges), self.credit - drawn

    # -- notices ------------------------------------------------------------------------------------------------------

    @property
    def open_notices(self) -> tuple[Notice, ...]:
        """The notices on which something is to be paid, the earliest day first."""
        return tuple(sorted((one for one in self.notices if one.is_open), key=lambda one: (one.due_by or date.max, one.number)))

    @property
    def payable(self) -> tuple[Notice, ...]:
        """The open notices that nobody has told the bank to pay."""
        return tuple(notice for notice in self.open_notices if self.running(notice.number) is None)

    def notice(self, number: str) -> Notice | None:
        """Return a notice by its number."""
        return next((notice for notice in self.notices if notice.number == number), None)

    def to_pay(self, notice: Notice) -> Decimal:
        """Return what is to be paid on a notice now: those on duty share what is outstanding of it, the earliest first."""
        if not notice.is_open:
            return NOTHING
        if notice.kind.is_charge:
            return notice.amount
        left = self.outstanding_duty
        for one in self.open_notices:
            if one.number == notice.number:
                break
            left -= NOTHING if one.kind.is_charge else min(one.amount, left)
        return min(notice.amount, left)

    def state_of(self, notice: Notice) -> NoticeState:
        """Return how a notice stands."""
        if notice.void:
            return NoticeState.VOID
        if notice.settled:
            return NoticeState.PAID
        running = self.running(notice.number)
        if running:
            return NoticeState.UNANSWERED if running.state is PaymentState.UNANSWERED else NoticeState.ORDERED
        return NoticeState.OVERDUE if notice.overdue else NoticeState.OPEN

    def running(self, notice: str) -> Payment | None:
        """Return the order to pay a notice that the bank has not answered."""
        return next((one for one in self.payments if one.notice == notice and one.state.runs), None)

    def ordered(self, order: str, notice: str) -> Payment | None:
        """Return what an order to the bank does for a notice; None for an order that this case does not know."""
        return next((one for one in self.payments if order and one.order == order and one.notice == notice), None)

    def refund(self, number: int) -> Refund | None:
        """Return a refund by its number."""
        return next((refund for refund in self.refunds if refund.number == number), None)

    # -- what happens -------------------------------------------------------------------------------------------------

    def after(self, event: Event) -> Ledger:
        """Return the ledger after an event of its case; raises IllegalStep for one that cannot be."""
        change = _CHANGES.get(type(event.fact))
        return change(self, event) if change else self

    def _with_notice(self, number: str, **changes: Any) -> Ledger:
        return replace(self, notices=tuple(replace(one, **changes) if one.number == number else one for one in self.notices))

    def _with_payment(self, known: Payment, **changes: Any) -> Ledger:
        return replace(self, payments=tuple(replace(one, **changes) if one is known else one for one in self.payments))

    def _with_refund(self, number: int, **changes: Any) -> Ledger:
        return replace(self, refunds=tuple(replace(one, **changes) if one.number == number else one for one in self.refunds))

    def _settling(self) -> Ledger:
        """Mark the notices on which nothing is left to pay, and open again those of which a payment was taken back."""
        paid = {one.notice for one in self.payments if one.state is PaymentState.SETTLED}
        left = self.outstanding_duty

        def now(notice: Notice) -> Notice:
            if notice.void:
                return notice
            settled = notice.number in paid or not (notice.kind.is_charge or left)
            return notice if settled is notice.settled else replace(notice, settled=settled)

        return replace(self, notices=tuple(map(now, self.notices)))

    def _owing(self, duty: Decimal, currency: str) -> Ledger:
        """Owe another sum of duty and tax: the open notice on it falls with the assessment that it rested on."""
        fallen = tuple(replace(one, void=True) if one.is_open and not one.kind.is_charge else one for one in self.notices)
        return replace(self, duty=duty, currency=currency, notices=fallen)


EMPTY = Ledger()


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def _assessed(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.Assessed | ev.Corrected)
    return ledger._owing(fact.assessment.total_due, fact.assessment.currency)


def _reassessed(ledger: Ledger, event: Event) -> Ledger:
    assert isinstance(event.fact, ev.Reassessed)
    total = event.fact.assessment.total_due
    return ledger._owing(total, event.fact.assessment.currency) if total != ledger.duty else ledger


def _ended(ledger: Ledger, event: Event) -> Ledger:
    """Nothing is owed any more for a declaration that came to nothing."""
    ledger = ledger._owing(NOTHING, ledger.currency)
    return replace(ledger, notices=tuple(replace(one, void=True) if one.is_open else one for one in ledger.notices))


def _decided(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.Decided)
    if fact.verb == "dismiss":
        return _ended(ledger, event)
    if fact.verb != "release":
        return ledger
    return replace(ledger, securities=(*ledger.securities, Held(fact.security or "", fact.form, fact.amount or NOTHING)))


def _security_returned(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.SecurityReturned)
    *before, last = ledger.securities
    last = replace(last, set_off=fact.set_off, returned=fact.returned or NOTHING, ended=True)
    return replace(ledger, securities=(*before, last))._settling()


def _notified(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.TaxNotified)
    made = Notice(fact.notice, fact.of, fact.amount, fact.currency, fact.due_by, event.at, fact.correction, fact.gathered)
    return replace(ledger, notices=(*ledger.notices, made))


def _ordered(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.PaymentOrdered)
    notice = ledger.notice(fact.notice)
    if notice is None or not notice.is_open or ledger.running(fact.notice):
        raise IllegalStep(f"Notice {fact.notice} cannot be paid now: it is paid, being paid, void, or none of this case.")
    charge = notice.kind.is_charge
    order = Payment(fact.order, fact.notice, charge, fact.amount, fact.account, PaymentState.ORDERED, event.at, fact.answer_by)
    return replace(ledger, payments=(*ledger.payments, order))


def _paid(ledger: Ledger, event: Event) -> Ledger:
    """The bank has paid: what was ordered before, or what it paid at once."""
    fact = event.fact
    assert isinstance(fact, ev.Paid)
    known = ledger.ordered(fact.order, fact.notice)
    if known:
        if not known.state.runs:
            raise IllegalStep(f"The bank has answered order {fact.order} before: {known.state}. One order is one payment.")
        return ledger._with_payment(known, state=PaymentState.SETTLED, answered=event.at)._settling()
    open_notices = ledger.open_notices
    number = fact.notice or (open_notices[0].number if open_notices else "")
    notice = ledger.notice(number)
    charge = notice is not None and notice.kind.is_charge
    made = Payment(fact.order, number, charge, fact.amount, fact.account, PaymentState.SETTLED, event.at, None, event.at)
    return replace(ledger, payments=(*ledger.payments, made))._settling()


def _failed(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.PaymentFailed)
    known = ledger.ordered(fact.order, fact.notice)
    if known and not known.state.runs:
        raise IllegalStep(f"The bank has answered order {fact.order} before: {known.state}.")
    return ledger._with_payment(known, state=PaymentState.REFUSED, answered=event.at) if known else ledger


def _unanswered(ledger: Ledger, event: Event) -> Ledger:
    assert isinstance(event.fact, ev.PaymentUnanswered)
    for one in ledger.payments:
        if one.order == event.fact.order and one.state is PaymentState.ORDERED:
            ledger = ledger._with_payment(one, state=PaymentState.UNANSWERED)
    return ledger


def _reversed(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.PaymentReversed)
    known = ledger.ordered(fact.order, fact.notice)
    if known is None or known.state is not PaymentState.SETTLED:
        raise IllegalStep(f"Order {fact.order} has paid nothing in this case that could be taken back.")
    return ledger._with_payment(known, state=PaymentState.REVERSED)._settling()


def _overdue(ledger: Ledger, event: Event) -> Ledger:
    assert isinstance(event.fact, ev.NoticeOverdue)
    return ledger._with_notice(event.fact.notice, overdue=event.at)


def _appeal_decided(ledger: Ledger, event: Event) -> Ledger:
    assert isinstance(event.fact, ev.AppealDecided)
    for number in event.fact.voids:
        ledger = ledger._with_notice(number, void=True)
    return ledger


def _refund_proposed(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.RefundProposed)
    made = Refund(fact.refund, fact.amount, fact.reason, fact.officer, event.at)
    return replace(ledger, refunds=(*ledger.refunds, made))


def _refund_confirmed(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.RefundConfirmed)
    return ledger._with_refund(fact.refund, state=RefundState.CONFIRMED, order=fact.order, account=fact.account)


def _refund_refused(ledger: Ledger, event: Event) -> Ledger:
    fact = event.fact
    assert isinstance(fact, ev.RefundRefused)
    return ledger._with_refund(fact.refund, state=RefundState.REFUSED, said=fact.reason)


def _refunded(ledger: Ledger, event: Event) -> Ledger:
    """A refund is out: first of duty that was overpaid, then of charges, then of a drawback."""
    fact = event.fact
    assert isinstance(fact, ev.Refunded)
    refund = ledger.refund(fact.refund)
    if refund is None or refund.state is not RefundState.CONFIRMED:
        raise IllegalStep(f"Refund {fact.refund} was not confirmed, so nothing is paid out.")
    over_duty, over_charges, left = ledger._overpaid
    of_charges = min(max(NOTHING, fact.amount - over_duty), over_charges)
    of_credit = min(max(NOTHING, fact.amount - over_duty - of_charges), left)
    of_duty = fact.amount - of_charges - of_credit  # if more is owed since it was confirmed, that is outstanding again
    parts = {"of_duty": of_duty, "of_charges": of_charges, "of_credit": of_credit}
    return ledger._with_refund(fact.refund, state=RefundState.PAID, **parts)


def _drawback_claimed(ledger: Ledger, event: Event) -> Ledger:
    assert isinstance(event.fact, ev.DrawbackClaimed)
    made = Drawback(event.fact.parts, event.fact.amount)
    return replace(ledger, claimed=event.fact.amount, currency=event.fact.currency, drawbacks=(*ledger.drawbacks, made))


def _drawback_decided(ledger: Ledger, event: Event) -> Ledger:
    assert isinstance(event.fact, ev.DrawbackDecided)
    fact = event.fact
    granted = ledger.claimed if fact.granted else NOTHING
    *before, last = ledger.drawbacks
    last = replace(last, granted=fact.granted, answer=fact.reason, law=fact.law)
    return replace(ledger, claimed=NOTHING, credit=ledger.credit + granted, drawbacks=(*before, last))


_CHANGES: dict[type[Any], Callable[[Ledger, Event], Ledger]] = {
    ev.Assessed: _assessed,
    ev.Corrected: _assessed,
    ev.Reassessed: _reassessed,
    ev.Withdrawn: _ended,
    ev.Returned: _ended,
    ev.Decided: _decided,
    ev.SecurityReturned: _security_returned,
    ev.TaxNotified: _notified,
    ev.PaymentOrdered: _ordered,
    ev.Paid: _paid,
    ev.PaymentFailed: _failed,
    ev.PaymentUnanswered: _unanswered,
    ev.PaymentReversed: _reversed,
    ev.NoticeOverdue: _overdue,
    ev.AppealDecided: _appeal_decided,
    ev.RefundProposed: _refund_proposed,
    ev.RefundConfirmed: _refund_confirmed,
    ev.RefundRefused: _refund_refused,
    ev.Refunded: _refunded,
    ev.DrawbackClaimed: _drawback_claimed,
    ev.DrawbackDecided: _drawback_decided,
}
