"""The people of a room, and who of them has come in: rows of their own, beside the log of what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, delete, exists, func, insert, or_, select, update

from eclear.casefile.person import Person, Post, Seated
from eclear.storage import tables as t
from eclear.storage.prepared import Prepared

EXERCISES = "exercise"
"""The series that counts the exercises of a class."""

_login, _person = t.login.c, t.person.c
WHO_IS_IN = Prepared(
    select(
        _login.room,
        _login.post,
        _login.ends,
        _login.name,
        _person.id,
        _person.names,
        _person.posts,
        _person.absent,
        _person.closed,
        _person.both_chairs,
        t.room.c.position,
        t.room.c.home,
        t.room.c.speed,
        t.room.c.opened,
        exists().where(t.numbering.c.room == _login.room, t.numbering.c.series == bindparam("series_")),
    )
    .join(t.person, (_person.room == _login.room) & (_person.id == _login.person))
    .join(t.room, t.room.c.name == _login.room)
    .where(_login.token == bindparam("token_"))
)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who has come in: where, as whom, at which post, until when; ``name`` is that of a program, "" for a browser.

    ``position`` is how far the log of the room had come when he was looked up: pages that were drawn before then are old.
    ``home`` is the room of the class for a play, ``speed`` how fast the clock of the room runs (0: it stands), and ``set_at``
    when it was last set, as text. ``has_exercises`` is True in a class that has had one.
    """

    room: str
    seated: Seated
    ends: datetime
    name: str = ""
    position: int = -1
    home: str = ""
    speed: float = 1.0
    set_at: str = ""
    has_exercises: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is in, or a program that holds a key: person, post, since and until when (real time), and which it is.

    ``name`` is that of a program, "" for a browser; ``mark`` tells it from the others and opens nothing.
    """

    person: str
    post: str
    begun: datetime
    ends: datetime
    name: str
    mark: str


MARK = 12
"""How many characters of a token's SHA-256 are a mark: enough to tell the logins of a room apart."""


