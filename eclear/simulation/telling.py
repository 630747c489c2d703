"""What is told to customs about a consignment, and the means that all liars share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from eclear.casefile.examination import Irregularity
from eclear.simulation.consignments import Consignment, Line
from eclear.simulation.goods import Goods
from eclear.simulation.markets import Prices, Rates
from eclear.simulation.shape import Shape
from eclear.simulation.traders import Importer, Way


@dataclass(frozen=True, slots=True)
class Told:
    """A consignment as it is told to customs and as it is (``so``), with what is wrong about it, None if nothing.

    ``meant`` tells a lie from a slip, ``way`` how the liar went about it. ``behind`` is whose goods they are, whoever lent
    his name. ``known_kg`` is the gross mass that the carrier knows of, where it is not what is told.
    """

    consignment: Consignment
    so: Consignment
    behind: Importer
    irregularity: Irregularity | None = None
    meant: bool = False
    way: Way | None = None
    known_kg: float | None = None


@dataclass(slots=True)
class Day:
    """What who tells something looks at on a day: the goods there are, prices, the tariff, the shape of the world."""

    goods: Mapping[str, Goods]
    prices: Prices
    rates: Rates
    shape: Shape
    trusted: Sequence[Importer] = ()


def passed_off(line: Line, other: Goods, liar: Random | None = None) -> Line:
    """Return the same things in the same packages at the same price, under another code and name.

    A liar mostly states a count that fits the other goods; who only slips states what he counted.
    """
    named = replace(line.goods, hsk=other.hsk, description=other.description, unit=other.unit)
    units = line.units
    if other.unit == "KGM":
        units = line.net_kg
    elif line.goods.unit == "KGM" or (liar is not None and liar.random() < 0.6):
        units = max(1.0, round(line.net_kg / other.kg_per_unit * (liar.lognormvariate(0.0, 0.1) if liar else 1.0)))
    return replace(line, goods=named, claim=None, units=units)


def dearest(consignment: Consignment) -> int:
    """Return which line is worth most (0 is the first): it is the one worth lying about."""
    lines = consignment.lines
    return max(range(len(lines)), key=lambda number: lines[number].price_usd)
