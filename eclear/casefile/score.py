"""A risk score: a chance of an irregularity by a model. A reason to look, never proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eclear.casefile.words import Term


@dataclass(frozen=True, slots=True)
class Score:
    """What the model said: the chance (0 to 1), the inputs it was given, and which model it was.

    ``inputs`` are kept so that the reasons can be worked out whenever they are asked for. ``at_risk`` is the duty and
    taxes that are expected to be lost if nobody looks, in the country's currency: the chance counts in it. ``critical`` is
    the chance (0 to 1) of goods that endanger the public. Both are None where the model says nothing about them.
    """

    chance: float
    inputs: Mapping[str, float | str | None]
    model: str
    model_sha256: str
    at_risk: float | None = None
    critical: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a score: in words, and by how much (in chance) it moved the score from the average."""

    words: Term
    moved: float
