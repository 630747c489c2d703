"""A tariff from a table: one row for each commodity, one column for each basis of rates, read into lines and rates.

Nothing is guessed. What is not clear is told by row and column, with what stands there and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from eclear.documents.sheets import Cell, Line, Sheet
from eclear.reference import Country, Rate, Rule
from eclear.reference.hs import nomenclature

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "hsk", "hs", "hs code", "commodity code", "tariff code", "품목번호", "세번"),
    "name": ("name", "name_en", "name (en)", "description", "goods", "영문품명"),
    "name_ko": ("name_ko", "name (ko)", "korean", "품명", "한글품명"),
    "note": ("note", "notes", "remark", "비고"),
}
"""The columns besides the bases, and how each may be headed; upper and lower case are the same."""

LOOKED_FOR = 20
"""Rows in which the heading may stand: above it a table often has a title."""

FREE = ("free", "무세", "-0-")
NOTHING = ("-", "–", "—", "n/a")

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_PERCENT = re.compile(rf"{_NUMBER}\s*%?")
_PERCENT_SIGN = re.compile(rf"{_NUMBER}\s*%")
_SPECIFIC = re.compile(rf"(?:([A-Z]{{3}})\s+)?{_NUMBER}\s*(?:([A-Z]{{3}})\s*)?(?:per\s+|/\s*)([A-Za-z0-9]{{2,3}})")
_SUM = re.compile(r"(.+?)\s*\+\s*(.+)")
_EITHER = re.compile(r"(.+?)\s+or\s+(.+?),?\s+(?:whichever\s+is\s+)?(?:the\s+)?(higher|lower|greater|less)", re.IGNORECASE)
HOW = "Write percent (8 or 8 %), money for a unit (12.5 per KGM), both (8 % + 12.5 per KGM), or 8 % or 500 per KGM, the higher"


@dataclass(frozen=True, slots=True)
class TableFault:
    """A mistake in a table: its row, its column as it is headed ("" for the whole row), and what to do."""

    row: int
    column: str
    complaint: str

    def __str__(self) -> str:
        """Return the mistake with its place."""
        return f"row {self.row}{f', column {self.column}' if self.column else ''}: {self.complaint}"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A commodity of the table: its row, its code, its names, a note, and its rates by basis."""

    row: int
    hsk: str
    name_en: str
    name_ko: str
    note: str
    rates: Mapping[str, Rate]


@dataclass(frozen=True, slots=True)
class TariffRead:
    """What a table holds: the commodities that are sound, and every mistake."""

    lines: tuple[ReadLine, ...]
    faults: tuple[TableFault, ...]


class _Unclear(Exception):
    """A cell that cannot be read as what it should be."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what: those with a name, and those of the bases; and how each is headed."""

    row: int
    named: dict[str, int]
    bases: dict[str, int]
    headings: Mapping[int, str]


def read_tariff_table(sheet: Sheet, country: Country) -> TariffRead:
    """Return the commodities of a table with their rates, and every mistake in it."""
    columns, faults = _columns(sheet, country)
    if columns is None:
        return TariffRead((), tuple(faults))
    below = [line for line in sheet.lines if line.number > columns.row]
    faults += _merged(sheet, columns)
    lines: dict[str, ReadLine] = {}
    for line in below:
        read = _line(line, columns, country, faults)
        if read is None:
            continue
        if read.hsk in lines:
            words = f"{read.hsk} stands in row {lines[read.hsk].row} already. Keep one of the two."
            faults.append(TableFault(line.number, columns.headings[columns.named["code"]], words))
        else:
            lines[read.hsk] = read
    if not below:
        faults.append(TableFault(columns.row, "", "no row stands below the heading. Add the commodities."))
    faults += _fractions(lines.values(), columns)
    return TariffRead(tuple(lines.values()), tuple(sorted(faults, key=lambda fault: fault.row)))


def _columns(sheet: Sheet, country: Country) -> tuple[_Columns | None, list[TableFault]]:
    """Find the heading: the first row with a column of codes."""
    for line in sheet.lines[:LOOKED_FOR]:
        words = {n: cell.text.strip() for n, cell in enumerate(line.cells) if cell.kind != "empty"}
        if any(word.casefold() in HEADINGS["code"] for word in words.values()):
            return _headed(line.number, words, country)
    bases = ", ".join(country.tariff.bases.all)
    complaint = f"no heading was found. Write a row with code, name and the bases above the table: any of {bases}."
    return None, [TableFault(sheet.lines[0].number, "", complaint)]


