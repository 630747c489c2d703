"""What officers report about themselves: who takes the next case, who is away, who is back."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.clearance import away, back, take_next
from eclear.web.reports.told import Code, Example, Here, Text, Told

Whose = Annotated[Code, Field(description="Id of the officer, where a supervisor says so; oneself if it is empty")]


class DeskReport(Told):
    """Something that is reported about an officer's desk."""

    example: ClassVar[Example]

    officer: Whose = ""

    def whose(self, here: Here) -> str:
        """Return the officer that it is about."""
        return self.officer or here.office.acting.id

    @abstractmethod
    def happen(self, here: Here) -> tuple[Case, ...]:
        """Do it, and return the cases that were drawn or passed on."""


class CaseDrawn(Told):
    """An officer takes the next case of the pool, by lot."""

    kind: Literal["case-drawn"]

    example: ClassVar[Example] = {}

    def whose(self, here: Here) -> str:
        """Return the officer that it is about: who asks."""
        return here.office.acting.id

    def happen(self, here: Here) -> tuple[Case, ...]:
        """Draw it."""
        return (take_next(here.office, room=here.room, at=here.at),)


class OfficerAway(DeskReport):
    """An officer is away: his open cases are drawn to others, or go to the pool."""

    kind: Literal["officer-away"]
    reason: Text | None = None

    example: ClassVar[Example] = {"reason": "Training until Friday."}

    def happen(self, here: Here) -> tuple[Case, ...]:
        """Note it."""
        return away(here.office, self.whose(here), self.reason, room=here.room, at=here.at)


class OfficerBack(DeskReport):
    """An officer is back at his desk, and gets new cases."""

    kind: Literal["officer-back"]

    example: ClassVar[Example] = {}

    def happen(self, here: Here) -> tuple[Case, ...]:
        """Note it."""
        back(here.office, self.whose(here), room=here.room, at=here.at)
        return ()
