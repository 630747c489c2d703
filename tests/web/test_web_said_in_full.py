"""What stood in English on the pages of other languages: sums, reasons of agencies, drafts."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from eclear.casefile.case import Case
from eclear.clearance import Office, answer_questions
from eclear.reference import country
from eclear.web.pages.permit_reasons import why_concerned

VALUED = "/valuation?part=value&on=2026-05-12&movement=IM&terms=FOB&currency=USD&freight=500.00&price-1=10000.00&mass-1=300"


def said(client: TestClient, path: str, code: str, status: int = 200) -> str:
    """The words of a page in a language, without what is marked as English."""
    client.cookies.set("lang", code)
    answer = client.get(path)
    assert answer.status_code == status
    body = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    body = re.sub(r'<(\w+)[^>]*\slang="en"[^>]*>.*?</\1>', " ", body, flags=re.S)
    return re.sub(r"[ \n]+", " ", html.unescape(re.sub(r"<[^>]+>", "|", body)))


@pytest.mark.parametrize("code", ["fr", "es"])
def test_a_currency_follows_its_sum_where_the_language_has_it_so(client: TestClient, lodge, code: str) -> None:  # type: ignore[no-untyped-def]
    paying: Case = lodge("02")
    for path, sums in ((f"/cases/{paying.id}", 3), (f"/mine/{paying.id}", 2), (VALUED, 3), ("/law", 1)):
        page = said(client, path, code)
        assert not re.findall(r"(?:KRW|USD) \d[^<]{0,12}", page), path
        assert len(re.findall(r"\d\u00a0(?:KRW|USD)", page)) >= sums, path
    assert re.search(r"1\u00a0USD = 1[\u202f.]\d+,\d+\u00a0KRW", said(client, VALUED, code))
    assert re.search(r"KRW \d", said(client, VALUED, "en")) and "USD 1 = KRW 1," in said(client, VALUED, "ko")


WHY = {
    "fr": ("Article 1 (0901210000)", "MFDS-F waives", "en a décidé"),
    "es": ("Ítem 1 (0901210000)", "MFDS-F waives", "Lo decidió la respuesta"),
    "ko": ("1란 (0901210000)", "MFDS-F waives", "응답 “sample”"),
}


@pytest.mark.parametrize("code", sorted(WHY))
def test_why_an_agency_is_concerned_is_said_from_the_country_folder(client: TestClient, office: Office, lodge, code: str) -> None:  # type: ignore[no-untyped-def]
    case, (item, english, decided) = lodge("03"), WHY[code]
    page = said(client, f"/cases/{case.id}", code)
    assert item in page and "if it is eaten" not in page
    for question, answer in (("MFDS-F.1", "yes"), ("MFDS-F.4", "sample")):
        answer_questions(office, case.id, "MFDS-F", {question: answer})
    page = said(client, f"/agency/{case.id}?as=MFDS-F", code)
    assert decided in page and english not in page and "means that" not in page


def test_what_the_folder_says_otherwise_by_now_stands_as_it_was_recorded(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case, law = lodge("03"), country("KR")
    assert law
    need = replace(case.needs[0], why="Item 1 (0901210000): under an older condition")
    kept = why_concerned(need, law.agencies, case.lodged.declared_on)
    assert (kept.text, kept.lang) == (need.why, "en")
    assert why_concerned(case.needs[0], law.agencies, case.lodged.declared_on).text == case.needs[0].why, "in English the same"


@pytest.mark.parametrize(
    ("code", "told"), [("fr", "Ce brouillon n’existe pas."), ("es", "No existe ese borrador."), ("ko", "없습니다")]
)
def test_that_there_is_no_such_draft_is_said_in_the_readers_language(asked: TestClient, code: str, told: str) -> None:
    page = said(asked, "/lodge/form/7777", code, 404)
    assert told in page and "no such draft" not in page
