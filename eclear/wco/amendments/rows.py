"""Which row of a request speaks of which row of the declaration.

A request sends only what is new, so its rows need not stand where those of the declaration stand. A class that requires a
number (items, packages, containers, seals) is told apart by that number; any other by its order. Where neither decides,
nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from eclear.wco.amendments.requests import NUMBER
from eclear.wco.schemas import Part

Pairs = dict[int, etree._Element]
"""The row of the request that speaks of the n-th row of the declaration, counted from 1."""


class Ambiguous(Exception):
    """Nothing tells which row of the request belongs to which place that it points to."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """How a request points to one row: as a whole, or to its number, or neither."""

    whole: bool
    number: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs found, and the rows of the request that speak of no row at all."""

    pairs: Pairs = field(default_factory=dict)
    left: tuple[etree._Element, ...] = ()


def is_numbered(part: Part) -> bool:
    """True for a class whose rows are told apart by a number that they must carry."""
    number = part.by_name.get(NUMBER)
    return part.repeats and number is not None and number.least > 0


def number(row: etree._Element, part: Part) -> Decimal:
    """The number that a row of a numbered class carries."""
    return Decimal((row.findtext(f"{{{part.namespace}}}{NUMBER}") or "0").strip() or 0)


def pair(part: Part, rows: Sequence[etree._Element], sent: Sequence[etree._Element], pointed: Mapping[int, Pointed]) -> Pairing:
    """Pair the rows of a request with those of the declaration.

    ``pointed`` are the places that the request points to, in the order in which it names them; a place behind the last
    row is a new row. Raises :class:`Ambiguous` where it takes a guess.
    """
    if not part.repeats:
        return Pairing(dict(enumerate(sent, 1)))
    if is_numbered(part):
        return _by_number(part, rows, sent, pointed)
    return _by_order(rows, sent, pointed)


def _by_number(
    part: Part, rows: Sequence[etree._Element], sent: Sequence[etree._Element], pointed: Mapping[int, Pointed]
) -> Pairing:
    """A row keeps its number, so that the same number means the same row.

    Only a row whose number itself is amended stands there with its new one. It takes what the others leave; a row that
    is pointed at as a whole then counts as taken out if there is nothing left for it.
    """
    waiting = defaultdict[Decimal, deque[etree._Element]](deque)
    for row in sent:
        waiting[number(row, part)].append(row)
    pairs: Pairs = {}

    def claim(places: Iterable[int]) -> None:
        for n in places:
            if same := waiting[number(rows[n - 1], part)]:
                pairs[n] = same.popleft()

    def left() -> list[etree._Element]:
        taken = set(pairs.values())
        return [row for row in sent if row not in taken]

    there = range(1, len(rows) + 1)
    whole = [n for n in there if n in pointed and pointed[n].whole]
    renumbered = [n for n in there if n in pointed and pointed[n].number and not pointed[n].whole]
    takers = renumbered + sorted(n for n in pointed if n > len(rows))
    claim(sorted(set(there).difference(whole, renumbered)))
    if not renumbered or len(left()) != len(takers):
        claim(whole)
    rest = left()
    named = list(filter(set(takers).__contains__, pointed))
    if renumbered and rest and (len(rest) != len(takers) or takers != named):
        raise Ambiguous
    pairs.update(zip(takers, rest, strict=False))
    return Pairing(pairs, tuple(rest[len(takers) :]))


def _by_order(rows: Sequence[etree._Element], sent: Sequence[etree._Element], pointed: Mapping[int, Pointed]) -> Pairing:
    """The n-th row is the n-th row if there are enough of them; otherwise each place named takes the next one.

    If there are fewer rows than places, those that are there and are pointed at as a whole are taken out. The places must
    be named in rising order, because rows may have been sent in this order or in that of the amendments.
    """
    if not sent or len(sent) >= max(pointed, default=0):
        return Pairing(dict(enumerate(sent, 1)))
    places = list(pointed)
    if len(sent) != len(places):
        places = [n for n in places if n > len(rows) or not pointed[n].whole]
    if len(sent) != len(places) or places != sorted(places):
        raise Ambiguous
    return Pairing(dict(zip(places, sent, strict=True)))
