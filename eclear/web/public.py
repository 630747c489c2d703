"""The public pages of a room: where are my goods? Anybody with a number may ask, whichever room he has come in to, or none.

Each page has one address, ``/r/ROOM/status/NUMBER``; ``/status`` leads to that of the room of who asks. A room or a number
that is not there is answered with the same words, and by looking as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Header, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.cargo import Cargo
from eclear.casefile.person import Role
from eclear.casefile.room import Room
from eclear.clearance import UnknownCase, tidy
from eclear.clearance.clocks import DECLARE, Clock, clocks_of, declarations_of
from eclear.storage import CaseRow, Records, UnknownRoom
from eclear.web.live import Live
from eclear.web.pages.cargo import track
from eclear.web.pages.clocks import running
from eclear.web.pages.status import SearchPage, StatusPage, declared, reports
from eclear.web.qr import qr_code
from eclear.web.visit import HOME_ROOM, receive, visit
from eclear.web.window import Window

CARGO_DIGITS = 19
LONGEST = 40
"""So many characters of a room or a number are said back to who asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands under a number: the declarations, the latest first, and the cargo, of which nothing may be known yet."""

    number: str
    rows: tuple[CaseRow, ...]
    cargo: Cargo

    @property
    def streams(self) -> frozenset[str]:
        """The streams of the room's log in which something about it can happen."""
        return frozenset((*(row.id for row in self.rows), self.cargo.number))


def public(window: Window) -> APIRouter:
    """Return the routes that anybody may use."""
    router = APIRouter(include_in_schema=False)

    @router.get("/status")
    def search_here(number: Annotated[str, Query(max_length=LONGEST)] = "") -> Response:
        return RedirectResponse(_path(window.room, number), 303)

    @router.get("/status/{number}")
    def status_here(number: str) -> Response:
        return RedirectResponse(_path(window.room, number), 303)

    @router.get("/r/{room}/status")
    def search(request: Request, room: str, number: Annotated[str, Query(max_length=LONGEST)] = "") -> Response:
        if number.strip():
            return RedirectResponse(_path(room, number), 303)
        return _search_page(window, request, room, "", False)

    @router.get("/r/{room}/status/{number}")
    def status(request: Request, room: str, number: str) -> Response:
        with _looking(window, room, number) as (found, records):
            if found is None:
                return _search_page(window, request, room, number, True)
            now = window.clock(records)
            page = _status_page(records, found, now, str(request.base_url).rstrip("/"), window.office.country)
        return window.shown(request, page, now, records)

    @router.get("/r/{room}/status/{number}/live")
    async def live(room: str, number: str, version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        about = await to_thread.run_sync(_streams, window, room, number)
        _look_into(room)
        return Live(window.pulse, _parts(window, number), last_event_id or version, about)

    return router


def _path(room: str, number: str = "") -> str:
    """Return the one address of a room's search, or of a number in it."""
    search, asked = f"/r/{quote(room, safe='')}/status", _squeezed(number)
    return f"{search}/{quote(asked, safe='')}" if asked else search


def _squeezed(number: str) -> str:
    return "".join(number.split()).upper()


def _search_page(window: Window, request: Request, room: str, asked: str, missed: bool) -> Response:
    """Answer with the search; in a room that is not there it is drawn in the same way, on the clock of this machine."""
    _look_into(room[:LONGEST])
    page = SearchPage(_path(room), asked[:LONGEST], missed)
    return window.pages.html(request, page, window.office.clock(), 404 if missed else 200)


@contextmanager
def _looking(window: Window, room: str, number: str) -> Iterator[tuple[Found | None, Records]]:
    """Look for a number in a room, and enter the room where it is there.

    For a room that is not there one looks in another, and finds nothing: nobody can tell the two apart by the time it takes. The
    room of a play is there for who plays in it, and for the instructor of its class: no other team looks into it.
    """
    with ExitStack() as opened:
        try:
            records, there = opened.enter_context(window.office.store.reading(room)), True
        except UnknownRoom:
            records, there = opened.enter_context(window.office.store.reading(HOME_ROOM)), False
        there = there and _is_his(records.room)
        found = _found(records, number)
        if there and found:
            _look_into(room)
        yield found if there else None, records


def _look_into(room: str) -> None:
    """Answer from this room from here on; somebody in a play who looks into another room is not in his play there."""
    who = visit()
    receive(replace(who, room=room, home=who.home if room == who.room else ""))


def _is_his(room: Room) -> bool:
    who = visit()
    return not room.home or who.room == room.name or (who.room == room.home and who.seated.plays(Role.INSTRUCTOR))


def _found(records: Records, number: str) -> Found | None:
    """Return what a declaration or cargo number names; a case's own id is not for everybody.

    A declaration that was rejected at the gate never joined its cargo, and is found by the number that it gave.
    """
    cargo = tidy(number)
    ids = records.find(_squeezed(number)) or records.find(cargo)
    if not ids and len(cargo) == CARGO_DIGITS:
        ids = records.rejected(cargo)
    rows = tuple(sorted(records.rows_of(ids), key=lambda row: row.received, reverse=True))
    known = records.cargo(cargo)
    return Found(_squeezed(number), rows, known) if rows or known.told else None


def _streams(window: Window, room: str, number: str) -> frozenset[str]:
    with _looking(window, room, number) as (found, _records):
        if found is None:
            raise UnknownCase("No cargo or declaration has this number. Check the number.")
        return found.streams


def _status_page(records: Records, found: Found, now: datetime, origin: str, country: str) -> StatusPage:
    search = _path(records.room.name)
    if not found.rows:
        number, happened = found.cargo.number, reports(found.cargo, records.events(found.cargo.number))
        steps, went_on = track(found.cargo), found.cargo.successors
        clocks = running(_undeclared(records, found.cargo, country, now))
        return StatusPage(search, number, True, None, (), happened, *_printed(origin, search, number), steps, went_on, clocks)
    first = found.rows[0]
    is_cargo = first.cargo == found.cargo.number
    others = tuple(row.number for row in found.rows[1:] if row.number)
    number = found.cargo.number if is_cargo else first.number or found.number
    shown = declared(records.events(first.id), now)
    return StatusPage(search, number, is_cargo, shown, others, (), *_printed(origin, search, number))


def _undeclared(records: Records, cargo: Cargo, country: str, now: datetime) -> tuple[Clock, ...]:
    """Return by when goods are to be declared that nobody has declared yet; no other clock is a matter of the public."""
    clocks = clocks_of(cargo, declarations_of(records, cargo), country, now)
    return tuple(clock for clock in clocks if clock.kind == DECLARE)


def _printed(origin: str, search: str, number: str) -> tuple[str, Markup]:
    address = f"{origin}{search}/{quote(number, safe='')}"
    return address, qr_code(address)


def _parts(window: Window, number: str) -> Callable[[int], tuple[int, str] | None]:
    """Return what draws the changed parts; a declaration of which nothing was recorded since the last look is not read again."""
    looked: tuple[str, int] | None = None

    def parts(version: int) -> tuple[int, str] | None:
        nonlocal looked
        with window.office.store.reading(window.room) as records:
            found = _found(records, number)
            if not found or not found.rows or looked == (found.rows[0].id, found.rows[0].version):
                return None
            now = window.clock(records)
            shown = declared(records.events(found.rows[0].id), now)
        looked = found.rows[0].id, found.rows[0].version
        if shown.version == version:
            return None  # what has happened since is for officers only
        return shown.version, window.pages.fragment("status_fragment.html", declared=shown, now=now, since=version)

    return parts
