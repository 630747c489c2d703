"""Commands about the records: verify the chain, back up and restore, upgrade and check the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_store, settings
from eclear.commands.options import Json
from eclear.commands.printing import say

if TYPE_CHECKING:
    from eclear.storage import Head

database = typer.Typer(no_args_is_help=True, help="The database: upgrade it, check it.")


def verify(
    head: Annotated[
        list[str] | None, typer.Option(help="A head noted outside, as EVENT:HASH; may be given several times")
    ] = None,
    as_json: Json = False,
    room: Annotated[str | None, typer.Option("--room", help="One room only; without it, all rooms")] = None,
) -> None:
    """Check the chain of events of each room: nothing was changed, removed, reordered or, against a noted head, cut off."""
    from eclear.storage.verify import verify as verify_room

    store, faulty = open_store(settings()), False
    noted = tuple(map(read_head, head or []))
    rooms = store.rooms()
    if room and room not in rooms:
        raise wrong_usage(f"There is no room {room!r}.")
    if noted and not room and len(rooms) > 1:
        raise wrong_usage("A noted head belongs to one room. Name it with --room.")
    for name in [room] if room else rooms:
        verdict = verify_room(store, name, noted)
        faulty |= bool(verdict.faults)
        if as_json:
            told = {"room": name, "events": verdict.head.position, "head": verdict.head.hash, "faults": list(verdict.faults)}
            say(told)
        else:
            word = "damaged" if verdict.faults else "intact"
            typer.echo(
                f"room {name}: {verdict.head.position} events, chain {word}, head {verdict.head.position}:{verdict.head.hash}"
            )
            for fault in verdict.faults:
                typer.echo(f"    {fault}")
    raise typer.Exit(1 if faulty else 0)


def read_head(text: str) -> Head:
    """Read a head that was noted as EVENT:HASH."""
    from eclear.storage import Head

    position, _, digest = text.partition(":")
    if not position.isdecimal() or len(digest) != 64:
        raise wrong_usage(f"--head {text}: a head is written EVENT:HASH, as eclear verify prints it.")
    return Head(int(position), digest)


def backup(file: Annotated[Path, typer.Argument(help="New file to write")]) -> None:
    """Write everything to one file, while others go on working."""
    from eclear.storage.backup import backup as write_backup

    try:
        counts = write_backup(open_store(settings()), file, told=say_table)
    except FileExistsError as error:
        raise wrong_usage(str(error)) from error
    typer.echo(f"{file}: {sum(counts.values())} rows.")


def restore(file: Annotated[Path, typer.Argument(help="Backup to restore from", exists=True, dir_okay=False)]) -> None:
    """Fill an empty database from a backup, and verify every room's chain."""
    from eclear.storage.backup import NotABackup, NotEmpty
    from eclear.storage.backup import restore as read_backup
    from eclear.storage.verify import verify as verify_room

    store = open_store(settings(), upgraded=False)
    try:
        counts = read_backup(store, file, told=say_table)
    except (NotABackup, NotEmpty) as error:
        raise wrong_usage(str(error)) from error
    damaged = [name for name in store.rooms() if verify_room(store, name).faults]
    typer.echo(
        f"{sum(counts.values())} rows restored; {'damaged: ' + ', '.join(damaged) if damaged else 'every chain is intact'}."
    )
    raise typer.Exit(1 if damaged else 0)


def say_table(table: str, rows: int) -> None:
    """Print that a table is done."""
    typer.echo(f"  {table:<12} {rows:>8} rows")


@database.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to date."""
    from eclear.storage.migrations import current, upgrade

    store = open_store(settings(), upgraded=False)
    before = current(store)
    upgrade(store)
    typer.echo(f"The database stands at step {current(store)}; it stood at {before or 'nothing'}.")


@database.command("check")
def db_check() -> None:
    """Check the database: its step, and that every row in the lists and every inbox is what the events say."""
    from eclear.journey.replies import is_told
    from eclear.journey.settlement import waiting_for
    from eclear.storage.check import inbox_that_differs, packs_that_differ, rows_that_differ
    from eclear.storage.migrations import current, head

    store = open_store(settings(), upgraded=False)
    stands, newest = current(store), head(store)
    if stands != newest:
        typer.echo(f"The database stands at step {stands or 'nothing'}, this eclear needs {newest}. Run: eclear db upgrade")
        raise typer.Exit(1)
    differ = [fault for name in store.rooms() for fault in rows_that_differ(store, name, waiting_for)]
    differ += [fault for name in store.rooms() for fault in inbox_that_differs(store, name, is_told)]
    differ += packs_that_differ(store)
    for fault in differ:
        typer.echo(fault)
    typer.echo(f"Step {stands}; {'rows differ from the events' if differ else 'every row is what the events say'}.")
    raise typer.Exit(1 if differ else 0)
