"""The methods of valuation in their order (WTO Valuation Agreement, Art. 1 to 7): the first that does gives the value.

Why an earlier one did not do is said in writing. A price that somebody doubts is no reason yet to go on: the
circumstances of a sale between related parties are examined first. What Article 7.2 forbids is refused here, and so is
any price reference: it may start a question and is never a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from unicodedata import normalize

from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import DeterminedValue
from eclear.casefile.quantity import Amount
from eclear.casefile.valuation import (
    LAWFUL,
    METHODS,
    AcceptedValue,
    Basis,
    Determination,
    Evidence,
    Method,
    Passed,
    Relationship,
    Resale,
)
from eclear.journey.duties.rounding import rounded
from eclear.reference import Country
from eclear.reference.prices import PriceReference

NEAR = 1
"""By how many percent a value may miss the low, the high or the mean of a price reference and still be taken for it."""

NAMES_OF_REFERENCES = (
    "price reference",
    "reference price",
    "reference value",
    "price database",
    "customs database",
    "valuation database",
    "minimum value",
    "indicative price",
    "indicative value",
    "참고 가격",
    "참고 단가",
    "기준 가격",
    "기준 단가",
    "가격 데이터베이스",
    "관세 데이터베이스",
    "평가 데이터베이스",
    "최저 과세 가격",
)
"""What people call a source of usual prices; the blank may be left out or be a hyphen."""

_BLANK = r"[\s_-]*"
_REFERENCE = re.compile(
    "|".join(f"(?<![a-z]){name.replace(' ', _BLANK)}s?(?![a-z])" for name in NAMES_OF_REFERENCES), re.IGNORECASE
)


class NoValue(Exception):
    """What somebody set as a customs value is none by the WTO Valuation Agreement. The message says why and what is allowed."""


class ProhibitedBasis(NoValue):
    """A value rests on what Article 7.2 forbids."""


class ReferencePriceIsNoValue(NoValue):
    """A price reference was set as a value.

    It says what goods usually cost, not what these goods cost. It may start a question to the importer; the answer, or the
    methods in their order, give the value.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        """Keep what was set, and say how a value is found instead; ``remedy`` adds how to mend this one."""
        super().__init__(
            f"{what} is a price reference. It may start a question to the importer, but it is never a value (WCO guidelines on "
            "valuation databases). Ask for grounds in writing, hear the answer, and value by methods 1 to 6 in their order."
            + (f" {remedy}" if remedy else "")
        )


class Examine(Exception):
    """Something must be examined before a method can be left for the next one; the message says what."""


class _Found:
    """A value that a method came to, before it is cut, and the lines of its working."""

    def __init__(self, value: Fraction, *working: str) -> None:
        self.value, self.working = value, working


def determine(evidence: Evidence, country: Country, on: date) -> Determination:
    """Return the value of goods by the first method that does, and why each before it did not.

    Methods 4 and 5 turn round at the importer's request. Raises ProhibitedBasis or ReferencePriceIsNoValue for a fall-back
    value that may not be one, whether or not it would have been reached.
    """
    _lawful(evidence)
    passed: list[Passed] = []
    for method in order(evidence.computed_first):
        try:
            found = _METHODS[method](evidence, country, on)
        except Examine as first:
            return Determination(None, None, (str(first),), tuple(passed))
        if isinstance(found, str):
            passed.append(Passed(method, found))
            continue
        value, left = _cut(found.value, country)
        if value <= 0:
            passed.append(Passed(method, f"it comes to {country.currency} {value:,f}, which is no value"))
            continue
        *lines, last = found.working
        working = (*lines, f"{last} = {country.currency} {value:,f}{left}")
        return Determination(method, value, working, tuple(passed))
    return Determination(None, None, ("No method did. Ask the importer for more evidence.",), tuple(passed))


def order(computed_first: bool = False) -> tuple[Method, ...]:
    """Return the methods in their order; the importer may ask to have 4 and 5 turned round (Art. 4)."""
    first, swapped = (Method.TRANSACTION, Method.IDENTICAL, Method.SIMILAR), (Method.DEDUCTIVE, Method.COMPUTED)
    return (*first, *(reversed(swapped) if computed_first else swapped), Method.FALL_BACK)


