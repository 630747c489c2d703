"""Permits (요건): which other agencies must agree before the goods can be accepted for release."""

from eclear.journey.permits.citing import cited
from eclear.journey.permits.determine import Reason, determine, reasons, told
from eclear.journey.permits.holdings import Holdings, measures_of
from eclear.journey.permits.questionnaire import Decided, answered, decide, decide_all

__all__ = [
    "Decided",
    "Holdings",
    "Reason",
    "answered",
    "cited",
    "decide",
    "decide_all",
    "determine",
    "measures_of",
    "reasons",
    "told",
]
