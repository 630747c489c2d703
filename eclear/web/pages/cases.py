"""The list of cases: which one must be opened now?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile.decision import LANES, Lane
from eclear.casefile.lifecycle import DECLARATION, EXPORT, term_of
from eclear.casefile.words import Term
from eclear.storage import CaseRow

PAGE = 50
WAITS = {
    "review": Term("Review", "심사"),
    "tax": Term("Payment", "납부"),
    "permits": Term("Permits", "요건"),
    "manifest": Term("Manifest", "적하목록 심사"),
    "carry_in": Term("Carry-in", "반입"),
    "return": Term("Return", "반송"),
    "presentation": Term("Presentation", "물품 제시"),
}
"""The guards of every country, as they are called in a list."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the list."""

    row: CaseRow
    state: Term
    lane: Lane | None
    waits: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class CasesPage:
    """The list of cases with its filters; filters and page are in the address, so that a list can be sent to somebody."""

    template: ClassVar[str] = "cases.html"

    lines: tuple[CaseLine, ...]
    total: int
    first: int
    search: str
    waits_choices: tuple[tuple[str, Term], ...]
    lane_choices: tuple[tuple[str, Term], ...]
    status_choices: tuple[tuple[str, Term], ...]
    waiting: str
    lane: str
    status: str
    previous: str | None
    next: str | None


STATUSES: Mapping[str, Term] = {
    **{state: DECLARATION.states[state] for state in ("D1", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "X1", "X2", "X3")},
    **{state: EXPORT.states[state] for state in ("E3", "E4", "E6", "EX")},
}


def cases_page(
    total: int, rows: tuple[CaseRow, ...], *, search: str, waiting: str, lane: str, status: str, page: int
) -> CasesPage:
    """Return one page of the list."""
    chosen = {"q": search, "waiting": waiting, "lane": lane, "status": status}

    def address(number: int) -> str:
        return "/cases?" + urlencode({name: value for name, value in (*chosen.items(), ("page", number)) if value})

    return CasesPage(
        lines=tuple(map(_line, rows)),
        total=total,
        first=(page - 1) * PAGE + 1,
        search=search,
        waits_choices=tuple(WAITS.items()),
        lane_choices=tuple((lane.value, term) for lane, term in LANES.items()),
        status_choices=tuple(STATUSES.items()),
        waiting=waiting,
        lane=lane,
        status=status,
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page * PAGE < total else None,
    )


def state_of(row: CaseRow) -> Term:
    """What the state of a declaration is called in a list: a review that has passed says so."""
    reviewed = row.status in ("D4", "E3") and "review" not in row.waiting_for
    return Term("Review passed", "심사 완료") if reviewed else term_of(row.status)


def _line(row: CaseRow) -> CaseLine:
    return CaseLine(row, state_of(row), Lane(row.lane) if row.lane else None, tuple(WAITS[guard] for guard in row.waiting_for))
