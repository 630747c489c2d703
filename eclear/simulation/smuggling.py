"""What endangers the public: contraband, copies of brands, goods nobody declares, and who borrows a trusted name for it.

These lies are rare and unlike those for money: prices are usual, hardly any duty is at stake, no preference is claimed.
None is plain to see, but each leaves traces: mass against the manifest, the route, heavy packing, an odd seller.
"""

from __future__ import annotations

from dataclasses import replace
from math import log
from random import Random

from eclear.casefile.examination import Irregularity
from eclear.simulation.consignments import Consignment, Line
from eclear.simulation.telling import Day, Told, dearest
from eclear.simulation.traders import HUBS, Way

OFTEN = {Way.SMUGGLE: 0.14, Way.COPY: 0.3, Way.STOW: 0.2, Way.BORROW: 0.35}
"""In which share of their consignments they do it. SYNTHETIC."""

CARRIER_WEIGHS = 0.55
"""How often the carrier knows the true mass; otherwise he lists what he is told. SYNTHETIC."""


def smuggle(consignment: Consignment, day: Day, chance: Random) -> Told:
    """Return what somebody tells whose way endangers the public: most of his consignments are what they seem."""
    way = consignment.importer.way
    if chance.random() >= OFTEN[way]:
        return Told(consignment, consignment, consignment.importer)
    if way is Way.COPY:
        return copied(consignment, chance)
    if way is Way.STOW:
        return stowed(consignment, day, chance)
    if way is Way.SMUGGLE or not day.trusted:
        return hidden(consignment, chance)
    lie = hidden(consignment, chance) if chance.random() < 0.5 else stowed(consignment, day, chance)
    trusted = chance.choice(day.trusted)
    told = replace(lie.consignment, importer=trusted, consignee=(trusted.name, trusted.street))
    return replace(lie, consignment=told, way=way)


def hidden(consignment: Consignment, chance: Random) -> Told:
    """Return a consignment with contraband among the goods: a small mass, passed off as packing where it shows."""
    share = min(0.3, max(0.004, chance.lognormvariate(log(0.025), 0.9)))
    lines = tuple(replace(line, claim=None) for line in consignment.lines)
    stowed_kg = consignment.gross_kg * share
    told = replace(consignment, lines=lines)
    among = replace(lines[0].goods, description=f"{lines[0].goods.description}, with prohibited goods among them")
    so = replace(told, lines=(replace(lines[0], goods=among), *lines[1:]), stowed_kg=stowed_kg)
    if chance.random() < 0.4:  # what the scale will see is declared as packing
        told = replace(told, lines=(replace(lines[0], gross_kg=lines[0].gross_kg + stowed_kg), *lines[1:]))
    return _critical(so, told, Irregularity.PROHIBITED_GOODS, Way.SMUGGLE, chance)


def stowed(consignment: Consignment, day: Day, chance: Random) -> Told:
    """Return a consignment that holds goods of another kind besides, which nobody declares; their freight is paid."""
    share = min(0.5, max(0.03, chance.lognormvariate(log(0.12), 0.6)))
    mass = consignment.gross_kg * share
    dutiable = [
        each for each in day.goods.values() if day.rates.rate(each.hsk) >= 8.0 and consignment.supply.origin in each.origins
    ]
    goods = chance.choice(dutiable or tuple(day.goods.values()))
    net = max(goods.kg_per_unit, mass / 1.08)
    units = net if goods.unit == "KGM" else max(1.0, round(net / goods.kg_per_unit))
    packages = max(1, round(net / goods.kg_per_package))
    price = net * goods.usd_per_kg * day.prices.price[goods.hsk]
    more = Line(goods, consignment.supply.origin, None, net, net * 1.08, units, packages, price)
    told = replace(consignment, freight_usd=consignment.freight_usd * (1.0 + share))
    return _critical(replace(told, lines=(*told.lines, more)), told, Irregularity.UNDECLARED_GOODS, Way.STOW, chance)


def copied(consignment: Consignment, chance: Random) -> Told:
    """Return copies of a brand, cheap as copies are and often sent by way of a trading place; the price is the true one."""
    number = dearest(consignment)
    line = consignment.lines[number]
    cheap = replace(line, price_usd=line.price_usd * chance.uniform(0.2, 0.7), claim=None)
    via = chance.choice(HUBS) if chance.random() < 0.5 else consignment.exported_from
    told = replace(consignment.with_line(number, cheap), exported_from=via)
    copies = replace(line.goods, description=f"{line.goods.description}, copies of a brand")
    so = told.with_line(number, replace(cheap, goods=copies))
    return Told(told, so, so.importer, Irregularity.COUNTERFEIT, meant=True, way=Way.COPY)


def _critical(so: Consignment, told: Consignment, found: Irregularity, way: Way, chance: Random) -> Told:
    known = so.gross_kg + so.stowed_kg if chance.random() < CARRIER_WEIGHS else None
    return Told(told, so, so.importer, found, meant=True, way=way, known_kg=known)
