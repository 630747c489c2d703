"""Reading the files of a country folder. A fault in one names the file, the row, the value and the remedy."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from eclear.casefile.words import Term
from eclear.reference.dated import OPEN_END, Fact, Mark, Overlap, Timeline

T = TypeVar("T")

ABOUT = ("valid_from", "valid_to", "source", "as_of", "mark")
"""What every row says about itself; see :class:`Fact`."""


class ReferenceFault(Exception):
    """A file of reference facts is not as it must be. The message says where, what stands there and what to write."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a reference file with its address, for reading and for complaining about."""

    where: str
    cells: Mapping[str, Any]

    def fault(self, complaint: str) -> ReferenceFault:
        """Return the fault of this row, to be raised."""
        return ReferenceFault(f"{self.where}: {complaint}")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; raises ReferenceFault if it is missing and there is no default."""
        value = self.cells.get(name)
        if value in (None, ""):
            if default is None:
                raise self.fault(f"{name} is missing. Fill it in.")
            return default
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts: an array in TOML, words separated by spaces in CSV; may be empty."""
        value = self.cells.get(name) or ()
        return tuple(value.split()) if isinstance(value, str) else tuple(str(v) for v in value)

    def number(self, name: str) -> Decimal:
        """Return an exact number; raises ReferenceFault for anything else. A blank is never 0."""
        text = self.text(name)
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.fault(f"{name} {text!r} is not a number. Write it with a decimal point, such as 6.5.")
        return value

    def day(self, name: str, default: date | None = None) -> date:
        """Return a day; raises ReferenceFault if it is none, or missing without a default."""
        value = self.cells.get(name)
        if isinstance(value, date):
            return value
        if value in (None, "") and default is not None:
            return default
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise self.fault(f"{name} {value!r} is not a day. Write it as 2026-05-10.") from None

    def flag(self, name: str) -> bool:
        """Return a yes or no; a blank is no."""
        value = self.cells.get(name) or "no"
        if value not in ("yes", "no", True):
            raise self.fault(f"{name} {value!r} is neither yes nor no. Write one of them.")
        return value in ("yes", True)

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """Return one of the allowed words; raises ReferenceFault with the list of them otherwise."""
        value, words = self.text(name), tuple(allowed)
        if value not in words:
            raise self.fault(f"{name} {value!r} is not known. Write one of {', '.join(words)}.")
        return value

    def term(self, name: str) -> Term:
        """Return the words in English and Korean: a table with en and ko in TOML, two columns in CSV."""
        value = self.cells.get(name)
        if isinstance(value, Mapping):
            inner = Row(f"{self.where}, {name}", value)
            return Term(inner.text("en"), inner.text("ko"))
        return Term(self.text(f"{name}_en"), self.text(f"{name}_ko"))

    def tables(self, name: str) -> tuple[Row, ...]:
        """Return the rows of an array of tables inside this one (TOML)."""
        inner = self.cells.get(name) or ()
        return tuple(Row(f"{self.where}, {name} {number}", cells) for number, cells in enumerate(inner, 1))

    def table(self, name: str) -> Row:
        """Return a table inside this one (TOML); raises ReferenceFault if there is none."""
        inner = self.cells.get(name)
        if not isinstance(inner, Mapping):
            raise self.fault(f"the table [{name}] is missing. Add it.")
        return Row(f"{self.where}, {name}", inner)

    def fact(self) -> Fact:
        """Return what the row says about itself: validity, source, day it was read, mark."""
        mark = self.text("mark")
        if mark.split(",")[0] not in tuple(Mark):
            raise self.fault(f"mark {mark!r} is not known. Begin it with one of {', '.join(Mark)}.")
        first, last = self.day("valid_from"), self.day("valid_to", OPEN_END)
        if last < first:
            raise self.fault(f"valid_to {last} is before valid_from {first}. Correct one of them.")
        return Fact(first, last, self.text("source"), self.day("as_of"), mark)


def read_csv(path: Path, *, optional: bool = False) -> Iterator[Row]:
    """Yield the rows of a CSV file in UTF-8 with a heading line; raises ReferenceFault for a row of the wrong length.

    A file that a country may do without is ``optional``: where it is missing there are no rows. Any other is missed.
    """
    if optional and not path.is_file():
        return
    place = f"{path.parent.name}/{path.name}"
    _found(path, place)
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        heading = next(lines, [])
        for cells in lines:
            row = Row(f"{place}, line {lines.line_num}", dict(zip(heading, cells, strict=False)))
            if len(cells) != len(heading):
                raise row.fault(f"{len(cells)} cells under {len(heading)} headings. Quote a cell that holds a comma.")
            yield row


def read_toml(path: Path) -> Row:
    """Return a TOML file as one row; raises ReferenceFault if it is missing or not TOML."""
    place = f"{path.parent.name}/{path.name}"
    _found(path, place)
    try:
        return Row(place, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as fault:
        raise ReferenceFault(f"{place}: this is not TOML ({fault}). Correct that line.") from None


def _found(path: Path, place: str) -> None:
    if not path.is_file():
        raise ReferenceFault(f"{place}: this file is missing, and no country can do without it. Add it.")


def timeline(what: str, where: str, spans: Iterable[tuple[Fact, T]]) -> Timeline[T]:
    """Return the values over time; raises ReferenceFault, naming what overlaps, if two hold on the same day."""
    try:
        return Timeline((fact.valid_from, fact.valid_to, value) for fact, value in spans)
    except Overlap as overlap:
        raise ReferenceFault(f"{where}: {what} overlaps: {overlap}. End the earlier row the day before.") from None
