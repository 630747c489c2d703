"""Examinations of a case: the order, the report with what was counted beside what was declared, and the laboratory's clock.

A card of the case page that only officers see, and the order as it is printed and taken to the shed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from eclear.casefile.case import Case
from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.examination import (
    OF_GOODS,
    Analysis,
    Attendant,
    Attending,
    Counted,
    Depth,
    Irregularity,
    Ordered,
    SealState,
)
from eclear.casefile.quantity import Measure
from eclear.casefile.words import Term
from eclear.clearance.examining import declared_of, depths
from eclear.clearance.office import country_of, today
from eclear.web import wording
from eclear.web.languages import _, word

RESULTS = {
    "conform": Term("Conforms", "이상 없음"),
    "irregular": Term("Irregular", "이상"),
    "critical": Term("Danger to the public", "위해"),
}
"""The result of an examination in a word."""

_LOOKS = {"conform": "ok", "irregular": "wait", "critical": "stop"}
MOST_ROWS = 40
"""How many items a report form has rows for; of more, an order names those that are to be opened."""

BLANK_SEALS, BLANK_SAMPLES = 2, 2
"""Rows for seals that nobody declared, and for samples."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """What was counted of one item beside what was declared, in words; ``agrees`` is False where they differ."""

    item: int
    declared: str
    counted: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """The latest report: how deep the examination went, its result and how that is drawn, what was found, the remark."""

    depth: Term
    result: Term
    look: str
    found: str
    remark: str
    counted: tuple[CountLine, ...]
    seals: tuple[tuple[str, Term, bool], ...]
    attended: str


@dataclass(frozen=True, slots=True)
class OrderLook:
    """An order to inspect: how deep, which items, where, why, which agencies take part, when and by whom."""

    depth: Term
    items: str
    place: str
    reason: str
    agencies: tuple[str, ...]
    at: datetime
    by: str
    done: bool


@dataclass(frozen=True, slots=True)
class AnalysisLook:
    """A sample and its laboratory: what it is asked, by when, and what it said; ``late`` is True once that day is over."""

    number: int
    item: int
    laboratory: str
    question: str
    due: date
    late: bool
    finding: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CountRow:
    """One item to be counted: its name, what was declared of it in words, and in what it is counted."""

    item: int
    name: str
    declared: str
    unit: str


@dataclass(frozen=True, slots=True)
class Examining:
    """Order, latest report and laboratories, and what can be ordered and reported now: the depths, and what can be found.

    ``anew`` is True where an order stands that can be given anew: the first one is given where an officer decides.
    """

    order: OrderLook | None
    unnamed: bool
    anew: bool
    wishes: tuple[tuple[str, str], ...]
    orderable: tuple[tuple[str, Term], ...]
    items: tuple[tuple[int, str], ...]
    place: str
    reported: Reported | None
    analyses: tuple[AnalysisLook, ...]
    depths: tuple[tuple[str, Term], ...]
    depth: str
    irregularities: tuple[tuple[str, Term], ...]
    rows: tuple[CountRow, ...]
    seals: tuple[str, ...]
    seal_states: tuple[tuple[str, Term], ...]
    samples: tuple[int, ...]
    parties: tuple[tuple[str, str], ...]
    ordered_parties: tuple[str, ...]
    today: date

    @property
    def shown(self) -> bool:
        """True if there is an order or a report, or one can be made."""
        return bool(self.reported or self.order or self.depths)


def examining(case: Case, declaration: Declaration | None, now: datetime) -> Examining:
    """Return what is known of the examinations of a case, and what can be ordered and reported now."""
    items, stands = declaration.items if declaration else (), case.order
    of_goods = any(depth in OF_GOODS for depth in depths(case))
    seals = [seal.id for container in declaration.containers for seal in container.seals if seal.id] if declaration else []
    day, names = today(now, country_of(case)), tuple((number, item.description or "") for number, item in enumerate(items, 1))
    return Examining(
        order=_order(stands, case) if stands else None,
        unnamed=depth_unnamed(case),
        anew=bool(stands) and case.status == "D6" and may_order(case),
        wishes=tuple((one.agency, one.joins) for one in case.silent if one.joins),
        orderable=tuple((depth.value, depth.term) for depth in OF_GOODS) if may_order(case) else (),
        items=names[:MOST_ROWS],
        place=case.shed or "",
        reported=_reported(case),
        analyses=tuple(_analysis(one, day) for one in case.analyses),
        depths=tuple((depth.value, depth.term) for depth in depths(case)),
        depth=stands.order.depth.value if stands and case.inspection else Depth.DOCUMENTS.value,
        irregularities=tuple((each.value, each.term) for each in Irregularity),
        rows=_rows(items, stands) if of_goods else (),
        seals=(*dict.fromkeys(seals), *[""] * BLANK_SEALS) if of_goods else (),
        seal_states=tuple((state.value, state.term) for state in SealState),
        samples=tuple(range(1, BLANK_SAMPLES + 1)) if of_goods and items else (),
        parties=_parties(case) if of_goods else (),
        ordered_parties=tuple(f"agency:{agency}" for agency in (stands.agencies if stands else ())),
        today=day,
    )


def depth_unnamed(case: Case) -> bool:
    """True if an inspection stands, and nobody has said how deep it goes: the lane sent the goods there, not an officer."""
    return case.status == "D6" and case.order is None and may_order(case)


def may_order(case: Case) -> bool:
    """True if an inspection can be ordered now, or the one that stands can be ordered anew."""
    possible = case.is_open and not case.is_export and not case.released
    return possible and (case.status == "D6" or "D6" in case.track.steps.get(case.status, ()))


def _order(stands: Ordered, case: Case) -> OrderLook:
    order = stands.order
    items = ", ".join(map(str, order.items)) or _("all")
    done = case.inspected or not case.inspection
    return OrderLook(order.depth.term, items, order.place, stands.reason, stands.agencies, stands.at, stands.by, done)


def _reported(case: Case) -> Reported | None:
    report = case.examination
    if report is None:
        return None
    found = ", ".join(word(each.term) for each in report.found)
    counted = tuple(map(count_line, report.counted))
    seals = tuple((seal.number, seal.state.term, seal.state is SealState.INTACT) for seal in report.seals)
    looks = (RESULTS[report.result], _LOOKS[report.result])
    there = ", ".join(map(_there, report.attended))
    return Reported(report.depth.term, *looks, found, report.remark or "", counted, seals, there)


def count_line(line: Counted) -> CountLine:
    """Return what was counted of an item in words."""
    told = (_amount(line.declared, line.declared_packages), _amount(line.counted, line.packages))
    return CountLine(line.item, *told, line.agrees)


def _amount(quantity: Measure | None, packages: int | None) -> str:
    counted = _("%(count)s packages", count=wording.number(packages)) if packages is not None else ""
    return ", ".join(filter(None, (wording.measure(quantity), counted)))


def _there(one: Attendant) -> str:
    return one.agency or word(one.part.term)


def _analysis(one: Analysis, day: date) -> AnalysisLook:
    sample = one.sample
    told = (sample.number, sample.item, sample.laboratory, sample.question, sample.due)
    return AnalysisLook(*told, one.is_open and sample.due < day, one.finding or "", one.at)


def _rows(items: Sequence[Item], stands: Ordered | None) -> tuple[CountRow, ...]:
    """The items that are ordered to be opened, else the first ones."""
    named = stands.order.items if stands else ()
    rows = []
    for number, item in enumerate(items, 1):
        if not named or number in named:
            quantity, packages = declared_of(item)
            unit = quantity.unit or "KGM" if quantity else "KGM"
            shown = word(wording.UNITS[unit]) if unit in wording.UNITS else unit
            rows.append(CountRow(number, item.description or "", _amount(quantity, packages), shown))
    return tuple(rows[:MOST_ROWS])


def _parties(case: Case) -> tuple[tuple[str, str], ...]:
    own = tuple((one.value, word(one.term)) for one in (Attending.DECLARANT, Attending.SHED))
    return (*own, *((f"agency:{need.agency}", f"{word(need.name)} ({need.agency})") for need in case.needs))


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The order as it is printed and taken to the shed: what to open, beside blanks for what is counted there."""

    template: ClassVar[str] = "examination_order.html"

    id: str
    number: str
    cargo: str | None
    order: OrderLook
    rows: tuple[CountRow, ...]
    seals: tuple[str, ...]
    containers: tuple[str, ...]
    agencies: tuple[tuple[str, Term], ...]


def order_page(case: Case, declaration: Declaration | None, names: Mapping[str, str]) -> OrderPage | None:
    """Return the order of a case to be printed; None where none was given. ``names`` are those of the officers, by their ids."""
    if case.order is None:
        return None
    by = names.get(case.order.by, _("Customs"))
    containers = declaration.containers if declaration else ()
    return OrderPage(
        id=case.id,
        number=case.number or case.lodged.lrn,
        cargo=case.cargo,
        order=replace(_order(case.order, case), by=by),
        rows=_rows(declaration.items if declaration else (), case.order),
        seals=tuple(seal.id for container in containers for seal in container.seals if seal.id),
        containers=tuple(container.id for container in containers if container.id),
        agencies=tuple((need.agency, need.name) for need in case.needs if need.agency in case.order.agencies),
    )
