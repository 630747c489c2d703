"""Terms that were put together: ``Item 3: mass per unit 2.10 of the usual for 850110`` is known again by its pattern.

The nouns put such terms together in English and Korean. A catalogue holds the pattern once, with names for what changes,
such as ``Item %(number)s``, and what stands in those places is said by the catalogue too if it is a term itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PLACE = re.compile(r"%\((\w+)\)s")
LONGEST = 300
"""Characters of a term that is looked at: longer ones are texts, and nobody puts those together."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: what finds it, what it is said with, and how many letters of its own it has."""

    finds: re.Pattern[str]
    said: str
    weight: int


def pattern(english: str, said: str) -> Pattern:
    """Return the pattern of a term with named places; one that is not named, such as in ``above {}``, may occur once."""
    english, said = (text.replace("{}", "%(given)s") for text in (english, said))
    pieces = PLACE.split(english)
    texts, names = pieces[::2], pieces[1::2]
    known: set[str] = set()
    built = re.escape(texts[0])
    for name, text in zip(names, texts[1:], strict=True):
        built += (f"(?P={name})" if name in known else f"(?P<{name}>.*?)") + re.escape(text)
        known.add(name)
    return Pattern(re.compile(built, re.DOTALL), said, sum(sign.isalpha() for text in texts for sign in text))


def said_by(patterns: Sequence[Pattern], english: str, say: Callable[[str], str | None]) -> str | None:
    """Say a term that was put together, by the first pattern that fits; None if none does.

    A pattern that is only signs, such as ``%(who)s: %(what)s``, fits where each of its parts is a term, a number or a code.
    """
    if len(english) > LONGEST:
        return None
    for one in patterns:
        found = one.finds.fullmatch(english)
        if not found:
            continue
        parts = {name: _part(part, say) for name, part in found.groupdict().items()}
        if one.weight or all(parts.values()):
            return one.said % {name: part or found[name] for name, part in parts.items()}
    return None


def _part(text: str, say: Callable[[str], str | None]) -> str | None:
    """Say what stands in a place: a term, several of them in a row, or a number or code as it is; None for other words."""
    if not _is_wordy(text):
        return text
    said = [say(each) for each in (text, *text.split(", "))]
    return said[0] or (", ".join(filter(None, said[1:])) if all(said[1:]) else None)


def _is_wordy(text: str) -> bool:
    """True for words of a sentence, False for a number or a code."""
    return any(sign.islower() for sign in text)
