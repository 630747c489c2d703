"""What assessment says when something it needs is missing."""

from __future__ import annotations

from eclear.casefile.pointer import Place


class CannotAssess(Exception):
    """A declaration cannot be assessed: the message says what is missing and the remedy, ``place`` says where.

    The checks refuse such a declaration before it comes here; it is never assessed by a guess.
    """

    def __init__(self, message: str, place: Place) -> None:
        """Keep the message and the place that it is about."""
        super().__init__(message)
        self.place = place
