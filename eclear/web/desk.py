"""The officer's desk: the list of cases, the case, and the acts that can be done from its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Form, Header, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import Case
from eclear.casefile.events import (
    Allotted,
    DifferenceFound,
    DifferenceSettled,
    Event,
    GoodsAbandoned,
    Moved,
    ReturnAccepted,
    Returned,
    ReturnStopped,
    StorageAsked,
    StorageExtended,
    StorageRefused,
)
from eclear.casefile.permit import Answer
from eclear.casefile.person import Role
from eclear.casefile.security import Form as Secured
from eclear.clearance import (
    Submission,
    UnknownCase,
    answer_permit,
    answer_questions,
    arrive,
    current,
    decide,
    exit_confirmed,
    notices_of,
    payment_failed,
    remind,
    replies,
    report_arrival,
)
from eclear.clearance.paying import falls_due, order_payment
from eclear.storage import Records
from eclear.wco import write_reply
from eclear.web.casework import attempted
from eclear.web.doubting import amount_of
from eclear.web.gates import gate_of
from eclear.web.guessing import is_closed, unscored, unscored_events
from eclear.web.listing import at_once, before
from eclear.web.live import Live
from eclear.web.money import worked
from eclear.web.pages.case import CasePage, Known, case_page
from eclear.web.pages.cases import PAGE, STATUSES, cases_page
from eclear.web.reporting import must_report, reporters
from eclear.web.visit import page_of_case, visit
from eclear.web.window import Window

Lanes = Literal["", "L0", "L1", "L2", "L3"]
Guards = Literal["", "review", "tax", "permits", "manifest", "carry_in", "presentation", "return"]
Verbs = Literal["pass", "query", "request-documents", "inspect", "hold", "release", "challenge", "dismiss", "grant", "deny"]
Reports = Literal["manifest-reviewed", "carried-in", "carried-out"]
Reason = Annotated[str, Form(max_length=2000)]
Security = Annotated[str, Form(max_length=200)]
FormOfSecurity = Annotated[Literal["", "cash", "guarantee", "insurance"], Form()]


TOLD_TO_CASES = (
    Moved.kind,
    DifferenceFound.kind,
    DifferenceSettled.kind,
    GoodsAbandoned.kind,
    StorageAsked.kind,
    StorageExtended.kind,
    StorageRefused.kind,
    ReturnAccepted.kind,
    ReturnStopped.kind,
    Returned.kind,
)
"""What happens to cargo and is recorded in its cases too."""


def desk(window: Window) -> APIRouter:
    """Return the routes of the officer's desk."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases")
    def cases(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        waiting: Guards = "",
        lane: Lanes = "",
        status: Annotated[str, Query(max_length=4)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        status = status if status in STATUSES else ""
        with window.office.store.reading(window.room) as records:
            total, rows = records.rows(
                search=q, status=status, lane=lane, waiting=waiting, limit=at_once(PAGE), offset=before(page, PAGE)
            )
            now = window.clock(records)
        shown = cases_page(total, rows, search=q, waiting=waiting, lane=lane, status=status, page=page)
        return window.shown(request, shown, now, records)

    @router.get("/cases/{case_id}")
    def case(request: Request, case_id: str, again: bool = False) -> Response:
        page, now, records = _case_page(window, case_id, again)
        return window.shown(request, page, now, records)

    @router.get("/cases/{case_id}/live")
    async def live(case_id: str, version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        await to_thread.run_sync(_must_be_known, window, case_id)
        return Live(window.pulse, _parts(window, case_id), last_event_id or version, (case_id,))

    @router.get("/cases/{case_id}/message.xml")
    def message(case_id: str) -> Response:
        with window.office.store.reading(window.room) as records:
            body = records.message(case_id)
        if body is None:
            raise _unknown(case_id)
        return download(body, f"{case_id}.xml")

    @router.get("/cases/{case_id}/edition.xml")
    def in_force(case_id: str) -> Response:
        with window.office.store.reading(window.room) as records:
            found = records.case(case_id)
            if found is None:
                raise _unknown(case_id)
            return download(current(window.office, records, found), f"{case_id}-edition-{found.edition}.xml")

    @router.get("/cases/{case_id}/requests/{number}.xml")
    def request_message(case_id: str, number: int) -> Response:
        with window.office.store.reading(window.room) as records:
            body = next((request.body for request in records.requests(case_id) if request.number == number), None)
        if body is None:
            raise UnknownCase(f"Case {case_id[:40]} has no request {number}. Its page shows those it has.")
        return download(body, f"{case_id}-request-{number}.xml")

    @router.get("/cases/{case_id}/replies/{number}.xml")
    def reply_message(case_id: str, number: str) -> Response:
        found = next((notice for notice in replies(window.office, case_id, room=window.room) if notice.number == number), None)
        if found is None:
            raise UnknownCase(f"Case {case_id[:40]} has no reply {number[:20]}. Its page shows those it has.")
        return download(write_reply(found.reply, found.country), f"{case_id}-reply-{number}.xml")

    @router.post("/cases/{case_id}/decide")
    def decided(
        request: Request,
        case_id: str,
        verb: Annotated[Verbs, Form()],
        version: Annotated[int, Form()],
        reason: Reason = "",
        security: Security = "",
        form: FormOfSecurity = "",
        amount: Annotated[str, Form(max_length=40)] = "",
        law: Annotated[str, Form(max_length=300)] = "",
    ) -> Response:
        def done() -> Response:
            decide(
                window.office,
                case_id,
                verb,
                reason=reason,
                law=law,
                security=security,
                form=Secured(form) if form else None,
                amount=amount_of(amount),
                room=window.room,
                version=version,
            )
            return _back(case_id)

        written = {"verb": verb, "reason": reason, "law": law, "security": security, "form": form, "amount": amount}
        return attempted(window, request, case_id, version, written, done)

    @router.post("/cases/{case_id}/cargo")
    def reported(case_id: str, report: Annotated[Reports, Form()]) -> Response:
        if visit().home:  # in a play each chair reports its own
            must_report(report)
        with window.office.store.reading(window.room) as records:
            found = records.case(case_id)
        if found is None or found.cargo is None:
            raise _unknown(case_id)
        arrive(window.office, found.cargo, report, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/pay")
    def paid(
        case_id: str,
        notice: Annotated[str, Form(max_length=20)] = "",
        account: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        done = order_payment(window.office, case_id, notice=notice or None, account=account, room=window.room)
        if done.again:  # a double click, a second window: it says so, and nothing was paid twice
            return RedirectResponse(f"{page_of_case(case_id)}?again=1#money", 303)
        return _back(case_id)

    @router.post("/cases/{case_id}/payment-failed")
    def not_covered(case_id: str) -> Response:
        payment_failed(window.office, case_id, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/remind")
    def reminded(case_id: str, about: Annotated[Literal["", "carry-out"], Form()] = "") -> Response:
        remind(window.office, case_id, about=about or None, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/exit")
    def left(case_id: str) -> Response:
        exit_confirmed(window.office, case_id, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/arrival")
    def arrived(case_id: str) -> Response:
        return where_it_is(report_arrival(window.office, case_id, room=window.room))

    @router.post("/cases/{case_id}/permits")
    def answered(
        case_id: str,
        agency: Annotated[str, Form(max_length=40)],
        answer: Annotated[Answer, Form()],
        reason: Reason = "",
        approval: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        answer_permit(window.office, case_id, agency, answer, reason=reason, approval=approval, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/questions")
    def asked(
        case_id: str,
        agency: Annotated[str, Form(max_length=40)],
        question: Annotated[str, Form(max_length=40)],
        answer: Annotated[str, Form(max_length=70)],
        item: Annotated[int | None, Form(ge=1, le=999)] = None,
    ) -> Response:
        answer_questions(window.office, case_id, agency, {question: answer}, item=item, room=window.room)
        return _back(case_id)

    return router


def download(body: bytes, name: str) -> Response:
    """Return a message to be kept as a file, never to be shown as a page."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="application/octet-stream", headers=headers)


def where_it_is(done: Submission) -> Response:
    """Lead to what became of a message: its case, or its place in the log of refused messages."""
    return RedirectResponse(page_of_case(done.case.id) if done.case else f"/intake/{done.refusal}", 303)


def _back(case_id: str) -> RedirectResponse:
    return RedirectResponse(page_of_case(case_id), 303)


def _may_use(path: str) -> bool:
    """True if who is answered may use an act on a case; what is for others is theirs to play."""
    form, _, report = path.partition(":")
    gate, me = gate_of(f"POST /cases/{{case_id}}/{form}"), visit().seated
    return (gate is None or me.plays(*gate)) and (not report or me.plays(*reporters(report)))


def _unknown(case_id: str) -> UnknownCase:
    return UnknownCase(f"There is no case {case_id} in this room. Check the number.")


def _must_be_known(window: Window, case_id: str) -> None:
    with window.office.store.reading(window.room) as records:
        if records.row(case_id) is None:
            raise _unknown(case_id)


def _case_page(window: Window, case_id: str, again: bool = False, worked_off: bool = False) -> tuple[CasePage, datetime, Records]:
    """Return the page of a case, the room's clock and the records that it was made from; raises UnknownCase."""
    with window.office.store.reading(window.room) as records:
        case = records.case(case_id)
        if case is None:
            raise _unknown(case_id)
        events, now, closed = records.events(case_id), window.clock(records), is_closed(records, case_id)
        due = not worked_off and falls_due(case, now)
        refused = [told.stream for told in records.refused_about(case_id)]
        records.read_ahead([*refused, case.cargo or ""])
        beside = tuple(event for stream in refused for event in records.events(stream))
        beside += tuple(event for event in records.events(case.cargo or "") if event.kind not in TOLD_TO_CASES)
        told = notices_of(records, case_id, records.log_of(case_id))
        me = visit().seated
        named = case.proposal or not me.plays(Role.OFFICER) or _officers_of(case, events) - {me.id}  # somebody else is named
        people = records.people.people(window.room) if named else ()
        conduct = records.conduct(case.lodged.adds_to)
        cargo = records.cargo(case.lodged.cargo) if case.lodged.cargo and case.status == "D1" else None
    if due:  # on the room's clock: whoever looks first works it
        worked(window, case_id)
        return _case_page(window, case_id, again, True)
    received = window.received(case)
    why = None if closed else window.explained(case, events)
    if closed:
        case, events = unscored(case), unscored_events(events)
    known = Known(events, received, why, told, beside, people, me, conduct, _may_use, again, cargo, closed)
    return case_page(case, known, now), now, records


def _officers_of(case: Case, events: tuple[Event, ...]) -> set[str]:
    """Return the ids of the officers that the page of a case names: whose it is, and to whom it was allotted before."""
    return {case.officer, *(event.fact.officer for event in events if isinstance(event.fact, Allotted))} - {""}


def _parts(window: Window, case_id: str) -> Callable[[int], tuple[int, str] | None]:
    def parts(version: int) -> tuple[int, str] | None:
        with window.office.store.reading(window.room) as records:
            row = records.row(case_id)
        if row is not None and row.version == version and row.tax == "T2":  # the bank may have answered since
            worked(window, case_id)
            with window.office.store.reading(window.room) as records:
                row = records.row(case_id)
        if row is None or row.version == version:
            return None
        page, now, _records = _case_page(window, case_id)
        return page.version, window.pages.fragment("case_fragment.html", page=page, now=now, since=version)

    return parts
