"""Trade papers in tables and as JSON: one file is one paper, its columns are called as :mod:`eclear.casefile.paper` says.

A table has one row for each line of the paper. What the paper says once, such as its date, stands in the first row; the rows
below may repeat it or leave it blank. The column with the paper's number says what kind of paper it is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eclear.casefile.manifest import ManifestLine
from eclear.casefile.paper import HEAD, MOST_LINES, Column, Kind, Misread, Paper, columns, tidy
from eclear.documents.manifests import RowFault, read_manifest
from eclear.documents.sheets import LARGEST, Cell, Sheet, SheetFault, read_sheet
from eclear.documents.writing import guarded, unguarded, write_sheet

ENDINGS = ("csv", "xlsx", "json")
"""The kinds of file that a paper is read from, and that a template is written as."""

_MANIFEST = frozenset({"cargo", "bill", "loaded_in"})
"""The columns by which a manifest is known among the papers."""


@dataclass(frozen=True, slots=True)
class PaperRead:
    """What a file holds: a paper, or lines of a manifest, and every mistake in how it is laid out."""

    paper: Paper | None = None
    listed: tuple[ManifestLine, ...] = ()
    faults: tuple[RowFault, ...] = ()


def read_paper(path: Path, name: str = "") -> PaperRead:
    """Return the paper in a file; raises SheetFault for a file that is none, too large, or not safe to open.

    A mistake in a row stops nothing else; what a value should be is looked at later, see :func:`complaints`. ``name`` is
    what the file is called, where it was uploaded.
    """
    called = name or path.name
    try:
        body = _json_of(path)
        if body is not None:
            return _from_json(body, called)
        return _from_sheet(read_sheet(path), called)
    except SheetFault as fault:
        raise SheetFault(str(fault).replace(str(path), called)) from None


def read_uploaded(body: bytes, name: str) -> PaperRead:
    """Return the paper in the bytes of an upload; raises SheetFault."""
    called = tidy(name.replace("\\", "/").rpartition("/")[2])[:80] or "file"
    with TemporaryDirectory(prefix="eclear-") as folder:
        path = Path(folder) / ("paper.xlsx" if body.startswith(b"PK") else "paper")
        path.write_bytes(body)
        return read_paper(path, called)


def _json_of(path: Path) -> Any:
    """Return what a JSON file holds; None for a file that is none. Raises SheetFault for one that is damaged or too large."""
    if not path.is_file() or path.stat().st_size > LARGEST:
        return None
    with path.open("rb") as file:
        begins = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begins not in (b"{", b"["):
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as fault:
        where = f", line {fault.lineno}" if isinstance(fault, json.JSONDecodeError) else ""
        raise SheetFault(f"{path}{where}: this JSON cannot be read. Correct it, or send the paper as a table.") from None


def _from_json(body: Any, name: str) -> PaperRead:
    kind = next((kind for kind in Kind if isinstance(body, dict) and kind.value in body), None)
    if kind is None:
        raise SheetFault(f"{name}: {_which_paper()}")
    faults: list[RowFault] = []
    lines = body.get("lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        faults.append(RowFault(0, "lines", "this is no list of lines. Write one object for each line."))
        lines = []
    told = {name: value for name, value in body.items() if name != "lines"}
    head = dict(_values(told, kind, HEAD, faults))
    read = [dict(_values(line, kind, n, faults)) for n, line in enumerate(lines[:MOST_LINES], 1)]
    _not_too_many(len(lines), name)
    return PaperRead(Paper(kind, head, tuple(read), name, tuple(range(len(read) + 1))), (), tuple(faults))


def _values(told: Mapping[str, Any], kind: Kind, line: int, faults: list[RowFault]) -> Iterator[tuple[str, str]]:
    known = {column.name for column in columns(kind, head=line == HEAD)}
    for name, value in told.items():
        if name not in known:
            faults.append(RowFault(line, name[:40], f"a paper has no such value here. It may say {', '.join(sorted(known))}."))
        elif value is None or value == "":
            continue
        elif isinstance(value, str):
            yield name, tidy(value)
        else:
            faults.append(RowFault(line, name, "this is no text and no number. Write one value."))


def _from_sheet(sheet: Sheet, name: str) -> PaperRead:
    heading, *rest = sheet.lines
    called = {n: cell.text.strip() for n, cell in enumerate(heading.cells) if cell.text.strip()}
    names = {text.casefold() for text in called.values()}
    if names >= _MANIFEST:
        read = read_manifest(sheet)
        return PaperRead(None, tuple(line for _row, line in read.lines), read.faults)
    kind = next((kind for kind in Kind if {kind.value, *_labels(kind, kind.value)} & names), None)
    if kind is None:
        raise SheetFault(f"{name}: {_which_paper()}")
    _not_too_many(len(rest), name)
    faults: list[RowFault] = []
    places = _places(kind, called, heading.number, faults)
    head: dict[str, str] = {}
    first: dict[str, int] = {}
    lines: list[dict[str, str]] = []
    rows = [rest[0].number if rest else heading.number]
    for row in rest:
        line: dict[str, str] = {}
        for place, (column, on_line) in places.items():
            text = _text(row.cell(place), column, row.number, faults)
            if not text:
                continue
            if on_line:
                line[column.name] = text
            elif head.setdefault(column.name, text) != text:
                words = (
                    f"{text[:40]!r} stands here, {head[column.name][:40]!r} in row {first[column.name]}. A paper says it once."
                )
                faults.append(RowFault(row.number, column.name, words))
            else:
                first.setdefault(column.name, row.number)
        if line:
            lines.append(line)
            rows.append(row.number)
    return PaperRead(Paper(kind, head, tuple(lines), name, tuple(rows)), (), tuple(faults))


def _which_paper() -> str:
    numbers = ", ".join(kind.value for kind in Kind)
    return f"it does not say which paper it is. Give the number of the paper in a column called {numbers}."


def _not_too_many(lines: int, name: str) -> None:
    if lines > MOST_LINES:
        raise SheetFault(f"{name}: {lines:,} lines, and a declaration has at most {MOST_LINES}. Split the shipment.")


def _labels(kind: Kind, name: str) -> set[str]:
    """Return what else a column may be called: by its label, in English or in Korean."""
    found = (column for head in (True, False) for column in columns(kind, head=head) if column.name == name)
    return {text.casefold() for column in found for text in (column.label.en, column.label.ko)}


def _places(kind: Kind, called: Mapping[int, str], row: int, faults: list[RowFault]) -> dict[int, tuple[Column, bool]]:
    """Return which column of the paper each column of the table is, and whether it belongs to a line."""
    by_name: dict[str, tuple[Column, bool]] = {}
    for on_line in (True, False):
        for column in columns(kind, head=not on_line):
            for text in (column.label.en, column.label.ko):
                by_name.setdefault(text.casefold(), (column, on_line))
    for on_line in (True, False):
        by_name |= {column.name: (column, on_line) for column in columns(kind, head=not on_line)}
    places: dict[int, tuple[Column, bool]] = {}
    for place, text in called.items():
        found = by_name.get(text.casefold())
        if found is None:
            faults.append(RowFault(row, text[:40], "a paper of this kind has no such column. It was left out."))
        elif found in places.values():
            faults.append(RowFault(row, text[:40], "this column stands there twice. The second one was left out."))
        else:
            places[place] = found
    return places


def _text(cell: Cell, column: Column, row: int, faults: list[RowFault]) -> str:
    if cell.kind in ("formula", "error"):
        faults.append(RowFault(row, column.name, "a formula, or an error, stands here. Write the value."))
        return ""
    text = tidy(unguarded(cell.text))
    return text[:10] if cell.kind == "day" and column.type is date else text


def complaints(paper: Paper) -> Iterator[RowFault]:
    """Yield what is wrong with the values of a paper: what cannot be read, and what must be there and is not."""
    for wrong in paper.misread():
        yield RowFault(paper.row(wrong.line), wrong.column.name, why_misread(wrong))
    for line, column in paper.lacking():
        yield RowFault(paper.row(line), column.name, "nothing stands here. Fill it in.")


def why_misread(wrong: Misread) -> str:
    """Say what is wrong with a value that cannot be read, and how to write it."""
    text = f"{wrong.text[:40]!r}"
    return {
        Decimal: f"{text} is not a number. Write digits with a decimal point, such as 860.5.",
        int: f"{text} is no whole number. Count the packages.",
        date: f"{text} is no day. Write year, month and day, such as 2026-11-02.",
    }[wrong.column.type]


def template(kind: Kind, ending: str) -> bytes:
    """Return a file to fill in: the columns of a paper, with one line as an example. Raises KeyError for any other ending."""
    head, line = columns(kind, head=True), columns(kind, head=False)
    if ending == "json":
        told: dict[str, Any] = {column.name: column.example for column in head}
        told["lines"] = [{column.name: column.example for column in line}]
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
    names, examples = [column.name for column in (*head, *line)], [column.example for column in (*head, *line)]
    return {"csv": _csv, "xlsx": _xlsx}[ending](kind, names, [examples])


def paper_table(paper: Paper) -> bytes:
    """Return a paper as a CSV table that :func:`read_paper` reads again; no text in it can act as a formula."""
    head, line = columns(paper.kind, head=True), columns(paper.kind, head=False)
    rows = []
    for n in range(1, max(len(paper.lines), 1) + 1):
        once = [paper.text(HEAD, column.name) if n == 1 else "" for column in head]
        rows.append([*once, *(paper.text(n, column.name) for column in line)])
    return _csv(paper.kind, [column.name for column in (*head, *line)], rows)


def _csv(kind: Kind, heading: list[str], rows: Iterable[list[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows([heading, *([guarded(cell) for cell in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(kind: Kind, heading: list[str], rows: Iterable[list[str]]) -> bytes:
    with TemporaryDirectory(prefix="eclear-") as folder:
        path = Path(folder) / f"{kind.value}.xlsx"
        write_sheet(path, kind.term.en, heading, rows, [18] * len(heading))
        return path.read_bytes()
