"""A consignment (화물): it has a life of its own and may come before its declaration, without one, or serve several."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from eclear.casefile.events import Event, Moved
from eclear.casefile.lifecycle import CARGO, IllegalStep, cargo_state

CARGO_NUMBER = re.compile(r"[0-9]{2}[A-Z0-9]{4}[A-Z0-9]{4}I[0-9]{4}[0-9]{4}")
"""The form of a cargo control number (화물관리번호), 19 characters without dashes: manifest number 11 (year 2, carrier 4,
serial 4, the letter I), master line 4, house line 4. Source: public cargo records of UNI-PASS (API001)."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """What is known about the goods under one cargo control number: what was reported, and when.

    Reports may arrive in any order, so each is kept as a time of its own; the state is the furthest of them.
    """

    number: str
    version: int = 0
    manifest_reviewed: datetime | None = None
    carried_in: datetime | None = None
    carried_out: datetime | None = None
    shed: str | None = None

    @property
    def state(self) -> str | None:
        """The state of the cargo track, or None while nothing was reported."""
        return cargo_state(self.manifest_reviewed, self.carried_in, self.carried_out)

    def after(self, event: Event) -> Cargo:
        """Return the cargo as it stands after one more report; raises IllegalStep for a report that cannot be."""
        fact = event.fact
        if not isinstance(fact, Moved):
            return self
        if self.carried_out:
            raise IllegalStep(f"Cargo {self.number} was carried out at {self.carried_out:%Y-%m-%d %H:%M}. It can move no more.")
        if fact.report == "manifest-reviewed":
            return replace(self, version=event.sequence, manifest_reviewed=self.manifest_reviewed or event.at)
        if fact.report == "carried-in":
            return replace(self, version=event.sequence, carried_in=self.carried_in or event.at, shed=fact.shed or self.shed)
        CARGO.step(self.state, "C7")
        return replace(self, version=event.sequence, carried_out=event.at)
