"""The command that watches over model and selection: for a reader, for a program, or for a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import law, open_office, settings
from eclear.commands.options import Json, RoomName
from eclear.commands.printing import many, say

if TYPE_CHECKING:
    from eclear.clearance.watched import Watch

Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Day, such as 2026-05-12", show_default=False)
]


def watch(
    first: Day = None,
    last: Day = None,
    table: Annotated[str | None, typer.Option(metavar="NAME", help="One table only, such as drift", show_default=False)] = None,
    as_json: Json = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print the tables as CSV, each with its name in the first column")
    ] = False,
    room: RoomName = "open",
) -> None:
    """Watch over model and selection: drift, calibration, hit rates, random control, overrides, when to train again.

    It looks at the declarations lodged from --first to --last: without them at the last 90 days of the room. Officers'
    knowledge, and measured in a simulated world. With --json everything is one object.
    """
    import csv
    import sys

    from eclear.clearance.watched import TABLES, lines, tables, told
    from eclear.clearance.watching import DAYS, challenger_in
    from eclear.clearance.watching import watch as look

    if table and table not in TABLES:
        raise wrong_usage(f"--table {table}: there is no such table. Name one of: {', '.join(TABLES)}.")
    knobs = settings()
    office = open_office(knobs)
    with office.store.reading(room) as records:
        now = office.moment(records, None).astimezone(law(knobs.country).time_zone).date()
    end = last.date() if last else now
    begin = first.date() if first else end - timedelta(days=DAYS - 1)
    if begin > end:
        raise wrong_usage(f"--first {begin} is after --last {end}. Turn them round.")
    challenger, why_not = challenger_in(knobs.models / knobs.challenger)
    seen = look(office, begin, end, room=room, challenger=challenger, why_not=why_not)
    if as_json:
        say(told(seen))
        return
    chosen = {name: rows for name, rows in tables(seen).items() if rows and table in (None, name)}
    if as_csv:
        for name, rows in chosen.items():
            header, *values = lines(rows)
            csv.writer(sys.stdout).writerows([["table", *header], *([name, *line] for line in values)])
        return
    say_watch(seen, begin, end)
    for name, rows in chosen.items():
        say_table(name, lines(rows))


def say_watch(seen: Watch, begin: date, end: date) -> None:
    """Print what was looked at, and whether to train again."""
    if not seen.declarations:
        typer.echo(f"{begin} to {end}: Nothing has been scored in these days.")
        return
    typer.echo(
        f"{begin} to {end}: {many(seen.declarations, 'declaration', 'declarations')} judged, {seen.examined} examined, "
        f"{seen.scored} with a score, in a simulated world. Drift is measured against: {seen.source.value}."
    )
    reasons = seen.retraining.reasons
    if reasons:
        typer.echo(f"Train the model again: {many(len(reasons), 'reason', 'reasons')}. An officer decides.")
    else:
        typer.echo(f"Nothing asks for training. Look again on {seen.retraining.look_again}.")
    if seen.why_not:
        typer.echo(seen.why_not)


def say_table(name: str, written: list[list[str]]) -> None:
    """Print a table, its columns under each other."""
    widths = [max(len(line[place]) for line in written) for place in range(len(written[0]))]
    typer.echo(f"\n{name}")
    for line in written:
        typer.echo("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
