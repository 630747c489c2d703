"""Exports from Korea: where the goods go, and on what terms."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, fault, rule


@rule(
    "KR-EXP-001",
    title=Term("Export without a foreign destination", "목적국 오류"),
    severity=Severity.ERROR,
    message="The country of destination of the export is {country}.",
    remedy="Give the two letters of the foreign country to which the goods go.",
    source="GOVCBR830; ISO 3166",
    movement="EX",
    needs=frozenset({"country"}),
    passing=(Example({"destination": "JP"}, start="export"),),
    failing=(
        Example({"destination": "KR"}, start="export"),
        Example({"destination": None}, start="export"),
        Example({"destination": "QQ"}, start="export"),
    ),
)
def no_foreign_destination(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods that stay in the country are not exported."""
    destination = declaration.destination
    if destination == context.facts.code or destination not in context.facts.codes.countries:
        yield fault("destination", country=destination or "not given")


@rule(
    "KR-EXP-002",
    title=Term("Export not on FOB terms", "수출 인도조건 확인"),
    severity=Severity.WARNING,
    message="The export is declared on terms {terms}; exports are valued FOB.",
    remedy="Make sure that the price leaves out freight and insurance after loading.",
    source="Trade statistics: imports CIF, exports FOB",
    movement="EX",
    needs=frozenset({"country"}),
    passing=(Example({"trade_terms": "FCA"}, start="export"),),
    failing=(Example({"trade_terms": "CIF"}, start="export"),),
)
def not_fob(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Freight in the price would make exports look larger than they are."""
    terms = context.facts.codes.incoterms.get(declaration.trade_terms or "")
    if terms and terms.freight_in_price:
        yield fault("trade_terms", terms=terms.code)


@rule(
    "KR-EXP-003",
    title=Term("Export sold to somebody in Korea", "구매자 국가 오류"),
    severity=Severity.WARNING,
    message="The buyer of the export is in {country}, where the goods come from.",
    remedy="Name the buyer abroad; a sale at home is not what is declared here.",
    source="GOVCBR830, element Buyer",
    since=SECOND_EDITION,
    movement="EX",
    needs=frozenset({"country"}),
    about="buyer_country",
    passing=(Example({"buyer_name": "Willowmere Supply", "buyer_country": "US"}, start="export"),),
    failing=(Example({"buyer_name": "Willowmere Supply", "buyer_country": "KR"}, start="export"),),
)
def buyer_at_home(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The value of an export is the price that a buyer abroad pays."""
    if declaration.buyer_country == context.facts.code:
        yield fault("buyer_country", country=declaration.buyer_country)


@rule(
    "KR-EXP-004",
    title=Term("Consignee in another country than the destination", "수하인 국가와 목적국 불일치"),
    severity=Severity.WARNING,
    message="The goods go to {destination}, but the consignee is in {country}.",
    remedy="Give the country that the goods go to last, as far as it is known.",
    source="WCO Data Model 3.6, elements 465 and 242",
    since=SECOND_EDITION,
    movement="EX",
    about="consignee_country",
    passing=(Example({"consignee_name": "Willowmere Supply", "consignee_country": "US"}, start="export"),),
    failing=(Example({"consignee_name": "Willowmere Supply", "consignee_country": "MX"}, start="export"),),
)
def consignee_elsewhere(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods under export control are followed to who receives them."""
    country, destination = declaration.consignee_country, declaration.destination
    if country and destination and country != destination:
        yield fault("consignee_country", destination=destination, country=country)


@rule(
    "KR-EXP-005",
    title=Term("Export of goods made abroad", "외국산 물품 수출"),
    severity=Severity.WARNING,
    message="No item of the export was made in {home}, but the transaction is an ordinary sale ({nature}).",
    remedy="Make sure of the origin; goods that were imported before are mostly re-exported.",
    source="HMRC, published error codes of CDS: 13000, credibility",
    since=SECOND_EDITION,
    movement="EX",
    needs=frozenset({"country"}),
    passing=(Example({"items.1.origins.1": None}, start="export"),),
    failing=(Example({"items.1.origins.1.country": "CN"}, start="export"),),
)
def made_abroad(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a question: a merchant may sell abroad what he bought abroad."""
    home = context.facts.code
    origins = [origin.country for item in declaration.items for origin in item.origins if origin.country]
    if origins and home not in origins and declaration.transaction_nature == "11":
        yield fault("items", 1, "origins", home=home, nature="11")
