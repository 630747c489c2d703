"""Taking a model file in: only the reviewed one, by its hash, and only what a model is made of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import isfinite, nan
from pathlib import Path
from typing import Any

from eclear.journey.risk.drift import Spread, unpacked
from eclear.journey.risk.terms import TERMS, Experience, Usual
from eclear.journey.risk.trees import Misgrown, Trees

TRUSTED: tuple[str, ...] = ("sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",)
"""The types beyond the ones skops itself trusts that a model file may hold. Reviewed: one tree of scikit-learn's boosting, an
array of nodes that cannot run anything. Never fill this from what a file says about itself."""

HEADS = ("irregular", "share", "critical")
"""The estimators of a model: the chance of an irregularity, the share of the value that is lost, the chance of danger."""


class ModelRefused(Exception):
    """The model file was not taken in; the text says why. The caller goes on by rules alone."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a reviewed file holds, read once into plain numbers. ``median`` has NaN for terms that the median does not tell."""

    name: str
    sha256: str
    country: str
    trees: Trees
    estimators: tuple[Any, Any, Any]
    irregular: tuple[float, float]
    critical: tuple[float, float]
    factor: float
    known: Experience
    median: tuple[float, ...]
    reference: Mapping[str, Spread]
    learned_until: date | None


def reviewed(folder: Path) -> Reviewed:
    """Return what a model's folder holds; raises ModelRefused unless it is what was reviewed. See :meth:`Model.load`."""
    body = _bytes(folder / "model.skops")
    digest = sha256(body).hexdigest()
    card = _toml(folder / "card.toml")
    if card.get("sha256") != digest:
        raise ModelRefused(
            f"{folder.name}: model.skops has SHA-256 {digest}, its card says {card.get('sha256')}. Restore the reviewed file."
        )
    if {"name": folder.name, "sha256": digest} not in _toml(folder.parent / "allowed.toml").get("model", []):
        raise ModelRefused(f"{folder.name}: SHA-256 {digest} is not in allowed.toml. Have the model reviewed and add it there.")
    learned_from = card.get("data", {}).get("country", "")
    return _taken_in(folder.name, digest, learned_from, _unpacked(folder.name, body))


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


def _taken_in(name: str, digest: str, learned_from: str, parts: Any) -> Reviewed:
    """Read the fitted estimators once into plain numbers, and refuse what is not a model that this code can ask."""
    try:
        if tuple(tuple(t) for t in parts["terms"]) != TERMS:
            raise ValueError("it was trained on other terms than this version counts")
        estimators = _estimators(parts["estimators"])
        trees = Trees.read(estimators, len(TERMS))
        irregular, critical = (_pair(parts["calibration"][head]) for head in ("irregular", "critical"))
        factor = float(parts["factor"])
        usual = {code: Usual(*map(float, numbers)) for code, numbers in parts["usual"].items()}
        known = Experience(usual, float(parts["found"]["irregular"]), float(parts["found"]["critical"]))
        median = tuple(nan if term is None else float(term) for term in parts["median"])
        reference = unpacked(parts.get("reference", {}))
        learned_until = date.fromisoformat(parts["learned_until"]) if parts.get("learned_until") else None
    except (AttributeError, LookupError, TypeError, ValueError) as reason:
        raise ModelRefused(f"{name}: the file does not hold what a model needs: {reason}") from reason
    told = [term for given, term in zip(parts["median"], median, strict=True) if given is not None]
    spreads = [spread for u in usual.values() for spread in (u.price_spread, u.unit_spread)]
    figures = [*irregular, *critical, factor, known.irregular, known.critical, *told]
    figures += [figure for u in usual.values() for figure in (u.price, u.unit)]
    if not all(map(isfinite, figures)) or not all(isfinite(s) and s >= 0 for s in spreads):
        raise ModelRefused(f"{name}: the file holds a figure that is not a finite number. Train it again.")
    if not all(u.price_spread > 0 for u in usual.values()) or factor < 0 or min(irregular[0], critical[0]) < 0:
        raise ModelRefused(f"{name}: the file holds a figure below what it may be. Train it again.")
    if len(median) != len(TERMS):
        raise ModelRefused(f"{name}: {len(median)} medians for {len(TERMS)} terms.")
    told_by = (median, reference, learned_until)
    return Reviewed(name, digest, learned_from, trees, estimators, irregular, critical, factor, known, *told_by)


def _estimators(parts: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Return the estimators of the three heads, and none but scikit-learn's own boosting over our terms."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kinds = (HistGradientBoostingClassifier, HistGradientBoostingRegressor, HistGradientBoostingClassifier)
    for head, kind in zip(HEADS, kinds, strict=True):
        if type(parts[head]) is not kind:
            raise ValueError(f"the estimator of {head!r} is a {type(parts[head]).__name__}, and not a {kind.__name__}")
        if parts[head].n_features_in_ != len(TERMS):
            raise Misgrown(f"the estimator of {head!r} asks for {parts[head].n_features_in_} terms instead of {len(TERMS)}")
    irregular, share, critical = (parts[head] for head in HEADS)
    return irregular, share, critical


def _pair(numbers: Any) -> tuple[float, float]:
    slope, start = map(float, numbers)
    return slope, start
