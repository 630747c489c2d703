"""Why some chance pays: weeks in which smugglers adapt, with and without random control, kept as a file for the page.

The weeks take minutes, so nobody waits for them at a page: ``eclear lab --weeks N --write`` makes the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, fields
from functools import partial
from io import StringIO
from math import sqrt
from os import cpu_count
from pathlib import Path
from statistics import mean, stdev

from eclear.reference import Country
from eclear.simulation.lab import UnderWay
from eclear.simulation.lab_measures import Share

FILE, AGAIN = "drift.csv", "Make it again: eclear lab --weeks 26 --write"
"""The file beside the risk models, and what to do where it is not as it should be."""

T_95 = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09)
"""Student's t for 95 percent on both sides, for 1, 2, 3 ... degrees of freedom."""


@dataclass(frozen=True, slots=True)
class DriftWeek:
    """One week of one simulated world, with so much of what is examined drawn at random (0 to 1).

    ``duty_recovered`` of ``duty_at_stake`` is in the country's currency. Of ``examined`` declarations ``found`` were
    irregular, of all that were lodged ``irregular``; ``best`` is how many so many examinations could have found.
    """

    seed: int
    random_share: float
    week: int
    examined: int
    found: int
    irregular: int
    best: int
    duty_recovered: float
    duty_at_stake: float


@dataclass(frozen=True, slots=True)
class Drift:
    """All weeks of a file, and in words how they were made."""

    settings: str
    weeks: tuple[DriftWeek, ...]

    @property
    def random_shares(self) -> tuple[float, ...]:
        """The shares of chance that were tried, the greatest first."""
        return tuple(sorted({each.random_share for each in self.weeks}, reverse=True))

    @property
    def seeds(self) -> int:
        """How many worlds each share was tried in."""
        return len({each.seed for each in self.weeks})

    def line(self, random_share: float) -> tuple[tuple[int, Share], ...]:
        """Return week by week the share of the duty that was recovered: the mean over the worlds, with Student's interval."""
        ours = [each for each in self.weeks if each.random_share == random_share]
        numbers = sorted({each.week for each in ours})
        return tuple((number, _over_worlds([each for each in ours if each.week == number])) for number in numbers)


class NotADriftFile(ValueError):
    """The file of the drift curve cannot be read; the text says where, and how to make it again."""


def _week(row: Mapping[str, str]) -> DriftWeek:
    return DriftWeek(
        seed=int(row["seed"]),
        random_share=float(row["random_share"]),
        week=int(row["week"]),
        examined=int(row["examined"]),
        found=int(row["found"]),
        irregular=int(row["irregular"]),
        best=int(row["best"]),
        duty_recovered=float(row["duty_recovered"]),
        duty_at_stake=float(row["duty_at_stake"]),
    )


def _over_worlds(weeks: Sequence[DriftWeek]) -> Share:
    shares = [each.duty_recovered / each.duty_at_stake if each.duty_at_stake else 0.0 for each in weeks]
    middle, free = mean(shares), len(shares) - 1
    half = T_95[min(free, len(T_95)) - 1] * stdev(shares) / sqrt(len(shares)) if free else 1.0
    return Share(middle, 1.0, max(0.0, middle - half), min(1.0, middle + half))


def written(drift: Drift) -> str:
    """Return the weeks as CSV, with their settings in the head."""
    out = StringIO()
    out.write("# Made by eclear lab --weeks, in a simulated world. Do not edit: make it again.\n")
    out.write(f"# {drift.settings}\n")
    table = csv.writer(out, lineterminator="\n")
    table.writerow([each.name for each in fields(DriftWeek)])
    table.writerows(astuple(week) for week in drift.weeks)
    return out.getvalue()


def read(file: Path) -> Drift:
    """Read the weeks; raises NotADriftFile for a file that is not as :func:`written` makes it."""
    lines = file.read_text("utf-8").splitlines()
    head = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    try:
        weeks = tuple(_week(row) for row in rows)
    except (KeyError, TypeError, ValueError) as fault:
        raise NotADriftFile(f"{file.name}: a row cannot be read ({fault}). {AGAIN}") from fault
    if not weeks:
        raise NotADriftFile(f"{file.name} has no rows. {AGAIN}")
    return Drift(head[-1] if head else "", weeks)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: ``weeks`` of ``per_day`` declarations of which the share ``budget`` is examined, in one shape of the world;
    in a world from each of the seeds, with each of the shares of chance."""

    seeds: tuple[int, ...] = (1, 2, 3, 4)
    random_shares: tuple[float, ...] = (0.1, 0.0)
    weeks: int = 26
    per_day: int = 100
    budget: float = 0.05
    shape: str = "collapse"

    def __str__(self) -> str:
        """Say it in the head of a file."""
        seeds, shares = (" ".join(f"{each:g}" for each in many) for many in (self.seeds, self.random_shares))
        made = f"shape={self.shape} weeks={self.weeks} per_day={self.per_day} budget={self.budget:g}"
        return f"{made} random_share={shares} seeds={seeds}"


def drift(trial: Trial, country: Country, *, processes: int | None = None, progress: UnderWay | None = None) -> Drift:
    """Return the weeks of every world of a trial, worked out in as many processes as there are cores.

    A country from a folder of one's own is known in this process only: give ``processes`` as 1 for it.
    """
    tasks = [(seed, share) for seed in trial.seeds for share in trial.random_shares]
    many, work = min(processes or cpu_count() or 1, len(tasks)), partial(_world, trial, country.code)
    if many == 1:
        return _gathered(map(work, tasks), trial, len(tasks), progress)
    with ProcessPoolExecutor(many) as pool:
        return _gathered(pool.map(work, tasks), trial, len(tasks), progress)


def _gathered(worlds: Iterable[list[DriftWeek]], trial: Trial, total: int, progress: UnderWay | None) -> Drift:
    found: list[DriftWeek] = []
    for done, weeks in enumerate(worlds, start=1):
        found += weeks
        if progress:
            progress(done, total)
    return Drift(str(trial), tuple(found))


def _world(trial: Trial, code: str, task: tuple[int, float]) -> list[DriftWeek]:
    from eclear.reference import country
    from eclear.simulation.shape import SHAPES
    from eclear.simulation.weeks import weeks

    seed, share = task
    here = country(code)
    assert here is not None
    happened = weeks(
        seed,
        here,
        number=trial.weeks,
        per_day=trial.per_day,
        budget=trial.budget,
        random_share=share,
        shape=SHAPES[trial.shape],
    )
    return [
        DriftWeek(
            seed=seed,
            random_share=share,
            week=week.number,
            examined=week.examined,
            found=week.found,
            irregular=week.irregular,
            best=week.best,
            duty_recovered=round(week.duty_recovered),
            duty_at_stake=round(week.duty_at_stake),
        )
        for week in happened
    ]
