"""The importers of the simulated world: honest, careless and dishonest, old and new. All are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from eclear.reference import Country
from eclear.simulation.goods import Goods

IMPORTERS = 3000
"""How many there are, however many declarations are asked for: a longer run is the same world for longer."""

FIRST_HALF = ("Haneul", "Norae", "Badang", "Solbit", "Garam", "Dalbit", "Iseul", "Maru", "Onsae", "Yeoul", "Narae", "Byeolha")
SECOND_HALF = ("Trading", "Imports", "Supply", "Commerce", "Goods", "Partners", "Mercantile", "Logis")


class Temper(StrEnum):
    """How an importer declares: what is so, what is at hand, or what pays."""

    HONEST = "honest"
    CARELESS = "careless"
    DISHONEST = "dishonest"


@dataclass(frozen=True, slots=True)
class Importer:
    """An importer with his habits: they are the same in every one of his declarations.

    ``price_level`` is how dearly he buys (1 is usual), ``busy`` how much he trades, ``claims`` how often he has the
    proof for a preference he is entitled to, ``detour`` how often his goods come by way of a third country.
    """

    number: str
    name: str
    temper: Temper
    newcomer: bool
    aeo: bool
    declarant: str
    declarant_name: str
    goods: tuple[Goods, ...]
    price_level: float
    busy: float
    claims: float
    detour: float
    terms: str
    deferred: bool


def importers_of(country: Country, on: date, goods: Mapping[str, Goods], chance: Random) -> tuple[Importer, ...]:
    """Return the importers of a world: those in the register of authorised operators, and many more."""
    registered = country.aeo.entries(on)
    known = {entry.number for entry in registered}
    free = [number for n in range(1000, 10_000) if (number := f"KRTRD{n}") not in known]
    chance.shuffle(free)
    authorised = [(entry.number, entry.name.en, True) for entry in registered]
    others = [
        (number, f"{chance.choice(FIRST_HALF)} {chance.choice(SECOND_HALF)} {number[-4:]}", False)
        for number in free[: IMPORTERS - len(authorised)]
    ]
    return tuple(_importer(country, on, *who, list(goods.values()), chance) for who in authorised + others)


def _importer(country: Country, on: date, number: str, name: str, aeo: bool, goods: Sequence[Goods], chance: Random) -> Importer:
    newcomer = not aeo and chance.random() < 0.15
    declarant = chance.choice(country.declarants.entries(on))
    return Importer(
        number=number,
        name=name,
        temper=_temper(aeo, newcomer, chance),
        newcomer=newcomer,
        aeo=aeo,
        declarant=declarant.number,
        declarant_name=declarant.name.en,
        goods=tuple(chance.sample(goods, chance.randint(1, 5))),
        price_level=chance.lognormvariate(0.0, 0.12),
        busy=chance.lognormvariate(2.0 if aeo else 0.0, 0.6) * (0.5 if newcomer else 1.0),
        claims=chance.choice((0.3, 0.8, 0.95)),
        detour=chance.choice((0.02, 0.05, 0.2)),
        terms=chance.choices(("FOB", "CIF", "EXW", "CFR", "FCA", "DAP"), (40, 25, 10, 10, 10, 5))[0],
        deferred=aeo or chance.random() < 0.2,
    )


def _temper(aeo: bool, newcomer: bool, chance: Random) -> Temper:
    """Authorised operators are seldom dishonest, newcomers more often than others: some are shells of old offenders."""
    careless, dishonest = (0.06, 0.01) if aeo else (0.15, 0.09) if newcomer else (0.14, 0.045)
    draw = chance.random()
    if draw < dishonest:
        return Temper.DISHONEST
    return Temper.CARELESS if draw < dishonest + careless else Temper.HONEST
