"""The permits on the pages: the card of a case with its questions, and the page on which anybody can try a code."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.clearance import answer_questions, decide, find, submit
from eclear.reference import country

KOREA = country("KR")
assert KOREA is not None


def act(client: TestClient, case, path: str, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(f"/cases/{case.id}/{path}", data=fields, follow_redirects=False)


def card(client: TestClient, case) -> str:  # type: ignore[no-untyped-def]
    page = client.get(f"/cases/{case.id}")
    assert page.status_code == 200
    [found] = re.findall(r'<section class="ec-card" aria-labelledby="permits">.*?</section>', page.text, re.S)
    return html.unescape(found)


def test_the_card_asks_the_open_question_and_goes_on_to_the_next(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    assert "Will the goods be eaten or drunk" in card(client, case) and "May need a permit: answer the questions" in card(
        client, case
    )
    assert act(client, case, "questions", agency="MFDS-F", question="MFDS-F.1", answer="yes", item="1").status_code == 303
    assert "What are the goods brought in for?" in card(client, case)
    assert act(client, case, "questions", agency="MFDS-F", question="MFDS-F.4", answer="sample").status_code == 303
    told = card(client, case)
    assert "Waived" in told and "a sample that is not sold or handed out" in told and "<select" not in told
    assert "the agency was not asked" in told
    [case] = find(office, case.id)
    assert case.permits == "R4"


def test_an_answer_that_cannot_be_is_refused_in_words(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    refused = act(client, case, "questions", agency="MFDS-F", question="MFDS-F.1", answer="perhaps")
    assert refused.status_code == 409
    assert "is not understood" in refused.text
    assert act(client, case, "questions", agency="MFDS-F", question="MFDS-F.1", answer="").status_code == 422


def test_an_agency_names_an_approval_on_the_card_and_its_check_is_shown(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sound("LRN-1", items__1__classifications__1__id="0901210000")).case
    assert act(client, case, "permits", agency="MFDS-F", answer="approved", approval="QFOD-26-999999").status_code == 409
    assert act(client, case, "permits", agency="MFDS-F", answer="approved", approval=" QFOD-26-004410 ").status_code == 303
    told = card(client, case)
    assert "QFOD-26-004410" in told and "valid" in told and "100 KGM of 1,000 KGM that were left" in told
    assert "Approve with a number" not in told


def test_an_approval_that_is_cited_is_shown_with_its_check_and_its_name(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("05")
    told = card(client, case)
    assert "QGUN-26-000056" in told and "Approved" in told and "the agency was not asked" in told
    assert "import permit for guns or explosives" in client.get(f"/cases/{case.id}").text


def test_items_with_the_same_open_question_can_be_answered_one_by_one(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    two = {"items__2__" + name: text for name, text in ITEM.items()}
    coffee = {"items__1__classifications__1__id": "0901210000"}
    case = submit(office, sound("LRN-1", **coffee, **two, item_count="2", total_gross_mass="240 KGM", total_packages="20")).case
    assert case is not None and case.number, case
    assert '<option value="1">Item 1</option><option value="2">Item 2</option>' in card(client, case)
    assert act(client, case, "questions", agency="MFDS-F", question="MFDS-F.1", answer="no", item="2").status_code == 303
    [case] = find(office, case.id)
    assert [line.state.value for line in case.needs[0].lines] == ["candidate", "exempt"]


ITEM = {
    "sequence": "2",
    "description": "Roasted coffee beans",
    "classifications__1__id": "0901210000",
    "classifications__1__type": "HSK",
    "gross_mass": "120 KGM",
    "net_mass": "100 KGM",
    "quantity": "100 KGM",
    "price": "USD 1400.00",
    "valuation_method": "1",
    "procedures__1__current": "40",
    "procedures__1__previous": "00",
    "procedures__2__current": "000",
    "origins__1__country": "CO",
    "origins__1__type": "1",
    "packages__1__sequence": "1",
    "packages__1__marks": "TEST 11-20",
    "packages__1__quantity": "10",
    "packages__1__type": "CT",
}


def test_the_timeline_tells_of_answers_to_officers_and_not_to_the_public(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    answer_questions(office, case.id, "MFDS-F", {"1": "no"})
    assert "Questions of an agency answered" in client.get(f"/cases/{case.id}").text
    assert "Questions of an agency" not in client.get(f"/status/{case.cargo}").text


def test_a_case_that_has_ended_asks_nothing(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    decide(office, case.id, "dismiss", reason="Lodged twice. Customs Act.")
    told = card(client, case)
    assert "Not yet" in told and "<form" not in told


def test_the_page_lists_every_agency_and_says_that_it_is_no_compliance_tool(client: TestClient) -> None:
    page = html.unescape(client.get("/permits").text)
    assert "never to be used as a compliance tool" in page
    for agency in KOREA.agencies.all:  # type: ignore[union-attr]
        assert agency.code in page and agency.document_code in page and agency.law.en in page
    assert "none: an item test decides" in page and "Commodity codes" in page


def test_a_code_gives_candidates_with_law_condition_document_mark_and_source(client: TestClient) -> None:
    page = html.unescape(client.get("/permits", params={"hs": "3808.91-9000", "on": "2026-05-12"}).text)
    for code in ("KAHPA", "KEITI-BIO", "KPTA", "ME-CHEM", "RDA", "MOTIE-STR"):
        assert f'<span class="ec-rulecode">{code}</span>' in page
    for told in ("Agrochemicals Control Act", "QAGR", "real", "annex to the Customs Act art. 226 notice", "SYNTHETIC", "RDA.1"):
        assert told in page
    assert "Whatever the code" in page


def test_questions_are_tried_without_a_case_and_lead_to_required_or_exempt(client: TestClient) -> None:
    tried = {"hs": "8414510000", "on": "2026-05-12", "q.KATS-KC.1": "12"}
    page = client.get("/permits", params=tried).text
    assert "Do the goods hold, or come with" in page and "12 V" in page
    page = client.get("/permits", params=tried | {"q.KATS-KC.2": "no"}).text
    assert "No permit is needed, and the agency is not asked." in page and "Answer again" in page
    page = client.get("/permits", params=tried | {"q.KATS-KC.1": "220"}).text
    assert "The permit is required" in page and "QKCS" in page


def test_answers_of_other_agencies_are_kept_while_one_is_answered(client: TestClient) -> None:
    page = client.get("/permits", params={"hs": "3808919000", "q.RDA.1": "no", "q.KPTA.1": "no"}).text
    assert page.count("No permit is needed, and the agency is not asked.") == 2
    [form] = [one for one in re.findall(r"<form.*?</form>", page, re.S) if "KAHPA.1" in one]
    assert 'name="q.RDA.1" value="no"' in form and 'name="q.KPTA.1" value="no"' in form


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"hs": "coffee"}, "two to ten digits"),
        ({"hs": "9"}, "two to ten digits"),
        ({"hs": "12345678901"}, "two to ten digits"),
        ({"hs": "٠٩٠١"}, "two to ten digits"),
        ({"hs": "0901", "on": "tomorrow"}, "The day is none"),
    ],
)
def test_what_cannot_be_looked_up_is_said_where_it_was_typed(client: TestClient, asked: dict[str, str], words: str) -> None:
    page = client.get("/permits", params=asked)
    assert page.status_code == 422
    assert words in page.text and asked["hs"] in page.text


def test_a_code_of_no_agency_and_a_day_before_the_facts_find_none(client: TestClient) -> None:
    assert "No agency is concerned with this code." in client.get("/permits", params={"hs": "6109100000"}).text
    assert "No agency is concerned" in client.get("/permits", params={"hs": "0901210000", "on": "2025-12-31"}).text


def test_what_is_typed_into_the_address_is_never_more_than_text(client: TestClient) -> None:
    page = client.get("/permits", params={"hs": "0901210000", "q.MFDS-F.1": "<script>x</script>", "q.<b>": '"><i>'}).text
    assert "<script>x" not in page and "<i>" not in page
    assert "This answer is not understood" in page


def test_the_page_speaks_korean(client: TestClient) -> None:
    client.cookies.set("lang", "ko")
    page = client.get("/permits", params={"hs": "0901210000", "q.MFDS-F.1": "yes"}).text
    assert (
        "수입식품안전관리 특별법" in page
        and "수입 목적은 무엇입니까?" in page
        and "실제 요건 확인에 절대 사용할 수 없습니다" in page
    )


def test_programs_answer_questions_too(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    told = {"kind": "permit-questions", "agency": "MFDS-F", "answers": {"MFDS-F.1": "yes", "4": "own"}}
    after = client.post(f"/api/cases/{case.id}/events", json=told)
    assert (after.status_code, after.json()["tracks"]["permits"]) == (200, "R4")
    refused = client.post(f"/api/cases/{case.id}/events", json=told)
    assert refused.status_code == 409 and "decided" in refused.json()["detail"]
