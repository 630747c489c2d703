"""The steps of the instructor's guide, as data: what is pressed, where, and what is then seen.

The page prints them, and a test presses them in a real browser in this order: so the guide cannot say what is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCENARIO = "first-clean-import"
"""The scenario of the guide, by its short name on the shelf: the easiest one."""

WIDTH, HEIGHT = 1280, 640
"""The size of every picture, in pixels."""

IN_MINUTES = 10
"""After so many minutes the first exercise runs."""


class How(StrEnum):
    """What one does with a thing of the page."""

    COMMAND = "command"
    ADDRESS = "address"
    LINK = "link"
    BUTTON = "button"
    FIELD = "field"
    FILE = "file"
    CHOICE = "choice"
    MARK = "mark"
    SEAT = "seat"


class At(StrEnum):
    """Where a step is done: at the instructor's machine, at one seat, or at every seat."""

    INSTRUCTOR = "instructor"
    SEAT = "seat"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Story:
    """What the scenario of the guide calls itself, and the inject that is sent by hand, in the reader's language."""

    title: str = "First clean import"
    inject: str = "The originals are here"


@dataclass(frozen=True, slots=True)
class Press:
    """One thing to press: ``name`` as it stands on the page, ``value`` what is written or chosen there.

    ``line`` is the line of a list in which a button stands. ``given`` names a value that differs from class to class.
    """

    how: How
    name: str
    value: str = ""
    line: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the page as it then looks: its file in the folder of pictures, and what is on it, for who cannot see it.

    ``top`` is the id of what stands at its upper edge, "" for the top of the page.
    """

    file: str
    alt: str
    top: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is pressed in its order, what one then sees, word for word, and what is good to know.

    ``when`` says in which trouble it helps, "" for a step of the ordinary way.
    """

    presses: tuple[Press, ...] = ()
    sees: str = ""
    note: str = ""
    at: At = At.INSTRUCTOR
    picture: Picture | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of the page, and what it means."""

    word: str
    means: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A big step of the guide: its name in the address, its title, its steps, and what its words mean."""

    id: str
    title: str
    steps: tuple[Step, ...]
    words: tuple[Meaning, ...] = ()


def button(name: str, line: str = "") -> Press:
    """A button that is pressed, in a line of a list if one is named."""
    return Press(How.BUTTON, name, line=line)


def link(name: str) -> Press:
    """A link that is followed."""
    return Press(How.LINK, name)


def field(name: str, value: str, given: str = "") -> Press:
    """A field in which something is written."""
    return Press(How.FIELD, name, value, given=given)


def choice(name: str, value: str) -> Press:
    """A list from which something is chosen."""
    return Press(How.CHOICE, name, value)


def mark(name: str) -> Press:
    """One of several answers that is marked."""
    return Press(How.MARK, name)
