"""From the table of the form to its fields: what each holds, what may be chosen, what is found there; and back to the draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from eclear.casefile.declaration import Declaration
from eclear.casefile.draft import Draft, Steps, Texts, is_blank, joined, parted, slot_at
from eclear.casefile.pointer import Slot, place, slots_of
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term
from eclear.reference import Country
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.findings import Remark
from eclear.web.pages.form_table import (
    FIXED,
    ITEM_LINES,
    ITEM_ROWS,
    LINES,
    NEW_ROW,
    NUMBERED,
    ROWS,
    STEP_IDS,
    Line,
    Rows,
    parsed,
    singled,
)
from eclear.web.pages.marks import Mark, mark_of

LONGEST_TEXT = 2000
"""How many characters are taken of what is typed into a field; the schema allows 512 in the longest."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One field in a draft: its line of the table, the way to it, and where its row begins; ``kind`` is its type."""

    line: Line
    base: Steps
    steps: Steps

    @property
    def name(self) -> str:
        """The name under which it is sent, such as ``items.2.origins[1].country``."""
        return ".".join(map(str, (*self.base, self.line.way)))

    @property
    def id(self) -> str:
        """The id of its input in the page."""
        return "f-" + re.sub(r"[^A-Za-z0-9]+", "-", self.name).strip("-")

    @property
    def slot(self) -> Slot:
        """The field of the casefile."""
        return slot_at(self.steps)

    @property
    def pointer(self) -> str:
        """Its WCO pointer."""
        return place(Declaration, *self.steps).pointer


