"""The letters that papers are printed with: where they are, and which signs they have.

Source: OpenType 1.9, table ``cmap`` (formats 4 and 12). A PDF for archives may hold no sign that its letters lack, and names
come in every script: what is not among them is printed as a box, and the paper says so.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from struct import unpack_from

FOLDER = Path(__file__).parent / "letters"
FACES = ("Pretendard-Regular.otf", "Pretendard-Bold.otf")
FAMILY = "Pretendard"
BOX = "□"


class NoLetters(Exception):
    """The letters that papers are printed with are not in their place; the message says how they get there."""


@cache
def signs(folder: Path = FOLDER) -> frozenset[int]:
    """Return the signs that all the letters have, by their Unicode number. Raises NoLetters where they are not in place."""
    missing = [name for name in FACES if not (folder / name).is_file()]
    if missing:
        raise NoLetters(f"Papers cannot be printed: {missing[0]} is missing. Run: python eclear/web/frontend/build.py")
    return frozenset.intersection(*(_signs_of((folder / name).read_bytes()) for name in FACES))


def printable(text: str) -> str:
    """Return a text with a box for each sign that the letters lack, and without what cannot be seen."""
    known = signs()
    kept = (
        sign for sign in unicodedata.normalize("NFC", text) if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return "".join(sign if sign == "\n" or ord(sign) in known else " " if sign.isspace() else BOX for sign in kept)


def _signs_of(font: bytes) -> frozenset[int]:
    (tables,) = unpack_from(">H", font, 4)
    entries = (unpack_from(">4sIII", font, 12 + 16 * n) for n in range(tables))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    (count,) = unpack_from(">H", font, start + 2)
    places = {unpack_from(">I", font, start + 8 + 8 * n)[0] for n in range(count)}
    return frozenset(sign for place in places for sign in _read(font, start + place))


def _read(font: bytes, at: int) -> frozenset[int]:
    """Return the signs of one table of a font; of a format that is not read, none."""
    (format_,) = unpack_from(">H", font, at)
    if format_ == 12:
        (groups,) = unpack_from(">I", font, at + 12)
        spans = [unpack_from(">III", font, at + 16 + 12 * n)[:2] for n in range(groups)]
    elif format_ == 4:
        segments = unpack_from(">H", font, at + 6)[0] // 2
        ends = unpack_from(f">{segments}H", font, at + 14)
        spans = list(zip(unpack_from(f">{segments}H", font, at + 16 + 2 * segments), ends, strict=True))
    else:
        spans = []
    return frozenset(sign for first, last in spans for sign in range(first, last + 1) if sign != 0xFFFF)
