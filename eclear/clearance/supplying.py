"""Supply (보완제출): the trader answers a question of customs, or hands in the papers that it asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.office import Office, after_lodging
from eclear.clearance.recording import go_on, plain, standing, waits


def supply(
    office: Office,
    case_id: str,
    text: str,
    *,
    documents: Iterable[str] = (),
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in what customs asked for: what the trader says, and the papers by name and number. The review goes on.

    Where documents were requested (D5) the declaration comes back under review (D4); an open question is closed. The officer
    reads the answer and decides; nothing passes by itself.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version)
        now = after_lodging(case, office.moment(records, at))
        if case.status != "D5" and not case.asked:
            raise IllegalStep(f"Customs has asked for nothing that is open. {waits(case)}")
        said, papers = plain(text), tuple(paper for paper in map(plain, documents) if paper)
        if not (said or papers):
            raise IllegalStep("An answer says something. State the facts, or name the papers that show them, one in a line.")
        return go_on(records, case, [ev.DocumentsSupplied(said or "", papers)], "declarant", now)
