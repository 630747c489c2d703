"""What is reported to the register of traders: licences, mandates, suspensions, and AEO status."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.trader import Trader
from eclear.casefile.words import Term
from eclear.clearance import (
    apply_for_aeo,
    end_mandate,
    give_mandate,
    grant_aeo,
    refuse_aeo,
    register_trader,
    reinstate,
    suspend,
    withdraw_aeo,
)
from eclear.web.reports.told import Example, Here, Text, Told

Word = Annotated[str, Field(max_length=120)]


class RegisterReport(Told):
    """Something that is reported about somebody in the register, always with a reason."""

    example: ClassVar[Example]

    reason: Text = ""

    @abstractmethod
    def happen(self, here: Here, number: str) -> Trader:
        """Do it to whom this number names."""


class TraderRegistered(RegisterReport):
    """An officer enters somebody into the register, or gives him another licence."""

    kind: Literal["trader-registered"]
    name: Word
    name_ko: Word = ""
    licence: Annotated[Word, Field(description="broker, corporation, own, or empty for none")] = ""

    example: ClassVar[Example] = {"name": "Haneul Trade", "licence": "own", "reason": "Licence shown."}

    def happen(self, here: Here, number: str) -> Trader:
        """Enter him."""
        name = Term(self.name, self.name_ko)
        return register_trader(here.office, number, name, self.licence, why=self.reason, room=here.room, at=here.at)


class MandateGiven(RegisterReport):
    """An officer registers that a principal lets a broker sign for him, or that this has ended."""

    kind: Literal["mandate-given", "mandate-ended"]
    principal: Word

    example: ClassVar[Example] = {"principal": "KRTRD0007", "reason": "Written mandate shown."}

    def happen(self, here: Here, number: str) -> Trader:
        """Register it."""
        done = give_mandate if self.kind == "mandate-given" else end_mandate
        return done(here.office, number, self.principal, why=self.reason, room=here.room, at=here.at)


class TraderSuspended(RegisterReport):
    """An officer suspends somebody, or ends his suspension."""

    kind: Literal["trader-suspended", "trader-reinstated"]

    example: ClassVar[Example] = {"reason": "Three declarations without a mandate."}

    def happen(self, here: Here, number: str) -> Trader:
        """Suspend or reinstate him."""
        done = suspend if self.kind == "trader-suspended" else reinstate
        return done(here.office, number, why=self.reason, room=here.room, at=here.at)


class AeoApplied(RegisterReport):
    """A trader applies to be an authorised economic operator: for himself, or for whom he has a mandate of."""

    kind: Literal["aeo-applied"]

    example: ClassVar[Example] = {"reason": "Ten years without an irregularity."}

    def happen(self, here: Here, number: str) -> Trader:
        """Apply."""
        return apply_for_aeo(here.office, number, why=self.reason, room=here.room, at=here.at)


class AeoGranted(RegisterReport):
    """An officer makes somebody an authorised economic operator of a grade."""

    kind: Literal["aeo-granted"]
    grade: Word

    example: ClassVar[Example] = {"grade": "AA", "reason": "Books and premises were inspected."}

    def happen(self, here: Here, number: str) -> Trader:
        """Grant it."""
        return grant_aeo(here.office, number, self.grade, why=self.reason, room=here.room, at=here.at)


class AeoEnded(RegisterReport):
    """An officer refuses an application for AEO status, or withdraws the status."""

    kind: Literal["aeo-refused", "aeo-withdrawn"]

    example: ClassVar[Example] = {"reason": "The stock records have gaps."}

    def happen(self, here: Here, number: str) -> Trader:
        """Refuse or withdraw it."""
        done = refuse_aeo if self.kind == "aeo-refused" else withdraw_aeo
        return done(here.office, number, why=self.reason, room=here.room, at=here.at)
