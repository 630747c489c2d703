"""Counts: how many items, packages and containers there are, against how many are said to be."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

BULK = frozenset({"VG", "VL", "VO", "VR", "VY"})
"""Kinds of package that say: none, the goods are in bulk (gas, liquid, lumps, grain, powder)."""

UNPACKED = "NE"
"""The kind of package that says: there is none, the goods lie as they are."""

PIECES = frozenset({"C62", "H87", "NAR", "PR", "SET"})
"""Units that count things and so have no halves."""


@rule(
    "CNT-001",
    title=Term("Number of items is wrong", "총 란수 불일치"),
    severity=Severity.ERROR,
    message="The declaration says it has {said} items, but it holds {held}.",
    remedy="Correct the number of items, or send the items that are missing.",
    source="HMRC, published error codes of CDS: 11003",
    passing=({"item_count": None}, Example({"item_count": "2"}, start="import of two items")),
    failing=({"item_count": "2"},),
)
def item_count(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """GoodsItemQuantity guards against items lost on the way."""
    if declaration.item_count is not None and declaration.item_count != len(declaration.items):
        yield fault("item_count", said=declaration.item_count, held=len(declaration.items))


@rule(
    "CNT-002",
    title=Term("Item number used twice", "란 번호 중복"),
    severity=Severity.ERROR,
    message="Item number {number} is used by more than one item.",
    remedy="Number the items 1, 2, 3 and so on.",
    source="HMRC, published error codes of CDS: 12024",
    passing=(Example({"items.1.sequence": "2", "items.2.sequence": "1"}, start="import of two items"),),
    failing=(Example({"items.2.sequence": "1"}, start="import of two items"),),
)
def item_number_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Answers, permits and duty lines name goods by this number, so it must be one item's own."""
    seen = set()
    for place, item in enumerate(declaration.items, 1):
        if item.sequence in seen:
            yield fault("items", place, "sequence", number=item.sequence)
        elif item.sequence is not None:
            seen.add(item.sequence)


