"""The interface for programs: what comes back for which bytes, and that nothing ends in a stack."""

from __future__ import annotations

import hashlib
import sqlite3

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

XML = {"content-type": "application/xml"}


def lodge_by_api(client: TestClient, body: bytes, **headers: str):  # type: ignore[no-untyped-def]
    return client.post("/api/declarations", content=body, headers=XML | headers)


def test_a_declaration_is_taken_in_and_the_same_bytes_again_are_the_same_case(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    first = lodge_by_api(client, sample("04"))
    told = first.json()
    assert first.status_code == 202 and told["outcome"] == "accept" and told["status"] == "D5"
    assert told["sha256"] == hashlib.sha256(sample("04")).hexdigest() and told["sequence"] > 0 and len(told["head"]) == 64
    assert told["waiting_for"] == ["review", "tax", "manifest", "carry_in"]
    assert first.headers["location"] == f"/api/cases/{told['id']}"
    again = lodge_by_api(client, sample("04"))
    assert again.status_code == 200 and again.json()["id"] == told["id"]
    assert lodge_by_api(client, sample("04").replace(b"JP", b"CN")).status_code == 409


def test_a_broken_business_rule_makes_a_case_that_was_rejected_at_the_gate(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    answer = lodge_by_api(client, sample("07"))
    told = answer.json()
    assert answer.status_code == 202 and told["outcome"] == "reject-invalid" and told["status"] == "D1" and told["findings"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no xml", 400),
        (b"<a><b></a>", 400),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 400),
        (b"\x00\xff\xfe", 400),
        (b"<a/>", 422),
    ],
)
def test_what_is_no_declaration_is_refused_with_a_problem(client: TestClient, body: bytes, status: int) -> None:
    answer = lodge_by_api(client, body)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status and told["detail"] and told["findings"]
    assert "root:" not in answer.text and "Traceback" not in answer.text


def test_a_message_that_breaks_the_schema_says_where(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    told = lodge_by_api(client, sample("06")).json()
    (finding,) = told["findings"]
    assert told["outcome"] == "reject-invalid" and finding["code"].startswith("XSD-") and finding["line"] > 100
    assert finding["pointer"] == "42A/67A/68A[1]/23A/65A/126"


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "multipart/form-data"])
def test_another_type_of_body_is_refused(client: TestClient, sample, kind: str) -> None:  # type: ignore[no-untyped-def]
    assert lodge_by_api(client, sample("04"), **{"content-type": kind}).status_code == 415


def test_events_carry_a_case_to_its_acceptance(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    case = lodge_by_api(client, sample("04")).json()
    events = f"/api/cases/{case['id']}/events"
    passed = client.post(events, json={"kind": "decided", "verb": "pass", "version": case["version"]}).json()
    assert passed["status"] == "D8" and passed["tracks"]["tax"] == "T2"
    assert client.post(events, json={"kind": "decided", "verb": "pass", "version": case["version"]}).status_code == 409
    assert client.post(events, json={"kind": "paid"}).json()["tracks"]["tax"] == "T3"
    cargo = "26MAGP0104I-0078-0004"
    assert client.get(f"/api/cargo/{cargo}").status_code == 404
    assert client.post(f"/api/cargo/{cargo}/events", json={"kind": "carried-out"}).status_code == 409
    for kind in ("manifest-reviewed", "carried-in"):
        assert client.post(f"/api/cargo/{cargo}/events", json={"kind": kind}).status_code == 200
    told = client.get(f"/api/cases/{case['number']}").json()
    assert told["status"] == "D9" and told["waiting_for"] == []
    assert client.get(f"/api/cargo/{cargo}").json()["state"] == "C5"


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "decided", "verb": "seize"},
        {"kind": "decided", "verb": "pass", "role": "instructor"},
        {"kind": "paid", "amount": "1", "status": "D9"},
        {"kind": "accepted"},
        {"verb": "pass"},
        [],
        None,
    ],
)
def test_unknown_events_and_unknown_fields_are_refused(client: TestClient, sample, event: object) -> None:  # type: ignore[no-untyped-def]
    case = lodge_by_api(client, sample("04")).json()
    answer = client.post(f"/api/cases/{case['id']}/events", json=event)
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert client.get(f"/api/cases/{case['id']}").json()["version"] == case["version"]


