"""Placing an imported tariff in a country folder: all of it or nothing, and never over what was written by hand.

What an import wrote is known by ``tariff/rates-imported.csv``: the next import takes its lines away and puts its own there.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from eclear.documents.tariffs import ReadLine, TableFault
from eclear.reference import Rule
from eclear.reference.checking import check_country

LINES = Path("tariff") / "lines.csv"
RATES = Path("tariff") / "rates-imported.csv"
ABOUT = ("valid_from", "valid_to", "mark", "source", "as_of")
LINE_COLUMNS = ("hsk", "name_en", "name_ko", "note", *ABOUT)
RATE_COLUMNS = ("hsk", "basis", "rate", "per", "unit", "rule", *ABOUT)


@dataclass(frozen=True, slots=True)
class Said:
    """What every imported row says about itself."""

    valid_from: date
    mark: str
    source: str
    as_of: date

    @property
    def cells(self) -> dict[str, str]:
        """The cells that are the same in every row."""
        return {
            "valid_from": self.valid_from.isoformat(),
            "valid_to": "",
            "mark": self.mark,
            "source": self.source,
            "as_of": self.as_of.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Placed:
    """What an import did: lines that came, and earlier imported ones that went; or why nothing was written."""

    came: int = 0
    went: int = 0
    faults: tuple[str, ...] = ()


def place_tariff(lines: Sequence[ReadLine], folder: Path, said: Said) -> Placed:
    """Write imported lines and their rates into a country folder; nothing at all if the folder would not be in order.

    What was wrong in the folder before is no reason to refuse; what the import would add is.
    """
    kept, before = _kept(folder)
    imported = {row["hsk"] for row in _rows(folder / RATES)}
    standing = {hsk: number for hsk, number, _ in kept if hsk not in imported}
    twice = [_twice(line, standing[line.hsk]) for line in lines if line.hsk in standing]
    if twice:
        return Placed(faults=tuple(map(str, twice)))
    heading = before or LINE_COLUMNS
    lasting = "".join(text for hsk, _, text in kept if hsk not in imported)
    texts = {
        LINES: _row(heading) + lasting + _table(heading, (_line(line, said) for line in lines)),
        RATES: _row(RATE_COLUMNS) + _table(RATE_COLUMNS, (row for line in lines for row in _rates(line, said))),
    }
    new = _new_faults(folder, texts)
    if new:
        rows = _rows_of(lines, texts[LINES].count("\n") - len(lines))
        return Placed(faults=tuple(_by_row(fault, rows) for fault in new))
    _write(folder, texts)
    return Placed(came=len(lines), went=len(imported - {line.hsk for line in lines}))


def _twice(line: ReadLine, number: int) -> TableFault:
    words = f"{line.hsk} stands in tariff/lines.csv, line {number}, and was not imported. Take it out of one of the two."
    return TableFault(line.row, "code", words)


def _kept(folder: Path) -> tuple[list[tuple[str, int, str]], tuple[str, ...]]:
    """Return the rows of lines.csv as they are written, each with its code and its line, and the heading."""
    path = folder / LINES
    if not path.is_file():
        return [], ()
    text = path.read_text(encoding="utf-8-sig")
    written = StringIO(text, newline="").readlines()
    reader = csv.reader(StringIO(text, newline=""))
    heading = tuple(next(reader, []))
    at, rows = reader.line_num, []
    for cells in reader:
        record = "".join(written[at : reader.line_num])
        if cells:
            code = cells[heading.index("hsk")] if "hsk" in heading and heading.index("hsk") < len(cells) else ""
            rows.append((code, at + 1, record if record.endswith("\n") else record + "\n"))
        at = reader.line_num
    return rows, heading


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("hsk")]


def _line(line: ReadLine, said: Said) -> dict[str, str]:
    return {"hsk": line.hsk, "name_en": line.name_en, "name_ko": line.name_ko, "note": line.note} | said.cells


def _rates(line: ReadLine, said: Said) -> Iterable[dict[str, str]]:
    for basis, rate in line.rates.items():
        yield {
            "hsk": line.hsk,
            "basis": basis,
            "rate": "" if rate.percent is None else f"{rate.percent:f}",
            "per": "" if rate.per is None else f"{rate.per:f}",
            "unit": rate.unit,
            "rule": "" if rate.rule is Rule.SUM and (rate.per is None or rate.percent is None) else rate.rule.value,
        } | said.cells


def _row(cells: Sequence[str]) -> str:
    return _table(cells, [dict(zip(cells, cells, strict=True))])


def _table(heading: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = StringIO()
    csv.DictWriter(text, heading, restval="", extrasaction="ignore", lineterminator="\n").writerows(rows)
    return text.getvalue()


def _new_faults(folder: Path, texts: Mapping[Path, str]) -> tuple[str, ...]:
    """Try the import on a copy of the folder, and return what would be wrong that was not wrong before."""
    before = {str(fault) for fault in check_country(folder)}
    with TemporaryDirectory(prefix="eclear-") as trial:
        copy = Path(trial) / folder.resolve().name
        shutil.copytree(folder, copy)
        for path, text in texts.items():
            _fill(copy / path, text)
        return tuple(told for fault in check_country(copy) if (told := str(fault)) not in before)


def _rows_of(lines: Sequence[ReadLine], above: int) -> dict[tuple[str, int], int]:
    """Return for each line of the two files, as they would be, the row of the table that it comes from."""
    rows = {(LINES.as_posix(), above + n): line.row for n, line in enumerate(lines, 1)}
    of_rates = [line.row for line in lines for _ in line.rates]
    return rows | {(RATES.as_posix(), n): row for n, row in enumerate(of_rates, 2)}


def _by_row(fault: str, rows: Mapping[tuple[str, int], int]) -> str:
    """Return a fault of the folder, as it would be, by the row of the table."""
    place = re.match(r"(tariff/[\w.-]+), line (\d+): ", fault)
    row = rows.get((place[1], int(place[2]))) if place else None
    return f"row {row}: {fault[place.end() :]}" if place and row else fault


def _fill(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _write(folder: Path, texts: Mapping[Path, str]) -> None:
    """Put the files in their places together: all are written beside them first, and put back if one cannot be moved."""
    before = {path: (folder / path).read_bytes() if (folder / path).is_file() else None for path in texts}
    ready = {path: folder / path.with_name(f".{path.name}.new") for path in texts}
    moved: list[Path] = []
    try:
        for path, text in texts.items():
            _fill(ready[path], text)
        for path in texts:
            ready[path].replace(folder / path)
            moved.append(path)
    except OSError:
        for path in moved:
            body = before[path]
            if body is None:
                (folder / path).unlink(missing_ok=True)
            else:
                (folder / path).write_bytes(body)
        raise
    finally:
        for path in ready.values():
            path.unlink(missing_ok=True)
