"""How a model's world moves under it: shares with their intervals, drift, calibration, and how well two rankings agree.

Every figure comes with what chance alone could have made of it, so that nobody reads news into noise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, inf, log, nextafter, sqrt
from typing import Any

from eclear.casefile.conduct import Subject
from eclear.journey.risk.features import keys, record_keys

Z95 = 1.959963984540054
"""The standard deviations on either side of the middle that hold 95 % of a normal distribution."""

ENOUGH = 30
"""From so many examined on, a share is told; with fewer its interval says next to nothing (rule of thumb)."""

WATCH, ACT = 0.10, 0.25
"""The PSI from which on drift is watched, and from which on something is done about it (rule of thumb)."""

BINS = 10
"""Into how many groups of equal size the figures of a reference are cut."""

MOST_CATEGORIES = 12
"""So many values of a code are counted apart, the commonest first; the rest count together."""

OTHERS, UNTOLD = "other", "not told"

CHANCE = "chance"
"""How the spread of the scores themselves is called among those of the inputs."""

_GROWING = frozenset(key for role in (Subject.DECLARANT, Subject.GOODS, Subject.ROUTE) for key in record_keys(role)[:5])
"""Counts that grow with the years whatever the risk, and that no model weighs as they are: their drift is no news."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many found of so many, the share and its 95 % interval; there is no share of nothing."""

    found: int
    of: int
    share: float | None
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """True if there were enough of them for the share to say something."""
        return self.of >= ENOUGH


def rate(found: int, of: int) -> Rate:
    """Return a share with its 95 % interval; of nothing it is anything from 0 to 1.

    Source: Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if of == 0:
        return Rate(0, 0, None, 0.0, 1.0)
    share, weight = found / of, Z95 * Z95 / of
    middle = (share + weight / 2) / (1 + weight)
    half = Z95 * sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    return Rate(found, of, share, 0.0 if found == 0 else middle - half, 1.0 if found == of else middle + half)


def half_width(share: float, rows: int) -> float:
    """Return by how much a share that is found in so many rows may be off, to either side, in 95 of 100 such draws."""
    return Z95 * sqrt(share * (1 - share) / rows) if rows else 1.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the one rate the other is, with its 95 % interval; None where nothing was found to compare with."""

    times: float | None
    low: float
    high: float


def ratio(one: Rate, other: Rate) -> Ratio | None:
    """Return how many times ``other`` the rate ``one`` is; None where either is of too few to say.

    The interval is that of the logarithm, half a case added to each, so that it stands where nothing was found too.
    Source: Walter, Biometrika 62 (1975), 371-374.
    """
    if not (one.tells and other.tells):
        return None
    a, n, b, m = one.found + 0.5, one.of + 0.5, other.found + 0.5, other.of + 0.5
    middle, half = log(a / n) - log(b / m), Z95 * sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    times = (one.found / one.of) / (other.found / other.of) if other.found else None
    return Ratio(times, exp(middle - half), exp(middle + half))


class Level(StrEnum):
    """What a drift asks for."""

    STEADY = "steady"
    WATCH = "watch"
    ACT = "act"
    UNSAID = "too few"


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of one input were spread: the share of each bin or category, and of those that told nothing.

    A number belongs to the first of ``edges`` that it does not exceed, beyond the last to the last bin; a code is one of
    ``names``, or another one. ``shares`` has one more than either, the last for what is beyond; ``untold`` comes on top.
    ``of`` is how many values it was made from, 0 if nobody knows.
    """

    edges: tuple[float, ...]
    names: tuple[str, ...]
    shares: tuple[float, ...]
    untold: float
    of: int = 0

    def counted(self, values: Iterable[float | str | None]) -> list[int]:
        """Return how many values fall into each bin, those beyond and those that tell nothing last."""
        counts = [0] * (len(self.shares) + 1)
        place = {name: number for number, name in enumerate(self.names)}
        for value in values:
            if value is None or value == "":
                counts[-1] += 1
            elif self.names:
                counts[place.get(str(value), -2)] += 1
            elif isinstance(value, str):
                counts[-2] += 1
            else:
                counts[bisect_left(self.edges, value)] += 1
        return counts


def spread_of(values: Sequence[float | str | None]) -> Spread:
    """Return how values are spread: numbers in bins of equal size, with equal numbers in one bin, codes by themselves."""
    told = [value for value in values if value is not None and value != ""]
    untold, of = (len(values) - len(told)) / len(values) if values else 0.0, len(values)
    numbers = sorted(value for value in told if not isinstance(value, str))
    if len(numbers) < len(told):
        names = tuple(name for name, _ in Counter(map(str, told)).most_common(MOST_CATEGORIES))
        return _shared(Spread((), names, (0.0,) * (len(names) + 1), untold, of), told, of)
    edges = sorted({numbers[ceil(len(numbers) * n / BINS) - 1] for n in range(1, BINS)}) if numbers else []
    edges = [edge for edge in edges if edge < numbers[-1]] or ([nextafter(numbers[0], -inf), numbers[0]] if numbers else [])
    return _shared(Spread(tuple(edges), (), (0.0,) * (len(edges) + 1), untold, of), told, of)


def _shared(bins: Spread, told: Sequence[float | str | None], of: int) -> Spread:
    counts = bins.counted(told)[:-1]
    return Spread(bins.edges, bins.names, tuple(count / of if of else 0.0 for count in counts), bins.untold, of)


@dataclass(frozen=True, slots=True)
class Part:
    """One bin or category: its upper edge or its name, and the share it had and has."""

    upto: float | None
    name: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the values of one input have moved from the reference.

    ``psi`` is the population stability index; ``by_chance`` is what it stays below in 95 of 100 cases where nothing has
    moved, which for few values is a lot. ``of`` is how many values were compared, ``parts`` what was compared.
    """

    name: str
    psi: float
    by_chance: float
    of: int
    level: Level
    parts: tuple[Part, ...]


