"""A rate of duty or tax: ad valorem (percent), specific (money for a unit), or compound (both, added up or compared)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from eclear.reference.rows import Row

HIGHEST = 10_000
"""Percent above which a rate is a slip of the pen."""


class Rule(StrEnum):
    """What the two parts of a compound rate make together."""

    SUM = "sum"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: ``percent`` of a base, ``per`` money of the country for one ``unit``, or both joined by ``rule``.

    ``ratio`` is percent / 100 as two whole numbers.
    """

    percent: Decimal | None
    per: Decimal | None = None
    unit: str = ""
    rule: Rule = Rule.SUM
    ratio: tuple[int, int] = (0, 1)

    @property
    def is_ad_valorem(self) -> bool:
        """True if the rate is percent alone."""
        return self.per is None

    def __str__(self) -> str:
        """Write the rate as people do: ``8 %``, ``885.7 per LTR``, ``8 % or 885.7 per LTR, the higher``."""
        parts = []
        if self.percent is not None:
            parts.append(f"{self.percent:f} %")
        if self.per is not None:
            parts.append(f"{self.per:,f} per {self.unit}")
        return " + ".join(parts) if self.rule is Rule.SUM else f"{' or '.join(parts)}, the {self.rule}"


def read_rate(row: Row) -> Rate:
    """Read a rate from the cells rate, per, unit and rule; raises ReferenceFault for one that is none, or below 0."""
    percent = row.number("rate") if row.cells.get("rate") not in (None, "") else None
    per = row.number("per") if row.cells.get("per") not in (None, "") else None
    unit = row.text("unit", "")
    if percent is None and per is None:
        if "per" in row.cells:
            raise row.fault("the row has no rate. Write percent under rate, or money under per with its unit.", "rate")
        row.number("rate")
    for name, value in (("rate", percent), ("per", per)):
        if value is not None and value < 0:
            raise row.fault(f"{name} {value} is below 0. Write percent of the base, or money for one unit.", name)
    if percent is not None and percent > HIGHEST:
        raise row.fault(f"rate {percent} is above {HIGHEST} percent. Correct it.", "rate")
    if (per is None) != (not unit):
        raise row.fault("per and unit go together. Write money under per and the unit it is for, such as LTR.", "unit")
    rule = Rule(row.choice("rule", tuple(Rule))) if row.cells.get("rule") else Rule.SUM
    ratio = (percent / 100).as_integer_ratio() if percent is not None else (0, 1)
    return Rate(percent, per, unit, rule, ratio)
