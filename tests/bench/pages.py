"""How fast are the pages? Printed as ratios to Datasette, which serves rows of the same cases from SQLite.

Datasette's row page shows what a case page is made from: every value of the case and of its declaration, each in a column of
its own. Beside it stands a row of eclear's own narrow table of cases, whose table page lists fifty. Both run as real servers,
the same client drives them over some connections, in turns within one run. Machines are noisy, ratios less so. Run with
``make bench``; ``--seconds`` and ``--rounds`` make it longer.

A page is drawn anew where something has happened to its case since it was last seen; unchanged, the same page is asked for
again, without its mark or with it (304). The first look at a case also reads its declaration and explains its score.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields, is_dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from servers import Line, declarations, eclear_at, opened, running

from eclear.casefile.case import Case
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, arrive, submit_all
from eclear.training.people import seat_cards, sit_down
from eclear.wco import read, write

CONNECTIONS, ROUNDS, SECONDS, CASES, CHANGED = 6, 5, 2.0, 700, 40
FIRST, ANEW, SAME, STILL, LIST = (
    "case page, first look",
    "case page, drawn anew",
    "case page, unchanged",
    "case page, 304",
    "list of fifty",
)
ROW, NARROW, TABLE = "Datasette: row page", "Datasette: narrow row", "Datasette: table page"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--cases", type=int, default=CASES, help="cases in the room")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of each")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="seconds of a turn")
    told = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        office = opened(f"sqlite:///{folder / 'eclear.db'}")
        done = submit_all(office, [write(one, "KR") for one in declarations(told.cases)])
        cases = [one.case for one in done if one.case and one.case.is_open and one.case.cargo]
        (card,) = seat_cards(office, "open", 1, [Post(Role.OFFICER)])
        seat = sit_down(office, card.letters, place="bench").token
        values = like(office, cases, folder / "like.db")
        datasette = str(Path(sys.executable).with_name("datasette"))
        files = [str(folder / "eclear.db"), str(folder / "like.db")]
        command = lambda port: [datasette, "serve", *files, "--port", str(port)]  # noqa: E731
        theirs = stack.enter_context(running(command, {}, folder))
        ours = stack.enter_context(eclear_at(folder))
        print(f"{len(cases)} cases with {values} values each, {CONNECTIONS} connections, {told.rounds} turns each, medians\n")
        Bench(office, cases, seat, ours, theirs, told.seconds).run(told.rounds)


def like(office: Office, cases: list[Case], file: Path) -> int:
    """Write a table with a row for each case, its values and those of its declaration in columns; return how many on average."""
    rows = {}
    with office.store.reading("open") as records:
        for case in cases:
            rows[case.id] = [*leaves(case), *leaves(read(records.message(case.id) or b"", office.schemas).declaration)]
    width = max(map(len, rows.values()))
    with closing(sqlite3.connect(file)) as table, table:
        table.execute(f"CREATE TABLE cases (id TEXT PRIMARY KEY, {', '.join(f'value_{n} TEXT' for n in range(width))})")
        for case_id, values in rows.items():
            filled = [case_id, *values, *[None] * (width - len(values))]
            table.execute(f"INSERT INTO cases VALUES ({', '.join('?' * len(filled))})", filled)
    return round(statistics.mean(map(len, rows.values())))


def leaves(value: Any) -> Iterator[str]:
    """Every value that is in something, down to texts, numbers and times."""
    if is_dataclass(value):
        value = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, Mapping):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        for one in value:
            yield from leaves(one)
    elif value is not None and value != "":
        yield str(value)


@dataclass
class Bench:
    """Two servers over one file, and the officer who asks."""

    office: Office
    cases: list[Case]
    seat: str
    ours: int
    theirs: int
    seconds: float

    def run(self, rounds: int) -> None:
        """Ask for each kind of page in turns, and print what came out."""
        fresh = iter(self.cases)
        few = [f"/cases/{case.id}" for case in islice(fresh, 3)]
        rows = cycle(f"/like/cases/{case.id}" for case in self.cases)
        narrow = cycle(f"/eclear/case_row/open,{case.id}" for case in self.cases)
        turns: dict[str, Callable[[float], float]] = {
            ROW: lambda seconds: self.drive(self.theirs, rows, seconds),
            NARROW: lambda seconds: self.drive(self.theirs, narrow, seconds),
            FIRST: lambda seconds: self.drive(self.ours, (f"/cases/{case.id}" for case in islice(fresh, 50)), seconds),
            ANEW: lambda seconds: self.anew(fresh),
            SAME: lambda seconds: self.drive(self.ours, cycle(few), seconds),
            STILL: lambda seconds: self.drive(self.ours, cycle(few), seconds, ask_mark=True),
            TABLE: lambda seconds: self.drive(self.theirs, cycle(["/eclear/case_row?_size=50"]), seconds),
            LIST: lambda seconds: self.drive(self.ours, cycle(["/cases"]), seconds),
        }
        rates: dict[str, list[float]] = {name: [] for name in turns}
        for turn in range(rounds + 1):
            for name, drive in turns.items():
                rate = drive(self.seconds if turn else 0.5)
                if turn:  # the first turn only warms up
                    rates[name].append(rate)
        for name, found in rates.items():
            print(f"{name:<26}{statistics.median(found):>8.0f} requests a second")
        print()
        marks = {(ANEW, ROW): "1.5", (SAME, ROW): "8", (LIST, TABLE): "3"}
        beside = [(STILL, ROW), (FIRST, ROW), (ANEW, NARROW), (SAME, NARROW)]
        for name, other in (*marks, *beside):
            ratio = statistics.median(a / b for a, b in zip(rates[name], rates[other], strict=True))
            mark = marks.get((name, other))
            print(f"{name + ' / ' + other:<50}{ratio:>7.2f}" + (f"   mark {mark}" if mark else ""))

    def anew(self, cases: Iterator[Case]) -> float:
        """Look at some cases, let something happen to each, ask for each again; return how many of these were served a second."""
        few = list(islice(cases, CHANGED))
        paths, asked, spent = [f"/cases/{case.id}" for case in few], 0, 0.0
        self.drive(self.ours, iter(paths), 60)
        for report in ("manifest-reviewed", "carried-in"):
            for case in few:
                arrive(self.office, case.cargo or "", report)
            begun = time.perf_counter()
            self.drive(self.ours, iter(paths), 60)
            asked, spent = asked + len(few), spent + time.perf_counter() - begun
        return asked / spent

    def drive(self, port: int, paths: Iterator[str], seconds: float, ask_mark: bool = False) -> float:
        """Ask for one page after the other over some connections, so long at most; return how many were served in a second."""

        async def asking() -> int:
            line, count, marks = Line(port, seat=self.seat), 0, dict[str, str]()
            for path in paths:
                mark = {"if_none_match": marks[path]} if path in marks and ask_mark else {}
                answer = await line.ask("GET", path, **mark)
                if answer.status not in (200, 304):
                    raise SystemExit(f"{path}: {answer.status}")
                marks[path] = answer.mark
                count += 1
                if time.perf_counter() > begun + seconds:
                    break
            line.close()
            return count

        async def everybody() -> int:
            return sum(await asyncio.gather(*[asking() for _ in range(CONNECTIONS)]))

        begun = time.perf_counter()
        return asyncio.run(everybody()) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
