"""From hits, score and draw to a lane: a pure function over the country's policy.

The order is that of the ASYCUDA selectivity manual (MODSEL): local criteria, a minimum of random control, then the
score. A missing permit is no matter for a lane; it holds the permits track.
"""

from __future__ import annotations

from collections.abc import Mapping

from eclear.casefile.decision import Cause, Decision, Lane
from eclear.casefile.score import Score
from eclear.reference import Policy, Profile

RISING = (Lane.L0, Lane.L1, Lane.L2, Lane.L3)
WITH_WORK = (Lane.L3, Lane.L2, Lane.L1)


def route(
    *,
    hits: tuple[Profile, ...],
    score: Score | None,
    dice: float,
    used: Mapping[Lane, int],
    policy: Policy,
    aeo: bool,
    by_score: bool = True,
) -> Decision:
    """Return the lane of a declaration with everything that made it.

    ``hits`` are the hard profiles that the declaration meets, ``dice`` its draw in [0, 1), ``used`` how many
    declarations each lane has taken today, ``aeo`` whether the importer is an authorised economic operator. Without a
    usable score (None, or not between 0 and 1) the policy's own lane for that is taken; unless it says otherwise this is
    never L0: chance that nobody could measure is not low chance.
    ``by_score`` is False where no model judges, as with exports: inspection is waived as the rule, and profiles and random
    control pick the exceptions (account of Korean export practice).
    """
    chance = score.chance if score is not None and 0.0 <= score.chance <= 1.0 else None

    def decided(lane: Lane, cause: Cause, explanation: str, rule: str | None = None, audit: bool = False) -> Decision:
        counts = tuple((each.value, used.get(each, 0)) for each in Lane)
        return Decision(lane, cause, explanation, rule, dice, chance, counts, audit)

    drawn = dice < policy.random_share
    hit = max(hits, key=lambda profile: RISING.index(profile.lane)) if hits else None
    if hit and not (drawn and RISING.index(policy.random_lane) > RISING.index(hit.lane)):
        others = ", ".join(p.id for p in hits if p is not hit)
        explanation = f"Profile {hit.id} ({hit.reason}) sends it to {_called(hit.lane)}."
        return decided(hit.lane, Cause.RULE, explanation + (f" It also meets {others}." if others else ""), hit.id)

    if drawn:
        explanation = (
            f"Drawn for random control: {dice:.4f} is below {policy.random_share}. It goes to {_called(policy.random_lane)}."
        )
        return decided(policy.random_lane, Cause.RANDOM, explanation)

    if not by_score:
        explanation = f"No profile and no draw picked it, and no model judges it: it goes to {_called(Lane.L0)}."
        return decided(Lane.L0, Cause.RULE, explanation)

    if chance is None:
        why = "and the policy asks for none" if policy.without_score is Lane.L0 else "so it is not accepted unseen"
        explanation = f"No usable score, {why}: it goes to {_called(policy.without_score)}."
        return decided(policy.without_score, Cause.NO_MODEL, explanation)

    reached = next((lane for lane in WITH_WORK if chance >= policy.thresholds[lane]), None)
    if reached is None:
        explanation = f"A chance of {chance:.1%} is below {policy.thresholds[Lane.L1]:.1%}, where review begins."
        return decided(Lane.L0, Cause.SCORE, explanation)

    explanation = f"A chance of {chance:.1%} reaches {policy.thresholds[reached]:.1%}, where {_called(reached)} begins."
    wanted = _lower(reached, policy.aeo_lanes_lower) if aeo else reached
    if wanted is not reached:
        explanation += f" The importer is an authorised economic operator, so it is due in {_called(wanted)}."
    given = wanted
    while given in (Lane.L3, Lane.L2) and not _has_place(given, used, policy):
        given = _lower(given, 1)
    if given is wanted:
        return decided(given, Cause.SCORE, explanation)
    explanation += (
        f" {_called(wanted)} has no place left today, so it goes to {_called(given)} and is marked for audit after release."
    )
    return decided(given, Cause.QUOTA, explanation, audit=True)


def _has_place(lane: Lane, used: Mapping[Lane, int], policy: Policy) -> bool:
    """True while the lane has taken less than its share of the day; the first few places of a day are always there."""
    day = sum(used.values()) + 1
    return used.get(lane, 0) < max(policy.quota_floor[lane], policy.quota_share[lane] * day)


def _lower(lane: Lane, steps: int) -> Lane:
    return RISING[max(0, RISING.index(lane) - steps)]


def _called(lane: Lane) -> str:
    return f"{lane.value} {lane.term.en.lower()}"
