"""Parties: who lodges the declaration, under which reference of his own, and what he is authorised to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context, Known
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule

LRN_LENGTH = 22
"""The schema allows 35 characters, business rule 10010 of the published profile 22."""

REPRESENTATION = ("2", "3")
"""Kinds of representation (Agent/FunctionCode): 2 direct, in the name of the trader; 3 indirect, in one's own name."""

EORI = re.compile(r"(?:GB|XI)[0-9]{12}")
"""The number of an economic operator (EORI) in Great Britain and Northern Ireland."""

NOBODY = frozenset(
    {
        "n/a",
        "na",
        "none",
        "nil",
        "null",
        "unknown",
        "various",
        "as above",
        "same",
        "tba",
        "tbc",
        "tbd",
        "xx",
        "xxx",
        "미상",
        "없음",
    }
)
"""What people write where a name is due and they have none."""

LONGEST_NOBODY = max(map(len, NOBODY)) + 4


@rule(
    "PAR-001",
    title=Term("Nobody answers for the declaration", "신고인 없음"),
    severity=Severity.ERROR,
    message="The declaration names no declarant, no agent and no submitter.",
    remedy="Give the number of the declarant (Declarant/ID).",
    source="WCO Data Model 3.6, elements R123, R004, R059",
    passing=({"submitter_id": "41207"},),
    failing=({"declarant_id": None},),
)
def no_trader(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The trader is the declarant, else the agent, else the submitter."""
    if not declaration.trader:
        yield fault("declarant_id")


@rule(
    "PAR-002",
    title=Term("No local reference number (LRN)", "제출번호 없음"),
    severity=Severity.ERROR,
    message="The declaration has no local reference number (FunctionalReferenceID).",
    remedy="Give it a reference of your own, used for no other declaration.",
    source="HMRC, published error codes of CDS: 10001",
    passing=({"lrn": "7"},),
    failing=({"lrn": None},),
)
def no_lrn(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Trader and LRN together are how a declaration is known before it has a number."""
    if not (declaration.lrn or "").strip():
        yield fault("lrn")


@rule(
    "PAR-003",
    title=Term("Local reference number too long", "제출번호 길이 초과"),
    severity=Severity.WARNING,
    message="Local reference number {lrn} has {length} characters; at most {allowed} are allowed.",
    remedy="Choose a shorter reference.",
    source="HMRC, published error codes of CDS: 10010, drawn by a reference of 25 characters",
    binding_in=frozenset({"KR"}),
    passing=({"lrn": "ABCDEFGHIJ-KLMNOPQRS-7"},),
    failing=({"lrn": "ABCDEFGHIJ-KLMNOPQRST-7"},),
)
def lrn_too_long(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The message profile carries 35 characters, but practice takes 22."""
    if declaration.lrn and len(declaration.lrn) > LRN_LENGTH:
        yield fault("lrn", lrn=declaration.lrn, length=len(declaration.lrn), allowed=LRN_LENGTH)


@rule(
    "PAR-004",
    title=Term("Authorisation named twice", "허가 중복 기재"),
    severity=Severity.WARNING,
    message="Authorisation {category} of {holder} is named twice.",
    remedy="Name each authorisation once.",
    source="WCO Data Model 3.6, elements R144 and R145",
    about="authorisations",
    passing=({"authorisations.1.id": "KRTRD0001", "authorisations.1.category": "CGU"},),
    failing=(
        {
            "authorisations.1.id": "KRTRD0001",
            "authorisations.1.category": "CGU",
            "authorisations.2.id": "KRTRD0001",
            "authorisations.2.category": "CGU",
        },
    ),
)
def authorisation_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Naming it again grants nothing more, and often hides the one that was meant."""
    seen = set()
    for number, held in enumerate(declaration.authorisations, 1):
        if held in seen:
            yield fault("authorisations", number, category=held.category or "?", holder=held.id or "?")
        seen.add(held)


@rule(
    "PAR-005",
    title=Term("Agent without a kind of representation", "대리 구분 누락"),
    severity=Severity.WARNING,
    message="Agent {agent} is named, but not whether he acts in the name of the trader or in his own.",
    remedy="Give the kind of representation: 2 direct, 3 indirect.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="agent_id",
    passing=({"agent_id": "41311", "agent_function": "2"},),
    failing=({"agent_id": "41311"},),
)
def agent_without_kind(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An indirect representative owes the debt beside his principal, a direct one does not."""
    if declaration.agent_id and not declaration.agent_function:
        yield fault("agent_function", agent=declaration.agent_id)


@rule(
    "PAR-006",
    title=Term("Kind of representation unknown", "대리 구분 부호 오류"),
    severity=Severity.WARNING,
    message="Kind of representation {kind} is not known.",
    remedy="Use 2 for direct or 3 for indirect representation; leave it out if nobody is represented.",
    source="HMRC, published trade tests of CDS: codes 2 and 3 of Agent/FunctionCode",
    since=SECOND_EDITION,
    about="agent_function",
    passing=({"agent_function": "3"},),
    failing=({"agent_function": "9"},),
)
def representation_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Who owes the debt hangs on this one digit."""
    if declaration.agent_function and declaration.agent_function not in REPRESENTATION:
        yield fault("agent_function", kind=declaration.agent_function)


@rule(
    "PAR-007",
    title=Term("Seller and buyer are the same", "판매자와 구매자 동일"),
    severity=Severity.WARNING,
    message="{seller} is named as the seller and as the {role}.",
    remedy="Name the two parties of the sale; without a sale there is no price paid, and another valuation method applies.",
    source="WTO Valuation Agreement, art. 1: the price paid in a sale for export",
    since=SECOND_EDITION,
    about="seller_name",
    passing=({"seller_name": "Example Motor Works", "buyer_name": "Example Toys"},),
    failing=({"seller_name": "Example Toys"}, {"seller_name": "Example Motors", "buyer_name": "EXAMPLE MOTORS "}),
)
def seller_is_buyer(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nobody sells to himself: goods that a firm sends to itself are moved, not sold."""
    if declaration.seller_name is None:
        return
    seller = declaration.seller_name.strip().casefold()
    for role, name in (("buyer", declaration.buyer_name), ("importer", declaration.importer_name)):
        if name and name.strip().casefold() == seller:
            yield fault("seller_name", seller=declaration.seller_name.strip(), role=role)
            return


@rule(
    "PAR-008",
    title=Term("Importer and exporter bear the same number", "수입자와 수출자 부호 동일"),
    severity=Severity.WARNING,
    message="Number {number} is given for the importer and for the exporter.",
    remedy="Give each the number of its own; leave that of the party abroad out if it has none.",
    source="HMRC, published error codes of CDS: 12005",
    since=SECOND_EDITION,
    about="exporter_id",
    passing=({"exporter_id": "KRTRD0002"},),
    failing=({"exporter_id": "KRTRD0001"},),
)
def one_number_for_two(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The party abroad is rarely registered here; mostly the importer's number was filled in twice."""
    if declaration.exporter_id and declaration.exporter_id == declaration.importer_id:
        yield fault("exporter_id", number=declaration.exporter_id)


@rule(
    "PAR-009",
    title=Term("Authorisation incomplete", "허가 기재 불완전"),
    severity=Severity.WARNING,
    message="Authorisation {number} names {category} and {holder}.",
    remedy="Give both its type and the number of its holder.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="authorisations",
    passing=({"authorisations.1.id": "KRTRD0001", "authorisations.1.category": "CGU"},),
    failing=({"authorisations.1.id": "KRTRD0001"}, {"authorisations.1.category": "AEOC"}),
)
def authorisation_incomplete(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Half of it can be looked up in no register."""
    for number, held in enumerate(declaration.authorisations, 1):
        if not (held.id and held.category):
            category, holder = held.category or "no type", f"holder {held.id}" if held.id else "no holder"
            yield fault("authorisations", number, number=number, category=category, holder=holder)


@rule(
    "PAR-010",
    title=Term("Address without a country", "주소 국가 누락"),
    severity=Severity.WARNING,
    message="The {role} lives in {where}, but in no country.",
    remedy="Give the two letters of the country (ISO 3166).",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    passing=({"consignee_city": "Training Harbour", "consignee_country": "KR"},),
    failing=({"exporter_city": "Songhe", "exporter_country": None}, {"consignee_street": "1 Trade Street"}),
)
def address_without_country(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A town of that name lies in many countries."""
    d = declaration
    exporter, consignee = d.exporter_city or d.exporter_street, d.consignee_city or d.consignee_street
    if exporter and not d.exporter_country:
        yield fault("exporter_country", role="exporter", where=exporter)
    if consignee and not d.consignee_country:
        yield fault("consignee_country", role="consignee", where=consignee)


@rule(
    "PAR-011",
    title=Term("Name that names nobody", "상호 기재 부실"),
    severity=Severity.WARNING,
    message="The {role} is called {name}, which names nobody.",
    remedy="Give the name under which the party trades, or leave it out if there is no such party.",
    source="HMRC, published error codes of CDS: 12005",
    since=SECOND_EDITION,
    passing=({"exporter_name": "None Such Trading"},),
    failing=({"exporter_name": "N/A"}, {"seller_name": " tbc. "}),
)
def names_nobody(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Such words fill a box that a program insists on; who is behind the goods stays unknown."""
    named = (
        ("exporter_name", declaration.exporter_name),
        ("importer_name", declaration.importer_name),
        ("consignee_name", declaration.consignee_name),
        ("seller_name", declaration.seller_name),
        ("buyer_name", declaration.buyer_name),
    )
    for field, name in named:
        if name and len(name) <= LONGEST_NOBODY and name.strip(" .-*").casefold() in NOBODY:
            yield fault(field, role=field.removesuffix("_name"), name=name.strip(" ."))


@rule(
    "PAR-012",
    title=Term("Number of a British operator is not well formed", "영국 사업자부호(EORI) 형식 오류"),
    severity=Severity.WARNING,
    message="The {role}'s number {number} begins like a British or Northern Irish EORI but is none.",
    remedy="Give GB or XI and twelve digits.",
    source="HMRC, published trade tests of CDS: EORI numbers are GB or XI and twelve digits",
    since=SECOND_EDITION,
    passing=({"exporter_id": "GB123456789000"}, {"exporter_id": "XITRADER1"}),
    failing=({"exporter_id": "GB12345678900"}, {"payer_id": "XI123456789O00"}),
)
def eori_form(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A digit lost or typed as a letter makes the number that of nobody."""
    numbers = (
        ("declarant", declaration.declarant_id),
        ("agent", declaration.agent_id),
        ("exporter", declaration.exporter_id),
        ("consignee", declaration.consignee_id),
        ("importer", declaration.importer_id),
        ("payer", declaration.payer_id),
    )
    for role, number in numbers:
        if number and number[:2] in ("GB", "XI") and number[2:3].isdigit() and not EORI.fullmatch(number):
            yield fault(f"{role}_id", role=role, number=number)


@rule(
    "PAR-013",
    title=Term("Who signs is suspended", "업무정지 중인 신고인"),
    severity=Severity.ERROR,
    message="{trader} is suspended since {since} and may sign no declaration.",
    remedy="Let another broker sign it, or ask the office to end the suspension.",
    source="eclear, register of traders and brokers of the room",
    since=SECOND_EDITION,
    needs=frozenset({"records"}),
    passing=(Example({}, known=Known()),),
    failing=(Example({}, known=Known(suspended=date(2026, 5, 4))),),
)
def suspended(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What was lodged before the suspension goes on; nothing new begins."""
    if context.known and context.known.suspended:
        named = "declarant_id" if declaration.declarant_id else "agent_id" if declaration.agent_id else "submitter_id"
        yield fault(named, trader=declaration.trader, since=context.known.suspended)


@rule(
    "PAR-014",
    title=Term("No mandate of the trader", "통관위임 없음"),
    severity=Severity.ERROR,
    message="{trader} signs for {principal}, who has given no mandate to do so.",
    remedy="Have the mandate registered, or let a broker sign who has one.",
    source="eclear, register of traders and brokers of the room",
    since=SECOND_EDITION,
    needs=frozenset({"records"}),
    passing=(Example({"importer_id": "KRTRD0012"}, known=Known(mandates=frozenset({"KRTRD0012"}))), Example({}, known=Known())),
    failing=(Example({"importer_id": "KRTRD0012"}, known=Known(mandates=frozenset({"KRTRD0033"}))),),
)
def no_mandate(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Asked only of a broker whose mandates are registered: he signs in the name of others, who answer for what he writes."""
    party = "exporter_id" if declaration.is_export else "importer_id"
    principal, mandates = getattr(declaration, party), context.known.mandates if context.known else None
    if mandates is not None and principal and principal not in mandates and principal != declaration.trader:
        yield fault(party, trader=declaration.trader, principal=principal)
