"""What somebody did in a play, in a few words: for the class console, and for looking over a shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eclear.casefile.events import Allotted, Event
from eclear.casefile.play import (
    PLAY,
    ApproachReported,
    EvidenceNoted,
    EvidenceStruck,
    Guessed,
    HintGiven,
    Injected,
    PlayFinished,
    PlayOpened,
)
from eclear.casefile.scenario import Side, Variant, said
from eclear.training.matching import PLAYED
from eclear.web.languages import _, language, word
from eclear.web.pages.timeline import AT_ONCE, WHAT, what

FOLLOWS = frozenset((*AT_ONCE, "review-started", "tax-notified", "accepted", "review-passed", "reassessed"))
"""What follows from an act within the same moment, signed by who did it: it is no act of his own."""


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act: when by the play's clock, what, and more about it."""

    at: datetime
    what: str
    note: str = ""


def own_acts(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return what persons did themselves, in the order of the log: not what eclear played, nor what followed from an act."""
    return tuple(event for event in events if event.person and not event.person.startswith(PLAYED) and is_act(event))


def is_act(event: Event) -> bool:
    """True for an act, False for what follows from one: a case is drawn by whom it is allotted to, and by nobody else."""
    if isinstance(event.fact, Allotted):
        return event.fact.officer == event.person
    return event.kind not in FOLLOWS


def act_said(event: Event, variant: Variant | None) -> str:
    """Say in a few words what somebody did."""
    if isinstance(event.fact, Allotted):
        return _("Took the next case")
    return told_of_play(event, variant) if event.stream == PLAY else word(what(event)) if known(event) else event.kind


def known(event: Event) -> bool:
    """True for an event that has a name on the timeline."""
    try:
        what(event)
    except KeyError:
        return False
    return True


def told_of_play(event: Event, variant: Variant | None) -> str:
    """Say what happened in a play beside its cases."""
    places = {place.id: said(place.label, language()) for place in variant.places} if variant else {}
    match event.fact:
        case PlayOpened():
            return _("Laid out")
        case Injected(id):
            inject = variant.inject(id) if variant else None
            return _("Received: %(what)s", what=(said(inject.title, language()) if inject else "") or id)
        case HintGiven(hint=0):
            return _("Got a hint from the instructor")
        case HintGiven():
            return _("Asked for a hint")
        case Guessed(chance=chance):
            return _("Guessed %(chance)s of 100", chance=chance)
        case EvidenceNoted(place=place):
            return _("Cited: %(place)s", place=places.get(place, place))
        case EvidenceStruck(place):
            return _("Took back: %(place)s", place=places.get(place, place))
        case ApproachReported():
            return _("Put a call on record")
        case PlayFinished():
            return _("Handed in")
    return word(WHAT[event.kind]) if event.kind in WHAT else event.kind


def side_said(side: Side) -> str:
    """Say for what a piece of evidence speaks."""
    return _("for the declaration") if side is Side.FOR else _("against the declaration")


def page_said(path: str) -> str:
    """Say which page somebody has open; a case is not told by its number."""
    step = path.strip("/").partition("/")[0]
    deeper = path.strip("/").count("/") > 0
    names = {
        "cases": _("Reads a case") if deeper else _("List of cases"),
        "mine": _("Reads his declaration") if deeper else _("List of his declarations"),
        "agency": _("Reads a case of the agency") if deeper else _("List of the agency"),
        "queue": _("List of his cases"),
        "team": _("The team"),
        "lodge": _("Fills in the declaration"),
        "inbox": _("Reads the inbox"),
        "shed": _("The shed"),
        "carrier": _("The carrier's desk"),
        "cargo": _("Reads about the cargo"),
        "manifest": _("Reads the manifest"),
        "traders": _("Reads the register of traders"),
        "money": _("The payments"),
        "exercise": _("Exercises of the class"),
        "play": _("Reads the exercise"),
        "rulebook": _("Reads the rulebook"),
        "tariff": _("Reads the tariff"),
        "rulings": _("Reads the rulings"),
        "law": _("Reads the law"),
        "permits": _("Reads the permits"),
        "status": _("The public status"),
        "enter": _("At the entrance"),
    }
    return names.get(step, "")
