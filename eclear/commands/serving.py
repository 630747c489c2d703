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


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the pages and the API on this machine."""
    knobs = settings()
    address = local(host or knobs.host)
    free(address, port or knobs.port)
    office = open_office(knobs)
    office.enter("open")
    run_server(office, knobs, address, port or knobs.port)


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
             {at}/convert        the same declaration in Korea's own profile, and what that cannot carry
  Or         eclear submit PATH, eclear status NUMBER, eclear event NUMBER paid, eclear replies NUMBER, eclear verify

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
