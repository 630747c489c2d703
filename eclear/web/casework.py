"""What is done about a case besides deciding it: passing it on, overriding its lane, and decisions in writing to print.

Who was too slow is told what changed and who did it, and gets back what he wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import case_of
from eclear.casefile.decision import Lane
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.clearance import UnknownCase, confirm_override, override, refer_to_audit, refuse_override, transfer
from eclear.clearance.integrity import bar_to_decide
from eclear.journey.settlement import guards
from eclear.storage import Stale
from eclear.web.guessing import is_closed, unscored_events
from eclear.web.pages.changed import changed_page
from eclear.web.pages.decisions import decision_page
from eclear.web.pages.verbs import verbs
from eclear.web.visit import visit
from eclear.web.window import Window

Reason = Annotated[str, Form(max_length=2000)]
Version = Annotated[int, Form()]


def casework(window: Window) -> APIRouter:
    """Return the routes of what is done about a case besides deciding it."""
    router = APIRouter(include_in_schema=False)

    @router.post("/cases/{case_id}/transfer")
    def passed_on(
        request: Request,
        case_id: str,
        version: Version,
        to: Annotated[str, Form(max_length=40)] = "",
        reason: Reason = "",
        onward: Annotated[Literal["", "team"], Form()] = "",
    ) -> Response:
        def done() -> Response:
            transfer(window.office, case_id, to, reason, room=window.room, version=version)
            return RedirectResponse(_after_passing_on(case_id, onward), 303)

        return attempted(window, request, case_id, version, {"to": to, "onward": onward, "reason": reason}, done)

    @router.post("/cases/{case_id}/override")
    def overridden(
        request: Request, case_id: str, version: Version, lane: Annotated[Lane, Form()], reason: Reason = ""
    ) -> Response:
        def done() -> Response:
            override(window.office, case_id, lane, reason, room=window.room, version=version)
            return RedirectResponse(f"/cases/{case_id}", 303)

        return attempted(window, request, case_id, version, {"lane": lane.value, "reason": reason}, done)

    @router.post("/cases/{case_id}/override/confirm")
    def confirmed(request: Request, case_id: str, version: Version) -> Response:
        def done() -> Response:
            confirm_override(window.office, case_id, room=window.room, version=version)
            return RedirectResponse(f"/cases/{case_id}", 303)

        return attempted(window, request, case_id, version, {}, done)

    @router.post("/cases/{case_id}/override/refuse")
    def refused(request: Request, case_id: str, version: Version, reason: Reason = "") -> Response:
        def done() -> Response:
            refuse_override(window.office, case_id, reason, room=window.room, version=version)
            return RedirectResponse(f"/cases/{case_id}", 303)

        return attempted(window, request, case_id, version, {"reason": reason}, done)

    @router.post("/cases/{case_id}/audit")
    def referred(request: Request, case_id: str, version: Version, reason: Reason = "") -> Response:
        def done() -> Response:
            refer_to_audit(window.office, case_id, reason, room=window.room, version=version)
            return RedirectResponse(f"/cases/{case_id}", 303)

        return attempted(window, request, case_id, version, {"reason": reason}, done)

    @router.get("/cases/{case_id}/decisions/{number}")
    def in_writing(request: Request, case_id: str, number: int) -> Response:
        with window.office.store.reading(window.room) as records:
            if records.row(case_id) is None:
                raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
            events, now = records.events(case_id), window.clock(records)
        post = visit().seated.post
        back = f"/mine/{case_id}" if post and post.role is Role.TRADER else f"/cases/{case_id}"
        page = decision_page(case_of(events), events, number, back)
        if page is None:
            raise UnknownCase(f"Case {case_id[:40]} has no decision {number} that went against the trader.")
        return window.pages.html(request, page, now)

    return router


def attempted(
    window: Window,
    request: Request,
    case_id: str,
    version: int,
    written: Mapping[str, str],
    act: Callable[[], Response],
    ticked: tuple[tuple[str, str], ...] = (),
) -> Response:
    """Do an act of an officer; if it is refused, say why and what has changed, and give back what he wrote and ticked (409)."""
    try:
        return act()
    except (Stale, IllegalStep) as refusal:
        with window.office.store.reading(window.room) as records:
            if records.row(case_id) is None:
                raise
            events, people, now = records.events(case_id), records.people.people(window.room), window.clock(records)
            events = unscored_events(events) if is_closed(records, case_id) else events
        case, verb = case_of(events), written.get("verb")
        legal = verb is None or verb in ("grant", "deny") or verb in {one.id for one in verbs(case, guards(case)).possible}
        barred = verb is not None and bar_to_decide(visit().seated, case)
        page = changed_page(
            case,
            events,
            people,
            message=str(refusal),
            stale=isinstance(refusal, Stale),
            seen=version,
            path=request.scope["path"],
            written=written,
            ticked=ticked,
            possible=legal and not barred,
        )
        return window.pages.html(request, page, now, 409)


def _after_passing_on(case_id: str, onward: str) -> str:
    """Lead a supervisor back to his team or to the case; an officer to his list, as the case is not his any more."""
    if onward == "team":
        return "/team"
    seated = visit().seated
    return "/queue" if seated.post and seated.plays(Role.OFFICER) else f"/cases/{case_id}"
