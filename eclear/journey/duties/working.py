"""The working of a customs value, in one line and line by line, so that the declarant can compute it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from eclear.casefile.duty import Exchange
from eclear.casefile.quantity import Amount
from eclear.journey.duties.rounding import EXACT


class Sum(NamedTuple):
    """An amount as stated and what it is worth in the country's currency; ``sign`` is 1 to add, -1 to take off.

    ``by_mass`` is True for a charge that is shared out over the items by their mass, not by their price.
    """

    name: str
    sign: int
    amount: Amount
    exchange: Exchange
    worth: Decimal
    by_mass: bool = False


class Masses(NamedTuple):
    """The mass of each item in kilograms, all together, and which mass it is."""

    of: Mapping[int, Decimal]
    total: Decimal
    kind: str


class Line(NamedTuple):
    """One line of a working: a sum, the item's share in words ("" for all of it), and what it adds, exactly."""

    sum: Sum
    share: str
    worth: Fraction


class Working:
    """How the prices of a shipment and what was charged for the whole of it make up the value of each item."""

    def __init__(
        self, currency: str, prices: Mapping[int, Sum], charges: list[Sum], total: Decimal, masses: Masses | None, remarks: str
    ) -> None:
        """Keep the national currency, the sums, the prices together in that currency, the masses, and remarks to end with."""
        self._currency, self._prices, self._charges, self._total = currency, prices, charges, total
        self._masses, self._remarks = masses, remarks
        self._shared = bool(charges) and len(prices) > 1
        self._charged_in = _only_exchange(charges)
        self._charges_written: dict[bool, list[str]] = {}
        self._stated_total: Decimal | None = None
        if self._shared and _only_exchange([*prices.values()]):
            self._stated_total = Decimal(0)
            for price in prices.values():
                self._stated_total = EXACT.add(self._stated_total, price.amount.value)

    def told(self, number: int, own: Sequence[Sum], worth: Decimal, left: str) -> str:
        """Return the formula of one item, such as ``(USD 10,000.00 + freight USD 500.00 x 40 %) x 1,412.50 = KRW ...``.

        ``own`` are the charges of that item alone; ``left`` says what became of fractions.
        """
        return f"{self._sum(number, own)} = {self._currency} {worth:,f}{left}{self._remarks}"

    def lines(self, number: int, own: Sequence[Sum]) -> tuple[Line, ...]:
        """Return the same line by line: the price, the charges of the item, its shares of those for the whole."""
        price = self._prices[number]
        found = [
            Line(price, "", Fraction(price.worth)),
            *(Line(charge, "", charge.sign * Fraction(charge.worth)) for charge in own),
        ]
        for charge in self._charges:
            part = self._part_of(number, charge)
            found.append(
                Line(charge, self._share(number, charge) if self._shared else "", charge.sign * Fraction(charge.worth) * part)
            )
        return tuple(found)

    def _part_of(self, number: int, charge: Sum) -> Fraction:
        if charge.by_mass and self._masses:
            return Fraction(self._masses.of[number]) / Fraction(self._masses.total)
        return Fraction(self._prices[number].worth) / Fraction(self._total)

    def _sum(self, number: int, own: Sequence[Sum]) -> str:
        price = self._prices[number]
        national = price.exchange.currency == self._currency
        if not self._charges and not own:
            return f"{price.amount}" if national else f"{price.amount} x {price.exchange.rate:,f}"
        bracketed = not self._charges or self._charged_in is price.exchange  # one rate for all: it is written once, at the end
        for charge in own:
            bracketed = bracketed and charge.exchange is price.exchange
        parts = self._written(price, bracketed)
        for charge in own:
            parts += self._named(charge, bracketed)
        by_value = f" x {self._by_value(price)}" if self._shared else ""
        if bracketed not in self._charges_written:
            self._charges_written[bracketed] = [self._named(charge, bracketed) for charge in self._charges]
        for charge, written in zip(self._charges, self._charges_written[bracketed], strict=True):
            share = f" x {self._share(number, charge)}" if charge.by_mass and self._shared else by_value
            parts += f"{written}{share}"
        return f"({parts}) x {price.exchange.rate:,f}" if bracketed and not national else parts

    def _named(self, charge: Sum, bracketed: bool) -> str:
        return f" {'+' if charge.sign > 0 else '-'} {charge.name} {self._written(charge, bracketed)}"

    def _written(self, part: Sum, bracketed: bool) -> str:
        if bracketed or part.exchange.currency == self._currency:
            return f"{part.amount}"
        return f"{part.amount} x {part.exchange.rate:,f}"

    def _share(self, number: int, charge: Sum) -> str:
        if not (charge.by_mass and self._masses):
            return self._by_value(self._prices[number])
        own, total, kind = self._masses.of[number], self._masses.total, self._masses.kind
        percent = _percent(own, total)
        return f"{percent} by {kind}" if percent else f"{EXACT.normalize(own):,f} / {EXACT.normalize(total):,f} kg {kind}"

    def _by_value(self, price: Sum) -> str:
        """Return the item's share by price: in percent where two decimals say it exactly, else as a fraction."""
        percent = _percent(price.worth, self._total)
        if percent:
            return percent
        if self._stated_total is not None:
            return f"{price.amount.value:,f} / {self._stated_total:,f}"
        return f"{EXACT.normalize(price.worth):,f} / {EXACT.normalize(self._total):,f}"


def _percent(part: Decimal, whole: Decimal) -> str:
    hundredths, rest = EXACT.divmod(EXACT.multiply(part, 10_000), whole)
    return "" if rest else f"{(hundredths / 100).normalize():f} %"


def _only_exchange(sums: Sequence[Sum]) -> Exchange | None:
    """Return the exchange rate that all the sums share, or None if they have several or there are none."""
    first = sums[0].exchange if sums else None
    for each in sums:
        if each.exchange is not first:
            return None
    return first
