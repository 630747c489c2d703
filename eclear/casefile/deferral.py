"""A monthly account (월별납부): a trader pays the notices of a month with one statement, up to a limit, against a security."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.security import Form


@dataclass(frozen=True, slots=True)
class Gathered:
    """A notice that is paid with a statement: of which case, how much it asked for, and by when the statement is paid."""

    statement: str
    case: str
    notice: str
    amount: Decimal
    due_by: date


@dataclass(frozen=True, slots=True)
class Deferral:
    """The monthly account of a trader as it stands: the limit, the security, since when, and every notice gathered so far.

    ``ended`` is when the approval ended, None while it holds.
    """

    trader: str
    limit: Decimal = Decimal(0)
    currency: str = ""
    security: str = ""
    form: Form | None = None
    amount: Decimal = Decimal(0)
    since: datetime | None = None
    ended: datetime | None = None
    gathered: tuple[Gathered, ...] = ()
    version: int = 0

    @property
    def holds(self) -> bool:
        """True while notices are gathered for him."""
        return self.since is not None and self.ended is None

    @property
    def statements(self) -> tuple[str, ...]:
        """The numbers of his statements, the latest first."""
        return tuple(dict.fromkeys(one.statement for one in reversed(self.gathered)))

    def after(self, event: Event) -> Deferral:
        """Return it after one more event; raises IllegalStep for one that cannot be."""
        fact, now = event.fact, replace(self, version=event.sequence)
        match fact:
            case ev.DeferralGranted():
                told = (fact.limit, fact.currency, fact.security, fact.form, fact.amount)
                return Deferral(self.trader, *told, event.at, None, self.gathered, event.sequence)
            case ev.DeferralEnded():
                if not self.holds:
                    raise IllegalStep(f"{self.trader} has no monthly account that could end.")
                return replace(now, ended=event.at)
            case ev.NoticeGathered():
                line = Gathered(fact.statement, fact.case, fact.notice, fact.amount, fact.due_by)
                return replace(now, gathered=(*self.gathered, line))
        raise IllegalStep(f"{event.kind} is nothing that happens to a monthly account.")
