"""The shape of a TOML file of a pack: held against the tables of the schema, with a fault for each mistake and its line.

What comes out has the right types everywhere: what was wrong is named and left out, so that the rest can be looked at too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from eclear.casefile.person import Post
from eclear.training.pack_schema import Key, Kind, Table
from eclear.training.packs import Fault, PackRefused, odd_character
from eclear.training.toml_lines import Outline, Path, TooDeep, outline

DEPTH = 8
LINE = 8_000
LONG = 4_000
ENOUGH = 500
VALUES = 200

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_VALUE = re.compile(r"\{\{[a-z0-9_]*\}\}")
_SPAN = re.compile(r"(-?[0-9]{1,4}) (min|h|d)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}
_PERSON = re.compile(r"[^\W\d_][\w .'-]{0,39}")
_OPENING = re.compile(r"[\[{]")


class Faults:
    """The faults of a pack as they are found: each once, in the order of files and lines."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, str], Fault] = {}

    def add(self, file: str, line: int, place: str, message: str) -> None:
        """Note a fault; the same message about the same line is noted once, whichever variants it comes from.

        Raises PackRefused when there are so many that looking on helps nobody.
        """
        self._found.setdefault((file, line, message), Fault(file, line, place, message))
        if len(self._found) >= ENOUGH:
            raise PackRefused(self.all())

    def __bool__(self) -> bool:
        return bool(self._found)

    def all(self) -> tuple[Fault, ...]:
        """Return them, by file and line."""
        return tuple(sorted(self._found.values(), key=lambda fault: (fault.file, fault.line)))


@dataclass(slots=True)
class Document:
    """One TOML file of a pack with its lines, and where its faults go."""

    file: str
    faults: Faults
    data: Mapping[str, Any] = field(default_factory=dict)
    outline: Outline = field(default_factory=Outline)

    @classmethod
    def read(cls, file: str, body: bytes, faults: Faults) -> Document:
        """Read a file; one that is no TOML is empty, and its fault is noted."""
        document = cls(file, faults)
        text = body.decode("utf-8")
        if wrong := _too_much(text):
            faults.add(file, wrong[0], "", wrong[1])
            return document
        try:
            stands = outline(text, DEPTH)
            data = tomllib.loads(text)
        except TooDeep as deep:
            faults.add(file, deep.line, "", f"Tables and lists are nested more than {DEPTH} deep. Make it flatter.")
            return document
        except ValueError as error:
            told = re.search(r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$", str(error))
            line = int(told[1]) if told and told[1] else text.count("\n") + 1
            said = str(error)[: told.start()] if told else "a value cannot be read"
            faults.add(file, line, "", f"This is not TOML: {said}. Mend this line or the one before it.")
            return document
        if not data:
            faults.add(file, 1, "", "The file says nothing. The command eclear scenario schema tells what belongs in it.")
        document.data, document.outline = data, stands
        return document

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest that leads to it."""
        while path:
            if path in self.outline.lines:
                return self.outline.lines[path]
            path = path[:-1]
        return 1

    def fault(self, path: Path, message: str) -> None:
        """Note what is wrong at a path."""
        self.faults.add(self.file, self.line(path), place(path), message)


@dataclass(frozen=True, slots=True)
class Node:
    """A table that has its shape: its values by key, and the further fields of an open one."""

    document: Document
    path: Path
    values: Mapping[str, Any]
    further: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong with a key of it; "" for the table itself."""
        self.document.fault((*self.path, key) if key else self.path, message)

    def line(self, key: str = "") -> int:
        """Return the line of a key of it, or of the table."""
        return self.document.line((*self.path, key) if key else self.path)


def place(path: Path) -> str:
    """Return a path in words, counted from 1: ``injects[2].when.kind``."""
    said = ""
    for step in path:
        said += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if said else step
    return said


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence with the nearest of the names that are known, or with all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, 1, 0.6)
    return f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(names[:40]) or 'none'}."


def shape(table: Table, document: Document, path: Path = (), raw: Mapping[str, Any] | None = None) -> Node:
    """Hold a table against its schema and return it in its shape."""
    told = document.data if raw is None else raw
    values: dict[str, Any] = {}
    for key in table.keys:
        values[key.name] = _value(key, document, (*path, key.name), told[key.name]) if key.name in told else None
        if key.name not in told and key.needed and document.data:
            document.fault(
                path, f"The key {key.name} is missing: {_lower(key.what)} Add {key.name}; what belongs there: {key.kind}."
            )
        if values[key.name] is None:
            values[key.name] = _default(key)
    further = {name: value for name, value in told.items() if name not in table.by_name}
    if not table.open:
        for name in further:
            document.fault((*path, name), f"There is no key {name} here. {nearest(name, table.by_name)}")
        further = {}
    return Node(document, path, values, further)


