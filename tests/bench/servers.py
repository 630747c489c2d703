"""What the speed scripts of the pages share: a server in a process of its own, a filled room, and a small client."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))

from eclear.casefile.declaration import Declaration  # noqa: E402
from eclear.clearance import Office, utc_now  # noqa: E402
from eclear.journey.risk import Model  # noqa: E402
from eclear.reference import country  # noqa: E402
from eclear.simulation import generate  # noqa: E402
from eclear.storage import Store  # noqa: E402
from eclear.storage.migrations import upgrade  # noqa: E402
from eclear.wco import Schemas  # noqa: E402

DAY = date(2026, 5, 12)


def opened(address: str, room: str = "open") -> Office:
    """Open an office over a database, brought up to date, with a room in it."""
    store = Store(address)
    upgrade(store)
    office = Office(store, Schemas(CHECKOUT / "schemas"), Model.load(CHECKOUT / "risk_models" / "kr-import-2"), utc_now, "bench")
    office.enter(room)
    return office


def declarations(number: int) -> list[Declaration]:
    """Return simulated declarations."""
    korea = country("KR")
    assert korea
    return [simulated.declaration for simulated in generate(7, number, DAY, korea)]


@contextmanager
def eclear_at(folder: Path) -> Iterator[int]:
    """Serve the database of a folder by eclear, to people who come in, until the block ends; return the port."""
    knobs = {"ECLEAR_DATABASE": f"sqlite:///{folder / 'eclear.db'}", "ECLEAR_PEOPLE": "true", "PYTHONPATH": str(CHECKOUT)}
    with running(lambda port: [sys.executable, "-m", "eclear", "serve", "--port", str(port)], knobs, folder) as port:
        yield port


@contextmanager
def running(command: Callable[[int], list[str]], knobs: dict[str, str], folder: Path) -> Iterator[int]:
    """Run a server in a process of its own until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = folder / f"server-{port}.txt"
    with told.open("wb") as out:
        env = os.environ | {"OMP_NUM_THREADS": "1"} | knobs
        server = subprocess.Popen(command(port), env=env, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 120
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The server did not start: {told.read_text()[-2000:]}")
            time.sleep(0.1)
        yield port
    finally:
        if server.poll() is not None:
            print(f"{' '.join(command(port)[:4])} ended by itself with {server.returncode}: {told.read_text()[-2000:]}")
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()


@dataclass(frozen=True)
class Answer:
    """What came back: its status, where it leads to, its mark, its text, and after how many seconds it was all there."""

    status: int
    location: str
    mark: str
    body: bytes
    seconds: float


class Line:
    """A connection to a server as a browser keeps it: opened when something is asked, and again when the server closed it."""

    def __init__(self, port: int, host: str = "127.0.0.1", seat: str = "") -> None:
        self._host, self._port, self._seat = host, port, seat
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request and take in the whole answer."""
        told = {"host": f"{self._host}:{self._port}"} | headers
        if self._seat:
            told["cookie"] = f"seat={self._seat}"
        if method == "POST":
            told["content-length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in told.items())]
        message = "\r\n".join([*lines, "", ""]).encode() + body
        begun = time.perf_counter()
        kept = self._open is not None
        try:
            return await self._exchange(message, begun)
        except (asyncio.IncompleteReadError, ConnectionError):
            if not kept:
                raise
            self._open = None  # it was closed while nobody asked
            return await self._exchange(message, begun)

    async def _exchange(self, message: bytes, begun: float) -> Answer:
        if self._open is None:
            self._open = await asyncio.open_connection(self._host, self._port, limit=2**20)
        reader, writer = self._open
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:-2])
        body = b""
        if length := fields.get(b"content-length"):
            body = await reader.readexactly(int(length))
        elif fields.get(b"transfer-encoding") == b"chunked":
            while size := int(await reader.readuntil(b"\r\n"), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        if fields.get(b"connection") == b"close":
            self.close()
        place = next((line[10:] for line in head.split(b"\r\n") if line.lower().startswith(b"location: ")), b"")
        return Answer(status, place.decode(), fields.get(b"etag", b"").decode(), body, time.perf_counter() - begun)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._open:
            self._open[1].close()
            self._open = None
