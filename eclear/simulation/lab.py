"""The selectivity lab (선별 실험실): a simulated day, routed again under another policy by the routing of the product itself.

The same goods come in the same order with the same dice, so that two outcomes differ by their policies alone.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import stdev
from typing import TYPE_CHECKING

from eclear.casefile.decision import Cause, Lane
from eclear.casefile.score import Score
from eclear.journey.routing import route
from eclear.reference import Country, Policy
from eclear.reference.policy import Critical, RankBy
from eclear.simulation.lab_measures import Day, Outcome, Share, wilson
from eclear.simulation.lab_policy import FULL_DAY, LabPolicy, Shortage, affordable

if TYPE_CHECKING:
    from eclear.simulation.enforcement import Candidate

BATCH, AHEAD, WINDOW = 50, 400, 2000
"""After so many declarations the office sets its cuts anew, for so many that are to come, from so many of the last ranks."""

STEPS = (0.01, 0.02, 0.04, 0.06, 0.09, 0.12, 0.16, 0.2)
"""The shares of the day sent to officers for which the curves are measured."""

PARTS = 24
"""Into how many parts a day is cut to see how evenly the work comes."""

CHI_LOW, CHI_HIGH = 0.777, 1.403
"""What a standard deviation over 24 parts is multiplied by for its 95 percent interval (chi-square, 23 degrees of freedom)."""

DEEP = (Lane.L2, Lane.L3)
NEVER = float("inf")
"""A cut that no rank reaches."""

LEAST_DANGER = 1e-9
"""A chance below which nothing is taken for a danger to the public, however many places are free."""

UnderWay = Callable[[int, int], None]
"""Told how many runs are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy as it is carried out: the share of a day that each lane and the critical line take, and that chance draws."""

    shares: tuple[tuple[Lane, float], ...]
    drawn: float
    critical: float
    policy: LabPolicy
    by_quota: bool

    def of(self, lane: Lane) -> float:
        """The share of the day that a lane has places for."""
        return dict(self.shares)[lane]


def plan_of(policy: LabPolicy, deep: float | None = None) -> Plan:
    """Return how a policy is carried out; with ``deep``, as if documents checks and inspections were that share of a day.

    They keep their ratio then, the random share of them stays what it is, and places decide even where thresholds would.
    """
    now = (policy.l2 + policy.l3) / FULL_DAY
    times = 1.0 if deep is None else deep / now if now else 0.0
    l2, l3 = policy.l2 / FULL_DAY * times, policy.l3 / FULL_DAY * times
    return Plan(
        shares=((Lane.L1, policy.l1 / FULL_DAY), (Lane.L2, l2), (Lane.L3, l3)),
        drawn=policy.random / 100 * (l2 + l3),
        critical=min(policy.critical / FULL_DAY, l3),
        policy=policy,
        by_quota=deep is not None or policy.mode == "quota",
    )


def run(day: Day, policy: LabPolicy, country: Country) -> Outcome:
    """Return what the day brings and costs under a policy; where officers are too few, it runs with the places they allow."""
    return run_over(day, policy, base_of(day, country))


def run_over(day: Day, policy: LabPolicy, base: Policy) -> Outcome:
    """Return the same, with the policy of the country told by itself."""
    possible, short = _possible(day, policy)
    return day.measured(lanes_of(day, plan_of(possible), base), str(policy), short)


def base_of(day: Day, country: Country) -> Policy:
    """Return the country's own policy of the day, on which the choices of the lab are laid."""
    return country.policy.on(day.candidates[0].on)


def _possible(day: Day, policy: LabPolicy) -> tuple[LabPolicy, tuple[Shortage, ...]]:
    """Only places can be given up beforehand; how much work thresholds make, nobody knows before the day."""
    possible, short = affordable(policy) if policy.mode == "quota" else (policy, ())
    scale = len(day) / FULL_DAY
    return possible, tuple(Shortage(each.lane, round(each.asked * scale), round(each.given * scale)) for each in short)


def lanes_of(day: Day, plan: Plan, base: Policy) -> list[Lane]:
    """Return the lane of every declaration, in the order of lodging: each goes through the routing of the product."""
    desk = _Desk(len(day), plan, base)
    return [desk.lane_of(one) for one in day.candidates]


