"""Duties and taxes (세목): what an import owes, in the order of the law, each with its base formula and its dated rates.

Customs duty has its rates in the tariff. Every other tax has rows in taxes.csv: for which goods, and, where the law makes a
difference, under which preference, procedure or additional code. Of several rows that fit, the one with more conditions
decides, then the one with the longer code; goods that no row fits do not owe the tax.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.dated import Fact, Mark, Timeline
from eclear.reference.formula import CHOICES, Formula, FormulaFault, formula
from eclear.reference.ranges import prefixes
from eclear.reference.rate import Rate, read_rate
from eclear.reference.rows import ANY_GAP, Row, each, read_csv, read_toml, report, timeline

RATES_IN = ("tariff", "taxes")
"""Where the rates of a tax stand: in the tariff, for customs duty, or in taxes.csv."""

ROUNDINGS = ("down", "half-up")
"""What becomes of the fractions of an amount: they are dropped, or it is rounded, a half upwards."""

RELIEF = "_relief"
"""Behind the code of a tax in a formula: what a relief took off it."""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One row of rates: the conditions under which it holds, the rate, and the base, if it is not the one of the tax.

    ``goods`` are the leading digits of commodity codes ("" for all), ``name`` is what the rate is called, such as STANDARD.
    """

    goods: str
    preference: str
    procedure: str
    additional: str
    name: str
    rate: Rate
    base: Formula | None
    fact: Fact

    @property
    def conditions(self) -> tuple[str, str, str]:
        """What must be so for the row to hold, besides the goods: additional code, procedure, preference."""
        return self.additional, self.procedure, self.preference

    @property
    def weight(self) -> tuple[bool, bool, bool, int]:
        """How specific the row is; of two that fit, the heavier decides."""
        return bool(self.additional), bool(self.procedure), bool(self.preference), len(self.goods)


@dataclass(frozen=True, slots=True)
class Tax:
    """A duty or tax: its code, its name, the formula of its base, and whether its rates stand in the tariff.

    ``rounding`` is its own rule, "" for that of the country.
    """

    type: str
    name: Term
    base: Formula
    from_tariff: bool
    rounding: str
    fact: Fact


Fits = tuple[tuple[str, str, str], Timeline[TaxRate]]
"""The conditions of a row besides the goods, and the row as it stood over time."""


class Taxes:
    """Every duty and tax of a country in the order of the law, and the rates of those that are not in the tariff."""

    def __init__(self, taxes: Iterable[Tax], rows: Mapping[str, Iterable[TaxRate]]) -> None:
        """Keep the taxes in their order, and the rows of each by its code; overlapping rows are reported."""
        self.all = tuple(taxes)
        self.by_type = {tax.type: tax for tax in self.all}
        self.rows = {type: tuple(of_type) for type, of_type in rows.items()}
        self._fits = {type: _in_order(type, of_type) for type, of_type in self.rows.items()}
        self._additional = {row.additional for of_type in self.rows.values() for row in of_type} - {""}
        self.of_duty = next((tax.type for tax in self.all if tax.from_tariff), "")
        self.nothing = {name: Decimal(0) for tax in self.all for name in (tax.type, tax.type + RELIEF)}
        self.owed_by = lru_cache(maxsize=20_000)(self._owed_by)

    def _owed_by(self, hsk: str) -> tuple[tuple[Tax, tuple[Fits, ...]], ...]:
        """Return the taxes that goods of a code may owe, in their order, each with the rows that may hold for them."""
        fits = (
            (tax, tuple((c, row) for goods, c, row in self._fits.get(tax.type, ()) if hsk.startswith(goods))) for tax in self.all
        )
        return tuple((tax, rows) for tax, rows in fits if rows or tax.from_tariff)

    def rate(
        self,
        type: str,
        hsk: str,
        on: date,
        *,
        preference: str = "",
        procedures: Collection[str] = (),
        additional: Collection[str] = (),
    ) -> TaxRate | None:
        """Return the row of a tax that holds for some goods on a day; None if they do not owe it."""
        rows = next((rows for tax, rows in self.owed_by(hsk) if tax.type == type), ())
        return holding(rows, on, preference, procedures, additional)

    def tells(self, additional: str) -> bool:
        """True if an additional code of goods has a rate of its own under some tax."""
        return additional in self._additional

    def known_on(self, on: date) -> bool:
        """True if any tax has a rate on a day; before the first, nothing can be assessed."""
        return any(row.fact.holds(on) for rows in self.rows.values() for row in rows) or not self.rows


