"""How a command ends early: with one line that says what was wrong and what to do."""

from __future__ import annotations

import typer


def wrong_usage(message: str) -> typer.Exit:
    """Say what was wrong with the call, and end with exit status 2."""
    typer.echo(f"eclear: {message}", err=True)
    return typer.Exit(2)


def no_such(number: str, room: str) -> typer.Exit:
    """Say that a number names nothing, and end with exit status 1."""
    typer.echo(
        f"eclear: No case, declaration or cargo in room {room} has the number {number}. Check it, or give --room.", err=True
    )
    return typer.Exit(1)
