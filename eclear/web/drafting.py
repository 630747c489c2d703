"""Lodging by form: a declaration is begun, filled in step by step, checked, lodged or thrown away. Nobody sees the message
who does not ask for it.

What was typed is saved with every button, also with those that lead to another step, and by the script of the page when
somebody leaves a field. A form that comes too late, because another window saved, is shown again with what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Form, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.case import case_of
from eclear.casefile.draft import Draft, Steps
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance import Submission
from eclear.clearance.amending_by_form import begin_amendment, look_at_amendment, send_amendment
from eclear.clearance.checking import Checked
from eclear.clearance.drafting import (
    NotADeclaration,
    TooManyDrafts,
    Written,
    add_item,
    begin,
    begin_again,
    begin_from,
    check,
    discard,
    drafts_of,
    find_draft,
    lodge,
    remove_item,
    save,
)
from eclear.clearance.preparing import as_prepared
from eclear.reference import country as reference_of
from eclear.storage import Stale
from eclear.training.samples import Sample
from eclear.web.casework import attempted
from eclear.web.desk import where_it_is
from eclear.web.doors import LARGEST_MESSAGE
from eclear.web.guessing import is_closed, unscored_events
from eclear.web.intake import Counter
from eclear.web.languages import _
from eclear.web.pages.amending import Tried, amending, since, with_words
from eclear.web.pages.findings import Remark, remark
from eclear.web.pages.form import FormsPage, Looked, address, form_page, has_errors, next_step
from eclear.web.pages.form_fields import filled_in, tidied, with_blank_row
from eclear.web.pages.form_table import ITEM_ROWS, ROWS, STEP_IDS
from eclear.web.pages.lodging import SampleLine
from eclear.web.pages.timeline import officers
from eclear.web.uploads import uploaded
from eclear.web.visit import page_of_case, visit
from eclear.web.window import Window

LIVE = "x-form"
"""The header with which the page's own script saves: it gets the page as it is then, and goes nowhere."""

NOT_TRIED = Tried()
DraftId = Annotated[str, Path(max_length=10)]


