"""The table of marks: four players in every scenario, mode and variant, over HTTP on a server that really runs.

Expert at least 90, stop-everything and pass-everything at most 50, follow-the-score at most 70. The marks are those of
``tests/exercises/marks.txt``, which is kept in the repository; a mark that differs is printed, and the run fails. ``--update``
writes the file anew. Run with ``make exercises``; a slug names one scenario.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from http_players import Player, Seat
from servers import CHECKOUT, eclear_at, opened

from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.scenario import Mode, Scenario
from eclear.training.exercises import end, exercise, jump, open_exercise, start
from eclear.training.grading import mark_of
from eclear.training.people import SeatCard, seat_cards
from eclear.training.players import EXPERT, MOST, PLAYERS
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.web.reports.hands import ReportingHands

GOLDEN = Path(__file__).parent / "marks.txt"
ROOM = "marks"
EXPERT_LEAST = 90
LONGEST_JUMP = 7 * 24 * 60
Marks = dict[tuple[str, str, str], tuple[int, ...]]
"""The marks of the players, in the order of :data:`PLAYERS`, by scenario, mode and variant."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("scenario", nargs="*", help="slugs of scenarios; all of them if none is named")
    parser.add_argument("--update", action="store_true", help="write the table anew")
    parser.add_argument("--mode", choices=tuple(Mode), action="append", help="play in this mode only")
    told = parser.parse_args()
    begun, marks = time.monotonic(), Marks()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        school = School(Path(folder), stack)
        for scenario in school.scenarios(told.scenario):
            for mode in map(Mode, told.mode or list(Mode)):
                marks |= school.play(scenario, mode)
                print(f"{scenario.id} {mode}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    text = "\n".join(table(marks)) + "\n"
    print(text)
    wrong = list(unfair(marks))
    if told.update:
        GOLDEN.write_text(text)
    else:
        wrong += differing(marks)
    print("\n".join(wrong) or f"{4 * len(marks)} plays, all as they are kept, in {time.monotonic() - begun:.0f} s.")
    sys.exit(1 if wrong else 0)


def table(marks: Marks) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{'scenario':28}{'mode':10}{'variant':9}" + "".join(f"{player:>8}" for player in PLAYERS)
    for (slug, mode, variant), row in sorted(marks.items()):
        yield f"{slug:28}{mode:10}{variant:9}" + "".join(f"{mark:8}" for mark in row)


def unfair(marks: Marks) -> Iterator[str]:
    """Yield what is not as a fair exercise marks its players."""
    for key, row in sorted(marks.items()):
        for player, mark in zip(PLAYERS, row, strict=True):
            if (mark < EXPERT_LEAST) if player == EXPERT else (mark > MOST[player]):
                yield f"UNFAIR {' '.join(key)}: {player} has {mark}."


def differing(marks: Marks) -> Iterator[str]:
    """Yield the lines that are not in the table that is kept."""
    kept = set(GOLDEN.read_text().splitlines()) if GOLDEN.exists() else set()
    for line in list(table(marks))[1:]:
        if line not in kept:
            yield f"WRONG {line} is not in {GOLDEN.name}."


class School:
    """A class of sixteen seats on a server of its own, and its instructor: four players for each of four variants."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        office = opened(f"sqlite:///{folder / 'eclear.db'}", ROOM)
        teacher = Person("teacher", ("Teacher",), (Post(Role.INSTRUCTOR),))
        with office.store.people(writing=True) as people:
            people.enrol(ROOM, teacher)
        self.shelf = ScenarioShelf(CHECKOUT / "sample_declarations" / "scenarios", office.store, ReportingHands())
        self.stage = Stage(office.under(Seated(teacher, teacher.posts[0])), ReportingHands(), self.shelf)
        self.cards: dict[str, SeatCard] = {}
        self.address = f"http://127.0.0.1:{stack.enter_context(eclear_at(folder))}"

    def scenarios(self, slugs: list[str]) -> list[Scenario]:
        """Return the shipped scenarios, or those that are named."""
        found = [one for one in self.shelf.all()[0] if not slugs or one.id in slugs]
        if missing := set(slugs) - {scenario.id for scenario in found}:
            raise SystemExit(f"There is no scenario {', '.join(missing)}.")
        return sorted(found, key=lambda one: one.id)

    def play(self, scenario: Scenario, mode: Mode) -> Marks:
        """Let four players play every variant of a scenario at once, and return their marks."""
        office, seats = self.stage.office, len(PLAYERS) * len(scenario.variants)
        posts = tuple(map(Post.named, scenario.chairs))
        cards = {card.seat: card for card in seat_cards(office, ROOM, seats, posts)}
        opened_now = open_exercise(self.stage, ROOM, scenario, mode=mode, marked=True, teams=[[seat] for seat in cards])
        start(self.stage, ROOM, opened_now.number)
        running = exercise(office, ROOM, opened_now.number)
        free: dict[str, list[str]] = defaultdict(lambda: list(PLAYERS))
        players: dict[str, Player] = {}
        for play in running.plays:
            seat = Seat(self.address, cards[play.people[0]].letters)
            seat.come_in()
            seat.enter(play.chairs[0][0])
            habit = free[play.variant].pop(0)
            nobody = replace(self.stage, office=office.under(Seated(Person("", (), ()), None)))
            players[play.room] = Player(nobody, scenario, play, habit, seat, play.people[0])
        self._run(opened_now.number, [player.play() for player in players.values()])
        end(self.stage, ROOM, opened_now.number)
        rows: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
        for room, player in players.items():
            rows[scenario.id, mode.value, player.variant.id][player.player] = mark_of(self.stage, room).total
            player.seat.client.close()
        return {key: tuple(row[player] for player in PLAYERS) for key, row in rows.items()}

    def _run(self, number: int, playing: list[Iterator[int]]) -> None:
        """Let all play side by side: whoever waits, waits for the clock, which the instructor lets jump to who is next."""
        waits = dict.fromkeys(range(len(playing)), 0)
        while waits:
            for n, minutes in list(waits.items()):
                while minutes <= 0:
                    wanted = next(playing[n], None)
                    if wanted is None:
                        del waits[n]
                        break
                    minutes = waits[n] = wanted
            if waits:
                step = min(min(waits.values()), LONGEST_JUMP)
                jump(self.stage, ROOM, number, step)
                waits = {n: left - step for n, left in waits.items()}


if __name__ == "__main__":
    main()
