"""What a day in the selectivity lab has brought and cost: what officers found, whom they stopped, and how sure that is.

Every share has a 95 percent interval. It comes from drawing the importers of the day anew 400 times, because declarations
of one importer are alike. Where few are counted (goods that endanger the public), and for none and all, it is Wilson's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, Any

from eclear.casefile.decision import Lane
from eclear.casefile.examination import Irregularity
from eclear.journey.routing import dice_of
from eclear.simulation.lab_policy import MINUTES, Shortage

if TYPE_CHECKING:
    from eclear.simulation.enforcement import Candidate

DRAWS, SEED = 400, 33
"""How often the importers of a day are drawn anew for the intervals, and the seed of these draws."""

DIGITS = 9
"""Decimals of an interval: what another machine's arithmetic may round differently lies far beyond them."""

Z = 1.959964
"""Standard deviations on either side that hold 95 percent."""

DELAY_HOURS = {Lane.L0: 0.0, Lane.L1: 0.5, Lane.L2: 6.0, Lane.L3: 24.0}
"""Hours that goods wait longer in a lane than without it. SYNTHETIC, 2026-11-22."""

FINDS: dict[Irregularity, dict[Lane, float]] = {
    kind: dict(zip((Lane.L1, Lane.L2, Lane.L3), shares, strict=True))
    for kind, shares in {
        Irregularity.UNDERVALUATION: (0.10, 0.65, 0.75),
        Irregularity.MISCLASSIFICATION: (0.15, 0.60, 0.90),
        Irregularity.FALSE_ORIGIN: (0.10, 0.50, 0.75),
        Irregularity.WRONG_MASS: (0.10, 0.35, 0.95),
        Irregularity.SPLIT_SHIPMENT: (0.15, 0.55, 0.70),
        Irregularity.MISSING_PERMIT: (0.25, 0.80, 0.95),
        Irregularity.PROHIBITED_GOODS: (0.02, 0.10, 0.90),
        Irregularity.COUNTERFEIT: (0.02, 0.15, 0.90),
        Irregularity.UNDECLARED_GOODS: (0.0, 0.0, 0.90),
    }.items()
}
"""How often an officer in a lane finds what is wrong. Who looks deeper finds more, and no paper shows undeclared goods.
SYNTHETIC, 2026-11-22: no office publishes how much it overlooks."""

LANES = (Lane.L0, Lane.L1, Lane.L2, Lane.L3)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, as a share with the 95 percent interval of that share."""

    count: float
    of: float
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; none of nothing is nothing."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a day under one policy brought and cost, in a simulated world.

    ``lanes`` counts the declarations of each lane, ``sent`` those that officers saw in L2 and L3. ``recovered`` is the duty
    found of that at stake, in the country's currency. ``stopped`` are declarations with nothing wrong in L2 and L3,
    ``delay`` the hours that all declarations with nothing wrong waited (of their number), ``hours`` the officers' hours
    (of the number of declarations). ``shortages`` say for which places there were too few officers.
    """

    policy: str
    lanes: tuple[tuple[Lane, int], ...]
    sent: Share
    irregular: Share
    critical: Share
    recovered: Share
    stopped: Share
    delay: Share
    hours: Share
    shortages: tuple[Shortage, ...] = ()


