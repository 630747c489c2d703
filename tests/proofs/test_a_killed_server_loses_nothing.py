"""Kill the server at any moment: whatever it acknowledged is there, exactly once, and the chain is whole.

A trader's program pulls its inbox all the while. It hears of every declaration, and of nothing again once it has
acknowledged it.

A real server in a process of its own, real clients, SIGKILL. The log is checked with the standard library alone. Turns red
when the answer goes out before the commit, or when the event is written in a second transaction.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests_shared import sound


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """An eclear server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file, self.port = folder / "eclear.db", free_port()
        self.log = (folder / "server.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "eclear", "serve", "--port", str(self.port)],
            env=os.environ | {"ECLEAR_DATABASE": f"sqlite:///{self.file}"},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        while time.monotonic() - begun < 60:
            if self.healthy():
                return time.monotonic() - begun
            time.sleep(0.05)
        raise AssertionError("the server did not become healthy within 60 s")

    def healthy(self) -> bool:
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/xml") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {"Content-Type": kind} if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def kill(self) -> None:
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def server_in(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
        server.log.close()


class Inbox:
    """A trader's program: it pulls, keeps what it has seen, and acknowledges. A cut line leaves it in doubt, never in debt."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.seen: dict[str, dict[str, str]] = {}
        self.done: set[str] = set()

    def pull(self) -> bool:
        """Pull and acknowledge once; False when nothing is waiting."""
        status, answer = self.server.ask("GET", "/api/inbox/41207?limit=40")
        if status != 200:
            return True
        waiting = json.loads(answer)
        again = [reply["number"] for reply in waiting if reply["id"] in self.done]
        assert not again, f"{again} were acknowledged and came again"
        self.seen |= {reply["id"]: reply for reply in waiting}
        if waiting:
            until = json.dumps({"up_to": waiting[-1]["number"]}).encode()
            status, _ = self.server.ask("POST", "/api/inbox/41207/acknowledge", until, "application/json")
            if status == 200:
                self.done |= {reply["id"] for reply in waiting}
        return bool(waiting)


def crash(folder: Path, kills: int, clients: int, seed: int) -> None:
    dice = random.Random(seed)
    acknowledged: dict[str, tuple[str, str]] = {}
    sent: dict[str, str] = {}
    stop, serial, heads = threading.Event(), iter(range(10**6)), []
    lock = threading.Lock()

    def client(own: random.Random) -> None:
        while not stop.is_set():
            with lock:
                lrn = f"KILL-{next(serial)}"
            body = sound(lrn)
            with lock:
                sent[lrn] = hashlib.sha256(body).hexdigest()
            patience = 0.02
            while not stop.is_set():
                try:
                    status, answer = server.ask("POST", "/api/declarations", body)
                except OSError:
                    status, answer = 0, b""
                if status in (200, 202):
                    told = json.loads(answer)
                    with lock:
                        acknowledged[lrn] = (told["id"], told["sha256"])
                    break
                assert status in (0, 503), (status, answer)
                if own.random() < 0.1:
                    break  # one in ten gives up: the outcome is unknown
                time.sleep(patience)
                patience = min(patience * 2, 0.5)

    def reader(inbox: Inbox) -> None:
        while not stop.is_set():
            with suppress(OSError):
                inbox.pull()
            time.sleep(0.05)

    with server_in(folder) as server:
        server.start()
        inbox = Inbox(server)
        threads = [threading.Thread(target=client, args=(random.Random(dice.random()),)) for _ in range(clients)]
        threads.append(threading.Thread(target=reader, args=(inbox,)))
        for thread in threads:
            thread.start()
        for _ in range(kills):
            time.sleep(dice.uniform(0.3, 2))
            server.kill()
            heads.append(chain(server.file))
            server.start()
        time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join()
        while inbox.pull():
            pass
        server.kill()
        rows = look(server.file)
    heard = [reply["lrn"] for reply in inbox.seen.values() if reply["function"] == "02"]
    assert sorted(heard) == sorted(rows), "the trader heard of every declaration, and of each once"
    hashes = chain(server.file)
    assert acknowledged, "clients must have been served"
    assert all(hashes[: len(head)] == head for head in heads), "the chain extends every head that was noted"
    for lrn, (case_id, digest) in acknowledged.items():
        assert rows.get(lrn) == [(case_id, digest, digest)], f"{lrn} was acknowledged and must be there once, with its bytes"
        assert digest == sent[lrn]
    assert set(rows) <= set(sent), "nothing is there that nobody sent"
    assert all(len(found) == 1 for found in rows.values())


def chain(file: Path) -> list[str]:
    """The hashes of the log, recomputed; fails where the chain is broken."""
    previous, hashes = "0" * 64, []
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for expected, (position, body, kept) in enumerate(
            database.execute("SELECT position, body, hash FROM event ORDER BY position"), 1
        ):
            previous = hashlib.sha256(previous.encode() + body).hexdigest()
            assert (position, kept) == (expected, previous)
            hashes.append(previous)
    database.close()
    return hashes


def look(file: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Every declaration in the log: its case, the digest in its event, the digest of its stored bytes."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    with sqlite3.connect(file) as database:
        messages = dict(database.execute("SELECT case_id, body FROM message"))
        begun = database.execute("SELECT stream, body FROM event WHERE kind IN ('registered', 'rejected')").fetchall()
        assert len(begun) == len(messages) == database.execute("SELECT count(*) FROM case_row").fetchone()[0]
        for case_id, body in begun:
            lodged = json.loads(body)["fact"]["lodged"]
            digest = hashlib.sha256(messages[case_id]).hexdigest()
            found.setdefault(lodged["lrn"], []).append((case_id, lodged["sha256"], digest))
    database.close()
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL to a process group needs POSIX")
def test_two_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    crash(tmp_path, kills=2, clients=4, seed=1)


@pytest.mark.prove
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL to a process group needs POSIX")
@pytest.mark.parametrize("seed", [2, 3])
def test_twelve_kills_lose_nothing_that_was_acknowledged(tmp_path: Path, seed: int) -> None:
    crash(tmp_path, kills=12, clients=10, seed=seed)
