"""Customs duty (관세): the customs value at the rate of the tariff."""

from __future__ import annotations

from eclear.casefile.duty import DutyLine
from eclear.journey.duties.kinds import Goods, line_of
from eclear.journey.duties.rounding import EXACT, rounded

STEP = 1
KIND = "duty"


def levy(goods: Goods, type: str, before: tuple[DutyLine, ...]) -> DutyLine:
    """Return the duty on the goods; it stands first, so nothing before it counts."""
    value, rate, currency = goods.value, goods.rate, goods.country.currency
    per, of = rate.ratio
    amount, left = rounded(EXACT.multiply(value, per), of, goods.country)
    why = rate.why
    for more in (goods.remark, goods.line.note):
        if more:
            why += f"; {more}"
    return line_of(
        goods,
        type,
        value,
        rate.rate,
        amount,
        basis=rate.basis,
        formula=f"{currency} {value:,f} x {rate.rate:f} % = {currency} {amount:,f}{left} ({why})",
        source=rate.source,
        mark=rate.mark,
    )
