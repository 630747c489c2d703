"""Customs exchange rates (주간환율): one per currency and period, in Korea Sunday to Saturday, fixed for the declaration date."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.duty import Exchange
from eclear.reference.dated import Fact, Mark, Timeline
from eclear.reference.rows import ANY_GAP, Row, each, read_csv, timeline


class ExchangeWeeks:
    """The customs rates of a country: how many units of its currency one unit of a foreign one is worth, by week."""

    def __init__(self, national: str, weeks: dict[str, Timeline[Exchange]]) -> None:
        """Keep the weeks of each currency; the national currency is always worth 1."""
        self._weeks = weeks
        self._own = Exchange(national, Decimal(1), date.min, date.max, "national currency", Mark.REAL)

    def rate(self, currency: str | None, on: date) -> Exchange | None:
        """Return the rate in force on a day; None for a currency or a day that the table does not hold."""
        if currency == self._own.currency:
            return self._own
        weeks = self._weeks.get(currency or "")
        return weeks.on(on) if weeks is not None else None

    @property
    def currencies(self) -> tuple[str, ...]:
        """The foreign currencies that have a customs rate, in alphabetical order."""
        return tuple(sorted(self._weeks))


def read_exchange(folder: Path, national: str) -> ExchangeWeeks:
    """Read every file of rates in a folder; raises ReferenceFault for a rate that is not above 0 or for overlaps.

    Without a file there is no rate but that of the national currency.
    """
    spans: dict[str, list[tuple[Fact, Exchange]]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        for fact, week in each(read_csv(path), lambda row: _week(row, national)):
            spans[week.currency].append((fact, week))
    return ExchangeWeeks(national, {c: timeline(f"the rate of {c}", s, tell_gaps=ANY_GAP) for c, s in spans.items()})


def _week(row: Row, national: str) -> tuple[Fact, Exchange]:
    fact, currency, rate = row.fact(), row.text("currency"), row.number("rate")
    if rate <= 0:
        raise row.fault(f"rate {rate} is not above 0. Write {national} for one {currency}.", "rate")
    return fact, Exchange(currency, rate, fact.valid_from, fact.valid_to, fact.source, fact.mark)
