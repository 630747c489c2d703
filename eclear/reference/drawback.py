"""Drawback (환급) at a fixed rate: what an exporter gets back of the duty in his goods, for so much of their FOB value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.reference.dated import Fact, Timeline
from eclear.reference.ranges import prefixes
from eclear.reference.rows import Row, each, read_csv, timeline


@dataclass(frozen=True, slots=True)
class DrawbackRate:
    """What is paid back for goods of a code: ``amount`` for every ``per`` of their FOB value, in the country's currency."""

    goods: str
    amount: Decimal
    per: Decimal
    fact: Fact


class DrawbackTable:
    """The fixed rates of drawback, found by the longest leading digits."""

    def __init__(self, rates: dict[str, Timeline[DrawbackRate]]) -> None:
        """Keep the rates by their leading digits."""
        self._rates = rates
        self._lengths = sorted({len(goods) for goods in rates}, reverse=True)

    def rate(self, hsk: str, on: date) -> DrawbackRate | None:
        """Return the fixed rate for goods of a code on a day; None where only the duty really paid can be claimed."""
        for length in self._lengths:
            over_time = self._rates.get(hsk[:length])
            if over_time and (rate := over_time.on(on)):
                return rate
        return None


def read_drawback(path: Path) -> DrawbackTable:
    """Read the fixed rates of drawback, of which there may be none; reports an amount that is not above 0."""
    found: dict[str, list[DrawbackRate]] = defaultdict(list)
    for rates in each(read_csv(path, optional=True), _rates):
        for rate in rates:
            found[rate.goods].append(rate)
    return DrawbackTable({goods: timeline(f"drawback of {goods}", ((r.fact, r) for r in rows)) for goods, rows in found.items()})


def _rates(row: Row) -> list[DrawbackRate]:
    amount, per, fact = row.number("amount"), row.number("per"), row.fact()
    if amount <= 0 or per <= 0:
        raise row.fault(f"{amount} for {per} is no drawback. Write an amount above 0 for an FOB value above 0.", "amount")
    return [DrawbackRate(goods, amount, per, fact) for goods in prefixes(row, "goods")]
