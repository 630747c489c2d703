"""Risk profiles: the page on which officers set, try and end them. No trader sees any of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.decision import Lane
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.profile import Profile
from eclear.casefile.words import Term
from eclear.clearance import end_profile, profiles_of, set_profile, try_profile
from eclear.clearance.office import today
from eclear.clearance.profiling import Trial
from eclear.reference import Country, country
from eclear.web.languages import _
from eclear.web.pages.profiles import profiles_page, typed_of
from eclear.web.window import Window

Word = Annotated[str, Field(max_length=40)]
Text = Annotated[str, Field(max_length=300)]
NEW = {"lane": "L2", "movement": "IM"}
"""What stands in the form of a new profile."""


class Typed(BaseModel):
    """What was typed into the form; lists are separated by blanks or commas, numbers of parties by commas."""

    act: Literal["try", "set"] = "set"
    id: Word = ""
    lane: Literal["L1", "L2", "L3"] = "L2"
    en: Text = ""
    ko: Text = ""
    hs: Text = ""
    origins: Text = ""
    export_countries: Text = ""
    transport_modes: Text = ""
    movement: Literal["IM", "EX", "both"] = "IM"
    indirect: Literal["", "yes"] = ""
    importers: Text = ""
    sellers: Text = ""
    declarants: Text = ""
    value_from: Word = ""
    value_below: Word = ""
    newcomer: Word = ""
    first: Word = ""
    last: Word = ""
    why: Annotated[str, Field(max_length=2000)] = ""

    def profile(self, day: date) -> Profile:
        """Return the profile that was typed; raises IllegalStep for a day or an amount that is none."""
        return Profile(
            id=self.id.strip().upper(),
            reason=Term(self.en, self.ko),
            lane=Lane(self.lane),
            hs=tuple(_words(self.hs)),
            origins=frozenset(each.upper() for each in _words(self.origins)),
            export_countries=frozenset(each.upper() for each in _words(self.export_countries)),
            transport_modes=frozenset(_words(self.transport_modes)),
            indirect=bool(self.indirect),
            movement=self.movement.replace("both", ""),
            importers=_parties(self.importers),
            sellers=_parties(self.sellers),
            declarants=_parties(self.declarants),
            value_per_kg_from=_amount(self.value_from),
            value_per_kg_below=_amount(self.value_below),
            newcomer=_count(self.newcomer),
            valid_from=_day(self.first) or day,
            valid_to=_day(self.last) or date.max,
        )


def profiling(window: Window) -> APIRouter:
    """Return the routes of the risk profiles."""
    router = APIRouter(include_in_schema=False)

    def ours() -> Country:
        found = country(window.office.country)
        if found is None:
            raise LookupError(f"The reference folder of {window.office.country} is gone. Put it back.")
        return found

    def shown(
        request: Request, typed: dict[str, str], problem: str = "", about: str = "", trial: Trial | None = None
    ) -> Response:
        now, law = window.now(), ours()
        page = profiles_page(
            profiles_of(window.office, room=window.room), today(now, law), law.currency, typed, problem, about, trial
        )
        return window.pages.html(request, page, now, 422 if problem else 200)

    @router.get("/profiles")
    def listed(request: Request, change: Annotated[str, Query(max_length=40)] = "") -> Response:
        if not change:
            return shown(request, NEW)
        standing = profiles_of(window.office, room=window.room)
        chosen = next((each.kept.profile for each in standing.profiles if each.kept.profile.id == change), None)
        if chosen is None or chosen.always:
            return shown(request, NEW, _("No profile of this id can be changed. Take one of the list."), "set")
        return shown(request, typed_of(chosen))

    @router.post("/profiles")
    def told(request: Request, form: Annotated[Typed, Form()]) -> Response:
        typed = form.model_dump(exclude={"act"}) | {"id": form.id.strip().upper()}
        try:
            profile = form.profile(today(window.now(), ours()))
            if form.act == "try":
                return shown(request, typed, trial=try_profile(window.office, profile, room=window.room))
            kept = set_profile(window.office, profile, why=form.why, room=window.room)
        except IllegalStep as refused:
            return shown(request, typed, str(refused), "set")
        return RedirectResponse(f"/profiles#{kept.profile.id}", 303)

    @router.post("/profiles/end")
    def ended(
        request: Request,
        id: Annotated[str, Form(max_length=40)],
        why: Annotated[str, Form(max_length=2000)] = "",
        last: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        try:
            kept = end_profile(window.office, id, why=why, last=_day(last), room=window.room)
        except IllegalStep as refused:
            return shown(request, NEW, str(refused), "end")
        return RedirectResponse(f"/profiles#{kept.profile.id}", 303)

    return router


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _parties(text: str) -> frozenset[str]:
    return frozenset(filter(None, (each.strip() for each in text.split(","))))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise IllegalStep(f"{text.strip()[:20]!r} is no day. Write it as 2026-05-12.") from None


def _amount(text: str) -> Decimal | None:
    told = text.strip().replace(",", "")
    try:
        amount = Decimal(told) if told else None
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and not (amount.is_finite() and abs(amount.adjusted()) <= 18):
        raise IllegalStep(f"{text.strip()[:20]!r} is no amount. Write it in figures, such as 5000.")
    return amount


def _count(text: str) -> int | None:
    told = text.strip()
    if told and not (told.isdecimal() and told.isascii() and len(told) < 5):
        raise IllegalStep(f"newcomer {told[:20]!r} is no number. Write below how many earlier declarations somebody is new.")
    return int(told) if told else None
