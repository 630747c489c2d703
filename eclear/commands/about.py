"""Commands that tell what eclear goes by: the rulebook and the settings."""

from __future__ import annotations

import typer

from eclear.commands.opening import settings
from eclear.commands.options import Json
from eclear.commands.printing import say


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
