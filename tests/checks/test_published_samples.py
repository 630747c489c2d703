"""The published declarations of another administration pass: the general rules, and the whole journey in a room."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from eclear.casefile.finding import refuses
from eclear.casefile.reading import Outcome
from eclear.clearance import Office, submit
from eclear.journey.checks import Context, check
from eclear.wco import Schemas, read

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@cache
def valid(shared: Path, function: str | None = None) -> tuple[Path, ...]:
    """Every published declaration that is valid against the published schema, or those of one function."""
    folder = shared / "data" / "wco" / "samples"
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        return tuple(
            folder / row["scenario"] / row["file"]
            for row in csv.DictReader(index, delimiter="\t")
            if row["kind"] == "declaration"
            and row["valid_against_published_schema"] == "True"
            and function in (None, row["function"])
        )


def test_no_published_declaration_that_is_valid_is_refused_by_a_general_rule(shared: Path) -> None:
    schemas, judged = Schemas(SCHEMAS), 0
    for path in valid(shared):
        declaration = read(path.read_bytes(), schemas).declaration
        assert declaration is not None, path.name
        for now in (datetime(2019, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)):
            findings = check(declaration, Context(None, now.date(), now, None))
            assert not refuses(findings), (path.name, [finding.message for finding in findings])
            judged += 1
    assert judged == 2 * len(valid(shared)) > 100


def test_every_published_original_is_registered_in_the_country_that_it_names(shared: Path, office: Office) -> None:
    numbers, lanes = set(), set()
    for path in valid(shared, "9"):
        done = submit(office, path.read_bytes())
        assert done.outcome is Outcome.ACCEPT, (path.name, [finding.message for finding in done.findings])
        assert done.case is not None and not done.known, path.name
        assert (done.reading.country, done.case.lodged.country) == ("GB", "GB"), path.name
        assert done.case.number and done.case.status != "D1", path.name
        assert done.case.decision is not None and done.case.assessment is not None
        assert done.case.assessment.currency == "GBP"
        assert done.case.score is None, "the model has learned from imports to Korea only"
        numbers.add(done.case.number)
        lanes.add(done.case.decision.lane)
    assert len(numbers) == len(valid(shared, "9")) > 50
    assert lanes == {"L0"}


def test_one_that_names_no_country_is_judged_by_the_country_of_the_office(shared: Path, office: Office) -> None:
    body = next(path for path in valid(shared, "9") if path.parent.name == "TT_IM001a").read_bytes()
    nameless, taken = re.subn(rb"<(\w+:)?ResponsibleCountryCode>\s*GB\s*</(\w+:)?ResponsibleCountryCode>", b"", body)
    assert taken == 1
    british = submit(replace(office, country="GB"), nameless)
    assert british.reading.country is None
    assert british.case is not None and british.case.lodged.country == "GB" and british.case.status != "D1"


def test_in_an_office_of_another_country_it_is_refused_by_the_rules_of_that_country(shared: Path, office: Office) -> None:
    body = next(path for path in valid(shared, "9") if path.parent.name == "TT_IM001a").read_bytes()
    done = submit(office, body.replace(b"ResponsibleCountryCode>GB<", b"ResponsibleCountryCode>KR<"))
    assert done.case is not None and done.case.status == "D1"
    assert "KR-TAR-001" in {finding.code for finding in done.findings}
