"""The watch on the command line: for a reader, as one object for a program, and as CSV; without a model as well as with one."""

from __future__ import annotations

import csv

from command_line import Eclear
from tests_shared import sound

NO_MODELS = {"ECLEAR_MODEL": "none", "ECLEAR_CHALLENGER": "none"}


def test_the_watch_is_told_to_readers_programs_and_spreadsheets(eclear: Eclear) -> None:
    assert eclear("submit", eclear.message("one.xml", sound()), **NO_MODELS).status == 0
    read = eclear("watch", **NO_MODELS)
    assert read.status == 0 and "1 declaration judged, 0 examined, 0 with a score, in a simulated world." in read.out
    assert "Nothing asks for training." in read.out and "no-model" in read.out
    (told,) = eclear("watch", "--json", **NO_MODELS).lines
    assert (told["declarations"], told["retrain"], told["reference"], told["world"]) == (1, False, "none", "simulated")
    assert told["tables"]["causes"][0]["irregular_share"] is None
    rows = list(csv.reader(eclear("watch", "--csv", "--table", "causes", **NO_MODELS).out.splitlines()))
    assert rows[0][:3] == ["table", "name", "declarations"] and rows[1][0] == "causes"


def test_days_and_tables_that_cannot_be_are_named(eclear: Eclear) -> None:
    eclear("submit", eclear.message("one.xml", sound()), **NO_MODELS)
    early = eclear("watch", "--first", "2020-01-01", "--last", "2020-01-31", **NO_MODELS)
    assert early.status == 0 and "Nothing has been scored in these days." in early.out
    turned = eclear("watch", "--first", "2026-05-02", "--last", "2026-05-01", **NO_MODELS)
    assert turned.status == 2 and "Turn them round." in turned.err
    unknown = eclear("watch", "--table", "secrets", **NO_MODELS)
    assert unknown.status == 2 and "Name one of: scores, drift" in unknown.err
