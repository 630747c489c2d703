"""Exact arithmetic, and the truncation that the law asks for: whole won at each step, fractions dropped, never rounded up."""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

EXACT = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic in which a lost digit is an error: longer than any amount, rate and their products can be."""


def truncated(numerator: Decimal, denominator: Decimal | int, decimals: int) -> tuple[Decimal, bool]:
    """Return numerator / denominator cut to the decimals of the currency, and whether anything was dropped.

    Both are 0 or more. The quotient itself is never formed, so nothing is lost before the cut.
    """
    scaled = EXACT.scaleb(numerator, decimals) if decimals else numerator
    whole, rest = EXACT.divmod(scaled, denominator)
    return (EXACT.scaleb(whole, -decimals) if decimals else whole), bool(rest)
