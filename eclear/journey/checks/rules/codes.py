"""Codes and combinations: two fields that say the same, or of which one makes no sense without the other."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Fault, each_item, fault, rule

PAIRS = "HMRC, published error codes of CDS: 12070 to 12079, pairs that go together"
COMBINATIONS = "HMRC, published error codes of CDS: 12056, combinations"

QUOTA = "2"
"""The second digit of a regime code (DutyRegimeCode) that claims a tariff quota, as in 120 or 320."""

BY_HAND = "OVR01"
"""The statement by which a trader says that he worked the tax out himself."""

VEHICLES = {"10": ("1", "8"), "11": ("1", "8"), "20": ("2",), "30": ("3",), "40": ("4",), "41": ("4",)}
"""For each kind of number of a means of transport, the modes (UN Rec. 19) that it goes with: ship, wagon, lorry, aircraft."""

QUOTA_CLAIM = {"items.1.duties.1.type": "A00", "items.1.duties.1.regime": "120", "items.1.duties.1.quota": "050127"}
PAID = {"items.1.duties.1.type": "A00", "items.1.duties.1.payment_method": "E"}


@each_item(
    "COD-001",
    title=Term("Quota number without a quota claim", "할당관세 신청 없는 할당번호"),
    severity=Severity.WARNING,
    message="Item {item}: quota {quota} is named, but regime {regime} claims no quota.",
    remedy="Claim the quota by a regime such as 120 or 320, or leave the number out.",
    source=PAIRS,
    since=SECOND_EDITION,
    about="duties",
    passing=(QUOTA_CLAIM, {**QUOTA_CLAIM, "items.1.duties.1.regime": None}),
    failing=({**QUOTA_CLAIM, "items.1.duties.1.regime": "100"},),
)
def quota_not_claimed(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The number alone draws nothing from the quota."""
    for number, tax in enumerate(item.duties, 1):
        if tax.quota and tax.regime and tax.regime[1:2] != QUOTA:
            yield fault("duties", number, "regime", quota=tax.quota, regime=tax.regime)


