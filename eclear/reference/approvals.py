"""Register of approvals (요건승인): which numbers agencies have given to whom, for which goods, until when and how much.

All entries are invented. One approval can cover several declarations until its quantity is used up; how much was taken of
it the records of a room know, not this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.permit import ApprovalState
from eclear.casefile.quantity import Measure
from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.ranges import some_prefixes
from eclear.reference.rows import Row, each, read_csv, report

LONGEST = 30
"""Characters that the number of an approval may have."""

KILOGRAMS = {"GRM": Decimal("0.001"), "KGM": Decimal(1), "TNE": Decimal(1000)}
"""Units of mass by their UN Rec. 20 codes; masses are counted in any of them, all else only in its own unit."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval: its number, who gave it to whom, for which goods, and how much; ``quantity`` is None for any amount.

    ``fact`` says on which days it is valid. ``holder`` is the number of the importer.
    """

    number: str
    agency: str
    holder: str
    name: Term
    hs: tuple[str, ...]
    quantity: Decimal | None
    unit: str
    fact: Fact

    def counted(self, measures: Iterable[Measure | None]) -> Decimal | None:
        """Return how much of the approval goods take, by the first of their measures in its unit; None if none is."""
        for measure in measures:
            if measure is None:
                continue
            unit = measure.unit or "KGM"
            if unit == self.unit:
                return measure.value
            if unit in KILOGRAMS and self.unit in KILOGRAMS:
                return measure.value * KILOGRAMS[unit] / KILOGRAMS[self.unit]
        return None

    def stands_against(self, holder: str | None, hs: str, on: date) -> ApprovalState | None:
        """Return why it does not cover goods of this holder and code on a day, whatever their quantity; None if it does."""
        if not self.fact.holds(on):
            return ApprovalState.EXPIRED
        if holder != self.holder:
            return ApprovalState.OTHER_HOLDER
        return None if hs.startswith(self.hs) else ApprovalState.OTHER_GOODS


@dataclass(frozen=True, slots=True)
class Approvals:
    """The register of a country, found by agency and number."""

    entries: tuple[Approval, ...] = ()
    _by_number: Mapping[tuple[str, str], Approval] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", {(entry.agency, entry.number): entry for entry in self.entries})

    def entry(self, agency: str, number: str | None) -> Approval | None:
        """Return what an agency has approved under a number; None if it has not."""
        return self._by_number.get((agency, number or ""))


def read_approvals(path: Path) -> Approvals:
    """Read the register, empty where the country keeps none; raises ReferenceFault where two entries have one number."""
    entries: dict[str, Approval] = {}
    rows: dict[str, str] = {}
    for row, entry in each(read_csv(path, optional=True), lambda row: (row, _approval(row))):
        if entry.number in entries:
            report(row.fault(f"number {entry.number!r} stands twice ({rows[entry.number]}). Give each approval its own."))
        entries[entry.number], rows[entry.number] = entry, row.where
    return Approvals(tuple(entries.values()))


def _approval(row: Row) -> Approval:
    number, unlimited = row.text("number"), not row.text("quantity", "")
    if len(number) > LONGEST:
        raise row.fault(f"number {number!r} has more than {LONGEST} characters. Shorten it.")
    quantity = None if unlimited else row.number("quantity")
    if quantity is not None and quantity <= 0:
        raise row.fault(f"quantity {quantity} approves nothing. Write how much, or leave it out for any amount.")
    unit = row.text("unit", "") if unlimited else row.text("unit")
    return Approval(
        number, row.text("agency"), row.text("holder"), row.term("name"), some_prefixes(row, "hs"), quantity, unit, row.fact()
    )
