"""Assessment (세액 산출): from a declaration to what it owes, item by item and tax by tax."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, Inexact, InvalidOperation

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.duty import Assessment, DutyLine
from eclear.casefile.pointer import Place, place
from eclear.journey.duties.kinds import LEVIES, Goods
from eclear.journey.duties.origin import claim_of
from eclear.journey.duties.refusal import CannotAssess
from eclear.journey.duties.rounding import EXACT
from eclear.journey.duties.valuation import value
from eclear.reference import Country


def assess(declaration: Declaration, country: Country, on: date) -> Assessment:
    """Return what a declaration owes as of its declaration date, with the working of every line.

    An import is valued CIF and owes customs duty and VAT in whole won; an export is valued FOB and owes nothing.
    Raises CannotAssess, with the place and the remedy, if a price, an exchange rate, a tariff line or a rate is missing.
    """
    try:
        values, exchanges = value(declaration, country, on)
    except (Inexact, InvalidOperation):
        raise CannotAssess(
            "The amounts have more digits than can be computed exactly. State them with at most 16 digits.",
            place(Declaration, "items"),
        ) from None
    if declaration.is_export:
        return Assessment(country.currency, values, (), exchanges, Decimal(0))
    lines: list[DutyLine] = []
    total = Decimal(0)
    for item, valued in zip(declaration.items, values, strict=True):
        owed: tuple[DutyLine, ...] = ()
        goods = _goods(item, valued.item, valued.value, country, on)
        for levy in LEVIES:
            line = levy(goods, owed)
            owed += (line,)
            total = EXACT.add(total, line.amount)
        lines += owed
    return Assessment(country.currency, values, tuple(lines), exchanges, total)


def _goods(item: Item, number: int, worth: Decimal, country: Country, on: date) -> Goods:
    hsk = item.hs
    line = country.tariff.line(hsk, on)
    if line is None:
        raise CannotAssess(
            f"Item {number}: the tariff has no line {hsk or '(no code)'} on {on}. State a ten-digit HSK code that it has.",
            _code_place(item, number),
        )
    claim, remark = claim_of(item, country.tariff, on)
    rate = line.rate(claim)
    if rate is None:
        raise CannotAssess(
            f"Item {number}: {hsk} has no rate on {on} that applies without a preference. Correct the code or the date.",
            _code_place(item, number),
        )
    return Goods(number, worth, line, rate, remark, country, on)


def _code_place(item: Item, number: int) -> Place:
    """Return where the commodity code stands: the HSK one, else the first, else the item."""
    for at, classification in enumerate(item.classifications, 1):
        if classification.type == "HSK" or len(item.classifications) == 1:
            return place(Declaration, "items", number, "classifications", at, "id")
    return place(Declaration, "items", number, "classifications")
