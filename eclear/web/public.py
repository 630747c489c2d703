"""The public pages: where are my goods? Anybody with a number may ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import case_of
from eclear.clearance import UnknownCase, tidy
from eclear.storage import CaseRow, Records
from eclear.web.live import Live
from eclear.web.pages.status import SearchPage, StatusPage, declared, reports
from eclear.web.window import Window

CARGO_DIGITS = 19


def public(window: Window) -> APIRouter:
    """Return the routes that anybody may use."""
    router, office = APIRouter(include_in_schema=False), window.office

    @router.get("/status")
    def search(request: Request, number: Annotated[str, Query(max_length=40)] = "") -> Response:
        if number.strip():
            return RedirectResponse(f"/status/{quote(_squeezed(number), safe='')}", 303)
        return window.pages.html(request, SearchPage("", False), window.now())

    @router.get("/status/{number}")
    def status(request: Request, number: str) -> Response:
        with office.store.reading(window.room) as records:
            now = window.clock(records)
            page = _status_page(records, number, now)
        if page is None:
            return window.pages.html(request, SearchPage(number[:40], True), now, 404)
        return window.pages.html(request, page, now)

    @router.get("/status/{number}/live")
    async def live(number: str, version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        await to_thread.run_sync(_must_be_known, window, number)
        return Live(window.pulse, _parts(window, number), last_event_id or version)

    return router


def _squeezed(number: str) -> str:
    return "".join(number.split()).upper()


def _found(records: Records, number: str) -> tuple[CaseRow, ...]:
    """Return the cases that a declaration or cargo number names, the latest first; a case's own id is not for everybody.

    A declaration that was rejected at the gate never joined its cargo, and is found by the number that it gave.
    """
    found = records.find(_squeezed(number)) or records.find(tidy(number))
    rows = [row for row in map(records.row, found) if row]
    if not rows and len(tidy(number)) == CARGO_DIGITS:
        _total, rejected = records.rows(search=tidy(number), status="D1")
        rows = [row for row in rejected if row.cargo == tidy(number)]
    return tuple(sorted(rows, key=lambda row: row.received, reverse=True))


def _must_be_known(window: Window, number: str) -> None:
    with window.office.store.reading(window.room) as records:
        if not (_found(records, number) or records.cargo(tidy(number)).version):
            raise UnknownCase("No cargo or declaration has this number. Check the number.")


def _status_page(records: Records, number: str, now: datetime) -> StatusPage | None:
    found = _found(records, number)
    if found:
        return _declared_page(records, number, found, now)
    cargo = records.cargo(tidy(number))
    return StatusPage(cargo.number, True, None, (), reports(cargo, records.events(cargo.number))) if cargo.version else None


def _declared_page(records: Records, number: str, found: tuple[CaseRow, ...], now: datetime) -> StatusPage:
    events, first = records.events(found[0].id), found[0]
    is_cargo = first.cargo == tidy(number)
    others = tuple(row.number for row in found[1:] if row.number)
    shown = tidy(number) if is_cargo else first.number or _squeezed(number)
    return StatusPage(shown, is_cargo, declared(case_of(events), events, now), others, ())


def _parts(window: Window, number: str) -> Callable[[int], tuple[int, str] | None]:
    def parts(version: int) -> tuple[int, str] | None:
        with window.office.store.reading(window.room) as records:
            found = _found(records, number)
            if not found or found[0].version == version:
                return None
            now = window.clock(records)
            shown = _declared_page(records, number, found, now).declared
        assert shown is not None
        if shown.version == version:
            return None  # what has happened since is for officers only
        return shown.version, window.pages.fragment("status_fragment.html", declared=shown, now=now, since=version)

    return parts
