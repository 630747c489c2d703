"""The bill of materials as an agreement sees it: which materials originate, and what they are worth.

Whatever nobody stated is open: a sum then has two ends, one as if the open materials counted and one as if they did not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation

from eclear.casefile.origin import Material, Product
from eclear.reference.agreements import Agreement

EXACT = Context(prec=200, traps=[Inexact, InvalidOperation])
"""Arithmetic in which a lost digit is an error."""

Ends = tuple[Decimal, Decimal | None]
"""The least and the most that a sum can be; no most where a figure is missing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One material with its number (from 1) and whether it originates; None where that is not known."""

    number: int
    material: Material
    originates: bool | None


@dataclass(frozen=True, slots=True)
class Bill:
    """The goods, their materials, and the agreement by which they are judged."""

    product: Product
    lines: tuple[Line, ...]
    agreement: Agreement

    @property
    def foreign(self) -> tuple[Line, ...]:
        """The materials that do not originate, or of which that is not known."""
        return tuple(line for line in self.lines if line.originates is not True)

    @property
    def ex_works(self) -> Decimal | None:
        """The ex-works price; None if it was not stated or is nothing to take a share of."""
        return _above_zero(self.product.ex_works)

    @property
    def value(self) -> Decimal | None:
        """The value that content and tolerance are shares of under the agreement."""
        return self.ex_works if self.agreement.value.word == "ex-works" else _above_zero(self.product.fob)

    @property
    def weight(self) -> Decimal | None:
        """The net weight of the goods."""
        return _above_zero(self.product.weight_kg)


def bill_of(product: Product, materials: Sequence[Material], agreement: Agreement) -> Bill:
    """Return the bill as an agreement sees it."""
    lines = (Line(n, one, _originates(one, product, agreement)) for n, one in enumerate(materials, 1))
    return Bill(product, tuple(lines), agreement)


def _originates(material: Material, product: Product, agreement: Agreement) -> bool | None:
    """Return whether a material originates: by its own statement, if its country is one whose materials count (cumulation)."""
    if not material.originating or material.origin is None:
        return material.originating
    if material.origin not in agreement.parties.countries:
        return False
    if agreement.cumulation.word == "parties" or material.origin == product.made_in:
        return True
    return None if product.made_in is None else False


def summed(certain: Sequence[Line], open: Sequence[Line], figure: Callable[[Material], Decimal | None]) -> Ends:
    """Return the two ends of a sum: of the lines that count for certain, and with those of which it is open."""
    least, unknown = Decimal(0), False
    for line in certain:
        stated = figure(line.material)
        unknown |= stated is None
        least = EXACT.add(least, stated or Decimal(0))
    most = least
    for line in open:
        stated = figure(line.material)
        unknown |= stated is None
        most = EXACT.add(most, stated or Decimal(0))
    return least, None if unknown else most


def value_of(material: Material) -> Decimal | None:
    """Return the value of a material."""
    return material.value


def weight_of(material: Material) -> Decimal | None:
    """Return the weight of a material."""
    return material.weight_kg


def _above_zero(figure: Decimal | None) -> Decimal | None:
    return figure if figure is not None and figure > 0 else None
