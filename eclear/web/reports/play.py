"""What trainees report in a play of an exercise beside what they do at their desks: an estimate, evidence, that they are done."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.scenario import Side
from eclear.training import noting
from eclear.training.noting import LONGEST_NOTE
from eclear.training.stage import Stage
from eclear.web.reports.told import Code, Example, Told

Place = Annotated[str, Field(max_length=60, description="Id of a place that can be cited now, as GET /api/play lists them")]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]


class PlayReport(Told):
    """Something that is reported in a play."""

    example: ClassVar[Example]

    @abstractmethod
    def happen(self, stage: Stage, room: str) -> None:
        """Note it, as who acts in the office of the stage."""


class GuessedBy(PlayReport):
    """An officer's own estimate, in percent, that something is wrong with a declaration. Then its score opens."""

    kind: Literal["guessed"]
    case: Annotated[str, Field(max_length=64, description="Case id")]
    chance: Annotated[int, Field(ge=0, le=100)]

    example: ClassVar[Example] = {"case": "C-000001", "chance": 40}

    def happen(self, stage: Stage, room: str) -> None:
        """Note the estimate."""
        noting.guess(stage, self.case, self.chance, room=room)


class EvidenceNotedBy(PlayReport):
    """A trainee cites a place as evidence for the declaration or against it. A later note of the place replaces it."""

    kind: Literal["evidence-noted"]
    place: Place
    side: Side
    why: Note

    example: ClassVar[Example] = {"place": "invoice-price", "side": "against", "why": "It is far below the contract."}

    def happen(self, stage: Stage, room: str) -> None:
        """Note the evidence."""
        noting.note_evidence(stage, self.place, self.side, self.why, room=room)


class EvidenceStruckBy(PlayReport):
    """A trainee takes back what he noted of a place."""

    kind: Literal["evidence-struck"]
    place: Place

    example: ClassVar[Example] = {"place": "invoice-price"}

    def happen(self, stage: Stage, room: str) -> None:
        """Strike the note."""
        noting.strike_evidence(stage, self.place, room=room)


class HintAsked(PlayReport):
    """A trainee asks for the next hint. It costs what the hint says in a marked run."""

    kind: Literal["hint-asked"]

    example: ClassVar[Example] = {}

    def happen(self, stage: Stage, room: str) -> None:
        """Ask for it."""
        noting.ask_hint(stage, room=room)


class ApproachReportedBy(PlayReport):
    """A trainee puts on record that somebody asked for what he should not have."""

    kind: Literal["approach-reported"]
    inject: Annotated[Code, Field(description="Id of the message by which it came, as GET /api/play lists them")]
    text: Note

    example: ClassVar[Example] = {"inject": "call", "text": "A caller asked me to pass the declaration at once."}

    def happen(self, stage: Stage, room: str) -> None:
        """Put it on record."""
        noting.report_approach(stage, self.inject, self.text, room=room)


class PlayFinishedBy(PlayReport):
    """Trainees say that they are done. Until the exercise ends they may still go on."""

    kind: Literal["play-finished"]

    example: ClassVar[Example] = {}

    def happen(self, stage: Stage, room: str) -> None:
        """Note it."""
        noting.finish(stage, room=room)


PlayEvent = GuessedBy | EvidenceNotedBy | EvidenceStruckBy | HintAsked | ApproachReportedBy | PlayFinishedBy
"""What trainees report in a play, told apart by ``kind``."""
