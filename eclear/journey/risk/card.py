"""The model card: what a model was trained on, how well it does, for whom, and what it must not be used for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eclear.journey.risk.model import TRUSTED
from eclear.journey.risk.terms import TERMS

if TYPE_CHECKING:
    from eclear.journey.risk.train import Trained

USE = "training only: synthetic, never for real targeting"

LIMITS = (
    "It was fitted with the truth of every simulated declaration. No office has that: results exist for inspected goods only.",
    "It knows imports of the simulated goods. A code with fewer than 30 training items counts as usual, and the reasons say "
    '"No experience with goods of ...".',
    "It looks at one declaration alone: no history of importer, seller or route.",
    "The world was made by the same hands as the terms that are weighed, so real trade would be harder. "
    "Every figure holds in a simulated world.",
    "It does not tell drugs, arms or other dangers to the public apart: hard profiles cover those, never a score.",
)


def write_card(out: Path, trained: Trained, digest: str, seed: int, about: Mapping[str, str | int]) -> None:
    """Write ``card.toml`` for the program and ``card.md`` for people, both from the same figures."""
    (out / "card.toml").write_text(_toml(out.name, trained, digest, seed, about), encoding="utf-8", newline="\n")
    (out / "card.md").write_text(_markdown(out.name, trained, digest, seed, about), encoding="utf-8", newline="\n")


def suggested(trained: Trained) -> dict[str, float]:
    """Return the chances from which L3 would take 3 %, L2 the next 7 % and L1 the next 17 % of held-out declarations."""
    return {"L3": trained.quantiles["97"], "L2": trained.quantiles["90"], "L1": trained.quantiles["73"]}


def _toml(name: str, trained: Trained, digest: str, seed: int, about: Mapping[str, str | int]) -> str:
    lines = [
        f"name = {_quoted(name)}",
        f"sha256 = {_quoted(digest)}",
        f"use = {_quoted(USE)}",
        f"seed = {seed}",
        f"trusted = [{', '.join(map(_quoted, TRUSTED))}]  # types beyond those that skops itself trusts",
        *_table("data", {**about, **trained.counts}),
        *_table("libraries", {library: version(library) for library in ("scikit-learn", "skops", "numpy")}),
        "",
        "# measure = [figure, lower, upper]: 95 % interval over importers drawn with replacement, on held-out importers",
        "[metrics]",
        *(f"{_quoted(m)} = [{', '.join(f'{x:.6f}' for x in figures)}]" for m, figures in trained.metrics.items()),
        *_table("auc_of_others", trained.others),
        *_table("score_quantiles", trained.quantiles),
        *_table("suggested_thresholds", suggested(trained)),
        *_table("found_in_top_tenth", {group: s["share"] for group, s in trained.found.items()}),
        *_table("origins_in_top_tenth", {group: s["share"] for group, s in trained.selected.items()}),
        *_table("middle", trained.middle),
        "",
        "# what one unit of a term adds to the log-odds, and the term of the median declaration",
        "[weights]",
        *(f"{_quoted(t)} = [{w:.6f}, {m:.6f}]" for (t, _), w, m in zip(TERMS, _weights(trained), trained.median, strict=True)),
        "",
        "[limits]",
        "text = [",
        *(f"    {_quoted(limit)}," for limit in LIMITS),
        "]",
    ]
    return "\n".join(lines) + "\n"


def _table(title: str, figures: Mapping[str, Any]) -> list[str]:
    return ["", f"[{title}]", *(f"{_quoted(name)} = {_written(figure)}" for name, figure in figures.items())]


def _written(figure: str | int | float) -> str:
    if isinstance(figure, str):
        return _quoted(figure)
    return str(figure) if isinstance(figure, int) else f"{figure:.6f}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _weights(trained: Trained) -> tuple[float, ...]:
    from eclear.journey.risk.model import folded

    return folded(trained.estimator)[0]


def _markdown(name: str, trained: Trained, digest: str, seed: int, about: Mapping[str, str | int]) -> str:
    metrics = "\n".join(f"| {m} | {f:.3f} | {lo:.3f} to {hi:.3f} |" for m, (f, lo, hi) in trained.metrics.items())
    others = "\n".join(f"| {other} | {figure:.3f} |" for other, figure in trained.others.items())
    found = "\n".join(f"| {group} | {s['of']:.0f} | {s['share']:.0%} |" for group, s in trained.found.items())
    picked = "\n".join(f"| {group} | {s['of']:.0f} | {s['share']:.1%} |" for group, s in trained.selected.items())
    data = "\n".join(f"| {k} | {v} |" for k, v in {**about, **trained.counts}.items())
    thresholds = ", ".join(f"{lane} from {chance:.4f}" for lane, chance in suggested(trained).items())
    limits = "\n".join(f"- {limit}" for limit in LIMITS)
    return f"""# {name}

A logistic regression over {len(TERMS)} terms that gives the chance of an irregularity in an import declaration.
**{USE[0].upper()}{USE[1:]}.** All figures are from a simulated world.

| | |
|---|---|
| file | model.skops, SHA-256 `{digest}` |
| libraries | scikit-learn {version("scikit-learn")}, skops {version("skops")}, numpy {version("numpy")} |
| seed | {seed} |
{data}

Trusted types beyond those of skops itself: {", ".join(TRUSTED) or "none"}. The split is by importer: the figures below are
from importers that the model never saw. Nobody's identity is among the inputs. Label: what the simulation knows to be wrong,
meant or not.

## Results

| measure | figure | 95 % interval (importers drawn with replacement) |
|---|---|---|
{metrics}

| compared by AUC, held-out importers unless said | AUC |
|---|---|
| this model | {trained.metrics["auc"][0]:.3f} |
{others}

The simple model is kept because it is a sum: one declaration takes microseconds and its reasons are exact.

| irregularity | cases held out | found in the tenth with the highest scores |
|---|---|---|
{found}

| origin | declarations held out | in the tenth with the highest scores |
|---|---|---|
{picked}

Lanes that would take 3 % (L3), the next 7 % (L2) and the next 17 % (L1) of declarations: {thresholds}.

## Explanation

The score is a sum, so each reason is exact in log-odds: weight times distance from the median declaration. One common factor
turns the shares into chance; order, signs and sum are kept.

## Calibration

None was added: a logistic regression fitted without class weights is calibrated by itself. The calibration error over ten
groups of equal size is among the results.

## Limits

{limits}
"""
