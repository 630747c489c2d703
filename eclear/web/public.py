"""The public pages: where are my goods? Anybody with a number may ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.storage import Records
from eclear.web.live import stream
from eclear.web.pages.status import SearchPage, StatusPage, declared, reports, tidy
from eclear.web.window import Window


def public(window: Window) -> APIRouter:
    """Return the routes that anybody may use."""
    router, office = APIRouter(include_in_schema=False), window.office

    @router.get("/status")
    def search(request: Request, number: Annotated[str, Query(max_length=40)] = "") -> Response:
        if tidy(number):
            return RedirectResponse(f"/status/{quote(tidy(number), safe='')}", 303)
        return window.pages.html(request, SearchPage("", False), window.now())

    @router.get("/status/{number}")
    def status(request: Request, number: str) -> Response:
        with office.store.reading(window.room) as records:
            now = records.room.now(office.clock())
            page = _status_page(records, tidy(number), now)
        if page is None:
            return window.pages.html(request, SearchPage(number[:40], True), now, 404)
        return window.pages.html(request, page, now)

    @router.get("/status/{number}/live")
    async def live(number: str, version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        return stream(window.pulse, _parts(window, tidy(number)), last_event_id or version)

    return router


def _status_page(records: Records, number: str, now: datetime) -> StatusPage | None:
    found = records.find(number)
    if found:
        case = records.case(found[0])
        assert case is not None, "the list of cases names no case without events"
        others = (records.row(other) for other in found[1:])
        numbers = tuple(row.number for row in others if row and row.number)
        return StatusPage(number, case.cargo == number, declared(case, records.events(case.id), now), numbers, ())
    cargo = records.cargo(number)
    return StatusPage(number, True, None, (), reports(cargo, records.events(number))) if cargo.version else None


def _parts(window: Window, number: str) -> Callable[[int], tuple[int, str] | None]:
    def parts(version: int) -> tuple[int, str] | None:
        with window.office.store.reading(window.room) as records:
            now = records.room.now(window.office.clock())
            page = _status_page(records, number, now)
        if page is None or page.declared is None or page.declared.version == version:
            return None
        html = window.pages.fragment("status_fragment.html", declared=page.declared, now=now, since=version)
        return page.declared.version, html

    return parts
