"""From hits, score and draw to a lane: a pure function over the country's policy.

The order is that of the ASYCUDA selectivity manual (MODSEL): local criteria and what was selected from the manifest, a
minimum of random control, then the scores: first that of goods which may endanger the public, in places of its own, then
the ordinary one. A missing permit is no matter for a lane; it holds the permits track.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from eclear.casefile.decision import Cause, Decision, Lane
from eclear.casefile.score import Score
from eclear.casefile.selection import ControlMeasure
from eclear.reference import Policy, Profile
from eclear.reference.policy import WITH_WORK, RankBy

RISING = (Lane.L0, Lane.L1, Lane.L2, Lane.L3)
CRITICAL_PLACES = "critical"
"""How the places of goods that may endanger the public are called beside those of the lanes."""


def route(
    *,
    hits: tuple[Profile, ...],
    score: Score | None,
    dice: float,
    used: Mapping[Lane, int],
    policy: Policy,
    aeo: bool,
    by_score: bool = True,
    critical_used: int = 0,
    ordered: ControlMeasure | None = None,
) -> Decision:
    """Return the lane of a declaration with everything that made it.

    ``hits`` are the hard profiles that the declaration meets, ``dice`` its draw in [0, 1), ``used`` how many
    declarations each lane has taken today, ``critical_used`` how many places for critical goods were taken, ``aeo`` whether
    the importer is an authorised economic operator, ``ordered`` what still stands of a selection from the manifest. Without
    a usable score (None, or one with a figure that cannot be) the policy's own lane for that is taken; unless it says
    otherwise this is never L0: chance that nobody could measure is not low chance.
    ``by_score`` is False where no model judges, as with exports: inspection is waived as the rule, and profiles and random
    control pick the exceptions (account of Korean export practice).
    """
    known = score if usable(score, policy) else None
    made = _Made(tuple(profile.id for profile in hits), dice, known, used, critical_used)
    demand = _demanded(hits, dice, policy, ordered, made)
    if demand:
        return demand
    if not by_score:
        explanation = f"No profile and no draw picked it, and no model judges it: it goes to {_called(Lane.L0)}."
        return made.decided(Lane.L0, Cause.RULE, explanation)
    if known is None:
        why = "and the policy asks for none" if policy.without_score is Lane.L0 else "so it is not accepted unseen"
        explanation = f"No usable score, {why}: it goes to {_called(policy.without_score)}."
        return _unseen(made.decided(policy.without_score, Cause.NO_MODEL, explanation), policy, made)
    return _by_critical(known, policy, aeo, made) or _by_score(known, policy, aeo, made)


def usable(score: Score | None, policy: Policy) -> bool:
    """True for a score whose every figure can be: a chance lies between 0 and 1, duty is finite and not negative.

    A model that gives one impossible figure has failed, and none of its others is trusted. Where the policy ranks by duty,
    a score must tell it.
    """
    told = score is not None and (score.at_risk is not None or policy.rank_by is not RankBy.DUTY)
    return score is not None and told and possible(score)


def possible(score: Score) -> bool:
    """True if every figure of a score can be; a chance that is no number, or duty without an end, cannot."""
    duty, chances = score.at_risk, (score.chance, 0.0 if score.critical is None else score.critical)
    return all(0.0 <= chance <= 1.0 for chance in chances) and (duty is None or (isfinite(duty) and duty >= 0.0))


@dataclass(frozen=True, slots=True)
class _Made:
    """What every decision about a declaration keeps, whichever step makes it."""

    hits: tuple[str, ...]
    dice: float
    score: Score | None
    used: Mapping[Lane, int]
    critical_used: int

    def decided(self, lane: Lane, cause: Cause, explanation: str, rule: str | None = None, audit: bool = False) -> Decision:
        counts = (*((each.value, self.used.get(each, 0)) for each in Lane), (CRITICAL_PLACES, self.critical_used))
        score = self.score
        return Decision(
            lane=lane,
            cause=cause,
            explanation=explanation,
            rule=rule,
            dice=self.dice,
            chance=score.chance if score else None,
            used=counts,
            audit=audit,
            hits=self.hits,
            critical=score.critical if score else None,
            at_risk=score.at_risk if score else None,
            model=score.model_sha256 if score else None,
        )

    @property
    def day(self) -> int:
        """How many declarations the day has had, this one included."""
        return sum(self.used.values()) + 1


def _demanded(
    hits: tuple[Profile, ...], dice: float, policy: Policy, ordered: ControlMeasure | None, made: _Made
) -> Decision | None:
    """What no score can change: a hard profile, a selection from the manifest, the draw. The deepest look wins, in this order."""
    demands: list[Decision] = []
    if hits:
        hit = max(hits, key=lambda profile: RISING.index(profile.lane))
        others = ", ".join(p.id for p in hits if p is not hit)
        explanation = f"Profile {hit.id} ({hit.reason}) sends it to {_called(hit.lane)}."
        explanation += f" It also meets {others}." if others else ""
        demands.append(made.decided(hit.lane, Cause.RULE, explanation, hit.id))
    if ordered:
        explanation = (
            f"Its consignment was selected from the manifest ({ordered.value}), and that still stands: "
            f"it goes to {_called(Lane.L3)}."
        )
        demands.append(made.decided(Lane.L3, Cause.MANIFEST, explanation))
    if dice < policy.random_share:
        lane = policy.random_lane
        explanation = f"Drawn for random control: {dice:.4f} is below {policy.random_share}. It goes to {_called(lane)}."
        demands.append(made.decided(lane, Cause.RANDOM, explanation))
    return max(demands, key=lambda demand: RISING.index(demand.lane), default=None)


def _by_critical(score: Score, policy: Policy, aeo: bool, made: _Made) -> Decision | None:
    """Goods that may endanger the public, for everybody alike: in places of their own, and when these are gone by papers."""
    places, chance = policy.critical, score.critical
    if places is None or chance is None or chance < places.threshold:
        return None
    explanation = f"A chance of {chance:.1%} that the goods endanger the public reaches {places.threshold:.1%}"
    if made.critical_used < max(places.floor, places.share * made.day):
        return made.decided(Lane.L3, Cause.CRITICAL, f"{explanation}: it goes to {_called(Lane.L3)}.")
    otherwise = _by_score(score, policy, aeo, made)
    if otherwise.lane >= Lane.L2:
        return otherwise
    explanation += f", but no place for it is left today: it goes to {_called(Lane.L2)} and is marked for audit after release."
    return made.decided(Lane.L2, Cause.QUOTA, explanation, audit=True)


def _by_score(score: Score, policy: Policy, aeo: bool, made: _Made) -> Decision:
    by_duty = policy.rank_by is RankBy.DUTY
    measured = (score.at_risk or 0.0) if by_duty else score.chance
    thresholds = policy.duty_thresholds if by_duty else policy.thresholds
    told = f"Duty of {measured:,.0f} expected to be lost" if by_duty else f"A chance of {measured:.1%}"

    def figure(lane: Lane) -> str:
        return f"{thresholds[lane]:,.0f}" if by_duty else f"{thresholds[lane]:.1%}"

    reached = next((lane for lane in WITH_WORK if measured >= thresholds[lane]), None)
    if reached is None:
        explanation = f"{told} is below {figure(Lane.L1)}, where review begins."
        return _unseen(made.decided(Lane.L0, Cause.SCORE, explanation), policy, made)

    explanation = f"{told} reaches {figure(reached)}, where {_called(reached)} begins."
    wanted = _lower(reached, policy.aeo_lanes_lower) if aeo else reached
    if wanted is not reached:
        explanation += f" The importer is an authorised economic operator, so it is due in {_called(wanted)}."
    given = wanted
    while given in (Lane.L3, Lane.L2) and not _has_place(given, policy, made):
        given = _lower(given, 1)
    if given is wanted:
        return _unseen(made.decided(given, Cause.SCORE, explanation), policy, made)
    explanation += (
        f" {_called(wanted)} has no place left today, so it goes to {_called(given)} and is marked for audit after release."
    )
    return made.decided(given, Cause.QUOTA, explanation, audit=True)


def _unseen(decision: Decision, policy: Policy, made: _Made) -> Decision:
    """Draw a share of what is accepted unseen for an audit after release: by the top of the same draw, whatever its score."""
    if decision.lane is not Lane.L0 or made.dice < 1.0 - policy.audit_share:
        return decision
    drawn = f" Drawn for an audit after release: {made.dice:.4f} is not below {1.0 - policy.audit_share:g}."
    return made.decided(decision.lane, decision.cause, decision.explanation + drawn, audit=True)


def _has_place(lane: Lane, policy: Policy, made: _Made) -> bool:
    """True while the lane has taken less than its share of the day; the first few places of a day are always there."""
    return made.used.get(lane, 0) < max(policy.quota_floor[lane], policy.quota_share[lane] * made.day)


def _lower(lane: Lane, steps: int) -> Lane:
    return RISING[max(0, RISING.index(lane) - steps)]


def _called(lane: Lane) -> str:
    return f"{lane.value} {lane.term.en.lower()}"
