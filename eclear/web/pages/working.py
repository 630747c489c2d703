"""The duty working: what each item is worth, why, and what it owes, in the terms of its country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eclear.casefile.case import Case
from eclear.casefile.declaration import Item
from eclear.casefile.duty import Assessment, DutyLine
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
    """The duty working of one item: what it is and is worth, why, and what it owes."""

    title: str
    formula: str
    lines: tuple[Working, ...]


MARKS = {
    "real": Term("real", "실제"),
    "secondary": Term("from a secondary source", "2차 출처"),
    "unconfirmed": Term("unconfirmed", "미확인"),
    "synthetic": Term("made up for training", "교육용 가상값"),
}


DRAWBACK = Term("Drawback at a fixed rate", "간이정액환급")


def tax_name(code: str, land: str) -> Term:
    """What a duty or tax is called in a country; its code where the country has no word for it."""
    law = country(land)
    if law is None:
        return Term(code, "")
    if known := law.taxes.by_type.get(code):
        return known.name
    late = next((rule for rule in law.surcharges.late if rule.type == code), None)
    return late.name if late else DRAWBACK if code == "DRB" else Term(code, "")


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
    """Return the working of every item of an assessed case, then what is on the whole declaration."""
    return working_of(case.assessment, case.lodged.country, items) if case.assessment else ()


def working_of(assessment: Assessment, land: str, items: Sequence[Item]) -> tuple[ItemWorking, ...]:
    """Return the working of an assessment, item by item; surcharges and drawback have a block of their own at the end."""
    lines: dict[int, list[Working]] = {}
    for line in assessment.lines:
        lines.setdefault(line.item, []).append(_line(line, land))
    names = {i: item.description or "" for i, item in enumerate(items, 1)}
    blocks = [
        ItemWorking(
            _(
                "Item %(number)s: %(goods)s, customs value %(value)s",
                number=value.item,
                goods=names.get(value.item, ""),
                value=wording.plain(value.value, assessment.currency, land),
            ),
            value.formula,
            tuple(lines.get(value.item, ())),
        )
        for value in assessment.values
    ]
    if assessment.surcharges:
        told = tuple(_line(line, land) for line in assessment.surcharges)
        blocks.append(ItemWorking(_("On the whole declaration"), "", told))
    if assessment.drawback:
        told = tuple(_line(line, land) for line in assessment.drawback)
        blocks.append(ItemWorking(_("Drawback that can be claimed once the goods are loaded; nobody owes it"), "", told))
    return tuple(blocks)


def mark_words(mark: str) -> str:
    """Say how sure a fact is, in the reader's language."""
    return word(MARKS[mark.lower()]) if mark.lower() in MARKS else mark


def _line(line: DutyLine, land: str) -> Working:
    return Working(
        tax_name(line.type, land),
        f"{wording.number(line.base)} {line.unit}" if line.unit else wording.plain(line.base, line.currency, land),
        f"{wording.number(line.rate)} / {line.unit}" if line.unit else wording.percent(line.rate),
        line.formula,
        line.source,
        mark_words(line.mark),
        wording.plain(line.amount, line.currency, land),
    )
