"""The interface for programs: declarations in, events in, cases out. As thin over ``clearance`` as it can be.

What comes in is checked by the models below, which refuse what they do not know; what goes out is ``contract``.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse

from eclear import __version__
from eclear.casefile.case import Case
from eclear.casefile.doubt import About, NewValue, Side
from eclear.casefile.doubt import Outcome as Decided
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.reading import Outcome
from eclear.casefile.security import Form
from eclear.casefile.valuation import Method, Passed
from eclear.clearance import (
    Submission,
    UnknownCase,
    acknowledge,
    answer_doubt,
    answer_permit,
    answer_questions,
    arrive,
    decide,
    decide_doubt,
    examine,
    exit_confirmed,
    find,
    inbox,
    pay,
    payment_failed,
    raise_doubt,
    remind,
    replies,
    submit,
    tidy,
)
from eclear.wco import write_reply
from eclear.web.contract import cargo_json, case_json, finding_json, notice_json, receipt_json
from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.gates import may_report, who_reports
from eclear.web.intake import Counter
from eclear.web.problems import problem
from eclear.web.visit import inbox_of
from eclear.web.window import Window

XML = ("application/xml", "text/xml")
CaseId = Annotated[str, Path(description="Case id or declaration number", max_length=64)]
CargoNumber = Annotated[str, Path(description="Cargo control number, 19 characters; dashes may be given", max_length=64)]
Trader = Annotated[str, Path(description="Number of the trader who answers for the declarations", max_length=70)]
Number = Annotated[str, Path(description="Number of a reply, such as 17-1", max_length=20)]
Version = Annotated[int | None, Field(description="The version that was looked at; another one is refused with 409", ge=1)]
Text = Annotated[str, Field(max_length=2000)]
Money = Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]


class Told(BaseModel):
    """What is told to eclear: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class DecidedBy(Told):
    """An officer decided."""

    kind: Literal["decided"]
    verb: Literal[
        "accept",
        "pass",
        "request-documents",
        "inspect",
        "hold",
        "dismiss",
        "query",
        "release",
        "challenge",
        "grant",
        "deny",
    ]
    reason: Text | None = None
    security: Annotated[str, Field(max_length=200)] | None = None
    form: Form | None = None
    amount: Money | None = None
    law: Annotated[str, Field(max_length=300)] | None = None
    version: Version = None


class Examined(Told):
    """An officer reports what an examination found: nothing, if all was as declared. It moves no track."""

    kind: Literal["examined"]
    depth: Depth
    found: Annotated[list[Irregularity], Field(max_length=len(Irregularity))] = []
    remark: Text | None = None
    version: Version = None


class DoubtRaised(Told):
    """An officer doubts the value or the origin of some items, and says why."""

    kind: Literal["doubt-raised"]
    about: About
    items: Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(min_length=1, max_length=999)]
    grounds: Text
    law: Annotated[str, Field(max_length=300)] | None = None
    version: Version = None


class DoubtAnswered(Told):
    """The declarant, or the side that issued a proof of origin, answers a doubt."""

    kind: Literal["doubt-answered"]
    doubt: Annotated[int, Field(ge=1, le=999)]
    text: Text
    documents: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=40)] = []
    side: Side = Side.DECLARANT
    version: Version = None


class SetValue(Told):
    """The value that customs sets for an item: by which method, on what evidence, and why those before it did not do."""

    item: Annotated[int, Field(ge=1, le=999)]
    value: Money
    method: Annotated[str, Field(max_length=40)]
    grounds: Text
    passed: dict[Method, Text] = {}


class DoubtDecided(Told):
    """An officer decides a doubt in writing; a value that is rejected is set anew for every item in doubt."""

    kind: Literal["doubt-decided"]
    doubt: Annotated[int, Field(ge=1, le=999)]
    outcome: Decided
    grounds: Text
    law: Annotated[str, Field(max_length=300)] | None = None
    values: Annotated[list[SetValue], Field(max_length=999)] = []
    computed_first: bool = False
    version: Version = None


