"""How the inputs are counted: the same numbers for training and for scoring, so that both cannot drift apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log, log1p, nan
from typing import cast

from eclear.casefile.conduct import Subject
from eclear.journey.risk.features import keys, record_keys

Given = Mapping[str, float | str | None]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for goods of one code, or of one code and origin, learned from declarations as they were lodged.

    Logarithms of the customs value per kilogram and of the kilograms per unit of quantity: the median, and the spread
    (half the distance between the 16th and the 84th hundredth).
    """

    price: float
    price_spread: float
    unit: float
    unit_spread: float


@dataclass(frozen=True, slots=True)
class Experience:
    """What a model knows before it looks: what is usual for goods, and how often examinations found something.

    ``usual`` is kept by code, such as 6109100000, and by code and origin, such as 6109100000/VN. ``irregular`` and
    ``critical`` are the shares of all examinations it learned from; a short record is drawn towards them.
    """

    usual: Mapping[str, Usual]
    irregular: float
    critical: float


WEIGHT = 10.0
"""How many examinations the share of all examinations is worth: a record of ten counts half."""

_RECORD = (
    ("{0} declared before", "{0}"),
    ("{0} found irregular", "{0}"),
    ("{0} found critical", "{0}"),
    ("{0} examined before", "{0}"),
    ("{0} days since first", "{0}"),
    ("{0} days since last", "{0}"),
)

_PARTIES = (Subject.IMPORTER, Subject.SELLER)
_OTHERS = tuple(role for role in Subject if role not in _PARTIES)

TERMS: tuple[tuple[str, str], ...] = (
    # (term, the aspect of the declaration that it belongs to)
    ("lowest price against usual", "price"),
    ("highest price against usual", "price"),
    ("lowest price against usual of origin", "price"),
    ("highest price against usual of origin", "price"),
    ("lightest unit against usual", "unit mass"),
    ("heaviest unit against usual", "unit mass"),
    ("duty rate", "duty rate"),
    ("preference claimed", "preference"),
    ("exported from a third country", "third country"),
    ("freight share", "freight"),
    ("freight per kilogram", "freight"),
    ("packing share", "packing"),
    ("kilograms per package", "packages"),
    ("customs value", "value"),
    ("items", "items"),
    ("by air", "mode"),
    ("carriage in the price", "terms"),
    ("paid after acceptance", "collection"),
    ("authorised economic operator", "aeo"),
    ("mass against manifest", "manifest"),
    ("packages against manifest", "manifest"),
    ("loaded elsewhere", "manifest"),
    *((name.format(role), aspect.format(role)) for role in _PARTIES for name, aspect in _RECORD),
    *((name.format(role), aspect.format(role)) for role in _OTHERS for name, aspect in _RECORD[1:3]),
)
"""The terms in the order of :func:`terms`, each a plain number, not a number (NaN) where nobody tells it.

Of a declarant, of goods and of a route only the findings are counted. How often they were declared grows with the years,
whatever the risk, and in an office that has just opened everything is the first of its kind: that is no reason for anything.
"""

CARRIAGE_IN_PRICE = frozenset({"CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP"})


def terms(inputs: Given, known: Experience) -> list[float]:
    """Return the numbers that the trees are asked about, in the order of ``TERMS``.

    Goods of which the model has no experience count as usual: nothing is held against them. Of several items those furthest
    from the usual count, on either side.
    """
    figures = cast("Mapping[str, float | None]", inputs)  # the codes among them are asked for as codes
    counted = [
        *_prices(inputs, known.usual),
        _plain(figures["duty rate"]),
        1.0 if inputs["preference"] else 0.0,
        1.0 if inputs["third country"] else 0.0,
        _plain(figures["freight share"]),
        _log(figures["freight per kg"]),
        _plain(figures["packing share"]),
        _log(figures["kilograms per package"]),
        _log(figures["customs value"]),
        _plain(figures["items"]),
        1.0 if inputs["mode"] == "4" else 0.0,
        1.0 if inputs["terms"] in CARRIAGE_IN_PRICE else 0.0,
        1.0 if inputs["collection"] == "43" else 0.0,
        _plain(figures["aeo"]),
        _log(figures["mass against manifest"]),
        _log(figures["packages against manifest"]),
        _plain(figures["loaded elsewhere"]),
    ]
    overall, dangerous = known.irregular * WEIGHT, known.critical * WEIGHT
    counts = cast("Mapping[str, float]", inputs)  # who has a record at all has every count of it
    for declared, examined, irregular, critical, first, last, whole in _record_inputs():
        looked = figures[examined]
        if looked is None:
            counted += _UNTOLD if whole else _UNTOLD[:2]
            continue
        weight = looked + WEIGHT
        found = (counts[irregular] + overall) / weight, (counts[critical] + dangerous) / weight
        if whole:
            days = figures[first], figures[last]
            counted += (log1p(counts[declared]), *found, log1p(looked), *map(_plain, days))
        else:
            counted += found
    return counted


_UNTOLD = [nan] * len(_RECORD)


@cache
def _record_inputs() -> tuple[tuple[str, str, str, str, str, str, bool], ...]:
    """The inputs of each role's record, in the order of the terms; True for those of whom all six terms are counted."""
    every = [(*record_keys(role), role in _PARTIES) for role in (*_PARTIES, *_OTHERS)]
    return cast("tuple[tuple[str, str, str, str, str, str, bool], ...]", tuple(every))


def _plain(given: float | None) -> float:
    return nan if given is None else given


def _log(given: float | None) -> float:
    return log(given) if given else nan


def _prices(inputs: Given, usual: Mapping[str, Usual]) -> tuple[float, float, float, float, float, float]:
    """Return the lowest and highest price against the usual of the code, of code and origin, and mass per unit alike.

    Where there is no experience with an origin, that with the code counts; where there is none at all, nothing is odd.
    """
    prices: list[float] = []
    there: list[float] = []
    units: list[float] = []
    figures = cast("Mapping[str, float | None]", inputs)
    for number in range(1, int(figures["items"] or 0) + 1):
        code_key, price_key, unit_key, origin_key = keys(number)
        code, price, unit, origin = inputs[code_key], figures[price_key], figures[unit_key], inputs[origin_key]
        known = usual.get(code)  # type: ignore[arg-type]
        if known is None:
            continue
        if price:
            told = log(price)
            prices.append((told - known.price) / known.price_spread)
            nearer = usual.get(f"{code}/{origin}", known)
            there.append((told - nearer.price) / nearer.price_spread)
        if unit and known.unit_spread:
            units.append((log(unit) - known.unit) / known.unit_spread)
    if not prices:
        prices = there = _USUAL
    if not units:
        units = _USUAL
    return min(prices), max(prices), min(there), max(there), min(units), max(units)


_USUAL = [0.0]
