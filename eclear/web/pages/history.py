"""The history of the parties: what the room knows of importer, declarant, seller, goods and route. Counts, and no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from eclear.casefile.conduct import Conduct, Subject
from eclear.casefile.words import Term

SUBJECTS = {
    Subject.IMPORTER: Term("Importer", "수입자"),
    Subject.DECLARANT: Term("Declarant", "신고인"),
    Subject.SELLER: Term("Seller", "해외거래처"),
    Subject.GOODS: Term("Goods by heading and origin", "품목·원산지"),
    Subject.ROUTE: Term("Route", "운송경로"),
}


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """What is known of one of them: how often it was declared and examined, and how often something was found."""

    subject: Term
    key: str
    declared: int
    examined: int
    irregular: int
    last: date | None


def history(conduct: Mapping[str, Conduct]) -> tuple[PartyRecord, ...]:
    """Return the records of the parties, in a fixed order; this declaration counts among them."""
    found = []
    for subject, name in SUBJECTS.items():
        for key, known in conduct.items():
            role, _, whose = key.partition(":")
            if role == subject:
                found.append(PartyRecord(name, whose, known.declared, known.examined, known.irregular, known.last))
    return tuple(found)
