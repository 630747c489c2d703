"""Whether goods originate: shifts, shares, tolerance, cumulation - and what nobody may guess."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from origin_making import MAY, MOTOR, agreement, asked, foreign, numbers, open_material, outcomes, own

from eclear.casefile.origin import Material, Outcome, Product, Verdict
from eclear.journey.origin import determine
from eclear.reference.agreements import Choice

QUALIFIES, FAILS, CANNOT_DECIDE = Verdict
JAM = Product("200710", ex_works=Decimal(1000), fob=Decimal(1000), made_in="DE")
SHIRT = Product("610910", ex_works=Decimal(1000), fob=Decimal(1000), weight_kg=Decimal(10), made_in="DE")
ACID = Product("280610", ex_works=Decimal(1000), fob=Decimal(1000), made_in="DE")

# -- change of classification ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "material", "verdict"),
    [
        ("CC", "740811", QUALIFIES),
        ("CC", "850300", FAILS),
        ("CTH", "850300", QUALIFIES),
        ("CTH", "850120", FAILS),
        ("CTSH", "850120", QUALIFIES),
        ("CTSH", "850110", FAILS),
        ("CTH except 8503", "850300", FAILS),
        ("CTH except 8502-8504", "850300", FAILS),
        ("CTH except 72, 74", "740811", FAILS),
        ("CTH except 72.04", "720310", QUALIFIES),
    ],
)
def test_a_material_must_change_at_two_four_or_six_digits_and_not_be_excepted(rule: str, material: str, verdict: Verdict) -> None:
    assert asked(rule, foreign(material, "500"), own("850300", "100")).verdict is verdict


def test_an_originating_material_need_not_change() -> None:
    assert asked("CTH", own("850110", "900")).verdict is QUALIFIES


def test_the_reason_names_the_material_and_its_code() -> None:
    found = asked("CTH", foreign("740811", "100"), foreign("850120", "300"), tolerance="0")
    assert found.reason.en == "CTH: Material 2 (850120): does not change heading or is excepted, and there is no tolerance"
    assert found.decided_by is not None and found.decided_by.materials == (2,)
    assert "재료 2 (850120)" in found.reason.ko


@pytest.mark.parametrize("hs", ["", "85"])
def test_a_material_without_enough_digits_leaves_it_open(hs: str) -> None:
    assert asked("CTH", foreign(hs, "500")).verdict is CANNOT_DECIDE


def test_two_digits_are_enough_where_the_chapter_differs_already() -> None:
    assert asked("CTH", foreign("74", "500")).verdict is QUALIFIES


def test_an_exception_for_part_of_a_heading_is_for_a_person() -> None:
    assert asked("CTH except ex 8503", foreign("850300", "500")).verdict is CANNOT_DECIDE
    assert asked("CTH except ex 8503", foreign("740811", "500")).verdict is QUALIFIES


# -- tolerance -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "verdict"), [("99.99", QUALIFIES), ("100", QUALIFIES), ("100.01", FAILS)])
def test_materials_that_fail_the_shift_are_tolerated_up_to_exactly_ten_percent(value: str, verdict: Verdict) -> None:
    found = asked("CTH", foreign("850120", value), foreign("740811", "500"))
    assert found.verdict is verdict


def test_the_tolerance_is_for_all_failing_materials_together_and_shows_its_numbers() -> None:
    found = asked("CTH", foreign("850120", "60"), foreign("850131", "50"))
    assert found.verdict is FAILS
    assert numbers(found) == ["110 / 1,000 = 11 % (≤ 10 %)"]


def test_the_value_of_an_agreement_may_be_the_fob_value() -> None:
    dear = replace(MOTOR, fob=Decimal(1100))
    assert asked("CTH", foreign("850120", "105"), product=dear, value="fob").verdict is QUALIFIES
    assert asked("CTH", foreign("850120", "105"), product=dear).verdict is FAILS


def test_farm_goods_have_no_tolerance() -> None:
    fruit = replace(MOTOR, hs="081190")
    assert asked("CTH", foreign("081110", "1"), product=fruit).verdict is FAILS


def test_textiles_are_tolerated_by_weight_not_by_value() -> None:
    light = foreign("610990", "900", weight_kg=Decimal(1))
    assert asked("CTH", light, product=SHIRT).verdict is QUALIFIES
    heavy = foreign("610990", "1", weight_kg=Decimal("1.001"))
    assert asked("CTH", heavy, product=SHIRT).verdict is FAILS


@pytest.mark.parametrize("product", [replace(SHIRT, weight_kg=None), SHIRT])
def test_a_weight_that_was_not_stated_leaves_it_open(product: Product) -> None:
    material = foreign("610990", "1", weight_kg=None if product.weight_kg else Decimal(1))
    assert asked("CTH", material, product=product).verdict is CANNOT_DECIDE


def test_a_small_material_without_a_code_is_within_the_tolerance_whatever_it_is() -> None:
    assert asked("CTH", foreign("", "100"), foreign("740811", "500")).verdict is QUALIFIES
    assert asked("CTH", foreign("", "100.01"), foreign("740811", "500")).verdict is CANNOT_DECIDE


# -- wholly obtained -------------------------------------------------------------------------------------------------


def test_wholly_obtained_allows_no_foreign_material_at_all() -> None:
    assert asked("WO", own("850300", "500")).verdict is QUALIFIES
    assert asked("WO", own("850300", "500"), foreign("740811", "0.01")).verdict is FAILS


def test_wholly_obtained_may_be_asked_of_some_chapters_only() -> None:
    meat = replace(MOTOR, hs="020130")
    spice = foreign("090411", "10")
    assert asked("WO of 1-2", own("010221", "500"), spice, product=meat).verdict is QUALIFIES
    assert asked("WO of 1-2", foreign("010221", "500"), product=meat).verdict is FAILS


def test_an_empty_bill_says_nothing() -> None:
    assert asked("WO").verdict is CANNOT_DECIDE
    assert asked("CTH or MaxNOM<=50").verdict is CANNOT_DECIDE


# -- value -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "verdict"), [("449.99", QUALIFIES), ("450", QUALIFIES), ("450.01", FAILS)])
def test_non_originating_materials_of_exactly_45_percent_keep_the_limit(value: str, verdict: Verdict) -> None:
    assert asked("MaxNOM<=45", foreign("850120", value)).verdict is verdict


@pytest.mark.parametrize(("value", "verdict"), [("599.99", QUALIFIES), ("600", QUALIFIES), ("600.01", FAILS)])
def test_a_value_content_of_exactly_40_percent_counted_down_is_enough(value: str, verdict: Verdict) -> None:
    assert asked("RVC>=40 (build-down)", foreign("850120", value), value="fob").verdict is verdict


@pytest.mark.parametrize(("value", "verdict"), [("350.01", QUALIFIES), ("350", QUALIFIES), ("349.99", FAILS)])
def test_a_value_content_of_exactly_35_percent_counted_up_is_enough(value: str, verdict: Verdict) -> None:
    assert asked("RVC>=35 (build-up)", own("740811", value), foreign("850120", "1"), value="fob").verdict is verdict


def test_a_third_is_not_rounded_to_the_limit() -> None:
    product = replace(MOTOR, ex_works=Decimal(3))
    found = asked("MaxNOM<=33.33", foreign("740811", "1"), product=product)
    assert found.verdict is FAILS
    assert numbers(found) == ["1 / 3 = 33.33… % (≤ 33.33 %)"]


def test_build_down_and_max_nom_take_their_share_of_different_values() -> None:
    product = replace(MOTOR, ex_works=Decimal(1000), fob=Decimal(1200))
    found = asked("RVC>=40 (build-down) or MaxNOM<=60", foreign("850120", "720"), product=product, value="fob")
    assert numbers(found) == ["480 / 1,200 = 40 % (≥ 40 %)", "720 / 1,000 = 72 % (≤ 60 %)"]
    assert outcomes(found) == ["HOLDS", "FAILS"]


def test_jam_needs_the_shift_and_a_limit_on_sugar() -> None:
    rule = "CTH and MaxNOM<=30 of 17"
    assert asked(rule, foreign("080810", "400"), foreign("170199", "300"), product=JAM).verdict is QUALIFIES
    too_sweet = asked(rule, foreign("080810", "400"), foreign("170199", "300.01"), product=JAM)
    assert too_sweet.verdict is FAILS
    assert too_sweet.decided_by is not None and str(too_sweet.decided_by.atom) == "MaxNOM<=30 of 17"
    assert too_sweet.decided_by.materials == (2,)


@pytest.mark.parametrize(("value", "outcome"), [("200", "HOLDS"), ("200.01", "FAILS")])
def test_materials_of_the_same_heading_may_be_used_up_to_a_share(value: str, outcome: str) -> None:
    rule = "CTH with <=20% of same heading or MaxNOM<=10"
    found = asked(rule, foreign("280620", value), foreign("251010", "100"), product=ACID)
    assert outcomes(found)[0] == outcome


def test_the_share_of_the_same_heading_and_the_tolerance_are_not_mixed() -> None:
    rule = "CTH except 2510 with <=20% of same heading"
    both = asked(rule, foreign("280620", "200"), foreign("251010", "100"), product=ACID)
    assert both.verdict is QUALIFIES
    assert numbers(both) == ["200 / 1,000 = 20 % (≤ 20 %)", "100 / 1,000 = 10 % (≤ 10 %)"]
    assert asked(rule, foreign("280620", "201"), product=ACID).verdict is FAILS


# -- cumulation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "verdict"), [("DE", QUALIFIES), ("FR", QUALIFIES), ("KR", QUALIFIES), ("VN", FAILS), (None, QUALIFIES)]
)
def test_an_originating_material_of_a_party_counts_and_of_nobody_else(origin: str | None, verdict: Verdict) -> None:
    assert asked("WO", own("740811", "500", origin)).verdict is verdict


def test_what_is_said_to_originate_in_a_third_country_is_remarked_on() -> None:
    found = asked("MaxNOM<=45", own("740811", "500", "VN"))
    assert any("Material 1 is said to originate, but VN" in remark.en for remark in found.remarks)


def test_without_cumulation_only_materials_of_the_makers_country_count() -> None:
    none = Choice("none", agreement().cumulation.fact)
    assert asked("WO", own("740811", "500", "DE"), cumulation=none).verdict is QUALIFIES
    assert asked("WO", own("740811", "500", "FR"), cumulation=none).verdict is FAILS
    unknown = replace(MOTOR, made_in=None)
    assert asked("WO", own("740811", "500", "FR"), product=unknown, cumulation=none).verdict is CANNOT_DECIDE


def test_goods_made_outside_the_agreement_never_qualify() -> None:
    found = asked("MaxNOM<=45", own("740811", "500"), product=replace(MOTOR, made_in="VN"))
    assert found.verdict is FAILS and "VN, which is no party" in found.reason.en


# -- what is left to a person ----------------------------------------------------------------------------------------


def test_the_text_of_a_process_is_never_judged() -> None:
    found = asked('PROCESS "Spinning of fibres"', own("520100", "500"), product=SHIRT)
    assert found.verdict is CANNOT_DECIDE
    assert found.decided_by is not None and "Spinning of fibres" in found.decided_by.why.en


def test_an_alternative_without_the_process_qualifies_all_the_same() -> None:
    rule = 'PROCESS "Spinning of fibres" or MaxNOM<=45'
    assert asked(rule, foreign("540110", "450"), product=SHIRT).verdict is QUALIFIES
    assert asked(rule, foreign("540110", "451"), product=SHIRT).verdict is CANNOT_DECIDE


def test_a_process_beside_a_failing_atom_changes_nothing() -> None:
    rule = 'CC except 54 and PROCESS "Cutting and sewing"'
    material = foreign("540110", "500", weight_kg=Decimal(5))
    assert asked(rule, material, product=SHIRT).verdict is FAILS
    fine = foreign("520100", "500", weight_kg=Decimal(5))
    assert asked(rule, fine, product=SHIRT).verdict is CANNOT_DECIDE


@pytest.mark.parametrize("rule", ["MaxNOM<=45", "RVC>=40 (build-down)", "RVC>=35 (build-up)"])
def test_a_price_that_was_not_stated_leaves_a_share_open(rule: str) -> None:
    product = replace(MOTOR, ex_works=None, fob=None)
    assert asked(rule, foreign("740811", "100"), own("740811", "900"), product=product).verdict is CANNOT_DECIDE


def test_a_missing_value_matters_only_where_it_could_turn_the_answer() -> None:
    assert asked("MaxNOM<=45", foreign("740811", None)).verdict is CANNOT_DECIDE
    assert asked("MaxNOM<=45", foreign("740811", None), foreign("740811", "451")).verdict is FAILS
    assert asked("CTH", foreign("740811", None)).verdict is QUALIFIES


def test_an_open_material_is_counted_both_ways() -> None:
    unsure = open_material("740811", "100")
    assert asked("MaxNOM<=45", foreign("740811", "350"), unsure).verdict is QUALIFIES
    either = asked("MaxNOM<=45", foreign("740811", "400"), unsure)
    assert either.verdict is CANNOT_DECIDE
    assert numbers(either) == ["400 … 500 / 1,000 = 40 % … 50 % (≤ 45 %)"]
    assert asked("MaxNOM<=45", foreign("740811", "451"), unsure).verdict is FAILS
    assert asked("RVC>=35 (build-up)", own("740811", "300"), unsure).verdict is CANNOT_DECIDE
    assert asked("RVC>=40 (build-down)", foreign("740811", "400"), unsure).verdict is QUALIFIES
    assert asked("WO", unsure).verdict is CANNOT_DECIDE


def test_a_rule_for_part_of_a_heading_decides_only_where_the_rest_agrees() -> None:
    rules = ("ex 8501: CTH", "8501: MaxNOM<=45")
    cheap, dear = foreign("740811", "450"), foreign("740811", "451")
    agreed = determine(MOTOR, [cheap], agreement(*rules), MAY)
    assert agreed.verdict is QUALIFIES and [rule.code for rule in agreed.rules] == ["ex 8501", "8501"]
    split = determine(MOTOR, [dear], agreement(*rules), MAY)
    assert split.verdict is CANNOT_DECIDE and "one covers only part of the heading" in split.reason.en
    both_fail = determine(MOTOR, [foreign("850120", "500")], agreement(*rules), MAY)
    assert both_fail.verdict is FAILS
    alone = determine(MOTOR, [cheap], agreement("ex 8501: CTH"), MAY)
    assert alone.verdict is CANNOT_DECIDE


def test_without_a_rule_nothing_is_decided() -> None:
    found = determine(MOTOR, [own("740811", "1")], agreement("8502: CTH"), MAY)
    assert found.verdict is CANNOT_DECIDE and "No rule for 850110" in found.reason.en
    early = determine(MOTOR, [own("740811", "1")], agreement("8501: CTH"), MAY.replace(year=2025))
    assert early.verdict is CANNOT_DECIDE and early.rules == ()


def test_a_code_of_four_digits_is_not_enough_for_the_goods() -> None:
    assert asked("CTH", own("740811", "1"), product=replace(MOTOR, hs="8501")).verdict is CANNOT_DECIDE


# -- the answer as a whole -------------------------------------------------------------------------------------------


def test_originating_materials_only_qualify_whatever_the_rule_says() -> None:
    text = 'PROCESS "Spinning of fibres"'
    found = asked(text, own("520100", "500"), product=SHIRT, for_all="WO")
    assert found.verdict is QUALIFIES
    assert [one.general for one in found.rules[0].alternatives] == [False, True]


def test_a_general_alternative_that_the_rule_names_itself_is_told_once() -> None:
    found = asked("WO", own("740811", "500"), for_all="WO")
    assert len(found.rules[0].alternatives) == 1


def test_the_most_specific_rule_is_the_one_that_is_asked() -> None:
    rules = ("85: WO", "8501-8507: CC", "8501: CTH", "850110: CTSH")
    for hs, code in (("850110", "850110"), ("850120", "8501"), ("850300", "8501-8507"), ("851010", "85")):
        found = determine(replace(MOTOR, hs=hs), [own("740811", "1")], agreement(*rules), MAY)
        assert [rule.code for rule in found.rules] == [code]


def test_ten_digits_of_the_goods_are_welcome() -> None:
    assert asked("CTSH", foreign("850120", "500"), product=replace(MOTOR, hs="8501101000")).verdict is QUALIFIES


def test_every_atom_is_told_even_where_the_first_has_decided() -> None:
    found = asked("CTH and MaxNOM<=45", foreign("850120", "500"))
    (alternative,) = found.rules[0].alternatives
    assert [atom.outcome for atom in alternative.atoms] == [Outcome.FAILS, Outcome.FAILS]
    assert alternative.decided_by is alternative.atoms[0]
    assert found.rules[0].mark == "SYNTHETIC" and found.rules[0].source == "a test"


def test_materials_worth_more_than_the_goods_are_remarked_on() -> None:
    found = asked("CTH", foreign("740811", "1000.01"))
    assert any("worth more than the goods" in remark.en for remark in found.remarks)
    assert not any("worth more" in remark.en for remark in asked("CTH", foreign("740811", "1000")).remarks)


def test_minimal_operations_are_named_as_not_looked_at() -> None:
    assert "Simple packing" in asked("CTH", foreign("740811", "1")).remarks[0].en


# -- properties ------------------------------------------------------------------------------------------------------

CODES = st.sampled_from(["850110", "850120", "850300", "740811", "170199", "85", ""])
VALUES = st.none() | st.decimals(0, 700, places=2)
ORIGINS = st.sampled_from([None, "DE", "FR", "VN"])
MATERIALS = st.builds(
    Material, st.just("x"), CODES, VALUES, ORIGINS, st.sampled_from([True, False, None]), st.none() | st.decimals(0, 50, places=1)
)
BILLS = st.lists(MATERIALS, min_size=1, max_size=5)
RULES = st.lists(
    st.sampled_from(
        [
            "WO",
            "WO of 85",
            "CC",
            "CTH",
            "CTSH",
            "CTH except 74",
            "CTH except ex 8503",
            "CTH with <=20% of same heading",
            "RVC>=40 (build-down)",
            "RVC>=35 (build-up)",
            "MaxNOM<=45",
            "MaxNOM<=30 of 17",
            'PROCESS "winding"',
            "CTH and MaxNOM<=45",
        ]
    ),
    min_size=1,
    max_size=3,
)
PRODUCTS = st.builds(
    Product,
    st.sampled_from(["850110", "610910", "080810"]),
    st.none() | st.decimals(1, 2000, places=2),
    st.none() | st.decimals(1, 2000, places=2),
    st.none() | st.decimals(1, 100, places=1),
    st.sampled_from([None, "DE"]),
)
RANK = {FAILS: 0, CANNOT_DECIDE: 1, QUALIFIES: 2}


@given(PRODUCTS, BILLS, RULES, st.data())
def test_an_originating_material_in_place_of_a_foreign_one_never_makes_it_worse(product, bill, rules, data) -> None:  # type: ignore[no-untyped-def]
    at = data.draw(st.integers(0, len(bill) - 1))
    better = [*bill]
    better[at] = replace(bill[at], originating=True, origin="DE")
    before, after = (asked(" or ".join(rules), *one, product=product) for one in (bill, better))
    assert RANK[after.verdict] >= RANK[before.verdict]


@given(PRODUCTS, BILLS, RULES, RULES)
def test_one_more_alternative_never_makes_it_worse(product, bill, rules, more) -> None:  # type: ignore[no-untyped-def]
    before, after = (asked(" or ".join(one), *bill, product=product) for one in (rules, rules + more))
    assert RANK[after.verdict] >= RANK[before.verdict]


@given(PRODUCTS, BILLS, RULES, st.randoms())
def test_the_order_of_the_materials_does_not_matter(product, bill, rules, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = [*bill]
    random.shuffle(shuffled)
    before, after = (asked(" or ".join(rules), *one, product=product) for one in (bill, shuffled))
    assert after.verdict is before.verdict


@given(PRODUCTS, BILLS, RULES, st.data())
def test_what_was_decided_stays_so_whatever_the_open_material_turns_out_to_be(product, bill, rules, data) -> None:  # type: ignore[no-untyped-def]
    at = data.draw(st.integers(0, len(bill) - 1))
    told = replace(bill[at], originating=None)
    unsure, one, other = (
        asked(" or ".join(rules), *(*bill[:at], replace(told, originating=is_own), *bill[at + 1 :]), product=product)
        for is_own in (None, True, False)
    )
    if unsure.verdict is not CANNOT_DECIDE:
        assert one.verdict is other.verdict is unsure.verdict


@given(PRODUCTS, BILLS, RULES)
def test_the_answer_follows_from_its_alternatives_and_every_one_is_told(product, bill, rules) -> None:  # type: ignore[no-untyped-def]
    found = asked(" or ".join(rules), *bill, product=product)
    told = outcomes(found)
    assert len(told) == len(rules)
    if "HOLDS" in told:
        assert found.verdict is QUALIFIES
    else:
        assert found.verdict is (CANNOT_DECIDE if "UNDECIDED" in told else FAILS)
    assert found.decided_by is not None
    assert found.reason.en.startswith(str(found.decided_by.atom))
