"""What happens in an exercise: to the class that runs it, and in each play of it. Facts of the event log, as all others are.

A class has one stream for each exercise (``exercise/1``) in its own room. A play is one team's go at it, in a room of its own
with cases, cargo and a clock; there the stream ``play`` holds what trainees do beside their desks. Marks, debrief and
certificates are worked out from these events and from those of the cases, and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from eclear.casefile.scenario import Mode, Part, Side

PLAY = "play"
"""The stream of a play, in its own room."""


def exercise_stream(number: int) -> str:
    """Return the stream of an exercise, in the room of its class."""
    return f"exercise/{number}"


def learner_stream(person: str) -> str:
    """Return the stream of what somebody of the class takes home, in the room of the class: no two share one."""
    name = person if len(person) <= 32 else f"{person[:15]}.{sha256(person.encode()).hexdigest()[:16]}"
    return f"learner/{name}"


@dataclass(frozen=True, slots=True)
class Seating:
    """One play as it is laid out: its room, who plays (ids of the class), which chairs each has, and the variant that was drawn.

    ``chairs`` are posts such as ``officer``, those of the first person first; a chair nobody has is played by eclear.
    """

    room: str
    people: tuple[str, ...]
    chairs: tuple[tuple[str, ...], ...]
    variant: str


@dataclass(frozen=True, slots=True)
class ExerciseOpened:
    """An exercise was opened for a class: which scenario, how, for whom, and the fingerprint of the key under ``seal``.

    ``key`` is the answer key itself as canonical JSON; nobody but instructors hears of it before the debrief. ``delay`` is how
    many minutes of the room's clock eclear waits before it plays a chair's part. ``trial`` is one that an instructor tries alone.
    """

    kind: ClassVar[str] = "exercise-opened"
    version: ClassVar[int] = 1
    scenario: str
    digest: str
    mode: Mode
    marked: bool
    seal: str
    key: str
    plays: tuple[Seating, ...]
    delay: int = 5
    trial: bool = False
    rankings: bool = False


@dataclass(frozen=True, slots=True)
class ExerciseStarted:
    """The instructor starts the exercise, or lets it go on after a pause."""

    kind: ClassVar[str] = "exercise-started"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ExercisePaused:
    """The instructor freezes the exercise: every clock of it stands, and nobody can act."""

    kind: ClassVar[str] = "exercise-paused"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class SpeedSet:
    """The instructor sets how fast the clock of the exercise runs: ``speed`` times real time."""

    kind: ClassVar[str] = "speed-set"
    version: ClassVar[int] = 1
    speed: int


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The instructor lets the clock of the exercise jump ahead by so many minutes; what falls due in between happens in order."""

    kind: ClassVar[str] = "clock-jumped"
    version: ClassVar[int] = 1
    minutes: int


@dataclass(frozen=True, slots=True)
class InjectSent:
    """The instructor sends an inject by hand: to the plays in these rooms."""

    kind: ClassVar[str] = "inject-sent"
    version: ClassVar[int] = 1
    inject: str
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HintSent:
    """The instructor gives a hint, at no cost: to the plays in these rooms. ``text`` is his own words, "" for one of the pack."""

    kind: ClassVar[str] = "hint-sent"
    version: ClassVar[int] = 1
    rooms: tuple[str, ...]
    hint: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlayReset:
    """A play was begun anew in another room, and what went wrong, in a line; the play before stays as it was."""

    kind: ClassVar[str] = "play-reset"
    version: ClassVar[int] = 1
    room: str
    into: Seating
    reason: str


