"""Commands about declarations: validate and submit messages, see where a case stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from eclear.commands.endings import no_such
from eclear.commands.opening import code_of, open_office, room_time, settings
from eclear.commands.options import At, CountryCode, Json, Paths, Profile, RoomName
from eclear.commands.printing import say, say_case, say_findings
from eclear.commands.typed import messages

if TYPE_CHECKING:
    from eclear.clearance import Office

BATCH = 100
"""How many messages are taken in in one transaction."""

Thing = TypeVar("Thing")


def validate(
    paths: Paths, as_json: Json = False, country: CountryCode = None, profile: Profile = None, room: RoomName = "open"
) -> None:
    """Read and check messages without recording anything. Exit status 1 if some are not accepted."""
    from eclear import clearance
    from eclear.casefile.reading import Outcome
    from eclear.wco import Schemas
    from eclear.web.contract import reading_json

    knobs = settings()
    schemas, refused = Schemas(knobs.schemas), 0
    files = messages(paths)
    for file in files:
        code = code_of(country or knobs.country)
        reading = clearance.validate(file.read_bytes(), schemas, country=code, now=clearance.utc_now(), profile=profile)
        refused += reading.outcome is not Outcome.ACCEPT
        told = reading_json(str(file), reading)
        if as_json:
            say(told)
        else:
            typer.echo(f"{told['outcome']:<17} {file}")
            say_findings(told["findings"])
    if not as_json:
        typer.echo(f"{len(files) - refused} of {len(files)} accepted.")
    raise typer.Exit(1 if refused else 0)


def submit(
    paths: Paths,
    as_json: Json = False,
    country: CountryCode = None,
    profile: Profile = None,
    room: RoomName = "open",
    at: At = None,
) -> None:
    """Submit messages: the whole journey, recorded. Exit status 1 if some are not accepted."""
    from eclear import clearance
    from eclear.casefile.reading import Outcome
    from eclear.web.contract import conflict_json, submission_json

    files, knobs = messages(paths), settings()
    office, moment = open_office(knobs, country), room_time(knobs, at)
    office.enter(room)
    refused = 0
    for batch in batches(files, BATCH):
        for file, done in submit_batch(office, batch, room, moment, profile):
            if isinstance(done, clearance.OtherBytes):
                told = {"file": str(file)} | conflict_json(str(done))
            else:
                told = {"file": str(file)} | submission_json(done, office.model)
            refused += told["outcome"] != Outcome.ACCEPT
            if as_json:
                say(told)
                continue
            typer.echo(f"{told['outcome']:<17} {file}")
            if told["case"]:
                say_case(told)
            say_findings(told["findings"])
    raise typer.Exit(1 if refused else 0)


def submit_batch(
    office: Office, files: list[Path], room: str, at: datetime | None, profile: str | None
) -> Iterator[tuple[Path, Any]]:
    """Submit files in one transaction; where an LRN was used for other bytes, one by one, so that only that one fails."""
    from eclear import clearance

    bodies = [file.read_bytes() for file in files]
    try:
        yield from zip(files, clearance.submit_all(office, bodies, room=room, at=at, profile=profile), strict=True)
    except clearance.OtherBytes:
        for file, body in zip(files, bodies, strict=True):
            try:
                yield file, clearance.submit(office, body, room=room, at=at, profile=profile)
            except clearance.OtherBytes as conflict:
                yield file, conflict


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Cut a row of things into lists of at most ``size``."""
    things = iter(things)
    while batch := list(islice(things, size)):
        yield batch


def status(
    case: Annotated[str, typer.Argument(help="Case, declaration or cargo number")], as_json: Json = False, room: RoomName = "open"
) -> None:
    """Show where a case stands."""
    from eclear.clearance import find, tidy
    from eclear.web.contract import cargo_json, case_json

    office = open_office(settings())
    found = find(office, case, room=room)
    if not found:
        with office.store.reading(room) as records:
            cargo = records.cargo(tidy(case))
        if not cargo.version:
            raise no_such(case, room)
        if as_json:
            say(cargo_json(cargo))
        else:
            typer.echo(f"  cargo {cargo.number}  {cargo.state}  no declaration has joined it yet")
    for one in found:
        told = case_json(one, office.model)
        if as_json:
            say(told)
        else:
            say_case(told)
            say_findings(told["findings"])
