"""What every report has: which fields are known, where it is told, and how it becomes an act of the office."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from eclear.casefile.case import Case
from eclear.clearance import Office, Submission

Version = Annotated[int | None, Field(description="The version that was looked at; another one is refused with 409", ge=1)]
Text = Annotated[str, Field(max_length=2000)]
Law = Annotated[str, Field(max_length=300)]
Short = Annotated[str, Field(max_length=70)]
Code = Annotated[str, Field(max_length=40)]
Paper = Annotated[str, Field(max_length=200)]
Papers = Annotated[list[Paper], Field(max_length=40, default_factory=list)]
ItemNumber = Annotated[int, Field(ge=1, le=999)]
Money = Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]
Example = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Here:
    """Where something is reported: the office with who acts in it, the room, the version looked at, and when it happened.

    ``version`` and ``at`` are None where nobody says so: then any version will do, and the room's clock tells the time.
    """

    office: Office
    room: str
    version: int | None = None
    at: datetime | None = None

    @property
    def seen(self) -> dict[str, Any]:
        """What a verb about a case is told besides its own words."""
        return {"room": self.room, "at": self.at, "version": self.version}


class Told(BaseModel):
    """What is told to eclear: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class CaseReport(Told):
    """Something that is reported about a case. Its class says what can be told, its ``kind`` which it is."""

    example: ClassVar[Example]
    """One such report as it is sent, without its kind."""

    version: Version = None

    @abstractmethod
    def happen(self, here: Here, case: Case) -> Case | Submission:
        """Do it, by the verb that its form does it by; a message comes back as what became of it."""
