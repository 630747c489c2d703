"""The published samples, read once for all tests of this room."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples(shared: Path) -> list[tuple[dict[str, str], bytes]]:
    """Every published sample: its row in the index, and its bytes."""
    folder = shared / "data" / "wco" / "samples"
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    return [(row, (folder / row["scenario"] / row["file"]).read_bytes()) for row in rows]


@pytest.fixture(scope="session")
def invalid(samples: list[tuple[dict[str, str], bytes]]) -> dict[str, bytes]:
    """The samples of the folder of faulty ones, by the name of the file."""
    return {row["file"]: body for row, body in samples if row["scenario"] == "invalid"}
