"""Values in Korea: what the customs value (CIF, in won at the week's customs rate) cannot be worked out without."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import Example, Fault, each_item, fault, rule
from eclear.journey.checks.rules.kr.clearance import listed
from eclear.reference.codes import counted

INSURANCE, FREIGHT = "INS", "FRT"
VALUATION = "Customs Act, valuation: price with freight and insurance to the port of import"


@each_item(
    "KR-VAL-001",
    title=Term("No price", "결제금액 누락"),
    severity=Severity.ERROR,
    message="Item {item}: its price is {price}.",
    remedy="Give the price paid or payable, above zero; goods free of charge are declared at their value.",
    source=VALUATION,
    passing=({"items.1.price": "USD 0.01"},),
    failing=({"items.1.price": None}, {"items.1.price": "USD 0"}, Example({"items.1.price": None}, start="export")),
)
def no_price(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The customs value begins with the price; without one there is nothing to assess."""
    if item.price is None or item.price.value == 0:
        yield fault("price", price=item.price or "not given")


@each_item(
    "KR-VAL-002",
    title=Term("Currency without a customs rate", "과세환율 없는 통화"),
    severity=Severity.ERROR,
    message="Item {item}: price {price} is in a currency without a customs rate in the week of {on}.",
    remedy="Use one of {allowed}.",
    source="Weekly customs exchange rates (주간환율) of the country folder",
    needs=frozenset({"country"}),
    passing=({"items.1.price": "KRW 13500000", "freight": "KRW 150000", "charges.1.amount": "KRW 20000"},),
    failing=({"items.1.price": "XXX 10000.00"}, Example({"items.1.price": "XXX 10000.00"}, start="export")),
)
def currency_without_rate(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The rate is that of the declaration date, never that of the invoice or the payment."""
    if item.price and item.price.currency:
        exchange = context.facts.exchange
        if exchange.rate(item.price.currency, context.declared_on) is None:
            yield fault("price", price=item.price, on=context.declared_on, allowed=listed({"KRW", *exchange.currencies}))


@rule(
    "KR-VAL-003",
    title=Term("Freight or charge without a customs rate", "운임·가산공제 통화 오류"),
    severity=Severity.ERROR,
    message="{label} {amount} is in a currency without a customs rate in the week of {on}.",
    remedy="Use one of {allowed}.",
    source="Weekly customs exchange rates (주간환율) of the country folder",
    needs=frozenset({"country"}),
    passing=({"freight": "KRW 150000"},),
    failing=({"freight": "XXX 120.00"}, {"freight": "120.00"}, {"charges.1.amount": "XXX 15.00"}),
)
def charge_without_rate(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What is added to the price must be worked into the same won."""
    exchange, on = context.facts.exchange, context.declared_on
    if declaration.freight and exchange.rate(declaration.freight.currency, on) is None:
        allowed = listed({"KRW", *exchange.currencies})
        yield fault("freight", label="Freight", amount=declaration.freight, on=on, allowed=allowed)
    for number, charge in enumerate(declaration.charges, 1):
        if charge.amount and exchange.rate(charge.amount.currency, on) is None:
            allowed = listed({"KRW", *exchange.currencies})
            label = f"Charge {charge.type or number}"
            yield fault("charges", number, "amount", label=label, amount=charge.amount, on=on, allowed=allowed)


@rule(
    "KR-VAL-004",
    title=Term("Terms of delivery missing or unknown", "인도조건 오류"),
    severity=Severity.ERROR,
    message="Terms of delivery {terms} are not known.",
    remedy="Use one of {allowed}.",
    source="Terms of delivery in use since 2020, as flags of the country folder",
    needs=frozenset({"country"}),
    passing=({"trade_terms": "CIF", "freight": None, "charges.1": None},),
    failing=({"trade_terms": None}, {"trade_terms": "XYZ"}, Example({"trade_terms": None}, start="export")),
)
def terms_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """They say whether freight and insurance are in the price already."""
    known = context.facts.codes.incoterms
    if declaration.trade_terms not in known:
        yield fault("trade_terms", terms=declaration.trade_terms or "(not given)", allowed=listed(known))


@rule(
    "KR-VAL-005",
    title=Term("Freight missing", "운임 누락"),
    severity=Severity.ERROR,
    message="Terms {terms} leave the freight out of the price, and none is declared.",
    remedy="Declare the freight to the port of import; 0 if there was none.",
    source=VALUATION,
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"freight": "USD 0"}, {"trade_terms": "CFR", "freight": None}),
    failing=({"freight": None}, {"trade_terms": "EXW", "freight": None}),
)
def freight_missing(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Korea values goods with their freight to the port of import."""
    terms = context.facts.codes.incoterms.get(declaration.trade_terms or "")
    if terms and not terms.freight_in_price and declaration.freight is None and not _stated(declaration, FREIGHT):
        yield fault("freight", terms=terms.code)


@rule(
    "KR-VAL-006",
    title=Term("Insurance missing", "보험료 누락"),
    severity=Severity.ERROR,
    message="Terms {terms} leave freight and insurance out of the price, and no insurance is declared.",
    remedy="Declare the insurance to the port of import as a charge of type INS; 0 if none was taken.",
    source=VALUATION,
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"charges.1.amount": "USD 0"}, {"trade_terms": "CFR", "freight": None, "charges.1": None}),
    failing=({"charges.1": None},),
)
def insurance_missing(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Where the seller pays the carriage (CFR, DAP) insurance is often not taken, so only FOB and its like are asked."""
    terms = context.facts.codes.incoterms.get(declaration.trade_terms or "")
    if terms and not (terms.freight_in_price or terms.insurance_in_price) and not _insured(declaration):
        yield fault("charges", terms=terms.code)


def _insured(declaration: Declaration) -> bool:
    return _stated(declaration, INSURANCE) or any(c.type == INSURANCE and c.amount for c in declaration.charges)


def _stated(declaration: Declaration, kind: str) -> bool:
    """True if every item states a charge of this kind itself."""
    return bool(declaration.items) and all(any(c.type == kind and c.amount for c in item.charges) for item in declaration.items)


@rule(
    "KR-VAL-007",
    title=Term("Freight or insurance perhaps counted twice", "운임·보험료 중복 의심"),
    severity=Severity.WARNING,
    message="Terms {terms} hold the {label} in the price, but {amount} is declared beside it.",
    remedy="Leave it out if the price holds it.",
    source=VALUATION,
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"trade_terms": "CIF", "freight": None, "charges.1": None}, {"trade_terms": "CFR", "freight": None}),
    failing=({"trade_terms": "CFR"}, {"trade_terms": "CIF", "freight": None}),
)
def counted_twice(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Stating it for information is common; paying duty on it twice is not wanted."""
    terms = context.facts.codes.incoterms.get(declaration.trade_terms or "")
    if terms is None:
        return
    if terms.freight_in_price and declaration.freight and declaration.freight.value:
        yield fault("freight", terms=terms.code, label="freight", amount=declaration.freight)
    if terms.insurance_in_price:
        for number, charge in enumerate(declaration.charges, 1):
            if charge.type == INSURANCE and charge.amount and charge.amount.value:
                yield fault("charges", number, "amount", terms=terms.code, label="insurance", amount=charge.amount)


@rule(
    "KR-VAL-008",
    title=Term("Charge of an unknown kind", "가산·공제 구분 오류"),
    severity=Severity.ERROR,
    message="Charge {number} is of kind {kind} and amounts to {amount}.",
    remedy="Give its amount and one of the kinds {allowed}.",
    source="GOVCBR929, element ChargeDeduction/ChargesTypeCode: 01 add, 02 deduct",
    needs=frozenset({"country"}),
    passing=({"charges.2.type": "01", "charges.2.amount": "USD 50"},),
    failing=({"charges.2.type": "ZZ", "charges.2.amount": "USD 50"}, {"charges.2.type": "01"}),
)
def charge_unknown(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An amount whose kind nobody knows can be neither added nor deducted."""
    for number, charge in enumerate(declaration.charges, 1):
        known = context.facts.codes.charges
        if charge.type not in known or charge.amount is None:
            kind, amount = charge.type or "(not given)", charge.amount or "(not given)"
            yield fault("charges", number, number=number, kind=kind, amount=amount, allowed=listed(known))


@rule(
    "KR-VAL-009",
    title=Term("Deductions take the whole price", "공제금액이 결제금액 이상"),
    severity=Severity.ERROR,
    message="The deductions come to KRW {deducted}, but the prices only to KRW {priced}.",
    remedy="Correct the deductions or the prices; what is left must be above zero.",
    source=VALUATION,
    needs=frozenset({"country"}),
    passing=({"charges.2.type": "02", "charges.2.amount": "USD 9999.99"},),
    failing=(
        {"charges.2.type": "02", "charges.2.amount": "USD 10000.00"},
        Example({"trade_terms": "CFR", "freight": "USD 10000.00"}, start="export"),
    ),
)
def nothing_left(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An export is valued FOB, so there freight and insurance in the price are taken off as well."""
    deducted = list(_deductions(declaration, context))
    if not deducted:
        return
    prices = [item.price for item in declaration.items if item.price]
    priced, taken = _won(prices, context), _won(deducted, context)
    if priced is not None and taken is not None and taken >= priced:
        steps = ("charges",) if declaration.charges else ("freight",)
        yield fault(*steps, deducted=f"{taken:,.0f}", priced=f"{priced:,.0f}")


def _deductions(declaration: Declaration, context: Context) -> Iterator[Amount]:
    codes, rules = context.facts.codes, context.facts.valuation
    terms, basis = codes.incoterms.get(declaration.trade_terms or ""), rules.exports if declaration.is_export else rules.imports
    if declaration.freight and counted("freight", terms, basis) < 0:
        yield declaration.freight
    for charge in declaration.charges:
        kind = codes.charges.get(charge.type or "")
        if charge.amount and kind and kind.counts(terms, basis) < 0:
            yield charge.amount


def _won(amounts: list[Amount], context: Context) -> Decimal | None:
    """Return the sum in won, or None if a currency has no rate, which is the finding of another rule."""
    total = Decimal(0)
    for amount in amounts:
        exchange = context.facts.exchange.rate(amount.currency, context.declared_on)
        if exchange is None:
            return None
        total += amount.value * exchange.rate
    return total
