"""Codes in Korea: they stand in the lists of the country folder, and agree with the direction of the goods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule
from eclear.journey.checks.rules.kr.clearance import listed

OFFICE = re.compile(r"[0-9]{5}")
COUNTRY = frozenset({"country"})


@each_item(
    "KR-COD-001",
    title=Term("Unit unknown", "수량 단위 오류"),
    severity=Severity.WARNING,
    message="Item {item}: {quantity} is counted in unit {unit}, which is not in the list of units.",
    remedy="Use one of {allowed}; the list of the training country is short.",
    source="UN/ECE Recommendation 20; units of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    passing=({"items.1.quantity": "2000 NAR"},),
    failing=({"items.1.quantity": "2000 EA"}, {"items.1.quantity": "2000"}),
)
def unit_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """EA, often seen, is each in the list of units, which counts by C62 or NAR here."""
    if item.quantity and item.quantity.unit not in context.facts.codes.units:
        allowed = listed(context.facts.codes.units)
        yield fault("quantity", quantity=f"{item.quantity.value:f}", unit=item.quantity.unit or "(not given)", allowed=allowed)


@each_item(
    "KR-COD-002",
    title=Term("No quantity", "수량 누락"),
    severity=Severity.WARNING,
    message="Item {item}: no quantity is given beside the net mass {net}.",
    remedy="Give the number of pieces or the measure that the invoice counts in.",
    source="GOVCBR929, element Commodity/CountQuantity",
    since=SECOND_EDITION,
    passing=({"items.1.quantity": "100 KGM"},),
    failing=({"items.1.quantity": None},),
)
def no_quantity(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Statistics, specific duties and the officer who counts ask how many there are."""
    if item.quantity is None:
        yield fault("quantity", net=item.net_mass or "(not given)")


@each_item(
    "KR-COD-003",
    title=Term("Kind of package unknown", "포장 종류 오류"),
    severity=Severity.WARNING,
    message="Item {item}: kind of package {kind} is not in the list of packages.",
    remedy="Use one of {allowed}; the list of the training country is short.",
    source="UN/CEFACT Recommendation 21; packages of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    passing=({"items.1.packages.1.type": "PX"},),
    failing=({"items.1.packages.1.type": "ZZ"}, {"items.1.packages.1.type": None}),
)
def package_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The shed counts what it can see, so it must be told what to look for."""
    packages = context.facts.codes.packages
    for number, package in enumerate(item.packages, 1):
        if package.type not in packages:
            yield fault("packages", number, "type", kind=package.type or "(not given)", allowed=listed(packages))


@rule(
    "KR-COD-004",
    title=Term("Nature of transaction unknown", "거래구분 부호 오류"),
    severity=Severity.WARNING,
    message="Nature of transaction {nature} is not in the list.",
    remedy="Use one of {allowed}; the list of the training country is short.",
    source="GOVCBR929, element TransactionNatureCode; natures of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    passing=({"transaction_nature": "11"},),
    failing=({"transaction_nature": "99"}, {"transaction_nature": None}),
)
def nature_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whether there was a sale decides how goods are valued."""
    natures = context.facts.codes.transaction_natures
    if declaration.transaction_nature not in natures and not any(item.transaction_nature for item in declaration.items):
        allowed = listed(natures)
        yield fault("transaction_nature", nature=declaration.transaction_nature or "(not given)", allowed=allowed)


@rule(
    "KR-COD-005",
    title=Term("Import to another country", "수입 목적국 오류"),
    severity=Severity.WARNING,
    message="The country of destination of the import is {country}.",
    remedy="Give KR; goods that only pass through are declared for transit.",
    source="WCO Data Model 3.6, element 465",
    since=SECOND_EDITION,
    movement="IM",
    needs=COUNTRY,
    passing=({"destination": "KR"}, {"destination": None}),
    failing=({"destination": "JP"},),
)
def import_to_elsewhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is released for home use stays at home."""
    if declaration.destination and declaration.destination != context.facts.code:
        yield fault("destination", country=declaration.destination)


@rule(
    "KR-COD-006",
    title=Term("Country of export missing or unknown", "적출국 오류"),
    severity=Severity.WARNING,
    message="The import is sent from {country}, which is {what}.",
    remedy="Give the two letters of the country from which the goods were sent to Korea, such as CN.",
    source="GOVCBR929, element ExportationCountryCode; ISO 3166",
    since=SECOND_EDITION,
    movement="IM",
    needs=COUNTRY,
    passing=({"export_country": "VN"}, {"export_country": None, "items.1.export_country": "VN"}),
    failing=({"export_country": None}, {"export_country": "QQ"}, {"export_country": "KR"}),
)
def sent_from_nowhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Plans before departure, direct transport and profiles all ask from where the goods came."""
    sent = declaration.export_country
    if sent == context.facts.code:
        yield fault("export_country", country=sent, what="where they are to go")
    elif sent not in context.facts.codes.countries and (sent or not all(item.export_country for item in declaration.items)):
        yield fault("export_country", country=sent or "nowhere", what="no country code")