class Day:
    """The declarations of a simulated day, with the truth about each: the same goods and the same dice for every policy."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        if not candidates:
            raise ValueError("A day without declarations shows nothing. Ask for at least one.")
        self.candidates = tuple(candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    @property
    def irregular(self) -> int:
        """How many declarations have something wrong with them."""
        return len(self) - int(self._truth.honest.sum())

    @property
    def critical(self) -> int:
        """How many of these endanger the public."""
        return int(self._truth.grave.sum())

    @cached_property
    def _truth(self) -> _Truth:
        """What is so, as columns: made once, however often the day is run."""
        import numpy as np

        every = self.candidates
        kinds = [one.irregularity for one in every]
        drawn = np.array([dice_of("what an officer finds", one.case_id) for one in every])
        never = dict.fromkeys(LANES, 0.0)
        chances = np.array([[(FINDS[kind] if kind else never).get(lane, 0.0) for lane in LANES] for kind in kinds])
        importers = np.unique([one.importer for one in every], return_inverse=True)[1]
        many = int(importers.max()) + 1
        anew = np.random.default_rng(SEED).integers(0, many, size=(DRAWS, many))
        return _Truth(
            honest=np.array([kind is None for kind in kinds]),
            grave=np.array([kind is not None and kind.critical for kind in kinds]),
            at_stake=np.array([one.at_stake if one.irregularity else 0.0 for one in every]),
            found=drawn[:, None] < chances,
            importers=importers,
            anew=np.stack([np.bincount(row, minlength=many) for row in anew]).astype(np.float64),
        )

    def measured(self, lanes: Sequence[Lane], policy: str, shortages: tuple[Shortage, ...] = ()) -> Outcome:
        """Return what it brings and costs to send each declaration to its lane; ``lanes`` are in the order of lodging."""
        import numpy as np

        truth, at = self._truth, np.array([LANES.index(lane) for lane in lanes])
        found, deep = truth.found[np.arange(len(self)), at], at >= LANES.index(Lane.L2)
        delay = np.array([DELAY_HOURS[lane] for lane in LANES])[at]
        hours = np.array([MINUTES.get(lane, 0) / 60 for lane in LANES])[at]
        sent, irregular, recovered, stopped, waited, worked = truth.shares(
            (deep, "all"),
            (found, "irregular"),
            (truth.at_stake * found, "at stake"),
            (deep & truth.honest, "honest"),
            (delay * truth.honest, "honest"),
            (hours, "all"),
        )
        return Outcome(
            policy=policy,
            lanes=tuple((lane, int((at == number).sum())) for number, lane in enumerate(LANES)),
            sent=sent,
            irregular=irregular,
            critical=wilson(int((found & truth.grave).sum()), self.critical),
            recovered=recovered,
            stopped=stopped,
            delay=waited,
            hours=worked,
            shortages=shortages,
        )


@dataclass(frozen=True, eq=False)
class _Truth:
    """The columns of a day. ``found`` says for each lane whether an officer finds there what is wrong: who finds it in one
    lane finds it in every deeper one. ``anew`` says how often each importer comes when the importers are drawn anew."""

    honest: Any
    grave: Any
    at_stake: Any
    found: Any
    importers: Any
    anew: Any

    @cached_property
    def _wholes(self) -> dict[str, tuple[float, Any, int]]:
        """Of what there can be a share: how much there is of it, how much whenever the importers are drawn anew, and in how
        many declarations."""
        import numpy as np

        every = {"all": np.ones(len(self.honest)), "irregular": ~self.honest, "honest": self.honest, "at stake": self.at_stake}
        by_importer = {name: np.bincount(self.importers, weights=each) for name, each in every.items()}
        many = {name: int(np.count_nonzero(each)) for name, each in every.items()}
        return {name: (float(each.sum()), self.anew @ each, many[name]) for name, each in by_importer.items()}

    def shares(self, *parts: tuple[Any, str]) -> list[Share]:
        """Return the share that each part has of its whole, with the interval over importers drawn anew."""
        import numpy as np

        columns = np.stack([np.bincount(self.importers, weights=part) for part, _whole in parts], axis=1)
        counts, drawn = columns.sum(axis=0), self.anew @ columns
        return [self._share(float(counts[n]), drawn[:, n], *self._wholes[whole]) for n, (_part, whole) in enumerate(parts)]

    def _share(self, count: float, over: Any, whole: float, under: Any, many: int) -> Share:
        import numpy as np

        if not whole:
            return Share(count, whole, 0.0, 0.0)
        if count in (0.0, whole):  # drawing anew what never happened says nothing about how seldom it happens
            certain = wilson(many if count else 0, many)
            return Share(count, whole, round(certain.low, DIGITS), round(certain.high, DIGITS))
        low, high = np.percentile(over[under > 0] / under[under > 0], (2.5, 97.5))
        return Share(count, whole, round(float(low), DIGITS), round(float(high), DIGITS))


def wilson(count: int, of: int) -> Share:
    """Return so many of so many with Wilson's interval, which holds where few are counted (JASA 22, 1927, 209-212)."""
    if not of:
        return Share(count, of, 0.0, 0.0)
    share, z2 = count / of, Z * Z / of
    middle = (share + z2 / 2) / (1 + z2)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of)) / (1 + z2)
    return Share(count, of, max(0.0, middle - half), min(1.0, middle + half))