def _default(key: Key) -> Any:
    if key.kind in (Kind.TABLE, Kind.TIME):
        return None
    if key.default is not None:
        return dict(key.default) if isinstance(key.default, Mapping) else key.default
    empty: Mapping[Kind, Any] = {Kind.SPAN: timedelta(), Kind.NUMBER: 0, Kind.YES_NO: False}
    if key.kind in (Kind.STRINGS_BY_NAME, Kind.NAMED, Kind.ANYTHING):
        return {}
    return empty.get(key.kind, () if key.kind in _LISTS or key.kind in (Kind.TABLES, Kind.ROWS) else "")


_LISTS: Mapping[Kind, Kind] = {
    Kind.TEXTS: Kind.TEXT, Kind.STRINGS: Kind.STRING, Kind.IDS: Kind.ID, Kind.POSTS: Kind.POST,
}  # fmt: skip


def _value(key: Key, document: Document, path: Path, raw: Any) -> Any:
    """Return the value of a key if it is of its kind; None with a fault if it is not."""
    kind = key.kind
    if kind in _LISTS:
        return _list(key, document, path, raw, lambda at, one: _single(_LISTS[kind], key, document, at, one))
    if kind is Kind.ROWS:
        return _list(key, document, path, raw, lambda at, one: _row(document, at, one))
    if kind is Kind.TABLES:
        table = key.of
        assert table is not None
        return _list(key, document, path, raw, lambda at, one: _table(table, document, at, one))
    if kind is Kind.TABLE:
        assert key.of is not None
        return _table(key.of, document, path, raw)
    if kind is Kind.ANYTHING:
        return raw if isinstance(raw, dict) else _wrong(document, path, kind, raw)
    if kind is Kind.NAMED:
        return _named(key, document, path, raw)
    if kind is Kind.STRINGS_BY_NAME:
        return _strings(key, document, path, raw)
    return _single(kind, key, document, path, raw)


def _list(key: Key, document: Document, path: Path, raw: Any, read: Callable[[Path, Any], Any]) -> tuple[Any, ...] | None:
    if not isinstance(raw, list):
        _wrong(document, path, key.kind, raw)
        return None
    if not key.low <= len(raw) <= key.high:
        bounds = f"at least {key.low}" if len(raw) < key.low else f"at most {key.high}"
        document.fault(path, f"The list has {len(raw)} elements; it may have {bounds}. Change the list.")
        raw = raw[: key.high]
    found = (read((*path, number), one) for number, one in enumerate(raw))
    return tuple(one for one in found if one is not None)


def _table(table: Table, document: Document, path: Path, raw: Any) -> Node | None:
    if isinstance(raw, dict):
        return shape(table, document, path, raw)
    _wrong(document, path, Kind.TABLE, raw)
    return None


def _named(key: Key, document: Document, path: Path, raw: Any) -> dict[str, Any] | None:
    if not isinstance(raw, dict):
        _wrong(document, path, key.kind, raw)
        return None
    _count(key, document, path, raw)
    found: dict[str, Any] = {}
    for name, one in raw.items():
        at = (*path, name)
        if not _NAME.fullmatch(name):
            document.fault(at, f"The name {name[:60]!r} is not plain. Use a-z, 0-9 and _, with a letter first.")
        elif key.of is not None:
            if (node := _table(key.of, document, at, one)) is not None:
                found[name] = node
        else:
            found[name] = _strings(key, document, at, one) or {}
    return found


def _strings(key: Key, document: Document, path: Path, raw: Any) -> dict[str, str] | None:
    if not isinstance(raw, dict):
        _wrong(document, path, Kind.STRINGS_BY_NAME, raw)
        return None
    if key.kind is Kind.STRINGS_BY_NAME:
        _count(key, document, path, raw)
    elif len(raw) > VALUES:
        document.fault(path, f"The variant has {len(raw)} values; at most {VALUES} are allowed. Take out what is not used.")
        return None
    found: dict[str, str] = {}
    for name, one in raw.items():
        at = (*path, name)
        if not _NAME.fullmatch(name):
            document.fault(at, f"The name {name[:60]!r} is not plain. Use a-z, 0-9 and _, with a letter first.")
        elif (text := _single(Kind.STRING, key, document, at, one)) is not None:
            found[name] = text
    return found


def _count(key: Key, document: Document, path: Path, raw: Mapping[str, Any]) -> None:
    if not key.low <= len(raw) <= key.high:
        wanted = str(key.low) if key.low == key.high else f"{key.low} to {key.high}"
        document.fault(path, f"The table {key.name} has {len(raw)} entries; it needs {wanted}. Add or take out some.")


