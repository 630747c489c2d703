"""A manifest in a table: one row for each consignment, the columns called as the fields of a line of a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation

from eclear.casefile.manifest import ManifestLine
from eclear.documents.sheets import Line, Sheet

COLUMNS = tuple(field.name for field in fields(ManifestLine))
"""The columns of the table: cargo, carrier, bill, mode, loaded_in, consignor, consignee, goods, packages, gross_mass_kg."""

MAY_BE_BLANK = ("consignor", "consignee")
"""What a carrier may leave out; a rule of the manifest looks at who is not named."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """A mistake in a table: the row as the spreadsheet numbers it, the column, and what to do."""

    row: int
    column: str
    complaint: str

    def __str__(self) -> str:
        """Write it for a reader."""
        return f"row {self.row}, {self.column}: {self.complaint}" if self.column else f"row {self.row}: {self.complaint}"


@dataclass(frozen=True, slots=True)
class ManifestRead:
    """What a table holds: the lines that are sound with their rows, and every mistake."""

    lines: tuple[tuple[int, ManifestLine], ...]
    faults: tuple[RowFault, ...]


class _Unclear(Exception):
    """A cell that cannot be read as what it should be."""


def read_manifest(sheet: Sheet) -> ManifestRead:
    """Return the lines of a table, and every mistake in it; a faulty row stops no other."""
    heading, *rest = sheet.lines
    places: dict[str, int] = {}
    for n, cell in enumerate(heading.cells):
        if cell.text.casefold() in COLUMNS:
            places.setdefault(cell.text.casefold(), n)
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        wanted = f"this column is missing. Head the columns {', '.join(COLUMNS)}."
        return ManifestRead((), tuple(RowFault(heading.number, name, wanted) for name in missing))
    lines: list[tuple[int, ManifestLine]] = []
    faults: list[RowFault] = []
    for line in rest:
        read = _line(line, places, faults)
        if read:
            lines.append((line.number, read))
    return ManifestRead(tuple(lines), tuple(faults))


def _line(line: Line, places: Mapping[str, int], faults: list[RowFault]) -> ManifestLine | None:
    told: dict[str, object] = {}
    before = len(faults)
    for name, place in places.items():
        cell = line.cell(place)
        try:
            if cell.kind in ("formula", "error"):
                raise _Unclear("a formula, or an error, stands here. Write the value.")
            told[name] = _value(name, cell.text)
        except _Unclear as unclear:
            faults.append(RowFault(line.number, name, str(unclear)))
    return ManifestLine(**told) if len(faults) == before else None  # type: ignore[arg-type]


def _value(name: str, text: str) -> object:
    if not text and name not in MAY_BE_BLANK:
        raise _Unclear("nothing stands here. Fill it in.")
    if name not in ("packages", "gross_mass_kg"):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _Unclear(f"{text[:40]!r} is not a number. Write it with a decimal point, such as 860.5.")
    if name == "gross_mass_kg":
        return number
    if number != int(number):
        raise _Unclear(f"{text[:40]!r} is no whole number of packages. Count them.")
    return int(number)
