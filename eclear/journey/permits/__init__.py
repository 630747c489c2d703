"""Permits (요건): which other agencies must agree before the goods can be accepted for release."""

from eclear.journey.permits.determine import determine

__all__ = ["determine"]
