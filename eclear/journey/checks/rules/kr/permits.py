"""Permits in Korea (세관장확인): what an item cites of other agencies must be in their registers and their words.

None of these refuses a declaration, and none chooses a lane: whoever cites wrongly has no permit yet, and his agency is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.declaration import Declaration, Item, ItemDocument
from eclear.casefile.finding import Severity
from eclear.casefile.permit import ApprovalState
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import Example, Fault, fault, rule
from eclear.reference import Agency
from eclear.reference.approvals import Approval
from eclear.reference.questions import STATEMENT

SINCE = "Customs Act art. 226; register of approvals of the country folder"
COFFEE = {"items.1.classifications.1.id": "0901210000"}
CITED = {
    "items.1.documents.1.category": "Q",
    "items.1.documents.1.type": "FOD",
    "items.1.documents.1.id": "QFOD-26-004410",
}
"""A sound citation: roasted coffee, and an approval of the food safety agency for the importer of the examples."""

TWICE = {
    "items.2.classifications.1.id": "0901210000",
    "items.2.documents.1.category": "Q",
    "items.2.documents.1.type": "FOD",
    "items.2.documents.1.id": "QFOD-26-004410",
}
EXEMPT = {
    "items.1.documents.1.category": "Q",
    "items.1.documents.1.type": "FOD",
    "items.1.documents.1.exemption": "SMP",
}
SAID = {
    "items.1.information.1.type": STATEMENT,
    "items.1.information.1.code": "MFDS-F.1",
    "items.1.information.1.text": "yes",
}


class Cited(NamedTuple):
    """A document of an agency that an item cites with a number: where it stands, and what the register says about it."""

    item_number: int
    item: Item
    number: int
    document: ItemDocument
    agency: Agency
    approval: Approval | None


def cited(declaration: Declaration, context: Context) -> Iterator[Cited]:
    """Yield every approval that is cited."""
    agencies = context.facts.agencies
    for item_number, item in enumerate(declaration.items, 1):
        if not item.documents:
            continue
        for number, document in enumerate(item.documents, 1):
            agency = agencies.by_document.get(f"{document.category or ''}{document.type or ''}")
            if agency and document.id:
                approval = agencies.approvals.entry(agency.code, document.id)
                yield Cited(item_number, item, number, document, agency, approval)


def against(declaration: Declaration, context: Context, state: ApprovalState) -> Iterator[Cited]:
    """Yield the approvals against which the register says this."""
    for one in cited(declaration, context):
        holder = declaration.exporter_id if declaration.is_export else declaration.importer_id
        if one.approval and one.approval.stands_against(holder, one.item.hs, context.declared_on) is state:
            yield one


def at(one: Cited, *steps: str | int, **values: object) -> Fault:
    """Return the fault of an approval that is cited."""
    place = ("items", one.item_number, "documents", one.number, *(steps or ("id",)))
    return fault(*place, item=one.item_number, approval=one.document.id, agency=one.agency.code, **values)


@rule(
    "KR-PMT-001",
    title=Term("Approval not in the register", "등록되지 않은 요건승인번호"),
    severity=Severity.WARNING,
    message="Item {item}: approval {approval} is not in the register of {agency}.",
    remedy="Correct the number, or leave the document out; the agency is asked.",
    source=SINCE,
    needs=frozenset({"country"}),
    passing=({**COFFEE, **CITED}, {**COFFEE, **CITED, "items.1.documents.1.type": "380"}),
    failing=({**COFFEE, **CITED, "items.1.documents.1.id": "QFOD-26-999999"},),
)
def approval_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A number that nobody gave opens no gate."""
    for one in cited(declaration, context):
        if one.approval is None:
            yield at(one)


