"""From the tree of a sound message to the nouns of the casefile.

The fields say where they stand (:mod:`eclear.casefile.pointer`); a table of what to do at each element is made from them
once, so that reading is one walk over the elements. What no field names is left alone: the message is kept whole, and
:mod:`eclear.wco.messages` lists it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from lxml import etree

from eclear.casefile.declaration import Declaration
from eclear.casefile.message import Wrapper
from eclear.casefile.pointer import Slot, slots_of
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reply import Reply
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, RESPONSE, RESPONSE_DATES, WRAPPER

Faults = list[tuple[etree._Element, str]]
"""Values that the schema lets pass and that still cannot be: the element, and what is wrong with it."""

_ASCII = bytes(range(128))
_children = itemgetter(slice(None))  # all at once, which is quicker than going from one to the next

Step = Callable[[etree._Element, dict[str, Any], Faults], None]

_DIGITS = re.compile(r"[ \t\n\r]*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[ \t\n\r]*")
_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})(?:Z|([-+][0-9]{2})))?")


def declaration(element: etree._Element) -> tuple[Declaration, Faults]:
    """Read a Declaration element that has passed the schema; the faults are empty if every value could be read."""
    values, faults = _read(Declaration, element, DECLARATION, DECLARATION_DATES)
    lrn = values.get("lrn")
    if lrn is not None and not lrn.isascii():  # one way of writing accents, so that the same reference compares equal
        values["lrn"] = unicodedata.normalize("NFC", lrn)
    return Declaration(**values), faults


def reply(element: etree._Element) -> tuple[Reply, Faults]:
    """Read a Response element that has passed the schema, but for the corrected declaration that it may end with.

    A value that cannot be, such as a day that is none, is a fault, and its field stays empty.
    """
    values, faults = _read(Reply, element, RESPONSE, RESPONSE_DATES)
    return Reply(**values), faults


def wrapper(element: etree._Element) -> Wrapper:
    """Read what MetaData says about the message in it."""
    return Wrapper(**_read(Wrapper, element, WRAPPER, "")[0])


def _read(noun: type, element: etree._Element, namespace: str, dates: str) -> tuple[dict[str, Any], Faults]:
    """The fields of a noun, by name; ``dates`` is the namespace of its days and moments."""
    values: dict[str, Any] = {}
    faults: Faults = []
    steps, rows = _steps(noun, namespace, dates)
    for child in _children(element):
        step = steps.get(child.tag)
        if step is not None:
            step(child, values, faults)
    for name in rows:
        if name in values:
            values[name] = tuple(values[name])
    return values, faults


def is_visible(body: bytes) -> bool:
    """True if the bytes of a message show that all its characters can be seen: what is not ASCII can all be printed."""
    if b"&" in body and b"&#" in body:
        return False
    return body.isascii() or body.translate(None, _ASCII).decode(errors="replace").isprintable()


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
def _steps(noun: type, namespace: str, dates: str) -> tuple[dict[str, Step], tuple[str, ...]]:
    """What to do at each child of a noun's element, and which of its fields are rows."""
    slots = slots_of(noun)
    ways = [(slot.spot.path.split("/"), slot) for slot in slots]
    return _below(ways, namespace, dates), tuple(s.name for s in slots if s.repeats)


def _below(ways: list[tuple[list[str], Slot]], namespace: str, dates: str) -> dict[str, Step]:
    steps: dict[str, Step] = {}
    for name in dict.fromkeys(way[0] for way, _ in ways):
        ends = [slot for way, slot in ways if way == [name]]
        further = [(way[1:], slot) for way, slot in ways if way[0] == name and len(way) > 1]
        step = _end(ends[0], namespace, dates) if ends else _deeper(_below(further, namespace, dates))
        steps[f"{{{namespace}}}{name}"] = step
    return steps


def _deeper(steps: dict[str, Step]) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        for child in _children(element):
            step = steps.get(child.tag)
            if step is not None:
                step(child, values, faults)

    return go


def _end(slot: Slot, namespace: str, dates: str) -> Step:
    noun: type = slot.type
    if slot.is_group:
        return _row(slot.name, noun, *_steps(noun, namespace, dates))
    if slot.type is datetime:
        return _moment(slot.name, f"{{{dates}}}DateTimeString")
    return _ONE[slot.type](slot.name)


def _row(name: str, noun: type, steps: dict[str, Step], rows: tuple[str, ...]) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        inner: dict[str, Any] = {}
        for child in _children(element):
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
    """Read a number as the schema has it, written in digits; None for other ways to write one, such as 1e5 or NaN."""
    return Decimal(text.strip()) if text and _DIGITS.fullmatch(text) else None


def _number(name: str) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        number = _decimal(element.text)
        if number is None:
            faults.append((element, "is not a decimal number; correct it"))
        else:
            values[name] = number

    return go


_MOST = 99_999_999


def _as_whole(number: Decimal | None) -> int:
    """Return 5 for 5.0; for what is no whole number of a length that can be, one that is too large."""
    return int(number) if number is not None and abs(number) <= _MOST and not number % 1 else _MOST + 1


def _whole(name: str) -> Step:
    def go(element: etree._Element, values: dict[str, Any], faults: Faults) -> None:
        text = element.text or ""
        number = int(text) if text.isascii() and text.isdecimal() else _as_whole(_decimal(text))
        if abs(number) > _MOST:
            faults.append((element, "is not a whole number of at most 8 digits; correct it"))
        else:
            values[name] = number

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


def _moment(name: str, inside: str) -> Step:
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


def said(slot: Slot, element: etree._Element) -> Any:
    """What a field reads in the element that holds its value; None if that says nothing or nothing that can be."""
    if slot.type is datetime:
        return moment(element.text or "")
    values: dict[str, Any] = {}
    _ONE[slot.type](slot.name)(element, values, [])
    value = values.get(slot.name)
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@cache
def paths(noun: type) -> dict[str, Slot]:
    """The fields of a noun and of the nouns in it, by the paths of their elements below the noun's own."""
    named: dict[str, Slot] = {}
    for slot in slots_of(noun):
        named[slot.spot.path] = slot
        if slot.is_group:
            row: type = slot.type
            named |= {f"{slot.spot.path}/{path}": inner for path, inner in paths(row).items()}
    return named


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
    Amount: lambda name: _quantity(name, Amount, "currencyID"),
    Measure: lambda name: _quantity(name, Measure, "unitCode"),
}
