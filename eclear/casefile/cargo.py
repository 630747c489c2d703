"""A consignment (화물): it has a life of its own and may come before its declaration, without one, or serve several."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from eclear.casefile.events import ConsignmentScanned, ConsignmentSelected, Event, Listed, Moved, SelectionLifted
from eclear.casefile.lifecycle import CARGO, IllegalStep, cargo_state
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.selection import ControlMeasure, Scan, Selection

CARGO_NUMBER = re.compile(r"[0-9]{2}[A-Z0-9]{4}[A-Z0-9]{4}I[0-9]{4}[0-9]{4}")
"""The form of a cargo control number (화물관리번호), 19 characters without dashes: manifest number 11 (year 2, carrier 4,
serial 4, the letter I), master line 4, house line 4. Source: public cargo records of UNI-PASS (API001)."""


CARGO_FACTS = (Moved, Listed, ConsignmentSelected, ConsignmentScanned, SelectionLifted)
"""What can happen to cargo: the stream of a cargo control number holds nothing else."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """What is known about the goods under one cargo control number: what was reported, and when.

    Reports may arrive in any order, so each is kept as a time of its own; the state is the furthest of them. ``listed`` is
    its line in the manifest, ``selected`` what was ordered for it from there, ``scanned`` what a scan showed, and ``lifted``
    says that an officer ended what was ordered. ``told`` counts what everybody may hear of, ``updated`` is when the last of it
    happened; ``version`` counts the rest too.
    """

    number: str
    version: int = 0
    told: int = 0
    manifest_reviewed: datetime | None = None
    carried_in: datetime | None = None
    carried_out: datetime | None = None
    shed: str | None = None
    listed: ManifestLine | None = None
    selected: Selection | None = None
    scanned: Scan | None = None
    lifted: bool = False
    updated: datetime | None = None

    @property
    def carrier(self) -> str:
        """The code of the carrier, as the number has it; "" for a number of another form."""
        return self.number[2:6] if CARGO_NUMBER.fullmatch(self.number) else ""

    @property
    def state(self) -> str | None:
        """The state of the cargo track, or None while nothing was reported."""
        return cargo_state(self.manifest_reviewed, self.carried_in, self.carried_out) or ("C1" if self.listed else None)

    @property
    def under(self) -> ControlMeasure | None:
        """What is still ordered for it; None where nothing was, where a clear scan settled a scan, or an officer lifted it."""
        if self.selected is None or self.lifted:
            return None
        cleared = self.selected.measure is ControlMeasure.SCAN and self.scanned is not None and self.scanned.clear
        return None if cleared else self.selected.measure

    def after(self, event: Event) -> Cargo:
        """Return the cargo as it stands after one more report; raises IllegalStep for a report that cannot be."""
        fact = event.fact
        if not isinstance(fact, CARGO_FACTS):
            return self
        if self.carried_out:
            raise IllegalStep(f"Cargo {self.number} was carried out at {self.carried_out:%Y-%m-%d %H:%M}. It can move no more.")
        if isinstance(fact, Listed):
            return replace(self, version=event.sequence, told=self.told + 1, listed=fact.line, updated=event.at)
        if isinstance(fact, ConsignmentSelected):
            return replace(self, version=event.sequence, selected=fact.selection, lifted=False)
        if isinstance(fact, ConsignmentScanned):
            return replace(self, version=event.sequence, scanned=fact.scan)
        if isinstance(fact, SelectionLifted):
            return replace(self, version=event.sequence, lifted=True)
        moved = replace(self, version=event.sequence, told=self.told + 1, updated=event.at)
        if fact.report == "manifest-reviewed":
            return replace(moved, manifest_reviewed=self.manifest_reviewed or event.at)
        if fact.report == "carried-in":
            return replace(moved, carried_in=self.carried_in or event.at, shed=fact.shed or self.shed)
        CARGO.step(self.state, "C7")
        return replace(moved, carried_out=event.at)
