"""From the nouns of the casefile to a message: the elements in the order that the schema asks for.

The fields say where they stand, the schema says in which order; the plan made from both is made once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import Slot, slots_of
from eclear.casefile.quantity import Amount, Measure
from eclear.wco.schemas import DECLARATION, DECLARATION_DATES, PROFILE, SUBMISSION, WRAPPER, Part, home, shape

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="{WRAPPER}" xmlns="{DECLARATION}" xmlns:ds="{DECLARATION_DATES}">
  <md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
  <md:WCOTypeName>DEC</md:WCOTypeName>
  <md:ResponsibleCountryCode>%s</md:ResponsibleCountryCode>
  <md:AgencyAssignedCustomizationVersionCode>v2.1</md:AgencyAssignedCustomizationVersionCode>
"""


def write(declaration: Declaration, country: str) -> bytes:
    """Write a declaration as a message to the customs of a country; reading it gives the same declaration again.

    Only what the nouns hold is written. A field that is None is left out, also where the schema requires it: whether
    the message is sound is for reading to say. Raises ``ValueError`` for a character that XML cannot carry and for a
    moment without a time zone.
    """
    lines: list[str] = []
    _element("Declaration", _plan(), declaration, 1, lines)
    message = _HEAD % escape(country) + "\n".join(lines) + "\n</md:MetaData>\n"
    if (forbidden := _NO_XML.search(message)) is not None:
        raise ValueError(f"XML cannot carry the character U+{ord(forbidden[0]):04X}")
    return message.encode()


@dataclass(frozen=True, slots=True)
class _Step:
    """One child to write: a value, the noun of a row, or an element that only holds further ones."""

    name: str
    get: Callable[[Any], Any] | None
    repeats: bool
    write: Callable[[str, Any], str] | None
    plan: tuple[_Step, ...]


@cache
def _plan() -> tuple[_Step, ...]:
    return _below(Declaration, shape(home() / PROFILE / SUBMISSION).parts[0].by_name["Declaration"])


def _below(noun: type, part: Part) -> tuple[_Step, ...]:
    return _ordered([(slot.spot.path.split("/"), slot) for slot in slots_of(noun)], part)


def _ordered(ways: list[tuple[list[str], Slot]], part: Part) -> tuple[_Step, ...]:
    steps = []
    for child in part.parts:
        here = [(way[1:], slot) for way, slot in ways if way[0] == child.name]
        if not here:
            continue
        end = next((slot for way, slot in here if not way), None)
        if end is None:
            steps.append(_Step(child.name, None, False, None, _ordered(here, child)))
        elif end.is_group:
            steps.append(_Step(child.name, attrgetter(end.name), end.repeats, None, _below(end.type, child)))
        else:
            steps.append(_Step(child.name, attrgetter(end.name), end.repeats, _VALUES[end.type], ()))
    return tuple(steps)


def _element(name: str, plan: tuple[_Step, ...], noun: Any, depth: int, lines: list[str]) -> None:
    """Write an element that holds others; an empty one stays, because a row counts even if eclear reads nothing in it."""
    inner: list[str] = []
    _children(plan, noun, depth + 1, inner)
    margin = "  " * depth
    if inner:
        lines.append(f"{margin}<{name}>")
        lines += inner
        lines.append(f"{margin}</{name}>")
    else:
        lines.append(f"{margin}<{name}/>")


def _children(plan: tuple[_Step, ...], noun: Any, depth: int, lines: list[str]) -> None:
    margin = "  " * depth
    for step in plan:
        if step.get is None:
            inner: list[str] = []
            _children(step.plan, noun, depth + 1, inner)
            if inner:
                lines.append(f"{margin}<{step.name}>")
                lines += inner
                lines.append(f"{margin}</{step.name}>")
            continue
        value = step.get(noun)
        for one in value if step.repeats else () if value is None else (value,):
            if step.write is None:
                _element(step.name, step.plan, one, depth, lines)
            else:
                lines.append(margin + step.write(step.name, one))


def _text(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"


def _number(name: str, value: Decimal) -> str:
    return f"<{name}>{value:f}</{name}>"


def _amount(name: str, value: Amount) -> str:
    currency = f" currencyID={quoteattr(value.currency)}" if value.currency else ""
    return f"<{name}{currency}>{value.value:f}</{name}>"


def _measure(name: str, value: Measure) -> str:
    unit = f" unitCode={quoteattr(value.unit)}" if value.unit else ""
    return f"<{name}{unit}>{value.value:f}</{name}>"


def _moment(name: str, value: date | datetime) -> str:
    if not isinstance(value, datetime):
        code, said = "102", f"{value:%Y%m%d}"
    elif (offset := value.utcoffset()) is None:
        raise ValueError(f"{name} {value.isoformat()} has no time zone")
    else:
        if offset % timedelta(hours=1):  # format 304 knows whole hours only
            value, offset = value.astimezone(UTC), timedelta()
        hours = offset // timedelta(hours=1)
        code, said = "304", f"{value:%Y%m%d%H%M%S}" + (f"{hours:+03d}" if hours else "Z")
    return f'<{name}><ds:DateTimeString formatCode="{code}">{said}</ds:DateTimeString></{name}>'


_VALUES: dict[type, Callable[[str, Any], str]] = {
    str: _text,
    int: _text,
    Decimal: _number,
    datetime: _moment,
    Amount: _amount,
    Measure: _measure,
}
