"""Exact arithmetic, and what becomes of fractions: by the rule of the country they are dropped, or the amount is rounded."""

from __future__ import annotations

from decimal import Decimal

from eclear.reference import Country
from eclear.reference.formula import EXACT

__all__ = ["EXACT", "divided", "rounded"]

SMALLEST = {True: "fractions dropped", False: "further decimals dropped"}
"""How dropping is told, for a currency without decimals and for one that has them."""


def rounded(numerator: Decimal, denominator: Decimal | int, country: Country, rule: str = "") -> tuple[Decimal, str]:
    """Return numerator / denominator in the currency of a country, and in words what became of the rest; "" if nothing was left.

    Both are 0 or more. ``rule`` is that of a tax which has its own, "" for that of the country.
    """
    half_up = (rule or country.rounding) == "half-up"
    amount, rest = divided(numerator, denominator, country.decimals, half_up=half_up)
    if not rest:
        return amount, ""
    return amount, ", rounded half up" if half_up else f", {SMALLEST[country.decimals == 0]}"


def divided(numerator: Decimal, denominator: Decimal | int, decimals: int, *, half_up: bool = False) -> tuple[Decimal, bool]:
    """Return numerator / denominator cut or rounded to some decimals, and whether anything was left over.

    The quotient itself is never formed, so nothing is lost before the cut.
    """
    scaled = EXACT.scaleb(numerator, decimals) if decimals else numerator
    whole, rest = EXACT.divmod(scaled, denominator)
    if half_up and EXACT.multiply(rest, 2) >= denominator:
        whole = EXACT.add(whole, 1)
    return (EXACT.scaleb(whole, -decimals) if decimals else whole), bool(rest)
