"""Customs duty (관세): the customs value at the rate of the tariff, whole won, fractions dropped."""

from __future__ import annotations

from eclear.casefile.duty import DutyLine
from eclear.journey.duties.kinds import Goods
from eclear.journey.duties.rounding import EXACT, truncated

STEP = 1
TYPE = "CUD"


def levy(goods: Goods, before: tuple[DutyLine, ...]) -> DutyLine:
    """Return the duty on the goods; it stands first, so nothing before it counts."""
    value, rate, currency = goods.value, goods.rate, goods.country.currency
    per, of = rate.ratio
    amount, cut = truncated(EXACT.multiply(value, per), of, goods.country.decimals)
    why = rate.why
    for more in (goods.remark, goods.line.note):
        if more:
            why += f"; {more}"
    return DutyLine(
        item=goods.item,
        type=TYPE,
        base=value,
        rate=rate.rate,
        amount=amount,
        currency=currency,
        basis=rate.basis,
        formula=f"{currency} {value:,f} x {rate.rate:f} % = {currency} {amount:,f}{', fractions dropped' if cut else ''} ({why})",
        source=rate.source,
        mark=rate.mark,
    )
