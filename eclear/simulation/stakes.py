"""What is at stake with a declaration: the duty and taxes that are lost if nobody looks."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from eclear.casefile.duty import Assessment
from eclear.journey.duties import assess
from eclear.reference import Country
from eclear.simulation.world import Simulated


def at_stake(simulated: Simulated, assessment: Assessment, country: Country, on: date) -> Decimal:
    """Return the duty and taxes lost if nobody looks, in whole units of the country's currency, never below 0.

    It is what the honest declaration would owe more than the ``assessment`` of the one that was lodged; nothing where
    nothing is wrong, and nothing where somebody told too much.
    """
    if simulated.truth.irregularity is None:
        return Decimal(0)
    more = assess(simulated.truth.honest, country, on).total_due - assessment.total_due
    return max(Decimal(0), more).quantize(Decimal(1), ROUND_HALF_UP)
