"""The table of a profile: which element there is which element here, and how a value is turned into the other.

``table.csv`` has four columns. ``there`` is a path in the profile's own message, ``here`` the path of the same thing below
Declaration in profile DMS 2, ``converter`` how the value is turned, ``note`` why. A line is read in one of four ways:

- both paths and a converter: the value is carried in both directions;
- both paths and ``rows``: for every element there is one here; the lines below these paths hold for each row by itself;
- one path and ``constant``, ``count`` or ``number``: the other side has no such element, and the value follows by itself;
- one path and no converter: only this side can say it. The note tells the reader why.

A path may pick its rows: ``AdditionalDocument[TypeCode=714|704]`` those of these types, ``[TypeCode!=SEC]`` all but those,
``GovernmentProcedure[2]`` the second. A row picked by one single value gets it when it is written. ``@kcsUnitCode`` at the
end is an attribute. A prefix, such as ``kcs:``, is how the element is written. Lines are carried out from top to bottom.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File

from eclear.wco.profiles import converters
from eclear.wco.profiles.converters import Converter, Given
from eclear.wco.profiles.nodes import Node
from eclear.wco.schemas import Part

ROWS = "rows"
_STEP = re.compile(r"(?:(?P<prefix>\w+):)?(?P<name>\w+)(?P<picks>(?:\[[^\]]+\])*)")
_PICK = re.compile(r"(@?\w+)(!?=)(.+)")


@dataclass(frozen=True, slots=True)
class Pick:
    """A condition on a row: a child or an ``@attribute`` is one of these values, or none of them."""

    what: str
    values: tuple[str, ...]
    is_one: bool

    @property
    def single(self) -> str | None:
        """The one value that a row of this kind always has; None if there is a choice."""
        return self.values[0] if self.is_one and len(self.values) == 1 else None

    def holds(self, node: Node) -> bool:
        """True if an element is such a row."""
        if self.what.startswith("@"):
            found = node.attributes.get(self.what[1:])
        else:
            child = next(iter(node.children.get(self.what, ())), None)
            found = None if child is None else child.said.text.strip()
        return (found in self.values) == self.is_one


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: the element, which of its rows, and how its name is written."""

    name: str
    picks: tuple[Pick, ...] = ()
    position: int | None = None
    prefix: str = field(default="", compare=False)

    def chosen(self, node: Node) -> list[Node]:
        """Return the children of an element that this step leads to."""
        row = node.children.get(self.name, [])
        if self.position is not None:
            row = row[self.position - 1 : self.position]
        return [child for child in row if all(pick.holds(child) for pick in self.picks)] if self.picks else row


Steps = tuple[Step, ...]
Names = tuple[str, ...]


def chosen(node: Node, steps: Steps) -> list[Node]:
    """Return the elements that a path leads to from an element, in order."""
    found = [node]
    for step in steps:
        found = [child for above in found for child in step.chosen(above)]
    return found


def steps_of(text: str) -> tuple[Steps, str | None]:
    """Read a path: its steps, and the attribute at its end if there is one. Raises ValueError for what is no path."""
    path, at, attribute = text.partition("/@")
    steps = []
    for piece in re.findall(r"(?:[^/\[]|\[[^\]]*\])+", path):
        match = _STEP.fullmatch(piece)
        if match is None:
            raise ValueError(f"{text!r} is no path")
        picks, position = [], None
        for pick in re.findall(r"\[([^\]]+)\]", match["picks"]):
            if pick.isdigit():
                position = int(pick)
                continue
            condition = _PICK.fullmatch(pick)
            if condition is None:
                raise ValueError(f"[{pick}] picks no row")
            what, sign, values = condition.groups()
            picks.append(Pick(what, tuple(values.split("|")), sign == "="))
        steps.append(Step(match["name"], tuple(picks), position, match["prefix"] or ""))
    return tuple(steps), attribute if at else None


@dataclass(frozen=True, eq=False)
class Line:
    """A line with two paths, from the row around it: one value, and how it is turned."""

    there: Steps
    here: Steps
    converter: Converter


@dataclass(frozen=True, eq=False)
class Following:
    """A line with one path: what stands there follows by itself."""

    there: Steps
    here: Steps
    value: Given


@dataclass(frozen=True, eq=False)
class Scope:
    """What is carried together: the whole message, or each of the rows at these two paths."""

    there: Steps
    here: Steps
    lines: list[Line | Following | Scope] = field(default_factory=list)


