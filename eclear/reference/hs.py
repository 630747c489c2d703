"""The Harmonized System (HS): its sections, chapters and headings in our own words, and every six-digit code as a code.

The words are eclear's; the legal text of the nomenclature is the World Customs Organization's and is cited by number only.
An administration may load its own. Codes of the edition of 2017 are known as well, so that one of them can be explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, read_csv, read_toml

FOLDER = Path(__file__).parent / "hs"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its two digits, its name, and the section that it belongs to."""

    chapter: str
    name: Term
    section: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its four digits, its name, and the words by which people look for its goods."""

    heading: str
    name: Term
    words: Term


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """The edition in force, the codes of the one before, and where both were taken from.

    ``subheadings`` are the six-digit codes of each heading; ``before`` the six-digit codes of the edition before.
    """

    edition: str
    edition_before: str
    sections: Mapping[str, Term]
    chapters: Mapping[str, Chapter]
    headings: Mapping[str, Heading]
    subheadings: Mapping[str, tuple[str, ...]]
    codes: frozenset[str]
    before: frozenset[str]
    fact: Fact

    def name(self, code: str) -> Term | None:
        """Return what goods of a code are called: by the heading, else by the chapter; None for neither."""
        heading = self.headings.get(code[:4])
        if heading:
            return heading.name
        chapter = self.chapters.get(code[:2])
        return chapter.name if chapter else None

    def explain(self, code: str) -> str:
        """Say what is wrong with a code's first six digits and what there is instead; "" if nothing is."""
        six = code[:6]
        if six in self.codes:
            return ""
        siblings = self.subheadings.get(six[:4], ())
        instead = f"Heading {six[:4]} has {', '.join(siblings)}" if siblings else ""
        if six in self.before:
            there = instead or f"heading {six[:4]} is gone; look under chapter {six[:2]}"
            return f"{six} is a code of HS {self.edition_before}, the wrong edition: HS {self.edition} has no such code. {there}."
        if siblings:
            return f"HS {self.edition} has no code {six}. {instead}."
        if six[:2] in self.chapters:
            return f"HS {self.edition} has no heading {six[:4]}; its chapter {six[:2]} is: {self.chapters[six[:2]].name.en}."
        return f"HS {self.edition} has no chapter {six[:2] or '(none)'}."


@cache
def nomenclature() -> Nomenclature:
    """Return the Harmonized System as eclear knows it, read once."""
    return read_nomenclature(FOLDER)


def read_nomenclature(folder: Path) -> Nomenclature:
    """Read the nomenclature from its folder; raises ReferenceFault for a code out of its place."""
    about = read_toml(folder / "hs.toml")
    edition, before = about.text("edition"), about.text("edition_before")
    sections: dict[str, Term] = {}
    section_of: dict[str, str] = {}
    for row in read_csv(folder / "sections.csv"):
        sections[row.text("section")] = row.term("name")
        first, _, last = row.text("chapters").partition("-")
        for chapter in range(int(first), int(last or first) + 1):
            section_of[f"{chapter:02d}"] = row.text("section")
    chapters = {
        row.text("chapter"): Chapter(row.text("chapter"), row.term("name"), section_of[row.text("chapter")])
        for path in sorted(folder.glob("chapters-*.csv"))
        for row in read_csv(path)
    }
    headings = {h.heading: h for path in sorted(folder.glob("headings-*.csv")) for h in map(_heading, read_csv(path))}
    subheadings = dict(_codes(folder / f"codes-{edition}.csv"))
    return Nomenclature(
        edition=edition,
        edition_before=before,
        sections=MappingProxyType(sections),
        chapters=MappingProxyType(chapters),
        headings=MappingProxyType(headings),
        subheadings=MappingProxyType(subheadings),
        codes=frozenset(code for codes in subheadings.values() for code in codes),
        before=frozenset(code for codes in dict(_codes(folder / f"codes-{before}.csv")).values() for code in codes),
        fact=about.fact(),
    )


def _heading(row: Row) -> Heading:
    return Heading(row.text("heading"), row.term("name"), row.term("words"))


def _codes(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Read the six-digit codes of each heading: the file has the heading and the last two digits of each."""
    return [(row.text("heading"), tuple(row.text("heading") + end for end in row.texts("ends"))) for row in read_csv(path)]
