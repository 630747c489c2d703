"""A class that follows the instructor's guide: a server started as the guide says, browsers, and every press in its order."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eclear.web.pages.guide_steps import HEIGHT, WIDTH, At, How, Press, Stage, Step

NAMES = ("Amara", "Bertil", "Chiamaka", "Dario")
PATIENCE = 300_000
"""How long something may take to be seen, in milliseconds: four players play a whole pack before it stands on the shelf."""

Seen = Callable[[Step, Any], None]
"""Told of each step that was done, with the window in which it was."""


class Serving:
    """``eclear serve --class`` in a folder of its own: what it prints, and the process, which can lose its power."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.address = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[str] | None = None
        self.printed = ""

    def start(self) -> None:
        """Type the command of the guide, and wait until the page is there."""
        own = {"ECLEAR_DATABASE": f"sqlite:///{self.folder / 'class.db'}", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "eclear", "serve", "--class", "--port", str(self.port)]
        process = subprocess.Popen(
            command, cwd=self.folder, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.process, lines = process, []

        def read() -> None:
            assert process.stdout is not None
            lines.extend(iter(process.stdout.readline, ""))

        threading.Thread(target=read, daemon=True).start()
        deadline = time.monotonic() + 90
        while not self._answers():
            self.printed = "".join(lines)
            assert process.poll() is None and time.monotonic() < deadline, self.printed
            time.sleep(0.2)
        self.printed = "".join(lines)

    def _answers(self) -> bool:
        import urllib.error
        import urllib.request

        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def lose_power(self) -> None:
        """Kill the server as a power cut does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def told(self, pattern: str) -> str:
        """Return what the server printed, such as the class code."""
        found = re.search(pattern, self.printed)
        assert found, self.printed
        return found[1]


@dataclass
class Walk:
    """Somebody who follows the guide, step by step. ``seen`` is told after each step; ``took`` is how long each stage took."""

    serving: Serving
    browser: Any
    seen: Seen = lambda _step, _page: None
    complaints: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)
    teacher: Any = None
    seats: list[Any] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def window(self) -> Any:
        """Open a window of a browser of its own."""
        page = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}).new_page()
        page.set_default_timeout(30000)
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def follow(self, stage: Stage) -> None:
        """Do all steps of a stage."""
        begun = time.monotonic()
        for place, step in enumerate(stage.steps, 1):
            try:
                self._do(step)
            except Exception as problem:
                raise AssertionError(f"{stage.id}, step {place}: {step}\n{problem}") from problem
        self.took[stage.id] = time.monotonic() - begun

    def _do(self, step: Step) -> None:
        for place, page in enumerate(self._windows(step.at)):
            for press in step.presses:
                self.press(page, press, place)
            if step.sees:
                page.get_by_text(step.sees).locator("visible=true").first.wait_for(timeout=PATIENCE)
            if step.at is At.INSTRUCTOR and not self.letters:
                self.letters = self.cards(page)
            if place == 0:
                self.seen(step, page)

    def _windows(self, at: At) -> list[Any]:
        if at is At.INSTRUCTOR:
            self.teacher = self.teacher or self.window()
            return [self.teacher]
        self.seats = self.seats or [self.window() for _name in NAMES]
        return self.seats if at is At.SEATS else self.seats[:1]

    @staticmethod
    def cards(page: Any) -> list[str]:
        """The letters of the seat cards of a page."""
        return [each.replace(" ", "") for each in page.locator(".ec-seatcard__letters").all_inner_texts()]

    def value(self, press: Press, place: int) -> str:
        """What is typed in truth, where the guide can only say what it is."""
        told = {"letters": self.letters[place] if self.letters else "", "name": NAMES[place], **self.known}
        return told.get(press.given, press.value)

    def press(self, page: Any, press: Press, place: int = 0) -> None:
        """Do what a step says with what stands on the page under exactly this name."""
        named = re.compile(rf"^{re.escape(press.name)}\b" if press.name[-1].isalnum() else f"^{re.escape(press.name)}")
        if press.how is How.COMMAND:
            self._command()
        elif press.how is How.ADDRESS:
            page.goto(f"{self.serving.address}/{press.given}")
        elif press.how is How.FIELD:
            page.get_by_label(press.name, exact=True).locator("visible=true").first.fill(self.value(press, place))
        elif press.how is How.FILE:
            page.get_by_label(press.name, exact=True).set_input_files(self.value(press, place))
        elif press.how is How.CHOICE:
            offered = page.get_by_label(press.name, exact=True).locator("visible=true").first
            (value,) = [each for each in offered.locator("option").all_inner_texts() if each.startswith(press.value)][:1]
            offered.select_option(label=value)
        elif press.how is How.MARK:
            page.get_by_label(named).first.check()
        elif press.how is How.SEAT:
            self._click(page, page.locator(".ec-seat a").filter(has_text=named))
        else:
            role = "link" if press.how is How.LINK else "button"
            within = page.locator("tr", has=page.get_by_text(press.line, exact=True)) if press.line else page
            exact = within.get_by_role(role, name=press.name, exact=True)
            self._click(page, exact if exact.count() else within.get_by_role(role, name=named))

    def _click(self, page: Any, found: Any) -> None:
        with page.expect_navigation():
            found.locator("visible=true").first.click()

    def _command(self) -> None:
        if self.serving.process is not None:
            self.serving.lose_power()
            self.serving.start()
            return
        self.serving.start()
        self.known["code"] = self.serving.told(r"Class code\s+(\S+)")
        self.known["password"] = self.serving.told(r"password (\S+)")

    def close(self) -> None:
        """Close every window."""
        for page in filter(None, (self.teacher, *self.seats)):
            page.context.close()


def free_port() -> int:
    """Return a port of this machine that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def following(browser: Any, folder: Path, port: int, seen: Seen = lambda _step, _page: None) -> Iterator[Walk]:
    """Follow the guide with a server that ends with it."""
    walk = Walk(Serving(folder, port), browser, seen)
    try:
        yield walk
    finally:
        walk.close()
        process = walk.serving.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
