"""How a model learns: a simulated office examines a part of a year's trade, and teaches what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from eclear.journey.risk.features import Inputs
from eclear.journey.risk.relearn import Relearned
from eclear.journey.risk.train import CHAMPION, Example, Settings, Trained
from eclear.journey.risk.train import Progress as Step
from eclear.journey.risk.train import train as train_on
from eclear.reference import Country
from eclear.simulation.enforcement import DELAY_DAYS, START, Bureau, Judged
from eclear.simulation.shape import ORDINARY, Shape
from eclear.simulation.world import World

DRAWN = 0.15
"""The share that is drawn for examination at random in a year of schooling: much more than an office at work would draw,
as for a survey of what trade is like. Only what was examined teaches."""

SUSPECTED, FIRST_MONTHS = 0.05, 2
"""The share that it examines besides, from the third month on, because what it has found so far makes it suspicious: as an
office at work does, so that the records of the parties are those of people whom somebody watches."""

MONTH = 30


def examples(
    seed: int, days: int, per_day: int, country: Country, *, shape: Shape = ORDINARY, progress: Step | None = None
) -> Iterator[Example]:
    """Yield every declaration of a simulated world over so many days, with what the office learned and what is so.

    The office draws its share at random, looks at what its profiles ask for and at what it suspects by what it has found;
    results reach its records after the delay. The truth of what nobody examined stands in the example for measuring only:
    ``examined`` says that it is not known.
    """
    bureau = Bureau(World(seed, country, START, per_day=per_day, shape=shape), country, f"schooling {seed}")
    looked: list[Example] = []
    lodged: list[Inputs] = []
    suspicion: Relearned | None = None
    for number in range(1, days + 1):
        day = bureau.day()
        suspected = _suspected(day, suspicion)
        for judged in day:
            drawn = judged.dice < DRAWN
            examined = drawn or bool(judged.hits) or judged.case_id in suspected
            if examined:
                bureau.examine(judged)
            told = example(judged, examined=examined, drawn=drawn)
            if examined:
                looked.append(told)
            yield told
        if number <= FIRST_MONTHS * MONTH:
            lodged += [judged.inputs for judged in day]
        if number % MONTH == 0 and number >= FIRST_MONTHS * MONTH:
            known = bureau.world.today - timedelta(days=DELAY_DAYS)
            suspicion = Relearned(lodged, [each for each in looked if each.on <= known], seed)
        if progress:
            progress("Simulating trade", number, days)


def _suspected(day: Sequence[Judged], suspicion: Relearned | None) -> set[str]:
    """Return the cases of a day that the office is most suspicious of; none before it has found anything."""
    if suspicion is None or not suspicion.learned:
        return set()
    order = suspicion.order([judged.inputs for judged in day])
    first = sorted(range(len(day)), key=lambda n: (-order[n], day[n].dice))
    return {day[n].case_id for n in first[: round(SUSPECTED * len(day))]}


def example(judged: Judged, *, examined: bool, drawn: bool) -> Example:
    """Return what a model could learn from a declaration, if it was examined."""
    return Example(
        on=judged.on,
        inputs=judged.inputs,
        importer=judged.importer,
        origin=judged.simulated.declaration.items[0].origin or "",
        irregularity=judged.irregularity,
        at_stake=judged.at_stake,
        examined=examined,
        drawn=drawn,
    )


def train(
    out: Path,
    *,
    seed: int,
    days: int,
    per_day: int,
    country: Country,
    settings: Settings = CHAMPION,
    progress: Step | None = None,
) -> Trained:
    """Train a model on a simulated world and write it to the folder ``out`` with its card.

    The card names seed, days and declarations a day, from which anybody gets the same figures again. The new file is used
    only after somebody has looked at the card and written its name and SHA-256 into ``allowed.toml`` beside the folder.
    """
    about: dict[str, str | int] = {
        "source": "simulated by eclear.simulation",
        "country": country.code,
        "days": days,
        "declarations a day": per_day,
        "examined": f"{DRAWN:.0%} of all at random, {SUSPECTED:.0%} on suspicion, and what the profiles ask for",
    }
    lodged = list(examples(seed, days, per_day, country, progress=progress))
    return train_on(lodged, out, seed=seed, about=about, settings=settings, progress=progress)
