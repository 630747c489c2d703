"""The desk of the keeper of a shed: what is expected, what is in, and what may leave.

Never on this page: what customs picked from the manifest and why, lane, score, values, and the parties of a declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile.lifecycle import CARGO, term_of
from eclear.casefile.words import Term
from eclear.storage import CargoLine, Lies
from eclear.web.pages.clocks import Running

PAGE, SOME = 25, 10
"""How many lines a list has on a page of its own, and how many where several stand together."""

NAMES = {
    Lies.MAY_LEAVE: Term("May leave", "반출 가능"),
    Lies.EXPECTED: Term("Expected", "반입 예정"),
    Lies.IN: Term("In the shed", "장치 중"),
    Lies.OUT: Term("Carried out", "반출완료"),
}
"""The lists of the shed in their order: first what somebody waits for at the gate."""

REPORTS = {
    Lies.MAY_LEAVE: ("carried-out", Term("Carry out", "반출")),
    Lies.EXPECTED: ("carried-in", Term("Carry in", "반입")),
}
"""What is reported about the cargo of a list, by one button."""

NOT_REPORTED = Term("Declared, not reported yet", "신고됨·미보고")


@dataclass(frozen=True, slots=True)
class CargoEntry:
    """One consignment: its number, what the carrier says it is, its state, its shed, its declarations and their states."""

    number: str
    goods: str
    state: Term
    shed: str
    at: datetime | None
    declared: tuple[tuple[str, Term], ...]
    clocks: tuple[Running, ...] = ()


@dataclass(frozen=True, slots=True)
class CargoList:
    """One list of cargo: how it is called, how much there is, some of it, and what can be reported about each.

    ``all`` is the address of the whole list, "" where it is whole already.
    """

    id: str
    name: Term
    total: int
    first: int
    entries: tuple[CargoEntry, ...]
    report: str
    verb: Term | None
    all: str
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class ShedPage:
    """The shed: its lists with their filters; ``shed`` is its code, "" for somebody who keeps them all."""

    template: ClassVar[str] = "shed.html"

    shed: str
    search: str
    show: str
    choices: tuple[tuple[str, Term], ...]
    lists: tuple[CargoList, ...]
    problem: str


def shed_page(
    found: Mapping[Lies, tuple[int, Sequence[CargoLine]]],
    clocks: Mapping[str, tuple[Running, ...]],
    *,
    shed: str,
    search: str,
    show: str,
    page: int,
    problem: str,
) -> ShedPage:
    """Return the page of a shed with these lists; ``clocks`` are those that run, by cargo control number."""
    lists = tuple(
        _list(lies, *found[lies], clocks, search=search, whole=bool(show), page=page) for lies in NAMES if lies in found
    )
    choices = tuple((lies.value, name) for lies, name in NAMES.items())
    return ShedPage(shed, search, show, choices, lists, problem)


def _list(
    lies: Lies,
    total: int,
    lines: Sequence[CargoLine],
    clocks: Mapping[str, tuple[Running, ...]],
    *,
    search: str,
    whole: bool,
    page: int,
) -> CargoList:
    report, verb = REPORTS.get(lies, ("", None))
    chosen = {"show": lies.value, "q": search}
    before, after = pages_of("/shed", chosen, page, total) if whole else ("", "")
    more = "" if whole or total <= len(lines) else "/shed?" + _query(chosen)
    first = (page - 1) * PAGE + 1 if whole else 1
    entries = tuple(replace(entry_of(line), clocks=clocks.get(line.number, ())) for line in lines)
    return CargoList(lies.value, NAMES[lies], total, first, entries, report, verb, more, before, after)


def entry_of(line: CargoLine) -> CargoEntry:
    """Return a consignment as it is shown."""
    declared = tuple((number, term_of(status)) for number, status in line.declared)
    state = CARGO.states[line.state] if line.state else NOT_REPORTED
    return CargoEntry(line.number, line.goods or "", state, line.shed or "", line.updated, declared)


def pages_of(path: str, chosen: Mapping[str, str], page: int, total: int) -> tuple[str, str]:
    """Return the addresses of the page before and the page after, "" where there is none."""

    def address(number: int) -> str:
        return f"{path}?" + _query({**chosen, "page": str(number)})

    return address(page - 1) if page > 1 else "", address(page + 1) if page * PAGE < total else ""


def _query(chosen: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in chosen.items() if value})
