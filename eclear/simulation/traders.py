"""The importers of the simulated world: honest, careless and dishonest, old and new. All are invented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random

from eclear.reference import Country
from eclear.simulation.goods import Goods
from eclear.simulation.sellers import Market, Seller

IMPORTERS = 2000
"""How many there are at the start, however many declarations are asked for: a longer run is the same world for longer."""

NEW_FOR = 90
"""For so many days somebody who began to trade is a newcomer."""

HUBS = ("HK", "SG")
FIRST_HALF = ("Haneul", "Norae", "Badang", "Solbit", "Garam", "Dalbit", "Iseul", "Maru", "Onsae", "Yeoul", "Narae", "Byeolha")
SECOND_HALF = ("Trading", "Imports", "Supply", "Commerce", "Goods", "Partners", "Mercantile", "Logis")
STREETS = ("Gull Pier", "Lantern Row", "Tideway", "Anchor Lane", "Willow Yard", "Old Mill Road", "Station Mews", "Harbour Steps")


class Temper(StrEnum):
    """How an importer declares: what is so, what is at hand, or what pays."""

    HONEST = "honest"
    CARELESS = "careless"
    DISHONEST = "dishonest"


class Way(StrEnum):
    """How somebody cheats; what an examination finds of it is an irregularity."""

    UNDERVALUE = "a lower price"
    MISNAME = "another code"
    FALSE_ORIGIN = "another origin"
    TRANSSHIP = "by a third country"
    SPLIT = "in parts"
    DODGE_PERMIT = "around a permit"
    SMUGGLE = "hidden contraband"
    COPY = "copies of a brand"
    STOW = "more than declared"
    BORROW = "under a trusted name"


ORDINARY_WAYS = {
    Way.UNDERVALUE: 0.40,
    Way.MISNAME: 0.20,
    Way.FALSE_ORIGIN: 0.12,
    Way.TRANSSHIP: 0.11,
    Way.SPLIT: 0.06,
    Way.DODGE_PERMIT: 0.11,
}
"""How those who cheat for money prefer to do it. SYNTHETIC."""

CRITICAL_WAYS = {Way.SMUGGLE: (0.006, 0.013), Way.COPY: (0.005, 0.009), Way.STOW: (0.004, 0.006), Way.BORROW: (0.001, 0.001)}
"""The share of the established and of the newcomers who endanger the public, by their way. SYNTHETIC."""


MOST_BUSY = {Temper.HONEST: 25.0, Temper.CARELESS: 10.0, Temper.DISHONEST: 3.0}
"""So many times as much as a middling importer trades the busiest at most, by his temper. SYNTHETIC."""

SMUGGLER_BUSY = 1.8
"""The same for those who endanger the public: they keep small."""

BUSY = {True: (2.7, 0.5), False: (0.0, 0.8)}
"""How much authorised operators and others trade: mean and standard deviation of the logarithm. SYNTHETIC."""

DECK = 1000
"""In so many importers characters are dealt out by their exact shares, so that the base rate hangs on no seed."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Goods that an importer has from one seller, and the way they usually come.

    ``via`` is the country where they come on board, ``weight`` how much of his trade it is, ``carriers`` who usually brings
    them: by sea and by air.
    """

    seller: Seller
    origin: str
    goods: tuple[Goods, ...]
    via: str
    weight: float
    carriers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Importer:
    """An importer with his habits: they are the same in every one of his declarations.

    ``price_level`` is how dearly he buys (1 is usual), ``busy`` how much he trades, ``urgent`` which share of his orders is
    small and flown, ``claims`` how often he has the proof for a preference he is entitled to, ``approved`` whether his
    sellers are approved exporters. ``since`` is the day he began, ``turns`` the day from which an honest one is honest no
    more. ``way`` is how he prefers to cheat, and ``greed`` how much it tempts him. ``shell_of`` is the number under which
    the same people traded before they closed.
    """

    number: str
    name: str
    street: str
    temper: Temper
    since: date
    aeo: bool
    declarant: str
    declarant_name: str
    supplies: tuple[Supply, ...]
    price_level: float
    busy: float
    urgent: float
    claims: float
    approved: bool
    terms: str
    deferred: bool
    sheds: tuple[float, float]
    way: Way
    greed: float
    turns: date | None = None
    shell_of: str | None = None

    def temper_on(self, on: date) -> Temper:
        """Return how he declares on a day: a turncoat is dishonest from the day he turns."""
        return Temper.DISHONEST if self.turns and on >= self.turns else self.temper

    def newcomer(self, on: date) -> bool:
        """True while he is new to trade."""
        return (on - self.since).days < NEW_FOR


class Founding:
    """Where importers come from: those in the register of authorised operators, and as many others as are asked for."""

    def __init__(self, country: Country, on: date, goods: Mapping[str, Goods], offenders: float, chance: Random) -> None:
        """Open the office; all numbers and names come from ``chance``. ``offenders`` is how many more cheat than usual."""
        self._country, self._chance, self._market = country, chance, Market()
        self._offenders = offenders
        self._goods = tuple(goods.values())
        self._shares = list(accumulate(each.share for each in self._goods))
        self._places = tuple(sorted({origin for each in self._goods for origin in each.origins}))
        self._brokers = tuple(entry for entry in country.declarants.entries(on) if entry.kind != "own")
        self.care = {entry.number: chance.lognormvariate(0.0, 0.35) for entry in country.declarants.entries(on)}
        """How often things go wrong at each broker's desk; 1 is usual."""
        self._decks: dict[tuple[bool, bool], list[tuple[Temper, Way | None]]] = defaultdict(list)
        known = {entry.number for entry in country.aeo.entries(on)}
        self._free = [number for n in range(1000, 100_000) if (number := f"KRTRD{n}") not in known][::-1]
        early = self._free[-9000:]
        chance.shuffle(early)
        self._free[-9000:] = early

    def authorised(self, on: date) -> list[Importer]:
        """Return the authorised operators of the register: old, busy and mostly honest; one may sign for himself."""
        every = []
        for entry in self._country.aeo.entries(on):
            importer = self._importer(entry.number, entry.name.en, on, newcomer=False, aeo=True)
            for own in self._country.declarants.entries(on):
                if own.kind == "own" and own.name.en.startswith(entry.name.en):
                    importer = replace(importer, declarant=own.number, declarant_name=own.name.en)
            every.append(importer)
        return every

    def importer(self, on: date, *, newcomer: bool) -> Importer:
        """Return another importer, who began on that day or, if he is no newcomer, long before."""
        number = self._free.pop()
        name = f"{self._chance.choice(FIRST_HALF)} {self._chance.choice(SECOND_HALF)} {number[5:]}"
        return self._importer(number, name, on, newcomer=newcomer, aeo=False)

    def shell(self, closed: Importer, on: date) -> Importer:
        """Return the successor of somebody who closed: another number and name, the same seller, goods, broker and way."""
        new = self.importer(on, newcomer=True)
        return replace(closed, number=new.number, name=new.name, street=new.street, since=on, shell_of=closed.number)

    def straw(self, behind: Importer, on: date) -> Importer:
        """Return somebody who lends his name: he has a number, a broker and no trade of his own."""
        new = self.importer(on, newcomer=True)
        return replace(new, temper=Temper.DISHONEST, terms=behind.terms, deferred=False, shell_of=None, turns=None)

    def supply(self, bent: bool, goods: Sequence[Goods] = (), origin: str | None = None) -> Supply:
        """Return a supply: some kinds of goods from one origin, of a seller there or in another country."""
        chance = self._chance
        first = goods[0] if goods else chance.choices(self._goods, cum_weights=self._shares)[0]
        origin = origin or chance.choices(tuple(first.origins), tuple(first.origins.values()))[0]
        kinds = [first]
        for _ in range(chance.choices((0, 2, 4, 6), (25, 30, 25, 20))[0]):
            other = chance.choices(self._goods, cum_weights=self._shares)[0]
            if origin in other.origins and other not in kinds and chance.random() < 0.8:
                kinds.append(other)
        at = origin if chance.random() < 0.9 else chance.choice(("HK", "SG", "US"))
        carriers = (chance.choice(("SEAX", "MARU", "WAVE", "TIDE")), chance.choice(("AIRX", "GULL", "SKYW")))
        via = chance.choice(HUBS) if chance.random() < 0.14 else origin
        return Supply(self._market.seller(at, bent, chance), origin, tuple(kinds), via, chance.lognormvariate(0.0, 0.7), carriers)

    def _importer(self, number: str, name: str, on: date, *, newcomer: bool, aeo: bool) -> Importer:
        chance = self._chance
        temper, way = self._character(aeo, newcomer)
        weights = [self.care[broker.number] ** (1.5 if temper is not Temper.HONEST else 0.0) for broker in self._brokers]
        broker = chance.choices(self._brokers, weights)[0]
        bent = chance.random() < (0.6 if temper is Temper.DISHONEST else 0.03)
        most = SMUGGLER_BUSY if way in CRITICAL_WAYS else MOST_BUSY[temper]
        supplies = tuple(self.supply(bent) for _ in range(chance.choices((1, 2, 3, 4), (35, 35, 20, 10))[0]))
        turns = None
        if temper is Temper.HONEST and not aeo and chance.random() < 0.02:
            turns, way = on + timedelta(days=chance.randrange(15, 365)), self._way()
        if temper is Temper.DISHONEST:
            supplies = tuple(self._suited(supply, way) for supply in supplies)
        return Importer(
            number=number,
            name=name,
            street=f"{chance.choice(STREETS)} {chance.randrange(1, 400)}",
            temper=temper,
            since=on if newcomer else on - timedelta(days=chance.randrange(NEW_FOR, 4000)),
            aeo=aeo,
            declarant=broker.number,
            declarant_name=broker.name.en,
            supplies=supplies,
            price_level=chance.lognormvariate(0.0, 0.12),
            busy=min(most, chance.lognormvariate(*BUSY[aeo])) * (0.5 if newcomer else 1.0),
            urgent=chance.choice((0.12, 0.35, 0.7)),
            claims=chance.choice((0.1, 0.5, 0.9)),
            approved=chance.random() < 0.8 and not (temper is Temper.DISHONEST and way is Way.SPLIT),
            terms=chance.choices(("FOB", "CIF", "EXW", "CFR", "FCA", "DAP"), (40, 25, 10, 10, 10, 5))[0],
            deferred=aeo or chance.random() < 0.16,
            sheds=(chance.random(), chance.random()),
            way=way,
            greed=chance.lognormvariate(0.0, 0.4),
            turns=turns,
        )

    def _character(self, aeo: bool, newcomer: bool) -> tuple[Temper, Way]:
        """The next character of a shuffled deck, so that every world has its share of each; the ways for money by lot.

        Authorised operators are seldom dishonest, newcomers more often than others.
        """
        deck = self._decks[aeo, newcomer]
        if not deck:
            careless, dishonest = (0.05, 0.0) if aeo else (0.1, 0.09) if newcomer else (0.085, 0.046)
            deck += [(Temper.CARELESS, None)] * round(careless * DECK) + [(Temper.DISHONEST, None)] * round(
                dishonest * self._offenders * DECK
            )
            for danger, shares in CRITICAL_WAYS.items():
                deck += [(Temper.DISHONEST, danger)] * round(shares[newcomer] * DECK * (not aeo))
            deck += [(Temper.HONEST, None)] * (DECK - len(deck))
            self._chance.shuffle(deck)
        temper, way = deck.pop()
        return temper, way or self._way()

    def _way(self) -> Way:
        return self._chance.choices(tuple(ORDINARY_WAYS), tuple(ORDINARY_WAYS.values()))[0]

    def _suited(self, supply: Supply, way: Way) -> Supply:
        """A supply as it suits a way to cheat: brand goods for copies, goods that need a permit, a roundabout route."""
        chance = self._chance
        if way is Way.COPY or way is Way.DODGE_PERMIT:
            fit = [each for each in self._goods if (each.brand if way is Way.COPY else each.dodges)]
            return self.supply(True, (chance.choice(fit),))
        if way is Way.SPLIT:
            fit = [each for each in self._goods if {"DE", "FR", "IT"} & set(each.origins)]
            goods = chance.choice(fit)
            return self.supply(True, (goods,), next(each for each in goods.origins if each in ("DE", "FR", "IT")))
        if way in (Way.SMUGGLE, Way.BORROW, Way.STOW) and chance.random() < 0.6:
            return replace(supply, via=chance.choice(self._places))
        return supply
