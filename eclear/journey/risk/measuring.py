"""How well a model does: every figure with a 95 % interval, from whole importers drawn with replacement.

Rows are ordered by score once; a draw only gives them other weights, so hundreds of draws take seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

BUDGETS = (1, 2, 3, 5, 10, 20, 30)
"""Shares of all declarations, in percent, for which it is told what is found by looking at the highest scores."""

DRAWS = 200

Interval = tuple[float, float, float]
"""A figure with the lower and the upper end of its 95 % interval."""


@dataclass(frozen=True)
class Measured:
    """Declarations that the model never learned from, with what it said and what was so (arrays of the same length).

    ``truth`` and ``danger`` are true or false, ``at_stake`` and ``at_risk`` are amounts, ``importers`` are names.
    """

    truth: Any
    danger: Any
    at_stake: Any
    chance: Any
    critical: Any
    at_risk: Any
    importers: Sequence[str]

    def figures(self, seed: int) -> dict[str, Interval]:
        """Return every measure of the model with its interval."""
        return with_intervals(self._figures(), self.importers, seed)

    def budgets(self) -> dict[str, dict[str, float]]:
        """Return what looking at the highest scores finds, by the share of declarations looked at, in percent."""
        import numpy as np

        ones = np.ones(len(self.truth))
        tops = {kind: _tops(order) for kind, order in self._orders().items()}
        curve: dict[str, dict[str, float]] = {}
        for percent in BUDGETS:
            by = {kind: top(ones, percent) for kind, top in tops.items()}
            found = {
                "precision": _share(self.truth, by["chance"]),
                "recall": _part(self.truth, by["chance"]),
                "duty": _part(self.at_stake, by["chance"]),
                "critical": _part(self.danger, by["chance"]),
                "critical by its own head": _part(self.danger, by["critical"]),
                "duty by duty at risk": _part(self.at_stake, by["at risk"]),
                "recall by duty at risk": _part(self.truth, by["at risk"]),
            }
            curve[f"{percent}"] = {name: figure for name, figure in found.items() if not isnan(figure)}
        return curve

    def _orders(self) -> dict[str, Any]:
        import numpy as np

        scores = {"chance": self.chance, "critical": self.critical, "at risk": self.at_risk}
        return {kind: np.argsort(-score, kind="stable") for kind, score in scores.items()}

    def _figures(self) -> Callable[[Any], dict[str, float]]:
        """Return a function that gives all measures for the weights of the rows."""
        area, danger_area = ranked(self.truth, self.chance), ranked(self.danger, self.critical)
        tops = {kind: _tops(order) for kind, order in self._orders().items()}
        groups = _tenths(self.chance)
        squared = (self.chance - self.truth) ** 2

        def figures(weights: Any) -> dict[str, float]:
            found: dict[str, float] = {"base rate": _share(self.truth, weights), "auc": area(weights)}
            for percent in (1, 3, 5, 10):
                top = tops["chance"](weights, percent)
                found[f"precision at {percent} %"] = _share(self.truth, top)
                found[f"recall at {percent} %"] = _part(self.truth, top, weights)
            for percent in (1, 3, 5, 10):
                own, common = tops["critical"](weights, percent), tops["chance"](weights, percent)
                found[f"critical recall at {percent} %, own head"] = _part(self.danger, own, weights)
                found[f"critical recall at {percent} %, by chance"] = _part(self.danger, common, weights)
            found["critical auc"] = danger_area(weights)
            for percent in (3, 10):
                found[f"duty found at {percent} %, by chance"] = _part(self.at_stake, tops["chance"](weights, percent), weights)
                by_duty = tops["at risk"](weights, percent)
                found[f"duty found at {percent} %, by duty at risk"] = _part(self.at_stake, by_duty, weights)
            found["brier"] = _share(squared, weights)
            found["calibration error"] = groups(weights, self.chance, self.truth)
            found["duty at risk against duty at stake"] = _ratio((self.at_risk * weights).sum(), (self.at_stake * weights).sum())
            return found

        return figures


def with_intervals(
    figures: Callable[[Any], Mapping[str, float]], importers: Sequence[str], seed: int, draws: int = DRAWS
) -> dict[str, Interval]:
    """Return figures with 95 % intervals: ``figures`` is asked with a weight for each row, importers drawn as a whole.

    What cannot be told, such as the recall of what does not occur, is left out.
    """
    import numpy as np

    firms, firm_of = np.unique(np.array(importers), return_inverse=True)
    generator = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(draws):
        times = np.bincount(generator.integers(len(firms), size=len(firms)), minlength=len(firms))
        for name, figure in figures(times[firm_of].astype(float)).items():
            drawn.setdefault(name, []).append(figure)
    return {
        name: (figure, float(np.nanquantile(drawn[name], 0.025)), float(np.nanquantile(drawn[name], 0.975)))
        for name, figure in figures(np.ones(len(firm_of))).items()
        if not isnan(figure)
    }


def ranked(truth: Any, score: Any) -> Callable[[Any], float]:
    """Return a function of the rows' weights that gives the area under the curve; 0.5 is a coin.

    It is the chance that a row of which something is true scores higher than one of which it is not (Mann and Whitney),
    ties counting half: the same as scikit-learn's ``roc_auc_score``, without sorting anew for every draw.
    """
    import numpy as np

    _, place = np.unique(score, return_inverse=True)
    levels = int(place.max()) + 1 if len(place) else 0

    def area(weights: Any) -> float:
        positive = np.bincount(place, weights=weights * truth, minlength=levels)
        negative = np.bincount(place, weights=weights * ~truth, minlength=levels)
        below = np.cumsum(negative) - negative / 2
        return _ratio((positive * below).sum(), positive.sum() * negative.sum())

    return area


def auc(truth: Any, score: Any) -> float:
    """Return the area under the curve of scores for a truth."""
    import numpy as np

    return ranked(truth, score)(np.ones(len(truth)))


def _tops(order: Any) -> Callable[[Any, float], Any]:
    """Return a function that keeps the weights of the highest scores, up to a share in percent of all, and sets the rest to 0."""
    import numpy as np

    def top(weights: Any, percent: float) -> Any:
        of = weights[order]
        room = of.sum() * percent / 100
        kept = np.clip(room - (np.cumsum(of) - of), 0.0, of)
        back = np.empty_like(of)
        back[order] = kept
        return back

    return top


def _tenths(chance: Any) -> Callable[[Any, Any, Any], float]:
    """Return a function that gives the calibration error over ten groups of equal weight, in the order of the chance."""
    import numpy as np

    order = np.argsort(chance, kind="stable")

    def error(weights: Any, said: Any, truth: Any) -> float:
        of = weights[order]
        total = of.sum()
        group = np.minimum((np.cumsum(of) - of / 2) * 10 / total, 9.999).astype(int)
        gap = np.bincount(group, weights=of * (said[order] - truth[order]), minlength=10)
        return float(np.abs(gap).sum() / total)

    return error


def _share(of: Any, weights: Any) -> float:
    """The mean of what is, over weighted rows."""
    return _ratio((of * weights).sum(), weights.sum())


def _part(of: Any, kept: Any, weights: Any = 1.0) -> float:
    """The part of all there is that is among the rows kept."""
    return _ratio((of * kept).sum(), (of * weights).sum())


def _ratio(part: Any, whole: Any) -> float:
    return float(part) / float(whole) if whole else float("nan")
