"""What assessment says when something it needs is missing."""

from __future__ import annotations

from eclear.casefile.finding import Finding, Severity
from eclear.casefile.pointer import Place


class CannotAssess(Exception):
    """A declaration cannot be assessed: the message says what is missing and the remedy, ``place`` says where.

    It is never assessed by a guess. The rules of a country refuse such a declaration before it comes here; where a country
    has no rules of its own, ``finding`` says it.
    """

    def __init__(self, message: str, place: Place) -> None:
        """Keep the message and the place that it is about."""
        super().__init__(message)
        self.place = place

    @property
    def finding(self) -> Finding:
        """The refusal as a finding, for the declarant."""
        return Finding("DTY-001", Severity.ERROR, str(self), self.place)


class NotHeld(CannotAssess):
    """The country's folder lacks what the assessment needs: a tariff line, a rate, a code.

    ``gap`` names it in a few words. Where the folder is complete, that is the declarant's fault like any other; where it
    holds samples only, it is nobody's, and what it lacks is not computed.
    """

    def __init__(self, gap: str, remedy: str, place: Place) -> None:
        """Keep what is missing, what the declarant can do where the folder is complete, and the place."""
        super().__init__(f"{gap}. {remedy}", place)
        self.gap = gap
