"""What is reported about doubts of a value or an origin: raised, answered, decided."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from eclear.casefile.case import Case
from eclear.casefile.doubt import About, NewValue, Outcome, Side
from eclear.casefile.valuation import Method, Passed
from eclear.clearance import answer_doubt, decide_doubt, raise_doubt
from eclear.web.reports.told import CaseReport, Code, Example, Here, ItemNumber, Law, Money, Papers, Text, Told

DoubtNumber = Annotated[int, Field(ge=1, le=999)]


class DoubtRaised(CaseReport):
    """An officer doubts the value or the origin of some items, and says why."""

    kind: Literal["doubt-raised"]
    about: About
    items: Annotated[list[ItemNumber], Field(min_length=1, max_length=999)]
    grounds: Text
    law: Law | None = None

    example: ClassVar[Example] = {"about": "value", "items": [1], "grounds": "A third of the price in March.", "version": 9}

    def happen(self, here: Here, case: Case) -> Case:
        """Raise it."""
        return raise_doubt(here.office, case.id, self.about, self.items, grounds=self.grounds, law=self.law, **here.seen)


class DoubtAnswered(CaseReport):
    """The declarant, or the side that issued a proof of origin, answers a doubt."""

    kind: Literal["doubt-answered"]
    doubt: DoubtNumber
    text: Text
    documents: Papers
    side: Side = Side.DECLARANT

    example: ClassVar[Example] = {"doubt": 1, "text": "Last year's stock.", "documents": ["Price list 2025-11"]}

    def happen(self, here: Here, case: Case) -> Case:
        """Answer it."""
        return answer_doubt(here.office, case.id, self.doubt, self.text, documents=self.documents, side=self.side, **here.seen)


class SetValue(Told):
    """The value that customs sets for an item: by which method, on what evidence, and why those before it did not do."""

    item: ItemNumber
    value: Money
    method: Code
    grounds: Text
    passed: Annotated[dict[Method, Text], Field(default_factory=dict)]


class DoubtDecided(CaseReport):
    """An officer decides a doubt in writing; a value that is rejected is set anew for every item in doubt."""

    kind: Literal["doubt-decided"]
    doubt: DoubtNumber
    outcome: Outcome
    grounds: Text
    law: Law | None = None
    values: Annotated[list[SetValue], Field(max_length=999, default_factory=list)]
    computed_first: bool = False

    example: ClassVar[Example] = {
        "doubt": 1,
        "outcome": "rejected",
        "grounds": "The price list is of another year.",
        "values": [
            {
                "item": 1,
                "value": "6000000",
                "method": "3",
                "grounds": "Declaration 41207-26-000007M of like goods.",
                "passed": {"2": "No identical goods are known."},
            }
        ],
        "version": 14,
    }

    def happen(self, here: Here, case: Case) -> Case:
        """Decide it."""
        return decide_doubt(
            here.office,
            case.id,
            self.doubt,
            self.outcome,
            grounds=self.grounds,
            law=self.law,
            values=tuple(map(_value_set, self.values)),
            computed_first=self.computed_first,
            **here.seen,
        )


def _value_set(told: SetValue) -> NewValue:
    passed = tuple(Passed(method, why) for method, why in told.passed.items())
    return NewValue(told.item, told.value, told.method, told.grounds, passed)
