"""What is reported about the money of a case: corrections after acceptance, appeals, refunds, drawback, payments taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.casefile.notice import Against
from eclear.clearance.appealing import appeal, decide_appeal
from eclear.clearance.correcting import (
    amend_return,
    announce_reassessment,
    claim_less,
    decide_addition,
    reassess,
    self_correct,
    waive_review,
)
from eclear.clearance.correction_message import NewFigure
from eclear.clearance.drawing_back import Used, claim_drawback, decide_drawback
from eclear.clearance.paying import reverse_payment
from eclear.clearance.refunding import confirm_refund, propose_refund, refuse_refund
from eclear.web.reports.told import CaseReport, Example, Here, ItemNumber, Law, Money, Text, Told

Ordinal = Annotated[int, Field(ge=1, le=999)]


class Figure(Told):
    """One figure put right: of which item (0 for the whole declaration), which, and what it should be."""

    item: Annotated[int, Field(ge=0, le=999)] = 0
    what: Literal["price", "quantity", "hs", "origin", "freight"]
    figure: Annotated[str, Field(max_length=40)]


Figures = Annotated[list[Figure], Field(max_length=40)]


class Corrected(CaseReport):
    """The trader corrects an accepted declaration: in time, later by an amended return, or by a claim that he owes less."""

    kind: Literal["corrected"]
    how: Literal["self-correction", "amended-return", "claim"]
    figures: Figures
    reason: Text = ""

    example: ClassVar[Example] = {
        "how": "self-correction",
        "figures": [{"item": 1, "what": "price", "figure": "2500.00"}],
        "reason": "The second invoice was left out.",
    }

    def happen(self, here: Here, case: Case) -> Case:
        """Correct it, or claim it."""
        done = {"self-correction": self_correct, "amended-return": amend_return, "claim": claim_less}[self.how]
        return done(here.office, case.id, _figures(self.figures), why=self.reason, **here.seen)


class ReassessmentAnnounced(CaseReport):
    """An officer announces what he is about to reassess, with facts and law."""

    kind: Literal["reassessment-announced"]
    figures: Figures
    grounds: Text = ""
    law: Law | None = None

    example: ClassVar[Example] = {
        "figures": [{"item": 1, "what": "price", "figure": "4500.00"}],
        "grounds": "The books show a second payment.",
        "law": "Customs Act, article 38-3",
    }

    def happen(self, here: Here, case: Case) -> Case:
        """Announce it."""
        return announce_reassessment(
            here.office, case.id, _figures(self.figures), grounds=self.grounds, law=self.law, **here.seen
        )


class ReviewWaived(CaseReport):
    """The trader asks for no review of what was announced, so that customs may decide at once."""

    kind: Literal["review-waived"]

    example: ClassVar[Example] = {}

    def happen(self, here: Here, case: Case) -> Case:
        """Waive it."""
        return waive_review(here.office, case.id, **here.seen)


class ReassessmentMade(CaseReport):
    """An officer makes the reassessment that was announced."""

    kind: Literal["reassessment-made"]

    example: ClassVar[Example] = {}

    def happen(self, here: Here, case: Case) -> Case:
        """Make it."""
        return reassess(here.office, case.id, **here.seen)


class AdditionDecided(CaseReport):
    """An officer decides whether an addition is imposed for what a reassessment collected."""

    kind: Literal["addition-decided"]
    correction: Ordinal
    impose: bool
    grounds: Text = ""
    law: Law | None = None

    example: ClassVar[Example] = {"correction": 1, "impose": False, "grounds": "An honest error, shown at once."}

    def happen(self, here: Here, case: Case) -> Case:
        """Decide it."""
        return decide_addition(
            here.office,
            case.id,
            self.correction,
            impose=self.impose,
            grounds=self.grounds,
            law=self.law,
            **here.seen,
        )


class Appealed(CaseReport):
    """The trader appeals against an announcement, a reassessment or an addition."""

    kind: Literal["appealed"]
    against: Against
    correction: Ordinal
    grounds: Text = ""

    example: ClassVar[Example] = {"against": "reassessment", "correction": 1, "grounds": "The payment was for other goods."}

    def happen(self, here: Here, case: Case) -> Case:
        """Appeal."""
        return appeal(here.office, case.id, self.against, self.correction, grounds=self.grounds, **here.seen)


class AppealDecided(CaseReport):
    """Another officer than the one who decided answers an appeal: it wins, or the decision stands."""

    kind: Literal["appeal-decided"]
    appeal: Ordinal
    won: bool
    grounds: Text = ""
    law: Law | None = None

    example: ClassVar[Example] = {"appeal": 1, "won": True, "grounds": "The contract shows other goods."}

    def happen(self, here: Here, case: Case) -> Case:
        """Decide it."""
        return decide_appeal(here.office, case.id, self.appeal, won=self.won, grounds=self.grounds, law=self.law, **here.seen)


class RefundProposed(CaseReport):
    """An officer proposes to pay back what was paid too much, all of it if no amount is named."""

    kind: Literal["refund-proposed"]
    amount: Money | None = None
    reason: Text = ""

    example: ClassVar[Example] = {"amount": "56000", "reason": "The claim was granted."}

    def happen(self, here: Here, case: Case) -> Case:
        """Propose it."""
        return propose_refund(here.office, case.id, self.amount, reason=self.reason, **here.seen)


class RefundConfirmed(CaseReport):
    """A second officer or a supervisor confirms a refund, so that the bank pays it out."""

    kind: Literal["refund-confirmed"]
    refund: Ordinal

    example: ClassVar[Example] = {"refund": 1}

    def happen(self, here: Here, case: Case) -> Case:
        """Confirm it."""
        return confirm_refund(here.office, case.id, self.refund, **here.seen)


class RefundRefused(CaseReport):
    """A second officer or a supervisor refuses a refund, with the reason."""

    kind: Literal["refund-refused"]
    refund: Ordinal
    reason: Text = ""

    example: ClassVar[Example] = {"refund": 1, "reason": "Propose it with the contract."}

    def happen(self, here: Here, case: Case) -> Case:
        """Refuse it."""
        return refuse_refund(here.office, case.id, self.refund, self.reason, **here.seen)


class UsedImport(Told):
    """What of an import went into an export: the number of its declaration, the item, and how much of it."""

    number: Annotated[str, Field(max_length=40)]
    item: ItemNumber = 1
    quantity: Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]


class DrawbackClaimed(CaseReport):
    """The exporter claims back duty on imported goods that went into his export."""

    kind: Literal["drawback-claimed"]
    used: Annotated[list[UsedImport], Field(max_length=40)]

    example: ClassVar[Example] = {"used": [{"number": "4120726000001M", "item": 1, "quantity": "400"}]}

    def happen(self, here: Here, case: Case) -> Case:
        """Claim it."""
        used = [Used(one.number, one.item, one.quantity) for one in self.used]
        return claim_drawback(here.office, case.id, used, **here.seen)


class DrawbackDecided(CaseReport):
    """An officer grants a claim for drawback, or refuses it with facts and law."""

    kind: Literal["drawback-decided"]
    granted: bool
    reason: Text = ""
    law: Law | None = None

    example: ClassVar[Example] = {"granted": True}

    def happen(self, here: Here, case: Case) -> Case:
        """Decide it."""
        return decide_drawback(here.office, case.id, granted=self.granted, reason=self.reason, law=self.law, **here.seen)


class PaymentReversed(CaseReport):
    """The bank has taken a payment back: what it paid is owed again."""

    kind: Literal["payment-reversed"]
    order: Annotated[str, Field(max_length=40)]
    reason: Text = ""

    example: ClassVar[Example] = {"order": "B26-000001", "reason": "The account was not covered."}

    def happen(self, here: Here, case: Case) -> Case:
        """Take it in."""
        return reverse_payment(here.office, case.id, self.order, self.reason, **here.seen)


def _figures(figures: list[Figure]) -> tuple[NewFigure, ...]:
    return tuple(NewFigure(one.item, one.what, one.figure) for one in figures)
