"""A trainee's exercise: the page in his class, the way into his play and back, and in the play the page of his exercise.

What is done about goods is done at the desks, as always. Here is what belongs to the exercise alone: the story, what came,
the papers, what is cited, hints, the estimate, and handing in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Header, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import Case
from eclear.casefile.exercise import Exercise, Phase, Play
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.scenario import Scenario, Side, Variant
from eclear.clearance import Office, submit
from eclear.clearance.drafting import begin_from
from eclear.storage import Busy, Records, UnknownRoom, Unreachable
from eclear.training import noting
from eclear.training.grading import mark_of, with_overrides
from eclear.training.matching import Log, log_of
from eclear.training.people import HOURS_IN, CameIn, NotIn
from eclear.training.playing import papers_there, playing, scenario_of
from eclear.training.seats import enter_play, exercises, leave_play, phase_of, play_for
from eclear.web.desk import where_it_is
from eclear.web.gatekeeper import COOKIE, concerns
from eclear.web.gates import PLAYERS, gate_of
from eclear.web.intake import Counter
from eclear.web.languages import _
from eclear.web.live import Live, Pulse
from eclear.web.pages.play import (
    DraftLine,
    ExercisePage,
    PlayPage,
    Strip,
    drafts,
    exercise_page,
    paper_page,
    play_page,
    standing,
    title_of,
)
from eclear.web.visit import page_of_case, visit
from eclear.web.window import Window

Id = Annotated[str, Form(max_length=60)]
Words = Annotated[str, Form(max_length=2000)]
MOST_VERSIONS = 100_000
"""The version of a play's page counts what happened in its room and to its exercise; this is room for the latter."""


@dataclass(frozen=True, slots=True)
class Here:
    """The play of who is being answered: its scenario and variant, how it stands, its log, and the declarations he may see."""

    scenario: Scenario
    variant: Variant
    play: Play
    log: Log
    cases: tuple[Case, ...]
    exercise: Exercise | None
    now: datetime
    version: int

    @property
    def phase(self) -> Phase:
        """Where the exercise stands; a play that was begun anew elsewhere has ended."""
        return self.exercise.phase if self.exercise else Phase.ENDED


def trainees(window: Window, counter: Counter) -> APIRouter:
    """Return the routes of a trainee's exercise."""
    router, pulses = APIRouter(include_in_schema=False), dict[str, Pulse]()

    def pulse() -> Pulse:
        room, home = visit().room, visit().home
        if room not in pulses:
            pulses[room] = Pulse(partial(_beat, window.office, room, home), window.still_in)
        return pulses[room]

    @router.get("/exercise")
    def mine(request: Request) -> Response:
        if visit().home:
            return RedirectResponse("/play", 303)
        return window.pages.html(request, _exercises(window), window.now())

    @router.post("/exercise/enter")
    def enters(request: Request) -> Response:
        if not visit().token:
            raise HTTPException(404)
        return _moved(lambda: enter_play(window.office, visit().token), "/play")

    @router.get("/play")
    def play(request: Request) -> Response:
        if not visit().home:
            return RedirectResponse("/exercise", 303)
        here = here_in(window)
        return window.pages.html(request, page_of(here), here.now)

    @router.get("/play/live")
    async def live(version: int = 0, last_event_id: Annotated[int | None, Header()] = None) -> Response:
        must_play()
        return Live(pulse(), _parts(window), last_event_id or version)

    @router.get("/play/papers/{id}")
    def paper(request: Request, id: Annotated[str, Path(max_length=60)]) -> Response:
        here = here_in(window)
        found = next((one for one in papers_there(here.variant, here.play) if one.id == id), None)
        if found is None:
            raise HTTPException(404, _("There is no such paper in your exercise now. Its page lists those that are there."))
        return window.pages.html(request, paper_page(found, here.variant, here.play), here.now)

    @router.post("/play/guess")
    def guessed(
        case: Annotated[str, Form(max_length=64)],
        chance: Annotated[int, Form(ge=0, le=100)],
        onward: Annotated[Literal["", "case"], Form()] = "",
    ) -> Response:
        must_play()
        noting.guess(window.stage, case, chance, room=window.room)
        return RedirectResponse(f"{page_of_case(quote(case, safe=''))}#why" if onward else "/play#cases", 303)

    @router.post("/play/evidence")
    def noted(place: Id, side: Annotated[Side, Form()], why: Words = "", paper: Id = "") -> Response:
        must_play()
        noting.note_evidence(window.stage, place, side, why, room=window.room)
        return _back(paper)

    @router.post("/play/evidence/strike")
    def struck(place: Id, paper: Id = "") -> Response:
        must_play()
        noting.strike_evidence(window.stage, place, room=window.room)
        return _back(paper)

    @router.post("/play/hint")
    def hinted() -> Response:
        must_play()
        noting.ask_hint(window.stage, room=window.room)
        return RedirectResponse("/play#hints", 303)

    @router.post("/play/approach")
    def approached(inject: Id, text: Words = "") -> Response:
        must_play()
        noting.report_approach(window.stage, inject, text, room=window.room)
        return RedirectResponse("/play#messages", 303)

    @router.post("/play/finish")
    def finished() -> Response:
        must_play()
        noting.finish(window.stage, room=window.room)
        return RedirectResponse("/play", 303)

    @router.post("/play/leave")
    def leaves() -> Response:
        must_play()
        return _moved(lambda: leave_play(window.office, visit().token), "/exercise")

    @router.post("/play/draft")
    async def begun(name: Id) -> Response:
        must_play()
        return await counter.do(partial(_begun, window, name))

    @router.post("/play/lodge")
    async def lodged(name: Id) -> Response:
        must_play()
        return await counter.do(partial(_lodged, window, name))

    return router


