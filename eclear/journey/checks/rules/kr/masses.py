"""Masses in Korea: a net mass for every item, all in kilograms."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault, rule

KILOGRAM = (None, "KGM")
"""A mass without a unit is in kilograms."""


@each_item(
    "KR-MAS-001",
    title=Term("No net mass", "순중량 누락"),
    severity=Severity.ERROR,
    message="Item {item}: no net mass is given; its gross mass is {gross}.",
    remedy="Give the mass of the goods without their packing, in kilograms.",
    source="GOVCBR929, element GoodsMeasure/NetNetWeightMeasure",
    passing=({"items.1.net_mass": "100 KGM"},),
    failing=({"items.1.net_mass": None},),
)
def no_net_mass(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The price of a kilogram is the first thing an officer looks at."""
    if item.net_mass is None:
        yield fault("net_mass", gross=item.gross_mass or "not given either")


@each_item(
    "KR-MAS-002",
    title=Term("Mass not in kilograms", "중량 단위 오류"),
    severity=Severity.ERROR,
    message="Item {item}: {label} {mass} is not in kilograms.",
    remedy="Give it in KGM.",
    source="UN/ECE Recommendation 20; GOVCBR929, element GoodsMeasure",
    passing=({"items.1.net_mass": "100"},),
    failing=({"items.1.net_mass": "0.1 TNE"}, {"items.1.gross_mass": "120 KGS", "total_gross_mass": None}),
)
def not_in_kilograms(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """KGS, often seen, is kilogram per second in the list of units."""
    if item.net_mass and item.net_mass.unit not in KILOGRAM:
        yield fault("net_mass", label="net mass", mass=item.net_mass)
    if item.gross_mass and item.gross_mass.unit not in KILOGRAM:
        yield fault("gross_mass", label="gross mass", mass=item.gross_mass)


@rule(
    "KR-MAS-003",
    title=Term("Total gross mass not in kilograms", "총중량 단위 오류"),
    severity=Severity.ERROR,
    message="Total gross mass {mass} is not in kilograms.",
    remedy="Give it in KGM.",
    source="UN/ECE Recommendation 20; GOVCBR929, element TotalGrossMassMeasure",
    passing=({"total_gross_mass": "120"},),
    failing=({"total_gross_mass": "0.12 TNE"},),
)
def total_not_in_kilograms(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Sums are only checked in one unit."""
    if declaration.total_gross_mass and declaration.total_gross_mass.unit not in KILOGRAM:
        yield fault("total_gross_mass", mass=declaration.total_gross_mass)


@rule(
    "KR-MAS-004",
    title=Term("No total gross mass", "총중량 누락"),
    severity=Severity.WARNING,
    message="The declaration of {items} states no total gross mass.",
    remedy="Give the mass of all goods with their packing, in kilograms.",
    source="GOVCBR929, element TotalGrossMassMeasure",
    since=SECOND_EDITION,
    passing=({"total_gross_mass": "120 KGM"},),
    failing=({"total_gross_mass": None},),
)
def no_total(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning, since the items state theirs; the shed and the manifest are compared with the total."""
    if declaration.total_gross_mass is None and declaration.items:
        yield fault("total_gross_mass", items="1 item" if len(declaration.items) == 1 else f"{len(declaration.items)} items")
