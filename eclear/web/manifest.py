"""The manifest: taken in from programs of carriers, and the page on which officers see what was picked from it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Form, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ExpressLine, ManifestLine
from eclear.clearance import lift_selection, scanned, take_manifest, tidy
from eclear.clearance.expressing import take_express_list
from eclear.clearance.storing import longer_storage_asked
from eclear.web.answers import answers, examples_of
from eclear.web.listing import at_once
from eclear.web.pages.manifest import manifest_page
from eclear.web.reporting import must_report
from eclear.web.reports import Here, VoyageEvent
from eclear.web.window import Window

LATEST = 50
"""How many of the latest selections are shown."""

Text = Annotated[str, Field(max_length=512)]
Said = Annotated[str, Form(max_length=500)]


class Listed(BaseModel):
    """One consignment as its carrier lists it: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    cargo: Annotated[str, Field(max_length=64, description="Cargo control number, 19 characters; dashes may be given")]
    carrier: Text
    bill: Text
    mode: Annotated[str, Field(max_length=4, description="Mode of transport at the border, 1 sea, 4 air")]
    loaded_in: Annotated[str, Field(max_length=2, description="Country where it came on board")]
    consignor: Text = ""
    consignee: Text = ""
    goods: Text
    packages: Annotated[int, Field(ge=1, lt=10**9)]
    gross_mass_kg: Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]


class ExpressListed(BaseModel):
    """One consignment of an express list: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    cargo: Annotated[str, Field(max_length=64, description="Cargo control number, 19 characters; dashes may be given")]
    value: Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]
    currency: Annotated[str, Field(max_length=3)]


def manifest_api(window: Window) -> APIRouter:
    """Return the routes by which a carrier's program hands in manifests; no answer tells what was picked."""
    router = APIRouter()

    @router.post(
        "/api/manifests",
        summary="Hand in lines of a manifest",
        responses={
            200: {"description": "How many lines were taken in, and which were refused: by place, column and remedy."},
            **answers(403, 408, 413, 415, 422, 503, 507),
        },
    )
    def handed_in(lines: Annotated[list[Listed], Body(min_length=1, max_length=5000)]) -> JSONResponse:
        taken = take_manifest(window.office, [ManifestLine(**line.model_dump()) for line in lines], room=window.room)
        return _taken([(one.column, one.complaint) for one in taken])

    @router.post(
        "/api/manifests/{number}/events",
        summary="Report about a manifest",
        response_description="Of how many consignments it was.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def told(
        number: Annotated[str, Path(description="Manifest number, 11 characters", max_length=20)],
        event: Annotated[VoyageEvent, Body(discriminator="kind", openapi_examples=examples_of(VoyageEvent))],
    ) -> dict[str, Any]:
        """The ship or aircraft has arrived, or customs discharges the manifest."""
        must_report(event.kind)
        return {"manifest": tidy(number), "consignments": event.happen(Here(window.office, window.room), number)}

    @router.post(
        "/api/express-lists",
        summary="Hand in an express list",
        responses={
            200: {"description": "How many lines were taken in, and which were refused: by place, column and remedy."},
            **answers(403, 408, 413, 415, 422, 503, 507),
        },
    )
    def express(lines: Annotated[list[ExpressListed], Body(min_length=1, max_length=5000)]) -> JSONResponse:
        """Goods of small value that go without a declaration; each line is in the manifest already."""
        taken = take_express_list(window.office, [ExpressLine(**line.model_dump()) for line in lines], room=window.room)
        return _taken([(one.column, one.complaint) for one in taken])

    return router


def _taken(mistakes: Sequence[tuple[str, str]]) -> JSONResponse:
    """Say how many lines were taken in, and which were refused; ``mistakes`` are column and complaint of each, "" for none."""
    refused: list[dict[str, Any]] = [
        {"line": place, "column": column, "message": complaint} for place, (column, complaint) in enumerate(mistakes, 1) if column
    ]
    return JSONResponse({"taken": len(mistakes) - len(refused), "refused": refused})


def manifest(window: Window) -> APIRouter:
    """Return the routes of the page for officers."""
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, problem: str = "") -> Response:
        with window.office.store.reading(window.room) as records:
            latest = {event.stream: event.at for event in reversed(records.latest("consignment-selected", at_once(LATEST)))}
            picked = [(records.cargo(number), at) for number, at in latest.items()]
            voyages = records.voyages(limit=LATEST)
            asked = longer_storage_asked(records, at_once(LATEST))
            now = window.clock(records)
        return window.pages.html(request, manifest_page(picked[::-1], voyages, problem, asked), now, 422 if problem else 200)

    @router.get("/manifest")
    def listed(request: Request) -> Response:
        return shown(request)

    @router.post("/manifest/{number}/scan")
    def reported(
        request: Request, number: str, clear: Annotated[Literal["yes", "no"], Form()], weighed: Said = "", remark: Said = ""
    ) -> Response:
        try:
            scanned(window.office, number, clear=clear == "yes", weighed_kg=_kilograms(weighed), remark=remark, room=window.room)
        except IllegalStep as refused:
            return shown(request, str(refused))
        return RedirectResponse("/manifest", 303)

    @router.post("/manifest/{number}/lift")
    def lifted(request: Request, number: str, reason: Said = "") -> Response:
        try:
            lift_selection(window.office, number, reason=reason, room=window.room)
        except IllegalStep as refused:
            return shown(request, str(refused))
        return RedirectResponse("/manifest", 303)

    return router


def _kilograms(typed: str) -> Decimal | None:
    text = typed.strip().replace(",", "")
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise IllegalStep(f"{typed.strip()[:40]!r} is no mass. Write kilograms in figures, such as 858.5.") from None
