"""What is reported about a trader's monthly account: officers approve or end it, and he pays its statements."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.security import Form
from eclear.clearance.deferring import end_deferral, grant_deferral, pay_statement
from eclear.web.reports.told import Code, Example, Here, Law, Money, Text, Told


class AccountReport(Told):
    """Something that is reported about a monthly account."""

    example: ClassVar[Example]

    @abstractmethod
    def happen(self, here: Here, trader: str) -> None:
        """Do it."""


class DeferralGranted(AccountReport):
    """An officer approves a monthly account: up to which sum, against which security, and why."""

    kind: Literal["deferral-granted"]
    limit: Money
    security: Law
    form: Form
    amount: Money
    reason: Text = ""

    example: ClassVar[Example] = {
        "limit": "5000000",
        "security": "G-26-14",
        "form": "guarantee",
        "amount": "5000000",
        "reason": "Three years without a late payment.",
    }

    def happen(self, here: Here, trader: str) -> None:
        """Approve it."""
        grant_deferral(
            here.office,
            trader,
            self.limit,
            security=self.security,
            form=self.form,
            amount=self.amount,
            why=self.reason,
            room=here.room,
            at=here.at,
        )


class DeferralEnded(AccountReport):
    """An officer ends a monthly account: what was gathered is paid with its statement."""

    kind: Literal["deferral-ended"]
    reason: Text = ""

    example: ClassVar[Example] = {"reason": "The guarantee has ended."}

    def happen(self, here: Here, trader: str) -> None:
        """End it."""
        end_deferral(here.office, trader, why=self.reason, room=here.room, at=here.at)


class StatementPaid(AccountReport):
    """The trader pays all that is left of a monthly statement. Sent again, nothing is paid again."""

    kind: Literal["statement-paid"]
    statement: Annotated[str, Field(max_length=60)]
    account: Code | None = None

    example: ClassVar[Example] = {"statement": "41207-2026-12"}

    def happen(self, here: Here, trader: str) -> None:
        """Pay it."""
        pay_statement(here.office, trader, self.statement, account=self.account, room=here.room, at=here.at)
