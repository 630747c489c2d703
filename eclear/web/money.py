"""Money from the pages: paying, correcting, appealing, refunding, drawback; and the page of accounts, statements and the bank."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eclear.casefile import events as ev
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Against, How, Mood
from eclear.casefile.person import Role
from eclear.casefile.security import Form as Secured
from eclear.clearance.appealing import appeal, decide_appeal
from eclear.clearance.banking import behaviour, set_bank
from eclear.clearance.collecting import collections_due_everywhere
from eclear.clearance.correcting import (
    amend_return,
    announce_reassessment,
    claim_less,
    decide_addition,
    reassess,
    self_correct,
    waive_review,
)
from eclear.clearance.correction_message import NewFigure
from eclear.clearance.deferring import end_deferral, grant_deferral, pay_statement, statements_of
from eclear.clearance.drawing_back import Used, claim_drawback, decide_drawback
from eclear.clearance.gathering import deferral_of, unpaid
from eclear.clearance.gathering import stream_of as account_stream
from eclear.clearance.paying import fall_due, fall_due_everywhere, reverse_payment
from eclear.clearance.refunding import confirm_refund, propose_refund, refuse_refund
from eclear.storage import Busy, Records, Stale
from eclear.web.doubting import amount_of
from eclear.web.pages.accounts import AccountsPage, accounts_page
from eclear.web.traders import law_of
from eclear.web.visit import page_of_case, visit
from eclear.web.window import Window

Words = Annotated[str, Form(max_length=2000)]
Short = Annotated[str, Form(max_length=300)]
Typed = Annotated[list[str] | None, Form()]

MOST = 200
"""Of so many recent happenings of a kind the page of accounts knows."""

OWING = frozenset({"T2", "T4"})
"""States of the tax in which something is to be paid."""

WAYS = {How.SELF_CORRECTION.value: self_correct, How.AMENDED_RETURN.value: amend_return, How.CLAIM.value: claim_less}


def worked(window: Window, case_id: str) -> None:
    """Work what has fallen due in a case on the room's clock, before its page is shown; who is busy does it next time."""
    with suppress(Stale, Busy):
        fall_due(window.office, case_id, room=window.room)


