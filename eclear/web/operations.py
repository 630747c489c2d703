"""Regimes that suspend duty, on the pages: the ledger, the form of the principal, and one operation at both its offices."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep, term_of
from eclear.casefile.person import Role
from eclear.casefile.suspension import Stage, Suspension
from eclear.clearance import (
    UnknownCase,
    accept_regime,
    arrive_under_bond,
    claim_guarantee,
    collect_again,
    declare_regime,
    depart,
    discharge_regime,
    put_on_seals,
    refuse_regime,
)
from eclear.clearance.clocks import declarations_of
from eclear.clearance.collecting import collections_due
from eclear.clearance.office import today
from eclear.clearance.suspending import Wanted, operation_of, operations_in, stream_of
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.reference.regimes import Regime
from eclear.storage import Busy, Records, Stale
from eclear.web.gates import CARGO, INSIDE, OFFICE, TRADE
from eclear.web.languages import _
from eclear.web.pages.cargo import Declared
from eclear.web.pages.operations import FIELDS, ledger_page, operation_page
from eclear.web.pages.timeline import officers
from eclear.web.visit import visit
from eclear.web.window import Window

NOTHING: Mapping[str, str] = MappingProxyType({})
Said = Annotated[str, Form(max_length=500)]
Known = Annotated[str, Query(max_length=40)]
Do = Literal["accept", "refuse", "seal", "depart", "arrive", "discharge", "claim", "collect"]

DONE_BY = {
    "accept": OFFICE,
    "refuse": OFFICE,
    "seal": OFFICE,
    "depart": OFFICE | CARGO,
    "arrive": OFFICE | CARGO,
    "discharge": OFFICE,
    "claim": OFFICE,
    "collect": OFFICE,
}
"""Who takes which step."""


def operations(window: Window) -> APIRouter:
    """Return the routes of the ledger and of the operations in it."""
    router = APIRouter(include_in_schema=False)

    def law() -> Country:
        found = reference_of(window.office.country)
        if found is None:
            raise LookupError(f"The reference folder of {window.office.country} is gone. Put it back.")
        return found

    def ledger(request: Request, office: str = "", typed: Mapping[str, str] = NOTHING, problem: str = "") -> Response:
        country = law()
        with window.office.store.reading(window.room) as records:
            found = [one for one in operations_in(records) if sees(one)]
            now = window.clock(records)
        may = visit().seated.plays(*TRADE, Role.CARRIER)
        page = ledger_page(found, country, today(now, country), office=office, may_declare=may, typed=typed, problem=problem)
        return window.pages.html(request, page, now, 422 if problem else 200)

    def shown(request: Request, number: str, problem: str = "") -> Response:
        country = law()
        with window.office.store.reading(window.room) as records:
            found = seen_operation(records, number)
            events, now = records.events(stream_of(found.number)), window.clock(records)
            regime = country.regimes.named(found.operation.regime, today(found.declared, country))
            ends_too = regime is not None and regime.ends_declarations
            cases = declarations_of(records, records.cargo(found.operation.cargo)) if ends_too else ()
        day = today(now, country)
        acts = tuple(act for act in _acts(found, regime, overdue=found.overdue(day)) if visit().seated.plays(*DONE_BY[act]))
        ends = regime.ends if regime else ()
        page = operation_page(found, country, day, acts, ends, officers(events, False), problem, _named(cases))
        return window.pages.html(request, page, now, 409 if problem else 200)

    @router.get("/operations")
    def listed(
        request: Request,
        office: Annotated[str, Query(max_length=10)] = "",
        regime: Known = "",
        cargo: Known = "",
        code: Known = "",
        value: Known = "",
        origin: Known = "",
    ) -> Response:
        known = {"regime": regime, "cargo": cargo, "code": code, "value": value, "origin": origin}
        return ledger(request, office, {name: text.strip() for name, text in known.items()})

    @router.post("/operations")
    async def declared(request: Request) -> Response:
        form = await request.form(max_fields=30)
        typed = {name: str(form.get(name, ""))[:200].strip() for name in FIELDS}
        try:
            amounts = {name: _amount(typed[name], said) for name, said in (("value", "value"), ("guaranteed", "guarantee"))}
            found = declare_regime(window.office, Wanted(**(typed | amounts)), room=window.room)  # type: ignore[arg-type]
        except IllegalStep as refused:
            return ledger(request, typed=typed, problem=str(refused))
        return RedirectResponse(f"/operations/{found.number}", 303)

    @router.get("/operations/{number}")
    def one(request: Request, number: str) -> Response:
        with suppress(Stale, Busy):  # who is busy does it next time
            collections_due(window.office, number, room=window.room)
        return shown(request, number)

    @router.post("/operations/{number}/{step}")
    def stepped(
        request: Request,
        number: str,
        step: Do,
        seals: Said = "",
        seen: Annotated[Literal["intact", "broken"], Form()] = "intact",
        remark: Said = "",
        by: Said = "",
        reason: Said = "",
    ) -> Response:
        if not visit().seated.plays(*DONE_BY[step]):
            raise UnknownCase(_("There is no operation %(number)s in this room. Check the number.", number=number[:20]))
        with window.office.store.reading(window.room) as records:
            seen_operation(records, number)
        office, room = window.office, window.room
        steps = {
            "accept": lambda: accept_regime(office, number, room=room),
            "refuse": lambda: refuse_regime(office, number, reason=reason, room=room),
            "seal": lambda: put_on_seals(office, number, seals.replace(",", "\n").splitlines(), room=room),
            "depart": lambda: depart(office, number, room=room),
            "arrive": lambda: arrive_under_bond(office, number, intact=seen == "intact", remark=remark, room=room),
            "discharge": lambda: discharge_regime(office, number, by, room=room),
            "claim": lambda: claim_guarantee(office, number, reason=reason, room=room),
            "collect": lambda: collect_again(office, number, room=room),
        }
        try:
            steps[step]()
        except IllegalStep as refused:
            return shown(request, number, str(refused))
        return RedirectResponse(f"/operations/{number}", 303)

    return router


def must_be_for(step: str, named: str) -> None:
    """Raise IllegalStep for a step that is not for the desk of who is being answered."""
    roles = DONE_BY[step]
    if not visit().seated.plays(*roles):
        raise IllegalStep(f"{named!r} is not for this desk to report: it is for {', '.join(sorted(roles))}.")


def sees(found: Suspension) -> bool:
    """True if an operation is a matter of who is being answered: customs sees all, others those they have a part in."""
    post, what = visit().seated.post, found.operation
    if post is None or post.role in INSIDE or not post.of:
        return True
    if post.role is Role.WAREHOUSE:
        return post.of in (what.shed, what.to_shed)
    return what.principal == post.of or (post.role is Role.CARRIER and what.cargo[2:6] == post.of)


def seen_operation(records: Records, number: str) -> Suspension:
    """Return an operation; raises UnknownCase where there is none for who is being answered."""
    found = operation_of(records, number)
    if not sees(found):
        raise UnknownCase(f"There is no operation {number[:40]} in this room. Check the number.")
    return found


def _named(cases: tuple[Case, ...]) -> tuple[Declared, ...]:
    """Return the declarations of the goods, each with its page for who may open it."""
    inside, post = visit().seated.plays(*INSIDE), visit().seated.post
    own = post.of if post and post.role is Role.TRADER else None
    return tuple(
        Declared(
            case.number or "",
            term_of(case.status),
            f"/cases/{case.id}" if inside else f"/mine/{case.id}" if case.lodged.trader == own else "",
        )
        for case in cases
        if case.number and not case.is_export
    )


def _acts(found: Suspension, regime: Regime | None, *, overdue: bool) -> tuple[str, ...]:
    """Return the steps that can follow now."""
    if regime is None:
        return ()
    travels = regime.kind == "journey"
    steps = {
        Stage.DECLARED: ("accept", "refuse"),
        Stage.ACCEPTED: (("seal", "depart") if travels else ("discharge",)),
        Stage.DEPARTED: ("arrive",),
        Stage.ARRIVED: ("discharge",),
        Stage.CLAIMED: (("collect",) if found.uncollected else ()),
    }.get(found.stage, ())
    if "depart" in steps and regime.seals and not found.seals:
        steps = ("seal",)
    claims = found.stage.is_open and (overdue or found.intact is False)
    return (*steps, "claim") if claims else steps


def _amount(typed: str, said: str) -> Decimal:
    text = typed.replace(",", "")
    try:
        amount = Decimal(text) if text else Decimal(0)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise IllegalStep(f"The {said} {typed[:40]!r} is no amount. Write it in figures, such as 1000000.")
    return amount
