"""Customs value (과세가격): the transaction value, brought to CIF for an import and to FOB for an export, in national currency.

Foreign amounts are turned into won at the customs rate in force on the declaration date. What was charged for the whole
shipment is apportioned over the items by their price. Everything is exact until each item's value is cut to whole won.
Source: Customs Act on the customs value, as explained by easylaw.go.kr. Another country says in its folder how it rounds,
and which kinds of declaration may do without a price.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.declaration import Charge, Declaration
from eclear.casefile.duty import Exchange, ItemValue
from eclear.casefile.pointer import place
from eclear.casefile.quantity import Amount
from eclear.journey.duties.refusal import CannotAssess, NotHeld
from eclear.journey.duties.rounding import EXACT, rounded
from eclear.journey.duties.working import Sum, Working
from eclear.reference import Country


class Valuation(NamedTuple):
    """The value of each item, the exchange rates used, and the numbers of the items that state nothing to value them by."""

    values: tuple[ItemValue, ...]
    exchanges: tuple[Exchange, ...]
    without: frozenset[int] = frozenset()


def rests_on(declaration: Declaration, country: Country) -> str:
    """Return what a declaration of this kind is valued by; one of a kind that is not in the list must state its prices."""
    kind = country.codes.declaration_types.get(declaration.type or "")
    return kind.rests_on if kind else "price"


def value(declaration: Declaration, country: Country, on: date) -> Valuation:
    """Return the value of each item; raises CannotAssess for what is missing.

    A declaration that need not state prices is valued as far as it does; what is without has the value 0 and the reason.
    """
    rests, numbers = rests_on(declaration, country), range(1, len(declaration.items) + 1)
    if not declaration.items and rests not in ("optional", "later"):
        raise CannotAssess("The declaration has no item. Add one for each kind of goods.", place(Declaration, "items"))
    if rests == "statistics" and all(item.statistical_value for item in declaration.items):
        stated = {number: _statistical(declaration, number, country, on) for number in numbers}
        return _apportioned(declaration, stated, [], "; the statistical value stated", country)
    if rests in ("optional", "later"):
        priced = [number for number, item in enumerate(declaration.items, 1) if item.price and item.price.value > 0]
    else:
        priced = list(numbers)
    stated = {number: _price(declaration, number, country, on) for number in priced}
    charges, remarks = _charges(declaration, country, on) if stated else ([], "")
    return _apportioned(declaration, stated, charges, remarks, country)


def _apportioned(
    declaration: Declaration, stated: dict[int, Sum], charges: list[Sum], remarks: str, country: Country
) -> Valuation:
    """Share the charges out over the items by what is stated for each, and bring each to its value."""
    prices = list(stated.values())
    total = Decimal(0)
    for price in prices:
        total = EXACT.add(total, price.worth)
    whole = total
    for charge in charges:
        whole = EXACT.add(whole, charge.worth) if charge.sign > 0 else EXACT.subtract(whole, charge.worth)
    if prices and whole <= 0:
        raise CannotAssess(
            f"The deductions take the whole price of {country.currency} {total:,f}. Correct the price or the deductions.",
            place(Declaration, "charges"),
        )
    working = Working(country.currency, prices, charges, total, remarks)
    values, without = [], []
    for number in range(1, len(declaration.items) + 1):
        if number in stated:
            worth, left = rounded(EXACT.multiply(stated[number].worth, whole), total, country)
            values.append(ItemValue(number, worth, working.told(stated[number], worth, left)))
        else:
            reason = f"Not valued: no price is stated, and a declaration of type {declaration.type} need not state one"
            values.append(ItemValue(number, Decimal(0), reason))
            without.append(number)
    used = {s.exchange.currency: s.exchange for s in (*prices, *charges) if s.exchange.currency != country.currency}
    return Valuation(tuple(values), tuple(used.values()), frozenset(without))


def _price(declaration: Declaration, number: int, country: Country, on: date) -> Sum:
    amount = declaration.items[number - 1].price
    where = ("items", number, "price")
    if amount is None or amount.value <= 0:
        stated = "none is stated" if amount is None else f"{amount.value} is stated"
        raise CannotAssess(f"Item {number}: {stated} as its price. State a price above 0.", place(Declaration, *where))
    return _sum("price", 1, amount, country, on, where)


def _statistical(declaration: Declaration, number: int, country: Country, on: date) -> Sum:
    amount = declaration.items[number - 1].statistical_value
    assert amount is not None
    return _sum("statistical value", 1, amount, country, on, ("items", number, "statistical_value"))


def _charges(declaration: Declaration, country: Country, on: date) -> tuple[list[Sum], str]:
    """Return what is added to the prices or taken off, and a remark on what stands in the message but counts not."""
    terms = country.codes.incoterms.get(declaration.trade_terms or "")
    export, charges, remarks = declaration.is_export, [], ""

    def carried(name: str, amount: Amount, in_price: bool, where: tuple[str | int, ...]) -> str:
        if terms is None and declaration.trade_terms and not country.complete:
            gap = f"Terms of delivery {declaration.trade_terms}: nothing says whether the price holds the {name}"
            raise NotHeld(gap, "Correct the terms.", place(Declaration, "trade_terms"))
        if in_price == export:  # an import price without it needs it added; an export price with it is taken down to FOB
            charges.append(_sum(name, -1 if export else 1, amount, country, on, where))
            return ""
        return f"; {name} {amount} is {'not' if export else 'already'} in the {declaration.trade_terms or 'export'} price"

    if declaration.freight is not None and declaration.freight.value:
        remarks += carried("freight", declaration.freight, terms is not None and terms.freight_in_price, ("freight",))
    for number, charge in enumerate(declaration.charges, 1):
        kind, amount = country.codes.charges.get(charge.type or ""), charge.amount
        if kind is None or amount is None:
            raise _no_charge(number, charge, country)
        if not amount.value:
            continue
        where = ("charges", number, "amount")
        if kind.code == "INS":
            remarks += carried("insurance", amount, terms is not None and terms.insurance_in_price, where)
        else:
            charges.append(_sum(kind.name.en.lower(), kind.sign, amount, country, on, where))
    return charges, remarks


def _no_charge(number: int, charge: Charge, country: Country) -> CannotAssess:
    known = ", ".join(f"{c.code} {c.name.en.lower()}" for c in country.codes.charges.values())
    remedy, at = f"State an amount and one of: {known}.", place(Declaration, "charges", number)
    if charge.type in country.codes.charges:
        return CannotAssess(f"Charge {number}: its amount is missing. {remedy}", at)
    return NotHeld(f"Charge {number}: its kind {charge.type or '(none)'} is not in the list", remedy, at)


def _sum(name: str, sign: int, amount: Amount, country: Country, on: date, where: tuple[str | int, ...]) -> Sum:
    exchange = country.exchange.rate(amount.currency, on)
    if exchange is None:
        told, at = f"{name.capitalize()} {amount.value:,f}", place(Declaration, *where)
        if amount.currency is None:
            raise CannotAssess(f"{told}: its currency is missing. Name it by its three letters.", at)
        gap = f"{told}: there is no customs rate of {amount.currency} for {on}"
        raise NotHeld(gap, "Use a currency with a rate, or correct the date.", at)
    if amount.value < 0:
        raise CannotAssess(f"{name.capitalize()} {amount} is below 0. State it without a sign.", place(Declaration, *where))
    return Sum(name, sign, amount, exchange, EXACT.multiply(amount.value, exchange.rate))
