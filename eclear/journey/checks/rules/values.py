"""Values: prices, charges and their currencies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, each_item, fault, rule


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
    passing=({"invoice_amount": "USD 10000"},),
    failing=({"invoice_amount": "USD 10000.01"},),
)
def invoice_amount(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: discounts and charges of the whole invoice are often left out of the items' prices."""
    total, prices = declaration.invoice_amount, [item.price for item in declaration.items if item.price]
    if total is None or not prices or len(prices) < len(declaration.items):
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
