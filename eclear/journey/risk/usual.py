"""What is usual for goods of one code, learned from declarations as they were lodged, honest or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log
from typing import cast

from eclear.journey.risk.features import keys
from eclear.journey.risk.terms import Given, Usual

ENOUGH = 30
"""Fewer declarations of a code than this are no experience with it."""

LEAST_SPREAD = 0.08
"""Prices differ at least by so much (8 %), however alike the few that were seen; less would make every one odd."""


def learn_usual(examples: Sequence[Given]) -> dict[str, Usual]:
    """Return what is usual for each code with enough items. Medians bear the few false declarations among them."""
    prices: dict[str, list[float]] = defaultdict(list)
    units: dict[str, list[float]] = defaultdict(list)
    for inputs in examples:
        for number in range(1, int(cast(float, inputs["items"])) + 1):
            code_key, price_key, unit_key = keys(number)
            code = cast(str, inputs[code_key])
            for told, key in ((prices, price_key), (units, unit_key)):
                figure = cast("float | None", inputs[key])
                if figure:
                    told[code].append(log(figure))
    return {code: _usual(seen, units[code]) for code, seen in sorted(prices.items()) if code and len(seen) >= ENOUGH}


def _usual(prices: list[float], units: list[float]) -> Usual:
    """Goods whose quantity nobody tells get a spread so wide that no mass per unit is odd."""
    unit, unit_spread = _middle(units) if len(units) >= ENOUGH else (0.0, 1e6)
    return Usual(*_middle(prices), unit, unit_spread)


def _middle(figures: list[float]) -> tuple[float, float]:
    import numpy as np

    low, middle, high = np.quantile(figures, (0.16, 0.5, 0.84))
    return float(middle), max(float(high - low) / 2, LEAST_SPREAD)
