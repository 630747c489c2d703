"""Values: prices, charges and their currencies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule

CREDIBILITY = "HMRC, published error codes of CDS: 13000, credibility; the measure is eclear's own"
"""The source of the rules that only ask whether a figure can be so."""


@rule(
    "VAL-001",
    title=Term("Item prices in different currencies", "란별 결제통화 불일치"),
    severity=Severity.ERROR,
    message="Item {item} is priced in {currency}, item {first} in {other}.",
    remedy="Give all prices of one declaration in one currency.",
    source="HMRC, published error codes of CDS: 12057",
    passing=(Example({}, start="import of two items"),),
    failing=(Example({"items.2.price": "EUR 500.00"}, start="import of two items"),),
)
def currencies_mixed(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The items of a declaration are sold on one invoice, in one currency."""
    first: tuple[int, str] | None = None
    for number, item in enumerate(declaration.items, 1):
        if item.price is None or item.price.currency is None:
            continue
        if first is None:
            first = number, item.price.currency
        elif item.price.currency != first[1]:
            yield fault("items", number, "price", item=number, currency=item.price.currency, first=first[0], other=first[1])


@each_item(
    "VAL-002",
    title=Term("Price below zero", "음수 결제금액"),
    severity=Severity.ERROR,
    message="Item {item}: price {price} is below zero.",
    remedy="Give the price that is paid; state a deduction apart from it.",
    source="HMRC, published error codes of CDS: 10021",
    passing=({"items.1.price": "USD 0.01"},),
    failing=({"items.1.price": "USD -10000.00"},),
)
def price_below_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A credit note is settled between the parties, not declared as goods."""
    if item.price and item.price.value < 0:
        yield fault("price", price=item.price)


@rule(
    "VAL-003",
    title=Term("Freight or charge below zero", "음수 운임·가산공제"),
    severity=Severity.ERROR,
    message="{label} {amount} is below zero.",
    remedy="Give the amount as a positive number; its kind says whether it is added or deducted.",
    source="HMRC, published error codes of CDS: 10021",
    passing=({"freight": "USD 0"},),
    failing=({"freight": "USD -1"}, {"charges.1.amount": "USD -1"}),
)
def charge_below_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whether an amount is added or deducted is said by its type, never by its sign."""
    if declaration.freight and declaration.freight.value < 0:
        yield fault("freight", label="Freight", amount=declaration.freight)
    for number, charge in enumerate(declaration.charges, 1):
        if charge.amount and charge.amount.value < 0:
            yield fault("charges", number, "amount", label=f"Charge {charge.type or number}", amount=charge.amount)


