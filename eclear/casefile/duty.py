"""What is owed, with the working: every line carries its base, rate, formula and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemValue:
    """The customs value of one item (과세가격) in whole units of the country's currency, and how it came about."""

    item: int
    value: Decimal
    formula: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty or tax on one item.

    ``type`` is the WCO or national tax code (CUD customs duty, VAT), ``base`` the amount it is taken from, ``rate`` in
    percent, ``basis`` why this rate (tariff basis code such as A or C), ``mark`` how sure the rate is (real, secondary,
    SYNTHETIC). ``amount`` is what is to be paid; ``suspended`` what was assessed besides and is not paid while the goods
    are under a procedure such as inward processing.
    """

    item: int
    type: str
    base: Decimal
    rate: Decimal
    amount: Decimal
    currency: str
    basis: str
    formula: str
    source: str
    mark: str
    suspended: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The customs rate of a currency in force: units of national currency for one unit, and its week."""

    currency: str
    rate: Decimal
    valid_from: date
    valid_to: date
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a declaration owes: the customs values, the duty lines, the exchange rates used, and the total due."""

    currency: str
    values: tuple[ItemValue, ...]
    lines: tuple[DutyLine, ...]
    exchanges: tuple[Exchange, ...]
    total_due: Decimal

    @property
    def customs_value(self) -> Decimal:
        """The customs value of the whole declaration."""
        return sum((v.value for v in self.values), Decimal(0))
