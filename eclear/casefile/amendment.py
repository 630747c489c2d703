"""Amendments: what a request changes in a declaration, element by element, with the reason; and what a draft amends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from eclear.casefile.declaration import Step
from eclear.casefile.message import DataElement
from eclear.casefile.pointer import Place

_STEP = re.compile(r"(?P<id>[^\[]+)(?:\[(?P<number>[0-9]+)\])?")
_CLASS = re.compile(r"[0-9]{2}[A-Z]")


@dataclass(frozen=True, slots=True)
class Change:
    """One element that differs between two versions of a declaration.

    ``place`` is where it stands in the version before, or where it would stand. ``reason`` is the WCO change reason code
    and ``said`` the reason in the trader's words. ``before`` is None for something added, ``after`` for something taken
    out; a value with a currency or a unit is written ``10 USD``. ``written`` are the numbers of the rows that it stands
    in and at last the element itself, as the version after holds them; nothing for what was taken out.
    """

    place: Place
    before: str | None
    after: str | None
    reason: str | None = None
    said: str | None = None
    written: tuple[DataElement, ...] = ()


@dataclass(frozen=True, slots=True)
class Amends:
    """What a draft is written for, if it is no new declaration: to amend the one of a case, and why.

    ``number`` is that of the declaration. ``applied`` are the messages that made the edition which was opened (as in
    :class:`~eclear.casefile.case.Case`). ``reason`` is the WCO change reason code and ``said`` the reason in words. Customs
    amends in its own right (``by_customs``): then the words are the facts, and ``law`` is what the decision rests on.
    """

    case: str
    number: str
    applied: tuple[int, ...] = ()
    reason: str = ""
    said: str = ""
    law: str = ""
    by_customs: bool = False


def pointers_of(place: Place) -> tuple[Step, ...]:
    """Return a WCO pointer such as ``42A/67A/68A[2]/23A/79A/112`` as its steps: one for each class, the last with the element.

    A step has a number where the pointer has one. An element without a WCO number is pointed at by its class.
    """
    steps: list[Step] = []
    for match in map(_STEP.fullmatch, place.pointer.split("/")):
        if match is None:
            continue
        number = int(match["number"]) if match["number"] else None
        if _CLASS.fullmatch(match["id"]):
            steps.append(Step(number, match["id"]))
        elif steps and match["id"] != "?":
            steps[-1] = replace(steps[-1], tag=match["id"], sequence=steps[-1].sequence or number)
    return tuple(steps)
