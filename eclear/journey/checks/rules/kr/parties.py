"""Parties in Korea: the declarant's code, the numbers of importer and exporter, and authorised economic operators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, fault, rule

DECLARANT_CODE = re.compile(r"[0-9]{5}")
AEO = "AEOC"
"""The authorisation by which a trader says that he is an authorised economic operator."""


@rule(
    "KR-PAR-001",
    title=Term("Declarant code is not five digits", "신고인부호 형식 오류"),
    severity=Severity.ERROR,
    message="Declarant code {code} is not five digits.",
    remedy="Give the code (신고인부호) of the broker or trader who signs, such as 41207.",
    source="Form of the Korean declaration number (신고번호): declarant 5, year 2, serial 6, letter",
    passing=(
        {"declarant_id": "41207"},
        {"declarant_id": None, "agent_id": "41207"},
        {"declarant_id": None, "submitter_id": "41207"},
    ),
    failing=({"declarant_id": "4120"}, {"declarant_id": None, "submitter_id": "KRTRD"}),
)
def declarant_code(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The declaration number begins with it; that nobody at all is named is the finding of PAR-001."""
    trader = declaration.trader
    if trader and not DECLARANT_CODE.fullmatch(trader):
        named = "declarant_id" if declaration.declarant_id else "agent_id" if declaration.agent_id else "submitter_id"
        yield fault(named, code=trader)


@rule(
    "KR-PAR-002",
    title=Term("No importer", "수입자 누락"),
    severity=Severity.ERROR,
    message="The import of {goods} names no importer's number.",
    remedy="Give the number under which the importer is registered with customs (Importer/ID).",
    source="GOVCBR929, element Importer/ID",
    movement="IM",
    passing=({"importer_name": None},),
    failing=({"importer_id": None},),
)
def no_importer(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The importer owes the tax, unless another payer is named."""
    if not declaration.importer_id:
        yield fault("importer_id", goods=_goods(declaration))


@rule(
    "KR-PAR-003",
    title=Term("No exporter", "수출자 누락"),
    severity=Severity.ERROR,
    message="The export of {goods} names no exporter's number.",
    remedy="Give the number under which the exporter is registered with customs (Exporter/ID).",
    source="GOVCBR830, element Exporter",
    movement="EX",
    passing=(Example({"exporter_name": None}, start="export"),),
    failing=(Example({"exporter_id": None}, start="export"),),
)
def no_exporter(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The exporter must load the goods within thirty days, and may claim drawback for them."""
    if not declaration.exporter_id:
        yield fault("exporter_id", goods=_goods(declaration))


def _goods(declaration: Declaration) -> str:
    count = len(declaration.items)
    return "1 item" if count == 1 else f"{count} items"


@rule(
    "KR-PAR-004",
    title=Term("Not in the register of AEOs", "AEO 미등록"),
    severity=Severity.WARNING,
    message="{holder} is declared as an authorised economic operator but does not stand in the register on {on}.",
    remedy="Correct the number, or leave the authorisation out; the declaration is treated as any other.",
    source="Register of authorised economic operators of the country folder",
    needs=frozenset({"country"}),
    passing=({"authorisations.1.id": "KRTRD0001", "authorisations.1.category": "CGU"},),
    failing=({"authorisations.1.id": "KRTRD9998", "authorisations.1.category": "AEOC", "importer_id": "KRTRD9998"},),
)
def not_an_aeo(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A claim alone gives no favour: the register decides."""
    for number, held in enumerate(declaration.authorisations, 1):
        if held.category == AEO and not context.facts.aeo.holds(held.id, context.declared_on):
            yield fault("authorisations", number, "id", holder=held.id or "Nobody", on=context.declared_on)


@rule(
    "KR-PAR-005",
    title=Term("AEO status of somebody else", "AEO 당사자 불일치"),
    severity=Severity.WARNING,
    message="AEO status is claimed for {holder}, but the {role} is {trader}.",
    remedy="Claim only the status of the trader whose goods they are.",
    source="eclear, Korean practice in WCO form: AuthorisationHolder/ID is the trader's own number",
    passing=({"authorisations.1.id": "KRTRD9998", "authorisations.1.category": "AEOC", "importer_id": "KRTRD9998"},),
    failing=({"authorisations.1.id": "KRTRD9998", "authorisations.1.category": "AEOC"},),
)
def aeo_of_another(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The favour belongs to the trader who was audited for it."""
    for number, held in enumerate(declaration.authorisations, 1):
        if held.category == AEO:
            trader = declaration.exporter_id if declaration.is_export else declaration.importer_id
            if held.id != trader:
                role = "exporter" if declaration.is_export else "importer"
                yield fault("authorisations", number, "id", holder=held.id or "nobody", role=role, trader=trader or "not named")


@rule(
    "KR-PAR-006",
    title=Term("Declarant not in the register", "미등록 신고인부호"),
    severity=Severity.WARNING,
    message="Declarant code {code} does not stand in the register of declarants on {on}.",
    remedy="Make sure of the code (신고인부호); only registered brokers and traders sign declarations.",
    source="Register of declarants of the country folder",
    needs=frozenset({"country"}),
    passing=({"declarant_id": "41311"},),
    failing=({"declarant_id": "99999"},),
)
def declarant_not_registered(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: the register of the training country is small."""
    code = declaration.declarant_id or ""
    if DECLARANT_CODE.fullmatch(code) and not context.facts.declarants.holds(code, context.declared_on):
        yield fault("declarant_id", code=code, on=context.declared_on)
