"""The class: the instructor's page of the people of a room, its seat cards, and keys for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Post
from eclear.clearance.office import today
from eclear.reference import Country, country
from eclear.training.classes import (
    card_for,
    class_code,
    code_of,
    end_key,
    enrolled,
    make_seats,
    next_seat,
    posts_named,
    reopen,
)
from eclear.training.people import SeatCard, close, enrol, key_for, send_out
from eclear.web.languages import _
from eclear.web.pages.classroom import cards_page, class_page
from eclear.web.window import Window

Word = Annotated[str, Field(max_length=40)]
Text = Annotated[str, Field(max_length=300)]
Posts = Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=30)]


class Desks(BaseModel):
    """The desks that were chosen and typed, and the address that a card shall name."""

    post: Posts = []
    more: Text = ""
    address: Annotated[str, Field(max_length=100)] = ""

    def posts(self, law: Country) -> tuple[Post, ...]:
        """Return the posts; raises IllegalStep for one that there is not."""
        return posts_named((*self.post, *self.more.split(",")), law)


class Seats(Desks):
    """What was typed to make seats."""

    number: Word = ""
    first: Word = ""
    anew: Word = ""


class Somebody(Desks):
    """What was typed to enrol or change a person."""

    id: Word = ""
    names: Text = ""
    password: Annotated[str, Field(max_length=200)] = ""
    card: Word = ""


def classroom(window: Window, addresses: Callable[[], Sequence[str]] = tuple) -> APIRouter:
    """Return the routes of the class; ``addresses`` tells where seats find this server, if they can."""
    router = APIRouter(include_in_schema=False)

    def ours() -> Country:
        found = country(window.office.country)
        if found is None:
            raise LookupError(f"The reference folder of {window.office.country} is gone. Put it back.")
        return found

    def shown(
        request: Request,
        typed: Mapping[str, str] | None = None,
        chosen: Sequence[str] = (),
        about: str = "",
        problem: str = "",
        given: str = "",
    ) -> Response:
        office, now, law = window.office, window.now(), ours()
        page = class_page(
            enrolled(office, window.room),
            code_of(office, window.room),
            law,
            today(now, law),
            addresses(),
            office.clock(),
            office.acting.id,
            typed,
            chosen,
            about,
            problem,
            given,
        )
        return window.pages.html(request, page, now, 422 if problem else 200)

    def refused(request: Request, form: Desks, about: str, problem: Exception) -> Response:
        typed = {name: value for name, value in form.model_dump(exclude={"post", "password"}).items() if isinstance(value, str)}
        return shown(request, typed, form.post, about, str(problem))

    def sheet(request: Request, cards: Sequence[SeatCard], posts: Sequence[Post], wanted: str = "") -> Response:
        known = addresses()
        address = wanted if wanted in known else next(iter(known), f"{request.url.scheme}://{request.headers['host']}")
        page = cards_page(cards, posts, class_code(window.office, window.room), address, bool(known))
        return window.pages.html(request, page, window.now())

    @router.get("/class")
    def people(request: Request, change: Annotated[str, Query(max_length=40)] = "") -> Response:
        if not change:
            return shown(request)
        found = next((each.person for each in enrolled(window.office, window.room) if each.person.id == change), None)
        if found is None:
            return shown(request, about="people", problem=_("Nobody of this id is in the room. Take one of the list."))
        posts = [post.id for post in found.posts]
        return shown(request, {"id": found.id, "names": ", ".join(found.names), "more": ", ".join(posts)}, (), "enrol")

    @router.post("/class/people")
    def enrolling(request: Request, form: Annotated[Somebody, Form()]) -> Response:
        office, room, id = window.office, window.room, form.id.strip()
        try:
            posts = form.posts(ours())
            enrol(office, room, id, form.names.split(","), posts, password=form.password or None)
            if form.card:
                return sheet(request, (card_for(office, room, id),), posts, form.address)
        except IllegalStep as problem:
            return refused(request, form, "enrol", problem)
        return RedirectResponse(f"/class#{id}", 303)

    @router.post("/class/people/{id}")
    def changing(request: Request, id: str, act: Annotated[str, Form(max_length=10)]) -> Response:
        office, room = window.office, window.room
        try:
            if act == "card":
                card = card_for(office, room, id)
                posts = next(each.person.posts for each in enrolled(office, room) if each.person.id == id)
                return sheet(request, (card,), posts)
            if act == "close" and id == office.acting.id:
                raise IllegalStep(_("You would close yourself out. Another instructor can do that."))
            verb = {"send-out": send_out, "close": close, "reopen": reopen}.get(act)
            if verb is None:
                raise IllegalStep(_("There is no such thing to do. Use a button of the list."))
            verb(office, room, id)
        except IllegalStep as problem:
            return shown(request, about="people", problem=str(problem))
        return RedirectResponse("/class#people", 303)

    @router.get("/class/cards")
    def no_cards() -> Response:
        return RedirectResponse("/class#seats", 303)

    @router.post("/class/cards")
    def seating(request: Request, form: Annotated[Seats, Form()]) -> Response:
        office, room = window.office, window.room
        try:
            posts = form.posts(ours())
            first = _number(form.first) if form.first.strip() else next_seat(enrolled(office, room))
            cards = make_seats(office, room, _number(form.number), posts, first=first, anew=bool(form.anew))
        except IllegalStep as problem:
            return refused(request, form, "seats", problem)
        return sheet(request, cards, posts, form.address)

    @router.post("/class/code")
    def new_code() -> Response:
        class_code(window.office, window.room, anew=True)
        return RedirectResponse("/class", 303)

    @router.post("/class/keys")
    def giving(
        request: Request, holder: Annotated[str, Form(max_length=200)] = "", name: Annotated[str, Form(max_length=60)] = ""
    ) -> Response:
        id, _blank, post = holder.partition(" ")
        try:
            if not post:
                raise IllegalStep(_("Choose whose key it is, and at which desk."))
            if not name.strip():
                raise IllegalStep(_("A key needs the name of its program, so that you know later which one to end."))
            (wanted,) = posts_named((post,), ours())
            came = key_for(window.office, window.room, id, wanted, name)
        except IllegalStep as problem:
            return shown(request, {"holder": holder, "name": name}, about="keys", problem=str(problem))
        return shown(request, given=came.token)

    @router.post("/class/keys/end")
    def ending(request: Request, mark: Annotated[str, Form(max_length=40)] = "") -> Response:
        try:
            end_key(window.office, window.room, mark)
        except IllegalStep as problem:
            return shown(request, about="keys", problem=str(problem))
        return RedirectResponse("/class#keys", 303)

    return router


def _number(text: str) -> int:
    told = text.strip()
    if not (told.isdecimal() and told.isascii() and len(told) <= 3):
        raise IllegalStep(_("%(typed)s is no number of seats. Write it in figures, such as 12.", typed=repr(told[:20])))
    return int(told)
