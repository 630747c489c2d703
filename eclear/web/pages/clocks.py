"""The clocks of goods, as pages show them: what each is called, its last day, and whether that is over by the room's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eclear.casefile.words import Term
from eclear.clearance.clocks import CARRY_OUT, DECLARE, STORAGE, Clock

CLOCKS = {
    DECLARE: Term("Time to declare", "수입신고기한"),
    STORAGE: Term("Storage period", "장치기간"),
    CARRY_OUT: Term("Time to carry out", "반출기한"),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs for the goods."""

    name: Term
    until: date
    late: bool


def running(clocks: Sequence[Clock]) -> tuple[Running, ...]:
    """Return clocks as they are shown, the one that ends first at the beginning."""
    return tuple(Running(CLOCKS[clock.kind], clock.until, clock.late) for clock in clocks)
