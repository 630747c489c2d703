"""Coming in: with a password, with a seat card, on a free chair; and going out, or being sent out."""

from __future__ import annotations

import pytest
from tests_shared import Clock

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Post, Role
from eclear.clearance import Office
from eclear.training import people
from eclear.training.people import NotIn, TooManyTries, enrol, seat_cards, sign_in, sit_down, who_is_in

OFFICER, TRADER = Post(Role.OFFICER), Post(Role.TRADER, "41207")
WORDS = "harbour lamp onion"


def test_a_password_opens_and_nothing_of_it_is_kept(office: Office) -> None:
    enrol(office, "open", "kim", ("Kim",), [OFFICER], password=WORDS)
    came = sign_in(office, "open", "kim", WORDS, place="here")
    found = who_is_in(office, came.token)
    assert found is not None and found.seated.id == "kim" and found.seated.plays(Role.OFFICER)
    file = office.store.file
    if file:
        kept = file.read_bytes() + file.with_name(file.name + "-wal").read_bytes()
        assert WORDS.encode() not in kept and came.token.encode() not in kept


def test_a_wrong_password_and_an_unknown_person_are_answered_alike_and_not_for_ever(office: Office, clock: Clock) -> None:
    enrol(office, "open", "kim", (), [OFFICER], password=WORDS)
    said = set()
    for id in ("kim", "nobody"):
        with pytest.raises(NotIn) as wrong:
            sign_in(office, "open", id, "not the words", place=f"from {id}")
        said.add(str(wrong.value))
    assert len(said) == 1
    with office.store.people(writing=True) as there:
        for _ in range(people.MOST_FOR_ONE):
            there.tried("open/kim", clock())
    with pytest.raises(TooManyTries, match="Wait 10 minutes"):
        sign_in(office, "open", "kim", WORDS, place="elsewhere")
    clock.pass_by(minutes=people.TRIES_MINUTES + 1)
    assert sign_in(office, "open", "kim", WORDS, place="elsewhere").login.room == "open"


def test_a_classmate_who_guesses_a_password_stops_himself_and_not_its_owner(office: Office) -> None:
    enrol(office, "open", "kim", (), [OFFICER], password=WORDS)
    for _ in range(people.MOST_TRIES):
        with pytest.raises(NotIn):
            sign_in(office, "open", "kim", "not the words", place="the classmate's laptop")
    with pytest.raises(TooManyTries):
        sign_in(office, "open", "kim", WORDS, place="the classmate's laptop")
    assert sign_in(office, "open", "kim", WORDS, place="kim's laptop").login.seated.id == "kim"


def test_a_seat_card_opens_its_seat_for_those_who_share_it_until_it_is_made_anew(office: Office) -> None:
    first, second = seat_cards(office, "open", 2, [TRADER, OFFICER])
    typed = f"{first.letters[:4]}-{first.letters[4:8]} {first.letters[8:].lower()}"
    came = sit_down(office, typed, ["Aisha", " Tomas "], place="here")
    assert came.login.seated.person.name == "Aisha, Tomas"
    assert came.login.seated.post == TRADER
    (anew,) = seat_cards(office, "open", 1, [TRADER])
    with pytest.raises(NotIn, match="made anew"):
        sit_down(office, first.letters, place="here")
    assert who_is_in(office, came.token) is None
    assert sit_down(office, anew.letters, place="here").login.seated.person.names == ("Aisha", "Tomas")
    assert sit_down(office, second.letters, place="here").login.seated.id == "seat-02"


def test_guessing_cards_is_stopped_by_place(office: Office) -> None:
    (card,) = seat_cards(office, "open", 1, [TRADER])
    for _ in range(people.MOST_TRIES):
        with pytest.raises(NotIn):
            sit_down(office, "AAAABBBBCCCC", place="there")
    with pytest.raises(TooManyTries):
        sit_down(office, card.letters, place="there")
    assert sit_down(office, card.letters, place="here").token


def test_going_to_another_desk_gives_a_new_token_and_the_one_before_is_dead(office: Office) -> None:
    (card,) = seat_cards(office, "open", 1, [TRADER, OFFICER])
    came = sit_down(office, card.letters, place="here")
    there = people.change_post(office, came.token, OFFICER)
    assert who_is_in(office, came.token) is None
    login = who_is_in(office, there.token)
    assert login is not None and login.seated.plays(Role.OFFICER) and not login.seated.plays(Role.TRADER)
    with pytest.raises(NotIn, match="none of your desks"):
        people.change_post(office, there.token, Post(Role.SUPERVISOR))


def test_who_is_closed_or_loses_his_desk_is_out_at_once(office: Office) -> None:
    (card,) = seat_cards(office, "open", 1, [TRADER, OFFICER])
    came = sit_down(office, card.letters, place="here")
    enrol(office, "open", "seat-01", (), [OFFICER])
    assert who_is_in(office, came.token) is None
    again = sit_down(office, card.letters, place="here")
    people.close(office, "open", "seat-01")
    assert who_is_in(office, again.token) is None
    with pytest.raises(NotIn):
        sit_down(office, card.letters, place="here")


def test_a_login_ends_by_itself(office: Office, clock: Clock) -> None:
    (card,) = seat_cards(office, "open", 1, [TRADER])
    came = sit_down(office, card.letters, place="here")
    clock.pass_by(hours=people.HOURS_IN + 1)
    assert who_is_in(office, came.token) is None


def test_a_free_chair_is_taken_without_any_secret_and_only_a_chair_is(office: Office) -> None:
    people.furnish(office)
    people.furnish(office)
    came = people.take_chair(office, "open", "officer")
    assert came.login.seated.plays(Role.OFFICER)
    enrol(office, "open", "kim", (), [OFFICER])
    with pytest.raises(NotIn):
        people.take_chair(office, "open", "kim")
    enrol(office, "open", "officer-2", (), [OFFICER], password=WORDS)
    with pytest.raises(NotIn):
        people.take_chair(office, "open", "officer-2")


@pytest.mark.parametrize(
    ("id", "names", "posts", "password", "why"),
    [
        ("K", (), [OFFICER], None, "2 to 40 small letters"),
        ("kim", (), [], None, "without a post"),
        ("kim", (), [Post(Role.TRADER)], None, "for whom"),
        ("kim", (), [OFFICER], "short", "8 characters"),
        ("kim", ("a\u202eb",), [OFFICER], None, "no name that fits"),
        ("kim", tuple("abcdefgh"), [OFFICER], None, "second seat"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_allowed(
    office: Office, id: str, names: tuple[str, ...], posts: list[Post], password: str | None, why: str
) -> None:
    with pytest.raises(IllegalStep, match=why):
        enrol(office, "open", id, names, posts, password=password)
