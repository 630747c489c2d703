"""Masses: net and gross mass of the items, and the total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.quantity import Measure
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

UNCONVERTED = (None, "KGM")
"""Masses are compared only when they are in kilograms; a mass without a unit is."""

KILOGRAMS = {"KGM": Decimal(1), "GRM": Decimal("0.001"), "TNE": Decimal(1000)}
"""How many kilograms the units of mass are that goods are counted in."""

APART = Decimal("0.05")
"""How far a quantity in a unit of mass may lie from the net mass, as a part of it: goods that dry, drained masses."""

HEAVIEST_PACKING = 20
"""So many times the goods at most, their packing may weigh before somebody asks. A measure of eclear's own."""

HEAVIEST_CONTAINER = 36_000
"""Kilograms that a container and its goods may weigh at most (ISO 668; unconfirmed)."""


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
    if total is None or total < 0 or not declaration.items:
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
    if total is None or total < 0:
        return
    net = sum((in_kg(item.net_mass) or Decimal(0) for item in declaration.items), Decimal(0))
    if net > total:
        yield fault("total_gross_mass", net=kg(net), total=kg(total))


@rule(
    "MAS-006",
    title=Term("Total gross mass below zero", "음수 총중량"),
    severity=Severity.ERROR,
    message="Total gross mass {total} is less than nothing.",
    remedy="Give the mass of all goods with their packing, above zero.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    passing=({"total_gross_mass": "120 KGM"},),
    failing=({"total_gross_mass": "-120 KGM"},),
)
def total_below_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A sign slipped in; nothing weighs less than nothing."""
    if declaration.total_gross_mass and declaration.total_gross_mass.value < 0:
        yield fault("total_gross_mass", total=declaration.total_gross_mass)


@rule(
    "MAS-007",
    title=Term("Total gross mass of zero", "총중량 0"),
    severity=Severity.WARNING,
    message="Total gross mass is {total}.",
    remedy="Give the mass of all goods with their packing.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    binding_in=frozenset({"KR"}),
    passing=({"total_gross_mass": "120 KGM"},),
    failing=({"total_gross_mass": "0 KGM", "items.1.gross_mass": None},),
)
def total_of_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The shed weighs what is carried in and compares."""
    if declaration.total_gross_mass and declaration.total_gross_mass.value == 0:
        yield fault("total_gross_mass", total=declaration.total_gross_mass)


@rule(
    "MAS-008",
    title=Term("Some items weigh more than all", "일부 란 중량이 총중량을 초과"),
    severity=Severity.ERROR,
    message="{stated} of {held} items state their gross mass, together {sum}: more than the total gross mass {total}.",
    remedy="Correct the total or the mass of an item.",
    source="WCO Data Model 3.6, elements 131 and 126",
    since=SECOND_EDITION,
    passing=(Example({"items.2.gross_mass": None, "total_gross_mass": "200 KGM"}, start="import of two items"),),
    failing=(
        Example(
            {"items.1.gross_mass": "250 KGM", "items.2.gross_mass": None, "total_gross_mass": "240 KGM"},
            start="import of two items",
        ),
    ),
)
def part_above_total(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Where each item states its mass, the sum must be the total; where only some do, it cannot be above it."""
    if len(declaration.items) < 2:
        return
    total = in_kg(declaration.total_gross_mass)
    masses = [mass for item in declaration.items if (mass := in_kg(item.gross_mass)) is not None]
    if total is None or not 0 < len(masses) < len(declaration.items):
        return
    added = sum(masses, Decimal(0))
    if added > total:
        yield fault("total_gross_mass", stated=len(masses), held=len(declaration.items), sum=kg(added), total=kg(total))


@each_item(
    "MAS-009",
    title=Term("Quantity and net mass disagree", "수량과 순중량 불일치"),
    severity=Severity.WARNING,
    message="Item {item}: the quantity is {quantity}, which is {weighs}, but the net mass is {net}.",
    remedy="Correct one of them.",
    source="WCO Data Model 3.6, elements 130 and 128",
    since=SECOND_EDITION,
    passing=({"items.1.quantity": "0.1 TNE"}, {"items.1.quantity": "98 KGM"}, {"items.1.quantity": "2000 LTR"}),
    failing=({"items.1.quantity": "2000 KGM"}, {"items.1.quantity": "100 TNE"}),
)
def quantity_against_mass(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A quantity in a unit of mass is the net mass once more; a thousand times as much is a unit mistaken."""
    if item.quantity is None or item.quantity.unit not in KILOGRAMS:
        return
    net, weighs = in_kg(item.net_mass), item.quantity.value * KILOGRAMS[item.quantity.unit]
    if net and abs(weighs - net) > net * APART:
        yield fault("quantity", quantity=item.quantity, weighs=kg(weighs.normalize()), net=kg(net))


@each_item(
    "MAS-010",
    title=Term("Packing far heavier than the goods", "포장중량 과다"),
    severity=Severity.WARNING,
    message="Item {item}: gross mass {gross} is more than {times} times the net mass {net}.",
    remedy="Look whether a decimal point has slipped in one of them.",
    source="HMRC, published error codes of CDS: 13000, credibility; the measure is eclear's own",
    since=SECOND_EDITION,
    passing=({"items.1.net_mass": "6 KGM"},),
    failing=({"items.1.net_mass": "0.1 KGM"},),
)
def packing_too_heavy(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A crate may outweigh the clock in it, but hardly twenty times."""
    net, gross = in_kg(item.net_mass), in_kg(item.gross_mass)
    if net and gross and 0 < net * HEAVIEST_PACKING < gross:
        yield fault("gross_mass", gross=kg(gross), times=HEAVIEST_PACKING, net=kg(net))


@rule(
    "MAS-011",
    title=Term("Too heavy for its containers", "컨테이너 적재중량 초과"),
    severity=Severity.WARNING,
    message="Total gross mass {total} does not go into {count}, which may weigh {limit} each at most.",
    remedy="Name every container, or correct the mass.",
    source="ISO 668, largest gross mass of a freight container (unconfirmed)",
    since=SECOND_EDITION,
    about="containers",
    passing=(
        {
            "containers.1.id": "TRNU2609074",
            "items.1.gross_mass": "36000 KGM",
            "items.1.net_mass": "30000 KGM",
            "total_gross_mass": "36000 KGM",
        },
    ),
    failing=(
        {
            "containers.1.id": "TRNU2609074",
            "items.1.gross_mass": "40000 KGM",
            "items.1.net_mass": "30000 KGM",
            "total_gross_mass": "40000 KGM",
        },
    ),
)
def too_heavy_for_containers(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Either a container was forgotten or grams were taken for kilograms."""
    count = len(declaration.containers)
    if not count:
        return
    total = in_kg(declaration.total_gross_mass)
    if total is not None and total > count * HEAVIEST_CONTAINER:
        said = "1 container" if count == 1 else f"{count} containers"
        yield fault("total_gross_mass", total=kg(total), count=said, limit=f"{HEAVIEST_CONTAINER:,} kg")
