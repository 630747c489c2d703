"""Procedures: what is to become of the goods, and what they were under before."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault

NONE = "000"
"""The additional procedure that says: there is none."""

NOTHING = "00"
"""The previous procedure that says: there was none."""

COMES_IN, GOES_OUT = "456", "123"
"""What a procedure begins with that brings goods in (4, 5, 6), and one that takes them out (1, 2, 3)."""

RE_EXPORT, RE_IMPORT = "31", "61"


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


@each_item(
    "PRC-004",
    title=Term("Previous procedure without a previous document", "이전 절차의 선행서류 누락"),
    severity=Severity.WARNING,
    message="Item {item}: the goods were under procedure {previous} before, but no previous document is named.",
    remedy="Name the declaration that put them under it, for the item or the whole declaration.",
    source="HMRC, published error codes of CDS: 12015; 40045",
    since=SECOND_EDITION,
    passing=(
        {"items.1.procedures.1.previous": "71"},
        Example(
            {
                "items.1.procedures.1.previous": "40",
                "items.1.previous_documents.1.type": "929",
                "items.1.previous_documents.1.id": "41207-26-000001M",
            },
            start="export",
        ),
    ),
    failing=(Example({"items.1.procedures.1.previous": "71"}, start="export"),),
)
def nothing_went_before(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is owed on goods from a warehouse was worked out when they went in."""
    previous = item.procedures[0].previous if item.procedures else None
    if previous and previous != NOTHING and not (item.previous_documents or declaration.previous_documents):
        yield fault("previous_documents", previous=previous)


@each_item(
    "PRC-005",
    title=Term("Return of goods that were never away", "이전 절차 없는 재수출·재수입"),
    severity=Severity.WARNING,
    message="Item {item}: procedure {current} takes goods back, but the previous procedure is {previous}.",
    remedy="Give the procedure that they were under, such as 53 before 31 or 21 before 61.",
    source="HMRC, published error codes of CDS: 12056, combinations",
    since=SECOND_EDITION,
    passing=({"items.1.procedures.1.previous": "00"},),
    failing=({"items.1.procedures.1.current": "61"}, Example({"items.1.procedures.1.current": "31"}, start="export")),
)
def never_away(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Re-export ends a suspension and re-import an export: there must have been one."""
    if item.procedures and item.procedures[0].current in (RE_EXPORT, RE_IMPORT) and item.procedures[0].previous == NOTHING:
        yield fault("procedures", 1, "previous", current=item.procedures[0].current, previous=NOTHING)


@each_item(
    "PRC-006",
    title=Term("Declared again for the same procedure", "이전 절차와 동일"),
    severity=Severity.WARNING,
    message="Item {item}: the goods are under procedure {current} already.",
    remedy="Correct one of the two; goods that are released or exported are so once.",
    source="HMRC, published error codes of CDS: 12056, combinations",
    since=SECOND_EDITION,
    passing=({"items.1.procedures.1.previous": "71"},),
    failing=({"items.1.procedures.1.previous": "40"}, Example({"items.1.procedures.1.previous": "10"}, start="export")),
)
def same_again(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """From warehouse to warehouse goods may go; what is in free circulation cannot be put into it again."""
    if (
        item.procedures
        and item.procedures[0].current in ("10", "40")
        and item.procedures[0].previous == item.procedures[0].current
    ):
        yield fault("procedures", 1, "previous", current=item.procedures[0].current)


@each_item(
    "PRC-007",
    title=Term("Procedure of the other direction", "신고 종류와 절차 방향 불일치"),
    severity=Severity.ERROR,
    message="Item {item}: procedure {code} {does}, but declaration type {type} is for goods that {go}.",
    remedy="Correct the type or the procedure.",
    source="HMRC, published error codes of CDS: 11004",
    since=SECOND_EDITION,
    passing=({"items.1.procedures.1.current": "40"}, Example({"items.1.procedures.1.current": "10"}, start="export")),
    failing=({"items.1.procedures.1.current": "10"}, Example({"items.1.procedures.1.current": "40"}, start="export")),
)
def other_direction(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An export cannot be released for home use, nor an import leave the country."""
    code = item.procedures[0].current if item.procedures else None
    if not code:
        return
    if declaration.movement == "IM" and code[0] in GOES_OUT:
        yield fault("procedures", 1, "current", code=code, does="takes goods out", type=declaration.type, go="come in")
    elif declaration.movement == "EX" and code[0] in COMES_IN:
        yield fault("procedures", 1, "current", code=code, does="brings goods in", type=declaration.type, go="go out")


@each_item(
    "PRC-008",
    title=Term("Procedure code of the wrong length", "통관 절차 부호 길이 오류"),
    severity=Severity.WARNING,
    message="Item {item}: {label} {code} has {length} characters instead of {due}.",
    remedy="Give the procedure and the one before in two digits each, additional procedures in three characters.",
    source="HMRC, published trade tests of CDS: form of procedure codes; published error codes: 10010",
    since=SECOND_EDITION,
    passing=({"items.1.procedures.2.current": "C07"},),
    failing=(
        {"items.1.procedures.1.current": "4000", "items.1.procedures.1.previous": None},
        {"items.1.procedures.2.current": "00"},
    ),
)
def wrong_length(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Both parts written into one field are read as no procedure at all."""
    for number, procedure in enumerate(item.procedures, 1):
        due = 2 if number == 1 else 3
        code, previous = procedure.current, procedure.previous
        if code and len(code) != due:
            label = "procedure" if number == 1 else "additional procedure"
            yield fault("procedures", number, "current", label=label, code=code, length=len(code), due=due)
        if previous and len(previous) != 2:
            label = "previous procedure"
            yield fault("procedures", number, "previous", label=label, code=previous, length=len(previous), due=2)


@each_item(
    "PRC-009",
    title=Term("Additional procedure with a previous one", "추가절차에 이전 절차 기재"),
    severity=Severity.WARNING,
    message="Item {item}: procedure line {number}, {code}, names a previous procedure, {previous}.",
    remedy="Name the previous procedure in the first line only.",
    source="HMRC, published trade tests of CDS: further lines carry an additional procedure only",
    since=SECOND_EDITION,
    passing=({"items.1.procedures.2.current": "C07"},),
    failing=({"items.1.procedures.2.previous": "00"},),
)
def additional_with_previous(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods have one history."""
    for number, procedure in enumerate(item.procedures, 1):
        if procedure.previous and number > 1:
            code = procedure.current or "without a code"
            yield fault("procedures", number, "previous", number=number, code=code, previous=procedure.previous)


@each_item(
    "PRC-010",
    title=Term("No additional procedure", "추가절차 누락"),
    severity=Severity.WARNING,
    message="Item {item}: procedure {code} stands without an additional one.",
    remedy="Name it, or 000 if there is none.",
    source="HMRC, published trade tests of CDS: two or more procedure lines an item; published error codes: 10001",
    since=SECOND_EDITION,
    passing=({"items.1.procedures.2.current": "000"},),
    failing=({"items.1.procedures.2": None},),
)
def no_additional(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """That there is none is said, so that nothing was forgotten."""
    if len(item.procedures) == 1:
        yield fault("procedures", code=item.procedures[0].current or "(not given)")
