"""What an examination found (검사결과): the result by which goods are let go or not, and from which a risk model learns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eclear.casefile.words import Term


class Depth(StrEnum):
    """How deep an examination went."""

    DOCUMENTS = "documents"
    SCAN = "x-ray"
    PARTIAL = "partial"
    FULL = "full"
    AUDIT = "audit"

    @property
    def term(self) -> Term:
        """What it is called."""
        return DEPTHS[self]


class Irregularity(StrEnum):
    """What an examination can find to be wrong, meant or not."""

    UNDERVALUATION = "undervaluation"
    MISCLASSIFICATION = "misclassification"
    FALSE_ORIGIN = "false origin"
    WRONG_MASS = "wrong mass"
    SPLIT_SHIPMENT = "split shipment"
    MISSING_PERMIT = "missing permit"
    PROHIBITED_GOODS = "prohibited goods"
    COUNTERFEIT = "counterfeit"
    UNDECLARED_GOODS = "undeclared goods"

    @property
    def term(self) -> Term:
        """What it is called."""
        return IRREGULARITIES[self]

    @property
    def critical(self) -> bool:
        """True for what endangers the public, whatever duty is at stake: it has its own model, quota and line."""
        return self in CRITICAL


CRITICAL = frozenset({Irregularity.PROHIBITED_GOODS, Irregularity.COUNTERFEIT, Irregularity.UNDECLARED_GOODS})

DEPTHS = {
    Depth.DOCUMENTS: Term("Documents", "서류심사"),
    Depth.SCAN: Term("X-ray", "X-ray 검사"),
    Depth.PARTIAL: Term("Partial examination", "발췌검사"),
    Depth.FULL: Term("Full examination", "전량검사"),
    Depth.AUDIT: Term("Audit after release", "사후심사"),
}

IRREGULARITIES = {
    Irregularity.UNDERVALUATION: Term("Undervaluation", "저가신고"),
    Irregularity.MISCLASSIFICATION: Term("Misclassification", "품목분류 오류"),
    Irregularity.FALSE_ORIGIN: Term("False origin", "원산지 허위"),
    Irregularity.WRONG_MASS: Term("Wrong mass", "중량 상이"),
    Irregularity.SPLIT_SHIPMENT: Term("Split shipment", "분할 신고"),
    Irregularity.MISSING_PERMIT: Term("Missing permit", "요건 미구비"),
    Irregularity.PROHIBITED_GOODS: Term("Prohibited goods", "수입금지품"),
    Irregularity.COUNTERFEIT: Term("Counterfeit goods", "지식재산권 침해"),
    Irregularity.UNDECLARED_GOODS: Term("Undeclared goods", "미신고 물품"),
}


@dataclass(frozen=True, slots=True)
class Examination:
    """A report: how deep it went, what was found (nothing, if all was as declared), and the officer's remark.

    Goods that nobody examined have no report: that is not the same as a report that found nothing.
    """

    depth: Depth
    found: tuple[Irregularity, ...] = ()
    remark: str | None = None

    @property
    def result(self) -> str:
        """The result in a word: conform (이상 없음), irregular (이상) or critical (위해)."""
        if any(each.critical for each in self.found):
            return "critical"
        return "irregular" if self.found else "conform"
