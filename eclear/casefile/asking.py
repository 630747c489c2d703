"""What a case asks of its trader now: nobody else can do it, and until he does it, something stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eclear.casefile.bill import Difference
from eclear.casefile.case import Case
from eclear.casefile.doubt import Side
from eclear.casefile.permit import NeedState
from eclear.casefile.words import Term


class Kind(StrEnum):
    """What can be asked of a trader."""

    DOUBT = "doubt"
    QUESTION = "question"
    DOCUMENTS = "documents"
    PAYMENT = "payment"
    AGENCY = "agency"
    PERMIT = "permit"
    CORRECTION = "correction"
    LANDED = "landed"

    @property
    def term(self) -> Term:
        """What he is asked to do."""
        return _KINDS[self]


_KINDS = {
    Kind.DOUBT: Term("Answer a doubt", "소명"),
    Kind.QUESTION: Term("Answer customs", "질의 답변"),
    Kind.DOCUMENTS: Term("Hand in papers", "보완제출"),
    Kind.PAYMENT: Term("Pay", "납부"),
    Kind.AGENCY: Term("Answer an agency", "요건기관 답변"),
    Kind.PERMIT: Term("Say what the goods are", "요건 질의 답변"),
    Kind.LANDED: Term("Amend to what was landed", "과부족 정정"),
    Kind.CORRECTION: Term("Correct and lodge again", "정정 후 재신고"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked of a trader, and the last day for it; None where no day is set."""

    kind: Kind
    by: date | None = None


def asked_of_trader(case: Case) -> tuple[Ask, ...]:
    """Return what a case asks of its trader now, in the order of the kinds, each kind once with its earliest day."""
    found: dict[Kind, Ask] = {}
    for ask in _asks(case):
        before = found.get(ask.kind)
        if before is None or (ask.by or date.max) < (before.by or date.max):
            found[ask.kind] = ask
    return tuple(found[kind] for kind in Kind if kind in found)


def _asks(case: Case) -> Iterator[Ask]:
    if case.status == "D1":
        yield Ask(Kind.CORRECTION)
    if case.ledger.payable:
        yield Ask(Kind.PAYMENT, case.ledger.payable[0].due_by)
    if not case.is_open:
        return
    if case.difference in (Difference.SHORTAGE, Difference.EXCESS) and case.differs:
        yield Ask(Kind.LANDED)
    for doubt in case.open_doubts:
        if doubt.asked is Side.DECLARANT and not doubt.answered:
            yield Ask(Kind.DOUBT, doubt.answer_by)
    if case.status == "D5":
        yield Ask(Kind.DOCUMENTS)
    elif case.asked:
        yield Ask(Kind.QUESTION)
    if any(one.with_trader for one in case.silent):
        yield Ask(Kind.AGENCY)
    if any(line.state is NeedState.CANDIDATE for need in case.needs if case.answer_of(need) is None for line in need.lines):
        yield Ask(Kind.PERMIT)
