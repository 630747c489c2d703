"""The officer's list: his own cases, the next one by lot, and whether he is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Header
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.decision import Lane
from eclear.casefile.events import Allotted
from eclear.clearance import Office, away, back, take_next
from eclear.clearance.integrity import competence
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import CaseRow, Records
from eclear.web.listing import at_once
from eclear.web.live import Live
from eclear.web.pages.queue import MOST_LINES, Figures, QueuePage, figures_of, queue_page
from eclear.web.visit import visit
from eclear.web.window import Window

Lanes = Literal["", "L0", "L1", "L2", "L3"]
MOST_NEWS = 200
"""So many allotments since the page was drawn are looked at to count what is new on it."""


def queue(window: Window) -> APIRouter:
    """Return the routes of an officer's list."""
    router = APIRouter(include_in_schema=False)

    @router.get("/queue")
    def mine(request: Request, lane: Lanes = "", waits: Literal["", "you", "others"] = "") -> Response:
        page, now = _page(window, lane, waits)
        return window.pages.html(request, page, now)

    @router.get("/queue/live")
    async def live(version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        return Live(window.pulse, _parts(window, version), last_event_id or version)

    @router.post("/queue/next")
    def taken() -> Response:
        return RedirectResponse(f"/cases/{take_next(window.office, room=window.room).id}", 303)

    @router.post("/queue/away")
    def leaves(reason: Annotated[str, Form(max_length=2000)] = "") -> Response:
        away(window.office, visit().seated.id, reason, room=window.room)
        return RedirectResponse("/queue", 303)

    @router.post("/queue/back")
    def comes_back() -> Response:
        back(window.office, visit().seated.id, room=window.room)
        return RedirectResponse("/queue", 303)

    return router


def law_here(office: Office) -> Country:
    """Return the country of an office; raises LookupError if its folder is gone."""
    found = reference_of(office.country)
    if found is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    return found


def promised_here(office: Office, now: datetime) -> dict[Lane, timedelta]:
    """Return what is promised for each lane today."""
    law = law_here(office)
    return dict(law.policy.on(now.astimezone(law.time_zone).date()).promised)


def _page(window: Window, lane: str, waits: str) -> tuple[QueuePage, datetime]:
    law = law_here(window.office)
    with window.office.store.reading(window.room) as records:
        now, version = window.clock(records), records.head.position
        rows, figures = looked(records, now, law.time_zone)
        person = records.people.person(window.room, visit().seated.id) if visit().seated.id else None
    page = queue_page(
        rows,
        figures,
        now,
        lane=lane,
        waits=waits,
        promised=promised_here(window.office, now),
        looks=law.lanes,
        version=version,
        alone=visit().seated.post is None,
        away_since=datetime.fromisoformat(person.absent) if person and person.absent else None,
    )
    return page, now


def looked(records: Records, now: datetime, zone: ZoneInfo) -> tuple[tuple[CaseRow, ...], Figures]:
    """Return the cases on the desk of who is answered, and their figures; who is alone has all that wait for an officer."""
    me, desks = visit().seated, records.desks
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone).astimezone(now.tzinfo)
    rows = desks.on(me.id) if me.post else desks.waiting(at_once(MOST_LINES))
    pool = desks.pooled(competence(me.post), but="" if me.person.both_chairs else me.id)
    return rows, figures_of(rows, now, desks.closed(me.id, midnight), pool)


def _parts(window: Window, since: int) -> Callable[[int], tuple[int, str] | None]:
    """Return what tells an open list of changes: the figures at once, and how many cases are new since it was drawn."""
    zone, told = law_here(window.office).time_zone, ""

    def parts(version: int) -> tuple[int, str] | None:
        nonlocal told
        with window.office.store.reading(window.room) as records:
            position, now = records.head.position, window.clock(records)
            if position == version:
                return None
            figures = looked(records, now, zone)[1]
            allotted = records.since(Allotted.kind, since, MOST_NEWS)
        me = visit().seated.id
        new = {event.stream for event in allotted if isinstance(event.fact, Allotted) and event.fact.officer == me}
        html = window.pages.fragment("queue_fragment.html", figures=figures, news=len(new))
        if html == told:
            return None
        told = html
        return position, html

    return parts