@each_item(
    "COD-002",
    title=Term("Quota claim without a quota number", "할당번호 누락"),
    severity=Severity.WARNING,
    message="Item {item}: regime {regime} claims a quota, but none is named.",
    remedy="Give the number of the quota, or claim another regime.",
    source=PAIRS,
    since=SECOND_EDITION,
    about="duties",
    passing=(QUOTA_CLAIM,),
    failing=({**QUOTA_CLAIM, "items.1.duties.1.quota": None},),
)
def quota_not_named(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Quotas are used up one by one; without its number none is drawn on."""
    for number, tax in enumerate(item.duties, 1):
        if tax.regime and tax.regime[1:2] == QUOTA and not any(line.quota for line in item.duties):
            yield fault("duties", number, "quota", regime=tax.regime)


@each_item(
    "COD-003",
    title=Term("Tax worked out by hand, but none stated", "직접 산출 세액 누락"),
    severity=Severity.WARNING,
    message="Item {item}: statement {statement} says that the tax was worked out by hand, but no amount is given.",
    remedy="Give the amounts of the taxes, or leave the statement out.",
    source="HMRC, published trade tests of CDS: manual tax is stated with OVR01",
    since=SECOND_EDITION,
    about="information",
    passing=({"items.1.information.1.code": BY_HAND, "items.1.duties.1.assessed": "GBP 20.00"},),
    failing=({"items.1.information.1.code": BY_HAND},),
)
def no_tax_by_hand(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The machine holds back its own sum and finds no other."""
    for number, said in enumerate(item.information, 1):
        if said.code == BY_HAND and not any(tax.assessed or tax.payable for tax in item.duties):
            yield fault("information", number, "code", statement=BY_HAND)


@rule(
    "COD-004",
    title=Term("Kind of a vehicle's number without the number", "운송수단 번호 누락"),
    severity=Severity.WARNING,
    message="Kind {kind} says what the number of the means of {means} is, but there is no number.",
    remedy="Give the number or name, or leave its kind out.",
    source=PAIRS,
    since=SECOND_EDITION,
    passing=({"arrival_means_id": "GULL TIDE", "arrival_means_id_type": "11"},),
    failing=({"arrival_means_id_type": "11"}, {"border_transport_id_type": "11"}),
)
def vehicle_without_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What carries the goods is found by its name or number."""
    d = declaration
    if d.border_transport_id_type and not d.border_transport_id:
        yield fault("border_transport_id", kind=d.border_transport_id_type, means="transport at the border")
    if d.arrival_means_id_type and not d.arrival_means_id:
        yield fault("arrival_means_id", kind=d.arrival_means_id_type, means="arrival")
    if d.departure_means_id_type and not d.departure_means_id:
        yield fault("departure_means_id", kind=d.departure_means_id_type, means="departure")


@rule(
    "COD-005",
    title=Term("Vehicle does not fit the mode of transport", "운송수단과 운송형태 불일치"),
    severity=Severity.WARNING,
    message="The means of transport at the border, {vehicle}, is of kind {kind}, but the mode of transport is {mode}.",
    remedy="Correct one of them: 10 and 11 are ships (mode 1), 20 wagons (2), 30 lorries (3), 40 and 41 aircraft (4).",
    source=COMBINATIONS,
    since=SECOND_EDITION,
    about="border_transport_id_type",
    passing=({"border_transport_id": "GULL TIDE", "border_transport_id_type": "11"},),
    failing=(
        {"border_transport_id": "TRN322", "border_transport_id_type": "40"},
        {"border_transport_id": "GULL TIDE", "border_transport_id_type": "11", "border_transport_mode": "4"},
    ),
)
def vehicle_against_mode(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A ship does not fly: freight, terms and place of unloading would all be judged wrongly."""
    kind, mode = declaration.border_transport_id_type, declaration.border_transport_mode
    if kind in VEHICLES and mode and mode not in VEHICLES[kind]:
        yield fault("border_transport_id_type", vehicle=declaration.border_transport_id or "(not given)", kind=kind, mode=mode)


@each_item(
    "COD-006",
    title=Term("Nature of transaction said twice, differently", "거래구분 불일치"),
    severity=Severity.WARNING,
    message="Item {item}: its nature of transaction is {own}, that of the whole declaration {all}.",
    remedy="Give it for the whole declaration, or for each item where they differ.",
    source=COMBINATIONS,
    since=SECOND_EDITION,
    about="transaction_nature",
    passing=({"items.1.transaction_nature": "11"}, {"items.1.transaction_nature": "21", "transaction_nature": None}),
    failing=({"items.1.transaction_nature": "21"},),
)
def two_natures(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A sale and a loan have different values."""
    if item.transaction_nature and declaration.transaction_nature not in (None, item.transaction_nature):
        yield fault("transaction_nature", own=item.transaction_nature, all=declaration.transaction_nature)


@each_item(
    "COD-007",
    title=Term("Country said twice, differently", "적출국·목적국 불일치"),
    severity=Severity.WARNING,
    message="Item {item}: its country of {what} is {own}, that of the whole declaration {all}.",
    remedy="Give it for the whole declaration, or for each item where they differ.",
    source=COMBINATIONS,
    since=SECOND_EDITION,
    passing=({"items.1.export_country": "CN"}, {"items.1.export_country": "VN", "export_country": None}),
    failing=({"items.1.export_country": "VN"}, {"items.1.destination": "JP"}),
)
def two_countries(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods are sent from one country to one country."""
    if item.export_country and declaration.export_country not in (None, item.export_country):
        yield fault("export_country", what="export", own=item.export_country, all=declaration.export_country)
    if item.destination and declaration.destination not in (None, item.destination):
        yield fault("destination", what="destination", own=item.destination, all=declaration.destination)


@each_item(
    "COD-008",
    title=Term("Two ways to pay one tax", "동일 세종 납부방법 상이"),
    severity=Severity.WARNING,
    message="Item {item}: tax {tax} is to be paid by method {first} and by method {second}.",
    remedy="Choose one method for each tax.",
    source=COMBINATIONS,
    since=SECOND_EDITION,
    about="duties",
    passing=({**PAID, "items.1.duties.2.type": "B00", "items.1.duties.2.payment_method": "R"},),
    failing=({**PAID, "items.1.duties.2.type": "A00", "items.1.duties.2.payment_method": "R"},),
)
def two_ways_to_pay(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """One debt is collected in one way."""
    if len(item.duties) < 2:
        return
    seen: dict[str, str] = {}
    for number, tax in enumerate(item.duties, 1):
        if tax.type and tax.payment_method and seen.setdefault(tax.type, tax.payment_method) != tax.payment_method:
            yield fault("duties", number, "payment_method", tax=tax.type, first=seen[tax.type], second=tax.payment_method)


@each_item(
    "COD-009",
    title=Term("Rate without the tax that it is of", "세종 없는 세율"),
    severity=Severity.WARNING,
    message="Item {item}: line {number} of the taxes states {stated}, but no tax.",
    remedy="Say which tax it is, such as CUD for customs duty.",
    source=PAIRS,
    since=SECOND_EDITION,
    about="duties",
    passing=({"items.1.duties.1.type": "CUD", "items.1.duties.1.rate": "8"},),
    failing=({"items.1.duties.1.rate": "8"}, {"items.1.duties.1.assessed": "KRW 96000"}),
)
def rate_of_no_tax(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Eight per cent of what goes to whom is said by the type alone."""
    for number, tax in enumerate(item.duties, 1):
        if not tax.type and (tax.rate is not None or tax.assessed or tax.payable):
            stated = f"a rate of {tax.rate:f}" if tax.rate is not None else f"an amount of {tax.assessed or tax.payable}"
            yield fault("duties", number, "type", number=number, stated=stated)
