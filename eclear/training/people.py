"""The people of a room: who may come in, how he shows who he is, and at which desk he sits.

Somebody comes in with a password or with a seat card; at a class's own machine he takes a chair of the demonstration room.
Passwords are kept as argon2 hashes, cards and tokens as SHA-256: neither can be read back. A login is a row in the database,
so that it can be ended from outside at once. Changing the desk gives a new token, and the one before is dead.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from threading import BoundedSemaphore

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office
from eclear.storage import Login, Stale
from eclear.training.matching import PLAYED

HOURS_IN = 12
"""How long a login holds; a class day is shorter, and a card or password opens again."""

MOST_TRIES, MOST_FOR_ONE, TRIES_MINUTES = 8, 60, 10
"""So many failed tries from one place, or for one person from all places, then nothing is looked at for so many minutes.

A place stops long before a person does: so nobody shuts a classmate out from his own seat, and a password that is guessed at
from many places is guessed at slowly.
"""

PERSON_ID = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What codes are made of: nothing that could be read as something else."""

CARD_LETTERS, CODE_LETTERS = 12, 6
"""A card's twelve letters are 59 bits, which nobody guesses; a class code only finds the room and opens nothing."""

MOST_NAMES, LONGEST_NAME = 6, 40

_hashing = BoundedSemaphore(2)  # a password costs a third of a second and 64 MiB: two at a time, the others wait


class NotIn(Exception):
    """What was shown opens nothing. It says the same whether the person, the card or the password was wrong."""


class TooManyTries(Exception):
    """There were too many failed tries. Wait some minutes, then try again."""


@dataclass(frozen=True, slots=True)
class SeatCard:
    """What is printed for a seat: its id, and the letters that open it. They are shown once and kept as a hash only."""

    seat: str
    letters: str


@dataclass(frozen=True, slots=True)
class CameIn:
    """A login as its owner gets it: the token that shows it, which is kept nowhere, and who it is for."""

    token: str
    login: Login


def enrol(
    office: Office, room: str, id: str, names: Sequence[str], posts: Sequence[Post], *, password: str | None = None
) -> Person:
    """Add a person to a room, or change one. A changed password ends what was begun with the one before.

    Raises IllegalStep for an id, a name, a post or a password that cannot be.
    """
    if not PERSON_ID.fullmatch(id):
        raise IllegalStep(f"{id[:40]!r} is no id of a person. It has 2 to 40 small letters, digits, dots and dashes.")
    if id.startswith(PLAYED):
        raise IllegalStep(f"Ids that begin with {PLAYED} are eclear's own, for what it plays in exercises. Choose another.")
    if not posts:
        raise IllegalStep("Somebody without a post can do nothing. Give at least one, such as officer or trader:41207.")
    for post in posts:
        if post.role in (Role.TRADER, Role.AGENCY) and not post.of:
            raise IllegalStep(f"A post as {post.role} says for whom: {post.role}:NUMBER.")
    if password is not None and len(password) < 8:
        raise IllegalStep("A password has 8 characters or more. Three words are easy to keep in mind.")
    person = Person(id, named(names), tuple(posts))
    secret = _hashed(password) if password is not None else None
    with office.store.people(writing=True) as people:
        before = people.person(room, id)
        if before:
            person = replace(person, absent=before.absent)
        people.enrol(room, person, secret=secret)
        if before and (secret or before.posts != person.posts):
            people.send_out(room, id)
    return person


