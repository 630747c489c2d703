"""Mistakes in a country folder: told one by one where they stop the reading, or all of them at once where a folder is checked.

While mistakes are gathered, a cell that was complained about is excused: the row is read again with something in its place,
so that a second mistake in it is found too, and then left out. And the names that the readers ask for are noted, so that a
name nobody asks for, mostly one that was mistyped, is told as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Cell = tuple[str, str, str]
"""Which cell a fault is about: the file (in a CSV with the line), the path of the table in a TOML file, the name."""

Lines = Mapping[str, Mapping[str, int]]
"""For each table of a TOML file the line of each of its keys; its own line stands under ""."""


class ReferenceFault(Exception):
    """A file of reference facts is not as it must be. The message says where, what stands there and what to write.

    ``cell`` is what it is about, None if that is no single cell. ``file`` is the file. ``follows`` marks one that only
    follows from another, such as the missing keys of a missing table.
    """

    cell: Cell | None = None
    file: str = ""
    follows: bool = False


class Located(Protocol):
    """A row, as far as its place matters here."""

    @property
    def where(self) -> str:
        """The file, in a CSV with the line."""

    @property
    def path(self) -> str:
        """The path of the table in a TOML file."""

    @property
    def cells(self) -> Mapping[str, Any]:
        """What stands in the row."""


R = TypeVar("R", bound=Located)


@dataclass(slots=True)
class Table:
    """A table of a file that is being checked: the names that stand in it, and those that its reader asked for."""

    file: str
    path: str
    given: tuple[str, ...]
    lines: Lines
    asked: dict[str, None] = field(default_factory=dict)

    def unread(self, complete: bool) -> Iterator[ReferenceFault]:
        """Yield a fault for each name that nobody asked for; where the reading was cut short, only for what looks mistyped."""
        wanted = [name for name in self.asked if name not in self.given]
        for name in self.given:
            if not name or name in self.asked:
                continue
            near = get_close_matches(name, wanted, 1, 0.75)
            if not near and not complete:
                continue
            if not self.asked:
                remedy = "Take it out."
            elif near:
                remedy = f"Write {near[0]}, or take it out."
            else:
                remedy = f"Write one of {', '.join(self.asked)}, or take it out."
            what = "key" if self.lines else "column"
            yield ReferenceFault(f"{self._address(name)}: no {what} {name!r} is read here. {remedy}")

    def _address(self, name: str) -> str:
        if not self.lines:
            return f"{self.file}, line 1"
        part = ", ".join(filter(None, self.path.split("/")))
        return ", ".join(filter(None, (self.file, f"line {line_of(self.lines, self.path, name)}", part)))


def line_of(lines: Lines, path: str, name: str) -> int | None:
    """Return the line on which a key of a TOML file stands, else its table, else what that is written in; None in a CSV."""
    for inner in (f"{path}/{name}", f"{path}/{name} 1"):
        if name and inner in lines:
            return lines[inner][""]
    if path in lines:
        return lines[path].get(name) or lines[path].get("")
    if not path:
        return None
    outer, _, step = path.rpartition("/")
    return line_of(lines, outer, step) or line_of(lines, outer, step.rpartition(" ")[0])


class Gathering:
    """The mistakes found so far in a folder, and what is needed to go on reading behind each."""

    def __init__(self) -> None:
        """Begin with none."""
        self.faults: list[ReferenceFault] = []
        self._excused: set[Cell] = set()
        self._left_out: set[tuple[str, str]] = set()
        self._tables: dict[tuple[str, str], Table] = {}
        self._good: dict[str, Mapping[str, Any]] = {}
        self._cut: set[str] = set()
        self.unreadable: set[str] = set()

    def tell(self, fault: ReferenceFault) -> None:
        """Keep a fault, unless it only follows from another."""
        if not fault.follows:
            self.faults.append(fault)

    def told_of(self, file: str) -> bool:
        """True if something in a file was complained about, so that it may lack what another file names."""
        return any(str(fault).startswith((f"{file}:", f"{file},")) for fault in self.faults)

    def excused(self, cell: Cell) -> bool:
        """True if a cell was complained about already: something else must be taken in its place."""
        return cell in self._excused

    def instead(self, file: str, name: str) -> str:
        """Return a text to take in the place of a faulty one: that of the last good row of the file."""
        return str(self._good.get(file, {}).get(name) or "-")

    def made(self, make: Callable[[], T]) -> tuple[T] | None:
        """Return what is made, or None after every fault on the way was kept."""
        sound = True
        while True:
            try:
                result = make()
            except ReferenceFault as fault:
                sound = False
                if not self._excuse(fault):
                    self._cut.add(fault.file)
                    return None
            else:
                return (result,) if sound else None

    def _excuse(self, fault: ReferenceFault) -> bool:
        """Keep a fault that stopped the reading; True if reading can go on without the cell that it is about."""
        if fault.follows or fault.cell in self._excused:
            return False
        self.tell(fault)
        if fault.cell is None:
            return False
        self._excused.add(fault.cell)
        return True

    def row(self, row: R, make: Callable[[R], T]) -> tuple[T] | None:
        """Return what is made of a row; None if it is faulty."""
        at = (row.where, row.path)
        if at in self._left_out:
            return None
        found = self.made(lambda: make(row))
        if found is None:
            self._left_out.add(at)
        else:
            self._good[row.where.partition(", line ")[0]] = row.cells
        return found

    def watch(self, file: str, path: str, cells: Mapping[str, Any], lines: Lines, given: Iterable[str] = ()) -> Mapping[str, Any]:
        """Return the cells of a table such that the names asked of them are noted."""
        table = self._tables.setdefault((file, path), Table(file, path, tuple(given or cells), lines))
        return _Watched(self, table, cells)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table that was read, with the names that its reader asked for."""
        return tuple(self._tables.values())

    def unread(self) -> Iterator[ReferenceFault]:
        """Yield a fault for every column and key that no reader asked for."""
        for table in self._tables.values():
            complete = table.file not in self._cut if table.lines else table.file in self._good
            yield from table.unread(complete)


