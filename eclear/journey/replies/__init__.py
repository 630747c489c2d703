"""Replies (통보): what the declarant hears of a case, in the terms of the WCO response, as the country sends it."""

from eclear.journey.replies.telling import Told, is_told, replies, tells

__all__ = ["Told", "is_told", "replies", "tells"]
