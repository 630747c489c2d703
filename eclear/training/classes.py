"""Preparing a class: its code, its seats and cards, who may come in and how, who is there, and which programs hold a key."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role
from eclear.clearance import Office
from eclear.reference import Country
from eclear.storage import Presence
from eclear.training.people import CARD_LETTERS, CHAIRS, CODE_LETTERS, LETTERS, SeatCard, digest, enrol, seat_cards

SEAT = re.compile(r"seat-(\d{2,3})")
LAST_SEAT = 999
TRADER_NUMBER = re.compile(r"[A-Za-z0-9-]{1,35}")
CARRIER_CODE = re.compile(r"[A-Z0-9]{2,10}")
LANES = ("L1", "L2", "L3")
"""The lanes that have work for an officer; his competence names some of them."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A person of a room as the instructor sees him: how he comes in, where he sits now, and which programs hold a key."""

    person: Person
    has_password: bool
    has_card: bool
    here: tuple[Presence, ...]
    keys: tuple[Presence, ...]

    @property
    def can_come_in(self) -> bool:
        """True if he has a password or a card, and is not closed."""
        return (self.has_password or self.has_card) and not self.person.closed


def enrolled(office: Office, room: str) -> tuple[Enrolled, ...]:
    """Return everybody of a room, in the order of their ids."""
    now = office.clock()
    with office.store.people() as people:
        everybody, ways, logins = people.people(room), people.ways_in(room), people.logins(room)
    standing = [login for login in logins if login.ends > now]
    return tuple(
        Enrolled(
            person,
            *ways[person.id],
            here=tuple(login for login in standing if login.person == person.id and not login.name),
            keys=tuple(login for login in standing if login.person == person.id and login.name),
        )
        for person in everybody
    )


def code_of(office: Office, room: str) -> str:
    """Return the class code of a room, "" if it has none yet."""
    with office.store.people() as people:
        return people.code_of(room) or ""


def class_code(office: Office, room: str, *, anew: bool = False) -> str:
    """Return the class code of a room; one is made where there is none, or ``anew``, which ends the one before."""
    code = code_of(office, room)
    if code and not anew:
        return code
    with office.store.people(writing=True) as people:
        people.set_code(room, code := _letters(CODE_LETTERS))
    return code


def next_seat(everybody: Sequence[Enrolled]) -> int:
    """Return the number of the first seat that is not there yet."""
    return max((int(found[1]) for each in everybody if (found := SEAT.fullmatch(each.person.id))), default=0) + 1


def make_seats(
    office: Office, room: str, number: int, posts: Sequence[Post], *, first: int | None = None, anew: bool = False
) -> tuple[SeatCard, ...]:
    """Make seats with a card each, from the first free number on. Only ``anew`` ends cards that were made before.

    Raises IllegalStep for seats that are there, and for numbers and posts that cannot be.
    """
    everybody = enrolled(office, room)
    first = first or next_seat(everybody)
    if not posts:
        raise IllegalStep("A seat without a post can do nothing. Choose at least one.")
    if not (1 <= number <= 99 and first >= 1 and first + number - 1 <= LAST_SEAT):
        raise IllegalStep(f"{number} seats from number {first} cannot be made. Make 1 to 99 at once, up to number {LAST_SEAT}.")
    there = [id for id in (f"seat-{seat:02d}" for seat in range(first, first + number)) if id in {e.person.id for e in everybody}]
    if there and not anew:
        raise IllegalStep(
            f"{there[0]} is there already, and its card would end. Begin with number {next_seat(everybody)}, "
            "or say that the cards are made anew."
        )
    return seat_cards(office, room, number, posts, first=first)


def card_for(office: Office, room: str, id: str) -> SeatCard:
    """Make a card for somebody who is enrolled; the one before opens nothing any more. Raises IllegalStep."""
    card = SeatCard(id, _letters(CARD_LETTERS))
    with office.store.people(writing=True) as people:
        person = people.person(room, id)
        if person is None:
            raise _nobody(room, id)
        people.enrol(room, person, card=digest(card.letters))
        people.send_out(room, id)
    class_code(office, room)
    return card


def reopen(office: Office, room: str, id: str) -> None:
    """Let somebody who was closed come in again, with the password or the card that he had. Raises IllegalStep."""
    with office.store.people(writing=True) as people:
        person = people.person(room, id)
        if person is None:
            raise _nobody(room, id)
        people.enrol(room, replace(person, closed=False))


def end_key(office: Office, room: str, mark: str) -> None:
    """End the key of a program, at once. Raises IllegalStep for one that is not there."""
    with office.store.people(writing=True) as people:
        if not people.end_key(room, mark):
            raise IllegalStep("There is no such key in this room. It may have ended already; the list shows those that hold.")


def first_instructor(office: Office, room: str) -> tuple[str, str] | None:
    """Where no instructor could come in to a room, enrol one; returns id and password, which is kept nowhere."""
    everybody = enrolled(office, room)
    if any(each.can_come_in and any(post.role is Role.INSTRUCTOR for post in each.person.posts) for each in everybody):
        return None
    id, password = "instructor", "-".join(_letters(4) for _ in range(3))
    name, posts = CHAIRS[id]
    before = next((each.person for each in everybody if each.person.id == id), None)
    enrol(office, room, id, before.names if before else (name,), posts, password=password)
    return id, password


def posts_named(texts: Sequence[str], law: Country) -> tuple[Post, ...]:
    """Return the posts that were typed or chosen, such as ``trader:41207`` and ``officer:L2 L3``, each once.

    Raises IllegalStep for a role, a trader, an agency, a shed, a carrier or a lane that there is not.
    """
    return tuple(dict.fromkeys(_post(text.strip(), law) for text in texts if text.strip()))


def grouped(letters: str) -> str:
    """Return the letters of a card as they are printed: in groups of four."""
    return " ".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def _post(text: str, law: Country) -> Post:
    role, _, of = text.partition(":")
    if role not in tuple(Role):
        raise IllegalStep(f"{role[:40]!r} is no role. Give one of: {', '.join(Role)}.")
    post = Post(Role(role), " ".join(of.split()))
    if wrong := _wrong(post, law):
        raise IllegalStep(wrong)
    return post


def _wrong(post: Post, law: Country) -> str:
    """Say what is wrong with a post; "" if nothing is."""
    of, shown = post.of, post.of[:40]
    match post.role:
        case Role.TRADER if not TRADER_NUMBER.fullmatch(of):
            return f"A post as trader says for which declarant, as in trader:41207. {shown!r} is no number of one."
        case Role.AGENCY if of not in law.agencies.by_code:
            return (
                f"There is no agency {shown!r}. Give one of: {', '.join(sorted(law.agencies.by_code)) or 'none in this country'}."
            )
        case Role.WAREHOUSE if of and of not in law.codes.sheds:
            return f"There is no shed {shown!r}. Give one of: {', '.join(law.codes.sheds)}; or none, for all sheds."
        case Role.CARRIER if of and not CARRIER_CODE.fullmatch(of):
            return f"{shown!r} is no code of a carrier. It has 2 to 10 capitals and digits; leave it out for all carriers."
        case Role.OFFICER if not set(of.split()) <= set(LANES):
            return f"An officer's competence names lanes, as in officer:L2 L3. {shown!r} holds something else."
        case Role.SUPERVISOR | Role.INSTRUCTOR | Role.VIEWER if of:
            return f"A post as {post.role} is for nobody in particular. Leave {shown!r} out."
    return ""


def _nobody(room: str, id: str) -> IllegalStep:
    return IllegalStep(f"Nobody in room {room} has the id {id[:40]}. The list of the room shows everybody.")


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))
