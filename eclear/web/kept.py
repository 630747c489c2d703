"""Pages kept as they were drawn: who asks again for a page of which nothing has changed gets the same one, at little cost.

A page is kept for one login only, in the looks in which it was drawn, until anything at all happens in its room, and to the
end of the minute of the room's clock: so spans such as "31 min" stay right, and nobody sees what was drawn for somebody else.
Its mark (ETag) is a digest of the page itself, so it tells no more than the page; a browser that shows the mark hears that the
page is still the same (304).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from threading import Lock

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from eclear.casefile.room import Room
from eclear.web.visit import Visit, visit

MOST_PAGES, LARGEST_PAGE = 512, 256 * 1024
COOKIES = ("lang", "theme", "view", "keys")
"""The cookies that change how a page looks."""

ASKED = "eclear.asked"
"""Where a request carries under what its page would be kept."""

POSITION = "eclear.position"
"""Where a request carries a room and how far its log had come, if that was looked up with who is asking."""

FOR_GOOD = datetime.max.replace(tzinfo=UTC)
"""Until when a page reads the same while the clock of its room stands."""

Key = tuple[Visit, str, str, bytes, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was drawn: in which room, at which position of the room's log, until when it reads the same."""

    body: bytes
    mark: str
    room: str
    position: int
    drawn: datetime
    until: datetime
    route: object

    def answer(self, request: Request) -> Response:
        """Answer with the page, or with the word that it is still the same."""
        headers = {"etag": self.mark, "cache-control": "private, no-cache", "vary": "cookie"}
        if self.mark in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(self.body, headers=headers)


class Kept:
    """The pages that are kept, the longest unasked given up first. ``position`` says how far the log of a room has come."""

    def __init__(self, clock: Callable[[], datetime], position: Callable[[str], int]) -> None:
        self._clock, self._position = clock, position
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = Lock()

    async def find(self, request: Request) -> Response | None:
        """Return the page that is asked for, if it is kept and would read the same if it were drawn now."""
        if request.method not in ("GET", "HEAD"):
            return None
        key = request.scope[ASKED] = _key(request)
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
        if page is None or not page.drawn <= self._clock() < page.until:
            return None
        room, position = request.scope.get(POSITION, ("", -1))
        if room != page.room:
            position = await to_thread.run_sync(self._position, page.room)
        if position != page.position:
            return None
        request.scope["route"] = page.route  # for the line of the log
        return page.answer(request)

    def keep(self, request: Request, body: bytes, room: Room, position: int, now: datetime) -> Response:
        """Keep a page that was drawn from a room as it stood at a position or later, at a time of its clock; answer with it."""
        drawn = self._clock()
        until = room.real(now.replace(second=0, microsecond=0) + timedelta(minutes=1)) or FOR_GOOD
        mark = f'"{blake2b(body, digest_size=16).hexdigest()}"'
        page = KeptPage(body, mark, room.name, position, drawn, until, request.scope.get("route"))
        key = request.scope.get(ASKED)
        if key and len(body) <= LARGEST_PAGE:
            with self._lock:
                self._pages[key] = page
                if len(self._pages) > MOST_PAGES:
                    self._pages.popitem(last=False)
        return page.answer(request)


def _key(request: Request) -> Key:
    looks = tuple(map(request.cookies.get, COOKIES))
    return visit(), request.headers.get("host", ""), request.scope["path"], request.scope["query_string"], looks
