"""Terms that were put together: ``Item 3: mass per unit 2.10 of the usual for 850110`` is known again by its pattern.

The nouns put such terms together in English and Korean. A catalogue holds the pattern once, with names for what changes,
such as ``Item %(number)s``, and what stands in those places is said by the catalogue too if it is a term itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.numbers import format_decimal

PLACE = re.compile(r"%\((\w+)\)s")
FIGURE = re.compile(r"(?:(?P<currency>[A-Z]{3}) )?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})*)(?P<decimals>\.[0-9]+)?(?P<unit> ?%| kg)?")
NO_BREAK = "\u00a0"
LONGEST = 300
"""Characters of a term that is looked at: longer ones are texts, and nobody puts those together."""


DEEPEST = 6
"""How often a term is looked into: put together of terms that were put together themselves, and so on."""

JOINT = "; "
"""What joins terms that were put together: a pattern with words of its own does not reach over it while another fits."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: what finds it, what it is said with, and how much of it is fixed: ``letters``, and ``fixed`` signs in all."""

    finds: re.Pattern[str]
    said: str
    letters: int
    fixed: int


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
    letters = sum(sign.isalpha() for text in texts for sign in text)
    return Pattern(re.compile(built, re.DOTALL), said, letters, sum(map(len, texts)))


def by_fixed(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Return patterns in the order in which they are tried: the most specific first, that with the longest fixed text."""
    return tuple(sorted(patterns, key=lambda one: (-one.fixed, -one.letters)))


def wholly_said(patterns: Sequence[Pattern], english: str, say: Callable[[str], str | None]) -> str | None:
    """Say a term that was put together, by the first pattern that fits it down to its last word; None if none does.

    What stands in a place must be a term that ``say`` knows, a number or a code: no word is left as it was.
    """
    if len(english) > LONGEST:
        return None
    for one in patterns:
        found = one.finds.fullmatch(english)
        if not found or (one.letters and any(JOINT in part for part in found.groups())):
            continue
        parts = {name: _part(part, say) for name, part in found.groupdict().items()}
        if all(parts.values()):
            return one.said % parts
    return None


def partly_said(patterns: Sequence[Pattern], english: str, say: Callable[[str], str | None]) -> str | None:
    """Say a term that was put together by the first pattern with words of its own that fits; what nobody knows stays as it is."""
    if len(english) > LONGEST:
        return None
    for one in patterns:
        found = one.finds.fullmatch(english) if one.letters else None
        if found:
            return one.said % {name: _part(part, say) or part for name, part in found.groupdict().items()}
    return None


def _part(text: str, say: Callable[[str], str | None]) -> str | None:
    """Say what stands in a place: a term, several of them in a row, or a number or code as it is; None for other words."""
    if not _is_wordy(text):
        return say(text) or text
    said = [say(each) for each in (text, *text.split(", "))]
    return said[0] or (", ".join(filter(None, said[1:])) if all(said[1:]) else None)


def figure(text: str, locale: Locale) -> str | None:
    """Return a number or a sum of money, such as ``KRW 1,200,000``, as a language writes it; None for anything else.

    What has more than three digits before its point is a code, such as 8501.10, and stays as it is.
    """
    found = FIGURE.fullmatch(text)
    if not found:
        return None
    decimals = found["decimals"] or ""
    number, form = Decimal(found["whole"].replace(",", "") + decimals), "#,##0" + decimals[:1] + "0" * len(decimals[1:])
    value = format_decimal(number, form, locale, decimal_quantization=False) + _unit(found["unit"] or "", locale)
    return beside(found["currency"], value, locale) if found["currency"] else value


def _unit(unit: str, locale: Locale) -> str:
    space = locale.percent_formats[None].suffix[0].partition("%")[0]
    return f"{space or ' '}%" if "%" in unit else unit


def beside(currency: str, value: str, locale: Locale) -> str:
    """Return a sum with the code of its currency where the language has it: USD 10,920.00, in French 10 920,00 USD."""
    return f"{currency} {value}" if _currency_first(locale) else f"{value}{NO_BREAK}{currency}"


@cache
def _currency_first(locale: Locale) -> bool:
    """True for a language that writes the currency before the sum; English and Korean ones do."""
    return str(locale.currency_formats["standard"].pattern).lstrip("\u200e\u200f").startswith("¤")


def _is_wordy(text: str) -> bool:
    """True for words of a sentence, False for a number or a code."""
    return any(sign.islower() for sign in text)
