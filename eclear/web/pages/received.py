"""The declaration of a case as it was read, with what its message holds that eclear does not interpret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eclear.casefile.declaration import Declaration
from eclear.casefile.message import DataElement
from eclear.wco import LeftOut
from eclear.wco.coverage import reason

DMS_2 = "wco-dms-2"
"""The profile in which eclear thinks."""

_NUMBER = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True, slots=True)
class Carried:
    """One element that eclear carries and does not interpret: its path, its value with attributes, and why."""

    path: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Received:
    """The declaration of a case in one edition: the size of the first message, its nouns if it can still be read.

    ``carried`` is what the messages hold beyond the nouns.
    """

    size: int
    declaration: Declaration | None
    carried: tuple[Carried, ...] = ()


def carried(elements: Iterable[DataElement]) -> tuple[Carried, ...]:
    """Return the elements of a DMS 2 message that no noun holds, with the reason."""
    return tuple(Carried(e.path, _valued(e.value, e.attributes), reason(_NUMBER.sub("", e.path)) or "") for e in elements)


def left_out(elements: Iterable[LeftOut]) -> tuple[Carried, ...]:
    """Return the elements of a message that another profile has no place for, with the reason."""
    return tuple(Carried(e.path, _valued(e.value, e.attributes), e.why) for e in elements)


def _valued(value: str | None, attributes: Sequence[tuple[str, str]]) -> str:
    said = [value or "", *(f"{name}={text}" for name, text in attributes)]
    return " ".join(filter(None, said))
