"""What is wrongly told about a consignment, and why: the dishonest where it pays, the careless where it slips."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import exp
from random import Random

from eclear.casefile.examination import Irregularity
from eclear.reference import Country
from eclear.simulation.consignments import Consignment, Line, preference_for
from eclear.simulation.goods import Goods
from eclear.simulation.traders import Temper


@dataclass(frozen=True, slots=True)
class Told:
    """A consignment as it is told to customs, with what is wrong about it (None if nothing) and whether it was meant."""

    consignment: Consignment
    irregularity: Irregularity | None = None
    meant: bool = False


def tell(consignment: Consignment, goods: dict[str, Goods], country: Country, on: date, chance: Random) -> Told:
    """Return what the importer tells about his consignment. The truth stays with the caller."""
    temper = consignment.importer.temper
    if temper is Temper.DISHONEST:
        return _cheat(consignment, goods, country, on, chance)
    slips = 0.06 if temper is Temper.CARELESS else 0.005
    return _slip(consignment, goods, chance) if chance.random() < slips else Told(consignment)


def _cheat(consignment: Consignment, goods: dict[str, Goods], country: Country, on: date, chance: Random) -> Told:
    """Cheat the more often, the more percent of the value it saves, and choose among the ways by what each saves."""
    number = max(range(len(consignment.lines)), key=lambda n: consignment.lines[n].price_usd)
    line = consignment.lines[number]
    ways = {Irregularity.UNDERVALUATION: 1.0 + 0.5 * _rate(line.goods.hsk, line.claim, country, on)}
    cheaper = [h for h in line.goods.passes_for if _rate(h, None, country, on) < _rate(line.goods.hsk, line.claim, country, on)]
    if cheaper:
        other = min(cheaper, key=lambda h: _rate(h, None, country, on))
        ways[Irregularity.MISCLASSIFICATION] = _rate(line.goods.hsk, line.claim, country, on) - _rate(other, None, country, on)
    elsewhere = _better_origin(line, country, on)
    if elsewhere:
        ways[Irregularity.FALSE_ORIGIN] = elsewhere[2]
    if chance.random() >= 1.0 - exp(-0.12 * sum(ways.values())):
        return Told(consignment)
    way = chance.choices(tuple(ways), tuple(ways.values()))[0]
    if way is Irregularity.UNDERVALUATION:
        factor = chance.uniform(0.3, 0.8)
        lower = tuple(replace(each, price_usd=each.price_usd * factor) for each in consignment.lines)
        return Told(replace(consignment, lines=lower), way, meant=True)
    if way is Irregularity.MISCLASSIFICATION:
        return Told(_with(consignment, number, _passed_off(line, goods[other])), way, meant=True)
    assert elsewhere is not None
    origin, basis, _ = elsewhere
    return Told(_with(consignment, number, replace(line, origin=origin, claim=basis)), way, meant=True)


def _slip(consignment: Consignment, goods: dict[str, Goods], chance: Random) -> Told:
    number = chance.randrange(len(consignment.lines))
    line = consignment.lines[number]
    if line.goods.passes_for and chance.random() < 0.6:
        other = goods[chance.choice(line.goods.passes_for)]
        return Told(_with(consignment, number, _passed_off(line, other)), Irregularity.MISCLASSIFICATION)
    factor = chance.choice((0.1, 0.454, 2.205, 10.0))  # a digit slipped, or pounds taken for kilograms
    wrong = replace(line, net_kg=line.net_kg * factor, gross_kg=line.gross_kg * factor)
    return Told(_with(consignment, number, wrong), Irregularity.WRONG_MASS)


def _passed_off(line: Line, other: Goods) -> Line:
    """The same things in the same packages at the same price, under another code and name."""
    named = replace(line.goods, hsk=other.hsk, description=other.description, unit=other.unit)
    return replace(line, goods=named, claim=None, units=line.net_kg if other.unit == "KGM" else line.units)


def _better_origin(line: Line, country: Country, on: date) -> tuple[str, str, float] | None:
    """Return the origin, the preference and the percent saved of the best false claim; None if none saves anything."""
    today = _rate(line.goods.hsk, line.claim, country, on)
    best: tuple[str, str, float] | None = None
    for origin in line.goods.origins:
        preference = preference_for(line.goods, origin, country, on) if origin != line.origin else None
        if preference:
            saved = today - _rate(line.goods.hsk, preference[0], country, on)
            if saved > (best[2] if best else 0.0):
                best = (origin, preference[0], saved)
    return best


def _rate(hsk: str, claim: str | None, country: Country, on: date) -> float:
    line = country.tariff.line(hsk, on)
    chosen = line.rate(claim) if line else None
    return float(chosen.rate.percent or 0) if chosen else 0.0


def _with(consignment: Consignment, number: int, line: Line) -> Consignment:
    lines = consignment.lines
    return replace(consignment, lines=(*lines[:number], line, *lines[number + 1 :]))
