"""Permits (요건): which other agencies must agree, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eclear.casefile.words import Term


class Answer(StrEnum):
    """What an agency can answer."""

    APPROVED = "approved"
    REFUSED = "refused"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class PermitNeed:
    """One agency that must agree: for which items, under which law, with which document, and why."""

    agency: str
    name: Term
    law: str
    document: Term
    items: tuple[int, ...]
    why: str