def _headed(row: int, words: Mapping[int, str], country: Country) -> tuple[_Columns | None, list[TableFault]]:
    named: dict[str, int] = {}
    bases: dict[str, int] = {}
    faults: list[TableFault] = []
    known = {basis.casefold(): basis for basis in country.tariff.bases.all}
    for column, word in words.items():
        said = " ".join(word.casefold().split())
        found = next((name for name, allowed in HEADINGS.items() if said in allowed), None)
        place, key = (named, found) if found else (bases, known.get(said))
        if key is None:
            allowed = f"{', '.join(HEADINGS)}, or a basis of {country.code}: {', '.join(known.values())}"
            faults.append(TableFault(row, word, f"this heading is not known. Write one of {allowed}, or take the column out."))
        elif key in place:
            faults.append(TableFault(row, word, f"a second column for {key}. Keep one of the two."))
        else:
            place[key] = column
    for name in ("code", "name"):
        if name not in named:
            faults.append(TableFault(row, name, "this column is missing. Add it."))
    if not bases:
        faults.append(TableFault(row, "", f"no column of rates. Add one for each basis: any of {', '.join(known.values())}."))
    return (None if faults and ("code" not in named or "name" not in named) else _Columns(row, named, bases, words)), faults


def _merged(sheet: Sheet, columns: _Columns) -> Iterator[TableFault]:
    """Yield a fault for merged cells within the table: only the first of them holds anything."""
    last = max(columns.headings)
    for merged in sheet.merged:
        if merged.last_row >= columns.row and merged.first_column <= last:
            ends = dict.fromkeys(columns.headings.get(n, "") for n in (merged.first_column, min(merged.last_column, last)))
            rows = f"rows {merged.first_row} to {merged.last_row}" if merged.last_row > merged.first_row else "this row"
            words = f"cells of {rows} are merged. Split them, and fill in each."
            yield TableFault(max(merged.first_row, columns.row), " to ".join(filter(None, ends)), words)


def _line(line: Line, columns: _Columns, country: Country, faults: list[TableFault]) -> ReadLine | None:
    """Return a commodity, or None after every mistake in its row was kept."""
    before = len(faults)
    texts: dict[str, str] = {}
    rates: dict[str, Rate] = {}
    for name, column in (columns.named | columns.bases).items():
        cell = line.cell(column)
        try:
            if name in columns.bases:
                rate = _rate(cell, country)
                rates |= {name: rate} if rate else {}
            else:
                texts[name] = _code(cell, country) if name == "code" else _text(cell, name == "name")
        except _Unclear as unclear:
            faults.append(TableFault(line.number, columns.headings[column], str(unclear)))
    if len(faults) == before and not rates:
        faults.append(
            TableFault(line.number, "", f"{texts['code']} has no rate under any basis. Write one, or take the row out.")
        )
    if len(faults) > before:
        return None
    name = texts["name"]
    return ReadLine(line.number, texts["code"], name, texts.get("name_ko") or name, texts.get("note", ""), rates)


def _text(cell: Cell, needed: bool) -> str:
    _must_stand(cell)
    if needed and cell.kind == "empty":
        raise _Unclear("nothing stands here. Write what the goods are called.")
    return " ".join(cell.text.split())


def _must_stand(cell: Cell) -> None:
    """Refuse what a sheet computes: what it shows is not what it holds."""
    if cell.kind == "formula":
        raise _Unclear(f"a formula stands here ({cell.text[:40]}). Copy the column, and paste it as values.")
    if cell.kind == "error":
        raise _Unclear(f"the sheet shows the error {cell.text} here. Write the value.")


def _code(cell: Cell, country: Country) -> str:
    """Return a code of ten digits; dots, dashes and blanks between them do no harm."""
    _must_stand(cell)
    if cell.kind == "empty":
        raise _Unclear("nothing stands here. Write the ten digits of the commodity, or take the row out.")
    digits = re.sub(r"[\s.\-']", "", cell.text) if cell.kind == "text" else cell.text
    if not (digits.isascii() and digits.isdecimal()):
        raise _Unclear(f"{cell.text!r} is no commodity code. Write ten digits, such as 0401200000.")
    if len(digits) == 9:
        whole = f"0{digits}"
        raise _Unclear(
            f"{cell.text} has 9 digits. A spreadsheet that takes a code for a number loses its leading zero: "
            f"make the column text, and write {whole}."
        )
    if len(digits) != 10:
        longer = (
            f" A heading or subheading alone is no line: add digits, such as {digits.ljust(10, '0')}." if len(digits) < 9 else ""
        )
        raise _Unclear(f"{cell.text} has {len(digits)} digits. Write ten.{longer}")
    if country.complete and (wrong := nomenclature().explain(digits)):
        raise _Unclear(f"{digits}: {wrong} Correct the code.")
    return digits


