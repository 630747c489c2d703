"""The lane: hard profiles, then random control, then the score within the day's places. Nothing else decides it."""

from eclear.journey.routing.dice import dice_of
from eclear.journey.routing.policy import route

__all__ = ["dice_of", "route"]