class _Watched(Mapping[str, Any]):
    """Cells that note which names are asked for. Going through all of them is no asking."""

    __slots__ = ("_cells", "_gathering", "_table")

    def __init__(self, gathering: Gathering, table: Table, cells: Mapping[str, Any]) -> None:
        self._gathering, self._table, self._cells = gathering, table, cells

    def __getitem__(self, name: str) -> Any:
        self._table.asked[name] = None
        return self._inside(name, self._cells[name])

    def __contains__(self, name: object) -> bool:
        self._table.asked[str(name)] = None
        return name in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def items(self) -> Any:
        return self._cells.items()

    def values(self) -> Any:
        return self._cells.values()

    def _inside(self, step: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self._gathering.watch(self._table.file, f"{self._table.path}/{step}", value, self._table.lines)
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            return [self._inside(f"{step} {number}", part) for number, part in enumerate(value, 1)]
        return value


_gathering: ContextVar[Gathering | None] = ContextVar("gathering", default=None)


def being_gathered() -> Gathering | None:
    """Return where mistakes are gathered; None where the first one stops the reading."""
    return _gathering.get()


@contextmanager
def gathering() -> Iterator[Gathering]:
    """Within this block every mistake is kept, so that one reading finds all of them."""
    found = Gathering()
    token = _gathering.set(found)
    try:
        yield found
    finally:
        _gathering.reset(token)


def report(fault: ReferenceFault) -> None:
    """Raise a fault, or keep it where faults are gathered; the reader then goes on without what it is about."""
    found = _gathering.get()
    if found is None:
        raise fault
    found.tell(fault)


def report_unreadable(file: str, fault: ReferenceFault) -> None:
    """Report a fault for which a file, or the rest of it, could not be read at all."""
    found = _gathering.get()
    if found is not None:
        found.unreadable.add(file)
    report(fault)


def unreadable(file: str) -> bool:
    """True if a file, or part of it, could not be read: what it lacks is then no mistake of its own."""
    found = _gathering.get()
    return found is not None and file in found.unreadable


def each(rows: Iterable[R], make: Callable[[R], T]) -> Iterator[T]:
    """Yield what is made of each row; a faulty row is reported and left out."""
    for row in rows:
        found = _gathering.get()
        if found is None:
            yield make(row)
        elif made := found.row(row, make):
            yield made[0]


def attempt(make: Callable[[], T], otherwise: T) -> T:
    """Return what is made, or ``otherwise`` after its faults were reported."""
    found = _gathering.get()
    if found is None:
        return make()
    made = found.made(make)
    return made[0] if made else otherwise
