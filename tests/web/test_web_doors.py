"""The doors: who is let in, what every answer carries, and how a body that never ends is ended."""

from __future__ import annotations

import asyncio
import json
import re
import threading

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlalchemy import text
from starlette.types import Message
from web_people import routes_of

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
def test_a_foreign_host_name_is_refused_so_that_no_name_can_be_bent_to_this_machine(asked: TestClient, host: str) -> None:
    assert asked.get("/cases", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8417", "localhost", "localhost:1", "[::1]:8417"])
def test_this_machines_own_names_are_let_in(asked: TestClient, host: str) -> None:
    assert asked.get("/healthz", headers={"host": host}).status_code == 200


def test_no_form_of_another_site_may_act(client: TestClient) -> None:
    asked = (route.split(" ") for route in routes_of(client.app))  # type: ignore[arg-type]
    routes = [path for method, path in asked if method in ("POST", "PUT", "DELETE", "PATCH")]
    assert len(routes) >= 16, routes
    for path in routes:
        address = re.sub(r"\{\w+\}", "X", path)
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
            await asyncio.Event().wait()

        with pytest.raises(BodyRefused) as refused:
            await _paced(never)()
        assert refused.value.status_code == 408

    asyncio.run(asyncio.wait_for(drip(), 20))


def test_a_body_that_drips_for_ever_is_given_up_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WHOLE_SECONDS", 0.2)

    async def drip() -> None:
        async def drop():  # type: ignore[no-untyped-def]
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

        receive = _paced(drop)
        with pytest.raises(BodyRefused):
            while True:
                await receive()

    asyncio.run(asyncio.wait_for(drip(), 20))


def test_beyond_the_queue_a_message_is_asked_to_come_again() -> None:
    async def crowd() -> None:
        counter, done = Counter(cores=1, queue=2), threading.Event()
        loop, begun = asyncio.get_running_loop(), asyncio.Event()

        def work() -> None:
            loop.call_soon_threadsafe(begun.set)
            assert done.wait(20)

        inside = [asyncio.create_task(counter.do(work)) for _ in range(3)]
        await begun.wait()  # tasks start in order, so all three have come in when the first is at work
        with pytest.raises(Crowded):
            await counter.do(work)
        done.set()
        await asyncio.gather(*inside)
        await counter.do(work)

    asyncio.run(asyncio.wait_for(crowd(), 30))


def test_a_request_is_one_line_of_log_without_anything_declared(client: TestClient, capsys, sample) -> None:  # type: ignore[no-untyped-def]
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory())
    try:
        client.post("/api/declarations", content=sample("04"), headers=XML)
        client.get("/r/open/status/26MAGP0104I00780004?number=%1b%5b31mSECRET")
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    finally:
        structlog.reset_defaults()
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/api/declarations", 202),
        ("GET", "/r/{room}/status/{number}", 200),
    ]
    assert all(set(line) == {"event", "method", "route", "status", "ms"} for line in lines)


@pytest.mark.parametrize(
    "path",
    [
        "/cases/%00",
        "/status/26AAAA%00",
        "/status?number=%00",
        "/cases?q=a%00b",
        "/api/cases/%00",
        "/api/cargo/%00",
        "/cases/X%00/live",
        "/rulebook?q=%00&lang=ko",
    ],
)
def test_a_character_that_no_database_can_hold_is_refused_at_the_door(asked: TestClient, path: str) -> None:
    answer = asked.get(path, follow_redirects=False)
    assert answer.status_code == 400 and "%00" in answer.json()["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("cookie", ["a@b=1", "a@b=1; lang=ko", "=", "lang", "a=\x01; [=]"])
def test_an_odd_cookie_of_another_server_on_this_machine_does_no_harm(asked: TestClient, cookie: str) -> None:
    answer = asked.get("/cases", headers={"cookie": cookie})
    assert answer.status_code == 200 and "default-src" in answer.headers["content-security-policy"]
    assert ('<html lang="ko"' in answer.text) == ("lang=ko" in cookie)


@pytest.mark.parametrize(
    "origin", ["http://[", "http://", "[", "//127.0.0.1:8417", "https://127.0.0.1:8417", "", "http://a@127.0.0.1:8417"]
)
def test_an_origin_that_is_not_this_very_address_is_refused_in_order(asked: TestClient, capsys, origin: str) -> None:  # type: ignore[no-untyped-def]
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory())
    try:
        answer = asked.post("/lodge", headers={"origin": origin})
        (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    finally:
        structlog.reset_defaults()
    assert answer.status_code == 403 and line["status"] == 403
    assert answer.headers["content-security-policy"] and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/%2Fevil.example/x", "/%5C/evil.example", "/%09/evil.example/x", "/%5Cevil.example"]
)
def test_no_address_can_make_a_link_of_ours_lead_to_another_host(asked: TestClient, path: str) -> None:
    page = asked.get("http://127.0.0.1:8417" + path)
    assert page.status_code == 404 and "lang=ko" in page.text
    links = re.findall(r'(?:href|action)="([^"]*)"', page.text)
    assert [link for link in links if re.match(r"\s*[/\\][\s]*[/\\]", link) or "://" in link] == []
    away = asked.get(f"http://127.0.0.1:8417{path}?lang=ko", follow_redirects=False).headers["location"]
    assert re.match(r"/(?![/\\\s])", away) and "evil.example" in away


def test_every_page_can_be_asked_for_its_headers_alone(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    for path in ("/cases", f"/cases/{case.id}", f"/status/{case.number}", "/lodge", "/intake", "/rulebook", "/words", "/api"):
        head = client.head(path)
        assert head.status_code == 200 and head.content == b"", path
        assert head.headers["content-type"] == client.get(path).headers["content-type"]
    assert client.head("/cases/NOTHERE").status_code == 404


def test_what_cannot_be_done_in_this_way_says_how_it_can(client: TestClient) -> None:
    page = client.put("/cases")
    assert page.status_code == 405 and "Method Not Allowed" not in page.text and "by a button of its page" in page.text
    assert "Method Not Allowed" not in client.delete("/api/declarations").text


def test_a_refusal_shows_the_time_of_the_exercise_room(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    with office.store.engine.begin() as opened:
        opened.execute(text("UPDATE room SET clock_start = '2031-03-04T05:06:07+00:00'"))
    page = client.get("/nowhere")
    assert page.status_code == 404 and "4 Mar 2031" in page.text and "14:06" in page.text


def test_a_line_that_breaks_is_not_taken_for_a_mistake_of_ours(client: TestClient, capsys) -> None:  # type: ignore[no-untyped-def]
    """A client that leaves in the middle of its upload gets nothing, and the log holds no fault."""

    async def leaves(path: str, kind: bytes) -> list[Message]:
        sent: list[Message] = []
        parts = iter(({"type": "http.request", "body": b"--b\r\n", "more_body": True}, {"type": "http.disconnect"}))

        async def receive() -> Message:
            return next(parts)

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "asgi": {"spec_version": "2.3"}}
        scope |= {"headers": [(b"host", b"localhost"), (b"content-type", kind)], "scheme": "http", "server": ("localhost", 80)}
        await client.app(scope, receive, send)
        return sent

    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory())
    try:
        for path, kind in (("/lodge", b"multipart/form-data; boundary=b"), ("/api/declarations", b"application/xml")):
            assert asyncio.run(leaves(path, kind))[0]["status"] == 400
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    finally:
        structlog.reset_defaults()
    assert [line["event"] for line in lines] == ["request", "request"]
