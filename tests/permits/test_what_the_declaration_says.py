"""What an item says about an agency: an approval that is checked, an exemption, answers; and the order in which they count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.casefile.declaration import Classification, Declaration, Information, Item, ItemDocument
from eclear.casefile.permit import Answer, ApprovalCheck, ApprovalState, NeedState, PermitNeed
from eclear.casefile.quantity import Measure
from eclear.journey.permits import cited, determine
from eclear.reference import country

MAY = date(2026, 5, 12)
KOREA = country("KR")
assert KOREA is not None
KILOGRAMS = Measure(Decimal(100), "KGM")
SAYS = {one.code: one for one in KOREA.agencies.all}


def coffee(*documents: ItemDocument, said: tuple[Information, ...] = (), **changes: object) -> Item:
    item = Item(classifications=(Classification("0901210000", "HSK"),), net_mass=KILOGRAMS, documents=documents, information=said)
    return replace(item, **changes)  # type: ignore[arg-type]


def lodge(*items: Item, importer: str = "KRTRD0001", type: str = "IMA", taken: dict[str, Decimal] | None = None) -> PermitNeed:
    [need] = needs(*items, importer=importer, type=type, taken=taken)
    return need


def needs(
    *items: Item, importer: str = "KRTRD0001", type: str = "IMA", taken: dict[str, Decimal] | None = None, on: date = MAY
) -> tuple[PermitNeed, ...]:
    assert KOREA is not None
    told = Declaration(type=type, function="9", items=items, importer_id=importer, exporter_id=importer)
    return determine(told, KOREA, on, taken or {})


def cite(number: str, type: str = "FOD", **more: object) -> ItemDocument:
    return ItemDocument(category="Q", type=type, id=number, **more)  # type: ignore[arg-type]


def claim(reason: str, type: str = "FOD") -> ItemDocument:
    return ItemDocument(category="Q", type=type, exemption=reason)


def say(question: str, text: str) -> Information:
    return Information(code=question, text=text, type="PQ")


def test_a_valid_approval_answers_the_need_by_itself() -> None:
    need = lodge(coffee(cite("QFOD-26-004410")))
    assert (need.state, need.answer) == (NeedState.REQUIRED, Answer.APPROVED)
    assert need.lines[0].approval == ApprovalCheck("QFOD-26-004410", ApprovalState.VALID, Decimal(100), Decimal(1000), "KGM")
    assert need.taken == {"QFOD-26-004410": Decimal(100)}


@pytest.mark.parametrize(
    ("number", "importer", "result"),
    [
        ("QFOD-26-000000", "KRTRD0001", ApprovalState.UNKNOWN),
        ("QKCS-26-003306", "KRTRD0001", ApprovalState.UNKNOWN),  # of another agency
        ("QFOD-25-009902", "KRTRD0001", ApprovalState.EXPIRED),
        ("QFOD-26-004502", "KRTRD0001", ApprovalState.OTHER_HOLDER),
        ("QFOD-26-004411", "KRTRD0001", ApprovalState.OTHER_GOODS),
    ],
)
def test_an_approval_that_does_not_cover_the_goods_leaves_the_need_required(
    number: str, importer: str, result: ApprovalState
) -> None:
    need = lodge(coffee(cite(number)), importer=importer)
    assert (need.state, need.answer) == (NeedState.REQUIRED, None)
    assert need.lines[0].approval == ApprovalCheck(number, result)
    assert need.taken == {}


def test_a_day_before_or_after_its_validity_no_approval_counts() -> None:
    for day, answer in ((date(2026, 3, 31), Answer.APPROVED), (date(2026, 4, 1), None)):
        [need] = needs(coffee(cite("QFOD-25-009902")), on=day)
        assert need.answer is answer


def test_one_approval_covers_several_items_until_it_is_used_up() -> None:
    much = Measure(Decimal(600), "KGM")
    need = lodge(coffee(cite("QFOD-26-004410"), net_mass=much), coffee(cite("QFOD-26-004410"), net_mass=much))
    first, second = (line.approval for line in need.lines)
    assert first and second
    assert (first.state, second.state, second.left) == (ApprovalState.VALID, ApprovalState.USED_UP, Decimal(400))
    assert need.answer is None
    assert need.taken == {"QFOD-26-004410": Decimal(600)}, "what is not covered takes nothing"


def test_what_other_declarations_took_counts_to_the_last_gram() -> None:
    for taken, answer in ((Decimal(900), Answer.APPROVED), (Decimal("900.001"), None)):
        assert lodge(coffee(cite("QFOD-26-004410")), taken={"QFOD-26-004410": taken}).answer is answer


def test_masses_are_counted_across_their_units_and_what_is_written_off_comes_first() -> None:
    tonnes = coffee(cite("QFOD-26-004410", quantity=Measure(Decimal("0.5"), "TNE")))
    assert lodge(tonnes).taken == {"QFOD-26-004410": Decimal(500)}
    pieces = coffee(cite("QFOD-26-004410"), quantity=Measure(Decimal(7), "C62"))
    assert lodge(pieces).taken == {"QFOD-26-004410": Decimal(100)}, "the net mass, for pieces are no kilograms"


def test_goods_that_state_no_quantity_in_the_unit_of_the_approval_are_not_covered() -> None:
    need = lodge(coffee(cite("QFOD-26-004410"), net_mass=None))
    assert need.lines[0].approval and need.lines[0].approval.state is ApprovalState.UNCOUNTED
    assert need.answer is None


def test_an_approval_of_any_amount_is_never_used_up() -> None:
    plates = coffee(cite("QFOD-26-004411"), classifications=(Classification("6911100000", "HSK"),))
    assert lodge(plates, taken={"QFOD-26-004411": Decimal(10**9)}).answer is Answer.APPROVED


def test_the_first_of_several_approvals_that_covers_the_goods_is_taken() -> None:
    need = lodge(coffee(cite("QFOD-25-009902"), cite("QFOD-26-004410")))
    assert need.answer is Answer.APPROVED
    assert list(need.taken) == ["QFOD-26-004410"]


@pytest.mark.parametrize("reason", ["SMP", "SAMPLE", "own", "NFD"])
def test_an_exemption_that_the_law_lists_waives_the_need_without_asking(reason: str) -> None:
    need = lodge(coffee(claim(reason)))
    assert (need.state, need.answer) == (NeedState.EXEMPT, Answer.WAIVED)
    assert need.lines[0].exemption in {one.code for one in SAYS["MFDS-F"].exemptions}


@pytest.mark.parametrize("document", [claim("ZZZ"), claim("BLV"), claim("SMP", "KCS"), claim("SMP", "380")])
def test_a_reason_that_the_agency_does_not_list_exempts_from_nothing(document: ItemDocument) -> None:
    need = next(need for need in needs(coffee(document)) if need.agency == "MFDS-F")
    assert (need.state, need.answer) == (NeedState.CANDIDATE, None)


def test_an_approval_comes_before_an_exemption_and_both_before_answers() -> None:
    answers = (say("MFDS-F.1", "no"),)
    assert lodge(coffee(claim("SMP"), cite("QFOD-26-004410"), said=answers)).answer is Answer.APPROVED
    assert lodge(coffee(claim("SMP"), said=answers)).lines[0].exemption == "SAMPLE"
    assert lodge(coffee(said=answers)).lines[0].exemption == "NOT-FOOD"


def test_answers_of_an_item_decide_by_the_questionnaire() -> None:
    need = lodge(coffee(said=(say("MFDS-F.1", "yes"), say("mfds-f.4", "sale"))))
    assert need.state is NeedState.REQUIRED
    assert need.lines[0].why == "The answer 'sale' to MFDS-F.4 means that the permit is needed."
    need = lodge(coffee(said=(say("MFDS-F.1", "예"), say("MFDS-F.4", "own"))))
    assert (need.state, need.lines[0].exemption, need.answer) == (NeedState.EXEMPT, "OWN-USE", Answer.WAIVED)


def test_answers_that_decide_nothing_leave_a_candidate_that_keeps_them() -> None:
    need = lodge(coffee(said=(say("MFDS-F.1", "yes"), say("MFDS-F.4", "for fun"))))
    assert need.state is NeedState.CANDIDATE
    assert [answer.question for answer in need.lines[0].answers] == ["MFDS-F.1"]


def test_a_statement_of_another_kind_or_agency_is_no_answer() -> None:
    other = (Information("MFDS-F.1", "no", "TRB"), say("KATS-KC.1", "no"), say("MFDS-F.99", "no"), say("1", "no"))
    assert lodge(coffee(said=other)).state is NeedState.CANDIDATE


def test_one_item_exempt_does_not_exempt_the_other() -> None:
    need = lodge(coffee(claim("SMP")), coffee())
    assert (need.state, need.answer) == (NeedState.CANDIDATE, None)
    need = lodge(coffee(claim("SMP")), coffee(cite("QFOD-26-004410")))
    assert (need.state, need.answer) == (NeedState.REQUIRED, Answer.APPROVED)


def test_a_voltage_decides_by_its_band() -> None:
    def fan(*said: Information) -> PermitNeed:
        return lodge(coffee(said=said, classifications=(Classification("8414510000", "HSK"),)))

    assert fan(say("KATS-KC.1", "220")).state is NeedState.REQUIRED
    assert fan(say("KATS-KC.1", "1000 V")).state is NeedState.REQUIRED
    assert fan(say("KATS-KC.1", "1000.5")).lines[0].exemption == "BELOW-VOLTAGE"
    assert fan(say("KATS-KC.1", "49.9")).state is NeedState.CANDIDATE, "the next question is about batteries"
    assert fan(say("KATS-KC.1", "0"), say("KATS-KC.2", "no")).answer is Answer.WAIVED


def test_the_strategic_goods_agency_is_a_party_only_where_the_trader_names_it() -> None:
    motor = Item(classifications=(Classification("8501101000", "HSK"),))
    assert needs(motor) == needs(motor, type="EXA") == ()
    tested = replace(motor, information=(say("MOTIE-STR.1", "yes"),))
    assert lodge(tested).state is lodge(tested, type="EXA").state is NeedState.CANDIDATE
    controlled = replace(tested, information=(*tested.information, say("MOTIE-STR.2", "no")))
    assert lodge(controlled, type="EXA").state is NeedState.REQUIRED, "a licence, mostly export side"
    licensed = replace(motor, documents=(cite("QSTR-26-000021", "STR"),), quantity=Measure(Decimal(2), "C62"))
    assert lodge(licensed, importer="KRTRD0007", type="EXA").answer is Answer.APPROVED


def test_an_export_that_cites_another_agency_still_asks_nobody() -> None:
    assert needs(coffee(cite("QFOD-26-004410")), type="EXA") == ()


def test_only_approvals_of_the_register_are_looked_up_and_each_once() -> None:
    assert KOREA is not None
    items = [coffee(cite("QFOD-26-004410"), cite("QFOD-26-000000")), coffee(cite("QFOD-26-004410"))]
    assert [entry.number for entry in cited(items, KOREA.agencies)] == ["QFOD-26-004410"]


CODES = ["0901210000", "0106120000", "8414510000", "3808919000", "9018900000", "3604100000", "8501101000", "7204100000"]
ANSWERS = st.sampled_from(["yes", "no", "0", "220", "5000", "sale", "own", "sample", "other", "listed", "", "perhaps"])
QUESTIONS = st.sampled_from([question.id for agency in KOREA.agencies.all for question in agency.questions])
STATEMENTS = st.lists(st.builds(say, QUESTIONS, ANSWERS), max_size=12).map(tuple)
DOCUMENTS = st.lists(
    st.builds(
        ItemDocument,
        category=st.just("Q"),
        type=st.sampled_from([agency.document_code[1:] for agency in KOREA.agencies.all]),
        id=st.sampled_from([None, "QFOD-26-004410", "QGUN-26-000056", "QXYZ-1"]),
        exemption=st.sampled_from([None, "SMP", "OWN", "NSP", "ZZZ"]),
    ),
    max_size=4,
).map(tuple)
ITEMS = st.lists(
    st.builds(
        lambda hs, documents, said: coffee(*documents, said=said, classifications=(Classification(hs, "HSK"),)),
        st.sampled_from(CODES),
        DOCUMENTS,
        STATEMENTS,
    ),
    min_size=1,
    max_size=4,
)


@given(items=ITEMS)
def test_whatever_is_said_a_need_is_settled_only_by_exemptions_of_its_agency_or_valid_approvals(items: list[Item]) -> None:
    for need in needs(*items):
        reasons = {one.code for one in SAYS[need.agency].exemptions}
        for line in need.lines:
            assert (line.state is NeedState.EXEMPT) == (line.exemption in reasons)
            assert line.exemption is None or line.approval is None
        settled = [
            line.state is NeedState.EXEMPT or (line.approval is not None and line.approval.state is ApprovalState.VALID)
            for line in need.lines
        ]
        assert (need.answer is not None) == all(settled)
        assert (need.answer is Answer.WAIVED) == (need.state is NeedState.EXEMPT)
        assert need.items == tuple(line.item for line in need.lines)


@given(items=ITEMS)
def test_saying_nothing_concerns_the_same_agencies_of_codes_and_settles_none(items: list[Item]) -> None:
    silent = [replace(item, documents=(), information=()) for item in items]
    asked = {need.agency for need in needs(*silent)}
    assert asked == {need.agency for need in needs(*items)} - {"MOTIE-STR"}
    assert all(need.answer is None for need in needs(*silent)), "HS alone never decides"
