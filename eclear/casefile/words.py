"""A term in the two languages that every page shows side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word of customs practice: the English wording and the Korean term used in practice."""

    en: str
    ko: str

    def __str__(self) -> str:
        return self.en


UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no message can carry: XML has no place for them."""
