"""Where a model comes from: fitted on declarations that were examined, measured on later ones, whose truth is known.

It runs now and then and offline; nothing here is needed to score a declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from eclear.journey.risk.card import write_card
from eclear.journey.risk.comparing import compared, found_among, newcomer, size, slices
from eclear.journey.risk.drift import Spread, packed, reference_of
from eclear.journey.risk.examples import Example, danger_of, truth_of, value_of
from eclear.journey.risk.heads import CHAMPION, FEWEST, KINDS, Settings, fit_heads, learnable
from eclear.journey.risk.measuring import Interval, Measured
from eclear.journey.risk.terms import TERMS, Experience, terms
from eclear.journey.risk.usual import learn_usual

__all__ = [
    "CHAMPION",
    "DELAY_DAYS",
    "KINDS",
    "Example",
    "Progress",
    "Settings",
    "TooFew",
    "Trained",
    "fit",
    "parts",
    "train",
    "write",
]

MEASURED = 0.3
"""The share of the declarations, the latest ones, that the model is measured on and never learns from."""

CALIBRATED = 0.2
"""The share of the declarations before those, again the latest, on which chances are calibrated."""

DELAY_DAYS = 14
"""A result is known so many days later: on the day when the measuring begins, newer declarations teach nothing yet."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many steps of it are done, and of how many."""


class TooFew(ValueError):
    """There is too little to learn from; the text says of what, and what to do."""


@dataclass(frozen=True)
class Trained:
    """A fitted model with its measurements, all of them on later declarations that it never learned from."""

    estimators: Mapping[str, Any]
    calibration: Mapping[str, tuple[float, float]]
    factor: float
    known: Experience
    median: tuple[float | None, ...]
    metrics: Mapping[str, Interval]
    others: Mapping[str, Interval]
    budgets: Mapping[str, Mapping[str, float]]
    quantiles: Mapping[str, Mapping[str, float]]
    found: Mapping[str, Mapping[str, float]]
    slices: Mapping[str, Mapping[str, Mapping[str, float]]]
    counts: Mapping[str, int | str]
    reference: Mapping[str, Spread]
    learned_until: date
    settings: Settings = field(default=CHAMPION)


