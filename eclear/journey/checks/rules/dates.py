"""Dates: they are judged by the room's clock, which an exercise sets; so a declaration is only judged when submitted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from eclear.casefile.declaration import Declaration, Item, Moment
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

LONGEST = timedelta(days=180)
"""How old a declaration date may be: published error code 12016."""

OLD_PAPER = timedelta(days=5 * 365)
"""Beyond this age an invoice or a certificate is more likely a slip than a paper of these goods. A measure of eclear's own."""

ENTRY_IN_RECORDS = "CLE"
"""The previous document whose number is the date on which goods were entered in the declarant's records."""


DAY = re.compile(r"20[0-9]{6}")


def day(moment: Moment) -> date:
    """Return the day of a moment, as it was written."""
    return moment.date() if isinstance(moment, datetime) else moment


def today(context: Context) -> date:
    """Return the day of the room's clock, in the time zone of the country if there is one."""
    return (context.now.astimezone(context.country.time_zone) if context.country else context.now).date()


@rule(
    "DAT-001",
    title=Term("Declaration date in the future", "신고일이 미래"),
    severity=Severity.ERROR,
    message="Declaration date {declared} lies after today, {today}.",
    remedy="Give the day on which the declaration is lodged, or leave the date out.",
    source="HMRC, published error codes of CDS: 12016",
    needs=frozenset({"records"}),
    passing=(Example({"accepted": "2026-05-14"}, known=Known()),),
    failing=(Example({"accepted": "2026-05-15"}, known=Known()),),
)
def declared_in_future(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The rates of a day that has not come yet are not known."""
    if declaration.accepted and context.declared_on > today(context):
        yield fault("accepted", declared=context.declared_on, today=today(context))


@rule(
    "DAT-002",
    title=Term("Declaration date long past", "신고일이 오래됨"),
    severity=Severity.WARNING,
    message="Declaration date {declared} is {days} days before today, {today}; {allowed} days are usual at most.",
    remedy="Make sure that the date is right.",
    source="HMRC, published error codes of CDS: 12016",
    needs=frozenset({"records"}),
    passing=(Example({"accepted": "2026-05-04"}, known=Known()),),
    failing=(Example({"accepted": "2025-11-14"}, known=Known()),),
)
def declared_long_ago(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: rates are those of the declaration date, so an old date is worth a look."""
    age = today(context) - context.declared_on
    if declaration.accepted and age > LONGEST:
        yield fault("accepted", declared=context.declared_on, days=age.days, today=today(context), allowed=LONGEST.days)


@each_item(
    "DAT-003",
    title=Term("Document not yet valid", "서류 효력일 미도래"),
    severity=Severity.WARNING,
    message="Item {item}: document {document} takes effect on {effective}, after the declaration date {declared}.",
    remedy="Correct the date, or declare when the document is valid.",
    source="WCO Data Model 3.6, element 276",
    about="documents",
    passing=(
        {
            "items.1.documents.1.category": "N",
            "items.1.documents.1.type": "853",
            "items.1.documents.1.id": "Q-77",
            "items.1.documents.1.effective": "2026-05-12",
        },
    ),
    failing=(
        {
            "items.1.documents.1.category": "N",
            "items.1.documents.1.type": "853",
            "items.1.documents.1.id": "Q-77",
            "items.1.documents.1.effective": "2026-05-13",
        },
    ),
)
def document_not_yet_valid(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A certificate counts from the day on which it takes effect."""
    for number, document in enumerate(item.documents, 1):
        if document.effective and day(document.effective) > context.declared_on:
            code = f"{document.category or ''}{document.type or ''} {document.id or ''}".strip() or "without a number"
            yield fault(
                "documents", number, "effective", document=code, effective=day(document.effective), declared=context.declared_on
            )


@rule(
    "DAT-004",
    title=Term("Invoice dated after the declaration", "송품장 발행일이 신고일 이후"),
    severity=Severity.WARNING,
    message="Invoice {invoice} is dated {issued}, after the declaration date {declared}.",
    remedy="Correct the date; declare on an invoice that exists.",
    source="HMRC, published error codes of CDS: 12016",
    since=SECOND_EDITION,
    about="invoice_issued",
    passing=({"invoice_id": "EX-26-0512", "invoice_issued": "2026-05-12"},),
    failing=({"invoice_id": "EX-26-0512", "invoice_issued": "2026-05-13"},),
)
def invoice_from_tomorrow(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The price that is declared must have been asked already."""
    if declaration.invoice_issued and day(declaration.invoice_issued) > context.declared_on:
        invoice, issued = declaration.invoice_id or "without a number", day(declaration.invoice_issued)
        yield fault("invoice_issued", invoice=invoice, issued=issued, declared=context.declared_on)


@rule(
    "DAT-005",
    title=Term("Invoice of years ago", "오래된 송품장"),
    severity=Severity.WARNING,
    message="Invoice {invoice} is dated {issued}, {years} years before the declaration date {declared}.",
    remedy="Make sure that the year is right and that the price still is.",
    source="HMRC, published error codes of CDS: 13000, credibility; the measure is eclear's own",
    since=SECOND_EDITION,
    about="invoice_issued",
    passing=({"invoice_id": "EX-24-0512", "invoice_issued": "2024-05-12"},),
    failing=({"invoice_id": "EX-16-0512", "invoice_issued": "2016-05-12"},),
)
def invoice_of_years_ago(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The sale that brought goods to the country is seldom that old."""
    if declaration.invoice_issued:
        issued = day(declaration.invoice_issued)
        age = context.declared_on - issued
        if age > OLD_PAPER:
            invoice, years = declaration.invoice_id or "without a number", age.days // 365
            yield fault("invoice_issued", invoice=invoice, issued=issued, years=years, declared=context.declared_on)


@rule(
    "DAT-006",
    title=Term("Message written in the future", "작성일이 미래"),
    severity=Severity.WARNING,
    message="The message is dated {issued}, after today, {today}.",
    remedy="Set the clock of the computer that writes the messages.",
    source="HMRC, published error codes of CDS: 12016",
    since=SECOND_EDITION,
    needs=frozenset({"records"}),
    about="issued",
    passing=(Example({"issued": "2026-05-14"}, known=Known()),),
    failing=(Example({"issued": "2026-05-15"}, known=Known()), Example({"issued": "2026-05-15T09:00:00+09:00"}, known=Known())),
)
def written_in_future(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A clock that runs ahead dates every reply before its question."""
    issued = declaration.issued
    if issued is None:
        return
    if issued > context.now if isinstance(issued, datetime) and issued.tzinfo else day(issued) > today(context):
        yield fault("issued", issued=day(issued), today=today(context))


@rule(
    "DAT-007",
    title=Term("Date of entry in the records is no date", "기록 등재일 형식 오류"),
    severity=Severity.WARNING,
    message="Previous document {number} of type CLE reads {written}, which is no day.",
    remedy="Give the day of the entry in the records as eight digits, such as 20260512.",
    source="HMRC, published trade tests of CDS: CLE carries the date of entry in the declarant's records",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=({"previous_documents.2.type": "CLE", "previous_documents.2.id": "20260505"},),
    failing=(
        {"previous_documents.2.type": "CLE", "previous_documents.2.id": "5 May"},
        {"previous_documents.2.type": "CLE", "previous_documents.2.id": "20260231"},
    ),
)
def entry_is_no_date(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Duty is owed at the rate of that day."""
    for number, document in enumerate(declaration.previous_documents, 1):
        if document.type == ENTRY_IN_RECORDS and document.id and entered_on(document.id) is None:
            yield fault("previous_documents", number, "id", number=number, written=document.id)


@rule(
    "DAT-008",
    title=Term("Entered in the records after the declaration", "기록 등재일이 신고일 이후"),
    severity=Severity.WARNING,
    message="Previous document {number} dates the entry in the records {entered}, after the declaration date {declared}.",
    remedy="Correct the day; a supplementary declaration follows the entry.",
    source="HMRC, published trade tests of CDS: CLE carries the date of entry in the declarant's records",
    since=SECOND_EDITION,
    about="previous_documents",
    passing=({"previous_documents.2.type": "CLE", "previous_documents.2.id": "20260512"},),
    failing=({"previous_documents.2.type": "CLE", "previous_documents.2.id": "20260513"},),
)
def entered_later(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is declared now cannot supplement what is entered later."""
    for number, document in enumerate(declaration.previous_documents, 1):
        if document.type == ENTRY_IN_RECORDS and document.id:
            entered = entered_on(document.id)
            if entered and entered > context.declared_on:
                yield fault("previous_documents", number, "id", number=number, entered=entered, declared=context.declared_on)


def entered_on(written: str) -> date | None:
    """Return the day that eight digits mean, or None."""
    if not DAY.fullmatch(written):
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


@each_item(
    "DAT-009",
    title=Term("Document of years ago", "오래된 첨부서류"),
    severity=Severity.WARNING,
    message="Item {item}: document {document} took effect on {effective}, {years} years before the declaration date {declared}.",
    remedy="Make sure that the year is right and that it still holds.",
    source="HMRC, published error codes of CDS: 13000, credibility; the measure is eclear's own",
    since=SECOND_EDITION,
    about="documents",
    passing=(
        {
            "items.1.documents.1.category": "N",
            "items.1.documents.1.type": "853",
            "items.1.documents.1.id": "Q-77",
            "items.1.documents.1.effective": "2025-05-12",
        },
    ),
    failing=(
        {
            "items.1.documents.1.category": "N",
            "items.1.documents.1.type": "853",
            "items.1.documents.1.id": "Q-77",
            "items.1.documents.1.effective": "2016-05-12",
        },
    ),
)
def document_of_years_ago(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Certificates are given for a consignment or for a few years, seldom for more."""
    for number, document in enumerate(item.documents, 1):
        if document.effective:
            effective = day(document.effective)
            age = context.declared_on - effective
            if age > OLD_PAPER:
                named = f"{document.category or ''}{document.type or ''} {document.id or ''}".strip() or "without a number"
                yield fault(
                    "documents",
                    number,
                    "effective",
                    document=named,
                    effective=effective,
                    years=age.days // 365,
                    declared=context.declared_on,
                )
