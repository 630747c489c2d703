"""Exports from Korea: where the goods go, and on what terms."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, fault, rule


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
