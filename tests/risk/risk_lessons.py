"""A little trade made up for the tests of learning: who cheats, how, and what his record then says. No simulation needed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from math import exp
from random import Random
from typing import Any

from eclear.casefile.conduct import UNKNOWN, Conduct, Subject
from eclear.casefile.examination import Irregularity
from eclear.casefile.score import Score
from eclear.journey.risk.features import record_keys
from eclear.journey.risk.train import Example, Settings, Trained, fit

FIRST_DAY = date(2026, 1, 5)
DAYS, A_DAY = 120, 40
GOODS = {"6109100000": (20_000.0, 0.2), "8528520000": (15_000.0, 5.0), "0901210000": (9_000.0, 1.0)}
SMALL = Settings((40, 6, 0.15, 15), (25, 5, 0.15, 10), (20, 4, 0.15, 10))
"""Fewer and smaller trees than a model at work has: the tests ask what is learned, not how well."""

UNTOLD: dict[str, float | str | None] = {
    **{key: None for role in Subject for key in record_keys(role)},
    "listed mass": None,
    "mass against manifest": None,
    "packages against manifest": None,
    "loaded elsewhere": None,
}


def plain(code: str = "6109100000", **changes: Any) -> dict[str, Any]:
    """Goods as usual, of whose parties nothing is told, and what is changed in them."""
    price, unit = GOODS.get(code, (1.0, 1.0))
    return {
        "items": 1.0,
        "currency": "KRW",
        "customs value": 20_000_000.0,
        "duty rate": 13.0,
        "freight share": 0.03,
        "freight per kg": 600.0,
        "mode": "1",
        "terms": "FOB",
        "collection": "11",
        "aeo": 0.0,
        "item 1 code": code,
        "item 1 origin": "VN",
        "item 1 value per kg": price,
        "item 1 kg per unit": unit,
        "preference": None,
        "third country": 0.0,
        "kilograms per package": 11.0,
        "packing share": 0.09,
        **UNTOLD,
        **changes,
    }


def record(role: Subject, known: Conduct, on: date) -> dict[str, float | None]:
    """The inputs that tell a record, as ``features`` gives them."""
    days = (float((on - day).days) if day else None for day in (known.first, known.last))
    counts = (float(count) for count in (known.declared, known.examined, known.irregular, known.critical))
    return dict(zip(record_keys(role), (*counts, *days), strict=True))


def made_up(seed: int = 5) -> list[Example]:
    """Return some months of trade: one importer in twelve cheats on the price, one in forty hides goods, many make slips."""
    chance = Random(seed)
    importers = [f"KRTRD{n}" for n in range(1000, 1120)]
    known: dict[str, Conduct] = defaultdict(lambda: UNKNOWN)
    waiting: list[tuple[date, str, str]] = []
    examples = []
    for number in range(DAYS * A_DAY):
        on = FIRST_DAY + timedelta(days=number // A_DAY)
        while waiting and waiting[0][0] <= on:
            _, who, result = waiting.pop(0)
            known[who] = known[who].after_examination(result)
        n = chance.randrange(len(importers))
        importer, code = importers[n], chance.choice(list(GOODS))
        price, unit = GOODS[code]
        wrong, mass = None, chance.gauss(0.0, 0.02)
        away = chance.gauss(0.0, 0.15)
        if n % 12 == 0 and chance.random() < 0.6:
            wrong, away = Irregularity.UNDERVALUATION, away - chance.uniform(0.2, 0.9)
        elif n % 40 == 1 and chance.random() < 0.7:
            wrong, mass = Irregularity.UNDECLARED_GOODS, mass - chance.uniform(0.05, 0.3)
        elif chance.random() < 0.01:
            wrong = Irregularity.MISCLASSIFICATION
        inputs = plain(code, **record(Subject.IMPORTER, known[importer], on))
        inputs["customs value"] = value = 20_000_000.0 * exp(chance.gauss(0.0, 1.0))
        inputs["item 1 value per kg"] = price * exp(away)
        inputs["item 1 kg per unit"] = unit * exp(chance.gauss(0.0, 0.05))
        inputs["listed mass"], inputs["mass against manifest"] = 500.0, exp(mass)
        inputs["packages against manifest"] = 1.0
        drawn = chance.random() < 0.4
        lost = value * (exp(-min(away, 0.0)) - 1.0) * 0.24 if wrong is Irregularity.UNDERVALUATION else 0.0
        examples.append(Example(on, inputs, importer, "VN", wrong, lost, drawn, drawn))
        known[importer] = known[importer].after_declaration(on)
        if drawn:
            result = "conform" if wrong is None else "critical" if wrong.critical else "irregular"
            waiting.append((on + timedelta(days=14), importer, result))
    return examples


@cache
def lessons() -> tuple[Example, ...]:
    """The trade of seed 5, made once."""
    return tuple(made_up())


@cache
def learned() -> Trained:
    """A small model of that trade, fitted once."""
    return fit(lessons(), 5, settings=SMALL)


def scores_of(model: Any, most: int = 400) -> list[Score]:
    """The scores of the latest declarations of that trade."""
    return [model.score(example.inputs) for example in lessons()[-most:]]
