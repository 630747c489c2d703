"""Where something stands in a declaration: the WCO pointer, the element path and the words for it.

Every field of a noun is declared once, with :func:`wco`: the element path below its parent, the WCO ids of the same
steps, and its label. The reader, the writer, the pointers, the rows on a page and the examples of the rules all come
from that one line.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import Term

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Spot:
    """What one field of a noun is in the message.

    ``path`` are the element names below the parent, ``ids`` the WCO class or element ids of the same steps: the last
    one is an element id (a TagID in a WCO pointer) unless the field is a group of its own.
    """

    path: str
    ids: str
    label: Term


def wco(path: str, ids: str, en: str, ko: str = "") -> Any:
    """Declare a field that occurs at most once: element path, WCO ids, label in English and Korean."""
    return field(default=None, metadata={"wco": Spot(path, ids, Term(en, ko))})


def many(path: str, ids: str, en: str, ko: str = "") -> Any:
    """Declare a field that may occur several times and is read as a tuple."""
    return field(default=(), metadata={"wco": Spot(path, ids, Term(en, ko))})


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a finding: WCO pointer such as ``42A/67A/68A[2]/23A/65A/126``, XPath, and the line if it is known."""

    pointer: str
    xpath: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One declared field, resolved: its name, its spot, the type of one value, and whether it repeats."""

    name: str
    spot: Spot
    type: type[Any]
    repeats: bool

    @property
    def is_group(self) -> bool:
        """True when the value is a noun with fields of its own."""
        return is_dataclass(self.type) and self.type not in (Amount, Measure)


_slots: dict[type[Any], dict[str, Slot]] = {}


def _known(noun: type[Any]) -> dict[str, Slot]:
    if noun not in _slots:
        hints = typing.get_type_hints(noun)
        _slots[noun] = {f.name: _slot(f, hints[f.name]) for f in fields(noun) if "wco" in f.metadata}
    return _slots[noun]


def slots_of(noun: type[Any]) -> tuple[Slot, ...]:
    """Return the declared fields of a noun, in the order of its class."""
    return tuple(_known(noun).values())


def _slot(f: Field[Any], hint: Any) -> Slot:
    if typing.get_origin(hint) is tuple:
        return Slot(f.name, f.metadata["wco"], typing.get_args(hint)[0], True)
    members = [t for t in typing.get_args(hint) if t is not types.NoneType] or [hint]
    return Slot(f.name, f.metadata["wco"], datetime if set(members) == {date, datetime} else members[0], False)


def slot_of(noun: type[Any], name: str) -> Slot:
    """Return one declared field of a noun; raises LookupError for a name that the noun does not declare."""
    try:
        return _known(noun)[name]
    except KeyError:
        raise LookupError(f"{noun.__name__} declares no field {name!r}") from None


def place(noun: type[Any], *steps: str | int) -> Place:
    """Return the address of a field, for example ``place(Declaration, "items", 2, "gross_mass")``.

    A number selects one of several, counted from 1. Raises LookupError for a step that does not exist.
    """
    pointer, xpath = ["42A"], ["", "MetaData", "Declaration"]
    slot: Slot | None = None
    for step in steps:
        if isinstance(step, int):
            pointer[-1] += f"[{step}]"
            xpath[-1] += f"[{step}]"
            continue
        slot = slot_of(slot.type if slot else noun, step)
        pointer += slot.spot.ids.split("/")
        xpath += slot.spot.path.split("/")
    return Place("/".join(pointer), "/".join(xpath))


def label(noun: type[Any], *steps: str | int) -> Term:
    """Return the label of the last named field of a path such as ``("items", 2, "gross_mass")``."""
    found = Term("Declaration", "신고서")
    for step in steps:
        if isinstance(step, str):
            slot = slot_of(noun, step)
            noun, found = slot.type, slot.spot.label
    return found


def changed(noun: Noun, changes: Mapping[str, str | None]) -> Noun:
    """Return the noun with some fields replaced, addressed like ``"items.1.net_mass": "11 KGM"``.

    A value is written as it would be typed: ``"USD 1000.00"``, ``"11 KGM"``, ``"2026-05-12"``; None takes the field out,
    and None on a numbered place takes that one out of its row. A number one past the end adds a new one. This is how the
    examples of the rules are told: start from a sound declaration and change one thing. Raises LookupError for a field
    that does not exist.
    """
    for path, text in changes.items():
        noun = _change(noun, path.split("."), text)
    return noun


def _change(noun: Any, steps: list[str], text: str | None) -> Any:
    slot, rest = slot_of(type(noun), steps[0]), steps[1:]
    if not slot.repeats:
        return replace(noun, **{slot.name: None if text is None else parse(slot.type, text)})
    if not rest:
        values = () if text is None else tuple(parse(slot.type, part) for part in text.split(", "))
        return replace(noun, **{slot.name: values})
    row, index = list(getattr(noun, slot.name)), int(rest[0]) - 1
    if text is None and len(rest) == 1:
        del row[index]
    else:
        if index == len(row):
            row.append(slot.type() if slot.is_group else None)
        row[index] = _change(row[index], rest[1:], text) if rest[1:] else parse(slot.type, text or "")
    return replace(noun, **{slot.name: tuple(row)})


def parse(kind: type, text: str) -> Any:
    """Read one typed value from the way a person writes it; raises ValueError or ArithmeticError if it is none."""
    if kind is Amount:
        currency, _, number = text.rpartition(" ")
        return Amount(Decimal(number.replace(",", "")), currency or None)
    if kind is Measure:
        number, _, unit = text.partition(" ")
        return Measure(Decimal(number.replace(",", "")), unit or None)
    if kind is datetime:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    return kind(text)


__all__ = ["Place", "Slot", "Spot", "changed", "label", "many", "parse", "place", "slot_of", "slots_of", "wco"]
