"""The power goes out in the middle of a class: when the laptop is on again, everybody still sits where he sat.

A real server in a process of its own, reached by the machine's own address where it has one; SIGKILL.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from eclear.web.network import own_addresses

HOST = next(iter(own_addresses()), "127.0.0.1")
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Class:
    """``eclear serve --class`` in a folder of its own; without a risk model it starts sooner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it; returns what it printed by the time it answered."""
        log = self.folder / "printed.txt"
        with log.open("wb") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "eclear", "serve", "--class", "--room", "class-a", "--port", str(self.port)],
                env=os.environ | {"ECLEAR_DATABASE": f"sqlite:///{self.folder / 'eclear.db'}", "ECLEAR_MODEL": "none"},
                stdout=printed,
                stderr=printed,
                start_new_session=True,
            )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if Browser(self).ask("GET", "/healthz")[0] == 200:
                    return log.read_text("utf-8")
            except OSError:
                assert self.process.poll() is None, log.read_text("utf-8")
                time.sleep(0.05)
        raise AssertionError(log.read_text("utf-8"))

    def pull_the_plug(self) -> None:
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Browser:
    """A browser at a seat: it keeps its cookie, and sends with a form the mark that the page gave it."""

    def __init__(self, school: Class) -> None:
        self.school, self.seat = school, ""

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **fields: str) -> tuple[int, str, str]:
        """Ask for a page or send a form; returns the status, where it leads, and the page."""
        connection = http.client.HTTPConnection(HOST, self.school.port, timeout=20)
        sent = {"cookie": f"seat={self.seat}"} if self.seat else {}
        try:
            body = urlencode(fields) if fields else None
            connection.request(method, path, body, sent | (FORM if fields else {}) | (headers or {}))
            answer = connection.getresponse()
            if given := re.match(r"seat=([^;]+)", answer.getheader("set-cookie") or ""):
                self.seat = given[1]
            return answer.status, answer.getheader("location") or "", unescape(answer.read().decode())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def send(self, page: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Send a form of a page."""
        seal = re.search(r'name="seal" value="([0-9a-f]+)"', self.ask("GET", page)[2])
        assert seal, page
        return self.ask("POST", path, seal=seal[1], **fields)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Class]:
    school = Class(tmp_path)
    yield school
    if school.process and school.process.poll() is None:
        school.pull_the_plug()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL to a process group needs POSIX")
def test_logins_and_drafts_are_there_when_the_power_is_back(school: Class) -> None:
    printed = school.start()
    first = re.search(r"instructor, password (\S+)", printed)
    assert first and re.search(r"Class code +[A-Z0-9]{6}\n", printed) and "Chrome or Edge 109" in printed and "Ctrl-C" in printed
    assert HOST == "127.0.0.1" or f"http://{HOST}:{school.port}" in printed

    assert Browser(school).ask("GET", "/cases")[:2] == (303, "/enter?onward=%2Fcases"), "everybody must come in"
    instructor = Browser(school)
    came = instructor.ask("POST", "/enter/password", room="class-a", person="instructor", password=first[1])
    assert came[:2] == (303, "/class")
    sheet = instructor.send("/class", "/class/cards", number="2", post="trader:41207")[2]
    ((_seat, letters), _other) = re.findall(r'card__seat">(seat-\d+)<.*?card__letters">([A-Z0-9 ]+)<', sheet, re.S)
    seat = Browser(school)
    assert seat.ask("POST", "/enter/card", letters=letters, names="Hana, Jun")[:2] == (303, "/mine")
    begun = seat.send("/lodge/form", "/lodge/form", kind="IMA")
    assert begun[0] == 303, begun[2]
    draft = begun[1].partition("?")[0]

    school.pull_the_plug()
    printed = school.start()
    assert "  Instructor " not in printed, "an instructor is there: no second one is made"
    assert seat.ask("GET", draft)[0] == 200, "still in, with the draft as it was left"
    page = instructor.ask("GET", "/class")
    assert page[0] == 200 and "Hana, Jun" in page[2] and "2 of 3 are in." in page[2]

    for n in range(8):  # failed tries count by connection, whatever a request says of where it comes from
        wrong = Browser(school).ask("POST", "/enter/card", {"x-forwarded-for": f"10.9.8.{n}"}, letters="AAAA BBBB CCCC")
        assert wrong[0] == 401
    assert Browser(school).ask("POST", "/enter/card", {"x-forwarded-for": "10.9.8.9"}, letters="AAAA BBBB CCCC")[0] == 429
