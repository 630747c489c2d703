"""What is usual for goods of one code, learned from declarations as they were lodged, honest or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import log
from typing import cast

from eclear.journey.risk.features import keys
from eclear.journey.risk.terms import Given, Usual

ENOUGH = 30
"""Fewer items of a code than this are no experience with it."""

LEAST_SPREAD = 0.08
"""Prices differ at least by so much (8 %), however alike the few that were seen; less would make every one odd."""


def learn_usual(seen: Iterable[Given]) -> dict[str, Usual]:
    """Return what is usual for each code, and for each code and origin, with enough items.

    Medians bear the few false declarations among them.
    """
    prices: dict[str, list[float]] = defaultdict(list)
    units: dict[str, list[float]] = defaultdict(list)
    for inputs in seen:
        for number in range(1, int(cast(float, inputs["items"])) + 1):
            code_key, price_key, unit_key, origin_key = keys(number)
            code, origin = inputs[code_key], inputs[origin_key]
            if not code:
                continue
            for told, figure in ((prices, inputs[price_key]), (units, inputs[unit_key])):
                if figure:
                    told[cast(str, code)].append(log(cast(float, figure)))
                    if origin:
                        told[f"{code}/{origin}"].append(log(cast(float, figure)))
    return {of: _usual(figures, units[of]) for of, figures in sorted(prices.items()) if len(figures) >= ENOUGH}


def _usual(prices: list[float], units: list[float]) -> Usual:
    """Goods whose quantity hardly anybody tells have no usual mass per unit: its spread is nought."""
    unit, unit_spread = _middle(units) if len(units) >= ENOUGH else (0.0, 0.0)
    return Usual(*_middle(prices), unit, unit_spread)


def _middle(figures: list[float]) -> tuple[float, float]:
    import numpy as np

    low, middle, high = np.quantile(figures, (0.16, 0.5, 0.84))
    return float(middle), max(float(high - low) / 2, LEAST_SPREAD)