class PermitAnswered(Told):
    """An agency answered."""

    kind: Literal["permit-answered"]
    agency: Annotated[str, Field(max_length=40)]
    answer: Answer
    reference: Annotated[str, Field(max_length=70)] | None = None
    reason: Text | None = None
    approval: Annotated[str, Field(max_length=40)] | None = None
    version: Version = None


class PermitQuestions(Told):
    """The questions of an agency are answered, by their ids such as KATS-KC.1: about one item, or all undecided ones."""

    kind: Literal["permit-questions"]
    agency: Annotated[str, Field(max_length=40)]
    answers: Annotated[dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=70)]], Field(max_length=40)]
    item: Annotated[int, Field(ge=1, le=999)] | None = None
    version: Version = None


class Paid(Told):
    """The payment on the notice arrived."""

    kind: Literal["paid"]
    amount: Money | None = None
    version: Version = None


class PaymentFailed(Told):
    """The account to be charged does not hold enough."""

    kind: Literal["payment-failed"]
    account: Annotated[str, Field(max_length=35)] | None = None
    version: Version = None


class Reminded(Told):
    """The trader is reminded of what is outstanding: a payment, or the exit of an export."""

    kind: Literal["reminded"]
    version: Version = None


class Exited(Told):
    """The goods of an export have left."""

    kind: Literal["exited"]
    office: Annotated[str, Field(max_length=70)] | None = None
    version: Version = None


class Acknowledged(Told):
    """The trader has received everything up to this number of his inbox."""

    up_to: Annotated[str, Field(max_length=20)]


class CargoEvent(Told):
    """Something was reported about cargo."""

    kind: Literal["manifest-reviewed", "carried-in", "carried-out"]
    shed: Annotated[str, Field(max_length=70)] | None = None


CaseEvent = Annotated[
    DecidedBy
    | Examined
    | DoubtRaised
    | DoubtAnswered
    | DoubtDecided
    | PermitAnswered
    | PermitQuestions
    | Paid
    | PaymentFailed
    | Reminded
    | Exited
    | CargoEvent,
    Field(discriminator="kind"),
]


