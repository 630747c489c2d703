"""The routing policy (선별 정책): how much is looked at, from which chance or duty on, and how many places a day has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from eclear.casefile.decision import Lane
from eclear.reference.dated import OPEN_END, Fact
from eclear.reference.rows import Row, read_toml

WITH_WORK = (Lane.L3, Lane.L2, Lane.L1)
"""The lanes in which somebody works, the deepest look first."""

LEAST_RANDOM_SHARE = 0.005
"""Random control that no folder can go below: the least that the ASYCUDA selectivity manual draws (0.5 to 1 %)."""


class RankBy(StrEnum):
    """What the score is measured by: the chance of an irregularity, or the duty and taxes expected to be lost."""

    CHANCE = "chance"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Critical:
    """The places kept for goods that may endanger the public: from which chance of it on, and how many a day.

    ``share`` is of the day's declarations, ``floor`` how many there are on any day.
    """

    threshold: float
    share: float
    floor: int


@dataclass(frozen=True, slots=True)
class Policy:
    """How declarations are spread over the lanes.

    ``random_share`` of all declarations are drawn for ``random_lane`` whatever their score. From ``thresholds`` on (a
    chance between 0 and 1) a lane is due; where ``rank_by`` is duty, from ``duty_thresholds`` on (duty and taxes expected to
    be lost, in whole units of the country's currency). A lane has places for its ``quota_share`` of the day's declarations,
    and for ``quota_floor`` of them on any day, so that a small class has some too. An authorised economic operator comes
    ``aeo_lanes_lower`` lanes lower, where the score alone decided. ``without_score`` is the lane of a declaration whose
    chance nobody measured. ``critical`` are the places for goods that may endanger the public, None for none of their own.
    ``audit_share`` of what is accepted unseen is drawn for an audit after release. ``promised`` is how long a declaration of a
    lane waits for an officer at most, if what is promised is kept; where a lane is missing, nothing is promised.
    """

    random_share: float
    random_lane: Lane
    thresholds: Mapping[Lane, float]
    quota_share: Mapping[Lane, float]
    quota_floor: Mapping[Lane, int]
    aeo_lanes_lower: int = 1
    without_score: Lane = Lane.L1
    fact: Fact | None = None
    rank_by: RankBy = RankBy.CHANCE
    duty_thresholds: Mapping[Lane, float] = field(default_factory=dict)
    critical: Critical | None = None
    audit_share: float = 0.0
    promised: Mapping[Lane, timedelta] = field(default_factory=dict)


class Policies:
    """The policies of a country over time, without a gap: on every day one of them holds."""

    def __init__(self, policies: Sequence[tuple[date, Policy]]) -> None:
        """Keep each policy with its first day, the earliest first."""
        self._starts = [first for first, _ in policies]
        self._policies = [policy for _, policy in policies]

    def on(self, day: date) -> Policy:
        """Return the policy in force on a day; days before the first policy are routed by the first."""
        return self._policies[max(bisect_right(self._starts, day) - 1, 0)]


def read_policies(path: Path) -> Policies:
    """Read the policy file; raises ReferenceFault for a share that is not between 0 and 1, and for a day without policy."""
    file = read_toml(path)
    policies = sorted((_policy(row) for row in file.tables("policy")), key=lambda pair: pair[0].valid_from)
    if not policies or policies[-1][0].valid_to != OPEN_END:
        raise file.fault("there is no policy without an end. Add a [[policy]] that has no valid_to.")
    for (before, _), (after, _) in pairwise(policies):
        if before.valid_to + timedelta(days=1) != after.valid_from:
            raise file.fault(
                f"one policy holds to {before.valid_to}, the next from {after.valid_from}. Let it follow the day after."
            )
    return Policies([(fact.valid_from, policy) for fact, policy in policies])


def _policy(row: Row) -> tuple[Fact, Policy]:
    fact, thresholds = row.fact(), _per_lane(row.table("thresholds"))
    rank_by = RankBy(row.choice("rank_by", RankBy)) if "rank_by" in row.cells else RankBy.CHANCE
    duty: dict[Lane, float] = {}
    if rank_by is RankBy.DUTY or "duty_thresholds" in row.cells:
        amounts = row.table("duty_thresholds")
        duty = {lane: float(amounts.number(lane)) for lane in WITH_WORK}
    for each in filter(None, (thresholds, duty)):
        if not each[Lane.L3] >= each[Lane.L2] >= each[Lane.L1]:
            raise row.fault("the thresholds do not rise from L1 to L3. A higher lane needs a higher chance, or more duty.")
    floor = row.table("quota_floor")
    return fact, Policy(
        random_share=random_share(row),
        random_lane=Lane(row.choice("random_lane", ("L1", "L2", "L3"))),
        thresholds=thresholds,
        quota_share=_per_lane(row.table("quota_share")),
        quota_floor={lane: int(floor.number(lane)) for lane in WITH_WORK},
        aeo_lanes_lower=int(row.number("aeo_lanes_lower")),
        without_score=Lane(row.choice("without_score", Lane)),
        fact=fact,
        rank_by=rank_by,
        duty_thresholds=duty,
        critical=_critical(row.table("critical")) if "critical" in row.cells else None,
        audit_share=_share(row, "audit_share") if "audit_share" in row.cells else 0.0,
        promised=_promised(row.table("promised_minutes")) if "promised_minutes" in row.cells else {},
    )


def _promised(row: Row) -> dict[Lane, timedelta]:
    found = {lane: timedelta(minutes=row.whole(lane)) for lane in Lane if lane in row.cells}
    for lane, promised in found.items():
        if not promised:
            raise row.fault(f"{lane} promises 0 minutes, which nobody can keep. Write one or more, or leave the lane out.", lane)
    return found


def _critical(row: Row) -> Critical:
    return Critical(_share(row, "threshold"), _share(row, "share"), row.whole("floor"))


def random_share(row: Row, name: str = "random_share") -> float:
    """Return the share that is drawn at random; raises ReferenceFault for less than there must be."""
    share = _share(row, name)
    if share < LEAST_RANDOM_SHARE and not row.excused(name):
        raise row.fault(
            f"{name} {share:g} is below {LEAST_RANDOM_SHARE:g}. Random control is the only unbiased measure of what "
            f"passes unseen, so nobody can switch it off. Write {LEAST_RANDOM_SHARE:g} or more.",
            name,
        )
    return share


def _per_lane(row: Row) -> dict[Lane, float]:
    return {lane: _share(row, lane) for lane in WITH_WORK}


def _share(row: Row, name: str) -> float:
    share = row.number(name)
    if not 0 <= share <= 1:
        raise row.fault(f"{name} {share} is not a share. Write a number between 0 and 1, such as 0.01 for 1 %.", name)
    return float(share)
