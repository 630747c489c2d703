"""Money never appears or vanishes: whatever happens in a case, its ledger and a plain count of the coins agree to the won."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from eclear.casefile import events as ev
from eclear.casefile.duty import Assessment
from eclear.casefile.events import Event, Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.money import EMPTY, Ledger, Notice
from eclear.casefile.notice import NoticeKind, PaymentState, RefundState
from eclear.casefile.security import Form

NOON, DUE = datetime(2026, 5, 12, 3, tzinfo=UTC), date(2026, 5, 27)
WON = st.integers(1, 5_000).map(Decimal)


class Coins(RuleBasedStateMachine):
    """A case in which anything that can happen to money happens, and somebody who counts the coins that change hands."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger: Ledger = EMPTY
        self.sequence = self.orders = self.numbers = 0
        self.charged: dict[str, Decimal] = {}
        self.came_in = self.went_out = self.given = self.taken_of_securities = self.returned = Decimal(0)

    def tell(self, fact: Fact) -> None:
        self.sequence += 1
        self.ledger = self.ledger.after(Event("CASE", self.sequence, NOON, "eclear", fact))

    def notify(self, amount: Decimal, kind: NoticeKind) -> None:
        self.numbers += 1
        self.tell(ev.TaxNotified(f"26-{self.numbers:06d}", amount, "KRW", DUE, kind))

    def order_number(self) -> str:
        self.orders += 1
        return f"B26-{self.orders:06d}"

    def first(self) -> Notice | None:
        return next((one for one in self.ledger.payable if self.ledger.to_pay(one)), None)

    @rule(total=WON)
    def assess(self, total: Decimal) -> None:
        assessment = Assessment("KRW", (), (), (), total)
        self.tell(ev.Assessed(assessment))
        if self.ledger.outstanding_duty:
            self.notify(self.ledger.outstanding_duty, NoticeKind.DUTY)

    @precondition(lambda self: self.ledger.duty_paid > 1)
    @rule()
    def less_is_owed_than_was_paid(self) -> None:
        self.assess(self.ledger.duty_paid // 2)

    @rule(amount=WON, kind=st.sampled_from([NoticeKind.ADDITION, NoticeKind.INTEREST]))
    def charge(self, amount: Decimal, kind: NoticeKind) -> None:
        self.notify(amount, kind)
        self.charged[f"26-{self.numbers:06d}"] = amount

    @precondition(lambda self: self.first())
    @rule()
    def pay_at_once(self) -> None:
        notice = self.first()
        assert notice
        amount = self.ledger.to_pay(notice)
        self.tell(ev.Paid(amount, "KRW", notice.number, self.order_number(), "T-1"))
        self.came_in += amount

    @precondition(lambda self: self.first())
    @rule()
    def order(self) -> None:
        notice = self.first()
        assert notice
        amount = self.ledger.to_pay(notice)
        self.tell(ev.PaymentOrdered(self.order_number(), notice.number, amount, "KRW", "T-1", NOON))

    @precondition(lambda self: any(one.state.runs for one in self.ledger.payments))
    @rule(silent=st.booleans(), settles=st.booleans())
    def bank_answers(self, silent: bool, settles: bool) -> None:
        one = next(one for one in self.ledger.payments if one.state.runs)
        if silent:
            self.tell(ev.PaymentUnanswered(one.order))
        elif settles:
            self.tell(ev.Paid(one.amount, "KRW", one.notice, one.order, one.account))
            self.came_in += one.amount
        else:
            self.tell(ev.PaymentFailed(one.amount, "KRW", one.account, one.notice, one.order))

    @precondition(lambda self: any(one.state is PaymentState.SETTLED for one in self.ledger.payments))
    @rule()
    def bank_answers_once_more(self) -> None:
        one = next(one for one in self.ledger.payments if one.state is PaymentState.SETTLED)
        with pytest.raises(IllegalStep, match="answered order"):
            self.tell(ev.Paid(one.amount, "KRW", one.notice, one.order, one.account))
        self.sequence -= 1

    @precondition(lambda self: any(one.state is PaymentState.SETTLED for one in self.ledger.payments))
    @rule()
    def bank_takes_back(self) -> None:
        one = next(one for one in self.ledger.payments if one.state is PaymentState.SETTLED)
        self.tell(ev.PaymentReversed(one.order, one.notice, one.amount, "KRW", "A slip."))
        self.came_in -= one.amount

    @precondition(lambda self: all(one.ended for one in self.ledger.securities))
    @rule(amount=WON)
    def secure(self, amount: Decimal) -> None:
        self.tell(ev.Decided("release", "x", "GB-1", Form.GUARANTEE, amount))
        self.given += amount

    @precondition(lambda self: any(not one.ended for one in self.ledger.securities))
    @rule(share=st.integers(0, 100))
    def end_the_security(self, share: int) -> None:
        held = self.ledger.securities[-1].amount
        set_off = min(held * share // 100, self.ledger.outstanding_duty)
        self.tell(ev.SecurityReturned(set_off, held - set_off))
        self.taken_of_securities += set_off
        self.returned += held - set_off

    @precondition(lambda self: any(one.kind.is_charge and not one.void for one in self.ledger.notices))
    @rule()
    def an_appeal_wins(self) -> None:
        number = next(one.number for one in self.ledger.notices if one.kind.is_charge and not one.void)
        self.tell(ev.AppealDecided(1, True, "Right.", "Law", (number,)))
        del self.charged[number]

    @precondition(lambda self: not self.ledger.claimed)
    @rule(amount=WON, granted=st.booleans())
    def drawback(self, amount: Decimal, granted: bool) -> None:
        self.tell(ev.DrawbackClaimed((), amount, "KRW"))
        self.tell(ev.DrawbackDecided(granted, "x"))

    @precondition(lambda self: self.ledger.refundable > 0)
    @rule(share=st.integers(1, 100))
    def propose(self, share: int) -> None:
        amount = max(Decimal(1), self.ledger.refundable * share // 100)
        self.tell(ev.RefundProposed(len(self.ledger.refunds) + 1, amount, "KRW", "x", "KIM"))

    @precondition(lambda self: any(one.state is RefundState.PROPOSED for one in self.ledger.refunds))
    @rule(yes=st.booleans(), more=st.integers(0, 3_000).map(Decimal))
    def second_officer(self, yes: bool, more: Decimal) -> None:
        one = next(one for one in self.ledger.refunds if one.state is RefundState.PROPOSED)
        if not yes or one.amount > self.ledger.overpaid:
            self.tell(ev.RefundRefused(one.number, "x"))
            return
        order = self.order_number()
        self.tell(ev.RefundConfirmed(one.number, order, "T-1"))
        if more:  # the bank is slow, and meanwhile more is owed
            self.assess(self.ledger.duty + more)
        self.tell(ev.Refunded(one.number, one.amount, "KRW", order))
        self.went_out += one.amount

    @precondition(lambda self: self.ledger.refundable > 0)
    @rule()
    def all_of_it_is_paid_back(self) -> None:
        number, amount = len(self.ledger.refunds) + 1, self.ledger.refundable
        self.tell(ev.RefundProposed(number, amount, "KRW", "x", "KIM"))
        self.tell(ev.RefundConfirmed(number, self.order_number(), "T-1"))
        self.tell(ev.Refunded(number, amount, "KRW", f"B26-{self.orders:06d}"))
        self.went_out += amount

    @rule()
    def the_declaration_comes_to_nothing(self) -> None:
        self.tell(ev.Withdrawn(1))
        still = {one.number for one in self.ledger.notices if not one.void}
        self.charged = {number: amount for number, amount in self.charged.items() if number in still}

    @invariant()
    def every_won_is_somewhere(self) -> None:
        now = self.ledger
        drawn = sum((one.of_credit for one in now.refunds), Decimal(0))
        over = now.overpaid - (now.credit - drawn)
        assert now.owed + over == now.paid + now.outstanding
        assert (now.settled, now.refunded, now.set_off) == (self.came_in, self.went_out, self.taken_of_securities)
        assert now.paid == self.came_in + self.taken_of_securities - (self.went_out - drawn)
        assert now.charges == sum(self.charged.values(), Decimal(0))
        assert now.held == self.given - self.taken_of_securities - self.returned >= 0
        assert all(one.of_duty + one.of_charges + one.of_credit in (0, one.amount) for one in now.refunds)
        assert drawn <= now.credit

    @invariant()
    def what_is_to_be_paid_is_never_more_than_is_owed(self) -> None:
        now = self.ledger
        duty = [now.to_pay(one) for one in now.open_notices if not one.kind.is_charge]
        assert all(amount <= now.outstanding_duty for amount in duty)
        assert not any(now.to_pay(one) for one in now.notices if one.void)


Coins.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestCoins = Coins.TestCase
