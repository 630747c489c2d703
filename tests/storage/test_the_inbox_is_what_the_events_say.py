"""The inbox is worked out from the events, and what is missing in it or should not be there is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests_shared import about, cancellation, sound

from eclear.clearance import Office, acknowledge, inbox, submit
from eclear.journey.replies import is_told
from eclear.storage.check import inbox_that_differs


@pytest.fixture
def told(office: Office) -> Office:
    """An office that has told a trader several things: of two declarations, a cancellation, and a message refused."""
    case = submit(office, sound("LRN-1")).case
    submit(office, sound("LRN-2"))
    assert case
    submit(office, cancellation(case.number))
    submit(office, about("41207-26-999999M", "GPR", "<Submitter><ID>41207</ID></Submitter>"))
    acknowledge(office, "41207", inbox(office, "41207")[2].number)
    return office


def found(office: Office) -> list[str]:
    return list(inbox_that_differs(office.store, "open", is_told))


def test_nothing_is_found_where_nothing_is_wrong(told: Office) -> None:
    assert found(told) == []


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("delete from inbox where position = (select max(position) from inbox)", "is not in the inbox of 41207"),
        ("update inbox set trader = '99999' where position = (select max(position) from inbox)", "who should not hear of it"),
        ("insert into inbox values ('open', '41207', 2, 'X', 'X', 1)", "who should not hear of it"),
        ("update acknowledged set position = 9999", "has acknowledged event 9999"),
        ("delete from intake", "is missing in the log of refused messages"),
    ],
)
def test_damage_is_found(told: Office, damage: str, complaint: str) -> None:
    with told.store.transaction(writing=True) as connection:
        assert connection.execute(text(damage)).rowcount == 1
    assert any(complaint in line for line in found(told))