@dataclass(frozen=True, slots=True)
class Option:
    """One code to choose, with its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it.

    ``kind`` is text, area, choice, amount or measure. ``unit`` and ``units`` are for the last two: without ``units`` it is
    fixed and told by ``unit_name``. ``help`` says what may be typed, ``element`` and ``pointer`` what it is in the message,
    ``link`` where its codes can be looked up, ``mark`` how it was filled in from trade papers.
    """

    id: str
    name: str
    label: Term
    kind: str
    value: str
    options: tuple[Option, ...]
    unit: str
    units: tuple[Option, ...]
    unit_name: str
    numeric: bool
    wide: bool
    short: bool
    hint: str
    help: str
    element: str
    pointer: str
    link: str
    remarks: tuple[Remark, ...]
    mark: Mark | None = None

    @property
    def error(self) -> bool:
        """True if something found there keeps the declaration back."""
        return any(remark.error for remark in self.remarks)

    @property
    def described(self) -> str:
        """The ids of what describes the input."""
        said = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*said, f"{self.id}-said"])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a kind that may occur several times: what it is called, and the value of the button that removes it."""

    title: str
    remove: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class RowsSection:
    """All rows of a kind: their name, whether they stand behind a click and are ``open``, and the value of the button that
    adds one."""

    title: Term
    folded: bool
    open: bool
    add: str
    rows: tuple[Row, ...]


def resolved(draft: Draft, base: Steps, way: str) -> Steps:
    """Return the steps of a way in a draft; a row that is not there yet is one past the last."""
    steps: list[str | int] = [*base]
    for one in parsed(way):
        steps.append(one.name)
        if one.number or one.by:
            rows = draft.rows(tuple(steps))
            at = (n for n, row in enumerate(rows, 1) if (row.get(one.by) == one.value if one.by else n == one.number))
            steps.append(next(at, len(rows) + 1))
    return tuple(steps)


def spots(draft: Draft, step: str, item: int) -> tuple[list[Spot], dict[str, list[tuple[int, list[Spot]]]]]:
    """Return the fields of a step: those that occur once, and by the way of their kind the rows with theirs."""
    goods = step == "goods"
    base: Steps = ("items", item) if goods else ()
    lines = ITEM_LINES if goods else [line for line in LINES if line.step == step]
    once = [Spot(line, base, resolved(draft, base, line.way)) for line in lines]
    several: dict[str, list[tuple[int, list[Spot]]]] = {}
    for kind in rows_of(step):
        at = (*base, kind.way)
        numbers = shown_rows(draft, goods, at)
        several[".".join(map(str, at))] = [(n, [_in_row(draft, (*at, n), line) for line in kind.lines]) for n in numbers]
    return once, several


def _in_row(draft: Draft, row: Steps, line: Line) -> Spot:
    return Spot(line, row, resolved(draft, row, line.way))


def rows_of(step: str) -> tuple[Rows, ...]:
    """Return the kinds of rows of a step."""
    return ITEM_ROWS if step == "goods" else tuple(kind for kind in ROWS if kind.step == step)


def shown_rows(draft: Draft, goods: bool, at: Steps) -> list[int]:
    """Return the numbers of the rows of a kind that have no field of their own in the form."""
    apart = singled(goods, str(at[-1]))
    rows = list(enumerate(draft.rows(at), 1))
    taken: set[int] = set()
    for one in apart:
        fits = (n for n, row in rows if (row.get(one.by) == one.value if one.by else n == one.number))
        taken |= {n for n in [next(fits, 0)] if n}
    return [n for n, _row in rows if n not in taken]


def begun(draft: Draft, step: str) -> bool:
    """True if something stands in the fields of a step, of the goods in the first item."""
    once, several = spots(draft, step, 1)
    return any(several.values()) or any(draft.holds(spot.steps) for spot in once)


def filled_in(draft: Draft, step: str, item: int, sent: Mapping[str, str]) -> Draft:
    """Return the draft with what was typed into the fields of a step; what was not sent stays as it is."""
    once, several = spots(draft, step, item)
    for spot in once:
        draft = _typed(draft, spot.line, spot.base, sent)
    for rows in several.values():
        for _number, row in rows:
            for spot in row:
                draft = _typed(draft, spot.line, spot.base, sent)
    return draft


def with_blank_row(draft: Draft, at: Steps) -> Draft:
    """Return the draft with one more row of a kind, to be filled in; it goes again where nobody does."""
    name = str(at[-1])
    row = dict(NEW_ROW.get(name, {})) | ({"sequence": str(len(draft.rows(at)) + 1)} if name in NUMBERED else {})
    return draft.with_row(at, row | {next(slot.name for slot in slots_of(slot_at(at).type) if slot.name not in row): ""})


def _typed(draft: Draft, line: Line, base: Steps, sent: Mapping[str, str]) -> Draft:
    """Put what was typed into one field. What is as it was shown stays as it came, however it is written."""
    name = ".".join(map(str, (*base, line.way)))
    if name not in sent:
        return draft
    steps = resolved(draft, base, line.way)
    kind = slot_at(steps).type
    text = sent[name].replace("\r\n", "\n")[:LONGEST_TEXT]
    before = draft.text(steps)
    number, unit = parted(kind, before)
    chosen = sent.get(f"{name}@", unit)
    if text == number.replace("\r\n", "\n") and (chosen == unit or is_blank(kind, before)):
        return draft
    if not text.strip() and not before:
        return draft
    for way, row in _missing(draft, base, line, steps):
        draft = draft.with_row(way, row)
    return draft.changed({steps: joined(kind, text, chosen)})


def _missing(draft: Draft, base: Steps, line: Line, steps: Steps) -> Iterator[tuple[Steps, Texts]]:
    """Return the rows that must be there before a field can stand in one, with what they say of themselves."""
    selectors = {one.name: one for one in parsed(line.way) if one.by}
    for end in range(1, len(steps)):
        number = steps[end]
        if not isinstance(number, int):
            continue
        way = steps[:end]
        name = str(way[-1])
        if number == len(draft.rows(way)) + 1:
            row = dict(NEW_ROW.get(name, {})) | ({"sequence": str(number)} if name in NUMBERED else {})
            if name in selectors:
                row[selectors[name].by] = selectors[name].value
            yield way, row


def tidied(draft: Draft, step: str, item: int) -> Draft:
    """Return the draft without the rows of a step from which everything was taken out."""
    base: Steps = ("items", item) if step == "goods" else ()
    for way in {(*base, parsed(line.way)[0].name) for line in (ITEM_LINES if base else LINES) if "[" in line.way} | {
        (*base, kind.way) for kind in rows_of(step)
    }:
        rows = draft.rows(way)
        for n in range(len(rows), 0, -1):
            if _emptied(str(way[-1]), rows[n - 1], bool(base)):
                draft = draft.without_row((*way, n))
    return draft


def _emptied(name: str, row: Texts, goods: bool) -> bool:
    """True for a row in which somebody took out what it said; only what it says of itself is left."""
    if "" not in row.values():
        return False
    own = dict(NEW_ROW.get(name, {}))
    selected = [(one.by, one.value) for one in singled(goods, name) if one.by]
    left = {key: text for key, text in row.items() if text and key != "sequence"}
    return all(own.get(key) == text or (key, text) in selected for key, text in left.items())


def field(spot: Spot, draft: Draft, country: Country | None, currency: str, remarks: Sequence[Remark]) -> Field:
    """Return a field as the page shows it."""
    slot, line = spot.slot, spot.line
    kind: type[Any] = slot.type
    text = draft.text(spot.steps)
    value, unit = parted(kind, text)
    codes = line.codes if kind is not Measure else ""
    options = listed(codes, country)
    if options and value and value not in {option.code for option in options}:
        options = (Option(value, value), *options)  # what came with a message is shown, whether it is in the list or not
    units: tuple[Option, ...] = ()
    if kind is Amount:
        unit = unit or ("" if text else currency)
        units = _with(unit, tuple(Option(code, code) for code in (country.codes.currencies if country else ())))
    elif kind is Measure and line.unit is None:
        units = _with(unit, listed("units", country))
    elif kind is Measure:
        unit = unit or (line.unit or "" if not text else "")
    look = "choice" if options else {Amount: "amount", Measure: "measure"}.get(kind, "area" if "\n" in value else "text")
    return Field(
        id=spot.id,
        name=spot.name,
        label=line.label or slot.spot.label,
        kind=look,
        value=value,
        options=options,
        unit=unit,
        units=units,
        unit_name=_unit_name(unit),
        numeric=kind in (Amount, Measure, int, Decimal),
        wide=line.wide,
        short=line.short,
        hint=line.hint() if line.hint else _("As 2026-05-12.") if kind is datetime else "",
        help=_help(kind, bool(options)),
        element=slot.spot.path,
        pointer=spot.pointer,
        link="/tariff" if line.way.endswith("[type=HSK].id") else "",
        remarks=tuple(remarks),
        mark=mark_of(draft, spot.steps),
    )


def _help(kind: type[Any], chosen: bool) -> str:
    """Say what may be typed into a field of a type."""
    if chosen:
        return _("Choose from the list of the country.")
    return {
        int: _("Type a whole number, such as 2."),
        Decimal: _("Type a number, such as 1350.25."),
        Amount: _("Type the sum in digits, such as 1000.00, and choose its currency."),
        Measure: _("Type a number in digits, such as 11.5."),
        datetime: _("Type a day as year, month and day, such as 2026-05-12."),
    }.get(kind, _("Type text, or the code as it stands on the paper."))


def _unit_name(unit: str) -> str:
    return word(wording.UNITS[unit]) if unit in wording.UNITS else unit


def _with(unit: str, units: tuple[Option, ...]) -> tuple[Option, ...]:
    return units if not unit or unit in {option.code for option in units} else (Option(unit, unit), *units)


def listed(codes: str, country: Country | None) -> tuple[Option, ...]:
    """Return the entries of a list, in the reader's language; none where the country has no such list."""
    if not codes:
        return ()
    if codes in FIXED:
        return tuple(Option(code, f"{code} {word(name)}") for code, name in FIXED[codes])
    if country is None:
        return ()
    if codes == "claims":
        entries: Iterable[tuple[str, Term]] = ((code, basis.name) for code, basis in country.tariff.bases.claimed.items())
    else:
        entries = ((code, entry.name) for code, entry in getattr(country.codes, codes).items())
    return tuple(Option(code, f"{code} {word(name)}") for code, name in entries)


