"""Valuation in Korea: methods 2 to 6, what a sale between related parties is asked, charges of single items, price questions.

A price reference only starts a question here. It is never a value, and its figures are not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from eclear.casefile.declaration import Charge, Declaration, Item
from eclear.casefile.finding import Severity
from eclear.casefile.quantity import Amount
from eclear.casefile.valuation import METHODS, Method
from eclear.casefile.words import Term
from eclear.journey.checks.context import Context
from eclear.journey.checks.rule import SECOND_EDITION, Example, Fault, each_item, fault
from eclear.journey.checks.rules.kr.clearance import listed
from eclear.reference.codes import counted

AGREEMENT = "WTO Valuation Agreement, {}"
GROUNDS = "VAL"
"""The type of the statement in which an item gives the grounds of its value: a convention of eclear."""

OWN_VALUE = frozenset(METHODS) - {Method.TRANSACTION}
RELATED, RESTRICTED, CONDITIONED, PROCEEDS = range(4)
"""The places of the four valuation indicators. What each of them means is unconfirmed: the list gives four digits of 0 or 1."""

INDICATORS = "WCO Data Model 3.6, element 188: four digits of 0 or 1; the meaning of each place is unconfirmed"
COMING_BACK = frozenset({"ROY", "PRO", "AST", "01"})
"""Charges under which royalties, proceeds of a resale and assists can stand."""

METHOD_6 = {"items.1.valuation_method": "6", "items.1.customs_value": "KRW 14000000"}
SAID = {"items.1.information.1.type": GROUNDS, "items.1.information.1.text": "Goods lent, valued by their hire"}
ROYALTY = {"items.1.charges.1.type": "ROY", "items.1.charges.1.amount": "USD 300.00"}
SHIRTS = {"items.1.classifications.1.id": "6109100000", "items.1.description": "Cotton T-shirts"}


def grounds_of(item: Item) -> bool:
    """Return whether an item says on what grounds its value rests."""
    return any(said.type == GROUNDS and said.text and said.text.strip() for said in item.information)


def indicated(item: Item, place: int) -> bool:
    """Return whether the indicator at a place of an item is set."""
    indicators = item.valuation_indicators or ""
    return len(indicators) == 4 and indicators[place] == "1"


def in_won(amount: Amount | None, context: Context) -> Fraction | None:
    """Return an amount in won at the customs rate, exactly; None if there is none, or its currency has no rate."""
    exchange = context.facts.exchange.rate(amount.currency, context.declared_on) if amount else None
    return Fraction(amount.value) * Fraction(exchange.rate) if amount and exchange else None


@each_item(
    "KR-CVA-001",
    title=Term("Method of valuation unknown", "과세가격 결정방법 오류"),
    severity=Severity.ERROR,
    message="Item {item}: {method} is no method of valuation.",
    remedy="Give one of {allowed}.",
    source=AGREEMENT.format("Art. 1 to 7"),
    since=SECOND_EDITION,
    about="valuation_method",
    passing=({"items.1.valuation_method": "1"}, {**METHOD_6, **SAID}, {"items.1.valuation_method": None}),
    failing=({"items.1.valuation_method": "7"},),
)
def method_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """There are six, and they are taken in their order."""
    if item.valuation_method and item.valuation_method not in METHODS:
        yield fault("valuation_method", method=item.valuation_method, allowed=listed(METHODS))


@each_item(
    "KR-CVA-002",
    title=Term("Method 2 to 6 without a customs value", "제2~6방법 신고 과세가격 누락"),
    severity=Severity.ERROR,
    message="Item {item}: method {method} is declared, and the customs value is {value}.",
    remedy="Give the customs value that the method came to, or declare method 1 if the price stands.",
    source=AGREEMENT.format("Art. 2 to 7: these values rest on evidence that only the importer has"),
    since=SECOND_EDITION,
    movement="IM",
    about="valuation_method",
    passing=({**METHOD_6, **SAID},),
    failing=({"items.1.valuation_method": "4"}, {"items.1.valuation_method": "6", "items.1.customs_value": "KRW 0"}),
)
def no_customs_value(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Under method 1 the value is worked out here from the price; under the others nothing here could do it."""
    if item.valuation_method in OWN_VALUE and (item.customs_value is None or not item.customs_value.value):
        yield fault("customs_value", method=item.valuation_method, value=item.customs_value or "not given")


