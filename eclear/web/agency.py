"""An agency's desk: its inbox, one case with what it needs to answer, and what it can do: answer, ask, see the goods."""

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
from eclear.casefile.person import Role
from eclear.clearance import UnknownCase, answer_permit, answer_questions, ask_to_join, ask_trader, escalate
from eclear.reference import country
from eclear.storage import Stale
from eclear.web.listing import at_once, before
from eclear.web.live import Live
from eclear.web.pages.agency import ANSWERED, PAGE, WAITING, AgencyCasePage, agency_case_page, agency_page, heard_version
from eclear.web.visit import visit
from eclear.web.window import Window

States = Literal["", "waiting", "answered"]
Words = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, Form(max_length=70)]
Code = Annotated[str, Form(max_length=40, alias="as")]
AsCode = Annotated[str, Query(max_length=40, alias="as")]
Version = Annotated[int, Form()]


def agency_desk(window: Window) -> APIRouter:
    """Return the routes of agencies."""
    router = APIRouter(include_in_schema=False)

    @router.get("/agency")
    def inbox(
        request: Request,
        chosen: AsCode = "",
        q: Annotated[str, Query(max_length=60)] = "",
        state: States = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        agency, law = _speaking_for(chosen), country(window.office.country)
        with window.office.store.reading(window.room) as records:
            found = {}
            for kind in (WAITING, ANSWERED):
                shown = state in ("", kind)
                offset = before(page, PAGE) if kind == (state or WAITING) else 0
                waits = kind == WAITING
                found[kind] = (
                    records.rows_of_agency(agency, waiting=waits, search=q.strip(), limit=at_once(PAGE), offset=offset)
                    if shown
                    else (0, ())
                )
            ids = {row.id for _total, rows in found.values() for row in rows}
            cases, now = records.cases(ids) if ids else {}, window.clock(records)
        told = agency_page(law, agency, _alone(), found[WAITING], found[ANSWERED], cases, now, search=q, state=state, page=page)
        return window.pages.html(request, told, now)

    @router.get("/agency/{case_id}")
    def case(request: Request, case_id: str, chosen: AsCode = "") -> Response:
        page, now = _page(window, case_id, _speaking_for(chosen))
        return window.pages.html(request, page, now)

    @router.get("/agency/{case_id}/live")
    async def live(
        case_id: str, version: int = 0, chosen: AsCode = "", last_event_id: Annotated[int | None, Header()] = None
    ) -> Response:
        agency = _speaking_for(chosen)
        await to_thread.run_sync(_page, window, case_id, agency)
        return Live(window.pulse, _parts(window, case_id, agency), last_event_id or version)

    @router.post("/agency/{case_id}/answer")
    def answered(
        case_id: str,
        version: Version,
        answer: Annotated[Answer, Form()],
        chosen: Code = "",
        approval: Annotated[str, Form(max_length=40)] = "",
        reference: Short = "",
        reason: Words = "",
        law: Annotated[str, Form(max_length=300)] = "",
        exemption: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        agency = _speaking_for(chosen)
        answer_permit(
            window.office,
            case_id,
            agency,
            answer,
            reference=reference,
            reason=reason,
            approval=approval,
            law=law,
            exemption=exemption,
            room=window.room,
            version=_seen(window, case_id, agency, version),
        )
        return _back(case_id, agency)

    @router.post("/agency/{case_id}/questions")
    def told(
        case_id: str,
        question: Annotated[str, Form(max_length=40)],
        answer: Short,
        chosen: Code = "",
        item: Annotated[int | None, Form(ge=1, le=999)] = None,
    ) -> Response:
        agency = _speaking_for(chosen)
        answer_questions(window.office, case_id, agency, {question: answer}, item=item, by=agency, room=window.room)
        return _back(case_id, agency)

    @router.post("/agency/{case_id}/ask")
    def asked(case_id: str, version: Version, question: Words = "", chosen: Code = "") -> Response:
        agency = _speaking_for(chosen)
        seen = _seen(window, case_id, agency, version)
        ask_trader(window.office, case_id, agency, question, room=window.room, version=seen)
        return _back(case_id, agency)

    @router.post("/agency/{case_id}/join")
    def joins(case_id: str, version: Version, reason: Words = "", chosen: Code = "") -> Response:
        agency = _speaking_for(chosen)
        seen = _seen(window, case_id, agency, version)
        ask_to_join(window.office, case_id, agency, reason, room=window.room, version=seen)
        return _back(case_id, agency)

    @router.post("/cases/{case_id}/escalate")
    def carried_further(
        case_id: str,
        version: Version,
        agency: Annotated[str, Form(max_length=40)],
        to: Annotated[str, Form(max_length=120)] = "",
        reason: Words = "",
    ) -> Response:
        escalate(window.office, case_id, agency, to, reason, room=window.room, version=version)
        return RedirectResponse(f"/cases/{case_id}#permits", 303)

    return router


def _alone() -> bool:
    return visit().seated.post is None


def _speaking_for(chosen: str) -> str:
    """Return the agency whose officer is answered; who is alone may be any, and says which."""
    post = visit().seated.post
    return post.of if post is not None and post.role is Role.AGENCY else chosen


def _page(window: Window, case_id: str, agency: str) -> tuple[AgencyCasePage, datetime]:
    """Return the page of a case for an agency, and the room's clock; raises UnknownCase for one that does not concern it."""
    with window.office.store.reading(window.room) as records:
        events, now = records.events(case_id) if records.row(case_id) else (), window.clock(records)
    case = case_of(events) if events else None
    if case is None or not case.needs:
        raise _unknown(case_id)
    mine = agency or (case.needs[0].agency if _alone() else "")
    try:
        return agency_case_page(case, mine, window.received(case).declaration, events, now, alone=_alone()), now
    except LookupError:
        raise _unknown(case_id) from None


def _parts(window: Window, case_id: str, agency: str) -> Callable[[int], tuple[int, str] | None]:
    def parts(version: int) -> tuple[int, str] | None:
        page, now = _page(window, case_id, agency)
        if page.version == version:
            return None  # what has happened since is no matter of this agency
        return page.version, window.pages.fragment("agency_fragment.html", page=page, now=now, since=version)

    return parts


def _seen(window: Window, case_id: str, agency: str, version: int) -> int:
    """Return the version of a case as it stands, if nothing happened that the agency may hear of since it looked; else Stale."""
    with window.office.store.reading(window.room) as records:
        events = records.events(case_id)
    if not events:
        raise _unknown(case_id)
    if heard_version(events, agency) != version:
        raise Stale("The case has changed since you looked at it. Look again, then answer.")
    return events[-1].sequence


def _back(case_id: str, agency: str) -> RedirectResponse:
    return RedirectResponse(f"/agency/{case_id}" + (f"?as={agency}" if _alone() else ""), 303)


def _unknown(case_id: str) -> UnknownCase:
    return UnknownCase(f"There is no case {case_id[:40]} in this room that concerns the agency. Check the number.")
