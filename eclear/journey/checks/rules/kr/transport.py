"""Transport to and from Korea: mode, terms, ports and containers belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule
from eclear.journey.checks.rules.containers import ISO_6346

SEA, AIR = "1", "4"
KINDS = {SEA: "sea", AIR: "air"}
"""What kind of place a mode of transport calls at, as the list of ports says it."""

WAYS = {"sea": "port", "air": "airport"}
COUNTRY = frozenset({"country"})
PLACE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
"""The form of a place in the UN list (UN/LOCODE): country 2, place 3."""

IMO_KIND = "10"
"""The kind of number that says: the ship is named by its IMO number."""

BY_AIR = {"border_transport_mode": AIR, "trade_terms": "FCA"}


def imo_is_right(number: str) -> bool:
    """True for seven digits of which the last is the check digit of the others: a ship's IMO number.

    >>> imo_is_right("9074729"), imo_is_right("9074728")
    (True, False)
    """
    if len(number) != 7 or not (number.isascii() and number.isdigit()):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False)) % 10 == int(number[6])


@rule(
    "KR-TRN-001",
    title=Term("Mode of transport not given", "운송형태 누락"),
    severity=Severity.WARNING,
    message="The mode of transport at the border is {mode}.",
    remedy="Give it: 1 sea, 4 air, 5 post.",
    source="GOVCBR929, element BorderTransportMeans/TypeCode; UN/CEFACT Recommendation 19",
    since=SECOND_EDITION,
    passing=({"border_transport_mode": "5"},),
    failing=({"border_transport_mode": None}, {"border_transport_mode": "0"}),
)
def no_mode(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Terms, ports and clearance plans are judged by it."""
    if declaration.border_transport_mode in (None, "0"):
        yield fault("border_transport_mode", mode="0 (not given)" if declaration.border_transport_mode else "missing")


