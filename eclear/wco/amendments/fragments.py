"""The corrected fragment of a declaration, which a reply shows: only what is new, in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from eclear.casefile.amendment import Change
from eclear.casefile.message import DataElement
from eclear.wco.schemas import PROFILE, SUBMISSION, Part, home, shape

FUNCTION = "FunctionCode"

_Way = tuple[tuple[int, int], ...]
"""For each step of a path: which part of the schema it is, and which of several."""


def fragment(changes: Iterable[Change]) -> tuple[DataElement, ...]:
    """Return the corrected fragment: the new values in their tree, the numbers of their rows, and function code 9.

    What was taken out is not in it: the pointer alone says so, as in a request to amend. The elements stand in the order
    of the schema, and rows are counted among those shown.
    """
    declaration = shape(home() / PROFILE / SUBMISSION).parts[0].by_name["Declaration"]
    found = {element.path: element for change in changes for element in change.written}
    found[FUNCTION] = DataElement(FUNCTION, "9")
    ways = sorted((_way(declaration, element.path), element) for element in found.values())
    return tuple(_counted(ways))


def _way(part: Part, path: str) -> _Way:
    way = []
    for step in path.split("/"):
        name, _, which = step.rstrip("]").partition("[")
        at = next(at for at, child in enumerate(part.parts) if child.name == name)
        part = part.parts[at]
        way.append((at, int(which or 0)))
    return tuple(way)


def _counted(ways: list[tuple[_Way, DataElement]]) -> Iterator[DataElement]:
    """Count the rows anew: among those shown, the first is number 1."""
    counted: dict[_Way, int] = {}
    rows: dict[_Way, int] = {}
    for way, element in ways:
        steps = []
        for depth, step in enumerate(element.path.split("/"), 1):
            name, bracket, _ = step.partition("[")
            if bracket and way[:depth] not in rows:
                like = (*way[: depth - 1], (way[depth - 1][0], 0))
                rows[way[:depth]] = counted[like] = counted.get(like, 0) + 1
            steps.append(f"{name}[{rows[way[:depth]]}]" if bracket else name)
        yield replace(element, path="/".join(steps))
