"""Documents: what is presented with the goods."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault, rule

CERTIFICATE = {"items.1.documents.1.category": "N", "items.1.documents.1.type": "853", "items.1.documents.1.id": "Q-77"}
INVOICE = {"documents.1.category": "N", "documents.1.type": "380", "documents.1.id": "EX-26-0512"}
INVOICES = ("380", "935")
"""Types of a commercial invoice: UN code, and the code of the European lists."""

AGAIN = {"items.1.documents.2.category": "N", "items.1.documents.2.type": "853", "items.1.documents.2.id": "Q-77"}


@each_item(
    "DOC-001",
    title=Term("Document named twice", "첨부서류 중복"),
    severity=Severity.WARNING,
    message="Item {item}: document {document} is named twice.",
    remedy="Name each document once.",
    source="WCO Data Model 3.6, class 02A",
    about="documents",
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
    about="documents",
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
    about="documents",
    passing=(CERTIFICATE,),
    failing=({**CERTIFICATE, "items.1.documents.1.type": None},),
)
def document_without_type(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A number alone does not say what kind of paper it is."""
    for number, document in enumerate(item.documents, 1):
        if not document.type:
            yield fault("documents", number, "type", document=document.id or document.name or "without a number")


@rule(
    "DOC-004",
    title=Term("Document of the consignment named twice", "신고서 첨부서류 중복"),
    severity=Severity.WARNING,
    message="Document {document} is named twice for the whole declaration.",
    remedy="Name each document once.",
    source="HMRC, published error codes of CDS: 12024",
    since=SECOND_EDITION,
    about="documents",
    passing=({**INVOICE, "documents.2.category": "N", "documents.2.type": "271", "documents.2.id": "EX-26-0512"},),
    failing=({**INVOICE, "documents.2.category": "N", "documents.2.type": "380", "documents.2.id": "EX-26-0512"},),
)
def paper_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Often the second line was to name another paper, which is now missing."""
    if len(declaration.documents) < 2:
        return
    seen = set()
    for number, document in enumerate(declaration.documents, 1):
        if document in seen:
            named = f"{document.category or ''}{document.type or ''} {document.id or 'without a number'}".strip()
            yield fault("documents", number, document=named)
        seen.add(document)


@rule(
    "DOC-005",
    title=Term("Document of the consignment incomplete", "신고서 첨부서류 기재 불완전"),
    severity=Severity.WARNING,
    message="Document {number} of the declaration has type {type} and number {id}.",
    remedy="Give both, or leave the line out.",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    about="documents",
    passing=(INVOICE,),
    failing=({**INVOICE, "documents.1.id": None}, {**INVOICE, "documents.1.type": None}),
)
def paper_incomplete(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Who asks for a paper must know which one."""
    for number, document in enumerate(declaration.documents, 1):
        if not (document.id and document.type):
            field = "type" if document.id else "id"
            kind, id = document.type or "(not given)", document.id or "(not given)"
            yield fault("documents", number, field, number=number, type=kind, id=id)


@each_item(
    "DOC-006",
    title=Term("Document type without its category", "서류 구분 누락"),
    severity=Severity.WARNING,
    message="Item {item}: document type {type} stands without a category.",
    remedy="Give both parts of the code, such as N and 380; N is the category of the UN codes.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="documents",
    passing=(CERTIFICATE,),
    failing=({**CERTIFICATE, "items.1.documents.1.category": None},),
)
def type_without_category(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The same three characters mean different papers in different categories."""
    for number, document in enumerate(item.documents, 1):
        if document.type and not document.category:
            yield fault("documents", number, "category", type=document.type)


@each_item(
    "DOC-007",
    title=Term("Quantity written off without a unit", "차감 수량 단위 누락"),
    severity=Severity.WARNING,
    message="Item {item}: {quantity} are written off document {document}, but in no unit.",
    remedy="Give the unit in which the licence counts, such as KGM.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="documents",
    passing=({**CERTIFICATE, "items.1.documents.1.quantity": "100 KGM"},),
    failing=({**CERTIFICATE, "items.1.documents.1.quantity": "100"},),
)
def write_off_without_unit(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A hundred boxes are not a hundred kilograms, and the licence holds only one of them."""
    for number, document in enumerate(item.documents, 1):
        if document.quantity and not document.quantity.unit:
            quantity, named = f"{document.quantity.value:f}", document.id or document.type or "without a number"
            yield fault("documents", number, "quantity", quantity=quantity, document=named)


@each_item(
    "DOC-008",
    title=Term("Amount written off without a currency", "차감 금액 통화 누락"),
    severity=Severity.WARNING,
    message="Item {item}: {amount} is written off document {document}, but in no currency.",
    remedy="Give the currency in three letters, such as USD.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="documents",
    passing=({**CERTIFICATE, "items.1.documents.1.amount": "USD 10000"},),
    failing=({**CERTIFICATE, "items.1.documents.1.amount": "10000"},),
)
def write_off_without_currency(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is left on a licence can only be told in its own money."""
    for number, document in enumerate(item.documents, 1):
        if document.amount and not document.amount.currency:
            amount, named = f"{document.amount.value:,f}", document.id or document.type or "without a number"
            yield fault("documents", number, "amount", amount=amount, document=named)


@each_item(
    "DOC-009",
    title=Term("Nothing or less is written off", "차감 수량·금액 0 이하"),
    severity=Severity.WARNING,
    message="Item {item}: {what} is written off document {document}.",
    remedy="Give what this consignment uses up, above zero; leave it out where nothing is.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    about="documents",
    passing=({**CERTIFICATE, "items.1.documents.1.quantity": "0.5 KGM"},),
    failing=(
        {**CERTIFICATE, "items.1.documents.1.quantity": "0 KGM"},
        {**CERTIFICATE, "items.1.documents.1.amount": "USD -5"},
    ),
)
def nothing_written_off(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Writing off less than nothing would fill a licence up again."""
    for number, document in enumerate(item.documents, 1):
        named = document.id or document.type or "without a number"
        if document.quantity and document.quantity.value <= 0:
            what = f"{document.quantity.value:f} {document.quantity.unit or ''}".strip()
            yield fault("documents", number, "quantity", what=what, document=named)
        if document.amount and document.amount.value <= 0:
            yield fault("documents", number, "amount", what=document.amount, document=named)


@rule(
    "DOC-010",
    title=Term("Another invoice than the one presented", "송품장 번호 불일치"),
    severity=Severity.WARNING,
    message="The invoice is {invoice}, but the documents name invoice {named}.",
    remedy="Make the two the same number.",
    source="WCO Data Model 3.6, elements D016 and D005",
    since=SECOND_EDITION,
    about="invoice_id",
    passing=({**INVOICE, "invoice_id": "EX-26-0512"}, {**INVOICE, "invoice_id": "ex-26-0512"}),
    failing=({**INVOICE, "invoice_id": "EX-26-0521"},),
)
def another_invoice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The officer opens the paper that is named and looks for the price that is declared."""
    if not (declaration.invoice_id and declaration.documents):
        return
    invoices = [document.id for document in declaration.documents if document.type in INVOICES and document.id]
    if invoices and declaration.invoice_id.casefold() not in [invoice.casefold() for invoice in invoices]:
        yield fault("invoice_id", invoice=declaration.invoice_id, named=" and ".join(invoices))
