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
    """One item ready to be taxed: its number, its customs value, its tariff line and the duty rate that applies."""

    item: int
    value: Decimal
    line: TariffLine
    rate: RateChosen
    remark: str
    country: Country
    on: date


Levy = Callable[[Goods, tuple[DutyLine, ...]], DutyLine]
"""From the goods and the lines before it to the line of one kind."""


def _in_order() -> tuple[Levy, ...]:
    kinds = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return tuple(kind.levy for kind in sorted(kinds, key=lambda kind: int(kind.STEP)))


LEVIES = _in_order()
"""Every kind in the order of the law: customs duty first, VAT last."""
