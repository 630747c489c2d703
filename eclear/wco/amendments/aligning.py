"""Which row of a declaration became which row of the one that it should be.

Rows are kept in their order, some are taken out, and new ones come behind the last: so a request to amend can say it. Of all
ways the shortest is taken: one item taken out of ten is one row that goes and some numbers, not nine other items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CHANGED, REWRITTEN, MOVED, REMOVED, ADDED = 2, 5, 1, 3, 3
"""What each kind of difference counts; a row is rewritten if more than half of it differs."""

LARGEST = 250_000
"""So many pairs of rows are compared; more rows than that are taken as they stand."""

Row = tuple[tuple[object, ...], object]
"""What a row says element by element but for its number, and its number; where rows bear none, their place."""


class By(StrEnum):
    """What tells which row became which: the shortest way, the numbers that rows bear, or where they stand."""

    SHORTEST = "shortest"
    NUMBER = "number"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Aligned:
    """Which old row, counted from 1, became which new one, counted from 0, and the new ones that were none before."""

    kept: tuple[tuple[int, int], ...]
    added: tuple[int, ...]


def aligned(old: Sequence[Row], new: Sequence[Row], by: By, *, numbered: bool) -> Aligned:
    """Return which row became which; ``numbered`` is True for rows that bear numbers of their own."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    rest = (len(old) - first) * (len(new) - first)
    if by is By.SHORTEST and rest <= LARGEST:
        pairs = _followed(old, new, first, numbered)
    elif by is By.PLACE:
        pairs = tuple((n + 1, n) for n in range(first, min(len(old), len(new))))
    else:
        pairs = _by_number(old, new, first)
    kept = tuple((n + 1, n) for n in range(first)) + pairs
    taken = {at for _, at in kept}
    return Aligned(kept, tuple(at for at in range(len(new)) if at not in taken))


def _by_number(old: Sequence[Row], new: Sequence[Row], first: int) -> tuple[tuple[int, int], ...]:
    places = {number: at for at, (_, number) in reversed([*enumerate(new)]) if at >= first}
    return tuple((n, places[old[n - 1][1]]) for n in range(first + 1, len(old) + 1) if old[n - 1][1] in places)


def _followed(old: Sequence[Row], new: Sequence[Row], first: int, numbered: bool) -> tuple[tuple[int, int], ...]:
    """Find the way that counts least, from the last rows to the first."""
    many, more = len(old), len(new)
    behind = [ADDED * (more - at) for at in range(more + 1)]
    ways: list[list[bool]] = []  # for each old row: is it kept, if the new ones from this on are still to come?
    for n in range(many - 1, first - 1, -1):
        counts = [REMOVED + cost for cost in behind]
        keeps = [False] * (more + 1)
        for at in range(first, more):
            cost = _cost(old[n], new[at], numbered) + behind[at + 1]
            if cost <= counts[at]:
                counts[at], keeps[at] = cost, True
        behind = counts
        ways.append(keeps)
    found, at = [], first
    for n, keeps in enumerate(reversed(ways), first):
        if keeps[at]:
            found.append((n + 1, at))
            at += 1
    return tuple(found)


def _cost(old: Row, new: Row, numbered: bool) -> int:
    moved = MOVED if numbered and old[1] != new[1] else 0
    if old[0] == new[0]:
        return moved
    filled = [(before, after) for before, after in zip(old[0], new[0], strict=True) if before or after]
    differ = sum(before != after for before, after in filled)
    return moved + (REWRITTEN if 2 * differ > len(filled) else CHANGED)
