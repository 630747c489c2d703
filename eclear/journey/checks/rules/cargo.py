"""Cargo: the references that tie a declaration to its consignment and to the declarations before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item, PreviousDocument
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault, rule

REFERENCE = re.compile(r"[0-9A-Z/()-]+")
"""What a unique consignment reference is written with."""

MRN = re.compile(r"[0-9]{2}[A-Z]{2}[0-9A-Z]{13}[0-9]")
"""The form of a movement reference number: year 2, country 2, thirteen characters, check digit."""

MOVEMENT = "MRN"

SHIPMENT = ("DCR", "MCR")
"""Types of previous document that carry a consignment's own reference, and that of the consignment it travels in."""

EARLIER = {
    "previous_documents.2.category": "Y",
    "previous_documents.2.type": "MRN",
    "previous_documents.2.id": "26GB34F7Y1O2CX8PT4",
}
OWN = {"previous_documents.2.category": "Z", "previous_documents.2.type": "DCR", "previous_documents.2.id": "6GB123456789000-17"}


@rule(
    "CGO-001",
    title=Term("Consignment reference with other signs", "UCR 문자 오류"),
    severity=Severity.WARNING,
    message="{label} {reference} holds characters other than capital letters, digits and - / ( ).",
    remedy="Write it as it stands on the papers, in capital letters.",
    source="WCO recommendation on the unique consignment reference (characters secondary)",
    since=SECOND_EDITION,
    passing=({"ducr": "6GB123456789000-17/A"}, {"ucr": "6KR41207-2026-0001"}),
    failing=({"ducr": "6GB123456789000 17"}, {"ucr": "6KR41207_2026"}),
)
def reference_signs(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Others look the consignment up by exactly these characters."""
    if declaration.ucr and not REFERENCE.fullmatch(declaration.ucr):
        yield fault("ucr", label="Unique consignment reference", reference=declaration.ucr)
    if declaration.ducr and not REFERENCE.fullmatch(declaration.ducr):
        yield fault("ducr", label="Trader's consignment reference", reference=declaration.ducr)


@rule(
    "CGO-002",
    title=Term("Movement reference number not well formed", "MRN 형식 오류"),
    severity=Severity.WARNING,
    message="Previous document {number} is a movement reference number (MRN) but reads {mrn}.",
    remedy="Give all 18 characters: year 2, country 2, thirteen letters and digits, and a digit.",
    source="HMRC, published trade tests of CDS: form of the MRN; published error codes: 12015",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=(EARLIER,),
    failing=({**EARLIER, "previous_documents.2.id": "26GB34F7Y1O2CX8PT"},),
)
def mrn_form(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A number that is no number finds no declaration."""
    for number, document in enumerate(declaration.previous_documents, 1):
        if document.type == MOVEMENT and document.id and not MRN.fullmatch(document.id):
            yield fault("previous_documents", number, "id", number=number, mrn=document.id)


@rule(
    "CGO-003",
    title=Term("Movement reference number of a year to come", "MRN 연도가 미래"),
    severity=Severity.WARNING,
    message="Movement reference number {mrn} was given in 20{year}, after the declaration date {declared}.",
    remedy="Correct the number.",
    source="HMRC, published trade tests of CDS: the MRN begins with the year; published error codes: 12015",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=(EARLIER,),
    failing=({**EARLIER, "previous_documents.2.id": "27GB34F7Y1O2CX8PT4"},),
)
def mrn_of_tomorrow(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is declared later cannot have gone before."""
    for number, document in enumerate(declaration.previous_documents, 1):
        if document.type == MOVEMENT and document.id and MRN.fullmatch(document.id):
            year = document.id[:2]
            if int(year) > context.declared_on.year - 2000:
                yield fault("previous_documents", number, "id", mrn=document.id, year=year, declared=context.declared_on)


@rule(
    "CGO-004",
    title=Term("Previous document incomplete", "선행서류 기재 불완전"),
    severity=Severity.WARNING,
    message="Previous document {number} has type {type} and number {id}.",
    remedy="Give both, or leave the line out.",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=(EARLIER,),
    failing=({**EARLIER, "previous_documents.2.id": None}, {**EARLIER, "previous_documents.2.type": None}),
)
def previous_incomplete(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Neither a number without a type nor a type without a number can be looked up."""
    for number, document in enumerate(declaration.previous_documents, 1):
        if not (document.id and document.type):
            yield fault("previous_documents", number, _lacking(document), **_said(document, number))


@each_item(
    "CGO-005",
    title=Term("Previous document of an item incomplete", "란 선행서류 기재 불완전"),
    severity=Severity.WARNING,
    message="Item {item}: previous document {number} has type {type} and number {id}.",
    remedy="Give both, or leave the line out.",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=({"items.1.previous_documents.1.type": "MRN", "items.1.previous_documents.1.id": "26GB34F7Y1O2CX8PT4"},),
    failing=({"items.1.previous_documents.1.id": "26GB34F7Y1O2CX8PT4"}, {"items.1.previous_documents.1.type": "MRN"}),
)
def item_previous_incomplete(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What the goods were under before is looked up by both."""
    for number, document in enumerate(item.previous_documents, 1):
        if not (document.id and document.type):
            yield fault("previous_documents", number, _lacking(document), **_said(document, number))


def _lacking(document: PreviousDocument) -> str:
    return "type" if document.id else "id"


def _said(document: PreviousDocument, number: int) -> dict[str, object]:
    return {"number": number, "type": document.type or "(not given)", "id": document.id or "(not given)"}


@rule(
    "CGO-006",
    title=Term("Consignment is part of itself", "DUCR과 MUCR 동일"),
    severity=Severity.WARNING,
    message="Reference {reference} is given as the consignment's own (DCR) and as that of the one it travels in (MCR).",
    remedy="Give the master reference, or leave it out if the consignment travels alone.",
    source="HMRC, published error codes of CDS: 12056, combinations; DCR and MCR",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=(
        {
            **OWN,
            "previous_documents.3.category": "Z",
            "previous_documents.3.type": "MCR",
            "previous_documents.3.id": "GB/ABCD-M17",
        },
    ),
    failing=(
        {
            **OWN,
            "previous_documents.3.category": "Z",
            "previous_documents.3.type": "MCR",
            "previous_documents.3.id": "6GB123456789000-17",
        },
    ),
)
def part_of_itself(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Following the masters one would never come to an end."""
    if len(declaration.previous_documents) < 2:
        return
    seen: dict[str, str] = {}
    for number, document in enumerate(declaration.previous_documents, 1):
        if document.type in SHIPMENT and document.id and seen.setdefault(document.id, document.type) != document.type:
            yield fault("previous_documents", number, "id", reference=document.id)
