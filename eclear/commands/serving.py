"""Commands that serve the pages and the API on this machine: serve, and demo with the sample declarations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import open_office, settings
from eclear.commands.options import Host, Port

if TYPE_CHECKING:
    from eclear.clearance import Office
    from eclear.settings import Settings
    from eclear.web.network import Network


def serve(
    host: Host = None,
    port: Port = None,
    for_class: Annotated[
        bool, typer.Option("--class", help="Serve the seats of a class over the local network; everybody must come in")
    ] = False,
    room: Annotated[str, typer.Option("--room", help="Exercise room of the class")] = "open",
) -> None:
    """Serve the pages and the API on this machine, or with --class to the seats of a class.

    A class needs no Internet: a local network or the laptop's own hotspot is enough. Everybody comes in with a seat card or a
    password. What was acknowledged, logins and drafts survive a power cut.
    """
    knobs = settings()
    at = port or knobs.port
    if for_class:
        serve_class(knobs, host or EVERY_ADDRESS, at, room)
        return
    address = local(host or knobs.host)
    free(address, at)
    office = open_office(knobs)
    office.enter("open")
    furnish(office)
    run_server(office, knobs, address, at)


EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - a class comes by whichever network there is


def serve_class(knobs: Settings, host: str, port: int, room: str) -> None:
    """Serve the seats of a class: with everybody coming in by card or password, to whoever asks for this machine's addresses."""
    from eclear.training.classes import class_code, first_instructor
    from eclear.web.network import Network

    free(host, port)
    office = open_office(knobs)
    office.enter("open")
    office.enter(room)
    network = Network(port)
    say_how_to_come_in(network, room, class_code(office, room), first_instructor(office, room))
    network.follow(say_addresses)
    run_server(office, knobs.model_copy(update={"people": True}), host, port, network)


def say_how_to_come_in(network: Network, room: str, code: str, instructor: tuple[str, str] | None) -> None:
    """Print what the instructor needs: addresses, class code, the first password if there was none, how to stop."""
    from eclear.web.server import OLDEST_BROWSERS

    typer.echo(f"\neclear serves the class in room {room}. TRAINING ONLY: not an official service.\n")
    say_addresses(network)
    typer.echo(f"  Class code   {code}")
    if instructor:
        typer.echo(f"  Instructor   {instructor[0]}, password {instructor[1]}")
        typer.echo("               Write the password down: it is kept nowhere and never shown again.")
    typer.echo(
        f"""  Begin        come in as the instructor, open Class, make seats and print their cards
  Browsers     {OLDEST_BROWSERS} and newer
  Not found?   let Python through the firewall of this machine, for private networks; put all in the same network
  Stop         Ctrl-C. What was done is kept; start again with the same command.
""",
    )
    sys.stdout.flush()


def say_addresses(network: Network) -> None:
    """Print where the seats find this machine, and the first address to be scanned."""
    urls = network.urls()
    if not urls:
        typer.echo("  Address      none yet: join a network or open a hotspot. The address is printed as soon as there is one.")
        return
    import segno

    typer.echo("".join(f"  {'Address' if n == 0 else '':<12} {url}\n" for n, url in enumerate(urls)))
    segno.make(f"{urls[0]}/enter", micro=False, error="l").terminal(compact=True, border=2)
    typer.echo("")


def demo(
    host: Host = None,
    port: Port = None,
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
    furnish(office)
    if not load_only:
        say_what_to_try(address, port or knobs.port)
        run_server(office, knobs, address, port or knobs.port)


def furnish(office: Office) -> None:
    """Put the chairs of the demonstration room where they are missing."""
    from eclear.training import people

    people.furnish(office)


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
             {at}/convert        the same declaration in Korea's own profile, and what that cannot carry
  Or         eclear submit PATH, eclear status NUMBER, eclear event NUMBER paid, eclear replies NUMBER, eclear verify

Ctrl-C ends it.
"""
    )


def local(host: str) -> str:
    """Return the address if it is this machine's own; without --class no other is served."""
    if host not in ("127.0.0.1", "localhost"):
        raise wrong_usage(
            f"{host}: eclear serves 127.0.0.1 only, where nobody need come in. Leave --host out; "
            "for a class, where everybody comes in: eclear serve --class"
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


def run_server(office: Office, knobs: Settings, host: str, port: int, network: Network | None = None) -> None:
    """Run the web server until it is told to end."""
    from eclear.web.server import run

    run(office, knobs, host, port, network)
