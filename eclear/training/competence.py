"""What somebody of a class has shown: his exercises with their marks, and each competency that they train.

A competency is worked out from the exercises that have ended and that tag it, and from nothing else. Practice counts as done,
without a mark. Whoever was reset is judged by the play that counts; what an instructor overrode counts as overridden. The play
of a team counts for each of its people; one in which nobody of them did anything counts for none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from eclear.casefile.exercise import Exercise, Phase
from eclear.casefile.play import Seating
from eclear.casefile.scenario import COMPETENCIES, Mode, Scenario, Words
from eclear.training.debriefing import Review, review
from eclear.training.grading import Mark, with_overrides
from eclear.training.matching import PLAYED
from eclear.training.seats import exercises
from eclear.training.stage import Stage

PROFICIENT, DEVELOPING = 75, 50
"""From these marks on a competency is called shown, or on the way: teaching values of eclear, no rule of any service."""

MOST_JUDGED = 4096
"""What so many plays came to is kept."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One exercise that somebody played: which, how, when it began and ended, and its mark; None for practice.

    ``missed`` are the places that told something and were not cited. Times are of the class's own clock.
    """

    number: int
    scenario: Scenario
    mode: Mode
    begun: datetime
    ended: datetime
    mark: Mark | None
    seating: Seating
    missed: tuple[Words, ...] = ()

    @property
    def total(self) -> int | None:
        """The mark out of 100; None for practice."""
        return self.mark.total if self.mark else None


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency by its tag: in how many exercises it was trained, and the mean of their marks; None without a mark."""

    tag: str
    done: int
    mean: int | None

    @property
    def words(self) -> Words:
        """What it is called."""
        return COMPETENCIES[self.tag]

    @property
    def level(self) -> str:
        """How far it is shown: ``shown``, ``on the way``, ``to begin``, or ``unmarked`` where only practice was done."""
        if self.mean is None:
            return "unmarked"
        return "shown" if self.mean >= PROFICIENT else "on the way" if self.mean >= DEVELOPING else "to begin"


@dataclass(frozen=True, slots=True)
class CompetencyRecord:
    """What somebody has shown so far: his attempts, the latest first, and his competencies in a fixed order."""

    person: str
    attempts: tuple[Attempt, ...]
    competencies: tuple[Competency, ...]

    @property
    def weakest(self) -> tuple[Competency, ...]:
        """The competencies with a mark that are not shown yet, the lowest first: where a plan begins."""
        found = [one for one in self.competencies if one.mean is not None and one.mean < PROFICIENT]
        return tuple(sorted(found, key=lambda one: one.mean or 0))

    @property
    def missed(self) -> tuple[tuple[Words, int], ...]:
        """What told something and was not cited, with how often; the most missed first, and the latest of those."""
        words = {one["en"]: one for attempt in self.attempts for one in attempt.missed}
        counted = Counter(one["en"] for attempt in self.attempts for one in attempt.missed)
        return tuple((words[label], times) for label, times in counted.most_common())

    @property
    def marked(self) -> tuple[Attempt, ...]:
        """The attempts that have a mark."""
        return tuple(attempt for attempt in self.attempts if attempt.mark)


def ended_exercises(stage: Stage, home: str) -> tuple[Exercise, ...]:
    """Return the exercises of a class that count: those that have ended and were no trial."""
    return tuple(one for one in exercises(stage.office, home) if one.phase is Phase.ENDED and not one.opened.trial)


def competency_record(stage: Stage, home: str, person: str) -> CompetencyRecord:
    """Return what somebody of a class has shown so far."""
    return competency_records(stage, home, [person])[0]


def competency_records(stage: Stage, home: str, people: Iterable[str]) -> tuple[CompetencyRecord, ...]:
    """Return what several of a class have shown so far, in their order."""
    everybody = tuple(people)
    ended = ended_exercises(stage, home)
    judged = _judged(stage, [(one, seating) for one in ended for seating in one.plays if set(seating.people) & set(everybody)])
    return tuple(_record(stage, ended, judged, person) for person in everybody)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a play came to: its mark before anything is overridden, what was missed, and whether anybody acted in it."""

    mark: Mark
    missed: tuple[Words, ...]
    acted: bool


_known: dict[tuple[str, str, int], _Judged | None] = {}


def _judged(stage: Stage, plays: Iterable[tuple[Exercise, Seating]]) -> dict[str, _Judged]:
    """Return what plays came to, by their rooms; those that are not known yet are read in one go.

    They are kept under the seal of their exercise, which no other has, for as long as nothing happens in their room.
    """
    wanted = {seating.room: one for one, seating in plays}
    positions = stage.office.store.positions(wanted) if wanted else {}
    keys = {room: (one.opened.seal, room, positions.get(room, 0)) for room, one in wanted.items()}
    found = {room: _known[key] for room, key in keys.items() if key in _known}
    missing = [room for room in wanted if room not in found]
    for room, events in (stage.office.store.logs(missing) if missing else {}).items():
        one = wanted[room]
        try:
            told = review(stage.shelf.scenario(one.opened.digest), events, marked=one.opened.marked)
        except LookupError:  # its pack is gone: what was played cannot be judged any more
            told = None
        found[room] = _known[one.opened.seal, room, len(events)] = _of(told) if told else None
    while len(_known) > MOST_JUDGED:
        del _known[next(iter(_known))]
    return {room: one for room, one in found.items() if one}


def _of(told: Review) -> _Judged:
    labels = {place.id: place.label for place in told.variant.places}
    missed = tuple(labels[seen.cue.place] for seen in told.cues if seen.at and not seen.cited and seen.cue.place in labels)
    acted = any(event.person and not event.person.startswith(PLAYED) for event in told.log.events)
    return _Judged(told.mark, missed, acted)


def _record(stage: Stage, ended: Iterable[Exercise], judged: Mapping[str, _Judged], person: str) -> CompetencyRecord:
    attempts = [attempt for one in ended if (attempt := _attempt(stage, one, judged, person))]
    by_tag: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        for tag in attempt.scenario.competencies:
            by_tag.setdefault(tag, []).append(attempt)
    competencies = tuple(_competency(tag, by_tag[tag]) for tag in COMPETENCIES if tag in by_tag)
    return CompetencyRecord(person, tuple(reversed(attempts)), competencies)


def _attempt(stage: Stage, exercise: Exercise, judged: Mapping[str, _Judged], person: str) -> Attempt | None:
    seating = exercise.of(person)
    told = judged.get(seating.room) if seating else None
    if seating is None or told is None or not told.acted or exercise.ended is None:
        return None
    mark = with_overrides(told.mark, exercise, seating.room) if exercise.opened.marked else None
    begun, mode = exercise.started or exercise.at, exercise.opened.mode
    scenario = stage.shelf.scenario(exercise.opened.digest)
    return Attempt(exercise.number, scenario, mode, begun, exercise.ended, mark, seating, told.missed)


def _competency(tag: str, attempts: list[Attempt]) -> Competency:
    totals = [attempt.total for attempt in attempts if attempt.total is not None]
    return Competency(tag, len(attempts), round(sum(totals) / len(totals)) if totals else None)
