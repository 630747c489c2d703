"""Calibration: how well officers guess before they see the machine's score. Shown at the debrief, and no part of any mark.

A guess is a chance that something is wrong. The Brier score is the mean of the squares of what it is off: 0 is certain and
right, 0.25 is what one gets who always says even, 1 is certain and wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from eclear.casefile import events as ev
from eclear.casefile.exercise import Play
from eclear.casefile.scenario import Truth
from eclear.training.matching import Log

FEW = 3
"""Of fewer guesses than this nothing is said about a habit."""

LEANING = 0.1
"""Guesses that are off by more than this on average, and to one side, show a habit."""


class Leaning(StrEnum):
    """What guesses show about a habit."""

    TOO_FEW = "too-few"
    FAIR = "fair"
    TRUSTING = "trusting"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess about a case that was decided to be one thing or the other: one's own chance, and the machine's where it had one.

    Chances are from 0 to 1.
    """

    case: str
    chance: float
    machine: float | None
    guilty: bool

    @property
    def off(self) -> float:
        """What it is off, squared."""
        return (self.chance - self.guilty) ** 2

    @property
    def machine_off(self) -> float | None:
        """What the machine was off, squared; None where it said nothing."""
        return None if self.machine is None else (self.machine - self.guilty) ** 2


@dataclass(frozen=True, slots=True)
class Calibration:
    """Guesses of one play, one person or one class."""

    guesses: tuple[Guess, ...]

    @property
    def brier(self) -> float | None:
        """The Brier score of the guesses; None for no guess."""
        return fmean(guess.off for guess in self.guesses) if self.guesses else None

    @property
    def machine(self) -> float | None:
        """The Brier score of the machine about the same cases; None where it said nothing of any."""
        said = [guess.machine_off for guess in self.guesses if guess.machine_off is not None]
        return fmean(said) if said else None

    @property
    def leaning(self) -> Leaning:
        """Whether the guesses suspect too little, too much, or neither."""
        if len(self.guesses) < FEW:
            return Leaning.TOO_FEW
        off = fmean(guess.chance - guess.guilty for guess in self.guesses)
        if abs(off) <= LEANING:
            return Leaning.FAIR
        return Leaning.SUSPICIOUS if off > 0 else Leaning.TRUSTING

    def __add__(self, other: Calibration) -> Calibration:
        return Calibration((*self.guesses, *other.guesses))


def guesses_of(play: Play, log: Log, truth: Truth) -> Calibration:
    """Return the guesses of a play about the declarations that its key speaks of, in the order in which they were given.

    The machine's chance is the one that it gave first, which is the one that was closed while the officer guessed.
    """
    asked = {log.cases[name] for name in truth.money.declarations if name in log.cases} or set(log.cases.values())
    machine: dict[str, float] = {}
    for event in log.events:
        if isinstance(event.fact, ev.Scored) and event.fact.score:
            machine.setdefault(event.stream, event.fact.score.chance)
    return Calibration(
        tuple(
            Guess(case, guess.chance / 100, machine.get(case), truth.guilty)
            for case, guess in reversed(tuple(play.guesses.items()))
            if case in asked
        )
    )


def together(parts: Iterable[Calibration]) -> Calibration:
    """Return all guesses of several plays or persons as one."""
    return sum(parts, Calibration(()))
