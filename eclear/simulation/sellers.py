"""The sellers abroad: invented firms, each in a country, from whom one importer or several buy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

FIRST_HALF = [
    "Everfield",
    "Northgate",
    "Sunbridge",
    "Clearwater",
    "Tallpine",
    "Redmarsh",
    "Stonecrop",
    "Highmoor",
    "Greyfen",
    "Oakhurst",
    "Brightwell",
    "Coldbrook",
    "Deepdale",
    "Eastlea",
    "Fairlawn",
    "Goldcrest",
    "Hazelmere",
    "Ironwood",
    "Juniper",
    "Kingsley",
    "Larkhill",
    "Meadowbank",
    "Nettleton",
    "Orchardside",
    "Pinecrest",
    "Quarryhill",
    "Ridgeway",
    "Silverdale",
    "Thornbury",
    "Underhill",
    "Valebrook",
    "Westhaven",
    "Yarrow",
    "Applecross",
    "Birchwood",
    "Cedarline",
]
SECOND_HALF = [
    "Works",
    "Crafts",
    "Trading",
    "Industries",
    "Goods",
    "Mills",
    "Foods",
    "Export",
    "Supply",
    "Makers",
    "Products",
    "Partners",
    "House",
    "Union",
    "Line",
    "Collective",
]


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller: his country, how dearly he sells (1 is usual), and whether he writes a second invoice for those who ask."""

    name: str
    country: str
    price_level: float
    bent: bool


class Market:
    """All sellers of a world: importers find one here, now and then one who sells to others too."""

    def __init__(self) -> None:
        """Open the market; it is empty, sellers come with those who buy from them."""
        self._known: dict[tuple[str, bool], list[Seller]] = defaultdict(list)
        self._count: dict[str, int] = defaultdict(int)

    def seller(self, country: str, bent: bool, chance: Random) -> Seller:
        """Return a seller of a country for somebody; ``bent`` if he looks for one who writes a second invoice."""
        known = self._known[country, bent]
        if known and chance.random() < (0.6 if bent else 0.5):
            return chance.choice(known)
        seller = Seller(self._name(country), country, chance.lognormvariate(0.0, 0.08), bent)
        known.append(seller)
        return seller

    def _name(self, country: str) -> str:
        """The next name of a country: none is given twice there."""
        number = self._count[country]
        self._count[country] += 1
        begins = sum(map(ord, country))  # so that not every country's first seller has the same name
        first = FIRST_HALF[(begins + number) % len(FIRST_HALF)]
        second = SECOND_HALF[(begins + number // len(FIRST_HALF)) % len(SECOND_HALF)]
        again = number // (len(FIRST_HALF) * len(SECOND_HALF))
        return f"{first} {second} {again + 1}" if again else f"{first} {second}"
