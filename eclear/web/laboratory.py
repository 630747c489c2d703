"""The laboratory behind the page: one simulated day for the whole server, prepared in the background at first use.

Whatever takes longer than a moment is a piece of work with counts, done by one thread after the other: a second
reader never starts it again.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Generic, TypeVar

from eclear.journey.risk import Model
from eclear.reference import Country
from eclear.simulation.lab import Compared, Evenness, UnderWay, by_parts, compared, curves, run
from eclear.simulation.lab_measures import Day, Outcome
from eclear.simulation.lab_policy import LabPolicy

DAY_SEED = 3301
"""The seed of the page's day: no model was trained on it."""

WAITING_SECONDS = 5.0
"""How long a page waits for its runs before it shows how far they are instead."""

MOST_KEPT, MOST_WAITING = 32, 4
"""Results of how many policies are kept, and how many may wait to be run."""

Made = TypeVar("Made")


class Work(Generic[Made]):
    """One piece of work in a thread of its own: how much of it is done, and what came of it."""

    def __init__(self, work: Callable[[UnderWay], Made], one_at_a_time: Lock) -> None:
        self.done, self.total = 0, 0
        self._future: Future[Made] = Future()
        self._work, self._alone = work, one_at_a_time
        Thread(target=self._go, daemon=True, name="laboratory").start()  # a server that ends does not wait for it

    def _go(self) -> None:
        try:
            with self._alone:
                self._future.set_result(self._work(self._progress))
        except BaseException as error:  # noqa: BLE001 - raised again for whoever asks for the result
            self._future.set_exception(error)

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    @property
    def ready(self) -> bool:
        """True when it is done, well or not."""
        return self._future.done()

    def result(self, wait: float = 0.0) -> Made | None:
        """Return what came of it, None if it is still under way after so many seconds; raises what went wrong."""
        try:
            return self._future.result(wait)
        except TimeoutError:
            return None


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the page shows of one policy, and how many seconds it took."""

    policy: LabPolicy
    compared: Compared
    curves: tuple[Compared, ...]
    even: Evenness
    fixed: Evenness
    seconds: float


class TooManyRuns(Exception):
    """More policies wait to be run than the laboratory takes. Wait a moment, then run this one again."""


class Laboratory:
    """One day, and what came of it under the policies that readers have tried."""

    def __init__(self, model: Model | None, country: Country | None, declarations: int) -> None:
        self.declarations = declarations
        self._model, self._country = model, country
        self._lock, self._alone = Lock(), Lock()
        self._day: Work[Day] | None = None
        self._runs: OrderedDict[LabPolicy, Work[Results]] = OrderedDict()

    @property
    def usable(self) -> bool:
        """True if there is a model that ranks declarations, and a country whose trade is simulated."""
        return self._model is not None and self._country is not None

    def day(self) -> Work[Day]:
        """Return the work that prepares the day; it begins when somebody first asks for it."""
        with self._lock:
            if self._day is None:
                self._day = Work(self._prepare, self._alone)
            return self._day

    def _prepare(self, progress: UnderWay) -> Day:
        from eclear.simulation.enforcement import day_of

        assert self._model is not None and self._country is not None
        known = max(1, min(30, self.declarations // 300))  # a small day needs no long history
        return Day(day_of(DAY_SEED, self.declarations, self._country, self._model, warm_up_days=known, progress=progress))

    def results(self, policy: LabPolicy, day: Day) -> Work[Results]:
        """Return the work that runs a policy; what was run before is there already. Raises TooManyRuns."""
        with self._lock:
            work = self._runs.pop(policy, None)
            if work is None:
                if sum(not each.ready for each in self._runs.values()) >= MOST_WAITING:
                    raise TooManyRuns("Several policies are being run at the moment. Wait a little, then run this one again.")
                work = Work(lambda progress: self._run(policy, day, progress), self._alone)
            self._runs[policy] = work
            while len(self._runs) > MOST_KEPT:
                self._runs.popitem(last=False)
            return work

    def _run(self, policy: LabPolicy, day: Day, progress: UnderWay) -> Results:
        assert self._country is not None
        started = time.perf_counter()
        own = compared(day, policy, self._country)
        even, fixed = by_parts(day, policy, self._country)
        measured = tuple(curves(day, policy, self._country, lambda done, total: progress(done + 1, total + 1)))
        return Results(policy, own, measured, even, fixed, time.perf_counter() - started)

    def outcome(self, policy: LabPolicy, day: Day) -> Outcome:
        """Return the outcome of another policy, such as the one that was run before."""
        with self._lock:
            work = self._runs.get(policy)
        known = work.result() if work else None
        assert self._country is not None
        return known.compared.policy if known else run(day, policy, self._country)