class Table:
    """The table of one profile, held against both schemas: a path that does not exist is an error of the profile.

    Raises ``ValueError`` with the file and the line for whatever cannot be read.
    """

    def __init__(self, folder: File, there: Part, here: Part) -> None:
        self.file = folder / "table.csv"
        self.whole = Scope((), ())
        self.prefixes: dict[Names, str] = {}
        self._notes: tuple[dict[Names, str], dict[Names, str]] = ({}, {})
        self._known: set[Names] = set()
        self._twins: dict[Names, Names] = {}
        self._own: dict[Names, Names] = {}
        self._scopes: list[tuple[Steps, Steps, Scope]] = [((), (), self.whole)]
        for number, (path_there, path_here, said, note) in _read(self.file):
            try:
                self._line(path_there, path_here, said, note.strip(), there, here)
            except (ValueError, LookupError) as fault:
                raise ValueError(f"{self.file}, line {number}: {fault}") from None

    def _line(self, path_there: str, path_here: str, said: str, note: str, there: Part, here: Part) -> None:
        steps_there, attribute = steps_of(path_there)
        steps_here, _ = steps_of(path_here)
        end_there, end_here = _end(there, steps_there, attribute), _end(here, steps_here)
        self._remember(steps_there, attribute)
        if not said:
            self._note(steps_there, steps_here, attribute, note)
        elif said == ROWS:
            self._rows(steps_there, steps_here)
        else:
            converter = converters.of(said, self.file.parent)
            if isinstance(converter, Given):
                self._following(steps_there, steps_here, converter)
            elif not steps_there or not steps_here or attribute or end_there.parts or end_here.parts:
                raise ValueError(f"{said} carries a value from one element without others in it to another such")
            else:
                self._value(steps_there, steps_here, converter)
                self._pair(_names(steps_there), _names(steps_here), converter, end_there, end_here)
                if not any(pick.single for step in steps_here for pick in step.picks):  # what a code makes of it has no label
                    self._own.setdefault(_names(steps_there), _names(steps_here))

    def _note(self, there: Steps, here: Steps, attribute: str | None, note: str) -> None:
        if there and here:
            raise ValueError("two paths need a converter")
        names = _names(there or here)
        self._notes[0 if there else 1][(*names, f"@{attribute}") if attribute else names] = note

    def _rows(self, there: Steps, here: Steps) -> None:
        if not there or not here:
            raise ValueError("rows need a path on both sides")
        around_there, around_here, around = self._around(there, here)
        self._twins.setdefault(_names(here), _names(there))
        scope = Scope(there[len(around_there) :], here[len(around_here) :])
        around.lines.append(scope)
        self._scopes.append((there, here, scope))

    def _value(self, there: Steps, here: Steps, converter: Converter) -> None:
        around_there, around_here, around = self._around(there, here)
        around.lines.append(Line(there[len(around_there) :], here[len(around_here) :], converter))

    def _following(self, there: Steps, here: Steps, value: Given) -> None:
        if there and here:
            raise ValueError("what follows by itself has one path")
        around_there, around_here, around = self._around(there, here)
        around.lines.append(
            Following(there[len(around_there) :] if there else (), here[len(around_here) :] if here else (), value)
        )

    def _pair(self, there: Names, here: Names, converter: Converter, end_there: Part, end_here: Part) -> None:
        """Remember which element is which, and which attributes go along."""
        for n in range(len(here), 0, -1):
            self._twins.setdefault(here[:n], there)
        own = converter.attributes_there
        self._known.update((*there, f"@{name}") for name in end_there.attributes if name in own or name in end_here.attributes)

    def twin(self, here: Names) -> Names:
        """Return the path there of an element here, or of the first thing in it; nothing if it has none."""
        return self._twins.get(here, ())

    def own(self, there: Names) -> Names:
        """Return the path here of a value there; nothing if it has none, or none that only it takes."""
        return self._own.get(there, ())

    def _around(self, there: Steps, here: Steps) -> tuple[Steps, Steps, Scope]:
        """Find the rows that a line belongs to: the deepest ones whose paths begin its own."""
        fitting = [
            (a, b, scope)
            for a, b, scope in self._scopes
            if (not there or there[: len(a)] == a) and (not here or here[: len(b)] == b)
        ]
        return max(fitting, key=lambda one: (len(one[0]) if there else 0) + (len(one[1]) if here else 0))

    def _remember(self, steps: Steps, attribute: str | None) -> None:
        names = tuple(step.name for step in steps)
        if names:
            self._known.add((*names, f"@{attribute}") if attribute else names)
        for n, step in enumerate(steps, 1):
            if step.prefix:
                self.prefixes[names[:n]] = step.prefix

    def note(self, names: Names, there: bool) -> str:
        """Say why an element has no place on the other side, if the table says so of it or of what it stands in."""
        notes = self._notes[0 if there else 1]
        return next((notes[names[:n]] for n in range(len(names), 0, -1) if names[:n] in notes), "")

    def missing(self, there: Part) -> list[str]:
        """List the elements and attributes of the profile that no line of the table speaks of."""
        return ["/".join(names) for names in _all(there, ()) if not self._speaks_of(names)]

    def _speaks_of(self, names: Names) -> bool:
        if names in self._known:
            return True
        notes = self._notes[0]
        return any(names[:n] in notes for n in range(1, len(names)))


def _read(file: File) -> Iterator[tuple[int, list[str]]]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader, None)
        for cells in reader:
            if cells and not cells[0].startswith("#"):
                if len(cells) != 4:
                    raise ValueError(f"{file}, line {reader.line_num}: {len(cells)} columns instead of 4")
                yield reader.line_num, cells


def _names(steps: Steps) -> Names:
    return tuple(step.name for step in steps)


def _end(part: Part, steps: Steps, attribute: str | None = None) -> Part:
    """Return the last element of a path; raises LookupError for one that the schema does not know."""
    for step in steps:
        if step.name not in part.by_name:
            raise LookupError(f"{step.name} is not an element of {part.name}")
        part = part.by_name[step.name]
        for pick in step.picks:
            known = part.attributes if pick.what.startswith("@") else part.by_name
            if pick.what.lstrip("@") not in known:
                raise LookupError(f"{pick.what} is not in {part.name}")
    if attribute and attribute not in part.attributes:
        raise LookupError(f"{part.name} has no attribute {attribute}")
    return part


def _all(part: Part, names: Names) -> Iterator[Names]:
    """Go through every value and attribute of a schema by its path."""
    if not part.parts and names:
        yield names
        yield from ((*names, f"@{attribute}") for attribute in part.attributes)
    for child in part.parts:
        yield from _all(child, (*names, child.name))