def money(window: Window) -> APIRouter:
    """Return the routes of money."""
    router = APIRouter(include_in_schema=False)

    # -- the trader's side --------------------------------------------------------------------------------------------

    @router.post("/mine/{case_id}/correct")
    def corrected(
        case_id: str,
        how: Annotated[Literal["self-correction", "amended-return", "claim"], Form()],
        item: Typed = None,
        what: Typed = None,
        figure: Typed = None,
        why: Words = "",
    ) -> Response:
        WAYS[how](window.office, case_id, _figures(item, what, figure), why=why, room=window.room)
        return _back(case_id)

    @router.post("/mine/{case_id}/waive")
    def waived(case_id: str) -> Response:
        waive_review(window.office, case_id, room=window.room)
        return _back(case_id)

    @router.post("/mine/{case_id}/appeal")
    def appealed(
        case_id: str, against: Annotated[Against, Form()], correction: Annotated[int, Form()], grounds: Words = ""
    ) -> Response:
        appeal(window.office, case_id, against, correction, grounds=grounds, room=window.room)
        return _back(case_id)

    @router.post("/mine/{case_id}/drawback")
    def claimed(case_id: str, number: Typed = None, item: Typed = None, quantity: Typed = None) -> Response:
        rows = zip(number or (), item or (), quantity or (), strict=False)
        used = [Used(one.strip(), _whole(of), amount_of(much) or Decimal(0)) for one, of, much in rows if one.strip()]
        claim_drawback(window.office, case_id, used, room=window.room)
        return _back(case_id)

    # -- the officer's side -------------------------------------------------------------------------------------------

    @router.post("/cases/{case_id}/announce")
    def announced(
        case_id: str, item: Typed = None, what: Typed = None, figure: Typed = None, grounds: Words = "", law: Short = ""
    ) -> Response:
        figures = _figures(item, what, figure)
        announce_reassessment(window.office, case_id, figures, grounds=grounds, law=law, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/reassess")
    def reassessed(case_id: str) -> Response:
        reassess(window.office, case_id, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/addition")
    def addition(
        case_id: str,
        correction: Annotated[int, Form()],
        impose: Annotated[bool, Form()],
        grounds: Words = "",
        law: Short = "",
    ) -> Response:
        decide_addition(window.office, case_id, correction, impose=impose, grounds=grounds, law=law, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/appeals/{number}")
    def appeal_decided(case_id: str, number: int, won: Annotated[bool, Form()], grounds: Words = "", law: Short = "") -> Response:
        decide_appeal(window.office, case_id, number, won=won, grounds=grounds, law=law, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/refund")
    def proposed(case_id: str, amount: Annotated[str, Form(max_length=40)] = "", reason: Words = "") -> Response:
        propose_refund(window.office, case_id, amount_of(amount), reason=reason, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/refund/{number}/confirm")
    def confirmed(case_id: str, number: int) -> Response:
        confirm_refund(window.office, case_id, number, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/refund/{number}/refuse")
    def refused(case_id: str, number: int, reason: Short = "") -> Response:
        refuse_refund(window.office, case_id, number, reason, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/drawback/decide")
    def drawback_decided(case_id: str, granted: Annotated[bool, Form()], reason: Words = "", law: Short = "") -> Response:
        decide_drawback(window.office, case_id, granted=granted, reason=reason, law=law, room=window.room)
        return _back(case_id)

    @router.post("/cases/{case_id}/reverse")
    def reversed_(case_id: str, order: Annotated[str, Form(max_length=40)], reason: Short = "") -> Response:
        reverse_payment(window.office, case_id, order, reason, room=window.room)
        return _back(case_id)

    # -- accounts, statements and the bank ----------------------------------------------------------------------------

    @router.get("/money")
    def accounts(request: Request, again: Annotated[bool, Query()] = False) -> Response:
        me = visit().seated
        with window.office.store.reading(window.room) as records:
            now = window.clock(records)
            page = _accounts(records, me.of if me.post and me.post.role is Role.TRADER else "", again, window)
        return window.pages.html(request, page, now)

    @router.post("/money/day")
    def day() -> Response:
        fall_due_everywhere(window.office, room=window.room)
        collections_due_everywhere(window.office, room=window.room)
        return RedirectResponse("/money", 303)

    @router.post("/money/bank")
    def bank(mood: Annotated[Mood, Form()], minutes: Annotated[int, Form(ge=0, le=10_080)] = 0, why: Short = "") -> Response:
        set_bank(window.office, mood, minutes, why=why, room=window.room)
        return RedirectResponse("/money", 303)

    @router.post("/money/accounts")
    def granted(
        trader: Annotated[str, Form(max_length=70)],
        limit: Annotated[str, Form(max_length=40)] = "",
        security: Short = "",
        form: Annotated[Secured, Form()] = Secured.GUARANTEE,
        amount: Annotated[str, Form(max_length=40)] = "",
        why: Words = "",
    ) -> Response:
        sums = (amount_of(limit) or Decimal(0), amount_of(amount) or Decimal(0))
        grant_deferral(
            window.office, trader.strip(), sums[0], security=security, form=form, amount=sums[1], why=why, room=window.room
        )
        return RedirectResponse("/money", 303)

    @router.post("/money/accounts/end")
    def ended(trader: Annotated[str, Form(max_length=70)], why: Short = "") -> Response:
        end_deferral(window.office, trader.strip(), why=why, room=window.room)
        return RedirectResponse("/money", 303)

    @router.post("/money/statement")
    def statement_paid(
        number: Annotated[str, Form(max_length=60)],
        trader: Annotated[str, Form(max_length=70)] = "",
        account: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        me = visit().seated
        whose = me.of if me.post is not None else trader
        _statement, again = pay_statement(window.office, whose, number, account=account, room=window.room)
        return RedirectResponse("/money?again=1" if again else "/money", 303)

    return router


def _accounts(records: Records, own: str, again: bool, window: Window) -> AccountsPage:
    """Return the page of accounts: that of a trader himself, or of everybody in the room for officers."""
    granted = records.latest(ev.DeferralGranted.kind, MOST)
    traders = [own] if own else list(dict.fromkeys(e.fact.trader for e in granted if isinstance(e.fact, ev.DeferralGranted)))
    records.read_ahead(map(account_stream, traders))
    deferrals = [deferral for trader in traders if (deferral := deferral_of(records, trader)).version]
    if own:
        _total, rows = records.rows_of_trader(own, asked=True, limit=MOST)
        ids = {row.id for row in rows if row.tax in OWING} | _cases_of(records, ev.RefundConfirmed.kind)
    else:
        ids = _cases_of(records, ev.RefundProposed.kind) | _cases_of(records, ev.NoticeOverdue.kind)
        ids |= _cases_of(records, ev.PaymentOrdered.kind) | _cases_of(records, ev.Appealed.kind)
    records.read_ahead((*ids, *(line.case for deferral in deferrals for line in deferral.gathered)))
    found = [(deferral, unpaid(records, deferral), statements_of(records, deferral)) for deferral in deferrals]
    cases = [case for case_id in sorted(ids) if (case := records.case(case_id)) and own in ("", case.lodged.trader)]
    return accounts_page(
        visit().seated, found, cases, bank=None if own else behaviour(records), again=again, law=law_of(window.office)
    )


def _cases_of(records: Records, kind: str) -> set[str]:
    return {event.stream for event in records.latest(kind, MOST)}


def _figures(items: Iterable[str] | None, whats: Iterable[str] | None, figures: Iterable[str] | None) -> tuple[NewFigure, ...]:
    """Return the figures that were filled in; rows that were left blank correct nothing."""
    rows = zip(items or (), whats or (), figures or (), strict=False)
    return tuple(NewFigure(_whole(item), what[:20], figure[:40]) for item, what, figure in rows if figure.strip())


def _whole(typed: str) -> int:
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise IllegalStep(f"{text[:20]!r} is no number of an item. Write it in figures, such as 1.")
    return int(text)


def _back(case_id: str) -> RedirectResponse:
    return RedirectResponse(f"{page_of_case(case_id)}#money", 303)
