"""A field is filled in with a text and its source; where papers say different things, it stays empty until a person chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from eclear.casefile.draft import Draft, Steps
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.paper import HEAD, MANIFEST, Kind, Paper
from eclear.casefile.preparation import Choice, Contradiction, Filled, Side, Source, Why
from eclear.casefile.words import Term
from eclear.reference import Country


@dataclass(frozen=True, slots=True)
class Shipment:
    """What belongs together: the papers, the carrier's line in the manifest, and the draft that is filled in from them.

    ``on`` is the day whose law and rates count, ``own`` number and name of the declarant at whose desk it is written.
    """

    papers: tuple[Paper, ...]
    country: Country
    on: date
    draft: Draft
    listed: ManifestLine | None = None
    chosen: Mapping[str, Choice] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    own: tuple[str, str] = ("", "")

    def paper(self, kind: Kind) -> Paper | None:
        """Return the one paper of a kind; None where there is none."""
        return next((paper for paper in self.papers if paper.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the papers of a shipment make: the fields in an order in which rows can be added, and what contradicts."""

    fields: Mapping[Steps, Filled]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper says at a place: the text as a declaration writes it, the value, and the source."""

    text: str
    value: Any
    sources: tuple[Source, ...]
    why: Why = Why.COPIED

    def filled(self) -> Filled:
        """Return it as what a field is given."""
        return Filled(self.text, self.why, self.sources)


Alike = Callable[[Said], object]
"""What of a text counts when papers are held against each other."""


def by_value(said: Said) -> object:
    """Compare numbers by what they are worth: 1,650 and 1650.0 are the same."""
    return said.value


def by_name(said: Said) -> object:
    """Compare names by their letters and digits: small differences of spelling are still differences."""
    return "".join(sign for sign in said.text.casefold() if sign.isalnum())


def by_code(said: Said) -> object:
    """Compare codes by their letters and digits."""
    return "".join(sign for sign in said.text.upper() if sign.isalnum())


def source(paper: Paper, line: int, column: str, *, summed: bool = False) -> Source:
    """Return the source of what stands at a place of a paper, or of the sum of a column."""
    typed = any(at == column for _line, at in paper.typed) if summed else (line, column) in paper.typed
    return Source(paper.kind.value, paper.number, line, paper.row(line), column, typed, summed)


def say(paper: Paper | None, line: int, column: str) -> Said | None:
    """Return what a paper says at a place; None for nothing, or for what cannot be read."""
    value = paper.value(line, column) if paper else None
    if paper is None or value is None:
        return None
    return Said(plain(value), value, (source(paper, line, column),))


def total(paper: Paper | None, column: str, lines: Iterable[int] | None = None) -> Said | None:
    """Return the sum of a column over some lines of a paper, or all; None where one of them says nothing."""
    if paper is None:
        return None
    wanted = list(range(1, len(paper.lines) + 1) if lines is None else lines)
    found = [say(paper, line, column) for line in wanted]
    said = [one for one in found if one]
    if not said or len(said) < len(found):
        return None
    if len(said) == 1:
        return said[0] if lines is not None else Said(said[0].text, said[0].value, said[0].sources, Why.SUM)
    value = sum((one.value for one in said), Decimal(0))
    return Said(plain(value), value, (source(paper, wanted[0], column, summed=True),), Why.SUM)


def listed(line: ManifestLine | None, column: str) -> Said | None:
    """Return what the carrier's manifest says of the goods; None where they are not on it, or it leaves that out."""
    value = getattr(line, column) if line else None
    if line is None or value in (None, ""):
        return None
    return Said(plain(value), value, (Source(MANIFEST, line.cargo, HEAD, 0, column),))


def plain(value: Any) -> str:
    """Return a value as a declaration writes it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


class Filling:
    """Gathers what a declaration is filled in with, and what papers contradict each other in."""

    def __init__(self, shipment: Shipment) -> None:
        """Begin with nothing."""
        self.shipment = shipment
        self.fields: dict[Steps, Filled] = {}
        self.contradictions: list[Contradiction] = []

    def put(self, at: Steps, said: Said | None) -> None:
        """Give a field what a paper says; nothing where it says nothing."""
        if said is not None and said.text:
            self.fields[at] = said.filled()

    def derive(self, at: Steps, text: str, why: Why, *of: Said | None) -> None:
        """Give a field what follows from papers, or from what is usual."""
        if text:
            self.fields[at] = Filled(text, why, tuple(one for said in of if said for one in said.sources))

    def row(self, at: Steps, **columns: tuple[str, Why] | Said | None) -> None:
        """Give the fields of one row."""
        for name, given in columns.items():
            if isinstance(given, Said):
                self.put((*at, name), given)
            elif given is not None:
                self.derive((*at, name), *given)

    def agreed(self, key: str, about: Term, at: Steps, sides: Sequence[Said | None], alike: Alike, line: str = "") -> Said | None:
        """Return what papers say of one thing: the first, if all say the same, else the side that a person chose, else None.

        The first side is the paper that the field is taken from as long as nothing contradicts it.
        """
        said = [one for one in sides if one is not None and one.text]
        if not said:
            return None
        first = said[0]
        if len({alike(one) for one in said}) == 1:
            return first
        told = tuple(Side(one.sources[0], one.text) for one in said)
        choice = self.shipment.chosen.get(key)
        counts = choice is not None and choice.seen == seen(told)
        number = choice.side if choice and counts and 1 <= choice.side <= len(said) else 0
        self.contradictions.append(Contradiction(key, about, told, line, at, number, by_hand=self.by_hand(at)))
        if not number:
            return None
        chosen = said[number - 1]
        return Said(chosen.text, chosen.value, chosen.sources, Why.CHOSEN)

    def stray(self, key: str, about: Term, paper: Paper, line: int, column: str) -> None:
        """Tell of a line of a paper that names no line of the invoice: one of the two must be corrected."""
        found = Said(paper.text(line, column), None, (source(paper, line, column),))
        side = Side(found.sources[0], found.text)
        self.contradictions.append(Contradiction(key, about, (side,), paper.text(line, column), open_to_choice=False))

    def by_hand(self, at: Steps) -> bool:
        """True if a person typed what stands in a field of the draft."""
        draft = self.shipment.draft
        if not at or not draft.text(at).strip():
            return False
        given = draft.prepared.filled.get(at) if draft.prepared else None
        return given is None or given.text != draft.text(at)

    def now(self, at: Steps) -> str:
        """Return what will stand in a field: what a person typed, else what the papers give it."""
        if self.by_hand(at):
            return self.shipment.draft.text(at)
        return self.fields[at].text if at in self.fields else ""


def seen(sides: Sequence[Side]) -> tuple[str, ...]:
    """Return the sides of a contradiction as somebody saw them."""
    return tuple(f"{side.source.paper} {side.source.column}: {side.text}" for side in sides)
