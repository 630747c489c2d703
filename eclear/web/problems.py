"""What can go wrong with a call, and how it is answered: the one place where named exceptions become HTTP.

Programs get ``application/problem+json`` (RFC 9457), people get a page in the same frame. Nobody gets a stack.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from anyio import to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance import NoValue, OtherBytes, UnknownCase
from eclear.clearance.drafting import UnknownDraft
from eclear.documents import NoLetters
from eclear.storage import Busy, Damaged, Full, Stale, UnknownRoom, Unreachable
from eclear.web.frame import address_of
from eclear.web.languages import _
from eclear.web.pages.entrance import HOMES
from eclear.web.pages.refusal import RefusalPage, typed_in
from eclear.web.visit import page_of_case, visit

RETRY_SECONDS = 2


class MustComeIn(Exception):
    """The page is for somebody who has come in; the entrance leads back to it."""


class ItStands(HTTPException):
    """Nobody acts in this play of an exercise while its clock stands. The detail says why, in the reader's language."""

    def __init__(self, detail: str) -> None:
        super().__init__(409, detail)


class Crowded(Exception):
    """Too many messages are waiting to be read. Nothing was recorded; send the same again after a moment."""


Sent = tuple[tuple[str, str], ...]
"""The fields of a form as they were sent, in their order; a name may come several times."""

NAMED: dict[type[Exception], tuple[int, str]] = {
    IllegalStep: (409, "Not possible now"),
    Stale: (409, "The case has changed"),
    NoValue: (409, "Not a customs value"),
    OtherBytes: (409, "The LRN was used before"),
    UnknownCase: (404, "Not found"),
    UnknownRoom: (404, "No such room"),
    Busy: (503, "Busy"),
    Crowded: (503, "Busy"),
    Unreachable: (503, "Busy"),
    Full: (507, "No space left"),
    Damaged: (500, "The log is damaged"),
    NoLetters: (500, "Papers cannot be printed"),
}
"""Every exception that a call can end in, with its status and title."""

TITLES = {
    400: "Not understood",
    403: "Not allowed",
    404: "Not found",
    405: "Not done this way",
    408: "Too slow",
    409: "The exercise stands",
    413: "Message too large",
}
SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address cannot be asked in this way. Go to it by a link, or by a button of its page.",
}
"""What is said where nobody said more than the name of the status."""


