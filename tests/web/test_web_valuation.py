"""The worksheet of valuation: what is typed comes back as a value with its working, or as the refusal that teaches."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

PRICED = {
    "part": "value",
    "on": "2026-05-12",
    "movement": "IM",
    "terms": "FOB",
    "currency": "USD",
    "freight": "500.00",
    "price-1": "10000.00",
    "price-2": "15000.00",
    "mass-1": "300",
    "mass-2": "100",
    "kind-1": "INS",
    "amount-1": "20.00",
    "kind-2": "ROY",
    "amount-2": "150.00",
    "of-2": "1",
}
EVIDENCE = {
    "part": "method",
    "quantity": "80",
    "sale": "900000",
    "against": "touched",
    "resale-1": "20000",
    "sold-1": "30",
    "days-1": "8",
    "resale-2": "18000",
    "sold-2": "50",
    "days-2": "20",
    "resale-3": "20000",
    "sold-3": "25",
    "days-3": "50",
    "profit": "4000",
    "transport": "500",
    "duty": "1500",
}


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    """Nothing that is asked here changes anything: one office answers all of it."""
    return asked


def asked(client: TestClient, form: dict[str, str], **more: str) -> tuple[int, str]:
    """Return the status and the text of the page without its tags."""
    answer = client.get("/valuation", params={**form, **more})
    return answer.status_code, " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_empty_worksheet_can_be_sent_as_it_is_and_is_found_from_the_law(client: TestClient) -> None:
    page = client.get("/valuation").text
    assert 'name="price-1" value="10000.00"' in page
    assert 'href="/valuation"' in client.get("/law").text
    assert "Working to" not in page and "How far the methods went" not in page


def test_a_price_is_brought_to_its_value_line_by_line(client: TestClient) -> None:
    status, page = asked(client, PRICED)
    assert status == 200
    # 10,000 + 150 + 40 % of 520 = 10,358 dollars; 15,000 + 60 % of 520 = 15,312; at 1,412.50 won
    assert "Item 1, customs value KRW 14,630,675" in page
    assert "Item 2, customs value KRW 21,628,200" in page
    assert "freight USD 500.00 1,412.50 40 % 282,500" in page
    assert "Customs value together 36,258,875" in page


def test_the_charges_can_be_shared_out_by_mass_instead(client: TestClient) -> None:
    _, page = asked(client, PRICED, shared="mass")
    assert "freight USD 500.00 1,412.50 75 % by gross mass 529,687.50" in page
    assert "Customs value together 36,258,875" in page  # the whole is the same


def test_an_export_is_worked_down_to_fob(client: TestClient) -> None:
    _, page = asked(client, PRICED, movement="EX", terms="CIF", **{"kind-2": "", "amount-2": ""})
    assert "Working to FOB" in page
    assert "- freight USD 500.00 x 40 %" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "soon"}, "The day cannot be read"),
        ({"price-1": "abc"}, "The figure cannot be read"),
        ({"price-1": ""}, "State a price above 0"),
        ({"terms": "XYZ"}, "These terms are not known"),
        ({"currency": "XAU"}, "This currency has no customs rate"),
        ({"kind-1": ""}, "Choose what this amount is"),
        ({"price-2": "", "of-2": "2"}, "A charge is stated for this item"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_worked_out(client: TestClient, wrong: dict[str, str], said: str) -> None:
    status, page = asked(client, PRICED, **wrong)
    assert status == 422
    assert said in page and "Working to" not in page


def test_a_value_that_cannot_be_worked_out_is_refused_in_the_words_of_the_assessment(client: TestClient) -> None:
    status, page = asked(client, PRICED, **{"kind-1": "02", "amount-1": "99999"})
    assert status == 422
    assert "The deductions take the whole price" in page
    assert asked(client, PRICED, on="2020-01-01")[1].count("no customs rate of USD for 2020-01-01") == 1


def test_the_path_shows_where_the_methods_stopped_and_why_the_earlier_ones_did_not_do(client: TestClient) -> None:
    status, page = asked(client, EVIDENCE)
    assert status == 200
    assert "How far the methods went KRW 1,120,000" in page
    assert "everybody else pays more (Art. 1.2(a))" in page
    states = re.findall(r'<li class="is-(\w+)"', client.get("/valuation", params=EVIDENCE).text)
    assert states == ["passed", "passed", "passed", "found", "ahead", "ahead"]


def test_related_parties_stop_the_path_at_method_1_until_somebody_has_looked(client: TestClient) -> None:
    states = re.findall(r'<li class="is-(\w+)"', client.get("/valuation", params={**EVIDENCE, "against": "related"}).text)
    assert states == ["stop", "ahead", "ahead", "ahead", "ahead", "ahead"]


def test_the_importer_may_ask_for_method_5_before_4(client: TestClient) -> None:
    _, page = asked(client, EVIDENCE, computed_first="on", materials="500000", fabrication="100000", margin="50000")
    assert page.index("5 Computed value") < page.index("4 Deductive value")
    assert "How far the methods went KRW 650,000" in page


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("REFERENCE_PRICE", "is a price reference. It may start a question to the importer, but it is never a value"),
        ("MINIMUM", "rests on a minimum value, which Article 7.2 forbids"),
    ],
)
def test_a_forbidden_fall_back_value_is_refused_on_the_page(client: TestClient, basis: str, said: str) -> None:
    status, page = asked(client, EVIDENCE, fall_back="777000", basis=basis)
    assert status == 422
    assert said in page and "How far the methods went" not in page


def test_hostile_figures_do_no_harm(client: TestClient) -> None:
    for text in ("1e9", "-1", "NaN", "９", "1" * 400, "<b>", "1.2345"):
        assert asked(client, PRICED, **{"price-1": text})[0] in (200, 422)
        assert asked(client, EVIDENCE, **{"days-1": text, "quantity": text})[0] in (200, 422)
    assert asked(client, EVIDENCE, **{"days-1": "9999999999999", "similar_days": "9999999999999"})[0] == 200
