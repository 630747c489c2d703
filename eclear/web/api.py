"""The interface for programs: declarations in, events in, cases out. As thin over ``clearance`` as it can be.

What comes in is checked by the kinds of :mod:`~eclear.web.reports`, which refuse what they do not know; what goes out is
``contract``, as far as the desk that asks may hear of it.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse

from eclear import __version__
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.reading import Outcome
from eclear.clearance import Submission, UnknownCase, acknowledge, find, inbox, replies, submit, tidy
from eclear.storage import Stale
from eclear.wco import write_reply
from eclear.web.answers import answers, examples_of
from eclear.web.contract import cargo_json, finding_json, notice_json, receipt_json
from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.gates import INSIDE
from eclear.web.heard import CHANGED, told_of, true_version, version_of, what_changed
from eclear.web.intake import Counter
from eclear.web.problems import NAMED, problem
from eclear.web.reporting import must_report
from eclear.web.reports import CargoEvent, CaseEvent, Here, Told
from eclear.web.visit import inbox_of, visit
from eclear.web.window import Window

XML = ("application/xml", "text/xml")
CaseId = Annotated[str, Path(description="Case id or declaration number", max_length=64)]
CargoNumber = Annotated[str, Path(description="Cargo control number, 19 characters; dashes may be given", max_length=64)]
Trader = Annotated[str, Path(description="Number of the trader who answers for the declarations", max_length=70)]
Number = Annotated[str, Path(description="Number of a reply, such as 17-1", max_length=20)]


class Acknowledged(Told):
    """The trader has received everything up to this number of his inbox."""

    up_to: Annotated[str, Field(max_length=20)]


def api(window: Window, counter: Counter) -> APIRouter:
    """Return the routes for programs."""
    router = APIRouter()

    def found(number: str, *, only: bool = False) -> Case:
        cases = find(window.office, number, room=window.room)
        if not cases:
            raise UnknownCase(f"There is no case {number} in this room. Check the number.")
        if only and len(cases) > 1:
            raise IllegalStep(f"{number} names {len(cases)} cases: {', '.join(case.id for case in cases)}. Name one of them.")
        return cases[0]

    def taken_in(body: bytes) -> tuple[Submission, int | None]:
        """Take in a message; a trader at his desk gets the version of his case as he knows it."""
        done, post = submit(window.office, body, room=window.room), visit().seated.post
        if done.case is None or post is None or post.role is not Role.TRADER:
            return done, None
        with window.office.store.reading(window.room) as records:
            return done, version_of(records.events(done.case.id))

    @router.post(
        "/api/declarations",
        status_code=202,
        summary="Lodge a declaration",
        responses={
            202: {"description": "Taken in and durable: a case, accepted or waiting, or rejected at the gate (status D1)."},
            200: {"description": "The same bytes were taken in before; this is their case."},
            **answers(400, 403, 408, 409, 413, 415, 422, 503, 507),
        },
        openapi_extra={"requestBody": {"required": True, "content": {XML[0]: {"schema": {"type": "string"}}}}},
    )
    async def lodge(request: Request) -> Response:
        """Send one declaration (function 9), or a message about one (13: COR, INV, GPR). The answer carries the digest of the
        stored bytes."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in XML:
            return problem(415, "Wrong type", "Send the message as application/xml.")
        body = await request.body()
        if len(body) > LARGEST_MESSAGE:
            return problem(413, "Message too large", "A message may have 4 MiB at most. Split the declaration.")
        return _answer(*await counter.do(partial(taken_in, body)))

    @router.get(
        "/api/declarations/{case_id}/replies",
        summary="What the declarant was told",
        response_description="Every reply, in order, with the message itself.",
        responses=answers(404, 422, 503),
    )
    def told(case_id: CaseId) -> list[dict[str, Any]]:
        """The WCO response messages about a declaration, and what the country calls them."""
        return list(map(notice_json, replies(window.office, case_id, room=window.room)))

    @router.get(
        "/api/declarations/{case_id}/replies/{number}",
        summary="One reply as a message",
        response_class=Response,
        responses={200: {"description": "A WCO response message.", "content": {XML[0]: {}}}, **answers(404, 422, 503)},
    )
    def reply(case_id: CaseId, number: Number) -> Response:
        """The reply of this number, as another system would receive it."""
        for notice in replies(window.office, case_id, room=window.room):
            if notice.number == number:
                return Response(write_reply(notice.reply, notice.country), media_type=XML[0])
        raise UnknownCase(f"Case {case_id} has no reply {number}. The list of its replies shows their numbers.")

    @router.get(
        "/api/inbox/{trader}",
        summary="Pull a trader's inbox",
        response_description="What he has not acknowledged yet, the earliest first.",
        responses=answers(404, 422, 503),
    )
    def pulled(trader: Trader, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[dict[str, Any]]:
        """Replies stay until they are acknowledged, so that none is lost; after that they do not come again."""
        return list(map(notice_json, inbox(window.office, inbox_of(trader), room=window.room, limit=limit)))

    @router.post(
        "/api/inbox/{trader}/acknowledge",
        summary="Acknowledge replies",
        response_description="How many replies that were.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def received(trader: Trader, until: Acknowledged) -> dict[str, int]:
        """Everything up to this number was received. To acknowledge the same twice does nothing."""
        return {"acknowledged": acknowledge(window.office, inbox_of(trader), until.up_to, room=window.room)}

    @router.get(
        "/api/cases/{case_id}",
        summary="Look at a case",
        response_description="The case as it stands, as the desk that asks is told of it.",
        responses=answers(404, 422, 503),
    )
    def case(case_id: CaseId) -> dict[str, Any]:
        """Status and tracks by their ids, what the case waits for, what it owes; for the office its score with reasons. An
        agency is told of its own goods, questions and clock."""
        return told_of(window, found(case_id))

    @router.post(
        "/api/cases/{case_id}/events",
        summary="Report what happened to a case",
        response_description="The case after it, as the desk that reported is told of it.",
        response_model=dict[str, Any],
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def happened(
        case_id: CaseId, event: Annotated[CaseEvent, Body(discriminator="kind", openapi_examples=examples_of(CaseEvent))]
    ) -> Any:
        """What a person does by a form of a desk, a program reports: each kind for the desks that have the form, with the same
        refusals. What follows by itself follows at once. Who looked at an older version is told what has changed since."""
        must_report(event.kind)
        case = found(case_id, only=True)
        try:
            seen = true_version(window, case.id, event.version)
            after = event.happen(Here(window.office, window.room, seen), case)
        except Stale as refusal:
            outside = not visit().seated.plays(*INSIDE)
            changed = what_changed(window, case.id, event.version or case.version)
            return problem(409, NAMED[Stale][1], CHANGED if outside else str(refusal), **changed)
        if isinstance(after, Submission):
            if after.case is None:
                return _answer(after)
            after = after.case
        return told_of(window, after)

    @router.get(
        "/api/cargo/{number}",
        summary="Look at cargo",
        response_description="The cargo as it stands.",
        responses=answers(404, 422, 503),
    )
    def cargo(number: CargoNumber) -> dict[str, Any]:
        """What was reported about the goods under a cargo control number."""
        with window.office.store.reading(window.room) as records:
            known = records.cargo(tidy(number))
        if not known.version:
            raise UnknownCase(f"Nothing was reported about cargo {number} in this room. Check the number.")
        return cargo_json(known)

    @router.post(
        "/api/cargo/{number}/events",
        summary="Report about cargo",
        response_description="The cargo after it.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def moved(
        number: CargoNumber, event: Annotated[CargoEvent, Body(discriminator="kind", openapi_examples=examples_of(CargoEvent))]
    ) -> dict[str, Any]:
        """Reports may come in any order, and before anybody declares the goods. Every case of the cargo is tried again."""
        must_report(event.kind)
        return cargo_json(event.move(Here(window.office, window.room), number))

    @router.get("/healthz", summary="Is eclear well?", response_description="It is.", responses=answers(503))
    def health() -> dict[str, Any]:
        """Answers as long as the records can be read; says whether a risk model is installed."""
        window.now()
        return {"status": "ok", "version": __version__, "model": window.office.model.name if window.office.model else None}

    return router


def _answer(done: Submission, version: int | None = None) -> JSONResponse:
    if done.case:
        told = receipt_json(done) | ({} if version is None else {"version": version})
        return JSONResponse(told, 200 if done.known else 202, {"location": f"/api/cases/{done.case.id}"})
    findings = list(map(finding_json, done.findings))
    more = {"outcome": done.outcome.value, "sha256": done.reading.sha256, "findings": findings}
    first = findings[0]["message"] if findings else "The message could not be taken in."
    if done.outcome is Outcome.INVALID:
        return problem(422, "Not valid", first, **more)
    return problem(400, "Not safe" if done.outcome is Outcome.UNSAFE else "Not well-formed", first, **more)
