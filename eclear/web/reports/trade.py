"""What the trader and the carrier report about a case: a payment, papers, a cancellation, goods that arrived or left."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.clearance import Submission, cancel, exit_confirmed, pay, report_arrival, supply
from eclear.web.reports.told import CaseReport, Example, Here, Money, Papers, Short, Text


class Paid(CaseReport):
    """The payment on a notice, the one that is due first if none is named. One notice is paid once: sent again, nothing
    happens."""

    kind: Literal["paid"]
    amount: Money | None = None
    notice: Annotated[str, Field(max_length=20)] | None = None
    account: Annotated[str, Field(max_length=40)] | None = None

    example: ClassVar[Example] = {"amount": "225600"}

    def happen(self, here: Here, case: Case) -> Case:
        """Take it in; without an amount, the amount on the notice is paid."""
        return pay(here.office, case.id, self.amount, notice=self.notice, account=self.account, **here.seen)


class DocumentsSupplied(CaseReport):
    """The trader answers what customs asked, or hands in the papers that it asked for."""

    kind: Literal["documents-supplied"]
    text: Text = ""
    documents: Papers

    example: ClassVar[Example] = {"text": "The contract is attached.", "documents": ["Contract 2026-88"]}

    def happen(self, here: Here, case: Case) -> Case:
        """Hand them in."""
        return supply(here.office, case.id, self.text, documents=self.documents, **here.seen)


class CancellationAsked(CaseReport):
    """The trader asks to cancel his declaration. What stands against it is named as for a message (INV)."""

    kind: Literal["cancellation-asked"]
    reason: Annotated[str, Field(max_length=500)] = ""

    example: ClassVar[Example] = {"reason": "The declaration was lodged twice."}

    def happen(self, here: Here, case: Case) -> Submission:
        """Write and send the message."""
        return cancel(here.office, case.id, self.reason, **here.seen)


class Presented(CaseReport):
    """The goods of a pre-lodged declaration have arrived. What stands against it is named as for a message (GPR)."""

    kind: Literal["presented"]

    example: ClassVar[Example] = {}

    def happen(self, here: Here, case: Case) -> Submission:
        """Write and send the message."""
        return report_arrival(here.office, case.id, **here.seen)


class Exited(CaseReport):
    """The goods of an export have left the country."""

    kind: Literal["exited"]
    office: Short | None = None

    example: ClassVar[Example] = {"office": "02010"}

    def happen(self, here: Here, case: Case) -> Case:
        """Confirm the exit."""
        return exit_confirmed(here.office, case.id, office_of_exit=self.office, **here.seen)
