"""What would have been: the lane of the same declaration, on the same day, with the same draw, had its score been another."""

from __future__ import annotations

from eclear.casefile.decision import Cause, Decision, Lane
from eclear.casefile.score import Score
from eclear.journey.routing.policy import CRITICAL_PLACES, route
from eclear.reference import Policy, Profile


def relane(decision: Decision, score: Score | None, policy: Policy, hits: tuple[Profile, ...], aeo: bool) -> Lane:
    """Return the lane that a declaration would have had with another score, by the draw and the places that were left then.

    ``decision`` is the one that was made; it keeps both. A selection from the manifest stands whatever the score.
    """
    if decision.cause is Cause.MANIFEST:
        return decision.lane
    kept = dict(decision.used)
    return route(
        hits=hits,
        score=score,
        dice=decision.dice,
        used={lane: kept.get(lane.value, 0) for lane in Lane},
        policy=policy,
        aeo=aeo,
        critical_used=kept.get(CRITICAL_PLACES, 0),
    ).lane
