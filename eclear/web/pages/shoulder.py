"""Over the shoulder: what an instructor sees of a seat without touching it. Never the key, and no mark.

It is for his own screen: in the projector view it shows neither names nor what was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.exercise import Play
from eclear.casefile.person import Person
from eclear.casefile.play import PLAY, Seating
from eclear.casefile.scenario import Variant, said
from eclear.journey.settlement import guards
from eclear.training.matching import PLAYED
from eclear.training.playing import papers_there
from eclear.web.languages import _, language
from eclear.web.pages.acts import ActLine, page_said, side_said, told_of_play
from eclear.web.pages.board import trace
from eclear.web.pages.console import label_of, names_of
from eclear.web.pages.headline import Headline, headline
from eclear.web.pages.timeline import Happening, officers


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case of the play: its number, where it stands, what happened to it, and the guess that was made ("" for none)."""

    id: str
    number: str
    headline: Headline
    timeline: tuple[Happening, ...]
    guess: str


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A piece of evidence that was cited: where it stands, for what it speaks, why, and when."""

    place: str
    side: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShoulderPage:
    """A seat, looked at over the shoulder. ``hidden`` is True in the projector view, where the class would see it."""

    template: ClassVar[str] = "shoulder.html"

    number: int
    exercise: str
    place: int
    title: str
    now: datetime
    page: str
    variant: str
    cases: tuple[CaseSeen, ...]
    acts: tuple[ActLine, ...]
    cited: tuple[CitedLine, ...]
    papers: tuple[str, ...]
    hidden: bool


def shoulder_page(
    number: int,
    exercise: str,
    place: int,
    seating: Seating,
    variant: Variant | None,
    play: Play | None,
    cases: Sequence[tuple[Case, tuple[Event, ...]]],
    told: Sequence[Event],
    people: Mapping[str, Person],
    now: datetime,
    page: str,
    projector: bool,
) -> ShoulderPage:
    """Return the page. ``told`` are the events of the play beside its cases, ``now`` is the clock of the play."""
    names = "" if projector else names_of(people, seating)
    title = _("Seat %(label)s", label=label_of(seating))
    shown = not projector
    return ShoulderPage(
        number=number,
        exercise=exercise,
        place=place,
        title=_("Seat %(label)s, %(names)s", label=label_of(seating), names=names) if names else title,
        now=now,
        page=page_said(page) if shown else "",
        variant=seating.variant.upper() if shown else "",
        cases=tuple(_case(case, events, play, people, now) for case, events in cases) if shown else (),
        acts=_beside(told, variant, people) if shown else (),
        cited=_cited(play, variant) if shown else (),
        papers=tuple(said(paper.title, language()) for paper in papers_there(variant, play))
        if shown and variant and play
        else (),
        hidden=projector,
    )


def _case(case: Case, events: tuple[Event, ...], play: Play | None, people: Mapping[str, Person], now: datetime) -> CaseSeen:
    names = {id: person.name for id, person in people.items()}
    timeline = officers(events, case.is_export, (), names)
    latest = next(line for line in timeline if line.sequence)
    guess = play.guesses.get(case.id) if play else None
    return CaseSeen(
        case.id,
        case.number or case.lodged.lrn,
        headline(case, guards(case), trace(events), latest, now),
        timeline,
        _("%(chance)s of 100", chance=guess.chance) if guess else "",
    )


def _beside(told: Sequence[Event], variant: Variant | None, people: Mapping[str, Person]) -> tuple[ActLine, ...]:
    names = {id: person.name for id, person in people.items() if not id.startswith(PLAYED)}
    return tuple(
        ActLine(event.at, told_of_play(event, variant), names.get(event.person, ""))
        for event in reversed(told)
        if event.stream == PLAY
    )


def _cited(play: Play | None, variant: Variant | None) -> tuple[CitedLine, ...]:
    if play is None:
        return ()
    labels = {place.id: said(place.label, language()) for place in variant.places} if variant else {}
    return tuple(
        CitedLine(labels.get(place, place), side_said(note.side), note.why, play.noted[place])
        for place, note in play.notes.items()
    )
