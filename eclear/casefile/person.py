"""People: who sits at which desk. A person has posts, acts at one of them at a time, and signs what he does.

All names are invented or chosen in class; a seat may be shared by several trainees.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at a desk: it decides which pages he sees and what he may do."""

    TRADER = "trader"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AGENCY = "agency"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"
    INSTRUCTOR = "instructor"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Post:
    """A role, and for whom: the number of the declarant that a trader works for, the name of an agency, the code of a shed
    or a carrier. For an officer it is his competence: the lanes he may be given, such as ``L1 L2``; empty for all.
    """

    role: Role
    of: str = ""

    @property
    def id(self) -> str:
        """The post in one word, such as ``trader:41207`` or ``officer``."""
        return f"{self.role}:{self.of}" if self.of else str(self.role)

    @classmethod
    def named(cls, id: str) -> Post:
        """Return the post that an id names; raises ValueError for a role that nobody can have."""
        role, _, of = id.partition(":")
        return cls(Role(role), of)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a room: the id with which he signs, the names that share the seat, and his posts.

    ``absent`` says since when he is away, as the room's clock had it; "" if he is there. ``closed`` is True when he may not
    come in any more. ``both_chairs`` is True for who plays the trader and the officer in turn in an exercise: as the officer he
    decides also on what he lodged as the trader.
    """

    id: str
    names: tuple[str, ...]
    posts: tuple[Post, ...]
    absent: str = ""
    closed: bool = False
    both_chairs: bool = False

    @property
    def name(self) -> str:
        """The names that share the seat, or the id where nobody gave one."""
        return ", ".join(self.names) or self.id


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody at work: a person at one of his posts, or one who is alone with his machine and holds every post.

    ``post`` is None for who is alone: nobody is there to be kept apart from him.
    """

    person: Person
    post: Post | None

    def plays(self, *roles: Role) -> bool:
        """True if he acts in one of these roles now."""
        return self.post is None or self.post.role in roles

    @property
    def id(self) -> str:
        """The id with which he signs; "" for who is alone."""
        return self.person.id

    @property
    def of(self) -> str:
        """For whom he acts: a trader's number, an agency's name, a shed's or a carrier's code; "" for all."""
        return self.post.of if self.post else ""


ALONE = Seated(Person("", (), tuple(map(Post, Role))), None)
"""Who works alone at his own machine: every desk is his."""
