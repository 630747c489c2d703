"""The mailroom: a trader's inbox, to be looked at and acknowledged at his own desk; who is alone may look into any."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.clearance import acknowledge, inbox
from eclear.web.listing import at_once
from eclear.web.pages.inbox import inbox_page
from eclear.web.visit import inbox_of
from eclear.web.window import Window

MOST = 25
"""How many waiting replies are shown at a time."""


def mailroom(window: Window) -> APIRouter:
    """Return the routes of the inbox."""
    router = APIRouter(include_in_schema=False)

    @router.get("/inbox")
    def waiting(
        request: Request,
        trader: Annotated[str, Query(max_length=70)] = "",
        acknowledged: Annotated[int | None, Query(ge=0, le=10**9)] = None,
    ) -> Response:
        number = inbox_of(trader.strip())
        notices = inbox(window.office, number, room=window.room, limit=at_once(MOST) + 1) if number else ()
        return window.pages.html(request, inbox_page(number, notices, at_once(MOST), acknowledged), window.now())

    @router.post("/inbox/acknowledge")
    def received(trader: Annotated[str, Form(max_length=70)], up_to: Annotated[str, Form(max_length=20)]) -> Response:
        number = inbox_of(trader.strip())
        count = acknowledge(window.office, number, up_to, room=window.room)
        return RedirectResponse("/inbox?" + urlencode({"trader": number, "acknowledged": count}), 303)

    return router
