"""The rulebook shows the rules, and why messages about a declaration are refused."""

from __future__ import annotations

import html
import re
from pathlib import Path

from fastapi.testclient import TestClient
from tests_shared import cancellation

import eclear.wco
from eclear.clearance import REFUSALS, submit
from eclear.web.pages.refusals import AMENDMENTS


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_every_reason_to_refuse_a_message_stands_in_the_book_with_its_remedy(client: TestClient) -> None:
    page = plain(client.get("/rulebook?family=messages").text)
    for reason in (*REFUSALS.values(), *AMENDMENTS):
        assert reason.code in page and reason.remedy in page, reason.code
    assert "{" not in page, "no value is left open"


def test_every_code_that_an_amendment_can_be_refused_with_stands_in_the_book() -> None:
    (folder,) = eclear.wco.__path__
    said = {code for file in Path(folder).rglob("*.py") for code in re.findall(r'"(AMD-0\d\d)"', file.read_text("utf-8"))}
    assert said == {reason.code for reason in AMENDMENTS}


def test_a_refusal_is_found_by_its_code_and_by_its_words(client: TestClient) -> None:
    by_code, by_words = client.get("/rulebook?q=tak-008").text, client.get("/rulebook?q=points+nowhere").text
    assert 'id="TAK-008"' in by_code and 'id="TAK-009"' not in by_code
    assert 'id="AMD-010"' in client.get("/rulebook?q=pointer").text
    assert "No rule holds these words." in by_words
    assert 'id="TAK-008"' not in client.get("/rulebook?family=cargo").text


def test_a_refusal_leads_from_a_refused_message_to_the_book(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    done = submit(office, cancellation("41207-26-999999M"))
    page = client.get(f"/intake/{done.refusal}").text
    assert 'href="/rulebook?q=TAK-008"' in page


def test_how_it_works_names_the_messages_and_the_replies(client: TestClient) -> None:
    page = plain(client.get("/how-it-works").text)
    for part in ("Amend 정정", "Withdraw 취하", "Report the arrival 물품 제시", "13 COR", "13 INV", "13 GPR"):
        assert part in page, part
    assert re.search(r"02 DMSRCV Registered 접수통보 R99, 5AF", page) and "52 DMSDET" in page and "Document in Korea" in page
