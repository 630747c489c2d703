"""On which line of a TOML file a key, a table or an element stands: what the parser of Python does not tell.

A path is what leads to a value: ``("injects", 0, "when", "kind")``. Inline tables and arrays count like any others.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t\r\n]+|#[^\n]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?!")' r"|'''.*?'''(?!')" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_OTHER = re.compile(r"[^,\]}\n#]+")


@dataclass(frozen=True, slots=True)
class Outline:
    """Where everything of a file stands: the line of every key, table and element, and from where to where each value goes."""

    lines: Mapping[Path, int] = field(default_factory=dict)
    spans: Mapping[Path, tuple[int, int]] = field(default_factory=dict)


class TooDeep(Exception):
    """Tables and lists are nested deeper than allowed; ``line`` is where. A parser would take long over some of them."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested too deep on line {line}")
        self.line = line


class _NotToml(Exception):
    """What comes here is no TOML; the parser of Python says why."""


def outline(text: str, depth: int) -> Outline:
    """Return where everything of a file stands, as far as it is TOML; raises TooDeep, before a parser had to look at it."""
    walk = _Walk(text, depth)
    with suppress(_NotToml):
        walk.document()
    return Outline(walk.found, walk.spans)


class _Walk:
    """One way through the text, from its first character to its last."""

    def __init__(self, text: str, depth: int) -> None:
        self.text, self.at, self.depth = text, 0, depth
        self.ends = [place for place, character in enumerate(text) if character == "\n"]
        self.found: dict[Path, int] = {}
        self.spans: dict[Path, tuple[int, int]] = {}
        self.counts: dict[Path, int] = {}
        self.table: Path = ()

    def document(self) -> None:
        """Go to the end; raises TooDeep, and _NotToml where it is no TOML."""
        while self._skip():
            if self.text.startswith("[[", self.at):
                self._header(2)
            elif self._here() == "[":
                self._header(1)
            else:
                self._pair(self.table)

    def _header(self, brackets: int) -> None:
        begun = self.at
        self.at += brackets
        self._skip()
        parts = self._key()
        self._skip()
        self.at += brackets
        path: Path = ()
        for part in parts[:-1]:
            self._note((*path, part), begun)
            path = self._inside((*path, part))
        path = (*path, parts[-1])
        self._note(path, begun)
        if brackets == 2:
            self.counts[path] = self.counts.get(path, 0) + 1
        self.table = self._inside(path)
        self._note(self.table, begun)

    def _inside(self, path: Path) -> Path:
        """The last element where a path leads to an array of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _pair(self, table: Path) -> None:
        begun = self.at
        path = table
        for part in self._key():
            path = (*path, part)
            self._note(path, begun)
        self._skip()
        self.at += 1  # the sign =
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        begun = self.at
        here = self._here()
        if len(path) > self.depth:
            raise TooDeep(self._line(begun))
        if here == "[":
            self.at += 1
            number = 0
            while self._skip() and self._here() != "]":
                self._note((*path, number), self.at)
                self._value((*path, number))
                number += 1
                self._comma()
            self.at += 1
        elif here == "{":
            self.at += 1
            while self._skip() and self._here() != "}":
                self._pair(path)
                self._comma()
            self.at += 1
        else:
            self._take(_STRING if here in "\"'" else _OTHER)
        self.spans[path] = (begun, self.at)

    def _comma(self) -> None:
        if self._skip() and self._here() == ",":
            self.at += 1

    def _key(self) -> list[str]:
        begun = self.at
        parts: list[str] = []
        while True:
            if len(parts) > self.depth:
                raise TooDeep(self._line(begun))
            if self._here() in "\"'":
                parts.append(_unquoted(self._take(_STRING)))
            else:
                parts.append(self._take(_BARE))
            dot = _DOT.match(self.text, self.at)
            if dot is None:
                return parts
            self.at = dot.end()

    def _take(self, form: re.Pattern[str]) -> str:
        taken = form.match(self.text, self.at)
        if taken is None:
            raise _NotToml
        self.at = taken.end()
        return taken.group()

    def _skip(self) -> bool:
        """Go on to the next thing that says something; False at the end."""
        while (blank := _BLANK.match(self.text, self.at)) and blank.end() > self.at:
            self.at = blank.end()
        return self.at < len(self.text)

    def _here(self) -> str:
        if self.at >= len(self.text):
            raise _NotToml
        return self.text[self.at]

    def _line(self, place: int) -> int:
        return bisect_left(self.ends, place) + 1

    def _note(self, path: Path, place: int) -> None:
        self.found.setdefault(path, self._line(place))


def _unquoted(quoted: str) -> str:
    try:
        return str(tomllib.loads(f"key = {quoted}")["key"])
    except tomllib.TOMLDecodeError:
        raise _NotToml from None
