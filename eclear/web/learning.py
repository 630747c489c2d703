"""What one can read to learn: rulebook, how it works, words, keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from eclear.journey.checks import rulebook
from eclear.web.frame import looks
from eclear.web.pages.learning import KeyboardPage, WordsPage, api_page, glossary, how_page
from eclear.web.pages.rules import rulebook_page
from eclear.web.window import Window

Words = Annotated[str, Query(max_length=60)]


def learning(window: Window) -> APIRouter:
    """Return the routes of the pages to learn from."""
    router, pages = APIRouter(include_in_schema=False), window.pages

    @router.get("/rulebook")
    def book(request: Request, q: Words = "", family: Words = "") -> Response:
        return pages.html(request, rulebook_page(rulebook(), q, family), window.now())

    @router.get("/how-it-works")
    def how(request: Request) -> Response:
        return pages.html(request, how_page(window.office.country), window.now())

    @router.get("/words")
    def words(request: Request) -> Response:
        return pages.html(request, WordsPage(glossary()), window.now())

    @router.get("/keyboard")
    def keyboard(request: Request) -> Response:
        return pages.html(request, KeyboardPage(looks(request.cookies).keys == "on"), window.now())

    @router.get("/api")
    def api(request: Request) -> Response:
        return pages.html(request, api_page(request.app.openapi()), window.now())

    return router
