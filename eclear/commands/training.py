"""The command that trains a risk model on a simulated world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law
from eclear.commands.options import Json
from eclear.commands.printing import say

if TYPE_CHECKING:
    from eclear.journey.risk.train import Trained

SHOWN = ("auc", "precision at 3 %", "recall at 3 %", "critical recall at 3 %, own head", "calibration error")


def train(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the model, named as the model", show_default=False)
    ],
    seed: Annotated[int, typer.Option(help="Seed of the simulated world and of the model", min=0)] = 2026,
    days: Annotated[int, typer.Option(help="Days of trade to learn from and to be measured on", min=1, max=3000)] = 360,
    per_day: Annotated[int, typer.Option("--per-day", help="Declarations a day", min=1, max=10_000)] = 140,
    kind: Annotated[str, typer.Option(help="champion, or challenger: smaller trees to be held beside it")] = "champion",
    country: Annotated[str, typer.Option(help="Country whose imports are simulated, by its two letters")] = "KR",
    as_json: Json = False,
) -> None:
    """Train a risk model on a simulated world and write it with its card. The same seed gives the same figures.

    It takes minutes. The office does not use a new model by itself: read card.md, then write the name and the SHA-256
    that are printed into allowed.toml beside the folder. Every figure holds in a simulated world.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from eclear.journey.risk.train import KINDS, TooFew
    from eclear.simulation.schooling import train as learn

    if kind not in KINDS:
        raise wrong_usage(f"--kind {kind}: there is no such kind of model. Name one of: {', '.join(KINDS)}.")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Simulating trade", total=days)

        def show(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        try:
            trained = learn(out, seed=seed, days=days, per_day=per_day, country=law(country), settings=KINDS[kind], progress=show)
        except TooFew as reason:
            raise wrong_usage(str(reason)) from None
    told = summary(out, trained)
    if as_json:
        say(told)
    else:
        typer.echo(as_text(out, told))


def summary(out: Path, trained: Trained) -> dict[str, Any]:
    """Return what a trained model is known by, and its measures with their intervals, in a simulated world."""
    from eclear.journey.risk.card import fingerprint

    return {
        "name": out.name,
        "sha256": fingerprint(out),
        "measured": "in a simulated world",
        "metrics": {name: list(figures) for name, figures in trained.metrics.items()},
        "compared": {name: list(figures) for name, figures in trained.others.items()},
    }


def as_text(out: Path, told: dict[str, Any]) -> str:
    """Return the first figures of a model and what to do next."""
    figures = {**told["metrics"], **told["compared"]}
    shown = [name for name in (*SHOWN, "auc gained by history") if name in figures]
    lines = [f"{told['name']}: measured on later days, {told['measured']}, with 95 % intervals"]
    for name in shown:
        figure, low, high = figures[name]
        lines.append(f"  {name:<36}{figure:>7.3f}   {low:.3f} to {high:.3f}")
    lines += [
        "",
        f"Read {out / 'card.md'}. To use the model, add to {out.parent / 'allowed.toml'}:",
        "",
        "[[model]]",
        f'name = "{told["name"]}"',
        f'sha256 = "{told["sha256"]}"',
    ]
    return "\n".join(lines)
