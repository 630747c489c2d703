"""Customs value (과세가격): the transaction value, brought to CIF or FOB as the country says, in its own currency.

Foreign amounts are turned into won at the customs rate in force on the declaration date. What a price holds by its terms
of delivery is not added again; what it lacks is added, and what does not belong into the value is taken out. What was
charged for the whole shipment is shared out over the items by their price or their mass. Everything is exact until each
item's value is cut to whole won. An item that is valued by another method than the price has the value declared for it,
and one whose value customs determined has that.
Source: Customs Act on the customs value, as explained by easylaw.go.kr; WTO Valuation Agreement, Articles 1 and 8 with
their notes. Another country says in its folder how it rounds, and which kinds of declaration may do without a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.declaration import Charge, Declaration
from eclear.casefile.duty import DeterminedValue, Exchange, ItemValue
from eclear.casefile.pointer import place
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.valuation import METHODS
from eclear.journey.duties.methods import admitted
from eclear.journey.duties.refusal import CannotAssess, NotHeld
from eclear.journey.duties.rounding import EXACT, rounded
from eclear.journey.duties.working import Line, Masses, Sum, Working
from eclear.reference import Country, Incoterm
from eclear.reference.codes import counted

NOTHING = Decimal(0)

DECLARED = frozenset("23456")
"""Methods under which the declarant himself states the customs value: he alone has the evidence for it."""

MASSES = ("gross_mass", "net_mass")
"""What a charge is shared out by where it goes by mass: the first of them that every item states."""

Steps = tuple[str | int, ...]


class Valuation(NamedTuple):
    """The value of each item, the exchange rates used, and the numbers of the items that state nothing to value them by."""

    values: tuple[ItemValue, ...]
    exchanges: tuple[Exchange, ...]
    without: frozenset[int] = frozenset()


class _Sheet(NamedTuple):
    """All sums of a declaration before they are shared out: prices, charges for the whole, charges of single items.

    ``total`` are the prices together, ``whole`` the same with what is shared out by price, ``by_mass`` what goes by mass.
    """

    prices: Mapping[int, Sum]
    charges: list[Sum]
    own: Mapping[int, list[Sum]]
    total: Decimal
    whole: Decimal
    by_mass: Decimal
    masses: Masses | None
    working: Working


def rests_on(declaration: Declaration, country: Country) -> str:
    """Return what a declaration of this kind is valued by; one of a kind that is not in the list must state its prices."""
    kind = country.codes.declaration_types.get(declaration.type or "")
    return kind.rests_on if kind else "price"


def value(declaration: Declaration, country: Country, on: date, determined: tuple[DeterminedValue, ...] = ()) -> Valuation:
    """Return the value of each item; raises CannotAssess for what is missing.

    A declaration that need not state prices is valued as far as it does; what is without has the value 0 and the reason.
    A value that customs ``determined`` takes the place of the item's own; raises NoValue if it rests on what the Agreement
    forbids, such as a price reference.
    """
    fixed, exchanges = _fixed(declaration, country, on)
    for each in determined:
        fixed[each.item] = _determined(admitted(each, declaration, country, on), country)
    sheet = _sheet(declaration, country, on, fixed)
    values, without = [], []
    for number in range(1, len(declaration.items) + 1):
        if number in fixed:
            values.append(fixed[number])
        elif number in sheet.prices:
            valued = _valued(number, sheet, country)
            method = declaration.items[number - 1].valuation_method
            if method in DECLARED and not declaration.is_export:
                told = f"{valued.formula}; method {method} is stated without a customs value, so the price counts"
                valued = ItemValue(number, valued.value, told)
            values.append(valued)
        else:
            reason = f"Not valued: no price is stated, and a declaration of type {declaration.type} need not state one"
            values.append(ItemValue(number, NOTHING, reason))
            without.append(number)
    used = {exchange.currency: exchange for exchange in exchanges}
    for sums in (sheet.prices.values(), sheet.charges, *sheet.own.values()):
        for each_sum in sums:
            used[each_sum.exchange.currency] = each_sum.exchange
    used.pop(country.currency, None)
    return Valuation(tuple(values), tuple(used.values()), frozenset(without))


def worksheet(declaration: Declaration, country: Country, on: date) -> tuple[tuple[Line, ...], ...]:
    """Return the working of each item line by line: the price, its own charges, its shares; raises as :func:`value` does."""
    sheet = _sheet(declaration, country, on, {})
    return tuple(sheet.working.lines(number, sheet.own.get(number, ())) for number in sheet.prices)


def _fixed(declaration: Declaration, country: Country, on: date) -> tuple[dict[int, ItemValue], list[Exchange]]:
    """Return the values of the items that are declared under another method than the price, and the rates used for them."""
    fixed: dict[int, ItemValue] = {}
    exchanges: list[Exchange] = []
    if declaration.is_export:
        return fixed, exchanges
    for number, item in enumerate(declaration.items, 1):
        amount = item.customs_value
        if item.valuation_method in DECLARED and amount is not None and amount.value > 0:
            stated = Amount(amount.value, amount.currency or country.currency)
            sum = _sum("customs value", 1, stated, country, on, ("items", number, "customs_value"))
            worth, left = rounded(sum.worth, 1, country)
            told = f"{stated}" if stated.currency == country.currency else f"{stated} x {sum.exchange.rate:,f}"
            method = f"{item.valuation_method} ({METHODS[item.valuation_method].en.lower()})"
            fixed[number] = ItemValue(
                number, worth, f"{told} = {country.currency} {worth:,f}{left}; declared as the customs value by method {method}"
            )
            exchanges.append(sum.exchange)
    return fixed, exchanges


def _determined(set: DeterminedValue, country: Country) -> ItemValue:
    method = f"{set.method} ({METHODS[set.method].en.lower()})"
    told = f"{country.currency} {set.value:,f} as customs determined it by method {method}: {set.grounds}"
    return ItemValue(set.item, set.value, told)


def _sheet(declaration: Declaration, country: Country, on: date, fixed: Mapping[int, ItemValue]) -> _Sheet:
    """Gather what is stated; an item whose value is fixed need not have a price, but shares in the charges if it has."""
    rests, items = rests_on(declaration, country), declaration.items
    if not items and rests not in ("optional", "later"):
        raise CannotAssess("The declaration has no item. Add one for each kind of goods.", place(Declaration, "items"))
    if rests == "statistics" and all(item.statistical_value for item in items):
        prices = {number: _statistical(declaration, number, country, on) for number in range(1, len(items) + 1)}
        return _gathered(prices, [], {}, None, "; the statistical value stated", country)
    may_lack = rests in ("optional", "later")
    prices = {
        number: _price(declaration, number, country, on)
        for number, item in enumerate(items, 1)
        if not (may_lack or number in fixed) or (item.price and item.price.value > 0)
    }
    if not prices:
        return _gathered(prices, [], {}, None, "", country)
    charges, own, remarks = _Charges(declaration, country, on).found(prices)
    masses = None
    if len(prices) > 1 and any(charge.by_mass for charge in charges):
        masses = _masses(declaration, prices, country)
        if masses is None:
            remarks += "; shared out by price, because not every item states its mass"
            charges = [charge._replace(by_mass=False) for charge in charges]
    return _gathered(prices, charges, own, masses, remarks, country)


def _gathered(
    prices: dict[int, Sum],
    charges: list[Sum],
    own: dict[int, list[Sum]],
    masses: Masses | None,
    remarks: str,
    country: Country,
) -> _Sheet:
    total = NOTHING
    for price in prices.values():
        total = EXACT.add(total, price.worth)
    by_mass = _added(NOTHING, [charge for charge in charges if charge.by_mass]) if masses else NOTHING
    whole = _added(total, [charge for charge in charges if not charge.by_mass] if masses else charges)
    working = Working(country.currency, prices, charges, total, masses, remarks)
    return _Sheet(prices, charges, own, total, whole, by_mass, masses, working)


def _valued(number: int, sheet: _Sheet, country: Country) -> ItemValue:
    """Bring one item to its value: its price with its share of what goes by price or by mass, and its own charges."""
    total, masses, own = sheet.total, sheet.masses, sheet.own.get(number, ())
    numerator, denominator = EXACT.multiply(sheet.prices[number].worth, sheet.whole), total
    if own:
        numerator = EXACT.add(numerator, EXACT.multiply(_added(NOTHING, own), total))
    if masses:
        share = EXACT.multiply(EXACT.multiply(masses.of[number], sheet.by_mass), total)
        numerator = EXACT.add(EXACT.multiply(numerator, masses.total), share)
        denominator = EXACT.multiply(total, masses.total)
    if numerator <= 0:
        raise _nothing_left(number, sheet, country)
    worth, left = rounded(numerator, denominator, country)
    return ItemValue(number, worth, sheet.working.told(number, own, worth, left))


def _added(begun: Decimal, sums: Iterable[Sum]) -> Decimal:
    for each in sums:
        begun = EXACT.add(begun, each.worth) if each.sign > 0 else EXACT.subtract(begun, each.worth)
    return begun


def _nothing_left(number: int, sheet: _Sheet, country: Country) -> CannotAssess:
    every = [charge for charges in sheet.own.values() for charge in charges]
    if _added(sheet.total, [*sheet.charges, *every]) <= 0:
        told, at = f"The deductions take the whole price of {country.currency} {sheet.total:,f}", place(Declaration, "charges")
    else:
        worth = sheet.prices[number].worth
        told = f"Item {number}: the deductions take the whole of its price of {country.currency} {worth:,f}"
        at = place(Declaration, "items", number, "charges") if sheet.own.get(number) else place(Declaration, "charges")
    return CannotAssess(f"{told}. Correct the price or the deductions.", at)


def _masses(declaration: Declaration, numbers: Iterable[int], country: Country) -> Masses | None:
    """Return the masses of the items: gross if all of them state it, else net if all do, else None."""
    for kind in MASSES:
        of = {number: _kilograms(getattr(declaration.items[number - 1], kind), country) for number in numbers}
        if all(of.values()):
            total = NOTHING
            for mass in of.values():
                total = EXACT.add(total, mass)
            return Masses(of, total, kind.replace("_", " "))
    return None


def _kilograms(measure: Measure | None, country: Country) -> Decimal:
    """Return a mass in kilograms; 0 for none, or one in a unit that is none of mass."""
    if measure is None or measure.value <= 0:
        return NOTHING
    if measure.unit in (None, "KGM"):
        return measure.value
    unit = country.codes.units.get(measure.unit)
    return EXACT.multiply(measure.value, unit.factor) if unit and unit.of == "KGM" else NOTHING


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


class _Charges:
    """What is added to the prices of a declaration or taken off, by the terms of delivery and the basis of the country."""

    def __init__(self, declaration: Declaration, country: Country, on: date) -> None:
        self._declaration, self._country, self._on = declaration, country, on
        rules = country.valuation
        self._export = declaration.is_export
        self._basis = rules.exports if self._export else rules.imports
        self._by_mass = rules.shared_by == "mass"
        self._terms: Incoterm | None = country.codes.incoterms.get(declaration.trade_terms or "")
        self._parts: set[str] = set()
        self._remarks = ""

    def found(self, prices: Mapping[int, Sum]) -> tuple[list[Sum], dict[int, list[Sum]], str]:
        """Return the charges for the whole, those of single items, and remarks on what counts not or is missing."""
        declaration, charges, own = self._declaration, list[Sum](), dict[int, list[Sum]]()
        freight = declaration.freight
        if freight is not None:
            self._parts.add("freight")
            if freight.value:
                sign = self._counted("freight", freight, "freight", counted("freight", self._terms, self._basis))
                if sign:
                    charges.append(self._sum("freight", sign, freight, ("freight",), self._by_mass))
        if declaration.charges:
            charges += self._of(declaration.charges, ())
        for number in prices:
            stated = declaration.items[number - 1].charges
            if stated:
                own[number] = self._of(stated, ("items", number))
        return charges, own, self._remarks + self._missing()

    def _of(self, stated: Sequence[Charge], where: Steps) -> list[Sum]:
        charges = []
        for number, charge in enumerate(stated, 1):
            kind, amount = self._country.codes.charges.get(charge.type or ""), charge.amount
            if kind is None or amount is None:
                raise _no_charge(number, charge, where, self._country)
            self._parts.add(kind.part or ("deduction" if kind.sign < 0 else ""))
            if not amount.value:
                continue
            name, sign = kind.name.en.lower(), kind.counts(self._terms, self._basis)
            if kind.part:
                sign = self._counted(name, amount, kind.part, sign)
            if sign:
                by_mass = kind.shared_by == "mass" if kind.shared_by else self._by_mass
                charges.append(self._sum(name, sign, amount, (*where, "charges", number, "amount"), by_mass and not where))
        return charges

    def _counted(self, name: str, amount: Amount, part: str, sign: int) -> int:
        """Return the sign of a part of the price; where it does not count, the remarks say why."""
        terms = self._declaration.trade_terms
        if self._terms is None and terms and not self._country.complete:
            gap = f"Terms of delivery {terms}: nothing says whether the price holds the {name}"
            raise NotHeld(gap, "Correct the terms.", place(Declaration, "trade_terms"))
        if not sign:
            held = self._terms is not None and self._terms.holds(part)
            price = terms or ("export" if self._export else "import")
            self._remarks += f"; {name} {amount} is {'already' if held else 'not'} in the {price} price"
        return sign

    def _missing(self) -> str:
        """Say what an import lacks, or cannot be taken out of, because it is not stated. Nothing is guessed in its place."""
        terms, remarks = self._terms, ""
        if terms is None or self._export:
            return remarks
        if self._basis == "CIF":
            if not terms.freight_in_price and "freight" not in self._parts:
                remarks += "; no freight stated"
            if not (terms.insurance_in_price or terms.after_import_in_price or "insurance" in self._parts):
                remarks += "; no insurance stated"
        if terms.duty_in_price and not self._parts & {"duty", "deduction"}:
            remarks += f"; duty in the {terms.code} price is not shown apart, so it stays in the value"
        return remarks

    def _sum(self, name: str, sign: int, amount: Amount, where: Steps, by_mass: bool) -> Sum:
        made = _sum(name, sign, amount, self._country, self._on, where)
        return made._replace(by_mass=True) if by_mass else made


def _no_charge(number: int, charge: Charge, where: Steps, country: Country) -> CannotAssess:
    known = ", ".join(f"{c.code} {c.name.en.lower()}" for c in country.codes.charges.values())
    remedy, at = f"State an amount and one of: {known}.", place(Declaration, *where, "charges", number)
    named = f"Item {where[1]}, charge {number}" if where else f"Charge {number}"
    if charge.type in country.codes.charges:
        return CannotAssess(f"{named}: its amount is missing. {remedy}", at)
    return NotHeld(f"{named}: its kind {charge.type or '(none)'} is not in the list", remedy, at)


def _sum(name: str, sign: int, amount: Amount, country: Country, on: date, where: Steps) -> Sum:
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
