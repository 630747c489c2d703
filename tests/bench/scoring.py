"""How fast is a score? One declaration at a time beside scikit-learn's own call for one row, and many at once.

Made-up declarations and records, processor time of one core, interleaved rounds, medians; machines are noisy, ratios less
so. Run with ``make bench``.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # for scikit-learn too: several threads only slow down a single row
CHECKOUT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests" / "risk")]

from risk_lessons import lessons, plain  # noqa: E402

from eclear.casefile.conduct import Subject  # noqa: E402
from eclear.journey.risk import Model  # noqa: E402
from eclear.journey.risk.features import record_keys  # noqa: E402
from eclear.journey.risk.terms import terms  # noqa: E402

ROUNDS, SINGLE, THEIRS, MANY = 7, 300, 40, 4000


def main() -> None:
    import numpy as np

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    started = time.perf_counter()
    model = Model.load(CHECKOUT / "risk_models" / "kr-import-2")
    loading = time.perf_counter() - started
    chance = Random(4)
    rows = [told(example.inputs, chance) for example in lessons()[-MANY:]]
    table = np.array([terms(inputs, model.known) for inputs in rows])
    head = model.estimators[0]
    model.score_many(rows[:100])
    one, own, trees, many = [], [], [], []
    for number in range(ROUNDS):
        some = rows[number * SINGLE : (number + 1) * SINGLE]
        plain_rows = table[number * SINGLE : (number + 1) * SINGLE].tolist()
        one.append(timed(lambda some=some: [model.score(inputs) for inputs in some]) / SINGLE)
        trees.append(timed(lambda plain_rows=plain_rows: [model.trees.ask(row) for row in plain_rows]) / SINGLE)
        own.append(timed(lambda: [head.predict_proba(table[n : n + 1]) for n in range(THEIRS)]) / THEIRS)
        many.append(timed(lambda: model.score_many(rows)) / MANY)
    same = model.score_many(rows[:1000]) == [model.score(inputs) for inputs in rows[:1000]]
    print(f"Scoring: {model.name}, {len(model.trees.leaves)} trees in three heads, taken in within {loading:.1f} s")
    print(f"{'':<58}{'us each':>9}{'per second':>12}")
    for name, times in (
        ("scikit-learn, one ready row, one head of three", own),
        ("eclear, trees of three heads for one ready row", trees),
        ("eclear, one declaration: terms, three heads, score", one),
        (f"eclear, {MANY} at once", many),
    ):
        each = statistics.median(times)
        print(f"{name:<58}{each * 1e6:>9.1f}{1 / each:>12.0f}")
    print(
        f"single row, scikit-learn over eclear: {ratio(own, one):.1f} times (mark 10); trees alone {ratio(own, trees):.1f} times"
    )
    print(f"many at once: {1 / statistics.median(many):.0f} declarations a second (mark 20000); same bits: {same}")


def told(inputs: Any, chance: Random) -> dict[str, Any]:
    """A made-up declaration with a record of everybody, as most have one."""
    every = {}
    for role in Subject:
        examined = chance.randrange(20)
        figures = (
            chance.randrange(200),
            examined,
            chance.randrange(examined + 1) // 4,
            0,
            chance.randrange(400),
            chance.randrange(30),
        )
        every |= {key: float(figure) for key, figure in zip(record_keys(role), figures, strict=True)}
    return {**plain(), **inputs, **every}


def ratio(theirs: list[float], ours: list[float]) -> float:
    return statistics.median(their / our for their, our in zip(theirs, ours, strict=True))


def timed(act: Callable[[], Any]) -> float:
    begun = time.process_time()  # of this process alone: others at work on the machine do not count
    act()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
