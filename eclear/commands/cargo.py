"""The commands for cargo beyond its reports: voyages, bills, differences, storage, discharge of a manifest, express lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, room_time, settings
from eclear.commands.options import At, Json, RoomName
from eclear.commands.printing import many, say
from eclear.commands.typed import day, kilograms

if TYPE_CHECKING:
    from datetime import datetime

    from eclear.casefile.cargo import Cargo
    from eclear.clearance import Office

cargo = typer.Typer(no_args_is_help=True, help="Cargo: voyages, bills, differences, storage, manifests, express lists.")

Number = Annotated[str, typer.Argument(help="Cargo control number, 19 characters; dashes may be given")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with your name and the time")]


def opened(room: str, at: datetime | None) -> tuple[Office, datetime | None]:
    """Return the office with the room entered, and the time that something is reported for."""
    knobs = settings()
    office, moment = open_office(knobs, scoring=False), room_time(knobs, at)
    office.enter(room)
    return office, moment


def _say(found: Cargo, as_json: bool) -> None:
    from eclear.web.contract import cargo_json

    told = cargo_json(found)
    if as_json:
        say(told)
    else:
        listed = f"  {found.tally}" if found.tally else ""
        typer.echo(f"  cargo {found.number}  {found.state or '-'}{listed}{f'  {found.differs.term}' if found.differs else ''}")


@cargo.command()
def voyage(
    manifest: Annotated[str, typer.Argument(help="Manifest number, 11 characters")],
    means: Annotated[str, typer.Option(help="Ship or flight")] = "",
    place: Annotated[str, typer.Option(help="Port or airport")] = "",
    at: At = None,
    room: RoomName = "open",
) -> None:
    """Report that a ship or aircraft has arrived, with all that is on its manifest."""
    from eclear.clearance import voyage_arrived

    office, moment = opened(room, at)
    moved = voyage_arrived(office, manifest, means=means, place=place, room=room, at=moment)
    typer.echo(f"{many(moved, 'consignment has', 'consignments have')} arrived.")


@cargo.command()
def split(
    number: Number,
    parts: Annotated[list[str], typer.Option("--part", help="PACKAGES:KILOGRAMS, one for each part, such as 5:60.5")],
    reason: Reason,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Split a bill: its goods go on under new numbers, and the parts add up."""
    from eclear.casefile.tally import Tally
    from eclear.clearance import split_bill

    found = []
    for part in parts:
        packages, _, mass = part.partition(":")
        if not packages.isdecimal():
            raise wrong_usage(f"--part {part}: write PACKAGES:KILOGRAMS, such as 5:60.5.")
        found.append(Tally(int(packages), kilograms(mass, "--part")))
    office, moment = opened(room, at)
    for one in split_bill(office, number, found, reason=reason, room=room, at=moment):
        _say(one, as_json)