def must_play() -> None:
    """Raise 404 for who is in no play: there is nothing of it where he is."""
    if not visit().home:
        raise HTTPException(404)


def here_in(window: Window) -> Here:
    """Return the play of who is being answered; raises 404 where he is in none, and IllegalStep before it is laid out."""
    must_play()
    stage = window.stage
    told = exercise_here(window)
    with window.office.store.reading(window.room) as records:
        play, now, position = playing(records), window.clock(records), records.head.position
        if play is None:
            raise IllegalStep(_("Your play is being prepared. Look again in a moment."))
        scenario = scenario_of(stage, play)
        variant = scenario.variant(play.opened.variant)
        log = log_of(records, variant)
        cases = tuple(_seen(records, log))
    return Here(scenario, variant, play, log, cases, told, now, _version(position, told))


def exercise_here(window: Window) -> Exercise | None:
    """Return the exercise of which the room of who is being answered is a play; None for one that was begun anew elsewhere."""
    here = visit()
    return next((one for one in exercises(window.office, here.home) if one.in_room(here.room)), None)


def drafts_here(window: Window) -> tuple[DraftLine, ...]:
    """Return the declarations that a trader of a play has ready to lodge; none for everybody else."""
    if not visit().home or not visit().seated.plays(Role.TRADER):
        return ()
    here = here_in(window)
    return drafts(here.variant, here.log, visit().seated)


def around(window: Window) -> tuple[Strip | None, bool]:
    """Return what stands around every page for who is being answered: in a play its strip, in a class whether there is an
    exercise to go to."""
    here = visit()
    if not here.home:
        return None, here.has_exercises and here.seated.plays(*PLAYERS)
    with suppress(Busy, Unreachable, UnknownRoom):  # the page says so itself, or reads nothing
        return _strip(window), True
    return None, True


def _strip(window: Window) -> Strip:
    here, office = visit(), window.office
    with office.store.reading(here.room) as records:
        play = playing(records)
    phase = phase_of(office, here.home, here.room) or Phase.ENDED
    title = title_of(play.opened.scenario, _scenario(window, play.opened.digest)) if play else ""
    return Strip(title, standing(phase, bool(play and play.finished)))


def _scenario(window: Window, digest: str) -> Scenario | None:
    with suppress(LookupError):
        return window.stage.shelf.scenario(digest)
    return None


