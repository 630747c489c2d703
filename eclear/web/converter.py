"""The converter: one declaration in the words of another profile. Nothing is recorded."""

from __future__ import annotations

from functools import cache, partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from eclear.training.samples import Sample
from eclear.wco import convert, known_profiles, read
from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.intake import Counter
from eclear.web.languages import _
from eclear.web.pages.converting import ConvertPage, Result, profile_lines, result
from eclear.web.pages.lodging import SampleLine
from eclear.web.uploads import uploaded
from eclear.web.window import Window


def converter(window: Window, counter: Counter, samples: tuple[Sample, ...]) -> APIRouter:
    """Return the routes of the page to convert on."""
    router, schemas = APIRouter(include_in_schema=False), window.office.schemas
    lines = tuple(SampleLine(sample.name, sample.title, sample.story) for sample in samples)
    profiles = profile_lines(known_profiles(schemas))

    @cache
    def usual() -> str:
        """The profile that is offered first: one of another country that the first sample can be converted to."""
        first = next((sample.message for sample in samples), b"")
        return next((line.id for line in profiles if convert(first, schemas, to=line.id).body), profiles[0].id)

    def shown(
        request: Request, to: str, sample: str = "", problem: str = "", made: Result | None = None, status: int = 200
    ) -> Response:
        page = ConvertPage(lines, profiles, sample, to or usual(), LARGEST_MESSAGE // (1024 * 1024), problem, made)
        return window.pages.html(request, page, window.now(), status)

    def converted(request: Request, body: bytes, to: str, sample: str = "") -> Response:
        to = to or usual()
        made = result(body, read(body, schemas).profile, convert(body, schemas, to=to), profiles)
        return shown(request, to, sample, made=made, status=200 if made.target else 422)

    @router.get("/convert")
    async def choose(
        request: Request, sample: Annotated[str, Query(max_length=100)] = "", to: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        chosen = next((one for one in samples if one.name == sample), None)
        if chosen is None:
            wrong = _("There is no sample of this name. Choose one of the list.") if sample else ""
            return await to_thread.run_sync(partial(shown, request, to, problem=wrong, status=400 if wrong else 200))
        return await counter.do(partial(converted, request, chosen.message, to, sample))

    @router.post("/convert")
    async def upload(request: Request) -> Response:
        sent = await uploaded(request)
        to = sent.fields.get("to", "")
        if sent.problem:
            return await to_thread.run_sync(partial(shown, request, to, problem=sent.problem, status=400))
        return await counter.do(partial(converted, request, sent.body, to))

    return router
