"""The commands about risk scores: the public benchmark, run on one's own machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.options import Json
from eclear.commands.printing import say

risk = typer.Typer(help="Measure how declarations are scored.", no_args_is_help=True, rich_markup_mode=None)


@risk.callback()
def about() -> None:
    """Measure how declarations are scored."""


@risk.command()
def benchmark(
    data: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder with the three files of Customs-Declaration-Datasets", show_default=False)
    ],
    seeds: Annotated[int, typer.Option(help="How often to fit each model, each time with another seed", min=1, max=20)] = 3,
    models: Annotated[
        list[str] | None, typer.Option("--models", metavar="NAME", help="Run this model only; may be given several times")
    ] = None,
    as_json: Json = False,
) -> None:
    """Score public declarations as eclear does, as LightGBM and XGBoost do, and by a mere dictionary. Takes a few minutes."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from eclear.journey.risk.benchmark import run
    from eclear.journey.risk.benchmark_rows import NotTheBenchmark

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    try:
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("Reading", total=None)

            def show(done: int, of: int, title: str) -> None:
                progress.update(task, completed=done, total=of, description=title)

            told = run(data, range(seeds), models or (), show)
    except NotTheBenchmark as error:
        raise wrong_usage(str(error)) from None
    if as_json:
        say(told)
    else:
        typer.echo(table(told))


def table(told: dict[str, Any]) -> str:
    """Return the figures of a run as a table for a reader, with what they mean."""
    lines = [
        f"{told['rows']['all']:,} test rows; {told['rows']['unseen']:,} whose combination of goods and mass train does not hold, "
        f"fraud rate {told['fraud_rate']['unseen']:.3f}; mean of {len(told['seeds'])} seeds",
        "",
        f"{'':<45}{'all rows':^21}   {'unseen rows':^13}   {'novel rows':^13}",
        f"{'':<45}{'P@5':>7}{'P@10':>7}{'AUC':>7}   {'P@10':>6}{'AUC':>7}   {'P@10':>6}{'AUC':>7}",
    ]
    for model in told["models"].values():
        everything, unseen, novel = model["all"], model["unseen"], model["novel"]
        lines.append(
            f"{model['title']:<45}{everything['p5']:>7.3f}{everything['p10']:>7.3f}{everything['auc']:>7.3f}   "
            f"{unseen['p10']:>6.3f}{unseen['auc']:>7.3f}   {novel['p10']:>6.3f}{novel['auc']:>7.3f}"
        )
    lines += [f"{name:<45}{why}" for name, why in told["not_run"].items()]
    lines.append("")
    for name, figure in (("AUC", "auc"), ("P@10", "p10")):
        if found := told["unseen_difference"].get(figure):
            low, high = found["interval"]
            lines.append(
                f"Unseen rows, {name}: eclear less the best other ({found['best_other']}) is {found['difference']:+.3f}, "
                f"95 % interval {low:+.3f} to {high:+.3f}"
            )
    if changed := [name for name, file in told["files"].items() if not file["as_published"]]:
        lines.append(f"Not the published revision of February 2023: {', '.join(changed)}. Figures may differ.")
    return "\n".join([*lines, told["meaning"]])
