"""The papers of a case as files: printed when they are asked for, the same bytes every time."""

from __future__ import annotations

from hashlib import blake2b

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from eclear.casefile.person import Role
from eclear.documents import paper
from eclear.web.printing import content
from eclear.web.visit import visit
from eclear.web.window import Window


def papers(window: Window) -> APIRouter:
    """Return the routes of the papers that customs hands out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/{case_id}/papers/{name}.pdf")
    def printed(request: Request, case_id: str, name: str) -> Response:
        post, origin = visit().seated.post, str(request.base_url).rstrip("/")
        for_trader = post is not None and post.role is Role.TRADER
        with window.office.store.reading(window.room) as records:
            stands = content(window.office, records, case_id, name, origin, for_trader=for_trader)
        return pdf_file(request, paper(stands), f"{case_id}-{name}.pdf")

    return router


def pdf_file(request: Request, body: bytes, name: str) -> Response:
    """Return a paper to be shown by the browser, or the word that it is still the same."""
    mark = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    headers = {
        "etag": mark,
        "cache-control": "private, no-cache",
        "vary": "cookie",
        "content-disposition": f'inline; filename="{name}"',
    }
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/pdf", headers=headers)
