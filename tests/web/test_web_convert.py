"""Converting on the page: two profiles side by side, what stays behind, and the limits of an upload."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from eclear.casefile.reading import Outcome
from eclear.clearance import Office
from eclear.journey.checks.baseline import IMPORT
from eclear.wco import convert, known_profiles, read, write

KOREAN = "kr-govcbr929"


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    """Nothing that is asked here changes anything: one office answers all of it."""
    return asked


@pytest.fixture
def office(asked_office: Office) -> Office:
    return asked_office


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def sent(client: TestClient, body: bytes, to: str = KOREAN, name: str = "file"):  # type: ignore[no-untyped-def]
    return client.post("/convert", files={name: ("m.xml", body, "application/xml")}, data={"to": to})


def downloaded(page: str) -> bytes:
    """The message behind the link to download it."""
    found = re.search(r'href="data:application/xml;base64,([A-Za-z0-9+/=]+)" download="([a-z0-9-]+)\.xml"', page)
    assert found is not None
    return base64.b64decode(found[1])


def test_the_page_offers_every_profile_and_every_sample(client: TestClient, office: Office) -> None:
    page = client.get("/convert").text
    assert set(re.findall(r'<option value="([a-z0-9-]+)"', page)) >= set(known_profiles(office.schemas))
    assert f'<option value="{KOREAN}" selected>' in page and '<option value="04-documents-lane">' in page
    assert "One data model serves many countries" in page and 'id="result"' not in page


def test_a_sample_stands_beside_what_becomes_of_it_with_what_stays_behind(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/convert", params={"sample": "04-documents-lane", "to": KOREAN})
    page, made = answer.text, convert(sample("04"), office.schemas, to=KOREAN)
    assert answer.status_code == 200 and made.left_out
    assert sample("04").decode() in html.unescape(page) and made.body.decode() in html.unescape(page)
    assert downloaded(page) == made.body and read(made.body, office.schemas).profile == KOREAN
    listed = plain(page[page.index('id="behind"') :])
    for element in made.left_out:
        assert element.path in listed and element.why in listed
    assert f"{len(made.left_out)} elements" in listed
    assert "Unconfirmed" in page, "the Korean profiles are an approximation"
    assert f'<option value="{KOREAN}" selected>' in page and '<option value="04-documents-lane" selected>' in page


def test_an_upload_of_another_profile_comes_back_in_the_wco_one(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    korean = convert(sample("04"), office.schemas, to=KOREAN).body
    page = sent(client, korean, to="wco-dms-2").text
    assert read(downloaded(page), office.schemas).outcome is Outcome.ACCEPT
    assert "수입신고서" in page and "WCO Data Model" in page


def test_a_message_that_is_in_that_profile_already_loses_nothing(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    page = sent(client, sample("04"), to="wco-dms-2").text
    assert downloaded(page) == sample("04") and "Nothing: everything in the message has a place there." in page


def test_an_export_is_no_import_and_the_refusal_says_where_to_go(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    answer = sent(client, sample("11"))
    assert answer.status_code == 422 and "It was not converted" in answer.text
    assert "kr-govcbr830" in plain(answer.text[answer.text.index('id="result"') :]) and "data:application" not in answer.text


@pytest.mark.parametrize("body", [b"no xml", b"<a><b></a>", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'])
def test_what_cannot_be_read_shows_its_findings(client: TestClient, body: bytes) -> None:
    answer = sent(client, body)
    assert answer.status_code == 422 and "ec-finding--error" in answer.text and "root:" not in answer.text


def test_a_message_with_a_fault_shows_where_it_is(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    page = sent(client, sample("06")).text
    assert "XSD-" in page and "42A/67A/68A[1]/23A/65A/126" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"files": {"file": ("m.xml", b"", "application/xml")}}, "The file is empty."),
        ({"files": {"other": ("m.xml", b"<a/>", "application/xml")}}, "Choose a file, then press the button."),
        ({"data": {"to": KOREAN}}, "Choose a file, then press the button."),
    ],
)
def test_an_upload_that_is_none_is_said_to_be_none(client: TestClient, given: dict[str, object], said: str) -> None:
    answer = client.post("/convert", **given)
    assert answer.status_code == 400 and said in answer.text and "govuk-error-summary" in answer.text


def test_the_limits_are_those_of_lodging(client: TestClient) -> None:
    assert sent(client, b"x" * (5 * 1024 * 1024)).status_code == 413
    just_over = sent(client, b"x" * (4 * 1024 * 1024 + 1))
    assert just_over.status_code == 400 and "larger than a message may be" in just_over.text


def test_names_that_nobody_knows_are_refused_in_words(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/convert?sample=../../etc/passwd").status_code == 400
    unknown = sent(client, sample("04"), to="<script>")
    assert unknown.status_code == 422 and "is not known. Name one of" in unknown.text and "<script>'" not in unknown.text


def test_nothing_is_recorded(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    sent(client, sample("04"))
    sent(client, b"no xml")
    with office.store.reading("open") as records:
        assert records.head.position == 0 and records.refusals() == ()


def test_a_long_message_is_shown_in_part_and_downloaded_whole(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    long = sample("04").replace(b"<!--", b"<!-- " + b"x" * 150_000, 1)
    page = sent(client, long, to="wco-dms-2").text
    assert "Only its beginning is shown here." in page and downloaded(page) == long and len(page) < 700_000
    items = tuple(replace(IMPORT.items[0], sequence=n, description="Motors " * 30) for n in range(1, 1000))
    longer = write(replace(IMPORT, items=items, item_count=999), "KR")
    page = sent(client, longer, to="wco-dms-2").text
    assert len(longer) > 1_000_000 and "Too large for a link." in page and len(page) < 500_000