def _rate(cell: Cell, country: Country) -> Rate | None:
    """Return a rate; None for a cell that says there is none."""
    _must_stand(cell)
    if cell.kind == "empty" or cell.text in NOTHING:
        return None
    if cell.kind in ("day", "truth"):
        raise _Unclear(f"{cell.text!r} is no rate: the sheet took it for a {'day' if cell.kind == 'day' else 'truth'}. {HOW}.")
    if cell.kind in ("number", "percent"):
        return _made(_percent(cell.text))
    text = " ".join(cell.text.split())
    if text.casefold() in FREE:
        return _made(Decimal(0))
    if found := _PERCENT.fullmatch(text):
        return _made(_percent(found[1]))
    if _SPECIFIC.fullmatch(text):
        return _made(None, *_specific(text, country))
    if found := _EITHER.fullmatch(text):
        rule = Rule.HIGHER if found[3].casefold() in ("higher", "greater") else Rule.LOWER
        return _both(found[1], found[2], rule, text, country)
    if found := _SUM.fullmatch(text):
        return _both(found[1], found[2], Rule.SUM, text, country)
    raise _Unclear(f"{cell.text!r} is no rate. {HOW}.")


def _both(one: str, other: str, rule: Rule, text: str, country: Country) -> Rate:
    if _SPECIFIC.fullmatch(one) and _PERCENT_SIGN.fullmatch(other):
        one, other = other, one
    percent = _PERCENT_SIGN.fullmatch(one)
    if percent is None or not _SPECIFIC.fullmatch(other):
        raise _Unclear(f"{text!r} does not join percent and money for a unit. {HOW}.")
    return _made(_percent(percent[1]), *_specific(other, country), rule)


def _specific(text: str, country: Country) -> tuple[Decimal, str]:
    found = _SPECIFIC.fullmatch(text)
    assert found is not None
    before, amount, behind, unit = found.groups()
    currency = before or behind
    if currency and currency != country.currency:
        raise _Unclear(f"{text!r} is in {currency}. Write the amount in {country.currency}, the currency of the country.")
    if unit.upper() not in country.codes.units:
        raise _Unclear(f"the unit {unit} is not known. Write one of {', '.join(country.codes.units)}.")
    return _exact(amount), unit.upper()


def _percent(text: str) -> Decimal:
    value = _exact(text)
    if value > 10_000:
        raise _Unclear(f"{text} % is no rate of duty. Write percent of the value, such as 8.")
    return value


def _exact(text: str) -> Decimal:
    """Return a number; one with a comma only where it cannot be one of thousands."""
    whole, comma, rest = text.partition(",")
    if comma and len(rest) == 3:
        raise _Unclear(
            f"{text!r} could be {whole}{rest} or {whole}.{rest}. Write it with a decimal point, and without thousands."
        )
    if text.startswith("-") or not re.fullmatch(r"\d+([.,]\d+)?", text):
        raise _Unclear(f"{text!r} is no rate. {HOW}.")
    value = Decimal(text.replace(",", "."))
    if len(text.replace(",", ".").partition(".")[2]) > 6:
        raise _Unclear(f"{text} has more than six decimals. Round it to what the law says.")
    return value


def _made(percent: Decimal | None, per: Decimal | None = None, unit: str = "", rule: Rule = Rule.SUM) -> Rate:
    ratio = (percent / 100).as_integer_ratio() if percent is not None else (0, 1)
    return Rate(percent, per, unit, rule, ratio)


def _fractions(lines: Collection[ReadLine], columns: _Columns) -> Iterator[TableFault]:
    """Yield a fault for a column in which all rates are below one percent: they are shares, not percent."""
    for basis, column in columns.bases.items():
        rates = [line.rates[basis].percent for line in lines if basis in line.rates]
        above = [rate for rate in rates if rate]
        if len(above) >= 3 and (most := max(above)) < 1:
            words = f"every rate is below 1, up to {most:f}: these are shares of one. Write percent, such as {most * 100:f}."
            yield TableFault(columns.row, columns.headings[column], words)
