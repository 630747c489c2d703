"""The lists of the desks for programs: an officer's queue, a supervisor's team, an agency's inbox, the register of traders.

Beside each list are the events of its desk that are about no single case: an officer draws the next one, or is away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query
from starlette.exceptions import HTTPException

from eclear.casefile.case import Case, case_of
from eclear.casefile.decision import Lane
from eclear.casefile.events import Event
from eclear.casefile.person import Person, Role
from eclear.casefile.trader import TRADER_NUMBER, Trader
from eclear.clearance import UnknownCase, traders_in
from eclear.clearance.integrity import officer_post
from eclear.clearance.office import today
from eclear.storage import CaseRow, Load
from eclear.web.answers import answers, examples_of
from eclear.web.gates import INSIDE
from eclear.web.heard import agency_json, minutes, told_of
from eclear.web.mine import must_be_his
from eclear.web.pages.agency import PAGE
from eclear.web.pages.queue import MOST_LINES, is_yours
from eclear.web.pages.team import MOST_WAITING
from eclear.web.persons import called
from eclear.web.queue import looked, promised_here
from eclear.web.reporting import must_report
from eclear.web.reports import DeskEvent, Here, RegisterEvent
from eclear.web.reports.register import AeoApplied
from eclear.web.traders import law_of
from eclear.web.visit import visit
from eclear.web.window import Window

TraderNumber = Annotated[str, Path(description="Number in the register", max_length=30)]


HIS = ("number", "aeo", "aeo_applied")
"""What a trader is told of an entry for which he applied: it may be another's, whose mandate he has."""


