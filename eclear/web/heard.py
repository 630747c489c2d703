"""What each desk is told of a case by the interface for programs: how it stands, its version, and what has changed since.

An officer hears of everything. A trader and an agency count only what they may hear of, so that no number tells of the rest;
a carrier hears whether an export has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from eclear.casefile.case import Case, case_of
from eclear.casefile.consultation import Consultation
from eclear.casefile.events import Event
from eclear.casefile.permit import NeedLine, PermitNeed
from eclear.casefile.person import Role
from eclear.clearance import UnknownCase
from eclear.clearance.asking import clock_of
from eclear.storage import Stale
from eclear.web.contract import case_json, for_trader
from eclear.web.guessing import is_closed, told_closed, unscored_events
from eclear.web.pages import agency as agencys
from eclear.web.pages import mine as traders
from eclear.web.pages.permits import permit_line
from eclear.web.pages.timeline import Happening, officers
from eclear.web.persons import called
from eclear.web.visit import visit
from eclear.web.window import Window

CHANGED = "The case has changed since you looked at it. Look again, then decide."


def version_of(events: Sequence[Event]) -> int:
    """Return the version of a case as the desk that is answered knows it."""
    post = visit().seated.post
    if post and post.role is Role.TRADER:
        return traders.times_heard(events)
    if post and post.role is Role.AGENCY:
        return agencys.heard_version(events, post.of)
    return events[-1].sequence


def true_version(window: Window, case_id: str, seen: int | None) -> int | None:
    """Return the version at which a case stands, if nothing that the desk may hear of has happened since it looked.

    None where it did not say what it looked at. Raises Stale.
    """
    if seen is None:
        return None
    events = _events(window, case_id)
    post = visit().seated.post
    if post is None or post.role not in (Role.TRADER, Role.AGENCY):
        return seen
    if version_of(events) != seen:
        raise Stale(CHANGED)
    return events[-1].sequence


def told_of(window: Window, case: Case) -> dict[str, Any]:
    """Return a case as the desk that is answered is told of it."""
    post = visit().seated.post
    if post is None or post.role in (Role.OFFICER, Role.SUPERVISOR, Role.INSTRUCTOR):
        with window.office.store.reading(window.room) as records:
            closed = is_closed(records, case.id)
        return told_closed(case_json(case)) if closed else case_json(case, window.office.model)
    if post.role is Role.TRADER:
        return for_trader(case_json(case)) | {"version": version_of(_events(window, case.id))}
    if post.role is Role.AGENCY:
        need = next(need for need in case.needs if need.agency == post.of)
        return agency_json(case, need, _events(window, case.id), window.now())
    return {"case": case.id, "number": case.number, "status": case.status}


def what_changed(window: Window, case_id: str, seen: int) -> dict[str, Any]:
    """Return where a case stands now, and what has happened since a desk looked at it: as far as that desk hears of it."""
    events, post = _events(window, case_id), visit().seated.post
    export, outside = case_of(events).is_export, post is not None and post.role in (Role.TRADER, Role.AGENCY)
    if post and post.role is Role.TRADER:
        lines = traders.heard(events, export)
    elif post and post.role is Role.AGENCY:
        lines = agencys.heard_lines(events, post.of, export)
    elif post and post.role is Role.CARRIER:
        return {}
    else:
        with window.office.store.reading(window.room) as records:
            known = unscored_events(events) if is_closed(records, case_id) else tuple(events)
        lines = officers(known, export)
    persons = {} if outside else {event.sequence: event.person for event in events}
    since = [_change(line, persons.get(line.sequence, "")) for line in reversed(lines) if line.sequence > seen]
    return {"version": version_of(events), "changes": since}


def agency_json(case: Case, need: PermitNeed, events: Sequence[Event], now: datetime) -> dict[str, Any]:
    """One case as an agency sees it: its goods and questions, its clock, and its answer. No price, no value, no lane."""
    consultation = case.consultation(need.agency)
    line = permit_line(case, need, now)
    answer = case.answer_of(need)
    return {
        "case": case.id,
        "version": agencys.heard_version(events, need.agency),
        "number": case.number,
        "agency": need.agency,
        "received": case.received.isoformat(),
        "importer": case.lodged.importer,
        "answer": answer.value if answer else None,
        "answered_by_agency": line.by_agency,
        **_clock(case, consultation, now),
        "items": [_item(one) for one in need.lines],
        "questions": [
            {"id": one.id, "text": one.text.en, "items": list(one.items), "answers": [choice.value for choice in one.choices]}
            for one in line.questions
        ],
        "inquiries": [{"question": one.question, "answer": one.answer} for one in line.inquiries],
        "joins": bool(line.joins),
        "escalated": len(line.escalations),
    }


def minutes(span: timedelta | None) -> int | None:
    """A span of time in whole minutes, towards the past; null for none."""
    return None if span is None else span // timedelta(minutes=1)


def _clock(case: Case, consultation: Consultation | None, now: datetime) -> dict[str, Any]:
    if consultation is None:
        return {"waits_for": None, "held_minutes": None, "promised_minutes": None, "minutes_left": None}
    clock = clock_of(case, consultation, now)
    return {
        "waits_for": None if clock.stopped else "trader" if clock.with_trader else "agency",
        "held_minutes": minutes(clock.held),
        "promised_minutes": minutes(clock.promise),
        "minutes_left": None if clock.stopped else minutes(clock.left),
    }


def _item(line: NeedLine) -> dict[str, Any]:
    approval = line.approval
    return {
        "item": line.item,
        "hs": line.hs,
        "state": line.state.value,
        "why": line.why,
        "exemption": line.exemption,
        "approval": {"number": approval.number, "state": approval.state.value} if approval else None,
    }


def _change(line: Happening, person: str) -> dict[str, Any]:
    told = {"version": line.sequence, "at": line.at.isoformat(), "what": line.what.en, "who": line.who.en, "note": line.note}
    return told | ({"person": called(person)} if person else {})


def _events(window: Window, case_id: str) -> Sequence[Event]:
    with window.office.store.reading(window.room) as records:
        events = records.events(case_id) if records.row(case_id) else ()
    if not events:
        raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")
    return events