def test_json_nested_without_end_is_refused(client: TestClient) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    answer = client.post("/api/cases/X/events", content=deep, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)


def test_unknown_cases_are_not_found(client: TestClient) -> None:
    assert client.get("/api/cases/NOTHERE").status_code == 404
    assert client.post("/api/cases/NOTHERE/events", json={"kind": "paid"}).status_code == 404
    assert client.get("/api/nowhere").headers["content-type"] == "application/problem+json"


@pytest.mark.sqlite("the file is locked by another program")
def test_a_busy_writer_is_503_with_retry_after_and_never_500(client: TestClient, office, sample) -> None:  # type: ignore[no-untyped-def]
    other = sqlite3.connect(office.store.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = lodge_by_api(client, sample("04"))
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        assert client.get("/cases").status_code == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert lodge_by_api(client, sample("04")).status_code == 202


@pytest.mark.sqlite("a file may have so many pages")
def test_a_full_disk_is_507_with_nothing_half_written_and_reading_goes_on(client: TestClient, office, sample) -> None:  # type: ignore[no-untyped-def]
    with sqlite3.connect(office.store.file) as file:
        pages = file.execute("PRAGMA page_count").fetchone()[0]
    office.store.engine.dispose()
    event.listen(office.store.engine, "connect", lambda opened, _: opened.execute(f"PRAGMA max_page_count={pages}"))
    answer = lodge_by_api(client, sample("09"))
    assert answer.status_code == 507 and answer.headers["content-type"] == "application/problem+json"
    page = client.get("/cases")
    assert page.status_code == 200 and "This room has no case yet." in page.text


def test_the_openapi_document_describes_every_route_and_every_refusal(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert set(document["paths"]) == {
        "/api/declarations",
        "/api/declarations/{case_id}/replies",
        "/api/declarations/{case_id}/replies/{number}",
        "/api/inbox/{trader}",
        "/api/inbox/{trader}/acknowledge",
        "/api/cases/{case_id}",
        "/api/cases/{case_id}/events",
        "/api/cargo/{number}",
        "/api/cargo/{number}/events",
        "/api/manifests",
        "/api/manifests/{number}/events",
        "/api/express-lists",
        "/api/operations",
        "/api/operations/{number}",
        "/api/operations/{number}/events",
        "/api/accounts/{trader}",
        "/api/accounts/{trader}/events",
        "/api/play",
        "/api/play/events",
        "/api/queue",
        "/api/queue/events",
        "/api/team",
        "/api/agency",
        "/api/traders/{number}",
        "/api/traders/{number}/events",
        "/healthz",
    }
    assert {"200", "202", "400", "409", "413", "415", "422", "503", "507"} <= set(
        document["paths"]["/api/declarations"]["post"]["responses"]
    )
    page = client.get("/api").text
    assert all(path in page for path in document["paths"])


def test_health_says_whether_a_model_is_installed(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok" and client.get("/healthz").json()["model"] == "kr-import-2"


@pytest.mark.parametrize("name", ["02", "04", "05"])
def test_a_traders_receipt_never_tells_what_only_officers_may_know(client: TestClient, sample, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = lodge_by_api(client, sample(name))
    assert answer.status_code == 202
    assert not {"lane", "score", "reasons", "decision"} & set(answer.json())
    assert "P-WATCH" not in answer.text


def test_all_six_kinds_of_event_are_taken_for_a_case(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    told = lodge_by_api(client, sample("02")).json()

    def happens(**event: object) -> dict[str, object]:
        answer = client.post(f"/api/cases/{told['id']}/events", json=event)
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    happens(kind="manifest-reviewed")
    happens(kind="carried-in", shed="90110001")
    assert client.post(f"/api/cases/{told['id']}/events", json={"kind": "paid", "amount": "1"}).status_code == 409
    assert happens(kind="paid", amount="225600")["status"] == "D9"
    assert happens(kind="carried-out")["status"] == "D10"
