"""Whoever changes the log is found out: by eclear's verifier, and by one written here that shares no code with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from tests_shared import sound

from eclear.clearance import Office, arrive, submit
from eclear.journey.settlement import waiting_for
from eclear.storage import Head, Store
from eclear.storage.check import rows_that_differ
from eclear.storage.verify import verify


def chain_by_hand(store: Store) -> tuple[int, str]:
    """Recompute the chain with the standard library alone; returns where it breaks (0: nowhere) and its head."""
    previous = "0" * 64
    with store.transaction(writing=False) as connection:
        rows = connection.exec_driver_sql("SELECT position, body, hash FROM event WHERE room = 'open' ORDER BY position").all()
    for expected, (position, body, kept) in enumerate(rows, 1):
        previous = hashlib.sha256(previous.encode() + body).hexdigest()
        if position != expected or kept != previous or json.loads(body)["position"] != position:
            return expected, previous
    return 0, previous


@pytest.fixture
def lodged(office: Office) -> tuple[Store, Head]:
    """Twenty declarations, and the head of the log noted outside the database."""
    done = [submit(office, sound(f"LRN-{n}")) for n in range(20)]
    return office.store, done[-1].head


def tampered(store: Store, *statements: str) -> None:
    """Change the log behind eclear's back; ``:edited`` stands for the first event with one letter changed."""
    with store.transaction(writing=True) as connection:
        first = connection.execute(text("SELECT body FROM event WHERE position = 1")).scalar_one()
        edited = {"edited": first.replace(b"declarant", b"declarent")}
        for statement in statements:
            assert connection.execute(text(statement), edited if ":edited" in statement else {}).rowcount, statement


def test_an_untouched_log_is_intact_by_both_verifiers(lodged: tuple[Store, Head]) -> None:
    store, head = lodged
    verdict = verify(store, "open", (head,))
    assert verdict.faults == ()
    assert verdict.head == head
    assert chain_by_hand(store) == (0, head.hash)


@pytest.mark.parametrize(
    ("what", "statements"),
    [
        ("a body is edited", ["UPDATE event SET body = :edited WHERE position = 1"]),
        pytest.param(
            "a body is edited by hand",
            ["UPDATE event SET body = replace(body, 'declarant', 'declarent') WHERE position = 1"],
            marks=pytest.mark.sqlite("bytes turn into text when they are edited"),
        ),
        pytest.param(
            "a declaration is edited by hand",
            ["UPDATE message SET body = body || ' ' WHERE case_id = (SELECT min(case_id) FROM message)"],
            marks=pytest.mark.sqlite("bytes turn into text when they are edited"),
        ),
        ("a row in the middle is deleted", ["DELETE FROM event WHERE position = 30"]),
        (
            "two rows are swapped",
            [
                "UPDATE event SET position = -1 WHERE position = 10",
                "UPDATE event SET position = 10 WHERE position = 11",
                "UPDATE event SET position = 11 WHERE position = -1",
            ],
        ),
        (
            "the last row is changed",
            ["UPDATE event SET hash = 'f' || substr(hash, 2) WHERE position = (SELECT max(position) FROM event)"],
        ),
        (
            "a stored declaration is edited",
            ["UPDATE message SET body = :edited WHERE case_id = (SELECT min(case_id) FROM message)"],
        ),
        ("a stored declaration is deleted", ["DELETE FROM message WHERE case_id = (SELECT max(case_id) FROM message)"]),
        ("an event is hidden in another stream", ["UPDATE event SET stream = 'ELSEWHERE' WHERE position = 12"]),
    ],
)
def test_tampering_is_found(lodged: tuple[Store, Head], what: str, statements: list[str]) -> None:
    store, _ = lodged
    tampered(store, *statements)
    assert verify(store, "open").faults, what


def test_a_tail_that_was_cut_off_with_its_head_is_found_by_the_head_noted_outside(lodged: tuple[Store, Head]) -> None:
    store, head = lodged
    tampered(
        store,
        "DELETE FROM message WHERE case_id = (SELECT stream FROM event ORDER BY position DESC LIMIT 1)",
        "DELETE FROM event WHERE stream = (SELECT stream FROM event ORDER BY position DESC LIMIT 1)",
        "UPDATE room SET (position, head) = (SELECT position, hash FROM event ORDER BY position DESC LIMIT 1)",
    )
    assert verify(store, "open").faults == (), "cut off cleanly, the log is consistent in itself"
    assert any("noted outside" in fault for fault in verify(store, "open", (head,)).faults)


def test_a_forged_log_that_was_hashed_anew_is_found_by_the_head_noted_outside(lodged: tuple[Store, Head]) -> None:
    store, head = lodged
    with store.transaction(writing=True) as connection:
        forge(connection, lambda body: body.replace(b"41207-26-000003M", b"41207-26-999999M"))
    assert verify(store, "open").faults == ()
    assert any("noted outside" in fault for fault in verify(store, "open", (head,)).faults)


def forge(database: Connection, change: Callable[[bytes], bytes]) -> None:
    previous, forged = "0" * 64, 0
    for position, body in database.execute(text("SELECT position, body FROM event ORDER BY position")).all():
        changed = change(body)
        forged += changed != body
        previous = hashlib.sha256(previous.encode() + changed).hexdigest()
        told = {"body": changed, "hash": previous, "position": position}
        database.execute(text("UPDATE event SET body = :body, hash = :hash WHERE position = :position"), told)
    database.execute(text("UPDATE room SET head = :head"), {"head": previous})
    assert forged, "the forgery must change something"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM case_row WHERE id = (SELECT min(id) FROM case_row)",
        "UPDATE case_row SET status = 'D9' WHERE id = (SELECT max(id) FROM case_row)",
        "DELETE FROM joined WHERE case_id = (SELECT min(case_id) FROM joined)",
        "UPDATE cargo_row SET state = 'C1'",
        "DELETE FROM cargo_row",
        "UPDATE numbering SET last = 3 WHERE series LIKE 'declaration/%'",
    ],
)
def test_rows_that_are_not_what_the_events_say_are_found(lodged: tuple[Store, Head], office: Office, damage: str) -> None:
    store, _ = lodged
    arrive(office, "26ABCD0123I04560789", "manifest-reviewed")
    assert list(rows_that_differ(store, "open", waiting_for)) == []
    tampered(store, damage)
    assert list(rows_that_differ(store, "open", waiting_for))
    assert verify(store, "open").faults == (), "the log itself is untouched"
