"""The main navigation: which places each role goes to most, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from eclear.casefile.person import Role
from eclear.web.in_play import is_closed_in_play
from eclear.web.languages import _
from eclear.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the main navigation."""

    path: str
    name: str


TO: dict[Role, tuple[str, ...]] = {
    Role.TRADER: ("/mine", "/lodge", "/inbox", "/money", "/convert", "/rulebook"),
    Role.OFFICER: ("/queue", "/cases", "/manifest", "/money", "/traders", "/watch", "/rulebook"),
    Role.SUPERVISOR: ("/team", "/cases", "/money", "/profiles", "/watch", "/traders", "/lab"),
    Role.AGENCY: ("/agency", "/permits", "/rulebook"),
    Role.WAREHOUSE: ("/shed", "/operations", "/status"),
    Role.CARRIER: ("/carrier", "/operations", "/status"),
    Role.INSTRUCTOR: ("/class", "/exercises", "/results", "/cases", "/money", "/traders", "/watch", "/lab", "/rulebook"),
    Role.VIEWER: ("/lab", "/status", "/rulebook"),
}
"""Where each role goes to, its own desk first; everybody finds "How it works" at the end."""

ALONE_TO = ("/cases", "/lodge", "/exercises", "/convert", "/rulebook", "/lab", "/watch")
OUTSIDE = ("/status", "/rulebook", "/law")
LAST = "/how-it-works"


REFUSALS_TO = (Role.OFFICER, Role.SUPERVISOR, Role.INSTRUCTOR)
"""Who reads the messages that were refused before a case arose: nobody is led where he may not go."""


def places(who: Visit, *, exercise: bool = False) -> tuple[Place, ...]:
    """Return the places that a visitor goes to; ``exercise`` is True where there is an exercise for him."""
    names = {
        "/play": _("Exercise"),
        "/exercise": _("Exercise"),
        "/mine": _("My declarations"),
        "/lodge": _("Lodge"),
        "/inbox": _("Inbox"),
        "/queue": _("My cases"),
        "/team": _("Team"),
        "/agency": _("Agency"),
        "/shed": _("Shed"),
        "/carrier": _("Carrier"),
        "/operations": _("Suspended duty"),
        "/class": _("Class"),
        "/exercises": _("Exercises"),
        "/results": _("Results"),
        "/record": _("Record"),
        "/cases": _("Cases"),
        "/manifest": _("Manifest"),
        "/money": _("Payments"),
        "/profiles": _("Risk profiles"),
        "/traders": _("Traders"),
        "/permits": _("Permits"),
        "/convert": _("Convert"),
        "/rulebook": _("Rulebook"),
        "/law": _("The law"),
        "/lab": _("Selectivity lab"),
        "/watch": _("Watch"),
        "/status": _("Status"),
        LAST: _("How it works"),
    }
    post = who.seated.post
    to = ALONE_TO if who.is_alone else TO[post.role] if who.is_in and post else OUTSIDE
    if who.home:
        to = ("/play", *(path for path in to if not is_closed_in_play(f"GET {path}")))
    elif exercise:
        to = ("/exercise", "/record", *to)
    at = {"/status": f"/r/{quote(who.room)}/status"}  # the one address of a room's public pages
    return tuple(Place(at.get(path, path), names[path]) for path in (*to, LAST))
