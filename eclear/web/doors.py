"""The doors of the server: which requests come in at all, and what every answer carries.

Pure ASGI, one idea each: the host, the origin of a form, the size and pace of a body, the reader's looks, the headers
of an answer, one line of log per request. Source of the threats: OWASP cheat sheets on CSRF and DNS rebinding.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eclear.storage import Busy, Unreachable
from eclear.web.frame import CHOICES, address_of, is_choice
from eclear.web.gatekeeper import Gatekeeper
from eclear.web.kept import Kept
from eclear.web.languages import offer, speak
from eclear.web.listing import SHEET, want
from eclear.web.problems import problem

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
LARGEST_MESSAGE = 4 * 1024 * 1024
LARGEST_BODY = LARGEST_MESSAGE + 64 * 1024  # what the envelope of an upload may add
WHOLE_SECONDS, PAUSE_SECONDS = 30.0, 10.0
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class BodyRefused(HTTPException):
    """A body that is too large, or that comes too slowly."""


class Doors:
    """Lets a request in, or says why not."""

    def __init__(
        self,
        app: ASGIApp,
        gatekeeper: Gatekeeper,
        kept: Kept,
        hosts: Callable[[], frozenset[str]] = lambda: HOSTS,
        *,
        pseudo: bool = False,
    ) -> None:
        self.app, self.gatekeeper, self.kept, self.hosts, self.pseudo = app, gatekeeper, kept, hosts, pseudo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(message, scope)
            await send(message)

        try:
            request = Request(scope)
            speak(language if (language := request.cookies.get("lang")) in offer(pseudo=self.pseudo) else None)
            want(request.query_params.get(SHEET) if request.method in ("GET", "HEAD") else None)
            answer = _refused(request, self.hosts()) or _switched(request) or await self._greeted(request)
            answer = answer or await self._kept(request)
            await (answer or self.app)(scope, _paced(receive), watched)
        finally:
            self.gatekeeper.answered(scope["method"], scope["path"], status or 500)
            _log(scope, status or 500, time.perf_counter() - started)

    async def _greeted(self, request: Request) -> ASGIApp | None:
        """Find out who is asking; a picture or a style sheet is for everybody."""
        if not request.scope["path"].startswith("/static/"):
            try:
                await self.gatekeeper.greet(request)
            except (Busy, Unreachable) as error:
                return problem(503, "Busy", str(error))
        return None

    async def _kept(self, request: Request) -> ASGIApp | None:
        """Find the page as it was drawn before, if it would read the same now."""
        with suppress(Busy, Unreachable):  # then its route says so
            return await self.kept.find(request)
        return None


def _refused(request: Request, hosts: frozenset[str]) -> ASGIApp | None:
    headers: Headers = request.headers
    host = headers.get("host", "")
    if host.rpartition(":")[0] not in hosts and host not in hosts:
        known = " and ".join(sorted(hosts - {"[::1]"}))
        return problem(400, "Unknown host", f"This server answers on {known} only. Use one of these addresses.")
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:  # no name or number holds it, and no database
        return problem(400, "Impossible character", "The address holds a character that cannot be written (%00). Leave it out.")
    if request.method not in SAFE:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site not in (None, "same-origin", "none") or origin not in (None, f"http://{host}"):
            return problem(
                403, "Sent from another site", "A form of another site may not act here. Open the page here and try again."
            )
    if headers.get("content-encoding", "identity") != "identity":
        return problem(415, "Compressed body", "Send the message as it is, without Content-Encoding.")
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) > LARGEST_BODY:
        return _too_large()
    return None


def _too_large() -> ASGIApp:
    return problem(413, "Message too large", "A message may have 4 MiB at most. Split the declaration.")


def _switched(request: Request) -> ASGIApp | None:
    """Where the address switches the looks, remember the choice and go on to the same page without it."""
    path, query = request.scope["path"], parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    chosen = {name: value for name, value in query if is_choice(name, value)}
    if not chosen or request.method != "GET" or path.startswith(("/api/", "/static/")):
        return None
    kept = urlencode([(name, value) for name, value in query if name not in CHOICES])
    answer = RedirectResponse(f"{address_of(path)}?{kept}" if kept else address_of(path), 303)
    for name, value in chosen.items():
        answer.set_cookie(name, value, max_age=365 * 86400, samesite="lax", path="/")
    return answer


def _paced(receive: Receive) -> Receive:
    """Take in a body up to its limits: 4 MiB and an envelope, 30 seconds in all, 10 seconds without a byte."""
    size, begun = 0, 0.0
    body_is_in = False

    async def paced() -> Message:
        nonlocal size, begun, body_is_in
        if body_is_in:  # from here on one only waits for the reader to leave
            return await receive()
        begun = begun or time.monotonic()
        left = min(PAUSE_SECONDS, WHOLE_SECONDS - (time.monotonic() - begun))
        try:
            message = await asyncio.wait_for(receive(), max(left, 0.001))
        except TimeoutError as slow:
            raise BodyRefused(408, "The message came too slowly and was not taken in. Send it again.") from slow
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise BodyRefused(413, "A message may have 4 MiB at most. Split the declaration.")
        body_is_in = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return paced


def _dress(message: Message, scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if not scope["path"].startswith("/static/"):
        headers.setdefault("cache-control", "no-store")
    elif scope["query_string"].startswith(b"v="):  # the address changes with the file
        headers.setdefault("cache-control", "public, max-age=31536000, immutable")


def _log(scope: Scope, status: int, seconds: float) -> None:
    """One line of JSON for a request, without anything that was declared: no body, no query, no number."""
    route = getattr(scope.get("route"), "path", None) or "-"
    structlog.get_logger("eclear.web").info(
        "request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1)
    )
