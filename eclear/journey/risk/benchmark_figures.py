"""How a ranking is measured: how many of the highest scores were fraud, and how sure the difference of two rankings is."""

from __future__ import annotations

from typing import Any

from eclear.journey.risk.measuring import auc as area
from eclear.journey.risk.measuring import ranked

DRAWS = 2000


def precision_at(truth: Any, score: Any, share: float, seed: int = 0) -> float:
    """Return what share of the ``int(share * n)`` highest scores, but at least one, was fraud. Noise below 1e-9 breaks ties."""
    import numpy as np

    most = max(1, int(share * len(score)))
    return float(truth[np.argpartition(untied(score, seed), -most)[-most:]].mean())


def auc(truth: Any, score: Any) -> float:
    """Return the chance that a fraud scores higher than another row, ties counting half; 0.5 is a coin."""
    return area(truth.astype(bool), score)


def figures(truth: Any, score: Any, shares: tuple[float, ...], seed: int) -> dict[str, float]:
    """Return the precision at each share, named ``p5`` for .05, and the ``auc``."""
    at = {f"p{round(100 * share)}": precision_at(truth, score, share, seed) for share in shares}
    return at | {"auc": auc(truth, score)}


def untied(score: Any, seed: int) -> Any:
    """Return scores with noise below 1e-9, so that no two are equal."""
    import numpy as np

    return score + 1e-9 * np.random.default_rng(seed).random(len(score))


def weights(groups: Any, seed: int, draws: int = DRAWS) -> Any:
    """Return how often each row is in each bootstrap draw: whole groups are drawn, as often as there are groups.

    Rows with one combination stand or fall together, and drawing them one by one would make intervals too narrow.
    """
    import numpy as np

    names, place = np.unique(groups, return_inverse=True)
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    return drawn[:, place]


def drawn_precision(truth: Any, score: Any, share: float, drawn: Any, seed: int) -> Any:
    """Return the precision of each draw, the same as ``precision_at`` over the rows as often as they were drawn."""
    import numpy as np

    order = np.argsort(-untied(score, seed))
    times = drawn[:, order]
    most = np.maximum(1, (share * times.sum(axis=1)).astype(int))
    before = np.cumsum(times, axis=1) - times
    return (np.clip(most[:, None] - before, 0, times) * truth[order]).sum(axis=1) / most


def drawn_auc(truth: Any, score: Any, drawn: Any) -> Any:
    """Return the AUC of each draw, the same as ``auc`` over the rows as often as they were drawn."""
    import numpy as np

    area_of = ranked(truth.astype(bool), score)
    return np.array([area_of(times) for times in drawn])


def interval(differences: Any) -> tuple[float, float]:
    """Return the middle 95 percent of the draws."""
    import numpy as np

    low, high = np.quantile(differences, (0.025, 0.975))
    return float(low), float(high)
