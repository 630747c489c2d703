"""In which form a list is wanted: on a page, or whole as a table for a spreadsheet (``?sheet=csv`` or ``?sheet=xlsx``).

The same address gives both, so that filters, gates and what is secret are the same. Set at the door for each request.
"""

from __future__ import annotations

from contextvars import ContextVar

SHEET = "sheet"
"""The word in an address that asks for a table."""

FORMS = ("csv", "xlsx")
MOST_ROWS = 5_000
"""How many rows a table has at most; whoever needs more narrows the search. The last line says how many were left out."""

_wanted: ContextVar[str] = ContextVar("wanted", default="")


def want(form: str | None) -> None:
    """Answer in this form from here on; anything but a form of a table means a page."""
    _wanted.set(form if form in FORMS else "")


def wanted() -> str:
    """The form of the table that is wanted; "" for a page."""
    return _wanted.get()


def at_once(usual: int) -> int:
    """How many entries are shown at once: so many on a page, or all that a table can hold."""
    return MOST_ROWS if wanted() else usual


def before(page: int, usual: int) -> int:
    """How many entries stand before those of a page; a table begins with the first."""
    return 0 if wanted() else (page - 1) * usual
