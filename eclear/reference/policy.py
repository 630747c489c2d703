"""The routing policy (선별 정책): how much is looked at, from which chance on, and how many places a day has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from eclear.casefile.decision import Lane
from eclear.reference.dated import OPEN_END, Fact
from eclear.reference.rows import Row, read_toml


@dataclass(frozen=True, slots=True)
class Policy:
    """How declarations are spread over the lanes.

    ``random_share`` of all declarations are drawn for ``random_lane`` whatever their score. From ``thresholds`` on (a
    chance between 0 and 1) a lane is due. A lane has places for its ``quota_share`` of the day's declarations, and for
    ``quota_floor`` of them on any day, so that a small class has some too. An authorised economic operator comes
    ``aeo_lanes_lower`` lanes lower, where the score alone decided. ``without_score`` is the lane of a declaration whose
    chance nobody measured.
    """

    random_share: float
    random_lane: Lane
    thresholds: Mapping[Lane, float]
    quota_share: Mapping[Lane, float]
    quota_floor: Mapping[Lane, int]
    aeo_lanes_lower: int = 1
    without_score: Lane = Lane.L1
    fact: Fact | None = None


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
    if not thresholds[Lane.L3] >= thresholds[Lane.L2] >= thresholds[Lane.L1]:
        raise row.fault("the thresholds do not rise from L1 to L3. A higher lane needs a higher chance.")
    floor = row.table("quota_floor")
    return fact, Policy(
        random_share=_share(row, "random_share"),
        random_lane=Lane(row.choice("random_lane", Lane)),
        thresholds=thresholds,
        quota_share=_per_lane(row.table("quota_share")),
        quota_floor={lane: int(floor.number(lane)) for lane in (Lane.L3, Lane.L2, Lane.L1)},
        aeo_lanes_lower=int(row.number("aeo_lanes_lower")),
        without_score=Lane(row.choice("without_score", Lane)),
        fact=fact,
    )


def _per_lane(row: Row) -> dict[Lane, float]:
    return {lane: _share(row, lane) for lane in (Lane.L3, Lane.L2, Lane.L1)}


def _share(row: Row, name: str) -> float:
    share = row.number(name)
    if not 0 <= share <= 1:
        raise row.fault(f"{name} {share} is not a share. Write a number between 0 and 1, such as 0.01 for 1 %.", name)
    return float(share)
