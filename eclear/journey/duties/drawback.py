"""Drawback (환급): what an exporter can claim back for duty in his goods, by the fixed rates, once they are loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import DutyLine, ItemValue
from eclear.journey.duties.rounding import EXACT, rounded
from eclear.reference import Country

TYPE = "DRB"


def drawback(declaration: Declaration, values: tuple[ItemValue, ...], country: Country, on: date) -> tuple[DutyLine, ...]:
    """Return what can be claimed back of each exported item by its FOB value; nothing for goods without a fixed rate."""
    lines = []
    for item, valued in zip(declaration.items, values, strict=True):
        rate = country.drawback.rate(item.hs, on) if item.hs and valued.value else None
        if rate is None:
            continue
        amount, left = rounded(EXACT.multiply(valued.value, rate.amount), rate.per, country)
        currency, percent = country.currency, Decimal(100) * rate.amount / rate.per
        formula = (
            f"FOB {currency} {valued.value:,f} x {rate.amount:,f} / {rate.per:,f} = {currency} {amount:,f}{left} "
            "(fixed rate of drawback; to be claimed once the goods are loaded)"
        )
        fact = rate.fact
        lines.append(
            DutyLine(
                valued.item, TYPE, valued.value, percent, amount, currency, "FIXED", formula, fact.source, fact.mark, as_of=on
            )
        )
    return tuple(lines)
