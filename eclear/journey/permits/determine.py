"""From the commodity codes to the agencies that must be asked, and whether they must (세관장확인, Customs Act art. 226).

The code alone never decides whether a permit is needed: it makes the agency a candidate, with the condition in words.
What the item says then decides, in this order: an approval that it cites, an exemption that it claims, the answers that it
gives to the agency's questions. Where it says nothing, the agency stays a candidate and is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.permit import NeedLine, PermitNeed
from eclear.casefile.words import Term
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
    why = told(reasons((number, concern.hs, concern.requirements) for number, concern in goods.items()))
    return PermitNeed(agency.code, agency.name, agency.law.en, agency.document, tuple(goods), why, lines)


def _line(number: int, concern: Concern, agency: Agency, holdings: Holdings) -> NeedLine:
    line = NeedLine(number, concern.hs)
    if not concern.speaks:
        return line
    line = said_by(concern.item, line, agency, holdings)
    if line.why == "" and (answers := answers_of(concern.item, agency)):
        return answered(line, agency, concern.requirements, answers)
    return line


class Reason(NamedTuple):
    """A condition under which a permit is needed, and the items that it is about, each with its commodity code."""

    condition: Term
    items: tuple[tuple[int, str], ...]


def reasons(goods: Iterable[tuple[int, str, Iterable[Requirement]]]) -> tuple[Reason, ...]:
    """Return why an agency is concerned with goods: each condition once, with the items that have it."""
    found: dict[str, Reason] = {}
    for number, hs, requirements in goods:
        for requirement in requirements:
            before = found.get(requirement.condition.en, Reason(requirement.condition, ()))
            found[requirement.condition.en] = before._replace(items=(*before.items, (number, hs)))
    return tuple(found.values())


def told(reasons: Iterable[Reason]) -> str:
    """Say why an agency is concerned, in English, as it is recorded."""
    each = (
        f"{', '.join(f'item {n} ({hs})' if hs else f'item {n}' for n, hs in one.items)}: {one.condition.en}" for one in reasons
    )
    return "; ".join(f"{reason[0].upper()}{reason[1:]}" for reason in each)


def _items(reason: Reason) -> str:
    return ", ".join(f"item {number} ({hs})" if hs else f"item {number}" for number, hs in reason.items)
