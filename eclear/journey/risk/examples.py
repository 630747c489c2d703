"""What a model learns from: declarations with what was known of them, and the truth where somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eclear.casefile.examination import Irregularity
from eclear.journey.risk.terms import Given


@dataclass(frozen=True, slots=True)
class Example:
    """One declaration to learn from or to be measured on: what the model looks at, and the truth about it.

    ``on`` is the day it was lodged. ``importer`` and ``origin`` only draw the intervals and measure fairness; the model
    never sees them. ``irregularity`` and ``at_stake`` (duty and taxes lost if nobody looks) are learned from only where
    ``examined`` is True; the rest measures. ``drawn`` is True where random control picked it, whatever its score.
    """

    on: date
    inputs: Given
    importer: str
    origin: str
    irregularity: Irregularity | None
    at_stake: float
    examined: bool
    drawn: bool = False


def endangers(example: Example) -> bool:
    """True for goods that endanger the public."""
    return example.irregularity is not None and example.irregularity.critical


def danger_of(rows: Sequence[Example]) -> Any:
    """Return for each example whether its goods endanger the public, as an array."""
    import numpy as np

    return np.array([endangers(e) for e in rows], dtype=bool)


def value_of(rows: Sequence[Example]) -> Any:
    """Return the customs value of each example, nought where there is none, as an array."""
    import numpy as np

    return np.array([float(e.inputs["customs value"] or 0.0) for e in rows])


def truth_of(rows: Sequence[Example]) -> Any:
    """Return for each example whether something was wrong with it, as an array."""
    import numpy as np

    return np.array([e.irregularity is not None for e in rows], dtype=bool)
