"""Duplicates: what is said twice is mostly something else that was not said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

NOT_UNIQUE = "HMRC, published error codes of CDS: 12024"
SECURITY = {"guarantees.1.type": "1", "guarantees.1.reference": "SEC-2026-0001"}


@rule(
    "DUP-001",
    title=Term("Item declared twice", "동일 란 중복"),
    severity=Severity.WARNING,
    message="Item {item} says the same as item {first}: {description}, {price}, {net}.",
    remedy="Leave one of them out; if there are two such lots, give each its own marks or join them.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    passing=(Example({}, start="import of two items"),),
    failing=(Example({"items.2.price": "USD 10000.00"}, start="import of two items"),),
)
def item_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """All but its number is the same: a line was copied and not filled in."""
    if len(declaration.items) < 2:
        return
    seen: dict[object, int] = {}
    for number, item in enumerate(declaration.items, 1):
        alike = (item.description, item.price, item.net_mass)
        first = seen.get(alike)
        seen[alike] = number
        if first and replace(item, sequence=None) == replace(declaration.items[first - 1], sequence=None):
            said = item.description or "goods without a description", item.price or "no price", item.net_mass or "no net mass"
            yield fault("items", number, item=number, first=first, description=said[0], price=said[1], net=said[2])


@rule(
    "DUP-002",
    title=Term("Previous document named twice", "선행서류 중복"),
    severity=Severity.WARNING,
    message="Previous document {type} {id} is named twice.",
    remedy="Name it once; several lines of one document differ in their line number.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="previous_documents",
    passing=(
        {
            "previous_documents.2.type": "705",
            "previous_documents.2.id": "TESTBL0001",
            "previous_documents.3.type": "705",
            "previous_documents.3.id": "TESTBL0002",
        },
    ),
    failing=(
        {
            "previous_documents.2.type": "705",
            "previous_documents.2.id": "TESTBL0001",
            "previous_documents.3.type": "705",
            "previous_documents.3.id": "TESTBL0001",
        },
    ),
)
def previous_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods are taken off the earlier paper once for every line."""
    if len(declaration.previous_documents) < 2:
        return
    seen = set()
    for number, document in enumerate(declaration.previous_documents, 1):
        if document in seen:
            yield fault("previous_documents", number, type=document.type or "(no type)", id=document.id or "(no number)")
        seen.add(document)


@each_item(
    "DUP-003",
    title=Term("Previous document of an item named twice", "란 선행서류 중복"),
    severity=Severity.WARNING,
    message="Item {item}: previous document {type} {id} is named twice.",
    remedy="Name it once; several lines of one document differ in their line number.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="previous_documents",
    passing=(
        {
            "items.1.previous_documents.1.type": "SDE",
            "items.1.previous_documents.1.id": "26-17",
            "items.1.previous_documents.1.line": "1",
            "items.1.previous_documents.2.type": "SDE",
            "items.1.previous_documents.2.id": "26-17",
            "items.1.previous_documents.2.line": "2",
        },
    ),
    failing=(
        {
            "items.1.previous_documents.1.type": "SDE",
            "items.1.previous_documents.1.id": "26-17",
            "items.1.previous_documents.2.type": "SDE",
            "items.1.previous_documents.2.id": "26-17",
        },
    ),
)
def item_previous_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The same goods cannot come from the same line twice."""
    if len(item.previous_documents) < 2:
        return
    seen = set()
    for number, document in enumerate(item.previous_documents, 1):
        if document in seen:
            yield fault("previous_documents", number, type=document.type or "(no type)", id=document.id or "(no number)")
        seen.add(document)


@each_item(
    "DUP-004",
    title=Term("Packages named twice", "포장 중복 기재"),
    severity=Severity.WARNING,
    message="Item {item}: {count} packages of kind {kind} marked {marks} stand in two lines.",
    remedy="Leave one line out, or give the marks of the others.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    passing=(
        {
            "items.1.packages.2.sequence": "2",
            "items.1.packages.2.marks": "TEST 11-20",
            "items.1.packages.2.quantity": "10",
            "items.1.packages.2.type": "CT",
            "total_packages": "20",
        },
    ),
    failing=(
        {
            "items.1.packages.2.sequence": "2",
            "items.1.packages.2.marks": "TEST 1-10",
            "items.1.packages.2.quantity": "10",
            "items.1.packages.2.type": "CT",
            "total_packages": "20",
        },
    ),
)
def packages_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Ten cartons counted twice are twenty, and ten are then missing."""
    if len(item.packages) < 2:
        return
    seen = set()
    for number, package in enumerate(item.packages, 1):
        said = (package.marks, package.quantity, package.type)
        if package.marks and said in seen:
            count = f"{package.quantity.value:f}" if package.quantity else "uncounted"
            yield fault("packages", number, count=count, kind=package.type or "(not given)", marks=package.marks)
        seen.add(said)


