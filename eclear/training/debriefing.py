"""The debrief: what happened in a play, what could be seen when, the mark, and the key that is opened.

Everything is worked out from events after the instructor has ended the exercise. Then nothing changes in a play any more: its
review is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from eclear.casefile import events as ev
from eclear.casefile import play as p
from eclear.casefile.case import Case, case_of
from eclear.casefile.events import Event
from eclear.casefile.exercise import Contest, Exercise, Phase, Play, play_of
from eclear.casefile.scenario import Cue, Inject, Part, Scenario, Variant, Words
from eclear.training.calibration import Calibration, guesses_of, together
from eclear.training.counterfactual import Outcome, otherwise, outcome_of
from eclear.training.grading import Mark, counts, mark, with_overrides
from eclear.training.matching import Log, cases_in
from eclear.training.players import Played
from eclear.training.sealing import verify
from eclear.training.stage import Stage

YOU = "you"
"""Who played it, among those who decided the same case otherwise."""

MOST_KEPT = 256
"""The reviews of so many plays are kept."""


class NotEnded(Exception):
    """The exercise goes on. The key opens when the instructor ends it."""


class Verdict(StrEnum):
    """How the decision of a play compares with that of the key."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    NONE = "none"


class MomentKind(StrEnum):
    """What a moment of the replay is: a cue that can be seen from then on, an act, something that came, a hint, a note."""

    CUE = "cue"
    ACT = "act"
    INJECT = "inject"
    HINT = "hint"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class CueSeen:
    """A cue of the key: its number, when it could be seen first (None: it never came), and whether it was cited rightly."""

    number: int
    cue: Cue
    at: datetime | None
    cited: bool
    noted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of the replay, at a time of the play's clock: a cue, what somebody did, or what came.

    ``event`` is the act, ``title`` what came or which cue, ``place`` the label of what was cited.
    """

    at: datetime
    kind: MomentKind
    title: Words = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    event: Event | None = None
    cue: CueSeen | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A play that is over, as its events tell it; nothing in it changes any more."""

    scenario: Scenario
    variant: Variant
    play: Play
    log: Log
    cases: tuple[Case, ...]
    mark: Mark
    cues: tuple[CueSeen, ...]
    moments: tuple[Moment, ...]
    own: Outcome
    calibration: Calibration


@dataclass(frozen=True)
class Debrief:
    """The debrief of one play: its review, the mark as it stands after overrides, and what was contested.

    ``others`` is what would have come of the case otherwise, None while that is being worked out. ``course`` are the guesses of
    the same people in all exercises of the class that are over. ``unchanged`` is True if the key is the one that was sealed.
    """

    exercise: Exercise
    seating: p.Seating
    review: Review
    mark: Mark
    others: tuple[Outcome, ...] | None
    course: Calibration
    unchanged: bool

    @property
    def contests(self) -> tuple[Contest, ...]:
        """What is contested of this play's mark."""
        return tuple(contest for contest in self.exercise.contests if contest.room == self.seating.room)

    @property
    def missed(self) -> tuple[CueSeen, ...]:
        """The cues that could be seen and were not cited."""
        return tuple(cue for cue in self.review.cues if not cue.cited)

    @property
    def verdict(self) -> Verdict:
        """How the decision compares with that of the key; an override changes the points, not what was done."""
        decision, critical = self.review.mark.of(Part.DECISION), self.review.mark.critical
        if all(point.met for point in decision) and not critical:
            return Verdict.RIGHT
        if not any(moment.kind is MomentKind.ACT and moment.event and _decides(moment.event) for moment in self.review.moments):
            return Verdict.NONE
        return Verdict.PARTLY if any(point.met and not point.absent for point in decision) and not critical else Verdict.WRONG


@dataclass(frozen=True, slots=True)
class CueCount:
    """How often something was missed that could be cited: by how many of those in whose variant it tells something."""

    label: Words
    missed: int
    of: int


@dataclass(frozen=True)
class ClassDebrief:
    """The debrief of a class, for its instructor: every play with its mark, and what the class as a whole did not see."""

    exercise: Exercise
    scenario: Scenario
    plays: tuple[tuple[p.Seating, Review, Mark], ...]
    unchanged: bool

    @cached_property
    def averages(self) -> Mapping[Part, float]:
        """The mean points of each part; nothing for a class of nobody."""
        if not self.plays:
            return {}
        return {part: sum(marked.parts[part].points for _s, _r, marked in self.plays) / len(self.plays) for part in Part}

    @cached_property
    def cues(self) -> tuple[CueCount, ...]:
        """What was missed, the most missed first."""
        found: dict[str, list[bool]] = {}
        labels: dict[str, Words] = {}
        for _seating, review, _marked in self.plays:
            known = {place.id: place.label for place in review.variant.places}
            for seen in review.cues:
                found.setdefault(seen.cue.place, []).append(not seen.cited)
                labels[seen.cue.place] = known.get(seen.cue.place, {"en": seen.cue.place})
        told = [CueCount(labels[place], sum(missed), len(missed)) for place, missed in found.items()]
        return tuple(sorted(told, key=lambda one: (-one.missed / one.of, -one.of)))

    @cached_property
    def calibration(self) -> Calibration:
        """The guesses of all."""
        return together(review.calibration for _seating, review, _marked in self.plays)


