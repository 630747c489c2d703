"""The pages of the law: the tariff can be looked into, goods can be assessed, and the law of the country is told in its order."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    """Nothing that is asked here changes anything: one office answers all of it."""
    return asked


def test_the_law_page_lists_the_taxes_in_the_order_of_the_law(client: TestClient) -> None:
    page = client.get("/law").text
    order = [page.index(f'class="ec-rulecode">{code}<') for code in ("CUD", "LIQ", "ICT", "TRT", "EDU", "RUR", "VAT")]
    assert order == sorted(order)
    assert "value + CUD + LIQ + ICT + TRT + EDU + RUR" in page and "R02" in page


def test_the_tariff_begins_with_sections_and_chapters(client: TestClient) -> None:
    page = client.get("/tariff").text
    assert page.count('href="/tariff?q=') >= 96
    assert "XXI" in page


@pytest.mark.parametrize(
    ("search", "holds"),
    [
        ("22", "2208"),
        ("2208", "2208300000"),
        ("2208.30", "2208300000"),
        ("whisky", "2208300000"),
        ("위스키", "2208300000"),
        ("8461", "8461200000"),
    ],
)
def test_the_tariff_is_searched_by_digits_and_by_words_in_both_languages(client: TestClient, search: str, holds: str) -> None:
    assert holds in client.get("/tariff", params={"q": search}).text


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("854810", "854810 is a code of HS 2017, the wrong edition"),
        ("8548100000", "854810 is a code of HS 2017, the wrong edition"),
        ("7700", "HS 2022 has no chapter 77"),
        ("850199", "HS 2022 has no code 850199"),
    ],
)
def test_a_code_that_is_none_is_explained(client: TestClient, search: str, says: str) -> None:
    assert says in client.get("/tariff", params={"q": search}).text


def test_ten_digits_lead_to_the_line_with_every_rate_and_the_one_that_applies(client: TestClient) -> None:
    page = client.get("/tariff", params={"q": "8501.10.1000", "on": "2026-05-12"}).text
    for told in (
        "8501101000",
        "A basic rate; C 13 % is not lower",
        "FCN1 Korea-China agreement, claimed, lower than A 8 %",
        "real",
    ):
        assert told in page
    assert "/duty?code=8501101000" in page


def test_a_staged_rate_is_there_on_its_last_day_and_gone_the_day_after(client: TestClient) -> None:
    last, after = (client.get("/tariff/0401200000", params={"on": day}).text for day in ("2026-06-30", "2026-07-01"))
    assert "FEU1" in last and "FEU1" not in after


@pytest.mark.parametrize("address", ["/tariff/9999999999", "/tariff/abc", "/tariff/8501101000?on=1999-01-01"])
def test_a_line_that_is_none_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/tariff?on=yesterday", "/tariff/8501101000?on=2026-99-99"])
def test_a_day_that_is_none_is_told_and_never_a_fault(client: TestClient, address: str) -> None:
    assert client.get(address).status_code in (200, 422)


def test_the_calculator_begins_with_an_empty_form(client: TestClient) -> None:
    page = client.get("/duty")
    assert page.status_code == 200 and "Total due" not in page.text


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("whisky", ("20,000", "86,400", "25,920", "23,232", "155,552")),
        ("beer", ("450", "442", "132", "402", "1,426", "885.7 / LTR")),
        ("handbag", ("240,000", "248,000", "74,400", "24,800", "358,720")),
        ("late", ("On the whole declaration", "1 %", "42 days later than the 30 days")),
    ],
)
def test_an_example_answers_to_the_won(client: TestClient, example: str, told: tuple[str, ...]) -> None:
    page = client.get("/duty", params={"example": example})
    assert page.status_code == 200
    for amount in told:
        assert amount in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "2208", "price": "1"}, "code"),
        ({"code": "2208300000", "price": "much"}, "price"),
        ({"code": "2208300000", "price": "0"}, "price"),
        ({"code": "2208300000", "price": "1", "currency": "XXX"}, "currency"),
        ({"code": "2208300000", "price": "1", "terms": "FREE"}, "terms"),
        ({"code": "2208300000", "price": "1", "quantity": "-1"}, "quantity"),
        ({"code": "2208300000", "price": "1", "on": "soon"}, "on"),
        ({"code": "2208300000", "price": "1", "carried_in": "31.12."}, "carried_in"),
        ({"code": "2208300000", "price": "1", "origin": "Q1"}, "origin"),
        ({"code": "2208300000", "price": "1", "claim": "FXX1"}, "claim"),
        ({"code": "2208300000", "price": "NaN"}, "price"),
        ({"code": "2208300000", "price": "1e99999999"}, "price"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(client: TestClient, typed: dict[str, str], field: str) -> None:
    page = client.get("/duty", params=typed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text and "Total due" not in page.text


def test_goods_that_cannot_be_assessed_say_why(client: TestClient) -> None:
    page = client.get("/duty", params={"code": "2203000000", "price": "3000", "currency": "KRW"})
    assert page.status_code == 422 and "counted in LTR (litre), and no quantity is stated in it" in page.text


def test_an_export_shows_its_drawback_and_owes_nothing(client: TestClient) -> None:
    page = client.get(
        "/duty", params={"code": "9503000000", "price": "10000000", "currency": "KRW", "terms": "FOB", "movement": "EX"}
    )
    assert "70,000" in page.text and "Drawback that can be claimed" in page.text


@pytest.mark.parametrize(
    "path", ["/law", "/tariff", "/tariff?q=8501", "/tariff?q=854810", "/tariff/8501101000", "/duty?example=late"]
)
def test_every_page_of_the_law_opens_in_korean_too(client: TestClient, path: str) -> None:
    client.cookies.set("lang", "ko")
    page = client.get(path)
    assert page.status_code == 200 and '<html lang="ko"' in page.text
