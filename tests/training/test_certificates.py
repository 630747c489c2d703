"""A certificate is issued for what was finished, found by its number alone, and checked against the log of its class."""

from __future__ import annotations

from pathlib import Path

import pytest
from class_making import Class, a_class
from debrief_making import EXPERT, IDLE, PASSES, over
from sqlalchemy import text
from tests_shared import Clock

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.play import learner_stream
from eclear.clearance import Office
from eclear.storage.verify import verify
from eclear.storage.witness import unchanged_since
from eclear.training.certificates import NUMBER_LETTERS, certificates_of, find_certificate, issue, titles_on
from eclear.training.people import LETTERS


@pytest.fixture
def ended(office: Office, tmp_path: Path, clock: Clock) -> Class:
    return over(a_class(office, tmp_path), clock).group


def test_it_names_the_exercises_with_their_marks_and_is_found_by_its_number_however_that_is_typed(ended: Class) -> None:
    made = issue(ended.stage, ended.room, EXPERT, "  Amara   Diallo ")
    assert made.name == "Amara Diallo" and made.exercises == ((1, "watches", 100),) and made.by == "ines"
    assert len(made.number) == NUMBER_LETTERS and set(made.number) <= set(LETTERS)
    for typed in (made.number, made.number.lower(), f" {made.number[:4]}-{made.number[4:8]} {made.number[8:]} "):
        found = find_certificate(ended.office, typed)
        assert found and found.certificate == made and found.unchanged
    assert [title["en"] for title, _mark in titles_on(ended.stage, made)] == [ended.scenario.title["en"]]
    for wrong in ("", "A" * NUMBER_LETTERS, made.number[:-1], made.number + "A", "%" * NUMBER_LETTERS, "ÄÖÜ" * 4):
        assert find_certificate(ended.office, wrong) is None


def test_its_record_is_the_head_that_eclear_verify_proves(ended: Class) -> None:
    made = issue(ended.stage, ended.room, EXPERT)
    issue(ended.stage, ended.room, PASSES)
    found = find_certificate(ended.office, made.number)
    assert found and verify(ended.office.store, ended.room, (found.head,)).faults == ()


def test_who_finished_nothing_gets_none_and_nobody_but_an_instructor_issues_one(ended: Class) -> None:
    with pytest.raises(IllegalStep, match="finished no marked exercise"):
        issue(ended.stage, ended.room, IDLE)
    with pytest.raises(IllegalStep, match="An instructor issues"):
        issue(ended.as_seat(EXPERT, ended.room), ended.room, EXPERT)
    with pytest.raises(IllegalStep, match="Nobody in room"):
        issue(ended.stage, ended.room, "nobody")
    with pytest.raises(IllegalStep, match="81 characters"):
        issue(ended.stage, ended.room, EXPERT, "x" * 81)
    with ended.office.store.reading(ended.room) as records:
        assert not certificates_of(records, EXPERT) and not certificates_of(records, IDLE)


def test_one_that_was_changed_in_the_database_is_not_called_unchanged(ended: Class) -> None:
    made = issue(ended.stage, ended.room, PASSES)
    later = issue(ended.stage, ended.room, EXPERT)
    store = ended.office.store
    with store.transaction(writing=True) as connection:
        body = connection.execute(
            text("SELECT body FROM event WHERE room = :room AND kind = 'certificate-issued' ORDER BY position LIMIT 1"),
            {"room": ended.room},
        ).scalar_one()
        forged = bytes(body).replace(b'"name":"', b'"name":"Sir ')
        assert forged != bytes(body)
        connection.execute(
            text("UPDATE event SET body = :body WHERE room = :room AND body = :was"),
            {"body": forged, "room": ended.room, "was": body},
        )
    found, other = find_certificate(ended.office, made.number), find_certificate(ended.office, later.number)
    assert found and found.certificate.name.startswith("Sir ") and not found.unchanged
    assert other and other.unchanged, "what came after it follows from its hash, which was not touched"


def test_a_log_that_was_cut_off_is_not_called_unchanged(ended: Class) -> None:
    made = issue(ended.stage, ended.room, PASSES)
    issue(ended.stage, ended.room, EXPERT)
    found = find_certificate(ended.office, made.number)
    assert found
    store = ended.office.store
    assert unchanged_since(store, ended.room, 1) and not unchanged_since(store, ended.room, found.head.position + 9)
    with store.transaction(writing=True) as connection:
        connection.execute(
            text("DELETE FROM event WHERE room = :room AND position > :at"), {"room": ended.room, "at": found.head.position}
        )
    again = find_certificate(ended.office, made.number)
    assert again and not again.unchanged


def test_certificates_of_people_with_long_ids_that_begin_alike_are_kept_apart(ended: Class) -> None:
    long = "a" * 39
    assert learner_stream(long + "1") != learner_stream(long + "2")
    assert max(map(len, (learner_stream(long + "1"), learner_stream("a" * 32), learner_stream("a" * 33)))) <= 40
    assert learner_stream("seat-01") == "learner/seat-01"
