"""How one value is said in two profiles: the converters that a table names, each in both directions.

``text`` as it stands · ``amount [PATH]`` several added up, in the currency of PATH if they name none · ``codes FILE`` by a
code list · ``date OFFSET`` bare digits of a local time · ``measure ATTRIBUTE FILE`` a measure whose unit stands in ATTRIBUTE
and comes from a list. And what follows by itself: ``constant VALUE``, ``count PATH``, ``number`` (which of its like).
"""

from __future__ import annotations

import csv
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from eclear.wco.nouns import moment
from eclear.wco.profiles.nodes import Node, Said

DAY, MOMENT = "102", "304"


class Cannot(Exception):
    """A value has no equal on the other side; says why, in words that end a sentence about it."""


class Converter(ABC):
    """Turns what is said there into what is said here and back; raises :class:`Cannot` where that is impossible."""

    attributes_there: frozenset[str] = frozenset()
    attributes_here: frozenset[str] = frozenset()
    """The attributes that belong to the value itself, on either side."""

    @abstractmethod
    def inward(self, said: Sequence[Said], message: Node) -> Said:
        """Say here what was said there."""

    @abstractmethod
    def outward(self, said: Sequence[Said], message: Node) -> Said:
        """Say there what was said here."""

    def is_same(self, one: Said, other: Said) -> bool:
        """True if both say the same."""
        return one.text == other.text


class Given(ABC):
    """A value that follows from the message itself."""

    @abstractmethod
    def of(self, leaf: Node, message: Node) -> str:
        """The value of an element of this message."""


class AsItStands(Converter):
    """The same text on both sides."""

    def inward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the first value as it stands."""
        return Said(said[0].text, {})

    outward = inward


class Added(Converter):
    """Amounts there that are one amount here."""

    attributes_there = attributes_here = frozenset({"currencyID"})

    def __init__(self, currency: str = "") -> None:
        self._currency = currency

    def inward(self, said: Sequence[Said], message: Node) -> Said:
        """Add the amounts up; they must be in one currency."""
        usual = next(iter(message.children.get(self._currency, ())), None)
        stated = None if usual is None else usual.attributes.get("currencyID")
        currencies = {one.attributes.get("currencyID", stated) for one in said}
        if len(currencies) > 1:
            raise Cannot("The amounts are in different currencies and cannot be added")
        currency = currencies.pop()
        total = said[0].text if len(said) == 1 else f"{sum(Decimal(one.text) for one in said):f}"
        return Said(total, {"currencyID": currency} if currency else {})

    def outward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the amount as it stands."""
        currency = said[0].attributes.get("currencyID")
        return Said(said[0].text, {"currencyID": currency} if currency else {})

    def is_same(self, one: Said, other: Said) -> bool:
        """True if both are the same amount; a currency that is understood need not be named."""
        named = {said.attributes.get("currencyID") for said in (one, other)} - {None}
        return one.text == other.text and len(named) < 2


@dataclass(frozen=True, slots=True)
class _Code:
    there: str
    here: str
    path: tuple[str, ...]
    values: tuple[str, ...]

    def holds(self, message: Node) -> bool:
        """True if the message says what this line of the list asks for."""
        found = [message]
        for name in self.path:
            found = [child for node in found for child in node.children.get(name, ())]
        return not self.path or any(node.said.text.strip() in self.values for node in found)


class Codes(Converter):
    """A code list of the profile: columns there, here and, optionally, when (PATH=VALUE|VALUE in the message there).

    The first line that fits decides. ``IM*`` here stands for every code that begins so, on the way there only; a line
    with ``*`` on both sides lets every other code pass as it stands.
    """

    def __init__(self, file: Path) -> None:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        self.name, self._codes = file.stem, [_code(row) for row in rows]

    def inward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the code of the list here."""
        text = said[0].text
        for code in self._codes:
            if code.there in (text, "*") and code.holds(message) and (code.here == "*" or not code.here.endswith("*")):
                return Said(text if code.here == "*" else code.here, {})
        raise Cannot(f"{text!r} is not in the list of {self.name}")

    def outward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the code of the list there."""
        text = said[0].text
        for code in self._codes:
            if code.here == text or (code.here.endswith("*") and text.startswith(code.here[:-1])):
                return Said(text if code.there == "*" else code.there, {})
        raise Cannot(f"{text!r} is not in the list of {self.name}")


