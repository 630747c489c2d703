"""A trained model: three heads of boosted trees over the same terms, taken in only if it is the reviewed file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import exp, isfinite
from pathlib import Path
from typing import Any

from eclear.casefile.decision import Lane
from eclear.casefile.score import Reason, Score
from eclear.journey.risk.counterfactual import Otherwise, otherwise
from eclear.journey.risk.drift import Spread
from eclear.journey.risk.explain import explain
from eclear.journey.risk.reviewed import TRUSTED, ModelRefused, Reviewed, reviewed
from eclear.journey.risk.terms import Experience, Given, terms
from eclear.journey.risk.trees import Trees

__all__ = ["TRUSTED", "Model", "ModelFailed", "ModelRefused"]


class ModelFailed(Exception):
    """The model gave no usable chance for these inputs. The caller goes on by rules alone."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns the trees' sum into a chance that comes true: log-odds = slope x sum + start."""

    slope: float
    start: float

    def chance(self, total: float) -> float:
        """Return the chance (0 to 1) that a sum of the trees stands for."""
        return 1.0 / (1.0 + exp(-max(self.slope * total + self.start, -700.0)))


@dataclass(frozen=True, slots=True)
class Model:
    """A model that was taken in.

    Its heads are the chance of an irregularity, the share of the customs value that is lost if there is one, and the
    chance of goods that endanger the public. ``median`` holds the terms of the median training declaration, which every
    reason is measured against. ``country`` is the one whose imports it has learned from; it judges no other's.
    ``estimators`` are the same trees as scikit-learn holds them, for many declarations at once. ``reference`` is how inputs
    and chances were spread when it learned, ``learned_until`` the last day that it learned from: drift and age count from
    them.
    """

    name: str
    sha256: str
    country: str
    trees: Trees
    estimators: tuple[Any, Any, Any]
    irregular: Calibration
    critical: Calibration
    factor: float
    known: Experience
    median: tuple[float, ...]
    reference: Mapping[str, Spread]
    learned_until: date | None

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Return the model of a folder such as ``risk_models/kr-import-2``.

        Its file must be the one that its card (``card.toml``) names and that stands in the reviewed list
        ``allowed.toml`` beside the folder, both by SHA-256, and may hold nothing but types on a fixed list. Raises
        ModelRefused if anything is missing or does not match: skops alone is no boundary, so the hash comes first.
        """
        return cls.of(reviewed(folder))

    @classmethod
    def of(cls, file: Reviewed) -> Model:
        """Return the model that a file holds, once it was taken in."""
        return cls(
            file.name,
            file.sha256,
            file.country,
            file.trees,
            file.estimators,
            Calibration(*file.irregular),
            Calibration(*file.critical),
            file.factor,
            file.known,
            file.median,
            file.reference,
            file.learned_until,
        )

    def score(self, inputs: Given) -> Score:
        """Return chance, duty at risk and chance of critical goods; raises ModelFailed if there is none for these inputs."""
        try:
            return self._said(inputs, *self.trees.ask(self._terms(inputs)))
        except (ArithmeticError, LookupError, TypeError, ValueError) as reason:
            raise ModelFailed(f"{self.name} could not score this declaration: {reason!r}.") from reason

    def score_many(self, many: Sequence[Given]) -> list[Score]:
        """Return the scores of many declarations at once: the same figures, bit for bit, in a fraction of the time.

        Raises ModelFailed if one of them cannot be scored; its place, counted from one, is told.
        """
        import numpy as np

        if not many:
            return []
        rows, number = [], 0
        try:
            for number, inputs in enumerate(many, 1):  # noqa: B007 - told if it fails
                rows.append(self._terms(inputs))
            table = np.array(rows)
            irregular, share, critical = self.estimators
            with _one_thread():  # several would wait for each other longer than they work
                sums = (irregular.decision_function(table), share.predict(table), critical.decision_function(table))
            each = zip(many, *(column.tolist() for column in sums), strict=True)
            return [self._said(*one) for one in each]
        except (ArithmeticError, LookupError, TypeError, ValueError) as reason:
            raise ModelFailed(f"{self.name} could not score declaration {number} of {len(many)}: {reason!r}.") from reason

    def reasons(self, score: Score, most: int = 5) -> tuple[Reason, ...]:
        """Return why, strongest first: by how much each aspect moved the chance, against the median declaration.

        By occlusion: the chance as it is, less the chance with all terms of the aspect at the training median. Aspects
        work together, so the amounts do not add up to the score, and another method would name other aspects now and
        then. A caution that the model has no experience with some goods comes first and moved nothing.
        """
        return explain(score.inputs, self._terms(score.inputs), self.known, self.median, self._chance)[:most]

    def counterfactuals(self, score: Score, lane_of: Callable[[Score], Lane]) -> tuple[Otherwise, ...]:
        """Return which single changes would have led to another lane, as sentences; what does not change it is left out.

        ``lane_of`` routes a score as this declaration was routed: with its draw, and the places of its moment. If nothing
        that is tried changes the lane, one sentence says so.
        """
        return otherwise(score, self.known, self.score, lane_of)

    def median_chance(self) -> float:
        """Return the chance of the median training declaration, which the reasons are measured against."""
        return self._chance(self.median)

    def _terms(self, inputs: Given) -> list[float]:
        if not all(map(isfinite, [given for given in inputs.values() if given.__class__ is float])):
            name, given = next(pair for pair in inputs.items() if isinstance(pair[1], float) and not isfinite(pair[1]))
            raise ModelFailed(f"{self.name} was given {given} as {name!r}, which is no figure.")
        return terms(inputs, self.known)

    def _chance(self, row: Sequence[float]) -> float:
        return self.irregular.chance(self.trees.ask(row)[0])

    def _said(self, inputs: Given, irregular: float, share: float, critical: float) -> Score:
        chance, danger = self.irregular.chance(irregular), self.critical.chance(critical)
        at_risk = chance * max(share, 0.0) * self.factor * float(inputs["customs value"] or 0.0)
        if not (0.0 <= chance <= 1.0 and 0.0 <= danger <= 1.0 and isfinite(at_risk)):
            raise ModelFailed(f"{self.name} gave {chance}, {danger} and {at_risk} where two chances and an amount belong.")
        return Score(chance, inputs, self.name, self.sha256, at_risk, danger)


@cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()


def _one_thread() -> Any:
    return _threads().limit(limits=1)
