"""Surcharges (가산세): what comes on top for declaring late, and for correcting a declaration after release.

A self-correction in time (보정) bears interest only; an amended return (수정신고) an addition that falls the earlier it
comes; a reassessment by customs (경정) the whole addition. Two verbs and a decision, three computations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.ranges import prefixes
from eclear.reference.rows import Row, each, read_toml, report

CORRECTIONS = ("self-correction", "amended-return", "reassessment")
"""Kinds of correction after release, by who notices and when (보정, 수정신고, 경정)."""


@dataclass(frozen=True, slots=True)
class Band:
    """From which day of delay on (or until which month of correcting) which percent is due; None for the last, open one."""

    until: int | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class LateDeclaration:
    """The surcharge for declaring late: how many days there are from carry-in, the percent of the value by delay, the most.

    ``goods`` and ``sheds`` say where the notice applies: leading digits, codes of sheds; ("",) and () for all.
    """

    type: str
    name: Term
    days: int
    bands: tuple[Band, ...]
    most: Decimal
    goods: tuple[str, ...]
    sheds: tuple[str, ...]
    fact: Fact

    def percent(self, days_late: int) -> Decimal:
        """Return the percent due for a delay of some days beyond the time allowed; 0 for none."""
        return Decimal(0) if days_late <= 0 else _in(self.bands, days_late)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction costs besides the shortfall: an addition in percent by month, and interest in percent by day.

    ``within_months`` is until when after release it can be made, None for no limit that eclear knows.
    """

    kind: str
    name: Term
    within_months: int | None
    additions: tuple[Band, ...]
    interest: Decimal
    fact: Fact

    def addition(self, months: int) -> Decimal:
        """Return the addition in percent for a correction so many months after release."""
        return _in(self.additions, months)


@dataclass(frozen=True, slots=True)
class Surcharges:
    """Every surcharge of a country, each as it stood over time."""

    late: tuple[LateDeclaration, ...]
    corrections: Mapping[str, tuple[Correction, ...]]

    def late_on(self, on: date) -> LateDeclaration | None:
        """Return the rule on late declaration in force on a day."""
        return next((late for late in self.late if late.fact.holds(on)), None)

    def correction(self, kind: str, on: date) -> Correction | None:
        """Return the rule on a kind of correction in force on a day."""
        return next((rule for rule in self.corrections.get(kind, ()) if rule.fact.holds(on)), None)


def read_surcharges(path: Path) -> Surcharges:
    """Read the surcharges of a country, which may have none; reports bands that do not rise."""
    if not path.exists():
        return Surcharges((), {})
    file = read_toml(path)
    if not file.tables("late_declaration") and not file.tables("correction"):
        report(file.fault("there is neither a [[late_declaration]] nor a [[correction]]. Write one, or take the file away."))
    corrections: dict[str, list[Correction]] = {}
    for rule in each(file.tables("correction"), _correction):
        corrections.setdefault(rule.kind, []).append(rule)
    return Surcharges(tuple(each(file.tables("late_declaration"), _late)), {k: tuple(rules) for k, rules in corrections.items()})


def _late(row: Row) -> LateDeclaration:
    return LateDeclaration(
        type=row.text("type"),
        name=row.term("name"),
        days=row.whole("days"),
        bands=_bands(row, "band"),
        most=row.number("most"),
        goods=prefixes(row, "goods"),
        sheds=row.texts("sheds"),
        fact=row.fact(),
    )


def _correction(row: Row) -> Correction:
    within = row.whole("within_months") if "within_months" in row.cells else None
    interest = row.number("interest") if "interest" in row.cells else Decimal(0)
    kind = row.choice("kind", CORRECTIONS)
    return Correction(kind, row.term("name"), within, _bands(row, "addition"), interest, row.fact())


def _bands(row: Row, name: str) -> tuple[Band, ...]:
    bands = [Band(part.whole("until") if "until" in part.cells else None, part.number("percent")) for part in row.tables(name)]
    ends = [band.until for band in bands[:-1]]
    if any(end is None for end in ends) or ends != sorted(set(ends), key=lambda end: end or 0):
        raise row.fault(f"the rows of {name} do not rise. Give each but the last an end that is above the one before.")
    return tuple(bands)


def _in(bands: Sequence[Band], at: int) -> Decimal:
    return next((band.percent for band in bands if band.until is None or at <= band.until), Decimal(0))
