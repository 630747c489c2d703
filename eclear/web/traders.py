"""The register of traders and brokers: officers look into it and change it, a trader applies for himself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.trader import TRADER_NUMBER, Trader
from eclear.casefile.words import Term
from eclear.clearance import (
    UnknownCase,
    end_mandate,
    give_mandate,
    grant_aeo,
    refuse_aeo,
    register_trader,
    reinstate,
    suspend,
    traders_in,
    withdraw_aeo,
)
from eclear.clearance.office import Office, today
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.web.pages.traders import trader_page, traders_page
from eclear.web.visit import visit
from eclear.web.window import Window

Shown = Literal["", "suspended", "applied", "aeo", "licensed"]
Verbs = Literal["suspend", "reinstate", "mandate", "end-mandate", "grant", "refuse", "withdraw", "licence"]
Word = Annotated[str, Form(max_length=120)]
Reason = Annotated[str, Form(max_length=2000)]
BLANK: Mapping[str, str] = MappingProxyType({"number": "", "name": "", "name_ko": "", "licence": "", "reason": ""})


def traders(window: Window) -> APIRouter:
    """Return the routes of the register."""
    router = APIRouter(include_in_schema=False)

    def register(
        request: Request, q: str = "", show: str = "", page: int = 1, problem: str = "", typed: Mapping[str, str] = BLANK
    ) -> Response:
        law = law_of(window.office)
        with window.office.store.reading(window.room) as records:
            now = window.clock(records)
            found = tuple(traders_in(records, law, today(now, law)).values())
        may = visit().seated.plays(Role.OFFICER, Role.SUPERVISOR)
        shown = traders_page(found, search=q.strip(), show=show, page=page, may_change=may, typed=typed, problem=problem)
        return window.pages.html(request, shown, now, 409 if problem else 200)

    def one(request: Request, number: str, problem: str = "") -> Response:
        law = law_of(window.office)
        with window.office.store.reading(window.room) as records:
            now = window.clock(records)
            found = traders_in(records, law, today(now, law)).get(number)
            names = {person.id: person.name for person in records.people.people(window.room)}
        if found is None:
            raise UnknownCase(f"The register has no number {number[:40]}. Check the number, or register him.")
        may = visit().seated.plays(Role.OFFICER, Role.SUPERVISOR)
        shown = trader_page(found, law, names, may_change=may, problem=problem)
        return window.pages.html(request, shown, now, 409 if problem else 200)

    @router.get("/traders")
    def listed(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        show: Shown = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        return register(request, q, show, page)

    @router.get("/traders/{number}")
    def looked_up(request: Request, number: str) -> Response:
        return one(request, number)

    @router.post("/traders")
    def entered(
        request: Request, number: Word = "", name: Word = "", name_ko: Word = "", licence: Word = "", reason: Reason = ""
    ) -> Response:
        number = number.strip()
        try:
            register_trader(window.office, number, Term(name, name_ko), licence, why=reason, room=window.room)
        except IllegalStep as refused:
            typed = {"number": number, "name": name, "name_ko": name_ko, "licence": licence, "reason": reason}
            return register(request, problem=str(refused), typed=typed)
        return RedirectResponse(f"/traders/{number}", 303)

    @router.post("/traders/{number}/{verb}")
    def changed(
        request: Request,
        number: str,
        verb: Verbs,
        reason: Reason = "",
        principal: Word = "",
        grade: Word = "",
        licence: Word = "",
    ) -> Response:
        office, room = window.office, window.room
        if not TRADER_NUMBER.fullmatch(number):
            raise UnknownCase(f"The register has no number {number[:40]}. Check the number.")
        try:
            match verb:
                case "mandate":
                    give_mandate(office, number, principal, why=reason, room=room)
                case "end-mandate":
                    end_mandate(office, number, principal, why=reason, room=room)
                case "grant":
                    grant_aeo(office, number, grade, why=reason, room=room)
                case "licence":
                    register_trader(office, number, _known(window, number).name, licence, why=reason, room=room)
                case _:
                    plainly = {"suspend": suspend, "reinstate": reinstate, "refuse": refuse_aeo, "withdraw": withdraw_aeo}
                    plainly[verb](office, number, why=reason, room=room)
        except IllegalStep as refused:
            return one(request, number, str(refused))
        return RedirectResponse(f"/traders/{number}", 303)

    return router


def _known(window: Window, number: str) -> Trader:
    law = law_of(window.office)
    with window.office.store.reading(window.room) as records:
        return traders_in(records, law, today(window.clock(records), law)).get(number, Trader(number))


def law_of(office: Office) -> Country:
    """Return the country of an office; raises LookupError if its folder is gone."""
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    return law
