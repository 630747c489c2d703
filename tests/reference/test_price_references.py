"""Price references and the periods of valuation: found by code and day, and faults in their files teach."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eclear.casefile.declaration import Item
from eclear.casefile.quantity import Measure
from eclear.reference import ReferenceFault, country
from eclear.reference.periods import read_periods
from eclear.reference.prices import read_prices

MAY = date(2026, 5, 12)
HEAD = "goods,unit,low,high,ask_below,currency,valid_from,valid_to,mark,source,as_of\n"
ABOUT = "2026-01-01,,SYNTHETIC,invented,2026-11-22\n"


def written(folder: Path, *rows: str) -> Path:
    file = folder / "prices.csv"
    file.write_text(HEAD + "".join(f"{row},{ABOUT}" for row in rows), encoding="utf-8")
    return file


def test_the_longest_leading_digits_are_found(tmp_path: Path) -> None:
    prices = read_prices(written(tmp_path, "61,C62,1,9,50,USD", "6109,C62,2,8,50,USD"))
    shirts, others = prices.reference("6109100000", MAY), prices.reference("6110200000", MAY)
    assert shirts is not None and others is not None
    assert (shirts.low, others.low) == (2, 1)
    assert prices.reference("8471300000", MAY) is None
    assert prices.reference("6109100000", date(2025, 12, 31)) is None


def test_the_quantity_is_counted_in_the_unit_of_the_reference(tmp_path: Path) -> None:
    korea = country("KR")
    assert korea is not None
    reference = read_prices(written(tmp_path, "6109,C62,2,8,50,USD")).reference("6109", MAY)
    by_kilogram = read_prices(written(tmp_path, "0901,KGM,2,8,50,USD")).reference("0901", MAY)
    assert reference is not None and by_kilogram is not None
    units = korea.codes.units
    dozens = Item(quantity=Measure(Decimal(5), "DZN"), net_mass=Measure(Decimal(2500), "GRM"))
    assert reference.quantity(dozens, units) == 60
    assert by_kilogram.quantity(dozens, units) == Decimal("2.5")
    assert reference.quantity(Item(quantity=Measure(Decimal(5), "LTR")), units) is None
    assert reference.quantity(Item(), units) is None


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("6109,C62,9,2,50,USD", "9 to 2 is no range of prices"),
        ("6109,C62,0,2,50,USD", "0 to 2 is no range of prices"),
        ("6109,C62,1,2,0,USD", "ask_below 0 is no share"),
        ("6109,C62,1,2,101,USD", "ask_below 101 is no share"),
        ("shirts,C62,1,2,50,USD", "is not the beginning of a code"),
    ],
)
def test_a_reference_that_is_none_is_reported_with_its_line(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(ReferenceFault, match=complaint) as fault:
        read_prices(written(tmp_path, row))
    assert "line 2" in str(fault.value)


def test_a_country_may_have_neither(tmp_path: Path) -> None:
    assert read_prices(tmp_path / "prices.csv").reference("6109", MAY) is None
    assert read_periods(tmp_path / "valuation_periods.csv").days("resale", MAY) is None


def test_every_reference_of_korea_is_invented_and_in_a_currency_and_unit_that_it_knows() -> None:
    korea = country("KR")
    assert korea is not None
    for code in ("6109100000", "8471300000", "0901210000"):
        reference = korea.prices.reference(code, MAY)
        assert reference is not None
        assert reference.fact.mark == "SYNTHETIC"
        assert reference.unit in korea.codes.units
        assert korea.exchange.rate(reference.currency, MAY) is not None


def test_a_period_that_eclear_does_not_know_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "valuation_periods.csv"
    file.write_text(f"code,days,valid_from,valid_to,mark,source,as_of\nresales,90,{ABOUT}", encoding="utf-8")
    with pytest.raises(ReferenceFault, match=r"code 'resales' is not known\. Write one of same_time, resale"):
        read_periods(file)
