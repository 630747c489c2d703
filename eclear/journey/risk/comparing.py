"""What a model must beat, and for whom it does how well: other models on the same declarations, and slices of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eclear.casefile.conduct import Subject
from eclear.journey.risk.examples import Example
from eclear.journey.risk.explain import ASPECTS
from eclear.journey.risk.heads import Settings, boosted
from eclear.journey.risk.measuring import Interval, ranked, with_intervals
from eclear.journey.risk.terms import TERMS

HISTORY = tuple(place for role in Subject for place in ASPECTS[role.value])
MANIFEST = ASPECTS["manifest"]
SHUFFLED, SHUFFLES = "auc after learning from shuffled labels", 5
"""What is learned from labels in a wrong order points anywhere; so it is learned several times, and the interval holds all."""


def compared(
    x: Any, y: Any, x_measured: Any, truth: Any, chance: Any, importers: Sequence[str], settings: Settings, seed: int
) -> dict[str, Interval]:
    """Return the areas under the curve of what the model must beat, and by how much its history adds to it."""
    import numpy as np

    def without(places: Sequence[int]) -> Any:
        fewer = np.delete(x, places, axis=1)
        head = boosted(settings.irregular, settings, seed).fit(fewer, y)
        return ranked(truth, head.decision_function(np.delete(x_measured, places, axis=1)))

    price = -x_measured[:, [name for name, _ in TERMS].index("lowest price against usual")]
    own, no_history, no_manifest = ranked(truth, chance), without(HISTORY), without(MANIFEST)
    price_area = ranked(truth, price)
    generator = np.random.default_rng(seed)
    coins = [
        ranked(truth, boosted(settings.irregular, settings, seed).fit(x, generator.permutation(y)).decision_function(x_measured))
        for _ in range(SHUFFLES)
    ]

    def figures(weights: Any) -> dict[str, float]:
        with_all, without_history = own(weights), no_history(weights)
        return {
            "auc without history": without_history,
            "auc gained by history": with_all - without_history,
            "auc without the manifest": no_manifest(weights),
            "auc of the lowest price alone": price_area(weights),
            **{f"{SHUFFLED} {number}": coin(weights) for number, coin in enumerate(coins)},
        }

    found = with_intervals(figures, importers, seed)
    tossed = [found.pop(f"{SHUFFLED} {number}") for number in range(SHUFFLES)]
    found[SHUFFLED] = (float(np.mean([t[0] for t in tossed])), min(t[1] for t in tossed), max(t[2] for t in tossed))
    return found


def found_among(rows: Sequence[Example], picked: Any) -> dict[str, dict[str, float]]:
    """Return for each irregularity how many there are, and what share of them is in the tenth with the highest scores."""
    import numpy as np

    kinds = np.array([e.irregularity.value if e.irregularity else "" for e in rows])
    return {
        str(kind): {"of": int((kinds == kind).sum()), "share": float(picked[kinds == kind].mean())}
        for kind in sorted(set(kinds) - {""})
    }


def slices(groups: Sequence[str], truth: Any, chance: Any, picked: Any) -> dict[str, dict[str, float]]:
    """Return for each group how many there are, how many are irregular, what chance was said, and how often it was picked."""
    import numpy as np

    names = np.array(groups)
    return {
        str(name): {
            "of": int(mine.sum()),
            "irregular": float(truth[mine].mean()),
            "said": float(chance[mine].mean()),
            "picked": float(picked[mine].mean()),
            "found": float(picked[mine & truth].mean()) if (mine & truth).any() else 0.0,
        }
        for name in sorted(set(groups))
        for mine in [names == name]
    }


def size(example: Example) -> str:
    """Return the group of an importer by how much he declared before."""
    declared = float(example.inputs["importer declared"] or 0.0)
    return next(name for most, name in SIZES if declared < most)


SIZES = ((10.0, "fewer than 10 before"), (100.0, "10 to 99 before"), (float("inf"), "100 and more before"))


def newcomer(example: Example) -> str:
    """Return whether an importer has been known for long."""
    first = example.inputs["importer first"]
    return "known for 90 days" if first is not None and float(first) >= 90 else "newcomer"
