"""The law to look into and to try: the law of the country on one page, its tariff, and the duty calculator."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.clearance.office import today
from eclear.journey.duties import CannotAssess, assess
from eclear.reference import Country, country
from eclear.web.languages import _
from eclear.web.pages.duty import EXAMPLES, FIELDS, Form, duty_page
from eclear.web.pages.law import law_page
from eclear.web.pages.tariff import line_page, tariff_page
from eclear.web.window import Window

LONGEST = 40
"""Characters that a field of the calculator is read to."""

Day = Annotated[str, Query(max_length=10)]


def law(window: Window) -> APIRouter:
    """Return the routes of the law, the tariff and the calculator."""
    router, pages, land = APIRouter(include_in_schema=False), window.pages, window.office.country

    def ours() -> Country:
        found = country(land)
        if found is None:
            raise LookupError(f"The reference folder of {land} is gone. Put it back.")
        return found

    def day(text: str, otherwise: date) -> tuple[date, str]:
        try:
            return (date.fromisoformat(text) if text else otherwise), ""
        except ValueError:
            return otherwise, _("The day cannot be read. Write it as 2026-05-12.")

    @router.get("/law")
    def whole(request: Request) -> Response:
        now = window.now()
        return pages.html(request, law_page(ours(), today(now, ours())), now)

    @router.get("/tariff")
    def search(request: Request, q: Annotated[str, Query(max_length=60)] = "", on: Day = "") -> Response:
        now = window.now()
        as_of, problem = day(on, today(now, ours()))
        digits = q.replace(".", "").replace(" ", "")
        if len(digits) == 10 and digits.isdecimal() and ours().tariff.line(digits, as_of):
            return RedirectResponse(f"/tariff/{digits}?on={as_of.isoformat()}", 303)
        page = tariff_page(ours(), q.strip(), as_of, problem)
        return pages.html(request, page, now, 422 if problem else 200)

    @router.get("/tariff/{code}")
    def line(request: Request, code: Annotated[str, Path(max_length=14)], on: Day = "") -> Response:
        now = window.now()
        as_of, problem = day(on, today(now, ours()))
        if problem or (code.isdecimal() and len(code) < 10):
            return RedirectResponse(f"/tariff?q={code[:10] if code.isdecimal() else ''}", 303)
        found = ours().tariff.line(code, as_of)
        if found is None:
            raise HTTPException(404, _("The tariff has no line of this code on this day. Look for it in the tariff."))
        return pages.html(request, line_page(ours(), found, as_of), now)

    @router.get("/duty")
    def calculator(request: Request) -> Response:
        now, typed = window.now(), request.query_params
        given = {name: typed.get(name, "")[:LONGEST] for name in FIELDS}
        for id, _name, example in EXAMPLES:
            if typed.get("example") == id:
                given |= example
        if not any(given.values()):
            return pages.html(request, duty_page(ours(), today(now, ours()), given, None, None, ""), now)
        form = Form(given, ours(), today(now, ours()))
        assessment, refusal = None, ""
        if not form.problems:
            try:
                assessment = assess(form.declaration, ours(), form.on, form.circumstances)
            except CannotAssess as lacking:
                refusal = str(lacking)
        page = duty_page(ours(), form.on, given, form, assessment, refusal)
        return pages.html(request, page, now, 422 if form.problems or refusal else 200)

    return router
