"""The mark of a play: worked out from its events alone, and explained point by point.

Decision and legal steps come from the expectations of the key, evidence from the places that were cited, money from what the
declarations owe in the end. Only what trainees did counts, and what followed from it; never what eclear played for a chair. How
long they took and how well they guessed is no part of it. The same events always give the same mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.exercise import Exercise, Override, Play, play_of
from eclear.casefile.play import PLAY, EvidenceNoted
from eclear.casefile.scenario import (
    CRITICAL_CAP,
    POINTS,
    Cue,
    Expectation,
    Match,
    Money,
    Part,
    Scenario,
    Side,
    Variant,
    Words,
)
from eclear.storage import Records, UnknownRoom
from eclear.training.matching import PLAYED, Log, log_of
from eclear.training.seats import UnknownExercise, exercise
from eclear.training.stage import Stage

WRONG_NOTE = 5
"""What a place costs that was cited though it tells nothing, or for the wrong side."""

TOO_FAR = 10
"""At so many times the error that is forgiven, nothing is left of the points for money."""

CONSEQUENCES = frozenset(
    fact.kind
    for fact in (
        ev.Assessed,
        ev.Reassessed,
        ev.ReviewStarted,
        ev.ReviewPassed,
        ev.TaxNotified,
        ev.Accepted,
        ev.Amended,
        ev.Corrected,
        ev.Withdrawn,
        ev.Refunded,
        ev.SecurityReturned,
    )
)
"""What follows from acts, whoever took the last step to it: it counts although eclear signed that step."""


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a mark: what was expected or cited, whether that is right, and what it gives of how many points.

    ``by`` is the event that met it or broke it, ``at`` its time by the play's clock. ``place`` is what was cited, or the
    declaration that it is about. ``of`` is 0 for a note that only costs; its points are below 0.
    """

    part: Part
    title: Words
    met: bool
    points: int
    of: int
    by: Event | None = None
    at: datetime | None = None
    place: str = ""
    critical: bool = False
    absent: bool = False
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """The money of a mark: what the declarations owe in the end (None where one was never lodged), and what is true."""

    found: Decimal | None
    true: Decimal
    currency: str

    @property
    def short(self) -> Decimal | None:
        """How much is missing; below 0 where too much is asked for."""
        return None if self.found is None else self.true - self.found


@dataclass(frozen=True, slots=True)
class PartMark:
    """The points of one part; ``override`` is what an instructor gave instead, with his reason."""

    points: int
    of: int
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark out of 100: the points of each part, every one explained, what hints cost, and whether a critical miss caps it.

    ``hints`` are the points taken off, ``capped`` is True where something critical was missed: more than 40 is not to be had.
    """

    total: int
    parts: Mapping[Part, PartMark]
    points: tuple[Point, ...]
    owed: Owed
    hints: int = 0
    capped: bool = False

    def of(self, part: Part) -> tuple[Point, ...]:
        """Return the points of one part, in the order of the key."""
        return tuple(point for point in self.points if point.part is part)

    @property
    def critical(self) -> tuple[Point, ...]:
        """What was missed though it is critical."""
        return tuple(point for point in self.points if point.critical and not point.met)


def mark(scenario: Scenario, variant_id: str, log: Log, play: Play, cases: Iterable[Case], *, marked: bool = True) -> Mark:
    """Return the mark of a play from its events, with the cases as they stand at its end.

    ``marked`` is False for practice, where hints are free. Raises LookupError for a variant that the scenario does not have.
    """
    variant = scenario.variant(variant_id)
    begun = scenario.starts
    expected = [_expected(each, log, begun) for each in variant.truth.expectations]
    evidence = _evidence(variant, log, play)
    owed, money = _money(variant.truth.money, log, cases)
    points = (*expected, *evidence, money)
    parts = {part: PartMark(_summed(points, part), POINTS[part]) for part in Part}
    hints = sum(hint.cost for hint in play.hints) if marked else 0
    capped = any(point.critical and not point.met for point in points)
    return Mark(_total(parts, hints, capped), parts, points, owed, hints, capped)


def mark_of(stage: Stage, room: str) -> Mark:
    """Return the mark of the play in a room as it stands: worked out once for each state of the room's log.

    Raises LookupError where nothing is played there, or its scenario is not on the shelf any more.
    """
    store = stage.office.store
    with store.reading(room) as records:
        return mark_in(stage, records)


def mark_in(stage: Stage, records: Records) -> Mark:
    """Return the mark of the play whose records are open; see :func:`mark_of`."""
    key = (str(stage.office.store.url), records.room.name, records.head.position, records.head.hash)
    if key not in _marks:
        play = play_of(records.events(PLAY))
        if play is None:
            raise LookupError(f"Nothing is played in room {records.room.name}. An instructor opens an exercise.")
        scenario = stage.shelf.scenario(play.opened.digest)
        log = log_of(records, scenario.variant(play.opened.variant))
        cases = records.cases(tuple(log.cases.values())).values()
        home = home_of(stage, play)
        found = mark(scenario, play.opened.variant, log, play, cases, marked=home is None or home.opened.marked)
        if len(_marks) >= MOST_MARKS:
            _marks.clear()
        _marks[key] = found
    return _marks[key]


MOST_MARKS = 512
_marks: dict[tuple[str, str, int, str], Mark] = {}


def home_of(stage: Stage, play: Play) -> Exercise | None:
    """Return the exercise of the class that a play belongs to; None for one that was played without a class."""
    if play.opened.home:
        with suppress(UnknownExercise, UnknownRoom):
            return exercise(stage.office, play.opened.home, play.opened.exercise)
    return None


def with_overrides(mark: Mark, exercise: Exercise, room: str) -> Mark:
    """Return a mark with the points that an instructor gave instead; a cap falls with the part that it came from."""
    parts = dict(mark.parts)
    for part in Part:
        override = exercise.overrides.get((room, part))
        if override:
            given = min(max(override.points, 0), POINTS[part])
            parts[part] = replace(parts[part], points=given, override=override)
    capped = any(parts[point.part].override is None for point in mark.critical)
    return replace(mark, parts=parts, capped=capped, total=_total(parts, mark.hints, capped))


def counts(event: Event, begun: datetime) -> bool:
    """True for what trainees did and what followed from it: not what was given before, nor what eclear played for a chair."""
    if event.person and not event.person.startswith(PLAYED):
        return True
    return event.at > begun and (not event.person or event.kind in CONSEQUENCES)


def _total(parts: Mapping[Part, PartMark], hints: int, capped: bool) -> int:
    total = max(0, sum(part.points for part in parts.values()) - hints)
    return min(total, CRITICAL_CAP) if capped else total


def _summed(points: Iterable[Point], part: Part) -> int:
    return max(0, sum(point.points for point in points if point.part is part))


def _expected(wanted: Expectation, log: Log, begun: datetime) -> Point:
    """Return the point of an expectation, with the first event that met it, or that broke it."""
    place = next((place for place in _places(wanted.any_of, log) if _in_order(place, wanted, log, begun)), None)
    met = (place is None) if wanted.absent else (place is not None)
    event = None if place is None else log.events[place]
    about = next((match.about for match in wanted.any_of if match.about), "")
    return Point(
        wanted.part,
        wanted.title,
        met,
        wanted.points if met else 0,
        wanted.points,
        event,
        event.at if event else None,
        about,
        critical=wanted.critical,
        absent=wanted.absent,
    )


def _places(matches: tuple[Match, ...], log: Log) -> Iterable[int]:
    return (place for place in range(len(log.events)) if any(log.is_like(place, match) for match in matches))


def _in_order(place: int, wanted: Expectation, log: Log, begun: datetime) -> bool:
    """True for an event of a trainee's that comes before and after what it has to."""
    if not counts(log.events[place], begun):
        return False
    if wanted.before and (before := log.place(wanted.before)) is not None and place >= before:
        return False
    return wanted.after is None or ((after := log.place(wanted.after)) is not None and place > after)


