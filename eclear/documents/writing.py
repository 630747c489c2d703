"""Tables for people: written as an XLSX workbook or as CSV, so that no text in them can act as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from eclear.documents.sheets import SheetFault

ACTING = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What a text must not begin with in a cell: a spreadsheet would work it out. See reliability.md, CSV and XLSX export."""


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
