"""Customs value (과세가격): the transaction value, brought to CIF for an import and to FOB for an export, in won.

Foreign amounts are turned into won at the customs rate in force on the declaration date. What was charged for the whole
shipment is apportioned over the items by their price. Everything is exact until each item's value is cut to whole won.
Source: Customs Act on the customs value, as explained by easylaw.go.kr.
"""

from __future__ import annotations

from datetime import date

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Exchange, ItemValue
from eclear.casefile.pointer import place
from eclear.casefile.quantity import Amount
from eclear.journey.duties.refusal import CannotAssess
from eclear.journey.duties.rounding import EXACT, truncated
from eclear.journey.duties.working import Sum, Working
from eclear.reference import Country


def value(declaration: Declaration, country: Country, on: date) -> tuple[tuple[ItemValue, ...], tuple[Exchange, ...]]:
    """Return the value of each item and the exchange rates used; raises CannotAssess for what is missing."""
    if not declaration.items:
        raise CannotAssess("The declaration has no item. Add one for each kind of goods.", place(Declaration, "items"))
    prices = [_price(declaration, number, country, on) for number in range(1, len(declaration.items) + 1)]
    charges, remarks = _charges(declaration, country, on)
    total = prices[0].worth
    for price in prices[1:]:
        total = EXACT.add(total, price.worth)
    whole = total
    for charge in charges:
        whole = EXACT.add(whole, charge.worth) if charge.sign > 0 else EXACT.subtract(whole, charge.worth)
    if whole <= 0:
        raise CannotAssess(
            f"The deductions take the whole price of {country.currency} {total:,f}. Correct the price or the deductions.",
            place(Declaration, "charges"),
        )
    working = Working(country.currency, prices, charges, total, remarks)
    values = []
    for number, price in enumerate(prices, 1):
        worth, cut = truncated(EXACT.multiply(price.worth, whole), total, country.decimals)
        values.append(ItemValue(number, worth, working.told(price, worth, cut)))
    used = {s.exchange.currency: s.exchange for s in (*prices, *charges) if s.exchange.currency != country.currency}
    return tuple(values), tuple(used.values())


def _price(declaration: Declaration, number: int, country: Country, on: date) -> Sum:
    amount = declaration.items[number - 1].price
    where = ("items", number, "price")
    if amount is None or amount.value <= 0:
        stated = "none is stated" if amount is None else f"{amount.value} is stated"
        raise CannotAssess(f"Item {number}: {stated} as its price. State a price above 0.", place(Declaration, *where))
    return _sum("price", 1, amount, country, on, where)


def _charges(declaration: Declaration, country: Country, on: date) -> tuple[list[Sum], str]:
    """Return what is added to the prices or taken off, and a remark on what stands in the message but counts not."""
    terms = country.codes.incoterms.get(declaration.trade_terms or "")
    export, charges, remarks = declaration.is_export, [], ""

    def carried(name: str, amount: Amount, in_price: bool, where: tuple[str | int, ...]) -> str:
        if in_price == export:  # an import price without it needs it added; an export price with it is taken down to FOB
            charges.append(_sum(name, -1 if export else 1, amount, country, on, where))
            return ""
        return f"; {name} {amount} is {'not' if export else 'already'} in the {declaration.trade_terms or 'export'} price"

    if declaration.freight is not None and declaration.freight.value:
        remarks += carried("freight", declaration.freight, terms is not None and terms.freight_in_price, ("freight",))
    for number, charge in enumerate(declaration.charges, 1):
        kind = country.codes.charges.get(charge.type or "")
        if kind is None or charge.amount is None:
            wrong = f"its kind {charge.type or '(none)'} is not in the list" if kind is None else "its amount is missing"
            known = ", ".join(f"{c.code} {c.name.en.lower()}" for c in country.codes.charges.values())
            raise CannotAssess(
                f"Charge {number}: {wrong}. State an amount and one of: {known}.", place(Declaration, "charges", number)
            )
        if not charge.amount.value:
            continue
        where = ("charges", number, "amount")
        if kind.code == "INS":
            remarks += carried("insurance", charge.amount, terms is not None and terms.insurance_in_price, where)
        else:
            charges.append(_sum(kind.name.en.lower(), kind.sign, charge.amount, country, on, where))
    return charges, remarks


def _sum(name: str, sign: int, amount: Amount, country: Country, on: date, where: tuple[str | int, ...]) -> Sum:
    exchange = country.exchange.rate(amount.currency, on)
    if exchange is None:
        if amount.currency is None:
            remedy = "its currency is missing. Name it by its three letters."
        else:
            remedy = f"there is no customs rate of {amount.currency} for {on}. Use a currency with a rate, or correct the date."
        raise CannotAssess(f"{name.capitalize()} {amount.value:,f}: {remedy}", place(Declaration, *where))
    if amount.value < 0:
        raise CannotAssess(f"{name.capitalize()} {amount} is below 0. State it without a sign.", place(Declaration, *where))
    return Sum(name, sign, amount, exchange, EXACT.multiply(amount.value, exchange.rate))
