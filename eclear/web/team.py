"""The supervisor's desk: the officers of a room, who is away, and what waits for a second pair of eyes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.clearance import away, back
from eclear.web.listing import at_once
from eclear.web.pages.team import MOST_WAITING, Team, team_page
from eclear.web.queue import law_here, promised_here
from eclear.web.visit import visit
from eclear.web.window import Window

Who = Annotated[str, Form(max_length=40)]
Reason = Annotated[str, Form(max_length=2000)]


def team(window: Window) -> APIRouter:
    """Return the routes of the supervisor's desk."""
    router = APIRouter(include_in_schema=False)

    @router.get("/team")
    def all_of_them(request: Request) -> Response:
        with window.office.store.reading(window.room) as records:
            now = window.clock(records)
            people, desks = records.people.people(window.room), records.desks
            known = Team(people, desks.loads(now), desks.proposed(), desks.waiting(at_once(MOST_WAITING)))
        page = team_page(known, visit().seated.id, now, promised_here(window.office, now), law_here(window.office).lanes)
        return window.pages.html(request, page, now)

    @router.post("/team/away")
    def is_away(person: Who, reason: Reason = "") -> Response:
        away(window.office, person, reason, room=window.room)
        return RedirectResponse("/team", 303)

    @router.post("/team/back")
    def is_back(person: Who) -> Response:
        back(window.office, person, room=window.room)
        return RedirectResponse("/team", 303)

    return router
