"""The rulebook: it can be searched and filtered, and shows why messages about a declaration are refused."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests_shared import cancellation

import eclear.wco
from eclear.clearance import REFUSALS, submit
from eclear.journey.checks import Rule, rulebook
from eclear.web.pages.refusals import AMENDMENTS
from eclear.web.pages.rule import FAMILIES
from eclear.web.pages.rules import MOST_TOLD, Wanted, rulebook_page

RULES = rulebook()


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def listed(client: TestClient, **asked: str) -> list[str]:
    """The codes of the rules that the page lists, in its order."""
    answer = client.get("/rulebook", params=asked)
    assert answer.status_code == 200
    codes = re.findall(r'<li id="([A-Z0-9-]+)">', answer.text)
    assert f"{len(codes)} of {len(RULES)} rules" in answer.text
    return codes


def codes_of(*rules: Rule) -> set[str]:
    return {rule.code for rule in rules}


def test_every_rule_stands_in_the_book_once_and_leads_to_its_page(client: TestClient) -> None:
    codes, page = listed(client), client.get("/rulebook").text
    assert len(codes) == len(RULES) and set(codes) == codes_of(*RULES)
    assert all(f'href="/rulebook/{code}"' in page for code in codes)


@pytest.mark.parametrize("part", ["code", "title", "korean", "message", "source", "family"])
def test_a_rule_is_found_by_every_part_of_it(client: TestClient, part: str) -> None:
    rule = next(rule for rule in RULES if rule.code == "MAS-001")
    words = {
        "code": rule.code.lower(),
        "title": rule.title.en.upper(),
        "korean": rule.title.ko,
        "message": "more than gross mass",
        "source": "11006",
        "family": rule.family,
    }
    found = listed(client, q=words[part])
    assert rule.code in found and len(found) < len(RULES)


def test_each_choice_leaves_exactly_the_rules_that_match(client: TestClient) -> None:
    refusing = {rule.code for rule in RULES if rule.severity.value == "error" or rule.binding_in}
    assert set(listed(client, severity="error")) == refusing
    assert set(listed(client, severity="warning")) == {rule.code for rule in RULES if rule.severity.value == "warning"}
    assert set(listed(client, family="masses")) == {rule.code for rule in RULES if rule.family == "masses"}
    assert set(listed(client, country="KR")) == {rule.code for rule in RULES if rule.country == "KR"}
    assert set(listed(client, country="general")) == {rule.code for rule in RULES if rule.country is None}
    assert set(listed(client, movement="EX")) == {rule.code for rule in RULES if rule.movement in (None, "EX")}
    both = listed(client, movement="IM", country="KR", severity="error", q="cargo")
    assert "KR-CGO-001" in both and "KR-CGO-003" not in both and "MAS-001" not in both


def test_the_choices_stay_in_the_form_and_in_the_way_to_a_family(client: TestClient) -> None:
    page = client.get("/rulebook?q=mass&severity=error&movement=IM").text
    assert 'value="mass"' in page and '<option value="error" selected>' in page and '<option value="IM" selected>' in page
    assert 'href="/rulebook?family=masses&amp;q=mass&amp;severity=error&amp;movement=IM"' in page
    count = re.search(r'family=masses[^"]*"><span>Masses.*?</span></span><span class="ec-num">(\d+)<', page)
    assert count is not None and int(count[1]) == len(listed(client, q="mass", severity="error", movement="IM", family="masses"))
    assert 'aria-current="page"><span>Masses' in client.get("/rulebook?family=masses").text


def test_what_nothing_matches_says_so_and_leads_back(client: TestClient) -> None:
    page = client.get("/rulebook?q=nothing-like-it").text
    assert "No rule holds these words" in page and 'href="/rulebook"' in page
    assert client.get("/rulebook?severity=fatal").status_code == 422 and client.get(f"/rulebook?q={'x' * 61}").status_code == 422
    assert client.get("/rulebook?family=no-such").status_code == 200
    assert "&lt;script&gt;" in client.get("/rulebook?q=<script>").text


def test_every_family_has_its_words_in_both_languages() -> None:
    """A new file of rules needs one line in FAMILIES, so that Korean readers find it too."""
    assert {rule.family for rule in RULES} - FAMILIES.keys() == set()


def test_a_long_list_names_the_rules_and_a_short_one_says_what_they_say(client: TestClient) -> None:
    few, all_of_them = client.get("/rulebook?q=MAS-001").text, client.get("/rulebook").text
    assert "net mass 121 kg is more than gross mass 120 kg" in few and "HMRC" in few
    assert len(RULES) > MOST_TOLD and "net mass 121 kg" not in all_of_them and "ec-rules--short" in all_of_them


def test_hundreds_of_rules_are_listed_in_a_moment() -> None:
    many = tuple(replace(rule, code=f"{rule.code}-{copy}") for rule in RULES for copy in "ABC")
    rulebook_page(many, Wanted(words="warm up"))
    started = time.perf_counter()
    page = rulebook_page(many, Wanted())
    assert page.shown == page.total == 3 * len(RULES) and time.perf_counter() - started < 0.25


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
    assert "No rule holds these words" in by_words
    for other in ("family=cargo", "severity=warning", "country=KR"):
        assert 'id="TAK-008"' not in client.get(f"/rulebook?{other}").text


def test_a_refusal_leads_from_a_refused_message_to_the_book(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    done = submit(office, cancellation("41207-26-999999M"))
    page = client.get(f"/intake/{done.refusal}").text
    assert 'href="/rulebook/TAK-008"' in page
    book = client.get("/rulebook/TAK-008")
    assert book.url.query == b"q=TAK-008" and 'id="TAK-008"' in book.text


def test_how_it_works_names_the_messages_and_the_replies(client: TestClient) -> None:
    page = plain(client.get("/how-it-works").text)
    for part in ("Amend 정정", "Withdraw 취하", "Report the arrival 물품 제시", "13 COR", "13 INV", "13 GPR"):
        assert part in page, part
    assert re.search(r"02 DMSRCV Registered 접수통보 R99, 5AF", page) and "52 DMSDET" in page and "Document in Korea" in page
