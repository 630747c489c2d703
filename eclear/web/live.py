"""What keeps an open page up to date: a stream of the parts that have changed (server-sent events).

A message without a name holds the parts as HTML, each marked to replace its old self; its id is the version of the case,
so that a page which lost its connection goes on where it stopped. A message ``tick`` only says that the line is alive.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress

from anyio import to_thread
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from eclear.storage import Busy
from eclear.web.languages import language, speak
from eclear.web.problems import Crowded
from eclear.web.visit import Visit, visit

LOOK_SECONDS, TICK_SECONDS, MOST = 1.0, 15.0, 256
STILL_IN_SECONDS = 30.0
"""How often it is asked whether who looks at a live page may still be there."""

MOST_OF_ONE = 3
"""How many live pages a person may have open; at a seat that several share, each of them."""

MOST_OF_PUBLIC = MOST // 2
"""How many live pages those may have open who have not come in: they never take the places of people at desks."""

MOST_STREAMS = 10_000
"""Of so many streams of a room's log it is remembered when they moved last; then the memory begins anew."""


class Pulse:
    """How far the room's log has come, asked at most once a second however many pages are open.

    ``ask`` returns the position of the log's last event; ``moved`` returns the streams in which something happened after a
    position, each with its last one, so that a page is not looked at again because of what happened elsewhere.
    """

    def __init__(
        self,
        ask: Callable[[], int],
        still_in: Callable[[], bool] = lambda: True,
        moved: Callable[[int], Mapping[str, int]] | None = None,
    ) -> None:
        self._ask, self._asked, self._position = ask, 0.0, -1
        self._moved, self._streams, self._remembers = moved, dict[str, int](), -1
        self._lock = asyncio.Lock()
        self._of: Counter[str] = Counter()
        self.still_in = still_in
        self.open = 0

    async def position(self) -> int:
        """Return the position of the log's last event."""
        async with self._lock:
            if time.monotonic() - self._asked >= LOOK_SECONDS * 0.9:
                self._position = await to_thread.run_sync(self._look)
                self._asked = time.monotonic()
        return self._position

    def _look(self) -> int:
        before, position = self._position, self._ask()
        if self._moved and before != position:
            if before < 0 or len(self._streams) > MOST_STREAMS:
                self._streams, self._remembers = {}, position
            else:
                self._streams.update(self._moved(before))
        return position

    def touched(self, streams: Collection[str], since: int) -> bool:
        """True if something may have happened in these streams after a position of the log."""
        if self._moved is None or since < self._remembers:
            return True
        return any(self._streams.get(stream, -1) > since for stream in streams)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places for open pages; raises Crowded when all are taken."""
        who = visit().seated.id
        if self.open >= MOST or self._of[who] >= _most_of(visit()):
            raise Crowded("Too many pages are live at the moment. This page stays as it is; refresh it by hand.")
        self.open += 1
        self._of[who] += 1
        try:
            yield
        finally:
            self.open -= 1
            self._of[who] -= 1


def _most_of(who: Visit) -> int:
    """Return how many of the places somebody may hold at most."""
    if who.is_alone:
        return MOST
    return MOST_OF_ONE * max(1, len(who.seated.person.names)) if who.is_in else MOST_OF_PUBLIC


Parts = Callable[[int], "tuple[int, str] | None"]
"""Given the version that a page shows, the version now and the changed parts as HTML; None if nothing has changed."""


class Live(StreamingResponse):
    """The stream of changes for a page that shows this version; it holds a place for as long as it is being answered.

    ``about`` names the streams of the room's log that the page is about; without them it is looked at whenever the log moves.
    """

    def __init__(self, pulse: Pulse, parts: Parts, version: int, about: Collection[str] | None = None) -> None:
        super().__init__(_changes(pulse, parts, version, language(), about), media_type="text/event-stream")
        self._pulse = pulse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream, or raise Crowded before anything was sent."""
        with self._pulse.place():
            await super().__call__(scope, receive, send)


async def _changes(pulse: Pulse, parts: Parts, version: int, spoken: str, about: Collection[str] | None) -> AsyncIterator[bytes]:
    speak(spoken)
    seen, told = -1, time.monotonic()
    looked = told
    yield format_sse_event(event="tick", data_str=str(version))
    while True:
        if time.monotonic() - looked >= STILL_IN_SECONDS:
            looked = time.monotonic()
            if not await to_thread.run_sync(pulse.still_in):
                return  # sent out: nothing more is told
        changed = None
        with suppress(Busy):  # the page keeps what it shows, and the next look may find the records free
            position = await pulse.position()
            if position != seen:
                if seen < 0 or about is None or pulse.touched(about, seen):
                    changed = await to_thread.run_sync(parts, version)
                seen = position
        if changed:
            version, html = changed
            told = time.monotonic()
            yield format_sse_event(data_str=html, id=str(version))
        elif time.monotonic() - told >= TICK_SECONDS:
            told, seen = time.monotonic(), -1  # and looked at once more, for what came from somewhere else
            yield format_sse_event(event="tick", data_str=str(version))
        await asyncio.sleep(LOOK_SECONDS)
