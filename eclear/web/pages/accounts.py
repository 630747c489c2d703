"""Accounts and refunds: monthly accounts with their statements, what waits for a second officer, what is overdue, the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from eclear.casefile.case import Case
from eclear.casefile.deferral import Deferral
from eclear.casefile.notice import Mood, RefundState
from eclear.casefile.person import Role, Seated
from eclear.casefile.quantity import Amount
from eclear.casefile.security import Form
from eclear.casefile.words import Term
from eclear.clearance.banking import TIME_OUT, Behaviour, accounts_of
from eclear.clearance.deferring import Statement
from eclear.reference import Country
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.money import LOOKS


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A monthly statement as it is shown: its notices with their cases, and what is left to pay."""

    number: str
    trader: str
    due_by: date
    left: str
    running: bool
    lines: tuple[tuple[str, str, str, Term, str], ...]
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A monthly account as it is shown."""

    trader: str
    limit: str
    used: str
    security: str
    form: Term
    holds: bool
    statements: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A case in which something about money waits: what, how much, and where it is shown."""

    id: str
    number: str
    about: Term
    amount: str
    look: str


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Accounts and refunds, as a trader or somebody of the office sees them; ``mood`` is None where the bank is not shown."""

    template: ClassVar[str] = "accounts.html"

    trader: str
    again: bool
    accounts: tuple[AccountRow, ...]
    waiting: tuple[WaitingRow, ...]
    mood: Mood | None
    moods: tuple[tuple[str, Term], ...]
    minutes: int
    time_out: int
    may_set_bank: bool
    may_grant: bool
    may_pay: bool
    may_work: bool
    forms: tuple[tuple[str, Term], ...]
    currency: str
    mark: str


REFUND_WAITS, OVERDUE = Term("Refund waits for a second officer", "환급 결정 대기"), Term("Overdue", "체납")
TO_PAY, REFUND_COMES = Term("To be paid", "미납"), Term("Bank pays out", "환급 지급 중")
NO_ANSWER, APPEAL_WAITS = Term("Bank has not answered", "은행 미응답"), Term("Appeal waits for a decision", "불복 결정 대기")


def accounts_page(
    me: Seated,
    found: Sequence[tuple[Deferral, Decimal, tuple[Statement, ...]]],
    cases: Sequence[Case],
    *,
    bank: Behaviour | None,
    again: bool,
    law: Country,
) -> AccountsPage:
    """Return the page of accounts and refunds."""
    trader = me.of if me.post is not None and me.post.role is Role.TRADER else ""
    rule = law.money.monthly[0] if law.money.monthly else None
    return AccountsPage(
        trader=trader,
        again=again,
        accounts=tuple(_account(deferral, used, statements, law) for deferral, used, statements in found),
        waiting=tuple(row for case in cases for row in (_waiting_for(case) if trader else _waiting(case))),
        mood=bank.mood if bank else None,
        moods=tuple((mood.value, mood.term) for mood in Mood),
        minutes=bank.minutes if bank else 0,
        time_out=int(TIME_OUT.total_seconds() // 60),
        may_set_bank=me.plays(Role.INSTRUCTOR),
        may_grant=me.plays(Role.OFFICER, Role.SUPERVISOR),
        may_pay=me.plays(Role.TRADER),
        may_work=me.plays(Role.OFFICER, Role.SUPERVISOR, Role.INSTRUCTOR),
        forms=tuple((form.value, form.term) for form in Form),
        currency=law.currency,
        mark=_("How sure the rule on monthly accounts is: %(mark)s. %(source)s", mark=rule.mark, source=rule.source)
        if rule
        else "",
    )


def _account(deferral: Deferral, used: Decimal, statements: tuple[Statement, ...], law: Country) -> AccountRow:
    def sum_of(amount: Decimal) -> str:
        return wording.money(Amount(amount, deferral.currency), law.code)

    rows = tuple(
        StatementRow(
            one.number,
            deferral.trader,
            one.due_by,
            sum_of(one.left) if one.left else "",
            one.running,
            tuple(
                (
                    line.case.id,
                    line.case.number or line.case.lodged.lrn,
                    sum_of(line.notice.amount),
                    line.state.term,
                    LOOKS[line.state],
                )
                for line in one.lines
            ),
            accounts_of(deferral.trader),
        )
        for one in statements
    )
    form = deferral.form.term if deferral.form else Term("Security", "담보")
    return AccountRow(deferral.trader, sum_of(deferral.limit), sum_of(used), deferral.security, form, deferral.holds, rows)


def _row(case: Case, about: Term, amount: Decimal, look: str) -> WaitingRow:
    currency = case.ledger.currency
    told = wording.money(Amount(amount, currency), case.lodged.country) if amount else ""
    return WaitingRow(case.id, case.number or case.lodged.lrn, about, told, look)


def _waiting_for(case: Case) -> tuple[WaitingRow, ...]:
    """Return what waits for a trader himself: what he is to pay, what the bank pays for him, and what comes back."""
    ledger = case.ledger
    alone = [one for one in ledger.payable if not one.gathered]
    found = [
        _row(case, OVERDUE if one.overdue else TO_PAY, ledger.to_pay(one), "stop" if one.overdue else "wait") for one in alone
    ]
    found += [_row(case, NO_ANSWER, one.amount, "wait") for one in ledger.payments if one.state.runs]
    found += [_row(case, REFUND_COMES, one.amount, "wait") for one in ledger.refunds if one.state is RefundState.CONFIRMED]
    return tuple(found)


def _waiting(case: Case) -> tuple[WaitingRow, ...]:
    """Return what waits for officers."""
    ledger = case.ledger
    found = [_row(case, REFUND_WAITS, one.amount, "wait") for one in ledger.refunds if one.state is RefundState.PROPOSED]
    found += [_row(case, OVERDUE, ledger.to_pay(one), "stop") for one in ledger.open_notices if one.overdue]
    found += [_row(case, NO_ANSWER, one.amount, "wait") for one in ledger.payments if one.state.runs]
    found += [_row(case, APPEAL_WAITS, Decimal(0), "wait") for _one in case.open_appeals]
    return tuple(found)