@cargo.command()
def merge(
    numbers: Annotated[list[str], typer.Argument(help="Cargo control numbers, two or more")],
    reason: Reason,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Merge bills: their goods go on under one new number."""
    from eclear.clearance import merge_bills

    office, moment = opened(room, at)
    _say(merge_bills(office, numbers, reason=reason, room=room, at=moment), as_json)


@cargo.command()
def settle(number: Number, reason: Reason, at: At = None, as_json: Json = False, room: RoomName = "open") -> None:
    """Settle the difference between the manifest and what was landed."""
    from eclear.clearance import settle_difference

    office, moment = opened(room, at)
    _say(settle_difference(office, number, reason=reason, room=room, at=moment), as_json)


@cargo.command()
def abandon(
    number: Number,
    reason: Reason,
    law: Annotated[str | None, typer.Option(help="What the dismissal of open declarations rests on")] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Take note that goods were abandoned: they move no more."""
    from eclear import clearance

    office, moment = opened(room, at)
    _say(clearance.abandon(office, number, reason=reason, law=law, room=room, at=moment), as_json)


@cargo.command()
def extend(
    number: Number,
    until: Annotated[str, typer.Option(help="Until which day, such as 2026-09-01")],
    reason: Reason,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Let goods stay in their shed until a later day."""
    from eclear.clearance import extend_storage

    office, moment = opened(room, at)
    _say(extend_storage(office, number, day(until, "--until"), reason=reason, room=room, at=moment), as_json)


@cargo.command()
def ask_longer(
    number: Number,
    until: Annotated[str, typer.Option(help="Until which day, such as 2026-09-01")],
    reason: Reason,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Ask that goods may stay in their shed until a later day; customs extends it, or refuses it."""
    from eclear.clearance import ask_for_longer_storage

    office, moment = opened(room, at)
    _say(ask_for_longer_storage(office, number, day(until, "--until"), reason=reason, room=room, at=moment), as_json)


@cargo.command()
def refuse_longer(number: Number, reason: Reason, at: At = None, as_json: Json = False, room: RoomName = "open") -> None:
    """Refuse that goods stay longer, with the reason that whoever asked is told."""
    from eclear.clearance import refuse_longer_storage

    office, moment = opened(room, at)
    _say(refuse_longer_storage(office, number, reason=reason, room=room, at=moment), as_json)


@cargo.command()
def discharge(
    manifest: Annotated[str, typer.Argument(help="Manifest number, 11 characters")],
    look: Annotated[bool, typer.Option(help="Only show how it stands")] = False,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Discharge a manifest: every line was landed as listed, settled, or abandoned."""
    from eclear.clearance import discharge_manifest, tidy
    from eclear.clearance.discharging import manifest_standing

    office, moment = opened(room, at)
    if look:
        with office.store.reading(room) as records:
            stands = manifest_standing(records, tidy(manifest))
    else:
        stands = discharge_manifest(office, manifest, room=room, at=moment)
    told: dict[str, Any] = {
        "manifest": stands.manifest,
        "lines": len(stands.lines),
        "agreed": stands.agreed,
        "waiting": [one.number for one in stands.waiting],
        "open": [one.number for one in stands.open],
        "settled": [one.number for one in stands.settled],
        "abandoned": [one.number for one in stands.abandoned],
        "discharged": stands.discharged.isoformat() if stands.discharged else None,
    }
    if as_json:
        say(told)
        return
    counts = ", ".join(f"{len(told[name])} {name}" for name in ("waiting", "open", "settled", "abandoned"))
    end = "discharged" if stands.discharged else "not discharged"
    typer.echo(
        f"Manifest {stands.manifest}: {many(len(stands.lines), 'line', 'lines')}, {stands.agreed} as listed, {counts}; {end}."
    )


@cargo.command()
def express(
    file: Annotated[Path, typer.Argument(help="Table with the columns cargo, value, currency: CSV or XLSX")],
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Take in an express list: goods of small value go without a declaration. A faulty row stops no other."""
    from eclear.clearance import take_express_list
    from eclear.clearance.listing import express_mistakes, read_express_file
    from eclear.documents import SheetFault

    try:
        read = read_express_file(file)
    except SheetFault as fault:
        raise wrong_usage(str(fault)) from fault
    office, moment = opened(room, at)
    taken = take_express_list(office, [line for _row, line in read.lines], room=room, at=moment)
    for one in taken:
        if one.cargo and one.cargo.express:
            listed = one.cargo.express
            if as_json:
                say({"cargo": one.cargo.number, "granted": listed.granted, "reason": listed.reason})
            else:
                typer.echo(
                    f"  {one.cargo.number}  {'goes by the list' if listed.granted else 'must be declared'}: {listed.reason}"
                )
    faults = express_mistakes(read, taken)
    for wrong in faults:
        typer.echo(f"eclear: {file}, {wrong}", err=True)
    raise typer.Exit(1 if faults else 0)
