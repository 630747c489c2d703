"""Commands that tell what eclear goes by: the rulebook and the settings."""

from __future__ import annotations

from typing import Annotated

import typer

from eclear.commands.endings import wrong_usage
from eclear.commands.opening import settings
from eclear.commands.options import Json
from eclear.commands.printing import say


def rulebook(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="Only rules that hold every word, such as: net mass", show_default=False),
    ] = None,
    family: Annotated[
        str, typer.Option(metavar="NAME", help="Only rules of this family, such as masses", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """Print the rulebook: every rule with its code, what it asks and its source.

    A word is looked for in code, title (English and Korean), message, remedy, source and family. With --json every rule
    is one line with the keys code, family, severity, message, source and since; the severity is that of any country.
    """
    from eclear.journey.checks import holding
    from eclear.journey.checks import rulebook as rules

    families = sorted({rule.family for rule in rules()})
    if family and family not in families:
        raise wrong_usage(f"--family {family}: there is no such family. Name one of: {', '.join(families)}.")
    found = holding(rules(), " ".join(words or ()), family)
    if not found:
        typer.echo("eclear: No rule holds these words. Use fewer, or look at all: eclear rulebook", err=True)
    for rule in found:
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
