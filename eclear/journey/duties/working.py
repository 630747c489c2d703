"""The working of a customs value in one line, so that the declarant can compute it again."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.duty import Exchange
from eclear.casefile.quantity import Amount
from eclear.journey.duties.rounding import EXACT


class Sum(NamedTuple):
    """An amount as stated and what it is worth in the country's currency; ``sign`` is 1 to add, -1 to take off."""

    name: str
    sign: int
    amount: Amount
    exchange: Exchange
    worth: Decimal


class Working:
    """How the prices of a shipment and what was charged for the whole of it make up the value of each item."""

    def __init__(self, currency: str, prices: list[Sum], charges: list[Sum], total: Decimal, remarks: str) -> None:
        """Keep the national currency, the sums, the prices together in that currency, and the remarks to end with."""
        self._currency, self._charges, self._total, self._remarks = currency, charges, total, remarks
        self._shared = bool(charges) and len(prices) > 1
        self._charged_in = _only_exchange(charges)
        self._stated_total: Decimal | None = None
        if self._shared and _only_exchange(prices):
            self._stated_total = Decimal(0)
            for price in prices:
                self._stated_total = EXACT.add(self._stated_total, price.amount.value)

    def told(self, price: Sum, worth: Decimal, left: str) -> str:
        """Return the formula of one item, such as ``(USD 10,000.00 + freight USD 500.00 x 40 %) x 1,412.50 = KRW ...``.

        ``left`` says what became of fractions.
        """
        return f"{self._sum(price)} = {self._currency} {worth:,f}{left}{self._remarks}"

    def _sum(self, price: Sum) -> str:
        own = price.exchange.currency == self._currency
        if not self._charges:
            return f"{price.amount}" if own else f"{price.amount} x {price.exchange.rate:,f}"
        bracketed = self._charged_in is price.exchange  # one rate for all: it is written once, after the bracket
        share = self._share(price) if self._shared else ""
        parts = self._part(price, bracketed)
        for charge in self._charges:
            parts += f" {'+' if charge.sign > 0 else '-'} {charge.name} {self._part(charge, bracketed)}{share}"
        return f"({parts}) x {price.exchange.rate:,f}" if bracketed and not own else parts

    def _part(self, part: Sum, bracketed: bool) -> str:
        if bracketed or part.exchange.currency == self._currency:
            return f"{part.amount}"
        return f"{part.amount} x {part.exchange.rate:,f}"

    def _share(self, price: Sum) -> str:
        """Return the item's share of the charges: in percent where two decimals say it exactly, else as a fraction."""
        hundredths, rest = EXACT.divmod(EXACT.multiply(price.worth, 10_000), self._total)
        if not rest:
            return f" x {(hundredths / 100).normalize():f} %"
        if self._stated_total is not None:
            return f" x {price.amount.value:,f} / {self._stated_total:,f}"
        return f" x {EXACT.normalize(price.worth):,f} / {EXACT.normalize(self._total):,f}"


def _only_exchange(sums: list[Sum]) -> Exchange | None:
    """Return the exchange rate that all the sums share, or None if they have several or there are none."""
    first = sums[0].exchange if sums else None
    for each in sums:
        if each.exchange is not first:
            return None
    return first
