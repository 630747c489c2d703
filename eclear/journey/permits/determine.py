"""From the commodity codes to the agencies that must be asked, and whether they must (세관장확인, Customs Act art. 226).

The code alone never decides whether a permit is needed: it makes the agency a candidate, with the condition in words.
What the item says then decides, in this order: an approval that it cites, an exemption that it claims, the answers that it
gives to the agency's questions. Where it says nothing, the agency stays a candidate and is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.permit import NeedLine, PermitNeed
from eclear.journey.permits.citing import answers_of, said_by
from eclear.journey.permits.holdings import Holdings
from eclear.journey.permits.questionnaire import answered
from eclear.reference import Agency, Country
from eclear.reference.agencies import Pair, Requirement
from eclear.reference.questions import STATEMENT


class Concern(NamedTuple):
    """An item that an agency is concerned with: its code, whether it says anything on permits, the ranges it stands in."""

    item: Item
    hs: str
    speaks: bool
    requirements: list[Requirement]


Goods = dict[int, Concern]
"""The items that one agency is concerned with, by their numbers."""

NOTHING_TAKEN: Mapping[str, Decimal] = {}


def determine(
    declaration: Declaration, country: Country, on: date, taken: Mapping[str, Decimal] = NOTHING_TAKEN
) -> tuple[PermitNeed, ...]:
    """Return one need for each agency concerned, with its items, what decides each, and why.

    ``taken`` is how much other declarations have taken of which approvals, by number. An export concerns only
    the agencies that say so, and only where its trader names them.
    """
    agencies, export = country.agencies, declaration.is_export
    found: dict[str, tuple[Agency, Goods]] = {}
    for number, item in enumerate(declaration.items, 1):
        hs, speaks = item.hs, _speaks(item)
        pairs = [] if export else agencies.concerned(hs, on)
        if speaks:
            pairs += _named(item, country, on, export)
        for agency, requirement in pairs:
            _, goods = found.setdefault(agency.code, (agency, {}))
            if number in goods:
                goods[number].requirements.append(requirement)
            else:
                goods[number] = Concern(item, hs, speaks, [requirement])
    if not found:
        return ()
    holder = declaration.exporter_id if export else declaration.importer_id
    holdings = Holdings(agencies.approvals, holder, on, taken)
    return tuple(_need(agency, goods, holdings) for agency, goods in found.values())


def _speaks(item: Item) -> bool:
    """True if an item may say something about permits: it names a document or answers a question."""
    return bool(item.documents) or STATEMENT in [said.type for said in item.information]


def _named(item: Item, country: Country, on: date, export: bool) -> list[Pair]:
    """Return the agencies of no commodity code that an item names itself, by their document or by an answer."""
    agencies = country.agencies
    named = {said.code.partition(".")[0].upper(): None for said in item.information if said.type == STATEMENT and said.code}
    for document in item.documents:
        if agency := agencies.by_document.get(f"{document.category or ''}{document.type or ''}"):
            named[agency.code] = None
    return [
        pair
        for code in named
        if (agency := agencies.by_code.get(code)) and agency.by_item_test and (agency.exports or not export)
        for pair in agencies.asked_of(code, item.hs, on)
    ]


def _need(agency: Agency, goods: Goods, holdings: Holdings) -> PermitNeed:
    lines = tuple(_line(number, concern, agency, holdings) for number, concern in goods.items())
    return PermitNeed(agency.code, agency.name, agency.law.en, agency.document, tuple(goods), _why(goods), lines)


def _line(number: int, concern: Concern, agency: Agency, holdings: Holdings) -> NeedLine:
    line = NeedLine(number, concern.hs)
    if not concern.speaks:
        return line
    line = said_by(concern.item, line, agency, holdings)
    if line.why == "" and (answers := answers_of(concern.item, agency)):
        return answered(line, agency, concern.requirements, answers)
    return line


def _why(goods: Goods) -> str:
    conditions: dict[str, list[str]] = {}
    for number, concern in goods.items():
        named = f"item {number} ({concern.hs})" if concern.hs else f"item {number}"
        for requirement in concern.requirements:
            conditions.setdefault(requirement.condition.en, []).append(named)
    reasons = [f"{', '.join(items)}: {condition}" for condition, items in conditions.items()]
    return "; ".join(f"{reason[0].upper()}{reason[1:]}" for reason in reasons)
