"""The class: who of the room may come in and how, who is there, cards to print, and keys for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from markupsafe import Markup

from eclear.casefile.person import Post, Role
from eclear.casefile.words import Term
from eclear.reference import Country
from eclear.storage import Presence
from eclear.training.classes import Enrolled, grouped, next_seat
from eclear.training.people import SeatCard
from eclear.web.languages import _, word
from eclear.web.pages.entrance import ROLES, Desk, desk_of
from eclear.web.qr import qr_code

COMPETENCES = ("", "L1", "L2", "L3", "L1 L2", "L2 L3")
"""The competences that are offered for an officer; any other can be typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Posts of one role to choose from: the value that is sent for each, and its words."""

    role: Role
    label: Term
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is in: at which desk, and since when in real time."""

    desk: Desk
    since: datetime


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the room. ``ways`` says how he comes in, ``state`` whether he may."""

    id: str
    names: str
    desks: tuple[Desk, ...]
    ways: str
    state: tuple[str, str]
    here: tuple[Here, ...]
    closed: bool
    is_you: bool


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key of a program: what it is called, whose it is, and until when it holds. ``mark`` names it and opens nothing."""

    name: str
    person: str
    desk: Desk
    until: date
    mark: str


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The class of a room. ``typed`` and ``chosen`` are what stands in the form that ``about`` names, ``given`` a new key.

    ``addresses`` are where the seats find this server, empty where it answers on its own machine only.
    """

    template: ClassVar[str] = "class.html"

    lines: tuple[PersonLine, ...]
    in_words: str
    code: str
    addresses: tuple[str, ...]
    qr: Markup
    choices: tuple[Choice, ...]
    roles: tuple[tuple[str, Term], ...]
    keys: tuple[KeyLine, ...]
    holders: tuple[tuple[str, str], ...]
    first_seat: int
    real_now: datetime
    typed: Mapping[str, str]
    chosen: frozenset[str]
    about: str
    problem: str
    given: str


@dataclass(frozen=True, slots=True)
class Card:
    """A seat card as it is printed: whose, the letters in groups of four, where to go, and the same to be scanned."""

    id: str
    letters: str
    address: str
    qr: Markup


@dataclass(frozen=True, slots=True)
class CardsPage:
    """A sheet of seat cards, shown once. ``reachable`` is False where the seats cannot reach the address on it."""

    template: ClassVar[str] = "class_cards.html"

    cards: tuple[Card, ...]
    desks: tuple[Desk, ...]
    code: str
    reachable: bool


def class_page(
    everybody: Sequence[Enrolled],
    code: str,
    law: Country,
    on: date,
    addresses: Sequence[str],
    now: datetime,
    you: str,
    typed: Mapping[str, str] | None = None,
    chosen: Sequence[str] = (),
    about: str = "",
    problem: str = "",
    given: str = "",
) -> ClassPage:
    """Return the page. ``you`` is the id of who looks, ``now`` the real time."""
    present = sum(bool(each.here) for each in everybody)
    return ClassPage(
        lines=tuple(_line(each, you) for each in everybody),
        in_words=_("%(present)s of %(all)s are in.", present=present, all=len(everybody)),
        code=code,
        addresses=tuple(addresses),
        qr=qr_code(f"{addresses[0]}/enter") if addresses else Markup(),
        choices=_choices(law, on),
        roles=tuple((str(role), ROLES[role]) for role in (Role.SUPERVISOR, Role.INSTRUCTOR, Role.VIEWER)),
        keys=tuple(_key(key) for each in everybody for key in each.keys),
        holders=tuple(
            (f"{e.person.id} {post.id}", _holder(e, post)) for e in everybody if not e.person.closed for post in e.person.posts
        ),
        first_seat=next_seat(everybody),
        real_now=now,
        typed=typed or {},
        chosen=frozenset(chosen),
        about=about,
        problem=problem,
        given=given,
    )


def cards_page(cards: Sequence[SeatCard], posts: Sequence[Post], code: str, address: str, reachable: bool) -> CardsPage:
    """Return the sheet; ``address`` is where the seats find this server."""
    made = tuple(Card(card.seat, grouped(card.letters), address, qr_code(f"{address}/enter/{card.letters}")) for card in cards)
    return CardsPage(made, tuple(map(desk_of, posts)), code, reachable)


def _line(each: Enrolled, you: str) -> PersonLine:
    person = each.person
    ways = [_("password")] * each.has_password + [_("seat card")] * each.has_card
    if person.closed:
        state = ("stop", _("closed"))
    elif each.here:
        state = ("ok", _("in"))
    else:
        state = ("none", _("out"))
    return PersonLine(
        id=person.id,
        names=", ".join(person.names),
        desks=tuple(map(desk_of, person.posts)),
        ways=", ".join(ways) or _("no card or password"),
        state=state,
        here=tuple(Here(desk_of(Post.named(login.post)), login.begun) for login in each.here),
        closed=person.closed,
        is_you=bool(you) and person.id == you,
    )


def _key(key: Presence) -> KeyLine:
    return KeyLine(key.name, key.person, desk_of(Post.named(key.post)), key.ends.date(), key.mark)


def _holder(each: Enrolled, post: Post) -> str:
    role = word(ROLES[post.role])
    return f"{each.person.id}: {role} {post.of}" if post.of else f"{each.person.id}: {role}"


def _choices(law: Country, on: date) -> tuple[Choice, ...]:
    lanes = tuple((f"officer:{lanes}" if lanes else "officer", lanes or _("all lanes")) for lanes in COMPETENCES)
    traders = tuple((f"trader:{each.number}", f"{each.number} {word(each.name)}") for each in law.declarants.entries(on))
    agencies = tuple((f"agency:{each.code}", f"{each.code} {word(each.name)}") for each in law.agencies.all)
    sheds = tuple((f"warehouse:{shed.code}", f"{shed.code} {word(shed.name)}") for shed in law.codes.sheds.values())
    carriers = (("carrier", _("all carriers")),)
    offered = (
        (Role.OFFICER, lanes),
        (Role.TRADER, traders),
        (Role.AGENCY, agencies),
        (Role.WAREHOUSE, (("warehouse", _("all sheds")), *sheds)),
        (Role.CARRIER, carriers),
    )
    return tuple(Choice(role, ROLES[role], options) for role, options in offered if options)
