"""Documents in Korea: the papers that go with the goods, and that they fit the way these travel."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, fault, rule
from eclear.journey.checks.rules.documents import INVOICE, INVOICES
from eclear.journey.checks.rules.kr.transport import AIR, BY_AIR, SEA

UN_CODES = "N"
"""The category of documents whose types are those of the UN list."""

WAYBILLS = {"705": (SEA, "sea"), "740": (AIR, "air")}
"""Bill of lading and air waybill, with the mode of transport that each is given for."""

PACKING_LIST = {"documents.1.category": "N", "documents.1.type": "271", "documents.1.id": "EX-26-0512-P"}


@rule(
    "KR-DOC-001",
    title=Term("Document type unknown", "첨부서류 종류 미등록"),
    severity=Severity.WARNING,
    message="Document {document} is of type {type}, which is not in the list of documents.",
    remedy="Make sure of the type; the list of the training country is short.",
    source="UN/CEFACT, list of document codes (UNCL 1001); documents of the country folder",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=(INVOICE,),
    failing=(
        {**INVOICE, "documents.1.type": "38O"},
        {"items.1.documents.1.category": "N", "items.1.documents.1.type": "000", "items.1.documents.1.id": "Q-77"},
    ),
)
def document_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: the officer can still read what the paper is."""
    known = context.facts.codes.documents
    for number, document in enumerate(declaration.documents, 1):
        if document.category == UN_CODES and document.type and document.type not in known:
            yield fault("documents", number, "type", document=document.id or "without a number", type=document.type)
    for place, item in enumerate(declaration.items, 1):
        for number, paper in enumerate(item.documents, 1):
            if paper.category == UN_CODES and paper.type and paper.type not in known:
                named = paper.id or "without a number"
                yield fault("items", place, "documents", number, "type", document=named, type=paper.type)


@rule(
    "KR-DOC-002",
    title=Term("Papers without an invoice", "송품장 누락"),
    severity=Severity.WARNING,
    message="The declaration names {count} documents, but no invoice.",
    remedy="Name the invoice (type 380) with its number.",
    source="HMRC, published error codes of CDS: 40045; UN/CEFACT, list of document codes (UNCL 1001)",
    since=SECOND_EDITION,
    about="documents",
    passing=({**PACKING_LIST, "invoice_id": "EX-26-0512"}, INVOICE),
    failing=(PACKING_LIST,),
)
def no_invoice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The price stands on it; all other papers come after it."""
    if declaration.invoice_id or not declaration.documents:
        return
    if any(document.type in INVOICES for document in declaration.documents):
        return
    if not any(document.type in INVOICES for item in declaration.items for document in item.documents):
        yield fault("documents", count=len(declaration.documents))


@rule(
    "KR-DOC-003",
    title=Term("Waybill of another mode of transport", "운송서류와 운송형태 불일치"),
    severity=Severity.WARNING,
    message="Document {document} of type {type} is for carriage by {way}, but the mode of transport is {mode}.",
    remedy="Correct the type (705 bill of lading, 740 air waybill) or the mode.",
    source="UN/CEFACT, list of document codes (UNCL 1001); HMRC, published error codes of CDS: 12056, combinations",
    since=SECOND_EDITION,
    about="documents",
    passing=(
        {"documents.1.category": "N", "documents.1.type": "705", "documents.1.id": "TESTBL0001", "invoice_id": "EX-26-0512"},
        {**BY_AIR, "documents.1.type": "740", "documents.1.id": "000-26031102", "invoice_id": "EX-26-0512"},
    ),
    failing=(
        {"documents.1.category": "N", "documents.1.type": "740", "documents.1.id": "000-26031102"},
        {**BY_AIR, "documents.1.category": "N", "documents.1.type": "705", "documents.1.id": "TESTBL0001"},
    ),
)
def waybill_of_another_mode(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods that change from ship to aircraft on the way are declared with the last paper."""
    mode = declaration.border_transport_mode
    if mode not in (SEA, AIR):
        return
    for number, document in enumerate(declaration.documents, 1):
        if document.type in WAYBILLS:
            due, way = WAYBILLS[document.type]
            if due != mode:
                named = document.id or "without a number"
                yield fault("documents", number, "type", document=named, type=document.type, way=way, mode=mode)
