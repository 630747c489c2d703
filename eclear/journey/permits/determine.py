"""From the commodity codes to the agencies that must be asked (세관장확인, Customs Act art. 226).

The code alone never decides whether a permit is needed: it makes the agency a party to the case, with the condition in
words, and the agency approves, refuses or waives.
"""

from __future__ import annotations

from datetime import date

from eclear.casefile.declaration import Declaration
from eclear.casefile.permit import PermitNeed
from eclear.reference import Agency, Country


def determine(declaration: Declaration, country: Country, on: date) -> tuple[PermitNeed, ...]:
    """Return one need for each agency concerned, with its items and why; none for an export, or for goods of no concern."""
    if declaration.is_export:
        return ()
    found: dict[str, tuple[Agency, dict[str, list[tuple[int, str]]]]] = {}
    for number, item in enumerate(declaration.items, 1):
        hs = item.hs
        for agency, requirement in country.agencies.concerned(hs, on):
            _, conditions = found.setdefault(agency.code, (agency, {}))
            conditions.setdefault(requirement.condition.en, []).append((number, hs))
    return tuple(_need(agency, conditions) for agency, conditions in found.values()) if found else ()


def _need(agency: Agency, conditions: dict[str, list[tuple[int, str]]]) -> PermitNeed:
    items = sorted({number for goods in conditions.values() for number, _ in goods})
    reasons = []
    for condition, goods in conditions.items():
        named = ", ".join(f"item {number} ({hs})" for number, hs in goods)
        reasons.append(f"{named[0].upper()}{named[1:]}: {condition}")
    return PermitNeed(agency.code, agency.name, agency.law, agency.document, tuple(items), "; ".join(reasons))
