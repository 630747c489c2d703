"""The selectivity lab on the command line: a day under a policy, and weeks with and without chance."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command_line import Eclear

DAY = ("--count", "120", "--seed", "5")


@pytest.mark.no_cover
def test_a_day_under_a_policy_is_told_beside_rules_and_chance(eclear: Eclear, tmp_path: Path) -> None:
    read = eclear("lab", *DAY, "--policy", "l3=8", "--csv", str(tmp_path / "day.csv"))
    assert read.status == 0, read.err
    assert read.out.startswith("In a simulated world: seed 5, 120 declarations")
    assert "95 % intervals" in read.out and "of officers' work" in read.out
    lines = (tmp_path / "day.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [row["name"] for row in rows] == ["policy", "rules alone", "chance alone"]


def test_a_policy_that_cannot_be_is_named_with_what_is_allowed(eclear: Eclear) -> None:
    wrong = eclear("lab", *DAY, "--policy", "random=0")
    assert wrong.status == 2 and "random" in wrong.err
    assert eclear("lab", "--weeks", "4", "--shape", "flat").status == 2


@pytest.mark.no_cover
def test_weeks_are_told_with_and_without_chance(eclear: Eclear, tmp_path: Path) -> None:
    told = eclear("lab", "--weeks", "4", "--per-day", "20", "--worlds", "2", "--csv", str(tmp_path / "weeks.csv"))
    assert told.status == 0, told.err
    assert told.out.count("week   4") == 2 and "0% at random" in told.out
    assert (tmp_path / "weeks.csv").read_text("utf-8").count("\n") > 8
