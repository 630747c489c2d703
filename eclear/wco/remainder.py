"""What a message holds beyond the nouns: found by comparing it with what the nouns would write, and put back in its place.

So nothing can be forgotten: whatever a message holds and the nouns would not write again just so, is carried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

from eclear.casefile.message import DataElement
from eclear.casefile.pointer import Slot
from eclear.wco.guard import SAFE, XSI
from eclear.wco.nouns import said
from eclear.wco.schemas import Part

_DATE = "/DateTimeString"
_WORD = re.compile(r"[^ \t\n\r]+")  # what XML takes for a blank, which is less than Python does

_Branch = dict[str, "_Branch | DataElement"]


def parsed(message: bytes) -> etree._Element:
    """Return the root of a message that eclear has just written itself."""
    return etree.fromstring(message, etree.XMLParser(**SAFE))


def serialised(root: etree._Element) -> bytes:
    """Write a tree as a message, one element a line."""
    etree.indent(root, "  ")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def beyond(received: etree._Element, plain: etree._Element | None, part: Part) -> tuple[DataElement, ...]:
    """List what an element holds beyond its plain form, which is what the nouns would write of it; without one, everything.

    Values are compared as the schema types them: decimals as numbers, codes without the blanks around them, texts as they
    stand. A child that the part does not name is left alone.
    """
    return tuple(_beyond(received, plain, part, ""))


def _beyond(received: etree._Element, plain: etree._Element | None, part: Part, way: str) -> Iterator[DataElement]:
    twins = _rows(plain) if plain is not None else {}
    for tag, rows in _rows(received).items():
        name = etree.QName(tag)
        below = part.part(name.namespace, name.localname)
        if below is None:
            continue
        for n, child in enumerate(rows, 1):
            path = f"{way}{below.name}[{n}]" if below.repeats else way + below.name
            twin = twins[tag][n - 1] if len(twins.get(tag, ())) >= n else None
            if below.value is not None:
                if twin is None or _typed(child, below) != _typed(twin, below):
                    yield DataElement(path, child.text or "", _attributes(child))
            elif len(child):
                yield from _beyond(child, twin, below, path + "/")
            elif twin is None:
                yield DataElement(path, None)


def restore(top: etree._Element, part: Part, named: Mapping[str, Slot], elements: Iterable[DataElement]) -> None:
    """Put carried elements where they stood, in the order of the schema.

    ``named`` are the paths that nouns name. There the noun has the last word: what was carried counts only as long as it
    still says the same, and in rows that are still there.
    """
    branch: _Branch = {}
    for element in elements:
        *steps, last = element.path.split("/")
        here = branch
        for step in steps:
            further = here.setdefault(step, {})
            assert isinstance(further, dict), f"{element.path} stands below a value"
            here = further
        here[last] = element
    _restore(top, part, named, branch, "")


def _restore(here: etree._Element, part: Part, named: Mapping[str, Slot], branch: _Branch, way: str) -> None:
    rows = _rows(here)
    for step, what in branch.items():
        name, _, number = step.partition("[")
        below, path = part.by_name[name], way + name
        same = rows.setdefault(f"{{{below.namespace}}}{name}", [])
        n = int(number.rstrip("]") or 1)
        there = same[n - 1] if n <= len(same) else None
        slot = named.get(path.removesuffix(_DATE))
        if isinstance(what, DataElement) and what.value is not None:
            child = etree.Element(f"{{{below.namespace}}}{name}", dict(what.attributes))
            child.text = what.value or None
            if slot is None or said(slot, child) == (None if there is None else said(slot, there)):
                if there is not None:
                    here.remove(there)
                    same.remove(there)
                _insert(here, part, below, same, child)
        elif there is not None or slot is None or not slot.repeats:  # the nouns say how many rows they have
            child = etree.Element(f"{{{below.namespace}}}{name}") if there is None else there
            if isinstance(what, dict):
                _restore(child, below, named, what, path + "/")
            if there is None and (len(child) or not isinstance(what, dict)):
                _insert(here, part, below, same, child)


def _insert(holder: etree._Element, part: Part, below: Part, same: list[etree._Element], child: etree._Element) -> None:
    """Insert a child behind its like, before everything that the schema wants to come later."""
    later = {f"{{{p.namespace}}}{p.name}" for p in part.parts[part.parts.index(below) + 1 :]}
    holder.insert(next((n for n, other in enumerate(holder) if other.tag in later), len(holder)), child)
    same.append(child)


def _rows(holder: etree._Element) -> dict[str, list[etree._Element]]:
    """The children of an element by their names."""
    rows: dict[str, list[etree._Element]] = {}
    for child in holder:
        rows.setdefault(child.tag, []).append(child)
    return rows


def _attributes(element: etree._Element) -> tuple[tuple[str, str], ...]:
    """The attributes by name, without those that only tell a parser where to find a schema."""
    told = ((str(name), str(value)) for name, value in element.attrib.items())
    return tuple(sorted((name, value) for name, value in told if not name.startswith(XSI)))


def _typed(element: etree._Element, part: Part) -> tuple[Decimal | str, dict[str, str]]:
    """The value and the attributes of an element as the schema types them."""
    attributes = {
        name: value if part.attributes[name][0].kind == "string" else _token(value) for name, value in _attributes(element)
    }
    text, kind = element.text or "", part.value.kind if part.value else ""
    if kind == "decimal":
        try:
            return Decimal(text.strip()), attributes
        except InvalidOperation:  # only in a message that the schema refuses
            return text, attributes
    return _token(text) if kind == "token" else text, attributes


def _token(text: str) -> str:
    return " ".join(_WORD.findall(text))
