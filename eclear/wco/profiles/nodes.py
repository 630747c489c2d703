"""A message as plain elements: each knows what the schema says about it and, when it was carried over, from where.

A message of one profile becomes a message of another by making the elements of the other one. Children are kept by name
and in rows, in the order of the schema, so that writing them needs no thought.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from eclear.wco import places
from eclear.wco.schemas import Part, Value

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


class Said(NamedTuple):
    """What one element says: its text and its attributes."""

    text: str
    attributes: dict[str, str]


class Node:
    """One element: its part of the schema, what it says, its children, and the element it was made from."""

    __slots__ = ("attributes", "children", "line", "number", "origin", "parent", "part", "text")

    def __init__(self, part: Part, parent: Node | None = None, origin: Node | None = None) -> None:
        self.part, self.parent, self.origin = part, parent, origin
        self.children: dict[str, list[Node]] = {}
        self.text: str | None = None
        self.attributes: dict[str, str] = {}
        self.line: int | None = None
        self.number = 1
        if parent is not None:
            row = parent.children.setdefault(part.name, [])
            row.append(self)
            self.number = len(row)

    def add(self, name: str, origin: Node | None) -> Node:
        """Add a child of this name behind its like."""
        return Node(self.part.by_name[name], self, origin)

    def drop(self) -> None:
        """Take the element out again; it must be the last of its row."""
        if self.parent is not None:
            self.parent.children[self.part.name].pop()

    @property
    def said(self) -> Said:
        """What the element says, without the blanks around it where they do not count."""
        text = self.text or ""
        value = self.part.value
        return Said(text if value is not None and value.kind == "string" else text.strip(), self.attributes)

    @property
    def path(self) -> str:
        """Where the element stands below the root, such as ``GoodsShipment/GovernmentAgencyGoodsItem[2]/Origin``."""
        steps: list[str] = []
        here = self
        while here.parent is not None:
            repeats = here.part.repeats or here.number > 1
            steps.append(f"{here.part.name}[{here.number}]" if repeats else here.part.name)
            here = here.parent
        return "/".join(reversed(steps))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the elements from below the root to this one."""
        above = self.parent.names if self.parent is not None else ()
        return (*above, self.part.name) if self.parent is not None else ()

    def rows(self) -> Iterator[Node]:
        """Go through the children in the order of the schema."""
        for part in self.part.parts:
            yield from self.children.get(part.name, ())

    def leaves(self) -> Iterator[Node]:
        """Go through the elements at and below this one that hold no others."""
        is_leaf = True
        for child in self.rows():
            is_leaf = False
            yield from child.leaves()
        if is_leaf:
            yield self


def of(element: etree._Element, part: Part) -> Node:
    """Return a valid element with all that is in it as nodes."""
    return _of(element, part, None)


def _of(element: etree._Element, part: Part, parent: Node | None) -> Node:
    node = Node(part, parent)
    node.line = places.line(element)
    node.attributes = {str(name): str(value) for name, value in element.attrib.items() if not str(name).startswith("{")}
    for child in element:
        _of(child, part.by_name[etree.QName(child).localname], node)
    if not part.parts:
        node.text = element.text or ""
    return node


def write(node: Node, prefix: Callable[[Node], str], depth: int = 0) -> str:
    """Write an element and all that is in it, a line each; what was made and stayed empty is left out."""
    lines: list[str] = []
    _write(node, prefix, depth, lines)
    return "\n".join(lines) + "\n"


def _write(node: Node, prefix: Callable[[Node], str], depth: int, lines: list[str]) -> None:
    name, margin = prefix(node) + node.part.name, "  " * depth
    if not node.part.parts:
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in node.attributes.items())
        lines.append(f"{margin}<{name}{attributes}>{escape(node.text or '', {chr(13): '&#13;'})}</{name}>")
        return
    inner: list[str] = []
    for child in node.rows():
        _write(child, prefix, depth + 1, inner)
    if inner:
        lines += [f"{margin}<{name}>", *inner, f"{margin}</{name}>"]


def fits(part: Part, said: Said) -> str | None:
    """Say what an element may hold if it cannot hold this; None if it can."""
    if part.value is None or not _may_be(part.value, said.text):
        return str(part.value)
    for name, text in said.attributes.items():
        allowed = part.attributes.get(name)
        if allowed is None or not _may_be(allowed[0], text):
            return f"{name} {allowed[0]}" if allowed else f"no {name}"
    missing = next((name for name, (_, required) in part.attributes.items() if required and name not in said.attributes), None)
    return f"a value with {missing}" if missing else None


def _may_be(value: Value, text: str) -> bool:
    """True if a value keeps the facets of its type."""
    if value.kind not in ("string", "date"):
        text = " ".join(text.split())
    if value.allowed:
        return text in value.allowed
    if value.kind == "decimal":
        return _is_number(value, text)
    if value.pattern and ("\r" in text or not re.fullmatch(value.pattern, text)):
        return False
    if value.exact is not None:
        return len(text) == value.exact
    return (value.shortest or 0) <= len(text) and (value.longest is None or len(text) <= value.longest)


def _is_number(value: Value, text: str) -> bool:
    if not _DECIMAL.fullmatch(text):
        return False
    _, digits, exponent = Decimal(text).normalize().as_tuple()
    behind = max(0, -int(exponent))
    whole = max(0, len(digits) + int(exponent)) if any(digits) else 0
    if value.fraction is not None and behind > value.fraction:
        return False
    return value.digits is None or whole + behind <= value.digits
