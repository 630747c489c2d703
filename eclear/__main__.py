"""The command line: parses arguments and calls the rooms below. ``eclear --help`` lists what can be done."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from eclear import __version__

if TYPE_CHECKING:
    from eclear.casefile.case import Case
    from eclear.clearance import Office
    from eclear.settings import Settings
    from eclear.storage import Head, Store

app = typer.Typer(
    name="eclear",
    help="A teaching replica of an electronic customs clearance system. TRAINING ONLY: not an official service.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
database = typer.Typer(no_args_is_help=True, help="The database: upgrade it, check it.")
app.add_typer(database, name="db")

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Messages, or folders of messages (*.xml)", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line")]
RoomName = Annotated[str, typer.Option("--room", help="Exercise room")]
CountryCode = Annotated[str | None, typer.Option("--country", help="Country for messages that name none")]
At = Annotated[datetime | None, typer.Option("--at", help="Room time of the event, ISO 8601; without it, the room's clock")]

BATCH = 100
"""How many messages are taken in in one transaction."""

Thing = TypeVar("Thing")


# -- what the commands share ------------------------------------------------------------------------------------------


def wrong_usage(message: str) -> typer.Exit:
    """Say what was wrong with the call, and end with exit status 2."""
    typer.echo(f"eclear: {message}", err=True)
    return typer.Exit(2)


def settings() -> Settings:
    """Return the settings in force; a wrong one is named with its allowed values."""
    from pydantic import ValidationError

    from eclear.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"ECLEAR_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise wrong_usage(f"A setting is wrong. {faults}. See: eclear settings") from error


def open_store(knobs: Settings, *, upgraded: bool = True) -> Store:
    """Open the database, and bring it up to date unless it is only to be looked at."""
    from eclear.storage import Store
    from eclear.storage.migrations import upgrade

    store = Store(knobs.database, busy_seconds=knobs.busy_seconds)
    if upgraded:
        upgrade(store)
    return store


def open_office(knobs: Settings, country: str | None = None, *, scoring: bool = True) -> Office:
    """Open the customs office with all it needs; without ``scoring``, the risk model stays away."""
    from eclear.clearance import Office, utc_now
    from eclear.journey.risk import Model, ModelRefused
    from eclear.wco import Schemas

    model, why_not = None, None
    if scoring:
        try:
            model = Model.load(knobs.models / knobs.model)
        except ModelRefused as refusal:
            why_not = str(refusal)
            typer.echo(f"eclear: {why_not} Routing goes on by rules alone.", err=True)
    office = Office(
        store=open_store(knobs),
        schemas=Schemas(knobs.schemas),
        model=model,
        clock=utc_now,
        seed=knobs.seed,
        country=(country or knobs.country).upper(),
        no_model=why_not,
    )
    gc.collect()
    gc.freeze()  # what is loaded stays; without this, every full collection would look through all of it again
    gc.set_threshold(50_000, 20, 20)  # a declaration makes hundreds of short-lived nouns and no circles among them
    return office


def messages(paths: Sequence[Path]) -> list[Path]:
    """Return the files that the arguments name: files as they are, folders by their ``*.xml`` files, sorted."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise wrong_usage(f"{path}: there is no such file or folder.")
        inside = sorted(file for file in path.rglob("*.xml") if file.is_file()) if path.is_dir() else [path]
        if not inside:
            raise wrong_usage(f"{path}: there is no *.xml file in this folder.")
        found += inside
    return found


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Cut a row of things into lists of at most ``size``."""
    things = iter(things)
    while batch := list(islice(things, size)):
        yield batch


def say(told: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    typer.echo(json.dumps(told, ensure_ascii=False))


def say_findings(findings: Iterable[dict[str, Any]]) -> None:
    """Print findings for a reader: severity, code, message, and where."""
    for finding in findings:
        line = f", line {finding['line']}" if finding["line"] else ""
        typer.echo(f"    {finding['severity']} {finding['code']}: {finding['message']}")
        typer.echo(f"        at {finding['pointer']}{line}  {finding['xpath']}")


def say_case(told: dict[str, Any]) -> None:
    """Print a case for a reader: state, what it waits for, what it owes."""
    from eclear.casefile.lifecycle import term_of

    tracks = {name: f"{state} {term_of(state)}" for name, state in told["tracks"].items() if state}
    typer.echo(f"  case {told['case']}  number {told['number'] or 'none'}  lane {told['lane'] or 'none'}")
    typer.echo(f"    state        {told['status']} {term_of(told['status']).en} ({term_of(told['status']).ko})")
    typer.echo(f"    waits for    {', '.join(told['waiting_for']) or 'nothing'}")
    for name, state in tracks.items():
        typer.echo(f"    {name:<12} {state}")
    for line in told["duties"]:
        typer.echo(
            f"    item {line['item']} {line['type']}  {line['base']} x {line['rate']} % = {line['currency']} {line['amount']}"
        )
    if told["total_due"] is not None:
        typer.echo(f"    total due    {told['total_due']}")


# -- commands ---------------------------------------------------------------------------------------------------------


def say_version(asked: bool) -> None:
    """Print the version and end, if it was asked for."""
    if asked:
        typer.echo(f"eclear {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end", callback=say_version, is_eager=True)
    ] = False,
) -> None:
    """A teaching replica of an electronic customs clearance system. TRAINING ONLY: not an official service."""


@app.command()
def validate(paths: Paths, as_json: Json = False, country: CountryCode = None, room: RoomName = "open") -> None:
    """Read and check messages without recording anything. Exit status 1 if some are not accepted."""
    from eclear import clearance
    from eclear.casefile.reading import Outcome
    from eclear.wco import Schemas
    from eclear.web.contract import reading_json

    knobs = settings()
    schemas, refused = Schemas(knobs.schemas), 0
    files = messages(paths)
    for file in files:
        code = (country or knobs.country).upper()
        reading = clearance.validate(file.read_bytes(), schemas, country=code, now=clearance.utc_now())
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


@app.command()
def submit(paths: Paths, as_json: Json = False, country: CountryCode = None, room: RoomName = "open", at: At = None) -> None:
    """Submit messages: the whole journey, recorded. Exit status 1 if some are not accepted."""
    from eclear import clearance
    from eclear.casefile.reading import Outcome
    from eclear.web.contract import conflict_json, submission_json

    files, knobs = messages(paths), settings()
    office, moment = open_office(knobs, country), room_time(knobs, at)
    office.enter(room)
    refused = 0
    for batch in batches(files, BATCH):
        for file, done in submit_batch(office, batch, room, moment):
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


def submit_batch(office: Office, files: list[Path], room: str, at: datetime | None) -> Iterator[tuple[Path, Any]]:
    """Submit files in one transaction; where an LRN was used for other bytes, one by one, so that only that one fails."""
    from eclear import clearance

    bodies = [file.read_bytes() for file in files]
    try:
        yield from zip(files, clearance.submit_all(office, bodies, room=room, at=at), strict=True)
    except clearance.OtherBytes:
        for file, body in zip(files, bodies, strict=True):
            try:
                yield file, clearance.submit(office, body, room=room, at=at)
            except clearance.OtherBytes as conflict:
                yield file, conflict


def room_time(knobs: Settings, at: datetime | None) -> datetime | None:
    """Read a time given without a zone as local time of the country in force."""
    from eclear.reference import country

    law = country(knobs.country)
    return at if at is None or at.tzinfo or law is None else at.replace(tzinfo=law.time_zone)


@app.command()
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


@app.command()
def event(
    number: Annotated[str, typer.Argument(help="Case, declaration or cargo number")],
    kind: Annotated[str, typer.Argument(help="manifest-reviewed, carried-in, carried-out, permit-answered, decided, paid")],
    agency: Annotated[str | None, typer.Option(help="permit-answered: which agency")] = None,
    answer: Annotated[str | None, typer.Option(help="permit-answered: approved, refused or waived")] = None,
    reference: Annotated[str | None, typer.Option(help="permit-answered: number of the approval")] = None,
    verb: Annotated[str | None, typer.Option(help="decided: accept, pass, request-documents, inspect, hold or dismiss")] = None,
    reason: Annotated[str | None, typer.Option(help="decided, permit-answered: the reason")] = None,
    amount: Annotated[str | None, typer.Option(help="paid: the amount; without it, the amount on the notice")] = None,
    shed: Annotated[str | None, typer.Option(help="carried-in: which bonded shed")] = None,
    at: At = None,
    as_json: Json = False,
    room: RoomName = "open",
) -> None:
    """Report what happened to a case or to cargo."""
    from eclear import clearance
    from eclear.casefile.permit import Answer
    from eclear.web.contract import case_json

    knobs = settings()
    office, moment = open_office(knobs, scoring=as_json), room_time(knobs, at)
    if kind in clearance.REPORTS:
        office.enter(room)  # cargo may be reported before anything else is known in a room
        say_cargo(office, cargo_of(office, number, room), kind, shed, room, moment, as_json)
        return
    case = the_case(office, number, room)
    if kind == "permit-answered":
        if answer not in {a.value for a in Answer} or not agency:
            raise wrong_usage("permit-answered needs --agency CODE and --answer approved, refused or waived.")
        given = Answer(answer)
        after = clearance.answer_permit(office, case.id, agency, given, reference=reference, reason=reason, room=room, at=moment)
    elif kind == "decided":
        if not verb:
            raise wrong_usage("decided needs --verb: accept, pass, request-documents, inspect, hold or dismiss.")
        after = clearance.decide(office, case.id, verb, reason=reason, room=room, at=moment)
    elif kind == "paid":
        after = clearance.pay(office, case.id, money(amount), room=room, at=moment)
    else:
        raise wrong_usage(f"Kind {kind!r} is not known. Known: {', '.join(clearance.REPORTS)}, permit-answered, decided, paid.")
    told = case_json(after, office.model)
    say(told) if as_json else say_case(told)


def cargo_of(office: Office, number: str, room: str) -> str:
    """Return the cargo number that is meant: of the case or declaration of this number, else the number itself."""
    from eclear.clearance import find

    found = find(office, number, room=room)
    if found and not found[0].cargo:
        raise wrong_usage(f"Case {number} has no cargo, so nothing can be reported about it.")
    return found[0].cargo or number if found else number


def say_cargo(office: Office, number: str, report: str, shed: str | None, room: str, at: datetime | None, as_json: bool) -> None:
    """Report something about cargo, and print how it and its cases stand after that."""
    from eclear.clearance import arrive, find
    from eclear.web.contract import cargo_json, case_json

    cargo = arrive(office, number, report, shed=shed, room=room, at=at)
    if as_json:
        say(cargo_json(cargo))
        return
    typer.echo(f"  cargo {cargo.number}  {cargo.state}")
    for one in find(office, cargo.number, room=room):
        say_case(case_json(one))


def money(amount: str | None) -> Decimal | None:
    """Read an amount of money as typed."""
    try:
        value = Decimal(amount.replace(",", "")) if amount else None
    except InvalidOperation as error:
        raise wrong_usage(f"--amount {amount}: that is no amount of money. Give it in whole won, such as 225600.") from error
    if value is not None and not value.is_finite():
        raise wrong_usage(f"--amount {amount}: that is no amount of money. Give it in whole won, such as 225600.")
    return value


def the_case(office: Office, number: str, room: str) -> Case:
    """Return the one case that a number names; ends the command where there is none or more than one."""
    from eclear.clearance import find

    found = find(office, number, room=room)
    if not found:
        raise no_such(number, room)
    if len(found) > 1:
        raise wrong_usage(f"{number} names {len(found)} cases: {', '.join(case.id for case in found)}. Name one of them.")
    return found[0]


def no_such(number: str, room: str) -> typer.Exit:
    """Say that a number names nothing, and end with exit status 1."""
    typer.echo(
        f"eclear: No case, declaration or cargo in room {room} has the number {number}. Check it, or give --room.", err=True
    )
    return typer.Exit(1)


@app.command()
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


@app.command()
def rulebook(as_json: Json = False) -> None:
    """Print the rulebook: every rule with its code, what it asks and its source."""
    from eclear.journey.checks import rulebook as rules

    for rule in rules():
        if as_json:
            told = {
                "code": rule.code,
                "family": rule.family,
                "severity": rule.severity.value,
                "message": rule.message,
                "source": rule.source,
                "since": rule.since.isoformat(),
            }
            say(told)
        else:
            scope = rule.country or "any country"
            typer.echo(f"{rule.code}  {rule.severity.value:<8} {rule.title.en} ({scope})")
            typer.echo(f"    {rule.message}")
            typer.echo(f"    Source: {rule.source}. Since {rule.since.isoformat()}.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on; only 127.0.0.1 until people and roles exist")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on", min=1, max=65535)] = None,
) -> None:
    """Serve the pages and the API on this machine."""
    knobs = settings()
    address = local(host or knobs.host)
    free(address, port or knobs.port)
    office = open_office(knobs)
    office.enter("open")
    run_server(office, knobs, address, port or knobs.port)


@app.command()
def demo(
    host: Annotated[str | None, typer.Option(help="Address to serve on; only 127.0.0.1 until people and roles exist")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on", min=1, max=65535)] = None,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load the sample declarations and end")] = False,
) -> None:
    """Load the sample declarations through the whole pipeline, then serve the pages and say what to try."""
    knobs = settings()
    address = local(host or knobs.host)
    if not load_only:
        free(address, port or knobs.port)
    office = open_office(knobs)
    office.enter("open")
    load_samples(office, knobs.samples)
    if not load_only:
        say_what_to_try(address, port or knobs.port)
        run_server(office, knobs, address, port or knobs.port)


def load_samples(office: Office, folder: Path) -> None:
    """Load the samples with a progress bar; those that are there already are left as they are."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from eclear.training.samples import lodge, samples

    found = samples(folder)
    if not found:
        raise wrong_usage(f"{folder}: there are no sample declarations here. Correct ECLEAR_SAMPLES, or leave it out.")
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Sample declarations", total=len(found))
        for sample in found:
            lodge(office, sample)
            progress.advance(task)
    with office.store.reading("open") as records:
        total, _ = records.rows(limit=1)
    typer.echo(f"{total} cases in room open.")


