"""Fitting the heads of a model: the trees, their calibration, and the factor that makes duty add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eclear.journey.risk.examples import Example, danger_of, truth_of, value_of
from eclear.journey.risk.trees import LEAVES

FEWEST = 40
"""Fewer irregular declarations than this teach nothing that holds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How many trees of how many leaves each head has, how fast it learns, and how many rows a leaf needs."""

    irregular: tuple[int, int, float, int]
    critical: tuple[int, int, float, int]
    share: tuple[int, int, float, int]
    l2: float = 5.0
    max_features: float = 0.4


CHAMPION = Settings((100, 12, 0.08, 30), (50, 4, 0.08, 40), (40, 6, 0.1, 30))
CHALLENGER = Settings((60, 4, 0.14, 60), (40, 3, 0.12, 60), (30, 3, 0.12, 60))
"""Smaller trees, so fewer aspects work together: the model that the champion must beat."""

KINDS = {"champion": CHAMPION, "challenger": CHALLENGER}
"""The kinds of model by name."""


@dataclass(frozen=True)
class Heads:
    """The fitted heads: trees for the chance, the share of the value lost, and the danger; slopes and starts; the factor."""

    irregular: Any
    share: Any
    critical: Any
    calibration: Mapping[str, tuple[float, float]]
    factor: float
    calibrated_on: Any

    def chance(self, x: Any) -> Any:
        """Return the chance of an irregularity for rows of terms."""
        return chance_of(self.irregular.decision_function(x), self.calibration["irregular"])

    def danger(self, x: Any) -> Any:
        """Return the chance of goods that endanger the public for rows of terms."""
        return chance_of(self.critical.decision_function(x), self.calibration["critical"])

    def at_risk(self, x: Any, value: Any) -> Any:
        """Return the duty and taxes at risk for rows of terms and their customs values."""
        import numpy as np

        return self.chance(x) * np.maximum(self.share.predict(x), 0.0) * value * self.factor


def fit_heads(looked: Sequence[Example], x: Any, later: Any, settings: Settings, seed: int, step: Callable[[], None]) -> Heads:
    """Fit all heads on examined declarations, as rows of terms; ``later`` marks the latest, for the calibration of chances."""
    wrong, danger = truth_of(looked), danger_of(looked)
    picked = for_calibration(looked, later)
    calibration = {
        "irregular": calibrated(settings.irregular, x, wrong, later, picked, settings, seed),
        "critical": calibrated(settings.critical, x, danger, later, picked, settings, seed),
    }
    step()
    irregular = boosted(settings.irregular, settings, seed).fit(x, wrong)
    step()
    critical = boosted(settings.critical, settings, seed).fit(x, danger)
    step()
    share = share_of_value(looked, x, settings, seed)
    step()
    factor = factor_of(looked, x, calibration["irregular"], settings, seed)
    return Heads(irregular, share, critical, calibration, factor, picked)


def learnable(table: Any) -> Any:
    """Return a table that scikit-learn can learn from: a term that no row tells is nought in all rows, and teaches nothing."""
    import numpy as np

    return np.where(np.isnan(table).all(axis=0), 0.0, table)


def boosted(size: tuple[int, int, float, int], settings: Settings, seed: int) -> Any:
    """Return trees that are yet to learn a chance."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(**_sized(size, settings, seed))


def _sized(size: tuple[int, int, float, int], settings: Settings, seed: int) -> dict[str, Any]:
    trees, leaves, rate, rows = size
    assert leaves <= LEAVES
    return {
        "max_iter": trees,
        "max_leaf_nodes": leaves,
        "learning_rate": rate,
        "min_samples_leaf": rows,
        "l2_regularization": settings.l2,
        "max_features": settings.max_features,
        "early_stopping": False,
        "random_state": seed,
    }


def share_of_value(base: Sequence[Example], x: Any, settings: Settings, seed: int) -> Any:
    """Fit the share of the customs value that is lost, among the irregular, weighed by value so that sums come out right.

    A share is alike for a box and a shipload; an amount is not, and a few shiploads would be all that is learned. The
    largest hundredth of the values weighs no more than its smallest.
    """
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingRegressor

    value = value_of(base)
    rows = truth_of(base) & (value > 0)
    share = np.minimum(np.array([e.at_stake for e in base])[rows] / value[rows], MOST_SHARE)
    weight = np.minimum(value[rows], np.quantile(value[rows], 0.99))
    head = HistGradientBoostingRegressor(**_sized(settings.share, settings, seed))
    return head.fit(learnable(x[rows]), share, sample_weight=weight / weight.mean())


MOST_SHARE = 3.0
"""Goods declared at a quarter of their value can lose their value in duty and taxes; more than thrice is an error of mass."""


def for_calibration(looked: Sequence[Example], later: Any) -> Any:
    """Choose the rows that chances are calibrated on: the latest of random control if there are enough, else all latest."""
    import numpy as np

    drawn = later & np.array([e.drawn for e in looked], dtype=bool)
    return drawn if truth_of(looked)[drawn].sum() >= FEWEST else later


def calibrated(
    size: tuple[int, int, float, int], x: Any, truth: Any, later: Any, picked: Any, settings: Settings, seed: int
) -> tuple[float, float]:
    """Return slope and start of Platt's sigmoid: how the sums of trees that know the earlier rows are to be read on later ones.

    The head itself is then fitted on all rows, which are too few to keep a fifth of them back. Where the later rows are too
    few to tell anything, the sums are taken as they are (1, 0).
    """
    from sklearn.linear_model import LogisticRegression

    told = truth[picked]
    if told.sum() < FEWEST or told.all() or not truth[~later].any():
        return 1.0, 0.0
    total = boosted(size, settings, seed).fit(learnable(x[~later]), truth[~later]).decision_function(x[picked])
    fitted = LogisticRegression(C=1e6, max_iter=1000).fit(total.reshape(-1, 1), told)
    slope, start = float(fitted.coef_[0][0]), float(fitted.intercept_[0])
    return (slope, start) if slope > 0 else (1.0, 0.0)


def chance_of(total: Any, pair: tuple[float, float]) -> Any:
    """Return the chances that sums of trees stand for, by slope and start."""
    import numpy as np

    return 1.0 / (1.0 + np.exp(-np.maximum(pair[0] * total + pair[1], -700.0)))


def factor_of(rows: Sequence[Example], x: Any, pair: tuple[float, float], settings: Settings, seed: int) -> float:
    """Return what makes the duty at risk of all examined declarations add up to the duty that was at stake in them.

    Each third is told by heads that learned from the other two: what a head says of its own examples is too sure.
    """
    import numpy as np

    wrong, value = truth_of(rows), value_of(rows)
    third = np.random.default_rng(seed).integers(3, size=len(rows))
    said = 0.0
    for number in range(3):
        others, mine = third != number, third == number
        irregular = boosted(settings.irregular, settings, seed).fit(learnable(x[others]), wrong[others])
        share = share_of_value([e for e, other in zip(rows, others, strict=True) if other], x[others], settings, seed)
        chance = chance_of(irregular.decision_function(x[mine]), pair)
        said += float((chance * np.maximum(share.predict(x[mine]), 0.0) * value[mine]).sum())
    lost = sum(e.at_stake for e in rows)
    return lost / said if said > 0 and lost > 0 else 1.0
