"""Facts with a date: what every row says about itself, and how to find the one that holds on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

OPEN_END = date.max
"""The last day of a fact whose end nobody knows yet."""

T = TypeVar("T")


class Mark(StrEnum):
    """How sure a fact is. A screen that shows the fact shows its mark."""

    REAL = "real"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"
    SYNTHETIC = "SYNTHETIC"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a row says about itself: the days it holds (both included), its source, when that was read, its mark.

    ``mark`` begins with one of :class:`Mark` and may add words after a comma, as in "SYNTHETIC, last known week".
    ``valid_from`` is the first day that eclear vouches for, which need not be the day the law took effect. ``where`` is the
    file and the line that it was read from.
    """

    valid_from: date
    valid_to: date
    source: str
    as_of: date
    mark: str
    where: str = field(default="", compare=False, repr=False)

    def holds(self, on: date) -> bool:
        """True on the days of validity, the first and the last included."""
        return self.valid_from <= on <= self.valid_to


class Overlap(ValueError):
    """Two rows for the same thing claim the same day."""


class Timeline(Generic[T]):
    """Values that follow one another in time, with gaps allowed: at most one holds on a day."""

    __slots__ = ("_ends", "_starts", "_values")

    def __init__(self, spans: Iterable[tuple[date, date, T]]) -> None:
        """Sort the spans (first day, last day, value); raises Overlap if two of them share a day."""
        ordered = sorted(spans, key=lambda span: span[0])
        for before, after in pairwise(ordered):
            if after[0] <= before[1]:
                raise Overlap(f"one row holds to {before[1]}, the next already from {after[0]}")
        self._starts = [span[0] for span in ordered]
        self._ends = [span[1] for span in ordered]
        self._values = [span[2] for span in ordered]

    def __iter__(self) -> Iterator[tuple[date, date, T]]:
        return zip(self._starts, self._ends, self._values, strict=True)

    def on(self, day: date) -> T | None:
        """Return the value that holds on this day, or None where there is a gap."""
        at = bisect_right(self._starts, day) - 1
        return self._values[at] if at >= 0 and day <= self._ends[at] else None
