"""Papers out: a paper is set on the page and becomes a PDF, the same bytes for the same content.

What stands on it travels as one JSON text into a layout that is the same for all: whatever somebody declared stays text. The
PDF carries its letters, is one for archives (PDF/A-2a) and one for screen readers (PDF/UA-1), and no clock is read for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from eclear.documents.lettering import BOX, FAMILY, FOLDER, printable, signs
from eclear.documents.printed import Content

if TYPE_CHECKING:
    import typst

LAYOUTS = Path(__file__).parent / "layouts"
STANDARDS: list[Any] = ["a-2a", "ua-1"]

_one_by_one = Lock()
"""A long declaration takes seconds and a few hundred megabytes: papers are set one after the other, so that a class that
prints at once stays within what a laptop has."""


def paper(content: Content) -> bytes:
    """Return a paper as a PDF. Raises NoLetters where its letters are not in place."""
    set_up = _set(content, "pdf", pdf_standards=STANDARDS)
    assert isinstance(set_up, bytes)
    return set_up


def pictures(content: Content, ppi: float = 100) -> tuple[bytes, ...]:
    """Return the pages of a paper as pictures (PNG), to be looked at."""
    drawn = _set(content, "png", ppi=ppi)
    return tuple(drawn) if isinstance(drawn, list) else (drawn,)


def _set(content: Content, to: Literal["pdf", "png"], **wanted: Any) -> Any:
    import typst  # thirty megabytes that only who prints should load

    inputs = {"paper": _told(content), "letters": FAMILY}
    compiler = typst.Compiler(root=LAYOUTS, font_paths=_fonts(), ignore_system_fonts=True)
    with _one_by_one:
        return compiler.compile(LAYOUTS / content.layout, format=to, sys_inputs=inputs, **wanted)


@cache
def _fonts() -> typst.Fonts:
    import typst

    signs()  # says what to do where they are missing
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


def _told(content: Content) -> str:
    """Return what stands on a paper as one JSON text, in signs that its letters have."""
    gaps: list[str] = []
    told = _printable(asdict(content), gaps)
    told["heading"]["code"] = _code(content.heading.address)
    told["heading"]["gaps"] = bool(gaps)
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _printable(value: Any, gaps: list[str]) -> Any:
    if isinstance(value, str):
        shown = printable(value)
        if shown.count(BOX) != value.count(BOX):
            gaps.append(value)
        return shown
    if isinstance(value, datetime):
        return [value.year, value.month, value.day, value.hour, value.minute, value.second]
    if isinstance(value, Mapping):
        return {name: _printable(part, gaps) for name, part in value.items()}
    return [_printable(part, gaps) for part in value] if isinstance(value, list | tuple) else value


def _code(address: str) -> str:
    """Return an address as a QR code: a picture of lines, sharp at any size."""
    import segno

    drawn = BytesIO()
    segno.make(address, micro=False, error="m").save(drawn, kind="svg", border=2, light="#fff", xmldecl=False, nl=False)
    return drawn.getvalue().decode()