def _evidence(variant: Variant, log: Log, play: Play) -> tuple[Point, ...]:
    """Return a point for each cue of the key, and one for each place that was cited and should not have been."""
    cues = {cue.place: cue for cue in variant.truth.cues}
    labels = {place.id: place.label for place in variant.places}
    noted = {event.fact.place: event for event in log.events if isinstance(event.fact, EvidenceNoted)}
    points = [_cue(cue, play, noted.get(cue.place)) for cue in variant.truth.cues]
    for place, note in play.notes.items():
        if place in cues and note.side is cues[place].side:
            continue
        title = labels.get(place, {"en": place})
        told = (noted.get(place), play.noted.get(place), place)
        points.append(Point(Part.EVIDENCE, title, False, -WRONG_NOTE, 0, *told, side=note.side))
    return tuple(points)


def _cue(cue: Cue, play: Play, event: Event | None) -> Point:
    note = play.notes.get(cue.place)
    met = note is not None and note.side is cue.side
    told = (event, play.noted.get(cue.place)) if met else (None, None)
    return Point(Part.EVIDENCE, cue.title, met, cue.points if met else 0, cue.points, *told, cue.place, side=cue.side)


def _money(money: Money, log: Log, cases: Iterable[Case]) -> tuple[Owed, Point]:
    known = {case.id: case for case in cases}
    stand = [known.get(log.cases.get(name, "")) for name in money.declarations]
    stand = [case if case and case.status != "D1" else None for case in stand]  # what was rejected is not lodged in law
    found = None if None in stand else sum((case.total_due for case in stand if case), Decimal(0))
    of = POINTS[Part.MONEY]
    points = 0 if found is None else money_points(found, money)
    point = Point(Part.MONEY, {}, points == of, points, of, place=" ".join(money.declarations))
    return Owed(found, money.true, money.currency), point


def money_points(found: Decimal, money: Money) -> int:
    """Return the points for what is owed: all of them within the error that is forgiven, then fewer in proportion, none from
    ten times that error on."""
    of = POINTS[Part.MONEY]
    error = abs(found - money.true)
    forgiven = money.within * abs(money.true)
    if error <= forgiven:
        return of
    if error >= TOO_FAR * forgiven:
        return 0
    left = (TOO_FAR * forgiven - error) / ((TOO_FAR - 1) * forgiven)
    return int((of * left).quantize(Decimal(1), ROUND_HALF_UP))
