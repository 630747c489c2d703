"""What happens between an agency, customs and the trader until the agency has answered: silence is never consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from tests_databases import Databases
from tests_shared import Clock, kinds, sound

from eclear.casefile.case import Case
from eclear.casefile.consultation import Consultation, Inquiry, begun, renewed
from eclear.casefile.events import PermitAnswered
from eclear.casefile.examination import Attendant, Attending, Depth, Examination, Order
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer, NeedState
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import (
    Office,
    answer_agency,
    answer_permit,
    answer_questions,
    arrive,
    ask_to_join,
    ask_trader,
    decide,
    escalate,
    examine,
    find,
    replies,
    submit,
)
from eclear.clearance.asking import clock_of
from eclear.journey.settlement import guards, waiting_for
from eclear.reference import country
from eclear.storage.check import rows_that_differ
from eclear.wco import Schemas

FOOD = "MFDS-F"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, clock: Clock) -> Iterator[Office]:
    """One office for the whole file: without a model, since no score is looked at here."""
    store = databases.open(tmp_path_factory.mktemp("agencies"))
    office = Office(store=store, schemas=schemas, model=None, clock=clock, seed="tests", no_model="none here")
    office.enter("open")
    yield office
    assert list(rows_that_differ(store, "open", waiting_for)) == []
    store.close()


@pytest.fixture
def case(office: Office) -> Case:
    """Coffee, about which the food agency is asked; its goods are there."""
    number = next(NUMBERS)
    cargo = f"26ABCD0123I{number:08}"
    coffee = {"items__1__classifications__1__id": "0901210000", "previous_documents__1__id": cargo}
    case = submit(office, sound(f"LRN-{number}", **coffee)).case
    assert case and [need.agency for need in case.needs] == [FOOD]
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, cargo, report)
    return find(office, case.id)[0]


def seated(office: Office, role: Role, of: str = "") -> Office:
    post = Post(role, of)
    return office.under(Seated(Person("ara", ("Ara Shin",), (post,)), post))


def time_of(office: Office, case: Case):  # type: ignore[no-untyped-def]
    [case] = find(office, case.id)
    told = case.consultation(FOOD)
    assert told
    return clock_of(case, told, office.clock())


def held_by(case: Case) -> str:
    return next(str(guard.waits_for) for guard in guards(case) if guard.id == "permits")


def test_while_the_trader_owes_an_answer_it_is_he_who_is_waited_for_and_the_clock_stands(
    office: Office, case: Case, clock: Clock
) -> None:
    assert held_by(case) == "another agency"
    clock.pass_by(days=2)
    case = ask_trader(office, case.id, FOOD, "Is it roasted?")
    assert held_by(case) == "the declarant" and case.permits == "R1"
    clock.pass_by(days=30)
    assert time_of(office, case).held == timedelta(days=2) and not time_of(office, case).has_run_out
    case = answer_agency(office, case.id, FOOD, " Yes, in Busan. ")
    assert held_by(case) == "another agency" and case.consultation(FOOD).inquiries[0].answer == "Yes, in Busan."  # type: ignore[union-attr]
    clock.pass_by(days=3, minutes=1)
    assert time_of(office, case).held == timedelta(days=5, minutes=1) and time_of(office, case).has_run_out


def test_the_trader_is_told_the_question_and_nothing_else(office: Office, case: Case) -> None:
    before = kinds(replies(office, case.id))
    ask_trader(office, case.id, FOOD, "Is it roasted?")
    [told] = replies(office, case.id)[len(before) :]
    assert told.reply.kind.startswith("51") and "MFDS-F asks: Is it roasted?" in repr(told.reply)
    ask_to_join(office, case.id, FOOD, "Canary")
    assert len(replies(office, case.id)) == len(before) + 1


def test_one_question_at_a_time_and_none_to_whom_nothing_was_asked(office: Office, case: Case) -> None:
    with pytest.raises(IllegalStep, match="nothing that is open"):
        answer_agency(office, case.id, FOOD, "Yes.")
    ask_trader(office, case.id, FOOD, "Is it roasted?")
    with pytest.raises(IllegalStep, match="has not answered the question before"):
        ask_trader(office, case.id, FOOD, "Is it green?")
    answer_permit(office, case.id, FOOD, Answer.APPROVED)
    with pytest.raises(IllegalStep, match="MFDS-F has answered"):
        answer_agency(office, case.id, FOOD, "Yes.")
    with pytest.raises(IllegalStep, match="asked: MFDS-F"):
        ask_trader(office, case.id, "APQA-P", "Is it a plant?")


def test_silence_is_escalated_only_after_the_promised_time_and_changes_nothing(office: Office, case: Case, clock: Clock) -> None:
    food = country("KR").agencies.by_code[FOOD]  # type: ignore[union-attr]
    assert food.answer_days == 5
    clock.pass_by(days=4)
    with pytest.raises(IllegalStep, match="promised to answer within 5 days"):
        escalate(office, case.id, FOOD, "Head of the agency", "Coffee waits.")
    clock.pass_by(days=1, seconds=1)
    with pytest.raises(IllegalStep, match="Say to whom"):
        escalate(office, case.id, FOOD, " ", "Coffee waits.")
    after = escalate(office, case.id, FOOD, "Head of the agency", "Coffee waits.")
    assert after.consultation(FOOD).escalations[0].to == "Head of the agency"  # type: ignore[union-attr]
    assert after.permits == "R1" and "permits" in waiting_for(after), "silence is no consent"
    ask_trader(office, case.id, FOOD, "Is it roasted?")
    with pytest.raises(IllegalStep, match="waits for the trader's answer"):
        escalate(office, case.id, FOOD, "Head of the agency", "Coffee waits.")


def test_goods_are_opened_once_and_the_agency_answers_after_the_report(office: Office, case: Case) -> None:
    ask_to_join(office, case.id, FOOD, "Look for mould.")
    with pytest.raises(IllegalStep, match="already"):
        ask_to_join(office, case.id, FOOD, "Look for mould.")
    after = decide(office, case.id, "inspect", reason="Open it.", order=Order(Depth.PARTIAL))
    assert after.order and after.order.agencies == (FOOD,)
    with pytest.raises(IllegalStep, match="It answers after the report"):
        answer_permit(office, case.id, FOOD, Answer.APPROVED)
    examine(office, case.id, Examination(Depth.PARTIAL, attended=(Attendant(Attending.AGENCY, FOOD),)))
    assert answer_permit(office, case.id, FOOD, Answer.APPROVED).permits == "R2"


def test_an_agency_that_asks_later_is_added_to_the_order_that_stands(office: Office, case: Case) -> None:
    decide(office, case.id, "inspect", reason="Open it.", order=Order(Depth.FULL, (1,), "Shed 7"))
    after = ask_to_join(office, case.id, FOOD, "Look for mould.")
    assert after.order and after.order.agencies == (FOOD,) and after.order.order == Order(Depth.FULL, (1,), "Shed 7")
    assert decide(office, case.id, "pass").inspection is False
    assert answer_permit(office, case.id, FOOD, Answer.WAIVED).permits == "R4", "an inspection that was lifted binds nobody"


def test_a_refusal_states_facts_law_and_appeal_and_holds_the_goods(office: Office, case: Case) -> None:
    with pytest.raises(IllegalStep, match="must state its reason"):
        answer_permit(office, case.id, FOOD, Answer.REFUSED)
    after = answer_permit(office, case.id, FOOD, Answer.REFUSED, reason="Mould was found.")
    told = after.consultation(FOOD)
    assert told and (told.grounds, told.law) == ("Mould was found.", "Special Act on Imported Food Safety Control")
    assert told.appeal and told.appeal.office == "TRAINING-APPEALS" and "time limit" in told.appeal.text.en
    assert after.status == "D7" and after.permits == "R3"
    last = replies(office, case.id)[-1].reply
    assert "Law: Special Act" in repr(last) and last.appeal_office == "TRAINING-APPEALS"


def test_a_waiver_names_its_reason_code_and_settles_what_was_open(office: Office, case: Case) -> None:
    with pytest.raises(IllegalStep, match="It knows NOT-FOOD"):
        answer_permit(office, case.id, FOOD, Answer.WAIVED, exemption="HOLIDAY")
    with pytest.raises(IllegalStep, match="can only be named to waive"):
        answer_permit(office, case.id, FOOD, Answer.APPROVED, exemption="SAMPLE")
    after = answer_permit(office, case.id, FOOD, Answer.WAIVED, exemption="SMP", reason="A sample.")
    [line] = after.needs[0].lines
    assert (line.state, line.exemption) == (NeedState.EXEMPT, "SAMPLE") and after.permits == "R4"


@pytest.mark.parametrize("of", ["APQA-P", "MFDS"])
def test_no_agency_speaks_for_another_and_customs_for_none(office: Office, case: Case, of: str) -> None:
    other, officer = seated(office, Role.AGENCY, of), seated(office, Role.OFFICER)
    for who in (other, officer):
        with pytest.raises(IllegalStep, match="Only an officer of MFDS-F"):
            answer_permit(who, case.id, FOOD, Answer.APPROVED)
        with pytest.raises(IllegalStep, match="Only an officer of MFDS-F"):
            ask_trader(who, case.id, FOOD, "Is it roasted?")
        with pytest.raises(IllegalStep, match="Only an officer of MFDS-F"):
            ask_to_join(who, case.id, FOOD, "Look.")
    with pytest.raises(IllegalStep, match="Only an officer of MFDS-F"):
        answer_questions(other, case.id, FOOD, {"1": "no"})
    answer_permit(seated(office, Role.AGENCY, FOOD), case.id, FOOD, Answer.APPROVED)
    with office.store.reading("open") as records:
        told = [event for event in records.events(case.id) if isinstance(event.fact, PermitAnswered)]
    assert [(event.by, event.person) for event in told] == [(FOOD, "ara")]


def test_the_inbox_of_an_agency_tells_what_waits_from_what_is_answered(office: Office, case: Case) -> None:
    def ids(agency: str, *, waiting: bool) -> set[str]:
        with office.store.reading("open") as records:
            total, rows = records.rows_of_agency(agency, waiting=waiting, limit=100)
            cases = records.cases([row.id for row in rows])
        assert total == len(rows) == len(cases)
        assert all(any(need.agency.startswith(agency) for need in found.needs) for found in cases.values())
        return set(cases)

    assert case.id in ids(FOOD, waiting=True) and case.id not in ids(FOOD, waiting=False)
    assert ids("MFDS", waiting=True) == set() and ids("%", waiting=True) == set()
    answer_permit(office, case.id, FOOD, Answer.APPROVED)
    assert case.id not in ids(FOOD, waiting=True) and case.id in ids(FOOD, waiting=False)
    assert ids(FOOD, waiting=False) == ids("", waiting=False)


def test_a_case_that_has_ended_waits_for_no_agency(office: Office, case: Case) -> None:
    decide(office, case.id, "dismiss", reason="Lodged twice. Customs Act.")
    with office.store.reading("open") as records:
        _total, rows = records.rows_of_agency(FOOD, waiting=True, limit=100)
    assert case.id not in [row.id for row in rows] and time_of(office, case).stopped
    with pytest.raises(IllegalStep, match="has ended"):
        escalate(office, case.id, FOOD, "Head", "Coffee waits.")


def test_goods_that_were_amended_are_asked_about_anew(office: Office, case: Case) -> None:
    """The clock of an agency begins again with goods that it has not seen; what it had asked was about others."""
    at = case.received
    before = (Consultation(FOOD, at, (Inquiry("Roasted?", at),), joins="Mould?", answered=at), Consultation("APQA-P", at))
    after = renewed(before, {FOOD}, at + timedelta(days=1))
    assert after == (Consultation(FOOD, at + timedelta(days=1), joins="Mould?"), before[1])
    assert begun([FOOD, "RRA"], after, at + timedelta(days=2)) == (after[0], Consultation("RRA", at + timedelta(days=2)))
    assert replace(before[0], answered=None).with_trader and not before[0].with_trader
