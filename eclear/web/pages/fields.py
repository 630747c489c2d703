"""The fields of a declaration as a person meets them in a form: their paths, their values as text, and what may be typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import Slot, parse, place, slots_of
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import UNWRITABLE, Term
from eclear.web.languages import _
from eclear.web.pages.places import words_of_pointer

LONGEST_PATH, LONGEST_VALUE = 100, 512
"""How many characters a path and a value may have in a form."""

Steps = tuple[str | int, ...]

_NUMBER = r"-?[0-9][0-9,]{0,20}(\.[0-9]{1,6})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WRITTEN = {
    int: re.compile(r"-?[0-9]{1,9}"),
    Decimal: re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,9})?"),
    Amount: re.compile(rf"([A-Za-z]{{3}} )?{_NUMBER}"),
    Measure: re.compile(rf"{_NUMBER}( [A-Za-z0-9]{{1,3}})?"),
    datetime: re.compile(rf"{_DAY}(T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}}))?"),
}
"""How a value of each type is written. Numbers are short: a rule may have to write them out in full."""

_INDEX = re.compile(r"[1-9][0-9]{0,2}")


class Unfit(ValueError):
    """Something typed that a declaration has no place for; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a field or a row stands: its path such as ``items.1.net_mass``, its steps, and what is declared there.

    ``row`` is True for one of several, such as ``items.1``, which has fields of its own but no value. ``order`` sorts
    places as the message has them.
    """

    path: str
    steps: Steps
    slot: Slot
    row: bool
    order: tuple[int, ...]

    @property
    def pointer(self) -> str:
        """The WCO pointer of the place."""
        return place(Declaration, *self.steps).pointer

    @property
    def words(self) -> Term:
        """The whole way to the place in words, such as "Item 1: Net mass"."""
        return words_of_pointer(self.pointer) or self.slot.spot.label

    @property
    def group(self) -> str:
        """The path of the row that the field stands in; "" for a field of the declaration itself."""
        return ".".join(map(str, self.steps if self.row else self.steps[:-1]))


def field_at(path: str) -> FieldPlace:
    """Return the field or row at a path such as ``items.1.net_mass``; raises Unfit, with the remedy, where there is none."""
    noun: type[Any] = Declaration
    steps: list[str | int] = []
    order: list[int] = []
    slot: Slot | None = None
    parts = path.split(".") if len(path) <= LONGEST_PATH else [""]
    while parts:
        slot = _slot(noun, parts.pop(0)) if slot is None or slot.is_group else None
        if slot is None:
            raise Unfit(_("There is no such field. Choose a path of the list, such as items.1.net_mass."))
        steps.append(slot.name)
        order.append(slots_of(noun).index(slot))
        if slot.repeats:
            number = parts.pop(0) if parts else ""
            if not _INDEX.fullmatch(number):
                raise Unfit(_("%(field)s may occur several times. Say which one, such as %(field)s.1", field=slot.name))
            steps.append(int(number))
            order.append(int(number))
        noun = slot.type
    assert slot is not None
    return FieldPlace(path, tuple(steps), slot, isinstance(steps[-1], int), tuple(order))


def leaf_at(path: str) -> FieldPlace:
    """Return the field at a path; raises Unfit where there is none, or a whole row."""
    found = field_at(path)
    if found.row:
        raise Unfit(_("This is a whole row. Name one of its fields, such as %(path)s", path=f"{path}.{_first(found.slot)}"))
    return found


def _slot(noun: type[Any], name: str) -> Slot | None:
    return next((slot for slot in slots_of(noun) if slot.name == name), None)


def _first(row: Slot) -> str:
    return next(slot.name for slot in slots_of(row.type) if not slot.is_group)


def value_at(noun: Any, steps: Steps) -> Any:
    """Return what a declaration holds at a place; None where there is nothing."""
    for step in steps:
        if isinstance(step, int):
            noun = noun[step - 1] if step <= len(noun) else None
        elif noun is not None:
            noun = getattr(noun, step)
        if noun is None:
            return None
    return noun


def written(value: Any) -> str:
    """Return a value as it would be typed: ``USD 1000.00``, ``11 KGM``, ``2026-05-12``; "" for none.

    A row is told by its values in one line, such as ``X, 26ABCD0123I04560789, 785``; rows within it are left out.
    """
    match value:
        case None:
            return ""
        case Amount():
            return f"{value.currency or ''} {value.value:f}".strip()
        case Measure():
            return f"{value.value:f} {value.unit or ''}".strip()
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple():
            return "; ".join(map(written, value))
        case str() | int():
            return str(value)
    return ", ".join(filter(None, (written(getattr(value, s.name)) for s in slots_of(type(value)) if not s.is_group)))


def allowed(kind: type[Any]) -> str:
    """Say what may be typed into a field of a type."""
    return {
        int: _("Type a whole number, such as 2."),
        Decimal: _("Type a number, such as 1350.25."),
        Amount: _("Type a currency and a sum, such as USD 1000.00."),
        Measure: _("Type a number and a unit, such as 11 KGM."),
        datetime: _("Type a day, such as 2026-05-12, or a time, such as 2026-05-12T09:30+09:00."),
    }.get(kind, _("Type at most %(most)s characters of text.", most=LONGEST_VALUE))


def fit(kind: type[Any], text: str) -> str:
    """Return a value that a field of a type can hold, as it was typed; raises Unfit, with what is allowed, if it cannot."""
    form = _WRITTEN.get(kind)
    if len(text) > LONGEST_VALUE or UNWRITABLE.search(text):
        raise Unfit(allowed(kind))
    if form is None:
        return text
    text = text.strip()
    if not form.fullmatch(text):
        raise Unfit(allowed(kind))
    try:
        parse(kind, text)
    except (ValueError, ArithmeticError) as fault:  # such as the 30th of February
        raise Unfit(allowed(kind)) from fault
    return text


@cache
def known_paths() -> tuple[tuple[str, Term], ...]:
    """Return the paths of all fields with their words, those of the first item and of first rows, for a list to choose from."""
    return tuple((path, field_at(path).words) for path in _paths(Declaration, ()))


def _paths(noun: type[Any], before: tuple[str, ...]) -> Iterator[str]:
    for slot in slots_of(noun):
        if not slot.is_group:
            yield ".".join((*before, slot.name))
        else:
            yield from _paths(slot.type, (*before, slot.name, "1"))
