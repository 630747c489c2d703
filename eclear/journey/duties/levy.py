"""Levies: from goods with a value and a rate to the lines that they owe, in the order of the law of their country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import DutyLine
from eclear.casefile.pointer import place
from eclear.journey.duties.quantities import Quantities
from eclear.journey.duties.refusal import CannotAssess
from eclear.journey.duties.rounding import EXACT, rounded
from eclear.reference import Country, RateChosen, Relief, Tax, TaxRate
from eclear.reference.dated import Fact
from eclear.reference.formula import Formula
from eclear.reference.rate import Rate, Rule
from eclear.reference.taxes import RELIEF, holding

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Goods:
    """One item ready to be taxed: its number, its customs value and code, the claim that counts, and its codes.

    ``chosen`` is the rate of customs duty and why; ``note`` what a reader of the duty must know besides. ``procedures`` and
    ``additional`` are the codes under which a rate may differ, ``reliefs`` what was claimed and applies. ``suspended``
    names the procedure under which nothing is paid; "" for goods that pay.
    """

    item: int
    value: Decimal
    hsk: str
    origin: str | None
    claim: str
    chosen: RateChosen
    on_top: tuple[RateChosen, ...]
    note: str
    procedures: frozenset[str]
    additional: tuple[str, ...]
    reliefs: tuple[Relief, ...]
    suspended: str
    quantities: Quantities


def levied(goods: Goods, country: Country, on: date) -> tuple[DutyLine, ...]:
    """Return what goods owe: one line for each duty and tax that has a rate for them, in the order of the law.

    Raises CannotAssess if a rate is money for a unit and the goods do not state how many of it they are.
    """
    amounts = _Amounts(goods, country.taxes.nothing)
    lines: list[DutyLine] = []
    for tax, rows in country.taxes.owed_by(goods.hsk):
        amounts.asking = tax.type
        if tax.from_tariff:
            owed = [
                _line(tax, tax.base, each.rate, each.basis, each.fact, each.why, amounts, country, on) for each in _duties(goods)
            ]
        else:
            row = holding(rows, on, goods.claim, goods.procedures, goods.additional)
            owed = [_taxed(tax, row, amounts, country, on)] if row else []
        amounts.add(tax.type, owed)
        lines += owed
    return tuple(lines)


def cost(worth: Decimal, quantities: Quantities, type: str) -> Callable[[Rate], Fraction]:
    """Return what a rate costs for goods of some worth and quantity, to tell which of two rates is the lower."""

    def costs(rate: Rate) -> Fraction:
        percent = Fraction(worth) * Fraction(*rate.ratio)
        if rate.per is None:
            return percent
        money = Fraction(rate.per) * Fraction(quantities.of(rate.unit, type))
        if rate.percent is None:
            return money
        return {Rule.SUM: percent + money, Rule.HIGHER: max(percent, money), Rule.LOWER: min(percent, money)}[rate.rule]

    return costs


class _Amounts(dict[str, Decimal]):
    """What a formula may name: the value, the amounts of the taxes before, and how many the goods are of a unit."""

    def __init__(self, goods: Goods, nothing: Mapping[str, Decimal]) -> None:
        super().__init__(nothing)
        self["value"] = goods.value
        self.goods = goods
        self.levied = {"value"}
        self.asking = ""

    def __missing__(self, unit: str) -> Decimal:
        return self.goods.quantities.of(unit, self.asking)

    def add(self, type: str, lines: list[DutyLine]) -> None:
        """Take in what was levied under a code, so that the taxes after it can name it."""
        for line in lines:
            self.levied.add(type)
            self[type] = EXACT.add(self[type], line.amount)
            if line.relief:
                self[type + RELIEF] = EXACT.add(self[type + RELIEF], line.relief)

    def told(self, base: Formula) -> str:
        """Return the base in figures; a plain sum leaves out what was not levied at all."""
        if base.terms is None:
            return base.told(self)
        shown = [name for name in base.terms if name in self.levied] or base.terms[:1]
        return " + ".join(f"{self[name]:,f}" for name in shown)


def _duties(goods: Goods) -> tuple[RateChosen, ...]:
    return (goods.chosen, *goods.on_top)


def _taxed(tax: Tax, row: TaxRate, amounts: _Amounts, country: Country, on: date) -> DutyLine:
    why = "" if row.name == "STANDARD" else f"rate {row.name}"
    return _line(tax, row.base or tax.base, row.rate, row.name, row.fact, why, amounts, country, on)


def _line(
    tax: Tax, formula: Formula, rate: Rate, basis: str, fact: Fact, why: str, amounts: _Amounts, country: Country, on: date
) -> DutyLine:
    """Return one line: the base by its formula, the amount at the rate, then relief and suspension."""
    goods, currency = amounts.goods, country.currency
    specific = rate.percent is None
    if specific:
        base, told, unit = amounts[rate.unit], "", rate.unit
    else:
        top, bottom = _worked_out(tax, formula, amounts)
        base = max(top, NOTHING)
        if bottom != 1:
            base, _ = rounded(base, bottom, country, tax.rounding)
        told, unit = amounts.told(formula), ""
    amount, left, working = _amount(rate, base, told, amounts, country, tax.rounding)
    formula_told = f"{working} = {currency} {amount:,f}{left}"
    note = goods.note if tax.from_tariff else ""
    if why or note:
        formula_told += f" ({why}{'; ' if why and note else ''}{note})"
    relief = suspended = NOTHING
    for claimed in goods.reliefs:
        if tax.type in claimed.taxes and amount:
            rest, _ = rounded(EXACT.multiply(amount, 100 - claimed.percent), 100, country, tax.rounding)
            relief, amount = EXACT.add(relief, EXACT.subtract(amount, rest)), rest
            formula_told += f"; relief {claimed.code} takes off {claimed.percent:f} %, {currency} {relief:,f}"
    if goods.suspended and amount:
        formula_told += f"; nothing to pay while suspended under procedure {goods.suspended}"
        amount, suspended = amount * 0, amount
    return DutyLine(
        goods.item,
        tax.type,
        base,
        rate.per if specific and rate.per is not None else rate.percent or NOTHING,
        amount,
        currency,
        basis,
        formula_told,
        fact.source,
        fact.mark,
        suspended,
        relief,
        unit,
        on,
    )


def _worked_out(tax: Tax, formula: Formula, amounts: _Amounts) -> tuple[Decimal, Decimal]:
    try:
        return formula.value(amounts)
    except ZeroDivisionError:
        raise CannotAssess(
            f"Item {amounts.goods.item}: the base of {tax.type}, {formula.text}, divides by nothing for these goods. "
            "The formula stands in taxes.toml or taxes.csv of the country: correct it there.",
            place(Declaration, "items", amounts.goods.item),
        ) from None


def _amount(rate: Rate, base: Decimal, told: str, amounts: _Amounts, country: Country, rounding: str) -> tuple[Decimal, str, str]:
    """Return the amount at a rate, what became of fractions, and the working as far as the equals sign."""
    currency = country.currency
    per, of = rate.ratio
    percent = EXACT.multiply(base, per)
    share = f"{currency} {f'({told})' if ' ' in told else told} x {rate.percent:f} %" if rate.percent is not None else ""
    if rate.per is None:
        return *rounded(percent, of, country, rounding), share
    quantity = amounts[rate.unit]
    money = EXACT.multiply(EXACT.multiply(rate.per, quantity), of)
    counted = f"{quantity:,f} {rate.unit} x {currency} {rate.per:,f}"
    if rate.percent is None:
        return *rounded(money, of, country, rounding), counted
    if rate.rule is Rule.SUM:
        return *rounded(EXACT.add(percent, money), of, country, rounding), f"{share} + {counted}"
    best = max(percent, money) if rate.rule is Rule.HIGHER else min(percent, money)
    return *rounded(best, of, country, rounding), f"the {rate.rule} of {share} and {counted}"