@rule(
    "KR-COD-007",
    title=Term("Export sent from another country", "수출 적출국 오류"),
    severity=Severity.WARNING,
    message="The export is sent from {country}.",
    remedy="Give KR; the country to which the goods go is the destination.",
    source="WCO Data Model 3.6, element 062",
    since=SECOND_EDITION,
    movement="EX",
    needs=COUNTRY,
    passing=(Example({"export_country": None}, start="export"),),
    failing=(Example({"export_country": "US"}, start="export"),),
)
def sent_from_elsewhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods are declared for export where they leave."""
    if declaration.export_country and declaration.export_country != context.facts.code:
        yield fault("export_country", country=declaration.export_country)


@rule(
    "KR-COD-008",
    title=Term("Customs office is not five digits", "세관·과 부호 형식 오류"),
    severity=Severity.WARNING,
    message="Customs office {office} is not five digits.",
    remedy="Give the office (3) and its division (2), such as 90110.",
    source="GOVCBR929, element DeclarationOfficeID: office 3, division 2 (secondary)",
    since=SECOND_EDITION,
    about="office",
    passing=({"office": "90110"}, {"office": None}),
    failing=({"office": "0211"}, {"office": "ICN10"}),
)
def office_form(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The division does the work: without it a case lies at the door."""
    if declaration.office and not OFFICE.fullmatch(declaration.office):
        yield fault("office", office=declaration.office)


@rule(
    "KR-COD-009",
    title=Term("Bonded shed unknown", "보세구역 부호 오류"),
    severity=Severity.WARNING,
    message="Bonded shed {shed} is not in the list of sheds.",
    remedy="Use one of {allowed}; the list of the training country is short.",
    source="GOVCBR929, element Warehouse/ID; sheds of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    about="warehouse",
    passing=({"warehouse": "90110001", "office": "90110"},),
    failing=({"warehouse": "90119999"},),
)
def shed_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The shed reports the carry-in for which acceptance waits, and its officer opens the boxes."""
    if declaration.warehouse and declaration.warehouse not in context.facts.codes.sheds:
        yield fault("warehouse", shed=declaration.warehouse, allowed=listed(context.facts.codes.sheds))


@rule(
    "KR-COD-010",
    title=Term("Shed of another customs office", "관할 세관 불일치"),
    severity=Severity.WARNING,
    message="Bonded shed {shed} belongs to office {due}, but the declaration goes to office {office}.",
    remedy="Declare at the office where the goods lie, or correct the shed.",
    source="Sheds of the country folder with their offices",
    since=SECOND_EDITION,
    needs=COUNTRY,
    movement="IM",
    about="warehouse",
    passing=({"warehouse": "90110001", "office": "90110"},),
    failing=({"warehouse": "90110001", "office": "90210"},),
)
def shed_of_another_office(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An officer examines goods of his own district."""
    shed = context.facts.codes.sheds.get(declaration.warehouse or "")
    if shed and declaration.office and shed.office != declaration.office:
        yield fault("warehouse", shed=shed.code, due=shed.office, office=declaration.office)


@rule(
    "KR-COD-011",
    title=Term("Country on the way unknown", "경유국 부호 오류"),
    severity=Severity.WARNING,
    message="Stop {stop} of the route is in {country}, which is not a country code.",
    remedy="Give the two letters of the country (ISO 3166), such as SG.",
    source="ISO 3166; WCO Data Model 3.6, element 064",
    since=SECOND_EDITION,
    needs=COUNTRY,
    about="itinerary",
    passing=({"itinerary.1.sequence": "1", "itinerary.1.country": "SG"},),
    failing=({"itinerary.1.sequence": "1", "itinerary.1.country": "QQ"},),
)
def stop_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Where goods were transshipped says whether they came directly."""
    for number, stop in enumerate(declaration.itinerary, 1):
        if stop.country and stop.country not in context.facts.codes.countries:
            yield fault("itinerary", number, "country", stop=number, country=stop.country)


@each_item(
    "KR-COD-012",
    title=Term("Tax unknown", "세종 부호 오류"),
    severity=Severity.WARNING,
    message="Item {item}: tax {tax} is not one of Korea.",
    remedy="Use one of {allowed}, or leave it out: taxes are worked out here.",
    source="GOVCBR929, element DutyTaxFee/TypeCode; taxes of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    about="duties",
    passing=({"items.1.duties.1.type": "CUD", "items.1.duties.2.type": "VAT"},),
    failing=({"items.1.duties.1.type": "A00"},),
)
def tax_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is called by another country's code is mostly a message meant for that country."""
    for number, tax in enumerate(item.duties, 1):
        if tax.type and tax.type not in context.facts.taxes.by_type:
            yield fault("duties", number, "type", tax=tax.type, allowed=listed(context.facts.taxes.by_type))


@rule(
    "KR-COD-013",
    title=Term("Flag of the means of transport unknown", "운송수단 국적 부호 오류"),
    severity=Severity.WARNING,
    message="The means of transport at the border is registered in {country}, which is not a country code.",
    remedy="Give the two letters of the country (ISO 3166), such as PA.",
    source="GOVCBR929, element BorderTransportMeans/RegistrationNationalityID; ISO 3166",
    since=SECOND_EDITION,
    needs=COUNTRY,
    about="border_transport_nationality",
    passing=({"border_transport_nationality": "PA"},),
    failing=({"border_transport_nationality": "ZZ"},),
)
def flag_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Ships are looked up by name and flag."""
    flag = declaration.border_transport_nationality
    if flag and flag not in context.facts.codes.countries:
        yield fault("border_transport_nationality", country=flag)
