"""The visit that is being answered: in which room, as whom. Set at the gate once for each request, read wherever it matters."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from eclear.casefile.person import ALONE, Person, Role, Seated
from eclear.clearance import UnknownCase
from eclear.clearance.integrity import lodges_for
from eclear.training.people import form_token

HOME_ROOM = "open"
"""The room that is looked into by who has not come into another: the demonstration room."""

NOBODY = Seated(Person("", (), ()), None)
"""Somebody who has not come in, where one must."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is being answered: the room, the desk at which he sits, and the token that showed it ("" for none).

    ``home`` is the room of his class while he plays an exercise, "" for everybody else. ``stands`` is True while the clock of
    that exercise stands, so that nobody acts; ``set_at`` says when the clock was last set, so that no page outlives it.
    ``has_exercises`` is True in a class that has had one.
    """

    room: str = HOME_ROOM
    seated: Seated = ALONE
    token: str = ""
    home: str = ""
    stands: bool = False
    set_at: str = ""
    has_exercises: bool = False

    @property
    def is_in(self) -> bool:
        """True if he may act: he came in, or is alone with his machine."""
        return self.seated is not NOBODY

    @property
    def is_alone(self) -> bool:
        """True for who is alone with his machine and holds every post."""
        return self.seated is ALONE

    @property
    def seal(self) -> str:
        """What his forms carry; "" for who needs none."""
        return form_token(self.token) if self.token else ""


_visit: ContextVar[Visit] = ContextVar("visit", default=Visit())  # noqa: B039 (it is frozen)


def visit() -> Visit:
    """Return the visit that is being answered."""
    return _visit.get()


def page_of_case(case_id: str) -> str:
    """Return where who is being answered finds a case again after he has done something about it.

    Traders and agencies have a page of their own; sheds and carriers see no case, and come back to their desk.
    """
    post = visit().seated.post
    if post is None:
        return f"/cases/{case_id}"
    own = {
        Role.TRADER: f"/mine/{case_id}",
        Role.AGENCY: f"/agency/{case_id}",
        Role.WAREHOUSE: "/shed",
        Role.CARRIER: "/carrier",
    }
    return own.get(post.role, f"/cases/{case_id}")


def inbox_of(number: str) -> str:
    """Return whose inbox is asked for: at a trader's desk his own, also where nobody is named; raises UnknownCase for another's.

    Who is alone asks for any.
    """
    own = lodges_for(visit().seated)
    if own and number not in ("", own):
        raise UnknownCase(f"There is no inbox of {number[:40]!r} at this desk. It shows that of {own}.")
    return own or number


def receive(who: Visit) -> None:
    """Answer this visit from here on."""
    _visit.set(who)