@rule(
    "KR-TRN-002",
    title=Term("Terms for ships, goods by air", "해상 전용 인도조건의 항공운송"),
    severity=Severity.WARNING,
    message="Terms {terms} are for carriage by ship, but the goods come or go by air.",
    remedy="Use {instead}, or correct the mode of transport.",
    source="Terms of delivery in use since 2020, as flags of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    passing=(BY_AIR, {"trade_terms": "FOB"}),
    failing=({"border_transport_mode": AIR}, {**BY_AIR, "trade_terms": "CIF", "freight": None, "charges.1": None}),
)
def ship_terms_by_air(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Risk passes on board of a ship that is not there."""
    if declaration.border_transport_mode != AIR:
        return
    terms = context.facts.codes.incoterms.get(declaration.trade_terms or "")
    if terms and terms.sea_only:
        instead = {"CFR": "CPT", "CIF": "CIP"}.get(terms.code, "FCA")
        yield fault("trade_terms", terms=terms.code, instead=instead)


@rule(
    "KR-TRN-003",
    title=Term("Airport for a ship, or port for an aircraft", "항구·공항 부호와 운송형태 불일치"),
    severity=Severity.WARNING,
    message="{label} {place} ({name}) is {kind} place, but the goods travel by {mode}.",
    remedy="Correct the place or the mode: KRINC is a port and KRICN an airport, CNSHG a port and CNSHA an airport.",
    source="UN/LOCODE 2023-1, functions of the places; ports of the country folder",
    since=SECOND_EDITION,
    needs=COUNTRY,
    passing=(
        {"loading_location": "CNSHG"},
        {**BY_AIR, "loading_location": "CNSHA"},
        {"loading_location": "CNYTN"},
        Example({"loading_location": "KRINC"}, start="export"),
    ),
    failing=(
        {"loading_location": "CNSHA"},
        Example({"loading_location": "KRICN"}, start="export"),
        {"trade_terms": "CFR", "freight": None, "trade_terms_place": "KRICN"},
    ),
)
def wrong_kind_of_port(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: shipping papers often name a port by the letters of its airport."""
    kind = KINDS.get(declaration.border_transport_mode or "")
    if kind is None:
        return
    ports = context.facts.codes.ports
    for field, label, place in (
        ("loading_location", "Place of loading", declaration.loading_location),
        ("trade_terms_place", "Place of delivery", declaration.trade_terms_place),
    ):
        port = ports.get(place or "")
        if port and port.kind != kind:
            said = "an air" if port.kind == "air" else "a sea"
            yield fault(field, label=label, place=port.code, name=port.name.en, kind=said, mode=kind)


@rule(
    "KR-TRN-004",
    title=Term("Place of loading is no place of the list", "적재항 부호 형식 오류"),
    severity=Severity.WARNING,
    message="Place of loading {place} is not of the form CNSHG.",
    remedy="Give the code of the UN list (UN/LOCODE): two letters of the country and three of the place.",
    source="UN/LOCODE, form of the codes",
    since=SECOND_EDITION,
    about="loading_location",
    passing=({"loading_location": "CNSHG"},),
    failing=({"loading_location": "SHANGHAI"}, {"loading_location": "CN01"}),
)
def place_form(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A name is written in many ways, the code in one."""
    if declaration.loading_location and not PLACE.fullmatch(declaration.loading_location):
        yield fault("loading_location", place=declaration.loading_location)


@rule(
    "KR-TRN-005",
    title=Term("Loaded in another country than sent from", "적재항과 적출국 불일치"),
    severity=Severity.WARNING,
    message="The import was loaded in {place}, but its country of export is {country}.",
    remedy="Correct one of them; if the goods were only transshipped there, say so on the route.",
    source="WCO Data Model 3.6, elements L010 and 062",
    since=SECOND_EDITION,
    movement="IM",
    about="loading_location",
    passing=(
        {"loading_location": "CNSHG"},
        {"loading_location": "SGSIN", "itinerary.1.sequence": "1", "itinerary.1.country": "SG"},
    ),
    failing=({"loading_location": "SGSIN"},),
)
def loaded_elsewhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods sent from one country and loaded in another have crossed a border on the way."""
    place, sent = declaration.loading_location, declaration.export_country
    if not (place and sent and PLACE.fullmatch(place)) or place[:2] == sent:
        return
    if not any(stop.country == place[:2] for stop in declaration.itinerary):
        yield fault("loading_location", place=place, country=sent)


@rule(
    "KR-TRN-006",
    title=Term("Export loaded abroad", "수출 적재항 오류"),
    severity=Severity.WARNING,
    message="The export is to be loaded in {place}, outside {country}.",
    remedy="Give the port or airport in Korea where the goods leave.",
    source="GOVCBR830, element LoadingLocation",
    since=SECOND_EDITION,
    movement="EX",
    needs=COUNTRY,
    about="loading_location",
    passing=(Example({"loading_location": "KRPUS"}, start="export"),),
    failing=(Example({"loading_location": "USLAX"}, start="export"),),
)
def loaded_abroad(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Loading within the time limit proves the export, and customs can see it only here."""
    place = declaration.loading_location
    if place and PLACE.fullmatch(place) and place[:2] != context.facts.code:
        yield fault("loading_location", place=place, country=context.facts.code)


@rule(
    "KR-TRN-007",
    title=Term("IMO number of the ship is wrong", "선박 IMO 번호 오류"),
    severity=Severity.WARNING,
    message="The IMO number of the {means}, {number}, is not seven digits with the right check digit.",
    remedy="Correct it, or give the name of the ship and kind 11.",
    source="IMO ship identification number, check digit; HMRC, published trade tests of CDS: kind 10",
    since=SECOND_EDITION,
    passing=({"arrival_means_id": "9074729", "arrival_means_id_type": "10"},),
    failing=(
        {"arrival_means_id": "12345", "arrival_means_id_type": "10"},
        {"border_transport_id": "9074728", "border_transport_id_type": "10"},
    ),
)
def wrong_imo_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The number stays with a ship for life, whatever it is called."""
    d = declaration
    if d.arrival_means_id_type == IMO_KIND and d.arrival_means_id and not imo_is_right(d.arrival_means_id):
        yield fault("arrival_means_id", means="ship on arrival", number=d.arrival_means_id)
    if d.border_transport_id_type == IMO_KIND and d.border_transport_id and not imo_is_right(d.border_transport_id):
        yield fault("border_transport_id", means="ship at the border", number=d.border_transport_id)
    if d.departure_means_id_type == IMO_KIND and d.departure_means_id and not imo_is_right(d.departure_means_id):
        yield fault("departure_means_id", means="ship on departure", number=d.departure_means_id)


@rule(
    "KR-TRN-008",
    title=Term("In containers, but none is named", "컨테이너 번호 미기재"),
    severity=Severity.WARNING,
    message="Container indicator {code} says that the goods are in containers, and by clearance plan {plan} they are here, but "
    "none is named.",
    remedy="Name the containers, or set the indicator to 0.",
    source="GOVCBR929, element Consignment/TransportEquipment; HMRC, published error codes of CDS: 12070 to 12079",
    since=SECOND_EDITION,
    movement="IM",
    about="container_code",
    passing=(
        {"container_code": "1", "containers.1.sequence": "1", "containers.1.id": "TRNU2609074"},
        {"container_code": "1", "type": "IMD", "information.2.code": "B"},
    ),
    failing=({"container_code": "1"},),
)
def no_container_named(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Before arrival their numbers may be unknown; in the shed one can read them."""
    if declaration.container_code == "1" and not declaration.containers and declaration.clearance_plan == "D":
        yield fault("containers", code="1", plan="D")


@rule(
    "KR-TRN-009",
    title=Term("Sea container by air", "항공화물의 해상 컨테이너"),
    severity=Severity.WARNING,
    message="The goods travel by air, but container {container} is one for ships.",
    remedy="Correct the mode of transport, or leave the container out; aircraft pallets are not declared.",
    source="ISO 6346; HMRC, published error codes of CDS: 12056, combinations",
    since=SECOND_EDITION,
    about="containers",
    passing=({"containers.1.sequence": "1", "containers.1.id": "TRNU2609074"},),
    failing=({**BY_AIR, "containers.1.sequence": "1", "containers.1.id": "TRNU2609074"},),
)
def container_by_air(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Steel boxes do not fly."""
    if declaration.border_transport_mode == AIR:
        for number, container in enumerate(declaration.containers, 1):
            if container.id and ISO_6346.fullmatch(container.id):
                yield fault("containers", number, "id", container=container.id)


@rule(
    "KR-TRN-010",
    title=Term("Container number not well formed", "컨테이너 번호 형식 오류"),
    severity=Severity.WARNING,
    message="Container number {container} is not four letters, the last of them U, J or Z, and seven digits.",
    remedy="Give the number as it stands on the door, without blanks or dashes, such as TRNU2609074.",
    source="ISO 6346, form of the numbers",
    since=SECOND_EDITION,
    about="containers",
    passing=({"containers.1.sequence": "1", "containers.1.id": "TRNU2609074"},),
    failing=(
        {"containers.1.sequence": "1", "containers.1.id": "TRNU 260907-4"},
        {"containers.1.sequence": "1", "containers.1.id": "AD12345"},
    ),
)
def container_form(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The yard finds it by number alone, and so does the X-ray."""
    if declaration.border_transport_mode != SEA:
        return
    for number, container in enumerate(declaration.containers, 1):
        if container.id and not ISO_6346.fullmatch(container.id):
            yield fault("containers", number, "id", container=container.id)


@rule(
    "KR-TRN-011",
    title=Term("Goods in two places", "장치장소와 보세구역 불일치"),
    severity=Severity.WARNING,
    message="The goods are in place {place} and in bonded shed {shed}.",
    remedy="Give the shed where they lie in both.",
    source="GOVCBR929, element Warehouse/ID; WCO Data Model 3.6, elements L017 and L019",
    since=SECOND_EDITION,
    movement="IM",
    about="warehouse",
    passing=({"goods_location_id": "90110001", "warehouse": "90110001", "office": "90110"},),
    failing=({"goods_location_id": "90110001", "warehouse": "90110002"},),
)
def two_places(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An examination is ordered to one door."""
    place, shed = declaration.goods_location_id, declaration.warehouse
    if place and shed and place != shed:
        yield fault("goods_location_id", place=place, shed=shed)
