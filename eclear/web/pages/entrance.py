"""The entrance: who are you, and at which desk do you sit?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from eclear.casefile.person import Post, Role
from eclear.casefile.words import Term
from eclear.web.languages import _

ROLES: Mapping[Role, Term] = {
    Role.TRADER: Term("Trader", "신고인"),
    Role.OFFICER: Term("Customs officer", "세관 담당자"),
    Role.SUPERVISOR: Term("Supervisor", "결재권자"),
    Role.AGENCY: Term("Agency officer", "요건기관 담당자"),
    Role.WAREHOUSE: Term("Warehouse keeper", "보세구역 운영인"),
    Role.CARRIER: Term("Carrier", "운송인"),
    Role.INSTRUCTOR: Term("Instructor", "강사"),
    Role.VIEWER: Term("Visitor", "참관인"),
}
"""What each role is called."""

HOMES: Mapping[Role, str] = {
    Role.TRADER: "/mine",
    Role.OFFICER: "/queue",
    Role.SUPERVISOR: "/team",
    Role.AGENCY: "/agency",
    Role.WAREHOUSE: "/shed",
    Role.CARRIER: "/carrier",
    Role.INSTRUCTOR: "/class",
    Role.VIEWER: "/lab",
}
"""The page that each role begins at."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk to sit down at: the post, what it is called, for whom, and what one does there."""

    post: str
    role: Term
    of: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class Chair:
    """A free chair of the demonstration room: who sits there, and the desks that he has."""

    id: str
    name: str
    desk: Desk


@dataclass(frozen=True, slots=True)
class EntrancePage:
    """The entrance. ``chairs`` are free for everybody at this machine; ``alone`` says that one may go in without any.

    ``letters`` are those of the seat card that led here, ``onward`` the page that was asked for, ``problem`` what was wrong.
    """

    template: ClassVar[str] = "enter.html"

    chairs: tuple[Chair, ...]
    alone: bool
    letters: str = ""
    onward: str = ""
    problem: str = ""
    room: str = ""
    person: str = ""


def does(role: Role) -> str:
    """Say in a sentence what one does at a desk."""
    return {
        Role.TRADER: _("Lodge declarations, answer questions, pay."),
        Role.OFFICER: _("Review declarations, examine goods, decide."),
        Role.SUPERVISOR: _("Share out the work, confirm what needs a second officer."),
        Role.AGENCY: _("Answer for food, plants, medicines and more."),
        Role.WAREHOUSE: _("Report goods as carried in and carried out."),
        Role.CARRIER: _("Send manifests and report departures."),
        Role.INSTRUCTOR: _("Prepare the class and look over everybody's shoulder."),
        Role.VIEWER: _("Look at the selectivity lab and the public pages."),
    }[role]


def desk_of(post: Post) -> Desk:
    """Return a desk as it is shown."""
    return Desk(post.id, ROLES[post.role], post.of, does(post.role))
