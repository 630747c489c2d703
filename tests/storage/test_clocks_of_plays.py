"""The clocks of plays: they stand at first, several are set in one transaction, and who has come in hears of them for nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests_databases import heard
from tests_shared import NOON, Clock

from eclear.casefile.person import Person, Post, Role, Seated
from eclear.casefile.room import Room
from eclear.clearance import Office
from eclear.storage import Login

START = datetime(2026, 10, 12, tzinfo=UTC)


def opened(office: Office, *names: str) -> dict[str, Room]:
    return {name: office.store.open_play(name, "seed", "open", START, office.clock()) for name in names}


def test_a_play_stands_at_its_start_until_its_clock_is_set(office: Office, clock: Clock) -> None:
    opened(office, "x1-A")
    clock.pass_by(hours=5)
    assert opened(office, "x1-A")["x1-A"].now(clock()) == START, "to open it again changes nothing"
    with office.store.writing("open") as records:
        records.set_clocks({"x1-A": records.plays()["x1-A"].set(clock(), 10)})
    clock.pass_by(minutes=3)
    with office.store.reading("x1-A") as records:
        assert records.room.now(clock()) == START + timedelta(minutes=30)
        assert records.room.real(START + timedelta(minutes=60)) == clock() + timedelta(minutes=3)


def test_all_clocks_are_set_or_none_is(office: Office, clock: Clock) -> None:
    opened(office, "x1-A", "x1-B")
    with pytest.raises(RuntimeError, match="the power"), office.store.writing("open") as records:
        records.set_clocks({name: room.set(clock(), 1) for name, room in records.plays().items()})
        raise RuntimeError("the power went")
    assert office.store.running_plays() == ()
    with office.store.writing("open") as records:
        records.set_clocks({name: room.set(clock(), 4) for name, room in records.plays().items()})
    assert [(room.name, room.speed) for room, _head in office.store.running_plays()] == [("x1-A", 4.0), ("x1-B", 4.0)]


def test_no_clock_of_a_room_that_is_no_play_is_ever_looked_at(office: Office) -> None:
    with heard(office.store) as statements:
        assert office.store.running_plays() == () and office.store.homes() == ()
    assert len([text for text in statements if text.startswith("SELECT")]) == 2


def test_who_has_come_in_to_a_play_is_told_its_class_and_clock_with_the_same_question(office: Office, clock: Clock) -> None:
    opened(office, "x1-A")
    person = Person("seat-01", (), (Post(Role.OFFICER), Post(Role.TRADER, "41207")), both_chairs=True)
    with office.store.people(writing=True) as people:
        for room in ("open", "x1-A"):
            people.enrol(room, person)
            seated = Seated(person, person.posts[0])
            people.come_in(f"{room:0>64}", Login(room, seated, clock() + timedelta(hours=1)), clock())
    with heard(office.store) as statements, office.store.people() as people:
        inside, outside = people.login(f"{'x1-A':0>64}"), people.login(f"{'open':0>64}")
    assert inside and outside
    assert (inside.home, inside.speed, inside.set_at) == ("open", 0.0, NOON.isoformat())
    assert inside.seated.person.both_chairs
    assert (outside.home, outside.speed) == ("", 1.0)
    assert len([text for text in statements if "FROM login" in text]) == 2


def test_logins_move_to_another_room_where_the_same_person_has_the_same_post(office: Office, clock: Clock) -> None:
    opened(office, "x1-A", "x1-B")
    both = Person("seat-01", (), (Post(Role.OFFICER), Post(Role.TRADER, "41207")))
    with office.store.people(writing=True) as people:
        people.enrol("x1-A", both)
        people.enrol("x1-B", Person("seat-01", (), (Post(Role.OFFICER),)))
        for n, post in enumerate(both.posts):
            people.come_in(str(n) * 64, Login("x1-A", Seated(both, post), clock() + timedelta(hours=1)), clock())
        assert people.move("x1-A", "x1-B") == 1
        moved, left = people.login("0" * 64), people.login("1" * 64)
    assert moved and left
    assert (moved.room, left.room) == ("x1-B", "x1-A")


def test_a_scenario_is_kept_once_under_its_digest(office: Office, clock: Clock) -> None:
    assert office.store.pack("a" * 64) is None
    office.store.keep_pack("a" * 64, "first", b"one", clock())
    office.store.keep_pack("a" * 64, "other", b"two", clock())
    clock.pass_by(minutes=1)
    office.store.keep_pack("b" * 64, "second", b"\x00\xff", clock())
    assert office.store.pack("a" * 64) == b"one" and office.store.pack("b" * 64) == b"\x00\xff"
    assert [pack.slug for pack in office.store.packs()] == ["second", "first"]
