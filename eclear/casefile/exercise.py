"""An exercise and a play as they stand: worked out from their events, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from eclear.casefile import play as p
from eclear.casefile.events import Event
from eclear.casefile.person import Post, Role
from eclear.casefile.scenario import Part


class Phase(StrEnum):
    """Where an exercise stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Contest:
    """A part of a mark that a trainee contests: why, by whom, and what the instructor answered ("" before he has)."""

    room: str
    part: Part
    text: str
    person: str
    at: datetime
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """Points that an instructor gave a part of a mark, with his reason and who he is."""

    points: int
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of a class. ``plays`` are those that count, ``before`` those that were reset, each with the reason.

    Times are of the class's own clock. ``pauses`` counts how often it was frozen.
    """

    number: int
    opened: p.ExerciseOpened
    at: datetime
    by: str
    phase: Phase = Phase.READY
    speed: int = 1
    pauses: int = 0
    started: datetime | None = None
    ended: datetime | None = None
    plays: tuple[p.Seating, ...] = ()
    before: tuple[tuple[p.Seating, str], ...] = ()
    contests: tuple[Contest, ...] = ()
    overrides: Mapping[tuple[str, Part], Override] = field(default_factory=dict)
    version: int = 1

    def of(self, person: str) -> p.Seating | None:
        """Return the play that counts of somebody of the class."""
        return next((play for play in self.plays if person in play.people), None)

    def in_room(self, room: str) -> p.Seating | None:
        """Return the play that counts in this room; None for one that was reset."""
        return next((play for play in self.plays if play.room == room), None)

    def after(self, event: Event) -> Exercise:
        """Return the exercise after one more event of its stream."""
        changed = replace(self, version=event.sequence)
        match event.fact:
            case p.ExerciseStarted():
                return replace(changed, phase=Phase.RUNNING, started=self.started or event.at)
            case p.ExercisePaused():
                return replace(changed, phase=Phase.PAUSED, pauses=self.pauses + 1)
            case p.SpeedSet(speed):
                return replace(changed, speed=speed)
            case p.PlayReset(room, into, reason):
                gone = next(play for play in self.plays if play.room == room)
                plays = tuple(into if play is gone else play for play in self.plays)
                return replace(changed, plays=plays, before=(*self.before, (gone, reason)))
            case p.ExerciseEnded():
                return replace(changed, phase=Phase.ENDED, ended=event.at)
            case p.MarkContested(room, part, text):
                made = Contest(room, part, text, event.person, event.at)
                return replace(changed, contests=(*self._others(room, part), made))
            case p.ContestAnswered(room, part, text):
                answered = tuple(replace(c, answer=text) if (c.room, c.part) == (room, part) else c for c in self.contests)
                return replace(changed, contests=answered)
            case p.MarkOverridden(room, part, points, reason):
                made_over = Override(points, reason, event.person, event.at)
                return replace(changed, overrides={**self.overrides, (room, part): made_over})
        return changed

    def _others(self, room: str, part: Part) -> tuple[Contest, ...]:
        return tuple(contest for contest in self.contests if (contest.room, contest.part) != (room, part))


def exercise_of(events: Iterable[Event]) -> Exercise | None:
    """Work an exercise out from the events of its stream; None for an empty one."""
    exercise: Exercise | None = None
    for event in events:
        if isinstance(event.fact, p.ExerciseOpened):
            number = int(event.stream.rpartition("/")[2])
            exercise = Exercise(number, event.fact, event.at, event.person, plays=event.fact.plays)
        elif exercise:
            exercise = exercise.after(event)
    return exercise


@dataclass(frozen=True, slots=True)
class Play:
    """A play as it stands: what came, what was guessed, cited and reported. Times are of the play's own clock.

    ``notes`` are the pieces of evidence that stand, by place; ``injected`` says when each inject came; ``guesses`` are the first
    estimates, by case.
    """

    opened: p.PlayOpened
    at: datetime
    injected: Mapping[str, datetime] = field(default_factory=dict)
    hints: tuple[p.HintGiven, ...] = ()
    guesses: Mapping[str, p.Guessed] = field(default_factory=dict)
    notes: Mapping[str, p.EvidenceNoted] = field(default_factory=dict)
    noted: Mapping[str, datetime] = field(default_factory=dict)
    approaches: tuple[p.ApproachReported, ...] = ()
    finished: datetime | None = None
    version: int = 1

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that persons play here; the others are eclear's."""
        return frozenset(Post.named(chair).role for chair in self.opened.chairs)

    def after(self, event: Event) -> Play:
        """Return the play after one more event of its stream."""
        changed = replace(self, version=event.sequence)
        match event.fact:
            case p.Injected(inject):
                return replace(changed, injected={**self.injected, inject: event.at})
            case p.HintGiven() as hint:
                return replace(changed, hints=(*self.hints, hint))
            case p.Guessed(case) as guess:
                return replace(changed, guesses={case: guess} | dict(self.guesses))  # the first one counts
            case p.EvidenceNoted(place) as note:
                return replace(changed, notes={**self.notes, place: note}, noted={**self.noted, place: event.at})
            case p.EvidenceStruck(place):
                left = {other: note for other, note in self.notes.items() if other != place}
                return replace(changed, notes=left)
            case p.ApproachReported() as report:
                return replace(changed, approaches=(*self.approaches, report))
            case p.PlayFinished():
                return replace(changed, finished=event.at)
        return changed


def play_of(events: Iterable[Event]) -> Play | None:
    """Work a play out from the events of its stream; None where nothing was laid out."""
    play: Play | None = None
    for event in events:
        if isinstance(event.fact, p.PlayOpened):
            play = Play(event.fact, event.at)
        elif play:
            play = play.after(event)
    return play
