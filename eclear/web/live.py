"""What keeps an open page up to date: a stream of the parts that have changed (server-sent events).

A message without a name holds the parts as HTML, each marked to replace its old self; its id is the version of the case,
so that a page which lost its connection goes on where it stopped. A message ``tick`` only says that the line is alive.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from anyio import to_thread
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse

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


Parts = Callable[[int], "tuple[int, str] | None"]
"""Given the version that a page shows, the version now and the changed parts as HTML; None if nothing has changed."""


def stream(pulse: Pulse, parts: Parts, version: int) -> StreamingResponse:
    """Return the stream of changes for a page that shows this version; raises Crowded when too many are open."""
    if pulse.open >= MOST:
        raise Crowded("Too many pages are live at the moment. This page stays as it is; refresh it by hand.")
    return StreamingResponse(_changes(pulse, parts, version, language()), media_type="text/event-stream")


async def _changes(pulse: Pulse, parts: Parts, version: int, spoken: str) -> AsyncIterator[bytes]:
    pulse.open += 1
    speak(spoken)
    seen, told = -1, time.monotonic()
    try:
        yield format_sse_event(event="tick", data_str=str(version))
        while True:
            position = await pulse.position()
            if position != seen:
                seen = position
                changed = await to_thread.run_sync(parts, version)
                if changed:
                    version, html = changed
                    told = time.monotonic()
                    yield format_sse_event(data_str=html, id=str(version))
            if time.monotonic() - told >= TICK_SECONDS:
                told = time.monotonic()
                yield format_sse_event(event="tick", data_str=str(version))
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        pulse.open -= 1
