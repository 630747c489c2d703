"""Tables as people keep them: a sheet of an XLSX workbook, or a CSV file with commas, semicolons or tabs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

LARGEST = 20 * 1024 * 1024
"""Bytes of a file; a tariff of ten thousand lines has about one million."""

MOST_ROWS = 50_000
MOST_COLUMNS = 100

EVERY = 1_000
"""After so many rows it is said how far the reading is."""

Progress = Callable[[int], None]
"""What is told how many rows have been read."""

KINDS = ("empty", "text", "number", "percent", "formula", "day", "truth", "error")
"""What can stand in a cell. A percent is a number that the sheet shows with a percent sign; its text is what is shown."""


class SheetFault(Exception):
    """A file that cannot be read as a table; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, exact for numbers, and one of :data:`KINDS`."""

    text: str
    kind: str = "text"


EMPTY = Cell("", "empty")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table with the number that the spreadsheet, or the editor, shows beside it."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Return the cell of a column, counted from 0; one behind the last is empty."""
        return self.cells[column] if column < len(self.cells) else EMPTY

    @property
    def is_empty(self) -> bool:
        """True if nothing stands in the row."""
        return all(cell.kind == "empty" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that were merged into one: rows and columns, first and last, columns counted from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: where it comes from, its rows without the empty ones, and the cells that are merged."""

    name: str
    lines: tuple[Line, ...]
    merged: tuple[Merged, ...] = ()


def read_sheet(path: Path, sheet: str | None = None, progress: Progress = lambda rows: None) -> Sheet:
    """Return a table of a file; raises SheetFault for a file that is none, too large, or not safe to open.

    ``sheet`` is the name of one of several sheets of a workbook; without it the only one, or the first.
    """
    if not path.is_file():
        raise SheetFault(f"{path}: there is no such file.")
    size = path.stat().st_size
    if size > LARGEST:
        raise SheetFault(f"{path}: {size:,} bytes, and at most {LARGEST:,} are read. Split the table into several files.")
    with path.open("rb") as file:
        begins = file.read(8)
    if begins.startswith(b"PK"):
        from eclear.documents.workbooks import read_workbook  # openpyxl is slow to load, and a CSV does without it

        return read_workbook(path, sheet, progress)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetFault(f"{path}: an old workbook (XLS), or one with a password. Save it as XLSX without a password, or as CSV.")
    if sheet is not None:
        raise SheetFault(f"{path}: this is no workbook, so that it has no sheet {sheet!r}. Leave --sheet out.")
    return _read_text(path, progress)


def _read_text(path: Path, progress: Progress) -> Sheet:
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = body[: fault.start].count(b"\n") + 1
        raise SheetFault(
            f"{path}, line {line}: this is not text in UTF-8. Save the table as CSV UTF-8, or as an XLSX workbook."
        ) from None
    if "\0" in text:
        raise SheetFault(f"{path}: this is no table of text. Save it as CSV UTF-8, or as an XLSX workbook.")
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        lines = gathered(((reader.line_num, tuple(map(_cell, cells))) for cells in reader), path, progress)
    except csv.Error as fault:
        raise SheetFault(
            f"{path}, line {reader.line_num}: a quotation mark is out of place ({fault}). Close or double it."
        ) from None
    return Sheet(path.name, lines)


def separator(text: str) -> str:
    """Return what separates the cells of a CSV text: the sign that its first line holds most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)


def gathered(rows: Iterable[tuple[int, tuple[Cell, ...]]], path: Path, progress: Progress) -> tuple[Line, ...]:
    """Return the rows that hold something; raises SheetFault where there are too many."""
    lines: list[Line] = []
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS and any(cell.kind != "empty" for cell in cells[MOST_COLUMNS:]):
            raise SheetFault(f"{path}, row {number}: more than {MOST_COLUMNS} columns. Take out what is no part of the table.")
        line = Line(number, cells[:MOST_COLUMNS])
        if not line.is_empty:
            lines.append(line)
            if len(lines) % EVERY == 0:
                progress(len(lines))
        if len(lines) > MOST_ROWS or number > 2 * MOST_ROWS:
            raise SheetFault(f"{path}: more than {MOST_ROWS:,} rows. Split the table into several files.")
    if not lines:
        raise SheetFault(f"{path}: nothing stands in this table.")
    return tuple(lines)


def _cell(text: str) -> Cell:
    text = text.strip()
    return Cell(text) if text else EMPTY
