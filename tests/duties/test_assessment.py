"""What a declaration owes, to the won, and how it came about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.casefile.declaration import (
    Charge,
    Classification,
    Declaration,
    Information,
    Item,
    ItemDocument,
    Origin,
)
from eclear.casefile.duty import Assessment
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import CannotAssess, assess
from eclear.journey.duties.rounding import divided
from eclear.reference import Country, country

MAY = date(2026, 5, 12)
OFFICIAL_EXAMPLE = date(2026, 3, 3)
PLAIN = "9503000000"
PROOF = (ItemDocument(category="N", id="KRCN-26-1", type="861"),)


def _korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


KOREA = _korea()


def usd(text: str) -> Amount:
    return Amount(Decimal(text), "USD")


def item(price: str, hsk: str = PLAIN, currency: str = "USD", **more: object) -> Item:
    code = (Classification(hsk, "HSK"),)
    return Item(price=Amount(Decimal(price), currency), classifications=code, **more)  # type: ignore[arg-type]


def claimed(price: str, hsk: str, basis: str, origin: str, documents: tuple[ItemDocument, ...] = PROOF) -> Item:
    claim = (Information(basis, None, "TRB"),)
    return item(price, hsk, information=claim, origins=(Origin(origin, "2"),), documents=documents)


def goods(*items: Item, terms: str = "CIF", **more: object) -> Declaration:
    return Declaration(function="9", items=items, trade_terms=terms, **{"type": "IMA", **more})  # type: ignore[arg-type]


def owed(declaration: Declaration, on: date = MAY) -> Assessment:
    return assess(declaration, KOREA, on)


def amounts(assessment: Assessment) -> list[tuple[int, str, int]]:
    return [(line.item, line.type, int(line.amount)) for line in assessment.lines]


def test_the_official_example_of_1000_dollars_at_1200_won_owes_96000_won_of_duty() -> None:
    assessment = owed(goods(item("1000")), OFFICIAL_EXAMPLE)
    duty, vat = assessment.lines
    assert (duty.type, duty.base, duty.rate, duty.amount) == ("CUD", Decimal(1_200_000), Decimal(8), Decimal(96_000))
    assert (vat.base, vat.amount) == (Decimal(1_296_000), Decimal(129_600))
    assert [week.rate for week in assessment.exchanges] == [Decimal("1200.00")]


def test_plain_goods_of_1200000_won_owe_225600_won() -> None:
    assessment = owed(goods(item("1200000", currency="KRW")))
    assert amounts(assessment) == [(1, "CUD", 96_000), (1, "VAT", 129_600)]
    assert assessment.lines[1].base == Decimal(1_296_000)
    assert assessment.total_due == Decimal(225_600)
    assert assessment.customs_value == Decimal(1_200_000)
    assert assessment.exchanges == ()


def test_freight_insurance_and_additions_go_into_the_value_and_deductions_out() -> None:
    charges = (Charge("INS", usd("20.00")), Charge("01", usd("30.00")), Charge("02", usd("50.00")))
    assessment = owed(goods(item("10000.00"), terms="FOB", freight=usd("500.00"), charges=charges))
    assert assessment.customs_value == Decimal(10_500) * Decimal("1412.50")
    assert assessment.values[0].formula == (
        "(USD 10,000.00 + freight USD 500.00 + insurance USD 20.00 + other additions USD 30.00 - deductions USD 50.00)"
        " x 1,412.50 = KRW 14,831,250"
    )


def test_freight_is_shared_out_by_price_in_a_formula_that_a_declarant_can_follow() -> None:
    first, second = owed(goods(item("10000.00"), item("15000.00"), terms="FOB", freight=usd("500.00"))).values
    assert first.formula == "(USD 10,000.00 + freight USD 500.00 x 40 %) x 1,412.50 = KRW 14,407,500; no insurance stated"
    assert second.formula == "(USD 15,000.00 + freight USD 500.00 x 60 %) x 1,412.50 = KRW 21,611,250; no insurance stated"


def test_a_share_that_is_no_round_percentage_is_told_as_a_fraction() -> None:
    first, *_ = owed(goods(item("100.00"), item("200.00"), terms="FOB", freight=usd("10.00"))).values
    told = "(USD 100.00 + freight USD 10.00 x 100.00 / 300.00) x 1,412.50 = KRW 145,958, fractions dropped"
    assert first.formula == f"{told}; no insurance stated"


def test_items_in_several_currencies_share_the_freight_by_their_worth_in_won() -> None:
    dollars, won = item("100.00"), item("141250", currency="KRW")
    first, second = owed(goods(dollars, won, terms="FOB", freight=usd("10.00"))).values
    lacking = "; no insurance stated"
    assert first.formula == f"(USD 100.00 + freight USD 10.00 x 50 %) x 1,412.50 = KRW 148,312, fractions dropped{lacking}"
    assert second.formula == f"KRW 141,250 + freight USD 10.00 x 1,412.50 x 50 % = KRW 148,312, fractions dropped{lacking}"
    first, _ = owed(goods(dollars, item("1", currency="KRW"), terms="FOB", freight=usd("10.00"))).values
    assert "freight USD 10.00 x 141,250 / 141,251) x 1,412.50" in first.formula


def test_a_charge_in_another_currency_is_turned_into_won_by_its_own_rate() -> None:
    freight = Amount(Decimal("500.00"), "EUR")
    assessment = owed(goods(item("10000.00"), terms="FOB", freight=freight))
    euro = KOREA.exchange.rate("EUR", MAY)
    assert euro is not None
    assert assessment.customs_value == int(Decimal("14125000") + 500 * euro.rate)
    assert f"USD 10,000.00 x 1,412.50 + freight EUR 500.00 x {euro.rate:,f} = KRW" in assessment.values[0].formula
    assert {week.currency for week in assessment.exchanges} == {"USD", "EUR"}


def test_freight_in_a_cif_price_is_not_added_again_and_the_formula_says_so() -> None:
    stated = owed(goods(item("10000.00"), terms="CIF", freight=usd("500.00"), charges=(Charge("INS", usd("20.00")),)))
    assert stated.customs_value == owed(goods(item("10000.00"))).customs_value
    assert "freight USD 500.00 is already in the CIF price" in stated.values[0].formula
    assert "insurance USD 20.00 is already in the CIF price" in stated.values[0].formula


def test_a_cfr_price_lacks_the_insurance_only() -> None:
    assessment = owed(goods(item("10000.00"), terms="CFR", freight=usd("500.00"), charges=(Charge("INS", usd("20.00")),)))
    assert assessment.customs_value == Decimal(10_020) * Decimal("1412.50")


def test_two_items_with_two_rates_are_taxed_apart() -> None:
    assessment = owed(goods(item("1000.00"), item("2000.00", "6109100000")), OFFICIAL_EXAMPLE)
    assert amounts(assessment) == [(1, "CUD", 96_000), (1, "VAT", 129_600), (2, "CUD", 312_000), (2, "VAT", 271_200)]
    assert assessment.total_due == Decimal(808_800)


def test_the_exchange_week_of_the_declaration_date_decides() -> None:
    saturday, sunday = owed(goods(item("1000")), date(2026, 3, 7)), owed(goods(item("1000")), date(2026, 3, 8))
    assert saturday.customs_value == Decimal(1_200_000)
    assert sunday.customs_value != saturday.customs_value


def test_each_step_drops_fractions_of_a_won() -> None:
    assessment = owed(goods(item("1999", currency="KRW")))
    assert amounts(assessment) == [(1, "CUD", 159), (1, "VAT", 215)]  # 159.92, then 215.8
    assert all("fractions dropped" in line.formula for line in assessment.lines)


def test_every_line_shows_base_rate_formula_source_and_mark() -> None:
    duty, vat = owed(goods(item("1200000", "3304990000", "KRW"))).lines
    assert duty.formula == "KRW 1,200,000 x 6.5 % = KRW 78,000 (C WTO rate, lower than A 8 %)"
    assert (duty.basis, duty.mark) == ("C", "secondary")
    assert vat.formula == "KRW (1,200,000 + 78,000) x 10 % = KRW 127,800"
    assert duty.source and vat.source


def test_a_preference_with_proof_lowers_the_duty() -> None:
    duty, _ = owed(goods(claimed("1000", "8501101000", "FCN1", "CN")), OFFICIAL_EXAMPLE).lines
    assert (duty.basis, duty.rate, duty.amount, duty.mark) == ("FCN1", Decimal("1.6"), Decimal(19_200), "real")


@pytest.mark.parametrize(
    ("claim", "remark"),
    [
        pytest.param(claimed("1000", "8501401000", "E1", "CN", ()), "E1 is claimed without a proof of origin", id="no proof"),
        pytest.param(
            claimed("1000", "8501401000", "E1", "CN", (ItemDocument(type="861"),)), "without a proof", id="proof without number"
        ),
        pytest.param(claimed("1000", "8501401000", "FCN1", "VN"), "FCN1 is not for goods of VN", id="wrong origin"),
        pytest.param(claimed("1000", "8501401000", "XYZ", "CN"), "XYZ is no preference in force", id="unknown basis"),
        pytest.param(claimed("1000", "8501401000", "FNZ1", "NZ"), "FNZ1 has no rate for 8501401000", id="no row"),
    ],
)
def test_a_claim_that_does_not_count_leaves_the_ordinary_rate_and_says_why(claim: Item, remark: str) -> None:
    duty, _ = owed(goods(claim)).lines
    assert (duty.basis, duty.rate) == ("A", Decimal(8))
    assert remark in duty.formula


def test_apta_goods_with_proof_pay_5_6_percent() -> None:
    duty, _ = owed(goods(claimed("1000", "8501401000", "E1", "CN"))).lines
    assert duty.rate == Decimal("5.6")


def test_an_ordinary_claim_of_no_preference_is_no_remark() -> None:
    duty, _ = owed(goods(item("1000", information=(Information("A", None, "TRB"),)))).lines
    assert "claimed" not in duty.formula


def test_a_tax_that_is_not_computed_is_named_beside_the_duty() -> None:
    duty, _ = owed(goods(item("1000", "8703231010"))).lines
    assert "individual consumption tax may also be due; it is not computed here" in duty.formula


def test_every_line_of_the_tariff_can_be_assessed() -> None:
    for line in KOREA.tariff.lines(MAY):
        quantity = Measure(Decimal(40), "LTR" if line.hsk.startswith("2203") else "C62")
        assessment = owed(goods(item("1000.00", line.hsk, quantity=quantity)))
        types = [taxed.type for taxed in assessment.lines]
        assert types[0] == "CUD" and types[-1] == "VAT" and all(taxed.mark for taxed in assessment.lines), line.hsk
        assert assessment.total_due == sum(taxed.amount for taxed in assessment.lines)


def test_books_pay_neither_duty_nor_vat() -> None:
    assessment = owed(goods(item("1000", "4901990000")))
    assert assessment.total_due == 0
    assert assessment.lines[1].basis == "EXEMPT"


def test_an_export_is_valued_fob_and_owes_nothing() -> None:
    fob = owed(goods(item("10000.00"), terms="FOB", type="EXA", freight=usd("500.00")))
    cif = owed(goods(item("10520.00"), terms="CIF", type="EXA", freight=usd("500.00"), charges=(Charge("INS", usd("20.00")),)))
    for assessment in (fob, cif):
        assert assessment.lines == ()
        assert assessment.total_due == 0
        assert assessment.customs_value == Decimal(14_125_000)
    assert "freight USD 500.00 is not in the FOB price" in fob.values[0].formula
    assert "(USD 10,520.00 - freight USD 500.00 - insurance USD 20.00) x 1,412.50" in cif.values[0].formula


def test_an_export_of_goods_without_a_tariff_line_still_has_a_value() -> None:
    assert owed(goods(item("1000", "9999999999"), type="EXA")).customs_value > 0


BASE = goods(item("1000"), item("2000"), terms="FOB", freight=usd("100"), charges=(Charge("INS", usd("5")),))


@pytest.mark.parametrize(
    ("broken", "on", "message", "pointer"),
    [
        (replace(BASE, items=()), MAY, "no item", "42A/67A/68A"),
        (goods(item("1000"), Item()), MAY, "Item 2: none is stated as its price", "42A/67A/68A[2]/23A/79A/112"),
        (goods(item("0")), MAY, "Item 1: 0 is stated as its price", "42A/67A/68A[1]/23A/79A/112"),
        (goods(item("5", currency="XAU")), MAY, "no customs rate of XAU for 2026-05-12", "42A/67A/68A[1]/23A/79A/112"),
        (goods(Item(price=Amount(Decimal(5)))), MAY, "currency is missing", "42A/67A/68A[1]/23A/79A/112"),
        (goods(item("5")), date(2025, 6, 1), "no customs rate of USD for 2025-06-01", "42A/67A/68A[1]/23A/79A/112"),
        (goods(item("5", currency="KRW")), date(2025, 6, 1), "no line 9503000000 on 2025-06-01", "42A/67A/68A[1]/23A/21A[1]/145"),
        (goods(item("5", "9999999999")), MAY, "no line 9999999999", "42A/67A/68A[1]/23A/21A[1]/145"),
        (goods(Item(price=usd("5"))), MAY, r"no line \(no code\)", "42A/67A/68A[1]/23A/21A"),
        (replace(BASE, freight=usd("-1")), MAY, "Freight USD -1 is below 0", "42A/67A/41A/117"),
        (replace(BASE, charges=(Charge("77", usd("5")),)), MAY, "Charge 1: its kind 77 is not in the list", "42A/67A/41A/58B[1]"),
        (replace(BASE, charges=(Charge("INS"),)), MAY, "Charge 1: its amount is missing", "42A/67A/41A/58B[1]"),
        (replace(BASE, charges=(Charge("02", usd("9000")),)), MAY, "deductions take the whole price", "42A/67A/41A/58B"),
        (goods(item("1" + "0" * 399 + "1.5"), item("3")), MAY, "more digits than can be computed", "42A/67A/68A"),
    ],
)
def test_what_cannot_be_assessed_is_named_with_its_place(broken: Declaration, on: date, message: str, pointer: str) -> None:
    with pytest.raises(CannotAssess, match=message) as refused:
        owed(broken, on)
    assert refused.value.place.pointer == pointer


prices = st.decimals(min_value=Decimal("0.001"), max_value=Decimal("9999999999"), places=3)
some_prices = st.lists(prices, min_size=1, max_size=12)
currencies = st.sampled_from(["USD", "JPY", "VND", "KRW", "EUR"])


@given(some_prices, currencies, prices, prices)
def test_the_items_together_never_exceed_the_exact_value_and_fall_short_by_less_than_a_won_each(
    stated: list[Decimal], currency: str, freight: Decimal, insurance: Decimal
) -> None:
    items = tuple(item(str(price), currency=currency) for price in stated)
    charges = (Charge("INS", Amount(insurance, "USD")),)
    assessment = owed(goods(*items, terms="FOB", freight=Amount(freight, currency), charges=charges))
    week, dollar = KOREA.exchange.rate(currency, MAY), KOREA.exchange.rate("USD", MAY)
    assert week and dollar
    exact = (Fraction(sum(stated)) + Fraction(freight)) * Fraction(week.rate) + Fraction(insurance) * Fraction(dollar.rate)
    short = exact - Fraction(assessment.customs_value)
    assert 0 <= short < len(stated)


@given(some_prices, currencies, prices)
def test_each_item_gets_its_exact_share_cut_to_whole_won(stated: list[Decimal], currency: str, freight: Decimal) -> None:
    items = tuple(item(str(price), currency=currency) for price in stated)
    assessment = owed(goods(*items, terms="FOB", freight=Amount(freight, "USD")))
    week, dollar = KOREA.exchange.rate(currency, MAY), KOREA.exchange.rate("USD", MAY)
    assert week and dollar
    total = Fraction(sum(stated))
    for price, valued in zip(stated, assessment.values, strict=True):
        won = Fraction(price) * Fraction(week.rate) + Fraction(freight) * Fraction(dollar.rate) * Fraction(price) / total
        assert valued.value == won.numerator // won.denominator


@given(some_prices, st.randoms(use_true_random=False), prices)
def test_the_order_of_the_items_does_not_matter(stated: list[Decimal], shuffle: Random, freight: Decimal) -> None:
    mixed = list(stated)
    shuffle.shuffle(mixed)

    def by_price(order: list[Decimal]) -> tuple[list[tuple[Decimal, Decimal]], Decimal]:
        declared = goods(*(item(str(price)) for price in order), terms="FOB", freight=Amount(freight, "EUR"))
        assessment = owed(declared)
        return sorted(zip(order, (v.value for v in assessment.values), strict=True)), assessment.total_due

    assert by_price(stated) == by_price(mixed)


@given(st.integers(min_value=1, max_value=10**15), st.sampled_from([PLAIN, "6109100000", "3304990000", "1001990000"]))
def test_truncation_never_rounds_up_and_never_takes_a_whole_won(value: int, hsk: str) -> None:
    duty, vat = owed(goods(item(str(value), hsk, "KRW"))).lines
    for line in (duty, vat):
        exact = Fraction(line.base) * Fraction(line.rate) / 100
        assert line.amount == int(line.amount)
        assert 0 <= exact - Fraction(line.amount) < 1
    assert vat.base == value + duty.amount


@given(st.decimals(min_value=0, max_value=10**12, places=6), st.integers(1, 10**6), st.integers(0, 3))
def test_truncation_keeps_the_decimals_of_the_currency(numerator: Decimal, denominator: int, decimals: int) -> None:
    kept, cut = divided(numerator, denominator, decimals)
    lost = Fraction(numerator) / denominator - Fraction(kept)
    assert 0 <= lost < Fraction(1, 10**decimals)
    assert cut == (lost > 0)
