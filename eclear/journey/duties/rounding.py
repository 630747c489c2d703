"""Exact arithmetic, and what becomes of fractions: by the rule of the country they are dropped, or the amount is rounded."""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

from eclear.reference import Country

EXACT = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic in which a lost digit is an error: longer than any amount, rate and their products can be."""

SMALLEST = {True: "fractions dropped", False: "further decimals dropped"}
"""How dropping is told, for a currency without decimals and for one that has them."""


def rounded(numerator: Decimal, denominator: Decimal | int, country: Country) -> tuple[Decimal, str]:
    """Return numerator / denominator in the currency of a country, and in words what became of the rest; "" if nothing was left.

    Both are 0 or more.
    """
    amount, rest = divided(numerator, denominator, country.decimals, half_up=country.rounding == "half-up")
    if not rest:
        return amount, ""
    return amount, ", rounded half up" if country.rounding == "half-up" else f", {SMALLEST[country.decimals == 0]}"


def divided(numerator: Decimal, denominator: Decimal | int, decimals: int, *, half_up: bool = False) -> tuple[Decimal, bool]:
    """Return numerator / denominator cut or rounded to some decimals, and whether anything was left over.

    The quotient itself is never formed, so nothing is lost before the cut.
    """
    scaled = EXACT.scaleb(numerator, decimals) if decimals else numerator
    whole, rest = EXACT.divmod(scaled, denominator)
    if half_up and EXACT.multiply(rest, 2) >= denominator:
        whole = EXACT.add(whole, 1)
    return (EXACT.scaleb(whole, -decimals) if decimals else whole), bool(rest)
