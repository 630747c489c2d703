"""Goods in Korea: there must be some."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, fault, rule

MOST = 999
"""Items (란) that one declaration may hold."""


@rule(
    "KR-GDS-001",
    title=Term("No goods", "란 누락"),
    severity=Severity.ERROR,
    message="The declaration holds {held} items; it must hold 1 to {most}.",
    remedy="Declare an item (란) for each kind of goods.",
    source="GOVCBR929, element GovernmentAgencyGoodsItem, at most 999",
    passing=(Example({}, start="import of two items"),),
    failing=({"items.1": None, "item_count": "0", "total_gross_mass": None},),
)
def no_goods(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Without goods there is nothing to clear."""
    if not 1 <= len(declaration.items) <= MOST:
        yield fault("items", held=len(declaration.items), most=MOST)
