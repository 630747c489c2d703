"""A declaration being written: every field as the text that somebody typed, and the message that it makes so far.

A draft keeps texts, not values. What can be read is read into the nouns of :mod:`eclear.casefile.declaration`; what cannot,
such as ``12 kilos`` in a mass, stays as it was typed, and goes into the message at its place as an element that is carried.
So form and message are two views of one thing: the schema finds the same fault that the form shows, and nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eclear.casefile.amendment import Amends
from eclear.casefile.declaration import Declaration
from eclear.casefile.message import DataElement, Message, Wrapper
from eclear.casefile.pointer import Slot, slot_of, slots_of
from eclear.casefile.preparation import Preparation
from eclear.casefile.preparation import as_json as preparation_json
from eclear.casefile.preparation import from_json as preparation_of
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.words import UNWRITABLE

Steps = tuple[str | int, ...]
"""The way to a field or a row, such as ``("items", 2, "net_mass")``; a number is one of several, counted from 1."""

Texts = dict[str, Any]
"""The texts of a noun by the names of its fields: a text, or for a field of several rows a list of further texts."""

NUMBER = re.compile(r"[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,16})(\.[0-9]{1,16})?")
"""How people type a number: digits, commas between thousands, a point before decimals."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is not what its field holds: where it stands, and the field."""

    steps: Steps
    slot: Slot
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A declaration as far as it is filled in: its wrapper, the texts of its fields, and what it carries besides.

    ``amends`` says which declaration it amends; None for a new one.
    ``prepared`` are the trade papers that it was filled in from, and how; None for one that was begun without papers.
    """

    wrapper: Wrapper
    texts: Texts
    carried: tuple[DataElement, ...] = ()
    amends: Amends | None = None
    prepared: Preparation | None = None

    def text(self, steps: Steps) -> str:
        """Return what stands in a field as it was typed; "" for nothing."""
        here: Any = self.texts
        for step in steps:
            here = _step(here, step)
        return here or ""

    def holds(self, steps: Steps) -> bool:
        """True if somebody has filled in what is there: a field with a text, a kind with rows."""
        if not steps or isinstance(steps[-1], int):
            return True
        slot = slot_at(steps)
        return bool(self.rows(steps)) if slot.repeats else not is_blank(slot.type, self.text(steps))

    def rows(self, steps: Steps) -> list[Texts]:
        """Return the rows of a field that may occur several times; none where the way is not there yet."""
        here: Any = self.texts
        for step in steps:
            here = _step(here, step)
        return list(here or ())

    @property
    def items(self) -> int:
        """How many goods items there are."""
        return len(self.texts.get("items", []))

    def reading(self) -> tuple[Declaration, tuple[Unread, ...]]:
        """Return the declaration that the texts make, and what of them cannot be read."""
        unread: list[Unread] = []
        return _read(Declaration, self.texts, (), unread), tuple(unread)

    def message(self) -> Message:
        """Return the draft as a message; a text that cannot be read is carried in it at its place."""
        declaration, unread = self.reading()
        return Message(self.wrapper, declaration, self.carried + tuple(map(_carried, unread)))

    def changed(self, changes: Mapping[Steps, str]) -> Draft:
        """Return the draft with other texts in some fields. A row one past the last is added; raises LookupError beyond."""
        texts = self.texts
        for steps, text in changes.items():
            texts = _put(texts, steps, UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text))
        return replace(self, texts=texts)

    def with_row(self, steps: Steps, row: Texts) -> Draft:
        """Return the draft with one more row at the end of a field that may occur several times."""
        return replace(self, texts=_put(self.texts, (*steps, len(self.rows(steps)) + 1), row))

    def without_row(self, steps: Steps) -> Draft:
        """Return the draft without one row, such as ``("items", 2)``, and without what is carried in it."""
        *way, number = steps
        assert isinstance(number, int)
        rows = self.rows(tuple(way))
        texts = _put(self.texts, tuple(way), rows[: number - 1] + rows[number:])
        gone = f"{element_path(tuple(way))}["
        prepared = self.prepared.without_item(number) if self.prepared and way == ["items"] else self.prepared
        return replace(self, texts=texts, carried=tuple(_renumbered(self.carried, gone, number)), prepared=prepared)


def draft_of(message: Message) -> Draft:
    """Return a message as a draft: the texts of its fields as they would be typed.

    What is carried because its field cannot hold it, such as ``1320,5`` in a mass, becomes the text of that field.
    """
    draft, carried, lifted = Draft(message.wrapper, _texts(message.declaration)), [], {}
    for element in message.carried:
        steps = _steps(element.path.removesuffix("/DateTimeString"))
        if steps and (element.value or "").strip() and not draft.text(steps):
            unit = dict(element.attributes).get({Amount: "currencyID", Measure: "unitCode"}.get(slot_at(steps).type, ""), "")
            lifted[steps] = joined(slot_at(steps).type, element.value or "", unit)
        else:
            carried.append(element)
    return replace(draft.changed(lifted), carried=tuple(carried))


def as_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as plain JSON, to be kept."""
    wrapper = {slot.name: getattr(draft.wrapper, slot.name) for slot in slots_of(Wrapper)}
    amends = {"amends": asdict(draft.amends)} if draft.amends else {}
    return (
        amends
        | {
            "wrapper": wrapper,
            "wrapper_carried": [_element_json(element) for element in draft.wrapper.carried],
            "texts": draft.texts,
            "carried": [_element_json(element) for element in draft.carried],
        }
        | ({"prepared": preparation_json(draft.prepared)} if draft.prepared else {})
    )