def problem(status: int, title: str, detail: str, **more: Any) -> JSONResponse:
    """Return a problem for a program: what was wrong, and what to do next."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    headers = {"retry-after": str(RETRY_SECONDS)} if status == 503 else None
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def prepare(app: FastAPI, page: Callable[[Request, RefusalPage, int], Response]) -> None:
    """Teach the app how each named exception is answered; ``page`` draws the page for people."""

    def answer(
        request: Request, status: int, title: str, detail: str, *, sent: Sent = (), again: str = "", said: str = "", **more: Any
    ) -> Response:
        if for_programs(request):
            return problem(status, title, detail, **more)
        path = request.scope["path"]
        post = visit().seated.post
        home = HOMES[post.role] if post else "/cases"
        back = address_of(path) if request.method == "GET" and status in (503, 507) else home
        if status == 409 and path.startswith(("/cases/", "/mine/")):
            back = address_of(page_of_case(path.split("/")[2]))
        for place in ("/inbox", "/queue", "/team", "/exercise", "/play"):
            if path.startswith(place):
                back = place
        refusal = replace(_refusal(status, title, detail, back, said), typed=typed_in(sent), path=again)
        answered = page(request, refusal, status)
        if status == 503:
            answered.headers["retry-after"] = str(RETRY_SECONDS)
        return answered

    async def named(request: Request, error: Exception) -> Response:
        status, title = next(told for kind, told in NAMED.items() if isinstance(error, kind))
        again = "" if isinstance(error, Stale) or status == 404 else request.scope["path"]
        said = _no_draft() if isinstance(error, UnknownDraft) else ""
        return await to_thread.run_sync(
            partial(answer, request, status, title, str(error), sent=await _sent(request), again=again, said=said)
        )

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status, detail = error.status_code, error.detail
        if detail == HTTPStatus(status).phrase:
            detail = SENTENCES.get(status, "")
        return answer(request, status, TITLES.get(status, "Not possible"), detail)

    async def stands(request: Request, error: Exception) -> Response:
        assert isinstance(error, ItStands)
        sent, again = await _sent(request), request.scope["path"]
        said = partial(answer, request, 409, TITLES[409], error.detail, sent=sent, again=again, said=error.detail)
        return await to_thread.run_sync(said)

    async def not_understood(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [{"place": "/".join(map(str, fault["loc"])), "message": fault["msg"]} for fault in error.errors()]
        detail = "; ".join(f"{fault['place']}: {fault['message']}" for fault in faults)
        sent = await _sent(request)
        return await to_thread.run_sync(partial(answer, request, 422, "Not understood", detail, sent=sent, faults=faults))

    def ours(request: Request, error: Exception) -> Response:
        steps = traceback.extract_tb(error.__traceback__)[-6:]
        where = [f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in steps]
        structlog.get_logger("eclear.web").error("fault", kind=type(error).__name__, where=where)  # never what was declared
        return answer(
            request, 500, "Our mistake", "eclear could not do this, and the case is unchanged. Please report what you did."
        )

    def outside(request: Request, error: Exception) -> Response:
        if for_programs(request):
            return problem(401, "Come in first", "Give the key of a person of the room: Authorization: Bearer KEY.")
        onward = f"?{urlencode({'onward': address_of(request.scope['path'])})}" if request.method in ("GET", "HEAD") else ""
        return RedirectResponse(f"/enter{onward}", 303)

    def gone(request: Request, error: Exception) -> Response:
        return problem(400, "Cut off", "The line broke before the whole message had come. Nothing was recorded; send it again.")

    for kind in NAMED:
        app.add_exception_handler(kind, named)
    app.add_exception_handler(MustComeIn, outside)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(ItStands, stands)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(Exception, ours)


async def _sent(request: Request) -> Sent:
    """Return the form that a person sent, as the route has read it; nothing for anything else."""
    kind = request.headers.get("content-type", "")
    if request.method != "POST" or for_programs(request) or not kind.startswith("application/x-www-form-urlencoded"):
        return ()
    form = await request.form()
    return tuple((name, text) for name, text in form.multi_items() if isinstance(text, str))


def for_programs(request: Request) -> bool:
    """True if the answer goes to a program, not to a person at a browser."""
    path: str = request.scope["path"]
    return path.startswith(("/api/", "/healthz", "/static/")) or path.endswith("/live")


def _no_draft() -> str:
    return _("There is no such draft. It may have been lodged or discarded: look at your drafts and your declarations.")


def _refusal(status: int, title: str, detail: str, back: str, said: str = "") -> RefusalPage:
    """Return the page; what is ``said`` in the reader's language stands in the place of detail and remedy."""
    titles = {
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Not possible now"),
        405: _("Not done this way"),
        413: _("The message is too large"),
        500: _("Our mistake"),
        503: _("Busy at the moment"),
        507: _("No space left"),
    }
    remedies = {
        500: _("Nothing was recorded. Tell the instructor, who can look for the cause with: eclear verify"),
        404: _("Check the address or the number, or go to the list of cases."),
        409: _("Nothing was recorded. Look at the case again, then decide."),
        503: _("Nothing was recorded. Wait a moment, then do the same again."),
        507: _("Nothing was recorded. The instructor must make room first."),
    }
    if said:
        return RefusalPage(titles.get(status, title), "", said, back)
    return RefusalPage(titles.get(status, title), detail, remedies.get(status, _("Nothing was recorded.")), back)
