"""The debrief on the pages: one's own, any play for the instructor, and the class together. Nothing opens before the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.scenario import Part, said
from eclear.training.debriefing import class_debrief, debrief
from eclear.training.exercises import UnknownExercise, answer, contest, exercise, exercises, override_mark
from eclear.web.languages import _, language
from eclear.web.pages.debrief import DebriefClosedPage, class_page, debrief_page
from eclear.web.visit import visit
from eclear.web.window import Window

Text = Annotated[str, Form(max_length=2000)]
Points = Annotated[str, Form(max_length=10)]
Chosen = Annotated[Part, Form()]


def debriefing(window: Window) -> APIRouter:
    """Return the routes of the debrief."""
    router = APIRouter(include_in_schema=False)

    def ended(number: int) -> Exercise | None:
        """Return an exercise that is over; None for one that goes on. Raises UnknownExercise."""
        found = exercise(window.office, window.room, number)
        return found if found.phase is Phase.ENDED else None

    def closed(request: Request, number: int, back: str) -> Response:
        return window.pages.html(request, DebriefClosedPage(_title(window, number), back), window.now())

    def names() -> Mapping[str, str]:
        with window.office.store.people() as people:
            return {person.id: person.name for person in people.people(window.room)}

    def shown(
        request: Request, found: Exercise, room: str, *, own: bool, problem: str = "", typed: Mapping[str, str] | None = None
    ) -> Response:
        office = window.office
        try:
            told = debrief(window.stage, found, room, exercises(office, window.room))
            ranking = class_debrief(window.stage, found).plays if found.opened.rankings else ()
        except LookupError as error:
            raise UnknownExercise(str(error)) from error
        page = debrief_page(
            told,
            names(),
            window.pages.zone,
            own=own,
            ranking=[(seating, mark) for seating, _review, mark in ranking],
            problem=problem,
            typed=typed,
        )
        return window.pages.html(request, page, window.now(), 422 if problem else 200)

    @router.get("/exercises/{number}/debrief")
    def together(request: Request, number: int) -> Response:
        found = ended(number)
        if found is None:
            return closed(request, number, f"/exercises/{number}")
        try:
            told = class_debrief(window.stage, found)
        except LookupError as error:
            raise UnknownExercise(str(error)) from error
        return window.pages.html(request, class_page(told, names(), window.pages.zone), window.now())

    @router.get("/exercises/{number}/debrief/{room}")
    def one(request: Request, number: int, room: str) -> Response:
        found = ended(number)
        if found is None:
            return closed(request, number, f"/exercises/{number}")
        return shown(request, found, room, own=False)

    @router.get("/debrief/{number}")
    def mine(request: Request, number: int) -> Response:
        _own_room(window, number)
        found = ended(number)
        return (
            closed(request, number, "/exercise") if found is None else shown(request, found, _own_room(window, number), own=True)
        )

    @router.post("/debrief/{number}/contest")
    def contests(request: Request, number: int, part: Chosen, text: Text = "") -> Response:
        room = _own_room(window, number)
        try:
            contest(window.office, window.room, number, room, part, text)
        except IllegalStep as error:
            found = ended(number)
            if found is None:
                raise
            return shown(
                request, found, room, own=True, problem=str(error), typed={"form": "contest", "part": part, "text": text}
            )
        return RedirectResponse(f"/debrief/{number}#contests", 303)

    @router.post("/exercises/{number}/debrief/{room}/answer")
    def answers(request: Request, number: int, room: str, part: Chosen, text: Text = "") -> Response:
        try:
            answer(window.office, window.room, number, room, part, text)
        except IllegalStep as error:
            return again(request, number, room, error, {"form": f"answer-{part}", "part": part, "text": text})
        return RedirectResponse(f"/exercises/{number}/debrief/{room}#contests", 303)

    @router.post("/exercises/{number}/debrief/{room}/override")
    def overrides(request: Request, number: int, room: str, part: Chosen, points: Points = "", reason: Text = "") -> Response:
        typed = {"form": "override", "part": part, "points": points, "text": reason}
        try:
            if not points.strip().isdecimal():
                raise IllegalStep(f"{points.strip()[:10]!r} is no number of points. Give a whole number.")
            override_mark(window.office, window.room, number, room, part, int(points), reason)
        except IllegalStep as error:
            return again(request, number, room, error, typed)
        return RedirectResponse(f"/exercises/{number}/debrief/{room}#mark", 303)

    def again(request: Request, number: int, room: str, error: IllegalStep, typed: Mapping[str, str]) -> Response:
        found = ended(number)
        if found is None:
            raise error
        return shown(request, found, room, own=False, problem=str(error), typed=typed)

    @router.get("/exercises/{number}/key.json")
    def key(number: int) -> Response:
        found = ended(number)
        if found is None:
            raise UnknownExercise(_("The key opens when the instructor ends the exercise."))
        name = f"eclear-exercise-{number}-key.json"
        heads = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(found.opened.key, media_type="application/json", headers=heads)

    return router


def _own_room(window: Window, number: int) -> str:
    """Return the room of the play that who is answered has played; raises UnknownExercise."""
    seating = exercise(window.office, window.room, number).of(visit().seated.id)
    if seating is None:
        raise UnknownExercise(_("You have not played this exercise. Your own are on the page of your exercises."))
    return seating.room


def _title(window: Window, number: int) -> str:
    """Return the title of an exercise; its name where its pack is gone."""
    opened = exercise(window.office, window.room, number).opened
    try:
        return said(window.stage.shelf.scenario(opened.digest).title, language())
    except LookupError:
        return opened.scenario
