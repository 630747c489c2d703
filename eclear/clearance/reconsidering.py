"""What would have been: why a case got its score, and which single change would have led it to another lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eclear.casefile.case import Case
from eclear.casefile.decision import Cause, Lane
from eclear.casefile.declaration import Declaration
from eclear.casefile.events import Event, Selected
from eclear.casefile.score import Reason, Score
from eclear.clearance.office import Office, country_of, today
from eclear.journey.risk import Otherwise
from eclear.journey.routing import relane

LED_BY_SCORE = (Cause.SCORE, Cause.QUOTA, Cause.CRITICAL)
"""The causes of a lane that another score could have changed."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a score is what it is: every reason, the chance of the median declaration, and what would have led elsewhere.

    ``otherwise`` is empty where it was not the score that decided the lane.
    """

    reasons: tuple[Reason, ...]
    median: float
    otherwise: tuple[Otherwise, ...] = ()


def explained(office: Office, case: Case, declaration: Declaration | None, events: Sequence[Event]) -> Explained | None:
    """Return the reasons for a case's score, worked out from its kept inputs by the model that gave it.

    What would have led to another lane is found by routing again, with the draw and the places that the decision kept and
    the policy of its day. None where there is no score, or where the model that gave it is not the one installed.
    """
    model, score = office.model, case.score
    if score is None or model is None or model.sha256 != score.model_sha256:
        return None
    reasons, median = model.reasons(score, most=len(score.inputs)), model.median_chance()
    decision = case.decision
    routed = next((event for event in reversed(events) if isinstance(event.fact, Selected)), None)
    if decision is None or declaration is None or routed is None or decision.cause not in LED_BY_SCORE:
        return Explained(reasons, median)
    country = country_of(case)
    policy = country.policy.on(today(routed.at, country))
    aeo = bool(score.inputs.get("aeo"))  # as it was then: a room grants and withdraws it

    def lane_of(other: Score) -> Lane:
        return relane(decision, other, policy, (), aeo)

    return Explained(reasons, median, model.counterfactuals(score, lane_of))