class People:
    """The people and logins of a database, within one transaction. Tokens are given and kept as SHA-256 only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- reading ------------------------------------------------------------------------------------------------------

    def login(self, token: str) -> Login | None:
        """Return who came in with a token; None for an unknown one, and for a person who may not come in any more."""
        found = WHO_IS_IN.ask(self._connection, {"token_": token, "series_": EXERCISES})
        if not found:
            return None
        room, post, ends, name, id, names, posts, absent, closed, both_chairs, position, home, speed, set_at, has = found[0]
        person = Person(id, _lines(names), tuple(map(Post.named, _lines(posts))), absent, bool(closed), bool(both_chairs))
        if closed or Post.named(post) not in person.posts:
            return None
        seated, until = Seated(person, Post.named(post)), datetime.fromisoformat(ends)
        return Login(room, seated, until, name, position, home, float(speed), set_at, bool(has))

    def room_of(self, code: str) -> str | None:
        """Return the room that a class code opens."""
        return self._connection.execute(select(t.room.c.name).where(t.room.c.code == code)).scalar()

    def code_of(self, room: str) -> str | None:
        """Return the class code of a room; None for a room that nobody joins."""
        return self._connection.execute(select(t.room.c.code).where(t.room.c.name == room)).scalar()

    def person(self, room: str, id: str) -> Person | None:
        """Return one person of a room."""
        found = self._connection.execute(select(t.person).where(_person.room == room, _person.id == id)).mappings()
        return next(map(_person_of, found), None)

    def people(self, room: str) -> tuple[Person, ...]:
        """Return everybody in a room, in the order of their ids."""
        found = self._connection.execute(select(t.person).where(_person.room == room).order_by(_person.id)).mappings()
        return tuple(map(_person_of, found))

    def secret(self, room: str, id: str) -> str | None:
        """Return the hash of a password; None where a seat card opens, or where there is no such person."""
        return self._connection.execute(select(_person.secret).where(_person.room == room, _person.id == id)).scalar()

    def holder(self, card: str) -> tuple[str, Person] | None:
        """Return the room and the person of a seat card, given as SHA-256."""
        found = self._connection.execute(select(t.person).where(_person.card == card)).mappings().first()
        return (str(found["room"]), _person_of(found)) if found else None

    def logins(self, room: str) -> tuple[Presence, ...]:
        """Return who of a room is in, there or in a play of its exercises, and which programs hold a key, the earliest first."""
        columns = (_login.person, _login.post, _login.begun, _login.ends, _login.name, _login.token)
        found = self._connection.execute(select(*columns).where(_of_class(room)).order_by(_login.begun))
        moment = datetime.fromisoformat
        return tuple(
            Presence(person, post, moment(begun), moment(ends), name, token[:MARK])
            for person, post, begun, ends, name, token in found
        )

    def ways_in(self, room: str) -> dict[str, tuple[bool, bool]]:
        """Return for each person of a room whether he has a password, and whether he has a seat card."""
        columns = (_person.id, _person.secret.is_not(None), _person.card.is_not(None))
        found = self._connection.execute(select(*columns).where(_person.room == room))
        return {id: (bool(secret), bool(card)) for id, secret, card in found}

    def attempts(self, who: str, since: datetime) -> int:
        """Return how often somebody has tried in vain since then."""
        tried = t.attempt.c
        asked = select(func.count()).select_from(t.attempt).where(tried.who == who, tried.at >= since.isoformat())
        return self._connection.execute(asked).scalar_one()

    # -- writing ------------------------------------------------------------------------------------------------------

    def set_code(self, room: str, code: str | None) -> None:
        """Give a room its class code, or take it away."""
        self._connection.execute(update(t.room).where(t.room.c.name == room).values(code=code))

    def enrol(self, room: str, person: Person, *, secret: str | None = None, card: str | None = None) -> None:
        """Add a person to a room, or change one; a password or card that is None stays as it was."""
        told: dict[str, object] = {
            "names": "\n".join(person.names),
            "posts": "\n".join(post.id for post in person.posts),
            "absent": person.absent,
            "closed": person.closed,
            "both_chairs": person.both_chairs,
        }
        told |= {name: value for name, value in (("secret", secret), ("card", card)) if value is not None}
        mine = (_person.room == room, _person.id == person.id)
        if self._connection.execute(update(t.person).where(*mine).values(told)).rowcount == 0:
            self._connection.execute(insert(t.person).values({"room": room, "id": person.id} | told))

    def come_in(self, token: str, login: Login, begun: datetime) -> None:
        """Note that somebody came in."""
        assert login.seated.post is not None
        told = {"token": token, "room": login.room, "person": login.seated.id, "post": login.seated.post.id}
        times = {"begun": begun.isoformat(), "ends": login.ends.isoformat(), "name": login.name}
        self._connection.execute(insert(t.login).values(told | times))

    def go_out(self, token: str) -> None:
        """End one login."""
        self._connection.execute(delete(t.login).where(_login.token == token))

    def send_out(self, room: str, person: str) -> int:
        """End every login of a person, in the room and in the plays of its exercises; returns how many there were."""
        return self._connection.execute(delete(t.login).where(_of_class(room), _login.person == person)).rowcount

    def move(self, room: str, into: str) -> int:
        """Let everybody who is in one room be in another instead, where he has the same post; returns how many there were."""
        there = select(_person.id, _person.posts).where(_person.room == into)
        posts = {id: _lines(text) for id, text in self._connection.execute(there)}
        moved = 0
        for token, person, post in self._connection.execute(
            select(_login.token, _login.person, _login.post).where(_login.room == room)
        ).all():
            if post in posts.get(person, ()):
                self._connection.execute(update(t.login).where(_login.token == token).values(room=into))
                moved += 1
        return moved

    def end_key(self, room: str, mark: str) -> int:
        """End the key of a program, by its mark; returns how many there were."""
        mine = (_of_class(room), _login.name != "", func.substr(_login.token, 1, MARK) == mark)
        return self._connection.execute(delete(t.login).where(*mine)).rowcount

    def tried(self, who: str, at: datetime) -> None:
        """Note that somebody tried in vain."""
        self._connection.execute(insert(t.attempt).values(who=who, at=at.isoformat()))

    def forget(self, before: datetime) -> None:
        """Forget logins that have ended and tries that were before."""
        self._connection.execute(delete(t.login).where(_login.ends < before.isoformat()))
        self._connection.execute(delete(t.attempt).where(t.attempt.c.at < before.isoformat()))


def _of_class(room: str) -> ColumnElement[bool]:
    """The condition that a login is one of a room, or of a play whose class it is."""
    return or_(_login.room == room, _login.room.in_(select(t.room.c.name).where(t.room.c.home == room)))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("\n")))


def _person_of(row: RowMapping) -> Person:
    posts = tuple(map(Post.named, _lines(row["posts"])))
    return Person(row["id"], _lines(row["names"]), posts, row["absent"], bool(row["closed"]), bool(row["both_chairs"]))
