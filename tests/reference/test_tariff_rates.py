"""Which rate applies: the cases that real rows of the Korean tariff set."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eclear.reference import Country, Mark, TariffLine, country
from eclear.reference.tariff import read_tariff

MAY = date(2026, 5, 12)


@pytest.fixture(scope="module")
def korea() -> Country:
    found = country("KR")
    assert found is not None
    return found


def line_of(korea: Country, hsk: str, on: date = MAY) -> TariffLine:
    found = korea.tariff.line(hsk, on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("hsk", "claim", "basis", "rate"),
    [
        pytest.param("8501101000", None, "A", "8", id="a WTO rate above the basic rate does not apply"),
        pytest.param("8703231010", None, "C", "8", id="a WTO rate below the basic rate applies"),
        pytest.param("8501631000", None, "C", "0", id="a WTO rate of zero applies"),
        pytest.param("8601100000", None, "A", "5", id="of two equal rates the basic one is named"),
        pytest.param("8702301000", None, "A", "10", id="without a WTO row the basic rate applies"),
        pytest.param("8486302070", "FCN1", "A", "0", id="a preference above the ordinary rate does not apply"),
        pytest.param("8486302070", "FRCCN1", "A", "0", id="nor does the one of the other agreement"),
        pytest.param("8549110000", "FCN1", "A", "0", id="a preference between basic and WTO rate does not apply"),
        pytest.param("8501101000", "FCN1", "FCN1", "1.6", id="of two agreements the one claimed applies"),
        pytest.param("8501101000", "FRCCN1", "FRCCN1", "5.3", id="and never silently the lower one"),
        pytest.param("8501401000", "E1", "E1", "5.6", id="an APTA rate applies when it is claimed"),
        pytest.param("8501401000", None, "A", "8", id="an APTA rate does not apply by itself"),
        pytest.param("8703231010", "FCN1", "C", "8", id="new cars: the China rate is no lower"),
        pytest.param("8703231020", "FCN1", "FCN1", "0", id="used cars of the same six digits: the China rate is zero"),
        pytest.param("8544492090", "FAS1", "FAS1", "0", id="conductors: zero for ASEAN on one line"),
        pytest.param("8544499012", "FAS1", "FAS1", "5", id="conductors: five for ASEAN on its neighbour"),
        pytest.param("8703231010", "FRCCN1", "C", "8", id="a basis without a row changes nothing"),
        pytest.param("8501101000", "A", "A", "8", id="naming the basic rate is no claim"),
        pytest.param("8501101000", "C", "A", "8", id="naming the WTO rate does not bring the higher rate"),
        pytest.param("0402101010", None, "W2", "176", id="tariff-quota goods never get the basic rate out of quota"),
        pytest.param("0402101010", "FCN1", "W2", "176", id="a preference equal to the quota rate does not apply"),
        pytest.param("0402101010", "FVN1", "FVN1", "140.8", id="a preference below the quota rate applies"),
    ],
)
def test_the_rate_that_applies(korea: Country, hsk: str, claim: str | None, basis: str, rate: str) -> None:
    chosen = line_of(korea, hsk).rate(claim)
    assert chosen is not None
    assert (chosen.basis, chosen.rate.percent) == (basis, Decimal(rate))
    assert chosen.fact.source


def test_a_claim_without_a_row_says_so_in_the_reason(korea: Country) -> None:
    chosen = line_of(korea, "8703231010").rate("FRCCN1")
    assert chosen is not None
    assert "FRCCN1 has no rate for 8703231010" in chosen.why


def test_a_staged_row_ends_with_its_last_day(korea: Country) -> None:
    last = line_of(korea, "0401200000", date(2026, 6, 30)).rate("FEU1")
    after = line_of(korea, "0401200000", date(2026, 7, 1)).rate("FEU1")
    assert last is not None and after is not None
    assert (last.basis, last.rate.percent) == ("FEU1", Decimal("2.2"))
    assert (after.basis, after.rate.percent) == ("A", Decimal("36"))
    assert "FEU1" not in line_of(korea, "0401200000", date(2026, 7, 1)).rows


def test_decimal_rates_are_exact(korea: Country) -> None:
    assert line_of(korea, "0404101019").rows["FCN1"].rate.percent == Decimal("49.5")
    chosen = line_of(korea, "8501101000").rate("FRCCN1")
    assert chosen is not None
    assert Decimal(chosen.rate.ratio[0]) / chosen.rate.ratio[1] == Decimal("0.053")


def test_the_tariff_has_eighty_lines_over_thirty_chapters_and_says_how_sure_each_is(korea: Country) -> None:
    lines = list(korea.tariff.lines(MAY))
    assert len(lines) >= 80
    assert len({line.hsk[:2] for line in lines}) >= 30
    assert sum(line.fact.mark == Mark.REAL for line in lines) >= 40
    assert all(line.name.en and line.name.ko for line in lines)


def test_every_line_has_a_rate_without_a_claim_through_the_year(korea: Country) -> None:
    for on in (date(2026, 1, 1), MAY, date(2026, 12, 31), date(2028, 3, 1)):
        assert all(line.rate() is not None for line in korea.tariff.lines(on))


def test_a_code_that_the_tariff_does_not_have_has_no_line(korea: Country) -> None:
    assert korea.tariff.line("9999999999", MAY) is None
    assert korea.tariff.line("8501101000", date(2025, 12, 31)) is None
    assert not korea.tariff.has("")


def test_plain_goods_garments_cosmetics_free_goods_and_books_are_all_there(korea: Country) -> None:
    rates = {hsk: line_of(korea, hsk).rate() for hsk in ("9503000000", "6109100000", "3304990000", "8471300000", "4901990000")}
    assert [str(chosen.rate.percent) for chosen in rates.values() if chosen] == ["8", "13", "6.5", "0", "0"]
    vat = {hsk: korea.taxes.rate("VAT", hsk, MAY) for hsk in rates}
    assert [hsk for hsk, row in vat.items() if row and row.rate.percent == 0] == ["4901990000"]


def test_a_line_with_a_preference_alone_has_no_rate_without_the_claim(tmp_path: Path) -> None:
    fact = "2026-01-01,,SYNTHETIC,invented for this test,2026-11-21\n"
    about = "valid_from,valid_to,mark,source,as_of\n"
    (tmp_path / "lines.csv").write_text(f"hsk,name_en,name_ko,note,{about}0101000000,Goods,물품,,{fact}", "utf-8")
    (tmp_path / "rates-test.csv").write_text(f"hsk,basis,rate,{about}0101000000,FCN1,5,{fact}", "utf-8")
    bases = f"A,basic rate,기본세율,7,no,replace,,,,,{fact}FCN1,China,중국,2,yes,replace,,3 4 5 6 7,CN,861,{fact}"
    head = "basis,name_en,name_ko,rank,claimed,effect,over,over_if_lower,parties,documents"
    (tmp_path / "bases.csv").write_text(f"{head},{about}{bases}", "utf-8")
    line = read_tariff(tmp_path).line("0101000000", MAY)
    assert line is not None
    assert line.rate() is None
    chosen = line.rate("FCN1")
    assert chosen is not None and chosen.rate.percent == Decimal(5)
