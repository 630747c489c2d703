"""The doors: who is let in, what every answer carries, and how a body that never ends is ended."""

from __future__ import annotations

import asyncio
import json
import threading
import time

import pytest
import structlog
from fastapi.testclient import TestClient

from eclear.web import doors
from eclear.web.doors import BodyRefused, _paced
from eclear.web.intake import Counter
from eclear.web.problems import Crowded

XML = {"content-type": "application/xml"}


def test_every_answer_carries_the_strict_headers(client: TestClient) -> None:
    for path in ("/cases", "/api/openapi.json", "/nowhere", "/static/eclear.css", "/healthz"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8417", ""])
def test_a_foreign_host_name_is_refused_so_that_no_name_can_be_bent_to_this_machine(client: TestClient, host: str) -> None:
    assert client.get("/cases", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8417", "localhost", "localhost:1", "[::1]:8417"])
def test_this_machines_own_names_are_let_in(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def unsafe_routes(client: TestClient) -> list[str]:
    found: list[str] = []

    def walk(routes) -> None:  # type: ignore[no-untyped-def]
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                walk(inner.routes)
            elif set(getattr(route, "methods", None) or ()) & {"POST", "PUT", "DELETE", "PATCH"}:
                found.append(route.path)

    walk(client.app.routes)  # type: ignore[attr-defined]
    return found


def test_no_form_of_another_site_may_act(client: TestClient) -> None:
    routes = unsafe_routes(client)
    assert len(routes) >= 9, routes
    for path in routes:
        address = path.format(case_id="X", number="26AAAA0001I00010001")
        for headers in (
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "http://127.0.0.1:9999"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ):
            assert client.post(address, headers=headers).status_code == 403, (path, headers)
        own = client.post(address, headers={"origin": "http://127.0.0.1:8417", "sec-fetch-site": "same-origin"})
        assert own.status_code != 403, path


def test_a_compressed_body_is_refused(client: TestClient) -> None:
    answer = client.post("/api/declarations", content=b"x", headers=XML | {"content-encoding": "gzip"})
    assert answer.status_code == 415 and answer.headers["content-type"] == "application/problem+json"


def test_a_message_that_is_too_large_is_refused_by_its_length_and_by_its_bytes(client: TestClient) -> None:
    assert client.post("/api/declarations", content=b"x" * (5 * 1024 * 1024), headers=XML).status_code == 413

    def drops():  # type: ignore[no-untyped-def]
        for _ in range(5 * 16):
            yield b"x" * 65536

    assert client.post("/api/declarations", content=drops(), headers=XML).status_code == 413
    assert client.post("/lodge", content=drops(), headers={"content-type": "multipart/form-data; boundary=b"}).status_code == 413


def test_a_body_that_comes_too_slowly_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "PAUSE_SECONDS", 0.05)

    async def drip() -> None:
        async def never():  # type: ignore[no-untyped-def]
            await asyncio.sleep(5)

        with pytest.raises(BodyRefused) as refused:
            await _paced(never)()
        assert refused.value.status_code == 408

    asyncio.run(drip())


def test_a_body_that_drips_for_ever_is_given_up_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WHOLE_SECONDS", 0.2)

    async def drip() -> None:
        async def drop():  # type: ignore[no-untyped-def]
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

        receive, begun = _paced(drop), time.monotonic()
        with pytest.raises(BodyRefused):
            while True:
                await receive()
        assert time.monotonic() - begun < 1

    asyncio.run(drip())


def test_beyond_the_queue_a_message_is_asked_to_come_again() -> None:
    async def crowd() -> None:
        counter, done = Counter(cores=1, queue=2), threading.Event()
        inside = [asyncio.create_task(counter.do(done.wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        with pytest.raises(Crowded):
            await counter.do(done.wait)
        done.set()
        await asyncio.gather(*inside)
        await counter.do(done.wait)

    asyncio.run(crowd())


def test_a_request_is_one_line_of_log_without_anything_declared(client: TestClient, capsys, sample) -> None:  # type: ignore[no-untyped-def]
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory())
    try:
        client.post("/api/declarations", content=sample("04"), headers=XML)
        client.get("/status/26MAGP0104I00780004?number=%1b%5b31mSECRET")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    finally:
        structlog.reset_defaults()
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/api/declarations", 202),
        ("GET", "/status/{number}", 200),
    ]
    assert all(set(line) == {"event", "method", "route", "status", "ms"} for line in lines)