def holding(
    rows: Iterable[Fits], on: date, preference: str, procedures: Collection[str], additional: Collection[str]
) -> TaxRate | None:
    """Return the first of some rows, the most specific before the others, whose conditions are met on a day; None if none is."""
    for (code, procedure, claim), over_time in rows:
        if (not code or code in additional) and (not procedure or procedure in procedures) and claim in ("", preference):
            row = over_time.on(on)
            if row is not None:
                return row
    return None


def read_taxes(folder: Path, units: Collection[str]) -> Taxes:
    """Read taxes.toml and taxes.csv; reports an unknown tax, a formula that is not arithmetic, rows that overlap.

    ``units`` are the codes of the units that a formula may name for the quantity of the goods.
    """
    names = ["value", *sorted(units)]
    taxes: dict[str, Tax] = {}
    known: dict[str, tuple[str, ...]] = {}
    for row in read_toml(folder / "taxes.toml").tables("tax"):
        tax = next(each((row,), partial(_tax, tuple(names))), None) or _stand_in(row)
        if tax.type not in taxes:
            taxes[tax.type], known[tax.type] = tax, tuple(names)
            names += [tax.type, tax.type + RELIEF]
    if not taxes:
        report(read_toml(folder / "taxes.toml").fault("there is no [[tax]]. Write one for each duty or tax."))
    rows: dict[str, list[TaxRate]] = defaultdict(list)
    table = read_csv(folder / "taxes.csv", optional=all(tax.from_tariff for tax in taxes.values()))
    for type, of_type in each(table, lambda row: _rates(row, taxes, known)):
        rows[type] += of_type
    return Taxes(taxes.values(), rows)


def _tax(names: Collection[str], row: Row) -> Tax:
    type = row.text("type")
    if not (type.isascii() and type.isidentifier()) or type in (*names, *CHOICES):
        raise row.fault(
            f"type {type!r} will not do. Write letters and digits, such as VAT; not a unit, not a tax that stands above.", "type"
        )
    rounding = row.choice("rounding", ROUNDINGS) if row.cells.get("rounding") else ""
    from_tariff = row.choice("rates", RATES_IN) == "tariff"
    return Tax(type, row.term("name"), _formula(row, "base", names), from_tariff, rounding, row.fact())


def _stand_in(row: Row) -> Tax:
    """Return what stands for a faulty tax while a folder is checked, so that nobody is told that it is unknown as well."""
    type = str(row.cells.get("type") or "")
    nowhere = Fact(date.min, date.max, "", date.min, Mark.SYNTHETIC, row.address())
    from_tariff = row.cells.get("rates") == "tariff"
    return Tax(type, Term(type, type), formula("value", ["value"]), from_tariff, "", nowhere)


def _formula(row: Row, name: str, names: Collection[str]) -> Formula:
    text = "value" if row.excused(name) else row.text(name)
    try:
        return formula(text, names)
    except FormulaFault as fault:
        raise row.fault(f"{name} {text!r}: {fault}", name) from None


def _rates(row: Row, taxes: Mapping[str, Tax], known: Mapping[str, Collection[str]]) -> tuple[str, list[TaxRate]]:
    """Return the rows that a line of taxes.csv makes, one for each range of goods."""
    type = row.choice("tax", [tax.type for tax in taxes.values() if not tax.from_tariff])
    base = _formula(row, "base", known[type]) if row.cells.get("base") else None
    preference, procedure, additional = (row.text(name, "") for name in ("preference", "procedure", "additional"))
    name = row.text("name", "") or additional or procedure or preference or "STANDARD"
    rate, fact = read_rate(row), row.fact()
    goods = prefixes(row, "goods")
    return type, [TaxRate(digits, preference, procedure, additional, name, rate, base, fact) for digits in goods]


def _in_order(type: str, rows: Iterable[TaxRate]) -> list[tuple[str, tuple[str, str, str], Timeline[TaxRate]]]:
    """Return the rows of a tax over time, the most specific first."""
    spans: dict[tuple[str, tuple[str, str, str]], list[TaxRate]] = defaultdict(list)
    for row in rows:
        spans[row.goods, row.conditions].append(row)
    over_time = [
        (
            rows[0].weight,
            goods,
            conditions,
            timeline(f"{type} for goods {goods or 'of any code'}", ((r.fact, r) for r in rows), tell_gaps=ANY_GAP),
        )
        for (goods, conditions), rows in spans.items()
    ]
    return [(goods, conditions, t) for _, goods, conditions, t in sorted(over_time, key=lambda found: found[0], reverse=True)]
