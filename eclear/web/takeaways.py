"""What one takes home: the routes of the competency record, the tests, the plan, certificates, and the class's results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Form, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Role
from eclear.casefile.play import learner_stream
from eclear.casefile.scenario import said
from eclear.documents import paper
from eclear.training.certificates import certificates_of, find_certificate, issue, titles_on
from eclear.training.competence import competency_record, competency_records, ended_exercises
from eclear.training.knowledge import Which, learned, pairs, questions, take_test
from eclear.training.plans import FIELDS, plan_of, save_plan
from eclear.training.stage import Stage
from eclear.training.xapi import statements
from eclear.web.frame import looks
from eclear.web.languages import _, language
from eclear.web.pages.class_results import results_page
from eclear.web.pages.pack_paper import declared, pack_paper
from eclear.web.pages.takeaway_papers import certificate_paper, plan_paper
from eclear.web.pages.takeaways import certificate_page, grouped, knowledge_page, plan_page, record_page
from eclear.web.papers import pdf_file
from eclear.web.visit import visit
from eclear.web.window import Window

Id = Annotated[str, Path(max_length=40)]
Number = Annotated[str, Path(max_length=40)]


def takeaways(window: Window) -> APIRouter:
    """Return the routes of what one takes home from a class."""
    router, pages = APIRouter(include_in_schema=False), window.pages

    def stage() -> Stage:
        return window.stage

    def me() -> Person:
        person = visit().seated.person
        if not person.id:
            raise HTTPException(404, _("Only who has come in to a class has a record there."))
        return person

    def shown(request: Request, person: Person, *, own: bool, printed: str = "", problem: str = "") -> Response:
        record = competency_record(stage(), window.room, person.id)
        with window.office.store.reading(window.room) as records:
            tests, plan, issued = learned(records, person.id), plan_of(records, person.id), certificates_of(records, person.id)
            now = window.clock(records)
        page = record_page(person, record, tests, plan, issued, own=own, printed=printed, problem=problem)
        return pages.html(request, page, now, 422 if problem else 200)

    @router.get("/record")
    def record(request: Request) -> Response:
        return shown(request, me(), own=True)

    @router.get("/record/{person}")
    def anothers(request: Request, person: Id) -> Response:
        return shown(request, _person(window, person), own=False)

    @router.get("/test/{which}")
    def test(request: Request, which: Which) -> Response:
        person = me()
        with window.office.store.reading(window.room) as records:
            tests, now = learned(records, person.id), window.clock(records)
        return pages.html(request, knowledge_page(which, questions(person.id, which, language()), tests), now)

    @router.post("/test/{which}")
    async def tested(request: Request, which: Which) -> Response:
        form = await request.form()
        answers = {name: str(value)[:4] for name, value in form.items()}
        return await to_thread.run_sync(_handed_in, window, request, me(), which, answers)

    @router.get("/plan")
    def plan(request: Request) -> Response:
        person = me()
        with window.office.store.reading(window.room) as records:
            stands, now = plan_of(records, person.id), window.clock(records)
        return pages.html(request, plan_page(person, competency_record(stage(), window.room, person.id), stands), now)

    @router.post("/plan")
    async def planned(request: Request) -> Response:
        form = await request.form()
        return await to_thread.run_sync(_planned, window, request, me(), {name: str(form.get(name, "")) for name in FIELDS})

    @router.get("/plan.pdf")
    def plan_printed(request: Request) -> Response:
        person = me()
        with window.office.store.reading(window.room) as records:
            stands = plan_of(records, person.id)
        if stands.saved is None:
            raise HTTPException(404, _("Your plan is not saved yet. Save it, then print it."))
        told, address = competency_record(stage(), window.room, person.id), f"{_origin(request)}/plan"
        return pdf_file(request, paper(plan_paper(person.name, stands, told, stands.saved, address, pages.zone)), "plan.pdf")

    @router.post("/class/certificates")
    def issuing(
        request: Request,
        person: Annotated[str, Form(max_length=40)] = "",
        name: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        try:
            issue(stage(), window.room, person, name)
        except IllegalStep as problem:
            return shown(request, _person(window, person), own=False, printed=name, problem=str(problem))
        return RedirectResponse(f"/record/{person}#certificates", 303)

    @router.get("/certificates")
    def checked(request: Request, number: Annotated[str, Query(max_length=40)] = "") -> Response:
        found = find_certificate(window.office, number) if number else None
        titles = titles_on(stage(), found.certificate) if found else ()
        return pages.html(
            request, certificate_page(number, found, titles, pages.zone), window.now(), 200 if found or not number else 404
        )

    @router.get("/certificates/{number}.pdf")
    def certificate_printed(request: Request, number: Number) -> Response:
        found = find_certificate(window.office, number)
        if found is None:
            raise HTTPException(404, _("No certificate has this number. Check the letters on the paper."))
        if not found.unchanged:
            raise HTTPException(404, _("The log of this class was changed after the certificate was issued. It is not printed."))
        address = f"{_origin(request)}/certificates?number={grouped(found.certificate.number)}"
        printed = certificate_paper(found, titles_on(stage(), found.certificate), address, pages.zone)
        return pdf_file(request, paper(printed), f"certificate-{found.certificate.number}.pdf")

    @router.get("/results")
    def results(request: Request, part: Annotated[Literal["", "donor"], Query()] = "") -> Response:
        everybody = taking_part()
        ended = [(one, title_of(one.opened.digest, one.opened.scenario)) for one in ended_exercises(stage(), window.room)]
        told = competency_records(stage(), window.room, [one.id for one in everybody])
        with window.office.store.reading(window.room) as records:
            records.read_ahead(learner_stream(one.id) for one in everybody)
            tests = [learned(records, one.id) for one in everybody]
            issued = [len(certificates_of(records, one.id)) for one in everybody]
            now = window.clock(records)
        page = results_page(ended, everybody, told, tests, issued, len(pairs()), named=not part)
        return pages.html(request, page, now)

    @router.get("/results/xapi.json")
    def as_statements() -> Response:
        told = statements(window.room, competency_records(stage(), window.room, [one.id for one in taking_part()]))
        return JSONResponse(told, headers={"content-disposition": 'attachment; filename="xapi.json"'})

    def taking_part() -> list[Person]:
        """Those of the room who take part, by their ids: everybody but who teaches or only looks on."""
        with window.office.store.people() as people:
            return [one for one in people.people(window.room) if not _looks_on(one)]

    def title_of(digest: str, slug: str) -> str:
        try:
            return said(stage().shelf.scenario(digest).title, language())
        except LookupError:
            return slug

    @router.get("/exercises/packs/{digest}/paper.pdf")
    def pack_printed(
        request: Request,
        digest: Annotated[str, Path(max_length=64)],
        variant: Annotated[str, Query(max_length=10)] = "",
        key: bool = False,
    ) -> Response:
        try:
            scenario = stage().shelf.scenario(digest)
            chosen = scenario.variant(variant or scenario.variants[0].id)
        except LookupError as gone:
            raise HTTPException(404, _("There is no such scenario here. The page of exercises lists them.")) from gone
        if key and looks(request.cookies).view == "projector":
            raise IllegalStep(_("In the projector view the facilitator's paper stays closed: the class can see this screen."))
        printed = pack_paper(scenario, chosen, declared(chosen, window.office.schemas), f"{_origin(request)}/exercises", key=key)
        return pdf_file(request, paper(printed), f"{scenario.id}-{chosen.id}{'-key' if key else ''}.pdf")

    return router


def _handed_in(window: Window, request: Request, person: Person, which: Which, answers: Mapping[str, str]) -> Response:
    try:
        take_test(window.office, window.room, which, answers)
    except IllegalStep as problem:
        with window.office.store.reading(window.room) as records:
            tests, now = learned(records, person.id), window.clock(records)
        page = knowledge_page(which, questions(person.id, which, language()), tests, answers, str(problem))
        return window.pages.html(request, page, now, 422)
    return RedirectResponse(f"/test/{which}", 303)


def _planned(window: Window, request: Request, person: Person, typed: Mapping[str, str]) -> Response:
    try:
        save_plan(window.office, window.room, typed)
    except IllegalStep as problem:
        with window.office.store.reading(window.room) as records:
            stands, now = plan_of(records, person.id), window.clock(records)
        record = competency_record(window.stage, window.room, person.id)
        return window.pages.html(request, plan_page(person, record, stands, typed, str(problem)), now, 422)
    return RedirectResponse("/plan", 303)


def _person(window: Window, id: str) -> Person:
    with window.office.store.people() as people:
        found = people.person(window.room, id)
    if found is None:
        raise HTTPException(404, _("Nobody of this id is in the room. Take one of the list."))
    return found


def _looks_on(person: Person) -> bool:
    return any(post.role in (Role.INSTRUCTOR, Role.VIEWER) for post in person.posts)


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")
