"""The messages of a pack: filled in for a variant and read as customs would read them; and whether they alone tell the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import Spot
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.reading import Outcome
from eclear.training.pack_shape import Document, Faults, Node, nearest
from eclear.training.pack_words import Values
from eclear.training.packs import FILE
from eclear.training.toml_lines import Outline
from eclear.wco import Schemas, locate, read
from eclear.wco.schemas import home

Fact = tuple[str, str]
"""A field of a declaration by its path, and one of its values; "present" where only that it is there can tell."""

_NUMBER = re.compile(rb"\{number:[^{}]*\}")
_PLACEHOLDER = b"00000-26-000001M"
_WORDS = re.compile(r"(Name|Line|CityName|Description|StatementDescription|PostcodeID|MarksNumbersID)$")


@cache
def schemas() -> Schemas:
    """The schemas that eclear brings along, read once."""
    return Schemas(home())


class Messages:
    """The messages of a pack as files, and which of them are used."""

    def __init__(self, files: Mapping[str, bytes], faults: Faults) -> None:
        self.faults = faults
        self.texts = {name: body.decode("utf-8") for name, body in files.items() if name.startswith("messages/")}
        self.used: set[str] = set()
        self.filled: dict[tuple[str, str, bool], bytes | None] = {}
        self.looked: dict[tuple[str, bytes], Declaration | None] = {}

    def body(self, node: Node, key: str, values: Values) -> bytes | None:
        """Return the message that a key of a table names, filled in; None where it names none, or one that is not there."""
        name = node[key]
        if not name:
            return None
        if name not in self.texts:
            node.fault(key, f"There is no file {name[:80]!r} in the pack. {nearest(name, self.texts)}")
            return None
        self.used.add(name)
        made = (name, values.variant, bool(values.hidden))
        if made not in self.filled:
            self.filled[made] = self._fill(name, values)
        return self.filled[made]

    def _fill(self, name: str, values: Values) -> bytes | None:
        text = self.texts[name]
        document = Document(name, self.faults)
        escaped = replace(values, known={one: escape(value) for one, value in values.known.items()})
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if "{" in line or "}}" in line:
                document.outline = Outline({("",): number + 1})
                lines[number] = escaped.fill(document, ("",), line, most=FILE)
        filled = "\n".join(lines).encode()
        if len(filled) > FILE:
            self.faults.add(name, 0, "", "With its values the message has more than 1 MiB. Shorten it.")
            return None
        return filled

    def sound(self, name: str, body: bytes, variant: str) -> Declaration | None:
        """Return the declaration in a message that customs would take in; otherwise None, with its faults."""
        if (name, body) not in self.looked:
            self.looked[name, body] = self._look(name, body, variant)
        return self.looked[name, body]

    def _look(self, name: str, body: bytes, variant: str) -> Declaration | None:
        probe = _NUMBER.sub(_PLACEHOLDER, body)
        reading = read(probe, schemas())
        if reading.outcome is Outcome.ACCEPT and reading.declaration is not None:
            return reading.declaration
        for finding in locate(probe, reading.findings, schemas()) or ():
            self.faults.add(name, finding.place.line or 0, f"variant {variant}", finding.message)
        if not reading.findings:
            self.faults.add(name, 0, f"variant {variant}", "This is no declaration. Put a WCO declaration in its place.")
        return None

    def check_unused(self) -> None:
        """Note the messages that nothing uses."""
        for name in sorted(self.texts.keys() - self.used):
            self.faults.add(name, 0, "", "Nothing uses this message. Name it in scenario.toml or truth.toml, or leave it out.")


def telling(guilty: list[Declaration], innocent: list[Declaration]) -> Iterator[Fact]:
    """Yield what the declaration alone gives away: what all guilty variants declare and no innocent one, or the other way.

    Names, descriptions, amounts, masses and counts do not count: they are what variants are made of, and what evidence is
    about. What differs from variant to variant tells nothing either.
    """
    if not guilty or not innocent:
        return
    sides = [[frozenset(_facts(declaration)) for declaration in side] for side in (guilty, innocent)]
    for one, other in (sides, sides[::-1]):
        yield from sorted(frozenset.intersection(*one) - frozenset().union(*other))


def _facts(noun: Any, before: str = "") -> Iterator[Fact]:
    for slot in fields(noun):
        spot = slot.metadata.get("wco")
        path = before + (spot.path if isinstance(spot, Spot) else slot.name)
        value = getattr(noun, slot.name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is None:
                continue
            yield path, "present"
            if isinstance(one, str | date) and not _WORDS.search(path):
                yield path, str(one)
            elif is_dataclass(one) and not isinstance(one, Amount | Measure | Decimal):
                yield from _facts(one, f"{path}/")