def debrief(stage: Stage, exercise: Exercise, room: str, others: Sequence[Exercise] = ()) -> Debrief:
    """Return the debrief of the play in a room, also of one that was reset.

    ``others`` are all exercises of the class: the guesses of the same people in those that are over are their course. Raises
    NotEnded, and LookupError where the exercise has no such play or its scenario is not on the shelf any more.
    """
    if exercise.phase is not Phase.ENDED:
        raise NotEnded("The key opens when the instructor ends the exercise.")
    seating = seating_in(exercise, room)
    scenario = stage.shelf.scenario(exercise.opened.digest)
    course = _course(exercise, others, seating.people)
    reviews = _reviews(stage, [*course, *([] if any(one is seating for _e, one in course) else [(exercise, seating)])])
    if room not in reviews:
        raise LookupError(f"Nothing was played in room {room[:40]}: it was never laid out.")
    review = reviews[room]
    return Debrief(
        exercise,
        seating,
        review,
        with_overrides(review.mark, exercise, room),
        otherwise(stage, scenario, seating.variant),
        together(reviews[one.room].calibration for _exercise, one in course if one.room in reviews),
        verify(exercise.opened.key, exercise.opened.seal),
    )


def class_debrief(stage: Stage, exercise: Exercise) -> ClassDebrief:
    """Return the debrief of a class: all plays that count. Raises NotEnded, LookupError."""
    if exercise.phase is not Phase.ENDED:
        raise NotEnded("The key opens when the instructor ends the exercise.")
    scenario = stage.shelf.scenario(exercise.opened.digest)
    reviews = _reviews(stage, [(exercise, seating) for seating in exercise.plays])
    plays = tuple(
        (seating, review, with_overrides(review.mark, exercise, seating.room))
        for seating in exercise.plays
        if (review := reviews.get(seating.room))
    )
    return ClassDebrief(exercise, scenario, plays, verify(exercise.opened.key, exercise.opened.seal))


def seating_in(exercise: Exercise, room: str) -> p.Seating:
    """Return the play in a room, also one that was reset; raises LookupError where the exercise has none there."""
    gone = [seating for seating, _reason in exercise.before]
    for seating in (*exercise.plays, *gone):
        if seating.room == room:
            return seating
    raise LookupError(f"Exercise {exercise.number} has no play in room {room[:40]!r}. The list of the class shows all.")


def review(scenario: Scenario, events: tuple[Event, ...], *, marked: bool = True) -> Review | None:
    """Return the review of a play from all events of its room; None where nothing was played there."""
    play = play_of(event for event in events if event.stream == p.PLAY)
    if play is None:
        return None
    variant = scenario.variant(play.opened.variant)
    log = Log(events, cases_in(events, variant))
    cases = cases_of(log)
    made = mark(scenario, variant.id, log, play, cases, marked=marked)
    cues = _cues(scenario, variant, play)
    moments = _moments(scenario, variant, play, log, cues)
    own = outcome_of(Played(scenario, variant, YOU, play, log, cases), made)
    guesses = guesses_of(play, log, variant.truth)
    return Review(scenario, variant, play, log, cases, made, cues, moments, own, guesses)


def cases_of(log: Log) -> tuple[Case, ...]:
    """Return the cases that a scenario calls by a name, as the events of the log have made them."""
    named = set(log.cases.values())
    streams: dict[str, list[Event]] = {}
    for event in log.events:
        if event.stream in named:
            streams.setdefault(event.stream, []).append(event)
    return tuple(case_of(happened) for happened in streams.values())


_kept: dict[tuple[str, str, int], Review] = {}


def _reviews(stage: Stage, plays: Collection[tuple[Exercise, p.Seating]]) -> dict[str, Review]:
    """Return the reviews of plays that are over, by their rooms; those that are not known yet are read in one go.

    They are kept under the seal of their exercise, which no other exercise has, for as long as nothing happens in their room.
    """
    store, found = stage.office.store, dict[str, Review]()
    positions = store.positions([seating.room for _exercise, seating in plays])
    missing: dict[str, Exercise] = {}
    for exercise, seating in plays:
        known = _kept.get((exercise.opened.seal, seating.room, positions.get(seating.room, 0)))
        if known:
            found[seating.room] = known
        else:
            missing[seating.room] = exercise
    for room, events in (store.logs(missing) if missing else {}).items():
        exercise = missing[room]
        with suppress(LookupError):  # a pack of an earlier exercise that is gone: its guesses are left out
            made = review(stage.shelf.scenario(exercise.opened.digest), events, marked=exercise.opened.marked)
            if made:
                found[room] = _kept[exercise.opened.seal, room, len(events)] = made
    while len(_kept) > MOST_KEPT:
        del _kept[next(iter(_kept))]
    return found


