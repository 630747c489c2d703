"""A question of origin: a bill of materials is typed, the rule of an agreement answers. Nothing is recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from eclear.journey.origin import determine
from eclear.reference import Agreement, Agreements, country
from eclear.training.origins import QUESTIONS
from eclear.web.languages import _
from eclear.web.pages.origin import (
    MORE_LINES,
    MOST_MATERIALS,
    AgreementChoice,
    AnswerCard,
    Asked,
    OriginPage,
    Problem,
    Reading,
    answer_card,
    of_example,
    term_lines,
    typed,
    with_lines,
)
from eclear.web.window import Window

MOST_FIELDS = 200
"""How many fields a form may have: those of the goods, and six for each material."""

NO_AGREEMENTS = Agreements({}, {})


def origin(window: Window) -> APIRouter:
    """Return the routes of the page on which a question of origin is asked."""
    router = APIRouter(include_in_schema=False)
    law = country(window.office.country)
    agreements = law.agreements if law else NO_AGREEMENTS
    examples = tuple((one.name, one.title) for one in QUESTIONS)

    def shown(
        request: Request,
        asked: Asked,
        problems: tuple[Problem, ...] = (),
        answer: AnswerCard | None = None,
        chosen: Agreement | None = None,
        status: int = 200,
    ) -> Response:
        now = window.now()
        today = law.declared_on(None, now) if law else now.date()
        choices = tuple(AgreementChoice(one.id, one.name) for one in agreements.on(today))
        if not asked.on:
            asked = replace(asked, on=today.isoformat())
        terms = term_lines(chosen) if chosen else ()
        page = OriginPage(asked, choices, examples, problems, answer, terms, chosen.name if chosen else None, MOST_MATERIALS)
        return window.pages.html(request, page, now, status)

    def answered(request: Request, asked: Asked) -> Response:
        reading = Reading()
        day = reading.day(asked.on)
        goods, materials = reading.question(asked)
        chosen = agreements.named(asked.agreement, day) if day else None
        if day and chosen is None:
            wrong = _("The agreement is not in force on this day. Choose another, or correct the day.")
            reading.problems.append(Problem("agreement", wrong))
        if chosen is None or day is None or reading.problems:
            return shown(request, asked, tuple(reading.problems), status=422)
        answer = answer_card(determine(goods, materials, chosen, day))
        return shown(request, with_lines(asked), answer=answer, chosen=chosen)

    @router.get("/origin")
    def ask(request: Request, example: Annotated[str, Query(max_length=40)] = "") -> Response:
        question = next((one for one in QUESTIONS if one.name == example), None)
        if question is None:
            wrong = (Problem("examples", _("There is no example of this name. Choose one of the list.")),) if example else ()
            return shown(request, with_lines(Asked()), wrong, status=400 if wrong else 200)
        now = window.now()
        asked = of_example(question, law.declared_on(None, now) if law else now.date())
        return answered(request, asked)

    @router.post("/origin")
    async def asked(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            told = {name: value for name, value in form.items() if isinstance(value, str)}
        question = typed(told)
        if told.get("do") == "more":
            return await to_thread.run_sync(shown, request, with_lines(question, MORE_LINES))
        return await to_thread.run_sync(answered, request, with_lines(question))

    return router
