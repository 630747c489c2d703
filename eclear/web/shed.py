"""The desk of the keeper of a shed: what is expected, in and free to go, and the reports that he makes about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.clearance import tidy
from eclear.clearance.clocks import clocks_of, declarations_of
from eclear.storage import CargoLine, Lies, Records
from eclear.web.cargo import counted_report
from eclear.web.listing import at_once, before
from eclear.web.pages.clocks import Running, running
from eclear.web.pages.shed import PAGE, SOME, shed_page
from eclear.web.reporting import must_report
from eclear.web.visit import visit
from eclear.web.window import Window

MOST_CLOCKS = 50
"""Of so many consignments the clocks are shown."""

Few = Annotated[str, Form(max_length=20)]
Shown = Literal["", "expected", "in", "leave", "out"]
Reports = Literal["arrived", "unloaded", "manifest-reviewed", "carried-in", "carried-out"]


def shed(window: Window) -> APIRouter:
    """Return the routes of the shed, and the one by which cargo is reported that may have no declaration."""
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, show: str = "", q: str = "", page: int = 1, problem: str = "") -> Response:
        own = visit().seated.of
        lists = (Lies(show),) if show else (Lies.MAY_LEAVE, Lies.EXPECTED, Lies.IN)
        most, start = (at_once(PAGE), before(page, PAGE)) if show else (at_once(SOME), 0)
        with window.office.store.reading(window.room) as records:
            found = {lies: records.kept(lies, shed=own, search=q.strip(), limit=most, offset=start) for lies in lists}
            now = window.clock(records)
            clocks = _clocks(records, found, window.office.country, now)
        shown = shed_page(found, clocks, shed=own, search=q.strip(), show=show, page=page, problem=problem)
        return window.pages.html(request, shown, now, 409 if problem else 200)

    @router.get("/shed")
    def lists(
        request: Request,
        show: Shown = "",
        q: Annotated[str, Query(max_length=60)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        return shown(request, show, q, page)

    @router.post("/cargo/{number}/report")
    def reported(
        request: Request,
        number: str,
        report: Annotated[Reports, Form()],
        place: Few = "",
        much: Annotated[str, Form(alias="packages", max_length=20)] = "",
        mass: Few = "",
    ) -> Response:
        """Take in a report; from a desk with a list it comes back to that, from elsewhere to the consignment."""
        if visit().home:  # in a play each chair reports its own
            must_report(report)
        try:
            counted_report(window, number, report, place, much, mass)
        except IllegalStep as refused:
            if visit().seated.plays(Role.WAREHOUSE):
                return shown(request, problem=str(refused))
            raise
        post = visit().seated.post
        if post is not None and post.role is Role.CARRIER:
            return RedirectResponse(f"/cargo/{tidy(number)}?done={report}", 303)
        return RedirectResponse("/shed" if visit().seated.plays(Role.WAREHOUSE) else "/manifest", 303)

    return router


def _clocks(
    records: Records, found: Mapping[Lies, tuple[int, Sequence[CargoLine]]], country: str, now: datetime
) -> dict[str, tuple[Running, ...]]:
    """Return the clocks of what lies in the shed, by cargo control number; a table for a spreadsheet has those of the first."""
    numbers = [line.number for lies in (Lies.IN, Lies.MAY_LEAVE) for line in found.get(lies, (0, ()))[1]][:MOST_CLOCKS]
    records.read_ahead(numbers)
    records.foresee([], numbers)
    cases = records.cases_joined(numbers)
    kept = [records.cargo(number) for number in numbers]
    named = {one.number: declarations_of(records, one) if one.drawn_of else cases.get(one.number, ()) for one in kept}
    return {one.number: running(clocks_of(one, named[one.number], country, now)) for one in kept}
