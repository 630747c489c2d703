"""The six methods of valuation in their order, each worked out by hand, and what may never be a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from eclear.casefile.quantity import Amount
from eclear.casefile.valuation import (
    AcceptedValue,
    Adjustment,
    Basis,
    ComparedValue,
    ComparedWith,
    ComputedEvidence,
    Condition,
    DeductiveEvidence,
    Determination,
    Evidence,
    FallBackEvidence,
    Method,
    Relationship,
    Resale,
    Restriction,
    SaleEvidence,
)
from eclear.journey.duties.methods import ProhibitedBasis, ReferencePriceIsNoValue, determine, order
from eclear.reference import Country, country
from eclear.reference.periods import Periods

MAY = date(2026, 5, 12)
EXPORTED = date(2026, 5, 1)


def _korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


KOREA = _korea()


def won(text: str) -> Amount:
    return Amount(Decimal(text), "KRW")


def evidence(**more: object) -> Evidence:
    return Evidence(**{"quantity": Decimal(80), "exported_on": EXPORTED, "made_in": "CN", "maker": "Works A", **more})  # type: ignore[arg-type]


def found(**more: object) -> Determination:
    return determine(evidence(**more), KOREA, MAY)


def why(determination: Determination, method: Method) -> str:
    return next(passed.why for passed in determination.passed if passed.method is method)


def sale(**more: object) -> SaleEvidence:
    return SaleEvidence(**{"value": Decimal(1_000_000), **more})  # type: ignore[arg-type]


def other(number: str = "entry 1", value: str = "1000000", quantity: str = "100", **more: object) -> AcceptedValue:
    known = {"exported_on": EXPORTED, "made_in": "CN", "maker": "Works A", "level": "wholesale", **more}
    return AcceptedValue(number, Decimal(value), Decimal(quantity), **known)  # type: ignore[arg-type]


def test_the_methods_follow_one_another_and_only_4_and_5_turn_round() -> None:
    assert [str(method) for method in order()] == ["1", "2", "3", "4", "5", "6"]
    assert [str(method) for method in order(computed_first=True)] == ["1", "2", "3", "5", "4", "6"]


def test_the_price_stands_where_nothing_is_against_it() -> None:
    determination = found(sale=sale())
    assert (determination.method, determination.value, determination.passed) == (Method.TRANSACTION, 1_000_000, ())
    assert determination.working == ("transaction value KRW 1,000,000 = KRW 1,000,000",)


@pytest.mark.parametrize(
    ("against", "reason"),
    [
        (sale(no_sale="the goods are a gift"), "no sale for export: the goods are a gift (Art. 1.1)"),
        (sale(value=None), "no price paid or payable is known"),
        (sale(restrictions=(Restriction("only for exhibitions"),)), "only for exhibitions (Art. 1.1(a))"),
        (sale(conditions=(Condition("the buyer takes other goods too"),)), "the buyer takes other goods too (Art. 1.1(b))"),
        (sale(proceeds=True), "part of a resale comes back to the seller"),
        (
            sale(relationship=Relationship("parent and daughter", True, "dearer to everybody else")),
            "the relationship touched the price: dearer to everybody else (Art. 1.2(a))",
        ),
        (sale(doubt="no payment was shown"), "could not accept the price: no payment was shown (Decision 6.1)"),
    ],
)
def test_what_stands_against_the_price_is_told_and_the_next_method_is_tried(against: SaleEvidence, reason: str) -> None:
    determination = found(sale=against, identical=(other(),))
    assert reason in why(determination, Method.TRANSACTION)
    assert determination.method is Method.IDENTICAL


@pytest.mark.parametrize(
    "harmless",
    [
        sale(restrictions=(Restriction("only to licensed buyers", by_law=True),)),
        sale(restrictions=(Restriction("only in the south", of_area=True),)),
        sale(restrictions=(Restriction("not before the new model year", touches_value=False),)),
        sale(proceeds=True, proceeds_added=True),
    ],
)
def test_what_does_no_harm_leaves_the_price_standing(harmless: SaleEvidence) -> None:
    assert found(sale=harmless).method is Method.TRANSACTION


def test_a_condition_whose_worth_is_known_is_part_of_the_price() -> None:
    determination = found(sale=sale(conditions=(Condition("a debt of the seller paid for him", Decimal(50_000)),)))
    assert determination.value == 1_050_000
    assert "+ a debt of the seller paid for him KRW 50,000" in determination.working[0]


def test_related_parties_are_no_reason_to_leave_the_price_and_are_examined_first() -> None:
    determination = found(sale=sale(relationship=Relationship("parent and daughter")), identical=(other(),))
    assert (determination.method, determination.value, determination.passed) == (None, None, ())
    assert "Examine the circumstances of the sale" in determination.working[0]
    with pytest.raises(LookupError, match="Ask for more evidence"):
        determination.of(1)


def test_a_price_that_the_relationship_did_not_touch_stands() -> None:
    determination = found(sale=sale(relationship=Relationship("brothers", False, "same price list for all buyers")))
    assert determination.method is Method.TRANSACTION
    assert "same price list for all buyers (Art. 1.2(a))" in determination.working[0]


@pytest.mark.parametrize("kind", list(ComparedWith))
def test_a_price_close_to_a_test_value_stands_and_the_test_value_takes_not_its_place(kind: ComparedWith) -> None:
    tested = Relationship("brothers", None, "", (ComparedValue(kind, Decimal(990_000), True),))
    determination = found(sale=sale(relationship=tested))
    assert determination.value == 1_000_000
    assert f"comes close to {kind}, 990,000 (Art. 1.2(b))" in determination.working[0]


def test_a_test_value_that_is_not_close_decides_nothing() -> None:
    far = (ComparedValue(ComparedWith.DEDUCTIVE, Decimal(1_500_000), False),)
    assert found(sale=sale(relationship=Relationship("brothers", None, "", far))).method is None
    assert found(sale=sale(relationship=Relationship("brothers", False, "bargained hard", far))).method is Method.TRANSACTION


def test_identical_goods_give_their_unit_value_for_the_quantity() -> None:
    determination = found(identical=(other(value="1000000", quantity="100"),))
    assert determination.value == 800_000  # 10,000 a unit x 80
    assert determination.working == ("entry 1: KRW 1,000,000 x 80 / 100 = KRW 800,000",)
    assert why(determination, Method.TRANSACTION) == "no price paid or payable is known (Art. 1.1)"


def test_the_lowest_of_several_identical_values_is_taken() -> None:
    three = (other("entry 1", "1000000"), other("entry 2", "900000"), other("entry 3", "950000"))
    determination = found(identical=three)
    assert determination.value == 720_000  # 9,000 x 80
    assert determination.working[0] == "the lowest of 3 values of identical goods"
    assert determination.working[-1].startswith("entry 2")


def test_fractions_of_a_unit_value_are_kept_until_the_end() -> None:
    determination = found(identical=(other(value="1000000", quantity="300"),))
    assert determination.value == 266_666  # 1,000,000 / 300 x 80 = 266,666.67
    assert determination.working[-1].endswith("= KRW 266,666, fractions dropped")


def test_goods_of_the_same_maker_come_before_cheaper_ones_of_another() -> None:
    determination = found(identical=(other("entry 1", "1000000"), other("entry 2", "500000", maker="Works B")))
    assert determination.value == 800_000
    assert "same maker, Works A" in determination.working[0]
    assert found(identical=(other("entry 2", "500000", maker="Works B"),)).value == 400_000


@pytest.mark.parametrize(
    ("unlike", "reason"),
    [
        ({"made_in": "VN"}, "entry 1 was made in VN, not in CN (Art. 15.2(d))"),
        ({"exported_on": date(2026, 3, 1)}, "was exported 61 days apart, and 60 are about the same time"),
        ({"exported_on": date(2026, 7, 1)}, "was exported 61 days apart"),
        ({"level": "retail"}, "was sold at another level of trade (retail)"),
        (
            {"adjustments": (Adjustment("quantity", Decimal(-100)),)},
            "needs an adjustment (quantity) for which there is no evidence",
        ),
        ({"quantity": "0"}, "states no value for a quantity"),
    ],
)
def test_goods_that_are_not_comparable_are_passed_over_with_the_reason(unlike: dict[str, object], reason: str) -> None:
    determination = found(level="wholesale", identical=(other(**unlike),), similar=(other("entry 9"),))  # type: ignore[arg-type]
    assert reason in why(determination, Method.IDENTICAL)
    assert determination.method is Method.SIMILAR


def test_sixty_days_apart_is_still_about_the_same_time() -> None:
    assert found(identical=(other(exported_on=date(2026, 3, 2)),)).method is Method.IDENTICAL


def test_adjustments_for_level_quantity_and_transport_are_made_on_evidence() -> None:
    adjusted = other(
        level="retail",
        adjustments=(
            Adjustment("level of trade", Decimal("-1500"), "price list of the maker"),
            Adjustment("transport by sea, not by air", Decimal("-250"), "two waybills"),
            Adjustment("smaller quantity", Decimal("300"), "price list of the maker"),
        ),
    )
    determination = found(level="wholesale", similar=(adjusted,))
    assert determination.value == 684_000  # (10,000 - 1,500 - 250 + 300) x 80
    assert "- level of trade KRW 1,500 x 80 (price list of the maker)" in determination.working[-1]
    assert "+ smaller quantity KRW 300 x 80" in determination.working[-1]


def test_similar_goods_come_only_after_identical_ones() -> None:
    assert found(identical=(other("entry 1"),), similar=(other("entry 2", "100000"),)).method is Method.IDENTICAL


def test_a_value_left_out_is_named_beside_the_one_taken() -> None:
    determination = found(similar=(other("entry 1"), other("entry 2", "500000", made_in="VN")))
    assert determination.value == 800_000
    assert determination.working[0] == "entry 2 is left out: it was made in VN, not in CN (Art. 15.2(d))"


SOLD = (
    Resale(won("20000"), Decimal(30), date(2026, 5, 20)),
    Resale(won("18000"), Decimal(50), date(2026, 6, 1)),
    Resale(won("20000"), Decimal(25), date(2026, 7, 1)),
    Resale(won("15000"), Decimal(500), date(2026, 6, 1), related=True),
    Resale(won("14000"), Decimal(500), date(2026, 6, 1), assists=True),
    Resale(won("13000"), Decimal(500), date(2026, 8, 11)),  # the 91st day after import
)


def resold(**more: object) -> DeductiveEvidence:
    given = {"imported_on": MAY, "resales": SOLD, "profit": Decimal(4000), "transport": Decimal(500), "duty": Decimal(1500)}
    return DeductiveEvidence(**{**given, **more})  # type: ignore[arg-type]


def test_the_unit_price_of_the_greatest_quantity_sold_to_others_is_taken_less_what_arose_in_the_country() -> None:
    determination = found(deductive=resold())
    assert determination.method is Method.DEDUCTIVE
    assert determination.value == 1_120_000  # 55 units at 20,000 beat 50 at 18,000; (20,000 - 4,000 - 500 - 1,500) x 80
    assert determination.working == (
        "50 units at KRW 18,000, 55 units at KRW 20,000",
        "the greatest quantity was sold at KRW 20,000",
        "(KRW 20,000 - profit and general expenses KRW 4,000 - transport in the country KRW 500 - duty and taxes KRW 1,500)"
        " x 80 = KRW 1,120,000",
    )


def test_a_sale_on_the_ninetieth_day_counts_and_one_on_the_day_after_does_not() -> None:
    last = (Resale(won("10000"), Decimal(1), date(2026, 8, 10)),)
    late = (Resale(won("10000"), Decimal(1), date(2026, 8, 11)),)
    assert found(deductive=resold(resales=last)).value == 320_000
    assert "within 90 days" in why(found(deductive=resold(resales=late)), Method.DEDUCTIVE)


def test_of_two_prices_with_the_same_quantity_the_lower_is_taken() -> None:
    even = (Resale(won("20000"), Decimal(10), MAY), Resale(won("18000"), Decimal(10), MAY))
    assert found(deductive=resold(resales=even)).value == 960_000  # (18,000 - 6,000) x 80


def test_a_commission_is_taken_off_in_the_place_of_profit() -> None:
    assert found(deductive=resold(profit=None, commission=Decimal(1000))).value == 1_360_000  # (20,000 - 3,000) x 80


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (resold(profit=None), "neither is known (Art. 5.1(a)(i))"),
        (resold(commission=Decimal(1)), "both are stated (Art. 5.1(a)(i))"),
        (resold(resales=SOLD[3:5]), "2 told, 1 of them to related buyers, 1 to buyers who supplied assists"),
        (resold(resales=(Resale(Amount(Decimal(5), "XAU"), Decimal(1), MAY),)), "XAU, which has no customs rate"),
        (resold(profit=Decimal(20_000)), "which is no value"),
        (resold(resales=()), "no sale of such goods in Korea is known"),
    ],
)
def test_a_deductive_value_that_cannot_be_worked_out_is_passed_over(broken: DeductiveEvidence, reason: str) -> None:
    assert reason in why(found(deductive=broken), Method.DEDUCTIVE)


def test_goods_worked_on_after_import_have_the_added_value_taken_off() -> None:
    assert found(deductive=resold(processing=Decimal(2000))).value == 960_000  # (14,000 - 2,000) x 80


COSTS = ComputedEvidence(
    materials=Amount(Decimal("400.00"), "USD"),
    fabrication=Amount(Decimal("200.00"), "USD"),
    profit=Amount(Decimal("100.00"), "USD"),
    transport=won("50000"),
    source="Works A, cost sheet of May",
)


def test_a_computed_value_is_the_sum_of_costs_profit_and_the_way_here() -> None:
    determination = found(computed=COSTS)
    assert determination.method is Method.COMPUTED
    assert determination.value == 1_038_750  # 700 x 1,412.50 = 988,750, + 50,000
    assert determination.working[0] == "by the account of Works A, cost sheet of May"
    assert "materials USD 400.00 x 1,412.50 + fabrication USD 200.00 x 1,412.50" in determination.working[1]


def test_nobody_can_make_the_maker_tell_his_costs() -> None:
    assert "nobody can make him (Art. 6.2)" in why(found(computed=replace(COSTS, source="")), Method.COMPUTED)


def test_costs_in_a_currency_without_a_rate_give_no_value() -> None:
    broken = replace(COSTS, profit=Amount(Decimal(1), "XAU"))
    assert "profit and general expenses are stated in XAU" in why(found(computed=broken), Method.COMPUTED)


def test_the_importer_may_ask_for_the_computed_value_before_the_deductive_one() -> None:
    assert found(deductive=resold(), computed=COSTS).method is Method.DEDUCTIVE
    asked = found(deductive=resold(), computed=COSTS, computed_first=True)
    assert asked.method is Method.COMPUTED
    assert [passed.method for passed in asked.passed] == [Method.TRANSACTION, Method.IDENTICAL, Method.SIMILAR]


def fall_back(basis: Basis, reasoning: str = "identical goods exported 70 days earlier") -> FallBackEvidence:
    return FallBackEvidence(Decimal(777_000), basis, reasoning)


@pytest.mark.parametrize("basis", [Basis.FLEXIBLE, Basis.EARLIER])
def test_reasonable_means_come_last_and_tell_their_reasoning(basis: Basis) -> None:
    determination = found(fall_back=fall_back(basis))
    assert (determination.method, determination.value) == (Method.FALL_BACK, 777_000)
    assert determination.working == (f"by {basis}: identical goods exported 70 days earlier", "KRW 777,000 = KRW 777,000")
    assert [passed.method for passed in determination.passed] == list(order())[:5]


@pytest.mark.parametrize(
    "basis",
    [
        Basis.HOME_PRODUCT,
        Basis.HIGHER_OF_TWO,
        Basis.FOREIGN_MARKET,
        Basis.OTHER_COST,
        Basis.THIRD_COUNTRY,
        Basis.MINIMUM,
        Basis.ARBITRARY,
    ],
)
def test_what_article_7_2_forbids_is_refused_by_name_even_if_an_earlier_method_would_do(basis: Basis) -> None:
    with pytest.raises(ProhibitedBasis, match=f"rests on {basis}, which Article 7.2 forbids"):
        found(sale=sale(), fall_back=fall_back(basis))


def test_a_price_reference_is_refused_as_a_fall_back_value_and_the_refusal_teaches() -> None:
    with pytest.raises(ReferencePriceIsNoValue, match=r"may start a question .* Ask for grounds in writing"):
        found(fall_back=fall_back(Basis.REFERENCE_PRICE))


def test_a_fall_back_value_without_reasoning_is_none() -> None:
    determination = found(fall_back=fall_back(Basis.FLEXIBLE, " "))
    assert "must say how it was reasoned" in why(determination, Method.FALL_BACK)


def test_where_no_method_does_every_reason_stands_and_no_value_is_made_up() -> None:
    determination = found()
    assert (determination.method, determination.value) == (None, None)
    assert [passed.method for passed in determination.passed] == list(order())
    assert determination.working == ("No method did. Ask the importer for more evidence.",)


def test_a_country_that_sets_no_periods_cannot_use_the_methods_that_need_them() -> None:
    law = replace(KOREA, periods=Periods({}))
    determination = determine(evidence(identical=(other(),), deductive=resold()), law, MAY)
    assert "does not say which time is about the same" in why(determination, Method.IDENTICAL)
    assert "does not say how long after import" in why(determination, Method.DEDUCTIVE)


def test_a_determination_becomes_the_determined_value_of_an_item_with_its_grounds_in_writing() -> None:
    determined = found(identical=(other(),)).of(3)
    assert (determined.item, determined.value, determined.method) == (3, 800_000, "2")
    assert determined.grounds == (
        "method 1: no price paid or payable is known (Art. 1.1); entry 1: KRW 1,000,000 x 80 / 100 = KRW 800,000"
    )
