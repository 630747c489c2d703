"""Live pages: what has changed reaches an open page, and the server still ends at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx
import pytest

from eclear.clearance import arrive

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
    ((_version, html),) = events(f"{served.address}/status/{case.number}/live?version=1")
    assert "Documents requested" in html and 'id="board"' in html
    for secret in ("lane", "Lane", case.id, case.decision.explanation, f"{case.score.chance:.2f}", f"{case.total_due:,}"):
        assert secret not in html


def test_a_page_that_lost_its_line_goes_on_where_it_stopped(served) -> None:  # type: ignore[no-untyped-def]
    case = served.cases["05"]
    address = f"{served.address}/cases/{case.id}/live?version=1"
    arrive(served.office, case.cargo, "manifest-reviewed")
    ((version, html),) = events(address, {"last-event-id": str(case.version)})
    assert version == case.version + 1 and "Manifest reviewed" in html


def test_ctrl_c_ends_the_server_within_three_seconds_with_a_live_page_open(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Ctrl-C cannot be sent to a child process on Windows without ending this one too")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    knobs = os.environ | {"ECLEAR_DATABASE": f"sqlite:///{tmp_path / 'live.db'}", "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "eclear", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=knobs, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 30
        while True:
            try:
                assert httpx.get(f"{address}/healthz").status_code == 200
                break
            except httpx.TransportError:
                assert server.poll() is None and time.monotonic() < deadline, (
                    server.stderr.read() if server.poll() is not None else ""
                )
                time.sleep(0.1)
        with httpx.stream("GET", f"{address}/cases/ANY/live", timeout=10) as page:
            assert next(page.iter_lines()).startswith("event: tick")
            begun = time.monotonic()
            server.send_signal(signal.SIGINT)
            server.wait(3)
            assert time.monotonic() - begun < 3
        assert "Traceback" not in server.stderr.read()
    finally:
        if server.poll() is None:
            server.kill()
        server.communicate()
