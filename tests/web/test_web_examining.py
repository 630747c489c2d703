"""A report of an examination: made by a form or a program, seen by officers, and by nobody else."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.case import Case
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.clearance import Office, arrive, examine, find, submit
from eclear.settings import Settings
from eclear.web import public
from eclear.web.app import create_app
from eclear.web.contract import receipt_json
from eclear.web.pages.timeline import heard

ADDRESS = "http://127.0.0.1:8417"
CANARY = "Canary 4711: the seal was not the one declared."


@pytest.fixture
def case(office: Office) -> Case:
    """A declaration whose goods are there, so that anything but an audit can be reported."""
    case = submit(office, sound()).case
    assert case and case.cargo
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, case.cargo, report)
    return find(office, case.id)[0]


def page(client: TestClient, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"cookie": f"lang={language}"})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def card(page: str) -> str:
    return re.sub(r"\s+", " ", page[page.index('<h2 id="examination">') :].split("</section>")[0])


def report(client: TestClient, case: Case, **given: object):  # type: ignore[no-untyped-def]
    told = {"version": str(case.version), "depth": "full"} | given
    return client.post(f"/cases/{case.id}/examine", data=told, follow_redirects=False)


def test_an_officer_reports_from_the_page_and_reads_it_there(client: TestClient, case: Case) -> None:
    form = card(page(client, f"/cases/{case.id}"))
    assert "Nobody has reported one." in form and form.count('name="found"') == len(Irregularity)
    assert 'value="full"' in form and 'value="audit"' not in form, "nothing was released yet"
    done = report(client, case, found=["counterfeit", "wrong mass"], remark=CANARY)
    assert done.status_code == 303 and done.headers["location"] == f"/cases/{case.id}#examination"
    shown = page(client, f"/cases/{case.id}")
    assert "Danger to the public" in card(shown) and "Wrong mass, Counterfeit goods" in card(shown) and CANARY in card(shown)
    timeline = shown[shown.index('id="timeline"') :]
    assert "Examination reported" in timeline and "Full examination: Wrong mass, Counterfeit goods" in timeline
    korean = page(client, f"/cases/{case.id}", "ko")
    assert "위해" in card(korean) and "전량검사" in card(korean) and "검사결과 등록" in korean


def test_a_report_that_found_nothing_is_told_from_no_report(client: TestClient, case: Case) -> None:
    assert report(client, case, depth="x-ray").status_code == 303
    shown = page(client, f"/cases/{case.id}")
    assert "Conforms" in card(shown) and "Nobody has reported one." not in card(shown) and "X-ray: all as declared" in shown


def test_what_cannot_be_reported_is_refused_with_its_reason(client: TestClient, office: Office, case: Case) -> None:
    assert report(client, case, depth="a glance").status_code == 422
    assert report(client, case, found=["bad luck"]).status_code == 422
    assert report(client, case, version="1").status_code == 409
    refused = report(client, case, depth="audit")
    assert refused.status_code == 409 and "An audit follows the release" in html.unescape(refused.text)
    rejected = submit(office, sound("LRN-2", previous_documents__1__id="X" * 70)).case
    assert rejected and 'id="examination"' not in page(client, f"/cases/{rejected.id}")
    assert find(office, case.id)[0].examination is None


def test_a_program_reports_and_reads_the_same(client: TestClient, case: Case) -> None:
    told = {"kind": "examined", "depth": "partial", "found": ["undervaluation"], "remark": CANARY, "version": case.version}
    answer = client.post(f"/api/cases/{case.id}/events", json=told)
    expected = {"depth": "partial", "found": ["undervaluation"], "result": "irregular", "remark": CANARY}
    assert answer.status_code == 200 and answer.json()["examination"] == expected
    assert client.get(f"/api/cases/{case.id}").json()["examination"] == expected
    assert client.post(f"/api/cases/{case.id}/events", json=told).status_code == 409, "the version has moved on"
    assert client.post(f"/api/cases/{case.id}/events", json=told | {"found": ["bad luck"]}).status_code == 422


def test_nobody_else_hears_that_anything_was_examined(office: Office, case: Case) -> None:
    office = replace(office, clock=lambda: case.received + timedelta(hours=1))  # so that two calls differ in nothing else
    client = TestClient(create_app(office, Settings()), base_url=ADDRESS)
    paths = (f"/status/{case.number}", f"/status/{case.cargo}", "/api/inbox/41207", f"/api/declarations/{case.id}/replies")
    before = {path: page(client, path) for path in paths}
    examine(office, case.id, Examination(Depth.FULL, (Irregularity.COUNTERFEIT,), CANARY), by="Canary 4711, officer")
    for path, shown in before.items():
        after = page(client, path)
        assert after == shown, f"{path} shows something of it"
        assert "Canary" not in after and "xamin" not in after and "ounterfeit" not in after
    again = submit(office, sound())
    assert again.known and "examination" not in receipt_json(again) and "Canary" not in repr(receipt_json(again))
    again = client.post("/api/declarations", content=sound(), headers={"content-type": "application/xml"})
    assert again.status_code == 200 and "Canary" not in again.text and "examination" not in again.json()


def test_an_open_public_page_is_not_told_that_something_happened(
    client: TestClient, office: Office, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = SimpleNamespace(office=office, room="open", clock=lambda records: case.updated, pages=SimpleNamespace())
    parts = public._parts(window, case.number or "")  # type: ignore[arg-type]
    examine(office, case.id, Examination(Depth.FULL))
    window.pages.fragment = lambda *_, **__: "a part"
    with office.store.reading("open") as records:
        told = len(heard(records.events(case.id)))
    assert parts(told) is None
    again = public._parts(window, case.number or "")  # type: ignore[arg-type]
    assert again(told - 1) == (told, "a part"), "who has seen less gets what everybody may see"
