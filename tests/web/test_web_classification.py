"""The pages that help to classify: suggestions with their voices, the path without a script, the list of rulings."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from eclear.journey.classification import MEASURED, suggest
from eclear.reference import country

MOTORS = "Small DC motors for toys"


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    """Nothing that is asked here changes anything: one office answers all of it."""
    return asked


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_empty_page_asks_and_suggests_nothing(client: TestClient) -> None:
    page = client.get("/classify").text
    assert 'name="q"' in page and 'id="found"' not in page and 'class="ec-voices"' not in page
    assert "a person must confirm it" in page


def test_five_headings_come_with_their_voices_and_the_warning(client: TestClient) -> None:
    answer = client.get("/classify", params={"q": MOTORS})
    page = answer.text
    found = suggest(MOTORS)
    assert answer.status_code == 200 and re.findall(r'href="/tariff/(\d{4})"', page) == [one.heading for one in found]
    assert page.count('<table class="ec-voices">') == 5
    assert "A person must confirm the heading" in page
    assert "<mark>motors</mark>" in page and "<mark>toys</mark>" not in page
    for one in found:
        assert f"leans on rule {one.leans.rule}" in page and one.leans.why.en in plain(page)


def test_every_link_to_a_heading_leads_somewhere(client: TestClient) -> None:
    for one in suggest(MOTORS):
        assert client.get(f"/tariff/{one.heading}").status_code == 200


def test_the_links_to_what_a_suggestion_leans_on_have_their_ends(client: TestClient) -> None:
    page = client.get("/classify", params={"q": "unassembled wooden bookcase"}).text
    wanted = set(re.findall(r'href="#(ground-\d+)"', page))
    assert wanted and wanted <= set(re.findall(r'id="(ground-\d+)"', page))


def test_what_is_typed_comes_back_as_text(client: TestClient) -> None:
    page = client.get("/classify", params={"q": '"><script>alert(1)</script> motors'}).text
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(("q", "status"), [("x" * 301, 422), ("qqqq zzzz", 200), ("   ", 200)])
def test_too_much_is_refused_and_nothing_found_is_said(client: TestClient, q: str, status: int) -> None:
    answer = client.get("/classify", params={"q": q})
    assert answer.status_code == status and 'class="ec-voices"' not in answer.text
    assert ("No heading speaks of this" in answer.text) is (status == 200 and bool(q.strip()))


def test_the_path_is_walked_by_links_alone_and_keeps_the_description(client: TestClient) -> None:
    page = client.get("/classify", params={"q": MOTORS}).text
    for answer in ("Yes, more than one", "No, each names only part of a mixture, composite good or set", "Yes"):
        link = next(
            html.unescape(found[0])
            for found in re.findall(r'<a class="govuk-button[^"]*" href="([^"]+)"[^>]*>([^<]+)</a>', page)
            if html.unescape(found[1]) == answer
        )
        assert link.startswith("/classify?q=Small+DC+motors+for+toys&path=") and link.endswith("#path")
        page = client.get(link).text
    assert "Rule 3(b): Essential character" in plain(page) and 'class="ec-ways"' not in page
    assert page.count('class="is-passed"') == 3 and '"/classify?q=Small+DC+motors+for+toys#path"' in page


def test_an_answer_that_nobody_offers_is_left_out(client: TestClient) -> None:
    answer = client.get("/classify", params={"path": "several.<b>.yes"})
    assert answer.status_code == 200 and answer.text.count('class="is-passed"') == 1 and "<b>.yes" not in answer.text


def test_the_page_says_how_often_it_is_right(client: TestClient) -> None:
    page = plain(client.get("/classify").text)
    for told in MEASURED:
        assert f"{told.first} %" in page and f"{told.five} %" in page and f"{told.guess} %, {told.guess_five} %" in page


def test_korean_readers_are_answered_in_korean(client: TestClient) -> None:
    client.cookies.set("lang", "ko")
    page = client.get("/classify", params={"q": "냉동 새우살"}).text
    assert "품목분류가 아닙니다" in page and "<mark>새우살</mark>" in page and "통칙" in page


def test_rulings_are_listed_valid_ones_first_and_without_their_holders(client: TestClient) -> None:
    page, korea = client.get("/rulings").text, country("KR")
    assert korea is not None
    shown = re.findall(r'<li id="(RUL-[^"]+)"', page)
    assert set(shown) == {one.number for one in korea.rulings.all()}
    assert all(one.holder not in page for one in korea.rulings.all())
    tags = re.findall(r"(?:>|</svg>)(valid|not valid)</span>", page)
    assert len(tags) == len(shown) and tags == sorted(tags, reverse=True)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"q": "royalty"}, {"RUL-V-26-0004"}),
        ({"q": "배낭"}, {"RUL-C-24-0305"}),
        ({"q": "8501101000"}, {"RUL-C-26-0017", "RUL-C-23-0402"}),
        ({"q": "motors", "kind": "origin"}, {"RUL-O-26-0006", "RUL-O-26-0009"}),
        ({"q": "no such words"}, set()),
    ],
)
def test_rulings_are_found_by_words_codes_and_kind(client: TestClient, query: dict[str, str], numbers: set[str]) -> None:
    page = client.get("/rulings", params=query).text
    assert set(re.findall(r'<li id="(RUL-[^"]+)"', page)) == numbers
    assert ("No ruling holds these words" in page) is (not numbers)


def test_a_kind_that_nobody_knows_is_refused(client: TestClient) -> None:
    assert client.get("/rulings?kind=taste").status_code == 422
