"""The command of the selectivity lab: a simulated day under one policy or many, and the weeks in which smugglers adapt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law, settings
from eclear.commands.options import Json
from eclear.commands.printing import bar, say

if TYPE_CHECKING:
    from eclear.settings import Settings
    from eclear.simulation.lab_measures import Day
    from eclear.simulation.lab_policy import LabPolicy

Choices = Annotated[
    list[str] | None, typer.Option("--policy", metavar="NAME=VALUE", help="A choice of the policy, such as l3=200")
]
Sweeps = Annotated[list[str] | None, typer.Option("--sweep", metavar="NAME=A,B,C", help="Try several, such as random=5,10,20")]
TOLD = ("sent", "recovered", "irregular", "critical", "stopped", "hours")
"""What the table in the terminal shows of an outcome."""


def lab(
    choices: Choices = None,
    sweeps: Sweeps = None,
    seed: Annotated[int, typer.Option(help="Seed of the simulated world: the same gives the same day")] = 3301,
    count: Annotated[int, typer.Option(help="Declarations of the day", min=24, max=100_000)] = 10_000,
    weeks: Annotated[int | None, typer.Option(help="Instead of a day: so many weeks, with and without chance", min=4)] = None,
    per_day: Annotated[int, typer.Option(help="With --weeks: declarations a day", min=20)] = 100,
    shape: Annotated[str, typer.Option(help="With --weeks: ordinary, drift or collapse")] = "collapse",
    worlds: Annotated[int, typer.Option(help="With --weeks: in how many worlds, for the interval", min=2, max=20)] = 4,
    write: Annotated[bool, typer.Option("--write", help="With --weeks: keep them beside the risk models, for the page")] = False,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler that runs the sweep, tcp://...")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows to this file too")] = None,
    as_json: Json = False,
) -> None:
    """Try a policy on a simulated day: what it finds and what it costs, beside rules alone and chance alone."""
    from eclear.simulation.lab_policy import NotAPolicy, grid, told

    knobs = settings()
    if weeks is not None:
        _weeks(knobs, weeks, per_day, shape, worlds, write, csv)
        return
    try:
        policy = told(",".join(choices or ()))
        policies = grid(policy, sweeps or ())
    except NotAPolicy as wrong:
        raise wrong_usage(str(wrong)) from None
    day = _day(knobs, seed, count)
    rows = _swept(knobs, day, policies, cluster) if sweeps else _compared(knobs, day, policy)
    about = f"seed {seed}, {len(day)} declarations, {day.irregular} irregular, {day.critical} of them dangerous"
    _told(rows, about, csv, as_json)


def _day(knobs: Settings, seed: int, count: int) -> Day:
    from eclear.journey.risk import Model, ModelRefused
    from eclear.simulation.enforcement import day_of
    from eclear.simulation.lab_measures import Day

    try:
        model = Model.load(knobs.models / knobs.model)
    except ModelRefused as refusal:
        raise wrong_usage(f"{refusal} Without a model nothing can be ranked.") from refusal
    with bar("Declarations") as progress:
        return Day(day_of(seed, count, law(knobs.country), model, progress=progress))


def _compared(knobs: Settings, day: Day, policy: LabPolicy) -> list[dict[str, Any]]:
    from eclear.simulation.lab import compared
    from eclear.simulation.lab_tables import compared_rows

    return compared_rows(compared(day, policy, law(knobs.country)))


def _swept(knobs: Settings, day: Day, policies: list[LabPolicy], cluster: str | None) -> list[dict[str, Any]]:
    from eclear.simulation.lab_sweep import NoCluster, sweep
    from eclear.simulation.lab_tables import outcome_row

    try:
        with bar("Policies") as progress:
            outcomes = sweep(day, policies, law(knobs.country), cluster=cluster, progress=progress)
    except NoCluster as refusal:
        raise wrong_usage(str(refusal)) from refusal
    return [outcome_row(outcome, f"{number}") for number, outcome in enumerate(outcomes, start=1)]


def _weeks(knobs: Settings, weeks: int, per_day: int, shape: str, worlds: int, write: bool, csv: Path | None) -> None:
    """Run the weeks and tell them; with ``write`` they are kept where the page looks for them."""
    from eclear.reference import has_folder
    from eclear.simulation.lab_drift import FILE, Trial, drift, written
    from eclear.simulation.shape import SHAPES

    if shape not in SHAPES:
        raise wrong_usage(f"{shape} is no shape of the world. Choose among {', '.join(SHAPES)}.")
    trial = Trial(seeds=tuple(range(1, worlds + 1)), weeks=weeks, per_day=per_day, shape=shape)
    own = len(knobs.country) == 2 and has_folder(knobs.country)
    with bar("Worlds") as progress:
        found = drift(trial, law(knobs.country), processes=None if own else 1, progress=progress)
    for share in found.random_shares:
        typer.echo(f"{share:.0%} at random: duty recovered by week, mean of {found.seeds} worlds, in a simulated world")
        for week, at in found.line(share):
            typer.echo(f"  week {week:>3}  {at.value:>6.1%}  ({at.low:.1%} to {at.high:.1%})")
    for file in filter(None, (csv, knobs.models / FILE if write else None)):
        file.write_text(written(found), "utf-8", newline="\n")
        typer.echo(f"Written: {file}")


def _told(rows: list[dict[str, Any]], about: str, csv: Path | None, as_json: bool) -> None:
    from eclear.simulation.lab_tables import as_csv

    if as_json:
        for row in rows:
            say(row)
    else:
        typer.echo(f"In a simulated world: {about}. In brackets 95 % intervals.")
        for row in rows:
            typer.echo(f"{row['name']}: {row['policy']}")
            typer.echo(f"    lanes  {', '.join(f'{lane} {row[lane]:,}' for lane in ('L0', 'L1', 'L2', 'L3'))}")
            for name in TOLD:
                between = f"({row[f'{name}_low']:.1%} to {row[f'{name}_high']:.1%})"
                of = f"{row[name]:,.0f} of {row[f'{name}_of']:,.0f}"
                typer.echo(f"    {name:<10} {row[f'{name}_share']:>6.1%}  {between:<20} {of}" if name != "hours" else _hours(row))
            if row["short"]:
                typer.echo(f"    too few officers: {row['short']} (places asked for > places given)")
    if csv:
        csv.write_text(as_csv(rows, about), "utf-8", newline="\n")
        typer.echo(f"Written: {csv}", err=True)


def _hours(row: dict[str, Any]) -> str:
    low, high = (row[f"hours_{end}"] * row["hours_of"] for end in ("low", "high"))
    return f"    hours      {row['hours']:>6,.0f}  ({low:,.0f} to {high:,.0f})  of officers' work"
