"""Procedures: what is to become of the goods, and what they were under before."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Fault, each_item, fault

NONE = "000"
"""The additional procedure that says: there is none."""


@each_item(
    "PRC-001",
    title=Term("Procedure incomplete", "통관 절차 누락"),
    severity=Severity.WARNING,
    message="Item {item}: the procedure requested is {current}, the one before is {previous}.",
    remedy="Give both the procedure requested and the one before, such as 40 and 00.",
    source="HMRC, published error codes of CDS: 12050",
    binding_in=frozenset({"KR"}),
    passing=({"items.1.procedures.1.previous": "00"},),
    failing=({"items.1.procedures.1.previous": None}, {"items.1.procedures.2": None, "items.1.procedures.1": None}),
)
def procedure_incomplete(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The first procedure of an item is a pair; the further ones carry an additional code only."""
    if not item.procedures:
        yield fault("procedures", current="not given", previous="not given")
        return
    first = item.procedures[0]
    if not (first.current and first.previous):
        yield fault("procedures", 1, current=first.current or "not given", previous=first.previous or "not given")


@each_item(
    "PRC-002",
    title=Term("Additional procedure 000 beside another", "추가절차 000 병기"),
    severity=Severity.ERROR,
    message="Item {item}: additional procedure 000 (none) stands beside {other}.",
    remedy="Leave out 000, or the other one.",
    source="HMRC, published error codes of CDS: 12149",
    passing=({"items.1.procedures.2.current": "C07"},),
    failing=({"items.1.procedures.2.current": "000", "items.1.procedures.3.current": "C07"},),
)
def none_beside_another(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """000 says that there is no additional procedure, so it stands alone."""
    if len(item.procedures) < 3:
        return
    additional = [procedure.current for procedure in item.procedures[1:]]
    others = [code for code in additional if code != NONE]
    if NONE in additional and others:
        yield fault("procedures", additional.index(NONE) + 2, "current", other=others[0] or "one without a code")


@each_item(
    "PRC-003",
    title=Term("Additional procedure named twice", "추가절차 중복"),
    severity=Severity.WARNING,
    message="Item {item}: additional procedure {code} is named twice.",
    remedy="Name it once.",
    source="WCO Data Model 3.6, class 70A",
    passing=({"items.1.procedures.2.current": "C07", "items.1.procedures.3.current": "F15"},),
    failing=({"items.1.procedures.2.current": "C07", "items.1.procedures.3.current": "C07"},),
)
def procedure_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Naming it again changes nothing, and often stands where another was meant."""
    if len(item.procedures) < 3:
        return
    seen = set()
    for number, procedure in enumerate(item.procedures[1:], 2):
        if procedure.current in seen:
            yield fault("procedures", number, "current", code=procedure.current or "without a code")
        seen.add(procedure.current)
