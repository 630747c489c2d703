"""Money in a case: paid through a bank that may be slow, gathered by the month, corrected, appealed, refunded, drawn back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from clearance_desks import Room
from tests_shared import Clock, new_price

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Against, How, Mood, NoticeKind, NoticeState, Stage
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.pointer import changed
from eclear.casefile.security import Form
from eclear.clearance import Office, arrive, decide, exit_confirmed, pay, remind, submit, take_next
from eclear.clearance.appealing import appeal, decide_appeal, possible
from eclear.clearance.banking import set_bank
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
from eclear.clearance.gathering import deferral_of
from eclear.clearance.paying import fall_due, order_payment, reverse_payment
from eclear.clearance.refunding import confirm_refund, propose_refund, refuse_refund
from eclear.journey.checks.baseline import EXPORT
from eclear.wco import write

HIGHER, LOWER = (NewFigure(1, "price", "2,500.00"),), (NewFigure(1, "price", "1500"),)


def reviewed(room: Room, lrn: str = "LRN-1", **changes: str | None) -> Case:
    """A case whose review has passed, so that its notice is out if it is paid first."""
    case = room.lodge(lrn, **changes)
    return room.now(case) if room.now(case).reviewed else decide(room.office, case.id, "pass", room=room.name)


def released(room: Room, case: Case) -> Case:
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, case.cargo or case.lodged.cargo or "", report, room=room.name)
    return room.now(case)


def accepted(room: Room, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = reviewed(room, lrn, **changes)
    pay(room.office, case.id, room=room.name)
    case = released(room, case)
    assert (case.status, case.tax) == ("D9", "T3")
    return case


def adds_up(case: Case) -> bool:
    ledger = case.ledger
    over = ledger.overpaid - (ledger.credit - sum(refund.of_credit for refund in ledger.refunds))
    return ledger.owed + over == ledger.paid + ledger.outstanding


def states(case: Case) -> list[tuple[NoticeKind, NoticeState]]:
    return [(notice.kind, case.ledger.state_of(notice)) for notice in case.ledger.notices]


# -- the bank ---------------------------------------------------------------------------------------------------------


def test_a_slow_bank_is_waited_for_and_then_the_notice_is_paid(room: Room, clock: Clock) -> None:
    set_bank(room.office, Mood.SLOW, 20, room=room.name)
    case = reviewed(room)
    after = pay(room.office, case.id, room=room.name)
    assert (after.tax, states(after)) == ("T2", [(NoticeKind.DUTY, NoticeState.ORDERED)])
    clock.pass_by(minutes=19)
    assert fall_due(room.office, case.id, room=room.name).version == after.version, "not yet"
    clock.pass_by(minutes=1)
    paid = fall_due(room.office, case.id, room=room.name)
    assert (paid.tax, paid.paid, states(paid)) == ("T3", paid.total_due, [(NoticeKind.DUTY, NoticeState.PAID)])
    assert adds_up(paid)


def test_paying_twice_is_one_payment_and_says_so(room: Room, clock: Clock) -> None:
    set_bank(room.office, Mood.SLOW, 5, room=room.name)
    case = reviewed(room)
    number = case.ledger.notices[0].number
    first = order_payment(room.office, case.id, notice=number, room=room.name)
    second = order_payment(room.office, case.id, notice=number, account="T-OTHER-2", room=room.name)
    assert not first.again and second.again and "Nothing was ordered again" in second.said
    assert second.case.version == first.case.version and len(second.case.ledger.payments) == 1
    clock.pass_by(minutes=5)
    third = order_payment(room.office, case.id, notice=number, room=room.name)
    assert third.again and "was paid before" in third.said and third.case.paid == case.total_due
    with pytest.raises(IllegalStep, match="paid before"):
        pay(room.office, case.id, room=room.name)


def test_the_bank_that_answers_after_its_time_out_is_reconciled_and_never_pays_twice(room: Room, clock: Clock) -> None:
    set_bank(room.office, Mood.SILENT, 15, room=room.name)
    case = reviewed(room)
    pay(room.office, case.id, room=room.name)
    clock.pass_by(minutes=31)
    late = fall_due(room.office, case.id, room=room.name)
    assert (late.tax, states(late)[0][1]) == ("T2", NoticeState.UNANSWERED)
    set_bank(room.office, Mood.PROMPT, room=room.name)
    again = order_payment(room.office, case.id, notice=late.ledger.notices[0].number, room=room.name)
    assert again.again and "not answered in time" in again.said, "the office asks about the same order, and orders no other"
    clock.pass_by(minutes=15)
    paid = fall_due(room.office, case.id, room=room.name)
    assert (paid.tax, paid.paid, len(paid.ledger.payments)) == ("T3", paid.total_due, 1)
    kinds = [event.kind for event in room.events(case.id)][-3:]
    assert kinds == ["payment-ordered", "payment-unanswered", "paid"]


def test_a_bank_that_refuses_leaves_the_notice_to_be_paid(room: Room) -> None:
    set_bank(room.office, Mood.REFUSES, room=room.name)
    case = reviewed(room)
    failed = pay(room.office, case.id, room=room.name)
    assert (failed.tax, failed.paid or 0, failed.latest) == ("T2", 0, "payment-failed")
    set_bank(room.office, Mood.PROMPT, room=room.name)
    assert pay(room.office, case.id, room=room.name).tax == "T3"


def test_what_the_bank_takes_back_is_owed_again(room: Room) -> None:
    case = accepted(room)
    order = case.ledger.payments[0].order
    after = reverse_payment(room.office, case.id, order, "Charged to the wrong account.", room=room.name)
    assert (after.tax, after.paid, after.ledger.outstanding) == ("T2", 0, case.total_due) and adds_up(after)
    with pytest.raises(IllegalStep, match="reversed"):
        reverse_payment(room.office, case.id, order, "Once more.", room=room.name)
    assert pay(room.office, case.id, room=room.name).tax == "T3"


def test_a_notice_is_overdue_once_its_day_has_passed_on_the_rooms_clock(room: Room, clock: Clock) -> None:
    case = reviewed(room)
    clock.pass_by(days=15)
    assert fall_due(room.office, case.id, room=room.name).tax == "T2", "the last day is a day to pay"
    clock.pass_by(days=1)
    late = fall_due(room.office, case.id, room=room.name)
    assert (late.tax, late.latest, states(late)[0][1]) == ("T4", "notice-overdue", NoticeState.OVERDUE)
    assert fall_due(room.office, case.id, room=room.name).version == late.version, "told once"
    assert remind(room.office, case.id, room=room.name).tax == "T4"
    assert pay(room.office, case.id, room=room.name).tax == "T3"


# -- the monthly account ----------------------------------------------------------------------------------------------

LATER = {"information__1__code": "43", "guarantees__1__reference": "SEC-26-0001"}


def account(room: Room, limit: int = 5_000_000) -> None:
    told = {"security": "GB-26-7", "form": Form.GUARANTEE, "amount": Decimal(limit), "why": "Pays in time."}
    grant_deferral(room.office, "41207", Decimal(limit), room=room.name, **told)  # type: ignore[arg-type]


def test_notices_of_a_month_gather_in_one_statement_and_paying_it_pays_them_all(room: Room, clock: Clock) -> None:
    account(room)
    cases = [released(room, reviewed(room, f"MONTH-{n}", **LATER)) for n in (1, 2)]
    (notice,) = cases[0].ledger.notices
    assert (notice.gathered, str(notice.due_by)) == ("41207-2026-05", "2026-05-31")
    with pytest.raises(IllegalStep, match="Pay the statement"):
        pay(room.office, cases[0].id, room=room.name)
    set_bank(room.office, Mood.SLOW, 10, room=room.name)
    statement, again = pay_statement(room.office, "41207", "41207-2026-05", room=room.name)
    assert not again and statement.running and statement.left == sum(case.total_due for case in cases)
    assert pay_statement(room.office, "41207", "41207-2026-05", room=room.name)[1], "once"
    clock.pass_by(minutes=10)
    fall_due(room.office, cases[0].id, room=room.name)  # one order: the other case goes on with it
    assert [room.now(case).tax for case in cases] == ["T3", "T3"]
    with room.office.store.reading(room.name) as records:
        (statement,) = statements_of(records, deferral_of(records, "41207"))
    assert not statement.left


def test_above_the_limit_a_notice_stays_on_its_own_and_an_ended_account_gathers_nothing(room: Room) -> None:
    account(room, 700_000)
    first, second = (released(room, reviewed(room, f"LIMIT-{n}", **LATER)) for n in (1, 2))
    assert [bool(case.ledger.notices[0].gathered) for case in (first, second)] == [True, False]
    end_deferral(room.office, "41207", why="He asked for it.", room=room.name)
    assert not released(room, reviewed(room, "LIMIT-3", **LATER)).ledger.notices[0].gathered
    with pytest.raises(IllegalStep, match="does not cover the limit"):
        grant_deferral(room.office, "41207", Decimal(9), security="S", form=Form.CASH, amount=Decimal(8), why="x", room=room.name)


# -- corrections ------------------------------------------------------------------------------------------------------


def test_a_self_correction_in_time_bears_interest_only(room: Room, clock: Clock) -> None:
    case = accepted(room)
    clock.pass_by(days=75)
    after = self_correct(room.office, case.id, HIGHER, why="The second page of the invoice.", room=room.name)
    assert (after.status, after.edition, after.tax) == ("D9", 2, "T2")
    more = after.total_due - case.total_due
    difference, interest = after.ledger.notices[1:]
    assert (difference.kind, difference.amount, interest.kind) == (NoticeKind.DIFFERENCE, more, NoticeKind.INTEREST)
    assert interest.amount == more * 60 * 2 // 10_000, "60 days after the last day to pay, at the invented 0.02 % for a day"
    assert after.ledger.outstanding == more + interest.amount and adds_up(after)
    pay(room.office, case.id, room=room.name)
    assert pay(room.office, case.id, room=room.name).tax == "T3"
    with pytest.raises(IllegalStep, match="That is a claim"):
        self_correct(room.office, case.id, LOWER, why="Too much.", room=room.name)


def test_an_amended_return_comes_after_that_time_and_bears_a_reduced_addition(room: Room, clock: Clock) -> None:
    case = accepted(room)
    with pytest.raises(IllegalStep, match="still time for a self-correction"):
        amend_return(room.office, case.id, HIGHER, why="A slip.", room=room.name)
    clock.pass_by(days=240)
    with pytest.raises(IllegalStep, match="Send an amended return"):
        self_correct(room.office, case.id, HIGHER, why="A slip.", room=room.name)
    after = amend_return(room.office, case.id, HIGHER, why="A slip.", room=room.name)
    more, notices = after.total_due - case.total_due, {one.kind: one.amount for one in after.ledger.notices}
    assert notices[NoticeKind.ADDITION] == more * 9 // 100 and NoticeKind.INTEREST in notices


def test_a_correction_may_be_a_message_and_needs_an_accepted_import(room: Room) -> None:
    case = reviewed(room)
    with pytest.raises(IllegalStep, match="amended, not corrected"):
        self_correct(room.office, case.id, HIGHER, why="A slip.", room=room.name)
    case = accepted(room, "LRN-2")
    assert self_correct(room.office, case.id, new_price(case.number), why="A slip.", room=room.name).edition == 2
    with pytest.raises(IllegalStep, match="no item 7"):
        self_correct(room.office, case.id, (NewFigure(7, "price", "1"),), why="A slip.", room=room.name)


def test_a_claim_for_less_waits_for_an_officer_and_two_of_them_pay_it_back(room: Room) -> None:
    first, second = room.seat("KIM"), room.seat("LEE")
    case = accepted(room)
    asked = claim_less(room.office, case.id, LOWER, why="The price was for three.", room=room.name)
    assert asked.request and asked.total_due == case.total_due, "nothing changes before the answer"
    take_next(first, room=room.name)
    granted = decide(first, case.id, "grant", room=room.name)
    less = case.total_due - granted.total_due
    (refund,) = granted.ledger.refunds
    assert less > 0 and (refund.amount, refund.officer, granted.ledger.refundable) == (less, "KIM", 0)
    assert granted.corrections[0].how is How.CLAIM
    with pytest.raises(IllegalStep, match="second officer"):
        confirm_refund(first, case.id, 1, room=room.name)
    paid = confirm_refund(second, case.id, 1, room=room.name)
    assert (paid.tax, paid.ledger.refunded, paid.paid) == ("T5", less, paid.total_due) and adds_up(paid)


def test_no_more_is_refunded_than_was_overpaid_and_nothing_twice(room: Room) -> None:
    case = accepted(room)
    with pytest.raises(IllegalStep, match="Nothing was paid too much"):
        propose_refund(room.office, case.id, reason="A gift.", room=room.name)
    claim_less(room.office, case.id, LOWER, why="Three.", room=room.name)
    granted = decide(room.office, case.id, "grant", room=room.name)
    with pytest.raises(IllegalStep, match="Nothing was paid too much"):
        propose_refund(room.office, case.id, reason="Once more.", room=room.name)
    refuse_refund(room.office, case.id, 1, "The account is to be looked at.", room=room.name)
    over = granted.ledger.overpaid
    with pytest.raises(IllegalStep, match="or less"):
        propose_refund(room.office, case.id, over + 1, reason="Rounded up.", room=room.name)
    propose_refund(room.office, case.id, over, reason="Granted.", room=room.name)
    self_correct(room.office, case.id, HIGHER, why="It was more after all.", room=room.name)
    with pytest.raises(IllegalStep, match="more is owed"):
        confirm_refund(room.office, case.id, 2, room=room.name)


# -- reassessment and appeal ------------------------------------------------------------------------------------------


def announced(room: Room, officer: Office, **changes: str | None) -> Case:
    case = accepted(room, **changes)
    return announce_reassessment(officer, case.id, HIGHER, grounds="The bank paid more.", law="Customs Act 38", room=room.name)


def test_a_reassessment_is_announced_waits_for_the_review_and_collects_the_difference(room: Room, clock: Clock) -> None:
    officer = room.seat("KIM")
    case = announced(room, officer)
    assert case.announced and str(case.announced.review_by) == "2026-06-11" and case.total_due == room.now(case).total_due
    with pytest.raises(IllegalStep, match="too late to correct it yourself"):
        self_correct(room.office, case.id, HIGHER, why="Now I know.", room=room.name)
    with pytest.raises(IllegalStep, match="until 2026-06-11"):
        reassess(officer, case.id, room=room.name)
    waive_review(room.office, case.id, room=room.name)
    made = reassess(officer, case.id, room=room.name)
    assert (made.edition, made.tax, made.ledger.notices[-1].kind) == (2, "T2", NoticeKind.DIFFERENCE)
    assert made.corrections[0].law == "Customs Act 38" and made.corrections[0].addition is None
    with pytest.raises(IllegalStep, match="no reassessment in force"):
        decide_addition(officer, case.id, 9, impose=True, grounds="x", law="L", room=room.name)
    added = decide_addition(
        officer, case.id, 1, impose=True, grounds="The second invoice was kept back.", law="Customs Act 42-2", room=room.name
    )
    assert added.ledger.notices[-1].kind is NoticeKind.ADDITION
    assert added.ledger.charges == (made.total_due - case.total_due) // 10


def test_who_acts_for_the_trader_after_the_acceptance_decides_nothing_about_it(room: Room) -> None:
    both, other = room.seat("KIM"), room.seat("LEE")
    trader = room.office.under(Seated(Person("KIM", ("KIM",), ()), Post(Role.TRADER, "41207")))
    case = announced(room, other)
    assert "KIM" not in case.lodged_by
    appeal(trader, case.id, Against.ANNOUNCEMENT, 1, grounds="It was the freight.", room=room.name)
    with pytest.raises(IllegalStep, match="lodged"):
        decide_appeal(both, case.id, 1, won=True, grounds="Right.", room=room.name)
    corrected = self_correct(
        trader,
        accepted(room, "LRN-2", previous_documents__1__id="26ABCD0123I88880009").id,
        HIGHER,
        why="The second page.",
        room=room.name,
    )
    assert corrected.lodged_by == ("KIM",)


def test_a_review_that_wins_ends_what_was_announced(room: Room) -> None:
    first, second = room.seat("KIM"), room.seat("LEE")
    case = announced(room, first)
    asked = appeal(room.office, case.id, Against.ANNOUNCEMENT, 1, grounds="It was the freight.", room=room.name)
    assert asked.appeals[0].stage is Stage.REVIEW
    with pytest.raises(IllegalStep, match="decided first"):
        reassess(first, case.id, room=room.name)
    with pytest.raises(IllegalStep, match="You decided what is appealed against"):
        decide_appeal(first, case.id, 1, won=True, grounds="Right.", room=room.name)
    after = decide_appeal(second, case.id, 1, won=True, grounds="The freight was paid apart.", room=room.name)
    assert after.announced is None and (after.total_due, after.tax) == (case.total_due, "T3")
    with pytest.raises(IllegalStep, match="No reassessment is announced"):
        reassess(first, case.id, room=room.name)


def test_an_appeal_that_wins_undoes_the_decision_and_the_money_goes_back(room: Room) -> None:
    first, second = room.seat("KIM"), room.seat("LEE")
    before = announced(room, first)
    waive_review(room.office, before.id, room=room.name)
    reassess(first, before.id, room=room.name)
    decide_addition(first, before.id, 1, impose=True, grounds="Kept back.", law="Customs Act 42-2", room=room.name)
    for _ in range(2):
        pay(room.office, before.id, room=room.name)
    collected = room.now(before).ledger.paid - before.ledger.paid
    appeal(room.office, before.id, Against.REASSESSMENT, 1, grounds="The bank erred.", room=room.name)
    lost = decide_appeal(second, before.id, 1, won=False, grounds="Nothing new.", room=room.name)
    assert lost.appeals[0].next is Stage.DECISION and lost.total_due > before.total_due
    (one, _addition) = possible(lost, lost.updated)
    assert (one.stage, one.office, one.mark) == (Stage.DECISION, "TRAINING-TRIBUNAL", "unconfirmed")
    appeal(room.office, before.id, Against.REASSESSMENT, 1, grounds="The bank writes so itself.", room=room.name)
    won = decide_appeal(second, before.id, 2, won=True, grounds="The bank confirms it.", room=room.name)
    assert (won.total_due, won.edition, won.applied) == (before.total_due, 3, ())
    assert won.ledger.charges == 0 and won.ledger.refunds[0].amount == collected, "duty and addition both"
    paid = confirm_refund(first, before.id, 1, room=room.name)
    assert (paid.tax, paid.paid, paid.ledger.outstanding) == ("T5", before.total_due, 0) and adds_up(paid)
    assert not possible(paid, paid.updated)


def test_an_appeal_against_the_addition_alone_leaves_the_duty(room: Room) -> None:
    first, second = room.seat("KIM"), room.seat("LEE")
    case = announced(room, first)
    waive_review(room.office, case.id, room=room.name)
    reassess(first, case.id, room=room.name)
    owed = decide_addition(first, case.id, 1, impose=True, grounds="Kept back.", law="Customs Act 42-2", room=room.name)
    appeal(room.office, case.id, Against.ADDITION, 1, grounds="An honest slip.", room=room.name)
    after = decide_appeal(second, case.id, 1, won=True, grounds="An honest slip.", room=room.name)
    assert (after.total_due, after.ledger.charges) == (owed.total_due, 0)
    assert states(after)[-1] == (NoticeKind.ADDITION, NoticeState.VOID) and not after.ledger.refunds


def test_an_appeal_comes_in_time_or_not_at_all(room: Room, clock: Clock) -> None:
    case = announced(room, room.seat("KIM"))
    clock.pass_by(days=31)
    with pytest.raises(IllegalStep, match="ended on 2026-06-11"):
        appeal(room.office, case.id, Against.ANNOUNCEMENT, 1, grounds="Late.", room=room.name)


# -- drawback ---------------------------------------------------------------------------------------------------------


def left(room: Room, lrn: str = "EXPORT-1") -> Case:
    """An export whose goods have left."""
    case = submit(room.office, write(changed(EXPORT, {"lrn": lrn}), "KR"), room=room.name).case
    assert case
    case = room.now(case)
    if not case.accepted:
        case = decide(room.office, case.id, "pass", room=room.name)
    return exit_confirmed(room.office, case.id, room=room.name)


def test_drawback_gives_back_the_duty_of_what_went_into_the_export_once(room: Room) -> None:
    officer, second = room.seat("KIM"), room.seat("LEE")
    case, export = accepted(room), left(room)
    number, half = case.number or "", Decimal(410)
    claimed = claim_drawback(room.office, export.id, [Used(number, 1, half)], room=room.name)
    assert case.assessment
    duty = next(line.amount for line in case.assessment.lines if line.type == "CUD")
    assert claimed.ledger.claimed == duty * 410 // 820
    with pytest.raises(IllegalStep, match="One export has one claim"):
        claim_drawback(room.office, export.id, [Used(number, 1, half)], room=room.name)
    granted = decide_drawback(officer, export.id, granted=True, room=room.name)
    paid = confirm_refund(second, export.id, 1, room=room.name)
    assert granted.ledger.refundable == 0 and (paid.tax, paid.ledger.refunded) == ("T5", claimed.ledger.claimed)
    with pytest.raises(IllegalStep, match="was granted"):
        claim_drawback(room.office, export.id, [Used(number, 1, Decimal(1))], room=room.name)
    other = left(room, "EXPORT-2")
    with pytest.raises(IllegalStep, match="410 C62 of 820 are left"):
        claim_drawback(room.office, other.id, [Used(number, 1, Decimal(411))], room=room.name)
    rest = claim_drawback(room.office, other.id, [Used(number, 1, half)], room=room.name)
    assert rest.ledger.claimed + claimed.ledger.claimed <= duty


def test_duty_that_was_drawn_back_is_not_lowered_too(room: Room) -> None:
    case, export = accepted(room), left(room)
    claim_drawback(room.office, export.id, [Used(case.number or "", 1, Decimal(1))], room=room.name)
    with pytest.raises(IllegalStep, match="would be given back twice"):
        claim_less(room.office, case.id, LOWER, why="The price was for three.", room=room.name)
    self_correct(room.office, case.id, HIGHER, why="The second page of the invoice.", room=room.name)
    decide_drawback(room.office, export.id, granted=False, reason="No proof.", law="Drawback Act 3", room=room.name)
    assert claim_less(room.office, case.id, LOWER, why="The price was for three.", room=room.name).request


def test_a_refused_claim_frees_its_quantities_and_can_be_made_anew(room: Room) -> None:
    case, export = accepted(room), left(room)
    used = [Used(case.number or "", 1, Decimal(820))]
    claim_drawback(room.office, export.id, used, room=room.name)
    with pytest.raises(IllegalStep, match="name the law"):
        decide_drawback(room.office, export.id, granted=False, reason="No proof.", room=room.name)
    decide_drawback(room.office, export.id, granted=False, reason="No proof.", law="Drawback Act 3", room=room.name)
    assert claim_drawback(room.office, export.id, used, room=room.name).ledger.claimed


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (lambda room: claim_drawback(room.office, accepted(room).id, [Used("1", 1, Decimal(1))], room=room.name), "Drawback is"),
        (lambda room: claim_drawback(room.office, left(room).id, [], room=room.name), "names what was used"),
        (
            lambda room: claim_drawback(room.office, left(room).id, [Used("NONE", 1, Decimal(1))], room=room.name),
            "no import declaration 'NONE'",
        ),
    ],
)
def test_a_claim_that_cannot_be_says_why(room: Room, claim: Callable[[Room], Case], words: str) -> None:
    with pytest.raises(IllegalStep, match=words):
        claim(room)
