"""Live pages under load, and after their reader was sent out: what is told, to whom, and at what cost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from fastapi.testclient import TestClient

from eclear.casefile.case import Case
from eclear.clearance import Office, arrive
from eclear.settings import Settings
from eclear.training.people import furnish, go_out, send_out, take_chair
from eclear.web import live
from eclear.web.app import create_app
from eclear.web.gatekeeper import still_in
from eclear.web.live import Live, Pulse
from eclear.web.visit import Visit, receive
from eclear.web.window import Window


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.005)
    monkeypatch.setattr(live, "STILL_IN_SECONDS", 0.05)


def heard(page: Live, seconds: float = 10) -> list[str]:
    """Listen to a stream until it ends."""

    async def listen() -> list[str]:
        return [bytes(said).decode() async for said in page.body_iterator]  # type: ignore[arg-type]

    return asyncio.run(asyncio.wait_for(listen(), seconds))


@pytest.mark.parametrize("ended", ["by himself", "by the instructor"])
def test_a_stream_ends_when_its_reader_is_not_in_any_more(office: Office, lodge: Callable[[str], Case], ended: str) -> None:
    case = lodge("04")
    furnish(office)
    came = take_chair(office, "open", "officer")
    receive(Visit(came.login.room, came.login.seated, came.token))
    looked: list[int] = []

    def parts(version: int) -> tuple[int, str] | None:
        looked.append(version)
        if len(looked) == 1:
            _ = go_out(office, came.token) if ended == "by himself" else send_out(office, "open", "officer")
            return 2, "<p>the last that he hears</p>"
        return version + 1, "<p>CANARY</p>"

    pulse = Pulse(iter(range(10_000)).__next__, partial(still_in, office))
    told = heard(Live(pulse, parts, 1, None))
    receive(Visit())
    assert any("the last that he hears" in said for said in told)
    assert len(told) < 200, "it has ended"
    client = TestClient(create_app(office, Settings(people=True)), base_url="http://127.0.0.1:8417", follow_redirects=False)
    client.cookies.set("seat", came.token)
    assert client.get(f"/cases/{case.id}").status_code == 303, "and the page leads to the entrance"


def test_what_happens_to_one_case_is_looked_up_for_its_own_pages_alone(office: Office, lodge: Callable[[str], Case]) -> None:
    one, other = lodge("04"), lodge("02")
    pulse = Window(office).pulse
    looks = {one.id: 0, other.id: 0}

    def parts(stream: str, version: int) -> tuple[int, str] | None:
        looks[stream] += 1
        return None

    async def crowd() -> None:
        pages = [Live(pulse, partial(parts, stream), 1, (stream,)) for stream in (one.id, *[other.id] * 50)]
        listening = [asyncio.create_task(listen(page)) for page in pages]
        await reached(lambda: looks == {one.id: 1, other.id: 50})  # each looks once when it begins
        await asyncio.to_thread(arrive, office, one.cargo or "", "manifest-reviewed")
        await reached(lambda: looks[one.id] == 2)
        await asyncio.sleep(0.1)
        for task in listening:
            task.cancel()

    async def listen(page: Live) -> None:
        async for _said in page.body_iterator:
            pass

    async def reached(state: Callable[[], bool]) -> None:
        while not state():
            await asyncio.sleep(0.005)

    asyncio.run(asyncio.wait_for(crowd(), 20))
    assert looks == {one.id: 2, other.id: 50}


def test_a_pulse_that_does_not_know_what_moved_has_every_page_looked_at() -> None:
    assert Pulse(lambda: 1).touched(("A",), 0)
    pulse = Pulse(iter((5, 9)).__next__, moved=lambda after: {"A": 7, "B": 9})
    assert (pulse._look(), pulse.touched(("A",), 4)) == (5, True), "what was before it began to listen it cannot tell"
    pulse._position = 5
    assert pulse._look() == 9
    assert pulse.touched(("A",), 5) and not pulse.touched(("A",), 7) and not pulse.touched(("C",), 5)
