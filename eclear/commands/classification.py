"""The command that helps to classify: headings suggested for a description of goods, with the words that spoke for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from eclear.commands.options import Json
from eclear.commands.printing import say

if TYPE_CHECKING:
    from eclear.journey.classification import Suggestion


def classify(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the goods are, in English or Korean", show_default=False)],
    count: Annotated[int, typer.Option(help="How many headings to suggest", min=1, max=50)] = 5,
    as_json: Json = False,
) -> None:
    """Suggest headings for a description of goods. Advice only: a person must confirm. Exit status 1 if nothing was found."""
    from eclear.journey.classification import suggest

    found = suggest(text, count)
    for suggestion in found:
        if as_json:
            say(told(suggestion))
        else:
            spoken = ", ".join(f"{word.word} {word.share:.0%}" for word in suggestion.spoken if word.share >= 0.005)
            typer.echo(f"{suggestion.heading}  {suggestion.score:.2f}  {suggestion.name.en} ({suggestion.name.ko})")
            typer.echo(f"      spoke for it: {spoken}")
            typer.echo(f"      leans on rule {suggestion.leans.rule}")
    if not found:
        typer.echo(
            "No heading was found by these words. Say what the goods are, what they are made of, what they are for.", err=True
        )
        raise typer.Exit(1)
    if not as_json:
        for leaning in dict.fromkeys(suggestion.leans for suggestion in found):
            typer.echo(f"Rule {leaning.rule}: {leaning.why.en}")
        typer.echo("Advice, never a classification: a person must confirm it with the notes of section and chapter.")


def told(suggestion: Suggestion) -> dict[str, Any]:
    """Return a suggestion as plain JSON."""
    return {
        "heading": suggestion.heading,
        "name": {"en": suggestion.name.en, "ko": suggestion.name.ko},
        "chapter": suggestion.chapter,
        "chapter_name": {"en": suggestion.chapter_name.en, "ko": suggestion.chapter_name.ko},
        "score": round(suggestion.score, 4),
        "spoken": [{"word": word.word, "share": round(word.share, 4)} for word in suggestion.spoken],
        "nearest": suggestion.nearest,
        "rule": suggestion.leans.rule,
        "why": {"en": suggestion.leans.why.en, "ko": suggestion.leans.why.ko},
        "to_be_confirmed": True,
    }
