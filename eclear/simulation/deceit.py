"""What is wrongly told to save money or by mistake, and why: the dishonest where it pays, the careless where it slips."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, exp
from random import Random

from eclear.casefile.examination import Irregularity
from eclear.simulation.consignments import Consignment
from eclear.simulation.telling import Day, Told, dearest, passed_off
from eclear.simulation.traders import Temper, Way

LURE = 0.12
"""How often a percent of the value leads somebody into temptation. SYNTHETIC."""

HABIT = 6.0
"""How much rather somebody cheats in the way he knows than in another. SYNTHETIC."""

A_PERMIT = 7.0
"""What it is worth to do without the agreement of an agency, in percent of the value. SYNTHETIC."""

MOST_PARTS = 7
"""Into more parts nobody splits a consignment: there are not enough names."""


def slip(consignment: Consignment, temper: Temper, care: float, day: Day, chance: Random) -> Told:
    """Return what somebody tells who means no harm; ``care`` is how often things go wrong at his broker's desk (1 is usual)."""
    often = (0.11 if temper is Temper.CARELESS else 0.002) * care * day.shape.honest_slips
    if chance.random() >= often:
        return Told(consignment, consignment, consignment.importer)
    number = chance.randrange(len(consignment.lines))
    line = consignment.lines[number]
    better = [each for each in day.rates.elsewhere(line.goods.hsk) if each[0] in line.goods.origins and each[0] != line.origin]
    kinds = {Irregularity.WRONG_MASS: 0.15, Irregularity.UNDERVALUATION: 0.2}
    if line.goods.passes_for:
        kinds[Irregularity.MISCLASSIFICATION] = 0.35
    if line.goods.dodges:
        kinds[Irregularity.MISSING_PERMIT] = 0.2
    if better and line.claim is None:
        kinds[Irregularity.FALSE_ORIGIN] = 0.15
    found = chance.choices(tuple(kinds), tuple(kinds.values()))[0]
    if found is Irregularity.MISCLASSIFICATION or found is Irregularity.MISSING_PERMIT:
        codes = line.goods.dodges if found is Irregularity.MISSING_PERMIT else line.goods.passes_for
        wrong = passed_off(line, day.goods[chance.choice(codes)])
    elif found is Irregularity.FALSE_ORIGIN:
        origin, basis, _ = chance.choice(better)
        wrong = replace(line, origin=origin, claim=basis, approved=True)
    elif found is Irregularity.UNDERVALUATION:  # the last invoice is not in yet
        wrong = replace(line, price_usd=line.price_usd * chance.uniform(0.55, 0.93))
    else:  # a digit slipped, or pounds taken for kilograms
        factor = chance.choice((0.1, 0.454, 0.7, 0.9, 1.15, 1.4, 2.205, 10.0))
        wrong = replace(line, net_kg=line.net_kg * factor, gross_kg=line.gross_kg * factor)
    weighed = found is Irregularity.WRONG_MASS and chance.random() < 0.7
    known_kg = consignment.gross_kg if weighed else None
    return Told(consignment.with_line(number, wrong), consignment, consignment.importer, found, known_kg=known_kg)


def cheat(consignment: Consignment, day: Day, chance: Random) -> Told | tuple[Told, ...]:
    """Return what somebody tells who cheats where it pays: the more often, the more percent of the value it saves.

    Among the ways he chooses by what each saves, and rather the one he knows. Several are told where he splits.
    """
    importer, number = consignment.importer, dearest(consignment)
    line = consignment.lines[number]
    due = day.rates.rate(line.goods.hsk, line.claim)
    gains = _gains(consignment, number, due, day)
    pressure = day.prices.pressure[line.goods.hsk]
    tempted = LURE * day.shape.boldness * importer.greed * pressure * sum(gains.values())
    if not gains or chance.random() >= 1.0 - exp(-tempted):
        return Told(consignment, consignment, importer)
    way = chance.choices(tuple(gains), [gain * (HABIT if way is importer.way else 1.0) for way, gain in gains.items()])[0]
    if way is Way.UNDERVALUE:
        factor = chance.uniform(*day.shape.told_price)
        lower = tuple(replace(each, price_usd=each.price_usd * factor) for each in consignment.lines)
        return _lie(consignment, replace(consignment, lines=lower), Irregularity.UNDERVALUATION, way)
    if way is Way.MISNAME:
        other = min((day.goods[hsk] for hsk in line.goods.passes_for), key=lambda each: day.rates.rate(each.hsk))
        told = consignment.with_line(number, passed_off(line, other, chance))
        return _lie(consignment, told, Irregularity.MISCLASSIFICATION, way)
    if way is Way.DODGE_PERMIT:
        other = day.goods[chance.choice(line.goods.dodges)]
        told = consignment.with_line(number, passed_off(line, other, chance))
        return _lie(consignment, told, Irregularity.MISSING_PERMIT, way)
    if way is Way.SPLIT:
        return split(consignment, number, day, chance)
    if way is Way.TRANSSHIP:
        return transshipped(consignment, number, day, chance)
    usual = [each for each in day.rates.elsewhere(line.goods.hsk) if each[0] in line.goods.origins and each[0] != line.origin]
    origin, basis, _ = max(usual, key=lambda each: each[2])
    told = consignment.with_line(number, replace(line, origin=origin, claim=basis, approved=True))
    if chance.random() < 0.6:  # the waybill is made out to match
        told = replace(told, exported_from=origin)
    return _lie(consignment, told, Irregularity.FALSE_ORIGIN, way)


