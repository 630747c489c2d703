"""The command that takes in a manifest, and what officers report about consignments that were picked from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, room_time, settings
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import bar, many, say
from eclear.commands.typed import kilograms

if TYPE_CHECKING:
    from eclear.casefile.cargo import Cargo
    from eclear.clearance.selecting import Taken


def manifest(
    file: Annotated[
        Path | None, typer.Argument(help="Table of consignments (CSV, XLSX), or a cargo report (XML)", show_default=False)
    ] = None,
    scan: Annotated[str | None, typer.Option(help="Report a scan of this cargo number")] = None,
    clear: Annotated[bool, typer.Option("--clear/--not-clear", help="scan: whether nothing speaks against the manifest")] = False,
    weighed: Annotated[str | None, typer.Option(help="scan: kilograms that were weighed")] = None,
    remark: Annotated[str | None, typer.Option(help="scan: what it showed")] = None,
    lift: Annotated[str | None, typer.Option(help="End what was ordered for this cargo number")] = None,
    reason: Annotated[str | None, typer.Option(help="lift: the reason")] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Take in a manifest before anything is declared: consignments are picked to be scanned, examined or held.

    For officers. A faulty row is named with its column and stops no other; then the exit status is 1. A long manifest is taken
    in by parts, with a progress bar; what was taken in stays, and the same file again changes nothing.
    """
    from eclear import clearance

    if sum(asked is not None for asked in (file, scan, lift)) != 1:
        raise wrong_usage("Name one thing to do: a FILE, --scan NUMBER or --lift NUMBER.")
    knobs = settings()
    office, moment = open_office(knobs, scoring=False), room_time(knobs, at)
    office.enter(room)
    if scan is not None:
        mass = kilograms(weighed, "--weighed")
        cargo = clearance.scanned(office, scan, clear=clear, weighed_kg=mass, remark=remark, room=room, at=moment)
        _say_cargo(cargo, as_json)
        return
    if lift is not None:
        _say_cargo(clearance.lift_selection(office, lift, reason=reason or "", room=room, at=moment), as_json)
        return
    assert file is not None
    from eclear.clearance.listing import mistakes, read_manifest_file
    from eclear.documents import SheetFault

    try:
        read = read_manifest_file(file)
    except SheetFault as fault:
        raise wrong_usage(str(fault)) from fault
    with bar("Consignments") as progress:
        lines = [line for _row, line in read.lines]
        taken = clearance.take_manifest(office, lines, room=room, at=moment, progress=progress)
    faults = mistakes(read, taken)
    for one in taken:
        if one.refused:
            continue
        if as_json:
            say(taken_json(one))
        elif one.cargo and one.cargo.under and one.selection:
            typer.echo(f"  {one.line.cargo}  {one.selection.explanation}")
    for wrong in faults:
        typer.echo(f"eclear: {file}, {wrong}", err=True)
    if not as_json:
        listed = [one for one in taken if one.cargo]
        picked = sum(one.cargo.under is not None for one in listed if one.cargo)
        typer.echo(f"{many(len(listed), 'consignment', 'consignments')} listed, {picked} selected.")
    raise typer.Exit(1 if faults else 0)


def taken_json(taken: Taken) -> dict[str, Any]:
    """Return what became of one line, for officers."""
    picked = taken.selection if taken.cargo and taken.cargo.under else None
    return {
        "cargo": taken.line.cargo,
        "measure": picked.measure.value if picked else None,
        "cause": picked.cause.value if picked else None,
        "rule": picked.rule if picked else None,
        "explanation": picked.explanation if picked else None,
    }


def _say_cargo(cargo: Cargo, as_json: bool) -> None:
    stands = cargo.under.value if cargo.under else None
    if as_json:
        say({"cargo": cargo.number, "stands": stands})
    else:
        typer.echo(f"  cargo {cargo.number}  {'still ordered: ' + stands if stands else 'nothing is ordered any more'}")
