"""The desks of the shed and of the carrier: each reports what is his, and neither learns what customs picked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, arrive, decide, pay, submit
from eclear.training.people import enrol, form_token, furnish, take_chair

OWN, OTHER = "90110001", "90110002"
LINE = {
    "cargo": "26SEED0001I-0001-0001",
    "carrier": "Haeoreum Line",
    "bill": "HB-1",
    "mode": "1",
    "loaded_in": "CN",
    "consignor": "",
    "consignee": "Example Toys",
    "goods": "Toy parts",
    "packages": "12",
    "gross_mass_kg": "860.5",
}
Seat = Callable[..., str]


@pytest.fixture
def office(asked_office: Office) -> Office:
    return asked_office


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    return asked


@pytest.fixture
def seat(client: TestClient, office: Office) -> Seat:
    """Sit down at a desk, for one shed or carrier or for all; returns the mark that its forms carry."""

    def taken(role: Role, of: str = "") -> str:
        furnish(office)
        enrol(office, "open", role.value, [role.value], [Post(role, of)])
        token = take_chair(office, "open", role.value).token
        client.cookies.set("seat", token)
        return form_token(token)

    return taken


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def section(page: str, id: str) -> str:
    start = page.index(f'aria-labelledby="list-{id}"')
    return page[start : page.index("</section>", start)]


def imported(office: Office, lrn: str, cargo: str) -> Case:
    case = submit(office, sound(lrn, previous_documents__1__id=cargo)).case
    assert case is not None and case.cargo == cargo
    return case


def written(cargo: str) -> str:
    return f"{cargo[:11]}-{cargo[11:15]}-{cargo[15:]}"


def test_cargo_goes_through_the_shed_by_one_button_each_time(client: TestClient, office: Office, seat: Seat) -> None:
    case = imported(office, "LRN-SHED-1", "26SHED0001I00010001")
    cargo = case.cargo or ""
    mark = seat(Role.WAREHOUSE)
    page = client.get("/shed").text
    assert written(cargo) in section(page, "expected"), "somebody has declared it, though nobody has reported it yet"
    arrive(office, cargo, "manifest-reviewed")
    sent = client.post(f"/cargo/{cargo}/report", data={"seal": mark, "report": "carried-in"}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/shed")
    page = client.get("/shed").text
    assert written(cargo) in section(page, "in") and written(cargo) not in section(page, "expected")
    early = client.post(f"/cargo/{cargo}/report", data={"seal": mark, "report": "carried-out"})
    assert early.status_code == 409 and "acceptance" in plain(early.text) and written(cargo) in early.text
    settle(office, case)
    page = client.get("/shed").text
    assert written(cargo) in section(page, "leave") and "Accepted for release" in section(page, "leave")
    client.post(f"/cargo/{cargo}/report", data={"seal": mark, "report": "carried-out"})
    assert written(cargo) not in plain(client.get("/shed").text)
    assert written(cargo) in section(client.get("/shed?show=out").text, "out")
    assert "Nothing here now." in client.get("/shed?q=nothing").text


def settle(office: Office, case: Case) -> None:
    """Pass and pay until the case is accepted."""
    with office.store.reading("open") as records:
        now = records.case(case.id)
    assert now is not None
    if not now.reviewed:
        now = decide(office, case.id, "pass")
    if now.tax == "T2":
        now = pay(office, case.id)
    assert now.status == "D9", now.status


def test_a_keeper_of_one_shed_neither_sees_nor_reports_what_lies_in_another(
    client: TestClient, office: Office, seat: Seat
) -> None:
    here, there, coming = "26SHED0002I00010001", "26SHED0002I00010002", "26SHED0002I00010003"
    for cargo, shed in ((here, OWN), (there, OTHER)):
        arrive(office, cargo, "carried-in", shed=shed)
    arrive(office, coming, "manifest-reviewed")
    mark = seat(Role.WAREHOUSE, OWN)
    page = client.get("/shed?q=26SHED0002").text
    assert written(here) in page and written(coming) in page and written(there) not in page
    refused = client.post(f"/cargo/{there}/report", data={"seal": mark, "report": "carried-out"})
    assert refused.status_code == 409 and OTHER in refused.text
    client.post(f"/cargo/{coming}/report", data={"seal": mark, "report": "carried-in"})
    with office.store.reading("open") as records:
        assert records.cargo(coming).shed == OWN, "it is his own without his saying so"
    refused = client.post(f"/cargo/{coming}/report", data={"seal": mark, "report": "manifest-reviewed"})
    assert refused.status_code == 409 and "customs" in refused.text
    assert client.post(f"/cases/{imported(office, 'LRN-SHED-2', coming).id}/cargo", data={"seal": mark}).status_code == 404


def test_a_carrier_lists_by_table_and_by_hand_and_hears_what_is_wrong(client: TestClient, office: Office, seat: Seat) -> None:
    mark = seat(Role.CARRIER, "SEED")
    table = (
        ",".join(LINE)
        + "\n"
        + ",".join(LINE.values())
        + "\n"
        + ",".join((LINE | {"cargo": "26SEED0001I-0001-0002", "packages": "x"}).values())
    )
    sent = client.post(f"/carrier/manifest?seal={mark}", files={"file": ("manifest.csv", table.encode())})
    assert sent.status_code == 422 and "1 line was taken in." in sent.text and "packages" in plain(sent.text), (
        "what is sound stands"
    )
    assert "/tmp" not in sent.text
    more = LINE | {"cargo": "26SEED0001I-0001-0003", "seal": mark}
    done = client.post("/carrier/manifest", data=more, follow_redirects=False)
    assert done.headers["location"] == "/carrier?taken=1"
    page = client.get("/carrier?taken=1").text
    assert "1 line was taken in." in page and "26SEED0001I-0001-0001" in page and "26SEED0001I-0001-0003" in page
    wrong = client.post("/carrier/manifest", data=more | {"cargo": "26ELSE0001I-0001-0001"})
    assert wrong.status_code == 422 and "is of carrier ELSE" in plain(wrong.text) and 'value="Toy parts"' in wrong.text
    broken = client.post(f"/carrier/manifest?seal={mark}", files={"file": ("x.csv", b"\xff\xfe\x00")})
    assert broken.status_code == 422 and "The file" in plain(broken.text)


def test_what_customs_picked_is_on_no_page_of_the_carrier_or_the_shed(client: TestClient, office: Office, seat: Seat) -> None:
    mark = seat(Role.CARRIER, "SEED")
    sent = LINE | {"goods": "household goods", "consignee": "TO ORDER", "seal": mark}
    picked = []
    for number in range(40):
        client.post("/carrier/manifest", data=sent | {"cargo": f"26SEED0002I-0001-{number:04}"})
        with office.store.reading("open") as records:
            cargo = records.cargo(f"26SEED0002I0001{number:04}")
        picked += [cargo] if cargo.selected else []
        if picked:
            break
    assert picked, "a rule or the draw picks one of them"
    selection = picked[0].selected
    secret = {selection.explanation, selection.measure.term.en, selection.rule or "elected", f"{selection.dice:.4f}", "elected"}
    pages = [client.get(f"/carrier?q={picked[0].number}").text, client.get("/carrier").text]
    assert picked[0].listed.goods in pages[0]
    assert client.get("/manifest").status_code == 404 and client.get("/shed").status_code == 404
    seat(Role.WAREHOUSE)
    pages.append(client.get(f"/shed?q={picked[0].number}").text)
    for page in pages:
        main = page[page.index("<main") : page.index("</main>")]
        assert written(picked[0].number) in main or page is pages[1]
        assert [word for word in secret if word in main] == []


def test_the_carrier_says_when_the_goods_of_an_export_have_left(client: TestClient, office: Office, seat: Seat, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("11")
    if case.status != "E4":
        case = decide(office, case.id, "pass")
    assert case.status == "E4"
    mark = seat(Role.CARRIER)
    page = client.get("/carrier").text
    assert case.number in page and f"/cases/{case.id}/exit" in page
    assert (case.lodged.importer or "?") not in page and (case.lodged.goods or "?") not in page
    left = client.post(f"/cases/{case.id}/exit", data={"seal": mark}, follow_redirects=False)
    assert (left.status_code, left.headers["location"]) == (303, "/carrier")
    assert case.number not in client.get("/carrier").text


def test_an_officer_reports_the_review_of_a_manifest_that_nobody_has_declared(
    client: TestClient, office: Office, seat: Seat
) -> None:
    mark, cargo = seat(Role.OFFICER), "26SHED0009I00010001"
    done = client.post(f"/cargo/{cargo}/report", data={"seal": mark, "report": "manifest-reviewed"}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/manifest")
    assert client.get("/carrier").status_code == 404
