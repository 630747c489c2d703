"""How a model learns from the simulated world: the declarations go through the real assessment and the real features."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from eclear.journey.duties import assess
from eclear.journey.risk import features
from eclear.journey.risk.train import Example, Trained
from eclear.journey.risk.train import train as train_on
from eclear.reference import Country
from eclear.simulation.world import generate


def examples(seed: int, count: int, on: date, country: Country) -> Iterator[Example]:
    """Yield what a model learns from: what it would look at in each declaration, and what was wrong with it."""
    for simulated in generate(seed, count, on, country):
        declaration = simulated.declaration
        inputs = features(declaration, assess(declaration, country, on), country, on)
        yield Example(inputs, declaration.importer_id or "", declaration.items[0].origin or "", simulated.truth.irregularity)


def train(out: Path, seed: int, count: int, *, on: date, country: Country) -> Trained:
    """Train a model on ``count`` simulated declarations of one day and write it to the folder ``out`` with its card.

    The card names seed, day and count, from which anybody gets the same figures again. The new file is used only after
    somebody has looked at the card and written its name and SHA-256 into ``allowed.toml`` beside the folder.
    """
    about: dict[str, str | int] = {
        "source": "simulated by eclear.simulation",
        "country": country.code,
        "lodged on": f"{on}",
        "declarations": count,
    }
    return train_on(list(examples(seed, count, on, country)), out, seed=seed, about=about)
