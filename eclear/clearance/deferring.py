"""Defer (월별납부): an officer approves a trader's monthly account, notices gather in its statements, and a statement is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.deferral import Deferral
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.money import Notice
from eclear.casefile.notice import NoticeState, Share
from eclear.casefile.person import Role
from eclear.casefile.security import Form
from eclear.casefile.trader import TRADER_NUMBER
from eclear.clearance.banking import accounts_of, place_order
from eclear.clearance.gathering import deferral_of, stream_of
from eclear.clearance.integrity import SENTENCES, Bar
from eclear.clearance.office import Office, today
from eclear.clearance.paying import paid_by
from eclear.clearance.recording import go_on, plain
from eclear.reference import country as reference_of
from eclear.storage import Records


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A notice on a statement: of which case, how it stands, and what is left to pay on it."""

    case: Case
    notice: Notice
    state: NoticeState
    left: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """A monthly statement (월별납부 명세서): its notices, their one day, and what is left to pay of them all."""

    number: str
    due_by: date
    currency: str
    lines: tuple[StatementLine, ...]

    @property
    def left(self) -> Decimal:
        """What is left to pay."""
        return sum((line.left for line in self.lines), Decimal(0))

    @property
    def running(self) -> bool:
        """True while the bank has not answered an order for it."""
        return any(line.state in (NoticeState.ORDERED, NoticeState.UNANSWERED) for line in self.lines)


def grant_deferral(
    office: Office,
    trader: str,
    limit: Decimal,
    *,
    security: str,
    form: Form,
    amount: Decimal,
    why: str,
    room: str = "open",
    at: datetime | None = None,
) -> Deferral:
    """Approve the monthly account of a trader: up to which sum, against which security, and why. Again: with other terms."""
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    _must_be_officer(office)
    said, secured = plain(why), plain(security)
    if not TRADER_NUMBER.fullmatch(trader):
        raise IllegalStep(f"{trader[:40]!r} is no number of the register. It has 2 to 30 letters, digits and dashes.")
    if said is None or secured is None:
        raise IllegalStep("A monthly account needs a reason and a security by its number. Write both.")
    if limit <= 0 or limit != round(limit, law.decimals):
        raise IllegalStep(f"{law.currency} {limit:,f} is no limit. Write a sum above 0, with {law.decimals} decimals at most.")
    if amount < limit:
        raise IllegalStep(
            f"The security of {law.currency} {amount:,f} does not cover the limit of {law.currency} {limit:,f}. "
            "Take one of at least that amount, or a lower limit."
        )
    with office.writing(room) as records:
        now = office.moment(records, at)
        if law.money.gathers(today(now, law)) is None:
            raise IllegalStep(f"{law.name.en} has no monthly accounts that eclear knows. Nothing can be approved.")
        deferral = deferral_of(records, trader)
        fact = ev.DeferralGranted(trader, limit, law.currency, secured, form, amount, said)
        event = records.event(stream_of(trader), deferral.version + 1, now, "officer", fact)
        records.note(event)
        return deferral.after(event)


def end_deferral(office: Office, trader: str, *, why: str, room: str = "open", at: datetime | None = None) -> Deferral:
    """End a monthly account, with the reason: what was gathered is paid with its statement, and nothing is gathered any more."""
    _must_be_officer(office)
    said = plain(why)
    if said is None:
        raise IllegalStep("To end a monthly account needs a reason. Say what it rests on.")
    with office.writing(room) as records:
        now, deferral = office.moment(records, at), deferral_of(records, trader)
        event = records.event(stream_of(trader), deferral.version + 1, now, "officer", ev.DeferralEnded(trader, said))
        after = deferral.after(event)
        records.note(event)
        return after


def statements_of(records: Records, deferral: Deferral) -> tuple[Statement, ...]:
    """Return the statements of a monthly account, the latest first, each with its notices as they stand."""
    cases = records.cases({line.case for line in deferral.gathered}) if deferral.gathered else {}
    return tuple(_statement(number, deferral, cases) for number in deferral.statements)


def pay_statement(
    office: Office, trader: str, number: str, *, account: str | None = None, room: str = "open", at: datetime | None = None
) -> tuple[Statement, bool]:
    """Tell the bank to pay all that is left of a statement, with one order, and return it with True if nothing was to be done.

    A statement that is being paid, or was, is not paid again.
    """
    with office.writing(room) as records:
        now, deferral = office.moment(records, at), deferral_of(records, trader)
        found = next((one for one in statements_of(records, deferral) if one.number == number), None)
        if found is None:
            raise IllegalStep(f"There is no statement {number[:40]!r} of {trader}. The page shows those there are.")
        shares = tuple(
            Share(line.case.id, line.notice.number, line.left)
            for line in found.lines
            if line.left and line.state not in (NoticeState.ORDERED, NoticeState.UNANSWERED)
        )
        if not shares:
            return found, True
        order = place_order(records, shares, plain(account) or accounts_of(trader)[0], now)
        for case in {line.case.id: line.case for line in found.lines if line.left}.values():
            if facts := paid_by(order, case, now):
                go_on(records, case, facts, "bank" if order.outcome == "refused" else "payer", now)
        return next(one for one in statements_of(records, deferral) if one.number == number), False


def _statement(number: str, deferral: Deferral, cases: dict[str, Case]) -> Statement:
    lines = []
    for gathered in deferral.gathered:
        case = cases.get(gathered.case)
        notice = case.ledger.notice(gathered.notice) if case else None
        if gathered.statement == number and case and notice:
            lines.append(StatementLine(case, notice, case.ledger.state_of(notice), case.ledger.to_pay(notice)))
    due = next(one.due_by for one in deferral.gathered if one.statement == number)
    return Statement(number, due, deferral.currency, tuple(lines))


def _must_be_officer(office: Office) -> None:
    if not office.acting.plays(Role.OFFICER, Role.SUPERVISOR):
        raise IllegalStep(SENTENCES[Bar.NO_OFFICER])
