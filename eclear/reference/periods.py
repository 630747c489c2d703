"""Periods of valuation: how near in time other sales must be to say anything about the value of goods."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from eclear.reference.dated import Fact, Timeline
from eclear.reference.rows import Row, each, read_csv, timeline

PERIODS = ("same_time", "resale")
"""How many days before or after still is about the same time (Art. 2 and 3); how long after import a resale counts (Art. 5)."""


class Periods:
    """The periods of a country in days; one that it does not set is unknown, and nothing is guessed in its place."""

    def __init__(self, days: dict[str, Timeline[int]]) -> None:
        """Keep the days of each period over time."""
        self._days = days

    def days(self, period: str, on: date) -> int | None:
        """Return how long one of :data:`PERIODS` is on a day; None where the country does not say."""
        over_time = self._days.get(period)
        return over_time.on(on) if over_time else None


def read_periods(path: Path) -> Periods:
    """Read the periods, of which there may be none; reports one that eclear does not know."""
    spans: dict[str, list[tuple[Fact, int]]] = defaultdict(list)
    for period, fact, days in each(read_csv(path, optional=True), _period):
        spans[period].append((fact, days))
    return Periods({period: timeline(f"the period {period}", over_time) for period, over_time in spans.items()})


def _period(row: Row) -> tuple[str, Fact, int]:
    return row.choice("code", PERIODS), row.fact(), row.whole("days")
