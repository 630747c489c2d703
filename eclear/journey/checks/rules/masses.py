"""Masses: net and gross mass of the items, and the total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.quantity import Measure
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, each_item, fault, rule

UNCONVERTED = (None, "KGM")
"""Masses are compared only when they are in kilograms; a mass without a unit is."""


def kg(mass: Decimal) -> str:
    """Write a mass the way people do: ``11 kg``."""
    return f"{mass:,f} kg"


def in_kg(mass: Measure | None) -> Decimal | None:
    """Return a mass in kilograms, or None if there is none or it is given in another unit."""
    return mass.value if mass and mass.unit in UNCONVERTED else None


@each_item(
    "MAS-001",
    title=Term("Net mass above gross mass", "순중량이 총중량을 초과"),
    severity=Severity.ERROR,
    message="Item {item}: net mass {net} is more than gross mass {gross}.",
    remedy="Correct one of them.",
    source="HMRC, published error codes of CDS: 11006",
    passing=({"items.1.net_mass": "120 KGM", "items.1.gross_mass": "120 KGM", "total_gross_mass": None},),
    failing=({"items.1.net_mass": "121 KGM", "items.1.gross_mass": "120 KGM", "total_gross_mass": None},),
)
def net_above_gross(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Net mass is the goods alone, gross mass the goods with their packing."""
    net, gross = in_kg(item.net_mass), in_kg(item.gross_mass)
    if net is not None and gross is not None and net > gross:
        yield fault("net_mass", net=kg(net), gross=kg(gross))


@each_item(
    "MAS-002",
    title=Term("Mass below zero", "음수 중량"),
    severity=Severity.ERROR,
    message="Item {item}: {label} is {mass}, which is less than nothing.",
    remedy="Give the mass as a number above zero.",
    source="HMRC, published error codes of CDS: 10021",
    passing=({"items.1.net_mass": "0.001 KGM"},),
    failing=({"items.1.net_mass": "-5 KGM"},),
)
def mass_below_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nothing weighs less than nothing, in whatever unit."""
    if item.net_mass and item.net_mass.value < 0:
        yield fault("net_mass", label="net mass", mass=item.net_mass)
    if item.gross_mass and item.gross_mass.value < 0:
        yield fault("gross_mass", label="gross mass", mass=item.gross_mass)


@each_item(
    "MAS-003",
    title=Term("Mass of zero", "중량 0"),
    severity=Severity.WARNING,
    message="Item {item}: {label} is {mass}.",
    remedy="Give the mass of the goods as they were weighed; it must be above zero.",
    source="HMRC, published error codes of CDS: 10021",
    binding_in=frozenset({"KR"}),
    passing=({"items.1.net_mass": "0.001 KGM"},),
    failing=({"items.1.net_mass": "0 KGM"},),
)
def mass_of_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods have a mass; electricity and the like, which have none, are why this only warns in general."""
    if item.net_mass and item.net_mass.value == 0:
        yield fault("net_mass", label="net mass", mass=item.net_mass)
    if item.gross_mass and item.gross_mass.value == 0:
        yield fault("gross_mass", label="gross mass", mass=item.gross_mass)


@rule(
    "MAS-004",
    title=Term("Total gross mass is not the sum of the items", "총중량 합계 불일치"),
    severity=Severity.ERROR,
    message="Total gross mass {total} is not the sum of the items' gross masses, {sum}.",
    remedy="Correct the total or the mass of an item.",
    source="WCO Data Model 3.6, elements 131 and 126",
    passing=(
        {"items.1.gross_mass": "125.5 KGM", "total_gross_mass": "125.5 KGM"},
        Example({"items.2.gross_mass": None}, start="import of two items"),
    ),
    failing=({"total_gross_mass": "125.5 KGM"},),
)
def total_gross_mass(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The total is compared only when every item states its own gross mass in kilograms."""
    total = in_kg(declaration.total_gross_mass)
    if total is None or not declaration.items:
        return
    masses = [in_kg(item.gross_mass) for item in declaration.items]
    known = [mass for mass in masses if mass is not None]
    if len(known) == len(masses) and sum(known) != total:
        yield fault("total_gross_mass", total=kg(total), sum=kg(sum(known, Decimal(0))))


@rule(
    "MAS-005",
    title=Term("Net masses above the total gross mass", "순중량 합계가 총중량을 초과"),
    severity=Severity.ERROR,
    message="The items' net masses add up to {net}, more than the total gross mass {total}.",
    remedy="Correct the total or the mass of an item.",
    source="WCO Data Model 3.6, elements 131 and 128",
    passing=({"items.1.gross_mass": None},),
    failing=({"items.1.gross_mass": None, "total_gross_mass": "99 KGM"},),
)
def net_above_total(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """All goods together without their packing cannot weigh more than with it."""
    total = in_kg(declaration.total_gross_mass)
    if total is None:
        return
    net = sum((in_kg(item.net_mass) or Decimal(0) for item in declaration.items), Decimal(0))
    if net > total:
        yield fault("total_gross_mass", net=kg(net), total=kg(total))
