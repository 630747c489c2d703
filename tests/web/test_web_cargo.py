"""Cargo on the pages: manifests with progress, quantities at every desk, split bills, differences, transit at both offices."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.manifest import ManifestLine
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, arrive, submit, take_manifest, voyage_arrived
from eclear.clearance.selecting import PART
from eclear.training.people import enrol, form_token, furnish, take_chair
from eclear.wco import write_cargo_report

LINE = ManifestLine("", "Haeoreum Line", "HB-1", "1", "CN", "Sender", "Example Toys", "Small motors", 10, Decimal(120))
SHED, AIRPORT = "90110001", "90210001"
Seat = Callable[..., str]


@pytest.fixture
def office(asked_office: Office) -> Office:
    return asked_office


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    return asked


@pytest.fixture
def seat(client: TestClient, office: Office) -> Seat:
    """Sit down at a desk; returns the mark that its forms carry."""

    def taken(role: Role, of: str = "") -> str:
        furnish(office)
        enrol(office, "open", role.value, [role.value], [Post(role, of)])
        token = take_chair(office, "open", role.value).token
        client.cookies.set("seat", token)
        return form_token(token)

    return taken


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def lines_of(manifest: str, many: int) -> tuple[ManifestLine, ...]:
    return tuple(replace(LINE, cargo=f"{manifest}{n // 50 + 1:04}{n % 50 + 1:04}", bill=f"HB-{n}") for n in range(many))


def test_a_long_manifest_shows_how_far_it_is_and_a_faulty_line_stops_no_other(
    client: TestClient, office: Office, seat: Seat
) -> None:
    mark = seat(Role.CARRIER, "SEED")
    body = write_cargo_report("26SEED0101I", "HAEOREUM 7", lines_of("26SEED0101I", PART + 2))
    body = body.replace(b"<TotalPackageQuantity>10<", b"<TotalPackageQuantity>ten<", 1)
    sent = client.post(f"/carrier/manifest?seal={mark}", files={"file": ("m.xml", body)}, follow_redirects=False)
    assert sent.status_code == 303
    wait = sent.headers["location"]
    told = client.get(f"{wait}/progress").json()
    assert set(told) == {"ready", "said", "done", "total"}
    deadline = time.monotonic() + 30
    while not client.get(f"{wait}/progress").json()["ready"] and time.monotonic() < deadline:
        time.sleep(0.05)
    page = client.get(wait)
    assert page.status_code == 422 and f"{PART + 1} lines were taken in." in page.text
    assert re.search(r"Row 1\b.*TotalPackageQuantity", plain(page.text)) and "is &#39;ten&#39;" in page.text
    assert client.get("/carrier/intake/0000").status_code == 404
    seat(Role.CARRIER, "GULL")
    assert "26SEED0101I" not in client.get("/carrier").text


def test_the_page_that_waits_works_without_script(client: TestClient, office: Office, seat: Seat, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("eclear.web.carrier.WAITING_SECONDS", 0.0)
    mark = seat(Role.CARRIER, "SEED")
    body = write_cargo_report("26SEED0102I", "", lines_of("26SEED0102I", PART * 2))
    sent = client.post(f"/carrier/manifest?seal={mark}", files={"file": ("m.xml", body)}, follow_redirects=False)
    page = client.get(sent.headers["location"], follow_redirects=False)
    if page.status_code == 200:  # not ready at once
        assert "<progress" in page.text and f'href="{sent.headers["location"]}"' in page.text
    deadline = time.monotonic() + 30
    while page.status_code == 200 and time.monotonic() < deadline:
        time.sleep(0.05)
        page = client.get(sent.headers["location"], follow_redirects=False)
    assert page.headers["location"] == f"/carrier?taken={PART * 2}"


def test_a_carrier_reports_arrival_and_what_was_landed_and_splits_a_bill(client: TestClient, office: Office, seat: Seat) -> None:
    manifest = "26SEED0103I"
    numbers = [line.cargo for line in lines_of(manifest, 3)]
    take_manifest(office, lines_of(manifest, 3))
    mark = seat(Role.CARRIER, "SEED")
    assert manifest in client.get("/carrier").text
    client.post(f"/voyages/{manifest}/arrived", data={"seal": mark, "means": "HAEOREUM 7"})
    page = plain(client.get(f"/voyages/{manifest}").text)
    assert "Not counted yet 3" in page and "Discharge the manifest" not in page
    table = f"cargo,packages,gross_mass_kg\n{numbers[0]},10,120\n{numbers[1]},8,\n26SEED01,1,1\n{numbers[2]},x,1\n"
    sent = client.post(f"/voyages/{manifest}/landed?seal={mark}", files={"file": ("landed.csv", table.encode())})
    assert sent.status_code == 422
    said = plain(sent.text)
    assert "Row 4" in said and "Row 5" in said and "Shortage" in said and "Different, to be settled 1" in said
    split = client.post(
        f"/cargo/{numbers[0]}/split", data={"seal": mark, "parts": "6, 70\n4 50", "reason": "Two buyers."}, follow_redirects=False
    )
    assert split.status_code == 303
    page = client.get(split.headers["location"]).text
    parts = re.findall(r'href="/cargo/(26SEED0103I[0-9]{8})"', page)
    assert len(set(parts)) == 2 and "The bill was split." in page
    assert "6 packages, 70 kg" in plain(client.get(f"/cargo/{parts[0]}").text)
    wrong = client.post(f"/cargo/{parts[0]}/split", data={"seal": mark, "parts": "six", "reason": "x"})
    assert wrong.status_code == 409 and "write packages and kilograms" in plain(wrong.text)
    assert client.get("/voyages/26GULL0001I").status_code == 404


def test_an_officer_settles_the_shortage_and_discharges_the_manifest(client: TestClient, office: Office, seat: Seat) -> None:
    manifest = "26SEED0104I"
    (line,) = lines_of(manifest, 1)
    take_manifest(office, [line])
    case = submit(office, sound("LRN-WC-1", previous_documents__1__id=line.cargo)).case
    assert case is not None
    arrive(office, line.cargo, "manifest-reviewed")
    arrive(office, line.cargo, "unloaded", packages=8)
    mark = seat(Role.OFFICER)
    refused = client.post(f"/voyages/{manifest}/discharge", data={"seal": mark})
    assert refused.status_code == 409 and "shortage, which is not settled" in plain(refused.text)
    page = client.get(f"/cargo/{line.cargo}").text
    assert "Settle the difference" in page and case.number in page and "8 packages" in page
    board = plain(client.get(f"/cases/{case.id}").text)
    assert "Landed as declared" in board
    client.post(f"/cargo/{line.cargo}/settle", data={"seal": mark, "reason": "Short shipped."})
    client.post(f"/voyages/{manifest}/discharge", data={"seal": mark})
    assert "Discharged" in plain(client.get(f"/voyages/{manifest}").text)
    assert client.get(f"/voyages/{manifest}").text.count("/discharge") == 0
    until = client.post(f"/cargo/{line.cargo}/extend", data={"seal": mark, "until": "soon", "reason": "x"})
    assert until.status_code == 409 and "is no day" in plain(until.text)
    client.post(f"/cargo/{line.cargo}/abandon", data={"seal": mark, "reason": "Given up.", "law": "Customs Act art. 160"})
    assert "Abandoned" in plain(client.get(f"/cargo/{line.cargo}").text)


def test_a_shed_counts_what_comes_and_goes_and_sees_its_clocks(client: TestClient, office: Office, seat: Seat) -> None:
    (line,) = lines_of("26SEED0105I", 1)
    take_manifest(office, [line])
    mark = seat(Role.WAREHOUSE, SHED)
    page = client.get(f"/cargo/{line.cargo}").text
    assert "Carry in" in page and "Split the bill" not in page
    sent = client.post(f"/cargo/{line.cargo}/report", data={"seal": mark, "report": "carried-in", "packages": "6", "mass": "70"})
    assert sent.status_code == 200
    page = plain(client.get(f"/cargo/{line.cargo}").text)
    assert "6 packages, 70 kg" in page and "Storage period" in page and "Never reported" not in page
    wrong = client.post(f"/cargo/{line.cargo}/report", data={"seal": mark, "report": "carried-in", "packages": "six"})
    assert wrong.status_code == 409 and "no number of packages" in plain(wrong.text)
    many = client.post(f"/cargo/{line.cargo}/report", data={"seal": mark, "report": "carried-in", "packages": "6"})
    assert many.status_code == 409 and "too many" in plain(many.text)
    client.post(f"/cargo/{line.cargo}/report", data={"seal": mark, "report": "carried-in", "packages": "4"})
    assert "Carry in" not in client.get(f"/cargo/{line.cargo}").text
    seat(Role.WAREHOUSE, AIRPORT)
    assert client.get(f"/cargo/{line.cargo}").status_code == 404, "it lies in another shed"


def test_what_customs_ordered_stands_on_the_page_for_officers_alone(client: TestClient, office: Office, seat: Seat) -> None:
    (line,) = lines_of("26SEED0106I", 1)
    take_manifest(office, [replace(line, goods="firearms")])
    seat(Role.OFFICER)
    assert "Ordered from the manifest" in client.get(f"/cargo/{line.cargo}").text
    for role, of in ((Role.CARRIER, "SEED"), (Role.WAREHOUSE, SHED)):
        seat(role, of)
        page = client.get(f"/cargo/{line.cargo}").text
        main = page[page.index("<main") : page.index("</main>")]
        assert "firearms" in main and "Hold" not in main and "selected" not in main and "Ordered" not in main


def test_everybody_sees_where_cargo_is_and_nothing_of_what_was_counted_for_customs(
    client: TestClient, office: Office, seat: Seat
) -> None:
    (line,) = lines_of("26SEED0107I", 1)
    take_manifest(office, [line])
    voyage_arrived(office, "26SEED0107I")
    arrive(office, line.cargo, "unloaded", packages=7)
    client.cookies.clear()
    page = plain(client.get(f"/r/open/status/{line.cargo}").text)
    assert "Unloaded" in page and "Arrived" in page
    for word in ("7 packages", "Shortage", "Example Toys", "Sender"):
        assert word not in page, word


TRANSIT = {
    "regime": "transit",
    "code": "9503000000",
    "value": "1,000,000",
    "origin": "CN",
    "shed": SHED,
    "to_office": "90210",
    "mode": "3",
    "route": "Harbour road",
    "guarantee": "BOND-1",
    "guaranteed": "250000",
}


def test_a_transit_is_declared_by_the_trader_and_worked_at_both_offices(client: TestClient, office: Office, seat: Seat) -> None:
    (line,) = lines_of("26SEED0108I", 1)
    take_manifest(office, [line])
    for kind in ("manifest-reviewed", "carried-in"):
        arrive(office, line.cargo, kind, shed=SHED)
    mark = seat(Role.TRADER, "41207")
    few = client.post("/operations", data=TRANSIT | {"seal": mark, "cargo": line.cargo, "guaranteed": "1"})
    assert few.status_code == 422 and "225,600" in plain(few.text) and 'value="Harbour road"' in few.text
    odd = client.post("/operations", data=TRANSIT | {"seal": mark, "cargo": line.cargo, "value": "much"})
    assert odd.status_code == 422 and "is no amount" in plain(odd.text)
    sent = client.post("/operations", data=TRANSIT | {"seal": mark, "cargo": line.cargo}, follow_redirects=False)
    page = sent.headers["location"]
    assert "188,000" in client.get("/operations").text and "/accept" not in client.get(page).text
    assert client.post(f"{page}/accept", data={"seal": mark}).status_code == 404
    seat(Role.TRADER, "42018")
    assert client.get(page).status_code == 404 and page not in client.get("/operations").text
    mark = seat(Role.OFFICER)
    for step, told in (
        ("accept", {}),
        ("seal", {"seals": "KR 1, KR 2"}),
        ("depart", {}),
        ("arrive", {"seen": "broken", "remark": "KR 2 is torn."}),
    ):
        done = client.post(f"{page}/{step}", data={"seal": mark} | told, follow_redirects=False)
        assert done.status_code == 303, (step, plain(done.text))
    shown = plain(client.get(page).text)
    assert "KR 1, KR 2" in shown and "not intact" in shown and "KR 2 is torn." in shown and "Claim the duty" in shown
    early = client.post(f"{page}/accept", data={"seal": mark})
    assert early.status_code == 409 and "is Arrived" in plain(early.text)
    client.post(f"{page}/claim", data={"seal": mark, "reason": "Goods are missing."})
    assert "Duty claimed from the guarantee" in plain(client.get(page).text)
    assert page in client.get("/operations?office=90210").text and page not in client.get("/operations?office=90120").text
    seat(Role.WAREHOUSE, SHED)
    assert client.get(page).status_code == 200
    seat(Role.WAREHOUSE, AIRPORT)
    assert client.get(page).status_code == 404


def test_an_express_list_says_which_goods_must_be_declared(client: TestClient, office: Office, seat: Seat) -> None:
    small, dear = lines_of("26SEED0109I", 2)
    take_manifest(office, [small, dear])
    mark = seat(Role.CARRIER, "SEED")
    table = f"cargo,value,currency\n{small.cargo},90,USD\n{dear.cargo},151,USD\n26SEED0109I00099999,1,USD\n"
    sent = client.post(f"/carrier/express?seal={mark}", files={"file": ("x.csv", table.encode())})
    assert sent.status_code == 422 and "2 lines were taken in." in sent.text and "Row 4" in plain(sent.text)
    assert "must be declared" in plain(client.get(f"/cargo/{dear.cargo}").text)
    assert "go by an express list" in plain(client.get(f"/cargo/{small.cargo}").text)
