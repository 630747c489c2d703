"""Ticking: once a second, every play that runs is looked at, and what is due in it happens.

It is remembered when something is due next in each play, until something happens there: so a play in which nothing happens
costs nothing, and a database without exercises one short question. A play that cannot go on is tried again after a while.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Lock, Thread
from time import monotonic
from weakref import WeakKeyDictionary

from eclear.casefile.exercise import Phase
from eclear.casefile.room import Room
from eclear.storage import Busy, Full, Store, Unreachable
from eclear.training.laying_out import NOBODY, advance_all, advance_one, due_since, lay_out
from eclear.training.playing import next_due
from eclear.training.seats import exercises
from eclear.training.stage import Stage

TICK_SECONDS = 1.0
LOOK_SECONDS = 30.0
"""How often it is looked whether a play is still to be laid out, or stopped before all was done: after a power cut."""

_told = logging.getLogger("eclear.training")


class Ticker:
    """What is remembered of the plays of one database from one tick to the next."""

    def __init__(self) -> None:
        self._due: dict[str, tuple[int, str, datetime | None]] = {}
        self._looked: float | None = None
        self._finished: set[tuple[str, int, int]] = set()
        self._failed: dict[str, float] = {}
        self._lock = Lock()

    def tick(self, stage: Stage) -> int:
        """Let everything happen that is due now; returns how many plays were looked at. Of two at once, only one works."""
        if not self._lock.acquire(blocking=False):
            return 0
        try:
            if self._looked is None or monotonic() - self._looked >= LOOK_SECONDS:
                self._mend(stage)
                self._looked = monotonic()
            return sum(self._look(stage, room, head.position) for room, head in stage.office.store.running_plays())
        finally:
            self._lock.release()

    def _look(self, stage: Stage, room: Room, position: int) -> bool:
        known = self._due.get(room.name)
        set_at = f"{room.opened} {room.speed}"
        if known and known[:2] == (position, set_at) and (known[2] is None or known[2] > room.now(stage.office.clock())):
            return False
        if monotonic() - self._failed.get(room.name, -LOOK_SECONDS) < LOOK_SECONDS:
            return False
        if not advance_one(stage, room.name):
            self._failed[room.name] = monotonic()
            return True
        with stage.office.store.reading(room.name) as records:
            position = records.head.position
        try:
            due = next_due(stage.under(stage.office.under(NOBODY)), room.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other plays go on
            _told.warning("It is not known what comes next in a play: %s: %s", type(error).__name__, error)
            self._failed[room.name] = monotonic()
            return True
        self._due[room.name] = position, set_at, due
        return True

    def _mend(self, stage: Stage) -> None:
        """Finish what was begun when the power went: plays half laid out, and plays that stopped with something due."""
        office = stage.office
        for home in office.store.homes():
            for one in exercises(office, home):
                if one.phase is not Phase.ENDED:
                    lay_out(stage, home, one.number)
                key = (home, one.number, one.version)
                if due_since(one, office.clock()) and key not in self._finished:
                    advance_all(stage, one)
                    self._finished.add(key)


_tickers: WeakKeyDictionary[Store, Ticker] = WeakKeyDictionary()


def tick(stage: Stage) -> int:
    """Let everything happen that is due in the plays of a database; returns how many plays were looked at."""
    return _tickers.setdefault(stage.office.store, Ticker()).tick(stage)


class Ticking:
    """Ticks in the background from its start to its stop."""

    def __init__(self, stage: Stage, ticking: Callable[[Stage], object] = tick) -> None:
        self._stage, self._tick, self._stop = stage, ticking, Event()
        self._thread = Thread(target=self._run, name="exercises", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """Stop ticking, and wait until the tick that runs is done."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            try:
                self._tick(self._stage)
            except (Busy, Full, Unreachable) as error:
                _told.warning("Exercises wait: %s", error)
            except Exception as error:  # noqa: BLE001 - the next tick may go well
                _told.warning("Exercises could not go on: %s: %s", type(error).__name__, error)
