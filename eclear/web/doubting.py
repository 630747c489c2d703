"""What is done about doubts from the page of a case: an officer raises and decides one, the declarant answers it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import StringConstraints
from starlette.responses import RedirectResponse, Response

from eclear.casefile.doubt import About, NewValue, Outcome, Side
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.valuation import METHODS, Method, Passed
from eclear.clearance import answer_doubt, decide_doubt, raise_doubt
from eclear.web.visit import page_of_case
from eclear.web.window import Window

Words = Annotated[str, StringConstraints(max_length=2000)]
Short = Annotated[str, StringConstraints(max_length=40)]
Said = Annotated[str, Form(max_length=2000)]
Law = Annotated[str, Form(max_length=300)]


def doubting(window: Window) -> APIRouter:
    """Return the routes of doubts."""
    router = APIRouter(include_in_schema=False)

    @router.post("/cases/{case_id}/doubts")
    def raised(
        case_id: str,
        version: Annotated[int, Form()],
        about: Annotated[About, Form()],
        item: Annotated[list[int] | None, Form()] = None,
        grounds: Said = "",
        law: Law = "",
    ) -> Response:
        raise_doubt(window.office, case_id, about, item or (), grounds=grounds, law=law, room=window.room, version=version)
        return _back(case_id)

    @router.post("/cases/{case_id}/doubts/{number}/answer")
    def answered(
        case_id: str,
        number: int,
        version: Annotated[int | None, Form()] = None,
        text: Said = "",
        documents: Said = "",
        side: Annotated[Side, Form()] = Side.DECLARANT,
    ) -> Response:
        papers = documents.splitlines()
        answer_doubt(window.office, case_id, number, text, documents=papers, side=side, room=window.room, version=version)
        return _back(case_id)

    @router.post("/cases/{case_id}/doubts/{number}/decide")
    def decided(
        case_id: str,
        number: int,
        version: Annotated[int, Form()],
        outcome: Annotated[Outcome, Form()],
        grounds: Said = "",
        law: Law = "",
        item: Annotated[list[int] | None, Form()] = None,
        value: Annotated[list[Short] | None, Form()] = None,
        method: Annotated[list[Short] | None, Form()] = None,
        ground: Annotated[list[Words] | None, Form()] = None,
        passed: Annotated[list[Words] | None, Form()] = None,
        not_method: Annotated[list[Short] | None, Form()] = None,
        computed_first: Annotated[bool, Form()] = False,
    ) -> Response:
        reasons = tuple(
            Passed(Method(code), why)
            for code, why in zip(not_method or (), passed or (), strict=False)
            if code in METHODS and why.strip()
        )
        decide_doubt(
            window.office,
            case_id,
            number,
            outcome,
            grounds=grounds,
            law=law,
            values=_values(item or (), value or (), method or (), ground or (), reasons),
            computed_first=computed_first,
            room=window.room,
            version=version,
        )
        return _back(case_id)

    return router


def amount_of(typed: str) -> Decimal | None:
    """Read a sum of money as typed, with or without commas; None for nothing. Raises IllegalStep for what is no sum."""
    text = typed.strip().replace(",", "")
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or abs(amount.adjusted()) > 18:
        raise IllegalStep(f"{typed.strip()[:40]!r} is no sum of money. Write it in figures, such as 800000.")
    return amount


def _values(
    items: Sequence[int], values: Sequence[str], methods: Sequence[str], grounds: Sequence[str], passed: tuple[Passed, ...]
) -> tuple[NewValue, ...]:
    """Return the values that were filled in; the rows of a form that were left blank set none."""
    rows = zip(items, map(amount_of, values), methods, grounds, strict=False)
    return tuple(NewValue(item, value, method, ground, passed) for item, value, method, ground in rows if value is not None)


def _back(case_id: str) -> RedirectResponse:
    return RedirectResponse(f"{page_of_case(case_id)}#doubts", 303)
