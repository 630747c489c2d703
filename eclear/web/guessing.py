"""Guess before score: in a play, what the machine thinks of a declaration stays closed until somebody of the play has guessed.

Closed are the score with its reasons, and why the case is in its lane. Both are taken out of the case and its events before a
page or an answer is made from them: so whatever is drawn later cannot tell them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from eclear.casefile.case import Case
from eclear.casefile.decision import Cause, Decision
from eclear.casefile.events import Event, Scored, Selected
from eclear.storage import Records
from eclear.training.playing import playing


def is_closed(records: Records, case_id: str) -> bool:
    """True if score and reasons of a case are closed: in a play, until somebody of it has given an estimate of his own."""
    if not records.room.home:
        return False
    play = playing(records)
    return play is None or case_id not in play.guesses


def unscored(case: Case) -> Case:
    """Return a case without its score, and without what made its lane."""
    return replace(case, score=None, decision=_plain(case.decision) if case.decision else None)


def unscored_events(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events without scores, and without what made a lane."""
    return tuple(_unscored(event) for event in events)


def told_closed(told: dict[str, Any]) -> dict[str, Any]:
    """Return a case as programs are told of it, without its score; ``guess_first`` says why it is missing."""
    return told | {"score": None, "reasons": [], "guess_first": True}


def _unscored(event: Event) -> Event:
    fact = event.fact
    if isinstance(fact, Scored):
        return replace(event, fact=Scored(None))
    return replace(event, fact=Selected(_plain(fact.decision))) if isinstance(fact, Selected) else event


def _plain(decision: Decision) -> Decision:
    """Return a lane as if a rule without a name had given it."""
    return Decision(decision.lane, Cause.RULE, "", None, 0.0, None, (), audit=decision.audit)
