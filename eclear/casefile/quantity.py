"""Amounts of money and measures, always exact: a Decimal with its currency or its unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money: an exact decimal and the ISO 4217 letters of its currency, if they were given."""

    value: Decimal
    currency: str | None = None

    def __str__(self) -> str:
        return f"{self.currency or '?'} {self.value:,f}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A mass or a quantity: an exact decimal and its UN Rec. 20 unit; a mass without a unit is in kilograms (KGM)."""

    value: Decimal
    unit: str | None = None

    def __str__(self) -> str:
        return f"{self.value:f} {self.unit or 'KGM'}"