def worklists(window: Window) -> APIRouter:
    """Return the routes of the desks' lists, and of the events that are about no case."""
    router = APIRouter()

    @router.get(
        "/api/queue",
        summary="Look at one's own list",
        response_description="The cases of the officer who asks, the one first that must be acted on soonest.",
        responses=answers(503),
    )
    def queue() -> dict[str, Any]:
        """Each case with its age against the promised time: `minutes_left` is negative when that is over, null while the case
        waits for others. Who is alone sees all that waits for an officer."""
        with window.office.store.reading(window.room) as records:
            now, me = window.clock(records), visit().seated
            rows, figures = looked(records, now, law_of(window.office).time_zone)
            person = records.people.person(window.room, me.id) if me.id else None
        promised = promised_here(window.office, now)
        return {
            "officer": me.id or None,
            "away_since": person.absent or None if person else None,
            "now": now.isoformat(),
            "open": figures.open,
            "to_act_on": figures.yours,
            "overdue": figures.overdue,
            "done_today": figures.done,
            "in_pool": figures.pool,
            "cases": [_line(row, now, promised) for row in rows[:MOST_LINES]],
        }

    @router.post(
        "/api/queue/events",
        summary="Report about an officer's desk",
        response_description="Since when the officer is away, and the cases that were drawn or passed on, as they stand.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def told(
        event: Annotated[DeskEvent, Body(discriminator="kind", openapi_examples=examples_of(DeskEvent))],
    ) -> dict[str, Any]:
        """An officer takes the next case of the pool by lot, is away, or is back. A supervisor says it of another officer."""
        must_report(event.kind)
        here = Here(window.office, window.room)
        cases, officer = event.happen(here), event.whose(here)
        with window.office.store.reading(window.room) as records:
            person = records.people.person(window.room, officer)
        away_since = person.absent or None if person else None
        return {
            "officer": officer,
            "away_since": away_since,
            "cases": [told_of(window, case) for case in cases],
        }

    @router.get(
        "/api/team",
        summary="Look at the officers of the room",
        response_description="The officers, what waits for a second officer, and the cases that are due soonest.",
        responses=answers(503),
    )
    def team() -> dict[str, Any]:
        """How much each officer has to do, and who is away. A case with no `officer` is in the pool."""
        with window.office.store.reading(window.room) as records:
            now, desks = window.clock(records), records.desks
            people, loads = records.people.people(window.room), desks.loads(now)
            proposed, waiting = desks.proposed(), desks.waiting(MOST_WAITING)
        promised, pool = promised_here(window.office, now), loads.get("")
        return {
            "now": now.isoformat(),
            "in_pool": pool.open if pool else 0,
            "officers": [_officer(one, loads.get(one.id)) for one in people if officer_post(one) and not one.closed],
            "proposed": [_line(row, now, promised) for row in proposed],
            "waiting": [_line(row, now, promised) for row in waiting],
        }

    @router.get(
        "/api/agency",
        summary="Look at an agency's inbox",
        response_description="The cases that wait for the agency, the earliest first, and those it has answered.",
        responses=answers(422, 503),
    )
    def agency(
        chosen: Annotated[str, Query(max_length=40, alias="as", description="Which agency; only for who is alone")] = "",
        q: Annotated[str, Query(max_length=60, description="Part of a number, of the goods or of the importer")] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> dict[str, Any]:
        """Its goods, questions and clock. `version` counts what the agency may hear of: give it back with an answer."""
        post = visit().seated.post
        code = post.of if post and post.role is Role.AGENCY else chosen
        told: dict[str, Any] = {"agency": code or None}
        with window.office.store.reading(window.room) as records:
            told["now"] = (now := window.clock(records)).isoformat()
            found = {
                name: records.rows_of_agency(
                    code, waiting=name == "waiting", search=q.strip(), limit=PAGE, offset=(page - 1) * PAGE
                )
                for name in ("waiting", "answered")
            }
            records.read_ahead([row.id for _total, rows in found.values() for row in rows])
            for name, (total, rows) in found.items():
                lines: list[dict[str, Any]] = []
                for row in rows:
                    events = records.events(row.id)
                    lines += _concerning(case_of(events), code, events, name == "waiting", now)
                told |= {f"{name}_total": total, name: lines}
        return told

    @router.get(
        "/api/traders/{number}",
        summary="Look a trader up",
        response_description="How he stands in the register.",
        responses=answers(404, 422, 503),
    )
    def trader(number: TraderNumber) -> dict[str, Any]:
        """Licence, mandates, suspension and AEO status."""
        law = law_of(window.office)
        with window.office.store.reading(window.room) as records:
            found = traders_in(records, law, today(window.clock(records), law)).get(number)
        if found is None:
            raise UnknownCase(f"The register has no number {number[:40]}. Check the number, or register him.")
        return _trader(found)

    @router.post(
        "/api/traders/{number}/events",
        summary="Report to the register of traders",
        response_description="How he stands after it.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def entered(
        number: TraderNumber,
        event: Annotated[RegisterEvent, Body(discriminator="kind", openapi_examples=examples_of(RegisterEvent))],
    ) -> dict[str, Any]:
        """A licence, a mandate, a suspension, AEO status. A trader applies for AEO status; everything else is the office's."""
        must_report(event.kind)
        if not TRADER_NUMBER.fullmatch(number):
            raise HTTPException(404, f"The register has no number {number[:40]}. Check the number.")
        if isinstance(event, AeoApplied):
            must_be_his(window, number)
        after = _trader(event.happen(Here(window.office, window.room), number))
        outside = not visit().seated.plays(*INSIDE)
        return {name: told for name, told in after.items() if not outside or name in HIS}

    return router


def _concerning(case: Case, agency: str, events: Sequence[Event], waiting: bool, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield a case once for each of its agencies that is meant, and that is still waited for or not."""
    silent = {one.agency for one in case.silent}
    for need in case.needs:
        if agency in ("", need.agency) and (need.agency in silent) is waiting:
            yield agency_json(case, need, events, now)


def _line(row: CaseRow, now: datetime, promised: Mapping[Lane, timedelta]) -> dict[str, Any]:
    """One case of a list: how it stands, whose it is, and its age against the time that is promised for its lane."""
    whole = promised.get(Lane(row.lane)) if row.lane else None
    return {
        "case": row.id,
        "version": row.version,
        "number": row.number,
        "lrn": row.lrn,
        "lane": row.lane,
        "proposed_lane": row.proposed,
        "status": row.status,
        "officer": called(row.officer) or None,
        "importer": row.importer,
        "goods": row.goods,
        "received": row.received.isoformat(),
        "yours": is_yours(row),
        "due": row.due.isoformat() if row.due else None,
        "minutes_left": minutes(row.due - now) if row.due else None,
        "promised_minutes": minutes(whole),
        "waiting_for": list(row.waiting_for),
        "asks": list(row.asks),
        "agencies": list(row.agencies),
    }


def _officer(person: Person, load: Load | None) -> dict[str, Any]:
    post = officer_post(person)
    return {
        "officer": called(person.id),
        "name": person.name,
        "lanes": post.of.split() if post else [],
        "away_since": person.absent or None,
        "open": load.open if load else 0,
        "to_act_on": load.must_act if load else 0,
        "overdue": load.overdue if load else 0,
    }


def _trader(trader: Trader) -> dict[str, Any]:
    return {
        "number": trader.number,
        "name": trader.name.en or None,
        "name_ko": trader.name.ko or None,
        "licence": trader.license or None,
        "mandates": None if trader.mandates is None else list(trader.mandates),
        "suspended_since": trader.suspended.isoformat() if trader.suspended else None,
        "aeo": trader.aeo or None,
        "aeo_applied": trader.applied,
    }
