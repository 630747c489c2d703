"""Prices in Korea: whether freight, insurance and the price of a kilogram can be believed, and what the terms say of places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault, rule
from eclear.journey.checks.rules.counts import PIECES
from eclear.journey.checks.rules.masses import in_kg
from eclear.journey.checks.rules.values import CREDIBILITY

INSURANCE, DEDUCTION = "INS", "02"

MOST_INSURANCE = Decimal("0.1")
"""The part of the prices that an insurance seldom exceeds. A measure of eclear's own."""

CHEAPEST_KG, DEAREST_KG = 10, 100_000_000
"""Won for a kilogram of goods, outside of which somebody asks. Measures of eclear's own: a factor of a thousand falls out."""

FAR = Decimal("0.05")
"""How far a stated rate of exchange may lie from the customs rate, as a part of it, before it is worth a word."""


def in_won(amount: Amount, context: Context) -> Decimal | None:
    """Return an amount in won at the customs rate, or None if its currency has none, which is the finding of another rule."""
    exchange = context.facts.exchange.rate(amount.currency, context.declared_on)
    return amount.value * exchange.rate if exchange else None


def above(amount: Amount, part: Decimal, declaration: Declaration, context: Context) -> Decimal | None:
    """Return the sum of the prices in won if an amount is above a part of it, else None."""
    prices = [item.price for item in declaration.items if item.price]
    if not prices or amount.value <= 0:
        return None
    if amount.currency == prices[0].currency and amount.value <= prices[0].value * part:
        return None  # without asking for a rate: the first price alone is enough
    worth, priced = in_won(amount, context), Decimal(0)
    for price in prices:
        won = in_won(price, context)
        if won is None:
            return None
        priced += won
    return priced if worth is not None and worth > priced * part else None