class _Desk:
    """The office over a day: it counts the places taken, and from time to time sets its cuts anew.

    With places, a cut is the rank above which as many of the last declarations lay as the next ones have places for: so the
    work comes evenly. At the beginning the country's own thresholds hold.
    """

    def __init__(self, day: int, plan: Plan, base: Policy) -> None:
        self._day, self._plan, self._seen = day, plan, 0
        self._used = dict.fromkeys(Lane, 0)
        self._critical_used = 0
        self._by_duty = plan.policy.rank == "duty" and plan.by_quota  # thresholds are chances
        self._ranks, self._dangers = _Window(), _Window()
        self._demanded = dict.fromkeys(Lane, 0)
        self._policy = self._opening(base)

    def _opening(self, base: Policy) -> Policy:
        plan, policy = self._plan, self._plan.policy
        danger = base.critical.threshold if base.critical else 0.5
        if plan.by_quota:
            begin = base.duty_thresholds if self._by_duty else base.thresholds
            cuts = {lane: begin.get(lane, NEVER) if share else NEVER for lane, share in plan.shares}
        else:
            cuts = {Lane.L1: policy.t1 / 100, Lane.L2: policy.t2 / 100, Lane.L3: policy.t3 / 100}
        return replace(
            base,
            random_share=plan.drawn,
            random_lane=Lane.L3 if plan.of(Lane.L3) >= plan.drawn else Lane.L2,
            thresholds=cuts,
            duty_thresholds=cuts,
            rank_by=RankBy.DUTY if self._by_duty else RankBy.CHANCE,
            quota_share=dict(plan.shares) if plan.by_quota else dict.fromkeys(base.quota_share, 1.0),
            quota_floor={lane: min(least, round(plan.of(lane) * self._day)) for lane, least in base.quota_floor.items()},
            aeo_lanes_lower=0,
            critical=Critical(danger, plan.critical, 1) if plan.critical else None,
        )

    def lane_of(self, one: Candidate) -> Lane:
        """Route the next declaration."""
        if self._plan.by_quota and self._seen and self._seen % BATCH == 0:
            self._cut_anew()
        score = self._lowered(one)
        decision = route(
            hits=one.hits,
            score=score,
            dice=one.dice,
            used=self._used,
            policy=self._policy,
            aeo=one.aeo,
            critical_used=self._critical_used,
        )
        self._seen += 1
        self._used[decision.lane] += 1
        self._critical_used += decision.cause is Cause.CRITICAL
        if decision.cause in (Cause.RULE, Cause.RANDOM, Cause.CRITICAL):
            self._demanded[decision.lane] += 1
        elif score is not None:
            self._ranks.add((score.at_risk or 0.0) if self._by_duty else score.chance)
        if score is not None:
            self._dangers.add(score.critical or 0.0)
        return decision.lane

    def _lowered(self, one: Candidate) -> Score | None:
        """The score with the discount of an authorised operator; goods that endanger the public know none."""
        score = one.score
        if score is None or not one.aeo or not self._plan.policy.aeo:
            return score
        left = 1 - self._plan.policy.aeo / 100
        return replace(score, chance=score.chance * left, at_risk=None if score.at_risk is None else score.at_risk * left)

    def _cut_anew(self) -> None:
        """Give the places of the next declarations to the highest ranks, less what rules and chance will take of them."""
        cuts, share, soon = {}, 0.0, self._seen + AHEAD
        ranked = max(1 - sum(self._demanded.values()) / self._seen, 1 / self._seen)
        for lane in (Lane.L3, Lane.L2, Lane.L1):
            free = (self._plan.of(lane) * soon - self._used[lane]) / AHEAD - self._demanded[lane] / self._seen
            share += max(0.0, free) / ranked
            cuts[lane] = self._ranks.cut(share)
        critical = self._policy.critical
        if critical:
            grave = max(0.0, self._plan.critical * soon - self._critical_used) / AHEAD
            critical = replace(critical, threshold=max(self._dangers.cut(grave), LEAST_DANGER))
        self._policy = replace(self._policy, critical=critical, thresholds=cuts, duty_thresholds=cuts)


class _Window:
    """The last ranks that the office has seen, in order."""

    def __init__(self) -> None:
        self._last: deque[float] = deque()
        self._sorted: list[float] = []

    def add(self, rank: float) -> None:
        """Take in one more rank, and forget the oldest when there are enough."""
        self._last.append(rank)
        insort(self._sorted, rank)
        if len(self._last) > WINDOW:
            del self._sorted[bisect_left(self._sorted, self._last.popleft())]

    def cut(self, share: float) -> float:
        """Return the rank that this share of them lies above: none lies above infinity."""
        above = round(share * len(self._sorted))
        if above <= 0:
            return NEVER
        return self._sorted[max(0, len(self._sorted) - above)]


def rules_alone(day: Day, like: Sequence[Lane]) -> list[Lane]:
    """Return the lanes if only the hard profiles chose, and chance filled up to the same work as in ``like``."""
    return _filled(day, like, [max((profile.lane for profile in one.hits), default=None) for one in day.candidates])


