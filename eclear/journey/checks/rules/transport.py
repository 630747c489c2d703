"""Transport: the countries that the goods pass on their way."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule

WAY = {
    "itinerary.1.sequence": "1",
    "itinerary.1.country": "KR",
    "itinerary.2.sequence": "2",
    "itinerary.2.country": "US",
}


@rule(
    "TRN-001",
    title=Term("Stops of the route out of order", "경유 순번 오류"),
    severity=Severity.WARNING,
    message="Stop {stop} in {country} stands after stop {before}.",
    remedy="Number the stops 1, 2, 3 and so on, in the order in which the goods pass them.",
    source="HMRC, published error codes of CDS: 12024",
    since=SECOND_EDITION,
    about="itinerary",
    passing=(Example(WAY, start="export"),),
    failing=(Example({**WAY, "itinerary.2.sequence": "1"}, start="export"),),
)
def stops_out_of_order(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Safety checks follow the route country by country."""
    if len(declaration.itinerary) < 2:
        return
    before = declaration.itinerary[0].sequence
    for number, stop in enumerate(declaration.itinerary[1:], 2):
        if stop.sequence is not None and before is not None and stop.sequence <= before:
            yield fault("itinerary", number, "sequence", stop=stop.sequence, country=stop.country or "no country", before=before)
        before = stop.sequence


@rule(
    "TRN-002",
    title=Term("Country twice running on the route", "경유국 연속 중복"),
    severity=Severity.WARNING,
    message="Stops {before} and {stop} of the route are both in {country}.",
    remedy="Name a country once for each time that the goods enter it.",
    source="WCO Data Model 3.6, element 064",
    since=SECOND_EDITION,
    about="itinerary",
    passing=(Example({**WAY, "itinerary.3.country": "KR"}, start="export"),),
    failing=(Example({**WAY, "itinerary.2.country": "KR"}, start="export"),),
)
def country_twice_running(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The route is a list of countries, not of places."""
    if len(declaration.itinerary) < 2:
        return
    for number, (before, stop) in enumerate(zip(declaration.itinerary, declaration.itinerary[1:], strict=False), 2):
        if stop.country and stop.country == before.country:
            yield fault("itinerary", number, "country", before=number - 1, stop=number, country=stop.country)


@rule(
    "TRN-003",
    title=Term("Stop without a country", "경유국 누락"),
    severity=Severity.WARNING,
    message="Stop {stop} of {count} on the route names no country.",
    remedy="Give the two letters of the country (ISO 3166), or leave the stop out.",
    source="HMRC, published error codes of CDS: 10001",
    since=SECOND_EDITION,
    about="itinerary",
    passing=(Example(WAY, start="export"),),
    failing=(Example({**WAY, "itinerary.2.country": None}, start="export"),),
)
def stop_without_country(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A stop nowhere tells nothing of the way."""
    for number, stop in enumerate(declaration.itinerary, 1):
        if not stop.country:
            yield fault("itinerary", number, "country", stop=number, count=len(declaration.itinerary))


@rule(
    "TRN-004",
    title=Term("Route of an export begins elsewhere", "수출 경로 시작국 불일치"),
    severity=Severity.WARNING,
    message="The goods leave {export}, but the route begins in {first}.",
    remedy="Let the route begin with the country of export, or correct that.",
    source="WCO Data Model 3.6, elements 064 and 062",
    since=SECOND_EDITION,
    movement="EX",
    about="itinerary",
    passing=(Example(WAY, start="export"),),
    failing=(Example({**WAY, "itinerary.1.country": "JP"}, start="export"),),
)
def begins_elsewhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is first on the way is where the goods are now."""
    if not (declaration.itinerary and declaration.export_country):
        return
    first = declaration.itinerary[0].country
    if first and first != declaration.export_country:
        yield fault("itinerary", 1, "country", export=declaration.export_country, first=first)


@rule(
    "TRN-005",
    title=Term("Route of an export ends elsewhere", "수출 경로 도착국 불일치"),
    severity=Severity.WARNING,
    message="The goods go to {destination}, but the route ends in {last}.",
    remedy="Let the route end with the country of destination, or correct that.",
    source="WCO Data Model 3.6, elements 064 and 465",
    since=SECOND_EDITION,
    movement="EX",
    about="itinerary",
    passing=(Example(WAY, start="export"),),
    failing=(Example({**WAY, "itinerary.2.country": "MX"}, start="export"),),
)
def ends_elsewhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods under export control are asked for at the end of the way."""
    if not (declaration.itinerary and declaration.destination):
        return
    last = declaration.itinerary[-1].country
    if last and last != declaration.destination:
        yield fault("itinerary", len(declaration.itinerary), "country", destination=declaration.destination, last=last)
