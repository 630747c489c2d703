"""The worksheet of valuation: a price brought to its customs value line by line, and the path of the six methods."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from eclear.casefile.declaration import Charge, Declaration, Item
from eclear.casefile.duty import Exchange, ItemValue
from eclear.casefile.quantity import Amount, Measure
from eclear.casefile.valuation import (
    METHODS,
    AcceptedValue,
    Basis,
    ComputedEvidence,
    Condition,
    DeductiveEvidence,
    Determination,
    Evidence,
    FallBackEvidence,
    Relationship,
    Resale,
    Restriction,
    SaleEvidence,
)
from eclear.casefile.words import Term
from eclear.journey.duties.methods import order
from eclear.journey.duties.working import Line
from eclear.reference import Country
from eclear.web import wording
from eclear.web.languages import _

CHARGES, RESALES = 4, 3
"""How many rows the form has for additions and deductions, and for resales."""

LONGEST = 24

AGAINST = {
    "nothing": Term("nothing: the price stands", "없음: 거래가격 인정"),
    "no-sale": Term("there was no sale, the goods are lent", "매매 아님 (임대)"),
    "restriction": Term("the buyer may only exhibit the goods", "전시용으로만 사용 제한"),
    "condition": Term("the price depends on another purchase", "다른 물품 구매를 조건으로 함"),
    "proceeds": Term("part of the resale goes back to the seller", "재판매 수익 일부 귀속"),
    "related": Term("buyer and seller are related, nobody has looked yet", "특수관계, 아직 심사 안 함"),
    "untouched": Term("related, but the same price list for all buyers", "특수관계, 가격에 영향 없음"),
    "touched": Term("related, and dearer to everybody else", "특수관계가 가격에 영향"),
    "doubt": Term("doubt remains after question and answer", "질의·답변 후에도 의심"),
}
"""What may stand against the price, as a choice of the form."""

_SALES: Mapping[str, SaleEvidence] = {
    "nothing": SaleEvidence(),
    "no-sale": SaleEvidence(no_sale="the goods are lent"),
    "restriction": SaleEvidence(restrictions=(Restriction("they may only be exhibited"),)),
    "condition": SaleEvidence(conditions=(Condition("the buyer takes other goods too"),)),
    "proceeds": SaleEvidence(proceeds=True),
    "related": SaleEvidence(relationship=Relationship("parent and daughter firm")),
    "untouched": SaleEvidence(relationship=Relationship("parent and daughter firm", False, "one price list for all buyers")),
    "touched": SaleEvidence(relationship=Relationship("parent and daughter firm", True, "everybody else pays more")),
    "doubt": SaleEvidence(doubt="no payment was shown"),
}

BASES = {
    Basis.FLEXIBLE: Term("methods 1 to 5 with flexibility", "제1~5방법의 신축적 적용"),
    Basis.EARLIER: Term("a value accepted earlier", "이미 인정된 과세가격"),
    Basis.REFERENCE_PRICE: Term("a price reference", "참고가격"),
    Basis.HOME_PRODUCT: Term("the selling price of goods made in Korea", "국내 생산물품의 국내판매가격"),
    Basis.HIGHER_OF_TWO: Term("the higher of two values", "둘 중 높은 가격"),
    Basis.FOREIGN_MARKET: Term("the price on the market of export", "수출국 국내판매가격"),
    Basis.OTHER_COST: Term("another cost of production", "산정가격 아닌 생산비용"),
    Basis.THIRD_COUNTRY: Term("the price to a third country", "제3국 수출가격"),
    Basis.MINIMUM: Term("a minimum value", "최저과세가격"),
    Basis.ARBITRARY: Term("an arbitrary value", "자의적·가공적 가격"),
}
"""What a fall-back value may be said to rest on; all but the first two are forbidden, and the page shows the refusal."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that cannot be read, and what to write."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One addition or deduction as typed; ``of`` is "" for the whole shipment, 1 or 2 for an item."""

    kind: str = ""
    amount: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class ValueForm:
    """The first form as typed."""

    on: str = ""
    movement: str = "IM"
    terms: str = "FOB"
    currency: str = "USD"
    freight: str = ""
    shared: str = ""
    prices: tuple[str, ...] = ("", "")
    masses: tuple[str, ...] = ("", "")
    charges: tuple[ChargeRow, ...] = (ChargeRow(),) * CHARGES


@dataclass(frozen=True, slots=True)
class ResaleRow:
    """One sale after import as typed: unit price, units, days after import."""

    price: str = ""
    quantity: str = ""
    days: str = ""


@dataclass(frozen=True, slots=True)
class MethodForm:
    """The second form as typed; every figure by its name, amounts in national currency."""

    figures: Mapping[str, str] = field(default_factory=dict)
    against: str = "nothing"
    basis: str = Basis.FLEXIBLE.name
    computed_first: bool = False
    resales: tuple[ResaleRow, ...] = (ResaleRow(),) * RESALES


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of a working: what, as stated, rate, share, and what it adds in national currency."""

    name: str
    stated: str
    rate: str
    share: str
    worth: str


