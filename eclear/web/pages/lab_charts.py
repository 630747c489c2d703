"""The charts of the selectivity lab: lines as SVG that the server draws, each with the table of the very same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor, log10

from eclear.simulation.lab_measures import Share

LEFT, RIGHT, TOP, BOTTOM = 56, 586, 28, 268
"""Where the plot lies in a picture 770 wide and 318 high; the names of the lines stand to the right of it."""

APART = 20
"""How far apart the names at the ends of two lines are at least."""

LOWEST = BOTTOM
"""The lowest place of a name or of words at a spot: below it stand the numbers of the axis."""

KINDS = ("a", "b", "c")
"""The looks of the first line, the second, the third: they differ by their dashes."""


@dataclass(frozen=True, slots=True)
class Named:
    """A line to be drawn: its name, and its places as (across, share with interval)."""

    name: str
    places: tuple[tuple[float, Share], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is drawn: its look, its points, and where its name stands."""

    kind: str
    name: str
    points: str
    name_y: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a line that is marked, with what is said beside it: to its right, or to its left where there is no room."""

    kind: str
    x: float
    y: float
    said: str
    said_y: float = 0.0

    @property
    def right(self) -> bool:
        """True if there is room for words to the right of it."""
        return self.x < (LEFT + RIGHT) / 2 + APART


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis and where it stands."""

    at: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of lines: ``label`` says in a sentence what it shows, ``band`` is the 95 percent interval of the first line.

    ``head`` and ``rows`` are the table that follows it, ``csv`` the address of the same as a file.
    """

    id: str
    title: str
    note: str
    label: str
    across: str
    lines: tuple[Line, ...]
    band: str
    spots: tuple[Spot, ...]
    ups: tuple[Tick, ...]
    alongs: tuple[Tick, ...]
    here: float | None
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers become places: ``most`` is the top of the plot, ``first`` and ``last`` are its sides."""

    most: float
    first: float
    last: float

    def x(self, value: float) -> float:
        """Where a number lies across."""
        return round(LEFT + (value - self.first) / (self.last - self.first) * (RIGHT - LEFT), 1)

    def y(self, value: float) -> float:
        """Where a number lies upwards; what is beyond the top lies on it."""
        return round(BOTTOM - min(value / self.most, 1.0) * (BOTTOM - TOP), 1)


def drawn(named: Sequence[Named], scale: Scale) -> tuple[tuple[Line, ...], str]:
    """Return the lines with their names apart from each other, and the band of the first one."""
    ends = [scale.y(line.places[-1][1].value) + 5 for line in named]
    order = sorted(range(len(ends)), key=lambda n: (ends[n], n))
    for above, below in pairwise(order):
        ends[below] = max(ends[below], ends[above] + APART)
    for place, end in enumerate(reversed(order)):  # near zero they would stand on the numbers of the axis: back up they go
        ends[end] = min(ends[end], LOWEST - place * APART)
    lines = tuple(
        Line(kind, line.name, _points([(scale.x(x), scale.y(share.value)) for x, share in line.places]), end)
        for kind, line, end in zip(KINDS, named, ends, strict=False)
    )
    first = named[0].places
    there = [(scale.x(x), scale.y(share.low)) for x, share in first]
    back = [(scale.x(x), scale.y(share.high)) for x, share in reversed(first)]
    return lines, _points([*there, *back])


def marked(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Return the spots with what is said below each; the words stand above where two are close, or the axis is near."""
    told = []
    for spot in spots:
        crowded = any(other is not spot and abs(other.y - spot.y) < 2 * APART and other.y >= spot.y for other in spots)
        below = spot.y + 23
        told.append(replace(spot, said_y=spot.y - 13 if crowded or below > LOWEST else below))
    return tuple(told)


def top_of(highest: float) -> float:
    """Return a round number for the top of a plot: not below the highest, and easy to cut in four."""
    power = 10.0 ** floor(log10(max(highest, 1e-6)))
    return next(round(power * times, 9) for times in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if power * times >= highest)


def quarters(scale: Scale, said: Callable[[float], str]) -> tuple[Tick, ...]:
    """Return the five numbers of the axis that runs upwards."""
    return tuple(Tick(scale.y(scale.most * part / 4), said(scale.most * part / 4)) for part in range(5))


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in places)
