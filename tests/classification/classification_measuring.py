"""How often a suggestion is right: shares over texts whose heading is known, in percent, for tests and benchmark."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eclear.reference.hs import nomenclature

Known = tuple[str, str]
"""A text and the heading that its goods belong to."""


@dataclass(frozen=True)
class Figures:
    """How often the first heading is right, one of the first five, and the chapter of the first: percent of the texts."""

    first: float
    five: float
    chapter: float


def measured(texts: Sequence[Known], headings_for: Callable[[str], Sequence[str]]) -> Figures:
    """Measure what is suggested for each text: its headings, the likeliest first."""
    first = five = chapter = 0
    for text, right in texts:
        found = headings_for(text)[:5]
        first += found[:1] == [right]
        five += right in found
        chapter += bool(found) and found[0][:2] == right[:2]
    return Figures(*(100 * count / len(texts) for count in (first, five, chapter)))


def commonest(texts: Iterable[Known]) -> list[str]:
    """The five headings that occur most often: the guess that never looks at the text."""
    return [heading for heading, _ in Counter(right for _, right in texts).most_common(5)]


def terms(shared: Path) -> list[Known]:
    """The search terms with their headings."""
    return [(row["term"], row["uk_commodity_code"][:4]) for row in _rows(shared, "clf_search_terms_hmrc.csv")]


def parcels(shared: Path) -> list[Known]:
    """The descriptions of parcels: none twice, no search term, none without three letters in a row, all in HS 2022."""
    seen = {text.strip().lower() for text, _ in terms(shared)}
    kept: list[Known] = []
    for row in _rows(shared, "clf_parcel_descriptions_hmrc.csv"):
        text, right = row["description"], row["uk_commodity_code"][:4]
        key = text.strip().lower()
        if key not in seen and re.search("[A-Za-z]{3}", text) and right in nomenclature().headings:
            seen.add(key)
            kept.append((text, right))
    return kept


def _rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "data" / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
