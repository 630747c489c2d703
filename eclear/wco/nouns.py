"""From the tree of a sound message to the nouns of the casefile.

The fields say where they stand (:mod:`eclear.casefile.pointer`); a table of what to do at each element is made from them
once, so that reading is one walk over the elements. What no field names is left alone: the message is kept whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import Slot, slots_of
from eclear.casefile.quantity import Amount, Measure
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES

Faults = list[tuple[etree._Element, str]]
"""Values that the schema lets pass and that still cannot be: the element, and what is wrong with it."""

Step = Callable[[etree._Element, dict[str, Any], Faults], None]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})(?:Z|([-+][0-9]{2})))?")


def declaration(element: etree._Element) -> tuple[Declaration, Faults]:
    """Read a Declaration element that has passed the schema; the faults are empty if every value could be read."""
    values: dict[str, Any] = {}
    faults: Faults = []
    steps, rows = _steps(Declaration)
    for child in element:
        step = steps.get(child.tag)
        if step is not None:
            step(child, values, faults)
    for name in rows:
        if name in values:
            values[name] = tuple(values[name])
    lrn = values.get("lrn")
    if lrn is not None and not lrn.isascii():  # one way of writing accents, so that the same reference compares equal
        values["lrn"] = unicodedata.normalize("NFC", lrn)
    return Declaration(**values), faults


def hidden_characters(element: etree._Element) -> Faults:
    """Find identifiers and codes with characters that nobody can see, such as marks that turn the direction of writing."""
    faults: Faults = []
    for child in element.iter():
        text = child.text
        if text and not text.isascii() and child.tag.endswith(("ID", "Code")):
            for character in text:
                if unicodedata.category(character) == "Cf":
                    name = unicodedata.name(character, "a format character")
                    faults.append(
                        (child, f"holds the invisible character U+{ord(character):04X} ({name}); type it again without")
                    )
                    break
    return faults


@cache
def _steps(noun: type) -> tuple[dict[str, Step], tuple[str, ...]]:
    """What to do at each child of a noun's element, and which of its fields are rows."""
    slots = slots_of(noun)
    return _below([(slot.spot.path.split("/"), slot) for slot in slots]), tuple(s.name for s in slots if s.repeats)


def _below(ways: list[tuple[list[str], Slot]]) -> dict[str, Step]:
    steps: dict[str, Step] = {}
    for name in dict.fromkeys(way[0] for way, _ in ways):
        ends = [slot for way, slot in ways if way == [name]]
        further = [(way[1:], slot) for way, slot in ways if way[0] == name and len(way) > 1]
        steps[f"{{{DECLARATION}}}{name}"] = _end(ends[0]) if ends else _deeper(_below(further))
    return steps


def _deeper(steps: dict[str, Step]) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        for child in element:
            step = steps.get(child.tag)
            if step is not None:
                step(child, values, faults)

    return go


def _end(slot: Slot) -> Step:
    if slot.is_group:
        return _row(slot.name, slot.type)
    return _ONE[slot.type](slot.name)


def _row(name: str, noun: type) -> Step:
    steps, rows = _steps(noun)

    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        inner: dict[str, Any] = {}
        for child in element:
            step = steps.get(child.tag)
            if step is not None:
                step(child, inner, faults)
        for row in rows:
            if row in inner:
                inner[row] = tuple(inner[row])
        if name in values:
            values[name].append(noun(**inner))
        else:
            values[name] = [noun(**inner)]

    return go


def _text(name: str) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        text = element.text
        if text is not None and (text := text.strip()):
            values[name] = text

    return go


def _decimal(text: str | None) -> Decimal | None:
    text = (text or "").strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _number(name: str) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        number = _decimal(element.text)
        if number is None:
            faults.append((element, "is not a decimal number; correct it"))
        else:
            values[name] = number

    return go


def _whole(name: str) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        number = _decimal(element.text)
        if number is None or number != number.to_integral_value() or abs(number) > 99_999_999:
            faults.append((element, "is not a whole number of at most 8 digits; correct it"))
        else:
            values[name] = int(number)

    return go


def _quantity(name: str, kind: type[Amount] | type[Measure], attribute: str) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        number = _decimal(element.text)
        if number is None:
            faults.append((element, "is not a decimal number; correct it"))
        else:
            unit = element.get(attribute)
            values[name] = kind(number, unit.strip() if unit else None)

    return go


def _moment(name: str) -> Step:
    inside = f"{{{DECLARATION_DATES}}}DateTimeString"

    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        for string in element.iter(inside):
            read = moment(string.text or "")
            if read is None:
                faults.append(
                    (
                        string,
                        f"is {(string.text or '')[:40]!r}, which is no day of the calendar or no time of the day; correct it",
                    )
                )
            else:
                values[name] = read

    return go


def moment(text: str) -> date | datetime | None:
    """Read CCYYMMDD as a day, CCYYMMDDhhmmss with Z or an offset as a moment; None if there is no such day or moment."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        zone = timezone(timedelta(hours=int(offset))) if offset else UTC
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        return None


_ONE: dict[type, Callable[[str], Step]] = {
    str: _text,
    int: _whole,
    Decimal: _number,
    datetime: _moment,
    Amount: lambda name: _quantity(name, Amount, "currencyID"),
    Measure: lambda name: _quantity(name, Measure, "unitCode"),
}
