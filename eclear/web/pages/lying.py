"""Goods in a shed, for their trader: until when they may stay, what he asked about that, and whether they can go back abroad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration
from eclear.clearance.discharging import storage_until
from eclear.clearance.office import country_of, today


@dataclass(frozen=True, slots=True)
class Lying:
    """Goods that a declaration waits with.

    ``until`` is the day until which they may stay, None while no storage period runs; ``asked`` a later day that was asked for,
    ``refused`` why that was not granted. ``returning`` is the operation under which they go back abroad, ``back`` the address
    of the form to send them back with what the declaration says filled in, "" where they cannot be sent back.
    """

    until: date | None = None
    asked: date | None = None
    refused: str = ""
    returning: str = ""
    back: str = ""

    @property
    def may_ask(self) -> bool:
        """True if he can ask for a longer storage period."""
        return self.until is not None and (self.asked is None or bool(self.refused))


def lying(case: Case, cargo: Cargo | None, declaration: Declaration | None, now: datetime) -> Lying:
    """Return what concerns the goods of an import declaration in their shed."""
    if cargo is None or case.is_export or not case.number:
        return Lying()
    longer, country = cargo.longer, case.lodged.country
    return Lying(
        until=None if cargo.returning else storage_until(cargo, country),
        asked=longer.until if longer else None,
        refused=longer.refused if longer else "",
        returning=case.returning,
        back=_back(case, cargo, declaration, now),
    )


def _back(case: Case, cargo: Cargo, declaration: Declaration | None, now: datetime) -> str:
    """Return where a return is declared, if the country has a regime for it and the goods are there and not free."""
    law = country_of(case)
    regime = next((one for one in law.regimes.on(today(now, law)) if one.ends_declarations), None)
    lies = cargo.entries and not (cargo.exits or cargo.bond or cargo.returning or cargo.successors or cargo.abandoned)
    if regime is None or not lies or not case.is_open or case.released:
        return ""
    known = {"regime": regime.id, "cargo": cargo.number}
    if declaration and len(declaration.items) == 1 and case.assessment:
        item = declaration.items[0]
        known |= {"code": item.hs, "origin": item.origin or "", "value": f"{case.assessment.customs_value:f}"}
    return f"/operations?{urlencode({name: text for name, text in known.items() if text})}#declare"
