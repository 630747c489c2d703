"""The trader's desk: his own declarations, each from his side of the counter, and what he can do about it himself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Header, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import case_of
from eclear.casefile.events import Registered, Rejected
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.trader import Trader
from eclear.clearance import (
    UnknownCase,
    answer_agency,
    apply_for_aeo,
    ask_for_longer_storage,
    cancel,
    notices_of,
    supply,
    traders_in,
)
from eclear.clearance.office import today
from eclear.clearance.paying import falls_due
from eclear.web.cargo import typed_day
from eclear.web.desk import where_it_is
from eclear.web.listing import at_once, before
from eclear.web.live import Live
from eclear.web.money import worked
from eclear.web.pages.cases import PAGE, STATUSES
from eclear.web.pages.mine import MinePage, mine_list, mine_page, times_heard
from eclear.web.pages.traders import standing_of
from eclear.web.traders import law_of
from eclear.web.visit import visit
from eclear.web.window import Window

Words = Annotated[str, Form(max_length=2000)]


def mine(window: Window) -> APIRouter:
    """Return the routes of the trader's desk."""
    router = APIRouter(include_in_schema=False)

    @router.get("/mine")
    def declarations(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        status: Annotated[str, Query(max_length=4)] = "",
        asked: bool = False,
        trader: Annotated[str, Query(max_length=70)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        status = status if status in STATUSES else ""
        alone = visit().seated.post is None
        whose = trader.strip() if alone else visit().seated.of
        with window.office.store.reading(window.room) as records:
            total, rows = records.rows_of_trader(
                whose, search=q, status=status, asked=asked, limit=at_once(PAGE), offset=before(page, PAGE)
            )
            now, law = window.clock(records), law_of(window.office)
            found = traders_in(records, law, today(now, law)) if whose else {}
        standing = standing_of(found.get(whose, Trader(whose)), found, law) if whose else None
        shown = mine_list(total, rows, standing, trader=whose, alone=alone, search=q, status=status, asked=asked, page=page)
        return window.pages.html(request, shown, now)

    @router.post("/mine/aeo")
    def applied(number: Annotated[str, Form(max_length=70)], why: Words = "") -> Response:
        must_be_his(window, number)
        apply_for_aeo(window.office, number, why=why, room=window.room)
        return RedirectResponse(f"/mine?trader={number}" if visit().seated.post is None else "/mine", 303)

    @router.get("/mine/{case_id}")
    def declaration(request: Request, case_id: str, again: bool = False) -> Response:
        page, now = _page(window, case_id, again)
        return window.pages.html(request, page, now)

    @router.get("/mine/{case_id}/live")
    async def live(case_id: str, version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        await to_thread.run_sync(_must_be_known, window, case_id)
        return Live(window.pulse, _parts(window, case_id), last_event_id or version)

    @router.post("/mine/{case_id}/supply")
    def supplied(case_id: str, text: Words = "", documents: Words = "") -> Response:
        supply(window.office, case_id, text, documents=documents.splitlines(), room=window.room)
        return _back(case_id)

    @router.post("/mine/{case_id}/agency")
    def answered(case_id: str, agency: Annotated[str, Form(max_length=40)], text: Words = "") -> Response:
        answer_agency(window.office, case_id, agency, text, room=window.room)
        return _back(case_id)

    @router.post("/mine/{case_id}/storage")
    def longer(case_id: str, until: Annotated[str, Form(max_length=20)] = "", reason: Words = "") -> Response:
        with window.office.store.reading(window.room) as records:
            found = records.case(case_id)
        if found is None or found.cargo is None:
            raise _unknown(case_id)
        ask_for_longer_storage(window.office, found.cargo, typed_day(until), reason=reason, room=window.room)
        return _back(case_id)

    @router.post("/mine/{case_id}/cancel")
    def cancelled(case_id: str, reason: Annotated[str, Form(max_length=500)] = "") -> Response:
        return where_it_is(cancel(window.office, case_id, reason, room=window.room))

    return router


def must_be_his(window: Window, number: str) -> None:
    """Raise IllegalStep where a trader applies for somebody who is neither himself nor one whose mandate he has."""
    law, seated = law_of(window.office), visit().seated
    with window.office.store.reading(window.room) as records:
        own = traders_in(records, law, today(window.clock(records), law)).get(seated.of, Trader(seated.of))
    if seated.post is not None and number not in (own.number, *(own.mandates or ())):
        raise IllegalStep("You can apply for yourself, and for those whose mandate you have. Choose one of the list.")


def _page(window: Window, case_id: str, again: bool = False, worked_off: bool = False) -> tuple[MinePage, datetime]:
    """Return a declaration as its trader sees it, and the room's clock; raises UnknownCase."""
    with window.office.store.reading(window.room) as records:
        log, now = records.log_of(case_id), window.clock(records)
        if not log or not isinstance(log[0][1].fact, Registered | Rejected):
            raise _unknown(case_id)
        notices = notices_of(records, case_id, log)
        events = tuple(event for _position, event in log)
        case = case_of(events)
        cargo = records.cargo(case.lodged.cargo) if case.lodged.cargo and not case.is_export else None
    if not worked_off and falls_due(case, now):  # on the room's clock: whoever looks first works it
        worked(window, case_id)
        return _page(window, case_id, again, True)
    received, me = window.received(case), visit().seated
    return mine_page(case, events, received, notices, now, me=me, again=again, cargo=cargo), now


def _parts(window: Window, case_id: str) -> Callable[[int], tuple[int, str] | None]:
    """Return what an open page asks for; what has happened for officers only changes nothing on it."""

    def parts(version: int) -> tuple[int, str] | None:
        with window.office.store.reading(window.room) as records:
            events, now = records.events(case_id), window.clock(records)
        if falls_due(case_of(events), now):
            worked(window, case_id)
            with window.office.store.reading(window.room) as records:
                events = records.events(case_id)
        if times_heard(events) == version:
            return None
        page, now = _page(window, case_id)
        return page.version, window.pages.fragment("mine_fragment.html", page=page, now=now, since=version)

    return parts


def _must_be_known(window: Window, case_id: str) -> None:
    with window.office.store.reading(window.room) as records:
        if records.row(case_id) is None:
            raise _unknown(case_id)


def _back(case_id: str) -> RedirectResponse:
    return RedirectResponse(f"/mine/{case_id}", 303)


def _unknown(case_id: str) -> UnknownCase:
    return UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