@rule(
    "KR-PMT-002",
    title=Term("Approval not valid on the day", "요건승인 유효기간 아님"),
    severity=Severity.WARNING,
    message="Item {item}: approval {approval} of {agency} is valid from {first} to {last}, not on {on}.",
    remedy="Cite one that is valid on the declaration date, or ask the agency to renew it.",
    source=SINCE,
    needs=frozenset({"country"}),
    passing=({**COFFEE, **CITED},),
    failing=({**COFFEE, **CITED, "items.1.documents.1.id": "QFOD-25-009902"},),
)
def approval_not_valid(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What counts is the declaration date, not the day of shipment."""
    for one in against(declaration, context, ApprovalState.EXPIRED):
        assert one.approval
        fact = one.approval.fact
        yield at(one, first=fact.valid_from, last=fact.valid_to, on=context.declared_on)


@rule(
    "KR-PMT-003",
    title=Term("Approval of another holder", "요건승인 명의 불일치"),
    severity=Severity.WARNING,
    message="Item {item}: approval {approval} of {agency} was given to somebody else than {trader}.",
    remedy="Cite an approval of the importer whose goods these are.",
    source=SINCE,
    needs=frozenset({"country"}),
    passing=({**COFFEE, **CITED},),
    failing=({**COFFEE, **CITED, "importer_id": "KRTRD0002"},),
)
def approval_of_another(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The holder is not named: whose approval it is, is no matter of the declarant's."""
    for one in against(declaration, context, ApprovalState.OTHER_HOLDER):
        trader = declaration.exporter_id if declaration.is_export else declaration.importer_id
        yield at(one, trader=trader or "nobody")


@rule(
    "KR-PMT-004",
    title=Term("Approval for other goods", "요건승인 품목 불일치"),
    severity=Severity.WARNING,
    message="Item {item}: approval {approval} of {agency} is for goods of {goods}, but the code is {code}.",
    remedy="Cite an approval for these goods, or correct the code.",
    source=SINCE,
    needs=frozenset({"country"}),
    passing=({**COFFEE, **CITED},),
    failing=(CITED, {**COFFEE, **CITED, "items.1.documents.1.id": "QFOD-26-004411"}),
)
def approval_for_other_goods(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An approval names the goods by the beginning of their code."""
    for one in against(declaration, context, ApprovalState.OTHER_GOODS):
        assert one.approval
        yield at(one, goods=", ".join(one.approval.hs), code=one.item.hs or "not given")


@rule(
    "KR-PMT-005",
    title=Term("Reason for an exemption unknown", "요건면제 사유부호 오류"),
    severity=Severity.WARNING,
    message="Item {item}: {agency} knows no exemption {code}.",
    remedy="Give one of its reasons: {known}.",
    source="Reason codes of the agency's file in the country folder",
    needs=frozenset({"country"}),
    passing=({**COFFEE, **EXEMPT}, {**COFFEE, **EXEMPT, "items.1.documents.1.exemption": "OWN"}),
    failing=({**COFFEE, **EXEMPT, "items.1.documents.1.exemption": "ZZZ"},),
)
def exemption_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a reason that the law lists frees from the permit; a document that has a number needs none."""
    by_document = context.facts.agencies.by_document
    for item_number, item in enumerate(declaration.items, 1):
        if not item.documents:
            continue
        for number, document in enumerate(item.documents, 1):
            if document.id or not document.exemption:
                continue
            agency = by_document.get(f"{document.category or ''}{document.type or ''}")
            if agency and not agency.exemption(document.exemption):
                known = ", ".join(f"{one.short} ({one.code})" for one in agency.exemptions)
                place = ("items", item_number, "documents", number, "exemption")
                yield fault(*place, item=item_number, agency=agency.code, code=document.exemption, known=known)


@rule(
    "KR-PMT-006",
    title=Term("Answer to an agency not understood", "요건 질의 응답 오류"),
    severity=Severity.WARNING,
    message="Item {item}: the answer {answer} to {question} is not understood.",
    remedy="The agency is asked instead, unless it reads: {allowed}.",
    source="Questions of the agency's file in the country folder",
    needs=frozenset({"country"}),
    passing=({**COFFEE, **SAID}, {**COFFEE, **SAID, "items.1.information.1.type": "TRB", "items.1.information.1.code": "A"}),
    failing=(
        {**COFFEE, **SAID, "items.1.information.1.text": "perhaps"},
        {**COFFEE, **SAID, "items.1.information.1.code": "MFDS-F.9"},
        {**COFFEE, **SAID, "items.1.information.1.code": "NOBODY.1"},
    ),
)
def answer_not_understood(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whatever cannot be understood decides nothing: the question stays open."""
    agencies = context.facts.agencies
    for item_number, item in enumerate(declaration.items, 1):
        for number, said in enumerate(item.information, 1):
            if said.type != STATEMENT:
                continue
            code = said.code or ""
            agency = agencies.by_code.get(code.upper().rpartition(".")[0])
            question = agency.question(code) if agency else None
            if agency is None:
                allowed = "the code of an agency and the number of its question, as in KATS-KC.1"
            elif question is None:
                allowed = f"one of {', '.join(one.id for one in agency.questions)}"
            elif question.outcome(said.text or "") is None:
                allowed = question.allowed
            else:
                continue
            place = ("items", item_number, "information", number)
            yield fault(*place, item=item_number, answer=said.text or "(none)", question=code or "no question", allowed=allowed)


@rule(
    "KR-PMT-007",
    title=Term("Approval used up", "요건승인 수량 초과"),
    severity=Severity.WARNING,
    message="Item {item}: of approval {approval} of {agency}, {left} {unit} are left, but these goods are {quantity}.",
    remedy="Cite another approval for the rest, or state the quantity in {unit}.",
    source=SINCE,
    needs=frozenset({"country"}),
    passing=(
        {**COFFEE, **CITED, "items.1.quantity": "600 KGM"},
        Example({**COFFEE, **CITED}, known=Known(approvals_taken={"QFOD-26-004410": Decimal(900)})),
        Example({**COFFEE, **CITED, **TWICE}, start="import of two items"),
    ),
    failing=(
        {**COFFEE, **CITED, "items.1.quantity": "1001 KGM"},
        Example({**COFFEE, **CITED}, known=Known(approvals_taken={"QFOD-26-004410": Decimal("900.5")})),
        {"items.1.classifications.1.id": "9503000000", **CITED, "items.1.quantity": None}
        | {"items.1.documents.1.type": "KCS", "items.1.documents.1.id": "QKCS-26-003306"},
    ),
)
def approval_used_up(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """One approval can cover several declarations and items, until its quantity is used up."""
    taken: dict[str, Decimal] = dict(context.known.approvals_taken) if context.known else {}
    holder = declaration.exporter_id if declaration.is_export else declaration.importer_id
    for one in cited(declaration, context):
        approval = one.approval
        if approval is None or approval.quantity is None:
            continue
        if approval.stands_against(holder, one.item.hs, context.declared_on):
            continue
        quantity = approval.counted((one.document.quantity, one.item.quantity, one.item.net_mass))
        left = approval.quantity - taken.get(approval.number, Decimal(0))
        if quantity is None or quantity > left:
            told = f"{quantity:f} {approval.unit}" if quantity is not None else f"not given in {approval.unit}"
            yield at(one, left=f"{left:f}", unit=approval.unit, quantity=told)
        else:
            taken[approval.number] = taken.get(approval.number, Decimal(0)) + quantity
