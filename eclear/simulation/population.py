"""Who trades on a day: importers begin, close and come back under another number, and react to what is found at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from eclear.reference import Country
from eclear.simulation.goods import Goods
from eclear.simulation.markets import Prices
from eclear.simulation.shape import Shape
from eclear.simulation.traders import CRITICAL_WAYS, IMPORTERS, ORDINARY_WAYS, Founding, Importer, Temper

Cell = tuple[str, str]
"""A heading from one origin."""

NEW_AT_START = 90
"""Those who are new at the start began within so many days before it."""

GIVES_UP = 1.0 / 300.0
"""The chance that an offender closes on a day of his own accord. SYNTHETIC."""

COMES_BACK = 0.7
"""The chance that who closed opens again under another number. SYNTHETIC."""

TROUBLED = 0.3
"""How many of their mistakes the careless still make for a while after one was found. SYNTHETIC."""


@dataclass(slots=True)
class Standing:
    """What somebody has been through: how often he was caught, and until when he is careful."""

    caught: int = 0
    careful_until: date = date.min


class Population:
    """All importers of a world. What changes with time is drawn from streams of its own."""

    def __init__(self, seed: int, country: Country, start: date, goods: Mapping[str, Goods], shape: Shape) -> None:
        """Found the importers who are there at the start: a few of them are new to trade."""
        chance = Random(f"{seed} importers")
        self._goods, self._shape = goods, shape
        self._chance, self._reactions = Random(f"{seed} comings and goings"), Random(f"{seed} reactions")
        self.founding = Founding(country, start, goods, shape.offenders, chance)
        self.trusted = self.founding.authorised(start)
        self.importers = list(self.trusted)
        for _ in range(IMPORTERS - len(self.trusted)):
            newcomer = chance.random() < 0.12
            since = start - timedelta(days=chance.randrange(NEW_AT_START)) if newcomer else start
            self.importers.append(self.founding.importer(since, newcomer=newcomer))
        self._place = {importer.number: place for place, importer in enumerate(self.importers)}
        self._weights: list[float] = []
        self._until_now: list[float] = []
        self._standing: dict[str, Standing] = {}
        self._returning: list[tuple[date, Importer]] = []
        self._straws: dict[str, tuple[Importer, ...]] = {}
        self._month: tuple[int, int] | None = None
        self.today = start
        self.examined: Counter[Cell] = Counter()
        """How many declarations of each cell were examined so far; offenders hear of it."""

    # -- the day ---------------------------------------------------------------------------------------------------

    def open(self, on: date, prices: Prices) -> None:
        """Go on to a day: newcomers begin, offenders give up, shells come back, and the season moves the trade."""
        self.today = on
        if self._month != (on.year, on.month):
            self._month = (on.year, on.month)
            self._weights = [
                self._weight(importer, prices) if self._weights_open(importer) else 0.0 for importer in self.importers
            ]
        arrivals, expected = 0, self._shape.newcomers
        while expected > 0 and self._chance.random() < expected / (1.0 + expected):
            arrivals += 1
        for _ in range(arrivals):
            self._join(self.founding.importer(on, newcomer=True), prices)
        back = [importer for day, importer in self._returning if day <= on]
        self._returning = [(day, importer) for day, importer in self._returning if day > on]
        for importer in back:
            self._join(self.founding.shell(importer, on), prices)
        for importer in self._offenders_giving_up(on):
            self.close(importer)
        self._until_now = list(accumulate(self._weights))

    def draw(self, chance: Random) -> Importer:
        """Return who lodges next: the busy more often than others."""
        return chance.choices(self.importers, cum_weights=self._until_now)[0]

    def careful(self, importer: Importer) -> bool:
        """True while somebody takes care because something was found at him."""
        standing = self._standing.get(importer.number)
        return standing is not None and standing.careful_until > self.today

    def straws(self, behind: Importer) -> tuple[Importer, ...]:
        """Return who lends his name to somebody: always the same few."""
        if behind.number not in self._straws:
            count = self._chance.randint(3, 6)
            self._straws[behind.number] = tuple(self.founding.straw(behind, self.today) for _ in range(count))
        return self._straws[behind.number]

    # -- what changes them -------------------------------------------------------------------------------------------

    def found(self, number: str, meant: bool) -> None:
        """Let an importer react to something that an examination found at him."""
        place = self._place.get(number)
        if place is None or not self._shape.adapt:
            return
        importer, chance = self.importers[place], self._reactions
        standing = self._standing.setdefault(number, Standing())
        standing.caught += 1
        standing.careful_until = self.today + timedelta(days=round(self._shape.careful_days * chance.uniform(0.5, 1.5)))
        if not meant or self._weights[place] == 0.0:
            return
        if standing.caught >= self._shape.closes_after:
            self.close(importer)
        elif chance.random() < self._shape.moves:
            self.replace(self._moved(importer))

    def close(self, importer: Importer) -> None:
        """Let an importer close; most of those who have something to hide come back some weeks later."""
        self._weights[self._place[importer.number]] = 0.0
        if importer.temper_on(self.today) is Temper.DISHONEST and self._reactions.random() < COMES_BACK:
            self._returning.append((self.today + timedelta(days=self._reactions.randrange(10, 40)), importer))

    def replace(self, importer: Importer) -> None:
        """Put an importer with other habits in the place of the one of the same number."""
        self.importers[self._place[importer.number]] = importer

    def turn(self, number: str, on: date | None) -> None:
        """Let an importer be dishonest from a day on, or never."""
        self.replace(replace(self.importers[self._place[number]], turns=on))

    def trade(self, number: str) -> float:
        """Return how much an importer trades; nothing once he is closed."""
        return self._weights[self._place[number]]

    def volume(self) -> Counter[Cell]:
        """Return how much each cell is traded: the importers' weight by heading and origin of what they buy."""
        traded: Counter[Cell] = Counter()
        for importer, weight in zip(self.importers, self._weights, strict=True):
            share = weight / sum(supply.weight for supply in importer.supplies)
            for supply in importer.supplies:
                for goods in supply.goods:
                    traded[goods.heading, supply.origin] += share * supply.weight / len(supply.goods)  # type: ignore[assignment]
        return traded

    def quietest(self, cells: Counter[Cell]) -> list[Cell]:
        """Return the cells in the order of how few of their declarations were examined, for what they trade."""
        return sorted((cell for cell in cells if cells[cell] > 0), key=lambda cell: (self.examined[cell] / cells[cell], cell))

    def _moved(self, importer: Importer) -> Importer:
        """Somebody who was caught: another way, or other goods, from among those that are least examined."""
        chance = self._reactions
        if importer.way in CRITICAL_WAYS or chance.random() < 0.5:
            if importer.way not in CRITICAL_WAYS:
                importer = replace(importer, way=chance.choice([way for way in ORDINARY_WAYS if way is not importer.way]))
            places = sorted({supply.via for supply in importer.supplies} | {"HK", "SG"})
            return replace(importer, supplies=tuple(replace(each, via=chance.choice(places)) for each in importer.supplies))
        volume = self.volume()
        large = [cell for cell, weight in volume.items() if weight > 0.003 * volume.total()]
        quiet = [cell for cell in self.quietest(volume) if cell in set(large)][:20]
        heading, origin = chance.choice(quiet)
        goods = [each for each in self._goods.values() if each.heading == heading and origin in each.origins]
        return replace(importer, supplies=(self.founding.supply(True, (chance.choice(goods),), origin), *importer.supplies[1:]))

    def _offenders_giving_up(self, on: date) -> list[Importer]:
        return [
            importer
            for importer, weight in zip(self.importers, self._weights, strict=True)
            if weight and not importer.aeo and importer.temper_on(on) is Temper.DISHONEST and self._chance.random() < GIVES_UP
        ]

    def _join(self, importer: Importer, prices: Prices) -> None:
        self._place[importer.number] = len(self.importers)
        self.importers.append(importer)
        self._weights.append(self._weight(importer, prices))

    def _weights_open(self, importer: Importer) -> bool:
        place = self._place[importer.number]
        return place >= len(self._weights) or self._weights[place] > 0.0

    def _weight(self, importer: Importer, prices: Prices) -> float:
        demand = sum(supply.weight * prices.demand[supply.goods[0].hsk] for supply in importer.supplies)
        trade = self._shape.offenders_trade if importer.temper is Temper.DISHONEST else 1.0
        return importer.busy * trade * demand / sum(supply.weight for supply in importer.supplies)
