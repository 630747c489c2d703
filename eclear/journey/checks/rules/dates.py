"""Dates: they are judged by the room's clock, which an exercise sets; so a declaration is only judged when submitted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from eclear.casefile.declaration import Declaration, Item, Moment
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import Example, Fault, each_item, fault, rule

LONGEST = timedelta(days=180)
"""How old a declaration date may be: published error code 12016."""


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
