"""A scenario: an exercise as its author wrote it, one variant for each seat to draw. Nothing in it runs; all of it is told.

A scenario is read from a pack, a folder of texts and messages (:mod:`eclear.training.packs`). Its variants are of equal
difficulty: the same story with other names and amounts, some of guilty parties and some of their innocent twins. All parties,
brands and third countries are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from eclear.casefile.person import Role

Words = Mapping[str, str]
"""A text in the languages of the pack, by their codes: ``{"en": ..., "fr": ..., "ko": ...}``."""


def said(words: Words, language: str) -> str:
    """Return a text in a language, in English where the pack does not have it; "" for no text at all."""
    return words.get(language) or words.get("en", "")


class Mode(StrEnum):
    """How much a trainee is helped: the next step shown (guided), hints on asking (assisted), or neither (free)."""

    GUIDED = "guided"
    ASSISTED = "assisted"
    FREE = "free"


class Part(StrEnum):
    """The parts of a mark (training.md, section 4): what each measures, with its points in :data:`POINTS`."""

    DECISION = "decision"
    EVIDENCE = "evidence"
    STEPS = "steps"
    MONEY = "money"


POINTS: Mapping[Part, int] = {Part.DECISION: 35, Part.EVIDENCE: 25, Part.STEPS: 25, Part.MONEY: 15}
"""The points of each part; together 100."""

CRITICAL_CAP = 40
"""What a mark can be at most after a miss that the scenario calls critical."""


class Side(StrEnum):
    """For what a piece of evidence speaks: for the declaration as it stands, or against it."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Match:
    """What an event must be like: its kind, and those fields of its fact that are named, with these values.

    A value that is a list asks that the field holds at least these. ``about`` names a declaration of the scenario or a
    cargo control number, "" for any. ``by`` is the chair that did it ("" for anybody); a person's own act, never what eclear
    played for a chair, where ``own`` is True.
    """

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    by: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done in a room: an event of the interface for programs by its kind, with what it tells.

    ``about`` names a declaration of the scenario, a cargo control number, a trader, a manifest or an operation, as the kind
    needs it. ``chair`` is the post that does it, such as ``trader:41207``; "" for customs' own system. ``message`` is what a
    kind ``lodged`` or ``sent`` sends; in it ``{number:NAME}`` stands for the number of the declaration NAME. ``after`` is when
    it happens: before the exercise begins for one that is negative. ``line`` is its line in the pack.
    """

    kind: str
    about: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    chair: str = ""
    message: bytes | None = None
    after: timedelta = timedelta()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a trainee can read: lines of a label and a value, and a text.

    ``from_start`` is False for one that only an inject brings.
    """

    id: str
    title: Words
    rows: tuple[tuple[Words, str], ...] = ()
    text: Words = field(default_factory=dict)
    from_start: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be cited as evidence, in neutral words, the same in every variant: ``Invoice: unit price``.

    ``paper`` is the paper on which it stands, "" where it stands on a page of the desk. It can be cited once that paper is there.
    """

    id: str
    label: Words
    paper: str = ""


class Trigger(StrEnum):
    """What lets an inject come: the start, a time after it, a state of the case or an act of somebody, the coming of
    another inject, or nothing but the instructor's hand."""

    START = "start"
    TIME = "time"
    STATE = "state"
    ACT = "act"
    RESOLUTION = "resolution"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Inject:
    """Something that happens during the exercise: a message, papers that come, acts of others.

    ``when`` is the event that triggers it (state, act), ``after`` how long after its trigger it comes, by the room's clock.
    ``requires`` are injects that must have come before. ``resolves`` names the inject after which one by RESOLUTION comes.
    ``chair`` is the role that it plays: such an inject does not come where a person sits on that chair, and waits besides for
    the delay that the instructor has set. ``approach`` is True for a call or a favour asked that ought to be put on record.
    """

    id: str
    trigger: Trigger
    title: Words = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    after: timedelta = timedelta()
    when: Match | None = None
    requires: tuple[str, ...] = ()
    resolves: str = ""
    papers: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    chair: Role | None = None
    approach: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that the key expects, with its points: that an event like this was recorded, or, if ``absent``, that none was.

    ``any_of`` are the events that will do. ``before`` and ``after`` say that it must come before the first, or after the first,
    of such an event; where that other event is not there, ``before`` holds and ``after`` does not. A ``critical`` one that is
    missed caps the mark.
    """

    id: str
    part: Part
    points: int
    title: Words
    any_of: tuple[Match, ...] = ()
    absent: bool = False
    before: Match | None = None
    after: Match | None = None
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that tells the truth, and where: a place that counts as evidence when it is cited for the right side.

    ``points`` are of the 25 for evidence. ``seen`` is the inject with which it could be seen first, "" for the start.
    """

    place: str
    side: Side
    points: int
    title: Words
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """What is owed in truth for the declarations that are named, in whole units of ``currency``; full points within ``within``
    (a share, such as 0.01), none from ten times that error on."""

    declarations: tuple[str, ...]
    true: Decimal
    currency: str = "KRW"
    within: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Truth:
    """The key of a variant, under seal until the debrief: whether somebody is guilty, of what, what was right, and the harm.

    ``other`` says what would have happened had it been decided otherwise.
    """

    guilty: bool
    violations: tuple[Words, ...]
    right_lane: str
    right_action: Words
    harm: Words
    explanation: Words
    cues: tuple[Cue, ...]
    expectations: tuple[Expectation, ...]
    money: Money
    solution: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint, and what it costs in a marked run."""

    text: Words
    cost: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way that guided trainees are shown; it is done with an event like this. The same in every variant."""

    title: Words
    done: Match
    href: str = ""
    """Where it is done: a page of a desk, such as ``/queue``."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant, with its names and amounts filled in: what is given, what comes, and under seal what is true.

    ``declarations`` maps the names that acts use (``main``) to the trader's number and LRN by which a case is found.
    """

    id: str
    brief: Words
    given: tuple[Act, ...]
    declarations: Mapping[str, tuple[str, str]]
    papers: tuple[Paper, ...]
    places: tuple[Place, ...]
    injects: tuple[Inject, ...]
    hints: tuple[Hint, ...]
    truth: Truth
    drafts: Mapping[str, bytes] = field(default_factory=dict)
    """Messages that the trader of the exercise begins with, by the names of their declarations."""

    def paper(self, id: str) -> Paper | None:
        """Return the paper of this id."""
        return next((paper for paper in self.papers if paper.id == id), None)

    def inject(self, id: str) -> Inject | None:
        """Return the inject of this id."""
        return next((inject for inject in self.injects if inject.id == id), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """An exercise as a whole: head, chairs, way, debrief, and its variants.

    ``starts`` is the time of the room's clock at which it begins, with its zone. ``chairs`` are the posts that trainees play, in
    turn; the first is where they begin. ``digest`` is the SHA-256 of the pack's canonical bytes.
    """

    id: str
    digest: str
    title: Words
    summary: Words
    level: int
    minutes: int
    competencies: tuple[str, ...]
    languages: tuple[str, ...]
    starts: datetime
    country: str
    chairs: tuple[str, ...]
    steps: tuple[Step, ...]
    law: tuple[Words, ...]
    cues: tuple[Words, ...]
    variants: tuple[Variant, ...]

    def variant(self, id: str) -> Variant:
        """Return the variant of this id; raises LookupError."""
        for variant in self.variants:
            if variant.id == id:
                return variant
        raise LookupError(f"The scenario {self.id} has no variant {id!r}.")


COMPETENCIES: Mapping[str, Words] = {
    "TEC": {"en": "Technology and data", "ko": "기술과 데이터", "fr": "Technologie et données", "es": "Tecnología y datos"},
    "CLS": {"en": "Classification", "ko": "품목분류", "fr": "Classement", "es": "Clasificación"},
    "PCA": {"en": "Post-clearance audit", "ko": "사후심사", "fr": "Contrôle a posteriori", "es": "Control a posteriori"},
    "SMG": {"en": "Smuggling", "ko": "밀수 단속", "fr": "Contrebande", "es": "Contrabando"},
    "VAL": {"en": "Value", "ko": "과세가격", "fr": "Valeur", "es": "Valor"},
    "ORG": {"en": "Origin", "ko": "원산지", "fr": "Origine", "es": "Origen"},
    "FAC": {"en": "Facilitation", "ko": "통관 원활화", "fr": "Facilitation", "es": "Facilitación"},
    "INT": {"en": "Integrity", "ko": "청렴", "fr": "Intégrité", "es": "Integridad"},
}
"""The competencies that exercises train (training.md, section 4)."""
