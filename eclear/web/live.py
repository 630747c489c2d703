"""What keeps an open page up to date: a stream of the parts that have changed (server-sent events).

A message without a name holds the parts as HTML, each marked to replace its old self; its id is the version of the case,
so that a page which lost its connection goes on where it stopped. A message ``tick`` only says that the line is alive.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress

from anyio import to_thread
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from eclear.storage import Busy
from eclear.web.languages import language, speak
from eclear.web.problems import Crowded

LOOK_SECONDS, TICK_SECONDS, MOST = 1.0, 15.0, 256


class Pulse:
    """How far the room's log has come, asked at most once a second however many pages are open."""

    def __init__(self, ask: Callable[[], int]) -> None:
        self._ask, self._asked, self._position = ask, 0.0, -1
        self._lock = asyncio.Lock()
        self.open = 0

    async def position(self) -> int:
        """Return the position of the log's last event."""
        async with self._lock:
            if time.monotonic() - self._asked >= LOOK_SECONDS * 0.9:
                self._position = await to_thread.run_sync(self._ask)
                self._asked = time.monotonic()
        return self._position

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places for open pages; raises Crowded when all are taken."""
        if self.open >= MOST:
            raise Crowded("Too many pages are live at the moment. This page stays as it is; refresh it by hand.")
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1


Parts = Callable[[int], "tuple[int, str] | None"]
"""Given the version that a page shows, the version now and the changed parts as HTML; None if nothing has changed."""


class Live(StreamingResponse):
    """The stream of changes for a page that shows this version; it holds a place for as long as it is being answered."""

    def __init__(self, pulse: Pulse, parts: Parts, version: int) -> None:
        super().__init__(_changes(pulse, parts, version, language()), media_type="text/event-stream")
        self._pulse = pulse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream, or raise Crowded before anything was sent."""
        with self._pulse.place():
            await super().__call__(scope, receive, send)


async def _changes(pulse: Pulse, parts: Parts, version: int, spoken: str) -> AsyncIterator[bytes]:
    speak(spoken)
    seen, told = -1, time.monotonic()
    yield format_sse_event(event="tick", data_str=str(version))
    while True:
        changed = None
        with suppress(Busy):  # the page keeps what it shows, and the next look may find the records free
            position = await pulse.position()
            if position != seen:
                changed = await to_thread.run_sync(parts, version)
                seen = position
        if changed:
            version, html = changed
            told = time.monotonic()
            yield format_sse_event(data_str=html, id=str(version))
        elif time.monotonic() - told >= TICK_SECONDS:
            told = time.monotonic()
            yield format_sse_event(event="tick", data_str=str(version))
        await asyncio.sleep(LOOK_SECONDS)
