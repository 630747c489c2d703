"""Trade papers on the trader's side of the counter: uploaded or filled in, held against each other, kept with a draft."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.paper import Kind, Paper, with_paper
from eclear.casefile.preparation import Preparation
from eclear.clearance.checking import check
from eclear.clearance.drafting import TooManyDrafts, Written, find_draft
from eclear.clearance.office import today
from eclear.clearance.paperwork import (
    add_papers,
    begin_with_papers,
    change_papers,
    choose,
    classify_item,
    contradictions,
    remove_paper,
)
from eclear.documents.sheets import SheetFault
from eclear.documents.trade_papers import ENDINGS, paper_table, read_uploaded, template
from eclear.reference import country as reference_of
from eclear.storage import Stale
from eclear.training.sample_papers import SamplePapers
from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.intake import Counter
from eclear.web.languages import _
from eclear.web.pages.paper_form import as_sent, paper_form_page
from eclear.web.pages.preparing import PapersPage, Wrong, draft_papers_page, kind_lines
from eclear.web.window import Window

MOST_FILES = 12
"""How many papers are taken in at once."""

LARGEST = LARGEST_MESSAGE // (1024 * 1024)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

DraftId = Annotated[str, Path(max_length=10)]
Uploads = list[tuple[str, bytes]]


def preparing(window: Window, counter: Counter, samples: tuple[SamplePapers, ...]) -> APIRouter:
    """Return the routes of trade papers."""
    router, pages = APIRouter(include_in_schema=False), window.pages

    def listed(request: Request, problems: tuple[Wrong, ...] = (), status: int = 200) -> Response:
        return pages.html(request, PapersPage(kind_lines(), samples, problems, LARGEST), window.now(), status)

    def shown(request: Request, written: Written, problems: tuple[Wrong, ...] = (), status: int = 200) -> Response:
        office, room, now = window.office, window.room, window.now()
        law = reference_of(written.draft.wrapper.country or office.country)
        checked = check(office, written.draft, room=room)
        found = contradictions(office, written.draft, room=room)
        day = today(now, law) if law else now.date()
        return pages.html(request, draft_papers_page(written, checked, found, law, day, problems, LARGEST), now, status)

    @router.get("/lodge/papers")
    def ways(request: Request) -> Response:
        return listed(request)

    @router.get("/lodge/papers/{name}")
    def downloaded(name: Annotated[str, Path(max_length=40)]) -> Response:
        kind, _dot, ending = name.partition(".")
        if kind not in list(Kind) or ending not in ENDINGS:
            raise HTTPException(404, _("There is no such template. Choose one of the list."))
        told = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(template(Kind(kind), ending), media_type=TYPES[ending], headers=told)

    @router.post("/lodge/papers")
    async def begun(request: Request) -> Response:
        files, sent = await _uploads(request)
        return await counter.do(partial(_begun, request, files, sent))

    def _begun(request: Request, files: Uploads, sent: Mapping[str, str]) -> Response:
        office, room = window.office, window.room
        papers, problems = _read(files)
        if name := sent.get("sample", ""):
            chosen = next((sample for sample in samples if sample.name == name), None)
            papers = chosen.papers if chosen else ()
        if not papers and sent.get("do") != "empty":
            said = problems or (Wrong("", _("Choose the files of your papers, then press the button.")),)
            return listed(request, said, 400)
        try:
            written = begin_with_papers(office, papers, room=room)
        except TooManyDrafts as full:
            return listed(request, (Wrong("", str(full)),), 409)
        return shown(request, written, problems) if problems else _to(written.id)

    @router.get("/lodge/form/{draft}/papers")
    def one(request: Request, draft: DraftId) -> Response:
        return shown(request, find_draft(window.office, draft, room=window.room))

    @router.post("/lodge/form/{draft}/papers")
    async def acted(request: Request, draft: DraftId) -> Response:
        files, sent = await _uploads(request)
        return await counter.do(partial(_acted, request, draft, files, sent))

    def _acted(request: Request, id: str, files: Uploads, sent: Mapping[str, str]) -> Response:
        office, room = window.office, window.room
        written = find_draft(office, id, room=room)
        verb, _colon, rest = sent.get("do", "").partition(":")
        problems: tuple[Wrong, ...] = ()
        try:
            if files:
                papers, problems = _read(files)
                written = add_papers(office, written, papers, room=room) if papers else written
            elif verb == "remove":
                written = remove_paper(office, written, rest, room=room)
            elif verb == "choose":
                key, _colon, side = rest.rpartition(":")
                written = choose(office, written, key, int(side) if side.isdecimal() else -1, room=room)
            elif verb == "code":
                written = _classified(written, rest, sent.get(f"code-{rest}", ""))
            else:
                problems = (Wrong("", _("Choose the files of your papers, then press the button.")),)
        except (IllegalStep, Stale) as refused:
            return shown(request, find_draft(office, id, room=room), (Wrong("", str(refused)),), 409)
        return shown(request, written, problems, 422) if problems else _to(written.id)

    def _classified(written: Written, item: str, code: str) -> Written:
        if not code:
            raise IllegalStep(_("Choose a code of the list, then press the button."))
        number = int(item) if item.isdecimal() and len(item) < 5 else 0
        return classify_item(window.office, written, number, code, room=window.room)

    @router.get("/lodge/form/{draft}/paper")
    def paper(request: Request, draft: DraftId, key: Annotated[str, Query(max_length=600)]) -> Response:
        written = find_draft(window.office, draft, room=window.room)
        law = reference_of(written.draft.wrapper.country or window.office.country)
        found = _paper(written, key)
        return pages.html(request, paper_form_page(written, found, key, law), window.now())

    @router.get("/lodge/form/{draft}/paper.csv")
    def as_table(draft: DraftId, key: Annotated[str, Query(max_length=600)]) -> Response:
        found = _paper(find_draft(window.office, draft, room=window.room), key)
        told = {"content-disposition": f'attachment; filename="{found.kind.value}.csv"'}
        return Response(paper_table(found), media_type=TYPES["csv"], headers=told)

    @router.post("/lodge/form/{draft}/paper")
    async def typed(request: Request, draft: DraftId) -> Response:
        form = await request.form()
        told = {name: text for name, text in form.items() if isinstance(text, str)}
        return await counter.do(partial(_typed, request, draft, told))

    def _typed(request: Request, id: str, sent: Mapping[str, str]) -> Response:
        office, room, key = window.office, window.room, sent.get("key", "")[:600]
        written = find_draft(office, id, room=room)
        law = reference_of(written.draft.wrapper.country or office.country)
        verb, _colon, rest = sent.get("do", "").partition(":")
        before = _paper(written, key)
        now = as_sent(before, sent)
        if verb == "remove-line" and rest.isdecimal() and 1 <= int(rest) <= len(now.lines):
            now = now.without_line(int(rest))
        if verb == "save":
            now = now.tidied()
        late = sent.get("version") != str(written.version)
        try:
            if late and now != before:
                raise Stale
            if now != before:
                rest_of = (written.draft.prepared or Preparation()).papers
                written = change_papers(office, written, with_paper(rest_of, now, instead_of=key), room=room)
        except Stale:
            problem = _("The draft was saved in another window meanwhile. What you typed stands here. Save it again to keep it.")
            page = paper_form_page(find_draft(office, id, room=room), now, key, law, problem)
            return pages.html(request, page, window.now(), 409)
        wrong = verb == "save" and (now.misread() or next(now.lacking(), None))
        if verb == "save" and not wrong:
            return _to(written.id)
        page = paper_form_page(written, now, now.key, law, asked=bool(wrong), more=verb == "add-line")
        return pages.html(request, page, window.now(), 422 if wrong else 200)

    return router


def _paper(written: Written, key: str) -> Paper:
    """Return a paper of a draft, or an empty one of a kind that it has not; raises HTTPException for anything else."""
    papers = (written.draft.prepared or Preparation()).papers
    found = next((paper for paper in papers if paper.key == key), None)
    kind = key.partition(":")[0]
    if found is None and kind not in list(Kind):
        raise HTTPException(404, _("The draft has no such paper. Look at its papers again."))
    return found or Paper(Kind(kind), {})


def _read(files: Uploads) -> tuple[tuple[Paper, ...], tuple[Wrong, ...]]:
    """Read what was uploaded; a file that is no paper, and a row that is not laid out right, stops no other."""
    papers: tuple[Paper, ...] = ()
    problems: list[Wrong] = []
    for name, body in files:
        try:
            read = read_uploaded(body, name)
        except SheetFault as fault:
            problems.append(Wrong(name[:80], str(fault)))
            continue
        if read.paper:
            papers = with_paper(papers, read.paper)
        else:
            problems.append(Wrong(name[:80], _("This is a manifest. The carrier hands it in; your papers are held against it.")))
        problems += [Wrong(f"{name[:80]}, {fault.row}, {fault.column}", fault.complaint) for fault in read.faults]
    return papers, tuple(problems)


async def _uploads(request: Request) -> tuple[Uploads, Mapping[str, str]]:
    """Return the files that were sent, with their names, and the other fields."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form()
        return [], {name: text for name, text in form.items() if isinstance(text, str)}
    try:
        async with request.form(max_files=MOST_FILES, max_fields=8) as form:
            told = {name: text for name, text in form.items() if isinstance(text, str)}
            found = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
            files = [(one.filename or "", await one.read()) for one in found]
    except HTTPException as fault:
        if fault.status_code != 400:  # too large, too slow: said by the doors
            raise
        return [], {}
    return [(name, body) for name, body in files if body], told


def _to(id: str) -> Response:
    return RedirectResponse(f"/lodge/form/{id}/papers", 303)
