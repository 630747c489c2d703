"""Where an element of a declaration stands, in words: 42A/67A/68A[2]/23A/79A/112 is "Item 2: Item price"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from eclear.casefile.declaration import Declaration, Item, Step
from eclear.casefile.pointer import Slot, Spot, slots_of
from eclear.casefile.words import Term

_STEP = re.compile(r"([^\[]+)(?:\[([0-9]+)\])?")
_DATE = "/DateTimeString"
DECLARATION = Term("Declaration", "신고서")

_Steps = Sequence[tuple[str, str | None]]


def words_of_pointer(pointer: str) -> Term | None:
    """Return what a page calls the place of a WCO pointer; None for one that no noun names."""
    steps = _steps(pointer)[1:]  # the first one is the declaration itself
    return _said(steps, lambda spot: spot.ids)


def words_of_path(path: str) -> Term | None:
    """Return what a page calls the element at a path, with or without the wrapper before it; None for one no noun names."""
    below = path.removeprefix("/MetaData/Declaration").removeprefix("/").removesuffix(_DATE)
    return _said(_steps(below), lambda spot: spot.path)


def pointer_of(steps: Sequence[Step]) -> str:
    """Return the steps of a WCO pointer as one line, such as 42A/67A/68A[1]/006."""
    parts = [f"{step.section}[{step.sequence}]" if step.sequence else step.section or "?" for step in steps]
    tag = steps[-1].tag if steps else None
    return "/".join([*parts, tag] if tag else parts)


def _steps(line: str) -> _Steps:
    found = (_STEP.fullmatch(part) for part in filter(None, line.split("/")))
    return [(match[1], match[2]) for match in found if match]


def _said(steps: _Steps, way: Callable[[Spot], str]) -> Term | None:
    if not steps:
        return DECLARATION
    terms = _walk(Declaration, steps, way)
    return Term(": ".join(term.en for term in terms), ": ".join(term.ko for term in terms)) if terms else None


def _walk(noun: type, steps: _Steps, way: Callable[[Spot], str]) -> list[Term]:
    """Return the words for each step of the way, or nothing where no noun names it."""
    for slot in slots_of(noun):
        names = way(slot.spot).split("/")
        if [name for name, _number in steps[: len(names)]] != names:
            continue
        here, rest = _numbered(slot, steps[len(names) - 1][1]), steps[len(names) :]
        if not rest:
            return [here]
        below = _walk(slot.type, rest, way) if slot.is_group else []
        if below:
            return [here, *below]
    return []


def _numbered(slot: Slot, number: str | None) -> Term:
    label = slot.spot.label
    if not slot.repeats or number is None:
        return label
    return Term(f"Item {number}", f"{number}란") if slot.type is Item else Term(f"{label.en} {number}", f"{label.ko} {number}")
