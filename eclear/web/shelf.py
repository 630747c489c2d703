"""The shelf of exercises: packs to look at, to try alone, to open for the class, to send and to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Role
from eclear.casefile.scenario import Mode, Scenario, said
from eclear.clearance import UnknownCase
from eclear.simulation.lab import UnderWay
from eclear.training.copying import copy, fields_of
from eclear.training.exercises import enter_play, exercises, open_exercise, start
from eclear.training.packs import PACKED, Fault, PackRefused, canonical
from eclear.training.people import HOURS_IN, NotIn, take_chair
from eclear.training.proving import prove
from eclear.training.shelf import ScenarioShelf
from eclear.web import wording
from eclear.web.checking import WAITING_SECONDS, Checked, Checks
from eclear.web.frame import looks
from eclear.web.gatekeeper import COOKIE
from eclear.web.languages import _, language
from eclear.web.pages.copying import copy_page
from eclear.web.pages.pack import pack_page
from eclear.web.pages.shelf import FaultLine, PackWaitPage, fault_lines, pack_line, shelf_page
from eclear.web.uploads import uploaded
from eclear.web.visit import HOME_ROOM, visit
from eclear.web.window import HANDS, Window

Digest = Annotated[str, Field(max_length=64)]
Short = Annotated[str, Field(max_length=20)]
MOST_FIELDS = 2000
"""How many fields the form of a copy has at most."""


class Opening(BaseModel):
    """What was typed to open an exercise for a class; ``seat`` and ``team`` belong together by their places."""

    digest: Digest = ""
    mode: Mode = Mode.GUIDED
    marked: Short = ""
    chairs: Short = "turn"
    delay: Short = "5"
    rankings: Short = ""
    seat: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=999)] = []
    team: Annotated[list[Annotated[str, Field(max_length=3)]], Field(max_length=999)] = []

    def teams(self) -> tuple[tuple[str, ...], ...]:
        """Return the teams in the order of their numbers; a seat without a number takes no part. Raises IllegalStep."""
        found: dict[int, list[str]] = {}
        for seat, team in zip(self.seat, self.team, strict=False):
            if told := team.strip():
                if not (told.isdecimal() and told.isascii()):
                    raise IllegalStep(_("%(typed)s is no number of a team. Write it in figures, such as 2.", typed=repr(told)))
                found.setdefault(int(told), []).append(seat)
        if not found:
            raise IllegalStep(_("No seat takes part. Give at least one seat a number."))
        return tuple(tuple(found[number]) for number in sorted(found))

    def minutes(self) -> int:
        """Return the delay of chairs that eclear plays; raises IllegalStep."""
        if not (self.delay.isdecimal() and self.delay.isascii()):
            raise IllegalStep(_("Choose a delay of the list."))
        return int(self.delay)


def shelf(window: Window, packs: ScenarioShelf) -> APIRouter:
    """Return the routes of the shelf."""
    router, checks = APIRouter(include_in_schema=False), Checks()

    def pack_of(digest: str) -> Scenario:
        try:
            return packs.scenario(digest)
        except LookupError as gone:
            raise UnknownCase(_("There is no such pack on the shelf. Choose one of the list.")) from gone

    def title_of(digest: str, slug: str) -> str:
        try:
            return said(packs.scenario(digest).title, language())
        except LookupError:
            return slug

    def listed(
        request: Request, competency: str = "", taken: str = "", problem: str = "", faults: tuple[FaultLine, ...] = ()
    ) -> Response:
        sound, broken = packs.all()
        ours = [(one, title_of(one.opened.digest, one.opened.scenario)) for one in exercises(window.office, window.room)]
        page = shelf_page(sound, broken, ours, competency=competency, taken=taken, problem=problem, faults=faults)
        return window.pages.html(request, page, window.now(), 422 if problem or faults else 200)

    def taking_part() -> tuple[Person, ...]:
        """Those of the class who can take part: everybody who may come in, but the instructors."""
        with window.office.store.people() as people:
            everybody = people.people(window.room)
        mine = visit().seated.id
        return tuple(
            one
            for one in everybody
            if not one.closed and one.id != mine and not any(post.role is Role.INSTRUCTOR for post in one.posts)
        )

    def shown(
        request: Request,
        digest: str,
        facilitator: bool = False,
        typed: Mapping[str, str] | None = None,
        teams: Mapping[str, str] | None = None,
        problem: str = "",
    ) -> Response:
        projector = looks(request.cookies).view == "projector"
        page = pack_page(
            pack_of(digest),
            taking_part(),
            facilitator=facilitator,
            projector=projector,
            typed=typed,
            teams=teams,
            problem=problem,
        )
        return window.pages.html(request, page, window.now(), 422 if problem else 200)

    @router.get("/exercises")
    def all_packs(
        request: Request, competency: Annotated[str, Query(max_length=3)] = "", taken: Annotated[str, Query(max_length=64)] = ""
    ) -> Response:
        return listed(request, competency, taken)

    @router.post("/exercises")
    def opening(request: Request, form: Annotated[Opening, Form()]) -> Response:
        scenario = pack_of(form.digest)
        try:
            made = open_exercise(
                window.stage,
                window.room,
                scenario,
                mode=form.mode,
                marked=bool(form.marked),
                teams=form.teams(),
                split=form.chairs == "dealt",
                delay=form.minutes(),
                rankings=bool(form.rankings),
            )
        except IllegalStep as problem:
            typed = {"mode": str(form.mode), "marked": form.marked, "chairs": form.chairs, "delay": form.delay}
            teams = dict(zip(form.seat, form.team, strict=False))
            return shown(request, form.digest, False, typed | {"rankings": form.rankings}, teams, str(problem))
        return RedirectResponse(f"/exercises/{made.number}", 303)

    @router.post("/exercises/try")
    def trying(
        request: Request, digest: Annotated[str, Form(max_length=64)] = "", mode: Annotated[Mode, Form()] = Mode.GUIDED
    ) -> Response:
        scenario, who, token = pack_of(digest), visit(), visit().token
        try:
            if who.is_alone:  # who is alone sits down on the instructor's chair, so that he can play as somebody
                came = take_chair(window.office, HOME_ROOM, "instructor")
                token, seated = came.token, came.login.seated
            else:
                seated = who.seated
            own = window.stage.under(window.office.under(seated))
            made = open_exercise(own, window.room, scenario, mode=mode, marked=False, teams=((seated.id,),), delay=0, trial=True)
            start(own, window.room, made.number)
            came = enter_play(window.office, token)
        except (IllegalStep, NotIn) as problem:
            return shown(request, digest, problem=str(problem))
        answer = RedirectResponse("/play", 303)
        answer.set_cookie(COOKIE, came.token, max_age=HOURS_IN * 3600, httponly=True, samesite="lax", path="/")
        return answer

    @router.post("/exercises/packs")
    async def sending(request: Request) -> Response:
        sent = await uploaded(request)
        return await to_thread.run_sync(taken_in, request, sent.body, sent.problem)

    def taken_in(request: Request, body: bytes, problem: str) -> Response:
        """Look at a pack that was sent: what is wrong with it is told at once; what can be read is played in the background."""
        if problem:
            return listed(request, problem=problem)
        if len(body) > PACKED:
            size = wording.number(PACKED // 1024 // 1024)
            return listed(request, problem=_("The pack is larger than %(size)s MiB. Make it smaller, then send it.", size=size))
        try:
            scenario = packs.read(body)
        except PackRefused as refused:
            told = _("The pack was refused, and nothing of it was kept.")
            return listed(request, problem=told, faults=fault_lines(refused.faults))
        return RedirectResponse(f"/exercises/checks/{begin(scenario, body)}", 303)

    def begin(scenario: Scenario, body: bytes) -> str:
        """Begin to play a pack in the background; what turns out fair stands on the shelf afterwards."""
        own, by = window.stage, visit().seated.id

        def check(progress: UnderWay) -> Checked:
            faults = prove(own, scenario, progress)
            return Checked("" if faults else packs.add(body, by).digest, fault_lines(faults))

        return checks.begin(window.room, check)

    @router.get("/exercises/checks/{number}")
    def checking(request: Request, number: str) -> Response:
        work = checks.of(window.room, number)
        done = work.result(WAITING_SECONDS)
        if done is None:
            return window.pages.html(request, _waiting(work.done, work.total, number), window.now())
        if done.faults:
            told = _("The pack was played, and its marks are not as they should be. Nothing of it was kept.")
            return listed(request, problem=told, faults=done.faults)
        return RedirectResponse(f"/exercises?taken={done.digest}", 303)

    @router.get("/exercises/checks/{number}/progress")
    def progress(number: str) -> Response:
        """How far a check is, for the page that waits."""
        work = checks.of(window.room, number)
        page = _waiting(work.done, work.total, number)
        return JSONResponse({"ready": work.ready, "said": page.counted, "done": page.done, "total": page.total})

    @router.get("/exercises/packs/{digest}.zip")
    def exporting(digest: str) -> Response:
        scenario = pack_of(digest)
        heads = {"content-disposition": f'attachment; filename="{scenario.id}.zip"'}
        return Response(packs.exported(digest), media_type="application/zip", headers=heads)

    @router.get("/exercises/packs/{digest}")
    def one_pack(request: Request, digest: str, facilitator: Annotated[str, Query(max_length=3)] = "") -> Response:
        return shown(request, digest, bool(facilitator))

    def copying(request: Request, digest: str, **told: Any) -> Response:
        """Show the form of a copy."""
        projector = looks(request.cookies).view == "projector"
        page = copy_page(pack_line(pack_of(digest)), fields_of(packs.files(digest)), projector=projector, **told)
        return window.pages.html(request, page, window.now(), 422 if page.problem else 200)

    @router.get("/exercises/packs/{digest}/copy")
    def copy_form(request: Request, digest: str) -> Response:
        return copying(request, digest)

    @router.post("/exercises/packs/{digest}/copy")
    async def copied(request: Request, digest: str) -> Response:
        form = await request.form(max_fields=MOST_FIELDS)
        typed = {name: str(value) for name, value in form.items() if name not in ("seal", "slug")}
        return await to_thread.run_sync(made, request, digest, str(form.get("slug", "")).strip(), typed)

    def made(request: Request, digest: str, slug: str, typed: Mapping[str, str]) -> Response:
        """Make a copy, and begin to play it in the background; what is wrong with it is told at once, and nothing is kept."""
        scenario = pack_of(digest)
        try:
            if any(one.slug == slug for one in packs.shelved()):
                raise PackRefused((Fault("", 0, "", f"The shelf has a pack {slug[:60]!r} already. Choose another short name."),))
            body = canonical(copy(packs.files(scenario.digest), slug, typed, HANDS))
            return RedirectResponse(f"/exercises/checks/{begin(packs.read(body), body)}", 303)
        except PackRefused as refused:
            told = _("The copy is not sound. Correct what is named below.")
            return copying(request, digest, slug=slug, typed=typed, problem=told, faults=fault_lines(refused.faults))

    return router


def _waiting(done: int, total: int, number: str) -> PackWaitPage:
    counted = _("%(done)s of %(total)s plays", done=wording.number(done), total=wording.number(total))
    return PackWaitPage(counted if total else _("It begins."), done, total, f"/exercises/checks/{number}")