def _code(row: dict[str, str]) -> _Code:
    path, _, values = (row.get("when") or "").partition("=")
    return _Code(row["there"], row["here"], tuple(filter(None, path.split("/"))), tuple(values.split("|")))


class LocalTime(Converter):
    """Bare digits of a local time there, a day or a moment with its offset here."""

    attributes_here = frozenset({"formatCode"})

    def __init__(self, offset: str) -> None:
        self._offset, self._zone = offset, timezone(timedelta(hours=int(offset)))

    def inward(self, said: Sequence[Said], message: Node) -> Said:
        """Say which day, or which moment with its offset."""
        digits = said[0].text.strip()
        return Said(digits, {"formatCode": DAY}) if len(digits) == 8 else Said(digits + self._offset, {"formatCode": MOMENT})

    def outward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the day, or the moment as the clocks there show it."""
        read = moment(said[0].text)
        if read is None:
            raise Cannot(f"{said[0].text!r} is no day of the calendar or no time of the day")
        if isinstance(read, datetime):
            return Said(f"{read.astimezone(self._zone):%Y%m%d%H%M%S}", {})
        return Said(f"{read:%Y%m%d}", {})

    def is_same(self, one: Said, other: Said) -> bool:
        """True if both are the same day, or the same moment."""
        a, b = self._read(one), self._read(other)
        return one.text.strip() == other.text.strip() if a is None else a == b and type(a) is type(b)

    def _read(self, said: Said) -> date | datetime | None:
        return moment(said.text) if said.attributes or len(said.text.strip()) == 8 else moment(said.text.strip() + self._offset)


class InUnits(Converter):
    """A measure whose unit is called differently and stands in another attribute."""

    def __init__(self, attribute: str, units: Codes) -> None:
        self._attribute, self._units = attribute, units
        self.attributes_there, self.attributes_here = frozenset({attribute}), frozenset({"unitCode"})

    def inward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the measure with the unit of UN Rec. 20."""
        unit = said[0].attributes.get(self._attribute, "").strip()
        return Said(said[0].text, {"unitCode": self._units.inward([Said(unit, {})], message).text} if unit else {})

    def outward(self, said: Sequence[Said], message: Node) -> Said:
        """Say the measure with the unit of the profile."""
        unit = said[0].attributes.get("unitCode", "").strip()
        return Said(said[0].text, {self._attribute: self._units.outward([Said(unit, {})], message).text} if unit else {})

    def is_same(self, one: Said, other: Said) -> bool:
        """True if number and unit are equal."""
        units = [next((u for u in said.attributes.values()), "").strip() for said in (one, other)]
        return one.text == other.text and units[0] == units[1]


@dataclass(frozen=True, slots=True)
class Constant(Given):
    """Always the same value."""

    value: str

    def of(self, leaf: Node, message: Node) -> str:
        """The value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Count(Given):
    """How many there are of something in the message."""

    path: tuple[str, ...]

    def of(self, leaf: Node, message: Node) -> str:
        """Count them."""
        found = [message]
        for name in self.path:
            found = [child for node in found for child in node.children.get(name, ())]
        return str(len(found))


class Numbered(Given):
    """Which of its like the element around it is."""

    def of(self, leaf: Node, message: Node) -> str:
        """The number of the row."""
        return str(leaf.parent.number if leaf.parent is not None else 1)


_MAKERS: dict[str, tuple[int, Callable[[list[str], Path], Converter | Given]]] = {
    "text": (0, lambda words, folder: AsItStands()),
    "amount": (-1, lambda words, folder: Added(*words)),
    "codes": (1, lambda words, folder: Codes(folder / words[0])),
    "date": (1, lambda words, folder: LocalTime(words[0])),
    "measure": (2, lambda words, folder: InUnits(words[0], Codes(folder / words[1]))),
    "constant": (1, lambda words, folder: Constant(words[0])),
    "count": (1, lambda words, folder: Count(tuple(words[0].split("/")))),
    "number": (0, lambda words, folder: Numbered()),
}


def of(said: str, folder: Path) -> Converter | Given:
    """Return the converter that a table names; raises ValueError for one that does not exist."""
    name, *words = said.split()
    expected, make = _MAKERS.get(name, (None, None))
    if make is None or expected is None:
        raise ValueError(f"{name!r} is no converter; there are rows, {', '.join(sorted(_MAKERS))}")
    if expected >= 0 and len(words) != expected:
        raise ValueError(f"{name} is followed by {expected} words, not {len(words)}")
    return make(words, folder)