def drift(name: str, before: Spread, values: Sequence[float | str | None]) -> Drift:
    """Return how far values have moved from where they were.

    PSI is the sum over all parts of (now - before) x ln(now / before), half a value added to each part. Where nothing
    moves it follows a chi-square distribution times (1/n + 1/m).
    Source: Yurdakul, Statistical properties of the population stability index, Western Michigan University, 2018.
    """
    counts, shares = before.counted(values), (*before.shares, before.untold)
    used = [number for number, share in enumerate(shares) if share or counts[number]]
    of, total = len(values), before.of or 10_000
    psi, parts = 0.0, []
    for number in used:
        now, was = (counts[number] + 0.5) / (of + 0.5 * len(used)), (shares[number] * total + 0.5) / (total + 0.5 * len(used))
        psi += (now - was) * log(now / was)
        parts.append(_part(before, number, shares[number], counts[number] / of if of else 0.0))
    by_chance = _chi_square_95(len(used) - 1) * (1 / of + (1 / before.of if before.of else 0.0)) if of else 1.0
    return Drift(name, psi, by_chance, of, _level(psi, by_chance, of), tuple(parts))


def _part(before: Spread, number: int, was: float, now: float) -> Part:
    if number == len(before.shares):
        return Part(None, UNTOLD, was, now)
    if before.names:
        return Part(None, before.names[number] if number < len(before.names) else OTHERS, was, now)
    return Part(before.edges[number] if number < len(before.edges) else None, "", was, now)


def _level(psi: float, by_chance: float, of: int) -> Level:
    if of < ENOUGH or (psi <= by_chance and by_chance > WATCH):
        return Level.UNSAID
    if psi <= by_chance or psi < WATCH:
        return Level.STEADY
    return Level.ACT if psi >= ACT else Level.WATCH


