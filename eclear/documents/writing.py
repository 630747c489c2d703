"""Tables for people: written as an XLSX workbook or as CSV, so that no text in them can act as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

from eclear.documents.sheets import SheetFault

ACTING = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What a text must not begin with in a cell: a spreadsheet would work it out. See reliability.md, CSV and XLSX export."""

Value = str | int | Decimal | None
"""What can stand in a cell that is written: a text, which is guarded, a number, which is a number, or nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list as a table: what it is called, its columns, and its rows; ``note`` is said below them, "" for nothing."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def guarded(text: str) -> str:
    """Return a text as it may stand in a cell: one that a spreadsheet would act on gets an apostrophe in front."""
    return f"'{text}" if text.startswith(ACTING) or _has_guard(text) else text


def unguarded(text: str) -> str:
    """Return the text that :func:`guarded` was given."""
    return text[1:] if _has_guard(text) else text


def _has_guard(text: str) -> bool:
    return text.startswith("'") and text.lstrip("'").startswith(ACTING)


def write_sheet(
    path: Path, title: str, heading: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()
) -> None:
    """Write a table to a file that ends in ``.xlsx`` or ``.csv``; raises SheetFault for any other ending.

    ``widths`` are those of the columns of a workbook, in characters.
    """
    kept = [[guarded(text) for text in row] for row in rows]
    if path.suffix.lower() == ".xlsx":
        from eclear.documents.workbooks import write_workbook  # openpyxl is slow to load, and a CSV does without it

        write_workbook(path, title, heading, kept, widths)
    elif path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([heading, *kept])
    else:
        raise SheetFault(f"{path}: a table is written as XLSX or CSV. End the name of the file in .xlsx or .csv.")


def tables_as_csv(tables: Sequence[Table]) -> bytes:
    """Return tables as one CSV text in UTF-8; where there are several, each under its title, with an empty line between."""
    file = StringIO(newline="")
    write = csv.writer(file).writerow
    for number, table in enumerate(tables):
        if number:
            write([])
        if len(tables) > 1:
            write([guarded(table.title)])
        write(table.columns)
        for row in _rows(table):
            write(row)
    return file.getvalue().encode("utf-8-sig")


def tables_as_workbook(tables: Sequence[Table]) -> bytes:
    """Return tables as an XLSX workbook with a sheet for each."""
    from eclear.documents.workbooks import write_sheets

    file = BytesIO()
    write_sheets(file, [(table.title, table.columns, [*_rows(table)]) for table in tables])
    return file.getvalue()


def _rows(table: Table) -> Iterator[list[str | int | Decimal]]:
    for row in table.rows:
        yield [_cell(value) for value in row]
    if table.note:
        yield [guarded(table.note)]


def _cell(value: Value) -> str | int | Decimal:
    return guarded(str(value)) if isinstance(value, str) else "" if value is None else value
