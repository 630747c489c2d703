"""Where an element of a message stands: its WCO pointer, its path, its line, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import cast

from lxml import etree

from eclear.casefile.declaration import Declaration
from eclear.casefile.pointer import Place, slots_of
from eclear.wco.schemas import Part, Shape


class Chart:
    """One message and the schema it is held against: where each element stands, and what the schema says about it.

    Children are numbered once for each parent, so that a hundred findings among a hundred thousand siblings are found as
    quickly as one.
    """

    def __init__(self, root: etree._Element, shape: Shape) -> None:
        self.root, self.shape = root, shape
        self._names: dict[etree._Element, dict[str, list[etree._Element]]] = {}
        self._rows: dict[etree._Element, dict[etree._Element, str]] = {}

    def place(self, element: etree._Element, missing: str | None = None) -> Place:
        """Return the place of an element, or of a child that is missing in it.

        The pointer ends where the WCO numbers end: an element that the schema does not know has the pointer of its parent.
        """
        pointer: list[str] = []
        xpath = [""]
        part: Part | None = None
        parts: tuple[Part, ...] = self.shape.parts
        for step in _way(element):
            name = etree.QName(step)
            part = next((p for p in parts if p.name == name.localname and p.namespace == name.namespace), None)
            parts = part.parts if part else ()
            index = self._index(step, part is not None and part.repeats)
            xpath.append(name.localname + index)
            if part and _numbered(part):
                pointer.append((part.id or "?") + (index if part.is_group else ""))
        if missing:
            xpath.append(missing)
            child = part.by_name.get(missing) if part else None
            if child and _numbered(child):
                pointer.append(child.id or "?")
        return Place("/".join(pointer), "/".join(xpath), line(element))

    def part(self, element: etree._Element) -> Part | None:
        """Return what the schema says about an element, found by its path; None for one the schema does not know."""
        parts, part = self.shape.parts, None
        for step in _way(element):
            name = etree.QName(step)
            part = next((p for p in parts if p.name == name.localname and p.namespace == name.namespace), None)
            if part is None:
                return None
            parts = part.parts
        return part

    def element(self, path: str) -> etree._Element:
        """Return the element of a path as the validator writes it, with a star for every name without a prefix."""
        here = self.root
        for step in path.split("/")[2:]:
            name, _, number = step.partition("[")
            same = self._named(here).get(name, ())
            index = int(number.rstrip("]") or 1) - 1
            if index >= len(same):
                break
            here = same[index]
        return here

    def _named(self, parent: etree._Element) -> dict[str, list[etree._Element]]:
        if parent not in self._names:
            names = self._names[parent] = {"*": list(parent)}
            for child in parent:
                name = etree.QName(child).localname
                names.setdefault(f"{child.prefix}:{name}" if child.prefix else name, []).append(child)
        return self._names[parent]

    def _index(self, element: etree._Element, repeats: bool) -> str:
        """The number of an element among its like: always where it may repeat, otherwise where it wrongly does."""
        parent = element.getparent()
        if parent is None:
            return ""
        if parent not in self._rows:
            counted: dict[str, int] = {}
            row = self._rows[parent] = {}
            for child in parent:
                counted[child.tag] = counted.get(child.tag, 0) + 1
                row[child] = f"[{counted[child.tag]}]"
        index = self._rows[parent][element]
        return index if repeats or index != "[1]" else ""


def line(element: etree._Element) -> int | None:
    """Return the line of the message on which an element begins."""
    return cast("int | None", element.sourceline)


def words(xpath: str) -> str:
    """Name an element as a page does: its label if eclear reads it, and its path below the declaration."""
    said = label("/".join(step.partition("[")[0] for step in xpath.split("/")))
    below = xpath.removeprefix("/MetaData/Declaration/").removeprefix("/MetaData/").removeprefix("/Declaration/").lstrip("/")
    return f"{said} ({below})" if said else below


def label(path: str) -> str | None:
    """Return what a page calls the element at a path without numbers; None if eclear does not read it."""
    return _labels().get(path.removesuffix("/DateTimeString"))


def find(root: etree._Element, xpath: str) -> etree._Element:
    """Return the element at a path of local names, or its nearest ancestor that is there."""
    here = root
    for step in xpath.split("/")[2:]:
        name, _, index = step.partition("[")
        wanted = int(index.rstrip("]")) if index.rstrip("]").isdigit() else 1
        for child in here:
            if etree.QName(child).localname == name:
                wanted -= 1
                if not wanted:
                    here = child
                    break
        else:
            break
    return here


def _numbered(part: Part) -> bool:
    return part.id is not None or part.namespace.endswith((":DEC-DMS:2", ":RES-DMS:2"))


def _way(element: etree._Element) -> list[etree._Element]:
    return [*reversed(list(element.iterancestors())), element]


@cache
def _labels() -> dict[str, str]:
    return dict(_walk(Declaration, "/MetaData/Declaration"))


def _walk(noun: type, path: str) -> Iterable[tuple[str, str]]:
    for slot in slots_of(noun):
        here = f"{path}/{slot.spot.path}"
        yield here, slot.spot.label.en
        if slot.is_group:
            yield from _walk(slot.type, here)
