"""Ledgers for programs: operations under regimes that suspend duty, and the monthly accounts of traders."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path

from eclear.casefile.deferral import Deferral
from eclear.casefile.person import Role
from eclear.clearance import UnknownCase
from eclear.clearance.deferring import statements_of
from eclear.clearance.gathering import deferral_of, unpaid
from eclear.storage import Records
from eclear.web.answers import answers, examples_of
from eclear.web.contract import operation_json, statement_json
from eclear.web.operations import must_be_for, seen_operation
from eclear.web.reporting import must_report
from eclear.web.reports import AccountEvent, Here, OperationEvent, RegimeDeclared
from eclear.web.visit import visit
from eclear.web.window import Window

Number = Annotated[str, Path(description="Number of the operation, such as T26-000001", max_length=40)]
TraderNumber = Annotated[str, Path(description="Number of the trader in the register", max_length=70)]


def ledgers(window: Window) -> APIRouter:
    """Return the routes of operations and of monthly accounts."""
    router = APIRouter()

    @router.post(
        "/api/operations",
        status_code=201,
        summary="Declare goods for a regime that suspends duty",
        response_description="The operation with its number and the duty that is at stake.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def declared(what: RegimeDeclared) -> dict[str, Any]:
        """Transit, bonded transport, return, and whatever else the country's files say. Customs accepts it, or refuses it."""
        return operation_json(what.happen(Here(window.office, window.room)))

    @router.get(
        "/api/operations/{number}",
        summary="Look at an operation",
        response_description="How it stands, and what is suspended, guaranteed and claimed.",
        responses=answers(404, 422, 503),
    )
    def operation(number: Number) -> dict[str, Any]:
        """Its offices find it, who answers for it, and the sheds and the carrier that have a part in it."""
        with window.office.store.reading(window.room) as records:
            return operation_json(seen_operation(records, number))

    @router.post(
        "/api/operations/{number}/events",
        summary="Report a step of an operation",
        response_description="The operation after it.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def stepped(
        number: Number, event: Annotated[OperationEvent, Body(discriminator="kind", openapi_examples=examples_of(OperationEvent))]
    ) -> dict[str, Any]:
        """From its acceptance to its discharge or the claim on its guarantee. Sheds and carriers report departure and arrival."""
        must_report(event.kind)
        must_be_for(event.step, event.kind)
        with window.office.store.reading(window.room) as records:
            found = seen_operation(records, number)
        return operation_json(event.happen(Here(window.office, window.room), found.number))

    @router.get(
        "/api/accounts/{trader}",
        summary="Look at a monthly account",
        response_description="Its terms, what of its limit is used, and its statements.",
        responses=answers(404, 422, 503),
    )
    def account(trader: TraderNumber) -> dict[str, Any]:
        """A trader finds his own."""
        with window.office.store.reading(window.room) as records:
            return _account(records, _own(trader))

    @router.post(
        "/api/accounts/{trader}/events",
        summary="Report about a monthly account",
        response_description="The account after it.",
        responses=answers(403, 404, 409, 422, 503, 507),
    )
    def reported(
        trader: TraderNumber,
        event: Annotated[AccountEvent, Body(discriminator="kind", openapi_examples=examples_of(AccountEvent))],
    ) -> dict[str, Any]:
        """Officers approve and end it; the trader pays its statements."""
        must_report(event.kind)
        event.happen(Here(window.office, window.room), _own(trader))
        with window.office.store.reading(window.room) as records:
            return _account(records, trader)

    return router


def _own(trader: str) -> str:
    """Return the trader asked for; raises UnknownCase where another trader asks."""
    post = visit().seated.post
    if post is not None and post.role is Role.TRADER and post.of != trader:
        raise UnknownCase(f"There is no monthly account of {trader[:40]} for you. Ask for your own.")
    return trader


def _account(records: Records, trader: str) -> dict[str, Any]:
    deferral: Deferral = deferral_of(records, trader)
    if not deferral.version:
        raise UnknownCase(f"No monthly account was approved for {trader[:40]}. An officer approves one.")
    return {
        "trader": trader,
        "holds": deferral.holds,
        "currency": deferral.currency,
        "limit": f"{deferral.limit:f}",
        "used": f"{unpaid(records, deferral):f}",
        "statements": list(map(statement_json, statements_of(records, deferral))),
    }
