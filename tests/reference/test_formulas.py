"""Formulas of a country folder: arithmetic is computed exactly, and nothing else is a formula."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eclear.reference.formula import FormulaFault, formula

NAMES = {"value": Decimal(1000), "CUD": Decimal(80), "LTR": Decimal("0.5"), "nothing": Decimal(0)}


def worth(text: str) -> Fraction:
    top, bottom = formula(text, NAMES).value(NAMES)
    return Fraction(top) / Fraction(bottom)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("value", Fraction(1000)),
        ("value + CUD", Fraction(1080)),
        ("value - CUD - 20", Fraction(900)),
        ("value * 2 + CUD", Fraction(2080)),
        ("(value + CUD) * 2", Fraction(2160)),
        ("value / 3", Fraction(1000, 3)),
        ("value / (1 - 0.18)", Fraction(1000) / Fraction(82, 100)),
        ("value / -4", Fraction(-250)),
        ("max(0, value - 2000)", Fraction(0)),
        ("min(value, CUD, 500)", Fraction(80)),
        ("max(value / 3, value / 4)", Fraction(1000, 3)),
        ("-value + 1", Fraction(-999)),
        ("value * LTR", Fraction(500)),
        ("0.1 + 0.2", Fraction(3, 10)),
    ],
)
def test_arithmetic_is_exact(text: str, result: Fraction) -> None:
    assert worth(text) == result


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("value + CUD", "1,000 + 80"),
        ("max(0, value + CUD - 2000)", "the higher of (0, 1,000 + 80 - 2,000)"),
        ("(value + CUD) * 2", "(1,000 + 80) x 2"),
        ("value - (CUD - 20)", "1,000 - (80 - 20)"),
        ("value / (CUD * 2)", "1,000 / (80 x 2)"),
        ("-value", "-1,000"),
    ],
)
def test_a_formula_is_told_with_the_amounts_in_place_of_the_names(text: str, told: str) -> None:
    assert formula(text, NAMES).told(NAMES) == told


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "value.real",
        "value()",
        "open('x')",
        "max",
        "max(value)",
        "max(value, key=1)",
        "[value for value in (1, 2)]",
        "lambda: value",
        "(value := 1)",
        "value if CUD else 0",
        "value ** 99999",
        "10 ** 10 ** 10",
        "value // 3",
        "value % 3",
        "value < 3",
        "value and CUD",
        "'text'",
        "f'{value}'",
        "b'x'",
        "True",
        "None",
        "1j",
        "1e999",
        "{value}",
        "value[0]",
        "value +",
        "",
        " ",
        "value; CUD",
        "import os",
        "(" * 150 + "value" + ")" * 150,
        "value" + " + value" * 100,
        "\0",
        "ｖalue ** 2",
    ],
)
def test_what_is_not_arithmetic_is_no_formula(text: str) -> None:
    with pytest.raises(FormulaFault):
        formula(text, NAMES)


def test_an_unknown_name_is_named_with_those_that_are_known() -> None:
    with pytest.raises(FormulaFault, match=r"VAT is not known here\. Known: value, CUD, LTR, nothing"):
        formula("value + VAT", NAMES)


def test_a_division_by_nothing_is_an_error_and_never_an_amount() -> None:
    with pytest.raises(ZeroDivisionError):
        worth("value / nothing")


@given(st.lists(st.decimals(min_value=0, max_value=10**15, places=4), min_size=2, max_size=6))
def test_a_plain_sum_is_the_sum(amounts: list[Decimal]) -> None:
    names = {f"T{n}": amount for n, amount in enumerate(amounts)}
    top, bottom = formula(" + ".join(names), names).value(names)
    assert bottom == 1 and top == sum(map(Fraction, amounts))
