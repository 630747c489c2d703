"""A play for programs: what a trainee may know of his exercise, and what he tells in it beside his desk."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from eclear.casefile.scenario import said
from eclear.training.playing import papers_there, places_there
from eclear.web.answers import answers, examples_of
from eclear.web.languages import language
from eclear.web.pages.play import drafts, messages, next_step, notes
from eclear.web.playing import Here, here_in, must_play, page_of
from eclear.web.reporting import must_report
from eclear.web.reports.play import PlayEvent
from eclear.web.visit import visit
from eclear.web.window import Window


def play_api(window: Window) -> APIRouter:
    """Return the routes of a play for programs."""
    router = APIRouter()

    @router.get(
        "/api/play",
        summary="Look at one's exercise",
        response_description="The story, papers, messages, notes and declarations of the play in which the key sits.",
        responses=answers(404, 409, 503),
    )
    def play() -> dict[str, Any]:
        """What its page shows: nothing of the key, and of what comes only what has come. A program uses the key of a chair in
        the room of the play."""
        return _told(here_in(window))

    @router.post(
        "/api/play/events",
        summary="Report in an exercise",
        response_description="The play after it, as `GET /api/play` tells it.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def told(
        event: Annotated[PlayEvent, Body(discriminator="kind", openapi_examples=examples_of(PlayEvent))],
    ) -> dict[str, Any]:
        """An officer's estimate, evidence, a hint that is asked for, an approach on record, or that one is done."""
        must_play()
        must_report(event.kind)
        event.happen(window.stage, window.room)
        return _told(here_in(window))

    return router


def _told(here: Here) -> dict[str, Any]:
    page, variant, play = page_of(here), here.variant, here.play
    estimates = {line.id: line.chance for line in page.cases}
    step = next_step(here.scenario, play, here.log)
    post = visit().seated.post
    return {
        "title": page.title,
        "brief": page.brief,
        "state": here.phase.value,
        "finished": bool(play.finished),
        "now": here.now.isoformat(),
        "mode": play.opened.mode.value,
        "marked": page.for_marks,
        "seal": play.opened.seal,
        "desk": post.id if post else None,
        "chairs": [one.desk.post for one in page.chairs],
        "papers": [
            {
                "id": paper.id,
                "title": said(paper.title, language()),
                "rows": [[said(label, language()), value] for label, value in paper.rows],
                "text": said(paper.text, language()),
            }
            for paper in papers_there(variant, play)
        ],
        "places": [
            {"id": place.id, "label": said(place.label, language()), "paper": place.paper or None}
            for place in places_there(variant, play)
        ],
        "messages": [
            {"id": one.id, "at": one.at.isoformat(), "title": one.title, "text": one.text, "papers": [p.id for p in one.papers]}
            for one in messages(variant, play)
        ],
        "notes": [{"place": one.place, "side": one.side.value, "why": one.why} for one in notes(variant, play)],
        "hints": [{"text": one.text, "cost": one.cost} for one in page.hints.given],
        "hints_left": page.hints.left,
        "next_hint_cost": page.hints.next_cost,
        "next_step": {"number": step.number, "of": step.of, "title": step.title, "page": step.href} if step else None,
        "cases": {
            name: {"case": case.id, "number": case.number, "status": case.status, "estimate": estimates.get(case.id)}
            for name, id in here.log.cases.items()
            for case in here.cases
            if case.id == id
        },
        "drafts": [
            {"name": one.name, "lrn": one.lrn, "message": variant.drafts[one.name].decode()}
            for one in drafts(variant, here.log, visit().seated)
        ],
    }