@rule(
    "KR-VAL-010",
    title=Term("Freight above the price of the goods", "운임이 결제금액을 초과"),
    severity=Severity.WARNING,
    message="Freight {freight} is more than the prices of all items together, KRW {priced}.",
    remedy="Look whether its currency or a decimal point is wrong.",
    source=CREDIBILITY,
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="freight",
    passing=({"freight": "USD 10000.00"}, {"freight": "KRW 1000000"}),
    failing=({"freight": "USD 12000.00"}, {"freight": "EUR 12000.00"}),
)
def freight_above_price(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Sand costs more to ship than to buy, but few goods are like sand."""
    if declaration.freight:
        priced = above(declaration.freight, Decimal(1), declaration, context)
        if priced is not None:
            yield fault("freight", freight=declaration.freight, priced=f"{priced:,.0f}")


@rule(
    "KR-VAL-011",
    title=Term("Insurance beyond belief", "보험료 과다"),
    severity=Severity.WARNING,
    message="Insurance {insurance} is more than a tenth of the prices of all items, KRW {priced}.",
    remedy="Look whether its currency or a decimal point is wrong.",
    source=CREDIBILITY,
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="charges",
    passing=({"charges.1.amount": "USD 1000.00"}, {"charges.1.amount": "KRW 20000"}),
    failing=({"charges.1.amount": "USD 1500.00"},),
)
def insurance_beyond_belief(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Cover for a voyage costs parts of a per cent."""
    for number, charge in enumerate(declaration.charges, 1):
        if charge.type == INSURANCE and charge.amount:
            priced = above(charge.amount, MOST_INSURANCE, declaration, context)
            if priced is not None:
                yield fault("charges", number, "amount", insurance=charge.amount, priced=f"{priced:,.0f}")


@each_item(
    "KR-VAL-012",
    title=Term("Price of a kilogram beyond belief", "단위중량당 가격 이상"),
    severity=Severity.WARNING,
    message="Item {item}: {price} for {net} kg is KRW {each} a kilogram.",
    remedy="Look whether price, currency or net mass is wrong.",
    source=CREDIBILITY,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=({"items.1.price": "USD 1.00"},),
    failing=({"items.1.price": "USD 0.50"}, {"items.1.price": "USD 9000000.00", "items.1.description": "Diamonds, cut"}),
)
def kilogram_beyond_belief(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a question: a price alone proves nothing, and goods are never valued by their weight."""
    net = in_kg(item.net_mass)
    if not net or net < 0 or item.price is None or item.price.value <= 0:
        return
    won = in_won(item.price, context)
    if won is not None and not CHEAPEST_KG * net <= won <= DEAREST_KG * net:
        yield fault("price", price=item.price, net=f"{net:,f}", each=f"{won / net:,.2f}")


@each_item(
    "KR-VAL-013",
    title=Term("Less than a won a piece", "개당 가격 1원 미만"),
    severity=Severity.WARNING,
    message="Item {item}: {price} for {quantity} pieces is KRW {each} a piece.",
    remedy="Look whether price, currency or quantity is wrong; some goods are counted in thousands (MIL).",
    source=CREDIBILITY,
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=({"items.1.quantity": "10000000 C62"},),
    failing=({"items.1.quantity": "20000000 C62"},),
)
def less_than_a_won(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A screw costs more; mostly grams or strands were counted."""
    quantity = item.quantity
    if quantity is None or item.price is None or quantity.unit not in PIECES or quantity.value <= item.price.value:
        return
    won = in_won(item.price, context)
    if won is not None and 0 < won < quantity.value:
        yield fault("quantity", price=item.price, quantity=f"{quantity.value:,f}", each=f"{won / quantity.value:.4f}")


@each_item(
    "KR-VAL-014",
    title=Term("More decimals than the currency has", "통화 소수점 초과"),
    severity=Severity.WARNING,
    message="Item {item}: price {price} has parts smaller than the smallest of its currency, which has {decimals} decimals.",
    remedy="Give the price as it is paid.",
    source="ISO 4217, decimals of the currencies",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=({"items.1.price": "USD 10000.500"}, {"items.1.price": "JPY 1500000"}),
    failing=({"items.1.price": "USD 10000.555"}, {"items.1.price": "JPY 1500000.50"}),
)
def too_many_decimals(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Nobody pays half a yen: a unit price or another currency was meant."""
    if item.price is None:
        return
    exponent = item.price.value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return
    currency = context.facts.codes.currencies.get(item.price.currency or "")
    if currency and -exponent > currency.decimals and round(item.price.value, currency.decimals) != item.price.value:
        yield fault("price", price=item.price, decimals=currency.decimals or "no")


@rule(
    "KR-VAL-015",
    title=Term("Stated rate of exchange is not the customs rate", "신고환율과 과세환율 차이"),
    severity=Severity.WARNING,
    message="The rate of exchange {rate} for {currency} is far from the customs rate of {on}, {customs}.",
    remedy="Leave it out or give the customs rate: no other is used.",
    source="Weekly customs exchange rates (주간환율) of the country folder; the measure is eclear's own",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="exchange_rates",
    passing=({"exchange_rates.1.currency": "USD", "exchange_rates.1.rate": "1410"},),
    failing=({"exchange_rates.1.currency": "USD", "exchange_rates.1.rate": "1200"},),
)
def far_from_customs_rate(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Who reckons with the bank's rate reckons another duty than he will be asked for."""
    for number, stated in enumerate(declaration.exchange_rates, 1):
        customs = context.facts.exchange.rate(stated.currency, context.declared_on)
        if customs and stated.rate is not None and stated.rate > 0 and abs(stated.rate - customs.rate) > customs.rate * FAR:
            yield fault(
                "exchange_rates",
                number,
                "rate",
                rate=f"{stated.rate:f}",
                currency=stated.currency,
                on=context.declared_on,
                customs=f"{customs.rate:f}",
            )


@rule(
    "KR-VAL-016",
    title=Term("Place of delivery at the wrong end", "인도조건과 인도장소 불일치"),
    severity=Severity.WARNING,
    message="Terms {terms} are delivered {where}, but place {place} is in {country}.",
    remedy="Correct the terms or the place.",
    source="Terms of delivery in use since 2020, as flags of the country folder",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="trade_terms_place",
    passing=(
        {"trade_terms_place": "CNSHG"},
        {"trade_terms": "CFR", "freight": None, "trade_terms_place": "KRPUS"},
        Example({"trade_terms_place": "KRPUS"}, start="export"),
    ),
    failing=(
        {"trade_terms_place": "KRPUS"},
        {"trade_terms": "CFR", "freight": None, "trade_terms_place": "CNSHG"},
        Example({"trade_terms_place": "USLAX"}, start="export"),
    ),
)
def wrong_end(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whether freight is in the price is told by where the seller's part ends."""
    place = declaration.trade_terms_place or ""
    codes, country = context.facts.codes, place[:2]
    terms = codes.incoterms.get(declaration.trade_terms or "")
    if terms is None or len(place) != 5 or country not in codes.countries:
        return
    at_destination = country != context.facts.code if declaration.is_export else country == context.facts.code
    if at_destination != terms.freight_in_price:
        where = "at the end of the main carriage" if terms.freight_in_price else "before the main carriage"
        yield fault("trade_terms_place", terms=terms.code, where=where, place=place, country=country)


@rule(
    "KR-VAL-017",
    title=Term("Duty in the price, none taken off", "관세지급인도(DDP) 공제 확인"),
    severity=Severity.WARNING,
    message="Terms {terms} hold the duty in the price, but no deduction is declared.",
    remedy="State duty and taxes as a deduction (02) if they are shown apart; else duty is paid on them.",
    source="WTO Valuation Agreement, note to art. 1: duties of the country of import, if told apart, are not in the value",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    passing=({"trade_terms": "DDP", "freight": None, "charges.2.type": "02", "charges.2.amount": "USD 800.00"},),
    failing=({"trade_terms": "DDP", "freight": None},),
)
def duty_on_duty(declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Only a warning: where they are not shown apart, there is nothing to take off."""
    terms = context.facts.codes.incoterms.get(declaration.trade_terms or "")
    if terms and terms.duty_in_price and not any(charge.type == DEDUCTION for charge in declaration.charges):
        yield fault("trade_terms", terms=terms.code)


@each_item(
    "KR-VAL-018",
    title=Term("Statistical value in a foreign currency", "통계가격 통화 오류"),
    severity=Severity.WARNING,
    message="Item {item}: the statistical value is stated as {amount}, not in {currency}.",
    remedy="Give it in won, or leave it out: it is worked out here.",
    source="Customs Act, valuation: values are in won at the customs rate of the declaration date",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="statistical_value",
    passing=({"items.1.statistical_value": "KRW 14315688"},),
    failing=({"items.1.statistical_value": "EUR 9000"},),
)
def value_in_foreign_currency(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Price and value are two things: the one in the currency of the sale, the other in that of the statistics."""
    if item.statistical_value and item.statistical_value.currency not in (None, context.facts.currency):
        yield fault("statistical_value", amount=item.statistical_value, currency=context.facts.currency)
