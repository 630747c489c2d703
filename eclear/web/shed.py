"""The desk of the keeper of a shed: what is expected, in and free to go, and the reports that he makes about it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.clearance import arrive
from eclear.storage import Lies
from eclear.web.pages.shed import PAGE, SOME, shed_page
from eclear.web.visit import visit
from eclear.web.window import Window

Shown = Literal["", "expected", "in", "leave", "out"]
Reports = Literal["manifest-reviewed", "carried-in", "carried-out"]


def shed(window: Window) -> APIRouter:
    """Return the routes of the shed, and the one by which cargo is reported that may have no declaration."""
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, show: str = "", q: str = "", page: int = 1, problem: str = "") -> Response:
        own = visit().seated.of
        lists = (Lies(show),) if show else (Lies.MAY_LEAVE, Lies.EXPECTED, Lies.IN)
        most, start = (PAGE, (page - 1) * PAGE) if show else (SOME, 0)
        with window.office.store.reading(window.room) as records:
            found = {lies: records.kept(lies, shed=own, search=q.strip(), limit=most, offset=start) for lies in lists}
            now = window.clock(records)
        shown = shed_page(found, shed=own, search=q.strip(), show=show, page=page, problem=problem)
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
        request: Request, number: str, report: Annotated[Reports, Form()], place: Annotated[str, Form(max_length=20)] = ""
    ) -> Response:
        try:
            arrive(window.office, number, report, shed=place.strip() or None, room=window.room)
        except IllegalStep as refused:
            if visit().seated.plays(Role.WAREHOUSE):
                return shown(request, problem=str(refused))
            raise
        return RedirectResponse("/shed" if visit().seated.plays(Role.WAREHOUSE) else "/manifest", 303)

    return router