@dataclass(frozen=True, slots=True)
class SheetItem:
    """The value of one item: its formula, the remarks behind it, and its lines."""

    number: int
    value: str
    formula: str
    remarks: tuple[str, ...]
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The worksheet: the items, the rates used, the total, and the basis it was brought to."""

    items: tuple[SheetItem, ...]
    exchanges: tuple[Exchange, ...]
    total: str
    basis: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One method on the path: passed over, found, to be examined, or not reached; with what is to be said about it."""

    method: str
    name: Term
    state: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The path of the methods as far as one went, and the value if one did."""

    stops: tuple[Stop, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of charge with its grounds in law and how sure its code is."""

    code: str
    name: Term
    adds: bool
    by_terms: bool
    note: str
    mark: str


@dataclass(frozen=True, slots=True)
class ValuationPage:
    """The page of valuation: two forms, and what came of the one that was sent."""

    template: ClassVar[str] = "valuation.html"

    value_form: ValueForm
    method_form: MethodForm
    terms: tuple[tuple[str, Term], ...]
    currencies: tuple[str, ...]
    kinds: tuple[Kind, ...]
    against: tuple[tuple[str, Term], ...]
    bases: tuple[tuple[str, Term], ...]
    problems: tuple[Problem, ...]
    refusal: str
    currency: str
    sheet: Sheet | None
    path: Path | None


def kinds_of(country: Country) -> tuple[Kind, ...]:
    """Return the kinds of additions and deductions of a country."""
    charges = country.codes.charges.values()
    return tuple(Kind(c.code, c.name, c.sign > 0, bool(c.part), c.note, c.fact.mark) for c in charges)


def value_form(query: Mapping[str, str], on: date) -> ValueForm:
    """Return the first form as typed; without anything typed, an example that can be sent as it is."""
    if query.get("part") != "value":
        filled = (ChargeRow("INS", "20.00"), ChargeRow("ROY", "150.00", "1"), *(ChargeRow(),) * (CHARGES - 2))
        return ValueForm(on.isoformat(), freight="500.00", prices=("10000.00", "15000.00"), masses=("300", "100"), charges=filled)

    def text(name: str) -> str:
        return query.get(name, "").strip()[:LONGEST]

    return ValueForm(
        on=text("on"),
        movement="EX" if text("movement") == "EX" else "IM",
        terms=text("terms"),
        currency=text("currency"),
        freight=text("freight"),
        shared=text("shared"),
        prices=(text("price-1"), text("price-2")),
        masses=(text("mass-1"), text("mass-2")),
        charges=tuple(ChargeRow(text(f"kind-{n}"), text(f"amount-{n}"), text(f"of-{n}")) for n in range(1, CHARGES + 1)),
    )


EXAMPLE = {
    "quantity": "80",
    "sale": "900000",
    "identical_value": "",
    "identical_quantity": "",
    "identical_days": "",
    "similar_value": "1000000",
    "similar_quantity": "100",
    "similar_days": "75",
    "profit": "4000",
    "transport": "500",
    "duty": "1500",
    "materials": "",
    "fabrication": "",
    "margin": "",
    "carriage": "",
    "fall_back": "",
}
"""The figures of the second form, and what stands in them before anything was typed: similar goods that left too long ago."""


