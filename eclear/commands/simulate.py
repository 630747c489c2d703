"""The command that writes a simulated trade world down as messages and manifests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law
from eclear.commands.options import Json
from eclear.commands.printing import say


def simulate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new or empty folder", show_default=False)],
    days: Annotated[int, typer.Option(help="Days of trade", min=1, max=3000)] = 1,
    per_day: Annotated[int, typer.Option("--per-day", help="Declarations a day", min=1, max=20_000)] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same world", min=0)] = 2026,
    start: Annotated[
        datetime | None, typer.Option(help="First day, such as 2026-05-12; the first of the tariff if none", formats=["%Y-%m-%d"])
    ] = None,
    shape: Annotated[str, typer.Option(help="ordinary, drift or collapse")] = "ordinary",
    truth: Annotated[bool, typer.Option("--truth", help="Write truth.csv too: what is so, whatever was declared")] = False,
    country: Annotated[str, typer.Option(help="Country that the goods go to, by its two letters")] = "KR",
    as_json: Json = False,
) -> None:
    """Write days of simulated trade: declarations as WCO messages, manifests as CSV, and the truth under seal if asked for.

    Everything in it is invented. The messages go through the same door as everybody's: eclear submit DIR/DAY.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from eclear.simulation import SHAPES
    from eclear.simulation.enforcement import START
    from eclear.simulation.goods import UnknownGoods
    from eclear.simulation.messages import Interrupted, NotEmptyFolder, write_world

    if shape not in SHAPES:
        raise wrong_usage(f"--shape {shape}: there is no such shape. Name one of: {', '.join(SHAPES)}.")
    columns = (TextColumn("Simulating trade"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=days * per_day)
        try:
            told = write_world(
                out,
                seed,
                law(country),
                start.date() if start else START,
                days=days,
                per_day=per_day,
                shape=SHAPES[shape],
                truth=truth,
                progress=lambda done, _: bar.update(task, completed=done),
            )
        except (NotEmptyFolder, UnknownGoods) as reason:
            raise wrong_usage(str(reason)) from None
        except Interrupted as reason:
            bar.stop()
            typer.echo(f"eclear: {reason}", err=True)
            raise typer.Exit(130) from None
        except LookupError as reason:  # no exchange rate on the first day
            raise wrong_usage(f"{reason.args[0]} Or choose another --start.") from None
    if as_json:
        say(
            {
                "declarations": told.declarations,
                "irregular": told.irregular,
                "critical": told.critical,
                "truth_sha256": told.truth_sha256,
                "folder": str(out),
            }
        )
        return
    typer.echo(
        f"{told.declarations:,} declarations in {out}. {told.irregular:,} irregular, {told.critical:,} critical, all invented."
    )
    if told.truth_sha256:
        typer.echo(f"truth.csv has SHA-256 {told.truth_sha256}. Note it, and keep the file from those who play.")
