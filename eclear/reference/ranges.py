"""Ranges of commodity codes as people write them: ``2208``, ``0101-0106``, ``8703 8704``; found by their leading digits."""

from __future__ import annotations

from eclear.reference.rows import Row

WIDEST = 200
"""How many codes one range may stand for; a wider one is better written with fewer digits."""


def prefixes(row: Row, name: str) -> tuple[str, ...]:
    """Return the leading digits that a cell stands for; ("",), which means all goods, for a blank one."""
    return tuple(dict.fromkeys(digits for word in row.texts(name) for digits in _spelled_out(row, name, word))) or ("",)


def some_prefixes(row: Row, name: str) -> tuple[str, ...]:
    """Return the leading digits that a cell stands for, where one cannot mean all goods; raises ReferenceFault for a blank."""
    if not row.texts(name):
        raise row.fault(f"{name} is empty. List the leading digits of the codes, two to ten of them.", name)
    return prefixes(row, name)


def _spelled_out(row: Row, name: str, written: str) -> tuple[str, ...]:
    first, dash, last = written.partition("-")
    for digits in (first, last) if dash else (first,):
        if not (digits.isascii() and digits.isdecimal()) or not 2 <= len(digits) <= 10:
            raise row.fault(f"{name} {written!r} is not the beginning of a code. Write two to ten digits, or 0101-0106.", name)
    if not dash:
        return (first,)
    if len(first) != len(last) or not 0 < int(last) - int(first) < WIDEST:
        remedy = f"Write two ends of equal length that rise, at most {WIDEST} apart."
        raise row.fault(f"{name} {written!r} is no range. {remedy}", name)
    return tuple(f"{number:0{len(first)}d}" for number in range(int(first), int(last) + 1))