def admitted(determined: DeterminedValue, declaration: Declaration, country: Country, on: date) -> DeterminedValue:
    """Return a determined value that may be one.

    Raises NoValue if it names no method or no grounds, and ReferencePriceIsNoValue for a price reference: one that is
    handed in as such, that is named as the method or in the grounds, or that the value meets by any method but the price.
    """
    if isinstance(determined, PriceReference):
        raise ReferencePriceIsNoValue(
            f"{determined.currency} {determined.low:,f} to {determined.high:,f} for goods of {determined.goods}"
        )
    told = f"Item {determined.item}: {country.currency} {determined.value:,f}"
    if determined.method == Basis.REFERENCE_PRICE:
        raise ReferencePriceIsNoValue(told)
    if determined.method not in METHODS:
        known = ", ".join(f"{code} {name.en.lower()}" for code, name in METHODS.items())
        raise NoValue(f"{told}: {determined.method or '(none)'} is no method of valuation. Name one of: {known}.")
    if determined.value <= 0 or not determined.grounds.strip():
        raise NoValue(
            f"{told}: a determined value is above 0 and states its grounds in writing. Correct the amount or add the grounds."
        )
    if named := _REFERENCE.search(normalize("NFKC", determined.grounds)):
        raise ReferencePriceIsNoValue(
            f"{told} has grounds that name {named[0]!r}, which",
            "If the value comes from elsewhere, write evidence, reasons and decision without these words: name the accepted "
            "declaration, the resale, the account of costs or the reasoning that it does come from.",
        )
    if determined.method != Method.TRANSACTION and _meets_reference(determined, declaration, country, on):
        raise ReferencePriceIsNoValue(f"{told}, which the quantity at a usual price comes to within {NEAR} %,")
    return determined


def _meets_reference(determined: DeterminedValue, declaration: Declaration, country: Country, on: date) -> bool:
    if not 1 <= determined.item <= len(declaration.items):
        return False
    item = declaration.items[determined.item - 1]
    reference = country.prices.reference(item.hs, on)
    quantity = reference.quantity(item, country.codes.units) if reference else None
    exchange = country.exchange.rate(reference.currency, on) if reference else None
    if reference is None or quantity is None or exchange is None:
        return False
    low, high = Fraction(reference.low), Fraction(reference.high)
    worths = [price * Fraction(quantity) * Fraction(exchange.rate) for price in (low, high, (low + high) / 2)]
    return any(abs(Fraction(determined.value) - worth) * 100 <= worth * NEAR for worth in worths)


def _lawful(evidence: Evidence) -> None:
    fall_back = evidence.fall_back
    if fall_back is None or fall_back.basis in LAWFUL:
        return
    if fall_back.basis is Basis.REFERENCE_PRICE:
        raise ReferencePriceIsNoValue(f"{fall_back.value:,f}")
    allowed = " or ".join(sorted(LAWFUL))
    raise ProhibitedBasis(
        f"A fall-back value of {fall_back.value:,f} rests on {fall_back.basis}, which Article 7.2 forbids. Use {allowed}."
    )


def _transaction(evidence: Evidence, country: Country, on: date) -> _Found | str:
    """Art. 1: the price stands unless one of four things is against it."""
    sale = evidence.sale
    if sale.no_sale:
        return f"there was no sale for export: {sale.no_sale} (Art. 1.1)"
    if sale.value is None:
        return "no price paid or payable is known (Art. 1.1)"
    for restriction in sale.restrictions:
        if not restriction.harmless:
            return f"the buyer is not free in the use of the goods: {restriction.text} (Art. 1.1(a))"
    value, told = Fraction(sale.value), f"{country.currency} {sale.value:,f}"
    for condition in sale.conditions:
        if condition.worth is None:
            return f"the price depends on something whose worth nobody can say: {condition.text} (Art. 1.1(b))"
        value += Fraction(condition.worth)
        told += f" + {condition.text} {country.currency} {condition.worth:,f}"
    if sale.proceeds and not sale.proceeds_added:
        return "part of a resale comes back to the seller, and its worth is not in the value (Art. 1.1(c) and 8.1(d))"
    accepted = ""
    if sale.relationship:
        accepted, refused = _relationship(sale.relationship)
        if refused:
            return refused
    if sale.doubt:
        return f"customs asked and heard the importer, and could not accept the price: {sale.doubt} (Decision 6.1)"
    return _Found(value, *filter(None, (accepted,)), f"transaction value {told}")


