"""Advance rulings: what the register holds, and that a cited ruling is checked and binds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests_shared import sound

from eclear.casefile.pointer import changed
from eclear.clearance import Office, submit
from eclear.journey.checks import Context, check
from eclear.journey.checks.baseline import DECLARED_ON, EXPORT, IMPORT, NOW
from eclear.journey.checks.rules.kr.rulings import CITED, ON_ORIGIN, ON_VALUE, ROYALTY
from eclear.reference import ReferenceFault, RulingKind, country
from eclear.reference.rulings import read_rulings

KOREA = country("KR")
HEADER = "number,kind,holder,subject_en,subject_ko,code,origin,method,charges,reason_en,reason_ko"
ABOUT = "valid_from,valid_to,mark,source,as_of"


def found(changes: dict[str, str | None], on: date = DECLARED_ON, start=IMPORT) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """What is said of rulings: message by code."""
    findings = check(changed(start, changes), Context(KOREA, on, NOW))
    return {one.code: one.message for one in findings if one.code.startswith("KR-RUL")}


def test_every_ruling_is_invented_rules_one_thing_and_has_an_end() -> None:
    assert KOREA is not None
    rulings = KOREA.rulings.all()
    assert {one.kind for one in rulings} == set(RulingKind) and len(rulings) >= 12
    for one in rulings:
        assert one.fact.mark.startswith("SYNTHETIC") and one.fact.valid_to < date.max
        assert KOREA.rulings.ruling(one.number) == one
        assert not one.origin or one.origin in KOREA.codes.countries
        assert set(one.charges) <= set(KOREA.codes.charges)
    assert KOREA.rulings.ruling("RUL-X") is None and KOREA.rulings.ruling(None) is None


def test_every_ruled_code_of_ten_digits_stands_in_the_tariff() -> None:
    assert KOREA is not None
    codes = [one.code for one in KOREA.rulings.all() if len(one.code) == 10]
    assert codes and all(KOREA.tariff.line(code, DECLARED_ON) for code in codes)


def test_a_sound_citation_is_silent_whatever_it_is_about() -> None:
    for changes in (CITED, ON_ORIGIN, {**ON_VALUE, **ROYALTY}):
        assert found(changes) == {}


def test_a_ruling_binds_the_code_and_the_message_names_both() -> None:
    said = found({**CITED, "items.1.classifications.1.id": "8501401000"})
    assert list(said) == ["KR-RUL-004"] and "8501101000" in said["KR-RUL-004"] and "8501401000" in said["KR-RUL-004"]


@pytest.mark.parametrize(("day", "silent"), [(date(2026, 1, 14), False), (date(2026, 1, 15), True), (date(2029, 1, 14), True)])
def test_a_ruling_counts_from_its_first_day_to_its_last(day: date, silent: bool) -> None:
    assert ("KR-RUL-002" not in found(CITED, on=day)) is silent


def test_a_ruling_that_does_not_hold_binds_to_nothing() -> None:
    """Somebody else's, an expired or an unknown ruling is refused itself; what it would have ruled is not asked."""
    elsewhere = {**CITED, "items.1.classifications.1.id": "8501401000"}
    assert list(found({**elsewhere, "importer_id": "KRTRD0002"})) == ["KR-RUL-003"]
    assert list(found({**elsewhere, "items.1.documents.1.id": "RUL-C-23-0402"})) == ["KR-RUL-002"]
    assert list(found({**elsewhere, "items.1.documents.1.id": "RUL-C-00-0000"})) == ["KR-RUL-001"]


def test_the_holder_of_a_ruling_is_told_to_nobody() -> None:
    assert KOREA is not None
    said = found({**CITED, "importer_id": "KRTRD0002"})["KR-RUL-003"]
    assert "KRTRD0001" not in said and "KRTRD0002" in said


def test_an_export_is_held_to_the_rulings_of_the_exporter() -> None:
    assert found(CITED, start=EXPORT) == {}
    assert list(found({**CITED, "exporter_id": "KRTRD0099"}, start=EXPORT)) == ["KR-RUL-003"]


def test_only_the_item_that_cites_a_ruling_is_bound() -> None:
    from eclear.journey.checks.baseline import IMPORT_OF_TWO_ITEMS

    other = {"items.2.classifications.1.id": "8501401000"}
    assert found({**CITED, **other}, start=IMPORT_OF_TWO_ITEMS) == {}


def test_several_rulings_on_one_item_all_bind() -> None:
    two = {
        **ON_ORIGIN,
        "items.1.documents.2.category": "R",
        "items.1.documents.2.type": "RUL",
        "items.1.documents.2.id": "RUL-V-26-0004",
    }
    assert set(found({**two, "items.1.origins.1.country": "VN"})) == {"KR-RUL-005", "KR-RUL-007"}


def test_a_charge_may_be_declared_for_the_whole_consignment() -> None:
    assert found({**ON_VALUE, "charges.2.type": "ROY", "charges.2.amount": "USD 300.00"}) == {}


def test_a_declaration_against_its_own_ruling_is_refused_at_the_door(office: Office) -> None:
    cited = {path.replace(".", "__"): text for path, text in CITED.items()}
    held = submit(office, sound("LRN-held", **cited))
    assert held.case is not None and held.case.number
    refused = submit(office, sound("LRN-against", **cited, items__1__classifications__1__id="8501401000"))
    assert "KR-RUL-004" in {one.code for one in refused.findings}
    assert refused.case is None or refused.case.number is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("R1,classification,T1,a,b,,,,,c,d", "must rule that and nothing else"),
        ("R1,origin,T1,a,b,8501,,,,c,d", "must rule that and nothing else"),
        ("R1,valuation,T1,a,b,,CN,1,,c,d", "must rule that and nothing else"),
        ("R1,classification,T1,a,b,85.01,,,,c,d", "is no tariff code"),
        ("R1,taste,T1,a,b,8501,,,,c,d", "kind 'taste' is not known"),
        ("R0,classification,T1,a,b,8501,,,,c,d", "stands twice"),
    ],
)
def test_a_fault_in_the_register_names_the_line_and_the_remedy(tmp_path: Path, row: str, said: str) -> None:
    about = ",2026-01-01,2028-12-31,SYNTHETIC,invented,2026-11-22"
    sound_row = f"R0,classification,T1,a,b,8501,,,,c,d{about}"
    (tmp_path / "rulings.csv").write_text("\n".join([f"{HEADER},{ABOUT}", sound_row, row + about]) + "\n", "utf-8")
    with pytest.raises(ReferenceFault, match="line 3") as fault:
        read_rulings(tmp_path / "rulings.csv")
    assert said in str(fault.value)


def test_a_country_may_have_no_rulings(tmp_path: Path) -> None:
    assert read_rulings(tmp_path / "rulings.csv").all() == ()
