"""The page on which a question of origin is asked: what is typed, what is answered, and what nobody may slip in."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from eclear.casefile.origin import Verdict
from eclear.clearance import Office
from eclear.journey.origin import determine
from eclear.reference import country
from eclear.settings import Settings
from eclear.training.origins import QUESTIONS
from eclear.web.app import create_app

TODAY = date(2026, 11, 21)
"""The day on the clock of the tests' rooms."""

WORDS = {Verdict.QUALIFIES: "Originates", Verdict.FAILS: "Does not originate", Verdict.CANNOT_DECIDE: "A person must judge"}
EXPECTED = {
    "car": Verdict.QUALIFIES,
    "motor": Verdict.QUALIFIES,
    "jam": Verdict.FAILS,
    "shirt": Verdict.CANNOT_DECIDE,
    "fish": Verdict.FAILS,
    "bread": Verdict.CANNOT_DECIDE,
    "pump": Verdict.CANNOT_DECIDE,
}


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    """Nothing that is asked here changes anything: one office answers all of it."""
    return asked


@pytest.fixture
def office(asked_office: Office) -> Office:
    return asked_office


def typed_in(**changes: str) -> dict[str, str]:
    """A motor of one foreign material, as it would be typed."""
    form = {
        "agreement": "eu",
        "on": "2026-05-12",
        "hs": "8501.10",
        "made_in": "de",
        "ex_works": "1,000",
        "material-1": "Copper wire",
        "hs-1": "8544.11",
        "value-1": "400.00",
        "origin-1": "vn",
        "originating-1": "no",
        "do": "ask",
    }
    return form | {name.replace("__", "-"): text for name, text in changes.items()}


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_page_offers_the_agreements_and_the_examples(client: TestClient) -> None:
    page = client.get("/origin").text
    assert re.findall(r'<option value="(cn|eu|rcep|us)"', page) == ["cn", "eu", "rcep", "us"]
    assert all(f'href="/origin?example={one.name}#answer"' in page for one in QUESTIONS)
    assert 'value="2026-11-21"' in page, "the day is today, on the room's clock"
    assert page.count('name="material-') == 4 and 'id="answer"' not in page
    assert 'href="/origin"' in client.get("/law").text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_example_is_answered_with_its_working(client: TestClient, question) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/origin?example={question.name}")
    page = plain(answer.text)
    assert answer.status_code == 200 and WORDS[EXPECTED[question.name]] in page
    assert question.materials[0].description in answer.text
    korea = country("KR")
    assert korea is not None
    agreement = korea.agreements.named(question.agreement, TODAY)
    assert agreement is not None
    found = determine(question.product, question.materials, agreement, TODAY)
    assert found.verdict is EXPECTED[question.name]
    for rule in found.rules:
        assert rule.text in page and rule.source in page
        for alternative in rule.alternatives:
            for atom in alternative.atoms:
                assert atom.why.en in page and all(str(share) in page for share in atom.shares)


def test_what_is_typed_is_answered_and_stands_in_the_form_again(client: TestClient) -> None:
    answer = client.post("/origin", data=typed_in())
    page = plain(answer.text)
    assert answer.status_code == 200 and "Originates" in page and "Rule for 8501" in page
    assert "400 / 1,000 = 40 % (≤ 50 %)" in page and "This decided." in page
    assert 'value="8501.10"' in answer.text and 'value="Copper wire"' in answer.text
    assert "Terms of the agreement" in page and "needed above EUR 6,000" in page and "made up for training" in page


def test_more_lines_keep_what_was_typed_up_to_twenty(client: TestClient) -> None:
    page = client.post("/origin", data=typed_in(do="more")).text
    assert page.count('name="material-') == 8 and 'value="Copper wire"' in page and 'id="answer"' not in page
    full = typed_in(do="more") | {f"material-{n}": f"Part {n}" for n in range(1, 21)}
    page = client.post("/origin", data=full).text
    assert page.count('name="material-') == 20 and "More lines" not in page
    assert client.post("/origin", data=full | {"do": "ask", "material-21": "One too many"}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"hs": "8501"}, "hs", "Goods: the commodity code cannot be read. Write six to ten digits."),
        ({"hs": "motor"}, "hs", "Write six to ten digits."),
        ({"hs": "８５０１１０"}, "hs", "Write six to ten digits."),
        ({"ex_works": "cheap"}, "ex_works", "Goods: the figure cannot be read."),
        ({"ex_works": "-5"}, "ex_works", "Write a number such as 1250.50"),
        ({"ex_works": "1e9"}, "ex_works", "Write a number such as 1250.50"),
        ({"ex_works": "NaN"}, "ex_works", "Write a number such as 1250.50"),
        ({"value__1": "9" * 13}, "value-1", "Material 1: the figure cannot be read."),
        ({"hs__1": "854"}, "hs-1", "Material 1: the commodity code cannot be read."),
        ({"origin__1": "4!"}, "origin-1", "Material 1: the country cannot be read."),
        ({"on": "soon"}, "on", "The day cannot be read."),
        ({"on": "2020-01-01"}, "agreement", "The agreement is not in force on this day."),
        ({"agreement": "moon"}, "agreement", "The agreement is not in force on this day."),
        ({"material__1": "", "hs__1": "", "value__1": "", "origin__1": ""}, "material-1", "The bill is empty."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(client: TestClient, changes: dict[str, str], field: str, said: str) -> None:
    answer = client.post("/origin", data=typed_in(**changes))
    assert answer.status_code == 422 and said in plain(answer.text)
    assert f'href="#{field}"' in answer.text and f'id="{field}"' in answer.text
    assert 'id="answer"' not in answer.text and "govuk-error-summary" in answer.text


def test_what_is_typed_is_text_and_nothing_else(client: TestClient) -> None:
    page = client.post("/origin", data=typed_in(material__1='"><script>alert(1)</script>', description="{{ 7*7 }}")).text
    assert "<script>alert" not in page and "{{ 7*7 }}" in page


def test_an_unknown_example_is_refused_in_words(client: TestClient) -> None:
    answer = client.get("/origin?example=../../etc/passwd")
    assert answer.status_code == 400 and "There is no example of this name." in answer.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"hs=850110"])
def test_a_form_without_anything_in_it_is_a_question_that_cannot_be_read(client: TestClient, content: bytes) -> None:
    answer = client.post("/origin", content=content, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 422 and "The bill is empty." in answer.text


def test_too_many_fields_and_other_sites_are_refused(client: TestClient) -> None:
    assert client.post("/origin", data={f"x{n}": "1" for n in range(300)}).status_code == 400
    assert client.post("/origin", data=typed_in(), headers={"origin": "http://elsewhere.example"}).status_code == 403


def test_the_page_speaks_korean(client: TestClient) -> None:
    client.cookies.set("lang", "ko")
    page = client.get("/origin?example=jam").text
    assert "원산지 불인정" in page and "비원산지 재료비 / 공장도가격" in page and "교육용" in page


def test_nothing_is_recorded(client: TestClient, office: Office) -> None:
    client.post("/origin", data=typed_in())
    with office.store.reading("open") as records:
        assert records.head.position == 0


def test_an_office_of_a_country_without_agreements_says_so(office: Office) -> None:
    british = TestClient(create_app(replace(office, country="GB"), Settings()), base_url="http://127.0.0.1:8417")
    page = british.get("/origin").text
    assert "has no agreements with rules of origin" in page
    assert british.post("/origin", data=typed_in()).status_code == 422
