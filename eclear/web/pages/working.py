"""The duty working: what each item is worth, why, and what it owes, in the terms of its country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eclear.casefile.case import Case
from eclear.casefile.declaration import Item
from eclear.casefile.words import Term
from eclear.reference import country
from eclear.web import wording
from eclear.web.languages import _, word


@dataclass(frozen=True, slots=True)
class Working:
    """One line of the duty working."""

    name: Term
    base: str
    rate: str
    why: str
    source: str
    mark: str
    amount: str


@dataclass(frozen=True, slots=True)
class ItemWorking:
    """The duty working of one item: what it is worth, why, and what it owes."""

    number: int
    description: str
    value: str
    formula: str
    lines: tuple[Working, ...]


MARKS = {
    "real": Term("real", "실제"),
    "secondary": Term("from a secondary source", "2차 출처"),
    "synthetic": Term("made up for training", "교육용 가상값"),
}


def tax_name(code: str, land: str) -> Term:
    """What a duty or tax is called in a country; its code where the country has no word for it."""
    law = country(land)
    known = law.codes.tax_types.get(code) if law else None
    return known.name if known else Term(code, "")


def rounding(land: str) -> str:
    """How the amounts of a country are cut off, in a sentence."""
    law = country(land)
    if law is None:
        return ""
    if law.rounding != "down":
        return _("rounded, a half upwards")
    return (
        _("whole %(currency)s, cut off where the law cuts off", currency=law.currency)
        if not law.decimals
        else _("cut off, never rounded up")
    )


def working(case: Case, items: Sequence[Item]) -> tuple[ItemWorking, ...]:
    """Return the working of every item of an assessed case."""
    if not case.assessment:
        return ()
    land = case.lodged.country
    lines: dict[int, list[Working]] = {}
    for line in case.assessment.lines:
        lines.setdefault(line.item, []).append(
            Working(
                tax_name(line.type, land),
                wording.plain(line.base, line.currency, land),
                wording.percent(line.rate),
                line.formula,
                line.source,
                word(MARKS[line.mark.lower()]) if line.mark.lower() in MARKS else line.mark,
                wording.plain(line.amount, line.currency, land),
            )
        )
    names = {i: item.description or "" for i, item in enumerate(items, 1)}
    currency = case.assessment.currency
    return tuple(
        ItemWorking(
            value.item,
            names.get(value.item, ""),
            wording.plain(value.value, currency, land),
            value.formula,
            tuple(lines.get(value.item, ())),
        )
        for value in case.assessment.values
    )
