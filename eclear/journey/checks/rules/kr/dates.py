"""Dates in Korea: the law of the declaration date must be known."""

from __future__ import annotations

from collections.abc import Iterator

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Fault, fault, rule


@rule(
    "KR-DAT-001",
    title=Term("No rates known for the declaration date", "신고일 적용 세율 없음"),
    severity=Severity.ERROR,
    message="No tax rates are known for the declaration date {on}.",
    remedy="Correct the date, or add the rates of that day to the reference folder.",
    source="Customs Act: the law of the declaration date applies; taxes of the country folder",
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"accepted": "2026-05-13"},),
    failing=({"accepted": "2019-05-12"},),
)
def no_rates(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Value added tax is on every import, so a day without its rate is a day that cannot be assessed."""
    if not context.facts.taxes.known_on(context.declared_on):
        yield fault("accepted", on=context.declared_on)
