"""The published British tax notices are the oracle: our arithmetic gives every amount in them, to the penny."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from eclear.casefile.duty import Assessment
from eclear.journey.duties import assess
from eclear.journey.duties.rounding import rounded
from eclear.reference import Country, country
from eclear.reference.country import FOLDERS
from eclear.reference.formula import formula
from eclear.wco import Schemas, read

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
VATS = ("B00", "B05")


def _britain() -> Country:
    found = country("GB")
    assert found is not None
    return found


BRITAIN = _britain()


@dataclass(frozen=True)
class Line:
    """One line of a published notice; what it does not state is None."""

    scenario: str
    file: str
    item: int
    type: str
    base: Decimal | None
    rate: Decimal | None
    assessed: Decimal | None
    payable: Decimal | None

    @property
    def is_ad_valorem(self) -> bool:
        return None not in (self.base, self.rate, self.assessed)


@cache
def index(shared: Path) -> tuple[dict[str, str], ...]:
    with (shared / "data" / "wco" / "samples" / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t"))


@cache
def notices(shared: Path) -> tuple[Line, ...]:
    found: list[Line] = []
    for row in index(shared):
        if row["kind"] == "response" and row["function"] == "13":
            root = ET.parse(shared / "data" / "wco" / "samples" / row["scenario"] / row["file"]).getroot()
            for number, item in enumerate(root.iterfind(".//{*}GovernmentAgencyGoodsItem"), 1):
                for tax in item.iterfind(".//{*}DutyTaxFee"):
                    amounts = [
                        _number(tax, f"{{*}}{path}")
                        for path in ("AdValoremTaxBaseAmount", "TaxRateNumeric", "Payment/{*}TaxAssessedAmount")
                    ]
                    payable = _number(tax, "{*}Payment/{*}PaymentAmount")
                    found.append(Line(row["scenario"], row["file"], number, tax.findtext("{*}TypeCode", ""), *amounts, payable))
    return tuple(found)


def _number(element: ET.Element, path: str) -> Decimal | None:
    text = element.findtext(path)
    return Decimal(text) if text else None


def ad_valorem(shared: Path) -> list[Line]:
    return [line for line in notices(shared) if line.is_ad_valorem]


def taxed(line: Line, law: Country) -> Decimal:
    assert line.base is not None and line.rate is not None
    per, of = (line.rate / 100).as_integer_ratio()
    return rounded(line.base * per, of, law)[0]


def test_every_ad_valorem_line_of_the_notices_comes_out_to_the_penny(shared: Path) -> None:
    lines = ad_valorem(shared)
    assert len(lines) == 62
    wrong = [(line, taxed(line, BRITAIN)) for line in lines if taxed(line, BRITAIN) != line.assessed]
    assert not wrong


def test_one_line_tells_that_further_decimals_are_dropped_and_not_rounded(shared: Path) -> None:
    half_up = replace(BRITAIN, rounding="half-up")
    missed = {(line.scenario, line.base, line.assessed, taxed(line, half_up)) for line in ad_valorem(shared)}
    assert {one for one in missed if one[2] != one[3]} == {
        ("TT_IM189a", Decimal("2365.53"), Decimal("473.10"), Decimal("473.11")),
    }
    assert "TT_IM189a" in (FOLDERS / "gb" / "country.toml").read_text(encoding="utf-8")


def test_vat_is_taken_from_the_customs_value_and_every_duty_that_is_paid(shared: Path) -> None:
    seen = 0
    for file in {(line.scenario, line.file) for line in notices(shared)}:
        lines = [line for line in notices(shared) if (line.scenario, line.file) == file]
        duty = next((line for line in lines if line.type == "A00" and line.base is not None), None)
        vat = next((line for line in lines if line.type == "B00" and line.is_ad_valorem), None)
        if duty is None or vat is None or duty.base is None:
            continue
        paid = sum((line.payable for line in lines if line.type not in VATS and line.payable is not None), Decimal(0))
        base, one = formula("value + paid", ("value", "paid")).value({"value": duty.base, "paid": paid})
        rate = BRITAIN.taxes.rate("B00", "8510900000", NOON.date(), additional=("VATZ",) if vat.rate == 0 else ())
        assert rate is not None and rate.rate.percent is not None
        per, of = rate.rate.ratio
        assert (base / one, rate.rate.percent, rounded(base * per, of, BRITAIN)[0]) == (vat.base, vat.rate, vat.assessed), file
        seen += 1
    assert seen >= 15


@pytest.mark.parametrize("scenario", ["TT_IM001a", "TT_IM039b", "TT_IM095a", "TT_IM098a", "TT_IM146a", "TT_IM223a"])
def test_the_published_declaration_is_assessed_as_its_published_notice_says(shared: Path, scenario: str) -> None:
    ours = assessed(shared, scenario).lines
    notice = [line for line in notices(shared) if line.scenario == scenario and line.is_ad_valorem]
    assert {(line.type, line.base, line.rate, line.amount + line.suspended, line.amount) for line in ours} == {
        (line.type, line.base, line.rate, line.assessed, line.payable) for line in notice
    }


@pytest.mark.parametrize("scenario", ["TT_IM026a", "TT_IM044a", "TT_IM110a", "TT_IM157a", "TT_IM189a"])
def test_a_notice_with_more_than_we_compute_is_matched_by_a_working_that_says_what_is_left_out(
    shared: Path, scenario: str
) -> None:
    assert "not computed here" in assessed(shared, scenario).lines[0].formula


@pytest.mark.parametrize("scenario", ["TT_IM146a", "TT_IM189a"])
def test_the_duty_is_that_of_the_notice_where_it_charges_more_than_we_compute(shared: Path, scenario: str) -> None:
    (ours,) = (line for line in assessed(shared, scenario).lines if line.type == "A00")
    (theirs,) = {
        (line.base, line.rate, line.assessed) for line in notices(shared) if line.scenario == scenario and line.type == "A00"
    }
    assert (ours.base, ours.rate, ours.amount + ours.suspended) == theirs


def assessed(shared: Path, scenario: str) -> Assessment:
    (row,) = (row for row in index(shared) if row["scenario"] == scenario and row["function"] == "9")
    body = (shared / "data" / "wco" / "samples" / scenario / row["file"]).read_bytes()
    declaration = read(body, Schemas(SCHEMAS)).declaration
    assert declaration is not None
    return assess(declaration, BRITAIN, BRITAIN.declared_on(declaration.accepted, NOON))
