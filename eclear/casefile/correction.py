"""What comes after the acceptance: corrections of the declaration, by the trader or by customs, and appeals against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.amendment import Change
from eclear.casefile.duty import Assessment
from eclear.casefile.notice import Against, How, Stage


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction after the acceptance: announced by customs, or made; what was in force before it, and what is owed more.

    ``request`` is the message that holds the changes, None for one that undoes another. ``made`` is when it took effect,
    None while it is announced; ``dropped`` is True for one that was announced and lost its review, or was undone.
    ``addition`` is what was decided about an addition, None while nobody has. ``decided_by`` is the officer who signed it.
    """

    number: int
    how: How
    at: datetime
    grounds: str
    law: str
    request: int | None
    more: Decimal
    decided_by: str = ""
    changes: tuple[Change, ...] = ()
    review_by: date | None = None
    waived: bool = False
    made: datetime | None = None
    dropped: bool = False
    addition: Decimal | None = None
    addition_at: datetime | None = None
    addition_by: str = ""
    before: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """An appeal: at which stage, against what, why, and how it was decided; ``next`` is the stage that is left."""

    number: int
    stage: Stage
    against: Against
    correction: int
    grounds: str
    at: datetime
    won: bool | None = None
    answer: str = ""
    law: str = ""
    decided: datetime | None = None
    next: Stage | None = None

    @property
    def is_open(self) -> bool:
        """True until it is decided."""
        return self.won is None
