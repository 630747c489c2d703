"""The lane: hard profiles, what the manifest told, random control, then the scores within the day's places. Nothing else."""

from eclear.journey.routing.dice import dice_of
from eclear.journey.routing.policy import possible, route
from eclear.journey.routing.relane import relane

__all__ = ["dice_of", "possible", "relane", "route"]
