"""A tally (검수): how many packages were counted, and what they weigh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tally:
    """So many packages of so much gross mass in kilograms; None for a mass that nobody weighed."""

    packages: int
    gross_mass_kg: Decimal | None = None

    def __str__(self) -> str:
        """Write it in figures, such as ``12 packages, 860.5 kg``."""
        counted = f"{self.packages} package{'' if self.packages == 1 else 's'}"
        return counted if self.gross_mass_kg is None else f"{counted}, {self.gross_mass_kg:f} kg"

    def less(self, other: Tally) -> Tally:
        """Return what is left when another tally is taken away; the mass is unknown where either is."""
        known = self.gross_mass_kg is not None and other.gross_mass_kg is not None
        mass = self.gross_mass_kg - other.gross_mass_kg if known else None  # type: ignore[operator]
        return Tally(self.packages - other.packages, mass)


def total(tallies: Iterable[Tally]) -> Tally:
    """Return several tallies as one; the mass is unknown where that of any is."""
    packages, mass = 0, Decimal(0)
    unknown = False
    for one in tallies:
        packages += one.packages
        unknown |= one.gross_mass_kg is None
        mass += one.gross_mass_kg or 0
    return Tally(packages, None if unknown else mass)