def method_form(query: Mapping[str, str]) -> MethodForm:
    """Return the second form as typed; without anything typed, an example that can be sent as it is."""
    if query.get("part") != "method":
        sold = (ResaleRow("20000", "30", "8"), ResaleRow("18000", "50", "20"), ResaleRow("20000", "25", "50"))
        return MethodForm(EXAMPLE, "touched", resales=sold)

    def text(name: str) -> str:
        return query.get(name, "").strip()[:LONGEST]

    return MethodForm(
        figures={name: text(name) for name in EXAMPLE},
        against=text("against") if text("against") in AGAINST else "nothing",
        basis=text("basis") if text("basis") in Basis.__members__ else Basis.FLEXIBLE.name,
        computed_first="computed_first" in query,
        resales=tuple(ResaleRow(text(f"resale-{n}"), text(f"sold-{n}"), text(f"days-{n}")) for n in range(1, RESALES + 1)),
    )


_NUMBER = re.compile(r"[0-9]{1,13}(\.[0-9]{1,3})?")


class Reading:
    """Reads what was typed; every field that cannot be read is a problem of its own."""

    def __init__(self) -> None:
        """Begin without problems."""
        self.problems: list[Problem] = []

    def declaration(self, form: ValueForm, country: Country) -> tuple[Declaration, date | None]:
        """Return the declaration that the first form makes, and its day."""
        try:
            on: date | None = date.fromisoformat(form.on)
        except ValueError:
            on = None
            self.problems.append(Problem("on", _("The day cannot be read. Write it as 2026-05-12.")))
        if form.terms not in country.codes.incoterms:
            self.problems.append(Problem("terms", _("These terms are not known. Choose some of the list.")))
        currency = form.currency if form.currency in (country.currency, *country.exchange.currencies) else None
        if currency is None:
            self.problems.append(Problem("currency", _("This currency has no customs rate. Choose one of the list.")))
        charges: dict[str, list[Charge]] = {"": [], "1": [], "2": []}
        for n, row in enumerate(form.charges, 1):
            amount = self.number(f"amount-{n}", row.amount)
            if amount is not None and row.kind not in country.codes.charges:
                self.problems.append(Problem(f"kind-{n}", _("Choose what this amount is, or leave the amount empty.")))
            elif amount is not None:
                charges.get(row.of, charges[""]).append(Charge(row.kind, Amount(amount, currency)))
        items = []
        for n, (typed, mass) in enumerate(zip(form.prices, form.masses, strict=True), 1):
            price, gross = self.number(f"price-{n}", typed), self.number(f"mass-{n}", mass)
            if n == 1 and not price:
                self.problems.append(Problem("price-1", _("State a price above 0.")))
            if price:
                measure = Measure(gross, "KGM") if gross else None
                items.append(Item(price=Amount(price, currency), gross_mass=measure, charges=tuple(charges[str(n)])))
            elif n > 1 and charges[str(n)]:
                self.problems.append(Problem(f"price-{n}", _("A charge is stated for this item, so state its price too.")))
        freight = self.number("freight", form.freight)
        return (
            Declaration(
                function="9",
                type=f"{form.movement}A",
                items=tuple(items),
                trade_terms=form.terms,
                freight=Amount(freight, currency) if freight is not None else None,
                charges=tuple(charges[""]),
            ),
            on,
        )

    def evidence(self, form: MethodForm, country: Country, on: date) -> Evidence:
        """Return the evidence that the second form tells, as far as it can be read."""
        given = {name: self.number(name, text) for name, text in form.figures.items()}
        quantity = given["quantity"]
        if not quantity:
            self.problems.append(Problem("quantity", _("State how many units are to be valued, above 0.")))
        won = country.currency
        sale = _SALES[form.against]
        computed = None
        if given["materials"] or given["fabrication"]:
            parts = [Amount(given[name] or Decimal(0), won) for name in ("materials", "fabrication", "margin", "carriage")]
            computed = ComputedEvidence(parts[0], parts[1], parts[2], parts[3], "the maker")
        resales = []
        for n, row in enumerate(form.resales, 1):
            price, sold, days = (
                self.number(f"{name}-{n}", typed)
                for name, typed in (("resale", row.price), ("sold", row.quantity), ("days", row.days))
            )
            if price and sold:
                resales.append(Resale(Amount(price, won), sold, on + timedelta(days=min(int(days or 0), 9999))))
        deductive = None
        if resales:
            deductive = DeductiveEvidence(
                on,
                tuple(resales),
                profit=given["profit"] or Decimal(0),
                transport=given["transport"] or Decimal(0),
                duty=given["duty"] or Decimal(0),
            )
        fall_back = given["fall_back"]
        return Evidence(
            quantity=quantity or Decimal(1),
            exported_on=on,
            made_in="CN",
            sale=SaleEvidence(
                given["sale"],
                sale.no_sale,
                sale.restrictions,
                sale.conditions,
                sale.proceeds,
                False,
                sale.relationship,
                sale.doubt,
            ),
            identical=self._other("identical", given, on),
            similar=self._other("similar", given, on),
            deductive=deductive,
            computed=computed,
            fall_back=FallBackEvidence(fall_back, Basis[form.basis], "as typed into the worksheet") if fall_back else None,
            computed_first=form.computed_first,
        )

    def _other(self, kind: str, given: Mapping[str, Decimal | None], on: date) -> tuple[AcceptedValue, ...]:
        value, quantity, days = (given[f"{kind}_{name}"] for name in ("value", "quantity", "days"))
        if not value or not quantity:
            return ()
        exported = on - timedelta(days=min(int(days or 0), 9999))
        return (AcceptedValue(f"the accepted value of {kind} goods", value, quantity, exported, "CN"),)

    def number(self, name: str, text: str) -> Decimal | None:
        """Return a number that was typed; None for an empty field."""
        plain = text.replace(",", "").replace(" ", "")
        if not plain:
            return None
        if not (plain.isascii() and _NUMBER.fullmatch(plain)):
            wrong = _("The figure cannot be read. Write a number such as 1250.50, or leave it empty.")
            self.problems.append(Problem(name, wrong))
            return None
        return Decimal(plain)


