"""The kinds of duty and tax, one file each. They are found here by themselves and taken in the order of their step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from eclear.casefile.duty import DutyLine
from eclear.reference import Country, RateChosen, TariffLine


class Goods(NamedTuple):
    """One item ready to be taxed: its number, its customs value, its tariff line and the duty rate that applies.

    ``remark`` is what a reader of the duty must know besides. ``additional`` are the additional codes of the goods.
    ``suspended`` names the procedure under which nothing is paid; "" for goods that pay.
    """

    item: int
    value: Decimal
    line: TariffLine
    rate: RateChosen
    remark: str
    country: Country
    on: date
    additional: tuple[str, ...] = ()
    suspended: str = ""


Levy = Callable[[Goods, str, tuple[DutyLine, ...]], DutyLine]
"""From the goods, the country's code of the kind, and the lines before it to the line of one kind."""


def line_of(
    goods: Goods, type: str, base: Decimal, rate: Decimal, amount: Decimal, *, basis: str, formula: str, source: str, mark: str
) -> DutyLine:
    """Return a line of what an item owes, in the country's currency; suspended goods owe nothing, and the formula says so."""
    currency, suspended = goods.country.currency, Decimal(0)
    if goods.suspended and amount:
        formula += f"; nothing to pay while suspended under procedure {goods.suspended}"
        amount, suspended = amount * 0, amount
    return DutyLine(goods.item, type, base, rate, amount, currency, basis, formula, source, mark, suspended)


def _in_order() -> dict[str, Levy]:
    kinds = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {kind.KIND: kind.levy for kind in sorted(kinds, key=lambda kind: int(kind.STEP))}


LEVIES = _in_order()
"""Every kind in the order of the law: customs duty first, VAT last. A country names those that it levies."""
