"""What is reported about cargo, by its own number or by that of a case; and what officers did about a picked consignment."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance import arrive, lift_selection, scanned
from eclear.web.reports.told import Example, Here, Short, Told


class CargoReport(Told):
    """Something that is reported about cargo."""

    example: ClassVar[Example]
    version: ClassVar[None] = None
    """Reports about cargo come in any order: nobody says what he looked at."""

    @abstractmethod
    def move(self, here: Here, number: str) -> Cargo:
        """Report it of the cargo of this number."""


class CargoMoved(CargoReport):
    """The manifest was reviewed, or the shed reports that the goods came in or went out."""

    kind: Literal["manifest-reviewed", "carried-in", "carried-out"]
    shed: Short | None = None

    example: ClassVar[Example] = {"shed": "90110001"}

    def move(self, here: Here, number: str) -> Cargo:
        """Report it of the cargo of this number."""
        return arrive(here.office, number, self.kind, shed=self.shed, room=here.room, at=here.at)

    def happen(self, here: Here, case: Case) -> Case:
        """Report it of the cargo of a case."""
        if case.cargo is None:
            raise IllegalStep("This case has no cargo, so nothing can be reported about it.")
        self.move(here, case.cargo)
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