def _relationship(related: Relationship) -> tuple[str, str]:
    """Return why the price of a related seller stands, or why it does not; raises Examine where nobody has looked yet."""
    for test in related.tests:
        if test.comes_close:
            return f"related ({related.how}), but the price comes close to {test.kind}, {test.value:,f} (Art. 1.2(b))", ""
    if related.influenced is None:
        raise Examine(
            f"Buyer and seller are related ({related.how}), which alone is no reason to refuse the price. Examine the "
            "circumstances of the sale, or let the importer show a test value, before any other method (Art. 1.2)."
        )
    if not related.influenced:
        return f"related ({related.how}), but the relationship did not touch the price: {related.circumstances} (Art. 1.2(a))", ""
    return "", f"related ({related.how}), and the relationship touched the price: {related.circumstances} (Art. 1.2(a))"


def _identical(evidence: Evidence, country: Country, on: date) -> _Found | str:
    return _of_others(evidence, evidence.identical, "identical", country, on)


def _similar(evidence: Evidence, country: Country, on: date) -> _Found | str:
    return _of_others(evidence, evidence.similar, "similar", country, on)


def _of_others(evidence: Evidence, known: tuple[AcceptedValue, ...], kind: str, country: Country, on: date) -> _Found | str:
    """Art. 2 and 3: the accepted value of such goods, exported about the same time; the lowest of several."""
    if not known:
        return f"no accepted value of {kind} goods is known"
    days = country.periods.days("same_time", on)
    if days is None:
        return f"the folder of {country.code} does not say which time is about the same"
    reasons = [(other, _unlike(other, evidence, days)) for other in known]
    usable = [other for other, reason in reasons if not reason]
    if not usable:
        return "; ".join(f"{other.number} {reason}" for other, reason in reasons)
    by_maker = [other for other in usable if evidence.maker and other.maker == evidence.maker]
    chosen = min(by_maker or usable, key=_a_unit)
    lines = [f"{other.number} is left out: it {reason}" for other, reason in reasons if reason]
    if by_maker and len(by_maker) < len(usable):
        lines.append(f"goods of the same maker, {evidence.maker}, come before those of others (Art. 15.2(e))")
    if len(by_maker or usable) > 1:
        lines.append(f"the lowest of {len(by_maker or usable)} values of {kind} goods")
    quantity = evidence.quantity
    told = f"{chosen.number}: {country.currency} {chosen.value:,f} x {quantity:,f} / {chosen.quantity:,f}"
    for adjustment in chosen.adjustments:
        sign = "+" if adjustment.amount > 0 else "-"
        told += (
            f" {sign} {adjustment.what} {country.currency} {abs(adjustment.amount):,f} x {quantity:,f} ({adjustment.shown_by})"
        )
    return _Found(_a_unit(chosen) * Fraction(quantity), *lines, told)


def _a_unit(other: AcceptedValue) -> Fraction:
    return Fraction(other.value) / Fraction(other.quantity) + sum(Fraction(adjustment.amount) for adjustment in other.adjustments)


def _unlike(other: AcceptedValue, evidence: Evidence, days: int) -> str:
    """Return why a value of other goods cannot be used; "" if it can."""
    apart = abs((other.exported_on - evidence.exported_on).days)
    if other.value <= 0 or other.quantity <= 0:
        return "states no value for a quantity"
    if other.made_in != evidence.made_in:
        return f"was made in {other.made_in}, not in {evidence.made_in} (Art. 15.2(d))"
    if apart > days:
        return f"was exported {apart} days apart, and {days} are about the same time"
    for adjustment in other.adjustments:
        if not adjustment.shown_by:
            return f"needs an adjustment ({adjustment.what}) for which there is no evidence"
    if other.level and evidence.level and other.level != evidence.level and not other.adjustments:
        return f"was sold at another level of trade ({other.level}), and nothing shows what that makes"
    return ""


