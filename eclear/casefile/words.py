"""A term in the two languages that every page shows side by side."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word of customs practice: the English wording and the Korean term used in practice."""

    en: str
    ko: str

    def __str__(self) -> str:
        return self.en
