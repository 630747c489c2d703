"""Two web processes on one PostgreSQL: what happens through one is heard on a page that the other keeps open."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest
from tests_databases import Server
from tests_shared import CHECKOUT, sound

MOST_SECONDS = 3.0
"""So soon an open page of one process hears what happened through the other."""


@dataclass
class Two:
    """Two servers in processes of their own, begun at the same moment on an empty database. No model: they start sooner."""

    one: str
    other: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def two(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    ports = (free_port(), free_port())
    knobs = os.environ | {"ECLEAR_DATABASE": postgresql.bare(), "PYTHONPATH": str(CHECKOUT), "ECLEAR_MODEL": "none"}
    folder = tmp_path_factory.mktemp("two")
    logs = [(folder / f"{port}.log").open("wb") for port in ports]
    servers = [
        subprocess.Popen([sys.executable, "-m", "eclear", "serve", "--port", str(port)], env=knobs, stdout=log, stderr=log)
        for port, log in zip(ports, logs, strict=True)
    ]
    try:
        for port, server in zip(ports, servers, strict=True):
            healthy(f"http://127.0.0.1:{port}", server, folder / f"{port}.log")
        yield Two(*(f"http://127.0.0.1:{port}" for port in ports))
    finally:
        for server in servers:
            server.kill()
            server.wait()
        for log in logs:
            log.close()


def healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            assert httpx.get(f"{address}/healthz", timeout=10).status_code == 200
            return
        except httpx.TransportError:
            assert server.poll() is None and time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.1)


def lodged(address: str, lrn: str) -> dict[str, object]:
    answer = httpx.post(
        f"{address}/api/declarations", content=sound(lrn), headers={"content-type": "application/xml"}, timeout=20
    )
    assert answer.status_code == 202, answer.text
    told: dict[str, object] = answer.json()
    return told


def test_a_page_open_on_one_process_hears_what_happens_through_the_other(two: Two) -> None:
    case = lodged(two.one, "TWO-1")
    heard: list[tuple[float, str]] = []
    open_page = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", f"{two.one}/cases/{case['id']}/live?version={case['version']}", timeout=30) as page:
            for line in page.iter_lines():
                if line.startswith("event: tick"):
                    open_page.set()
                if line.startswith("data: <"):
                    heard.append((time.monotonic(), line))
                    return

    page = threading.Thread(target=listen)
    page.start()
    assert open_page.wait(20)
    told = {"kind": "manifest-reviewed"}
    done = time.monotonic()
    answer = httpx.post(f"{two.other}/api/cases/{case['id']}/events", json=told, timeout=20)
    done, before = time.monotonic(), done
    assert answer.status_code == 200 and done - before < 20
    page.join(20)
    assert heard and heard[0][0] - done < MOST_SECONDS


def test_a_login_of_one_process_is_one_of_the_other_until_it_ends_on_both(two: Two) -> None:
    with httpx.Client(base_url=two.one, timeout=20) as browser:
        assert browser.post("/enter/chair", data={"chair": "viewer"}).status_code == 303
        seat = {"cookie": f"seat={browser.cookies['seat']}"}
    assert httpx.get(f"{two.other}/lab", headers=seat, timeout=20).status_code == 200
    assert httpx.get(f"{two.other}/inbox", headers=seat, timeout=20).status_code == 404, "a visitor there, as here"


def test_of_two_officers_who_decide_through_two_processes_at_once_one_wins_and_the_other_is_told(two: Two) -> None:
    case = lodged(two.other, "TWO-2")
    gate, statuses = threading.Barrier(2), []

    def hold(address: str) -> None:
        told = {"kind": "decided", "verb": "hold", "reason": "The seal number differs.", "version": case["version"]}
        gate.wait()
        statuses.append(httpx.post(f"{address}/api/cases/{case['id']}/events", json=told, timeout=20).status_code)

    officers = [threading.Thread(target=hold, args=(address,)) for address in (two.one, two.other)]
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join()
    assert sorted(statuses) == [200, 409]
