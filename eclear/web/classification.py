"""Help with classification and the list of advance rulings. Nothing is recorded, and nothing here is a ruling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from eclear.reference import country
from eclear.web.pages.classifying import LONGEST, classify_page
from eclear.web.pages.rulings import Kind, rulings_page
from eclear.web.window import Window


def classification(window: Window) -> APIRouter:
    """Return the routes of the pages that help to classify."""
    router, pages = APIRouter(include_in_schema=False), window.pages
    law = country(window.office.country)

    @router.get("/classify")
    def classify(
        request: Request,
        q: Annotated[str, Query(max_length=LONGEST)] = "",
        path: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        return pages.html(request, classify_page(" ".join(q.split()), path), window.now())

    @router.get("/rulings")
    def rulings(request: Request, q: Annotated[str, Query(max_length=60)] = "", kind: Kind = "") -> Response:
        now = window.now()
        on = law.declared_on(None, now) if law else now.date()
        return pages.html(request, rulings_page(law, " ".join(q.split()), kind, on), now)

    return router
