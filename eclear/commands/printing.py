"""How findings, cases and other answers are printed: for a reader, or as one JSON object a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import typer


def say(told: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    import json

    typer.echo(json.dumps(told, ensure_ascii=False))


def many(count: int, one: str, more: str) -> str:
    """Return a number of things in words, such as ``1 reply`` or ``2 replies``."""
    return f"{count} {one if count == 1 else more}"


def say_findings(findings: Iterable[dict[str, Any]], *, err: bool = False) -> None:
    """Print findings for a reader: severity, code, message, and where."""
    for finding in findings:
        line = f", line {finding['line']}" if finding["line"] else ""
        typer.echo(f"    {finding['severity']} {finding['code']}: {finding['message']}", err=err)
        if finding["pointer"] or finding["xpath"] or line:
            typer.echo(f"        at {finding['pointer']}{line}  {finding['xpath']}", err=err)


def say_case(told: dict[str, Any]) -> None:
    """Print a case for a reader: state, what it waits for, what it owes."""
    from eclear.casefile.lifecycle import term_of

    tracks = {name: f"{state} {term_of(state)}" for name, state in told["tracks"].items() if state}
    typer.echo(f"  case {told['case']}  number {told['number'] or 'none'}  lane {told['lane'] or 'none'}")
    typer.echo(f"    state        {told['status']} {term_of(told['status']).en} ({term_of(told['status']).ko})")
    if (told["edition"] or 1) > 1:
        typer.echo(f"    edition      {told['edition']}")
    if told["request"]:
        typer.echo(f"    asked for    request {told['request']}: grant or deny it")
    typer.echo(f"    waits for    {', '.join(told['waiting_for']) or 'nothing'}")
    for name, state in tracks.items():
        typer.echo(f"    {name:<12} {state}")
    for line in told["duties"]:
        typer.echo(
            f"    item {line['item']} {line['type']}  {line['base']} x {line['rate_told']} = {line['currency']} {line['amount']}"
        )
    if told["total_due"] is not None:
        typer.echo(f"    total due    {told['total_due']}")
        if told["outstanding"] not in (told["total_due"], "0"):
            typer.echo(f"    outstanding  {told['outstanding']}")
        if told["to_secure"].strip("0."):
            typer.echo(f"    to secure    {told['to_secure']}")
    for doubt in told["doubts"]:
        how = doubt["outcome"] or f"waits for {doubt['waits_for']}, answer by {doubt['answer_by']}"
        items = ", ".join(map(str, doubt["items"]))
        typer.echo(f"    doubt {doubt['number']}      {doubt['about']} of item {items}: {how}")
    if told["security"]:
        held = told["security"]
        amount = f"{held['form']} {held['amount']}, " if held["amount"] else ""
        ended = f"ended, set off {held['set_off']}, returned {held['returned']}" if held["ended"] else "held"
        typer.echo(f"    security     {amount}{held['text']}: {ended}")


@contextmanager
def bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar with counts, on the error channel, while the block runs."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
