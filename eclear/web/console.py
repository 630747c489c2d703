"""The class console: what an instructor sees of an exercise and does with it - start, pause, inject, hint, speed, reset, end."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Header, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.events import Event
from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.play import PLAY, Seating, exercise_stream
from eclear.casefile.scenario import Scenario, said
from eclear.clearance import UnknownCase
from eclear.storage import Stale
from eclear.training import exercises as acts
from eclear.training.classes import code_of
from eclear.training.debriefing import class_debrief
from eclear.training.matching import log_of
from eclear.training.playing import playing
from eclear.web.frame import looks
from eclear.web.languages import _, language
from eclear.web.live import Live, Pulse
from eclear.web.pages.console import ConsolePage, Told, console_page
from eclear.web.pages.results import ResultsPage, results_page
from eclear.web.pages.shoulder import shoulder_page
from eclear.web.qr import qr_code
from eclear.web.seats import Seats, ran
from eclear.web.window import Window

Place = Annotated[str, Form(max_length=4)]
PARTS = ("clock", "verbs", "figures", "chosen", "injects")


def console(window: Window, addresses: Callable[[], Sequence[str]] = tuple) -> APIRouter:
    """Return the routes of the console; ``addresses`` tells where seats find this server, if they can."""
    router, seats = APIRouter(include_in_schema=False), Seats(window.office.store)
    pulses: dict[tuple[str, int], Pulse] = {}

    def scenario_of(exercise: Exercise) -> Scenario | None:
        try:
            return window.stage.shelf.scenario(exercise.opened.digest)
        except LookupError:
            return None

    def told(number: int) -> Told:
        """Look at an exercise of this class as it stands now."""
        office, home = window.office, window.room
        exercise, scenario, real = acts.exercise(office, home, number), None, office.clock()
        scenario = scenario_of(exercise)
        with office.store.reading(home) as records:
            rooms = records.plays()
            people = {person.id: person for person in records.people.people(home)}
            whole, since = ran(records.events(exercise_stream(number)), records.room, real)
        plays = seats.of(exercise.plays, rooms, scenario)
        seen = {
            (seating.room, person): found
            for seating in exercise.plays
            for person in seating.people
            if (found := window.attendance.of(seating.room, person) or window.attendance.of(home, person))
        }
        known = tuple(addresses())
        ready = exercise.phase is Phase.READY
        return Told(
            exercise,
            scenario,
            plays,
            people,
            seen,
            real,
            whole,
            since,
            code_of(office, home) if ready else "",
            known,
            qr_code(f"{known[0]}/enter") if known and ready else Markup(),
        )

    def shown(
        request: Request,
        number: int,
        seat: int = 0,
        panel: str = "",
        typed: Mapping[str, str] | None = None,
        problem: str = "",
    ) -> Response:
        projector = looks(request.cookies).view == "projector"
        page = console_page(told(number), chosen=seat, panel=panel, projector=projector, typed=typed, problem=problem)
        return window.pages.html(request, page, window.now(), 409 if problem else 200)

    def back(number: int, seat: int = 0) -> Response:
        return RedirectResponse(f"/exercises/{number}?seat={seat}#seat-{seat}" if seat else f"/exercises/{number}", 303)

    def rooms_of(number: int, seat: str) -> tuple[int, list[str] | None]:
        """Return the place of a seat that was chosen and the room of its play; 0 and None for the whole class."""
        if not seat:
            return 0, None
        plays = acts.exercise(window.office, window.room, number).plays
        if not (seat.isdecimal() and 1 <= int(seat) <= len(plays)):
            raise IllegalStep(_("There is no such seat in this exercise. Choose one of the list."))
        return int(seat), [plays[int(seat) - 1].room]

    @router.get("/exercises/{number}")
    def page(
        request: Request,
        number: int,
        seat: Annotated[int, Query(ge=0, le=999)] = 0,
        panel: Annotated[str, Query(max_length=10)] = "",
        inject: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        return shown(request, number, seat, panel, {"inject": inject})

    @router.get("/exercises/{number}/live")
    async def live(
        request: Request, number: int, seat: int = 0, last_event_id: Annotated[int | None, Header()] = None
    ) -> Response:
        await to_thread.run_sync(acts.exercise, window.office, window.room, number)  # another class has none of it
        key = (window.room, number)
        pulse = pulses.setdefault(key, Pulse(lambda: int(time.monotonic()), window.still_in))
        projector = looks(request.cookies).view == "projector"
        return Live(
            pulse, changes(window, lambda: console_page(told(number), chosen=seat, projector=projector)), last_event_id or 0
        )

    def attempt(request: Request, number: int, panel: str, typed: Mapping[str, str], verb: Callable[[], int]) -> Response:
        """Do something to an exercise, and go back to its page; what is not possible is said there, with what was typed kept."""
        try:
            return back(number, verb())
        except (IllegalStep, Stale) as problem:
            seat = typed.get("seat", "")
            return shown(request, number, int(seat) if seat.isdecimal() else 0, panel, typed, str(problem))

    @router.post("/exercises/{number}/start")
    def start(request: Request, number: int) -> Response:
        def verb() -> int:
            acts.start(window.stage, window.room, number)
            return 0

        return attempt(request, number, "", {}, verb)

    @router.post("/exercises/{number}/pause")
    def pause(request: Request, number: int) -> Response:
        def verb() -> int:
            acts.pause(window.stage, window.room, number)
            return 0

        return attempt(request, number, "", {}, verb)

    @router.post("/exercises/{number}/inject")
    def inject(request: Request, number: int, inject: Annotated[str, Form(max_length=60)] = "", seat: Place = "") -> Response:
        def verb() -> int:
            if not inject:
                raise IllegalStep(_("Choose what is to come."))
            place, rooms = rooms_of(number, seat)
            acts.inject(window.stage, window.room, number, inject, rooms)
            return place

        return attempt(request, number, "inject", {"inject": inject, "seat": seat}, verb)

    @router.post("/exercises/{number}/hint")
    def hint(request: Request, number: int, text: Annotated[str, Form(max_length=2000)] = "", seat: Place = "") -> Response:
        def verb() -> int:
            place, rooms = rooms_of(number, seat)
            acts.hint(window.stage, window.room, number, text, rooms)
            return place

        return attempt(request, number, "hint", {"text": text, "seat": seat}, verb)

    @router.post("/exercises/{number}/speed")
    def speed(
        request: Request,
        number: int,
        speed: Annotated[int | None, Form()] = None,
        jump: Annotated[int | None, Form()] = None,
    ) -> Response:
        def verb() -> int:
            if speed is not None:
                acts.set_speed(window.stage, window.room, number, speed)
            elif jump is not None:
                acts.jump(window.stage, window.room, number, jump)
            else:
                raise IllegalStep(_("Choose a speed, or how far the clock is to jump."))
            return 0

        return attempt(request, number, "speed", {}, verb)

    @router.post("/exercises/{number}/reset")
    def reset(request: Request, number: int, reason: Annotated[str, Form(max_length=2000)] = "", seat: Place = "") -> Response:
        def verb() -> int:
            place, rooms = rooms_of(number, seat)
            acts.reset(window.stage, window.room, number, rooms[0] if rooms else None, reason)
            return place

        return attempt(request, number, "reset", {"reason": reason, "seat": seat}, verb)

    @router.post("/exercises/{number}/end")
    def end(request: Request, number: int, sure: Annotated[str, Form(max_length=5)] = "") -> Response:
        if not sure:
            return shown(request, number, 0, "end")
        answer = attempt(request, number, "", {}, lambda: acts.end(window.stage, window.room, number).number * 0)
        return RedirectResponse(f"/exercises/{number}/debrief", 303) if answer.status_code == 303 else answer

    @router.get("/exercises/{number}/seats/{room}")
    def shoulder(request: Request, number: int, room: str) -> Response:
        exercise = acts.exercise(window.office, window.room, number)
        place, seating = _place_of(exercise, room)
        scenario = scenario_of(exercise)
        variant = scenario.variant(seating.variant) if scenario else None
        with window.office.store.reading(seating.room) as records:
            play, now = playing(records), records.room.now(window.office.clock())
            log = log_of(records, variant) if variant else None
            events: tuple[Event, ...] = log.events if log else records.log()
            ids = tuple(row.id for row in records.rows(limit=20)[1])
            cases = records.cases(ids)
            people = {person.id: person for person in records.people.people(seating.room)}
        seen = next((found for one in seating.people if (found := window.attendance.of(seating.room, one))), None)
        page = shoulder_page(
            number,
            said(scenario.title, language()) if scenario else exercise.opened.scenario,
            place,
            seating,
            variant,
            play,
            [(case, tuple(event for event in events if event.stream == case.id)) for case in cases.values()],
            tuple(event for event in events if event.stream == PLAY),
            people,
            now,
            seen.page if seen else "",
            looks(request.cookies).view == "projector",
        )
        return window.pages.html(request, page, window.now())

    @router.get("/exercises/{number}/results")
    def results(request: Request, number: int) -> Response:
        return window.pages.html(request, marks(request, number), window.now())

    def marks(request: Request, number: int) -> ResultsPage:
        """The marks of an exercise that has ended; an empty list before."""
        exercise = acts.exercise(window.office, window.room, number)
        scenario = scenario_of(exercise)
        if scenario is None:
            raise UnknownCase(_("The pack of this exercise is not on the shelf any more. Send it again to see the marks."))
        found = class_debrief(window.stage, exercise).plays if exercise.phase is Phase.ENDED else ()
        with window.office.store.people() as people:
            class_ = {person.id: person for person in people.people(window.room)}
        projector = looks(request.cookies).view == "projector"
        return results_page(exercise, scenario, [(seating, mark) for seating, _review, mark in found], class_, projector)

    return router


def _place_of(exercise: Exercise, room: str) -> tuple[int, Seating]:
    for place, seating in enumerate(exercise.plays, 1):
        if seating.room == room:
            return place, seating
    raise UnknownCase(_("There is no such play in this exercise now. It may have been begun anew: look at the class."))


def changes(window: Window, look: Callable[[], ConsolePage]) -> Callable[[int], tuple[int, str] | None]:
    """Return what tells an open console of changes: only the parts that read otherwise than before."""
    told: dict[str, str] = {}

    def parts(version: int) -> tuple[int, str] | None:
        page, changed = look(), []
        shown = [(part, None) for part in PARTS if part != "chosen" or page.chosen]
        if page.projector:
            shown = [(part, None) for part in PARTS if part not in ("chosen", "injects")]
        for part, seat in (*shown, *((f"seat-{tile.place}", tile) for tile in page.seats)):
            html = window.pages.fragment("console_fragment.html", part=part, page=page, seat=seat)
            if told.get(part) != html:
                told[part] = html
                changed.append(html)
        return (version + 1, "\n".join(changed)) if changed else None

    return parts