@dataclass(frozen=True, slots=True)
class ExerciseEnded:
    """The instructor ends the exercise: nobody can act any more, the key is opened, and the debrief begins."""

    kind: ClassVar[str] = "exercise-ended"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class MarkContested:
    """A trainee contests a part of his mark, and says why."""

    kind: ClassVar[str] = "mark-contested"
    version: ClassVar[int] = 1
    room: str
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class ContestAnswered:
    """The instructor answers a contest of the same play and part; the mark stands unless it is overridden too."""

    kind: ClassVar[str] = "contest-answered"
    version: ClassVar[int] = 1
    room: str
    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class MarkOverridden:
    """The instructor gives a part of a mark other points, with a reason that stands on the debrief."""

    kind: ClassVar[str] = "mark-overridden"
    version: ClassVar[int] = 1
    room: str
    part: Part
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class PlayOpened:
    """A play was laid out in this room: of which class and exercise, and what was drawn for it."""

    kind: ClassVar[str] = "play-opened"
    version: ClassVar[int] = 1
    home: str
    exercise: int
    scenario: str
    digest: str
    variant: str
    mode: Mode
    seal: str
    chairs: tuple[str, ...]
    delay: int = 5


@dataclass(frozen=True, slots=True)
class Injected:
    """An inject came into the play: by its trigger, or by the instructor's hand."""

    kind: ClassVar[str] = "injected"
    version: ClassVar[int] = 1
    inject: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class HintGiven:
    """A hint was given: one of the pack that a trainee asked for (``hint`` from 1 on), or the instructor's own ``text``."""

    kind: ClassVar[str] = "hint-given"
    version: ClassVar[int] = 1
    hint: int
    cost: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Guessed:
    """An officer's own estimate, in percent, that something is wrong with a declaration: before he sees the machine's."""

    kind: ClassVar[str] = "guessed"
    version: ClassVar[int] = 1
    case: str
    chance: int


@dataclass(frozen=True, slots=True)
class EvidenceNoted:
    """A trainee cites a place as evidence: for the declaration or against it, and why. A later note of the place replaces it."""

    kind: ClassVar[str] = "evidence-noted"
    version: ClassVar[int] = 1
    place: str
    side: Side
    why: str


@dataclass(frozen=True, slots=True)
class EvidenceStruck:
    """A trainee takes back what he noted of a place."""

    kind: ClassVar[str] = "evidence-struck"
    version: ClassVar[int] = 1
    place: str


@dataclass(frozen=True, slots=True)
class ApproachReported:
    """An approach that should not have been made (a call, a favour asked) was put on record by whom it reached."""

    kind: ClassVar[str] = "approach-reported"
    version: ClassVar[int] = 1
    inject: str
    text: str


@dataclass(frozen=True, slots=True)
class PlayFinished:
    """The trainees say that they are done; until the exercise ends they may still go on."""

    kind: ClassVar[str] = "play-finished"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class KnowledgeTested:
    """A trainee took the test ``before`` the course or ``after`` it: which answer he gave to each question, by its id."""

    kind: ClassVar[str] = "knowledge-tested"
    version: ClassVar[int] = 1
    which: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanSaved:
    """A trainee saved his action plan: what he wrote in each of its fields, by name."""

    kind: ClassVar[str] = "plan-saved"
    version: ClassVar[int] = 1
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """A certificate was issued to somebody of the class: under which number, in which name, for which exercises and marks."""

    kind: ClassVar[str] = "certificate-issued"
    version: ClassVar[int] = 1
    number: str
    person: str
    name: str
    exercises: tuple[tuple[int, str, int], ...]


LearnerFact = KnowledgeTested | PlanSaved | CertificateIssued
"""What somebody of a class takes home: his stream in the room of the class (``learner/seat-01``) holds nothing else."""

ExerciseFact = (
    ExerciseOpened
    | ExerciseStarted
    | ExercisePaused
    | SpeedSet
    | ClockJumped
    | InjectSent
    | HintSent
    | PlayReset
    | ExerciseEnded
    | MarkContested
    | ContestAnswered
    | MarkOverridden
)
"""What can happen to an exercise of a class: its stream holds nothing else."""

PlayFact = PlayOpened | Injected | HintGiven | Guessed | EvidenceNoted | EvidenceStruck | ApproachReported | PlayFinished
"""What can happen in a play beside its cases: its stream holds nothing else."""
