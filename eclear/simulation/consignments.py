"""What a consignment really is: the goods on board with their true origin, mass and price. Nobody has declared anything yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import exp
from random import Random

from eclear.reference import Country
from eclear.simulation.goods import Goods
from eclear.simulation.traders import Importer

PRICE_LEVEL = {"CN": 0.85, "VN": 0.85, "IN": 0.85, "ID": 0.9, "TH": 0.9, "JP": 1.2, "US": 1.15, "DE": 1.25, "IT": 1.3, "FR": 1.3}
"""How dear goods of an origin are; 1 where nothing is said. SYNTHETIC."""

DISTANCE = {"CN": 0.6, "JP": 0.6, "VN": 0.9, "TH": 1.0, "ID": 1.1, "IN": 1.3}
"""How far freight has to go; 1.8 for the rest of the world. SYNTHETIC."""

HUBS = ("HK", "SG")
CURRENCY = {"JP": "JPY", "DE": "EUR", "FR": "EUR", "IT": "EUR", "CN": "CNY"}
"""The currency that sellers of a country ask for now and then; otherwise they ask for dollars."""


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one kind and origin: mass in kilograms, units of quantity, number of packages, price in US dollars.

    ``claim`` is the preference that the importer claims with proof, such as FCN1, or None.
    """

    goods: Goods
    origin: str
    claim: str | None
    net_kg: float
    gross_kg: float
    units: float
    packages: int
    price_usd: float


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods under one bill of lading. Freight and insurance in US dollars, whoever pays them."""

    importer: Importer
    lines: tuple[Line, ...]
    exported_from: str
    seller_country: str
    by_air: bool
    currency: str
    freight_usd: float
    insurance_usd: float


def consignment_of(importer: Importer, country: Country, on: date, chance: Random) -> Consignment:
    """Return the next consignment of an importer: one to four kinds of his goods, from one origin where that can be."""
    how_many = min(len(importer.goods), chance.choices((1, 2, 3, 4), (62, 22, 10, 6))[0])
    chosen = chance.sample(importer.goods, how_many)
    origin = _drawn(chosen[0].origins, chance)
    lines = tuple(_line(importer, goods, origin, country, on, chance) for goods in chosen)
    exported_from = chance.choice(HUBS) if chance.random() < importer.detour else lines[0].origin
    worth, mass = sum(line.price_usd for line in lines), sum(line.gross_kg for line in lines)
    by_air = chance.random() < (0.7 if worth / mass > 40 else 0.25 if worth / mass > 15 else 0.03)
    per_kg = (2.5 if by_air else 0.12) * DISTANCE.get(exported_from, 1.8)
    currency = CURRENCY.get(exported_from, "USD") if chance.random() < 0.4 else "USD"
    return Consignment(
        importer=importer,
        lines=lines,
        exported_from=exported_from,
        seller_country=exported_from if chance.random() < 0.9 else chance.choice(("HK", "SG", "US")),
        by_air=by_air,
        currency=currency,
        freight_usd=(60.0 + per_kg * mass) * chance.lognormvariate(0.0, 0.2),
        insurance_usd=worth * chance.uniform(0.001, 0.003),
    )


def preference_for(goods: Goods, origin: str, country: Country, on: date) -> tuple[str, float] | None:
    """Return the preference that saves most on goods of an origin, and the percent it saves; None if none does."""
    line = country.tariff.line(goods.hsk, on)
    general = line.rate() if line else None
    if line is None or general is None:
        return None
    best: tuple[str, float] | None = None
    for basis in line.rows:
        preference = country.tariff.preferences.get(basis)
        if preference and origin in preference.parties and (rate := line.rate(basis)):
            saved = float((general.rate.percent or 0) - (rate.rate.percent or 0))
            if saved > (best[1] if best else 0.0):
                best = (basis, saved)
    return best


def _line(importer: Importer, goods: Goods, origin: str, country: Country, on: date, chance: Random) -> Line:
    origin = origin if origin in goods.origins else _drawn(goods.origins, chance)
    net = max(goods.kg_per_unit, goods.shipment_kg * chance.lognormvariate(0.0, 0.9))
    counted = max(1.0, round(net / (goods.kg_per_unit * chance.lognormvariate(0.0, 0.08))))
    units = net if goods.unit == "KGM" else counted
    packages = max(1, round(net / goods.kg_per_package))
    per_kg = goods.usd_per_kg * importer.price_level * PRICE_LEVEL.get(origin, 1.0) * exp(chance.gauss(0.0, goods.spread))
    if chance.random() < 0.03:
        per_kg *= chance.uniform(0.5, 0.8)  # clearance sales: cheap and honest
    preference = preference_for(goods, origin, country, on)
    claim = preference[0] if preference and chance.random() < importer.claims else None
    return Line(goods, origin, claim, net, net * chance.uniform(1.03, 1.15), units, packages, net * per_kg)


def _drawn(weights: Mapping[str, float], chance: Random) -> str:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]
