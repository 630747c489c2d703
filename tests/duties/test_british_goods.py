"""What another country's declaration owes: by the folder of that country, which may be a small one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from eclear.casefile.declaration import Charge, Classification, Declaration, DutyTaxFee, Item, Procedure
from eclear.casefile.duty import Assessment
from eclear.casefile.finding import refuses
from eclear.casefile.quantity import Amount
from eclear.journey.duties import CannotAssess, assess
from eclear.journey.duties.rounding import divided
from eclear.reference import Country, country

MAY = date(2026, 5, 12)
SHAVERS = "8510900000"


def _britain() -> Country:
    found = country("GB")
    assert found is not None
    return found


BRITAIN = _britain()


def pounds(text: str) -> Amount:
    return Amount(Decimal(text), "GBP")


def item(
    price: str | None = "1000", hsk: str = SHAVERS, *, procedure: str = "40", codes: tuple[str, ...] = (), **more: object
) -> Item:
    named = (Classification(hsk[:8], "TSP"), Classification(hsk[8:], "TRC"), *(Classification(code, "GN") for code in codes))
    fields = {"classifications": named, "procedures": (Procedure(procedure, "00"), Procedure("000")), **more}
    return Item(price=pounds(price) if price else None, **fields)  # type: ignore[arg-type]


def goods(*items: Item, type: str = "IMA", terms: str = "CIF", **more: object) -> Declaration:
    return Declaration(function="9", type=type, items=items or (item(),), trade_terms=terms, **more)  # type: ignore[arg-type]


def owed(declaration: Declaration, law: Country = BRITAIN) -> Assessment:
    return assess(declaration, law, MAY)


def amounts(assessment: Assessment) -> list[tuple[str, str]]:
    return [(line.type, str(line.amount)) for line in assessment.lines]


def test_plain_goods_of_1000_pounds_owe_20_pounds_of_duty_and_204_of_vat() -> None:
    assessment = owed(goods())
    assert amounts(assessment) == [("A00", "20.00"), ("B00", "204.00")]
    assert assessment.total_due == Decimal("224.00")
    assert assessment.lines[0].formula == "GBP 1,000.00 x 2 % = GBP 20.00 (100 basic rate)"
    assert assessment.lines[0].basis == "100"
    assert assessment.lines[1].formula == "GBP (1,000.00 + 20.00) x 20 % = GBP 204.00"


def test_a_fraction_of_a_penny_is_dropped_or_rounded_as_the_country_says() -> None:
    down = owed(goods(item("1.37"))).lines
    half_up = owed(goods(item("1.37")), replace(BRITAIN, rounding="half-up")).lines
    assert [str(line.amount) for line in down] == ["0.02", "0.27"]  # 0.0274, then 0.278
    assert [str(line.amount) for line in half_up] == ["0.03", "0.28"]
    assert "further decimals dropped" in down[0].formula and "rounded half up" in half_up[0].formula


@pytest.mark.parametrize(
    ("numerator", "cut", "nearest"),
    [
        ("0", "0.00", "0.00"),
        ("1.004", "1.00", "1.00"),
        ("1.005", "1.00", "1.01"),
        ("1.009", "1.00", "1.01"),
        ("1.01", "1.01", "1.01"),
    ],
)
def test_half_a_penny_goes_up_only_where_the_country_rounds(numerator: str, cut: str, nearest: str) -> None:
    assert str(divided(Decimal(numerator), 1, 2)[0]) == cut
    assert str(divided(Decimal(numerator), 1, 2, half_up=True)[0]) == nearest


def test_goods_with_the_code_for_the_zero_rate_pay_duty_and_no_vat() -> None:
    assessment = owed(goods(item(codes=("VATZ",))))
    assert amounts(assessment) == [("A00", "20.00"), ("B00", "0.00")]
    assert assessment.lines[1].basis == "VATZ"
    assert "(rate VATZ)" in assessment.lines[1].formula


def test_goods_under_inward_processing_are_assessed_and_pay_nothing() -> None:
    assessment = owed(goods(item(procedure="51")))
    assert amounts(assessment) == [("A00", "0.00"), ("B00", "0.00")]
    assert [str(line.suspended) for line in assessment.lines] == ["20.00", "200.00"]  # the duty not paid bears no VAT
    assert assessment.total_due == 0
    assert "= GBP 20.00" in assessment.lines[0].formula
    assert "nothing to pay while suspended under procedure 51 (inward processing)" in assessment.lines[0].formula


def test_goods_that_pay_have_nothing_suspended() -> None:
    assert [line.suspended for line in owed(goods()).lines] == [0, 0]


@pytest.mark.parametrize(
    ("regime", "basis", "remark"),
    [
        pytest.param("100", "100", "basic rate", id="no preference"),
        pytest.param("300", "100", "preference 300 is not computed here", id="a preference that is not in the folder"),
        pytest.param("115", "100", "115 has no rate for 8510900000", id="a relief for other goods"),
    ],
)
def test_a_claim_that_the_folder_does_not_hold_leaves_the_ordinary_rate_and_says_so(regime: str, basis: str, remark: str) -> None:
    duty, _ = owed(goods(item(duties=(DutyTaxFee(type="A00"), DutyTaxFee(regime=regime))))).lines
    assert (duty.basis, str(duty.amount)) == (basis, "20.00")
    assert remark in duty.formula


def test_a_relief_that_the_folder_holds_lowers_the_duty_whatever_the_origin() -> None:
    tubes = item(hsk="7608100020", duties=(DutyTaxFee(type="A00", regime="115"),))
    assert amounts(owed(goods(tubes))) == [("A00", "0.00"), ("B00", "200.00")]
    assert amounts(owed(goods(item(hsk="7608100020")))) == [("A00", "60.00"), ("B00", "212.00")]


def test_duties_and_codes_that_are_stated_but_not_computed_are_named() -> None:
    duty, _ = owed(goods(item(codes=("X633",), duties=(DutyTaxFee(type="A50"), DutyTaxFee(type="B00"))))).lines
    assert "additional code X633, duty A50: not computed here" in duty.formula
    assert "B00" not in duty.formula


def test_goods_that_the_folder_does_not_hold_are_taken_in_without_a_duty_and_nobody_is_blamed() -> None:
    assessment = owed(goods(item(hsk="8471300000"), item()))
    assert [line.item for line in assessment.lines] == [2, 2]
    assert "not computed here, because the folder of GB holds samples only" in assessment.values[0].formula
    assert "the tariff has no line 8471300000" in assessment.values[0].formula
    assert assessment.customs_value == 2000


@pytest.mark.parametrize(
    ("declaration", "gap"),
    [
        pytest.param(goods(replace(item(), price=Amount(Decimal(5), "XAU"))), "no customs rate of XAU", id="currency"),
        pytest.param(goods(charges=(Charge("ZZ", pounds("5")),)), "its kind ZZ is not in the list", id="kind of charge"),
        pytest.param(
            goods(terms="EXW", freight=pounds("5")), "EXW: nothing says whether the price holds the freight", id="terms"
        ),
    ],
)
def test_a_value_that_the_folder_cannot_work_out_is_not_computed(declaration: Declaration, gap: str) -> None:
    assessment = owed(declaration)
    assert (assessment.customs_value, assessment.total_due, assessment.lines) == (0, 0, ())
    assert gap in assessment.values[0].formula


def test_a_day_before_the_folder_begins_is_not_computed() -> None:
    assert assess(goods(), BRITAIN, date(2016, 12, 7)).total_due == 0


def test_freight_named_as_an_addition_goes_into_the_value() -> None:
    assert owed(goods(charges=(Charge("AK", pounds("50")),), terms="DDP")).customs_value == 1050


@pytest.mark.parametrize("type", ["IMA", "IMD", "COA", "XXX"])
def test_a_standard_import_must_state_its_price(type: str) -> None:
    with pytest.raises(CannotAssess, match="Item 1: none is stated as its price") as refused:
        owed(goods(item(None), type=type))
    finding = refused.value.finding
    assert (finding.code, finding.place.pointer) == ("DTY-001", "42A/67A/68A[1]/23A/79A/112")
    assert finding.message == "Item 1: none is stated as its price. State a price above 0."
    assert refuses((finding,))


@pytest.mark.parametrize("letter", "JKYZQBCEF")
def test_a_declaration_that_need_not_state_a_price_owes_nothing_without_one_and_says_why(letter: str) -> None:
    assessment = owed(goods(item(None), type=f"IM{letter}"))
    assert assessment.total_due == 0
    assert f"a declaration of type IM{letter} need not state one" in assessment.values[0].formula


@pytest.mark.parametrize("letter", "JKYZQ")
def test_it_is_assessed_all_the_same_as_far_as_it_states_prices(letter: str) -> None:
    assessment = owed(goods(item(), item(None), type=f"IM{letter}", charges=(Charge("AK", pounds("50")),)))
    assert [str(value.value) for value in assessment.values] == ["1050.00", "0"]
    assert amounts(assessment) == [("A00", "21.00"), ("B00", "214.20")]


@pytest.mark.parametrize("letter", "BCEF")
def test_a_simplified_declaration_leaves_the_duty_to_the_supplementary_one(letter: str) -> None:
    assessment = owed(goods(type=f"IM{letter}"))
    assert (assessment.customs_value, assessment.total_due, assessment.lines) == (1000, 0, ())
    assert "leaves the duty to the supplementary one" in assessment.values[0].formula


def test_a_declaration_without_goods_owes_nothing_where_it_need_not_name_any() -> None:
    assert owed(Declaration(function="9", type="IMQ")).total_due == 0
    with pytest.raises(CannotAssess, match="no item"):
        owed(Declaration(function="9", type="IMA"))


def test_an_export_is_valued_by_its_statistical_value_without_any_charge() -> None:
    declared = goods(item(None, statistical_value=pounds("9500")), type="EXA", charges=(Charge("AK", pounds("50")),))
    assessment = owed(declared)
    assert (assessment.customs_value, assessment.total_due, assessment.lines) == (9500, 0, ())
    assert assessment.values[0].formula == "GBP 9,500 = GBP 9,500.00; the statistical value stated"


def test_an_export_without_a_statistical_value_is_valued_by_its_price() -> None:
    assert owed(goods(type="EXD")).customs_value == 1000
    with pytest.raises(CannotAssess, match="Item 1: none is stated as its price"):
        owed(goods(item(None), type="EXD"))
