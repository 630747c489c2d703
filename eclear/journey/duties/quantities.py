"""How many units goods are: what the declaration states in a unit, or in one that can be turned into it."""

from __future__ import annotations

from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.pointer import place
from eclear.casefile.quantity import Measure
from eclear.journey.duties.refusal import NotHeld
from eclear.journey.duties.rounding import EXACT
from eclear.reference import Country


class Quantities:
    """The quantities that an item states: the base of the tax that asks, the tariff quantity, the net mass - in this order."""

    __slots__ = ("_country", "_item", "_number")

    def __init__(self, item: Item, number: int, country: Country) -> None:
        """Keep the item, its number, and the country whose units count."""
        self._item, self._number, self._country = item, number, country

    def of(self, unit: str, type: str) -> Decimal:
        """Return how many of a unit the goods are for a tax; raises NotHeld, naming where to state it, if they do not say.

        What is stated as the base of one tax counts for that tax alone.
        """
        units = self._country.codes.units
        for measure in self._stated(type):
            stated = units.get(measure.unit or "KGM")
            if stated and stated.of == unit and measure.value > 0:
                return EXACT.multiply(measure.value, stated.factor)
        name = units[unit].name.en if unit in units else unit
        raise NotHeld(
            f"Item {self._number}: the tax on these goods is counted in {unit} ({name}), and no quantity is stated in it",
            f"State the quantity in {unit} (TariffQuantity, or SpecificTaxBaseQuantity of the tax).",
            place(Declaration, "items", self._number, "quantity"),
        )

    def _stated(self, type: str) -> list[Measure]:
        item = self._item
        stated = [duty.quantity for duty in item.duties if duty.type == type] + [item.quantity]
        mass = Measure(item.net_mass.value, item.net_mass.unit or "KGM") if item.net_mass else None
        return [measure for measure in (*stated, mass) if measure is not None]
