"""The page on which a commodity code is tried: which agencies may have to agree, and what their questions lead to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from eclear.clearance.office import today
from eclear.reference import country
from eclear.web.pages.permits import MARKED, permits_page
from eclear.web.window import Window

MOST_ANSWERS, LONGEST_ANSWER = 40, 70
"""How many answers an address may carry, and how long one may be; what is beyond is not read."""


def permits(window: Window) -> APIRouter:
    """Return the route of the page to try commodity codes on."""
    router, land = APIRouter(include_in_schema=False), window.office.country

    @router.get("/permits")
    def tried(
        request: Request,
        hs: Annotated[str, Query(max_length=20)] = "",
        on: Annotated[str, Query(max_length=10)] = "",
    ) -> Response:
        law, now = country(land), window.now()
        if law is None:
            raise LookupError(f"The reference folder of {land} is gone. Put it back.")
        sent = [(name, text) for name, text in request.query_params.multi_items() if name.startswith(MARKED) and text]
        said = {name.removeprefix(MARKED): text[:LONGEST_ANSWER] for name, text in sent[:MOST_ANSWERS]}
        page = permits_page(law, hs.strip(), on.strip(), today(now, law), said)
        return window.pages.html(request, page, now, 422 if page.problem else 200)

    return router
