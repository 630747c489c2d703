"""Goods: what they are called and where they come from."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Fault, each_item, fault


@each_item(
    "GDS-001",
    title=Term("Goods without a description", "품명 누락"),
    severity=Severity.WARNING,
    message="Item {item}: the goods are not described; the commodity code is {hs}.",
    remedy="Say in plain words what they are, so that they can be recognised.",
    source="WCO Data Model 3.6, element 137",
    binding_in=frozenset({"KR"}),
    passing=({"items.1.description": "Small DC motors for toys"},),
    failing=({"items.1.description": None}, {"items.1.description": " "}),
)
def not_described(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A final supplementary declaration may do without, so this only warns in general."""
    if not (item.description or "").strip():
        yield fault("description", hs=item.hs or "not given")


@each_item(
    "GDS-002",
    title=Term("Two origins of one kind", "원산지 중복"),
    severity=Severity.WARNING,
    message="Item {item}: {first} and {second} are both given as the country of origin of kind {kind}.",
    remedy="Split the item by origin, or leave one out.",
    source="WCO Data Model 3.6, elements 063 and 501",
    passing=({"items.1.origins.2.country": "CN", "items.1.origins.2.type": "2"},),
    failing=({"items.1.origins.2.country": "VN", "items.1.origins.2.type": "1"},),
)
def two_origins(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods of one item share one origin; beside it only a preferential origin (kind 2) may stand."""
    if len(item.origins) < 2:
        return
    seen: dict[str | None, str | None] = {}
    for number, origin in enumerate(item.origins, 1):
        if origin.type in seen:
            yield fault("origins", number, first=seen[origin.type] or "?", second=origin.country or "?", kind=origin.type or "?")
        seen.setdefault(origin.type, origin.country)