@lru_cache(maxsize=4096)
def steps_of_pointer(pointer: str) -> Steps:
    """Return the way to what a WCO pointer names, as far as the nouns name it."""
    noun: type[Any] = Declaration
    steps: list[str | int] = []
    parts = pointer.split("/")[1:]
    while parts:
        names = [part.partition("[")[0] for part in parts]
        for slot in slots_of(noun):
            ids = slot.spot.ids.split("/")
            if names[: len(ids)] == ids and (slot.is_group or len(ids) == len(parts)):
                steps.append(slot.name)
                number = parts[len(ids) - 1].partition("[")[2].rstrip("]")
                if slot.repeats and number:
                    steps.append(int(number))
                parts, noun = parts[len(ids) :], slot.type
                break
        else:
            break
    return tuple(steps)


def is_filled(draft: Draft, pointer: str) -> bool:
    """True if somebody has filled in what a pointer names."""
    return draft.holds(steps_of_pointer(pointer))


def step_of(steps: Steps) -> str:
    """Return the step of the form at which a field stands; the last one for what has no field."""
    if not steps:
        return STEP_IDS[-1]
    if steps[0] == "items":
        return "goods"
    name = str(steps[0])
    for line in LINES:
        if line.way == name or line.way.startswith(f"{name}["):
            return line.step
    return next((kind.step for kind in ROWS if kind.way == name), STEP_IDS[-1])
