"""Permits (요건): which other agencies must agree, what decides whether they must, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from eclear.casefile.words import Term


class Answer(StrEnum):
    """What an agency can answer."""

    APPROVED = "approved"
    REFUSED = "refused"
    WAIVED = "waived"


class NeedState(StrEnum):
    """Whether a permit is needed: the commodity code makes a candidate, which is then required or exempt."""

    CANDIDATE = "candidate"
    REQUIRED = "required"
    EXEMPT = "exempt"

    @property
    def term(self) -> Term:
        """The name of the state."""
        return _STATES[self]


_STATES = {
    NeedState.CANDIDATE: Term("May need a permit", "요건 대상 여부 미정"),
    NeedState.REQUIRED: Term("Required", "요건 대상"),
    NeedState.EXEMPT: Term("Exempt", "요건 비대상·면제"),
}


class ApprovalState(StrEnum):
    """What checking the number of an approval against the register led to."""

    VALID = "valid"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    OTHER_HOLDER = "other-holder"
    OTHER_GOODS = "other-goods"
    UNCOUNTED = "uncounted"
    USED_UP = "used-up"

    @property
    def term(self) -> Term:
        """The name of the result."""
        return _RESULTS[self]


_RESULTS = {
    ApprovalState.VALID: Term("valid", "유효"),
    ApprovalState.UNKNOWN: Term("not in the register", "등록되지 않은 번호"),
    ApprovalState.EXPIRED: Term("not valid on this day", "유효기간 아님"),
    ApprovalState.OTHER_HOLDER: Term("given to another holder", "승인받은 자 불일치"),
    ApprovalState.OTHER_GOODS: Term("for other goods", "승인 품목 불일치"),
    ApprovalState.UNCOUNTED: Term("no quantity in its unit", "승인 단위의 수량 없음"),
    ApprovalState.USED_UP: Term("used up", "승인 수량 초과"),
}


@dataclass(frozen=True, slots=True)
class ApprovalCheck:
    """The number of an approval and what checking it led to; ``taken`` is what the goods take of it, in its unit.

    ``left`` is what was left of it for them; None for an approval of any amount.
    """

    number: str
    state: ApprovalState
    taken: Decimal | None = None
    left: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question of an agency: the id of the question and what was said."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One item that an agency may have to agree to: its state, and what has decided it.

    ``exemption`` is the reason code of what needs no permit, ``why`` says in words what decided, "" while nothing has.
    """

    item: int
    hs: str
    state: NeedState = NeedState.CANDIDATE
    answers: tuple[Given, ...] = ()
    exemption: str | None = None
    approval: ApprovalCheck | None = None
    why: str = ""

    @property
    def is_settled(self) -> bool:
        """True if the agency need not be asked about this item: it is exempt, or its approval is valid."""
        return self.state is NeedState.EXEMPT or (self.approval is not None and self.approval.state is ApprovalState.VALID)


@dataclass(frozen=True, slots=True)
class PermitNeed:
    """One agency that must agree: for which items, under which law, with which document, and why.

    ``lines`` tell item by item what the declaration and the questionnaire say; events of the first edition have none.
    """

    agency: str
    name: Term
    law: str
    document: Term
    items: tuple[int, ...]
    why: str
    lines: tuple[NeedLine, ...] = ()

    @property
    def state(self) -> NeedState:
        """Candidate while one item is undecided, required if one item needs the permit, exempt if none does."""
        states = {line.state for line in self.lines} or {NeedState.CANDIDATE}
        return next(state for state in NeedState if state in states)

    @property
    def answer(self) -> Answer | None:
        """What is agreed without asking the agency: by exemption, or by an approval that is valid; None if it must be asked."""
        if not self.lines or not all(line.is_settled for line in self.lines):
            return None
        return Answer.WAIVED if self.state is NeedState.EXEMPT else Answer.APPROVED

    @property
    def taken(self) -> dict[str, Decimal]:
        """How much the goods take of which approvals, by number."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            if line.approval and line.approval.state is ApprovalState.VALID and line.approval.taken is not None:
                found[line.approval.number] = found.get(line.approval.number, Decimal(0)) + line.approval.taken
        return found
