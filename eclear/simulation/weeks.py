"""Weeks in which an office learns from its own examinations alone: with a share of chance, and without."""

from __future__ import annotations

from dataclasses import dataclass

from eclear.journey.risk.features import Inputs
from eclear.journey.risk.relearn import Relearned
from eclear.journey.risk.train import Example
from eclear.reference import Country
from eclear.simulation.enforcement import START, Bureau, Judged, Progress
from eclear.simulation.schooling import example
from eclear.simulation.shape import COLLAPSE, Shape
from eclear.simulation.world import World

START_WEEKS, START_SHARE = 3, 0.30
"""Weeks in which so much of each day is drawn at random: the survey that an office without experience begins with."""

WINDOW_WEEKS = 8
"""An office learns from the examinations of the last so many weeks; what is older teaches nothing about today. What is usual
of goods it has learned in the first so many, and keeps as its references."""


@dataclass(frozen=True, slots=True)
class Week:
    """What a week brought: declarations examined, what they showed, and what there was to find."""

    number: int
    examined: int
    found: int
    irregular: int
    duty_recovered: float
    duty_at_stake: float

    @property
    def best(self) -> int:
        """The most that so many examinations could have found."""
        return min(self.examined, self.irregular)

    @property
    def of_best(self) -> float:
        """What was found as a share of the most that could have been found (Norm-Pre); 1 if there was nothing."""
        return self.found / self.best if self.best else 1.0


def weeks(
    seed: int,
    country: Country,
    *,
    number: int = 26,
    per_day: int = 100,
    budget: float = 0.05,
    random_share: float = 0.10,
    delay_days: int = 3,
    shape: Shape = COLLAPSE,
    progress: Progress | None = None,
) -> tuple[Week, ...]:
    """Run an office over so many weeks that examines ``budget`` of each day and learns from nothing else.

    ``random_share`` is the part of the budget that is drawn at random whatever the score says. The model is fitted again
    every week from the examinations of the last weeks whose results are known; where they showed nothing irregular, the
    model before stays. Nobody tells the office what it did not look at.
    """
    world = World(seed, country, START, per_day=per_day, shape=shape)
    bureau = Bureau(world, country, f"weeks {seed}", delay_days=delay_days)
    examined: list[tuple[int, Example]] = []
    lodged: list[Inputs] = []
    model: Relearned | None = None
    told = []
    for week in range(number):
        if week >= START_WEEKS:
            first, known = 7 * (week - WINDOW_WEEKS), 7 * week - delay_days
            relearned = Relearned(lodged, [e for day, e in examined if first <= day <= known], seed)
            model = relearned if relearned.learned or model is None else model
        found = irregular = places_taken = 0
        recovered = at_stake = 0.0
        for day_number in range(7 * week, 7 * week + 7):
            day = bureau.day()
            places = max(1, round((START_SHARE if model is None else budget) * len(day)))
            for judged in _chosen(day, model, places, random_share):
                bureau.examine(judged)
                examined.append((day_number, example(judged, examined=True, drawn=False)))
                places_taken += 1
                found += judged.irregularity is not None
                recovered += judged.at_stake
            irregular += sum(judged.irregularity is not None for judged in day)
            at_stake += sum(judged.at_stake for judged in day)
            if week < WINDOW_WEEKS:
                lodged += [judged.inputs for judged in day]
            if progress:
                progress((day_number + 1) * per_day, number * 7 * per_day)
        told.append(Week(week + 1, places_taken, found, irregular, recovered, at_stake))
    return tuple(told)


def _chosen(day: list[Judged], model: Relearned | None, places: int, random_share: float) -> list[Judged]:
    """Return what is examined: the highest scores, and the share that chance picks; everything by chance before a model."""
    if model is None:
        return sorted(day, key=lambda judged: judged.dice)[:places]
    drawn = [judged for judged in day if judged.dice < random_share * places / len(day)][:places]
    taken = {judged.case_id for judged in drawn}
    left = [judged for judged in day if judged.case_id not in taken]
    order = model.order([judged.inputs for judged in left])
    best = sorted(range(len(left)), key=lambda n: (-order[n], left[n].dice))
    return drawn + [left[n] for n in best[: places - len(drawn)]]
