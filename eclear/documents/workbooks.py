"""XLSX workbooks: opened only after a look at the archive, and read row by row, without formulas, links or macros."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, range_boundaries

from eclear.documents.sheets import EMPTY, Cell, Merged, Progress, Sheet, SheetFault, gathered

MOST_FILES = 500
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 100
"""How many times larger than its packed size a part of the archive may be; only asked of parts above a million bytes."""

WORTH_ASKING = 1_000_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"")


def read_workbook(path: Path, sheet: str | None, progress: Progress) -> Sheet:
    """Return a sheet of a workbook; raises SheetFault for an archive that is damaged, or unpacks to too much."""
    try:
        _look_at(path)
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except SheetFault:
        raise
    except Exception as fault:  # noqa: BLE001 - openpyxl raises whatever it meets in a damaged file
        raise _damaged(path, fault) from None
    try:
        found = _chosen(book, sheet, path)
        found.reset_dimensions()
        merged = _merged(path, found._worksheet_path)
        return Sheet(f"{path.name}, sheet {found.title}", gathered(_rows(found), path, progress), merged)
    except SheetFault:
        raise
    except Exception as fault:  # noqa: BLE001
        raise _damaged(path, fault) from None
    finally:
        book.close()


def _damaged(path: Path, fault: Exception) -> SheetFault:
    return SheetFault(f"{path}: this workbook is damaged ({type(fault).__name__}). Open it and save it anew as XLSX.")


def _look_at(path: Path) -> None:
    """Make sure of an archive before anything in it is unpacked: its size, and that no part brings definitions of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_FILES:
                raise SheetFault(f"{path}: the workbook has {len(parts):,} parts, and at most {MOST_FILES} are read.")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MOST_UNPACKED:
                raise SheetFault(f"{path}: the workbook unpacks to {unpacked:,} bytes, and at most {MOST_UNPACKED:,} are read.")
            names = [part.filename for part in parts]
            if len({name.casefold() for name in names}) != len(names):
                raise SheetFault(f"{path}: two parts of the workbook have one name. Open it and save it anew as XLSX.")
            for part in parts:
                if part.flag_bits & 1:
                    raise SheetFault(f"{path}: the workbook has a password. Save it without one.")
                if part.file_size > WORTH_ASKING and part.file_size > MOST_RATIO * max(part.compress_size, 1):
                    raise SheetFault(f"{path}: {part.filename} is packed too tightly to be a table. Save it anew as XLSX.")
                if part.filename.endswith((".xml", ".rels")):
                    _look_at_part(archive, part, path)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as fault:
        raise SheetFault(f"{path}: this is no workbook ({fault}). Save the table as XLSX or as CSV UTF-8.") from None


def _look_at_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    """Refuse a part with a document type: a workbook has none, and its entities could grow without end."""
    end, first = b"", True
    with archive.open(part) as file:
        while block := file.read(1 << 16):
            if first and (block[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in block[:64]):
                raise SheetFault(f"{path}: {part.filename} is not written in UTF-8. Save the workbook anew as XLSX.")
            if b"<!DOCTYPE" in end + block or b"<!ENTITY" in end + block:
                raise SheetFault(f"{path}: {part.filename} holds definitions that no workbook needs. It is not opened.")
            end, first = block[-16:], False


def _chosen(book: Any, sheet: str | None, path: Path) -> Any:
    names = [found.title for found in book.worksheets]
    if not names:
        raise SheetFault(f"{path}: the workbook has no sheet with cells.")
    if sheet is None:
        return book.worksheets[0]
    if sheet not in names:
        raise SheetFault(f"{path}: there is no sheet {sheet!r}. Name one of {', '.join(names)} with --sheet.")
    return book[sheet]


def _merged(path: Path, part: str) -> tuple[Merged, ...]:
    with zipfile.ZipFile(path) as archive:
        body = archive.read(part.lstrip("/"))
    found = []
    for reference in _MERGED.findall(body):
        left, top, right, bottom = range_boundaries(reference.decode())
        found.append(Merged(int(top or 0), int(bottom or 0), int(left or 1) - 1, int(right or 1) - 1))
    return tuple(found)


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, tuple(map(_cell, cells))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return EMPTY
    if cell.data_type == "f" or not isinstance(value, str | int | float | bool | date | time | timedelta):
        return Cell(str(getattr(value, "text", value) or "="), "formula")
    if cell.data_type == "e":
        return Cell(str(value), "error")
    if isinstance(value, bool):
        return Cell(str(value).upper(), "truth")
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(str(value), "day")
    if isinstance(value, int | float):
        return _number(Decimal(repr(value)), "%" in str(cell.number_format or ""))
    return Cell(value.strip())


def _number(value: Decimal, percent: bool) -> Cell:
    """Return a number as it is shown: 8 for a cell that holds 0.08 and shows 8 %."""
    value = value * 100 if percent else value
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Cell(text, "percent" if percent else "number")


def write_workbook(path: Path, title: str, heading: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """Write a workbook of one sheet, its heading kept in sight; every cell holds a text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    for number, texts in enumerate((heading, *rows)):
        cells = []
        for text in texts:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


WIDEST, USUAL_WIDTH = 60, 10
"""How wide a column of a list becomes, in characters."""

_UNNAMED = re.compile(r"[\\/*?:\[\]]")
"""What the name of a sheet cannot hold."""


def write_sheets(file: BinaryIO, sheets: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str | int | Decimal]]]]) -> None:
    """Write a workbook with a sheet for each title, heading and rows; a text is a text, a number a number, nothing a formula."""
    book = Workbook(write_only=True)
    for title, heading, rows in sheets:
        sheet = book.create_sheet(_UNNAMED.sub(" ", title)[:31])
        for at, name in enumerate(heading):
            widest = max((len(str(row[at])) for row in rows[:200] if at < len(row)), default=0)
            sheet.column_dimensions[get_column_letter(at + 1)].width = min(WIDEST, max(USUAL_WIDTH, len(name), widest) + 2)
        sheet.freeze_panes = "A2"
        cells = []
        for name in heading:
            cell = WriteOnlyCell(sheet, value=name)
            cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
        for row in rows:
            sheet.append([_written(sheet, value) for value in row])
    book.save(file)


def _written(sheet: Any, value: str | int | Decimal) -> Any:
    """Return a value as a cell: a text that could be taken for something else is marked as a text."""
    if not isinstance(value, str) or not value.startswith(("=", "#")):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell
