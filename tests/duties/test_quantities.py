"""How many units goods are: what is stated for the tax that asks, else the tariff quantity, else the net mass."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eclear.casefile.declaration import Classification, Declaration, DutyTaxFee, Item
from eclear.casefile.quantity import Amount, Measure
from eclear.journey.duties import CannotAssess, assess
from eclear.reference import Country, country
from eclear.reference.checking import check_country
from eclear.reference.country import FOLDERS

MAY = date(2026, 5, 12)
BEER, BAGS = "2203000000", "4202210000"


def _korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


KOREA = _korea()


def owed(hsk: str, **more: object) -> dict[str, int]:
    item = Item(price=Amount(Decimal(1_000_000), "KRW"), classifications=(Classification(hsk, "HSK"),), **more)  # type: ignore[arg-type]
    declaration = Declaration(function="9", type="IMA", items=(item,), trade_terms="CIF")
    return {line.type: int(line.amount) for line in assess(declaration, KOREA, MAY).lines}


def litres(amount: str, unit: str = "LTR") -> Measure:
    return Measure(Decimal(amount), unit)


def test_a_quantity_stated_for_one_tax_is_not_that_of_another() -> None:
    stated = owed(BEER, quantity=litres("1000"), duties=(DutyTaxFee(type="VAT", quantity=litres("0.1")),))
    assert stated["LIQ"] == 885_700  # 1,000 x 885.7


def test_the_quantity_stated_for_the_tax_itself_comes_first() -> None:
    stated = owed(BEER, quantity=litres("1000"), duties=(DutyTaxFee(type="LIQ", quantity=litres("990")),))
    assert stated["LIQ"] == 876_843  # 990 x 885.7


@pytest.mark.parametrize("quantity", [None, litres("0"), litres("-5"), litres("1000", "KGM")])
def test_without_a_quantity_above_nothing_in_its_unit_goods_cannot_be_taxed_by_the_litre(quantity: Measure | None) -> None:
    with pytest.raises(CannotAssess, match=r"counted in LTR \(litre\), and no quantity is stated in it"):
        owed(BEER, quantity=quantity)


@pytest.mark.parametrize(("quantity", "unit"), [("12", "C62"), ("12", "NAR"), ("1", "DZN"), ("12", "SET"), ("12", "PR")])
def test_bags_are_counted_in_whatever_unit_of_pieces_they_are_stated_in(quantity: str, unit: str) -> None:
    assert owed(BAGS, quantity=Measure(Decimal(quantity), unit))["ICT"] == 0  # 12 thresholds of 2,000,000


def land(tmp_path: Path, file: str, old: str, new: str) -> str:
    """What the check says of a copy of the teaching country with one thing changed."""
    folder = Path(shutil.copytree(FOLDERS / "xt", tmp_path / "xt"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return "\n".join(map(str, check_country(folder)))


def test_a_rate_is_written_for_a_unit_that_others_are_counted_in(tmp_path: Path) -> None:
    assert "unit GRM is counted in KGM. Write the money for one KGM." in land(
        tmp_path, "tariff/rates-ordinary.csv", ",KGM,", ",GRM,"
    )


@pytest.mark.parametrize("damage", ["\0", ""])
def test_a_file_of_surcharges_that_says_nothing_is_told(tmp_path: Path, damage: str) -> None:
    folder = Path(shutil.copytree(FOLDERS / "xt", tmp_path / "xt"))
    (folder / "surcharges.toml").write_text(damage, encoding="utf-8")
    told = "\n".join(map(str, check_country(folder)))
    assert "surcharges.toml" in told


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDERS / "xt", tmp_path / "xt"))
    (folder / "drawback.csv").unlink(missing_ok=True)
    (folder / "drawback.csv").mkdir()
    assert "drawback.csv: this is a folder, and a file is read here" in "\n".join(map(str, check_country(folder)))


def test_only_a_rate_that_comes_on_top_is_for_goods_of_some_countries(tmp_path: Path) -> None:
    told = land(tmp_path, "tariff/rates-ordinary.csv", "0207140000,M,20,1.50,KGM,higher,,", "0207140000,M,20,1.50,KGM,higher,XB,")
    assert "rates-ordinary.csv, line 6: origins XB: only a rate that comes on top can be for goods of some countries" in told
