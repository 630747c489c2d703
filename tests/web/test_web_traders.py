"""The page of traders and brokers: officers change the register with a reason, others only look, and each change is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from eclear.casefile.person import Role
from eclear.clearance import Office, apply_for_aeo
from eclear.training.people import form_token, furnish, take_chair


@pytest.fixture
def office(asked_office: Office) -> Office:
    return asked_office


@pytest.fixture
def client(asked: TestClient) -> TestClient:
    return asked


@pytest.fixture
def chair(client: TestClient, office: Office) -> Callable[[Role], str]:
    def taken(role: Role) -> str:
        furnish(office)
        token = take_chair(office, "open", role.value).token
        client.cookies.set("seat", token)
        return form_token(token)

    return taken


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))


def test_an_officer_suspends_with_a_reason_and_the_history_keeps_it(client: TestClient, chair) -> None:  # type: ignore[no-untyped-def]
    mark = chair(Role.OFFICER)
    assert "Hanbit Customs Brokers" in client.get("/traders").text
    blank = client.post("/traders/41311/suspend", data={"seal": mark, "reason": " "})
    assert blank.status_code == 409 and "needs a reason" in plain(blank.text)
    done = client.post(
        "/traders/41311/suspend", data={"seal": mark, "reason": "Two false <b>invoices</b>."}, follow_redirects=False
    )
    assert (done.status_code, done.headers["location"]) == (303, "/traders/41311")
    page = client.get("/traders/41311").text
    assert "Two false &lt;b&gt;invoices&lt;/b&gt;." in page and "signed by Jun Park" in page and "Appeal" in plain(page)
    assert "End the suspension" in page and "/traders/41311/suspend" not in page
    listed = plain(client.get("/traders?show=suspended").text)
    assert "41311" in listed and "41207" not in listed
    client.post("/traders/41311/reinstate", data={"seal": mark, "reason": "The facts did not hold."})
    assert "Nobody matches." in client.get("/traders?show=suspended").text


def test_an_application_is_granted_refused_and_withdrawn(client: TestClient, office: Office, chair) -> None:  # type: ignore[no-untyped-def]
    mark = chair(Role.OFFICER)
    for number in ("42018", "43550"):
        apply_for_aeo(office, number, why="Ten years without a penalty.")
    assert re.findall(r">(\d{5})</a>", client.get("/traders?show=applied").text) == ["42018", "43550"]
    assert "Ten years without a penalty." in client.get("/traders/42018").text
    client.post("/traders/42018/grant", data={"seal": mark, "grade": "AA", "reason": "Audited in May."})
    client.post("/traders/43550/refuse", data={"seal": mark, "reason": "No records of stock."})
    assert "Grade AA" in plain(client.get("/traders/42018").text)
    assert "AEO status refused" in plain(client.get("/traders/43550").text)
    client.post("/traders/42018/withdraw", data={"seal": mark, "reason": "Records were lost."})
    assert "Grade AA" not in plain(client.get("/traders/42018").text).split("History")[0]


def test_somebody_new_gets_a_licence_and_a_mandate(client: TestClient, chair) -> None:  # type: ignore[no-untyped-def]
    mark = chair(Role.SUPERVISOR)
    new = {"seal": mark, "number": "47010", "name": "Deulkkot Brokers", "name_ko": "들꽃관세사무소", "licence": "broker"}
    refused = client.post("/traders", data=new | {"reason": ""})
    assert refused.status_code == 409 and 'value="Deulkkot Brokers"' in refused.text, "what was typed stays"
    assert client.post("/traders", data=new | {"reason": "Examined in 2026."}, follow_redirects=False).status_code == 303
    assert "this trader may then sign for anybody" in plain(client.get("/traders/47010").text)
    client.post("/traders/47010/mandate", data={"seal": mark, "principal": "KRTRD0012", "reason": "Paper of 4 May."})
    assert "KRTRD0012" in plain(client.get("/traders/47010").text)
    client.post("/traders/47010/end-mandate", data={"seal": mark, "principal": "KRTRD0012", "reason": "Called back."})
    assert "own declarations only" in plain(client.get("/traders/47010").text)
    client.post("/traders/47010/licence", data={"seal": mark, "licence": "corporation", "reason": "Merged."})
    assert "Customs corporation" in plain(client.get("/traders/47010").text)


def test_an_instructor_looks_and_changes_nothing_and_others_find_no_such_page(client: TestClient, chair) -> None:  # type: ignore[no-untyped-def]
    mark = chair(Role.INSTRUCTOR)
    assert "Register somebody" not in client.get("/traders").text
    assert "Change the register" not in client.get("/traders/41207").text
    assert client.post("/traders/41207/suspend", data={"seal": mark, "reason": "Why not."}).status_code == 404
    assert client.get("/traders/99998").status_code == 404
    for role in (Role.TRADER, Role.AGENCY, Role.WAREHOUSE, Role.CARRIER, Role.VIEWER):
        chair(role)
        assert client.get("/traders").status_code == 404, role
