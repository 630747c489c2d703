"""Two at once: one wins, the other is told. A busy or full database says so, and nothing is half written."""

from __future__ import annotations

import threading

import pytest
from tests_shared import sound

from eclear.clearance import Office, OtherBytes, decide, submit, submit_all
from eclear.storage import Busy, Full, Stale, Store, UnknownRoom
from eclear.storage.verify import verify


def test_the_same_message_from_many_threads_becomes_one_case(office: Office) -> None:
    gate, ids, faults = threading.Barrier(16), [], []

    def lodge() -> None:
        gate.wait()
        try:
            done = submit(office, sound("ONCE"))
            assert done.case
            ids.append(done.case.id)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the finding of this test
            faults.append(fault)

    threads = [threading.Thread(target=lodge) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(set(ids)) == 1
    with office.store.reading("open") as records:
        assert records.rows()[0] == 1
    assert verify(office.store, "open").faults == ()


def test_two_officers_deciding_the_same_version_one_wins(office: Office) -> None:
    case = submit(office, sound("RACE")).case
    assert case
    gate, outcomes = threading.Barrier(8), []

    def hold(officer: int) -> None:
        gate.wait()
        try:
            decide(office, case.id, "hold", reason=f"Officer {officer} asks for the seal report.", version=case.version)
            outcomes.append("won")
        except Stale:
            outcomes.append("told")

    threads = [threading.Thread(target=hold, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 7 + ["won"]
    with office.store.reading("open") as records:
        assert sum(event.kind == "decided" for event in records.events(case.id)) == 1


def test_a_writer_who_waits_too_long_is_told_that_the_database_is_busy(store: Store, office: Office) -> None:
    hurried = Store(str(store.url), busy_seconds=0.1)
    with store.writing("open"), pytest.raises(Busy):
        submit(Office(hurried, office.schemas, office.model, office.clock, "tests"), sound())
    hurried.close()
    assert submit(office, sound()).case


@pytest.mark.sqlite("a file may have so many pages")
def test_a_full_disk_is_named_and_nothing_is_half_written(store: Store, office: Office) -> None:
    submit(office, sound("FIRST"))
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Full):
            full = Store.__new__(Store)
            full.url, full.is_sqlite, full.engine = store.url, True, store.engine
            connection.close()
            submit_all(Office(full, office.schemas, office.model, office.clock, "tests"), [sound(f"N{n}") for n in range(40)])
    store.close()
    assert verify(store, "open").faults == ()
    with store.reading("open") as records:
        assert records.rows()[0] == 1
    assert submit(office, sound("AFTER")).case, "with room again, it goes on"


def test_rooms_never_see_each_other(office: Office) -> None:
    office.enter("other")
    here, there = submit(office, sound("SAME")), submit(office, sound("SAME", items__1__description="Other goods"), room="other")
    assert here.case and there.case and here.case.id != there.case.id
    with office.store.reading("other") as records:
        assert records.case(here.case.id) is None
        assert records.message(here.case.id) is None
        assert records.rows()[0] == 1
    with pytest.raises(OtherBytes):
        submit(office, sound("SAME", items__1__description="Other goods"))
    with pytest.raises(UnknownRoom), office.store.reading("nowhere"):
        pass


def test_nothing_is_recorded_of_a_transaction_that_fails(office: Office) -> None:
    with pytest.raises(RuntimeError, match="our own fault"), office.store.writing("open") as records:
        records.next_number("declaration/41207/26")
        raise RuntimeError("our own fault")
    case = submit(office, sound()).case
    assert case and case.number == "41207-26-000001M"
