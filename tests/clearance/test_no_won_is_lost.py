"""Money never appears or vanishes: whatever is done in a room, and in whatever order, its cases and the bank's book agree."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import count

from clearance_desks import Room
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests_shared import Clock

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Against, Mood, PaymentState, RefundState
from eclear.clearance import Office, arrive, decide, pay
from eclear.clearance.appealing import appeal, decide_appeal
from eclear.clearance.banking import behaviour, order_of, set_bank
from eclear.clearance.correcting import (
    announce_reassessment,
    claim_less,
    decide_addition,
    reassess,
    self_correct,
    waive_review,
)
from eclear.clearance.correction_message import NewFigure
from eclear.clearance.paying import fall_due, reverse_payment
from eclear.clearance.refunding import confirm_refund, propose_refund, refuse_refund

_rooms = count(1)


def figures(price: int) -> tuple[NewFigure, ...]:
    return (NewFigure(1, "price", str(price)),)


def last_order(case: Case) -> str:
    return next((one.order for one in reversed(case.ledger.payments) if one.state is PaymentState.SETTLED), "")


def waiting_refund(case: Case) -> int:
    return next((one.number for one in case.ledger.refunds if one.state is RefundState.PROPOSED), 0)


Act = Callable[[Office, str, Case, Clock], object]

ACTS: dict[str, Act] = {
    "the bank is slow": lambda o, r, _c, _k: set_bank(o, Mood.SLOW, 10, room=r),
    "the bank is silent": lambda o, r, _c, _k: set_bank(o, Mood.SILENT, 5, room=r),
    "the bank refuses": lambda o, r, _c, _k: set_bank(o, Mood.REFUSES, room=r),
    "the bank is prompt": lambda o, r, _c, _k: set_bank(o, Mood.PROMPT, room=r),
    "pay": lambda o, r, c, _k: pay(o, c.id, room=r),
    "pay again": lambda o, r, c, _k: pay(o, c.id, notice=c.ledger.notices[0].number if c.ledger.notices else None, room=r),
    "some minutes": lambda o, r, c, k: (k.pass_by(minutes=12), fall_due(o, c.id, room=r)),
    "some weeks": lambda o, r, c, k: (k.pass_by(days=20), fall_due(o, c.id, room=r)),
    "taken back": lambda o, r, c, _k: reverse_payment(o, c.id, last_order(c), "A slip.", room=r),
    "corrected up": lambda o, r, c, _k: self_correct(o, c.id, figures(2600 + c.version), why="A slip.", room=r),
    "claimed less": lambda o, r, c, _k: claim_less(o, c.id, figures(1800 - c.version), why="A slip.", room=r),
    "granted": lambda o, r, c, _k: decide(o, c.id, "grant", room=r),
    "announced": lambda o, r, c, _k: announce_reassessment(o, c.id, figures(3000 + c.version), grounds="x", room=r),
    "waived": lambda o, r, c, _k: waive_review(o, c.id, room=r),
    "reassessed": lambda o, r, c, _k: reassess(o, c.id, room=r),
    "addition": lambda o, r, c, _k: decide_addition(o, c.id, len(c.corrections), impose=True, grounds="x", room=r),
    "appealed": lambda o, r, c, _k: appeal(o, c.id, Against.REASSESSMENT, len(c.corrections), grounds="x", room=r),
    "appeal won": lambda o, r, c, _k: decide_appeal(o, c.id, len(c.appeals), won=True, grounds="x", room=r),
    "refund proposed": lambda o, r, c, _k: propose_refund(o, c.id, reason="x", room=r),
    "refund confirmed": lambda o, r, c, _k: confirm_refund(o, c.id, waiting_refund(c), room=r),
    "refund refused": lambda o, r, c, _k: refuse_refund(o, c.id, waiting_refund(c), "x", room=r),
}


def bank_book(office: Office, room: str, case: Case) -> tuple[Decimal, Decimal]:
    """What left the trader's accounts and stayed away, and what came back to them, by the bank's own book."""
    out, back = Decimal(0), Decimal(0)
    with office.store.reading(room) as records:
        assert behaviour(records)
        events = records.events(case.id)
        named = {getattr(event.fact, "order", "") for event in events if isinstance(event.fact, ev.Paid | ev.PaymentOrdered)}
        paid_out = {event.fact.order for event in events if isinstance(event.fact, ev.RefundConfirmed)}
        for number in sorted(named):
            order = order_of(records, number)
            out += order.amount if order and order.outcome == "settled" else 0
        for number in sorted(paid_out):
            order = order_of(records, number)
            back += order.amount if order and order.outcome == "settled" else 0
    return out, back


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(ACTS)), min_size=6, max_size=16))
def test_any_order_of_notices_payments_refunds_and_appeals_adds_up_to_the_won(room: Room, clock: Clock, acts: list[str]) -> None:
    office, name = room.office, f"{room.name}-{next(_rooms)}"
    office.enter(name)
    here = Room(office, name)
    case = here.lodge()
    if not here.now(case).reviewed:
        decide(office, case.id, "pass", room=name)
    pay(office, case.id, room=name)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or case.lodged.cargo or "", report, room=name)
    for act in acts:
        before = here.now(case)
        try:
            ACTS[act](office, name, before, clock)
        except IllegalStep as refused:
            assert str(refused) and here.now(case).version >= before.version, "what the law does not allow has a reason"
        now = here.now(case).ledger
        out, back = bank_book(office, name, case)
        assert (now.settled, now.refunded) == (out, back), (act, acts)
        assert now.owed + now.overpaid == now.paid + now.outstanding, (act, acts)
        assert now.refundable >= 0 and now.held == 0
        to_pay = sum((now.to_pay(one) for one in now.open_notices), Decimal(0))
        assert to_pay == now.outstanding, (act, acts, "every won that is outstanding has its notice")
