"""Goods in Korea: there must be some, and those that come in were made elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

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


@each_item(
    "KR-GDS-002",
    title=Term("Import of goods made in Korea", "국산품 수입신고"),
    severity=Severity.WARNING,
    message="Item {item}: the goods to be imported were made in {country}.",
    remedy="Correct the origin; if they come back, say so by the procedure (61, re-import) and name the export.",
    source="HMRC, published error codes of CDS: 12056, combinations",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"items.1.origins.1.country": "VN"}, Example({}, start="export")),
    failing=({"items.1.origins.1.country": "KR"},),
)
def made_at_home(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods that come back are seldom new goods, and may owe no duty."""
    for number, origin in enumerate(item.origins, 1):
        if origin.country == context.facts.code:
            yield fault("origins", number, "country", country=origin.country)
