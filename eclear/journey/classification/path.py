"""The path through the general rules: one answer after the other, from the first question to the rule that decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eclear.reference.general_rules import Answer, GeneralRules, Outcome, Step


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the path with the answer that was given."""

    step: Step
    answer: Answer


@dataclass(frozen=True, slots=True)
class Walk:
    """How far somebody has come: what he answered, and the question or the outcome at which he stands."""

    answered: tuple[Answered, ...]
    at: Step | Outcome


def walk(rules: GeneralRules, answers: Iterable[str]) -> Walk:
    """Follow answers from the first question; the walk ends at an outcome, or before the first answer that is none there."""
    at: Step | Outcome = rules.steps[rules.start]
    answered: list[Answered] = []
    for given in answers:
        if isinstance(at, Outcome):
            break
        answer = next((one for one in at.answers if one.id == given), None)
        if answer is None:
            break
        answered.append(Answered(at, answer))
        at = rules.steps[answer.to] if answer.to in rules.steps else rules.outcomes[answer.to]
    return Walk(tuple(answered), at)
