"""A class at work: people with some seconds' thought each lodge, take, open, decide and look, on a server that really runs.

Prints how long pages and posts took (p50, p95, p99, the longest), how many a second, and every status seen. The mark: 95 % are
answered within 500 ms, and nothing fails. A 409 is no failure: it tells an officer that nothing waits, or that another was
quicker. Run with ``make load``. First an examination starts: everybody who can lodges within five seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from servers import Answer, Line, declarations, eclear_at, opened

from eclear.casefile.person import Post, Role
from eclear.clearance import Office, submit_all
from eclear.training.people import form_token, seat_cards, sit_down
from eclear.wco import write

ROOM, TRADER = "load", "41207"
MARK_MS, EXAM_SECONDS = 500, 5.0
SHARES = {"trader": 0.6, "officer": 0.25}
"""What part of the people sits at which desk; the rest looks at the public pages without having come in."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--people", type=int, default=60, help="people at work, 99 at most")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long they work")
    parser.add_argument("--think", type=float, default=5.0, help="seconds of thought between two clicks, on average")
    parser.add_argument("--streams", type=int, default=0, help="public pages that are open and live meanwhile")
    parser.add_argument("--cases", type=int, default=100, help="cases that are there at the beginning")
    parser.add_argument("--url", help="a server that runs already; its database is then needed too")
    parser.add_argument("--database", help="address of the database of that server, in which seats are made")
    told = parser.parse_args()
    if bool(told.url) != bool(told.database):
        parser.error("--url and --database go together: the seats are made in the database of that server.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        office = opened(told.database or f"sqlite:///{folder / 'eclear.db'}", ROOM)
        there = urlsplit(told.url) if told.url else None
        lodged, tokens = prepared(office, told.cases, told.people)
        port = there.port or 80 if there else stack.enter_context(eclear_at(folder))
        room = Class(there.hostname or "" if there else "127.0.0.1", port, told.think, lodged, office)
        done = asyncio.run(room.work(tokens, told.minutes * 60, told.streams))
    sys.exit(0 if done else 1)


def prepared(office: Office, cases: int, people: int) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """Fill the room; return the cases as id and number, and a token for each seat by its desk."""
    bodies = [write(replace(one, declarant_id=TRADER), "KR") for one in declarations(cases)]
    found = [one.case for one in submit_all(office, bodies, room=ROOM) if one.case and one.case.number]
    desks = {"trader": Post(Role.TRADER, TRADER), "officer": Post(Role.OFFICER)}
    tokens: dict[str, list[str]] = {"public": []}
    first = 1
    for desk, post in desks.items():
        seats = max(1, round(people * SHARES[desk]))
        cards = seat_cards(office, ROOM, seats, [post], first=first)
        tokens[desk] = [sit_down(office, card.letters, place="load").token for card in cards]
        first += seats
    tokens["public"] = [""] * (people - first + 1)
    return [(case.id, case.number or "") for case in found], tokens


@dataclass
class Class:
    """The room at work, and what was measured."""

    host: str
    port: int
    think: float
    cases: list[tuple[str, str]]
    office: Office
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    async def work(self, tokens: dict[str, list[str]], seconds: float, streams: int) -> bool:
        """Let everybody work for so long; print what was measured, and return True if the mark was met."""
        self.bodies = self._declarations()
        await self._person("", "public", Line(self.port, self.host), once=True)  # warm: the first page of a server loads the most
        for desk in ("trader", "officer"):
            line = Line(self.port, self.host, tokens[desk][0])
            await self._person(tokens[desk][0], desk, line, once=True)
        self.seconds.clear()
        self.statuses.clear()
        everybody = sum(map(len, tokens.values()))
        heard = [asyncio.create_task(self._listen(await self._begun(line))) for line in [Line(self.port, self.host)] * streams]
        await asyncio.sleep(5 if streams else 0)
        exam = await self._exam(tokens["trader"], everybody)
        self.seconds.clear()
        ends, begun = time.monotonic() + seconds, time.perf_counter()
        work = [self._works(token, desk, ends) for desk, seats in tokens.items() for token in seats]
        await asyncio.gather(*work)
        lasted = time.perf_counter() - begun
        for stream in heard:
            stream.cancel()
        counts = ", ".join(f"{desk} {len(seats)}" for desk, seats in tokens.items())
        print(f"{everybody} people ({counts}), {self.think:g} s thought each, {seconds:g} s, {streams} live pages\n")
        print(f"{'ms':<26}{'asked':>7}{'p50':>8}{'p95':>8}{'p99':>8}{'longest':>9}")
        self._say("exam start: lodge", exam)
        for name in sorted(self.seconds):
            self._say(name, self.seconds[name])
        every = [one for found in self.seconds.values() for one in found]
        self._say("all pages and posts", every)
        print(f"\n{len(every) / lasted:.1f} requests a second")
        print("statuses: " + ", ".join(f"{name} {status}: {count}" for (name, status), count in sorted(self.statuses.items())))
        for failure in self.failures[:10]:
            print(f"FAILED {failure}")
        p95 = statistics.quantiles(every, n=20)[-1] * 1000
        within = sum(one <= MARK_MS / 1000 for one in every) / len(every)
        met = within >= 0.95 and not self.failures
        said = "met" if met else "MISSED"
        print(f"{within:.1%} within {MARK_MS} ms, p95 {p95:.0f} ms, {len(self.failures)} failures: the mark is {said}")
        return met

    def _declarations(self) -> Iterator[bytes]:
        known = declarations(200)
        for number in range(1_000_000):
            yield write(replace(known[number % len(known)], declarant_id=TRADER, lrn=f"LOAD-{number}"), "KR")

    def _say(self, name: str, seconds: list[float]) -> None:
        if len(seconds) > 1:
            cuts = statistics.quantiles(seconds, n=100)
            p50, p95, p99 = (cuts[at - 1] * 1000 for at in (50, 95, 99))
            print(f"{name:<26}{len(seconds):>7}{p50:>8.0f}{p95:>8.0f}{p99:>8.0f}{max(seconds) * 1000:>9.0f}")

    # -- what people do -----------------------------------------------------------------------------------------------

    async def _exam(self, tokens: list[str], everybody: int) -> list[float]:
        """Let as many declarations as there are people be lodged within five seconds."""

        async def late(seat: int) -> None:
            await asyncio.sleep(self.chance.uniform(0, EXAM_SECONDS))
            line = Line(self.port, self.host, tokens[seat % len(tokens)])
            await self._lodge(tokens[seat % len(tokens)], line)
            line.close()

        await asyncio.gather(*[late(seat) for seat in range(everybody)])
        return list(self.seconds["POST /lodge"])

    async def _works(self, token: str, desk: str, ends: float) -> None:
        line = Line(self.port, self.host, token)
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / self.think))
            if time.monotonic() > ends:
                line.close()
                return
            await self._person(token, desk, line)

    async def _person(self, token: str, desk: str, line: Line, once: bool = False) -> None:
        draw = self.chance.random()
        if desk == "public":
            case, number = self.chance.choice(self.cases)
            await self._ask(line, "public", f"/r/{ROOM}/status" + (f"/{number}" if draw < 0.8 else ""))
        elif desk == "trader":
            if once or draw < 0.35:
                await self._lodge(token, line)
            if once or 0.35 <= draw < 0.85:
                case, _number = self.chance.choice(self.cases)
                await self._ask(line, "trader", f"/mine/{case}" if draw > 0.6 else "/mine")
            if once or draw >= 0.85:
                await self._ask(line, "trader", "/inbox")
        elif once or draw < 0.5:
            await self._officer_takes(token, line)
        elif draw < 0.7:
            await self._ask(line, "officer", "/queue")
        elif draw < 0.85:
            await self._ask(line, "officer", "/cases")
        else:
            case, _number = self.chance.choice(self.cases)
            await self._ask(line, "officer", f"/cases/{case}")

    async def _lodge(self, token: str, line: Line) -> None:
        mark = form_token(token)
        body = b"\r\n".join(
            (
                b"--load",
                b'Content-Disposition: form-data; name="file"; filename="declaration.xml"',
                b"Content-Type: application/xml",
                b"",
                next(self.bodies),
                b"--load--",
                b"",
            )
        )
        done = await self._ask(line, "POST", f"/lodge?seal={mark}", body, content_type="multipart/form-data; boundary=load")
        if done.status == 303:
            await self._ask(line, "trader", done.location)

    async def _officer_takes(self, token: str, line: Line) -> None:
        """Take the next case, think it over, and pass its review where that can be done."""
        seal = f"seal={form_token(token)}"
        form = {"content_type": "application/x-www-form-urlencoded"}
        taken = await self._ask(line, "POST", "/queue/next", seal.encode(), **form)
        if taken.status != 303:
            return
        page = await self._ask(line, "officer", taken.location)
        version = re.search(rb'name="version" value="(\d+)"', page.body)
        if version and b'value="pass"' in page.body:
            await asyncio.sleep(self.chance.expovariate(1 / self.think))
            told = f"{seal}&verb=pass&version={version[1].decode()}&reason=Seen."
            decided = await self._ask(line, "POST", f"{taken.location.partition('#')[0]}/decide", told.encode(), **form)
            if decided.status == 303:
                await self._ask(line, "officer", decided.location.partition("#")[0])

    async def _ask(self, line: Line, desk: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        method = "POST" if desk == "POST" else "GET"
        answer = await line.ask(method, path, body, **headers)
        self.seconds[_named(desk, path)].append(answer.seconds)
        self.statuses[method, answer.status] += 1
        if answer.status >= 400 and answer.status != 409:
            self.failures.append(f"{method} {path.partition('?')[0]}: {answer.status}")
        return answer

    async def _begun(self, line: Line) -> str:
        """Look at a public page, and return the address of its stream."""
        _case, number = self.chance.choice(self.cases)
        page = await self._ask(line, "public", f"/r/{ROOM}/status/{number}")
        found = re.search(rb'hx-sse:connect="([^"]+)"', page.body)
        assert found, f"the page of {number} is not live"
        return found[1].decode()

    async def _listen(self, path: str) -> None:
        """Keep a public page open, as a browser does that shows it."""
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        self.statuses["LIVE", int(head[9:12])] += 1
        if not head.startswith(b"HTTP/1.1 200"):
            self.failures.append(f"LIVE {path}: {head[9:12].decode()}")
        try:
            while await reader.read(65536):
                pass
        finally:
            writer.close()


def _named(desk: str, path: str) -> str:
    """Name a page or post by its address, without what it is about."""
    first = path.partition("?")[0].strip("/").split("/")
    if desk == "POST":
        return f"POST /{'/'.join(one for one in first if one != 'cases' and not one.isupper())}"
    if first[0] == "r":
        return f"{desk}: " + ("a status" if len(first) > 3 else "search")
    return f"{desk}: /{first[0]}" + ("/..." if len(first) > 1 else "")


if __name__ == "__main__":
    main()
