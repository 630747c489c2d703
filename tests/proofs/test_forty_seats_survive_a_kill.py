"""Forty seats play an exercise for ten minutes; in the middle the server is killed with SIGKILL and started again.

Nothing that was acknowledged is lost, nothing is done twice, and the marks equal those of the same play without the kill.
``ECLEAR_PLAY_SECONDS`` says how long they play with the kill: 600 if nobody says otherwise.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Timer

import httpx2 as httpx
import pytest
from http_players import Player, Refused, Seat
from servers import CHECKOUT, opened

from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.play import Injected
from eclear.casefile.scenario import Act, Mode
from eclear.training.exercises import exercise, jump, open_exercise, start
from eclear.training.grading import mark_of
from eclear.training.matching import PLAYED
from eclear.training.people import seat_cards
from eclear.training.players import EXPERT, PASS, SCORE, STOP
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.web.reports.hands import ReportingHands

SEATS, ROOM, SCENARIO = 40, "forty", "value-in-doubt"
HABITS = (EXPERT, EXPERT, STOP, PASS, SCORE)
SECONDS = float(os.environ.get("ECLEAR_PLAY_SECONDS", "600"))


class Server:
    """``eclear serve`` over a database, on a port that it keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it; returns after how many seconds it answers."""
        begun = time.monotonic()
        knobs = {"ECLEAR_DATABASE": f"sqlite:///{self.folder / 'eclear.db'}", "ECLEAR_PEOPLE": "true"}
        with (self.folder / "printed.txt").open("ab") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "eclear", "serve", "--port", str(self.port)],
                env=os.environ | knobs | {"PYTHONPATH": str(CHECKOUT)},
                cwd=self.folder,
                stdout=printed,
                stderr=printed,
                start_new_session=True,
            )
        while True:
            try:
                if httpx.get(f"{self.address}/healthz", timeout=5).status_code == 200:
                    return time.monotonic() - begun
            except httpx.TransportError:
                assert self.process.poll() is None, (self.folder / "printed.txt").read_text()
                assert time.monotonic() - begun < 120, "the server does not answer"
                time.sleep(0.1)

    def kill(self) -> None:
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Told:
    """What came of one run: acts that were acknowledged, acts that were cut off, how long a request took at most."""

    acknowledged: Counter[str] = field(default_factory=Counter)
    cut_off: int = 0
    again_by: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    rounds: int = 0
    lock: Lock = field(default_factory=Lock)


class Sturdy(Player):
    """A player who comes in again when the server was gone, and does what was not recorded once more."""

    def __init__(self, *given: object, told: Told, think: float) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.told, self.think, self.dice = told, think, random.Random(self.room)

    def do(self, act: Act) -> None:
        time.sleep(self.think * self.dice.random() * 2)
        while True:
            before, begun = self._own_events(), time.monotonic()
            try:
                super().do(act)
            except httpx.TransportError:
                with self.told.lock:
                    self.told.cut_off += 1
                self._come_again()
                if self._own_events() > before:
                    return  # it was recorded, though nobody could say so any more
                continue
            with self.told.lock:
                self.told.longest = max(self.told.longest, time.monotonic() - begun)
                self.told.acknowledged[self.room] += 1
            return

    def _come_again(self) -> None:
        """Go on with the cookie, or with the seat card where that is lost, as soon as the server answers."""
        by_card = self.dice.random() < 0.5
        while True:
            try:
                self.seat.client.close()
                cookies = httpx.Cookies() if by_card else self.seat.client.cookies
                self.seat.client = httpx.Client(base_url=self.seat.address, timeout=60, cookies=cookies)
                if by_card:
                    self.seat.come_in()
                    self.seat.enter(self.seating.chairs[0][0])
                elif self.seat.client.get("/api/play").status_code != 200:
                    by_card = True
                    continue
                with self.told.lock:
                    self.told.again_by["card" if by_card else "cookie"] += 1
                return
            except (httpx.TransportError, Refused):
                time.sleep(0.2)

    def _own_events(self) -> int:
        with self.stage.office.store.reading(self.room) as records:
            return sum(event.person == self.person for event in records.log())


@pytest.mark.prove
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL to a process group needs POSIX")
def test_forty_seats_play_on_after_a_kill(tmp_path: Path) -> None:
    (tmp_path / "quiet").mkdir()
    (tmp_path / "killed").mkdir()
    quiet, marks, events = _played(tmp_path / "quiet", 0, 1)
    killed, marks_after, events_after = _played(tmp_path / "killed", SECONDS, quiet.rounds)
    print(
        f"\n{SEATS} seats: {sum(quiet.acknowledged.values())} acts acknowledged without a kill, "
        f"{sum(killed.acknowledged.values())} in {SECONDS:.0f} s with one; {killed.cut_off} cut off, "
        f"came in again {dict(killed.again_by)}; longest request {killed.longest:.1f} s"
    )
    assert killed.cut_off, "the kill met somebody at work"
    assert marks_after == marks, "the marks are those of the play without the kill"
    for seat, happened in events_after.items():
        lost, twice = Counter(events[seat]) - Counter(happened), Counter(happened) - Counter(events[seat])
        assert not (lost or twice), f"{seat}: lost {lost}, twice {twice}"


def _played(folder: Path, seconds: float, rounds: int) -> tuple[Told, dict[str, int], dict[str, list[str]]]:
    """Let forty seats play; with a number of seconds they take so long in so many rounds, and the server is killed halfway."""
    office, told = opened(f"sqlite:///{folder / 'eclear.db'}", ROOM), Told()
    teacher = Person("teacher", ("Teacher",), (Post(Role.INSTRUCTOR),))
    with office.store.people(writing=True) as people:
        people.enrol(ROOM, teacher)
    shelf = ScenarioShelf(CHECKOUT / "sample_declarations" / "scenarios", office.store, ReportingHands())
    stage = Stage(office.under(Seated(teacher, teacher.posts[0])), ReportingHands(), shelf)
    scenario = shelf.named(SCENARIO)
    cards = {card.seat: card for card in seat_cards(office, ROOM, SEATS, tuple(map(Post.named, scenario.chairs)))}
    number = open_exercise(stage, ROOM, scenario, mode=Mode.ASSISTED, marked=True, teams=[[seat] for seat in cards]).number
    start(stage, ROOM, number)
    running = exercise(office, ROOM, number)
    server = Server(folder)
    server.start()
    nobody = replace(stage, office=office.under(Seated(Person("", (), ()), None)))
    players = []
    for n, play in enumerate(running.plays):
        seat = Seat(server.address, cards[play.people[0]].letters)
        seat.come_in()
        seat.enter(play.chairs[0][0])
        habit = HABITS[n % len(HABITS)]
        players.append(Sturdy(nobody, scenario, play, habit, seat, play.people[0], told=told, think=0.0))
    _all_play(stage, number, players, seconds / rounds, server, rounds // 2 if seconds else 0)
    server.kill()
    marks = {play.people[0]: mark_of(stage, play.room).total for play in running.plays}
    events = {}
    for play in running.plays:
        with office.store.reading(play.room) as records:
            log = records.log()
        events[play.people[0]] = [event.kind for event in log if event.person == play.people[0]]
        played = Counter((event.person, event.stream, event.kind) for event in log if event.person.startswith(PLAYED))
        injects = Counter(event.fact.inject for event in log if isinstance(event.fact, Injected))
        assert max((*played.values(), *injects.values()), default=1) == 1, "what eclear plays happens once"
        assert len(events[play.people[0]]) >= told.acknowledged[play.room], "what was acknowledged is there"
    return told, marks, events


def _cut(server: Server) -> None:
    """Pull the plug, and put the machine on again."""
    server.kill()
    time.sleep(1)
    print(f"\nkilled; it answers again after {server.start():.1f} s")


def _all_play(stage: Stage, number: int, players: list[Sturdy], pace: float, server: Server, kill_in: int) -> None:
    """Let all play at once: each on a thread of its own until it waits; then the clock jumps to who goes on first.

    A round takes ``pace`` seconds or longer; in the round ``kill_in`` the server is killed while they are at work.
    """
    playing, told = {n: player.play() for n, player in enumerate(players)}, players[0].told
    waits = dict.fromkeys(playing, 0)
    for player in players:
        player.think = pace / 2
    with ThreadPoolExecutor(len(players)) as pool:
        while waits:
            begun = time.monotonic()
            power = Timer(pace / 3, _cut, [server])
            if kill_in and told.rounds >= kill_in:
                power.start()
                kill_in = 0
            ready = [n for n, minutes in waits.items() if minutes <= 0]
            for n, wanted in zip(ready, pool.map(lambda n: next(playing[n], None), ready), strict=True):
                if wanted is None:
                    del waits[n]
                else:
                    waits[n] = wanted
            if power.is_alive():
                power.join()
            if any(minutes <= 0 for minutes in waits.values()) or not waits:
                continue
            step = min(waits.values())
            jump(stage, ROOM, number, step)
            waits = {n: left - step for n, left in waits.items()}
            told.rounds += 1
            time.sleep(max(0.0, pace - (time.monotonic() - begun)))
