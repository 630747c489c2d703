"""What officers report about examinations: an order, what was found, and what a laboratory says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.casefile.examination import (
    Attendant,
    Attending,
    Counted,
    Depth,
    Examination,
    Irregularity,
    Order,
    Sample,
    SealSeen,
    SealState,
)
from eclear.casefile.quantity import Measure
from eclear.clearance import decide, examine, laboratory_reported
from eclear.web.reports.told import CaseReport, Code, Example, Here, ItemNumber, Short, Text, Told

Irregularities = Annotated[list[Irregularity], Field(max_length=len(Irregularity), default_factory=list)]


class ExaminationOrdered(CaseReport):
    """An officer orders an inspection: how deep, which items, where. One that stands already gives way to it."""

    kind: Literal["examination-ordered"]
    depth: Depth
    reason: Text | None = None
    items: Annotated[list[ItemNumber], Field(max_length=999, description="None named: all of them", default_factory=list)]
    place: Annotated[Short, Field(description="Empty for where the goods lie")] = ""

    example: ClassVar[Example] = {"depth": "partial", "reason": "Count the boxes of item 1.", "items": [1], "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Order it."""
        order = Order(self.depth, tuple(self.items), self.place)
        return decide(here.office, case.id, "inspect", reason=self.reason, order=order, **here.seen)


class CountedTold(Told):
    """What was counted of one item: a quantity in the unit that was declared, or packages, or both."""

    item: ItemNumber
    quantity: Annotated[Decimal, Field(max_digits=20, allow_inf_nan=False)] | None = None
    unit: Annotated[str, Field(max_length=3)] = ""
    packages: Annotated[int, Field(lt=10**9)] | None = None


class SealTold(Told):
    """One seal, by the number that it bears or should bear, and how it was found."""

    number: Short
    state: SealState


class SampleTold(Told):
    """One sample: to which laboratory it goes, what that is asked, and by which day it answers."""

    item: ItemNumber
    laboratory: Short
    question: Annotated[str, Field(max_length=300)]
    due: date


class AttendantTold(Told):
    """Somebody who was there; an agency says which."""

    part: Attending
    agency: Code = ""


class Examined(CaseReport):
    """An officer reports what an examination found: nothing, if all was as declared. It moves no track."""

    kind: Literal["examined"]
    depth: Depth
    found: Irregularities
    remark: Text | None = None
    counted: Annotated[list[CountedTold], Field(max_length=999, default_factory=list)]
    seals: Annotated[list[SealTold], Field(max_length=200, default_factory=list)]
    samples: Annotated[list[SampleTold], Field(max_length=200, default_factory=list)]
    attended: Annotated[list[AttendantTold], Field(max_length=40, default_factory=list)]

    example: ClassVar[Example] = {
        "depth": "full",
        "found": ["wrong mass"],
        "remark": "Two boxes are missing.",
        "counted": [{"item": 1, "quantity": "800", "packages": 38}],
        "seals": [{"number": "HJ482210", "state": "intact"}],
        "samples": [{"item": 1, "laboratory": "Central laboratory", "question": "Which fibre is it?", "due": "2027-01-15"}],
        "attended": [{"part": "declarant"}, {"part": "agency", "agency": "MFDS-F"}],
        "version": 12,
    }

    def happen(self, here: Here, case: Case) -> Case:
        """Report it."""
        report = Examination(
            self.depth,
            tuple(self.found),
            self.remark,
            tuple(map(_counted, self.counted)),
            tuple(SealSeen(seal.number, seal.state) for seal in self.seals),
            tuple(Sample(one.item, one.laboratory, one.question, one.due) for one in self.samples),
            tuple(Attendant(one.part, one.agency) for one in self.attended),
        )
        return examine(here.office, case.id, report, **here.seen)


class LaboratoryReported(CaseReport):
    """A laboratory has answered about a sample; what it found is added to the result of the examination."""

    kind: Literal["laboratory-reported"]
    sample: Annotated[int, Field(ge=1, le=999, description="Number of the sample in the case, from 1 on")]
    finding: Text
    found: Irregularities

    example: ClassVar[Example] = {"sample": 1, "finding": "Polyester, no wool.", "found": ["misclassification"], "version": 13}

    def happen(self, here: Here, case: Case) -> Case:
        """Take it in."""
        return laboratory_reported(here.office, case.id, self.sample, self.finding, self.found, **here.seen)


def _counted(told: CountedTold) -> Counted:
    return Counted(told.item, None if told.quantity is None else Measure(told.quantity, told.unit or None), told.packages)
