"""What a rule may look at besides the declaration itself: the country, the day, the clock and the room's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile.tally import Tally
from eclear.reference import Country


@dataclass(frozen=True, slots=True)
class Known:
    """What the room's records hold about a declaration that is being submitted: where its cargo stands.

    ``cargo_cases`` are the numbers of other declarations of the same cargo that were accepted for release already.
    ``approvals_taken`` is how much other declarations have taken of the approvals that this one cites, by number.
    ``cargo_shed`` is the bonded shed that reported the carry-in, if it said which it is. ``suspended`` is the day since which
    who signs may sign nothing, ``mandates`` are those whose declarations he may sign; None where no mandate of his is
    registered, and then he may sign for anybody.

    ``cargo_counted`` is how much was landed, else listed, ``cargo_declared`` how many packages of it other declarations state and
    ``cargo_shared`` whether there are any. ``cargo_unlisted`` goods are on no manifest, ``cargo_successors`` the numbers under
    which they went on, and ``cargo_abandoned`` ones were given up.
    """

    cargo_carried_in: bool = False
    cargo_carried_out: bool = False
    cargo_cases: tuple[str, ...] = ()
    approvals_taken: Mapping[str, Decimal] = field(default_factory=dict)
    cargo_shed: str | None = None
    suspended: date | None = None
    mandates: frozenset[str] | None = None
    cargo_counted: Tally | None = None
    cargo_declared: int = 0
    cargo_shared: bool = False
    cargo_unlisted: bool = False
    cargo_successors: tuple[str, ...] = ()
    cargo_abandoned: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances in which a declaration is judged.

    ``country`` is None for an administration without a reference folder: then only the general rules are asked.
    ``known`` is None while a declaration is only validated: then the rules that need the records are left out.
    ``declared_on`` is the day of the declaration, ``now`` the clock (aware).
    """

    country: Country | None
    declared_on: date
    now: datetime
    known: Known | None = None

    @property
    def facts(self) -> Country:
        """The public facts of the country, for a rule that needs them; raises LookupError where there are none."""
        if self.country is None:
            raise LookupError("This rule needs the reference folder of a country. Name it in the rule's needs.")
        return self.country
