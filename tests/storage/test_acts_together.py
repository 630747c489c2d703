"""Several acts in one transaction: recorded together or not at all, and each sees what those before it recorded."""

from __future__ import annotations

import threading

import pytest
from tests_shared import sound

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office, arrive, decide, find, submit
from eclear.storage.verify import verify

CARGO = "26ABCD0123I00010002"


def test_acts_see_each_other_and_are_recorded_at_the_end(office: Office) -> None:
    with office.store.together("open"):
        arrive(office, CARGO, "manifest-reviewed")
        case = submit(office, sound()).case
        assert case is not None and find(office, case.id)[0].id == case.id, "what was recorded before is seen"
        seen: list[tuple[object, ...]] = []
        other = threading.Thread(target=lambda: seen.append(find(office, case.id)))
        other.start()
        other.join()
        assert seen == [()], "nobody else sees it yet"
    assert find(office, case.id)[0].version == case.version
    assert not verify(office.store, "open").faults


def test_an_act_that_fails_takes_those_before_it_with_it(office: Office) -> None:
    with pytest.raises(IllegalStep), office.store.together("open"):
        case = submit(office, sound()).case
        assert case is not None
        decide(office, case.id, "hold")
    assert find(office, case.id) == ()
    with office.store.reading("open") as records:
        assert records.head.position == 0 and records.log() == ()


def test_each_act_is_signed_by_who_did_it(office: Office) -> None:
    hana = office.under(Seated(Person("hana", (), (Post(Role.TRADER, "41207"),)), Post(Role.TRADER, "41207")))
    with office.store.together("open"):
        case = submit(hana, sound()).case
        arrive(office, CARGO, "manifest-reviewed")
    assert case is not None
    with office.store.reading("open") as records:
        signed = {event.kind: event.person for event in records.log()}
    assert signed["registered"] == "hana" and signed["cargo-moved"] == ""


def test_people_are_written_with_the_acts(office: Office) -> None:
    with pytest.raises(IllegalStep), office.store.together("open"):
        with office.store.people(writing=True) as people:
            people.enrol("open", Person("jun", ("Jun",), (Post(Role.OFFICER),)))
        raise IllegalStep("Not after all.")
    with office.store.people() as people:
        assert people.person("open", "jun") is None
