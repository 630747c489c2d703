"""A hard risk profile (우범 기준): conditions, and the lane that they demand. Officers' knowledge, never shown to traders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eclear.casefile.conduct import UNKNOWN, History, Subject, keys_of
from eclear.casefile.decision import Lane
from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.duty import Assessment
from eclear.casefile.words import Term

KILOGRAMS = {None: Decimal(1), "KGM": Decimal(1), "GRM": Decimal("0.001"), "TNE": Decimal(1000)}
"""Kilograms in one unit of mass."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile: which lane it demands, why, and the conditions that one item must meet, all of them.

    An empty condition is no condition. ``indirect`` asks that the goods come from another country than their origin.
    ``movement`` is IM, EX or "" for both. ``importers``, ``sellers`` and ``declarants`` are numbers (a seller without one is
    its country and name, ``CN/NAME``). ``value_per_kg_from`` and ``value_per_kg_below`` bound the customs value of a kilogram
    of net mass, in the country's currency. ``newcomer`` asks for an importer with fewer declarations than that before.
    It holds on the days from ``valid_from`` to ``valid_to``, both included. One that is ``always`` in force no officer ends.
    """

    id: str
    reason: Term
    lane: Lane
    hs: tuple[str, ...] = ()
    origins: frozenset[str] = frozenset()
    export_countries: frozenset[str] = frozenset()
    transport_modes: frozenset[str] = frozenset()
    indirect: bool = False
    movement: str = ""
    importers: frozenset[str] = frozenset()
    sellers: frozenset[str] = frozenset()
    declarants: frozenset[str] = frozenset()
    value_per_kg_from: Decimal | None = None
    value_per_kg_below: Decimal | None = None
    newcomer: int | None = None
    valid_from: date = date.min
    valid_to: date = date.max
    always: bool = False

    @property
    def has_conditions(self) -> bool:
        """True if there is at least one condition; without any it would stop all trade."""
        asked = (self.hs, self.origins, self.export_countries, self.transport_modes, self.indirect, self.importers)
        return any((*asked, self.sellers, self.declarants, self.newcomer)) or self.bounds_value

    @property
    def bounds_value(self) -> bool:
        """True if it looks at the value of a kilogram."""
        return self.value_per_kg_from is not None or self.value_per_kg_below is not None

    def holds(self, on: date) -> bool:
        """True on the days of validity, the first and the last included."""
        return self.valid_from <= on <= self.valid_to

    def meets(
        self, declaration: Declaration, item: Item, assessment: Assessment | None = None, history: History | None = None
    ) -> bool:
        """True if this item of the declaration meets every condition; what is not told meets none that asks for it."""
        sent_from = item.export_country or declaration.export_country
        return (
            (not self.hs or item.hs.startswith(self.hs))
            and (not self.movement or declaration.movement == self.movement)
            and (not self.transport_modes or declaration.border_transport_mode in self.transport_modes)
            and (not self.export_countries or sent_from in self.export_countries)
            and (not self.origins or item.origin in self.origins)
            and (not self.indirect or (sent_from is not None and item.origin is not None and sent_from != item.origin))
            and self._meets_parties(declaration)
            and (self.newcomer is None or _declared_before(declaration, history) < self.newcomer)
            and (not self.bounds_value or self._meets_value(declaration, item, assessment))
        )

    def _meets_parties(self, declaration: Declaration) -> bool:
        if not (self.importers or self.sellers or self.declarants):
            return True
        keys = keys_of(declaration)
        return all(
            keys.get(role, "").partition(":")[2] in wanted
            for role, wanted in (
                (Subject.IMPORTER, self.importers),
                (Subject.SELLER, self.sellers),
                (Subject.DECLARANT, self.declarants),
            )
            if wanted
        )

    def _meets_value(self, declaration: Declaration, item: Item, assessment: Assessment | None) -> bool:
        worth = value_per_kg(declaration, item, assessment)
        if worth is None:
            return False
        low, high = self.value_per_kg_from, self.value_per_kg_below
        return (low is None or worth >= low) and (high is None or worth < high)


def value_per_kg(declaration: Declaration, item: Item, assessment: Assessment | None) -> Decimal | None:
    """Return the customs value of a kilogram of an item's net mass, in the country's currency; None where it is not known."""
    mass = item.net_mass.value * KILOGRAMS.get(item.net_mass.unit, Decimal(0)) if item.net_mass else Decimal(0)
    if assessment is None or not mass:
        return None
    number = item.sequence or declaration.items.index(item) + 1
    value = next((value.value for value in assessment.values if value.item == number), None)
    return None if value is None else value / mass


def _declared_before(declaration: Declaration, history: History | None) -> int:
    key = keys_of(declaration).get(Subject.IMPORTER)
    return (history or {}).get(key or "", UNKNOWN).declared
