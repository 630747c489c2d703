"""Permits from the declaration to the acceptance: questions answered, approvals checked and drawn on, agencies asked or not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests_shared import amendment, cancellation, in_item, sound

from eclear.casefile.case import Case, case_of
from eclear.casefile.decision import Lane
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer, ApprovalState, NeedState
from eclear.clearance import Office, answer_permit, answer_questions, arrive, decide, find, pay, submit
from eclear.clearance.inbox import inbox
from eclear.journey.settlement import waiting_for
from eclear.storage.check import inbox_that_differs, rows_that_differ
from eclear.storage.verify import verify

COFFEE: dict[str, str | None] = {
    "items__1__classifications__1__id": "0901210000",
    "items__1__description": "Roasted coffee beans",
    "items__1__quantity": "100 KGM",
    "items__1__price": "USD 1400.00",
    "items__1__origins__1__country": "CO",
    "export_country": "CO",
    "exporter_country": "CO",
}
"""Coffee as it usually is, so that the score finds nothing to look at."""
CITED = {
    **COFFEE,
    "items__1__documents__1__category": "Q",
    "items__1__documents__1__type": "FOD",
    "items__1__documents__1__id": "QFOD-26-004410",
}
EXEMPT = {**CITED, "items__1__documents__1__id": None, "items__1__documents__1__exemption": "OWN"}


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **(COFFEE | changes))).case
    assert case is not None and case.number is not None, "it was rejected"
    return case


def cited(office: Office, lrn: str, kilograms: int) -> Case:
    """Lodge coffee under the approval for a thousand kilograms; each lot comes as cargo of its own."""
    mass = {"items__1__net_mass": f"{kilograms} KGM", "items__1__gross_mass": f"{kilograms} KGM"}
    cargo = f"26ABCD0123I0456{int(lrn.rpartition('-')[2]):04d}"
    other = {"total_gross_mass": f"{kilograms} KGM", "items__1__quantity": f"{kilograms} KGM"}
    other["items__1__price"] = f"USD {14 * kilograms}.00"
    return lodged(office, lrn, **(CITED | mass | other | {"previous_documents__1__id": cargo}))


def taken(office: Office, number: str = "QFOD-26-004410") -> Decimal:
    with office.store.reading("open") as records:
        return records.taken_of(number)


def accepted(office: Office, case: Case) -> Case:
    """Do everything but the permits: the goods arrive, the review passes, the tax is paid."""
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo or case.lodged.cargo or "", report)
    [case] = find(office, case.id)
    if not case.reviewed and case.is_open:
        decide(office, case.id, "pass")
    [case] = find(office, case.id)
    return pay(office, case.id) if case.tax == "T2" else case


def test_nothing_said_the_agency_is_a_candidate_and_is_asked_as_ever(office: Office) -> None:
    case = lodged(office)
    [need] = case.needs
    assert (case.permits, need.state) == ("R1", NeedState.CANDIDATE)
    assert "permits" in waiting_for(case)
    assert answer_permit(office, case.id, "MFDS-F", Answer.APPROVED, reference="any number of its own").permits == "R2"


def test_a_missing_permit_is_a_hold_on_its_track_and_no_lane(office: Office) -> None:
    without, other = lodged(office), lodged(office, "LRN-2", **CITED)
    assert (without.permits, other.permits) == ("R1", "R2")
    assert without.decision and other.decision
    assert without.decision.lane == other.decision.lane == Lane.L0


def test_answers_that_exempt_let_the_case_go_on_and_nobody_asks_the_agency(office: Office) -> None:
    case = lodged(office)
    case = answer_questions(office, case.id, "MFDS-F", {"MFDS-F.1": "yes"})
    assert (case.permits, case.needs[0].state) == ("R1", NeedState.CANDIDATE), "the next question is open"
    case = answer_questions(office, case.id, "MFDS-F", {"4": "own"})
    assert (case.permits, case.needs[0].lines[0].exemption) == ("R4", "OWN-USE")
    assert "permits" not in waiting_for(case)
    case = accepted(office, case)
    assert case.status == "D9"
    with office.store.reading("open") as records:
        told = [event.kind for event in records.events(case.id)]
    assert told.count("permit-questions") == 2 and "permit-answered" not in told


def test_answers_that_require_leave_the_case_waiting_until_the_agency_names_an_approval(office: Office) -> None:
    case = accepted(office, answer_questions(office, lodged(office).id, "MFDS-F", {"1": "yes", "4": "sale"}))
    assert (case.needs[0].state, case.permits, waiting_for(case)) == (NeedState.REQUIRED, "R1", ("permits",))
    case = answer_permit(office, case.id, "MFDS-F", Answer.APPROVED, approval="QFOD-26-004410")
    assert (case.permits, case.status) == ("R2", "D9"), "accepted by itself with the last guard"
    check = case.needs[0].lines[0].approval
    assert check and check.state is ApprovalState.VALID
    assert taken(office) == check.taken == Decimal(100), "kilograms, the net mass"


def test_an_approval_that_is_cited_answers_the_need_at_lodging(office: Office) -> None:
    case = lodged(office, **CITED)
    assert (case.permits, case.findings) == ("R2", ())
    assert accepted(office, case).status == "D9"


def test_an_exemption_that_is_claimed_waives_it_until_the_agency_says_otherwise(office: Office) -> None:
    case = lodged(office, **EXEMPT)
    assert case.permits == "R4"
    case = answer_permit(office, case.id, "MFDS-F", Answer.REFUSED, reason="Twelve tonnes are nobody's own use. Food Act.")
    assert (case.permits, case.status) == ("R3", "D7")


@pytest.mark.parametrize(
    ("number", "code"),
    [("QFOD-26-999999", "KR-PMT-001"), ("QFOD-25-009902", "KR-PMT-002"), ("QFOD-26-004411", "KR-PMT-004")],
)
def test_an_approval_that_does_not_hold_is_told_and_the_agency_is_asked(office: Office, number: str, code: str) -> None:
    case = lodged(office, **(CITED | {"items__1__documents__1__id": number}))
    assert [finding.code for finding in case.findings] == [code]
    assert (case.permits, case.needs[0].state) == ("R1", NeedState.REQUIRED)


def test_one_approval_covers_several_declarations_until_it_is_used_up(office: Office) -> None:
    first, second = cited(office, "LOT-1", 600), cited(office, "LOT-2", 300)
    assert (first.permits, second.permits, taken(office)) == ("R2", "R2", Decimal(900))
    third = cited(office, "LOT-3", 101)
    assert (third.permits, [finding.code for finding in third.findings]) == ("R1", ["KR-PMT-007"])
    check = third.needs[0].lines[0].approval
    assert check and (check.state, check.left) == (ApprovalState.USED_UP, Decimal(100))
    assert cited(office, "LOT-4", 100).permits == "R2", "what is left is enough for this lot"
    assert taken(office) == Decimal(1000)


def test_a_declaration_that_comes_to_nothing_gives_back_what_it_took(office: Office) -> None:
    gone, dismissed = cited(office, "LOT-1", 600), cited(office, "LOT-2", 400)
    assert taken(office) == Decimal(1000)
    submit(office, cancellation(gone.number))
    [gone] = find(office, gone.id)
    if gone.is_open:  # an officer is at work on it and decides
        gone = decide(office, gone.id, "grant")
    assert (gone.status, taken(office)) == ("X2", Decimal(400))
    decide(office, dismissed.id, "dismiss", reason="Lodged twice. Customs Act.")
    assert taken(office) == 0
    assert cited(office, "LOT-3", 1000).permits == "R2"


def test_rooms_count_for_themselves(office: Office) -> None:
    office.enter("other")
    cited(office, "LOT-1", 1000)
    with office.store.reading("other") as records:
        assert records.taken_of("QFOD-26-004410") == 0


def test_an_amended_item_is_asked_anew_and_an_untouched_one_keeps_what_was_answered(office: Office) -> None:
    case = answer_questions(office, lodged(office).id, "MFDS-F", {"1": "no"})
    assert (case.permits, case.needs[0].lines[0].exemption) == ("R4", "NOT-FOOD")
    trader = amendment(case.number, "42A/67A/74A/R037", content=_importer("Other name"), lrn="A-1")
    case = _granted(office, submit(office, trader).case)
    assert (case.edition, case.permits) == (2, "R4"), "the goods are still the same"
    goods = in_item("<Commodity><Description>Roasted coffee for sale</Description></Commodity>")
    case = _granted(office, submit(office, amendment(case.number, "42A/67A/68A[1]/23A/137", content=goods, lrn="A-2")).case)
    assert (case.edition, case.permits, case.needs[0].state) == (3, "R1", NeedState.CANDIDATE)


def _importer(name: str) -> str:
    return f"<GoodsShipment><Importer><Name>{name}</Name></Importer></GoodsShipment>"


def _granted(office: Office, case: Case | None) -> Case:
    assert case is not None
    return decide(office, case.id, "grant") if case.request else case


@pytest.mark.parametrize(
    ("agency", "answers", "item", "words"),
    [
        ("KATS-KC", {"1": "220"}, None, "was not asked about this case; asked: MFDS-F"),
        ("MFDS-F", {}, None, "No question is answered"),
        ("MFDS-F", {"9": "yes"}, None, "asks no question '9'"),
        ("MFDS-F", {"1": "perhaps"}, None, "Answer 'yes' or 'no'"),
        ("MFDS-F", {"1": "no"}, 7, "not concerned with item 7"),
        ("MFDS-F", {"2": "no"}, None, "change nothing: MFDS-F.2. Asked about these goods: MFDS-F.1, MFDS-F.4"),
        ("MFDS-F", {"4": "own"}, None, "change nothing"),
    ],
)
def test_answers_that_cannot_be_are_refused_by_name_and_change_nothing(
    office: Office, agency: str, answers: dict[str, str], item: int | None, words: str
) -> None:
    case = lodged(office)
    with pytest.raises(IllegalStep) as refused:
        answer_questions(office, case.id, agency, answers, item=item)
    assert words in str(refused.value)
    assert find(office, case.id) == (case,)


def test_what_is_decided_is_not_answered_again(office: Office) -> None:
    case = answer_questions(office, lodged(office).id, "MFDS-F", {"1": "yes", "4": "sale"})
    with pytest.raises(IllegalStep, match="are decided: item 1 required"):
        answer_questions(office, case.id, "MFDS-F", {"1": "no"})
    case = lodged(office, "LRN-2")
    answer_permit(office, case.id, "MFDS-F", Answer.REFUSED, reason="No certificate. Food Act.")
    with pytest.raises(IllegalStep, match="has answered already: refused"):
        answer_questions(office, case.id, "MFDS-F", {"1": "no"})


def test_a_case_that_has_ended_answers_no_more(office: Office) -> None:
    case = accepted(office, lodged(office, **CITED))
    with pytest.raises(IllegalStep, match="has ended"):
        answer_questions(office, case.id, "MFDS-F", {"1": "no"})


@pytest.mark.parametrize(
    ("number", "answer", "words"),
    [
        ("QFOD-26-999999", Answer.APPROVED, "not in the register"),
        ("QFOD-25-009902", Answer.APPROVED, "not valid on this day"),
        ("QFOD-26-004502", Answer.APPROVED, "given to another holder"),
        ("QFOD-26-004411", Answer.APPROVED, "for other goods"),
        ("QFOD-26-004410", Answer.WAIVED, "can only be named to approve"),
    ],
)
def test_an_agency_cannot_name_an_approval_that_does_not_cover_the_goods(
    office: Office, number: str, answer: Answer, words: str
) -> None:
    case = lodged(office)
    with pytest.raises(IllegalStep) as refused:
        answer_permit(office, case.id, "MFDS-F", answer, approval=number)
    assert words in str(refused.value)
    assert find(office, case.id) == (case,)


def test_the_log_the_rows_and_the_inbox_agree_about_all_of_this(office: Office) -> None:
    test_an_amended_item_is_asked_anew_and_an_untouched_one_keeps_what_was_answered(office)
    test_one_approval_covers_several_declarations_until_it_is_used_up(office)
    assert verify(office.store, "open").faults == ()
    assert list(rows_that_differ(office.store, "open", waiting_for)) == []
    from eclear.journey.replies import is_told

    assert list(inbox_that_differs(office.store, "open", is_told)) == []
    assert inbox(office, "41207"), "the declarant heard of his declarations"


def test_replaying_the_events_gives_the_case(office: Office) -> None:
    case = answer_questions(office, lodged(office).id, "MFDS-F", {"1": "yes", "4": "sale"})
    case = answer_permit(office, case.id, "MFDS-F", Answer.APPROVED, approval="QFOD-26-004410")
    with office.store.reading("open") as records:
        assert case_of(records.events(case.id)) == case
