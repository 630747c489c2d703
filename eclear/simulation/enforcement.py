"""The office's side of the simulated world: it judges what is lodged, examines a part, and knows only what it has found.

Everything is judged by the real assessment, the real features and the real profiles. The truth stands beside each
declaration for those who measure; the office learns it by an examination alone, and only some days after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.score import Score
from eclear.journey.duties import assess
from eclear.journey.risk import Model, features
from eclear.journey.risk.features import Inputs
from eclear.journey.risk.ledger import Ledger
from eclear.journey.routing import dice_of
from eclear.reference import Country, Profile
from eclear.simulation.shape import ORDINARY, Shape
from eclear.simulation.stakes import at_stake
from eclear.simulation.world import Simulated, World

DELAY_DAYS = 14
"""How many days after the examination its result is known."""

START = date(2026, 1, 4)
"""The first day of every simulated year: the first of which the Korean teaching folder knows tariff and exchange rates."""

Progress = Callable[[int, int], None]
"""Told how many declarations are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A declaration of the simulated world as the office judges it before it is scored, with the truth beside it.

    ``at_stake`` is what is lost of duty and taxes if nobody looks, in the country's currency.
    """

    case_id: str
    on: date
    simulated: Simulated
    inputs: Inputs
    hits: tuple[Profile, ...]
    aeo: bool
    dice: float
    at_stake: float

    @property
    def irregularity(self) -> Irregularity | None:
        """What an examination would find; None if all is as declared."""
        return self.simulated.truth.irregularity

    @property
    def importer(self) -> str:
        """The importer's number."""
        return self.simulated.declaration.importer_id or ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One declaration of a simulated day, judged and scored but not yet routed, with the truth beside it."""

    case_id: str
    on: date
    hits: tuple[Profile, ...]
    score: Score | None
    aeo: bool
    dice: float
    irregularity: Irregularity | None
    at_stake: float
    importer: str
    harm: int


class Bureau:
    """A customs office in the simulated world: day after day it judges what is lodged with what it knows that morning."""

    def __init__(self, world: World, country: Country, seed: str, *, delay_days: int = DELAY_DAYS) -> None:
        self.world, self._country, self._seed, self._delay = world, country, seed, timedelta(days=delay_days)
        self._ledger = Ledger()
        self._lodged = 0

    def day(self, progress: Callable[[], None] | None = None, *, count: int | None = None) -> list[Judged]:
        """Take in the next day, or the first ``count`` of it: every declaration with the history the office has before it."""
        lodged = self.world.day() if count is None else islice(self.world.all_day(), count)
        return [self._judged(simulated, progress) for simulated in lodged]

    def examine(self, judged: Judged) -> str:
        """Examine a declaration: the world hears of it at once, the office's records after the delay. Return the result."""
        found = (judged.irregularity,) if judged.irregularity else ()
        result = Examination(Depth.FULL, found).result
        self._ledger.report(judged.simulated.declaration, result, judged.on + self._delay)
        self.world.examined(judged.simulated, result)
        return result

    def _judged(self, simulated: Simulated, progress: Callable[[], None] | None) -> Judged:
        declaration, country, on = simulated.declaration, self._country, self.world.today
        self._ledger.advance(on)
        assessment = assess(declaration, country, on)
        inputs = features(declaration, assessment, country, on, self._ledger.history(declaration), simulated.listed)
        self._ledger.declared(declaration, on)
        self._lodged += 1
        case_id = f"{self._seed}-{self._lodged:07d}"
        if progress:
            progress()
        return Judged(
            case_id=case_id,
            on=on,
            simulated=simulated,
            inputs=inputs,
            hits=country.profiles.matches(declaration, on),
            aeo=country.aeo.holds(declaration.aeo_number, on),
            dice=dice_of(self._seed, case_id),
            at_stake=float(at_stake(simulated, assessment, country, on)),
        )


def scored(day: Sequence[Judged], model: Model) -> list[Candidate]:
    """Return the declarations of a day with the model's score of each."""
    scores = model.score_many([judged.inputs for judged in day])
    return [candidate(judged, score) for judged, score in zip(day, scores, strict=True)]


def candidate(judged: Judged, score: Score | None) -> Candidate:
    """Return a judged declaration with its score, ready to be routed."""
    return Candidate(
        case_id=judged.case_id,
        on=judged.on,
        hits=judged.hits,
        score=score,
        aeo=judged.aeo,
        dice=judged.dice,
        irregularity=judged.irregularity,
        at_stake=judged.at_stake,
        importer=judged.importer,
        harm=judged.simulated.truth.harm,
    )


def day_of(
    seed: int,
    count: int,
    country: Country,
    model: Model,
    *,
    warm_up_days: int = 30,
    progress: Progress | None = None,
    shape: Shape = ORDINARY,
) -> list[Candidate]:
    """Return one busy day of ``count`` declarations, after quieter days in which the office has come to know its traders.

    In those days it examines what its model picks and some at random, as it would. The same seed gives the same day.
    """
    quiet = min(count, 300)
    total, done = warm_up_days * quiet + count, 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress and (done % 100 == 0 or done == total):
            progress(done, total)

    world = World(seed, country, START, per_day=quiet, shape=shape)
    bureau = Bureau(world, country, f"day {seed}")
    for _ in range(warm_up_days):
        for judged in picked(bureau.day(step), model, share=0.05, random_share=0.02):
            bureau.examine(judged)
    return scored(bureau.day(step, count=count), model)


def picked(day: Sequence[Judged], model: Model, *, share: float, random_share: float) -> list[Judged]:
    """Return what an office examines: so much drawn at random, what its profiles ask for, and the highest scores."""
    drawn = [judged for judged in day if judged.hits or judged.dice < random_share]
    left = [judged for judged in day if not (judged.hits or judged.dice < random_share)]
    places = max(0, round(share * len(day)) - len(drawn))
    scores = model.score_many([judged.inputs for judged in left])
    order = sorted(range(len(left)), key=lambda n: (-scores[n].chance, n))
    return drawn + [left[n] for n in order[:places]]