@each_item(
    "DUP-005",
    title=Term("Statement made twice", "기재사항 중복"),
    severity=Severity.WARNING,
    message="Item {item}: statement {code} {text} is made twice.",
    remedy="Make it once.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="information",
    passing=({"items.1.information.1.code": "00500", "items.1.information.2.code": "00100"},),
    failing=({"items.1.information.1.code": "00500", "items.1.information.2.code": "00500"},),
)
def statement_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Saying it again changes nothing, and often stands where another was meant."""
    if len(item.information) < 2:
        return
    seen = set()
    for number, said in enumerate(item.information, 1):
        if said in seen:
            yield fault("information", number, code=said.code or said.type or "without a code", text=said.text or "(no text)")
        seen.add(said)


@rule(
    "DUP-006",
    title=Term("Security named twice", "담보 중복"),
    severity=Severity.WARNING,
    message="Security {reference} of type {type} is named twice.",
    remedy="Name it once.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="guarantees",
    passing=({**SECURITY, "guarantees.2.type": "1", "guarantees.2.reference": "SEC-2026-0002", "information.1.code": "43"},),
    failing=({**SECURITY, "guarantees.2.type": "1", "guarantees.2.reference": "SEC-2026-0001", "information.1.code": "43"},),
)
def security_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The same deposit does not cover a debt twice."""
    if len(declaration.guarantees) < 2:
        return
    seen = set()
    for number, security in enumerate(declaration.guarantees, 1):
        if security in seen:
            named = security.reference or security.id or "without a number"
            yield fault("guarantees", number, reference=named, type=security.type or "(not given)")
        seen.add(security)


@each_item(
    "DUP-007",
    title=Term("Tax named twice", "세금 중복 기재"),
    severity=Severity.WARNING,
    message="Item {item}: tax {tax} stands in two lines that say the same.",
    remedy="Leave one of them out.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="duties",
    passing=({"items.1.duties.1.type": "CUD", "items.1.duties.2.type": "VAT"},),
    failing=({"items.1.duties.1.type": "CUD", "items.1.duties.2.type": "CUD"},),
)
def tax_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A tax is owed once; its parts differ in base or rate."""
    if len(item.duties) < 2:
        return
    seen = set()
    for number, tax in enumerate(item.duties, 1):
        if tax in seen:
            yield fault("duties", number, tax=tax.type or "(no type)")
        seen.add(tax)


@rule(
    "DUP-008",
    title=Term("Charge named twice", "가산·공제 중복"),
    severity=Severity.WARNING,
    message="Charge {type} of {amount} is named twice.",
    remedy="Leave one out; two charges of a kind and amount can be added up in one line.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="charges",
    passing=({"charges.2.type": "01", "charges.2.amount": "USD 15.00"},),
    failing=({"charges.2.type": "INS", "charges.2.amount": "USD 15.00"},),
)
def charge_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Duty would be paid twice on the same insurance."""
    if len(declaration.charges) < 2:
        return
    seen = set()
    for number, charge in enumerate(declaration.charges, 1):
        if charge in seen:
            yield fault("charges", number, type=charge.type or "(no type)", amount=charge.amount or "no amount")
        seen.add(charge)


@rule(
    "DUP-009",
    title=Term("Two rates of exchange for one currency", "통화별 환율 중복"),
    severity=Severity.WARNING,
    message="Currency {currency} is given the rates {first} and {second}.",
    remedy="Give one rate for each currency, or none: the customs rate of the day applies.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    about="exchange_rates",
    passing=(
        {
            "exchange_rates.1.currency": "USD",
            "exchange_rates.1.rate": "1412.50",
            "exchange_rates.2.currency": "KRW",
            "exchange_rates.2.rate": "1",
        },
    ),
    failing=(
        {
            "exchange_rates.1.currency": "USD",
            "exchange_rates.1.rate": "1412.50",
            "exchange_rates.2.currency": "USD",
            "exchange_rates.2.rate": "1400",
        },
    ),
)
def two_rates(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A dollar is worth one sum a day."""
    if len(declaration.exchange_rates) < 2:
        return
    seen: dict[str, str] = {}
    for number, stated in enumerate(declaration.exchange_rates, 1):
        if not stated.currency:
            continue
        rate = f"{stated.rate:f}" if stated.rate is not None else "(not given)"
        if stated.currency in seen:
            yield fault("exchange_rates", number, "currency", currency=stated.currency, first=seen[stated.currency], second=rate)
        seen.setdefault(stated.currency, rate)


@each_item(
    "DUP-010",
    title=Term("Commodity code named twice", "품목번호 중복 기재"),
    severity=Severity.WARNING,
    message="Item {item}: code {code} of list {list} is named twice.",
    remedy="Name it once.",
    source=NOT_UNIQUE,
    since=SECOND_EDITION,
    passing=(
        {
            "items.1.classifications.2.id": "X633",
            "items.1.classifications.2.type": "TRA",
            "items.1.classifications.3.id": "X634",
            "items.1.classifications.3.type": "TRA",
        },
    ),
    failing=(
        {
            "items.1.classifications.2.id": "X633",
            "items.1.classifications.2.type": "TRA",
            "items.1.classifications.3.id": "X633",
            "items.1.classifications.3.type": "TRA",
        },
    ),
)
def code_twice(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A measure applies once, however often its code is given."""
    if len(item.classifications) < 2:
        return
    seen = set()
    for number, code in enumerate(item.classifications, 1):
        if code in seen:
            yield fault("classifications", number, code=code.id or "(no code)", list=code.type or "(no list)")
        seen.add(code)
