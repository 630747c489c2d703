"""The officer's desk: in whose hands a case is, how long it has waited for an officer, and what is proposed about its lane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from eclear.casefile.decision import Decision, Lane
from eclear.casefile.doubt import Doubt
from eclear.casefile.examination import Analysis

if TYPE_CHECKING:
    from eclear.casefile.events import Event, Requested


class Hands(StrEnum):
    """Who must act next on what officers have to do: an officer, somebody whom he waits for, or nobody."""

    OFFICER = "officer"
    OTHERS = "others"
    NOBODY = ""


ENDED = ("D1", "D9", "D10", "E4", "E6", "EX", "X1", "X2", "X3")
"""The states in which a declaration is not waiting for its acceptance."""

ASKING = ("request-documents", "query", "hold")
"""What an officer decides when the trader must act next."""


class Waiting(Protocol):
    """What is read of a case to tell in whose hands it is."""

    status: str
    decision: Decision | None
    reviewed: bool
    inspection: bool
    request: Requested | None
    doubts: tuple[Doubt, ...]
    permits: str | None
    cargo: str | None
    carried_in: datetime | None
    presented: datetime | None
    returning: str
    analyses: tuple[Analysis, ...]


@dataclass(frozen=True, slots=True)
class DeskClock:
    """How long a case has waited for officers: it runs while an officer must act, and stands while somebody else must.

    ``since`` is when it began to run last, None while it stands; ``spent`` what it had run before. ``hands`` says who must
    act, ``asked`` is True while the trader has been asked and has not answered, ``done`` is when there was nothing more to
    do for an officer.
    """

    since: datetime | None = None
    spent: timedelta = timedelta()
    hands: Hands = Hands.NOBODY
    asked: bool = False
    done: datetime | None = None

    def after(self, event: Event, case: Waiting) -> DeskClock:
        """Return the clock after an event, which has made the case what it is now."""
        settled = event.kind == "permit-answered" and case.status == "D7"  # an agency's refusal had held it
        asked = self.asked and event.by != "declarant" and not settled
        if event.kind == "decided":
            asked = getattr(event.fact, "verb", None) in ASKING
        elif event.kind == "review-started":
            asked = case.status == "D5"  # in the documents lane the papers are asked for at once
        hands = hands_of(case, asked)
        if hands is self.hands:
            return self if asked is self.asked else replace(self, asked=asked)
        spent = self.spent + max(timedelta(), event.at - self.since) if self.since else self.spent
        done = event.at if hands is Hands.NOBODY else self.done
        return DeskClock(event.at if hands is Hands.OFFICER else None, spent, hands, asked, done)

    def due(self, promised: timedelta) -> datetime | None:
        """Return by when an officer has acted if what was promised is kept; None while the clock stands."""
        return self.since + promised - self.spent if self.since else None


def hands_of(case: Waiting, asked: bool) -> Hands:
    """Return who must act next on what officers have to do; ``asked`` is True while the trader has not answered."""
    if case.decision is None:
        return Hands.NOBODY
    if case.request:
        return Hands.OFFICER
    if case.status in ENDED:
        return Hands.NOBODY
    if case.returning:
        return Hands.OTHERS
    doubts = [doubt for doubt in case.doubts if doubt.is_open]
    if doubts:
        return Hands.OFFICER if all(doubt.answered for doubt in doubts) else Hands.OTHERS
    if case.reviewed and case.status not in ("D5", "D6", "D7"):
        return Hands.NOBODY
    if asked or (case.status == "D7" and case.permits == "R3") or any(analysis.is_open for analysis in case.analyses):
        return Hands.OTHERS
    there = case.carried_in if case.cargo else case.presented
    return Hands.OTHERS if case.inspection and not there else Hands.OFFICER


@dataclass(frozen=True, slots=True)
class Proposal:
    """A lighter lane that an officer has proposed, and why; a second officer or a supervisor says yes or no."""

    lane: Lane
    reason: str
    by: str
    at: datetime
