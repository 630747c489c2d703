"""A trained model: taken in only if it is the reviewed file, then used as a plain sum."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import exp, isfinite
from pathlib import Path
from typing import Any

from eclear.casefile.score import Reason, Score
from eclear.journey.risk.explain import explain
from eclear.journey.risk.terms import NUMBERS, TERMS, Given, Usual, terms

TRUSTED: tuple[str, ...] = ()
"""The types beyond the ones skops itself trusts that a model file may hold. Reviewed: a logistic regression needs none.
Never fill this from what a file says about itself."""


class ModelRefused(Exception):
    """The model file was not taken in; the text says why. The caller goes on by rules alone."""


class ModelFailed(Exception):
    """The model gave no usable chance for these inputs. The caller goes on by rules alone."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that was taken in: weights on the terms, what is usual for goods, and the median declaration.

    ``median`` holds the terms of the median training declaration, which every reason is measured against. ``country`` is
    the one whose imports it has learned from; it judges no other's.
    """

    name: str
    sha256: str
    country: str
    weights: tuple[float, ...]
    start: float
    usual: Mapping[str, Usual]
    middle: Mapping[str, float]
    median: tuple[float, ...]

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Return the model of a folder such as ``risk_models/kr-import-1``.

        Its file must be the one that its card (``card.toml``) names and that stands in the reviewed list
        ``allowed.toml`` beside the folder, both by SHA-256, and may hold nothing but types on a fixed list. Raises
        ModelRefused if anything is missing or does not match: skops alone is no boundary, so the hash comes first.
        """
        body = _bytes(folder / "model.skops")
        digest = sha256(body).hexdigest()
        card = _toml(folder / "card.toml")
        if card.get("sha256") != digest:
            raise ModelRefused(
                f"{folder.name}: model.skops has SHA-256 {digest}, its card says {card.get('sha256')}. Restore the reviewed file."
            )
        if {"name": folder.name, "sha256": digest} not in _toml(folder.parent / "allowed.toml").get("model", []):
            raise ModelRefused(
                f"{folder.name}: SHA-256 {digest} is not in allowed.toml. Have the model reviewed and add it there."
            )
        learned_from = card.get("data", {}).get("country", "")
        return _taken_in(folder.name, digest, learned_from, _unpacked(folder.name, body))

    def score(self, inputs: Given) -> Score:
        """Return the chance of an irregularity; raises ModelFailed if there is none for these inputs."""
        for name, given in inputs.items():
            if given.__class__ is float and not isfinite(given):
                raise ModelFailed(f"{self.name} was given {given} as {name!r}, which is no figure.")
        try:
            total = self.start
            for weight, term in zip(self.weights, terms(inputs, self.usual, self.middle), strict=True):
                total += weight * term
            chance = 1.0 / (1.0 + exp(-total))
        except (ArithmeticError, LookupError, TypeError, ValueError) as reason:
            raise ModelFailed(f"{self.name} could not score this declaration: {reason!r}.") from reason
        if not 0.0 <= chance <= 1.0:
            raise ModelFailed(f"{self.name} gave {chance} where a chance between 0 and 1 belongs.")
        return Score(chance, inputs, self.name, self.sha256)

    def reasons(self, score: Score, most: int = 5) -> tuple[Reason, ...]:
        """Return why, strongest first: by how much each aspect moved the chance away from the median declaration's.

        All reasons together (``most`` large enough) make up the whole difference. A caution that the model has no
        experience with some goods comes first and moved nothing.
        """
        return explain(score, self.weights, self.start, self.usual, self.middle, self.median)[:most]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as reason:
        raise ModelRefused(f"{file.parent.name}: {file.name} cannot be read ({reason.strerror}).") from reason


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_bytes(file).decode())
    except ValueError as reason:
        raise ModelRefused(f"{file.parent.name}: {file.name} is not readable TOML: {reason}") from reason


def _unpacked(name: str, body: bytes) -> Any:
    from skops.io import loads

    try:
        return loads(body, trusted=list(TRUSTED))
    except Exception as reason:  # whatever a foreign file can make the reader raise, it is refused
        raise ModelRefused(f"{name}: not a model file that may be opened: {type(reason).__name__}: {reason}") from reason


def _taken_in(name: str, digest: str, learned_from: str, parts: Any) -> Model:
    """Read the fitted estimator once into plain numbers, and refuse what is not the model that this code weighs."""
    try:
        if tuple(tuple(t) for t in parts["terms"]) != TERMS:
            raise ValueError("it was trained on other terms than this version counts")
        weights, start = folded(parts["estimator"])
        usual = {code: Usual(*map(float, numbers)) for code, numbers in parts["usual"].items()}
        middle = {number: float(parts["middle"][number]) for number in NUMBERS}
        median = tuple(float(term) for term in parts["median"])
    except (AttributeError, LookupError, TypeError, ValueError) as reason:
        raise ModelRefused(f"{name}: the file does not hold what a model needs: {reason}") from reason
    spreads = [s for u in usual.values() for s in (u.price_spread, u.unit_spread)]
    figures = [*weights, start, *median, *middle.values(), *(x for u in usual.values() for x in (u.price, u.unit))]
    if not all(map(isfinite, figures)) or not all(isfinite(s) and s > 0 for s in spreads):
        raise ModelRefused(f"{name}: the file holds a figure that is not a finite number. Train it again.")
    if not len(weights) == len(median) == len(TERMS):
        raise ModelRefused(f"{name}: {len(weights)} weights and {len(median)} medians for {len(TERMS)} terms.")
    return Model(name, digest, learned_from, weights, start, usual, middle, median)


def folded(estimator: Any) -> tuple[tuple[float, ...], float]:
    """Return weights and start of a fitted pipeline of scaler and logistic regression, as one plain sum over the terms."""
    scaler, regression = (step for _, step in estimator.steps)
    weights = [float(w) / float(s) for w, s in zip(regression.coef_[0], scaler.scale_, strict=True)]
    start = float(regression.intercept_[0]) - sum(w * float(m) for w, m in zip(weights, scaler.mean_, strict=True))
    return tuple(weights), start
