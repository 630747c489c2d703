"""Amendments, cancellations and arrivals: granted, decided on by an officer, or refused with a code of their own."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests_shared import CHECKOUT, Clock, about, amendment, arrival, cancellation, in_item, kinds, new_price, sound

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.pointer import changed
from eclear.casefile.reading import Outcome
from eclear.clearance import (
    Office,
    Submission,
    answer_permit,
    arrive,
    current,
    decide,
    exit_confirmed,
    find,
    inbox,
    pay,
    replies,
    submit,
    validate,
)
from eclear.journey.checks.baseline import EXPORT
from eclear.journey.settlement import waiting_for
from eclear.reference import country
from eclear.storage.check import rows_that_differ
from eclear.storage.verify import verify
from eclear.wco import read, write

CARGO = "26ABCD0123I04560789"


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case is not None and case.number
    return case


def moved(done: Submission) -> Case:
    assert done.outcome is Outcome.ACCEPT and done.case, done.findings
    return done.case


def again(office: Office, case: Case) -> Case:
    return find(office, case.id)[0]


def refused_untouched(office: Office, case: Case | None, message: bytes, code: str) -> None:
    """The message is refused with this code and a reply, and the case is what it was."""
    trader = case.lodged.trader if case else "41207"
    before = inbox(office, trader, limit=500)
    done = submit(office, message)
    assert done.outcome is Outcome.INVALID and done.case is None and done.refusal
    assert [finding.code for finding in done.findings] == [code]
    assert done.findings[0].place.line, "the place has its line"
    if case:
        assert again(office, case) == case
    told = inbox(office, trader, limit=500)[len(before) :]
    assert kinds(told) == ["03"]
    assert told[0].reply.faults[0].code == code.replace("-", "")
    assert told[0].case == (case.id if case else None)
    assert verify(office.store, "open").faults == ()


def test_an_amendment_gives_a_new_edition_judged_anew(office: Office, clock: Clock) -> None:
    case = lodged(office)
    assert case.assessment and case.reviewed and case.edition == 1
    clock.pass_by(minutes=5)
    after = moved(submit(office, new_price(case.number, "2500.00")))
    assert (after.edition, after.number, after.lodged.lrn) == (2, case.number, "LRN-1")
    assert after.assessment and after.assessment.total_due > case.assessment.total_due
    with office.store.reading("open") as records:
        declaration = read(current(office, records, after), office.schemas).declaration
        assert declaration and declaration.items[0].price and declaration.items[0].price.value == Decimal("2500.00")
        assert records.message(case.id) == sound(), "the first message stays as it was received"
    assert kinds(replies(office, case.id)) == ["02", "01", "13/4", "02", "11/39", "07", "13/4"]
    corrected = next(notice.reply for notice in replies(office, case.id) if notice.reply.function == "07")
    assert corrected.version == "2" and corrected.corrections[0].reason == "21"
    assert [(s.section, s.tag) for s in corrected.corrections[0].pointers][-1] == ("79A", "112")
    assert any(leaf.value == "2500.00" for leaf in corrected.corrected)
    assert list(rows_that_differ(office.store, "open", waiting_for)) == []
    assert verify(office.store, "open").faults == ()


def test_the_same_amendment_sent_twice_is_applied_once(office: Office) -> None:
    case = lodged(office)
    first = moved(submit(office, new_price(case.number)))
    second = submit(office, new_price(case.number))
    assert second.known and second.case == first and again(office, case).edition == 2


def test_amendments_build_on_each_other(office: Office) -> None:
    case = lodged(office)
    submit(office, new_price(case.number, "2500.00", "A-1"))
    words = in_item("<Commodity><Description>Cotton shirts, striped</Description></Commodity>")
    after = moved(submit(office, amendment(case.number, "42A/67A/68A[1]/23A/137", content=words)))
    assert (after.edition, after.applied) == (3, (1, 2))
    with office.store.reading("open") as records:
        item = read(current(office, records, after), office.schemas).declaration.items[0]
    assert (str(item.price.value), item.description) == ("2500.00", "Cotton shirts, striped")


def test_where_an_officer_is_at_work_he_decides_on_the_amendment(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    asked = moved(submit(office, new_price(case.number)))
    assert asked.request and asked.edition == 1 and asked.status == "D5"
    refused = submit(office, cancellation(case.number))
    assert [finding.code for finding in refused.findings] == ["TAK-010"]
    with pytest.raises(IllegalStep, match="Grant or deny"):
        decide(office, case.id, "pass")
    with pytest.raises(IllegalStep, match="reason"):
        decide(office, case.id, "deny")
    after = decide(office, case.id, "grant")
    assert after.request is None and after.edition == 2
    assert after.status == "D5", "an amendment does not end the officer's request for documents"
    assert kinds(replies(office, case.id)) == ["02", "01", "13/4", "06", "02", "03", "11/39", "07"]
    assert decide(office, case.id, "pass").reviewed


def test_a_denied_amendment_changes_nothing_and_can_be_appealed(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    submit(office, new_price(case.number))
    after = decide(office, case.id, "deny", reason="The invoice says 2,000 dollars.")
    assert (after.edition, after.request, after.status) == (1, None, "D5")
    denied = replies(office, case.id)[-1].reply
    assert denied.kind == "11/41" and denied.appeal_office
    assert any("2,000 dollars" in (remark.text or "") for remark in denied.remarks)


def test_a_declaration_is_cancelled_before_its_goods_are_released(office: Office) -> None:
    case = lodged(office)
    after = moved(submit(office, cancellation(case.number)))
    assert (after.status, after.tax, after.is_open) == ("X2", "T0", False)
    assert kinds(replies(office, case.id)) == ["02", "01", "13/4", "02", "11/39", "10"]
    refused_untouched(office, after, new_price(case.number), "TAK-011")


def test_every_published_message_that_is_valid_is_accepted_when_it_is_only_validated(office: Office, shared: Path) -> None:
    samples = shared / "data/wco/samples"
    with (samples / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index, delimiter="\t") if row["valid_against_published_schema"] == "True"]
    assert len(rows) == 63
    for row in rows:
        body = (samples / row["scenario"] / row["file"]).read_bytes()
        reading = validate(body, office.schemas, now=office.clock())
        assert reading.outcome is Outcome.ACCEPT, (row["file"], reading.findings)
    odd = validate((samples / "invalid/validSubmissionXML.xml").read_bytes(), office.schemas, now=office.clock())
    assert "WCO-W01" in {finding.code for finding in odd.findings}


def test_a_request_to_cancel_that_holds_more_than_it_may_is_accepted_with_a_warning(office: Office) -> None:
    case = lodged(office)
    message = cancellation(case.number).replace(
        b"<FunctionCode>",
        b'<AcceptanceDateTime><d:DateTimeString xmlns:d="urn:wco:datamodel:WCO:Declaration_DS:DMS:2" '
        b'formatCode="102">20260512</d:DateTimeString></AcceptanceDateTime><FunctionCode>',
    )
    done = submit(office, message)
    assert moved(done).status == "X2"
    assert [finding.code for finding in done.findings] == ["WCO-W01"]


def test_an_export_can_lose_its_acceptance_until_its_goods_have_left(office: Office) -> None:
    case = submit(office, write(replace(EXPORT, lrn="EX-1"), "KR")).case
    gone = submit(office, write(replace(EXPORT, lrn="EX-2"), "KR")).case
    assert case and gone and case.status == gone.status == "E4"
    after = moved(submit(office, cancellation(case.number, sender=case.lodged.trader)))
    assert after.status == "EX"
    assert kinds(replies(office, case.id)) == ["02", "01", "09", "02", "11/39", "10"]
    gone = exit_confirmed(office, gone.id, office_of_exit="030")
    assert kinds(replies(office, gone.id))[-1] == "16/A1"
    refused_untouched(office, gone, cancellation(gone.number, sender=gone.lodged.trader), "TAK-016")


def test_an_arrival_brings_a_pre_lodged_declaration_into_force(office: Office) -> None:
    case = lodged(office, type="IMD")
    assert case.presented is None
    assert kinds(replies(office, case.id))[0] == "02" and "01" not in kinds(replies(office, case.id))
    after = moved(submit(office, arrival(case.number)))
    assert after.presented and after.edition == 2
    assert kinds(replies(office, case.id))[-1] == "01"
    refused_untouched(office, after, arrival(case.number, lrn="ARRIVE-2"), "TAK-018")


def test_goods_that_are_carried_in_bring_a_pre_lodged_declaration_into_force_too(office: Office) -> None:
    case = lodged(office, type="IMD")
    arrive(office, CARGO, "carried-in")
    assert again(office, case).presented
    assert kinds(replies(office, case.id))[-1] == "01"


def test_an_amendment_may_move_a_declaration_to_another_cargo(office: Office) -> None:
    case = lodged(office)
    other = "26ABCD0123I04560790"
    document = f"<PreviousDocument><CategoryCode>X</CategoryCode><ID>{other}</ID><TypeCode>785</TypeCode></PreviousDocument>"
    after = moved(
        submit(office, amendment(case.number, "42A/67A/99A[1]/D018", content=f"<GoodsShipment>{document}</GoodsShipment>"))
    )
    assert after.cargo == other == after.lodged.cargo
    arrive(office, CARGO, "carried-in")
    assert not again(office, case).carried_in
    arrive(office, other, "carried-in")
    assert again(office, case).carried_in
    assert list(rows_that_differ(office.store, "open", waiting_for)) == []


def test_a_message_that_travels_in_a_request_is_taken_out_of_it(office: Office) -> None:
    case = lodged(office)
    head, _, message = new_price(case.number).partition(b"?>")
    wrapped = (
        b"%s?><r:submitDeclarationRequest xmlns:r='urn:x'><r:requestDetail>%s</r:requestDetail></r:submitDeclarationRequest>"
    )
    after = moved(submit(office, wrapped % (head, message.strip())))
    assert after.edition == 2


def test_a_declaration_lodged_in_koreas_own_profile_is_amended_like_any_other(office: Office) -> None:
    message = (CHECKOUT / "sample_declarations/16-korean-message/declaration.xml").read_bytes()
    case = moved(submit(office, message))
    assert case.lodged.profile == "kr-govcbr929"
    after = moved(submit(office, new_price(case.number, "950.00")))
    assert after.edition == 2 and after.assessment and case.assessment
    assert after.assessment.total_due > case.assessment.total_due
    with office.store.reading("open") as records:
        assert records.message(case.id) == message


def inspected(office: Office) -> Case:
    """Fireworks are always inspected: this case was, and the officer has passed it."""
    case = lodged(office, items__1__classifications__1__id="9306300000", items__1__description="Cartridges")
    assert case.decision and case.decision.lane == "L3"
    arrive(office, CARGO, "carried-in")
    return decide(office, case.id, "pass")


def other_goods(number: str | None) -> bytes:
    code = "<Commodity><Classification><ID>8501101000</ID></Classification></Commodity>"
    return amendment(number, "42A/67A/68A[1]/23A/21A[1]/145", content=in_item(code))


def test_an_amendment_after_an_inspection_is_for_the_officer_and_orders_it_again(office: Office) -> None:
    case = inspected(office)
    asked = moved(submit(office, other_goods(case.number)))
    assert asked.request and asked.edition == 1
    after = decide(office, case.id, "grant")
    assert (after.edition, after.status, after.reviewed, after.inspection) == (2, "D6", False, True)
    assert after.decision and after.decision.lane == "L3" and "no lighter" in after.decision.explanation


def test_an_export_that_is_to_be_inspected_is_not_amended_out_of_it(office: Office) -> None:
    arms = changed(EXPORT, {"lrn": "EX-9", "items.1.classifications.1.id": "9306300000"})
    case = submit(office, write(arms, "KR")).case
    assert case and (case.status, case.decision and case.decision.lane) == ("E3", "L3")
    assert moved(submit(office, other_goods(case.number))).request
    after = decide(office, case.id, "grant")
    assert (after.status, after.reviewed) == ("E3", False)


def test_goods_that_left_against_security_stay_declared(office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "query", reason="Is the price that of the invoice?")
    submit(office, cancellation(case.number))
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    with pytest.raises(IllegalStep, match="Grant or deny"):
        decide(office, case.id, "release", reason="Value in doubt.", security="Bank guarantee 7")
    decide(office, case.id, "deny", reason="The value is in doubt.")
    decide(office, case.id, "release", reason="Value in doubt.", security="Bank guarantee 7")
    refused_untouched(office, again(office, case), cancellation(case.number, lrn="CANCEL-2"), "TAK-015")
    refused_untouched(office, again(office, case), new_price(case.number), "TAK-012")
    for verb in ("dismiss", "inspect", "hold"):
        with pytest.raises(IllegalStep, match="comes too late"):
            decide(office, case.id, verb, reason="Facts.")


def test_what_was_paid_is_not_given_back_by_the_trader_alone(office: Office) -> None:
    case = lodged(office)
    pay(office, case.id)
    asked = moved(submit(office, cancellation(case.number)))
    assert asked.request and asked.is_open
    after = decide(office, case.id, "grant")
    assert (after.status, after.tax) == ("X2", "T3")


def test_a_cancellation_that_is_sent_again_is_answered_as_before(office: Office) -> None:
    case = lodged(office)
    first = moved(submit(office, cancellation(case.number)))
    again_sent = submit(office, cancellation(case.number))
    assert again_sent.known and again_sent.case == first
    assert kinds(replies(office, case.id))[-1] == "10"


def test_every_request_has_an_lrn_of_its_own(office: Office) -> None:
    case = lodged(office)
    submit(office, new_price(case.number, "2500.00", "A-1"))
    refused_untouched(office, again(office, case), new_price(case.number, "2600.00", "A-1"), "TAK-019")


def test_an_arrival_waits_for_no_amendment(office: Office) -> None:
    case = lodged(office, type="IMD")
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    submit(office, new_price(case.number))
    arrived = moved(submit(office, arrival(case.number)))
    assert arrived.presented and arrived.request and arrived.edition == 2
    after = decide(office, case.id, "grant")
    assert (after.edition, after.request) == (3, None)


def test_an_agency_is_asked_anew_when_the_goods_it_agreed_to_change(office: Office) -> None:
    korea, on = country("KR"), office.clock().date()
    assert korea
    food = next(line.hsk for line in korea.tariff.lines(on) if korea.agencies.concerned(line.hsk, on))
    case = lodged(office, items__1__classifications__1__id=food, items__1__description="Food")
    for need in case.needs:
        case = answer_permit(office, case.id, need.agency, Answer.APPROVED, reference="A-1")
    assert case.permits == "R2"
    words = in_item("<Commodity><Description>Raw milk</Description></Commodity>")
    submit(office, amendment(case.number, "42A/67A/68A[1]/23A/137", content=words))
    case = again(office, case)
    if case.request:
        case = decide(office, case.id, "grant")
    assert (case.edition, case.permits) == (2, "R1")


def test_a_notice_that_fell_is_void_and_said_to_be(office: Office) -> None:
    case = lodged(office)
    assert case.notice_due
    submit(office, new_price(case.number))
    corrected = next(notice.reply for notice in replies(office, case.id) if notice.reply.function == "07")
    assert any("void" in (remark.text or "") for remark in corrected.remarks)


# -- what makes no sense ----------------------------------------------------------------------------------------------


def test_an_amendment_of_a_case_that_has_moved_on_is_refused(office: Office) -> None:
    accepted = lodged(office)
    pay(office, accepted.id)
    refused_untouched(office, again(office, accepted), new_price(accepted.number, lrn="P"), "TAK-014")
    arrive(office, CARGO, "manifest-reviewed")
    arrive(office, CARGO, "carried-in")
    accepted = again(office, accepted)
    assert accepted.status == "D9"
    refused_untouched(office, accepted, new_price(accepted.number), "TAK-012")
    refused_untouched(office, accepted, cancellation(accepted.number), "TAK-015")
    inspected = lodged(office, "LRN-2")
    inspected = decide(office, inspected.id, "inspect", reason="Count the cartons.")
    refused_untouched(office, inspected, new_price(inspected.number), "TAK-013")
    refused_untouched(office, inspected, cancellation(inspected.number), "TAK-013")


def test_an_amendment_that_points_nowhere_is_refused(office: Office) -> None:
    case = lodged(office)
    beyond = amendment(
        case.number, "42A/67A/68A[9]/23A/137", content=in_item("<Commodity><Description>Tea</Description></Commodity>", 9)
    )
    refused_untouched(office, case, beyond, "AMD-010")


def test_an_amendment_that_breaks_a_rule_is_refused_with_that_rule(office: Office) -> None:
    case = lodged(office)
    heavy = in_item(
        '<Commodity><GoodsMeasure><NetNetWeightMeasure unitCode="KGM">99999</NetNetWeightMeasure></GoodsMeasure></Commodity>'
    )
    done = submit(office, amendment(case.number, "42A/67A/68A[1]/23A/65A/128", content=heavy))
    assert done.outcome is Outcome.INVALID and "MAS-001" in {finding.code for finding in done.findings}
    assert again(office, case) == case


def test_an_arrival_for_an_unknown_declaration_is_refused(office: Office) -> None:
    sender = "<Submitter><ID>41207</ID></Submitter>"
    refused_untouched(office, None, arrival("41207-26-999999M", sender), "TAK-008")


def test_an_arrival_of_goods_that_were_there_is_refused(office: Office) -> None:
    case = lodged(office)
    refused_untouched(office, case, arrival(case.number), "TAK-017")


def test_a_message_about_somebody_elses_declaration_is_refused(office: Office) -> None:
    case = lodged(office)
    done = submit(office, cancellation(case.number, sender="99999"))
    assert [finding.code for finding in done.findings] == ["TAK-009"] and again(office, case) == case
    assert len(replies(office, case.id)) == 3, "the declarant hears nothing of it"
    (told,) = inbox(office, "99999")
    assert (told.reply.kind, told.case) == ("03", None)
    submit(office, cancellation(case.number))
    ended = submit(office, new_price(case.number).replace(b"<TypeCode>COR", b"<TypeCode>COR", 1))
    assert [finding.code for finding in ended.findings] == ["TAK-011"]
    stranger = submit(office, cancellation(case.number, sender="99999", lrn="CANCEL-9"))
    assert [finding.code for finding in stranger.findings] == ["TAK-009"], "a stranger does not learn where it stands"


def test_every_combination_that_makes_no_sense_has_a_code_of_its_own(office: Office) -> None:
    case = lodged(office)
    refused_untouched(office, case, about(case.number, "IMA"), "TAK-006")
    sender = "<Submitter><ID>41207</ID></Submitter>"
    refused_untouched(office, None, about(None, "GPR", sender), "TAK-007")
    nine = about(case.number, "GPR").replace(b"<FunctionCode>13<", b"<FunctionCode>9<")
    assert [f.code for f in submit(office, nine).findings] == ["TAK-005"]
    fourteen = sound("LRN-14").replace(b"<FunctionCode>9<", b"<FunctionCode>14<")
    assert [f.code for f in submit(office, fourteen).findings] == ["TAK-003"]
