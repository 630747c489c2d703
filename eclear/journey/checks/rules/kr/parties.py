"""Parties in Korea: the declarant's code, the numbers of importer and exporter, and authorised economic operators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule

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
    about="authorisations",
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
    about="authorisations",
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


@rule(
    "KR-PAR-007",
    title=Term("Country of a party unknown", "거래당사자 국가부호 오류"),
    severity=Severity.WARNING,
    message="The country of the {role}, {country}, is not a country code.",
    remedy="Give the two letters of the country (ISO 3166), such as CN.",
    source="GOVCBR929, element Address/CountryCode; ISO 3166",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=({"seller_country": "VN"},),
    failing=({"seller_country": "QQ"}, {"exporter_country": "XX"}),
)
def party_country_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Profiles and statistics ask where the parties are."""
    countries = context.facts.codes.countries
    lands = (
        ("exporter_country", declaration.exporter_country),
        ("consignee_country", declaration.consignee_country),
        ("buyer_country", declaration.buyer_country),
        ("seller_country", declaration.seller_country),
    )
    for field, code in lands:
        if code and code not in countries:
            yield fault(field, role=field.removesuffix("_country"), country=code)


@rule(
    "KR-PAR-008",
    title=Term("Trader's number with signs in it", "거래당사자 부호 형식 확인"),
    severity=Severity.WARNING,
    message="The {role}'s number {number} holds blanks or signs.",
    remedy="Give letters and digits only, without dashes.",
    source="HMRC, published error codes of CDS: 12005; the form of Korean traders' numbers is unconfirmed",
    since=SECOND_EDITION,
    passing=({"payer_id": "KRTRD0001"},),
    failing=({"payer_id": "123-45-67890"}, {"importer_id": "KRTRD 0001"}),
)
def trader_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """With a dash in it the same trader stands twice in every statistic."""
    for role, number in (
        ("importer", declaration.importer_id),
        ("exporter", declaration.exporter_id),
        ("payer", declaration.payer_id),
    ):
        if number and not number.isalnum():
            yield fault(f"{role}_id", role=role, number=number)


@rule(
    "KR-PAR-009",
    title=Term("Import from somebody in Korea", "해외거래처 국가 오류"),
    severity=Severity.WARNING,
    message="The {role} of the import is in {country}, where the goods are brought to.",
    remedy="Name the party abroad from whom the goods come.",
    source="GOVCBR929, elements Authenticator/Address/CountryCode and Seller/Address/CountryCode",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"seller_country": "CN"},),
    failing=({"exporter_country": "KR"}, {"seller_country": "KR"}),
)
def supplier_at_home(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The price of a sale for export to Korea is paid to somebody abroad."""
    home = context.facts.code
    if declaration.exporter_country == home:
        yield fault("exporter_country", role="exporter", country=home)
    if declaration.seller_country == home:
        yield fault("seller_country", role="seller", country=home)


@rule(
    "KR-PAR-010",
    title=Term("Exporter is not in Korea", "수출자 국가 오류"),
    severity=Severity.WARNING,
    message="The exporter's address is in {country}.",
    remedy="Name the exporter who is established here; the party abroad is the buyer or the consignee.",
    source="GOVCBR830, element Exporter",
    since=SECOND_EDITION,
    movement="EX",
    needs=frozenset({"country"}),
    passing=(Example({"exporter_country": None}, start="export"),),
    failing=(Example({"exporter_country": "US"}, start="export"),),
)
def exporter_abroad(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """He must load the goods within the time limit, and can be held to it only here."""
    if declaration.exporter_country and declaration.exporter_country != context.facts.code:
        yield fault("exporter_country", country=declaration.exporter_country)


@rule(
    "KR-PAR-011",
    title=Term("Declarant code of somebody else", "신고인 상호 불일치"),
    severity=Severity.WARNING,
    message="Declarant code {code} belongs to {registered}, but the declarant is called {name}.",
    remedy="Correct the code or the name.",
    source="Register of declarants of the country folder; HMRC, published error codes of CDS: 12005",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=({"declarant_id": "42018", "declarant_name": "MARU CLEARANCE"}, {"declarant_name": "한빛관세사무소"}),
    failing=({"declarant_id": "42018"},),
)
def code_of_another(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """One digit mistyped is often another broker's code, who would answer for goods that he never saw."""
    if not (declaration.declarant_id and declaration.declarant_name):
        return
    entry = context.facts.declarants.entry(declaration.declarant_id, context.declared_on)
    name = declaration.declarant_name.strip()
    if entry and name not in (entry.name.en, entry.name.ko) and name.casefold() != entry.name.en.casefold():
        yield fault("declarant_name", code=declaration.declarant_id, registered=entry.name.en, name=name)


@rule(
    "KR-PAR-012",
    title=Term("Import without a supplier", "해외거래처 누락"),
    severity=Severity.WARNING,
    message="The import of {goods} names neither seller nor exporter.",
    remedy="Give the name of the supplier abroad (해외거래처).",
    source="GOVCBR929, element Authenticator/Name, the overseas supplier",
    since=SECOND_EDITION,
    movement="IM",
    passing=({"exporter_name": None, "seller_name": "Example Motor Works"},),
    failing=({"exporter_name": None},),
)
def no_supplier(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """From whom goods come says more about them than most other fields."""
    if not (declaration.seller_name or declaration.exporter_name):
        yield fault("exporter_name", goods=_goods(declaration))
