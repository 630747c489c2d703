"""An exercise for a class of forty: how long it takes to open, start, reset, end and mark it. Printed by ``make bench``.

The marks: a reset takes under five seconds, of one seat and of the whole class; nothing else that an instructor presses should
take longer than he would wait with a class before him.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from servers import CHECKOUT, opened

from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.scenario import Mode
from eclear.training.exercises import end, exercise, jump, open_exercise, reset, start
from eclear.training.grading import mark_of
from eclear.training.people import seat_cards
from eclear.training.shelf import ScenarioShelf
from eclear.training.stage import Stage
from eclear.web.reports.hands import ReportingHands

SEATS, ROOM, SCENARIO = 40, "bench", "value-in-doubt"
RESET_MARK = 5.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = opened(f"sqlite:///{Path(folder) / 'eclear.db'}", ROOM)
        teacher = Person("teacher", ("Teacher",), (Post(Role.INSTRUCTOR),))
        with office.store.people(writing=True) as people:
            people.enrol(ROOM, teacher)
        shelf = ScenarioShelf(CHECKOUT / "sample_declarations" / "scenarios", office.store, ReportingHands())
        stage = Stage(office.under(Seated(teacher, teacher.posts[0])), ReportingHands(), shelf)
        scenario = shelf.named(SCENARIO)
        seats = [card.seat for card in seat_cards(office, ROOM, SEATS, tuple(map(Post.named, scenario.chairs)))]
        print(f"Exercise {SCENARIO} for {SEATS} seats, each in a room of its own")
        teams = [[seat] for seat in seats]
        timed("open", lambda: open_exercise(stage, ROOM, scenario, mode=Mode.ASSISTED, marked=True, teams=teams))
        timed("start", lambda: start(stage, ROOM, 1))
        timed("jump an hour", lambda: jump(stage, ROOM, 1, 60))
        one = exercise(office, ROOM, 1).plays[6].room
        timed("reset one seat", lambda: reset(stage, ROOM, 1, one, "The wrong desk."), RESET_MARK)
        timed("reset the class", lambda: reset(stage, ROOM, 1, None, "The projector failed."), RESET_MARK)
        timed("end", lambda: end(stage, ROOM, 1))
        plays = exercise(office, ROOM, 1).plays
        timed("mark every play", lambda: [mark_of(stage, play.room) for play in plays])


def timed(what: str, act: Callable[[], object], mark: float = 0.0) -> None:
    """Do something, and print how long it took."""
    begun = time.perf_counter()
    act()
    seconds = time.perf_counter() - begun
    told = f"   mark {mark:.0f} s: {'kept' if seconds < mark else 'MISSED'}" if mark else ""
    print(f"  {what:18}{seconds:7.2f} s{told}")


if __name__ == "__main__":
    main()