def named(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that share a seat, tidied; raises IllegalStep for too many, for one too long, and for odd characters."""
    told = tuple(" ".join(name.split()) for name in names if name.strip())
    if len(told) > MOST_NAMES:
        raise IllegalStep(f"{len(told)} names share the seat, {MOST_NAMES} at most can. Use a second seat.")
    for name in told:
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise IllegalStep(f"{name[:LONGEST_NAME]!r} is no name that fits here: {LONGEST_NAME} letters at most. Shorten it.")
    return told


def close(office: Office, room: str, id: str) -> None:
    """Let somebody come in no more, and end every login of his at once."""
    with office.store.people(writing=True) as people:
        person = people.person(room, id)
        if person is None:
            raise IllegalStep(f"Nobody in room {room} has the id {id[:40]}. The list of the room shows everybody.")
        people.enrol(room, replace(person, closed=True))
        people.send_out(room, id)


def seat_cards(office: Office, room: str, number: int, posts: Sequence[Post], *, first: int = 1) -> tuple[SeatCard, ...]:
    """Make seats with a card each, and the room's class code if it has none. Making a seat's card anew ends the old one."""
    if not 1 <= number <= 99:
        raise IllegalStep(f"{number} seats cannot be made at once. Give a number from 1 to 99.")
    cards = []
    with office.store.people(writing=True) as people:
        if people.code_of(room) is None:
            people.set_code(room, _letters(CODE_LETTERS))
        for seat in range(first, first + number):
            card = SeatCard(f"seat-{seat:02d}", _letters(CARD_LETTERS))
            before = people.person(room, card.seat)
            person = Person(card.seat, before.names if before else (), tuple(posts), before.absent if before else "")
            people.enrol(room, person, card=digest(card.letters))
            people.send_out(room, card.seat)
            cards.append(card)
    return tuple(cards)


def sign_in(office: Office, room: str, id: str, password: str, *, place: str) -> CameIn:
    """Come in with a password. ``place`` is where the try comes from. Raises NotIn, TooManyTries."""
    who = f"{room}/{id}"[:120]
    _may_try(office, place, who)
    with office.store.people() as people:
        person, secret = people.person(room, id), people.secret(room, id)
    right = _verified(password, secret)  # as long for somebody unknown
    if not right or person is None or person.closed:
        _tried(office, who, place)
        raise NotIn("Name or password is not right. Check both, and try again.")
    return _come_in(office, room, person, person.posts[0])


def sit_down(office: Office, letters: str, names: Sequence[str] = (), *, place: str) -> CameIn:
    """Come in with a seat card, and say who shares the seat. Raises NotIn, TooManyTries."""
    _may_try(office, place)
    with office.store.people() as people:
        found = people.holder(digest("".join(letters.split()).replace("-", "").upper()))
    if found is None or found[1].closed:
        _tried(office, place)
        raise NotIn("No seat has this card. Check the letters; a card that was made anew ends the old one.")
    room, person = found
    told = named(names)
    if told and told != person.names:
        person = replace(person, names=told)
        with office.store.people(writing=True) as people:
            people.enrol(room, person)
    return _come_in(office, room, person, person.posts[0])


def take_chair(office: Office, room: str, id: str) -> CameIn:
    """Sit down on a chair that is free for everybody: one without password and card. Raises NotIn."""
    with office.store.people() as people:
        person, secret = people.person(room, id), people.secret(room, id)
    if person is None or person.closed or secret or id not in CHAIRS:
        raise NotIn("This is no chair of the demonstration room. Choose one of the list.")
    return _come_in(office, room, person, person.posts[0])


def change_post(office: Office, token: str, post: Post) -> CameIn:
    """Go to another of one's desks: a new token, the one before is dead. Raises NotIn."""
    with office.store.people() as people:
        login = people.login(digest(token))
    if login is None or post not in login.seated.person.posts:
        raise NotIn("This is none of your desks. Choose one of the list.")
    with office.store.people(writing=True) as people:
        people.go_out(digest(token))
    return _come_in(office, login.room, login.seated.person, post)


def go_out(office: Office, token: str) -> None:
    """End a login."""
    with office.store.people(writing=True) as people:
        people.go_out(digest(token))


def send_out(office: Office, room: str, id: str) -> int:
    """End every login of somebody; returns how many there were."""
    with office.store.people(writing=True) as people:
        return people.send_out(room, id)


def key_for(office: Office, room: str, id: str, post: Post, name: str) -> CameIn:
    """Give a program of somebody's a key for the interface, which holds until it is ended. Raises IllegalStep."""
    with office.store.people() as people:
        person = people.person(room, id)
    if person is None or post not in person.posts:
        raise IllegalStep(f"{id[:40]} has no post {post.id} in room {room}. The list of the room shows the posts.")
    return _come_in(office, room, person, post, days=365, name=(name.strip() or "program")[:60])


def who_is_in(office: Office, token: str) -> Login | None:
    """Return who shows a token; None if it opens nothing (any more)."""
    with office.store.people() as people:
        login = people.login(digest(token))
    return login if login and login.ends > office.clock() else None


CHAIRS: dict[str, tuple[str, tuple[Post, ...]]] = {
    "trader": ("Hana Oh", (Post(Role.TRADER, "41207"),)),
    "officer": ("Jun Park", (Post(Role.OFFICER),)),
    "officer-2": ("Seo-yeon Lim", (Post(Role.OFFICER),)),
    "supervisor": ("Min-ho Kang", (Post(Role.SUPERVISOR), Post(Role.OFFICER))),
    "agency": ("Ara Shin", (Post(Role.AGENCY, "MFDS-F"), Post(Role.AGENCY, "APQA-P"))),
    "warehouse": ("Dong-su Bae", (Post(Role.WAREHOUSE),)),
    "carrier": ("Yuna Seok", (Post(Role.CARRIER),)),
    "instructor": ("Instructor", (Post(Role.INSTRUCTOR), Post(Role.SUPERVISOR))),
    "viewer": ("Visitor", (Post(Role.VIEWER),)),
}
"""The chairs of the demonstration room, which anybody at its machine may take. All names are invented."""


def furnish(office: Office, room: str = "open") -> None:
    """Put the chairs of the demonstration room where they are missing."""
    with office.store.people() as people:
        there = {person.id for person in people.people(room)}
    missing = [id for id in CHAIRS if id not in there]
    if missing:
        with suppress(Stale), office.store.people(writing=True) as people:  # another server may put them at the same moment
            for id in missing:
                name, posts = CHAIRS[id]
                people.enrol(room, Person(id, (name,), posts))


def digest(text: str) -> str:
    """Return the SHA-256 of a token or of a card's letters: the only form in which they are kept."""
    return sha256(text.encode()).hexdigest()


def form_token(token: str) -> str:
    """Return what every form of a login carries, so that no other site can send one in its name."""
    return sha256(f"form/{token}".encode()).hexdigest()[:32]


def _come_in(office: Office, room: str, person: Person, post: Post, *, days: float = HOURS_IN / 24, name: str = "") -> CameIn:
    token, now = secrets.token_urlsafe(32), office.clock()
    login = Login(room, Seated(person, post), now + timedelta(days=days), name)
    with office.store.people(writing=True) as people:
        people.forget(now - timedelta(minutes=TRIES_MINUTES))
        people.come_in(digest(token), login, now)
    return CameIn(token, login)


def _may_try(office: Office, place: str, who: str = "") -> None:
    since = office.clock() - timedelta(minutes=TRIES_MINUTES)
    with office.store.people() as people:
        if people.attempts(place, since) >= MOST_TRIES or (who and people.attempts(who, since) >= MOST_FOR_ONE):
            raise TooManyTries(f"There were too many failed tries. Wait {TRIES_MINUTES} minutes, then try again.")


def _tried(office: Office, *whos: str) -> None:
    with office.store.people(writing=True) as people:
        for who in whos:
            people.tried(who, office.clock())


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))


def _hashed(password: str) -> str:
    from pwdlib import PasswordHash

    with _hashing:
        return PasswordHash.recommended().hash(password)


_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$6Qf0a4n1S8h8H1Q9hQm9zv0n1kqf0V2fJvBq1gq8k0A"
"""A hash that no password has: a try for somebody unknown takes as long as any other."""


def _verified(password: str, secret: str | None) -> bool:
    from pwdlib import PasswordHash

    with _hashing:
        return PasswordHash.recommended().verify(password, secret or _NOBODYS) and secret is not None
