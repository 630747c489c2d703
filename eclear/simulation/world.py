"""A world of traders that lodges declarations day by day, each with the truth about it kept apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from eclear.casefile.declaration import Declaration
from eclear.casefile.examination import Irregularity
from eclear.casefile.manifest import ManifestLine
from eclear.reference import Country
from eclear.simulation.consignments import consignment_of
from eclear.simulation.deceit import cheat, slip
from eclear.simulation.goods import goods_of
from eclear.simulation.manifest import listed
from eclear.simulation.markets import Prices, Rates
from eclear.simulation.papers import Papers
from eclear.simulation.population import TROUBLED, Population
from eclear.simulation.schemes import Ring, displaced
from eclear.simulation.shape import ORDINARY, Shape
from eclear.simulation.smuggling import smuggle
from eclear.simulation.telling import Day, Told
from eclear.simulation.traders import CRITICAL_WAYS, Temper, Way

HARM = {
    Irregularity.FALSE_ORIGIN: 1,
    Irregularity.MISSING_PERMIT: 1,
    Irregularity.UNDECLARED_GOODS: 2,
    Irregularity.COUNTERFEIT: 2,
    Irregularity.PROHIBITED_GOODS: 3,
}
"""How much harm goods do that nobody stops, 0 to 3; where nothing is said only money is lost. SYNTHETIC."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, whatever was declared: never part of a message, and known to the office only by looking.

    ``honest`` is the declaration that should have been lodged; it is the one lodged if nothing is wrong. What is at
    stake is the difference between the assessments of the two. ``weighed_kg`` is what a scale or an X-ray would show:
    everything on board with its packing. ``harm`` is what the goods would do if nobody stopped them, 0 (money at most) to
    3. ``way`` is how somebody cheated, ``behind`` the number of whose goods they are, whoever lent his name, and
    ``carrier_slipped`` says that the manifest is wrong and the declaration is not.
    """

    irregularity: Irregularity | None
    meant: bool
    temper: Temper
    newcomer: bool
    honest: Declaration
    weighed_kg: Decimal
    harm: int
    way: Way | None
    behind: str
    carrier_slipped: bool

    @property
    def critical(self) -> bool:
        """True for what endangers the public."""
        return self.irregularity is not None and self.irregularity.critical


@dataclass(frozen=True, slots=True)
class Simulated:
    """A declaration as it was lodged, the line of the manifest it refers to, and the truth about both."""

    declaration: Declaration
    truth: Truth
    listed: ManifestLine


class World:
    """A trade world: it goes on day by day, and hears what examinations find.

    The same seed, country, start, number per day and shape give the same days, as long as the examinations are the same.
    """

    def __init__(self, seed: int, country: Country, start: date, *, per_day: int, shape: Shape = ORDINARY) -> None:
        """Found the world; raises UnknownGoods or LookupError if the country's folder knows too little of the start."""
        self._seed, self._country, self._per_day, self._shape = seed, country, per_day, shape
        self.today = start
        """The day on which the last declarations were lodged; before the first, the start."""
        self._start, self._days, self._number = start, 0, 0
        self._goods = goods_of(country, start)
        self._places = tuple(sorted({origin for each in self._goods.values() for origin in each.origins}))
        self._prices = Prices(self._goods, shape, seed)
        self._population = Population(seed, country, start, self._goods, shape)
        self._ring: Ring | None = None
        self._waiting: deque[Told] = deque()
        self._papers = Papers(seed, country, start)

    def day(self) -> list[Simulated]:
        """Return the declarations of the next day, as many as were asked for."""
        self._open()
        return [self._next() for _ in range(self._per_day)]

    def all_day(self) -> Iterator[Simulated]:
        """Yield declarations of the next day without end."""
        self._open()
        while True:
            yield self._next()

    def examined(self, simulated: Simulated, result: str) -> None:
        """Hear what an examination found: ``conform``, ``irregular`` or ``critical``. Who was caught reacts."""
        declaration, truth = simulated.declaration, simulated.truth
        first = declaration.items[0]
        self._population.examined[first.hs[:4], first.origin or ""] += 1
        if result != "conform" and truth.irregularity is not None:
            self._population.found(truth.behind, truth.meant)
            if self._ring and self._shape.adapt:
                self._ring.caught(truth.behind, self._population)

    def _open(self) -> None:
        self.today = on = self._start + timedelta(days=self._days)
        self._papers = Papers(self._seed, self._country, on)
        self._prices.open(on)
        self._population.open(on, self._prices)
        trusted = tuple(each for each in self._population.trusted if self._country.aeo.holds(each.number, on))
        self._today = Day(self._goods, self._prices, Rates(self._country, on, self._places), self._shape, trusted)
        self._chance = Random(f"{self._seed} {self._days} trade")
        self._lies = Random(f"{self._seed} {self._days} lies")
        scheme = self._shape.scheme
        if scheme and self._days == scheme.begins:
            self._ring = Ring(scheme, self._population, self._today, Random(f"{self._seed} scheme"))
        if self._days == self._shape.displaced:
            displaced(self._population, self._shape, Random(f"{self._seed} displaced"))
        self._days += 1

    def _next(self) -> Simulated:
        if not self._waiting or self._chance.random() < 0.7:
            self._waiting.extend(self._trade())
        told = self._waiting.popleft()
        self._number += 1
        draw = self._chance.random()
        declaration = self._papers.declaration(self._number, told.consignment, draw)
        honest = declaration if told.irregularity is None else self._papers.declaration(self._number, told.so, draw)
        line, slipped = listed(declaration, told, self._lies)
        so = told.so
        truth = Truth(
            irregularity=told.irregularity,
            meant=told.meant,
            temper=told.behind.temper_on(self.today),
            newcomer=told.behind.newcomer(self.today),
            honest=honest,
            weighed_kg=Decimal(f"{so.gross_kg + so.stowed_kg:.1f}"),
            harm=HARM.get(told.irregularity, 0) if told.irregularity else 0,
            way=told.way,
            behind=told.behind.number,
            carrier_slipped=slipped,
        )
        return Simulated(declaration, truth, line)

    def _trade(self) -> tuple[Told, ...]:
        """What is told about the next consignment: one declaration, or several where it is split."""
        so = consignment_of(self._population.draw(self._chance), self._prices, self._today.rates, self._chance)
        importer = so.importer
        careful = self._population.careful(importer)
        if self._ring and not careful and (told := self._ring.tells(so, self._today)):
            return (told,)
        temper = importer.temper_on(self.today)
        if temper is not Temper.DISHONEST or (self._ring and self._ring.takes_in(importer)):
            care = self._population.founding.care[importer.declarant] * (TROUBLED if careful else 1.0)
            return (slip(so, importer.temper, care, self._today, self._lies),)
        if careful:
            return (Told(so, so, importer),)
        if importer.way in CRITICAL_WAYS:
            return (smuggle(so, self._today, self._lies),)
        lies = cheat(so, self._today, self._lies)
        return (lies,) if isinstance(lies, Told) else self._under_other_names(lies)

    def _under_other_names(self, parts: tuple[Told, ...]) -> tuple[Told, ...]:
        """Parts of a consignment in the names of others, all to the address of him whose goods they are."""
        straws = self._population.straws(parts[0].behind)
        return tuple(
            replace(part, consignment=replace(part.consignment, importer=straw, consignee=(straw.name, part.behind.street)))
            for part, straw in zip(parts, (straws * len(parts))[: len(parts)], strict=True)
        )


def generate(seed: int, count: int, on: date, country: Country) -> Iterator[Simulated]:
    """Yield ``count`` import declarations of one day, all of them fit to pass the checks.

    The same seed, day and country give the same declarations, and fewer of them are the beginning of more. Roughly
    four in a hundred have something wrong with them.
    """
    world = World(seed, country, on, per_day=count)
    for simulated, _ in zip(world.all_day(), range(count), strict=False):
        yield simulated
