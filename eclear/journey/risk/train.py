"""Where a model comes from: fitted on declarations whose truth is known, measured on importers it never saw.

It runs now and then and offline; nothing here is needed to score a declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from eclear.journey.risk.card import write_card
from eclear.journey.risk.terms import NUMBERS, TERMS, Given, Usual, terms
from eclear.journey.risk.usual import learn_usual

HELD_OUT = 0.4
"""The share of importers whose declarations the model never sees; every figure of the card is measured on them."""

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """One declaration to learn from: what the model looks at, who imported, and the known truth.

    ``irregularity`` names what was wrong, or is None. ``importer`` and ``origin`` only divide the examples and measure
    fairness; the model never sees them.
    """

    inputs: Given
    importer: str
    origin: str
    irregularity: str | None


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model with its measurements, all of them on held-out importers."""

    estimator: Any
    usual: Mapping[str, Usual]
    middle: Mapping[str, float]
    median: tuple[float, ...]
    metrics: Mapping[str, tuple[float, float, float]]
    others: Figures
    quantiles: Figures
    found: Mapping[str, Mapping[str, float]]
    selected: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, int]


def fit(examples: Sequence[Example], seed: int) -> Trained:
    """Return a model fitted on some importers and measured on the others; the same examples and seed give the same."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    kept_back = _held_out({e.importer for e in examples}, seed)
    seen = [e for e in examples if e.importer not in kept_back]
    unseen = [e for e in examples if e.importer in kept_back]
    usual = learn_usual([e.inputs for e in seen])
    middle = {name: float(np.median([v for e in seen if (v := e.inputs[name]) is not None])) for name in NUMBERS}

    x = np.array([terms(e.inputs, usual, middle) for e in seen])
    y = np.array([e.irregularity is not None for e in seen])
    x_unseen = np.array([terms(e.inputs, usual, middle) for e in unseen])
    y_unseen = np.array([e.irregularity is not None for e in unseen])
    with threadpool_limits(1):  # as quick on so few rows, and the same figures on any machine
        estimator = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000)).fit(x, y)
        boosted = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=15, learning_rate=0.1, random_state=seed).fit(x, y)
        chance, other = estimator.predict_proba(x_unseen)[:, 1], boosted.predict_proba(x_unseen)[:, 1]
    column = {name: x_unseen[:, number] for number, (name, _) in enumerate(TERMS)}
    order = np.argsort(-chance, kind="stable")[: len(chance) // 10]
    picked = np.zeros(len(chance), dtype=bool)
    picked[order] = True
    return Trained(
        estimator=estimator,
        usual=usual,
        middle=middle,
        median=tuple(map(float, np.median(x, axis=0))),
        metrics=_measured(y_unseen, chance, [e.importer for e in unseen], seed),
        others={
            "gradient boosting on the same terms": auc(y_unseen, other),
            "cheaper than usual alone": auc(y_unseen, column["cheaper than usual"] + column["much cheaper than usual"]),
            "duty rate alone": auc(y_unseen, column["duty rate"]),
            "known importers": auc(y, estimator.predict_proba(x)[:, 1]),
        },
        quantiles={f"{q:g}": float(np.quantile(chance, q / 100)) for q in (50, 73, 80, 90, 95, 97, 99)},
        found=_shares([e.irregularity for e in unseen if e.irregularity], picked[y_unseen]),
        selected=_shares([e.origin for e in unseen], picked),
        counts={
            "seen": len(seen),
            "seen irregular": int(y.sum()),
            "held out": len(unseen),
            "held out irregular": int(y_unseen.sum()),
            "held out importers": len(kept_back),
        },
    )


def train(examples: Sequence[Example], out: Path, *, seed: int, about: Mapping[str, str | int]) -> Trained:
    """Fit a model, write it to the folder ``out`` with its card, and return it.

    Writes ``model.skops``, ``card.toml`` and ``card.md``. The numbers depend on examples and seed alone; the file's
    SHA-256 does not, for the archive notes the time of writing. A new file is used only after review: its name and
    SHA-256 go into ``allowed.toml`` by hand.
    """
    from zipfile import ZIP_DEFLATED

    from skops.io import dumps

    trained = fit(examples, seed)
    parts = {
        "terms": [list(term) for term in TERMS],
        "estimator": trained.estimator,
        "usual": {code: [u.price, u.price_spread, u.unit, u.unit_spread] for code, u in trained.usual.items()},
        "middle": dict(trained.middle),
        "median": list(trained.median),
    }
    body = dumps(parts, compression=ZIP_DEFLATED, compresslevel=9)
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.skops").write_bytes(body)
    write_card(out, trained, sha256(body).hexdigest(), seed, about)
    return trained


def auc(truth: Any, score: Any) -> float:
    """Return the chance that an irregular declaration scores higher than a regular one; 0.5 is a coin.

    Mann and Whitney's count over ranks, ties at their mean rank: the same as scikit-learn's ``roc_auc_score``, of which
    the intervals would need hundreds, in a tenth of the time.
    """
    import numpy as np

    _, place, tied = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(tied) - (tied - 1) / 2)[place]
    irregular = int(truth.sum())
    return float((ranks[truth].sum() - irregular * (irregular + 1) / 2) / (irregular * (len(truth) - irregular)))


def _held_out(importers: set[str], seed: int) -> set[str]:
    """Choose the importers kept back, each by a draw of its own: who else is in the world does not matter."""
    return {i for i in importers if int.from_bytes(sha256(f"{seed}\n{i}".encode()).digest()[:4], "big") < HELD_OUT * 2**32}


def _measured(truth: Any, chance: Any, importers: list[str], seed: int) -> dict[str, tuple[float, float, float]]:
    """Return each measure with its 95 % interval, from 200 draws of whole importers with replacement."""
    import numpy as np

    firms, firm_of = np.unique(importers, return_inverse=True)
    rows_of = np.split(np.argsort(firm_of, kind="stable"), np.cumsum(np.bincount(firm_of))[:-1])
    generator = np.random.default_rng(seed)
    draws: dict[str, list[float]] = {}
    for _ in range(200):
        rows = np.concatenate([rows_of[i] for i in generator.integers(len(firms), size=len(firms))])
        for name, figure in _figures(truth[rows], chance[rows]).items():
            draws.setdefault(name, []).append(figure)
    return {
        name: (figure, float(np.quantile(draws[name], 0.025)), float(np.quantile(draws[name], 0.975)))
        for name, figure in _figures(truth, chance).items()
    }


def _figures(truth: Any, chance: Any) -> Figures:
    import numpy as np

    order = np.argsort(-chance, kind="stable")
    found = {}
    for percent in (3, 10):
        top = truth[order[: max(1, len(order) * percent // 100)]]
        found[f"precision at {percent} %"] = float(top.mean())
        found[f"recall at {percent} %"] = float(top.sum() / truth.sum())
    tenths = np.array_split(order, 10)
    error = sum(len(t) * abs(float(chance[t].mean()) - float(truth[t].mean())) for t in tenths) / len(truth)
    return {
        "base rate": float(truth.mean()),
        "auc": auc(truth, chance),
        **found,
        "brier": float(((chance - truth) ** 2).mean()),
        "calibration error": float(error),
    }


def _shares(groups: Sequence[str], picked: Any) -> dict[str, dict[str, float]]:
    """Return for each group how many there are and what share of them was among the tenth with the highest scores."""
    import numpy as np

    names = np.array(groups)
    return {
        str(name): {"of": float((names == name).sum()), "share": float(picked[names == name].mean())}
        for name in sorted(set(groups))
    }
