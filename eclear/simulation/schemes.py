"""A scheme: an offence that spreads, from one day on, through some kinds of goods from some countries."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from eclear.casefile.examination import Irregularity
from eclear.simulation.consignments import Consignment
from eclear.simulation.deceit import transshipped
from eclear.simulation.population import Cell, Population
from eclear.simulation.shape import Scheme, Shape
from eclear.simulation.telling import Day, Told
from eclear.simulation.traders import CRITICAL_WAYS, Importer, Temper, Way

MORE_DUE = 3.0
"""By so many percent the duty on goods must be higher before it pays to pass them off as others. SYNTHETIC."""


class Ring:
    """Those who take part in a scheme, and the cells where it runs."""

    def __init__(self, scheme: Scheme, population: Population, day: Day, chance: Random) -> None:
        """Let the scheme begin: choose the cells, and who of those who trade in them takes part."""
        self._scheme, self._chance = scheme, chance
        self.cells = frozenset(self._chosen(population, day))
        able = [
            importer
            for importer in population.importers
            if not importer.aeo and not importer.newcomer(population.today) and importer.temper is not Temper.DISHONEST
            if any(self._runs_in(goods.heading, supply.origin) for supply in importer.supplies for goods in supply.goods)
        ]
        chance.shuffle(able)
        if scheme.quiet:
            able.sort(key=lambda importer: -importer.busy)
        joined = round(scheme.joined * len(able))
        self._members = {importer.number for importer in able[:joined]}
        self._reserve = able[joined:][::-1]  # the next to be asked stands last
        for importer in able[:joined]:
            population.turn(importer.number, importer.turns or population.today)

    def tells(self, consignment: Consignment, day: Day) -> Told | None:
        """Return what a member tells about a consignment of the scheme; None for others, and where he leaves it be."""
        if consignment.importer.number not in self._members:
            return None
        number = next((n for n, line in enumerate(consignment.lines) if self._runs_in(line.goods.heading, line.origin)), None)
        if number is None or self._chance.random() >= self._scheme.often:
            return None
        if self._scheme.dearer is None:
            return transshipped(consignment, number, day, self._chance) if self._transships(consignment, number, day) else None
        return self._passes_off(consignment, number, self._scheme.dearer, day)

    def caught(self, number: str, population: Population) -> None:
        """Let somebody who was caught leave for good, where the scheme recruits; who comes instead has a clean record."""
        if not self._scheme.recruits or number not in self._members:
            return
        self._members.discard(number)
        population.turn(number, None)
        trade = 0.0
        while self._reserve and trade < population.trade(number):
            other = self._reserve.pop()
            self._members.add(other.number)
            population.turn(other.number, population.today)
            trade += population.trade(other.number)

    def takes_in(self, importer: Importer) -> bool:
        """True for somebody who takes part."""
        return importer.number in self._members

    def _runs_in(self, heading: str, origin: str) -> bool:
        return (heading, origin) in self.cells

    def _chosen(self, population: Population, day: Day) -> list[Cell]:
        """The cells of the scheme, until they make up its reach: the large ones where it pays, quiet or by lot."""
        volume = population.volume()
        total = volume.total()
        pays = {
            (each.heading, origin) for each in day.goods.values() for origin in each.origins if self._pays(each.hsk, origin, day)
        }
        large = [cell for cell in population.quietest(volume) if cell in pays and volume[cell] > 0.004 * total]
        if not self._scheme.quiet:
            self._chance.shuffle(large)
        chosen: list[Cell] = []
        for cell in large:
            if sum(volume[each] for each in chosen) < self._scheme.reach * total:
                chosen.append(cell)
        return chosen

    def _pays(self, hsk: str, origin: str, day: Day) -> bool:
        due = day.rates.rate(hsk)
        if self._scheme.dearer is None:
            return any(place != origin and saved >= MORE_DUE for place, _, saved in day.rates.elsewhere(hsk))
        return any(origin in each.origins and day.rates.rate(each.hsk) >= due + MORE_DUE for each in day.goods.values())

    def _transships(self, consignment: Consignment, number: int, day: Day) -> bool:
        line = consignment.lines[number]
        due = day.rates.rate(line.goods.hsk, line.claim)
        return any(
            place != line.origin and day.rates.rate(line.goods.hsk, basis) < due
            for place, basis, _ in day.rates.elsewhere(line.goods.hsk)
        )

    def _passes_off(self, consignment: Consignment, number: int, dearer: tuple[float, float], day: Day) -> Told:
        """Dearer goods, with more duty due, that are told to be the goods of the cell: too high a price gives them away."""
        line = consignment.lines[number]
        due = day.rates.rate(line.goods.hsk)
        others = [
            each for each in day.goods.values() if line.origin in each.origins and day.rates.rate(each.hsk) >= due + MORE_DUE
        ]
        other = self._chance.choice(others)
        usual = line.goods.usd_per_kg * day.prices.price[line.goods.hsk]
        told = replace(line, price_usd=line.net_kg * usual * self._chance.uniform(*dearer))
        true = replace(line.goods, hsk=other.hsk, description=other.description, unit=other.unit)
        units = line.net_kg if other.unit == "KGM" else max(1.0, round(line.net_kg / other.kg_per_unit))
        lodged = replace(consignment, lines=(told,))
        so = replace(consignment, lines=(replace(told, goods=true, units=units, claim=None),))
        return Told(lodged, so, so.importer, Irregularity.MISCLASSIFICATION, meant=True, way=Way.MISNAME)


def displaced(population: Population, shape: Shape, chance: Random) -> None:
    """Let a share of those who cheated for money until now leave their ways: some stop, the others give wrong codes."""
    for importer in list(population.importers):
        ordinary = importer.temper is Temper.DISHONEST and importer.way not in CRITICAL_WAYS
        if ordinary and chance.random() < shape.displaced_share:
            greed = 0.0 if chance.random() < shape.displaced_stop else importer.greed
            population.replace(replace(importer, way=Way.MISNAME, greed=greed))
