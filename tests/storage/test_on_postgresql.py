"""The same on a real PostgreSQL: when a class becomes a country, only the address of the database changes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import MetaData, insert
from tests_databases import Server
from tests_shared import kinds, new_price, sound

from eclear.casefile.conduct import Conduct
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.clearance import Office, acknowledge, arrive, decide, examine, inbox, pay, submit, submit_all
from eclear.journey.replies import is_told
from eclear.journey.settlement import waiting_for
from eclear.storage import Stale, Store
from eclear.storage.backup import backup, restore
from eclear.storage.check import inbox_that_differs, rows_that_differ
from eclear.storage.migrations import upgrade
from eclear.storage.verify import verify


@pytest.fixture
def national(postgresql: Server, office: Office, tmp_path: Path) -> Iterator[Office]:
    """An office whose records are kept by PostgreSQL."""
    store = postgresql.open(tmp_path)
    national = Office(store, office.schemas, office.model, office.clock, "tests")
    national.enter("open")
    yield national
    store.close()


def test_a_declaration_makes_its_whole_journey(national: Office) -> None:
    case = submit(national, sound()).case
    assert case and case.cargo
    case = case if case.reviewed else decide(national, case.id, "pass")
    arrive(national, case.cargo or "", "manifest-reviewed")
    arrive(national, case.cargo or "", "carried-in")
    assert pay(national, case.id).status == "D9"
    assert submit(national, sound()).known
    assert submit(national, b"<oops").case is None
    assert verify(national.store, "open").faults == ()
    assert list(rows_that_differ(national.store, "open", waiting_for)) == []


def test_writers_take_turns(national: Office) -> None:
    case = submit(national, sound("RACE")).case
    assert case
    gate, outcomes = threading.Barrier(6), []

    def act(n: int) -> None:
        gate.wait()
        submit(national, sound(f"AT-ONCE-{n}"))
        try:
            decide(national, case.id, "hold", reason="The seal number differs.", version=case.version)
            outcomes.append("won")
        except Stale:
            outcomes.append("told")

    threads = [threading.Thread(target=act, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 5 + ["won"]
    with national.store.reading("open") as records:
        assert records.rows()[0] == 7
    assert verify(national.store, "open").faults == ()


def test_a_class_becomes_a_country(office: Office, postgresql: Server, tmp_path: Path) -> None:
    """What a class kept in SQLite is restored into PostgreSQL, and back, with every chain intact."""
    done = [submit(office, sound(f"N-{n}")) for n in range(5)]
    submit(office, b"<oops")
    backup(office.store, tmp_path / "class.zip")
    store = Store(postgresql.bare())
    restore(store, tmp_path / "class.zip")
    assert verify(store, "open", (done[-1].head,)).faults == ()
    backup(store, tmp_path / "country.zip")
    store.close()
    back = Store(f"sqlite:///{tmp_path / 'back.db'}")
    restore(back, tmp_path / "country.zip")
    assert verify(back, "open", (done[-1].head,)).faults == ()
    back.close()


def test_verifying_while_others_write_raises_no_false_alarm(national: Office) -> None:
    stop, faults = threading.Event(), []

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            submit(national, sound(f"W-{n}"))

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(25):
        faults += verify(national.store, "open").faults
        faults += rows_that_differ(national.store, "open", waiting_for)
    stop.set()
    writer.join()
    assert faults == []


def test_a_rejected_declaration_is_kept_however_long_its_fields(national: Office) -> None:
    done = submit(national, sound(previous_documents__1__id="X" * 70, lrn="L" * 35))
    assert done.case and done.case.status == "D1"


def test_amendments_and_the_inbox_work_alike(national: Office) -> None:
    case = submit(national, sound()).case
    assert case
    after = submit(national, new_price(case.number)).case
    assert after and after.edition == 2
    waiting = inbox(national, "41207")
    assert kinds(waiting) == ["02", "01", "13/4", "02", "11/39", "07", "13/4"]
    assert acknowledge(national, "41207", waiting[1].number) == 2
    assert inbox(national, "41207", limit=3) == waiting[2:5]
    assert list(inbox_that_differs(national.store, "open", is_told)) == []
    assert verify(national.store, "open").faults == ()


def test_what_the_records_know_is_the_same(national: Office) -> None:
    cases = [done.case for done in submit_all(national, [sound(f"LRN-{n}", seller_name=f"Seller {n}") for n in range(4)])]
    assert cases[0] and cases[1]
    for found in ((Irregularity.COUNTERFEIT,), ()):
        examine(national, cases[0].id, Examination(Depth.DOCUMENTS, found))
    examine(national, cases[1].id, Examination(Depth.DOCUMENTS, (Irregularity.WRONG_MASS,)))
    today, key = date(2026, 5, 12), cases[0].lodged.adds_to[0]
    with national.store.reading("open") as records:
        assert records.conduct([key]) == {key: Conduct(4, 2, 1, 0, today, today)}
        assert [one.result for one in records.judgements(today, today)].count(None) == 2
        assert [one.stream for one in records.latest("examined", 2)] == [cases[1].id, cases[0].id]
    assert list(rows_that_differ(national.store, "open", waiting_for)) == []


def test_a_class_of_the_step_before_becomes_a_country(postgresql: Server, tmp_path: Path) -> None:
    """A backup taken at the third step is restored and brought up to date, with how it judged filled from its events."""
    file = tmp_path / "earlier.db"
    with sqlite3.connect(file) as database:
        database.executescript((Path(__file__).parent / "database-of-step-0003.sql").read_text("utf-8"))
    database.close()
    store = Store(postgresql.bare())
    upgrade(store, "0003")
    with sqlite3.connect(file) as database, store.engine.begin() as connection:
        database.row_factory = sqlite3.Row
        then = MetaData()
        then.reflect(connection)
        for table in then.sorted_tables:
            if table.name != "alembic_version" and (rows := database.execute(f"select * from {table.name}").fetchall()):
                connection.execute(insert(table), [dict(row) for row in rows])
    database.close()
    upgrade(store)
    assert list(rows_that_differ(store, "open", waiting_for)) == []
    with store.reading("open") as records:
        assert len(records.judgements(date(2026, 5, 12), date(2026, 5, 13))) == 2
    store.close()
