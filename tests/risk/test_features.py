"""What the model looks at: each figure told by one small declaration whose answer is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from risk_lessons import UNTOLD, plain

from eclear.casefile.conduct import Conduct, Subject
from eclear.casefile.declaration import Declaration
from eclear.casefile.duty import Assessment, DutyLine, Exchange, ItemValue
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.pointer import changed
from eclear.journey.risk import features
from eclear.journey.risk.features import record_keys
from eclear.reference import Country, country

ON = date(2026, 6, 15)

SHIRTS = changed(
    Declaration(),
    {
        "function": "9",
        "type": "IMA",
        "importer_id": "KRTRD4711",
        "border_transport_mode": "1",
        "trade_terms": "FOB",
        "export_country": "VN",
        "freight": "USD 100.00",
        "information.1.type": "CTP",
        "information.1.code": "43",
        "items.1.sequence": "1",
        "items.1.classifications.1.id": "6109100000",
        "items.1.classifications.1.type": "HSK",
        "items.1.information.1.type": "TRB",
        "items.1.information.1.code": "FVN1",
        "items.1.gross_mass": "110 KGM",
        "items.1.net_mass": "100 KGM",
        "items.1.quantity": "500 C62",
        "items.1.origins.1.country": "VN",
        "items.1.origins.1.type": "2",
        "items.1.packages.1.quantity": "10",
    },
)


def assessed(value: str = "2000000", rate: str = "13") -> Assessment:
    line = DutyLine(1, "CUD", Decimal(value), Decimal(rate), Decimal(0), "KRW", "A", "", "", "SYNTHETIC")
    vat = DutyLine(1, "VAT", Decimal(value), Decimal(10), Decimal(0), "KRW", "", "", "", "SYNTHETIC")
    dollar = Exchange("USD", Decimal(1400), ON, ON, "", "SYNTHETIC")
    return Assessment("KRW", (ItemValue(1, Decimal(value), ""),), (line, vat), (dollar,), Decimal(0))


@pytest.fixture(scope="module")
def kr() -> Country:
    found = country("KR")
    assert found is not None
    return found


def test_every_figure_of_a_plain_declaration(kr: Country) -> None:
    told = {name: given for name, given in features(SHIRTS, assessed(), kr, ON).items() if name not in UNTOLD}
    assert told == {
        "items": 1.0,
        "currency": "KRW",
        "customs value": 2_000_000.0,
        "duty rate": 13.0,
        "freight share": 100 * 1400 / 2_000_000,
        "freight per kg": pytest.approx(100 * 1400 / 110),
        "mode": "1",
        "terms": "FOB",
        "collection": "43",
        "aeo": 0.0,
        "item 1 code": "6109100000",
        "item 1 origin": "VN",
        "item 1 value per kg": 20_000.0,
        "item 1 kg per unit": 0.2,
        "preference": "FVN1",
        "third country": 0.0,
        "kilograms per package": 11.0,
        "packing share": 10 / 110,
    }


def test_training_and_scoring_look_at_the_same_inputs(kr: Country) -> None:
    """The made-up lessons of the other tests, and every declaration, have the same names of inputs."""
    assert set(features(SHIRTS, assessed(), kr, ON)) == set(plain())


LISTED = ManifestLine("26TEST", "TEST", "BL1", "1", "VN", "Seller", "Importer", "Shirts", 10, Decimal("125"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (110 / 125, 1.0, 0.0)),
        ({"total_gross_mass": "100 KGM"}, (0.8, 1.0, 0.0)),
        ({"items.1.packages.1.quantity": "5"}, (110 / 125, 0.5, 0.0)),
        ({"items.1.gross_mass": None, "items.1.packages": None}, (None, None, 0.0)),
        ({"export_country": "HK"}, (110 / 125, 1.0, 1.0)),
        ({"export_country": None}, (110 / 125, 1.0, None)),
    ],
    ids=["plain", "a total of its own", "half the packages", "no mass, no packages", "loaded elsewhere", "no country"],
)
def test_a_declaration_is_held_against_its_line_of_the_manifest(
    kr: Country, changes: dict[str, str | None], expected: tuple[float | None, ...]
) -> None:
    inputs = features(changed(SHIRTS, changes), assessed(), kr, ON, listed=LISTED)
    names = ("mass against manifest", "packages against manifest", "loaded elsewhere")
    assert tuple(inputs[name] for name in names) == expected
    assert inputs["listed mass"] == 125.0


def test_the_record_of_everybody_in_a_declaration_is_told(kr: Country) -> None:
    known = Conduct(40, 12, 3, 1, date(2026, 1, 15), date(2026, 6, 14))
    inputs = features(SHIRTS, assessed(), kr, ON, {"importer:KRTRD4711": known})
    assert [inputs[key] for key in record_keys(Subject.IMPORTER)] == [40.0, 12.0, 3.0, 1.0, 151.0, 1.0]
    assert [inputs[key] for key in record_keys(Subject.GOODS)] == [0.0, 0.0, 0.0, 0.0, None, None], "nobody had them before"
    assert [inputs[key] for key in record_keys(Subject.SELLER)] == [None] * 6, "the declaration names none"


def test_a_record_with_a_later_day_was_made_nought_days_ago(kr: Country) -> None:
    later = Conduct(1, 0, 0, 0, date(2026, 7, 1), date(2026, 7, 1))
    inputs = features(SHIRTS, assessed(), kr, ON, {"importer:KRTRD4711": later})
    assert (inputs["importer first"], inputs["importer last"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"export_country": "HK"}, "third country", 1.0),
        ({"items.1.export_country": "HK"}, "third country", 1.0),
        ({"items.1.origins": None}, "third country", 0.0),
        ({"items.1.information": None}, "preference", None),
        ({"items.1.information.1.code": "A"}, "preference", None),
        ({"items.1.net_mass": "0.1 TNE"}, "item 1 value per kg", 20_000.0),
        ({"items.1.net_mass": "100 LTR"}, "item 1 value per kg", None),
        ({"items.1.net_mass": None}, "item 1 value per kg", None),
        ({"items.1.quantity": None}, "item 1 kg per unit", None),
        ({"items.1.quantity": "0 C62"}, "item 1 kg per unit", None),
        ({"items.1.gross_mass": None}, "packing share", None),
        ({"items.1.packages": None}, "kilograms per package", None),
        ({"freight": None}, "freight share", None),
        ({"freight": "KRW 20000"}, "freight share", 0.01),
        ({"freight": "XYZ 20000"}, "freight share", None),
        ({"information": None}, "collection", "11"),
    ],
)
def test_what_one_change_does(kr: Country, changes: dict[str, str | None], name: str, expected: object) -> None:
    assert features(changed(SHIRTS, changes), assessed(), kr, ON)[name] == expected


def test_an_operator_counts_only_as_the_importer_and_while_in_the_register(kr: Country) -> None:
    named = {"authorisations.1.category": "AEOC", "authorisations.1.id": "KRTRD0055"}
    importer = changed(SHIRTS, {**named, "importer_id": "KRTRD0055"})
    assert features(importer, assessed(), kr, date(2026, 6, 30))["aeo"] == 1.0
    assert features(importer, assessed(), kr, date(2026, 7, 1))["aeo"] == 0.0, "the entry ends with June"
    assert features(changed(SHIRTS, named), assessed(), kr, ON)["aeo"] == 0.0, "another one is the importer"
    unknown = {"authorisations.1.category": "AEOC", "authorisations.1.id": "KRTRD4711"}
    assert features(changed(SHIRTS, unknown), assessed(), kr, ON)["aeo"] == 0.0, "not in the register"


def test_nobodys_name_or_number_is_looked_at(kr: Country) -> None:
    named = changed(SHIRTS, {"seller_name": "Nobody", "declarant_id": "41207"})
    other = {"importer_id": "KRTRD1234", "importer_name": "Another", "seller_name": "Someone", "declarant_id": "42018"}
    assert features(changed(named, other), assessed(), kr, ON) == features(named, assessed(), kr, ON)


def test_a_declaration_that_tells_nothing_has_inputs_too(kr: Country) -> None:
    empty = features(Declaration(), Assessment("KRW", (), (), (), Decimal(0)), kr, ON)
    assert empty["items"] == 0.0 and empty["customs value"] is None and empty["preference"] is None


@given(mass=st.decimals("0.001", "99999999", places=3), count=st.integers(0, 10**8), value=st.integers(0, 10**15))
def test_any_masses_and_values_give_plain_figures(mass: Decimal, count: int, value: int) -> None:
    kr = country("KR")
    assert kr is not None
    changes = {"items.1.net_mass": f"{mass:f} KGM", "items.1.quantity": f"{count} C62"}
    inputs = features(changed(SHIRTS, changes), assessed(str(value)), kr, ON)
    assert all(given is None or type(given) in (float, str) for given in inputs.values())
