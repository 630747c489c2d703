"""The page of the watch: figures with their intervals for officers, in both languages, and nothing of it for anybody else."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound

from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.clearance import Office, decide, examine, submit
from eclear.clearance.watched import TABLES

DAYS = "first=2026-11-01&last=2026-11-30"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))


@pytest.fixture
def room(office: Office) -> Office:
    """A room with three declarations, one of which an officer sent to inspection."""
    cases = [submit(office, sound(f"LRN-{n}")).case for n in range(3)]
    case = next(case for case in cases if case and case.decision and case.decision.lane in ("L0", "L1", "L2"))
    decide(office, case.id, "inspect", reason="The seals differ.", by="=Officer CANARY")
    examine(office, case.id, Examination(Depth.DOCUMENTS, (Irregularity.UNDERVALUATION,)), by="=Officer CANARY")
    return office


def test_an_empty_room_has_nothing_to_watch_and_says_so(client: TestClient) -> None:
    page = client.get("/watch")
    assert page.status_code == 200 and "Nothing has been scored in these days." in page.text
    assert "<table" not in page.text and client.get("/watch/drift.csv").text == "\ufeff"


def test_the_page_tells_every_table_with_how_sure_it_is_and_in_which_world(client: TestClient, room: Office) -> None:
    page = client.get(f"/watch?{DAYS}").text
    told = plain(page)
    assert "in a simulated world" in told and "95 percent intervals" in told and "rule of thumb" in told
    for question in ("When to train again", "Drift of inputs", "Calibration", "Hit rates by cause", "Hit rates by profile"):
        assert question in told, question
    for question in (
        "Random control",
        "Never seen before",
        "Decided against the lane",
        "Whom attention falls on",
        "Champion and",
    ):
        assert question in told, question
    assert "too few examined to say" in told
    assert "=Officer CANARY Sent to inspection more than the lane 1 1 of 1 too few examined to say" in told
    assert "These are counts, and no marks" in told and "/watch/overrides.csv?first=2026-11-01&amp;last=2026-11-30" in page
    assert page.count("<svg") >= 1 and "The numbers of this chart" in told


def test_every_table_is_there_for_a_spreadsheet_and_none_runs_a_formula(client: TestClient, room: Office) -> None:
    for table in TABLES:
        sheet = client.get(f"/watch/{table}.csv?{DAYS}")
        assert sheet.status_code == 200 and sheet.headers["content-type"].startswith("text/csv"), table
    rows = list(csv.DictReader(StringIO(client.get(f"/watch/overrides.csv?{DAYS}").text.removeprefix("\ufeff"))))
    assert [(row["officer"], row["act"], row["times"]) for row in rows] == [("'=Officer CANARY", "sent to inspection", "1")]
    unknown = client.get("/watch/secrets.csv")
    assert unknown.status_code == 404 and "The watch has no table of this name." in unknown.text


def test_days_that_cannot_be_are_told_and_never_a_fault(client: TestClient) -> None:
    for days, says in {
        "first=yesterday": "The day cannot be read.",
        "last=2026-02-30": "The day cannot be read.",
        "last=0001-01-01": "The day cannot be read.",
        "first=2026-11-30&last=2026-11-01": "The first day is after the last.",
    }.items():
        page = client.get(f"/watch?{days}")
        assert page.status_code == 422 and says in page.text and "Traceback" not in page.text, days
        assert client.get(f"/watch/drift.csv?{days}").status_code == 422, days


def test_the_watch_is_said_in_korean_too(client: TestClient, room: Office) -> None:
    client.cookies.set("lang", "ko")
    told = plain(client.get(f"/watch?{DAYS}").text)
    for words in ("모델·선별 관찰", "재학습 시점", "확률 보정", "무작위 검사", "검사 지정", "운영 모델과 도전 모델", "가상 세계"):
        assert words in told, words
    assert "too few" not in told and "Found irregular" not in told


def test_no_page_for_everybody_carries_anything_of_the_watch(client: TestClient, room: Office) -> None:
    with room.store.reading("open") as records:
        _total, rows = records.rows()
    for row in rows:
        for number in (row.number, row.cargo):
            public = plain(client.get(f"/status/{number}").text)
            for secret in ("CANARY", "PSI", "kr-import", "irregular", "ndervaluation", "random"):
                assert secret not in public, secret