def _chi_square_95(freedom: int) -> float:
    """Return the value that chi-square stays below in 95 of 100 cases.

    Source: Wilson and Hilferty, Proceedings of the National Academy of Sciences 17 (1931), 684-688; good to 2 %.
    """
    if freedom < 1:
        return 0.0
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + 1.644853626951473 * sqrt(part)) ** 3)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was said and what was found in one group: the mean of the chances, and the rate among its members."""

    name: str
    said: float | None
    found: Rate

    @property
    def off(self) -> bool | None:
        """True if what was said lies outside the interval of what was found; None where too few were examined to say."""
        if self.said is None or not self.found.tells:
            return None
        return not self.found.low <= self.said <= self.found.high


def calibrated(name: str, judged: Sequence[tuple[float, bool]]) -> Calibrated:
    """Compare chances with what was found, for examined declarations that nobody picked by their score."""
    said = sum(chance for chance, _ in judged) / len(judged) if judged else None
    return Calibrated(name, said, rate(sum(found for _, found in judged), len(judged)))


def calibration(judged: Sequence[tuple[float, bool]], groups: int = 5) -> tuple[Calibrated, ...]:
    """Compare chances with what was found, in groups of equal size from the lowest chances to the highest."""
    ranked = sorted(judged, key=lambda one: one[0])
    cut = [ranked[len(ranked) * n // groups : len(ranked) * (n + 1) // groups] for n in range(groups)]
    return tuple(calibrated(f"{group[0][0]:.4f} to {group[-1][0]:.4f}", group) for group in cut if group)


@dataclass(frozen=True, slots=True)
class Separation:
    """How well a score tells irregular from regular: the AUC (0.5 is a coin) with its 95 % interval, and from how many."""

    auc: float | None
    low: float
    high: float
    irregular: int
    regular: int


def separation(judged: Sequence[tuple[float, bool]]) -> Separation:
    """Return the chance that an irregular declaration scored higher than a regular one, ties as half.

    Source of the interval: Hanley and McNeil, Radiology 143 (1982), 29-36. It is told from five of each kind on; for
    fewer it would pretend to know.
    """
    irregular = sum(found for _, found in judged)
    regular = len(judged) - irregular
    if min(irregular, regular) < 5:
        return Separation(None, 0.0, 1.0, irregular, regular)
    place = _ranks([chance for chance, _ in judged])
    above = sum(rank for rank, (_, found) in zip(place, judged, strict=True) if found)
    auc = (above - irregular * (irregular + 1) / 2) / (irregular * regular)
    one, two = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (irregular - 1) * (one - auc * auc) + (regular - 1) * (two - auc * auc)
    half = Z95 * sqrt(max(spread, 0.0) / (irregular * regular))
    return Separation(auc, max(0.0, auc - half), min(1.0, auc + half), irregular, regular)


def _ranks(figures: Sequence[float]) -> list[float]:
    """Return the place of each figure from the lowest on, equal ones at their mean place."""
    order = sorted(range(len(figures)), key=figures.__getitem__)
    place, start = [0.0] * len(figures), 0
    for at in range(1, len(order) + 1):
        if at == len(order) or figures[order[at]] != figures[order[start]]:
            for number in order[start:at]:
                place[number] = (start + at + 1) / 2
            start = at
    return place


def outranked(figures: Sequence[float]) -> list[float]:
    """Return for each figure what share of the others lies above it: 0 for the highest, ties at their middle."""
    most = max(1, len(figures) - 1)
    return [(len(figures) - place) / most for place in _ranks(figures)]


def overlap(one: Sequence[float], other: Sequence[float], share: float) -> Rate:
    """Return how many of the highest scores of the one, such as 5 %, are among those of the other too."""
    most = max(1, int(share * len(one))) if one else 0
    tops = [set(sorted(range(len(of)), key=lambda n: (-of[n], n))[:most]) for of in (one, other)]
    return rate(len(tops[0] & tops[1]), most)


def is_watched(name: str) -> bool:
    """True for an input whose drift is watched: all but those of further items and counts that only grow."""
    return name not in _GROWING and (not name.startswith("item ") or name in keys(1))


def reference_of(scored: Sequence[tuple[Mapping[str, float | str | None], float]]) -> dict[str, Spread]:
    """Return how inputs and chances were spread, to hold later ones against: when a model learned, or in a room's first days."""
    names = dict.fromkeys(name for inputs, _ in scored for name in inputs if is_watched(name))
    spreads = {name: spread_of([inputs.get(name) for inputs, _ in scored]) for name in names}
    return {CHANCE: spread_of([chance for _, chance in scored])} | spreads


def packed(reference: Mapping[str, Spread]) -> dict[str, list[Any]]:
    """Return a reference as plain lists, as a model's file keeps it."""
    return {name: [list(one.edges), list(one.names), list(one.shares), one.untold, one.of] for name, one in reference.items()}


def unpacked(parts: Mapping[str, Sequence[Any]]) -> dict[str, Spread]:
    """Read a reference that :func:`packed` made; raises ValueError or TypeError for what is none."""
    found = {}
    for name, (edges, names, shares, untold, of) in parts.items():
        one = Spread(tuple(map(float, edges)), tuple(map(str, names)), tuple(map(float, shares)), float(untold), int(of))
        if len(one.shares) != len(one.names or one.edges) + 1 or not 0.99 < sum(one.shares) + one.untold < 1.01:
            raise ValueError(f"the reference of {name} is none: its shares do not add up")
        found[name] = one
    return found


def drifts(spreads: Mapping[str, Spread], rows: Sequence[Mapping[str, float | str | None]]) -> tuple[Drift, ...]:
    """Return the drift of every input that has a reference, the furthest moved first."""
    found = [drift(name, spread, [row.get(name) for row in rows]) for name, spread in spreads.items()]
    return tuple(sorted(found, key=lambda one: (-one.psi, one.name)))