def _deductive(evidence: Evidence, country: Country, on: date) -> _Found | str:
    """Art. 5: the unit price of the greatest quantity sold to others after import, less what arose in the country."""
    given = evidence.deductive
    if given is None or not given.resales:
        return f"no sale of such goods in {country.name.en} is known"
    days = country.periods.days("resale", on)
    if days is None:
        return f"the folder of {country.code} does not say how long after import a resale counts"
    if (given.commission is None) == (given.profit is None):
        what = "neither is known" if given.commission is None else "both are stated"
        return f"a commission is taken off, or profit and general expenses: {what} (Art. 5.1(a)(i))"
    last = given.imported_on + timedelta(days=days)
    sold: dict[Fraction, Fraction] = {}
    for resale in given.resales:
        if resale.related or resale.assists or resale.quantity <= 0 or not given.imported_on <= resale.on <= last:
            continue
        price = _worth(resale.unit_price, country, on)
        if price is None:
            return f"a resale is priced in {resale.unit_price.currency or 'no currency'}, which has no customs rate on {on}"
        sold[price] = sold.get(price, Fraction(0)) + Fraction(resale.quantity)
    if not sold:
        return f"no sale to an unrelated buyer within {days} days after import is known: {_left_out(given.resales)}"
    greatest = min(sold, key=lambda price: (-sold[price], price))
    currency, quantity = country.currency, evidence.quantity
    lines = [", ".join(f"{_number(sold[price])} units at {currency} {_number(price)}" for price in sorted(sold))]
    if len(sold) > 1:
        lines.append(f"the greatest quantity was sold at {currency} {_number(greatest)}")
    off = {
        "commission": given.commission,
        "profit and general expenses": given.profit,
        "transport in the country": given.transport,
        "duty and taxes": given.duty,
        "processing": given.processing,
    }
    unit, told = greatest, f"({currency} {_number(greatest)}"
    for what, amount in off.items():
        if amount:
            unit -= Fraction(amount)
            told += f" - {what} {currency} {amount:,f}"
    return _Found(unit * Fraction(quantity), *lines, f"{told}) x {quantity:,f}")


def _left_out(resales: tuple[Resale, ...]) -> str:
    related, assists = sum(resale.related for resale in resales), sum(resale.assists for resale in resales)
    return f"{len(resales)} told, {related} of them to related buyers, {assists} to buyers who supplied assists"


def _computed(evidence: Evidence, country: Country, on: date) -> _Found | str:
    """Art. 6: what making the goods cost, with the usual profit and general expenses, and the way here."""
    given = evidence.computed
    if given is None or not given.source:
        return "the maker gives no account of his costs, and nobody can make him (Art. 6.2)"
    parts = {
        "materials": given.materials,
        "fabrication": given.fabrication,
        "profit and general expenses": given.profit,
        "transport": given.transport,
    }
    total, told = Fraction(0), []
    for what, amount in parts.items():
        if amount is None:
            continue
        worth, exchange = _worth(amount, country, on), country.exchange.rate(amount.currency, on)
        if worth is None or exchange is None:
            return f"{what} are stated in {amount.currency or 'no currency'}, which has no customs rate on {on}"
        total += worth
        told.append(f"{what} {amount}" + ("" if amount.currency == country.currency else f" x {exchange.rate:,f}"))
    return _Found(total, f"by the account of {given.source}", " + ".join(told))


def _fall_back(evidence: Evidence, country: Country, on: date) -> _Found | str:
    """Art. 7: reasonable means, told in writing; what may not be one was refused before."""
    given = evidence.fall_back
    if given is None:
        return "no reasonable means are at hand"
    if not given.reasoning.strip():
        return "a fall-back value must say how it was reasoned (Art. 7.3)"
    return _Found(Fraction(given.value), f"by {given.basis}: {given.reasoning}", f"{country.currency} {given.value:,f}")


_METHODS: dict[Method, Callable[[Evidence, Country, date], _Found | str]] = {
    Method.TRANSACTION: _transaction,
    Method.IDENTICAL: _identical,
    Method.SIMILAR: _similar,
    Method.DEDUCTIVE: _deductive,
    Method.COMPUTED: _computed,
    Method.FALL_BACK: _fall_back,
}


def _worth(amount: Amount, country: Country, on: date) -> Fraction | None:
    exchange = country.exchange.rate(amount.currency, on)
    return Fraction(amount.value) * Fraction(exchange.rate) if exchange else None


def _cut(value: Fraction, country: Country) -> tuple[Decimal, str]:
    if value <= 0:
        return Decimal(0), ""
    return rounded(Decimal(value.numerator), Decimal(value.denominator), country)


def _number(value: Fraction) -> str:
    """Return a quotient as people write it; with its denominator where it has no end."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    ends = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{ends.normalize():,f}" if Fraction(ends) == value else f"{value.numerator:,} / {value.denominator:,}"
