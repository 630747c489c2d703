"""Bills of cargo: under which numbers goods went on, and where what was landed differs from what was listed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eclear.casefile.tally import Tally
from eclear.casefile.words import Term


@dataclass(frozen=True, slots=True)
class Part:
    """Goods that went on under a cargo control number of their own when a bill was split or merged."""

    number: str
    tally: Tally


class Difference(StrEnum):
    """How what was landed differs from the manifest."""

    SHORTAGE = "shortage"
    EXCESS = "excess"
    UNMANIFESTED = "unmanifested"

    @property
    def term(self) -> Term:
        """What it is called."""
        return _DIFFERENCES[self]


_DIFFERENCES = {
    Difference.SHORTAGE: Term("Shortage", "과부족(부족)"),
    Difference.EXCESS: Term("Excess", "과부족(초과)"),
    Difference.UNMANIFESTED: Term("Unmanifested goods", "적하목록 미등재 화물"),
}


def difference(listed: Tally | None, landed: Tally | None, *, on_manifest: bool) -> Difference | None:
    """Return how the count at unloading differs from the manifest; None where it does not, or nobody has counted.

    Packages are compared exactly; a mass that differs is a finding of the declaration, not a difference of the manifest.
    """
    if landed is None:
        return None
    if not on_manifest:
        return Difference.UNMANIFESTED
    if listed is None or listed.packages == landed.packages:
        return None
    return Difference.SHORTAGE if landed.packages < listed.packages else Difference.EXCESS