def _value_set(told: SetValue) -> NewValue:
    passed = tuple(Passed(method, why) for method, why in told.passed.items())
    return NewValue(told.item, told.value, told.method, told.grounds, passed)


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document how a call can be refused; every refusal is application/problem+json."""
    words = {
        400: "The message is not well-formed, or not safe to read.",
        403: "Sent by a page of another site.",
        404: "There is no such case or cargo.",
        408: "The message came too slowly.",
        409: "Not possible now: the case stands elsewhere or has changed, or the LRN was used for other bytes.",
        413: "The message is larger than 4 MiB.",
        415: "The message is not application/xml, or it is compressed.",
        422: "What was sent is not what it should be: the answer says where and why.",
        503: "Busy. Nothing was recorded; send the same again after Retry-After seconds.",
        507: "No space left. Nothing was recorded.",
    }
    shape = {"application/problem+json": {"schema": {"type": "object"}}}
    return {status: {"description": words[status], "content": shape} for status in statuses}


def api(window: Window, counter: Counter) -> APIRouter:
    """Return the routes for programs."""
    router = APIRouter()

    def found(number: str) -> Case:
        case = next(iter(find(window.office, number, room=window.room)), None)
        if case is None:
            raise UnknownCase(f"There is no case {number} in this room. Check the number.")
        return case

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
        done = await counter.do(partial(submit, window.office, body, room=window.room))
        return _answer(done, window)

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
        response_description="The case as it stands.",
        responses=answers(404, 422, 503),
    )
    def case(case_id: CaseId) -> dict[str, Any]:
        """Status and tracks by their ids, what the case waits for, what it owes, its score with reasons."""
        return case_json(found(case_id), window.office.model)

    @router.post(
        "/api/cases/{case_id}/events",
        summary="Report what happened to a case",
        response_description="The case after it.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def happened(case_id: CaseId, event: CaseEvent) -> dict[str, Any]:
        """A decision, an agency's answer, the payment or a report about its cargo. What follows by itself follows at once."""
        stream = found(case_id).id
        if not may_report(event.kind):
            raise IllegalStep(f"{event.kind!r} is not for this desk to report: it is for {who_reports(event.kind)}.")
        if isinstance(event, DecidedBy):
            after = decide(
                window.office,
                stream,
                event.verb,
                reason=event.reason,
                security=event.security,
                form=event.form,
                amount=event.amount,
                law=event.law,
                room=window.room,
                version=event.version,
            )
        elif isinstance(event, Examined):
            report = Examination(event.depth, tuple(event.found), event.remark)
            after = examine(window.office, stream, report, room=window.room, version=event.version)
        elif isinstance(event, PermitAnswered):
            after = answer_permit(
                window.office,
                stream,
                event.agency,
                event.answer,
                reference=event.reference,
                reason=event.reason,
                approval=event.approval,
                room=window.room,
                version=event.version,
            )
        elif isinstance(event, DoubtRaised):
            after = raise_doubt(
                window.office,
                stream,
                event.about,
                event.items,
                grounds=event.grounds,
                law=event.law,
                room=window.room,
                version=event.version,
            )
        elif isinstance(event, DoubtAnswered):
            after = answer_doubt(
                window.office,
                stream,
                event.doubt,
                event.text,
                documents=event.documents,
                side=event.side,
                room=window.room,
                version=event.version,
            )
        elif isinstance(event, DoubtDecided):
            after = decide_doubt(
                window.office,
                stream,
                event.doubt,
                event.outcome,
                grounds=event.grounds,
                law=event.law,
                values=tuple(map(_value_set, event.values)),
                computed_first=event.computed_first,
                room=window.room,
                version=event.version,
            )
        elif isinstance(event, PermitQuestions):
            after = answer_questions(
                window.office, stream, event.agency, event.answers, item=event.item, room=window.room, version=event.version
            )
        elif isinstance(event, Paid):
            after = pay(window.office, stream, event.amount, room=window.room, version=event.version)
        elif isinstance(event, PaymentFailed):
            after = payment_failed(window.office, stream, account=event.account, room=window.room, version=event.version)
        elif isinstance(event, Reminded):
            after = remind(window.office, stream, room=window.room, version=event.version)
        elif isinstance(event, Exited):
            after = exit_confirmed(window.office, stream, office_of_exit=event.office, room=window.room, version=event.version)
        else:
            cargo = found(case_id).cargo
            if cargo is None:
                raise IllegalStep("This case has no cargo, so nothing can be reported about it.")
            arrive(window.office, cargo, event.kind, shed=event.shed, room=window.room)
            after = found(stream)
        return case_json(after, window.office.model)

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
    def moved(number: CargoNumber, event: CargoEvent) -> dict[str, Any]:
        """Reports may come in any order, and before anybody declares the goods. Every case of the cargo is tried again."""
        return cargo_json(arrive(window.office, number, event.kind, shed=event.shed, room=window.room))

    @router.get("/healthz", summary="Is eclear well?", response_description="It is.", responses=answers(503))
    def health() -> dict[str, Any]:
        """Answers as long as the records can be read; says whether a risk model is installed."""
        window.now()
        return {"status": "ok", "version": __version__, "model": window.office.model.name if window.office.model else None}

    return router


def _answer(done: Submission, window: Window) -> JSONResponse:
    if done.case:
        told = receipt_json(done)
        return JSONResponse(told, 200 if done.known else 202, {"location": f"/api/cases/{done.case.id}"})
    findings = list(map(finding_json, done.findings))
    more = {"outcome": done.outcome.value, "sha256": done.reading.sha256, "findings": findings}
    first = findings[0]["message"] if findings else "The message could not be taken in."
    if done.outcome is Outcome.INVALID:
        return problem(422, "Not valid", first, **more)
    return problem(400, "Not safe" if done.outcome is Outcome.UNSAFE else "Not well-formed", first, **more)