def fit(examples: Sequence[Example], seed: int, *, settings: Settings = CHAMPION, progress: Progress | None = None) -> Trained:
    """Return a model fitted on earlier examined declarations and measured on all later ones.

    The same examples and seed give the same model. Raises TooFew if hardly anything irregular was examined.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    done = iter(range(1, STEPS + 1))

    def step() -> None:
        if progress:
            progress("Fitting and measuring", next(done), STEPS)

    examples = sorted(examples, key=lambda e: e.on)
    times = _divided([e.on for e in examples])
    lodged = [e for e in examples if e.on < times.known_until]
    looked = [e for e in lodged if e.examined]
    measured = [e for e in examples if e.on >= times.measured_from]
    _enough(looked, measured)
    known = Experience(learn_usual(e.inputs for e in lodged), float(truth_of(looked).mean()), float(danger_of(looked).mean()))

    def table(rows: Sequence[Example]) -> Any:
        return np.array([terms(e.inputs, known) for e in rows])

    x, x_measured, truth = table(looked), table(measured), truth_of(measured)
    median = tuple(None if np.isnan(column).all() else float(np.nanmedian(column)) for column in x.T)
    x, importers = learnable(x), [e.importer for e in measured]
    later = np.array([e.on >= times.calibrated_from for e in looked])
    lately = [e for e in lodged if e.on >= times.calibrated_from]

    with threadpool_limits(1):  # the same figures on any machine
        step()
        heads = fit_heads(looked, x, later, settings, seed, step)
        chance, danger, said = heads.chance(x_measured), heads.danger(x_measured), heads.chance(table(lately))
        at_risk = heads.at_risk(x_measured, value_of(measured))
        step()
        others = compared(x, truth_of(looked), x_measured, truth, chance, importers, settings, seed)
    step()
    stake = np.array([e.at_stake for e in measured])
    results = Measured(truth, danger_of(measured), stake, chance, danger, at_risk, importers)
    tenth = np.zeros(len(measured), dtype=bool)
    tenth[np.argsort(-chance, kind="stable")[: len(measured) // 10]] = True
    return Trained(
        estimators={"irregular": heads.irregular, "critical": heads.critical, "share": heads.share},
        calibration=heads.calibration,
        factor=heads.factor,
        known=known,
        median=median,
        metrics=results.figures(seed),
        others=others,
        budgets=results.budgets(),
        quantiles={
            kind: {f"{q:g}": float(np.quantile(scores, q / 100)) for q in QUANTILES}
            for kind, scores in (("chance", chance), ("at risk", at_risk), ("critical", danger))
        },
        found=found_among(measured, tenth),
        slices={
            "origin": slices([e.origin for e in measured], truth, chance, tenth),
            "importer size": slices([size(e) for e in measured], truth, chance, tenth),
            "newcomer": slices([newcomer(e) for e in measured], truth, chance, tenth),
        },
        counts={
            "learned from": len(looked),
            "learned from, irregular": int(truth_of(looked).sum()),
            "learned from, critical": int(danger_of(looked).sum()),
            "calibrated on": int(heads.calibrated_on.sum()),
            "calibrated on, irregular": int(truth_of(looked)[heads.calibrated_on].sum()),
            "measured on": len(measured),
            "measured on, irregular": int(truth.sum()),
            "measured on, critical": int(danger_of(measured).sum()),
            "first day": f"{examples[0].on}",
            "results known until": f"{times.known_until}",
            "measured from": f"{times.measured_from}",
            "last day": f"{examples[-1].on}",
        },
        reference=reference_of([(e.inputs, chance) for e, chance in zip(lately, said.tolist(), strict=True)]),
        learned_until=looked[-1].on,
        settings=settings,
    )


STEPS = 7
QUANTILES = (50, 73, 80, 90, 94, 95, 96, 97, 98, 99)


def train(
    examples: Sequence[Example],
    out: Path,
    *,
    seed: int,
    about: Mapping[str, str | int],
    settings: Settings = CHAMPION,
    progress: Progress | None = None,
) -> Trained:
    """Fit a model, write it to the folder ``out`` with its card, and return it. Raises TooFew if there is too little."""
    trained = fit(examples, seed, settings=settings, progress=progress)
    write(trained, out, seed=seed, about=about)
    return trained


def write(trained: Trained, out: Path, *, seed: int, about: Mapping[str, str | int]) -> None:
    """Write a fitted model to a folder: ``model.skops``, ``card.toml`` and ``card.md``.

    The numbers depend on examples and seed alone; the file's SHA-256 does not, for the archive notes the time of writing. A
    new file is used only after review: its name and SHA-256 go into ``allowed.toml`` by hand.
    """
    from zipfile import ZIP_DEFLATED

    from skops.io import dumps

    body = dumps(parts(trained), compression=ZIP_DEFLATED, compresslevel=9)
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.skops").write_bytes(body)
    write_card(out, trained, sha256(body).hexdigest(), seed, about)


def parts(trained: Trained) -> dict[str, Any]:
    """Return what goes into the file of a model: estimators, and the plain figures that are asked beside them."""
    return {
        "terms": [list(term) for term in TERMS],
        "estimators": dict(trained.estimators),
        "calibration": {head: list(pair) for head, pair in trained.calibration.items()},
        "factor": trained.factor,
        "usual": {of: [u.price, u.price_spread, u.unit, u.unit_spread] for of, u in trained.known.usual.items()},
        "found": {"irregular": trained.known.irregular, "critical": trained.known.critical},
        "median": list(trained.median),
        "reference": packed(trained.reference),
        "learned_until": f"{trained.learned_until}",
    }


@dataclass(frozen=True, slots=True)
class _Times:
    calibrated_from: date
    known_until: date
    measured_from: date


def _divided(days: Sequence[date]) -> _Times:
    """Divide the time: learn, calibrate, wait until results are known, measure. Declarations stand in order of time."""
    if not days or days[0] == days[-1]:
        raise TooFew("All examples are of one day. A model learns from earlier days and is measured on later ones.")
    measured_from = days[int(len(days) * (1 - MEASURED))]
    known_until = measured_from - timedelta(days=DELAY_DAYS)
    before = [day for day in days if day < known_until]
    if not before:
        raise TooFew(f"There are no {DELAY_DAYS} days between the first example and {measured_from}. Simulate more days.")
    return _Times(before[int(len(before) * (1 - CALIBRATED))], known_until, measured_from)


def _enough(base: Sequence[Example], measured: Sequence[Example]) -> None:
    for what, rows in (("learn from", base), ("measure on", measured)):
        irregular = sum(e.irregularity is not None for e in rows)
        if irregular < FEWEST or irregular == len(rows):
            raise TooFew(
                f"There are {len(rows)} declarations to {what}, {irregular} of them irregular; {FEWEST} are needed, and some "
                "in order. Simulate more days, or more declarations a day."
            )
