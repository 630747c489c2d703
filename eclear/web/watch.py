"""The watch over model and selection: the page for officers, and each of its tables for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from eclear.clearance.office import today
from eclear.clearance.watched import TABLES, lines, tables
from eclear.clearance.watching import DAYS, watch
from eclear.journey.risk import Model
from eclear.reference import country
from eclear.web.languages import _
from eclear.web.pages.watch import watch_page
from eclear.web.window import Window

Day = Annotated[str, Query(max_length=10)]
Challenger = Callable[[], tuple[Model | None, str]]
"""Gives the challenger, or None and why there is none; it is loaded when the watch is first looked at."""


def watching(window: Window, challenger: Challenger) -> APIRouter:
    """Return the routes of the watch."""
    router = APIRouter(include_in_schema=False)

    @router.get("/watch")
    def page(request: Request, first: Day = "", last: Day = "") -> Response:
        now = window.now()
        begin, end, problem = _days(window, first, last)
        model, why_not = challenger()
        seen = watch(window.office, begin, end, room=window.room, challenger=model, why_not=why_not)
        return window.pages.html(request, watch_page(seen, problem), now, 422 if problem else 200)

    @router.get("/watch/{table}.csv")
    def sheet(table: str, first: Day = "", last: Day = "") -> Response:
        if table not in TABLES:
            raise HTTPException(404, _("The watch has no table of this name. Take the link beside the table."))
        begin, end, problem = _days(window, first, last)
        if problem:
            raise HTTPException(422, problem)
        model, why_not = challenger() if table in ("challenger", "apart") else (None, "")
        written = StringIO()
        seen = watch(window.office, begin, end, room=window.room, challenger=model, why_not=why_not)
        csv.writer(written).writerows(lines(tables(seen)[table]))
        name = f"watch-{table}-{begin.isoformat()}-{end.isoformat()}.csv"
        heads = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(written.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=heads)

    return router


def _days(window: Window, first: str, last: str) -> tuple[date, date, str]:
    """Return the days asked for, else the last ones; and what could not be read."""
    law = country(window.office.country)
    if law is None:
        raise LookupError(f"The reference folder of {window.office.country} is gone. Put it back.")
    now = today(window.now(), law)
    try:
        end = date.fromisoformat(last) if last else now
        usual = end - timedelta(days=DAYS - 1)
        begin = date.fromisoformat(first) if first else usual
    except (ValueError, OverflowError):
        return now - timedelta(days=DAYS - 1), now, _("The day cannot be read. Write it as 2026-05-12.")
    if begin > end:
        return usual, end, _("The first day is after the last. Turn them round.")
    return begin, end, ""
