"""The goods of the simulated world: what a kilogram usually costs, how it is packed, its season, and what it could pass for."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import cos, pi
from pathlib import Path

from eclear.reference import Country

FILE = Path(__file__).with_name("goods.csv")


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods, known by its tariff line. Prices and masses are usual ones; all of them are SYNTHETIC.

    ``usd_per_kg`` is the usual price with its ``spread`` (of the logarithm), ``shipment_kg`` the usual size of an item,
    ``origins`` the countries it comes from with their weight, ``passes_for`` the codes that a careless or dishonest
    trader may declare instead.

    ``share`` says how common the goods are (1 is usual), ``peak`` the month in which most is traded (0 for goods without
    a season), ``swing`` and ``price_swing`` by which share demand and price then lie above the year's mean. ``brand``
    goods are worth copying; ``dodges`` are codes under which they escape the agreement of an agency that they need.
    """

    hsk: str
    description: str
    usd_per_kg: float
    spread: float
    kg_per_unit: float
    unit: str
    package: str
    kg_per_package: float
    shipment_kg: float
    origins: Mapping[str, float]
    passes_for: tuple[str, ...]
    share: float
    peak: int
    swing: float
    price_swing: float
    brand: bool
    dodges: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The heading: the first four digits of the code."""
        return self.hsk[:4]

    def season(self, on: date) -> float:
        """Return where a day lies in the year of the goods: 1 in the middle of the peak month, -1 half a year from it."""
        return cos(2.0 * pi * (on.month - 1 + on.day / 31.0 - self.peak + 0.5) / 12.0) if self.peak else 0.0


class UnknownGoods(LookupError):
    """The list of goods names a code that the country's tariff does not have; the text says which and what to do."""


def goods_of(country: Country, on: date) -> dict[str, Goods]:
    """Return the goods by tariff line; raises UnknownGoods if one has no line in the country's tariff on that day."""
    every = _read()
    for goods in every.values():
        if country.tariff.line(goods.hsk, on) is None:
            raise UnknownGoods(
                f"{FILE.name}: the tariff of {country.code} has no line {goods.hsk} on {on}. Add it or drop the goods."
            )
        for hsk in goods.passes_for + goods.dodges:
            if hsk not in every:
                raise UnknownGoods(f"{FILE.name}: {goods.hsk} passes for {hsk}, which is not in the list. Add it or take it out.")
    return dict(every)


@cache
def _read() -> Mapping[str, Goods]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["hsk"]: _goods(row) for row in rows}


def _goods(row: Mapping[str, str]) -> Goods:
    return Goods(
        hsk=row["hsk"],
        description=row["description"],
        usd_per_kg=float(row["usd_per_kg"]),
        spread=float(row["spread"]),
        kg_per_unit=float(row["kg_per_unit"]),
        unit=row["unit"],
        package=row["package"],
        kg_per_package=float(row["kg_per_package"]),
        shipment_kg=float(row["shipment_kg"]),
        origins={code: float(weight) for code, _, weight in (part.partition(":") for part in row["origins"].split())},
        passes_for=tuple(row["passes_for"].split()),
        share=float(row["share"]),
        peak=int(row["peak"] or 0),
        swing=float(row["swing"] or 0),
        price_swing=float(row["price_swing"] or 0),
        brand=row["brand"] == "yes",
        dodges=tuple(row["dodges"].split()),
    )
