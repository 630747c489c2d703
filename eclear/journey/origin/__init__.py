"""Origin (원산지 결정): whether goods originate under an agreement, from their bill of materials, with the whole working."""

from eclear.journey.origin.determine import determine

__all__ = ["determine"]