def _row(document: Document, path: Path, raw: Any) -> tuple[str, str] | None:
    if isinstance(raw, list) and len(raw) == 2 and all(isinstance(one, str) and plain(document, path, one) for one in raw):
        return raw[0], raw[1]
    document.fault(path, 'A row is a pair: the key of a text, and a string. Write it as ["label", "value"].')
    return None


def _single(kind: Kind, key: Key, document: Document, path: Path, raw: Any) -> Any:
    match kind:
        case Kind.NUMBER:
            if not isinstance(raw, int) or isinstance(raw, bool):
                return _wrong(document, path, kind, raw)
            if not key.low <= raw <= key.high:
                document.fault(path, f"{raw} is out of bounds. Write a whole number from {key.low} to {key.high}.")
                return None
            return raw
        case Kind.YES_NO:
            return raw if isinstance(raw, bool) else _wrong(document, path, kind, raw)
        case Kind.TIME:
            if isinstance(raw, datetime) and raw.tzinfo is not None:
                return raw
            return _wrong(document, path, kind, raw, "Write it such as 2026-10-12T09:00:00+09:00, without quotes.")
    if not isinstance(raw, str):
        return _wrong(document, path, kind, raw)
    if not plain(document, path, raw):
        return None
    if key.allowed and raw not in key.allowed:
        document.fault(path, f"{raw[:60]!r} is not allowed here. {nearest(raw, key.allowed)}")
        return None
    return _said(kind, document, path, raw)


def _said(kind: Kind, document: Document, path: Path, raw: str) -> Any:
    """A value that is written as a string, read as what it says."""
    match kind:
        case Kind.SPAN:
            if told := _SPAN.fullmatch(raw):
                return timedelta(**{_UNITS[told[2]]: int(told[1])})
            return _wrong(document, path, kind, raw)
        case Kind.POST:
            return raw if sound_post(raw, named=path[0] != "chairs") else _no_post(document, path, raw)
        case Kind.ID if not _ID.fullmatch(raw) and not _NAME.fullmatch(raw):
            return _wrong(document, path, kind, raw)
        case Kind.TEXT if not _NAME.fullmatch(_VALUE.sub("a", raw)):
            return _wrong(document, path, kind, raw, "Write the text into texts/en.toml, and its key here.")
        case Kind.DECIMAL if "{{" not in raw and number(raw) is None:
            return _wrong(document, path, kind, raw)
    return raw


def plain(document: Document, path: Path, text: str) -> bool:
    """True if a string is plain text of a sound length; otherwise its fault is noted."""
    if len(text) > LONG:
        document.fault(path, f"The text has {len(text):,} characters; at most {LONG:,} are allowed. Shorten or split it.")
        return False
    if bad := odd_character(text):
        document.fault(path, f"The text holds {bad}, which readers cannot see. Take it out.")
        return False
    return True


def number(text: str) -> Decimal | None:
    """Return a decimal number that is written plainly; None for anything else."""
    try:
        return Decimal(text) if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,9})?", text) else None
    except InvalidOperation:
        return None


def sound_post(text: str, *, named: bool = True) -> bool:
    """True if a post is one that a play has: a role, and for whom where the role works for somebody.

    ``named`` allows a person of the story behind it: ``officer/Jun Park``.
    """
    told, slash, name = text.partition("/")
    if slash and not (named and _PERSON.fullmatch(name)):
        return False
    try:
        post = Post.named(told)
    except ValueError:
        return False
    if post.role in ("trader", "agency", "warehouse", "carrier"):
        return bool(re.fullmatch(r"[A-Za-z0-9-]{1,40}", post.of) or "{{" in post.of)
    return post.role in ("officer", "supervisor") and bool(re.fullmatch(r"(L[0-3]( L[0-3])*)?", post.of))


def _no_post(document: Document, path: Path, raw: str) -> None:
    document.fault(
        path, f"{raw[:60]!r} is no post. Write officer, supervisor, trader:NUMBER, agency:NAME, warehouse:SHED or carrier:CODE."
    )


def _wrong(document: Document, path: Path, kind: Kind, raw: Any, remedy: str = "") -> None:
    shown = repr(raw) if isinstance(raw, str | int | float | bool) else f"a {_type_of(raw)}"
    document.fault(path, f"Here stands {shown[:60]}. What belongs here: {kind}. {remedy or 'Write it so.'}")


def _type_of(raw: Any) -> str:
    return "table" if isinstance(raw, dict) else "list" if isinstance(raw, list) else "date or time"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _too_much(text: str) -> tuple[int, str] | None:
    """Say where a line is longer than an author would write it, and longer than a parser should have to look at."""
    for line, told in enumerate(text.split("\n"), 1):
        if len(told) > LINE:
            return line, f"The line has more than {LINE:,} characters. Break it up."
    return None
