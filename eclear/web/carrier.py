"""The desk of the carrier: he hands in his manifest, and says when the goods of an export have left."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import astuple, fields
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.manifest import ManifestLine
from eclear.clearance import take_manifest
from eclear.documents import ManifestRead, RowFault, SheetFault, read_manifest, read_sheet
from eclear.reference import country
from eclear.web.languages import _
from eclear.web.pages.carrier import CarrierPage, RefusedLine, leaving, listed_page
from eclear.web.pages.shed import PAGE
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
    router = APIRouter(include_in_schema=False)

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
            total, lines = records.listed_by(own, search=q.strip(), limit=PAGE, offset=(page - 1) * PAGE)
            leaving_total, exports = records.rows(status="E4", limit=MOST_LEAVING)
            now = window.clock(records)
        shown = CarrierPage(
            carrier=own,
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
        """Take in what is sound of a table; what is not is named, with what was typed kept."""
        try:
            table = _read(body)
        except SheetFault as fault:
            return shown(request, problem=str(fault), typed=typed)
        taken = take_manifest(window.office, [line for _row, line in table.lines], room=window.room)
        faults = list(table.faults)
        for (row, _line), one in zip(table.lines, taken, strict=True):
            if one.column:
                faults.append(RowFault(row, one.column, one.complaint))
        number = sum(not one.column for one in taken)
        if not faults:
            return RedirectResponse(f"/carrier?taken={number}", 303)
        refused = tuple(RefusedLine(*astuple(fault)) for fault in sorted(faults, key=lambda one: one.row))
        return shown(request, taken=number, refused=refused, typed=typed)

    return router


def _as_table(typed: Mapping[str, str]) -> bytes:
    """Return one line of a manifest as the table that a file would hold, so that both are read alike."""
    table = StringIO(newline="")
    csv.writer(table).writerows((COLUMNS, [typed[name] for name in COLUMNS]))
    return table.getvalue().encode()


def _read(body: bytes) -> ManifestRead:
    """Read a table that was sent; raises SheetFault, without the name of the file that it was put into."""
    with NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        try:
            return read_manifest(read_sheet(Path(file.name)))
        except SheetFault as fault:
            raise SheetFault(str(fault).replace(file.name, _("The file"))) from None