@each_item(
    "KR-CVA-003",
    title=Term("Method 2 to 6 without grounds", "제2~6방법 결정근거 누락"),
    severity=Severity.ERROR,
    message="Item {item}: method {method} is declared, and no statement of type VAL gives the grounds.",
    remedy="State why the methods before it did not do, and what the value rests on.",
    source=AGREEMENT.format("Art. 1 to 7 and general introductory commentary: the methods follow one another"),
    since=SECOND_EDITION,
    movement="IM",
    about="valuation_method",
    passing=({**METHOD_6, **SAID},),
    failing=(METHOD_6,),
)
def no_grounds(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whoever leaves the price behind says why; customs does the same."""
    if item.valuation_method in OWN_VALUE and not grounds_of(item):
        yield fault("information", method=item.valuation_method)


@each_item(
    "KR-CVA-004",
    title=Term("Valuation indicators not well formed", "과세가격 가산요소 부호 오류"),
    severity=Severity.WARNING,
    message="Item {item}: valuation indicators {indicators} are not four digits of 0 or 1.",
    remedy="Give four digits: relationship, restrictions, conditions, proceeds; 0 for no, 1 for yes.",
    source=INDICATORS,
    since=SECOND_EDITION,
    about="valuation_indicators",
    passing=({"items.1.valuation_indicators": "0000"},),
    failing=({"items.1.valuation_indicators": "2000"}, {"items.1.valuation_indicators": "00"}),
)
def indicators_malformed(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Each digit answers one question about the sale."""
    indicators = item.valuation_indicators or ""
    if indicators and not (len(indicators) == 4 and set(indicators) <= {"0", "1"}):
        yield fault("valuation_indicators", indicators=indicators)


@each_item(
    "KR-CVA-005",
    title=Term("Related parties: circumstances of the sale", "특수관계 거래상황 설명 필요"),
    severity=Severity.WARNING,
    message="Item {item}: indicators {indicators} say that buyer and seller are related; no statement of type VAL tells more.",
    remedy="State how they are related and how the price was agreed, or show a test value; the relationship alone is no fault.",
    source=AGREEMENT.format("Art. 1.2 and 15.4") + "; " + INDICATORS,
    since=SECOND_EDITION,
    movement="IM",
    about="valuation_indicators",
    passing=({"items.1.valuation_indicators": "0000"}, {"items.1.valuation_indicators": "1000", **SAID}),
    failing=({"items.1.valuation_indicators": "1000"},),
)
def related_parties(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """The price of a related seller stands if the relationship did not touch it: that can be told at once."""
    if indicated(item, RELATED) and not grounds_of(item):
        yield fault("valuation_indicators", indicators=item.valuation_indicators)


@each_item(
    "KR-CVA-006",
    title=Term("Restrictions or conditions: what they are", "처분 제한·조건 설명 필요"),
    severity=Severity.WARNING,
    message="Item {item}: indicators {indicators} tell of {what}, and no statement of type VAL says which.",
    remedy="State what was agreed, and what it is worth if that can be said.",
    source=AGREEMENT.format("Art. 1.1(a) and (b)") + "; " + INDICATORS,
    since=SECOND_EDITION,
    movement="IM",
    about="valuation_indicators",
    passing=({"items.1.valuation_indicators": "1000"}, {"items.1.valuation_indicators": "0110", **SAID}),
    failing=({"items.1.valuation_indicators": "0100"}, {"items.1.valuation_indicators": "0010"}),
)
def restricted(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Some do no harm: those of the law, those of the area of resale, those that do not touch the value."""
    if grounds_of(item):
        return
    told = [word for place, word in ((RESTRICTED, "restrictions"), (CONDITIONED, "conditions")) if indicated(item, place)]
    if told:
        yield fault("valuation_indicators", indicators=item.valuation_indicators, what=" and ".join(told))


@each_item(
    "KR-CVA-007",
    title=Term("Royalties or proceeds indicated, none stated", "권리사용료·사후귀속이익 금액 누락"),
    severity=Severity.WARNING,
    message="Item {item}: indicators {indicators} tell of proceeds or royalties; no charge of kind ROY, PRO or AST is stated.",
    remedy="State the amount as a charge of the item or of the whole shipment; if it is in the price already, say so in VAL.",
    source=AGREEMENT.format("Art. 1.1(c) and 8.1(b) to (d)") + "; " + INDICATORS,
    since=SECOND_EDITION,
    movement="IM",
    about="valuation_indicators",
    passing=(
        {"items.1.valuation_indicators": "0000"},
        {"items.1.valuation_indicators": "0001", **ROYALTY},
        {"items.1.valuation_indicators": "0001", "charges.2.type": "PRO", "charges.2.amount": "USD 50.00"},
        {"items.1.valuation_indicators": "0001", **SAID},
    ),
    failing=({"items.1.valuation_indicators": "0001"},),
)
def nothing_comes_back(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What flows back to the seller later is part of what the goods cost."""
    if not indicated(item, PROCEEDS) or grounds_of(item):
        return
    if not any(charge.type in COMING_BACK and charge.amount for charge in (*item.charges, *declaration.charges)):
        yield fault("valuation_indicators", indicators=item.valuation_indicators)


@each_item(
    "KR-CVA-008",
    title=Term("Charge of an item of an unknown kind", "란별 가산·공제 구분 오류"),
    severity=Severity.ERROR,
    message="Item {item}: charge {number} is of kind {kind} and amounts to {amount}.",
    remedy="Give its amount and one of the kinds {allowed}.",
    source="WCO Data Model 3.6, class 58B below 41A; kinds of the country folder",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="charges",
    passing=(ROYALTY,),
    failing=({**ROYALTY, "items.1.charges.1.type": "ZZ"}, {"items.1.charges.1.type": "ROY"}),
)
def charge_unknown(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """An amount whose kind nobody knows can be neither added nor deducted."""
    known = context.facts.codes.charges
    for number, charge in enumerate(item.charges, 1):
        if charge.type not in known or charge.amount is None:
            kind, amount = charge.type or "(not given)", charge.amount or "(not given)"
            yield fault("charges", number, number=number, kind=kind, amount=amount, allowed=listed(known))


@each_item(
    "KR-CVA-009",
    title=Term("Charge or value of an item without a customs rate", "란별 금액의 과세환율 없음"),
    severity=Severity.ERROR,
    message="Item {item}: {label} {amount} is in a currency without a customs rate in the week of {on}.",
    remedy="Use one of {allowed}.",
    source="Weekly customs exchange rates (주간환율) of the country folder",
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    passing=(ROYALTY, {**METHOD_6, **SAID}),
    failing=(
        {**ROYALTY, "items.1.charges.1.amount": "XXX 300.00"},
        {**METHOD_6, **SAID, "items.1.customs_value": "XXX 14000000"},
    ),
)
def without_rate(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whatever goes into the value is worked into won; a customs value without a currency is in won."""
    if not item.charges and item.customs_value is None:
        return
    exchange, on = context.facts.exchange, context.declared_on
    stated: list[tuple[tuple[str | int, ...], str, Amount]] = [
        (("charges", number, "amount"), f"charge {charge.type or number}", charge.amount)
        for number, charge in enumerate(item.charges, 1)
        if charge.amount
    ]
    value = item.customs_value
    if item.valuation_method in OWN_VALUE and value and value.currency and not declaration.is_export:
        stated.append((("customs_value",), "customs value", value))
    for steps, label, amount in stated:
        if exchange.rate(amount.currency, on) is None:
            allowed = listed({context.facts.currency, *exchange.currencies})
            yield fault(*steps, label=label, amount=amount, on=on, allowed=allowed)


@each_item(
    "KR-CVA-010",
    title=Term("Charge of an item below zero", "란별 음수 가산·공제"),
    severity=Severity.ERROR,
    message="Item {item}: charge {kind} {amount} is below zero.",
    remedy="Give the amount as a positive number; its kind says whether it is added or deducted.",
    source="HMRC, published error codes of CDS: 10021",
    since=SECOND_EDITION,
    about="charges",
    passing=(ROYALTY,),
    failing=({**ROYALTY, "items.1.charges.1.amount": "USD -300.00"},),
)
def charge_below_zero(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Whether an amount is added or deducted is said by its kind, never by its sign."""
    for number, charge in enumerate(item.charges, 1):
        if charge.amount and charge.amount.value < 0:
            yield fault("charges", number, "amount", kind=charge.type or number, amount=charge.amount)


@each_item(
    "KR-CVA-011",
    title=Term("Deductions take the whole of an item's price", "란별 공제금액이 결제금액 이상"),
    severity=Severity.ERROR,
    message="Item {item}: its price {price} less its deductions and its share of those for the whole is not above zero.",
    remedy="Correct the deductions or the price.",
    source=AGREEMENT.format("note to Art. 1: what is taken out was part of the price"),
    since=SECOND_EDITION,
    needs=frozenset({"country"}),
    about="charges",
    passing=({"items.1.charges.1.type": "02", "items.1.charges.1.amount": "USD 9999.00"},),
    failing=(
        {"items.1.charges.1.type": "02", "items.1.charges.1.amount": "USD 11000.00"},
        {
            "items.1.charges.1.type": "02",
            "items.1.charges.1.amount": "USD 6000.00",
            "charges.2.type": "02",
            "charges.2.amount": "USD 5000.00",
        },
    ),
)
def nothing_left(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What goes by mass is left to the assessment, which refuses the same."""
    if item.valuation_method in OWN_VALUE and item.customs_value and not declaration.is_export:
        return
    worth = _by_price(item, declaration, context)
    if worth is not None and worth <= 0:
        yield fault("charges", price=item.price)


def _by_price(item: Item, declaration: Declaration, context: Context) -> Fraction | None:
    """Return what an item comes to by its price, its own charges and its share by price of the rest; None without a price."""
    prices = [in_won(each.price, context) for each in declaration.items if each.price]
    price, own = in_won(item.price, context), _net(item.charges, declaration, context)
    whole = _net(declaration.charges, declaration, context)
    if price is None or own is None or whole is None:
        return None
    if declaration.freight:
        freight = in_won(declaration.freight, context)
        if freight is None:
            return None
        whole += freight * _counted(declaration, context, "freight")
    total = sum((worth for worth in prices if worth), Fraction(0))
    return price + own + whole * price / total if total > 0 and price > 0 else None


def _net(charges: tuple[Charge, ...], declaration: Declaration, context: Context) -> Fraction | None:
    """Return what charges add to the prices in won, below zero if they take off; None if one cannot be worked out."""
    codes, total = context.facts.codes, Fraction(0)
    rules = context.facts.valuation
    basis = rules.exports if declaration.is_export else rules.imports
    terms = codes.incoterms.get(declaration.trade_terms or "")
    for charge in charges:
        kind, worth = codes.charges.get(charge.type or ""), in_won(charge.amount, context)
        if kind is None or worth is None:
            return None
        total += worth * kind.counts(terms, basis)
    return total


def _counted(declaration: Declaration, context: Context, part: str) -> int:
    rules, terms = context.facts.valuation, context.facts.codes.incoterms.get(declaration.trade_terms or "")
    return counted(part, terms, rules.exports if declaration.is_export else rules.imports)


@each_item(
    "KR-CVA-012",
    title=Term("Price far below the usual: a question", "신고단가 확인 필요"),
    severity=Severity.WARNING,
    message="Item {item}: {price} for {quantity} {unit} is {each} each, far below what such goods usually cost.",
    remedy="This is a question, not a value: have contract, price list and payment at hand, or correct price or quantity.",
    source="WCO guidelines on valuation databases; WTO Decision 6.1; price references of the country folder (SYNTHETIC)",
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="price",
    passing=({**SHIRTS, "items.1.price": "USD 3000.00"}, {"items.1.price": "USD 10.00"}, Example(SHIRTS, start="export")),
    failing=({**SHIRTS, "items.1.price": "USD 500.00"}, {**SHIRTS, "items.1.price": "KRW 700000"}),
)
def far_below_the_usual(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """A difference alone proves nothing: stock is sold off, makers differ. So customs asks, and the price stands meanwhile."""
    reference = context.facts.prices.reference(item.hs, context.declared_on)
    if reference is None or item.price is None or item.price.value <= 0 or item.valuation_method in OWN_VALUE:
        return
    quantity = reference.quantity(item, context.facts.codes.units)
    exchange = context.facts.exchange.rate(reference.currency, context.declared_on)
    worth = in_won(item.price, context)
    if quantity is None or exchange is None or worth is None:
        return
    each = worth / Fraction(exchange.rate) / Fraction(quantity)
    if each * 100 < Fraction(reference.low) * Fraction(reference.ask_below):
        told = f"{reference.currency} {Decimal(each.numerator) / Decimal(each.denominator):,.2f}"
        yield fault("price", price=item.price, quantity=f"{quantity.normalize():,f}", unit=reference.unit, each=told)


@each_item(
    "KR-CVA-013",
    title=Term("Charge that the terms settle already", "인도조건상 불필요한 가산·공제"),
    severity=Severity.WARNING,
    message="Item {item}: charge {kind} {amount} changes nothing, for a price on {terms} terms {holds}.",
    remedy="Leave it out, or correct the terms of delivery.",
    source=AGREEMENT.format("Art. 8.2 and note to Art. 1; terms of delivery as flags of the country folder"),
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="charges",
    passing=(ROYALTY, {"trade_terms": "EXW", "items.1.charges.1.type": "INL", "items.1.charges.1.amount": "USD 40.00"}),
    failing=(
        {"items.1.charges.1.type": "INL", "items.1.charges.1.amount": "USD 40.00"},
        {"items.1.charges.1.type": "DTY", "items.1.charges.1.amount": "USD 40.00"},
    ),
)
def settled_by_terms(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """What the price holds is not added again, and what it does not hold cannot be taken out of it."""
    codes = context.facts.codes
    terms = codes.incoterms.get(declaration.trade_terms or "")
    if terms is None:
        return
    for number, charge in enumerate(item.charges, 1):
        kind = codes.charges.get(charge.type or "")
        if kind and kind.part and charge.amount and charge.amount.value and not _counted(declaration, context, kind.part):
            holds = "holds it already" if terms.holds(kind.part) else "does not hold it"
            yield fault("charges", number, kind=kind.code, amount=charge.amount, terms=terms.code, holds=holds)


@each_item(
    "KR-CVA-014",
    title=Term("Customs value below half of the price", "신고 과세가격이 거래가격의 절반 미만"),
    severity=Severity.WARNING,
    message="Item {item}: by method {method} the customs value is {value}, below half of the CIF value from the price, {price}.",
    remedy="Correct the value or the price, or have the papers at hand that show why the price is no measure of the value.",
    source=AGREEMENT.format("Art. 1 and 17: the price comes first, and customs may ask whether a statement is true"),
    since=SECOND_EDITION,
    movement="IM",
    needs=frozenset({"country"}),
    about="customs_value",
    passing=(
        {**METHOD_6, **SAID},
        {**METHOD_6, **SAID, "items.1.customs_value": "KRW 7157844"},
        {**METHOD_6, **SAID, "items.1.customs_value": "KRW 1", "items.1.valuation_method": "1"},
    ),
    failing=(
        {**METHOD_6, **SAID, "items.1.customs_value": "KRW 1"},
        {**METHOD_6, **SAID, "items.1.customs_value": "KRW 7157843"},
        {**METHOD_6, **SAID, "items.1.customs_value": "USD 10.00"},
    ),
)
def below_half_of_the_price(item: Item, declaration: Declaration, context: Context) -> Iterator[Fault]:
    """Goods may be worth less than was paid for them, and that is rare: the grounds are read again. Half is a teaching choice."""
    stated = item.customs_value
    if item.valuation_method not in OWN_VALUE or not stated or not stated.value or not grounds_of(item):
        return
    currency = context.facts.currency
    told = Amount(stated.value, stated.currency or currency)
    declared, price = in_won(told, context), _by_price(item, declaration, context)
    if declared is not None and price is not None and declared * 2 < price:
        yield fault("customs_value", method=item.valuation_method, value=told, price=f"{currency} {int(price):,}")
