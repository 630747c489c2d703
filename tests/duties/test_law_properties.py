"""What must hold of any duty: sums add up, a higher rate never costs less, cutting an item in two hardly matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from eclear.casefile.declaration import Classification, Declaration, Item
from eclear.casefile.duty import Assessment
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import assess
from eclear.journey.duties.levy import Goods, levied
from eclear.journey.duties.quantities import Quantities
from eclear.reference import Country, Rate, country

MAY = date(2026, 5, 12)
UNITS = {"2203": "LTR", "2710": "LTR"}


def _korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


KOREA = _korea()
SMOOTH = ("2208300000", "2204210000", "2203000000", "2710120000", "9503000000", "4901990000", "8501101000", "6109100000")
"""Goods whose taxes rise in proportion; bags and watches have a threshold, which two halves of an item use twice."""

values = st.integers(min_value=1, max_value=10**11)
codes = st.sampled_from((*SMOOTH, "4202210000", "9102110000"))
rates = st.decimals(min_value=0, max_value=300, places=1)
amounts = st.decimals(min_value=Decimal("0.001"), max_value=10**6, places=3)


def item(hsk: str, value: int, quantity: Decimal) -> Item:
    return Item(
        price=Amount(Decimal(value), "KRW"),
        classifications=(Classification(hsk, "HSK"),),
        quantity=Measure(quantity, UNITS.get(hsk[:4], "C62")),
    )


def owed(*items: Item) -> Assessment:
    return assess(Declaration(function="9", type="IMA", items=items, trade_terms="CIF"), KOREA, MAY)


@settings(deadline=None)
@given(st.lists(st.tuples(codes, values, amounts), min_size=1, max_size=6))
def test_the_total_is_the_sum_of_the_lines_and_of_what_each_item_owes_alone(goods: list[tuple[str, int, Decimal]]) -> None:
    items = [item(*one) for one in goods]
    together = owed(*items)
    assert together.total_due == sum(line.amount for line in together.lines)
    assert together.total_due == sum(owed(one).total_due for one in items)
    assert together.customs_value == sum(value for _, value, _ in goods)
    for line in together.lines:
        assert line.amount >= 0 and line.amount == line.amount.to_integral_value()


@settings(deadline=None)
@given(codes, values, amounts, rates, rates)
def test_raising_the_rate_of_duty_never_lowers_what_is_due(
    hsk: str, value: int, quantity: Decimal, rate: Decimal, more: Decimal
) -> None:
    line = KOREA.tariff.line(hsk, MAY)
    assert line is not None
    chosen = line.rate()
    assert chosen is not None
    one = item(hsk, value, quantity)

    def due(percent: Decimal) -> Decimal:
        raised = replace(chosen, rate=Rate(percent, ratio=(percent / 100).as_integer_ratio()))
        goods = Goods(1, Decimal(value), hsk, None, "A", raised, (), "", frozenset(), (), (), "", Quantities(one, 1, KOREA))
        return sum((line.amount for line in levied(goods, KOREA, MAY)), Decimal(0))

    assert due(rate + more) >= due(rate)


@settings(deadline=None)
@given(st.sampled_from(SMOOTH), values, amounts, st.integers(min_value=1, max_value=10**11))
def test_cutting_an_item_in_two_changes_the_sum_by_rounding_only(hsk: str, value: int, quantity: Decimal, other: int) -> None:
    halves = owed(item(hsk, value, quantity), item(hsk, other, quantity))
    whole = owed(item(hsk, value + other, quantity * 2))
    # Each of the taxes drops less than a won on each item, and what is dropped is in the base of the taxes after it.
    assert abs(whole.total_due - halves.total_due) <= 2 * len(whole.lines) + 2


@settings(deadline=None)
@given(codes, values, amounts)
def test_the_same_goods_owe_the_same_again(hsk: str, value: int, quantity: Decimal) -> None:
    assert owed(item(hsk, value, quantity)) == owed(item(hsk, value, quantity))
