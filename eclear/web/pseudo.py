"""The mirrored language: English written from right to left and a third longer, made on the spot, for looking at pages.

What breaks with it would break in Arabic, Urdu or Hebrew: a place that is fixed to the left, a box too narrow for a
longer word, a code whose parts change places.
"""

from __future__ import annotations

import re
from gettext import NullTranslations

LONGER = 0.3
"""By how much a text grows: what translations from English into most languages need."""

RIGHT_TO_LEFT, OVERRIDE, END = "\u200f", "\u202e", "\u202c"
STRETCH = "\u0640"
"""A letter of the Arabic script that only makes words longer (tatweel)."""

_PIECES = re.compile(r"(%\(\w+\)[sd]|%%|\{\w*\}|<[^>]+>|&#?\w+;|\s+)")


def mirrored(text: str) -> str:
    """Return a text as a script from right to left would show it; the places of values, and mark-up, stay as they are."""
    if not text.strip():
        return text
    words = "".join(f"{OVERRIDE}{piece}{END}" if at % 2 == 0 and piece else piece for at, piece in enumerate(_PIECES.split(text)))
    more = max(1, round(len(_PIECES.sub(" ", text)) * LONGER))
    tail = " ".join(STRETCH * min(8, more - at) for at in range(0, more, 8))
    return f"{RIGHT_TO_LEFT}{words} {tail}{RIGHT_TO_LEFT}"


class Mirrored(NullTranslations):
    """The messages of the mirrored language."""

    def gettext(self, message: str) -> str:
        """Return a message mirrored."""
        return mirrored(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one of two messages mirrored."""
        return mirrored(msgid1 if n == 1 else msgid2)
