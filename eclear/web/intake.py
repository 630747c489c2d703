"""The front counter: messages are taken in here, by upload or by a program, and a refused try can be looked at again."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Form, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from eclear.clearance import OtherBytes, submit
from eclear.clearance.integrity import lodges_for
from eclear.training.samples import Sample
from eclear.training.samples import lodge as play_sample
from eclear.web.desk import where_it_is
from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.languages import _
from eclear.web.listing import at_once
from eclear.web.pages.lodging import IntakePage, LodgePage, SampleLine, refused_line, refused_page
from eclear.web.pages.play import DraftLine
from eclear.web.problems import Crowded
from eclear.web.uploads import uploaded
from eclear.web.visit import visit
from eclear.web.window import Window

MOST_TRIES = 50
QUEUE = 64
Done = TypeVar("Done")


class Counter:
    """Reads as many messages at a time as there are cores; a queue waits, and who comes beyond it is asked to return."""

    def __init__(self, cores: int | None = None, queue: int = QUEUE) -> None:
        self._cores = cores or os.cpu_count() or 1
        self._queue, self._inside = queue, 0
        self._limiter: CapacityLimiter | None = None

    async def do(self, work: Callable[[], Done]) -> Done:
        """Do a piece of work when it is its turn; raises Crowded when the queue is full."""
        if self._inside >= self._cores + self._queue:
            raise Crowded("Too many messages are waiting to be read. Nothing was recorded; send the same again after a moment.")
        if self._limiter is None:
            self._limiter = CapacityLimiter(self._cores)
        self._inside += 1
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1


def intake(
    window: Window,
    counter: Counter,
    samples: tuple[Sample, ...],
    drafts: Callable[[], tuple[DraftLine, ...]] = tuple,
) -> APIRouter:
    """Return the routes of upload and of the log of refused messages; ``drafts`` are what a trader of an exercise has ready."""
    router, pages = APIRouter(include_in_schema=False), window.pages
    lines = tuple(SampleLine(sample.name, sample.title, sample.story) for sample in samples)

    def form(request: Request, problem: str = "", status: int = 200) -> Response:
        shown = () if visit().home else lines  # an exercise has declarations of its own
        page = LodgePage(problem, LARGEST_MESSAGE // (1024 * 1024), shown, drafts())
        return pages.html(request, page, window.now(), status)

    def taken_in(request: Request, body: bytes) -> Response:
        try:
            return where_it_is(submit(window.office, body, room=window.room))
        except OtherBytes as used:
            return form(request, str(used), 409)

    @router.get("/lodge")
    def lodge(request: Request) -> Response:
        return form(request)

    @router.post("/lodge")
    async def lodged(request: Request) -> Response:
        sent = await uploaded(request)
        if sent.problem:
            return await to_thread.run_sync(form, request, sent.problem, 400)
        return await counter.do(partial(taken_in, request, sent.body))

    @router.post("/lodge/sample")
    async def sampled(request: Request, name: Annotated[str, Form(max_length=100)]) -> Response:
        chosen = next((sample for sample in samples if sample.name == name), None)
        if chosen is None:
            wrong = _("There is no sample of this name. Choose one of the list.")
            return await to_thread.run_sync(form, request, wrong, 400)
        return where_it_is(await counter.do(partial(play_sample, window.office, chosen, room=window.room)))

    @router.get("/intake")
    def log(request: Request) -> Response:
        with window.office.store.reading(window.room) as records:
            tries, now = records.refusals(at_once(MOST_TRIES)), window.clock(records)
        return pages.html(request, IntakePage(tuple(map(refused_line, tries)), MOST_TRIES), now)

    @router.get("/intake/{number}")
    def refused(request: Request, number: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:
        with window.office.store.reading(window.room) as records:
            refusal, now = records.refusal(number), window.clock(records)
        if refusal is None or (lodges_for(visit().seated) and refusal.person != visit().seated.id):
            raise HTTPException(404, f"No refused message has the number {number}. Look at the list of refused messages.")
        return pages.html(request, refused_page(refusal), now)

    return router
