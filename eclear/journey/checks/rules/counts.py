"""Counts: how many items, packages and containers there are, against how many are said to be."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, each_item, fault, rule


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
    if total is not None and counts and len(counts) == len(counted) and sum(counts) != total:
        yield fault("total_packages", total=total, sum=f"{sum(counts):f}")


@rule(
    "CNT-005",
    title=Term("Containers named for goods that are not in containers", "컨테이너 여부 불일치"),
    severity=Severity.WARNING,
    message="Container indicator {code} says that the goods are not in containers, but {container} is named.",
    remedy="Set the indicator to 1, or leave the container out.",
    source="WCO Data Model 3.6, elements 096 and 159",
    passing=({"container_code": "1", "containers.1.sequence": "1", "containers.1.id": "TEST1234567"},),
    failing=({"container_code": "0", "containers.1.sequence": "1", "containers.1.id": "TEST1234567"},),
)
def containers_denied(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The other way round, in containers but none named, is common and sound before the containers are known."""
    if declaration.container_code == "0" and declaration.containers:
        yield fault("container_code", code="0", container=f"container {declaration.containers[0].id or '1'}")
