"""How the inputs are counted: the same few numbers for training and for scoring, so that both cannot drift apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import cast

from eclear.journey.risk.features import keys

Given = Mapping[str, float | str | None]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for goods of one code, learned from the training declarations.

    Logarithms of the customs value per kilogram and of the kilograms per unit of quantity: the median, and the spread
    (half the distance between the 16th and the 84th hundredth).
    """

    price: float
    price_spread: float
    unit: float
    unit_spread: float


TERMS: tuple[tuple[str, str], ...] = (
    # (term, the aspect of the declaration that it belongs to)
    ("cheaper than usual", "price"),
    ("much cheaper than usual", "price"),
    ("cheaper than usual x duty rate", "price"),
    ("dearer than usual", "price"),
    ("unit heavier or lighter than usual", "unit mass"),
    ("unit far heavier or lighter than usual", "unit mass"),
    ("duty rate", "duty rate"),
    ("duty free", "duty rate"),
    ("preference claimed", "preference"),
    ("exported from a third country", "origin"),
    ("preference claimed from a third country", "origin"),
    ("freight share", "freight"),
    ("packing share", "packing"),
    ("kilograms per package", "packages"),
    ("customs value", "value"),
    ("items", "items"),
    ("by air", "mode"),
    ("carriage in the price", "terms"),
    ("paid after acceptance", "collection"),
    ("authorised economic operator", "aeo"),
)
"""The terms in the order of :func:`terms`. Their number is small on purpose: a score is one sum over them."""

NUMBERS = ("duty rate", "freight share", "packing share", "kilograms per package", "customs value")
"""The inputs for which the training median stands in where a declaration does not tell them."""

CARRIAGE_IN_PRICE = frozenset({"CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP"})


def terms(inputs: Given, usual: Mapping[str, Usual], middle: Mapping[str, float]) -> list[float]:
    """Return the numbers that are weighed, in the order of ``TERMS``.

    ``middle`` holds the training medians of ``NUMBERS``. Goods of which the model has no experience count as usual:
    nothing is held against them. Of several items the one furthest from the usual counts.
    """
    low = high = odd = 0.0
    for number in range(1, int(cast(float, inputs["items"])) + 1):
        away, unit_away = distances(inputs, number, usual)
        if away < low:
            low = away
        elif away > high:
            high = away
        if abs(unit_away) > odd:
            odd = abs(unit_away)
    cheap = -low
    rate, freight, packing, package, value = (_number(inputs, name, middle) for name in NUMBERS)
    claimed = 1.0 if inputs["preference"] else 0.0
    elsewhere = 1.0 if inputs["third country"] else 0.0
    tempting = min(rate, 50.0) / 10.0
    return [
        min(cheap, 2.0),
        min(max(cheap - 2.0, 0.0), 4.0),
        min(cheap, 6.0) * tempting,
        min(high, 6.0),
        min(odd, 2.0),
        min(max(odd - 2.0, 0.0), 4.0),
        tempting,
        0.0 if rate else 1.0,
        claimed,
        elsewhere,
        claimed * elsewhere,
        log(max(freight, 1e-4)),
        packing,
        log(max(package, 1e-3)),
        log(max(value, 1.0)),
        log(max(cast(float, inputs["items"]), 1.0)),
        1.0 if inputs["mode"] == "4" else 0.0,
        1.0 if inputs["terms"] in CARRIAGE_IN_PRICE else 0.0,
        1.0 if inputs["collection"] == "43" else 0.0,
        cast(float, inputs["aeo"]),
    ]


def distances(inputs: Given, number: int, usual: Mapping[str, Usual]) -> tuple[float, float]:
    """Return how many spreads the value per kilogram and the kilograms per unit of an item lie from the usual (0 if unknown)."""
    code_key, price_key, unit_key = keys(number)
    known = usual.get(cast(str, inputs[code_key]))
    if known is None:
        return 0.0, 0.0
    price, unit = cast("float | None", inputs[price_key]), cast("float | None", inputs[unit_key])
    away = (log(price) - known.price) / known.price_spread if price else 0.0
    unit_away = (log(unit) - known.unit) / known.unit_spread if unit else 0.0
    return away, unit_away


def _number(inputs: Given, name: str, middle: Mapping[str, float]) -> float:
    given = inputs[name]
    return middle[name] if given is None else cast(float, given)