def drafting(window: Window, counter: Counter, samples: tuple[Sample, ...]) -> APIRouter:
    """Return the routes of lodging by form."""
    router, pages = APIRouter(include_in_schema=False), window.pages
    lines = tuple(SampleLine(sample.name, sample.title, sample.story) for sample in samples)

    def listed(request: Request, problem: str = "", remarks: tuple[Remark, ...] = (), status: int = 200) -> Response:
        law = reference_of(window.office.country)
        kinds = tuple((code, kind.name) for code, kind in law.codes.declaration_types.items()) if law else ()
        drafts = drafts_of(window.office, room=window.room)
        page = FormsPage(drafts, kinds, () if visit().home else lines, problem, remarks, LARGEST_MESSAGE // (1024 * 1024))
        return pages.html(request, page, window.now(), status)

    def shown(
        request: Request,
        written: Written,
        looked: Looked,
        status: int = 200,
        found: Checked | None = None,
        tried: Tried = NOT_TRIED,
    ) -> Response:
        office, room, amends = window.office, window.room, written.draft.amends
        checked = found or check(office, written.draft, room=room)
        law, about = reference_of(written.draft.wrapper.country or office.country), None
        if amends:
            amendment = look_at_amendment(office, written.draft, room=room, compare=looked.step == STEP_IDS[-1])
            about = amending(amends, amendment, checked, tried, asked=looked.summed_up)
        return pages.html(request, form_page(written, checked, looked, law, about), window.now(), status)

    @router.get("/lodge/form")
    def mine(request: Request) -> Response:
        return listed(request)

    @router.post("/lodge/form")
    async def begun(request: Request) -> Response:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            sent = await uploaded(request)
            if sent.problem:
                return await to_thread.run_sync(listed, request, sent.problem, (), 400)
            return await counter.do(partial(_begun, request, {}, sent.body))
        form = await request.form()
        return await counter.do(partial(_begun, request, {name: str(text) for name, text in form.items()}, b""))

    def _begun(request: Request, sent: Mapping[str, str], body: bytes) -> Response:
        office, room = window.office, window.room
        try:
            if body:
                written = begin_from(office, body, room=room)
            elif case := sent.get("case", "").strip():
                written = begin_again(office, case, room=room)
                return RedirectResponse(address(written.id, STEP_IDS[-1], everything=True), 303)
            elif name := sent.get("sample", ""):
                chosen = next((sample for sample in samples if sample.name == name), None)
                if chosen is None:
                    return listed(request, _("There is no sample of this name. Choose one of the list."), (), 400)
                written = begin_from(office, chosen.message, room=room, learning=True)
            else:
                law, kind = reference_of(office.country), sent.get("kind", "")
                if law is None or kind not in law.codes.declaration_types:
                    return listed(request, _("Choose what to declare: an import or an export."), (), 400)
                written = begin(office, kind, room=room)
                return RedirectResponse(address(written.id, STEP_IDS[0], focus="first"), 303)
        except NotADeclaration as refused:
            remarks = tuple(remark(finding) for finding in refused.findings[:5])
            return listed(request, _("No form can be filled with this message."), remarks, 422)
        except TooManyDrafts as full:
            return listed(request, str(full), (), 409)
        return RedirectResponse(address(written.id, STEP_IDS[-1], everything=True), 303)

    @router.get("/lodge/form/{draft}")
    def one(
        request: Request,
        draft: DraftId,
        step: Annotated[str, Query(max_length=20)] = STEP_IDS[0],
        item: Annotated[int, Query(ge=1, le=9999)] = 1,
        check: Annotated[str, Query(max_length=10)] = "",
        said: Annotated[str, Query(max_length=10)] = "",
        focus: Annotated[str, Query(max_length=120)] = "",
    ) -> Response:
        if step not in STEP_IDS:
            raise HTTPException(404, _("The form has no such step. Go to one of its step bar."))
        written = find_draft(window.office, draft, room=window.room)
        return shown(request, written, Looked(step, item, bool(check), bool(said), focus))

    @router.post("/lodge/form/{draft}")
    async def sent(request: Request, draft: DraftId) -> Response:
        form = await request.form()
        told = {name: text for name, text in form.items() if isinstance(text, str)}
        return await counter.do(partial(saved, request, draft, told))

    def saved(request: Request, id: str, sent: Mapping[str, str]) -> Response:
        office, room, live = window.office, window.room, LIVE in request.headers
        before = find_draft(office, id, room=room)
        step, item = _step(sent), _whole(sent.get("item", ""))
        looked = Looked(step, item, everything=bool(sent.get("check")))
        draft = with_words(filled_in(before.draft, step, item, sent), sent)
        if sent.get("version") != str(before.version) and draft != before.draft:
            return shown(request, _as_typed(before, draft), _too_late(looked), 409)
        if live:
            return shown(request, _kept(before, draft), looked)
        draft, focus = _acted(tidied(draft, step, item), sent.get("do", ""))
        draft = as_prepared(office, draft, room=room).draft
        try:
            written = _kept(before, draft)
        except Stale:
            return shown(request, _as_typed(find_draft(office, id, room=room), draft), _too_late(looked), 409)
        if written.draft.amends and sent.get("do") == "lodge":
            return amended(request, written, _whole(sent.get("case_version", ""), most=9))
        return led(written, looked, f"item:{sent.get('go_to', '')}" if sent.get("do") == "item" else sent.get("do", ""), focus)

    def _kept(before: Written, draft: Draft) -> Written:
        return before if draft == before.draft else save(window.office, before, draft, room=window.room)

    def amended(request: Request, written: Written, seen: int) -> Response:
        """Send an amendment, and lead to its declaration; else say why not, with everything as it was typed."""
        looked = Looked(STEP_IDS[-1], everything=True, summed_up=True)
        status, found, tried = 422, None, NOT_TRIED
        try:
            done = send_amendment(window.office, written, room=window.room, version=seen)
        except (Stale, IllegalStep) as refusal:
            assert written.draft.amends is not None
            with window.office.store.reading(window.room) as records:
                events = records.events(written.draft.amends.case)
                events = unscored_events(events) if is_closed(records, written.draft.amends.case) else events
            lines = officers(events, case_of(events).is_export)
            tried, status = Tried(str(refusal), since(lines, seen) if isinstance(refusal, Stale) else ()), 409
        else:
            if isinstance(done, Submission):
                return where_it_is(done)
            if not isinstance(done, tuple):
                return RedirectResponse(page_of_case(done.id), 303)
            found, amendment = done
            if not (found.is_sound and amendment.is_ready):  # the page itself says what is missing
                return RedirectResponse(address(written.id, STEP_IDS[-1], everything=True, said=True), 303)
        return shown(request, written, looked, status, found, tried)

    def led(written: Written, looked: Looked, do: str, focus: str) -> Response:
        """Lead on after a form was saved: to the case, to another step, or to the same with what is wrong."""
        office, room, step, item = window.office, window.room, looked.step, looked.item
        verb, _colon, rest = do.partition(":")
        everything, said = looked.everything, False
        if verb == "lodge":
            done = lodge(office, written, room=room)
            if isinstance(done, Submission):
                return where_it_is(done)
            step, everything, said = STEP_IDS[-1], True, True
        elif verb == "check":
            step, everything = STEP_IDS[-1], True
        elif verb == "to":
            name, _colon, number = rest.partition(":")
            step, item = (name if name in STEP_IDS else step), _whole(number) if number else item
        elif verb == "item":
            item = min(_whole(rest), max(written.draft.items, 1))
        elif verb == "add-item":
            step, item, focus = "goods", written.draft.items, "first"
        elif verb == "remove-item":
            item = min(item, max(written.draft.items, 1))
        elif verb in ("save", "next", ""):
            said = has_errors(written, check(office, written.draft, room=room), step, item)
            if verb == "next" and not said:
                step, item = next_step(step, item, written.draft.items)
        return RedirectResponse(address(written.id, step, item, everything=everything, said=said, focus=focus), 303)

    @router.get("/lodge/form/{draft}/message.xml")
    def message(draft: DraftId) -> Response:
        written = find_draft(window.office, draft, room=window.room)
        if written.draft.amends:
            body = look_at_amendment(window.office, written.draft, room=window.room).asked.body
        else:
            body = check(window.office, written.draft, room=window.room).body
        told = {"content-disposition": f'attachment; filename="draft-{written.id}.xml"'}
        return Response(body, media_type="application/xml", headers=told)

    @router.post("/lodge/form/{draft}/discard")
    def gone(draft: DraftId) -> Response:
        amends = find_draft(window.office, draft, room=window.room).draft.amends
        discard(window.office, draft, room=window.room)
        return RedirectResponse(page_of_case(amends.case) if amends else "/lodge/form", 303)

    @router.post("/mine/{case_id}/amend")
    def asked(case_id: str) -> Response:
        return opened(begin_amendment(window.office, case_id, room=window.room))

    @router.post("/cases/{case_id}/amend")
    def by_customs(request: Request, case_id: str, version: Annotated[int, Form()]) -> Response:
        def done() -> Response:
            begun = begin_amendment(window.office, case_id, by_customs=True, room=window.room, version=version)
            return opened(begun)

        return attempted(window, request, case_id, version, {}, done)

    return router


def opened(written: Written) -> Response:
    """Lead to a draft that amends a declaration: to its first step, where its fields are."""
    return RedirectResponse(address(written.id, STEP_IDS[0]), 303)


def _acted(draft: Draft, do: str) -> tuple[Draft, str]:
    """Return the draft after a button that adds or removes something, and which field comes first then."""
    verb, _colon, rest = do.partition(":")
    try:
        if verb == "add-item":
            return add_item(draft), "first"
        if verb == "remove-item":
            return remove_item(draft, _whole(rest)), ""
        if verb == "add":
            at = _rows(rest)
            return with_blank_row(draft, at), f"{rest}.{len(draft.rows(at)) + 1}"
        if verb == "remove":
            rows, _dot, number = rest.rpartition(".")
            at, n = _rows(rows), _whole(number)
            if n > len(draft.rows(at)):
                raise LookupError(rest)
            return draft.without_row((*at, n)), ""
    except LookupError as nowhere:
        raise HTTPException(404, _("The form has no such row. Open it again, then do the same.")) from nowhere
    return draft, ""


def _rows(way: str) -> Steps:
    """Return the steps to a kind of rows that the form shows; raises LookupError for any other way."""
    item, _dot, kind = way.rpartition(".")
    if not item and kind in {rows.way for rows in ROWS}:
        return (kind,)
    if item.startswith("items.") and kind in {rows.way for rows in ITEM_ROWS}:
        return ("items", _whole(item.removeprefix("items.")), kind)
    raise LookupError(way)


def _step(sent: Mapping[str, str]) -> str:
    step = sent.get("step", "")
    return step if step in STEP_IDS else STEP_IDS[0]


def _whole(text: str, most: int = 4) -> int:
    """Return a number of an item or a row, of so many digits at most; 1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most and int(text) else 1


def _as_typed(now: Written, draft: Draft) -> Written:
    return replace(now, draft=draft)


def _too_late(looked: Looked) -> Looked:
    problem = _(
        "The draft was saved in another window meanwhile. What you typed stands here and is not saved yet. Save again to keep it."
    )
    return replace(looked, problem=problem)
