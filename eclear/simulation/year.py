"""A year that a model never saw: what it catches there against chance and against rules alone, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eclear.journey.risk import Model
from eclear.reference import Country
from eclear.simulation.criteria import by_rules
from eclear.simulation.enforcement import START, Bureau, Judged, Progress, picked
from eclear.simulation.shape import ORDINARY, Shape
from eclear.simulation.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARE = 0.05
"""What share of each day's declarations is examined, by whichever method."""

RANDOM_SHARE = 0.01

FIRST_DAYS = 30
"""Days in which the office comes to know its traders; they are not counted."""

CRITICAL_SHARE = 0.01
"""What share of each day's declarations the model for critical goods picks besides, on a line of its own."""

Interval = tuple[float, float, float]
"""A figure with the lower and upper bound of its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Year:
    """What was measured in a simulated year: counts, and each measure with its interval."""

    seed: int
    days: int
    per_day: int
    counts: Mapping[str, int]
    measures: Mapping[str, Interval]


def year(
    model: Model,
    country: Country,
    *,
    seed: int,
    days: int = 365,
    per_day: int = 100,
    shape: Shape = ORDINARY,
    progress: Progress | None = None,
) -> Year:
    """Run a year of a simulated world and compare what model, rules and chance would examine, so many each day.

    The office examines what the model picks, what its profiles ask for and a random share; results reach its records after
    the delay, and importers react. The rules and chance are asked about the same days. Intervals: importers drawn with
    replacement, 400 times.
    """
    import numpy as np

    world = World(seed, country, START, per_day=per_day, shape=shape)
    bureau = Bureau(world, country, f"year {seed}")
    rows: list[tuple[Judged, float, float, bool, bool, bool]] = []
    for number in range(days):
        day = bureau.day()
        scores = model.score_many([judged.inputs for judged in day])
        if number >= FIRST_DAYS:
            places = max(1, round(SHARE * len(day)))
            order = sorted(range(len(day)), key=lambda n: (-scores[n].chance, n))
            best = {day[n].case_id for n in order[:places]}
            dangerous = sorted(range(len(day)), key=lambda n: (-(scores[n].critical or 0.0), n))
            own = {day[n].case_id for n in dangerous[: max(1, round(CRITICAL_SHARE * len(day)))]}
            ruled = {judged.case_id for judged in by_rules(day, places, model.known)}
            rows += [
                (
                    judged,
                    score.chance,
                    score.at_risk or 0.0,
                    judged.case_id in best,
                    judged.case_id in ruled,
                    judged.case_id in own,
                )
                for judged, score in zip(day, scores, strict=True)
            ]
        for judged in picked(day, model, share=SHARE, random_share=RANDOM_SHARE):
            bureau.examine(judged)
        if progress:
            progress((number + 1) * per_day, days * per_day)

    irregular = np.array([judged.irregularity is not None for judged, *_ in rows])
    critical = np.array([judged.irregularity is not None and judged.irregularity.critical for judged, *_ in rows])
    stake = np.array([judged.at_stake for judged, *_ in rows])
    chance, at_risk = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    by_model, by_rule, on_own_line = (np.array([row[place] for row in rows]) for place in (3, 4, 5))
    importers = np.unique([judged.importer for judged, *_ in rows], return_inverse=True)[1]

    def figures(weight: NDArray[Any]) -> dict[str, float]:
        """Every measure, each declaration counted so many times."""
        wrong, danger, lost = irregular * weight, critical * weight, stake * weight
        share = float((by_model * weight).sum() / weight.sum())
        caught, ruled = float((by_model * wrong).sum()), float((by_rule * wrong).sum())
        saved, rule_saved = float((by_model * lost).sum()), float((by_rule * lost).sum())
        return {
            "base rate": float(wrong.sum() / weight.sum()),
            "precision of the model": caught / float((by_model * weight).sum()),
            "cases found by the model": caught / float(wrong.sum()),
            "duty found by the model": saved / float(lost.sum()),
            "cases found by rules alone": ruled / float(wrong.sum()),
            "duty found by rules alone": rule_saved / float(lost.sum()),
            "cases: model against chance": caught / float(wrong.sum()) / share,
            "duty: model against chance": saved / float(lost.sum()) / share,
            "cases: model against rules": caught / max(ruled, 1e-9),
            "duty: model against rules": saved / max(rule_saved, 1e-9),
            "critical found by the score": float((by_model * danger).sum() / max(danger.sum(), 1e-9)),
            "critical found with their own line": float(((by_model | on_own_line) * danger).sum() / max(danger.sum(), 1e-9)),
            "calibration error": calibration_error(chance, irregular, weight),
            "duty expected of duty at stake": float((at_risk * weight).sum() / lost.sum()),
        }

    once = np.ones(len(rows))
    drawn: dict[str, list[float]] = {}
    generator = np.random.default_rng(seed)
    firms = int(importers.max()) + 1
    for _ in range(400):
        times = np.bincount(generator.integers(firms, size=firms), minlength=firms)
        for name, figure in figures(times[importers]).items():
            drawn.setdefault(name, []).append(figure)
    return Year(
        seed=seed,
        days=days,
        per_day=per_day,
        counts={
            "declarations": len(rows),
            "irregular": int(irregular.sum()),
            "critical": int(critical.sum()),
            "examined each day": max(1, round(SHARE * per_day)),
            "importers": firms,
        },
        measures={
            name: (figure, float(np.quantile(drawn[name], 0.025)), float(np.quantile(drawn[name], 0.975)))
            for name, figure in figures(once).items()
        },
    )


def calibration_error(chance: Any, truth: Any, weight: Any) -> float:
    """Return how far chances lie from what came true, on average over ten groups of equal size ordered by chance."""
    import numpy as np

    order = np.argsort(chance, kind="stable")
    error = 0.0
    for tenth in np.array_split(order, 10):
        total = float(weight[tenth].sum())
        if total:
            error += abs(float((chance[tenth] * weight[tenth]).sum()) - float((truth[tenth] * weight[tenth]).sum()))
    return error / float(weight.sum())


def as_text(result: Year) -> str:
    """Return the figures as a table in Markdown; every figure holds in a simulated world."""
    lines = [
        f"# A simulated year that the model never saw (seed {result.seed})",
        "",
        f"{result.counts['declarations']:,} declarations by {result.counts['importers']:,} importers, "
        f"{result.counts['irregular']:,} of them irregular and {result.counts['critical']:,} critical. Model, rules and chance "
        f"each examine {result.counts['examined each day']} of {result.per_day} a day. All figures hold in a simulated world; "
        "95 % intervals are over importers drawn with replacement.",
        "",
        "| measure | figure | 95 % interval |",
        "|---|---|---|",
        *(f"| {name} | {figure:.3f} | {low:.3f} to {high:.3f} |" for name, (figure, low, high) in result.measures.items()),
    ]
    return "\n".join(lines) + "\n"
