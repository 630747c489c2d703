"""Declarations out of the simulated world, each with the truth about it kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from eclear.casefile.declaration import Declaration
from eclear.casefile.examination import Irregularity
from eclear.reference import Country
from eclear.simulation.consignments import consignment_of
from eclear.simulation.deceit import tell
from eclear.simulation.goods import goods_of
from eclear.simulation.papers import Papers
from eclear.simulation.traders import Temper, importers_of


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, whatever was declared: never part of a message, and known to the office only by looking.

    ``honest`` is the declaration that should have been lodged; it is the one lodged if nothing is wrong. What is at
    stake is the difference between the assessments of the two.
    """

    irregularity: Irregularity | None
    meant: bool
    temper: Temper
    newcomer: bool
    honest: Declaration


@dataclass(frozen=True, slots=True)
class Simulated:
    """A declaration as it was lodged, and the truth about it."""

    declaration: Declaration
    truth: Truth


def generate(seed: int, count: int, on: date, country: Country) -> Iterator[Simulated]:
    """Yield ``count`` import declarations of one day, all of them fit to pass the checks.

    The same seed, day and country give the same declarations, and fewer of them are the beginning of more. Roughly
    three in a hundred have something wrong with them.
    """
    goods = goods_of(country, on)
    importers = importers_of(country, on, goods, Random(f"{seed} importers"))
    busy = list(accumulate(importer.busy for importer in importers))
    chance, papers = Random(f"{seed} consignments"), Papers(seed, country, on)
    for number in range(1, count + 1):
        importer = chance.choices(importers, cum_weights=busy)[0]
        so = consignment_of(importer, country, on, chance)
        told = tell(so, goods, country, on, chance)
        paper = chance.random()
        declaration = papers.declaration(number, told.consignment, paper)
        honest = declaration if told.irregularity is None else papers.declaration(number, so, paper)
        yield Simulated(declaration, Truth(told.irregularity, told.meant, importer.temper, importer.newcomer, honest))
