"""Backing up while others submit, restoring into an empty place, and databases of an earlier eclear."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from tests_shared import sound

from eclear.casefile.person import Person, Post, Role
from eclear.clearance import Office, arrive, submit, submit_all
from eclear.journey.settlement import waiting_for
from eclear.storage import Store
from eclear.storage.backup import NotABackup, NotEmpty, backup, restore
from eclear.storage.check import packs_that_differ, rows_that_differ
from eclear.storage.migrations import current, head, upgrade
from eclear.storage.tables import metadata
from eclear.storage.verify import verify

EARLIER = sorted(Path(__file__).parent.glob("database-of-step-*.sql"))


def test_a_backup_taken_while_others_submit_is_whole_and_can_be_restored(office: Office, tmp_path: Path) -> None:
    lodged: list[str] = []
    stop, enough = threading.Event(), threading.Event()

    def keep_submitting() -> None:
        while not stop.is_set():
            done = submit(office, sound(f"BUSY-{len(lodged)}"))
            assert done.case
            lodged.append(done.case.id)
            if len(lodged) == 3:
                enough.set()

    submit_all(office, [sound(f"BEFORE-{n}") for n in range(30)])
    worker = threading.Thread(target=keep_submitting)
    worker.start()
    assert enough.wait(60), "the other writer must get on"
    counts = backup(office.store, tmp_path / "kept.zip")
    during = len(lodged)
    stop.set()
    worker.join()

    elsewhere = Store(f"sqlite:///{tmp_path / 'elsewhere' / 'eclear.db'}")
    assert restore(elsewhere, tmp_path / "kept.zip") == counts
    assert verify(elsewhere, "open").faults == ()
    assert list(rows_that_differ(elsewhere, "open", waiting_for)) == []
    with elsewhere.reading("open") as records:
        total, _ = records.rows(limit=1)
        assert 30 + 3 <= total <= 30 + during + 1
        assert all(records.case(case_id) for case_id in lodged[:3])
    elsewhere.close()


def test_restoring_never_overwrites(office: Office, tmp_path: Path) -> None:
    submit(office, sound())
    backup(office.store, tmp_path / "kept.zip")
    with pytest.raises(NotEmpty):
        restore(office.store, tmp_path / "kept.zip")
    with pytest.raises(FileExistsError):
        backup(office.store, tmp_path / "kept.zip")
    assert verify(office.store, "open").faults == ()


@pytest.mark.parametrize("text", [b"", b"PK", b"not a backup at all"])
def test_a_file_that_is_no_backup_is_refused_and_leaves_the_place_empty(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "wrong.zip").write_bytes(text)
    empty = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(NotABackup):
        restore(empty, tmp_path / "wrong.zip")
    assert current(empty) is None
    empty.close()


def test_the_steps_lead_to_the_tables_of_the_code(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert current(store) == head(store)


@pytest.mark.parametrize("dump", EARLIER, ids=lambda dump: dump.stem)
def test_a_database_of_an_earlier_step_is_upgraded_and_goes_on(dump: Path, office: Office, tmp_path: Path) -> None:
    """Each dump was written by the commit before the one that changed the database."""
    file = tmp_path / "earlier.db"
    with sqlite3.connect(file) as database:
        database.executescript(dump.read_text("utf-8"))
    database.close()
    earlier = Store(f"sqlite:///{file}")
    assert current(earlier) != head(earlier)
    upgrade(earlier)
    assert current(earlier) == head(earlier)
    assert verify(earlier, "open").faults == ()
    assert list(rows_that_differ(earlier, "open", waiting_for)) == []
    later = Office(store=earlier, schemas=office.schemas, model=office.model, clock=office.clock, seed="tests")
    with earlier.reading("open") as records:
        total, rows = records.rows()
        assert total >= 2
        waiting = next(row for row in rows if "carry_in" in row.waiting_for and row.cargo)
    assert waiting.cargo
    arrive(later, waiting.cargo, "carried-in")
    assert submit(later, b"no message at all").outcome == "reject-malformed"
    assert verify(earlier, "open").faults == ()
    earlier.close()


def test_there_is_a_dump_for_every_step_but_the_newest(store: Store) -> None:
    from eclear.storage.migrations import known

    assert {dump.stem.removeprefix("database-of-step-") for dump in EARLIER} == set(known(store)) - {head(store)}


def test_two_databases_that_are_upgraded_at_once_in_one_process_do_not_get_into_each_other(tmp_path: Path) -> None:
    """Alembic keeps the database it works on in module variables."""
    stores = [Store(f"sqlite:///{tmp_path / f'{n}.db'}") for n in range(4)]
    begun, wrong = threading.Barrier(len(stores)), list[BaseException]()

    def bring_up(store: Store) -> None:
        begun.wait()
        try:
            upgrade(store)
        except BaseException as error:  # noqa: BLE001 - told below
            wrong.append(error)

    workers = [threading.Thread(target=bring_up, args=(store,)) for store in stores]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert wrong == []
    for store in stores:
        assert current(store) == head(store)
        store.open_room("open", "seed", datetime(2026, 5, 12, tzinfo=UTC))
        assert store.rooms() == ("open",)
        store.close()


def test_the_rooms_of_plays_their_people_and_scenarios_are_backed_up_and_restored(office: Office, tmp_path: Path) -> None:
    body = b"eclear pack 1\n"
    digest = sha256(body).hexdigest()
    start = datetime(2026, 10, 12, tzinfo=UTC)
    office.store.keep_pack(digest, "value-in-doubt", body, office.clock())
    play = office.store.open_play("x1-PLAY", "seed", "open", start, office.clock())
    assert play.home == "open" and play.stands
    with office.store.people(writing=True) as people:
        people.enrol("x1-PLAY", Person("seat-01", (), (Post(Role.OFFICER),), both_chairs=True))
    backup(office.store, tmp_path / "kept.zip")
    elsewhere = Store(f"sqlite:///{tmp_path / 'elsewhere' / 'eclear.db'}")
    restore(elsewhere, tmp_path / "kept.zip")
    with elsewhere.reading("x1-PLAY") as records:
        assert records.room == play and records.people.people("x1-PLAY")[0].both_chairs
    assert elsewhere.pack(digest) == body and elsewhere.packs()[0].slug == "value-in-doubt"
    assert list(packs_that_differ(elsewhere)) == []
    elsewhere.close()


def test_a_kept_scenario_that_was_changed_and_a_play_that_no_exercise_names_are_found(office: Office) -> None:
    office.store.keep_pack("0" * 64, "value-in-doubt", b"something else", office.clock())
    assert [line for line in packs_that_differ(office.store) if "value-in-doubt" in line]
    office.store.open_play("x1-STRAY", "seed", "open", office.clock(), office.clock())
    assert any("x1-STRAY" in line for line in rows_that_differ(office.store, "open", waiting_for))