@rule(
    "VAL-004",
    title=Term("Invoice amount is not the sum of the items", "결제금액 합계 불일치"),
    severity=Severity.WARNING,
    message="Invoice amount {total} is not the sum of the item prices, {sum}.",
    remedy="Make sure that no item is missing and that each price is right.",
    source="WCO Data Model 3.6, elements 109 and 112",
    about="invoice_amount",
    passing=({"invoice_amount": "USD 10000"},),
    failing=({"invoice_amount": "USD 10000.01"},),
)
def invoice_amount(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: discounts and charges of the whole invoice are often left out of the items' prices."""
    total, prices = declaration.invoice_amount, [item.price for item in declaration.items if item.price]
    if total is None or total.value < 0 or not prices or len(prices) < len(declaration.items):
        return
    if any(price.currency != total.currency for price in prices):
        return
    added = sum((price.value for price in prices), Decimal(0))
    if added != total.value:
        yield fault("invoice_amount", total=total, sum=f"{total.currency or '?'} {added:,f}")


@each_item(
    "VAL-005",
    title=Term("Price without a currency", "통화 누락"),
    severity=Severity.WARNING,
    message="Item {item}: price {price} names no currency.",
    remedy="Give the currency in three letters, such as USD.",
    source="ISO 4217",
    binding_in=frozenset({"KR"}),
    passing=({"items.1.price": "USD 10000"},),
    failing=({"items.1.price": "10000"},),
)
def price_without_currency(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The message profile lets the currency be left out; a number alone is no price."""
    if item.price and not item.price.currency:
        yield fault("price", price=f"{item.price.value:,f}")


@rule(
    "VAL-006",
    title=Term("Invoice amount in another currency", "결제금액 합계 통화 불일치"),
    severity=Severity.WARNING,
    message="Invoice amount {total} is in another currency than the price {price} of item {item}.",
    remedy="Give both in the currency of the invoice.",
    source="HMRC, published error codes of CDS: 12057",
    since=SECOND_EDITION,
    binding_in=frozenset({"KR"}),
    about="invoice_amount",
    passing=({"invoice_amount": "USD 10000.00"},),
    failing=({"invoice_amount": "EUR 9200.00"},),
)
def invoice_in_another_currency(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The amount is the sum of the prices, which only adds up in one currency."""
    total = declaration.invoice_amount
    if total is None or total.currency is None:
        return
    for number, item in enumerate(declaration.items, 1):
        if item.price and item.price.currency:
            if item.price.currency != total.currency:
                yield fault("invoice_amount", total=total, price=item.price, item=number)
            return


@rule(
    "VAL-007",
    title=Term("Invoice amount below zero", "음수 결제금액 합계"),
    severity=Severity.ERROR,
    message="Invoice amount {total} is below zero.",
    remedy="Give what is paid for the goods; state a deduction apart from it.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    about="invoice_amount",
    passing=({"invoice_amount": "USD 10000.00"},),
    failing=({"invoice_amount": "USD -10000.00"},),
)
def invoice_below_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A credit note accompanies no goods."""
    if declaration.invoice_amount and declaration.invoice_amount.value < 0:
        yield fault("invoice_amount", total=declaration.invoice_amount)


@rule(
    "VAL-008",
    title=Term("Invoice amount without a currency", "결제금액 합계 통화 누락"),
    severity=Severity.WARNING,
    message="Invoice amount {total} names no currency.",
    remedy="Give the currency in three letters, such as USD.",
    source="ISO 4217",
    since=SECOND_EDITION,
    about="invoice_amount",
    passing=({"invoice_amount": "USD 10000.00"},),
    failing=({"invoice_amount": "10000.00"},),
)
def invoice_without_currency(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A number alone cannot be held against the prices of the items."""
    if declaration.invoice_amount and not declaration.invoice_amount.currency:
        yield fault("invoice_amount", total=f"{declaration.invoice_amount.value:,f}")


@each_item(
    "VAL-009",
    title=Term("Declared value below zero", "음수 신고가격"),
    severity=Severity.ERROR,
    message="Item {item}: the {label} {amount} is below zero.",
    remedy="Give the value of the goods, above zero, or leave it out: it is worked out here.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    passing=({"items.1.statistical_value": "KRW 14000000"},),
    failing=({"items.1.statistical_value": "KRW -14000000"}, {"items.1.customs_value": "KRW -1"}),
)
def value_below_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods may be worth little, never less than nothing."""
    if item.customs_value and item.customs_value.value < 0:
        yield fault("customs_value", label="customs value", amount=item.customs_value)
    if item.statistical_value and item.statistical_value.value < 0:
        yield fault("statistical_value", label="statistical value", amount=item.statistical_value)


@each_item(
    "VAL-010",
    title=Term("Tax worked out below zero", "음수 세액 기재"),
    severity=Severity.ERROR,
    message="Item {item}: {label} {amount} of tax {tax} is below zero.",
    remedy="Give it as a positive number, or leave it out: tax is worked out here.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    about="duties",
    passing=({"items.1.duties.1.type": "CUD", "items.1.duties.1.assessed": "KRW 0"},),
    failing=(
        {"items.1.duties.1.type": "CUD", "items.1.duties.1.assessed": "KRW -96000"},
        {"items.1.duties.1.type": "VAT", "items.1.duties.1.base": "KRW -1"},
    ),
)
def tax_below_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What customs owes the trader is asked back (환급), not declared."""
    for number, tax in enumerate(item.duties, 1):
        for field, label, amount in (
            ("base", "base", tax.base),
            ("assessed", "amount", tax.assessed),
            ("payable", "amount to pay", tax.payable),
        ):
            if amount and amount.value < 0:
                yield fault("duties", number, field, label=label, amount=amount, tax=tax.type or "(no type)")


@rule(
    "VAL-011",
    title=Term("Rate of exchange not above zero", "환율 0 이하"),
    severity=Severity.ERROR,
    message="The rate of exchange {rate} for {currency} is not above zero.",
    remedy="Correct it, or leave it out: the customs rate of the day applies.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    about="exchange_rates",
    passing=({"exchange_rates.1.currency": "USD", "exchange_rates.1.rate": "1412.50"},),
    failing=({"exchange_rates.1.currency": "USD", "exchange_rates.1.rate": "0"},),
)
def rate_not_above_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """At such a rate every price would be nothing."""
    for number, stated in enumerate(declaration.exchange_rates, 1):
        if stated.rate is not None and stated.rate <= 0:
            yield fault("exchange_rates", number, "rate", rate=f"{stated.rate:f}", currency=stated.currency or "no currency")


@rule(
    "VAL-012",
    title=Term("Security without a number", "담보 번호 누락"),
    severity=Severity.WARNING,
    message="Security {number} of type {type} names neither number nor reference.",
    remedy="Give the number under which the security was lodged with customs.",
    source="WCO Data Model 3.6, class 90A, elements D014 and 100",
    since=SECOND_EDITION,
    about="guarantees",
    passing=({"guarantees.1.type": "1", "guarantees.1.reference": "SEC-2026-0001"},),
    failing=({"guarantees.1.type": "1"}, {"guarantees.1.amount": "KRW 5000000"}),
)
def security_without_number(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nothing can be drawn on a security that nobody finds."""
    for number, security in enumerate(declaration.guarantees, 1):
        if not (security.id or security.reference):
            yield fault("guarantees", number, "reference", number=number, type=security.type or "(not given)")


@rule(
    "VAL-013",
    title=Term("Security below zero", "음수 담보 금액"),
    severity=Severity.ERROR,
    message="The amount {amount} of security {reference} is below zero.",
    remedy="Give the sum that is secured.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    about="guarantees",
    passing=({"guarantees.1.reference": "SEC-2026-0001", "guarantees.1.amount": "KRW 5000000"},),
    failing=({"guarantees.1.reference": "SEC-2026-0001", "guarantees.1.amount": "KRW -5000000"},),
)
def security_below_zero(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A security covers a debt; less than nothing covers none."""
    for number, security in enumerate(declaration.guarantees, 1):
        if security.amount and security.amount.value < 0:
            named = security.reference or security.id or str(number)
            yield fault("guarantees", number, "amount", amount=security.amount, reference=named)


@rule(
    "VAL-014",
    title=Term("Place of delivery without terms", "인도조건 없는 인도장소"),
    severity=Severity.WARNING,
    message="Place of delivery {place} is named, but no terms of delivery.",
    remedy="Give the terms, such as FOB or CIF.",
    source="HMRC, published error codes of CDS: 12070 to 12079, pairs that go together",
    since=SECOND_EDITION,
    about="trade_terms_place",
    passing=({"trade_terms_place": "CNSHG"}, {"trade_terms": "CFR", "freight": None, "trade_terms_place": "KRPUS"}),
    failing=({"trade_terms": None, "trade_terms_place": "CNSHG"},),
)
def place_without_terms(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The place says where, the terms say what is paid up to there."""
    if declaration.trade_terms_place and not declaration.trade_terms:
        yield fault("trade_terms_place", place=declaration.trade_terms_place)
