"""Consignments picked from the manifest (화물선별) before anybody has declared them: what is ordered, and what made it so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from eclear.casefile.decision import Cause
from eclear.casefile.words import Term


class ControlMeasure(StrEnum):
    """What is done to a consignment that was picked, the mildest first."""

    SCAN = "scan"
    EXAMINE = "examine"
    HOLD = "hold"

    @property
    def term(self) -> Term:
        """What it is called."""
        return MEASURES[self]

    @property
    def weight(self) -> int:
        """How much it demands: 0 a scan, 1 an examination, 2 a hold."""
        return tuple(ControlMeasure).index(self)


MEASURES = {
    ControlMeasure.SCAN: Term("Scan (X-ray)", "X-ray 검색"),
    ControlMeasure.EXAMINE: Term("Examination at unloading", "하선·하기 시 검사"),
    ControlMeasure.HOLD: Term("Hold", "반출 보류"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """A measure with everything that made it: the cause, the manifest rule, the draw in [0, 1), and the sentence for officers.

    ``cause`` is RULE for a rule of the manifest and RANDOM for the draw. Traders never see any of it.
    """

    measure: ControlMeasure
    cause: Cause
    rule: str | None
    dice: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan showed: the mass in kilograms if it was weighed, whether nothing speaks against the manifest, a remark."""

    clear: bool
    weighed_kg: Decimal | None = None
    remark: str | None = None