@each_item(
    "CNT-003",
    title=Term("Item number out of range", "란 번호 범위 초과"),
    severity=Severity.ERROR,
    message="Item {item}: its number is {number}, but there are {held} items.",
    remedy="Number the items 1, 2, 3 and so on, without a gap.",
    source="HMRC, published error codes of CDS: 12022",
    passing=({"items.1.sequence": "1"},),
    failing=({"items.1.sequence": "2"}, {"items.1.sequence": "0"}),
)
def item_number_out_of_range(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Numbers run from 1 to the number of items."""
    if item.sequence is not None and not 1 <= item.sequence <= len(declaration.items):
        yield fault("sequence", number=item.sequence, held=len(declaration.items))


@rule(
    "CNT-004",
    title=Term("Total packages is not the sum of the items", "총 포장갯수 합계 불일치"),
    severity=Severity.WARNING,
    message="Total packages is {total}, but the items' packages add up to {sum}.",
    remedy="Correct one of them, unless items share a package.",
    source="WCO Data Model 3.6, elements 146 and 144",
    passing=({"total_packages": "10", "items.1.packages.1.quantity": "10"},),
    failing=({"total_packages": "11", "items.1.packages.1.quantity": "10"},),
)
def total_packages(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: goods of several items may lie in one package, and each item then names it."""
    counted = [package.quantity for item in declaration.items for package in item.packages]
    counts = [quantity.value for quantity in counted if quantity]
    total = declaration.total_packages
    if total is not None and total >= 0 and counts and len(counts) == len(counted) and sum(counts) != total:
        yield fault("total_packages", total=total, sum=f"{sum(counts):f}")


@rule(
    "CNT-005",
    title=Term("Containers named for goods that are not in containers", "컨테이너 여부 불일치"),
    severity=Severity.WARNING,
    message="Container indicator {code} says that the goods are not in containers, but {container} is named.",
    remedy="Set the indicator to 1, or leave the container out.",
    source="WCO Data Model 3.6, elements 096 and 159",
    about="containers",
    passing=({"container_code": "1", "containers.1.sequence": "1", "containers.1.id": "TEST1234567"},),
    failing=({"container_code": "0", "containers.1.sequence": "1", "containers.1.id": "TEST1234567"},),
)
def containers_denied(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The other way round, in containers but none named, is common and sound before the containers are known."""
    if declaration.container_code == "0" and declaration.containers:
        yield fault("container_code", code="0", container=f"container {declaration.containers[0].id or '1'}")


@rule(
    "CNT-006",
    title=Term("No package is counted", "포장 개수 모두 0"),
    severity=Severity.WARNING,
    message="Every package quantity of the {held} items is 0; the kind is {kind}.",
    remedy="Count at least one; goods that share a package are counted with one of them.",
    source="HMRC, published error codes of CDS: 12058",
    since=SECOND_EDITION,
    binding_in=frozenset({"KR"}),
    passing=(
        Example({"items.2.packages.1.quantity": "0", "total_packages": "10"}, start="import of two items"),
        {"items.1.packages.1.quantity": "0", "items.1.packages.1.type": "VL", "total_packages": None},
    ),
    failing=({"items.1.packages.1.quantity": "0", "total_packages": None},),
)
def no_package_counted(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods in bulk and unpacked ones have no packages; all others arrive in at least one."""
    first: tuple[int, int, str] | None = None
    for number, item in enumerate(declaration.items, 1):
        for place, package in enumerate(item.packages, 1):
            if package.quantity is None or package.quantity.value or package.type in BULK or package.type == UNPACKED:
                return
            first = first or (number, place, package.type or "not given")
    if first:
        yield fault("items", first[0], "packages", first[1], "quantity", held=len(declaration.items), kind=first[2])


@each_item(
    "CNT-007",
    title=Term("Packages of goods in bulk are counted", "산물 포장 개수 기재"),
    severity=Severity.WARNING,
    message="Item {item}: {count} packages are counted, but their kind {kind} means goods in bulk.",
    remedy="Correct the kind, or count none.",
    source="UN/CEFACT Recommendation 21, codes VG, VL, VO, VR and VY",
    since=SECOND_EDITION,
    passing=({"items.1.packages.1.type": "VY", "items.1.packages.1.quantity": "1", "total_packages": "1"},),
    failing=({"items.1.packages.1.type": "VY"},),
)
def bulk_counted(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is poured cannot be counted; one may stand for the whole load."""
    for place, package in enumerate(item.packages, 1):
        if package.type in BULK and package.quantity and package.quantity.value > 1:
            yield fault("packages", place, "quantity", count=f"{package.quantity.value:f}", kind=package.type)


@each_item(
    "CNT-008",
    title=Term("Package line used twice", "포장 순번 중복"),
    severity=Severity.WARNING,
    message="Item {item}: package line {number} stands twice.",
    remedy="Number the lines 1, 2, 3 and so on.",
    source="HMRC, published error codes of CDS: 12024",
    since=SECOND_EDITION,
    passing=({"items.1.packages.2.sequence": "2"},),
    failing=({"items.1.packages.2.sequence": "1"},),
)
def package_line_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Corrections address a package by its line."""
    if len(item.packages) < 2:
        return
    seen = set()
    for place, package in enumerate(item.packages, 1):
        if package.sequence is not None and package.sequence in seen:
            yield fault("packages", place, "sequence", number=package.sequence)
        seen.add(package.sequence)


@rule(
    "CNT-009",
    title=Term("Packages below zero", "음수 포장 개수"),
    severity=Severity.ERROR,
    message="{label} is {count}, which is less than none.",
    remedy="Give the number of packages, or none.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    passing=({"items.1.packages.1.quantity": "1", "total_packages": "1"},),
    failing=({"total_packages": "-10"}, {"items.1.packages.1.quantity": "-10"}),
)
def packages_below_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nothing is packed in less than no package."""
    if declaration.total_packages is not None and declaration.total_packages < 0:
        yield fault("total_packages", label="Total packages", count=declaration.total_packages)
    for number, item in enumerate(declaration.items, 1):
        for place, package in enumerate(item.packages, 1):
            if package.quantity and package.quantity.value < 0:
                label = f"The number of packages in line {place} of item {number}"
                yield fault("items", number, "packages", place, "quantity", label=label, count=f"{package.quantity.value:f}")


@each_item(
    "CNT-010",
    title=Term("Quantity below zero", "음수 수량"),
    severity=Severity.ERROR,
    message="Item {item}: quantity {quantity} {unit} is less than nothing.",
    remedy="Give the quantity of the goods, above zero.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    passing=({"items.1.quantity": "1 C62"},),
    failing=({"items.1.quantity": "-2000 C62"},),
)
def quantity_below_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods that are taken back are another declaration, not a negative one."""
    if item.quantity and item.quantity.value < 0:
        yield fault("quantity", quantity=f"{item.quantity.value:f}", unit=item.quantity.unit or "(no unit)")


@each_item(
    "CNT-011",
    title=Term("Quantity of zero", "수량 0"),
    severity=Severity.WARNING,
    message="Item {item}: the quantity is 0 {unit}.",
    remedy="Give the quantity of the goods, above zero.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    binding_in=frozenset({"KR"}),
    passing=({"items.1.quantity": "0.5 LTR"},),
    failing=({"items.1.quantity": "0 C62"},),
)
def quantity_of_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """None of something is no item; specific duties and statistics count it."""
    if item.quantity and item.quantity.value == 0:
        yield fault("quantity", unit=item.quantity.unit or "(no unit)")


@each_item(
    "CNT-012",
    title=Term("Pieces that are not whole", "개수 단위 소수 수량"),
    severity=Severity.WARNING,
    message="Item {item}: {quantity} {unit} is no whole number, but {unit} counts things.",
    remedy="Correct the quantity, or give it in the unit that it was measured in, such as KGM.",
    source="UN/CEFACT Recommendation 20: C62, H87, NAR, PR and SET count things",
    since=SECOND_EDITION,
    passing=({"items.1.quantity": "2000.00 C62"}, {"items.1.quantity": "100.5 LTR"}),
    failing=({"items.1.quantity": "2000.5 C62"},),
)
def pieces_not_whole(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Half a piece is mostly a mass under the wrong unit."""
    quantity = item.quantity
    if quantity and quantity.unit in PIECES and quantity.value != quantity.value.to_integral_value():
        yield fault("quantity", quantity=f"{quantity.value:f}", unit=quantity.unit)
