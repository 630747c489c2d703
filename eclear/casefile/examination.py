"""What an examination found (검사결과): the result by which goods are let go or not, and from which a risk model learns.

It begins with an order (검사지시) that names depth, items and place. The report tells what was counted against what was
declared, the seals, the samples with what a laboratory is asked, and who was there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from eclear.casefile.quantity import Measure
from eclear.casefile.words import Term


class Depth(StrEnum):
    """How deep an examination went."""

    DOCUMENTS = "documents"
    SCAN = "x-ray"
    SAMPLE = "sample"
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
    Depth.SAMPLE: Term("Sampling", "견본채취 검사"),
    Depth.PARTIAL: Term("Partial examination", "발췌검사"),
    Depth.FULL: Term("Full examination", "전량검사"),
    Depth.AUDIT: Term("Audit after release", "사후심사"),
}

OF_GOODS = (Depth.SCAN, Depth.SAMPLE, Depth.PARTIAL, Depth.FULL)
"""The depths that need the goods themselves: an order names one of them."""

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
class Order:
    """An order to inspect (검사지시): how deep, which items (none named: all), and where; "" for where the goods lie."""

    depth: Depth
    items: tuple[int, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it was given: why, when and by whom, and which agencies take part, so that goods are opened once."""

    order: Order
    reason: str
    agencies: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one item beside what was declared of it: a quantity in its unit, and packages; None for not counted."""

    item: int
    counted: Measure | None = None
    packages: int | None = None
    declared: Measure | None = None
    declared_packages: int | None = None

    @property
    def agrees(self) -> bool:
        """True if whatever was counted is as it was declared."""
        quantity = self.counted is None or self.declared is None or self.counted.value == self.declared.value
        return quantity and (self.packages is None or self.packages == self.declared_packages)


class SealState(StrEnum):
    """How a seal (봉인) was found."""

    INTACT = "intact"
    BROKEN = "broken"
    MISSING = "missing"
    OTHER = "other"

    @property
    def term(self) -> Term:
        """What it is called."""
        return SEAL_STATES[self]


SEAL_STATES = {
    SealState.INTACT: Term("Intact", "이상 없음"),
    SealState.BROKEN: Term("Broken", "훼손"),
    SealState.MISSING: Term("Missing", "없음"),
    SealState.OTHER: Term("Another seal", "다른 봉인"),
}


@dataclass(frozen=True, slots=True)
class SealSeen:
    """One seal as it was found: the number that it bears, or that it should bear, and its state."""

    number: str
    state: SealState


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample (견본) taken: of which item, to which laboratory, what it is asked, and by when it answers.

    ``number`` counts the samples of a case, from 1 on; the office gives it.
    """

    item: int
    laboratory: str
    question: str
    due: date
    number: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """What became of a sample: the laboratory's finding in words and when it came; None while it is at work."""

    sample: Sample
    finding: str | None = None
    at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True while the laboratory has not answered."""
        return self.at is None


class Attending(StrEnum):
    """Who can be there when goods are examined."""

    DECLARANT = "declarant"
    SHED = "shed"
    AGENCY = "agency"

    @property
    def term(self) -> Term:
        """What they are called."""
        return ATTENDING[self]


ATTENDING = {
    Attending.DECLARANT: Term("Declarant", "신고인"),
    Attending.SHED: Term("Shed", "보세구역"),
    Attending.AGENCY: Term("Agency", "요건기관"),
}


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody who was there: as what, and of which agency."""

    part: Attending
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """A report: how deep it went, what was found (nothing, if all was as declared), and the officer's remark.

    Goods that nobody examined have no report: that is not the same as a report that found nothing. What was ``counted``,
    the ``seals``, the ``samples`` and who ``attended`` are told where the goods themselves were looked at.
    """

    depth: Depth
    found: tuple[Irregularity, ...] = ()
    remark: str | None = None
    counted: tuple[Counted, ...] = ()
    seals: tuple[SealSeen, ...] = ()
    samples: tuple[Sample, ...] = ()
    attended: tuple[Attendant, ...] = ()

    @property
    def result(self) -> str:
        """The result in a word: conform (이상 없음), irregular (이상) or critical (위해)."""
        if any(each.critical for each in self.found):
            return "critical"
        return "irregular" if self.found else "conform"