def from_json(kept: Mapping[str, Any]) -> Draft:
    """Return the draft that :func:`as_json` has told."""
    wrapper = Wrapper(**kept["wrapper"], carried=tuple(map(_element, kept["wrapper_carried"])))
    told = kept.get("amends")
    amends = Amends(**(told | {"applied": tuple(told["applied"])})) if told else None
    prepared = preparation_of(kept["prepared"]) if "prepared" in kept else None
    return Draft(wrapper, kept["texts"], tuple(map(_element, kept["carried"])), amends, prepared)


def element_path(steps: Steps) -> str:
    """Return the path of a field's element below the declaration, such as ``GoodsShipment/GovernmentAgencyGoodsItem[2]``."""
    noun: type[Any] = Declaration
    parts: list[str] = []
    for step in steps:
        if isinstance(step, int):
            parts[-1] += f"[{step}]"
        else:
            slot = slot_of(noun, step)
            parts.append(slot.spot.path)
            noun = slot.type
    return "/".join(parts)


def slot_at(steps: Steps) -> Slot:
    """Return the field at the end of a way; raises LookupError where there is none."""
    noun: type[Any] = Declaration
    slot: Slot | None = None
    for step in steps:
        if isinstance(step, str):
            slot = slot_of(noun, step)
            noun = slot.type
    if slot is None:
        raise LookupError("the way has no step")
    return slot


def parted(kind: type[Any], text: str) -> tuple[str, str]:
    """Return the number and the unit of an amount (its currency) or of a measure, both as typed; "" for the unit of others."""
    if kind is Amount:
        currency, _, number = text.partition(" ")
        return number, currency
    if kind is Measure:
        number, _, unit = text.rpartition(" ")
        return number, unit
    return text, ""


def joined(kind: type[Any], number: str, unit: str) -> str:
    """Return number and unit as one text: ``USD 1000.00`` or ``11 KGM``; "" if both are empty."""
    number, unit = number.strip(), "".join(unit.split())
    if not (number or unit) or kind not in (Amount, Measure):
        return number
    return f"{unit} {number}" if kind is Amount else f"{number} {unit}"


def typed(value: Any) -> str:
    """Return a value as it would be typed into its field; "" for none."""
    match value:
        case None:
            return ""
        case Amount():
            return joined(Amount, f"{value.value:f}", value.currency or "")
        case Measure():
            return joined(Measure, f"{value.value:f}", value.unit or "")
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return str(value)


def is_blank(kind: type[Any], text: str) -> bool:
    """True if nothing was typed; a unit alone is nothing."""
    return not parted(kind, text)[0].strip()


