"""Gather (월별납부 합산): a notice that is paid after the acceptance goes to the statement of its month, if there is one."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.deferral import Deferral
from eclear.reference import Country
from eclear.storage import Records


def stream_of(trader: str) -> str:
    """Return the stream of a trader's monthly account."""
    return f"deferral/{trader}"


def deferral_of(records: Records, trader: str) -> Deferral:
    """Return the monthly account of a trader; one that was never approved holds nothing."""
    deferral = Deferral(trader)
    for event in records.events(stream_of(trader)):
        deferral = deferral.after(event)
    return deferral


def gathered(records: Records, case: Case, notice: ev.TaxNotified, day: date, country: Country, now: datetime) -> ev.TaxNotified:
    """Return a notice as it goes out: with the statement that it is paid with, if its trader has a monthly account with room.

    It is due on the last day of the month in which it would be due alone. Above the limit it stays on its own.
    """
    if case.lodged.pays_first or notice.due_by is None or country.money.gathers(day) is None:
        return notice
    deferral = deferral_of(records, case.lodged.trader)
    if not deferral.holds or deferral.currency != notice.currency:
        return notice
    if unpaid(records, deferral) + notice.amount > deferral.limit:
        return notice
    due = notice.due_by.replace(day=monthrange(notice.due_by.year, notice.due_by.month)[1])
    statement = f"{case.lodged.trader}-{due:%Y-%m}"
    fact = ev.NoticeGathered(statement, case.id, notice.notice, notice.amount, due)
    records.note(records.event(stream_of(case.lodged.trader), deferral.version + 1, now, "eclear", fact))
    return replace(notice, due_by=due, gathered=statement)


def unpaid(records: Records, deferral: Deferral) -> Decimal:
    """Return what of the notices gathered so far is not paid: that much of the limit is used."""
    cases = records.cases({line.case for line in deferral.gathered}) if deferral.gathered else {}
    total = Decimal(0)
    for line in deferral.gathered:
        ledger = cases[line.case].ledger if line.case in cases else None
        notice = ledger.notice(line.notice) if ledger else None
        if ledger and notice:
            total += ledger.to_pay(notice)
    return total
