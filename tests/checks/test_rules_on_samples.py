"""On the published declarations no rule warns but the few that are right to, listed here and in decision 0011; on ours none."""

from __future__ import annotations

import csv
from datetime import datetime, time
from pathlib import Path

import pytest

from eclear.casefile.declaration import Declaration
from eclear.casefile.finding import Severity
from eclear.journey.checks import Context, Known, check
from eclear.journey.checks.baseline import NOW
from eclear.reference import country
from eclear.wco import Schemas, read

CHECKOUT = Path(__file__).resolve().parents[2]
OWN = CHECKOUT / "sample_declarations"

PUBLISHED_WARNINGS = {
    ("CGO-005", "invalid/ValidSubmissionXML_2.xml"),
    ("CNT-004", "IMZ_Aggregated_Supplementary_Declaration/IMZ_Aggregated_Supplementary_Declaration.xml"),
    ("CNT-004", "TT_EX046a/TT_EX046a.xml"),
    ("CNT-004", "TT_EX050a/Step1_TT_EX050a.xml"),
    ("CNT-004", "TT_IM177a/Step1_TT_IM177a.xml"),
    ("CNT-004", "invalid/ValidSubmissionXML_2.xml"),
    ("COD-005", "TT_EX010a/TT_EX010a.xml"),
    ("COD-005", "TT_EX020a/TT_EX020a_(Step1).xml"),
    ("COD-005", "TT_EX037a/TT_EX037a.xml"),
    ("CTR-005", "TT_EX013a/TT_EX013a.xml"),
    ("CTR-005", "TT_EX020a/TT_EX020a_(Step1).xml"),
    ("CTR-005", "TT_EX037a/TT_EX037a.xml"),
    ("CTR-005", "TT_EX053a/Step1_TT_EX053a.xml"),
    ("DUP-010", "TT_IM157a/STEP1_TT_IM157a.xml"),
    ("GDS-001", "TT_IM061b/TT_IM061a.xml"),
    ("GDS-006", "IMZ_Aggregated_Supplementary_Declaration/IMZ_Aggregated_Supplementary_Declaration.xml"),
    ("TRN-002", "TT_EX013a/TT_EX013a.xml"),
    ("TRN-005", "TT_EX037a/TT_EX037a.xml"),
}


def warnings(declaration: Declaration, code: str | None, judged_in: str) -> set[str]:
    """The codes of the rules that warn, on the day of the declaration and with the records of an empty room."""
    land = country(judged_in)
    assert land is not None
    on = land.declared_on(declaration.accepted, NOW)
    now = datetime.combine(on, time(12), land.time_zone)
    findings = check(declaration, Context(country(code), on, now, Known()))
    return {finding.code for finding in findings if finding.severity is Severity.WARNING}


@pytest.mark.parametrize("code", [None, "GB"])
def test_on_the_published_declarations_only_the_listed_rules_warn(shared: Path, schemas: Schemas, code: str | None) -> None:
    folder = shared / "data" / "wco" / "samples"
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index, delimiter="\t") if row["valid_against_published_schema"] == "True"]
    names = [f"{row['scenario']}/{row['file']}" for row in rows if row["kind"] == "declaration"]
    found = set()
    for name in names:
        declaration = read((folder / name).read_bytes(), schemas).declaration
        assert declaration is not None, name
        found |= {(rule, name) for rule in warnings(declaration, code, "GB")}
    assert found == PUBLISHED_WARNINGS
    assert len(names) > 50


def test_on_our_own_samples_no_rule_warns(schemas: Schemas) -> None:
    paths = sorted(OWN.glob("*/*.xml"))
    read_in = {path: read(path.read_bytes(), schemas).declaration for path in paths}
    found = {path.parent.name: warnings(told, "KR", "KR") for path, told in read_in.items() if told is not None}
    assert not {name: codes for name, codes in found.items() if codes}
    assert len(found) > 10
