"""What officers do about examinations: order one, print the order, report what was found, and take in what laboratories say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile.examination import (
    Attendant,
    Attending,
    Counted,
    Depth,
    Examination,
    Irregularity,
    Order,
    Sample,
    SealSeen,
    SealState,
)
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.quantity import Measure
from eclear.clearance import UnknownCase, decide, examine, laboratory_reported
from eclear.web.casework import attempted
from eclear.web.pages.examining import order_page
from eclear.web.window import Window

Reason = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, StringConstraints(max_length=70)]
Shorts = Annotated[list[Short] | None, Form(max_length=200)]
Number = Annotated[int, Form(ge=1, le=999)]
Version = Annotated[int, Form()]


def examinations(window: Window) -> APIRouter:
    """Return the routes of examinations."""
    router = APIRouter(include_in_schema=False)

    @router.post("/cases/{case_id}/order")
    def ordered(
        request: Request,
        case_id: str,
        version: Version,
        depth: Annotated[Depth, Form()],
        reason: Reason = "",
        item: Annotated[list[int] | None, Form(max_length=999)] = None,
        place: Annotated[str, Form(max_length=70)] = "",
    ) -> Response:
        order = Order(depth, tuple(item or ()), place)

        def done() -> Response:
            decide(window.office, case_id, "inspect", reason=reason, order=order, room=window.room, version=version)
            return _back(case_id)

        written = {"depth": depth.value, "place": place, "reason": reason}
        return attempted(window, request, case_id, version, written, done, tuple(("item", str(one)) for one in order.items))

    @router.get("/cases/{case_id}/order")
    def printed(request: Request, case_id: str) -> Response:
        with window.office.store.reading(window.room) as records:
            case, now = records.case(case_id), window.clock(records)
            names = {person.id: person.name for person in records.people.people(window.room)}
        page = order_page(case, window.received(case).declaration, names) if case else None
        if page is None:
            raise UnknownCase("No examination of this case was ordered. Order one on its page; then it can be printed.")
        return window.pages.html(request, page, now)

    @router.post("/cases/{case_id}/examine")
    def examined(
        case_id: str,
        version: Version,
        depth: Annotated[Depth, Form()],
        found: Annotated[list[Irregularity] | None, Form()] = None,
        remark: Reason = "",
        count_item: Annotated[list[int] | None, Form(max_length=999)] = None,
        count_quantity: Shorts = None,
        count_packages: Shorts = None,
        seal: Shorts = None,
        seal_state: Shorts = None,
        sample_item: Shorts = None,
        laboratory: Shorts = None,
        question: Annotated[list[Annotated[str, StringConstraints(max_length=300)]] | None, Form(max_length=200)] = None,
        due: Shorts = None,
        attended: Shorts = None,
    ) -> Response:
        report = Examination(
            depth,
            tuple(found or ()),
            remark,
            tuple(_counted(count_item or (), count_quantity or (), count_packages or ())),
            tuple(_seals(seal or (), seal_state or ())),
            tuple(_samples(sample_item or (), laboratory or (), question or (), due or ())),
            tuple(map(_attendant, attended or ())),
        )
        examine(window.office, case_id, report, room=window.room, version=version)
        return _back(case_id)

    @router.post("/cases/{case_id}/laboratory")
    def analysed(
        case_id: str,
        version: Version,
        sample: Number,
        finding: Reason = "",
        found: Annotated[list[Irregularity] | None, Form()] = None,
    ) -> Response:
        laboratory_reported(window.office, case_id, sample, finding, found or (), room=window.room, version=version)
        return _back(case_id)

    return router


def _counted(items: Sequence[int], quantities: Sequence[str], packages: Sequence[str]) -> Iterator[Counted]:
    """Yield what was counted; a row that was left blank counts nothing."""
    for item, quantity, boxes in zip(items, quantities, packages, strict=False):
        counted, there = _figure(quantity, item), _figure(boxes, item)
        if there is not None and there != int(there):
            raise IllegalStep(f"Item {item}: {boxes.strip()} packages cannot be. Count whole packages.")
        if counted is not None or there is not None:
            yield Counted(item, None if counted is None else Measure(counted), None if there is None else int(there))


def _figure(typed: str, item: int) -> Decimal | None:
    text = typed.strip().replace(",", "")
    if not text:
        return None
    try:
        figure = Decimal(text)
    except InvalidOperation:
        figure = Decimal("nan")
    if not figure.is_finite() or abs(figure.adjusted()) > 15:
        raise IllegalStep(f"Item {item}: {typed.strip()!r} is no number. Write what was counted in figures, such as 820.")
    return figure


def _seals(numbers: Sequence[str], states: Sequence[str]) -> Iterator[SealSeen]:
    """Yield the seals that were looked at: those with a number and a state."""
    for number, state in zip(numbers, states, strict=False):
        if not state:
            continue
        if state not in tuple(SealState):
            raise IllegalStep(f"State {state!r} of a seal is not known. Write one of {', '.join(SealState)}.")
        if not number.strip():
            raise IllegalStep("A seal has a number. Write that which it bears, or should bear.")
        yield SealSeen(number, SealState(state))


def _samples(
    items: Sequence[str], laboratories: Sequence[str], questions: Sequence[str], dues: Sequence[str]
) -> Iterator[Sample]:
    """Yield the samples of the rows that were filled in."""
    for item, laboratory, question, due in zip_longest(items, laboratories, questions, dues, fillvalue=""):
        if not (laboratory.strip() or question.strip()):
            continue
        try:
            day = date.fromisoformat(due.strip())
        except ValueError:
            raise IllegalStep(f"{due!r} is no day for the laboratory's answer. Write it as 2026-05-12.") from None
        if not (item.isascii() and item.isdigit()):
            raise IllegalStep(f"{item!r} is no item. Write the number of the item that the sample is of.")
        yield Sample(int(item), laboratory, question, day)


def _attendant(told: str) -> Attendant:
    part, _, agency = told.partition(":")
    if part not in tuple(Attending):
        raise IllegalStep(f"{told!r} was not there. Name declarant, shed, or agency:CODE.")
    return Attendant(Attending(part), agency)


def _back(case_id: str) -> RedirectResponse:
    return RedirectResponse(f"/cases/{case_id}#examination", 303)
