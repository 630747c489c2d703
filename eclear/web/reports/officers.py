"""What officers and supervisors report about a case: decisions, lanes, to whom it is passed on, reminders."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.security import Form
from eclear.clearance import (
    confirm_override,
    decide,
    override,
    payment_failed,
    refer_to_audit,
    refuse_override,
    remind,
    transfer,
)
from eclear.web.reports.told import CaseReport, Code, Example, Here, Law, Money, Text


class DecidedBy(CaseReport):
    """An officer decided. What goes against the trader names the law it rests on."""

    kind: Literal["decided"]
    verb: Literal[
        "accept",
        "pass",
        "request-documents",
        "inspect",
        "hold",
        "dismiss",
        "query",
        "release",
        "challenge",
        "grant",
        "deny",
    ]
    reason: Text | None = None
    security: Annotated[str, Field(max_length=200)] | None = None
    form: Form | None = None
    amount: Money | None = None
    law: Law | None = None

    example: ClassVar[Example] = {"verb": "query", "reason": "How was the price agreed?", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Decide."""
        return decide(
            here.office,
            case.id,
            self.verb,
            reason=self.reason,
            security=self.security,
            form=self.form,
            amount=self.amount,
            law=self.law,
            **here.seen,
        )


class LaneOverridden(CaseReport):
    """An officer changes the lane: a deeper one holds at once, a lighter one waits for a second officer."""

    kind: Literal["lane-overridden"]
    lane: Lane
    reason: Text | None = None

    example: ClassVar[Example] = {"lane": "L3", "reason": "The seller was seen before, under another name.", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Override the lane, or propose a lighter one."""
        return override(here.office, case.id, self.lane, self.reason, **here.seen)


class OverrideConfirmed(CaseReport):
    """A second officer or a supervisor confirms the lighter lane that was proposed."""

    kind: Literal["override-confirmed"]

    example: ClassVar[Example] = {"version": 11}

    def happen(self, here: Here, case: Case) -> Case:
        """Confirm it."""
        return confirm_override(here.office, case.id, **here.seen)


class OverrideRefused(CaseReport):
    """A second officer or a supervisor refuses the lighter lane that was proposed."""

    kind: Literal["override-refused"]
    reason: Text | None = None

    example: ClassVar[Example] = {"reason": "The route alone is reason enough to look.", "version": 11}

    def happen(self, here: Here, case: Case) -> Case:
        """Refuse it."""
        return refuse_override(here.office, case.id, self.reason, **here.seen)


class Transferred(CaseReport):
    """A case is passed on: by a supervisor to another officer, by its officer to the pool."""

    kind: Literal["transferred"]
    to: Annotated[Code, Field(description="Id of the other officer; empty for the pool")] = ""
    reason: Text | None = None

    example: ClassVar[Example] = {"to": "seat-04", "reason": "She knows these goods.", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Pass it on."""
        return transfer(here.office, case.id, self.to, self.reason, **here.seen)


class ReferredToAudit(CaseReport):
    """An officer refers a declaration to an audit after release, whatever its lane."""

    kind: Literal["referred-to-audit"]
    reason: Text | None = None

    example: ClassVar[Example] = {"reason": "Royalties may have been left out of the value.", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Refer it."""
        return refer_to_audit(here.office, case.id, self.reason, **here.seen)


class PaymentFailed(CaseReport):
    """The account to be charged does not hold enough."""

    kind: Literal["payment-failed"]
    account: Annotated[str, Field(max_length=35)] | None = None

    example: ClassVar[Example] = {"account": "110-22"}

    def happen(self, here: Here, case: Case) -> Case:
        """Take in the bank's word."""
        return payment_failed(here.office, case.id, account=self.account, **here.seen)


class Reminded(CaseReport):
    """The trader is reminded of what is outstanding: a payment, or the exit of an export."""

    kind: Literal["reminded"]

    example: ClassVar[Example] = {}

    def happen(self, here: Here, case: Case) -> Case:
        """Remind him."""
        return remind(here.office, case.id, **here.seen)
