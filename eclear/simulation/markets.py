"""What a day is like for traders: what each kind of goods costs, how much it is asked for, and what the tariff makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import sqrt
from random import Random

from eclear.reference import Country
from eclear.simulation.goods import Goods
from eclear.simulation.shape import Shape


class Prices:
    """Prices and demand from day to day, by tariff line: they follow the season, and wander."""

    def __init__(self, goods: Mapping[str, Goods], shape: Shape, seed: int) -> None:
        """Begin at the usual prices."""
        self._goods, self._drift, self._chance = goods, shape.price_drift / sqrt(365.0), Random(f"{seed} prices")
        self.sales = shape.sales
        self._wandered = dict.fromkeys(goods, 1.0)
        self._tight = dict.fromkeys(goods, 1.0)
        self._month: tuple[int, int] | None = None
        self.price: dict[str, float] = {}
        """What goods cost, as a multiple of their usual price."""
        self.demand: dict[str, float] = {}
        """How much is asked for, as a multiple of the year's mean."""
        self.pressure: dict[str, float] = {}
        """How hard it is to sell with a profit, 1 as usual: the more so, the more it pays to save duty."""

    def open(self, on: date) -> None:
        """Go on to a day."""
        if self._month != (on.year, on.month):
            self._month = (on.year, on.month)
            for hsk in self._tight:
                self._tight[hsk] = self._chance.lognormvariate(0.0, 0.35)
        for hsk, each in self._goods.items():
            season = each.season(on)
            self._wandered[hsk] *= self._chance.lognormvariate(0.0, self._drift)
            self.price[hsk] = price = self._wandered[hsk] * (1.0 + each.price_swing * season)
            self.demand[hsk] = 1.0 + each.swing * season
            self.pressure[hsk] = self._tight[hsk] * price


class Rates:
    """The tariff as traders reckon with it, on one day: percents, preferences and what they ask."""

    def __init__(self, country: Country, on: date, places: tuple[str, ...]) -> None:
        """Open the tariff of a day; ``places`` are the countries that goods may come by."""
        self._country, self._on, self._places = country, on, places
        self._rates: dict[tuple[str, str | None], float] = {}
        self._best: dict[tuple[str, str], tuple[str, float] | None] = {}
        self._limits: dict[str, tuple[float | None, float | None]] = {}
        self._elsewhere: dict[str, tuple[tuple[str, str, float], ...]] = {}

    def rate(self, hsk: str, claim: str | None = None) -> float:
        """Return the percent of duty on goods, without a claim or with a preference; 0 where there is no percent."""
        key = (hsk, claim)
        if key not in self._rates:
            line = self._country.tariff.line(hsk, self._on)
            chosen = line.rate(claim) if line else None
            self._rates[key] = float(chosen.rate.percent or 0) if chosen else 0.0
        return self._rates[key]

    def preference(self, hsk: str, origin: str) -> tuple[str, float] | None:
        """Return the preference that saves most on goods of an origin, and the percent it saves; None if none does."""
        key = (hsk, origin)
        if key not in self._best:
            self._best[key] = self._preference(hsk, origin)
        return self._best[key]

    def elsewhere(self, hsk: str) -> tuple[tuple[str, str, float], ...]:
        """Return every country whose origin would lower the duty on goods: country, preference and percent saved."""
        if hsk not in self._elsewhere:
            found = ((place, self.preference(hsk, place)) for place in self._places)
            self._elsewhere[hsk] = tuple((place, *best) for place, best in found if best)
        return self._elsewhere[hsk]

    def limits(self, claim: str) -> tuple[float | None, float | None]:
        """Return the values of a consignment, in US dollars, that a preference knows.

        Above the first only an approved exporter may prove the origin, below the second no proof is asked; None for none.
        """
        if claim not in self._limits:
            agreement = self._country.agreements.of(claim, self._on)
            exchange, edges = self._country.exchange, []
            for limit in (agreement.approved_exporter, agreement.waiver) if agreement else (None, None):
                rate = exchange.rate(limit.amount.currency, self._on) if limit else None
                dollar = exchange.rate("USD", self._on)
                edges.append(float(limit.amount.value * rate.rate / dollar.rate) if limit and rate and dollar else None)
            self._limits[claim] = (edges[0], edges[1])
        return self._limits[claim]

    def _preference(self, hsk: str, origin: str) -> tuple[str, float] | None:
        line = self._country.tariff.line(hsk, self._on)
        general = line.rate() if line else None
        if line is None or general is None:
            return None
        best: tuple[str, float] | None = None
        for basis in line.rows:
            preference = self._country.tariff.preferences.get(basis)
            if preference and origin in preference.parties and (rate := line.rate(basis)):
                saved = float((general.rate.percent or 0) - (rate.rate.percent or 0))
                if saved > (best[1] if best else 0.0):
                    best = (basis, saved)
        return best
