"""Trade papers in the pages: uploaded or typed, held against each other, and a mark with its source at every field."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from tests_shared import CHECKOUT

from eclear.clearance import Office
from eclear.clearance.drafting import Written, drafts_of, find_draft

PAPERS = CHECKOUT / "sample_declarations" / "papers"
SOUND, CONTRADICTING = PAPERS / "bearings-and-pumps", PAPERS / "contradicting-papers"


@pytest.fixture(scope="session")
def model() -> None:
    """No model: what is lodged here is routed by rules alone."""


@pytest.fixture
def office(asked_office: Office) -> Office:
    """One office for all tests here: building its pages anew for each would take longer than the tests."""
    return asked_office


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    return asked


def files(folder, *names: str):  # type: ignore[no-untyped-def]
    wanted = [folder / name for name in names] or sorted(p for p in folder.iterdir() if p.suffix in (".csv", ".json"))
    return [("files", (path.name, path.read_bytes())) for path in wanted if path.name != "manifest.csv"]


def begun(client: TestClient, office: Office, folder) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """Upload the papers of a folder; return the address of their page, and the page."""
    answer = client.post("/lodge/papers", files=files(folder))
    assert answer.status_code == 200 and answer.url.path.endswith("/papers"), answer.text[:2000]
    return answer.url.path, answer.text


def kept(office: Office, address: str) -> Written:
    return find_draft(office, address.split("/")[3])


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_uploaded_papers_fill_in_a_declaration_that_is_lodged_after_three_fields(client: TestClient, office: Office) -> None:
    address, page = begun(client, office, SOUND)
    assert "0 of 122 fields typed: 0" in plain(page)
    form = address.removesuffix("/papers")
    page = client.get(f"{form}?step=goods&item=2").text
    said = plain(page)
    assert "generated · Commercial invoice LQ-26-1107, row 3: Amount" in said
    assert "derived · The only line of the tariff under the code on the paper. Commercial invoice LQ-26-1107, row 3" in said
    assert "0 of 122 fields typed" in said
    client.post(address, data={"do": "code:3", "code-3": "8501402000"})
    version = str(kept(office, address).version)
    client.post(form, data={"step": "parties", "version": version, "declarant_id": "41207", "do": "save"})
    version = str(kept(office, address).version)
    client.post(form, data={"step": "transport", "version": version, "goods_location_id": "90110002", "do": "save"})
    page = client.get(address).text
    assert re.search(r"3 of 1[34]\d fields typed: 3", plain(page)), plain(page)[:600]
    assert "typed" in plain(client.get(f"{form}?step=transport").text)
    version = str(kept(office, address).version)
    done = client.post(form, data={"step": "check", "version": version, "do": "lodge"})
    assert done.status_code == 200 and "/cases/" in done.url.path, plain(done.text)[:800]


def test_contradictions_are_shown_field_by_field_and_a_person_chooses(client: TestClient, office: Office) -> None:
    address, page = begun(client, office, CONTRADICTING)
    said = plain(page)
    assert "8 wait for you. Nothing is chosen for you." in said
    assert "92 Packing list LQ-26-1118-P, row 2: Total packages" in said
    assert "90 Packing list LQ-26-1118-P, sum of: Packages" in said
    assert "90 Bill of lading or air waybill GULLNBG261118: Packages" in said
    check = plain(client.get(f"{address.removesuffix('/papers')}?step=check&check=all").text)
    assert "TAK-025" in check and "It can be lodged once every error is corrected." in check
    page = client.post(address, data={"do": "choose:packages:2"}).text
    assert "7 wait for you" in plain(page) and kept(office, address).draft.text(("total_packages",)) == "90"
    page = client.post(address, data={"do": "choose:packages:0"}).text
    assert "8 wait for you" in plain(page)
    assert client.post(address, data={"do": "choose:nothing:1"}).status_code == 409
    assert client.post(address, data={"do": "choose:packages:9"}).status_code == 409


def test_a_changed_line_in_a_document_form_changes_the_declaration_and_the_page_says_so(
    client: TestClient, office: Office
) -> None:
    address, _page = begun(client, office, SOUND)
    paper = address.removesuffix("s")
    page = client.get(f"{paper}?key=invoice").text
    assert 'value="9000.00"' in page and "Read from invoice.csv." in plain(page)
    sent = {"key": "invoice", "version": str(kept(office, address).version), "do": "save"}
    changed = {"2.amount": "9300.00", "2.unit_price": "155.00", "0.total": "21650.00"}
    page = client.post(paper, data=sent | changed).text
    said = plain(page)
    assert "What the last change of a paper did" in said
    assert "Item 2: Item price : from USD 9000.00 to USD 9300.00" in said
    assert "Invoice amount : from USD 21350.00 to USD 21650.00" in said
    assert "2 of 122 fields typed" in said, "what is typed into a document form counts"
    table = client.get(f"{paper}.csv?key=invoice")
    again = client.post(address, files=[("files", ("again.csv", table.content))])
    assert "9300.00" in table.text and "2 of 122 fields typed" in plain(again.text), "a file that repeats it makes it no import"
    late = client.post(paper, data=sent | {"2.amount": "1.00"})
    assert late.status_code == 409 and 'value="1.00"' in late.text, "nothing that was typed is lost"
    assert kept(office, address).draft.text(("items", 2, "price")) == "USD 9300.00"


def test_a_paper_is_typed_from_nothing_line_by_line(client: TestClient, office: Office) -> None:
    answer = client.post("/lodge/papers", data={"do": "empty"})
    address, paper = answer.url.path, answer.url.path.removesuffix("s")
    assert "The draft has no paper yet." in answer.text
    told = {"key": "invoice", "version": str(kept(office, address).version), "0.invoice": "H-1", "0.currency": "USD"}
    page = client.post(paper, data=told | {"1.description": "Toys", "1.amount": "lots", "do": "add-line"}).text
    assert 'name="2.description"' in page and "This is no number" in page
    version = str(kept(office, address).version)
    sent = {"key": "invoice", "version": version, "1.amount": "100.00", "2.description": "Kites", "2.amount": "7", "do": "save"}
    page = client.post(paper, data=sent)
    assert page.status_code == 422 and "Kept. Correct" in page.text and "Nothing stands here. Fill it in." in page.text
    draft = kept(office, address).draft
    assert draft.items == 2 and draft.text(("items", 2, "price")) == "USD 7"
    share = plain(client.get(address).text)
    typed, filled = map(int, re.search(r"(\d+) of (\d+) fields typed", share).groups())  # type: ignore[union-attr]
    assert typed >= 5 and filled > typed
    version = str(kept(office, address).version)
    client.post(paper, data={"key": "invoice", "version": version, "do": "remove-line:1"})
    assert kept(office, address).draft.items == 1
    page = client.post(address, data={"do": "remove:invoice"}).text
    assert "The draft has no paper yet." in page and kept(office, address).draft.items == 0


def test_a_file_that_is_wrong_stops_no_other_and_is_named(client: TestClient, office: Office) -> None:
    before = len(drafts_of(office))
    answer = client.post("/lodge/papers", files=[("files", ("notes.csv", b"colour\nred\n"))])
    assert answer.status_code == 400 and "notes.csv" in answer.text and len(drafts_of(office)) == before
    mixed = [*files(SOUND, "invoice.csv"), ("files", ("notes.csv", b"colour\nred\n"))]
    mixed.append(("files", ("pl.csv", b"packing_list,colour,line,packages\nP-1,red,1,ten\n")))
    answer = client.post("/lodge/papers", files=mixed)
    said = plain(answer.text)
    assert answer.status_code == 200 and len(drafts_of(office)) == before + 1
    assert "notes.csv" in said and "pl.csv, 1, colour" in said and "Row 2, Packages ten cannot be read." in said
    assert client.post("/lodge/papers", data={}).status_code == 400
    empty = client.post("/lodge/papers", files=[("files", ("none.csv", b""))])
    assert empty.status_code == 400


def test_templates_are_downloaded_and_samples_begun(client: TestClient, office: Office) -> None:
    for name in ("invoice.csv", "packing_list.xlsx", "transport_document.json", "certificate.csv"):
        answer = client.get(f"/lodge/papers/{name}")
        assert answer.status_code == 200 and name in answer.headers["content-disposition"]
    assert client.get("/lodge/papers/invoice.pdf").status_code == 404
    page = client.post("/lodge/papers", data={"sample": "contradicting-papers"}).text
    assert "Where the papers contradict each other" in page
    assert client.post("/lodge/papers", data={"sample": "none"}).status_code == 400
    assert client.get("/lodge/form/99999/papers").status_code == 404
    assert client.get("/lodge/form/1/paper?key=colour").status_code == 404


def test_on_a_korean_page_the_marks_and_the_sides_speak_korean(client: TestClient, office: Office) -> None:
    address, _page = begun(client, office, CONTRADICTING)
    client.cookies.set("lang", "ko")
    assert "포장명세서 LQ-26-1118-P" in client.get(address).text
    assert "자동기재" in client.get(f"{address.removesuffix('/papers')}?step=money").text