def say_what_to_try(host: str, port: int) -> None:
    """Print where to look and what to try."""
    at = f"http://{host}:{port}"
    typer.echo(
        f"""
eclear is running. TRAINING ONLY: not an official service.

  Look       {at}/               all cases; open one and see its four tracks run to the gate
             {at}/how-it-works   what happens to a declaration
             {at}/rulebook       every rule, with examples
  Try        open a case that waits for the shed, report the goods as carried in: it is accepted by itself
             {at}/lodge          upload one of the messages in sample_declarations/
             {at}/api            the same by API
  Or         eclear submit PATH, eclear status NUMBER, eclear event NUMBER paid, eclear verify

Ctrl-C ends it.
"""
    )


def local(host: str) -> str:
    """Return the address if it is this machine's own; until people and roles exist, no other is served."""
    if host not in ("127.0.0.1", "localhost"):
        raise wrong_usage(
            f"{host}: eclear serves 127.0.0.1 only. Anybody who reaches it can act as anybody, "
            "until people and roles exist. Leave --host out."
        )
    return "127.0.0.1"


def free(host: str, port: int) -> None:
    """Make sure that the port is free; ends the command with one clear line where another program has it."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0 if sys.platform == "win32" else 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise wrong_usage(f"Port {port} is in use, perhaps by another eclear. End that, or give another --port.") from error


def run_server(office: Office, knobs: Settings, host: str, port: int) -> None:
    """Run the web server until it is told to end."""
    from eclear.web.server import run

    run(office, knobs, host, port)


@app.command(name="settings")
def show_settings() -> None:
    """Print every setting: its environment variable, its value, what it does."""
    from eclear.settings import Settings

    knobs = settings()
    for name, field in Settings.model_fields.items():
        value = getattr(knobs, name)
        if name == "database":
            from eclear.storage import shown

            value = shown(value)
        typer.echo(f"ECLEAR_{name.upper()}={value}")
        typer.echo(f"    {field.description}")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="New file to write")]) -> None:
    """Write everything to one file, while others go on working."""
    from eclear.storage.backup import backup as write_backup

    try:
        counts = write_backup(open_store(settings()), file, told=say_table)
    except FileExistsError as error:
        raise wrong_usage(str(error)) from error
    typer.echo(f"{file}: {sum(counts.values())} rows.")


@app.command()
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
    from eclear.storage.migrations import current

    store = open_store(settings(), upgraded=False)
    before = current(store)
    from eclear.storage.migrations import upgrade

    upgrade(store)
    typer.echo(f"The database stands at step {current(store)}; it stood at {before or 'nothing'}.")


@database.command("check")
def db_check() -> None:
    """Check the database: its step, and that every row in the lists is what the events say."""
    from eclear.journey.settlement import waiting_for
    from eclear.storage.check import rows_that_differ
    from eclear.storage.migrations import current, head

    store = open_store(settings(), upgraded=False)
    stands, newest = current(store), head(store)
    if stands != newest:
        typer.echo(f"The database stands at step {stands or 'nothing'}, this eclear needs {newest}. Run: eclear db upgrade")
        raise typer.Exit(1)
    differ = [fault for name in store.rooms() for fault in rows_that_differ(store, name, waiting_for)]
    for fault in differ:
        typer.echo(fault)
    typer.echo(f"Step {stands}; {'rows differ from the events' if differ else 'every row is what the events say'}.")
    raise typer.Exit(1 if differ else 0)


def explained(error: Exception) -> bool:
    """True if an error says by itself what is wrong and what to do: then its message is enough."""
    from eclear import clearance, storage
    from eclear.casefile.lifecycle import IllegalStep
    from eclear.storage.backup import NotABackup, NotEmpty

    named = (clearance.UnknownCase, clearance.NotARoomName, clearance.OtherBytes, IllegalStep, NotABackup, NotEmpty, OSError)
    return isinstance(error, named + storage.NAMED)


def main() -> None:
    """Run the command line. What users can mend ends with one clear line and exit status 1; our own fault shows its stack."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except Exception as error:
        if not explained(error):
            raise
        typer.echo(f"eclear: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
