"""The entrance: coming in, changing the desk, going out."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.exercise import Phase
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Post, Role
from eclear.storage import UnknownRoom
from eclear.training.people import (
    CHAIRS,
    HOURS_IN,
    CameIn,
    NotIn,
    TooManyTries,
    change_post,
    go_out,
    sign_in,
    sit_down,
    take_chair,
)
from eclear.training.seats import enter_play, play_for
from eclear.web.frame import address_of
from eclear.web.gatekeeper import COOKIE
from eclear.web.languages import _
from eclear.web.pages.entrance import HOMES, Chair, EntrancePage, desk_of
from eclear.web.visit import HOME_ROOM, visit
from eclear.web.window import Window

Typed = Annotated[str, Form(max_length=300)]


def entrance(window: Window, chairs_are_free: bool) -> APIRouter:
    """Return the routes of the entrance; chairs are free only where nobody need come in."""
    router = APIRouter(include_in_schema=False)

    def page(request: Request, status: int = 200, **told: str) -> Response:
        with window.office.store.people() as people:
            there = {person.id for person in people.people(HOME_ROOM)} if chairs_are_free else set()
        chairs = tuple(Chair(id, name, desk_of(posts[0])) for id, (name, posts) in CHAIRS.items() if id in there)
        return window.pages.html(request, EntrancePage(chairs, chairs_are_free, **told), window.now(), status)

    def seated(came: CameIn, onward: str) -> Response:
        post = came.login.seated.post
        assert post is not None
        answer = RedirectResponse(_onward(onward) or HOMES[post.role], 303)
        answer.set_cookie(COOKIE, came.token, max_age=HOURS_IN * 3600, httponly=True, samesite="lax", path="/")
        return answer

    def arrived(came: CameIn, onward: str) -> Response:
        """Let somebody in to his class; where a play of his goes on, lead him on to it."""
        on = _play_that_goes_on(window, came)
        return seated(on, "/play") if on else seated(came, onward)

    @router.get("/")
    def home() -> RedirectResponse:
        here = visit()
        post = here.seated.post
        return RedirectResponse(HOMES[post.role] if here.is_in and post else "/enter", 303)

    @router.get("/enter")
    def enter(request: Request, onward: Annotated[str, Query(max_length=300)] = "") -> Response:
        return page(request, onward=_onward(onward))

    @router.get("/enter/{letters}")
    def with_card(request: Request, letters: Annotated[str, Path(max_length=40)]) -> Response:
        return page(request, letters=letters)

    @router.post("/enter/card")
    def by_card(request: Request, letters: Typed = "", names: Typed = "", onward: Typed = "") -> Response:
        try:
            return arrived(sit_down(window.office, letters, names.split(","), place=_place(request)), onward)
        except NotIn as wrong:
            return page(request, 401, letters=letters, onward=_onward(onward), problem=str(wrong))
        except TooManyTries as wrong:
            return page(request, 429, onward=_onward(onward), problem=str(wrong))

    @router.post("/enter/password")
    def by_password(request: Request, room: Typed = "", person: Typed = "", password: Typed = "", onward: Typed = "") -> Response:
        told = {"room": room, "person": person, "onward": _onward(onward)}
        with window.office.store.people() as people:
            where = people.room_of(room.strip().upper()) or room.strip()
        try:
            return arrived(sign_in(window.office, where, person.strip(), password, place=_place(request)), onward)
        except (NotIn, UnknownRoom) as wrong:
            return page(request, 401, problem=str(wrong), **told)
        except TooManyTries as wrong:
            return page(request, 429, problem=str(wrong), **told)

    @router.post("/enter/chair")
    def by_chair(request: Request, chair: Typed = "", onward: Typed = "") -> Response:
        if not chairs_are_free:
            return page(request, 401, problem=_("There are no free chairs here. Come in with a seat card or a password."))
        try:
            came = take_chair(window.office, HOME_ROOM, chair)
        except NotIn as wrong:
            return page(request, 401, problem=str(wrong))
        if visit().token:
            go_out(window.office, visit().token)
        return arrived(came, onward)

    @router.post("/desk")
    def desk(request: Request, post: Typed = "") -> Response:
        try:
            return seated(change_post(window.office, visit().token, Post.named(post)), "")
        except (NotIn, ValueError) as wrong:
            return page(request, 401, problem=str(wrong))

    @router.post("/leave")
    def leave() -> Response:
        if visit().token:
            go_out(window.office, visit().token)
        answer = RedirectResponse("/enter", 303)
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return router


def _play_that_goes_on(window: Window, came: CameIn) -> CameIn | None:
    """Return the way into the play of somebody who comes in while it goes on, as after a crash; None where there is none."""
    login = came.login
    found = None if login.seated.plays(Role.INSTRUCTOR) else play_for(window.office, login.room, login.seated.id)
    if found is None or found[0].phase is Phase.READY:
        return None
    with suppress(IllegalStep):  # it is being prepared: he waits in his class
        return enter_play(window.office, came.token)
    return None


def _onward(asked: str) -> str:
    """Return the page of this server that was asked for before; "" for anything else."""
    path, mark, query = asked.partition("?")
    return address_of(path) + mark + query if path.startswith("/") and not path.startswith("//") and path != "/" else ""


def _place(request: Request) -> str:
    return request.client.host if request.client else "-"
