"""Local criteria as an office without a model would write them: the line that a model has to beat. All SYNTHETIC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eclear.journey.risk.terms import TERMS, Experience, terms
from eclear.simulation.enforcement import Judged

NAMES = tuple(name for name, _ in TERMS)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: what it looks for, the term of the declaration it looks at, and from where to where it strikes."""

    reason: str
    term: str
    least: float = float("-inf")
    most: float = float("inf")
    besides: str | None = None

    def meets(self, told: Mapping[str, float]) -> bool:
        """True if a declaration meets it; what nobody tells meets nothing. ``besides`` names a term that must not be 0."""
        return self.least <= told[self.term] <= self.most and (self.besides is None or told[self.besides] > 0.0)


CRITERIA = (
    Criterion("price far below the usual of the goods", "lowest price against usual", most=-2.0),
    Criterion("unit of the goods far heavier than usual", "heaviest unit against usual", least=3.0),
    Criterion("unit of the goods far lighter than usual", "lightest unit against usual", most=-3.0),
    Criterion("mass above the manifest by a tenth", "mass against manifest", least=0.095),
    Criterion("mass below the manifest by a tenth", "mass against manifest", most=-0.105),
    Criterion(
        "preference claimed for goods from a third country",
        "preference claimed",
        least=1.0,
        besides="exported from a third country",
    ),
    Criterion("new importer of goods with a duty", "importer declared before", most=1.0, besides="duty rate"),
    Criterion("importer with findings", "importer found irregular", least=0.15),
)
"""What experienced officers would look for without counting anything. None was fitted to the simulated world."""


def met(judged: Judged, known: Experience) -> int:
    """Return how many criteria and profiles a declaration meets."""
    told = dict(zip(NAMES, terms(judged.inputs, known), strict=True))
    return len(judged.hits) + sum(criterion.meets(told) for criterion in CRITERIA)


def by_rules(day: Sequence[Judged], places: int, known: Experience) -> list[Judged]:
    """Return what an office without a model would examine: what meets most criteria; where they say nothing, the dice do."""
    return sorted(day, key=lambda judged: (-met(judged, known), judged.dice))[:places]
