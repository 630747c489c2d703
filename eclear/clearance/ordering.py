"""Order an examination (검사지시): how deep, which items, where. Agencies that want to see the goods are named in it."""

from __future__ import annotations

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.events import Fact
from eclear.casefile.examination import OF_GOODS, Order, Ordered
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.recording import plain


def ordered(case: Case, order: Order, reason: str) -> list[Fact]:
    """Return the facts of an order to inspect; where one stands already, the new one takes its place.

    Raises IllegalStep for a depth that is none of goods, and for items that the declaration does not have.
    """
    if order.depth not in OF_GOODS:
        allowed = ", ".join(OF_GOODS)
        raise IllegalStep(f"Depth {order.depth!r} does not look at goods. An order to inspect names one of: {allowed}.")
    if strange := [item for item in order.items if not 1 <= item <= case.lodged.items]:
        raise IllegalStep(f"Item {strange[0]}: the declaration has items 1 to {case.lodged.items}. Name these, or none for all.")
    items = tuple(sorted(set(order.items)))
    place = plain(order.place) or case.shed or ""
    told = ev.ExaminationOrdered(order.depth, reason, items, place, joining(case))
    return [told] if case.status == "D6" else [told, ev.Decided("inspect", reason)]


def joining(case: Case) -> tuple[str, ...]:
    """Return the agencies that want to be there and have not answered: goods are opened once, for all of them."""
    return tuple(one.agency for one in case.silent if one.joins)


def joined_by(stands: Ordered, agency: str) -> ev.ExaminationOrdered:
    """Return an order that stands, with one more agency that takes part."""
    order, agencies = stands.order, (*stands.agencies, agency)
    return ev.ExaminationOrdered(order.depth, stands.reason, order.items, order.place, tuple(dict.fromkeys(agencies)))


def was_inspected(case: Case) -> bool:
    """True if the goods were examined as ordered, nothing dangerous was found, and only a laboratory is waited for."""
    report = case.examination
    return case.inspected and bool(case.open_analyses) and report is not None and report.result != "critical"


def analyses_of(case: Case) -> str:
    """Say in a sentence which laboratories have not answered."""
    told = (f"sample {one.sample.number} ({one.sample.laboratory}, due {one.sample.due})" for one in case.open_analyses)
    return f"A laboratory has not answered: {', '.join(told)}."
