"""Live pages: what has changed reaches an open page, and the server still ends at once."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import arrive
from eclear.storage import Busy, records
from eclear.web import live, public
from eclear.web.live import Live, Pulse
from eclear.web.problems import Crowded
from eclear.web.visit import NOBODY, Visit, receive
from eclear.web.window import Window

CHECKOUT = Path(__file__).resolve().parents[2]


def events(address: str, headers: dict[str, str] | None = None, until: int = 1, seconds: float = 6):  # type: ignore[no-untyped-def]
    """Read a stream up to so many unnamed messages; each as (id, text)."""
    found, deadline = [], time.monotonic() + seconds
    with httpx.stream("GET", address, headers=headers, timeout=seconds) as answer:
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
        message: dict[str, str] = {}
        for line in answer.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                message[name] = f"{message[name]}\n{value}" if name in message else value
            else:
                if "event" not in message and message:
                    found.append((int(message["id"]), message["data"]))
                message = {}
            if len(found) >= until or time.monotonic() > deadline:
                return found
    return found


def test_a_page_that_shows_an_older_version_gets_the_parts_that_changed(served) -> None:  # type: ignore[no-untyped-def]
    case = served.cases["04"]
    ((version, html),) = events(f"{served.address}/cases/{case.id}/live?version=1")
    assert version == case.version
    for part in ("headline", "board", "timeline", "changed"):
        assert f'id="{part}"' in html
    assert html.count('hx-swap-oob="true"') == 4 and "ec-new" in html and "The case has changed." in html


def test_the_public_stream_carries_no_more_than_the_public_page(served) -> None:  # type: ignore[no-untyped-def]
    case = served.cases["04"]
    ((_version, html),) = events(f"{served.address}/r/open/status/{case.number}/live?version=1")
    assert "Documents requested" in html and 'id="board"' in html
    for secret in ("lane", "Lane", case.id, case.decision.explanation, f"{case.score.chance:.2f}", f"{case.total_due:,}"):
        assert secret not in html


def test_a_page_that_lost_its_line_goes_on_where_it_stopped(served) -> None:  # type: ignore[no-untyped-def]
    case = served.cases["05"]
    address = f"{served.address}/cases/{case.id}/live?version=1"
    arrive(served.office, case.cargo, "manifest-reviewed")
    ((version, html),) = events(address, {"last-event-id": str(case.version)})
    assert version == case.version + 1 and "Manifest reviewed" in html


def test_ctrl_c_ends_the_server_within_three_seconds_with_a_live_page_open(tmp_path: Path, sample) -> None:  # type: ignore[no-untyped-def]
    if sys.platform == "win32":
        pytest.skip("Ctrl-C cannot be sent to a child process on Windows without ending this one too")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    knobs = os.environ | {"ECLEAR_DATABASE": f"sqlite:///{tmp_path / 'live.db'}", "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "eclear", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=knobs, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 90
        while True:
            try:
                assert httpx.get(f"{address}/healthz").status_code == 200
                break
            except httpx.TransportError:
                assert server.poll() is None and time.monotonic() < deadline, (
                    server.stderr.read() if server.poll() is not None else ""
                )
                time.sleep(0.1)
        lodged = httpx.post(f"{address}/api/declarations", content=sample("04"), headers={"content-type": "application/xml"})
        with httpx.stream("GET", f"{address}/cases/{lodged.json()['id']}/live", timeout=30) as page:
            assert next(page.iter_lines()).startswith("event: tick")
            server.send_signal(signal.SIGINT)
            server.wait(3)
        assert "Traceback" not in server.stderr.read()
    finally:
        if server.poll() is None:
            server.kill()
        server.communicate()


@pytest.mark.parametrize(
    "path", ["/cases/NOTHERE/live", "/r/open/status/26ABCD0123I00010002/live", "/r/nowhere/status/26ABCD0123I00010002/live"]
)
def test_a_stream_about_nothing_is_refused_before_it_begins(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"


def test_the_places_for_open_pages_are_counted_where_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 2)

    async def crowd() -> None:
        pulse = Pulse(lambda: 1)
        scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        leave, begun = asyncio.Event(), asyncio.Queue[Message]()

        async def receive() -> Message:
            await leave.wait()
            return {"type": "http.disconnect"}

        def page() -> asyncio.Task[None]:
            return asyncio.create_task(Live(pulse, lambda version: None, 1)(scope, receive, begun.put))

        never_answered = [Live(pulse, lambda version: None, 1) for _ in range(5)]  # holds no place
        pages = [page() for _ in range(3)]  # all three are let in before any of them has sent a word
        refused = await asyncio.gather(*[_told(task) for task in pages[2:]])
        assert refused == [Crowded] and pulse.open == 2
        assert (await begun.get())["status"] == 200
        leave.set()
        await asyncio.gather(*pages[:2])
        assert pulse.open == 0 and len(never_answered) == 5

    async def _told(task: asyncio.Task[None]) -> type[BaseException] | None:
        try:
            await task
        except Crowded as crowded:
            return type(crowded)
        return None

    asyncio.run(asyncio.wait_for(crowd(), 30))


def test_a_seat_shared_by_two_has_places_for_two_and_the_public_leaves_some_to_the_desks() -> None:
    def held(who: Visit) -> int:
        pulse, places = Pulse(lambda: 1), ExitStack()
        receive(who)
        try:
            with places, pytest.raises(Crowded):
                for _ in range(live.MOST + 1):
                    places.enter_context(pulse.place())
                    most = pulse.open
            return most
        finally:
            receive(Visit())

    def seat(*names: str) -> Visit:
        return Visit("open", Seated(Person("seat-01", names, (Post(Role.OFFICER),)), Post(Role.OFFICER)), "shown")

    each = live.MOST_OF_ONE
    assert [held(seat()), held(seat("Aisha")), held(seat("Aisha", "Tomas"))] == [each, each, 2 * each]
    assert held(Visit("open", NOBODY)) == live.MOST // 2
    assert held(Visit()) == live.MOST, "who is alone with the machine has them all"


def test_an_open_page_outlives_a_busy_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(live, "TICK_SECONDS", 0.0)

    async def look() -> list[bytes]:
        asked = iter(range(100))

        def position() -> int:
            if next(asked) == 1:
                raise Busy("Too many were asking.")
            return 7

        looks = iter((Busy("Too many were asking."), (2, "<p>news</p>")))

        def parts(version: int) -> tuple[int, str] | None:
            found = next(looks, None)
            if isinstance(found, Busy):
                raise found
            return found

        heard: list[bytes] = []
        async for said in Live(Pulse(position), parts, 1).body_iterator:
            heard.append(bytes(said))
            if b"news" in heard[-1]:
                return heard
        return heard

    heard = asyncio.run(asyncio.wait_for(look(), 30))
    assert b"event: tick" in heard[0] and b"event: tick" in heard[1] and b"id: 2" in heard[-1]


def test_a_public_page_that_has_not_changed_is_not_built_again(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case, window = lodge("04"), Window(office)
    read: list[bytes] = []
    original = records.decode
    with pytest.MonkeyPatch.context() as watch:
        watch.setattr(records, "decode", lambda body: read.append(body) or original(body))
        parts = public._parts(window, case.number)
        shown, _html = parts(1)
        assert len(read) == case.version
        read.clear()
        assert parts(shown) is None and read == [], "nothing was recorded since the last look"
        assert client.get(f"/status/{case.number}").status_code == 200 and len(read) == case.version
        read.clear()
        assert client.get(f"/cases/{case.id}").status_code == 200
        assert len(read) <= 5 * case.version  # once for itself, and a few times more for the replies and the edition