def _course(exercise: Exercise, others: Sequence[Exercise], people: Sequence[str]) -> list[tuple[Exercise, p.Seating]]:
    """Return the plays of these people in the exercises of the class that are over, this one among them, trials left out."""
    over = {one.number: one for one in (*others, exercise) if one.phase is Phase.ENDED and not one.opened.trial}
    over[exercise.number] = exercise
    played = ((one, seating) for _number, one in sorted(over.items()) for seating in one.plays)
    return [(one, seating) for one, seating in played if set(seating.people) & set(people)]


def _cues(scenario: Scenario, variant: Variant, play: Play) -> tuple[CueSeen, ...]:
    """Return the cues in the order in which they could be seen first, numbered."""
    seen = []
    for cue in variant.truth.cues:
        note = play.notes.get(cue.place)
        cited = note is not None and note.side is cue.side
        seen.append((_first_seen(scenario, variant, play, cue), cue, cited, play.noted.get(cue.place) if cited else None))
    seen.sort(key=lambda one: (one[0] is None, one[0] or scenario.starts))
    return tuple(CueSeen(number, cue, at, cited, noted) for number, (at, cue, cited, noted) in enumerate(seen, 1))


def _first_seen(scenario: Scenario, variant: Variant, play: Play, cue: Cue) -> datetime | None:
    """Return when a cue could be seen first: from the start, or with the inject or the paper that brings it; None for never."""
    place = next((one for one in variant.places if one.id == cue.place), None)
    paper = variant.paper(place.paper) if place and place.paper else None
    if cue.seen:
        return play.injected.get(cue.seen)
    if paper is None or paper.from_start:
        return scenario.starts
    brought = [play.injected[one.id] for one in variant.injects if paper.id in one.papers and one.id in play.injected]
    return min(brought, default=None)


NO_ACTS = frozenset(
    fact.kind
    for fact in (
        ev.Assessed,
        ev.PermitsDetermined,
        ev.Scored,
        ev.Selected,
        ev.ReviewStarted,
        ev.ReviewPassed,
        ev.CargoJoined,
        ev.ApprovalTaken,
        ev.TaxNotified,
        ev.Reassessed,
        ev.DutyDrawn,
        ev.BankOrdered,
        ev.BankAnswered,
        ev.NoticeGathered,
        ev.PaymentOrdered,
        p.PlayOpened,
        p.EvidenceNoted,
        p.HintGiven,
        p.Injected,
    )
)
"""Kinds of events that are no acts of anybody, or are told as something else."""


def _moments(scenario: Scenario, variant: Variant, play: Play, log: Log, cues: Sequence[CueSeen]) -> tuple[Moment, ...]:
    """Return what happened, in the order of the play's clock; of the same moment, cues first."""
    labels = {place.id: place.label for place in variant.places}
    found = [Moment(cue.at, MomentKind.CUE, cue.cue.title, cue=cue) for cue in cues if cue.at]
    for event in log.events:
        fact = event.fact
        if isinstance(fact, p.Injected):
            inject = variant.inject(fact.inject)
            found += [_came(event, inject)] if inject and inject.title else []
        elif isinstance(fact, p.HintGiven):
            hint = variant.hints[fact.hint - 1].text if 0 < fact.hint <= len(variant.hints) else {"en": fact.text}
            found.append(Moment(event.at, MomentKind.HINT, hint, event=event))
        elif isinstance(fact, p.EvidenceNoted | p.EvidenceStruck):
            found.append(Moment(event.at, MomentKind.NOTE, labels.get(fact.place, {"en": fact.place}), event=event))
        elif _is_act(event) and counts(event, scenario.starts):
            found.append(Moment(event.at, MomentKind.ACT, event=event))
    return tuple(sorted(found, key=lambda one: (one.at, one.kind is not MomentKind.CUE)))


def _came(event: Event, inject: Inject) -> Moment:
    return Moment(event.at, MomentKind.INJECT, inject.title, inject.text, event)


NO_DECISIONS = frozenset(fact.kind for fact in (ev.Allotted, ev.Accepted, p.Guessed, p.ApproachReported, p.PlayFinished))
"""Kinds of acts by which nothing is decided about the goods."""


def _decides(event: Event) -> bool:
    return event.kind not in NO_DECISIONS


def _is_act(event: Event) -> bool:
    """True for what somebody did, and for the acceptance, which whoever took the last step to it brings about."""
    return event.kind not in NO_ACTS and bool(event.person or isinstance(event.fact, ev.Accepted))
