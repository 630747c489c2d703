"""Reading the files of a country folder. A fault in one names the file, the row, the value and the remedy."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from eclear.casefile.words import Term
from eclear.reference.dated import OPEN_END, Fact, Mark, Timeline
from eclear.reference.faults import (
    Gathering,
    Lines,
    ReferenceFault,
    attempt,
    being_gathered,
    each,
    gathering,
    line_of,
    report,
    report_unreadable,
)

__all__ = ["ABOUT", "ReferenceFault", "Row", "attempt", "each", "gathering", "read_csv", "read_toml", "report", "timeline"]

T = TypeVar("T")

_MARKS = frozenset(Mark)

ABOUT = ("valid_from", "valid_to", "source", "as_of", "mark")
"""What every row says about itself; see :class:`Fact`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a reference file with its address, for reading and for complaining about.

    ``where`` is the file, in a CSV with the line. In a TOML file ``part`` names the table in words, ``path`` in the way of
    ``lines``, which tell where each key stands; ``outer`` is the table around it. ``assumed`` marks a table that is missing
    and only stands in, so that what it lacks is not complained about once more.
    """

    where: str
    cells: Mapping[str, Any]
    part: str = ""
    path: str = ""
    lines: Lines = field(default_factory=dict, repr=False)
    gathered: Gathering | None = field(default=None, repr=False, compare=False)
    assumed: bool = False
    outer: Row | None = field(default=None, repr=False, compare=False)

    @property
    def file(self) -> str:
        """The file alone."""
        return self.where.partition(", line ")[0]

    def fault(self, complaint: str, name: str = "") -> ReferenceFault:
        """Return the fault of this row, to be raised; ``name`` is the cell that it is about, if it is about one."""
        return self._about(ReferenceFault(f"{self.address(name)}: {complaint}"), name)

    def _about(self, fault: ReferenceFault, name: str) -> ReferenceFault:
        fault.cell, fault.file, fault.follows = (self._cell(name) if name else None), self.file, self.assumed
        return fault

    def _cell(self, name: str) -> tuple[str, str, str]:
        return self.where, self.path, name

    def excused(self, name: str) -> bool:
        """True if a cell was complained about already while a folder is checked, so that something else stands in for it."""
        return self.assumed or (self.gathered is not None and self.gathered.excused(self._cell(name)))

    def address(self, name: str = "") -> str:
        """Return where the row stands, or one of its cells: the file, the line, in a TOML file the table."""
        line = self.line(name)
        return ", ".join(filter(None, (self.where, f"line {line}" if line else "", self.part)))

    def line(self, name: str = "") -> int | None:
        """Return the line of a TOML file on which a cell stands, or its table if the cell does not; None in a CSV."""
        return line_of(self.lines, self.path, name)

    def _missing(self, name: str) -> ReferenceFault:
        if self.gathered and self.where != self.file and name not in self.cells:
            fault = ReferenceFault(f"{self.file}, line 1: the column {name} is missing. Add it, and fill it in.")
            return self._about(fault, name)
        return self.fault(f"{name} is missing. Fill it in.", name)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; raises ReferenceFault if it is missing and there is no default."""
        value = self.cells.get(name)
        if self.gathered and self.excused(name):
            return self.gathered.instead(self.file, name) if default is None else default
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            if default is None:
                raise self._missing(name)
            return default
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts: an array in TOML, words separated by spaces in CSV; may be empty."""
        value = self.cells.get(name) or ()
        if self.excused(name):
            return ()
        return tuple(value.split()) if isinstance(value, str) else tuple(str(v) for v in value)

    def number(self, name: str) -> Decimal:
        """Return an exact number; raises ReferenceFault for anything else. A blank is never 0."""
        text = self.text(name)
        if self.excused(name):
            return Decimal(1)
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.fault(f"{name} {text!r} is not a number. Write it with a decimal point, such as 6.5.", name)
        return value

    def whole(self, name: str) -> int:
        """Return a whole number that is not below 0; raises ReferenceFault for anything else."""
        value = self.number(name)
        if value != int(value) or value < 0:
            raise self.fault(f"{name} {value} is no whole number. Write one such as 15.", name)
        return int(value)

    def day(self, name: str, default: date | None = None) -> date:
        """Return a day; raises ReferenceFault if it is none, or missing without a default."""
        value = self.cells.get(name)
        if self.excused(name):
            return default or date.min
        if isinstance(value, date):
            return value
        if value in (None, "") and default is not None:
            return default
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise self.fault(f"{name} {value!r} is not a day. Write it as 2026-05-10.", name) from None

    def flag(self, name: str) -> bool:
        """Return a yes or no; a blank is no."""
        value = self.cells.get(name) or "no"
        if self.excused(name):
            return False
        if value not in ("yes", "no", True):
            raise self.fault(f"{name} {value!r} is neither yes nor no. Write one of them.", name)
        return value in ("yes", True)

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """Return one of the allowed words; raises ReferenceFault with the list of them otherwise."""
        value, words = self.text(name), tuple(allowed)
        if self.excused(name):
            return next(iter(words), value)
        if value not in words:
            fault = self.fault(f"{name} {value!r} is not known. Write one of {', '.join(words)}.", name)
            fault.follows |= self.gathered is not None and not words  # the list itself is missing, and that was told
            raise fault
        return value

    def term(self, name: str) -> Term:
        """Return the words in English and Korean: a table with en and ko in TOML, two columns in CSV."""
        value = self.cells.get(name) if self.where == self.file else None
        if isinstance(value, Mapping):
            inner = self._inner(name, name, value)
            return Term(inner.text("en"), inner.text("ko"))
        if self.lines and f"{name}_en" not in tuple(self.cells):
            if self.excused(name):
                return Term("-", "-")
            raise self.fault(f'{name} is missing. Write {name} = {{ en = "...", ko = "..." }}.', name)
        return Term(self.text(f"{name}_en"), self.text(f"{name}_ko"))

    def tables(self, name: str) -> tuple[Row, ...]:
        """Return the rows of an array of tables inside this one (TOML)."""
        inner = self.cells.get(name) or ()
        if isinstance(inner, Mapping) or not all(isinstance(cells, Mapping) for cells in inner):
            if self.excused(name):
                return ()
            raise self.fault(f"{name} is no list of tables. Write [[{name}]] above each.", name)
        return tuple(self._inner(f"{name} {number}", f"{name} {number}", cells) for number, cells in enumerate(inner, 1))

    def table(self, name: str) -> Row:
        """Return a table inside this one (TOML); raises ReferenceFault if there is none."""
        inner = self.cells.get(name)
        if isinstance(inner, Mapping):
            return self._inner(name, name, inner)
        if self.excused(name):
            return Row(self.where, {}, self.part, self.path, self.lines, self.gathered, assumed=True)
        raise self.fault(f"the table [{name}] is missing. Add it.", name)

    def _inner(self, part: str, step: str, cells: Mapping[str, Any]) -> Row:
        """Return a table inside this one."""
        within = f"{self.part}, {part}" if self.part else part
        return Row(self.where, cells, within, f"{self.path}/{step}", self.lines, self.gathered, outer=self)

    def fact(self) -> Fact:
        """Return what the row says about itself: validity, source, day it was read, mark.

        A table of a TOML file that says nothing of the kind has what the file, or the table around it, says.
        """
        if self.outer and not any(name in self.cells for name in ABOUT) and self.outer._tells():
            return replace(self.outer.fact(), where=self.address())
        mark = self.text("mark")
        if self.excused("mark"):
            mark = Mark.SYNTHETIC
        if mark.split(",")[0] not in _MARKS:
            raise self.fault(f"mark {mark!r} is not known. Begin it with one of {', '.join(Mark)}.", "mark")
        first, last = self.day("valid_from"), self.day("valid_to", OPEN_END)
        if last < first:
            raise self.fault(f"valid_to {last} is before valid_from {first}. Correct one of them.", "valid_to")
        return Fact(first, last, self.text("source"), self.day("as_of"), mark, self.address())

    def _tells(self) -> bool:
        """True if this table, or one around it, says what its rows say about themselves."""
        return any(name in self.cells for name in ABOUT) or (self.outer is not None and self.outer._tells())


def read_csv(path: Path, *, optional: bool = False) -> Iterator[Row]:
    """Yield the rows of a CSV file in UTF-8 with a heading line; raises ReferenceFault for a row of the wrong length.

    A file that a country may do without is ``optional``: where it is missing there are no rows. Any other is missed.
    """
    if optional and not path.exists():
        return
    place = f"{path.parent.name}/{path.name}"
    text = _text(path, place)
    if text is None:
        return
    gathered = being_gathered()
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        heading = next(lines, [])
        if not _can_be_read(heading, text, place):
            return
        for cells in lines:
            where = f"{place}, line {lines.line_num}"
            if len(cells) == len(heading):
                found: Mapping[str, Any] = dict(zip(heading, cells, strict=True))
                yield Row(where, gathered.watch(place, "", found, {}, heading) if gathered else found, gathered=gathered)
            elif cells:
                words = (
                    "Quote a cell that holds a comma." if len(cells) > len(heading) else "Write a comma for each empty cell too."
                )
                report(ReferenceFault(f"{where}: {len(cells)} cells under {len(heading)} headings. {words}"))
    except csv.Error as fault:
        words = f"a quotation mark is out of place ({fault}). Close it, or double it"
        report_unreadable(place, ReferenceFault(f"{place}, line {lines.line_num}: {words}."))


def _can_be_read(heading: list[str], text: str, place: str) -> bool:
    """Report what is wrong with the heading of a CSV file; True if the rows below can be read."""
    if not heading:
        report_unreadable(
            place, ReferenceFault(f"{place}, line 1: the file is empty. Write the heading line, or take the file away.")
        )
        return False
    first = text.splitlines()[0]
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(heading) == 1 and sign in first:
            words = f"the cells are separated by {name}. Save the file with commas (CSV UTF-8)"
            report_unreadable(place, ReferenceFault(f"{place}, line 1: {words}."))
            return False
    for number, name in enumerate(heading, 1):
        if not name.strip():
            report(ReferenceFault(f"{place}, line 1: column {number} has no heading. Name it, or take the column out."))
        elif heading.index(name) + 1 < number:
            report(ReferenceFault(f"{place}, line 1: the column {name} stands there twice. Keep one of the two."))
    return True


def read_toml(path: Path) -> Row:
    """Return a TOML file as one row; raises ReferenceFault if it is missing or not TOML."""
    place = f"{path.parent.name}/{path.name}"
    gathered = being_gathered()
    text = _text(path, place)
    if text is not None:
        try:
            cells, lines = tomllib.loads(text), lines_of(text)
            return Row(place, gathered.watch(place, "", cells, lines) if gathered else cells, lines=lines, gathered=gathered)
        except (tomllib.TOMLDecodeError, RecursionError) as fault:
            report(ReferenceFault(f"{place}: this is not TOML ({fault}). Correct that line."))
    return Row(place, {}, gathered=gathered, assumed=True)


_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*\"?([\w-]+)\"?\s*=")


def lines_of(text: str) -> Lines:
    """Return on which line each table of a TOML text begins, and each of its keys: the parser itself does not tell."""
    found: dict[str, dict[str, int]] = {"": {}}
    counted: dict[str, int] = {}
    path = ""
    for number, line in enumerate(text.splitlines(), 1):
        if table := _TABLE.match(line):
            path, steps = "", table[2].replace('"', "").split(".")
            for at, step in enumerate(steps):
                array = f"{path}/{step}"
                if at == len(steps) - 1 and table[1] == "[[":
                    counted[array] = counted.get(array, 0) + 1
                path = f"{array} {counted[array]}" if array in counted else array
            found[path] = {"": number}
        elif key := _KEY.match(line):
            found[path].setdefault(key[1], number)
    return found


MISSING = "this file is missing, and no country can do without it. Add it"


def _text(path: Path, place: str) -> str | None:
    """Return the text of a file; one that is missing or not UTF-8 is reported. A byte-order mark is passed over."""
    if not path.is_file():
        words = "this is a folder, and a file is read here. Rename it" if path.exists() else MISSING
        report_unreadable(place, ReferenceFault(f"{place}: {words}."))
        return None
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
        if "\0" not in text:
            return text
        line = text[: text.index("\0")].count("\n") + 1
        report_unreadable(place, ReferenceFault(f"{place}, line {line}: a NUL character is no text. Save the file anew."))
        return None
    except UnicodeDecodeError as fault:
        line = body[: fault.start].count(b"\n") + 1
        words = f"byte {body[fault.start]:#04x} is not text in UTF-8. Save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"
        report_unreadable(place, ReferenceFault(f"{place}, line {line}: {words}."))
        return None


ANY_GAP = 10**6
"""Days: every gap is told."""


def timeline(what: str, spans: Iterable[tuple[Fact, T]], *, tell_gaps: int = 0) -> Timeline[T]:
    """Return the values over time; a row that holds on a day of another one is reported, and left out.

    A check of the folder also names the days between two rows on which nothing holds, where these are at most ``tell_gaps``.
    """
    kept: list[tuple[Fact, T]] = []
    for fact, value in sorted(spans, key=lambda span: span[0].valid_from):
        before = kept[-1][0] if kept else None
        if before and fact.valid_from <= before.valid_to:
            report(
                ReferenceFault(
                    f"{fact.where}: {what} overlaps: {before.where} holds to {before.valid_to}, this one already from "
                    f"{fact.valid_from}. End the earlier row the day before."
                )
            )
            continue
        if before and tell_gaps and being_gathered():
            _tell_gap(what, before, fact, tell_gaps)
        kept.append((fact, value))
    return Timeline((fact.valid_from, fact.valid_to, value) for fact, value in kept)


def _tell_gap(what: str, before: Fact, after: Fact, longest: int) -> None:
    first, last = before.valid_to + timedelta(days=1), after.valid_from - timedelta(days=1)
    if first <= last and (last - first).days < longest:
        report(
            ReferenceFault(
                f"{after.where}: {what} has a gap: nothing holds from {first} to {last}, between {before.where} and this row. "
                "Let one follow the other, or add a row for these days."
            )
        )
