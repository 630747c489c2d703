"""Cargo for who handles it: one consignment with its quantities, its clocks and its bills, and a manifest as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile import events as ev
from eclear.casefile.cargo import Cargo
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.tally import Tally
from eclear.clearance import (
    UnknownCase,
    abandon,
    arrive,
    ask_for_longer_storage,
    discharge_manifest,
    extend_storage,
    merge_bills,
    refuse_longer_storage,
    settle_difference,
    split_bill,
    tidy,
    voyage_arrived,
)
from eclear.clearance.clocks import clocks_of, declarations_of
from eclear.clearance.discharging import manifest_standing, storage_until
from eclear.clearance.following import is_covered, open_declarations
from eclear.clearance.listing import read_landed_file, take_landed
from eclear.documents import SheetFault
from eclear.storage import Records
from eclear.web.files import as_file
from eclear.web.gates import INSIDE, OFFICE
from eclear.web.languages import _
from eclear.web.pages.cargo import Acts, cargo_page
from eclear.web.pages.voyage import RefusedLine, voyage_page
from eclear.web.uploads import uploaded
from eclear.web.visit import visit
from eclear.web.window import Window

Said = Annotated[str, Form(max_length=2000)]
Few = Annotated[str, Form(max_length=60)]
MOST_REFUSED = 50
_PART = re.compile(r"\s*([0-9]{1,9})\s*(?:packages?)?\s*[,;:\t ]\s*([0-9][0-9.]*)\s*(?:kg)?\s*")


def cargo_rooms(window: Window) -> APIRouter:
    """Return the routes of one consignment, and of a manifest."""
    router = APIRouter(include_in_schema=False)

    def shown(request: Request, number: str, problem: str = "", done: str = "") -> Response:
        with window.office.store.reading(window.room) as records:
            cargo = records.cargo(tidy(number))
            _must_see(records, cargo)
            now = window.clock(records)
            cases = declarations_of(records, cargo)
            clocks = clocks_of(cargo, cases, window.office.country, now)
            page = cargo_page(
                cargo,
                records.events(cargo.number),
                cases,
                clocks,
                _acts(records, cargo, window.office.country),
                inside=visit().seated.plays(*INSIDE),
                voyage=visit().seated.plays(*INSIDE, Role.CARRIER),
                back=_desk(),
                problem=problem,
                done=done,
            )
        return window.pages.html(request, page, now, 409 if problem else 200)

    def tried(request: Request, number: str, act: Callable[[], object], done: str) -> Response:
        """Do something about a consignment, and show it again: what came of it, or why not."""
        try:
            act()
        except IllegalStep as refused:
            return shown(request, number, str(refused))
        return RedirectResponse(f"/cargo/{tidy(number)}?done={done}", 303)

    said = {"split": lambda: _("The bill was split."), "merged": lambda: _("The bills were merged.")}

    @router.get("/cargo/{number}")
    def one(request: Request, number: str, done: Annotated[str, Query(max_length=20)] = "") -> Response:
        return shown(request, number, done=said[done]() if done in said else _("It is recorded.") if done else "")

    @router.post("/cargo/{number}/split")
    def split(request: Request, number: str, parts: Said = "", reason: Said = "") -> Response:
        def act() -> None:
            split_bill(window.office, number, _parts(parts), reason=reason, room=window.room)

        return tried(request, number, act, "split")

    @router.post("/cargo/{number}/merge")
    def merge(request: Request, number: str, others: Said = "", reason: Said = "") -> Response:
        def act() -> None:
            merge_bills(window.office, [number, *others.split()], reason=reason, room=window.room)

        return tried(request, number, act, "merged")

    @router.post("/cargo/{number}/settle")
    def settle(request: Request, number: str, reason: Said = "") -> Response:
        return tried(
            request, number, lambda: settle_difference(window.office, number, reason=reason, room=window.room), "settled"
        )

    @router.post("/cargo/{number}/extend")
    def extend(request: Request, number: str, until: Few = "", reason: Said = "") -> Response:
        def act() -> None:
            extend_storage(window.office, number, typed_day(until), reason=reason, room=window.room)

        return tried(request, number, act, "extended")

    @router.post("/cargo/{number}/ask-longer")
    def longer(request: Request, number: str, until: Few = "", reason: Said = "") -> Response:
        def act() -> None:
            ask_for_longer_storage(window.office, number, typed_day(until), reason=reason, room=window.room)

        return tried(request, number, act, "asked")

    @router.post("/cargo/{number}/refuse-longer")
    def not_longer(request: Request, number: str, reason: Said = "") -> Response:
        act = partial(refuse_longer_storage, window.office, number, reason=reason, room=window.room)
        return tried(request, number, act, "refused")

    @router.post("/cargo/{number}/abandon")
    def given_up(request: Request, number: str, reason: Said = "", law: Few = "") -> Response:
        act = partial(abandon, window.office, number, reason=reason, law=law or None, room=window.room)
        return tried(request, number, act, "abandoned")

    def voyage_shown(
        request: Request, manifest: str, page: int = 1, problem: str = "", done: str = "", refused: tuple[RefusedLine, ...] = ()
    ) -> Response:
        manifest, own = tidy(manifest), _own(Role.CARRIER)
        if own and manifest[2:6] != own:
            raise UnknownCase(f"There is no manifest {manifest[:20]} of yours. Check the number.")
        with window.office.store.reading(window.room) as records:
            stands, happened = manifest_standing(records, manifest), records.events(manifest)
            if not stands.lines and not happened:
                raise UnknownCase(f"Nothing was reported of manifest {manifest[:20]} in this room. Check the number.")
            arrived = next((event.at for event in happened if isinstance(event.fact, ev.VoyageReported)), None)
            now = window.clock(records)
        plays = visit().seated.plays
        shown = voyage_page(
            stands,
            arrived,
            page=page,
            office=plays(*OFFICE),
            own=plays(Role.CARRIER),
            back=_desk(),
            problem=problem,
            done=done,
            refused=refused,
        )
        return window.pages.html(request, shown, now, 409 if problem else 422 if refused else 200)

    @router.get("/voyages/{number}")
    def voyage(
        request: Request,
        number: str,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
        done: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        return voyage_shown(request, number, page, done=_("It is recorded.") if done else "")

    @router.post("/voyages/{number}/arrived")
    def has_arrived(request: Request, number: str, means: Few = "") -> Response:
        try:
            voyage_arrived(window.office, number, means=means, room=window.room)
        except IllegalStep as refused:
            return voyage_shown(request, number, problem=str(refused))
        return RedirectResponse(f"/voyages/{tidy(number)}?done=arrived", 303)

    @router.post("/voyages/{number}/discharge")
    def discharged(request: Request, number: str) -> Response:
        try:
            discharge_manifest(window.office, number, room=window.room)
        except IllegalStep as refused:
            return voyage_shown(request, number, problem=str(refused))
        return RedirectResponse(f"/voyages/{tidy(number)}?done=discharged", 303)

    @router.post("/voyages/{number}/landed")
    async def landed(request: Request, number: str) -> Response:
        sent = await uploaded(request)
        if sent.problem:
            return await to_thread.run_sync(partial(voyage_shown, request, number, problem=sent.problem))
        return await to_thread.run_sync(take_count, request, number, sent.body)

    def take_count(request: Request, manifest: str, body: bytes) -> Response:
        try:
            read = as_file(body, read_landed_file)
        except SheetFault as fault:
            return voyage_shown(request, manifest, problem=str(fault))
        count, faults = take_landed(window.office, read, room=window.room)
        if not faults:
            return RedirectResponse(f"/voyages/{tidy(manifest)}?done=landed", 303)
        refused = tuple(RefusedLine(*astuple(fault)) for fault in faults[:MOST_REFUSED])
        return voyage_shown(request, manifest, done=_("%(count)s lines were taken in.", count=count), refused=refused)

    return router


def _own(role: Role) -> str:
    """Return for whom who is being answered sits at a desk of this role; "" for all, or at another desk."""
    post = visit().seated.post
    return post.of if post and post.role is role else ""


def _desk() -> str:
    """Return the list that a visitor comes from."""
    plays = visit().seated.plays
    if visit().is_alone or plays(*INSIDE):
        return "/manifest"
    return "/shed" if plays(Role.WAREHOUSE) else "/carrier"


def _must_see(records: Records, cargo: Cargo) -> None:
    """Raise UnknownCase for cargo of which nothing is known, or that is no matter of who is being answered."""
    carrier, shed = _own(Role.CARRIER), _own(Role.WAREHOUSE)
    known = bool(cargo.version or records.cases_of(cargo.number))
    strange = (carrier and cargo.carrier != carrier) or (shed and cargo.shed not in (None, shed) and cargo.entries)
    if not known or strange:
        raise UnknownCase(f"Nothing was reported about cargo {cargo.number[:40]} in this room. Check the number.")


def _acts(records: Records, cargo: Cargo, country: str) -> Acts:
    """Return what who is being answered can report or decide about a consignment as it stands."""
    plays = visit().seated.plays
    office, shed, carrier = plays(*OFFICE), plays(Role.WAREHOUSE), plays(Role.CARRIER)
    if cargo.successors or cargo.abandoned:
        return Acts()
    moves = not (cargo.carried_out or cargo.bond or cargo.returning)
    free = bool(cargo.express and cargo.express.granted) or (is_covered(records, cargo) and not open_declarations(records, cargo))
    return Acts(
        arrive=carrier and cargo.arrived is None,
        unload=carrier and (cargo.unloaded is None or cargo.differs is not None),
        carry_in=shed and moves and cargo.carried_in is None,
        carry_out=shed and moves and bool(cargo.entries) and free,
        redraw=(carrier or office) and moves and cargo.listed is not None and not cargo.exits and cargo.differs is None,
        settle=office and cargo.differs is not None,
        extend=office and cargo.first_in is not None and not cargo.carried_out,
        ask_longer=shed and storage_until(cargo, country) is not None and not (cargo.longer and cargo.longer.is_open),
        refuse_longer=office and cargo.longer is not None and cargo.longer.is_open,
        abandon=office and moves and bool(cargo.version),
        review=office and cargo.manifest_reviewed is None,
    )


def _parts(text: str) -> list[Tally]:
    """Read the parts of a bill as they were typed, one a line; raises IllegalStep for a line that is none."""
    parts = []
    for row, line in enumerate(filter(str.strip, text.splitlines()), 1):
        found = _PART.fullmatch(line)
        if not found:
            raise IllegalStep(f"Line {row}, {line.strip()[:40]!r}: write packages and kilograms, such as 5, 60.5.")
        parts.append(Tally(int(found[1]), kilograms(found[2])))
    return parts


def kilograms(typed: str) -> Decimal | None:
    """Return a mass as it was typed, None for nothing; raises IllegalStep for what is none."""
    text = typed.strip().replace(",", "")
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise IllegalStep(f"{typed.strip()[:40]!r} is no mass. Write kilograms in figures, such as 858.5.") from None


def packages(typed: str) -> int | None:
    """Return a number of packages as it was typed, None for nothing; raises IllegalStep for what is none."""
    text = typed.strip().replace(",", "")
    if text and not text.isdecimal():
        raise IllegalStep(f"{typed.strip()[:40]!r} is no number of packages. Count them; leave it out for all.")
    return int(text) if text else None


def typed_day(typed: str) -> date:
    """Return a day as it was typed; raises IllegalStep for what is none."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise IllegalStep(f"{typed.strip()[:40]!r} is no day. Write it as 2026-09-01.") from None


def counted_report(window: Window, number: str, report: str, place: str, much: str, mass: str) -> Cargo:
    """Report something about cargo as it was typed into a form."""
    return arrive(
        window.office,
        number,
        report,
        shed=place.strip() or None,
        packages=packages(much),
        gross_mass_kg=kilograms(mass),
        room=window.room,
    )
