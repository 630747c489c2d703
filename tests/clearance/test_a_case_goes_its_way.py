"""A declaration waits for cargo, agencies, review and payment, and is accepted by itself with the last of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from tests_shared import sound

from eclear.casefile.case import Case, case_of
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.pointer import changed
from eclear.clearance import Office, UnknownCase, answer_permit, arrive, decide, find, pay, submit
from eclear.journey.checks.baseline import EXPORT
from eclear.journey.settlement import guards, waiting_for
from eclear.reference import country
from eclear.wco import write

CARGO = "26ABCD0123I04560789"


def lodge(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case
    return case


def now(office: Office, case: Case) -> Case:
    with office.store.reading("open") as records:
        found = records.case(case.id)
    assert found
    return found


def passed(office: Office, case: Case) -> Case:
    """The case with its review passed, whatever lane it was routed to."""
    return now(office, case) if now(office, case).reviewed else decide(office, case.id, "pass")


def test_a_plain_import_waits_for_its_cargo_and_its_payment(office: Office) -> None:
    case = passed(office, lodge(office))
    assert case.number == "41207-26-000001M"
    assert (case.tax, case.permits, case.cargo_state) == ("T2", "R0", None)
    assert waiting_for(case) == ("tax", "manifest", "carry_in")
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in", shed="90110001")
    assert waiting_for(now(office, case)) == ("tax",)
    case = pay(office, case.id)
    assert (case.status, case.tax, waiting_for(case)) == ("D9", "T3", ())


def test_acceptance_comes_by_itself_with_whatever_clears_the_last_guard(office: Office) -> None:
    for n, order in enumerate(permutations(("manifest-reviewed", "carried-in", "paid"))):
        cargo = f"26ABCD0123I0456{n:04d}"
        case = passed(office, lodge(office, f"ORDER-{n}", previous_documents__1__id=cargo))
        for kind in order:
            assert now(office, case).status != "D9"
            pay(office, case.id) if kind == "paid" else arrive(office, cargo, kind)
        assert now(office, case).status == "D9", order
        with office.store.reading("open") as records:
            *_, before, last = records.events(case.id)
        assert last.kind == "accepted" and last.by == "eclear" and last.at == before.at
        assert last.fact.last_guard == {"manifest-reviewed": "manifest", "carried-in": "carry_in", "paid": "tax"}[order[-1]]


def test_cargo_may_come_before_its_declaration(office: Office) -> None:
    arrive(office, CARGO, "carried-in")
    arrive(office, CARGO, "manifest-reviewed")
    case = lodge(office)
    assert case.cargo_state == "C5"
    assert not {"manifest", "carry_in"} & set(waiting_for(case))


def test_one_cargo_may_serve_several_declarations(office: Office) -> None:
    first, second = passed(office, lodge(office, "ONE")), passed(office, lodge(office, "TWO"))
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    pay(office, first.id)
    assert [now(office, c).status for c in (first, second)] == ["D9", "D8"]
    with pytest.raises(IllegalStep, match="also serves"):
        arrive(office, CARGO, "carried-out")
    pay(office, second.id)
    arrive(office, CARGO, "carried-out")
    assert [now(office, c).status for c in (first, second)] == ["D10", "D10"]


def test_goods_never_leave_before_acceptance(office: Office) -> None:
    lodge(office)
    arrive(office, CARGO, "carried-in")
    with pytest.raises(IllegalStep, match="only after acceptance"):
        arrive(office, CARGO, "carried-out")


def test_goods_pre_declared_for_the_quay_need_no_carry_in(office: Office) -> None:
    case = passed(office, lodge(office, information__2__code="B", type="IMD"))
    arrive(office, CARGO, "manifest-reviewed")
    case = pay(office, case.id)
    assert (case.status, case.carried_in) == ("D9", None)


def test_type_43_is_accepted_against_security_and_paid_later(office: Office) -> None:
    case = passed(office, lodge(office, information__1__code="43", guarantees__1__reference="SEC-26-0001"))
    assert "tax" not in waiting_for(case) and case.tax == "T1"
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    case = now(office, case)
    assert (case.status, case.tax) == ("D9", "T2")
    assert pay(office, case.id).tax == "T3"


@pytest.mark.parametrize(
    ("kind", "more", "due"),
    [
        pytest.param("43", {"guarantees__1__reference": "SEC-26-0001"}, date(2026, 5, 27), id="43: within 15 days, secured"),
        pytest.param("13", {"guarantees__1__reference": "SEC-26-0001"}, date(2026, 5, 27), id="13: within 15 days, secured"),
        pytest.param("14", {}, date(2026, 5, 31), id="14: at the end of the month, without security"),
    ],
)
def test_what_is_paid_after_acceptance_is_due_when_its_type_says(
    office: Office, kind: str, more: dict[str, str], due: date
) -> None:
    case = passed(office, lodge(office, information__1__code=kind, **more))
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    case = now(office, case)
    assert (case.status, case.tax, case.notice_due) == ("D9", "T2", due)


def test_type_13_without_its_security_is_refused(office: Office) -> None:
    refused = submit(office, sound(information__1__code="13"))
    assert "KR-CLR-003" in {finding.code for finding in refused.findings}


def test_a_permit_is_waited_for_and_a_refusal_holds_the_case(office: Office) -> None:
    food = {"items__1__classifications__1__id": code_of_food(), "items__1__description": "Food"}
    case = lodge(office, **food)
    assert case.permits == "R1" and "permits" in waiting_for(case)
    agency = case.needs[0].agency
    with pytest.raises(IllegalStep, match="reason"):
        answer_permit(office, case.id, agency, Answer.REFUSED)
    held = answer_permit(office, case.id, agency, Answer.REFUSED, reason="No certificate was shown (Food Act).")
    assert (held.permits, held.status) == ("R3", "D7")
    for need in held.needs:
        held = answer_permit(office, case.id, need.agency, Answer.APPROVED, reference="MFDS-26-1")
    assert held.permits == "R2" and "review" in waiting_for(held)
    with pytest.raises(IllegalStep, match="was not asked"):
        answer_permit(office, case.id, "NOBODY", Answer.APPROVED)


def code_of_food() -> str:
    """A code of the tariff that the food agency is concerned with."""
    korea = country("KR")
    assert korea
    on = date(2026, 5, 12)
    return next(line.hsk for line in korea.tariff.lines(on) if korea.agencies.concerned(line.hsk, on))


def test_nobody_accepts_past_a_guard_and_the_refusal_names_it(office: Office) -> None:
    case = lodge(office)
    with pytest.raises(IllegalStep, match=r"manifest .* carry_in"):
        decide(office, case.id, "accept")
    assert now(office, case) == case


@pytest.mark.parametrize("verb", ["hold", "inspect", "request-documents", "dismiss"])
def test_an_adverse_decision_needs_its_reason(office: Office, verb: str) -> None:
    case = lodge(office)
    with pytest.raises(IllegalStep, match="needs a reason"):
        decide(office, case.id, verb)
    after = decide(office, case.id, verb, reason="Facts and law.")
    assert after.status == {"hold": "D7", "inspect": "D6", "request-documents": "D5", "dismiss": "X1"}[verb]
    assert not after.reviewed


def test_nobody_passes_an_inspection_of_goods_that_are_not_there(office: Office) -> None:
    case = lodge(office)
    decide(office, case.id, "inspect", reason="The seal number differs.")
    with pytest.raises(IllegalStep, match="carried in"):
        decide(office, case.id, "pass")
    arrive(office, CARGO, "carried-in")
    assert decide(office, case.id, "pass").reviewed


def test_an_ordered_inspection_is_not_got_around_by_other_steps(office: Office) -> None:
    case = lodge(office)
    decide(office, case.id, "inspect", reason="The seal number differs.")
    decide(office, case.id, "hold", reason="The scanner is down.")
    decide(office, case.id, "request-documents", reason="The packing list is missing.")
    with pytest.raises(IllegalStep, match="An inspection is ordered"):
        decide(office, case.id, "pass")
    arrive(office, CARGO, "carried-in")
    assert not decide(office, case.id, "pass").inspection


def test_a_refusal_stands_until_the_agency_answers_otherwise(office: Office) -> None:
    case = lodge(office, items__1__classifications__1__id=code_of_food(), items__1__description="Food")
    (agency, *more) = [need.agency for need in case.needs]
    for other in more:
        answer_permit(office, case.id, other, Answer.APPROVED)
    answer_permit(office, case.id, agency, Answer.REFUSED, reason="No certificate was shown.")
    with pytest.raises(IllegalStep, match="refused"):
        decide(office, case.id, "pass")
    answer_permit(office, case.id, agency, Answer.APPROVED)
    passed = decide(office, case.id, "pass")
    assert (passed.permits, passed.reviewed) == ("R2", True)
    revoked = answer_permit(office, case.id, agency, Answer.REFUSED, reason="The certificate was withdrawn.")
    assert (revoked.permits, revoked.status) == ("R3", "D7")
    assert answer_permit(office, case.id, agency, Answer.WAIVED).permits in ("R2", "R4")


def test_goods_released_from_the_quay_are_carried_out_without_a_shed(office: Office) -> None:
    case = passed(office, lodge(office, information__2__code="B", type="IMD"))
    arrive(office, CARGO, "manifest-reviewed")
    pay(office, case.id)
    arrive(office, CARGO, "carried-out")
    assert (now(office, case).status, now(office, case).carried_in) == ("D10", None)


@pytest.mark.parametrize("reason", ["", "  ", "\t\n"])
def test_a_blank_reason_is_none(office: Office, reason: str) -> None:
    with pytest.raises(IllegalStep, match="needs a reason"):
        decide(office, lodge(office).id, "hold", reason=reason)


def test_nothing_is_done_to_a_declaration_before_it_is_there(office: Office) -> None:
    case = passed(office, lodge(office))
    early = office.clock() - timedelta(days=400)
    for act in (lambda: pay(office, case.id, at=early), lambda: decide(office, case.id, "hold", reason="x", at=early)):
        with pytest.raises(IllegalStep, match="before"):
            act()
    pay(office, case.id)
    arrive(office, CARGO, "manifest-reviewed", at=early)
    arrive(office, CARGO, "carried-in", at=early)
    accepted = now(office, case)
    assert accepted.accepted and accepted.accepted >= accepted.received


def test_a_held_case_whose_notice_is_out_waits_for_the_payer_again(office: Office) -> None:
    case = passed(office, lodge(office))
    assert case.status == "D8"
    decide(office, case.id, "hold", reason="The trade mark is in doubt.")
    assert decide(office, case.id, "pass").status == "D8"


def test_the_demand_falls_with_a_dismissed_declaration(office: Office) -> None:
    case = passed(office, lodge(office))
    assert case.tax == "T2"
    assert decide(office, case.id, "dismiss", reason="The declarant has no mandate.").tax == "T0"


def test_only_a_known_shed_can_report_goods(office: Office) -> None:
    with pytest.raises(IllegalStep, match="list of bonded sheds"):
        arrive(office, CARGO, "carried-in", shed="Somebody's garage")


def test_a_case_that_has_ended_stands(office: Office) -> None:
    case = lodge(office)
    decide(office, case.id, "dismiss", reason="The declarant has no mandate.")
    acts: list[Callable[[], object]] = [
        lambda: decide(office, case.id, "hold", reason="x"),
        lambda: pay(office, case.id),
        lambda: answer_permit(office, case.id, "MFDS-F", Answer.APPROVED),
    ]
    for act in acts:
        with pytest.raises(IllegalStep, match="ended"):
            act()


def test_only_the_amount_on_the_notice_is_taken(office: Office) -> None:
    case = passed(office, lodge(office))
    with pytest.raises(IllegalStep, match="Pay the amount on the notice"):
        pay(office, case.id, case.total_due - 1)
    assert pay(office, case.id, case.total_due).paid == case.total_due
    with pytest.raises(IllegalStep, match="paid before"):
        pay(office, case.id)


def test_an_unknown_case_or_report_is_named(office: Office) -> None:
    with pytest.raises(UnknownCase, match="NOSUCHCASE"):
        decide(office, "NOSUCHCASE", "pass")
    with pytest.raises(IllegalStep, match="manifest-reviewed, carried-in, carried-out"):
        arrive(office, CARGO, "vanished")
    with pytest.raises(IllegalStep, match="not known"):
        decide(office, lodge(office).id, "approve")


def test_replaying_the_events_gives_the_case(office: Office) -> None:
    case = passed(office, lodge(office))
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    case = pay(office, case.id)
    with office.store.reading("open") as records:
        assert case_of(records.events(case.id)) == case
        row = records.row(case.id)
    assert row and (row.status, row.waiting_for, row.total_due) == (case.status, waiting_for(case), case.total_due)


def test_reports_in_the_past_keep_their_time_and_their_place_in_line(office: Office) -> None:
    case = lodge(office)
    earlier = office.clock().replace(hour=1)
    arrive(office, CARGO, "manifest-reviewed", at=earlier)
    case = now(office, case)
    assert case.manifest_reviewed == earlier
    with office.store.reading("open") as records:
        sequences = [event.sequence for event in records.events(case.id)]
    assert sequences == sorted(sequences) == list(range(1, len(sequences) + 1))


def test_only_what_has_the_form_of_a_cargo_number_can_be_reported(office: Office) -> None:
    case = lodge(office)
    for number in ("99999-26-000001M", case.id, case.number or "", "26ABCD0123I0456078", "x" * 200, ""):
        with pytest.raises(IllegalStep, match="no cargo control number"):
            arrive(office, number, "carried-in")
    assert arrive(office, "26abcd0123i-0456-0789", "carried-in").number == CARGO


def test_an_export_is_passed_or_dismissed_and_nothing_else(office: Office) -> None:
    case = submit(office, exported()).case
    assert case and case.status == "E4" and case.decision and case.decision.lane == "L0"
    cases = (submit(office, exported(f"X-{n}")).case for n in range(400))
    drawn = next(c for c in cases if c and c.decision and c.decision.lane != "L0")
    for verb in ("hold", "inspect", "request-documents"):
        with pytest.raises(IllegalStep, match="not a step of an export"):
            decide(office, drawn.id, verb, reason="Facts and law.")
    assert decide(office, drawn.id, "pass").status == "E4"


def exported(lrn: str = "X") -> bytes:
    return write(changed(EXPORT, {"lrn": lrn}), "KR")


def test_nobody_borrows_the_lane_of_somebody_elses_aeo_status(office: Office) -> None:
    korea = country("KR")
    assert korea
    (aeo, *_) = korea.aeo.entries(date(2026, 5, 12))
    heavy = {"items__1__quantity": "2000 C62", "authorisations__1__category": "AEOC"}  # mass per piece that asks for a look
    own = lodge(office, "OWN", **heavy, authorisations__1__id=aeo.number, importer_id=aeo.number)
    borrowed = lodge(office, "BORROWED", **heavy, authorisations__1__id=aeo.number)
    assert own.decision and borrowed.decision
    assert "authorised economic operator" in own.decision.explanation
    assert "authorised economic operator" not in borrowed.decision.explanation
    assert own.decision.lane < borrowed.decision.lane


def test_a_report_for_another_hour_is_kept_in_utc(office: Office) -> None:
    case = lodge(office)
    arrive(office, CARGO, "carried-in", at=datetime(2026, 5, 12, 9, 0, tzinfo=ZoneInfo("Asia/Seoul")))
    assert now(office, case).carried_in == datetime(2026, 5, 12, 0, 0, tzinfo=UTC)
    with office.store.reading("open") as records:
        assert [e.at.utcoffset() for e in records.events(case.id)] == [timedelta(0)] * now(office, case).version


def test_cases_are_found_by_any_of_their_numbers(office: Office) -> None:
    case = lodge(office, "A_1")
    for number in (case.id, case.id.lower(), case.number or "", CARGO, "26ABCD0123I-0456-0789", f" {CARGO} "):
        assert [found.id for found in find(office, number)] == [case.id], number
    assert find(office, "NOBODY") == ()
    with office.store.reading("open") as records:
        assert records.rows(search="A_1")[0] == 1
        assert records.rows(search="A%1")[0] == 0


def test_the_guards_are_the_five_of_practice(office: Office) -> None:
    assert [guard.id for guard in guards(lodge(office))] == ["review", "tax", "permits", "manifest", "carry_in"]


def test_the_official_example_of_a_thousand_dollars(office: Office) -> None:
    """US$1,000 at the customs rate of 1,200 and 8 %: duty 96,000 won (easylaw.go.kr)."""
    case = lodge(
        office,
        accepted="2026-03-03",
        items__1__price="USD 1000.00",
        items__1__quantity="820 C62",
        trade_terms="CIF",
        freight=None,
        charges=None,
    )
    assert case.assessment
    assert [(line.type, line.base, line.amount) for line in case.assessment.lines] == [
        ("CUD", Decimal(1_200_000), Decimal(96_000)),
        ("VAT", Decimal(1_296_000), Decimal(129_600)),
    ]
    assert case.total_due == Decimal(225_600)
