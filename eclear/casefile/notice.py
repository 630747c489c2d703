"""Words of money: kinds of notices, how a payment stands, how the teaching bank behaves, ways of correcting, stages of appeal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from eclear.casefile.words import Term


class NoticeKind(StrEnum):
    """What a notice asks money for."""

    DUTY = "duty"
    DIFFERENCE = "difference"
    INTEREST = "interest"
    ADDITION = "addition"

    @property
    def term(self) -> Term:
        """The name of the kind."""
        return _KINDS[self]

    @property
    def is_charge(self) -> bool:
        """True for what comes on top of duty and tax, and is an account of its own."""
        return self in (NoticeKind.INTEREST, NoticeKind.ADDITION)


_KINDS = {
    NoticeKind.DUTY: Term("Duty and tax", "관세 등"),
    NoticeKind.DIFFERENCE: Term("Difference of duty and tax", "추징세액"),
    NoticeKind.INTEREST: Term("Interest", "이자"),
    NoticeKind.ADDITION: Term("Addition", "가산세"),
}


class NoticeState(StrEnum):
    """How a notice stands."""

    OPEN = "open"
    ORDERED = "ordered"
    UNANSWERED = "unanswered"
    OVERDUE = "overdue"
    PAID = "paid"
    VOID = "void"

    @property
    def term(self) -> Term:
        """The name of the state."""
        return _NOTICE_STATES[self]


_NOTICE_STATES = {
    NoticeState.OPEN: Term("To be paid", "미납"),
    NoticeState.ORDERED: Term("Payment ordered", "납부 지시"),
    NoticeState.UNANSWERED: Term("Bank has not answered", "은행 미응답"),
    NoticeState.OVERDUE: Term("Overdue", "체납"),
    NoticeState.PAID: Term("Paid", "납부"),
    NoticeState.VOID: Term("Void", "효력 상실"),
}


class PaymentState(StrEnum):
    """How an order to the bank stands."""

    ORDERED = "ordered"
    UNANSWERED = "unanswered"
    SETTLED = "settled"
    REFUSED = "refused"
    REVERSED = "reversed"

    @property
    def runs(self) -> bool:
        """True while the bank has not answered."""
        return self in (PaymentState.ORDERED, PaymentState.UNANSWERED)


class RefundState(StrEnum):
    """How a refund stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    PAID = "paid"

    @property
    def term(self) -> Term:
        """The name of the state."""
        return _REFUND_STATES[self]


_REFUND_STATES = {
    RefundState.PROPOSED: Term("Proposed", "환급 제안"),
    RefundState.CONFIRMED: Term("Confirmed, bank pays out", "환급 결정"),
    RefundState.REFUSED: Term("Not confirmed", "환급 불승인"),
    RefundState.PAID: Term("Paid out", "환급"),
}


class Mood(StrEnum):
    """How the teaching bank answers orders."""

    PROMPT = "prompt"
    SLOW = "slow"
    REFUSES = "refuses"
    SILENT = "silent"

    @property
    def term(self) -> Term:
        """The name of the mood."""
        return _MOODS[self]


_MOODS = {
    Mood.PROMPT: Term("Answers at once", "즉시 처리"),
    Mood.SLOW: Term("Answers later", "지연 처리"),
    Mood.REFUSES: Term("Refuses payments", "지급 거절"),
    Mood.SILENT: Term("Silent until after the time-out", "응답 없음(시간 초과)"),
}


class How(StrEnum):
    """How a declaration is corrected after its acceptance."""

    SELF_CORRECTION = "self-correction"
    AMENDED_RETURN = "amended-return"
    CLAIM = "claim"
    REASSESSMENT = "reassessment"
    UNDONE = "undone"

    @property
    def term(self) -> Term:
        """The name of the way."""
        return _WAYS[self]

    @property
    def adverse(self) -> bool:
        """True if customs decides it against the trader, who may then appeal."""
        return self is How.REASSESSMENT


_WAYS = {
    How.SELF_CORRECTION: Term("Self-correction", "보정"),
    How.AMENDED_RETURN: Term("Amended return", "수정신고"),
    How.CLAIM: Term("Claim for less, granted", "경정청구 인용"),
    How.REASSESSMENT: Term("Reassessment", "경정"),
    How.UNDONE: Term("Undone on appeal", "불복 인용"),
}


class Stage(StrEnum):
    """The stages of an appeal, in their order."""

    REVIEW = "review"
    OBJECTION = "objection"
    DECISION = "decision"

    @property
    def term(self) -> Term:
        """The name of the stage."""
        return _STAGES[self]


_STAGES = {
    Stage.REVIEW: Term("Review before assessment", "과세전적부심사"),
    Stage.OBJECTION: Term("Objection", "이의신청"),
    Stage.DECISION: Term("Appeal for a decision", "심판청구"),
}


class Against(StrEnum):
    """What an appeal goes against."""

    ANNOUNCEMENT = "announcement"
    REASSESSMENT = "reassessment"
    ADDITION = "addition"

    @property
    def term(self) -> Term:
        """The name of it."""
        return _AGAINST[self]


_AGAINST = {
    Against.ANNOUNCEMENT: Term("Announced reassessment", "과세전통지"),
    Against.REASSESSMENT: Term("Reassessment", "경정"),
    Against.ADDITION: Term("Addition", "가산세"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """What an order at the bank pays of one notice; of a pay-out, ``notice`` is the number of the refund."""

    case: str
    notice: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """What an exporter claims back of one imported item: how much of it went into the export, and the duty on that much.

    ``duty`` is the duty paid on the whole item, ``imported`` its quantity, in ``unit``.
    """

    case: str
    number: str
    item: int
    quantity: Decimal
    unit: str
    imported: Decimal
    duty: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Drawback:
    """A claim for drawback (환급 신청): its parts, and how it was answered; ``granted`` is None while it waits."""

    parts: tuple[DrawnPart, ...]
    amount: Decimal
    granted: bool | None = None
    answer: str = ""
    law: str = ""
