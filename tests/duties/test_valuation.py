"""The customs value by the eleven terms, with additions and deductions, for the whole shipment and for single items.

Every expected amount is worked out by hand beside it. In the week of 12 May 2026 a dollar is 1,412.50 won.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.casefile.declaration import Charge, Classification, Declaration, Item
from eclear.casefile.duty import Circumstances, DeterminedValue, ItemValue
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import CannotAssess, assess
from eclear.journey.duties.methods import NoValue, ReferencePriceIsNoValue
from eclear.journey.duties.valuation import value, worksheet
from eclear.reference import Country, country
from eclear.reference.country import ValuationRules

MAY = date(2026, 5, 12)
WON = Decimal("1412.50")


def _law(code: str) -> Country:
    found = country(code)
    assert found is not None
    return found


KOREA = _law("KR")
BY_MASS = replace(KOREA, valuation=ValuationRules("CIF", "FOB", "mass"))
FOB_IMPORTS = replace(KOREA, valuation=ValuationRules("FOB", "FOB", "value"))


def usd(text: str) -> Amount:
    return Amount(Decimal(text), "USD")


def charge(kind: str, text: str) -> Charge:
    return Charge(kind, usd(text))


def item(price: str | None = "10000.00", *charges: Charge, **more: object) -> Item:
    return Item(price=usd(price) if price else None, charges=charges, **more)  # type: ignore[arg-type]


def goods(*items: Item, terms: str | None = "FOB", freight: str | None = None, **more: object) -> Declaration:
    paid = usd(freight) if freight else None
    return Declaration(function="9", items=items or (item(),), trade_terms=terms, freight=paid, **{"type": "IMA", **more})  # type: ignore[arg-type]


def values(declaration: Declaration, law: Country = KOREA, *determined: DeterminedValue, on: date = MAY) -> tuple[ItemValue, ...]:
    return value(declaration, law, on, determined).values


def dollars(declaration: Declaration, law: Country = KOREA) -> Decimal:
    """The value of one item in dollars, so that a hand can follow it."""
    (only,) = values(declaration, law)
    return only.value / WON


ALL = (charge("INS", "20.00"), charge("INL", "70.00"), charge("CAI", "80.00"), charge("DTY", "900.00"))
"""Everything that terms of delivery decide about, beside a freight of 500: insurance, inland costs, costs after import, duty."""


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("EXW", 10_000 + 500 + 20 + 70),  # lacks everything; nothing to take out
        ("FCA", 10_000 + 500 + 20),
        ("FAS", 10_000 + 500 + 20),
        ("FOB", 10_000 + 500 + 20),
        ("CFR", 10_000 + 20),  # freight is in the price
        ("CPT", 10_000 + 20),
        ("CIF", 10_000),  # freight and insurance are in the price
        ("CIP", 10_000),
        ("DAP", 10_000 + 20 - 80),  # costs after import are in the price and come out
        ("DPU", 10_000 + 20 - 80),
        ("DDP", 10_000 + 20 - 80 - 900),  # duty and taxes come out too
    ],
)
def test_an_import_is_brought_to_cif_from_each_of_the_eleven_terms(terms: str, expected: int) -> None:
    assert dollars(goods(terms=terms, freight="500.00", charges=ALL)) == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("EXW", 10_000 + 70),
        ("FCA", 10_000),
        ("FAS", 10_000),
        ("FOB", 10_000),
        ("CFR", 10_000 - 500),
        ("CPT", 10_000 - 500),
        ("CIF", 10_000 - 500 - 20),
        ("CIP", 10_000 - 500 - 20),
        ("DAP", 10_000 - 500 - 80),
        ("DPU", 10_000 - 500 - 80),
        ("DDP", 10_000 - 500 - 80 - 900),
    ],
)
def test_an_export_is_brought_to_fob_from_each_of_the_eleven_terms(terms: str, expected: int) -> None:
    declared = goods(terms=terms, freight="500.00", charges=ALL, type="EXA")
    assert dollars(declared) == expected
    assert dollars(replace(declared, type="IMA"), FOB_IMPORTS) == expected  # a country may value its imports so


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("01", 10_050),
        ("COM", 10_050),
        ("CNT", 10_050),
        ("PAC", 10_050),
        ("AST", 10_050),
        ("ROY", 10_050),
        ("PRO", 10_050),
        ("FRT", 10_000),  # the CIF price holds the freight
        ("02", 9_950),
        ("ASM", 9_950),
        ("INT", 9_950),
        ("CAI", 10_000),  # a CIF price ends at the place of import
        ("DTY", 10_000),
    ],
)
def test_each_kind_of_charge_is_added_or_taken_off_as_the_agreement_says(kind: str, expected: int) -> None:
    assert dollars(goods(terms="CIF", charges=(charge(kind, "50.00"),))) == expected


def test_every_kind_of_charge_names_its_grounds_in_law() -> None:
    kinds = KOREA.codes.charges
    assert all("Art. " in kind.note or "Decision" in kind.note for kind in kinds.values())
    invented = [code for code in kinds if code not in ("INS", "01", "02")]
    assert all(kinds[code].fact.mark.startswith("SYNTHETIC") for code in invented)


@pytest.mark.parametrize(
    ("terms", "remark"),
    [
        ("CIF", "freight USD 500.00 is already in the CIF price"),
        ("CIF", "insurance USD 20.00 is already in the CIF price"),
        ("FOB", "inland costs before export USD 70.00 is already in the FOB price"),
        ("FOB", "costs after import USD 80.00 is not in the FOB price"),
        ("DAP", "duty and taxes in the price USD 900.00 is not in the DAP price"),
    ],
)
def test_what_the_price_holds_or_never_held_is_told_and_not_counted(terms: str, remark: str) -> None:
    (valued,) = values(goods(terms=terms, freight="500.00", charges=ALL))
    assert remark in valued.formula


@pytest.mark.parametrize(
    ("terms", "lacking"),
    [
        ("EXW", "; no freight stated; no insurance stated"),
        ("FCA", "; no freight stated; no insurance stated"),
        ("FAS", "; no freight stated; no insurance stated"),
        ("FOB", "; no freight stated; no insurance stated"),
        ("CFR", "; no insurance stated"),
        ("CPT", "; no insurance stated"),
        ("CIF", ""),
        ("CIP", ""),
        ("DAP", ""),  # the seller bears the risk to the place: an insurance would be his cost
        ("DPU", ""),
        ("DDP", "; duty in the DDP price is not shown apart, so it stays in the value"),
    ],
)
def test_what_an_import_leaves_unsaid_is_told_and_never_guessed(terms: str, lacking: str) -> None:
    (valued,) = values(goods(terms=terms))
    assert valued.formula == f"USD 10,000.00 x 1,412.50 = KRW 14,125,000{lacking}"


def test_a_freight_of_nothing_is_a_statement() -> None:
    (valued,) = values(goods(freight="0", charges=(charge("INS", "0"),)))
    assert valued.formula == "USD 10,000.00 x 1,412.50 = KRW 14,125,000"


def test_a_general_deduction_beside_ddp_may_be_the_duty_so_nothing_is_remarked() -> None:
    (valued,) = values(goods(terms="DDP", charges=(charge("02", "100.00"),)))
    assert "shown apart" not in valued.formula


def test_freight_goes_by_price_where_the_country_says_value_and_by_gross_mass_where_it_says_mass() -> None:
    heavy = item("10000.00", gross_mass=Measure(Decimal(30), "KGM"), net_mass=Measure(Decimal(1), "KGM"))
    light = item("30000.00", gross_mass=Measure(Decimal(10), "KGM"), net_mass=Measure(Decimal(1), "KGM"))
    declared = goods(heavy, light, freight="400.00", charges=(charge("INS", "0"),))
    by_value, by_mass = values(declared), values(declared, BY_MASS)
    assert [v.value / WON for v in by_value] == [10_100, 30_300]  # 1 to 3 by price
    assert [v.value / WON for v in by_mass] == [10_300, 30_100]  # 3 to 1 by gross mass
    assert by_value[0].formula == "(USD 10,000.00 + freight USD 400.00 x 25 %) x 1,412.50 = KRW 14,266,250"
    assert by_mass[0].formula == "(USD 10,000.00 + freight USD 400.00 x 75 % by gross mass) x 1,412.50 = KRW 14,548,750"


def test_net_mass_serves_where_one_item_states_no_gross_mass() -> None:
    first = item("100.00", gross_mass=Measure(Decimal(9), "KGM"), net_mass=Measure(Decimal(1), "KGM"))
    second = item("100.00", net_mass=Measure(Decimal(3000), "GRM"))
    one, other = values(goods(first, second, freight="40.00", charges=(charge("INS", "0"),)), BY_MASS)
    assert (one.value / WON, other.value / WON) == (110, 130)  # 1 kg to 3 kg
    assert "x 25 % by net mass" in one.formula


def test_without_masses_the_price_serves_and_the_working_says_so() -> None:
    one, other = values(goods(item("100.00"), item("300.00"), freight="40.00", charges=(charge("INS", "0"),)), BY_MASS)
    assert (one.value / WON, other.value / WON) == (110, 330)
    assert one.formula.endswith("; shared out by price, because not every item states its mass")


def test_a_share_by_mass_that_is_no_round_percentage_is_told_in_kilograms() -> None:
    items = tuple(item("100.00", gross_mass=Measure(Decimal(mass), "KGM")) for mass in ("100", "200.500"))
    first, _ = values(goods(*items, freight="3.00", charges=(charge("INS", "0"),)), BY_MASS)
    assert "freight USD 3.00 x 100 / 300.5 kg gross mass" in first.formula


def test_a_charge_may_go_by_mass_while_the_others_go_by_price() -> None:
    kinds = dict(KOREA.codes.charges)
    kinds["INL"] = replace(kinds["INL"], shared_by="mass")
    law = replace(KOREA, codes=replace(KOREA.codes, charges=kinds))
    items = (item("100.00", gross_mass=Measure(Decimal(1))), item("300.00", gross_mass=Measure(Decimal(1))))
    declared = goods(*items, terms="EXW", freight="40.00", charges=(charge("INL", "20.00"), charge("INS", "8.00")))
    one, other = values(declared, law)
    assert (one.value / WON, other.value / WON) == (100 + 10 + 10 + 2, 300 + 30 + 10 + 6)
    assert one.formula.startswith(
        "(USD 100.00 + freight USD 40.00 x 25 % + inland costs before export USD 20.00 x 50 % by gross mass"
        " + insurance USD 8.00 x 25 %) x 1,412.50"
    )


def test_a_charge_of_an_item_goes_into_that_item_alone() -> None:
    first, second = values(goods(item("100.00", charge("ROY", "8.00")), item("100.00"), terms="CIF"))
    assert first.formula == "(USD 100.00 + royalties and licence fees USD 8.00) x 1,412.50 = KRW 152,550"
    assert second.formula == "USD 100.00 x 1,412.50 = KRW 141,250"


def test_a_charge_of_an_item_does_not_change_how_the_freight_is_shared() -> None:
    declared = goods(item("100.00", charge("AST", "50.00")), item("300.00", charge("02", "30.00")), freight="40.00")
    first, second = values(declared)
    assert (first.value / WON, second.value / WON) == (100 + 50 + 10, 300 - 30 + 30)
    assert "assists USD 50.00 + freight USD 40.00 x 25 %" in first.formula


def test_freight_and_insurance_may_be_stated_item_by_item() -> None:
    (valued,) = values(goods(item("100.00", charge("FRT", "7.00"), charge("INS", "1.00"))))
    assert valued.formula == "(USD 100.00 + freight USD 7.00 + insurance USD 1.00) x 1,412.50 = KRW 152,550"


def test_an_item_may_state_its_charge_in_another_currency() -> None:
    euro = KOREA.exchange.rate("EUR", MAY)
    assert euro is not None
    (valued,) = values(goods(item("100.00", Charge("ROY", Amount(Decimal(10), "EUR"))), terms="CIF"))
    assert valued.value == int(141_250 + 10 * euro.rate)
    assert {
        x.currency for x in value(goods(item("100.00", Charge("ROY", Amount(Decimal(10), "EUR")))), KOREA, MAY).exchanges
    } == {
        "USD",
        "EUR",
    }


@pytest.mark.parametrize(
    ("broken", "message", "pointer"),
    [
        (item("100.00", charge("ZZ", "1")), "Item 1, charge 1: its kind ZZ is not in the list", "42A/67A/68A[1]/41A/58B[1]"),
        (item("100.00", Charge("ROY")), "Item 1, charge 1: its amount is missing", "42A/67A/68A[1]/41A/58B[1]"),
        (item("100.00", charge("ROY", "-1")), "below 0", "42A/67A/68A[1]/41A/58B[1]/181"),
        (item("100.00", charge("02", "100.00")), "take the whole price of KRW 141,250", "42A/67A/41A/58B"),
    ],
)
def test_what_is_wrong_with_a_charge_of_an_item_is_named_with_its_place(broken: Item, message: str, pointer: str) -> None:
    with pytest.raises(CannotAssess, match=message) as refused:
        values(goods(broken, terms="CIF"))
    assert refused.value.place.pointer == pointer


def test_deductions_that_eat_up_one_item_of_several_are_refused_at_that_item() -> None:
    with pytest.raises(CannotAssess, match="Item 2: the deductions take the whole of its price of KRW 141,250") as refused:
        values(goods(item("900.00"), item("100.00", charge("02", "150.00")), terms="CIF"))
    assert refused.value.place.pointer == "42A/67A/68A[2]/41A/58B"


SATURDAY, SUNDAY = date(2026, 3, 7), date(2026, 3, 8)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 7, 23, 59, 59, tzinfo=ZoneInfo("Asia/Seoul")), SATURDAY),
        (datetime(2026, 3, 8, 0, 0, 0, tzinfo=ZoneInfo("Asia/Seoul")), SUNDAY),
        (datetime(2026, 3, 7, 14, 59, 59, tzinfo=UTC), SATURDAY),  # the same two moments by the world's clock
        (datetime(2026, 3, 7, 15, 0, 0, tzinfo=UTC), SUNDAY),
        (datetime(2026, 3, 7, 23, 59, 59, tzinfo=UTC).replace(tzinfo=None), SATURDAY),  # without an offset: Seoul time already
    ],
)
def test_the_customs_week_changes_at_midnight_before_sunday_in_seoul(moment: datetime, day: date) -> None:
    on = KOREA.declared_on(moment, datetime(2026, 3, 9, tzinfo=UTC))
    assert on == day
    week = KOREA.exchange.rate("USD", on)
    assert week is not None and (week.rate == 1200) == (day == SATURDAY)  # 1,200.00 until Saturday, another rate from Sunday
    (valued,) = values(goods(item("1000.00"), terms="CIF"), on=on)
    assert valued.value == 1000 * week.rate


def test_the_clock_of_reception_decides_where_no_date_is_stated() -> None:
    received = datetime(2026, 3, 7, 15, 0, tzinfo=UTC)
    assert KOREA.declared_on(None, received) == date(2026, 3, 8)


OWN = item("100.00", valuation_method="6", customs_value=Amount(Decimal(200_000), "KRW"))


def test_under_methods_2_to_6_the_declared_customs_value_is_assessed_with_its_method_in_the_working() -> None:
    (valued,) = values(goods(OWN, freight="40.00"))
    assert valued.value == 200_000
    assert valued.formula == "KRW 200,000 = KRW 200,000; declared as the customs value by method 6 (fall-back method)"


@pytest.mark.parametrize("method", "23456")
def test_each_of_the_other_methods_is_named(method: str) -> None:
    (valued,) = values(goods(replace(OWN, valuation_method=method)))
    assert f"by method {method} (" in valued.formula


def test_a_declared_customs_value_in_dollars_is_turned_into_won() -> None:
    found = value(goods(replace(OWN, customs_value=usd("100.01"))), KOREA, MAY)
    assert found.values[0].value == 141_264  # 100.01 x 1,412.50 = 141,264.125
    assert [x.currency for x in found.exchanges] == ["USD"]


def test_a_customs_value_beside_method_1_is_for_information_only() -> None:
    (valued,) = values(goods(replace(OWN, valuation_method="1"), terms="CIF"))
    assert valued.value == 141_250


def test_method_6_without_a_customs_value_falls_to_the_price_and_says_so() -> None:
    (valued,) = values(goods(replace(OWN, customs_value=None), terms="CIF"))
    assert valued.value == 141_250
    assert "method 6 is stated without a customs value, so the price counts" in valued.formula


def test_goods_without_a_price_can_be_valued_by_another_method_beside_goods_that_were_sold() -> None:
    lent, sold = replace(OWN, price=None), item("100.00")
    first, second = values(goods(lent, sold, freight="40.00"))
    assert first.value == 200_000
    assert second.value == 140 * WON  # all of the freight


def test_an_item_of_another_method_that_has_a_price_still_bears_its_share_of_the_freight() -> None:
    _, second = values(goods(OWN, item("100.00"), freight="40.00"))
    assert second.value == 120 * WON


def test_a_determined_value_takes_the_place_of_the_items_own_and_tells_method_and_grounds() -> None:
    found = DeterminedValue(2, Decimal(500_000), "3", "lowest of two similar goods")
    first, second = values(goods(item("100.00"), item("100.00"), freight="40.00"), KOREA, found)
    assert first.value == 120 * WON  # as if nothing had been determined
    assert second.value == 500_000
    told = "KRW 500,000 as customs determined it by method 3 (transaction value of similar goods): lowest of two similar goods"
    assert second.formula == told


def test_a_determined_value_comes_before_a_declared_one_and_needs_no_price() -> None:
    found = DeterminedValue(1, Decimal(300_000), "4", "sold at home")
    assert values(goods(OWN), KOREA, found)[0].value == 300_000
    assert values(goods(item(None)), KOREA, found)[0].value == 300_000


@pytest.mark.parametrize(
    ("determined", "message"),
    [
        (DeterminedValue(1, Decimal(5), "7", "why"), "7 is no method of valuation"),
        (DeterminedValue(1, Decimal(5), "", "why"), r"\(none\) is no method of valuation"),
        (DeterminedValue(1, Decimal(0), "6", "why"), "is above 0"),
        (DeterminedValue(1, Decimal(5), "6", "  "), "states its grounds in writing"),
    ],
)
def test_a_determined_value_without_method_amount_or_grounds_is_refused(determined: DeterminedValue, message: str) -> None:
    with pytest.raises(NoValue, match=message):
        values(goods(), KOREA, determined)


SHIRTS = "6109100000"


def test_a_price_reference_is_refused_as_a_value_however_it_is_handed_in() -> None:
    reference = KOREA.prices.reference(SHIRTS, MAY)
    assert reference is not None
    shirts = replace(item("500.00"), classifications=(Classification(SHIRTS, "HSK"),), quantity=Measure(Decimal(1000), "C62"))
    low = int(reference.low * 1000 * WON)
    for wrong in (
        reference,
        DeterminedValue(1, Decimal(low + 1), "a price reference", "the list"),
        DeterminedValue(1, Decimal(low), "6", "reasonable means"),
        DeterminedValue(1, Decimal(int(reference.high * 1000 * WON)), "6", "reasonable means"),
    ):
        with pytest.raises(ReferencePriceIsNoValue, match=r"start a question .* never a value .* methods 1 to 6"):
            values(goods(shirts), KOREA, wrong)  # type: ignore[arg-type]
    own = values(goods(shirts), KOREA, DeterminedValue(1, Decimal(low + low // 50), "6", "reasonable means"))
    assert own[0].value == low + low // 50


@pytest.mark.parametrize("method", "23456")
@pytest.mark.parametrize(
    ("value", "refused"),
    [
        (1_695_000, True),  # 1,000 shirts at the low USD 1.20
        (8_475_000, True),  # at the high USD 6.00
        (5_085_000, True),  # at the mean USD 3.60
        (8_440_500, True),  # 0.4 % below the high
        (8_390_250, True),  # exactly 1 % below the high
        (8_390_249, False),
        (5_135_850, True),  # exactly 1 % above the mean
        (5_135_851, False),
        (1_678_049, False),
    ],
)
def test_by_no_method_a_value_comes_within_one_percent_of_a_price_reference(method: str, value: int, refused: bool) -> None:
    shirts = replace(item("500.00"), classifications=(Classification(SHIRTS, "HSK"),), quantity=Measure(Decimal(1000), "C62"))
    determined = DeterminedValue(1, Decimal(value), method, "entry 41207-26-000001M")
    if refused:
        with pytest.raises(ReferencePriceIsNoValue, match="within 1 %, is a price reference"):
            values(goods(shirts), KOREA, determined)
    else:
        assert values(goods(shirts), KOREA, determined)[0].value == value


@pytest.mark.parametrize("method", "23456")
@pytest.mark.parametrize(
    "grounds",
    [
        "high bound of the price reference in the customs database",
        "Reference  Prices of the region",
        "the reference-price list",
        "a MINIMUM VALUE set by the office",
        "an indicative price",
        "세관 참고가격 상한",
        "참고 가격을 적용함",
        "가격데이터베이스의 평균",
        "최저과세가격",
        "41207-26-000001M, and not taken from the price reference",
    ],
)
def test_grounds_that_name_a_price_reference_are_refused_and_told_how_to_be_worded(method: str, grounds: str) -> None:
    with pytest.raises(ReferencePriceIsNoValue, match=r"never a value .* If the value comes from elsewhere, write .* without"):
        values(goods(), KOREA, DeterminedValue(1, Decimal(9_000_000), method, grounds))


@pytest.mark.parametrize(
    "grounds", ["the price referenced in contract 12", "the lowest of 3 values", "판매가격 중 최저가격", "price list"]
)
def test_words_that_only_look_like_a_price_reference_are_none(grounds: str) -> None:
    assert values(goods(), KOREA, DeterminedValue(1, Decimal(9_000_000), "4", grounds))[0].value == 9_000_000


def test_the_assessment_rests_on_the_determined_value() -> None:
    shirts = replace(item("500.00"), classifications=(Classification(SHIRTS, "HSK"),))
    told = Circumstances(determined=(DeterminedValue(1, Decimal(1_000_000), "2", "entry 41207-26-1"),))
    assessment = assess(goods(shirts), KOREA, MAY, told)
    assert assessment.customs_value == 1_000_000
    assert assessment.lines[0].base == 1_000_000


def test_the_worksheet_tells_the_same_line_by_line() -> None:
    declared = goods(item("100.00", charge("ROY", "8.00")), item("300.00"), freight="40.00", charges=(charge("INS", "0"),))
    first, _ = worksheet(declared, KOREA, MAY)
    assert [(line.sum.name, line.share, int(line.worth)) for line in first] == [
        ("price", "", 141_250),
        ("royalties and licence fees", "", 11_300),
        ("freight", "25 %", 14_125),
    ]
    assert sum(line.worth for line in first) == values(declared)[0].value


amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999"), places=2)
small = st.decimals(min_value=Decimal(0), max_value=Decimal("9999"), places=2)
lines = st.lists(st.tuples(amounts, st.integers(1, 10**6), small), min_size=1, max_size=9)


@given(lines, small, small, st.sampled_from([KOREA, BY_MASS]), st.sampled_from(["EXW", "FOB", "CFR", "CIF", "DAP"]))
def test_the_items_never_exceed_the_whole_and_fall_short_of_it_by_less_than_a_won_each(
    stated: list[tuple[Decimal, int, Decimal]], freight: Decimal, insurance: Decimal, law: Country, terms: str
) -> None:
    items = [
        Item(price=Amount(price, "USD"), gross_mass=Measure(Decimal(grams), "GRM"), charges=(Charge("AST", Amount(own, "USD")),))
        for price, grams, own in stated
    ]
    charges = (Charge("INS", Amount(insurance, "USD")), Charge("INL", Amount(insurance, "USD")))
    declared = replace(goods(*items, terms=terms, charges=charges), freight=Amount(freight, "USD"))
    added = Fraction(sum(price + own for price, _, own in stated))
    added += Fraction(freight) * (terms in ("EXW", "FOB"))
    added += Fraction(insurance) * (terms != "CIF") + Fraction(insurance) * (terms == "EXW")
    whole = added * Fraction(WON)
    valued = values(declared, law)
    short = whole - sum(Fraction(v.value) for v in valued)
    assert 0 <= short < len(stated)
    for told, by_line in zip(valued, worksheet(declared, law, MAY), strict=True):
        assert told.value == int(sum(line.worth for line in by_line))


@given(lines, small)
def test_each_item_gets_its_exact_share_by_mass_cut_to_whole_won(
    stated: list[tuple[Decimal, int, Decimal]], freight: Decimal
) -> None:
    items = [Item(price=Amount(price, "USD"), gross_mass=Measure(Decimal(grams), "GRM")) for price, grams, _ in stated]
    declared = replace(goods(*items), freight=Amount(freight, "USD"))
    grams_of_all = sum(grams for _, grams, _ in stated)
    for (price, grams, _), valued in zip(stated, values(declared, BY_MASS), strict=True):
        exact = (Fraction(price) + Fraction(freight) * grams / grams_of_all) * Fraction(WON)
        assert valued.value == exact.numerator // exact.denominator