def _exercises(window: Window) -> ExercisePage:
    me, office, home = visit().seated.id, window.office, window.room
    found = play_for(office, home, me) if me else None
    ended = [one for one in exercises(office, home) if one.phase is Phase.ENDED and me and one.of(me)]
    with office.store.people() as people:
        names = {person.id: person.name for person in people.people(home)}
    opened = (found[0], _scenario(window, found[0].opened.digest)) if found and found[0].phase is not Phase.ENDED else None
    before = [(one, _scenario(window, one.opened.digest), _mark(window, one, me)) for one in reversed(ended)]
    finished = False
    if found and opened:
        with office.store.reading(found[1].room) as records:
            play = playing(records)
        finished = bool(play and play.finished)
    return exercise_page(me, names, opened, before, finished)


def _mark(window: Window, exercise: Exercise, me: str) -> int | None:
    seating = exercise.of(me)
    if seating is None or not exercise.opened.marked:
        return None
    with suppress(LookupError):
        return with_overrides(mark_of(window.stage, seating.room), exercise, seating.room).total
    return None


def _seen(records: Records, log: Log) -> Iterator[Case]:
    """Yield the declarations of the story that who is being answered may look at, in the order of their names."""
    post = visit().seated.post
    for id in log.cases.values():
        case = records.case(id)
        if case is None or post is None:
            continue
        if post.role in (Role.OFFICER, Role.SUPERVISOR) or (
            post.role in (Role.TRADER, Role.AGENCY) and concerns(case, post.role, post.of)
        ):
            yield case


def page_of(here: Here) -> PlayPage:
    """Return the page of a play."""
    page = play_page(
        here.scenario,
        here.variant,
        here.play,
        here.log,
        tuple((case, page_of_case(case.id)) for case in here.cases),
        visit().seated,
        phase=here.phase,
        marked=bool(here.exercise and here.exercise.opened.marked),
        version=here.version,
    )
    if page.step and not _may_go(page.step.href):  # it is done at another of his chairs
        page = replace(page, step=replace(page.step, href=""))
    return page


def _may_go(address: str) -> bool:
    gate = gate_of(f"GET {re.split('[?#]', address)[0]}")
    return gate is None or visit().seated.plays(*gate)


def _version(position: int, exercise: Exercise | None) -> int:
    return position * MOST_VERSIONS + (exercise.version if exercise else 0)


def _beat(office: Office, room: str, home: str) -> int:
    """Return how far a play has come: with the log of its room, and with what happened to its exercise."""
    with office.store.reading(room) as records:
        position = records.head.position
    return _version(position, next((one for one in exercises(office, home) if one.in_room(room)), None))


def _parts(window: Window) -> Callable[[int], tuple[int, str] | None]:
    def parts(version: int) -> tuple[int, str] | None:
        here = here_in(window)
        if here.version == version:
            return None
        return here.version, window.pages.fragment("play_fragment.html", page=page_of(here), now=here.now)

    return parts


def _begun(window: Window, name: str) -> Response:
    body = _draft(window, name)
    written = begin_from(window.office, body, room=window.room)
    return RedirectResponse(f"/lodge/form/{written.id}", 303)


def _lodged(window: Window, name: str) -> Response:
    return where_it_is(submit(window.office, _draft(window, name), room=window.room))


def _draft(window: Window, name: str) -> bytes:
    here = here_in(window)
    if name not in {line.name for line in drafts(here.variant, here.log, visit().seated)}:
        raise IllegalStep(_("There is no such declaration to begin with. Your exercise lists those that are ready."))
    return here.variant.drafts[name]


def _moved(go: Callable[[], CameIn], to: str) -> Response:
    """Go to another room, and lead on with the new login; who is in neither is led to the entrance."""
    try:
        came = go()
    except NotIn:
        return RedirectResponse("/enter", 303)
    answer = RedirectResponse(to, 303)
    answer.set_cookie(COOKIE, came.token, max_age=HOURS_IN * 3600, httponly=True, samesite="lax", path="/")
    return answer


def _back(paper: str) -> Response:
    return RedirectResponse(f"/play/papers/{quote(paper, safe='')}#cite" if paper else "/play#notes", 303)
