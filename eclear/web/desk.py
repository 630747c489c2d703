"""The officer's desk: the list of cases, the case, and the acts that can be done from its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Form, Header, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import case_of
from eclear.casefile.permit import Answer
from eclear.clearance import UnknownCase, answer_permit, arrive, decide, pay
from eclear.web.live import Live
from eclear.web.pages.case import CasePage, case_page
from eclear.web.pages.cases import PAGE, STATUSES, cases_page
from eclear.web.window import Window

Lanes = Literal["", "L0", "L1", "L2", "L3"]
Guards = Literal["", "review", "tax", "permits", "manifest", "carry_in"]
Verbs = Literal["pass", "request-documents", "inspect", "hold", "dismiss"]
Reports = Literal["manifest-reviewed", "carried-in", "carried-out"]
Reason = Annotated[str, Form(max_length=2000)]


def desk(window: Window) -> APIRouter:
    """Return the routes of the officer's desk."""
    router, office, room = APIRouter(include_in_schema=False), window.office, window.room

    @router.get("/")
    def home() -> RedirectResponse:
        return RedirectResponse("/cases", 303)

    @router.get("/cases")
    def cases(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        waiting: Guards = "",
        lane: Lanes = "",
        status: Annotated[str, Query(max_length=4)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        status = status if status in STATUSES else ""
        with office.store.reading(room) as records:
            total, rows = records.rows(search=q, status=status, lane=lane, waiting=waiting, limit=PAGE, offset=(page - 1) * PAGE)
            now = window.clock(records)
        shown = cases_page(total, rows, search=q, waiting=waiting, lane=lane, status=status, page=page)
        return window.pages.html(request, shown, now)

    @router.get("/cases/{case_id}")
    def case(request: Request, case_id: str) -> Response:
        page, now = _case_page(window, case_id)
        return window.pages.html(request, page, now)

    @router.get("/cases/{case_id}/live")
    async def live(case_id: str, version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        await to_thread.run_sync(_must_be_known, window, case_id)
        return Live(window.pulse, _parts(window, case_id), last_event_id or version)

    @router.get("/cases/{case_id}/message.xml")
    def message(case_id: str) -> Response:
        with office.store.reading(room) as records:
            body = records.message(case_id)
        if body is None:
            raise _unknown(case_id)
        headers = {"content-disposition": f'attachment; filename="{case_id}.xml"'}
        return Response(body, media_type="application/octet-stream", headers=headers)

    @router.post("/cases/{case_id}/decide")
    def decided(case_id: str, verb: Annotated[Verbs, Form()], version: Annotated[int, Form()], reason: Reason = "") -> Response:
        decide(office, case_id, verb, reason=reason.strip() or None, room=room, version=version)
        return _back(case_id)

    @router.post("/cases/{case_id}/cargo")
    def reported(case_id: str, report: Annotated[Reports, Form()]) -> Response:
        with office.store.reading(room) as records:
            found = records.case(case_id)
        if found is None or found.cargo is None:
            raise _unknown(case_id)
        arrive(office, found.cargo, report, room=room)
        return _back(case_id)

    @router.post("/cases/{case_id}/pay")
    def paid(case_id: str) -> Response:
        pay(office, case_id, room=room)
        return _back(case_id)

    @router.post("/cases/{case_id}/permits")
    def answered(
        case_id: str, agency: Annotated[str, Form(max_length=40)], answer: Annotated[Answer, Form()], reason: Reason = ""
    ) -> Response:
        answer_permit(office, case_id, agency, answer, reason=reason.strip() or None, room=room)
        return _back(case_id)

    return router


def _back(case_id: str) -> RedirectResponse:
    return RedirectResponse(f"/cases/{case_id}", 303)


def _unknown(case_id: str) -> UnknownCase:
    return UnknownCase(f"There is no case {case_id} in this room. Check the number.")


def _must_be_known(window: Window, case_id: str) -> None:
    with window.office.store.reading(window.room) as records:
        if records.row(case_id) is None:
            raise _unknown(case_id)


def _case_page(window: Window, case_id: str) -> tuple[CasePage, datetime]:
    """Return the page of a case and the room's clock; raises UnknownCase."""
    office = window.office
    with office.store.reading(window.room) as records:
        if records.row(case_id) is None:
            raise _unknown(case_id)
        events, now = records.events(case_id), window.clock(records)
    case, message = case_of(events), window.received(case_id)
    return case_page(case, events, message.declaration, window.reasons(case.score), now, message.size), now


def _parts(window: Window, case_id: str) -> Callable[[int], tuple[int, str] | None]:
    def parts(version: int) -> tuple[int, str] | None:
        with window.office.store.reading(window.room) as records:
            row = records.row(case_id)
        if row is None or row.version == version:
            return None
        page, now = _case_page(window, case_id)
        return page.version, window.pages.fragment("case_fragment.html", page=page, now=now, since=version)

    return parts
