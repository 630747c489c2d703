"""From the nouns of the casefile to a message: the elements in the order that the schema asks for.

The fields say where they stand, the schema says in which order; the plan made from both is made once. What a message
carries beyond the nouns is put in by :mod:`eclear.wco.remainder`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from eclear.casefile.declaration import Declaration
from eclear.casefile.message import Wrapper
from eclear.casefile.pointer import Slot, slots_of
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reply import Reply
from eclear.casefile.words import UNWRITABLE
from eclear.wco.schemas import (
    DECLARATION,
    DECLARATION_DATES,
    PROFILE,
    RESPONSE,
    RESPONSE_DATES,
    SUBMISSION,
    WRAPPER,
    Part,
    home,
    shape,
)

_RETURN = {"\r": "&#13;"}  # written as it is, it would be read as a line feed

_HEADS: dict[type, tuple[str, str]] = {
    noun: (
        name,
        f'<?xml version="1.0" encoding="UTF-8"?>\n<md:MetaData xmlns:md="{WRAPPER}" xmlns="{namespace}" xmlns:ds="{dates}">',
    )
    for noun, name, namespace, dates in (
        (Declaration, "Declaration", DECLARATION, DECLARATION_DATES),
        (Reply, "Response", RESPONSE, RESPONSE_DATES),
    )
}


def write(declaration: Declaration, country: str) -> bytes:
    """Write a declaration as a message to the customs of a country; reading it gives the same declaration again.

    Only what the nouns hold is written. A field that is None is left out, also where the schema requires it: whether
    the message is sound is for reading to say. Raises ``ValueError`` for a character that XML cannot carry and for a
    moment without a time zone.
    """
    return written(ours("DEC", country), declaration)


def ours(kind: str, country: str) -> Wrapper:
    """The wrapper of a message that eclear writes itself."""
    return Wrapper("3.6", kind, country, customization_version="v2.1")


def written(wrapper: Wrapper, *payload: Declaration | Reply) -> bytes:
    """Write one declaration or any replies, as far as the nouns hold them. Raises as :func:`write` does."""
    name, head = _HEADS[type(payload[0])]
    lines = [head]
    _children(_plan(Wrapper), wrapper, 1, lines)
    for noun in payload:
        kind: type = type(noun)
        _element(name, _plan(kind), noun, 1, lines)
    message = "\n".join(lines) + "\n</md:MetaData>\n"
    if (forbidden := UNWRITABLE.search(message)) is not None:
        raise ValueError(f"XML cannot carry the character U+{ord(forbidden[0]):04X}")
    return message.encode()


@dataclass(frozen=True, slots=True)
class _Step:
    """One child to write: a value, the noun of a row, or an element that only holds further ones.

    An element that only holds others is left out where it would be empty, unless the schema requires it.
    """

    name: str
    get: Callable[[Any], Any] | None
    repeats: bool
    required: bool
    write: Callable[[str, Any], str] | None
    plan: tuple[_Step, ...]


@cache
def _plan(noun: type) -> tuple[_Step, ...]:
    top = shape(home() / PROFILE / SUBMISSION).parts[0]
    return _below(noun, top, "md:") if noun is Wrapper else _below(noun, top.by_name[_HEADS[noun][0]])


def _below(noun: type, part: Part, prefix: str = "") -> tuple[_Step, ...]:
    return _ordered([(slot.spot.path.split("/"), slot) for slot in slots_of(noun)], part, prefix)


def _ordered(ways: list[tuple[list[str], Slot]], part: Part, prefix: str) -> tuple[_Step, ...]:
    steps = []
    for child in part.parts:
        here = [(way[1:], slot) for way, slot in ways if way[0] == child.name and child.namespace == part.namespace]
        if not here:
            continue
        name = prefix + child.name
        end = next((slot for way, slot in here if not way), None)
        if end is None:
            steps.append(_Step(name, None, False, child.least > 0, None, _ordered(here, child, prefix)))
        elif end.is_group:
            steps.append(_Step(name, attrgetter(end.name), end.repeats, False, None, _below(end.type, child, prefix)))
        else:
            steps.append(_Step(name, attrgetter(end.name), end.repeats, False, _VALUES[end.type], ()))
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
            before = len(lines)
            _element(step.name, step.plan, noun, depth, lines)
            if not step.required and len(lines) == before + 1:  # nothing in it
                del lines[before]
            continue
        value = step.get(noun)
        for one in value if step.repeats else () if value is None else (value,):
            if step.write is None:
                _element(step.name, step.plan, one, depth, lines)
            else:
                lines.append(margin + step.write(step.name, one))


def _text(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value), _RETURN)}</{name}>"


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
