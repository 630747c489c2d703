"""The lane a declaration is routed to, and what made it so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eclear.casefile.words import Term


class Lane(StrEnum):
    """The four lanes: how much human work a declaration gets."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"

    @property
    def term(self) -> Term:
        """The name of the lane."""
        return LANES[self]


LANES = {
    Lane.L0: Term("Automatic", "자동수리"),
    Lane.L1: Term("Screen review", "P/L 심사"),
    Lane.L2: Term("Documents", "서류제출"),
    Lane.L3: Term("Inspection", "검사"),
}


class Cause(StrEnum):
    """What decided the lane."""

    RULE = "rule"
    RANDOM = "random"
    SCORE = "score"
    QUOTA = "quota"
    CRITICAL = "critical"
    MANIFEST = "manifest"
    NO_MODEL = "no-model"


@dataclass(frozen=True, slots=True)
class Decision:
    """A lane with everything that made it: the cause, the rule or profile, the draw, the score and the quota state.

    ``explanation`` says it in a sentence for officers; traders never see it. ``dice`` is the draw in [0, 1) from the
    room's seed and the case id. ``used`` is how many of today's places each lane had given away before. ``hits`` are all
    profiles that it meets. ``rank`` is the place of its score among those of the day so far, 1 the highest; it is counted
    only where a score led to work. ``critical`` and ``at_risk`` are those of the score, ``model`` the digest of its model.
    """

    lane: Lane
    cause: Cause
    explanation: str
    rule: str | None
    dice: float
    chance: float | None
    used: tuple[tuple[str, int], ...]
    audit: bool = False
    hits: tuple[str, ...] = ()
    rank: int | None = None
    critical: float | None = None
    at_risk: float | None = None
    model: str | None = None
