"""A trader or broker in the register (등록부): his licence, whom he may sign for, whether he is suspended, and his AEO status."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.words import Term

TRADER_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,29}")
"""The form of a number in the register: 2 to 30 letters, digits and dashes, such as 41207 or KRTRD0007."""

LICENSES = {
    "broker": Term("Customs broker", "관세사"),
    "corporation": Term("Customs corporation", "관세법인"),
    "own": Term("Own declarations", "자가통관"),
    "": Term("No licence to sign", "신고 자격 없음"),
}
"""The kinds of licence, as the registers of the country folders write them; who has none can still import and export."""

GRADES = ("A", "AA", "AAA")
"""The grades of an authorised economic operator, the lowest first."""


@dataclass(frozen=True, slots=True)
class Trader:
    """Somebody in the register as he stands: as the country's folder has him, and what happened in the room since.

    ``license`` is one of :data:`LICENSES`. ``mandates`` are the numbers of those whose declarations he may sign; None as long
    as nobody has registered a mandate of his, and then he may sign for anybody. ``suspended`` is since when he may sign
    nothing. ``aeo`` is his grade as an authorised economic operator, "" for none; ``applied`` is the application that waits
    for an answer. ``license_since`` and ``aeo_since`` are when the room gave what the folder did not. ``changes`` are all
    that happened to him in the room, in order.
    """

    number: str
    name: Term = Term("", "")
    license: str = ""
    mandates: tuple[str, ...] | None = None
    suspended: datetime | None = None
    aeo: str = ""
    applied: str | None = None
    license_since: datetime | None = None
    aeo_since: datetime | None = None
    changes: tuple[Event, ...] = ()

    @property
    def is_known(self) -> bool:
        """True for one whom the register has under a name, in the folder or in the room."""
        return bool(self.name.en)

    def after(self, event: Event) -> Trader:
        """Return him after one more event; raises IllegalStep for one that cannot be."""
        fact, now = event.fact, replace(self, changes=(*self.changes, event))
        match fact:
            case ev.TraderRegistered():
                if self.license and self.license == fact.license:
                    raise IllegalStep(
                        f"{self.number} has this licence already: {LICENSES[self.license]}. Nothing is to be changed."
                    )
                return replace(now, name=fact.name, license=fact.license, license_since=event.at)
            case ev.MandateGiven():
                if fact.principal in (self.mandates or ()):
                    raise IllegalStep(f"{self.number} has a mandate of {fact.principal} already. One is enough.")
                return replace(now, mandates=tuple(sorted((*(self.mandates or ()), fact.principal))))
            case ev.MandateEnded():
                if fact.principal not in (self.mandates or ()):
                    raise IllegalStep(
                        f"{self.number} has no mandate of {fact.principal} that could end. The page shows those he has."
                    )
                return replace(now, mandates=tuple(one for one in self.mandates or () if one != fact.principal))
            case ev.TraderSuspended():
                if self.suspended:
                    raise IllegalStep(f"{self.number} is suspended since {self.suspended:%Y-%m-%d %H:%M} UTC. Once is enough.")
                return replace(now, suspended=event.at)
            case ev.TraderReinstated():
                if self.suspended is None:
                    raise IllegalStep(f"{self.number} is not suspended. There is nothing to lift.")
                return replace(now, suspended=None)
            case _:
                return self._authorised(event, now)

    def _authorised(self, event: Event, now: Trader) -> Trader:
        """Return him after an event about his status as an authorised economic operator."""
        fact = event.fact
        match fact:
            case ev.AeoApplied():
                if self.aeo or self.applied is not None:
                    stands = f"is an AEO of grade {self.aeo}" if self.aeo else "has applied already. Wait for the answer"
                    raise IllegalStep(f"{self.number} {stands}.")
                return replace(now, applied=fact.why)
            case ev.AeoGranted():
                if fact.grade not in GRADES:
                    raise IllegalStep(f"Grade {fact.grade[:10]!r} is none. An AEO has one of the grades {', '.join(GRADES)}.")
                if self.aeo == fact.grade:
                    raise IllegalStep(f"{self.number} has grade {fact.grade} already. Nothing is to be changed.")
                return replace(now, aeo=fact.grade, aeo_since=event.at, applied=None)
            case ev.AeoRefused():
                if self.applied is None:
                    raise IllegalStep(f"{self.number} has not applied. There is no application to refuse.")
                return replace(now, applied=None)
            case ev.AeoWithdrawn():
                if not self.aeo:
                    raise IllegalStep(f"{self.number} is no authorised economic operator. There is no status to withdraw.")
                return replace(now, aeo="", aeo_since=event.at)
        raise IllegalStep(f"{event.kind} is nothing that happens to a trader.")

    def may_sign_for(self, principal: str | None) -> bool:
        """True if he may sign a declaration of this importer or exporter: his own, or one whose mandate he has."""
        return self.mandates is None or principal in (None, self.number, *self.mandates)
