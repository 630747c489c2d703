"""A manifest, an express list and a tally in tables: one row for each consignment, the columns called as the fields of a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

from eclear.casefile.manifest import ExpressLine, ManifestLine
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


Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class TableRead(Generic[Read]):
    """What a table holds: the lines that are sound with their rows, and every mistake."""

    lines: tuple[tuple[int, Read], ...]
    faults: tuple[RowFault, ...]


ManifestRead = TableRead[ManifestLine]
ExpressRead = TableRead[ExpressLine]


@dataclass(frozen=True, slots=True)
class LandedLine:
    """What was counted of one consignment at unloading; the mass is None where nothing was weighed."""

    cargo: str
    packages: int
    gross_mass_kg: Decimal | None


LandedRead = TableRead[LandedLine]


class _Unclear(Exception):
    """A cell that cannot be read as what it should be."""


def read_manifest(sheet: Sheet) -> ManifestRead:
    """Return the lines of a manifest, and every mistake in it; a faulty row stops no other."""
    return _read(sheet, ManifestLine, MAY_BE_BLANK)


def read_express_list(sheet: Sheet) -> ExpressRead:
    """Return the lines of an express list, and every mistake in it; a faulty row stops no other."""
    return _read(sheet, ExpressLine, ())


def read_landed(sheet: Sheet) -> LandedRead:
    """Return what was counted at unloading, consignment by consignment, and every mistake; a faulty row stops no other."""
    return _read(sheet, LandedLine, ("gross_mass_kg",))


def _read(sheet: Sheet, noun: type[Read], may_be_blank: tuple[str, ...]) -> TableRead[Read]:
    columns = tuple(field.name for field in fields(noun))  # type: ignore[arg-type]
    heading, *rest = sheet.lines
    places: dict[str, int] = {}
    for n, cell in enumerate(heading.cells):
        if cell.text.casefold() in columns:
            places.setdefault(cell.text.casefold(), n)
    missing = [name for name in columns if name not in places]
    if missing:
        wanted = f"this column is missing. Head the columns {', '.join(columns)}."
        return TableRead((), tuple(RowFault(heading.number, name, wanted) for name in missing))
    lines: list[tuple[int, Read]] = []
    faults: list[RowFault] = []
    for line in rest:
        told = _line(line, places, may_be_blank, faults)
        if told is not None:
            lines.append((line.number, noun(**told)))
    return TableRead(tuple(lines), tuple(faults))


def _line(
    line: Line, places: Mapping[str, int], may_be_blank: tuple[str, ...], faults: list[RowFault]
) -> dict[str, object] | None:
    told: dict[str, object] = {}
    before = len(faults)
    for name, place in places.items():
        cell = line.cell(place)
        try:
            if cell.kind in ("formula", "error"):
                raise _Unclear("a formula, or an error, stands here. Write the value.")
            told[name] = _value(name, cell.text, may_be_blank)
        except _Unclear as unclear:
            faults.append(RowFault(line.number, name, str(unclear)))
    return told if len(faults) == before else None


def _value(name: str, text: str, may_be_blank: tuple[str, ...]) -> object:
    if not text and name not in may_be_blank:
        raise _Unclear("nothing stands here. Fill it in.")
    if name not in ("packages", "gross_mass_kg", "value"):
        return text
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _Unclear(f"{text[:40]!r} is not a number. Write it with a decimal point, such as 860.5.")
    if name != "packages":
        return number
    if number != int(number):
        raise _Unclear(f"{text[:40]!r} is no whole number of packages. Count them.")
    return int(number)
