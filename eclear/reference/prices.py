"""Price references: what goods usually cost. They may raise a question about a price; none of them is ever a value.

All of them are invented for training. WCO guidelines on valuation databases: a difference alone proves nothing, and a
price of a database never takes the place of the price of the goods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.declaration import Item
from eclear.reference.codes import Unit
from eclear.reference.dated import Fact, Timeline
from eclear.reference.ranges import prefixes
from eclear.reference.rows import Row, each, read_csv, timeline


@dataclass(frozen=True, slots=True)
class PriceReference:
    """What a unit of goods usually costs: from ``low`` to ``high``, in a currency, for a unit of UN Rec. 20.

    Below ``ask_below`` percent of ``low`` a price is so unusual that customs may ask how it came about.
    """

    goods: str
    unit: str
    low: Decimal
    high: Decimal
    ask_below: Decimal
    currency: str
    fact: Fact

    def quantity(self, item: Item, units: Mapping[str, Unit]) -> Decimal | None:
        """Return how many of the unit an item states, by its quantity or its net mass; None if it does not say."""
        for measure in (item.quantity, item.net_mass):
            if measure is None or measure.value <= 0:
                continue
            stated = units.get(measure.unit or "KGM")
            if stated and stated.of == self.unit:
                return measure.value * stated.factor
        return None


class Prices:
    """The price references of a country, found by the longest leading digits of a commodity code."""

    def __init__(self, references: dict[str, Timeline[PriceReference]]) -> None:
        """Keep the references by their leading digits."""
        self._references = references
        self._lengths = sorted({len(goods) for goods in references}, reverse=True)

    def reference(self, hsk: str, on: date) -> PriceReference | None:
        """Return the reference for goods of a code on a day; None where there is none."""
        for length in self._lengths:
            over_time = self._references.get(hsk[:length])
            if over_time and (found := over_time.on(on)):
                return found
        return None


def read_prices(path: Path) -> Prices:
    """Read the price references, of which there may be none; reports bounds that are none."""
    found: dict[str, list[PriceReference]] = defaultdict(list)
    for references in each(read_csv(path, optional=True), _references):
        for one in references:
            found[one.goods].append(one)
    return Prices(
        {goods: timeline(f"the price reference of {goods}", ((r.fact, r) for r in rows)) for goods, rows in found.items()}
    )


def _references(row: Row) -> list[PriceReference]:
    low, high, ask, fact = row.number("low"), row.number("high"), row.number("ask_below"), row.fact()
    if not 0 < low <= high:
        raise row.fault(f"{low} to {high} is no range of prices. Write a low price above 0 and a high one not below it.", "low")
    if not 0 < ask <= 100:
        raise row.fault(f"ask_below {ask} is no share of the low price. Write percent above 0, at most 100.", "ask_below")
    unit, currency = row.text("unit"), row.text("currency")
    return [PriceReference(goods, unit, low, high, ask, currency, fact) for goods in prefixes(row, "goods")]
