"""The desk of the carrier: the manifest to hand in, what he has listed, and the exports whose goods are to leave.

Never on this page: what customs picked from the manifest and why, lane, score, values, and the parties of a declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.words import Term
from eclear.storage import CargoLine, CaseRow
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.shed import PAGE, CargoList, entry_of, pages_of
from eclear.web.pages.voyage import RefusedLine, VoyageCount


@dataclass(frozen=True, slots=True)
class Leaving:
    """An export that was accepted and whose goods have not left."""

    id: str
    number: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CarrierPage:
    """The carrier: the manifest to hand in, what he has listed, and the exports whose goods are to leave.

    ``taken`` is how many lines have just been taken in, None if none was sent.
    """

    template: ClassVar[str] = "carrier.html"

    carrier: str
    voyages: tuple[VoyageCount, ...]
    search: str
    listed: CargoList
    leaving: tuple[Leaving, ...]
    leaving_total: int
    columns: tuple[str, ...]
    modes: tuple[tuple[str, Term], ...]
    typed: Mapping[str, str]
    taken: int | None
    refused: tuple[RefusedLine, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class IntakeWaitPage:
    """A long manifest while it is taken in: how many lines are done."""

    template: ClassVar[str] = "intake_wait.html"

    counted: str
    done: int
    total: int
    address: str


def intake_wait(done: int, total: int, number: str) -> IntakeWaitPage:
    """Return the page that says how far a manifest is."""
    counted = _("%(done)s of %(total)s consignments", done=wording.number(done), total=wording.number(total))
    return IntakeWaitPage(counted if total else _("It begins."), done, total, f"/carrier/intake/{number}")


def listed_page(total: int, lines: Sequence[CargoLine], *, search: str, page: int) -> CargoList:
    """Return what a carrier has listed, as a list."""
    entries = tuple(map(entry_of, lines))
    before, after = pages_of("/carrier", {"q": search}, page, total)
    return CargoList("listed", Term("Listed", "적하목록"), total, (page - 1) * PAGE + 1, entries, "", None, "", before, after)


def leaving(rows: Sequence[CaseRow]) -> tuple[Leaving, ...]:
    """Return accepted exports as the carrier sees them: the number, and since when."""
    return tuple(Leaving(row.id, row.number or "", row.updated) for row in rows)