def sheet_of(
    values: Sequence[ItemValue], lines: Sequence[tuple[Line, ...]], exchanges: tuple[Exchange, ...], country: Country, basis: str
) -> Sheet:
    """Return the worksheet as it is shown."""
    items = []
    for value, own in zip(values, lines, strict=True):
        formula, *remarks = value.formula.split("; ")
        items.append(
            SheetItem(
                value.item, _sum(value.value, country), formula, tuple(remarks), tuple(_line(line, country) for line in own)
            )
        )
    total = sum((value.value for value in values), Decimal(0))
    return Sheet(tuple(items), exchanges, wording.plain(total, country.currency, country.code), basis)


def _sum(value: Decimal, country: Country) -> str:
    return wording.money(Amount(value, country.currency), country.code)


def _line(line: Line, country: Country) -> SheetLine:
    exchange = line.sum.exchange
    rate = "" if exchange.currency == country.currency else wording.number(exchange.rate, least=2)
    stated = wording.money(line.sum.amount, country.code)
    return SheetLine(line.sum.name, stated, rate, line.share, _written(line.worth))


def _written(worth: Fraction) -> str:
    """Return an exact amount with at most two decimals; what follows is dropped here, not in the value."""
    hundredths = Decimal(int(abs(worth) * 100)) / 100
    return wording.number(-hundredths if worth < 0 else hundredths, least=0 if hundredths % 1 == 0 else 2)


def path_of(found: Determination, computed_first: bool, country: Country) -> Path:
    """Return the path of the methods: those passed over, the one that stopped it, those not reached."""
    why = {passed.method: passed.why for passed in found.passed}
    stops, at = [], len(why)
    for number, method in enumerate(order(computed_first)):
        told: tuple[str, ...] = ()
        if method in why:
            state, told = "passed", (why[method],)
        elif number == at:
            state, told = ("found" if found.method else "stop"), found.working
        else:
            state = "ahead"
        stops.append(Stop(method, METHODS[method], state, told))
    return Path(tuple(stops), _sum(found.value, country) if found.value is not None else "")
