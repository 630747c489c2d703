"""The order to examine, its sheet, the report item by item, and the laboratory's answer, all from the page without a script."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.examination import Depth, SealState
from eclear.clearance import Office, arrive, decide, find, submit


@pytest.fixture
def case(asked_office: Office) -> Case:
    """A declaration of its own whose goods are there, with a container and its seal."""
    with asked_office.store.reading("open") as records:
        number = records.head.position + 1
    cargo = f"26ABCD0124I{number:08}"
    told = {"containers__1__sequence": "1", "containers__1__id": "SLKU1234565"}
    told |= {"containers__1__seals__1__sequence": "1", "containers__1__seals__1__id": "KR-SEAL-1"}
    case = submit(asked_office, sound(f"LRN-{number}", previous_documents__1__id=cargo, **told)).case
    assert case and case.number, case and case.findings
    for report in ("manifest-reviewed", "carried-in"):
        arrive(asked_office, cargo, report)
    return find(asked_office, case.id)[0]


def card(client: TestClient, case: Case, id: str = "examination") -> str:
    page = html.unescape(client.get(f"/cases/{case.id}").text)
    return re.sub(r"\s+", " ", page[page.index(f'<h2 id="{id}">') :].split("</section>")[0])


def send(client: TestClient, office: Office, case: Case, act: str, status: int = 303, **fields: object) -> str:
    told = {"version": find(office, case.id)[0].version, **fields}
    answer = client.post(f"/cases/{case.id}/{act}", data=told, follow_redirects=False)
    assert answer.status_code == status, re.sub(r"<[^>]+>", " ", answer.text)[-500:]
    return html.unescape(answer.text)


def test_an_order_is_given_printed_carried_out_and_answered_by_the_laboratory(
    asked: TestClient, asked_office: Office, case: Case
) -> None:
    assert "/order" not in card(asked, case) and asked.get(f"/cases/{case.id}/order").status_code == 404
    send(asked, asked_office, case, "order", depth="sample", reason="Which fibre is it?", place="Shed 7")
    told = card(asked, case)
    assert "Sampling" in told and "Which fibre is it?" in told and "Shed 7" in told and "To be carried out" in told
    assert '<option value="sample" selected>' in told, "the report begins with the depth that was ordered"
    sheet = html.unescape(asked.get(f"/cases/{case.id}/order").text)
    assert "Order to examine" in sheet and "KR-SEAL-1" in sheet and "SLKU1234565" in sheet and "820 pieces, 10 packages" in sheet
    report = {
        "depth": "sample",
        "count_item": "1",
        "count_quantity": "1,640",
        "count_packages": "10",
        "seal": ["KR-SEAL-1", "", ""],
        "seal_state": ["broken", "", ""],
        "sample_item": ["1", "1"],
        "laboratory": ["Training laboratory", ""],
        "question": ["Which fibre is it?", ""],
        "due": ["2027-01-05", ""],
        "attended": ["declarant", "shed"],
        "remark": "Counted twice.",
    }
    send(asked, asked_office, case, "examine", **report)
    told = card(asked, case)
    assert "counted 1,640 pieces, 10 packages, declared 820 pieces, 10 packages" in told and "differs" in told
    assert "KR-SEAL-1" in told and "Broken" in told and "Declarant, Shed" in told and "At the laboratory" in told
    page = html.unescape(asked.get(f"/cases/{case.id}").text)
    assert "A laboratory has not answered." in page and 'value="pass"' not in page and 'value="release"' in page
    assert "A laboratory has not answered" in send(asked, asked_office, case, "decide", 409, verb="pass")
    send(asked, asked_office, case, "laboratory", sample="1", finding="Polyester.", found="misclassification")
    told = card(asked, case)
    assert "Polyester." in told and "Irregular" in told and "At the laboratory" not in told
    send(asked, asked_office, case, "decide", verb="pass")


@pytest.mark.parametrize(
    ("fields", "lesson"),
    [
        ({"count_item": "1", "count_quantity": "many", "count_packages": ""}, "'many' is no number"),
        ({"count_item": "1", "count_quantity": "1e40", "count_packages": ""}, "'1e40' is no number"),
        ({"count_item": "1", "count_quantity": "", "count_packages": "2.5"}, "Count whole packages"),
        ({"seal": "X", "seal_state": "melted"}, "Write one of intact, broken, missing, other"),
        ({"seal": "", "seal_state": "broken"}, "A seal has a number"),
        ({"sample_item": "1", "laboratory": "L", "question": "Q", "due": "soon"}, "Write it as 2026-05-12"),
        ({"sample_item": "one", "laboratory": "L", "question": "Q", "due": "2027-01-05"}, "'one' is no item"),
        ({"attended": "the dog"}, "Name declarant, shed, or agency:CODE"),
        ({"attended": "agency:NOBODY"}, "is not concerned with these goods"),
    ],
)
def test_what_was_typed_wrongly_is_refused_with_its_remedy(
    asked: TestClient, asked_office: Office, case: Case, fields: dict[str, str], lesson: str
) -> None:
    assert lesson in send(asked, asked_office, case, "examine", 409, depth="full", **fields)
    assert find(asked_office, case.id)[0].examination is None


def test_the_form_has_a_row_for_every_item_seal_and_sample(asked: TestClient, case: Case) -> None:
    told = card(asked, case)
    assert told.count('name="count_quantity"') == 1 and "Declared: 820 pieces, 10 packages" in told
    assert told.count('name="seal"') == 3 and 'value="KR-SEAL-1"' in told and told.count('name="laboratory"') == 2
    assert all(f'value="{state}"' in told for state in SealState)


def test_who_sends_goods_to_inspection_names_the_depth_in_the_same_act(
    asked: TestClient, asked_office: Office, case: Case
) -> None:
    deciding = card(asked, case, "decide")
    ordering = deciding[deciding.index("Send to inspection") :].split("</form>")[0]
    assert f'action="/cases/{case.id}/order"' in ordering and '<select class="govuk-select" id="order-depth"' in ordering
    assert [f'value="{depth}"' in ordering for depth in Depth] == [False, True, True, True, True, False]
    assert '<option value="">' in ordering and "required" in ordering, "no depth is chosen for him"
    assert 'value="inspect"' not in deciding, "there is no way to send goods there without a depth"
    send(asked, asked_office, case, "order", 422, depth="", reason="Open it.")
    send(asked, asked_office, case, "order", depth="partial", reason="Open two cartons.")
    after = find(asked_office, case.id)[0]
    assert (after.status, after.order and after.order.order.depth) == ("D6", Depth.PARTIAL)
    assert "Order anew" in card(asked, case) and "/order" not in card(asked, case, "decide")


def test_goods_that_the_lane_sent_to_inspection_are_ordered_where_an_officer_decides(
    asked: TestClient, asked_office: Office, case: Case
) -> None:
    decide(asked_office, case.id, "inspect", reason="The consignment was selected.")
    deciding = card(asked, case, "decide")
    assert "An inspection stands, and nobody has said how deep it goes." in deciding
    assert "Order an examination" in deciding and 'data-key="I"' in deciding and "Send to inspection" not in deciding
    send(asked, asked_office, case, "order", depth="full", reason="Open it.")
    assert "nobody has said how deep" not in card(asked, case, "decide") + card(asked, case)


def test_an_order_that_comes_too_late_is_given_back_as_it_was_chosen(asked: TestClient, asked_office: Office, case: Case) -> None:
    decide(asked_office, case.id, "query", reason="How was the price agreed?")
    late = {"version": case.version, "depth": "full", "item": ["1"], "place": "Shed 7", "reason": "Open it all."}
    page = send(asked, asked_office, case, "order", 409, **late)
    assert "The case has changed" in page and "Question asked" in page and "Open it all." in page
    for name, value in (("depth", "full"), ("item", "1"), ("place", "Shed 7")):
        assert re.search(f'name="{name}" value="{value}"', page), name


def test_korean_officers_read_and_order_in_korean(asked: TestClient, asked_office: Office, case: Case) -> None:
    send(asked, asked_office, case, "order", depth="full", reason="봉인 확인")
    asked.cookies.set("lang", "ko")
    told = card(asked, case)
    assert "검사지시" in told and "전량검사" in told and "검사지시서 인쇄" in told
    assert "검사지시서" in asked.get(f"/cases/{case.id}/order").text


def test_a_text_that_is_a_script_stays_a_text(asked: TestClient, asked_office: Office, case: Case) -> None:
    script = "<script>alert(1)</script>"
    send(asked, asked_office, case, "order", depth="full", reason=script, place=script)
    for path in (f"/cases/{case.id}", f"/cases/{case.id}/order"):
        page = asked.get(path).text
        assert script not in page and "&lt;script&gt;alert(1)" in page
