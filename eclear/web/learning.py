"""What one can read to learn: rulebook, how it works, words, keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.journey.checks import rulebook
from eclear.web.frame import looks
from eclear.web.languages import _
from eclear.web.pages.findings import codes
from eclear.web.pages.learning import KeyboardPage, WordsPage, all_words_page, api_page, glossary, how_page
from eclear.web.pages.rule import rule_page
from eclear.web.pages.rules import Movement, Severity, Wanted, rulebook_page
from eclear.web.pages.trial import asked
from eclear.web.window import Window

Words = Annotated[str, Query(max_length=60)]


def learning(window: Window) -> APIRouter:
    """Return the routes of the pages to learn from."""
    router, pages = APIRouter(include_in_schema=False), window.pages

    @router.get("/rulebook")
    def book(
        request: Request, q: Words = "", family: Words = "", severity: Severity = "", country: Words = "", movement: Movement = ""
    ) -> Response:
        wanted = Wanted(q, family, severity, country, movement)
        return pages.html(request, rulebook_page(rulebook(), wanted), window.now())

    @router.get("/rulebook/{code}")
    def one(request: Request, code: Annotated[str, Path(max_length=40)]) -> Response:
        found = next((rule for rule in rulebook() if rule.code == code.upper()), None)
        if found is None and code in codes():  # why a message is refused stands in the book itself
            return RedirectResponse(f"/rulebook?q={code}", 303)
        if found is None:
            raise HTTPException(404, _("The rulebook has no rule of this code. Look for it in the rulebook."))
        page = rule_page(found, rulebook(), asked(request.query_params.multi_items()))
        return pages.html(request, page, window.now(), 422 if page.trial.problems else 200)

    @router.get("/how-it-works")
    def how(request: Request) -> Response:
        return pages.html(request, how_page(window.office.country), window.now())

    @router.get("/words")
    def words(request: Request, print: Annotated[str, Query(max_length=10)] = "") -> Response:
        return pages.html(request, all_words_page() if print == "all" else WordsPage(glossary()), window.now())

    @router.get("/keyboard")
    def keyboard(request: Request) -> Response:
        return pages.html(request, KeyboardPage(looks(request.cookies).keys == "on"), window.now())

    @router.get("/api")
    def api(request: Request) -> Response:
        return pages.html(request, api_page(request.app.openapi()), window.now())

    return router
