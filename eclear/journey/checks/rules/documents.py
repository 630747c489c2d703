"""Documents: what is presented with the goods."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Fault, each_item, fault

CERTIFICATE = {"items.1.documents.1.category": "N", "items.1.documents.1.type": "853", "items.1.documents.1.id": "Q-77"}
AGAIN = {"items.1.documents.2.category": "N", "items.1.documents.2.type": "853", "items.1.documents.2.id": "Q-77"}


@each_item(
    "DOC-001",
    title=Term("Document named twice", "첨부서류 중복"),
    severity=Severity.WARNING,
    message="Item {item}: document {document} is named twice.",
    remedy="Name each document once.",
    source="WCO Data Model 3.6, class 02A",
    passing=({**CERTIFICATE, **AGAIN, "items.1.documents.2.id": "Q-78"},),
    failing=({**CERTIFICATE, **AGAIN},),
)
def document_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The same number may stand in two lines only if something in them differs."""
    if len(item.documents) < 2:
        return
    seen = set()
    for number, document in enumerate(item.documents, 1):
        if document in seen:
            code = f"{document.category or ''}{document.type or ''}"
            yield fault("documents", number, document=f"{code} {document.id or 'without a number'}".strip())
        seen.add(document)


@each_item(
    "DOC-002",
    title=Term("Document without number or reason", "서류 번호 없음"),
    severity=Severity.WARNING,
    message="Item {item}: document {document} has no number, no name and no exemption.",
    remedy="Give its number, or say why it is not needed.",
    source="WCO Data Model 3.6, elements D005, D028 and 360",
    passing=({**CERTIFICATE, "items.1.documents.1.id": None, "items.1.documents.1.exemption": "XX"},),
    failing=({**CERTIFICATE, "items.1.documents.1.id": None},),
)
def document_without_number(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A code alone says neither which paper is meant nor that none is needed."""
    for number, document in enumerate(item.documents, 1):
        if not (document.id or document.name or document.exemption):
            yield fault("documents", number, "id", document=f"{document.category or ''}{document.type or ''}" or "without a code")


@each_item(
    "DOC-003",
    title=Term("Document without a type", "서류 종류 없음"),
    severity=Severity.WARNING,
    message="Item {item}: document {document} has no type.",
    remedy="Give its type, such as 380 for an invoice or 861 for a certificate of origin.",
    source="UN/CEFACT, list of document codes (UNCL 1001)",
    passing=(CERTIFICATE,),
    failing=({**CERTIFICATE, "items.1.documents.1.type": None},),
)
def document_without_type(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A number alone does not say what kind of paper it is."""
    for number, document in enumerate(item.documents, 1):
        if not document.type:
            yield fault("documents", number, "type", document=document.id or document.name or "without a number")
