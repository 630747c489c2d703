"""What a consignment really is: the goods on board with their true origin, mass and price. Nobody has declared anything yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from random import Random

from eclear.simulation.goods import Goods
from eclear.simulation.markets import Prices, Rates
from eclear.simulation.sellers import Seller
from eclear.simulation.traders import Importer, Supply

PRICE_LEVEL = {"CN": 0.85, "VN": 0.85, "IN": 0.85, "ID": 0.9, "TH": 0.9, "JP": 1.2, "US": 1.15, "DE": 1.25, "IT": 1.3, "FR": 1.3}
"""How dear goods of an origin are; 1 where nothing is said. SYNTHETIC."""

DISTANCE = {"CN": 0.6, "JP": 0.6, "VN": 0.9, "TH": 1.0, "ID": 1.1, "IN": 1.3}
"""How far freight has to go; 1.8 for the rest of the world. SYNTHETIC."""

CURRENCY = {"JP": "JPY", "DE": "EUR", "FR": "EUR", "IT": "EUR", "CN": "CNY"}
"""The currency that sellers of a country ask for now and then; otherwise they ask for dollars."""


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one kind and origin: mass in kilograms, units of quantity, number of packages, price in US dollars.

    ``claim`` is the preference that the importer claims with proof, such as FCN1, or None; ``approved`` tells whether an
    approved exporter made out the proof.
    """

    goods: Goods
    origin: str
    claim: str | None
    net_kg: float
    gross_kg: float
    units: float
    packages: int
    price_usd: float
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods under one bill of lading. Freight and insurance in US dollars, whoever pays them.

    ``stowed_kg`` is what lies in the container besides the goods of the lines. ``declarant`` is the number and the name of
    who signs. ``consignee`` is the name and address where the carrier delivers.
    """

    importer: Importer
    supply: Supply
    seller: Seller
    lines: tuple[Line, ...]
    exported_from: str
    by_air: bool
    currency: str
    freight_usd: float
    insurance_usd: float
    declarant: tuple[str, str]
    consignee: tuple[str, str]
    stowed_kg: float = 0.0

    @property
    def worth_usd(self) -> float:
        """The price of all its goods."""
        return sum(line.price_usd for line in self.lines)

    @property
    def gross_kg(self) -> float:
        """The mass of all goods of its lines with their packing."""
        return sum(line.gross_kg for line in self.lines)

    def with_line(self, number: int, line: Line) -> Consignment:
        """Return the same consignment with another line in the place of one of its own (0 is the first)."""
        return replace(self, lines=(*self.lines[:number], line, *self.lines[number + 1 :]))


def consignment_of(importer: Importer, prices: Prices, rates: Rates, chance: Random) -> Consignment:
    """Return the next consignment of an importer: one to four kinds of goods of one of his sellers."""
    supplies = importer.supplies
    supply = supplies[0]
    if len(supplies) > 1:
        weights = [each.weight * prices.demand[each.goods[0].hsk] for each in supplies]
        supply = chance.choices(supplies, weights)[0]
    kinds = supply.goods
    if len(kinds) > 1:
        kinds = tuple(chance.sample(kinds, min(len(kinds), chance.choices((1, 2, 3, 4), (55, 25, 12, 8))[0])))
    urgent = kinds[0].usd_per_kg >= 5.0 and chance.random() < importer.urgent
    size = chance.uniform(0.02, 0.12) if urgent else 1.0
    lines = tuple(_line(goods, supply, importer, size, prices, rates, chance) for goods in kinds)
    worth, mass = sum(line.price_usd for line in lines), sum(line.gross_kg for line in lines)
    if not importer.approved:
        lines = tuple(_claimable(line, worth, rates) for line in lines)
    dear = worth / mass
    by_air = chance.random() < (0.92 if urgent else 0.85 if dear > 40 else 0.3 if dear > 15 else 0.04)
    per_kg = (2.5 if by_air else 0.12) * DISTANCE.get(supply.via, 1.8)
    currency = CURRENCY.get(supply.via, "USD") if chance.random() < 0.4 else "USD"
    return Consignment(
        importer=importer,
        supply=supply,
        seller=supply.seller,
        lines=lines,
        exported_from=supply.via,
        by_air=by_air,
        currency=currency,
        freight_usd=(60.0 + per_kg * mass) * chance.lognormvariate(0.0, 0.2),
        insurance_usd=worth * chance.uniform(0.001, 0.003),
        declarant=(importer.declarant, importer.declarant_name),
        consignee=(importer.name, importer.street),
    )


def _line(goods: Goods, supply: Supply, importer: Importer, size: float, prices: Prices, rates: Rates, chance: Random) -> Line:
    net = max(goods.shipment_kg * size * chance.lognormvariate(0.0, 0.9), goods.kg_per_unit * chance.uniform(0.95, 1.2))
    counted = max(1.0, round(net / (goods.kg_per_unit * chance.lognormvariate(0.0, 0.08))))
    units = net if goods.unit == "KGM" else counted
    packages = max(1, round(net / goods.kg_per_package))
    level = importer.price_level * supply.seller.price_level * PRICE_LEVEL.get(supply.origin, 1.0)
    per_kg = goods.usd_per_kg * prices.price[goods.hsk] * level * exp(chance.gauss(0.0, goods.spread))
    on_sale, lowest, highest = prices.sales
    if chance.random() < on_sale:
        per_kg *= chance.uniform(lowest, highest)  # cheap and honest
    preference = rates.preference(goods.hsk, supply.origin)
    claim = preference[0] if preference and chance.random() < importer.claims else None
    gross = net * chance.uniform(1.03, 1.15)
    return Line(goods, supply.origin, claim, net, gross, units, packages, net * per_kg, importer.approved)


def _claimable(line: Line, worth_usd: float, rates: Rates) -> Line:
    """A line without its claim, where only an approved exporter could prove the origin of so much."""
    if line.claim:
        above = rates.limits(line.claim)[0]
        if above is not None and worth_usd > 0.97 * above:
            return replace(line, claim=None)
    return line
