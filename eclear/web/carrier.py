"""The desk of the carrier: he hands in his manifest, and says when the goods of an export have left."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from functools import partial
from io import StringIO
from types import MappingProxyType
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eclear.casefile.manifest import ManifestLine
from eclear.clearance import take_express_list
from eclear.clearance.listing import express_mistakes, read_express_file, read_manifest_file, take_manifest_file
from eclear.clearance.selecting import PART
from eclear.documents import RowFault, SheetFault
from eclear.reference import country
from eclear.web.files import as_file
from eclear.web.intakes import WAITING_SECONDS, Intakes
from eclear.web.listing import at_once, before
from eclear.web.pages.carrier import CarrierPage, intake_wait, leaving, listed_page
from eclear.web.pages.shed import PAGE
from eclear.web.pages.voyage import RefusedLine, voyage_counts
from eclear.web.uploads import uploaded
from eclear.web.visit import visit
from eclear.web.window import Window

COLUMNS = tuple(field.name for field in fields(ManifestLine))
NOTHING: Mapping[str, str] = MappingProxyType(dict.fromkeys(COLUMNS, ""))
MOST_LEAVING = 25
MOST_REFUSED = 50
"""How many refused lines are shown."""


def carrier(window: Window) -> APIRouter:
    """Return the routes of the carrier."""
    router, intakes = APIRouter(include_in_schema=False), Intakes()

    def shown(
        request: Request,
        q: str = "",
        page: int = 1,
        taken: int | None = None,
        refused: tuple[RefusedLine, ...] = (),
        problem: str = "",
        typed: Mapping[str, str] = NOTHING,
    ) -> Response:
        own, law = visit().seated.of, country(window.office.country)
        with window.office.store.reading(window.room) as records:
            total, lines = records.listed_by(own, search=q.strip(), limit=at_once(PAGE), offset=before(page, PAGE))
            leaving_total, exports = records.rows(status="E4", limit=at_once(MOST_LEAVING))
            voyages = records.voyages(own, limit=MOST_LEAVING)
            now = window.clock(records)
        shown = CarrierPage(
            carrier=own,
            voyages=voyage_counts(voyages),
            search=q.strip(),
            listed=listed_page(total, lines, search=q.strip(), page=page),
            leaving=leaving(exports),
            leaving_total=leaving_total,
            columns=COLUMNS,
            modes=tuple((code, mode.name) for code, mode in law.codes.transport_modes.items()) if law else (),
            typed=typed,
            taken=taken,
            refused=refused[:MOST_REFUSED],
            problem=problem,
        )
        return window.pages.html(request, shown, now, 422 if problem or refused else 200)

    @router.get("/carrier")
    def desk(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
        taken: Annotated[int | None, Query(ge=0, le=10**6)] = None,
    ) -> Response:
        return shown(request, q, page, taken)

    @router.post("/carrier/manifest")
    async def handed_in(request: Request) -> Response:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = await request.form(max_fields=20)
            typed = {name: str(form.get(name, ""))[:512].strip() for name in COLUMNS}
            return await to_thread.run_sync(take_in, request, _as_table(typed), typed)
        sent = await uploaded(request)
        if sent.problem:
            return await to_thread.run_sync(partial(shown, request, problem=sent.problem))
        return await to_thread.run_sync(take_in, request, sent.body, NOTHING)

    def take_in(request: Request, body: bytes, typed: Mapping[str, str]) -> Response:
        """Take in what is sound of a file; what is not is named, with what was typed kept. A long one is shown its progress."""
        try:
            table = as_file(body, read_manifest_file)
        except SheetFault as fault:
            return shown(request, problem=str(fault), typed=typed)
        if len(table.lines) > PART:
            number = intakes.begin(window.office, window.room, table)
            return RedirectResponse(f"/carrier/intake/{number}", 303)
        taken, faults = take_manifest_file(window.office, table, room=window.room)
        return answered(request, sum(not one.column for one in taken), faults, typed)

    def answered(request: Request, number: int, faults: Sequence[RowFault], typed: Mapping[str, str] = NOTHING) -> Response:
        if not faults:
            return RedirectResponse(f"/carrier?taken={number}", 303)
        refused = tuple(RefusedLine(*astuple(fault)) for fault in faults)
        return shown(request, taken=number, refused=refused, typed=typed)

    @router.get("/carrier/intake/{number}")
    def under_way(request: Request, number: str) -> Response:
        work = intakes.of(number, window.room)
        done = work.result(WAITING_SECONDS)
        if done is not None:
            return answered(request, *done)
        return window.pages.html(request, intake_wait(work.done, work.total, number), window.now())

    @router.get("/carrier/intake/{number}/progress")
    def progress(number: str) -> Response:
        """How far a manifest is, for the page that waits."""
        work = intakes.of(number, window.room)
        shown = intake_wait(work.done, work.total, number)
        return JSONResponse({"ready": work.ready, "said": shown.counted, "done": shown.done, "total": shown.total})

    @router.post("/carrier/express")
    async def express(request: Request) -> Response:
        sent = await uploaded(request)
        if sent.problem:
            return await to_thread.run_sync(partial(shown, request, problem=sent.problem))
        return await to_thread.run_sync(take_express, request, sent.body)

    def take_express(request: Request, body: bytes) -> Response:
        try:
            table = as_file(body, read_express_file)
        except SheetFault as fault:
            return shown(request, problem=str(fault))
        taken = take_express_list(window.office, [line for _row, line in table.lines], room=window.room)
        return answered(request, sum(not one.column for one in taken), express_mistakes(table, taken))

    return router


def _as_table(typed: Mapping[str, str]) -> bytes:
    """Return one line of a manifest as the table that a file would hold, so that both are read alike."""
    table = StringIO(newline="")
    csv.writer(table).writerows((COLUMNS, [typed[name] for name in COLUMNS]))
    return table.getvalue().encode()
