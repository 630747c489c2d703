"""Reliefs (감면): exemptions and reductions of duty and tax that a declarant claims with an additional procedure code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.dated import Fact, Timeline
from eclear.reference.ranges import prefixes
from eclear.reference.rows import Row, each, read_csv, timeline


@dataclass(frozen=True, slots=True)
class Relief:
    """A relief: which taxes it lowers by how many percent, for which goods, with which papers, up to which customs value.

    ``documents`` are the types of document of which one must be named, none for no such condition; ``most`` is the highest
    customs value of the item in the country's currency, None for no limit.
    """

    code: str
    name: Term
    taxes: frozenset[str]
    percent: Decimal
    goods: tuple[str, ...]
    documents: tuple[str, ...]
    most: Decimal | None
    fact: Fact

    def covers(self, hsk: str) -> bool:
        """True if the relief is for goods of this code."""
        return hsk.startswith(self.goods)


class Reliefs:
    """The reliefs of a country by their code."""

    def __init__(self, over_time: dict[str, Timeline[Relief]]) -> None:
        """Keep the reliefs, each as it stood over time."""
        self._over_time = over_time

    def relief(self, code: str, on: date) -> Relief | None:
        """Return a relief as it stands on a day; None if there is none of this code."""
        over_time = self._over_time.get(code)
        return over_time.on(on) if over_time else None

    def all(self, on: date) -> tuple[Relief, ...]:
        """Return every relief in force on a day, in the order of the codes."""
        return tuple(relief for code in sorted(self._over_time) if (relief := self._over_time[code].on(on)))


def read_reliefs(path: Path, taxes: Collection[str]) -> Reliefs:
    """Read the reliefs of a country, which may have none; reports an unknown tax or a share that is none."""
    found: dict[str, list[Relief]] = defaultdict(list)
    for relief in each(read_csv(path, optional=True), lambda row: _relief(row, taxes)):
        found[relief.code].append(relief)
    return Reliefs({code: timeline(f"relief {code}", ((r.fact, r) for r in of_code)) for code, of_code in found.items()})


def _relief(row: Row, taxes: Collection[str]) -> Relief:
    lowered = row.texts("taxes")
    if unknown := [tax for tax in lowered if tax not in taxes]:
        raise row.fault(f"taxes {', '.join(unknown)}: not known. Write any of {', '.join(taxes)}.", "taxes")
    if not lowered:
        raise row.fault(f"taxes is empty. Name what the relief lowers: any of {', '.join(taxes)}.", "taxes")
    percent = row.number("percent")
    if not 0 < percent <= 100:
        raise row.fault(f"{percent} % off {', '.join(lowered)} is no relief. Write a share above 0, at most 100.", "percent")
    most = row.number("most") if row.cells.get("most") else None
    code, goods, documents = row.text("code"), prefixes(row, "goods"), row.texts("documents")
    return Relief(code, row.term("name"), frozenset(lowered), percent, goods, documents, most, row.fact())