def read(kind: type[Any], text: str) -> Any:
    """Read what was typed into a field of a type; None if it is blank. Raises ValueError for what is none of its values."""
    number, unit = (part.strip() for part in parted(kind, text))
    if not number:
        return None
    if kind is str:
        return number
    if kind is datetime:
        return _moment(number)
    if not NUMBER.fullmatch(number):
        raise ValueError(f"{number!r} is no number")
    digits = number.replace(",", "")
    if kind is int:
        if len(digits.lstrip("+-")) > 8:
            raise ValueError(f"{number!r} has more than 8 digits")
        return int(digits)
    return Decimal(digits) if kind is Decimal else kind(Decimal(digits), unit or None)


def _moment(text: str) -> date | datetime:
    if len(text) == 10:
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return found


def _steps(path: str) -> Steps | None:
    """Return the way to the field whose element stands at a path; None where no noun names it."""
    noun: type[Any] = Declaration
    steps: list[str | int] = []
    parts = path.split("/")
    while parts:
        names = [part.partition("[")[0] for part in parts]
        for slot in slots_of(noun):
            way = slot.spot.path.split("/")
            if names[: len(way)] == way and (slot.is_group or len(way) == len(parts)):
                steps.append(slot.name)
                if slot.repeats:
                    steps.append(int(parts[len(way) - 1].partition("[")[2].rstrip("]") or 1))
                parts, noun = parts[len(way) :], slot.type
                break
        else:
            return None
    return tuple(steps) if isinstance(steps[-1], str) else None


def _texts(noun: Any) -> Texts:
    texts: Texts = {}
    for slot in slots_of(type(noun)):
        value = getattr(noun, slot.name)
        if slot.repeats:
            if value:
                texts[slot.name] = [_texts(row) for row in value]
        elif value is not None:
            texts[slot.name] = typed(value)
    return texts


def _read(noun: type[Any], texts: Texts, way: Steps, unread: list[Unread]) -> Any:
    values: dict[str, Any] = {}
    for name, text in texts.items():
        slot = slot_of(noun, name)
        if slot.repeats:
            values[name] = tuple(_read(slot.type, row, (*way, name, n), unread) for n, row in enumerate(text, 1))
            continue
        try:
            value = read(slot.type, text)
        except ValueError:
            unread.append(Unread((*way, name), slot, text))
        else:
            values[name] = value
    return noun(**values)


def _carried(unread: Unread) -> DataElement:
    path, kind = element_path(unread.steps), unread.slot.type
    number, unit = parted(kind, unread.text)
    if kind is datetime:
        return DataElement(f"{path}/DateTimeString", number.strip(), (("formatCode", "102"),))
    name = {Amount: "currencyID", Measure: "unitCode"}.get(kind, "")
    return DataElement(path, number.strip(), ((name, unit),) if name and unit else ())


def _step(here: Any, step: str | int) -> Any:
    """Go one step into texts; None where nothing is."""
    if not here:
        return None
    if isinstance(step, int):
        return here[step - 1] if step <= len(here) else None
    return here.get(step)


def _put(texts: Any, steps: Steps, value: Any) -> Any:
    """Copy what is on the way and leave the rest: a declaration may have hundreds of items."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        inner = texts.get(step)
        if rest:
            inner = inner or []
        return {**texts, step: _put(inner, rest, value)}
    if not 1 <= step <= len(texts) + 1:
        raise LookupError(f"there is no row {step}")
    row = texts[step - 1] if step <= len(texts) else {}
    return [*texts[: step - 1], _put(row, rest, value), *texts[step:]]


def _renumbered(carried: tuple[DataElement, ...], row: str, gone: int) -> Iterator[DataElement]:
    for element in carried:
        if not element.path.startswith(row):
            yield element
            continue
        number, _, rest = element.path.removeprefix(row).partition("]")
        if int(number) != gone:
            yield replace(element, path=f"{row}{int(number) - (int(number) > gone)}]{rest}")


def _element_json(element: DataElement) -> list[Any]:
    return [element.path, element.value, [list(pair) for pair in element.attributes]]


def _element(kept: list[Any]) -> DataElement:
    path, value, attributes = kept
    return DataElement(path, value, tuple((name, said) for name, said in attributes))
