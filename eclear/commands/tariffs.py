"""The command that takes a tariff from a spreadsheet into a country folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.options import Json
from eclear.commands.printing import many, say

SHOWN = 200
"""Mistakes that are printed; whoever has more mends these first."""

Day = Annotated[datetime | None, typer.Option(help="First day on which the rates hold; without it, today", formats=["%Y-%m-%d"])]


def tariff(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: XLSX, or CSV in UTF-8", show_default=False)],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The country folder", show_default=False)],
    sheet: Annotated[str | None, typer.Option(help="Sheet of the workbook; without it the first")] = None,
    valid_from: Day = None,
    mark: Annotated[str, typer.Option(help="How sure the rates are: real, secondary, unconfirmed or SYNTHETIC")] = "unconfirmed",
    source: Annotated[str | None, typer.Option(help="Where the rates come from; without it the name of the file")] = None,
    as_json: Json = False,
) -> None:
    """Take a tariff from a table into a country folder: all of it, or nothing and every mistake by row and column.

    One row a commodity: code, name, name_ko if there is one, and a column for each basis of the country with its rate.
    """
    from eclear.clearance import utc_now
    from eclear.documents import SheetFault, place_tariff, read_sheet, read_tariff_table
    from eclear.documents.placing import Said
    from eclear.reference import Mark, ReferenceFault, read_country

    if mark.split(",")[0] not in tuple(Mark):
        raise wrong_usage(f"--mark {mark}: begin it with one of {', '.join(Mark)}.")
    if not (into / "country.toml").is_file():
        raise wrong_usage(f"{into}: this is no country folder. Name the folder that holds country.toml.")
    try:
        country = read_country(into)
    except ReferenceFault as fault:
        raise wrong_usage(f"The country folder is not in order: {fault} See: eclear country check {into}") from fault
    today = utc_now().date()
    said = Said(valid_from.date() if valid_from else today, mark, source or file.name, today)
    try:
        table = read_sheet(file, sheet, lambda rows: typer.echo(f"{rows:,} rows read", err=True))
    except SheetFault as fault:
        _end(as_json, file, into, (str(fault),))
    read = read_tariff_table(table, country)
    if read.faults:
        _end(as_json, file, into, tuple(map(str, read.faults)))
    typer.echo(f"{len(read.lines):,} commodities are sound; trying them in {into}", err=True)
    done = place_tariff(read.lines, into, said)
    _end(as_json, file, into, done.faults, done.came, done.went)


def _end(as_json: bool, file: Path, into: Path, faults: tuple[str, ...], came: int = 0, went: int = 0) -> None:
    """Say how it ended, and end: status 0 if everything was written, 1 if nothing was."""
    if as_json:
        say({"file": str(file), "into": str(into), "written": came, "taken_away": went, "faults": list(faults)})
    else:
        for fault in faults[:SHOWN]:
            typer.echo(fault)
        if len(faults) > SHOWN:
            typer.echo(f"... and {len(faults) - SHOWN:,} more.")
        if faults:
            typer.echo(f"{many(len(faults), 'mistake', 'mistakes')} in {file}: nothing was written.")
        else:
            gone = f", and {many(went, 'line', 'lines')} of an earlier import taken away" if went else ""
            typer.echo(f"{many(came, 'line', 'lines')} of {file} written to {into / 'tariff'}{gone}.")
    raise typer.Exit(1 if faults else 0)
