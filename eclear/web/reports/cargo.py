"""What is reported about cargo, by its own number or by that of a case; and what officers did about a picked consignment."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.tally import Tally
from eclear.clearance import (
    abandon,
    arrive,
    ask_for_longer_storage,
    extend_storage,
    lift_selection,
    merge_bills,
    refuse_longer_storage,
    scanned,
    settle_difference,
    split_bill,
    tidy,
)
from eclear.web.reports.told import Example, Here, Law, Short, Text, Told


class CargoReport(Told):
    """Something that is reported about cargo."""

    example: ClassVar[Example]
    version: ClassVar[None] = None
    """Reports about cargo come in any order: nobody says what he looked at."""

    @abstractmethod
    def move(self, here: Here, number: str) -> Cargo:
        """Report it of the cargo of this number."""


class CargoMoved(CargoReport):
    """Goods arrived or were unloaded, the manifest was reviewed, or the shed reports what came in or went out."""

    kind: Literal["arrived", "unloaded", "manifest-reviewed", "carried-in", "carried-out"]
    shed: Short | None = None
    packages: Annotated[int, Field(ge=0, lt=10**9, description="How many were counted; without it, all")] | None = None
    gross_mass_kg: Annotated[Decimal, Field(ge=0, max_digits=20, allow_inf_nan=False)] | None = None

    example: ClassVar[Example] = {"shed": "90110001", "packages": 40, "gross_mass_kg": "860"}

    def move(self, here: Here, number: str) -> Cargo:
        """Report it of the cargo of this number."""
        return arrive(
            here.office,
            number,
            self.kind,
            shed=self.shed,
            packages=self.packages,
            gross_mass_kg=self.gross_mass_kg,
            room=here.room,
            at=here.at,
        )

    def happen(self, here: Here, case: Case) -> Case:
        """Report it of the cargo of a case."""
        return _told_to(here, case, self)


def _told_to(here: Here, case: Case, report: CargoReport) -> Case:
    """Report something of the cargo of a case, and return the case as it stands after that."""
    if case.cargo is None:
        raise IllegalStep("This case has no cargo, so nothing can be reported about it.")
    report.move(here, case.cargo)
    with here.office.store.reading(here.room) as records:
        return records.case(case.id) or case


class Scanned(CargoReport):
    """An officer reports what the scan of a picked consignment showed."""

    kind: Literal["scanned"]
    clear: bool
    weighed_kg: Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)] | None = None
    remark: Annotated[str, Field(max_length=500)] | None = None

    example: ClassVar[Example] = {"clear": False, "weighed_kg": "858.5", "remark": "A denser block behind the boxes."}

    def move(self, here: Here, number: str) -> Cargo:
        """Report it."""
        return scanned(
            here.office,
            number,
            clear=self.clear,
            weighed_kg=self.weighed_kg,
            remark=self.remark,
            room=here.room,
            at=here.at,
        )


class SelectionLifted(CargoReport):
    """An officer ends what was ordered for a picked consignment, with a reason."""

    kind: Literal["selection-lifted"]
    reason: Annotated[str, Field(max_length=500)]

    example: ClassVar[Example] = {"reason": "The boxes were opened; all as listed."}

    def move(self, here: Here, number: str) -> Cargo:
        """Lift it."""
        return lift_selection(here.office, number, reason=self.reason, room=here.room, at=here.at)


class BillPart(Told):
    """A part of a bill: its packages and its gross mass in kilograms."""

    packages: Annotated[int, Field(ge=1, lt=10**9)]
    gross_mass_kg: Annotated[Decimal, Field(gt=0, max_digits=20, allow_inf_nan=False)]


class BillSplit(CargoReport):
    """The goods of a bill go on in parts, each under a number of its own; together they are what was listed."""

    kind: Literal["bill-split"]
    parts: Annotated[list[BillPart], Field(max_length=99)]
    reason: Text = ""

    example: ClassVar[Example] = {
        "parts": [{"packages": 6, "gross_mass_kg": "72"}, {"packages": 4, "gross_mass_kg": "48"}],
        "reason": "Two buyers.",
    }

    def move(self, here: Here, number: str) -> Cargo:
        """Split it, and return the goods with the numbers under which they go on."""
        parts = [Tally(part.packages, part.gross_mass_kg) for part in self.parts]
        split_bill(here.office, number, parts, reason=self.reason, room=here.room, at=here.at)
        with here.office.store.reading(here.room) as records:
            return records.cargo(tidy(number))


class BillMerged(CargoReport):
    """The goods of several bills of one manifest go on as one, under a new number."""

    kind: Literal["bill-merged"]
    others: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=99)]
    reason: Text = ""

    example: ClassVar[Example] = {"others": ["26ABCD0123I00010002"], "reason": "One buyer, one declaration."}

    def move(self, here: Here, number: str) -> Cargo:
        """Merge them, and return the goods with their new number."""
        return merge_bills(here.office, [number, *self.others], reason=self.reason, room=here.room, at=here.at)


class DifferenceSettled(CargoReport):
    """An officer settles the difference between what was listed and what was landed."""

    kind: Literal["difference-settled"]
    reason: Text = ""

    example: ClassVar[Example] = {"reason": "One box was short shipped; the carrier's letter shows it."}

    def move(self, here: Here, number: str) -> Cargo:
        """Settle it."""
        return settle_difference(here.office, number, reason=self.reason, room=here.room, at=here.at)


class StorageExtended(CargoReport):
    """An officer lets goods stay in their shed until a later day."""

    kind: Literal["storage-extended"]
    until: date
    reason: Text = ""

    example: ClassVar[Example] = {"until": "2027-02-26", "reason": "The permit is on its way."}

    def move(self, here: Here, number: str) -> Cargo:
        """Extend it."""
        return extend_storage(here.office, number, self.until, reason=self.reason, room=here.room, at=here.at)


class StorageAsked(CargoReport):
    """The trader of a case, or the shed, asks that goods may stay in their shed until a later day."""

    kind: Literal["storage-asked"]
    until: date
    reason: Text = ""

    example: ClassVar[Example] = {"until": "2027-02-26", "reason": "The permit is on its way."}

    def move(self, here: Here, number: str) -> Cargo:
        """Ask for it."""
        return ask_for_longer_storage(here.office, number, self.until, reason=self.reason, room=here.room, at=here.at)

    def happen(self, here: Here, case: Case) -> Case:
        """Ask for the goods of a case."""
        return _told_to(here, case, self)


class StorageRefused(CargoReport):
    """An officer does not let goods stay longer, with the reason that whoever asked is told."""

    kind: Literal["storage-refused"]
    reason: Text = ""

    example: ClassVar[Example] = {"reason": "An absence is no reason. Declare the goods."}

    def move(self, here: Here, number: str) -> Cargo:
        """Refuse it."""
        return refuse_longer_storage(here.office, number, reason=self.reason, room=here.room, at=here.at)


class GoodsAbandoned(CargoReport):
    """An officer takes note that goods were abandoned; an open declaration ends with them, by a law that is named."""

    kind: Literal["goods-abandoned"]
    reason: Text = ""
    law: Law | None = None

    example: ClassVar[Example] = {"reason": "Their owner wrote that he gives them up."}

    def move(self, here: Here, number: str) -> Cargo:
        """Take note of it."""
        return abandon(here.office, number, reason=self.reason, law=self.law, room=here.room, at=here.at)
