"""The command line: lists the commands, and ends with one clear line what users can mend. Try ``eclear --help``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from eclear.commands import (
    about,
    bank,
    cargo,
    classification,
    declarations,
    events,
    exchange,
    lab,
    law,
    manifest,
    operations,
    origin,
    papers,
    people,
    preparing,
    profiles,
    records,
    replies,
    risk,
    scenario,
    serving,
    simulate,
    training,
    watch,
    words,
)

app = typer.Typer(
    name="eclear",
    help="A teaching replica of an electronic customs clearance system. TRAINING ONLY: not an official service.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def say_version(asked: bool) -> None:
    """Print the version and end, if it was asked for."""
    if asked:
        from eclear import __version__

        typer.echo(f"eclear {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end", callback=say_version, is_eager=True)
    ] = False,
) -> None:
    """A teaching replica of an electronic customs clearance system. TRAINING ONLY: not an official service."""


app.command()(declarations.validate)
app.command()(declarations.submit)
app.command()(declarations.status)
app.command()(law.assess)
app.command()(classification.classify)
app.command()(preparing.prepare)
app.command()(events.event)
app.command()(bank.bank)
app.command()(replies.replies)
app.command()(replies.inbox)
app.command()(papers.papers)
app.command()(manifest.manifest)
app.add_typer(cargo.cargo, name="cargo")
app.add_typer(operations.regimes, name="regime")
app.add_typer(profiles.profiles, name="profiles")
app.add_typer(people.people, name="people")
app.command()(watch.watch)
app.command()(lab.lab)
app.command()(simulate.simulate)
app.command()(training.train)
app.command()(exchange.coverage)
app.command()(exchange.convert)
app.command()(origin.origin)
app.command()(records.verify)
app.command()(about.rulebook)
app.command()(serving.serve)
app.command()(serving.demo)
app.command("settings")(about.show_settings)
app.command()(records.backup)
app.command()(records.restore)
app.add_typer(records.database, name="db")
app.add_typer(law.folder, name="country")
app.add_typer(risk.risk, name="risk")
app.add_typer(scenario.scenario, name="scenario")
app.add_typer(words.words, name="words")


def explained(error: Exception) -> bool:
    """True if an error says by itself what is wrong and what to do: then its message is enough."""
    from eclear import clearance, storage
    from eclear.casefile.lifecycle import IllegalStep
    from eclear.documents import NoLetters
    from eclear.reference import ReferenceFault
    from eclear.storage.backup import NotABackup, NotEmpty

    named = (
        ReferenceFault,
        clearance.UnknownCase,
        clearance.NotARoomName,
        clearance.NoValue,
        clearance.OtherBytes,
        IllegalStep,
        NoLetters,
        NotABackup,
        NotEmpty,
        OSError,
    )
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
