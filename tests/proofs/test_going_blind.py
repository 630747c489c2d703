"""An office that examines only what its model suspects goes blind; one that leaves a part to chance sees again.

Several worlds of the shape ``collapse``, each lived through twice: with a tenth of the examinations drawn at random, and
with none. ``make prove`` prints the table. All figures hold in a simulated world.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from statistics import mean

import pytest

from eclear.reference import country
from eclear.simulation.shape import COLLAPSE
from eclear.simulation.weeks import Week, weeks

SEEDS, NUMBER, PER_DAY, BUDGET, RANDOM_SHARE = (1, 2, 3, 4, 5), 17, 400, 0.05, 0.10
assert COLLAPSE.scheme is not None
CHANGE = COLLAPSE.scheme.begins // 7
"""The week in which the offenders move."""


def lived(task: tuple[int, float]) -> tuple[Week, ...]:
    kr = country("KR")
    assert kr is not None
    return weeks(task[0], kr, number=NUMBER, per_day=PER_DAY, budget=BUDGET, random_share=task[1])


def found(told: tuple[Week, ...], first: int, last: int) -> float:
    """What was found in some weeks, as a share of the most that could have been found."""
    some = told[first:last]
    return sum(week.found for week in some) / sum(week.best for week in some)


@pytest.mark.prove
def test_without_chance_an_office_goes_blind_and_with_it_it_sees_again(capsys: pytest.CaptureFixture[str]) -> None:
    tasks = [(seed, share) for seed in SEEDS for share in (0.0, RANDOM_SHARE)]
    with ProcessPoolExecutor(2) as pool:
        told = dict(zip(tasks, pool.map(lived, tasks), strict=True))
    late = {task: found(weeks_of, NUMBER - 5, NUMBER) for task, weeks_of in told.items()}
    before = {task: found(weeks_of, 5, CHANGE) for task, weeks_of in told.items()}
    with capsys.disabled():
        print("\nFound of what could be found, in a simulated world (Norm-Pre), before the change and in the last five weeks")
        for seed in SEEDS:
            blind, seeing = (seed, 0.0), (seed, RANDOM_SHARE)
            print(
                f"  seed {seed}: score alone {before[blind]:.2f} -> {late[blind]:.2f}, "
                f"a tenth at random {before[seeing]:.2f} -> {late[seeing]:.2f}"
            )
    blind_late = mean(late[seed, 0.0] for seed in SEEDS)
    seeing_late = mean(late[seed, RANDOM_SHARE] for seed in SEEDS)
    assert blind_late < 0.5 * seeing_late, "score alone must fall below half of what a tenth at random finds"
    assert blind_late < 0.5 * mean(before[seed, 0.0] for seed in SEEDS), "it has gone blind, for before the change it saw"
