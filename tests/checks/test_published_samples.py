"""The general rules let the published declarations of another administration pass."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from eclear.casefile.finding import refuses
from eclear.journey.checks import Context, check
from eclear.wco import Schemas, read

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def test_no_published_declaration_that_is_valid_is_refused_by_a_general_rule(shared: Path) -> None:
    folder, schemas, judged = shared / "data" / "wco" / "samples", Schemas(SCHEMAS), 0
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        valid = [
            folder / row["scenario"] / row["file"]
            for row in csv.DictReader(index, delimiter="\t")
            if row["kind"] == "declaration" and row["valid_against_published_schema"] == "True"
        ]
    for path in valid:
        declaration = read(path.read_bytes(), schemas).declaration
        assert declaration is not None, path.name
        for now in (datetime(2019, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)):
            findings = check(declaration, Context(None, now.date(), now, None))
            assert not refuses(findings), (path.name, [finding.message for finding in findings])
            judged += 1
    assert judged == 2 * len(valid) > 100