def chance_alone(day: Day, like: Sequence[Lane]) -> list[Lane]:
    """Return the lanes if chance alone chose as much work as in ``like``."""
    return _filled(day, like, [None] * len(day))


def _filled(day: Day, like: Sequence[Lane], asked: Sequence[Lane | None]) -> list[Lane]:
    lanes = [lane or Lane.L0 for lane in asked]
    free = iter([number for number in sorted(range(len(day)), key=lambda n: day.candidates[n].dice) if asked[number] is None])
    for lane in (Lane.L3, Lane.L2, Lane.L1):
        for _ in range(like.count(lane) - lanes.count(lane)):
            number = next(free, None)
            if number is not None:
                lanes[number] = lane
    return lanes


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome of a policy, and those of rules alone and of chance alone with the same work."""

    policy: Outcome
    rules: Outcome
    chance: Outcome


def compared(day: Day, policy: LabPolicy, country: Country) -> Compared:
    """Return a policy beside the two simple ones of the same size."""
    possible, short = _possible(day, policy)
    return _beside(day, plan_of(possible), base_of(day, country), str(policy), short)


def curves(day: Day, policy: LabPolicy, country: Country, progress: UnderWay | None = None) -> list[Compared]:
    """Return what a policy and the two simple ones bring when less or more of the day is sent to officers.

    The officers' hours bound screen review alone: for the rest the curve says what they would be. Each outcome says how
    much was really sent.
    """
    found, base, possible = [], base_of(day, country), _possible(day, policy)[0]
    for number, deep in enumerate(STEPS, start=1):
        found.append(_beside(day, plan_of(possible, deep), base, f"{deep:.1%} of the day"))
        if progress:
            progress(number, len(STEPS))
    return found


def _beside(day: Day, plan: Plan, base: Policy, name: str, short: tuple[Shortage, ...] = ()) -> Compared:
    lanes = lanes_of(day, plan, base)
    rules, chance = rules_alone(day, lanes), chance_alone(day, lanes)
    return Compared(day.measured(lanes, name, short), day.measured(rules, "rules alone"), day.measured(chance, "chance alone"))


@dataclass(frozen=True, slots=True)
class Evenness:
    """The share of each part of a day that goes to officers in L2 and L3 (Wilson's interval), and how much it varies.

    ``deviation`` is the standard deviation over the parts, with the interval by chi-square.
    """

    shares: tuple[Share, ...]
    deviation: Share


def by_parts(day: Day, policy: LabPolicy, country: Country) -> tuple[Evenness, Evenness]:
    """Return how evenly the work of a day comes under places, and under fixed thresholds.

    The thresholds are those of the policy where it works by them. Else they are fixed as an office can: from the first
    quarter of the day, so that as many of it would have been sent as there are places.
    """
    base, possible = base_of(day, country), _possible(day, policy)[0]
    places = lanes_of(day, plan_of(possible, (possible.l2 + possible.l3) / FULL_DAY), base)
    fixed = lanes_of(day, plan_of(possible if policy.mode == "threshold" else _fixed(day, possible)), base)
    return _evenness(places), _evenness(fixed)


def _fixed(day: Day, policy: LabPolicy) -> LabPolicy:
    """The policy with thresholds that would have sent as many of the first quarter as it has places, less what rules and
    chance take of them."""
    first, seen = _Window(), day.candidates[: max(1, min(WINDOW, len(day) // 4))]
    for one in seen:
        discount = 1 - policy.aeo / 100 if one.aeo else 1
        first.add(one.score.chance * discount if one.score else 0.0)
    plan, share, cuts = plan_of(policy), -plan_of(policy).drawn, []
    for lane in (Lane.L3, Lane.L2, Lane.L1):
        asked = sum(max(profile.lane for profile in one.hits) is lane for one in seen if one.hits)
        share += plan.of(lane) - asked / len(seen)
        cuts.append(min(100.0, 100 * first.cut(share)))
    t3, t2, t1 = cuts
    return replace(policy, mode="threshold", t1=min(t1, t2, t3), t2=min(t2, t3), t3=t3)


def _evenness(lanes: Sequence[Lane]) -> Evenness:
    parts = [lanes[len(lanes) * n // PARTS : len(lanes) * (n + 1) // PARTS] for n in range(PARTS)]
    shares = tuple(wilson(sum(lane in DEEP for lane in part), len(part)) for part in parts)
    varies = stdev(share.value for share in shares)
    return Evenness(shares, Share(varies, 1.0, varies * CHI_LOW, varies * CHI_HIGH))