def transshipped(consignment: Consignment, number: int, day: Day, chance: Random) -> Told:
    """Return goods that stay a few days in a third country and go on as if made there; the seller stays where he is.

    Which country plays this part is drawn by lot among those whose preference pays.
    """
    line = consignment.lines[number]
    due = day.rates.rate(line.goods.hsk, line.claim)
    places = [each for each in day.rates.elsewhere(line.goods.hsk) if each[0] != line.origin]
    paying = [each for each in places if day.rates.rate(line.goods.hsk, each[1]) < due]
    origin, basis, _ = chance.choice(paying)
    freight = consignment.freight_usd * chance.uniform(1.1, 1.6)
    so = replace(consignment, exported_from=origin, freight_usd=freight)
    return _lie(
        so,
        so.with_line(number, replace(line, origin=origin, claim=basis, approved=True)),
        Irregularity.FALSE_ORIGIN,
        Way.TRANSSHIP,
    )


def split(consignment: Consignment, number: int, day: Day, chance: Random) -> tuple[Told, ...]:
    """Return the parts of a consignment, each small enough that its preference needs no approved exporter, or no proof.

    As one consignment it has no right to the preference, so neither has any part. Who lends his name, the world decides.
    """
    line = consignment.lines[number]
    limit, basis = _splits(consignment, number, day) or (0.0, "")
    parts = ceil(line.price_usd / (limit * 0.85))
    shares = [chance.uniform(0.8, 1.2) for _ in range(parts)]
    told = []
    for share in (each / sum(shares) for each in shares):
        part = replace(
            line,
            claim=None,
            net_kg=line.net_kg * share,
            gross_kg=line.gross_kg * share,
            units=line.units * share if line.goods.unit == "KGM" else max(1.0, round(line.units * share)),
            packages=max(1, round(line.packages * share)),
            price_usd=line.price_usd * share,
        )
        freight = 40.0 + consignment.freight_usd * share
        so = replace(consignment, lines=(part,), freight_usd=freight, insurance_usd=consignment.insurance_usd * share)
        claimed = replace(so, lines=(replace(part, claim=basis, approved=False),))
        told.append(_lie(so, claimed, Irregularity.SPLIT_SHIPMENT, Way.SPLIT))
    return tuple(told)


def _gains(consignment: Consignment, number: int, due: float, day: Day) -> dict[Way, float]:
    """Return by way what it saves, in percent of the value, or what it is worth."""
    line, rates = consignment.lines[number], day.rates
    gains = {Way.UNDERVALUE: 1.0 + 0.5 * due}
    if day.shape.by_price_only:
        return gains
    if line.goods.passes_for and (saved := due - min(rates.rate(hsk) for hsk in line.goods.passes_for)) > 0:
        gains[Way.MISNAME] = saved
    if line.goods.dodges:
        gains[Way.DODGE_PERMIT] = A_PERMIT
    if due > 0 and line.claim is None:
        elsewhere = [each for each in rates.elsewhere(line.goods.hsk) if each[0] != line.origin]
        if usual := [each[2] for each in elsewhere if each[0] in line.goods.origins]:
            gains[Way.FALSE_ORIGIN] = max(usual)
        if elsewhere:
            gains[Way.TRANSSHIP] = sum(each[2] for each in elsewhere) / len(elsewhere)
        if _splits(consignment, number, day):
            gains[Way.SPLIT] = due
    return gains


def _splits(consignment: Consignment, number: int, day: Day) -> tuple[float, str] | None:
    """The limit under which parts pass with a preference, in US dollars, and the preference; None if splitting is no use."""
    line = consignment.lines[number]
    preference = day.rates.preference(line.goods.hsk, line.origin)
    if preference is None or consignment.importer.approved:
        return None
    above, below = day.rates.limits(preference[0])
    limit = above or below
    return (limit, preference[0]) if limit and limit < line.price_usd < limit * 0.85 * MOST_PARTS else None


def _lie(so: Consignment, told: Consignment, found: Irregularity, way: Way) -> Told:
    return Told(told, so, so.importer, found, meant=True, way=way)
