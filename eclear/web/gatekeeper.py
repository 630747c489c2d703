"""The gatekeeper: stands at every route, says who is asking, and lets him in or not.

What is not for a role answers 404, as if it were not there; who has not come in is led to the entrance. In a play of an
exercise whose clock stands nobody acts: the answer is 409, and says why.
"""

from __future__ import annotations

import hmac

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

from eclear.casefile.case import Case
from eclear.casefile.exercise import Phase
from eclear.casefile.person import ALONE, Post, Role
from eclear.clearance import Office, UnknownCase
from eclear.training.people import who_is_in
from eclear.training.seats import phase_of
from eclear.web.attendance import Attendance
from eclear.web.gates import EVERYBODY, WHILE_IT_STANDS, gate_of
from eclear.web.kept import POSITION
from eclear.web.languages import _
from eclear.web.problems import ItStands, MustComeIn
from eclear.web.visit import HOME_ROOM, NOBODY, Visit, receive, visit

COOKIE, SEAL, SEAL_HEADER = "seat", "seal", "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class NotSealed(HTTPException):
    """A form came without the mark that this login's forms carry."""


class Gatekeeper:
    """Stands at every route: says who is asking, and lets him in or not."""

    def __init__(self, office: Office, must_come_in: bool) -> None:
        self._office, self._must_come_in, self.attendance = office, must_come_in, Attendance()

    async def greet(self, request: Request) -> None:
        """Find out who is asking: by the cookie of a browser, or by the key of a program."""
        key = _key_of(request) or request.cookies.get(COOKIE, "")
        login = await to_thread.run_sync(who_is_in, self._office, key) if key else None
        if login:
            in_play = (login.home, not login.speed, login.set_at) if login.home else ("", False, "", login.has_exercises)
            receive(Visit(login.room, login.seated, key, *in_play))
            request.scope[POSITION] = login.room, login.position
            if not login.name:
                self._note(request)
        else:
            receive(Visit(HOME_ROOM, NOBODY if self._must_come_in else ALONE))

    def _note(self, request: Request) -> None:
        """Note where somebody is: which page he asks for, or that one of his is still open."""
        who, path, now = visit(), str(request.scope["path"]), self._office.clock()
        if request.method == "GET" and not path.endswith(("/live", "/progress")):
            self.attendance.asked(who.room, who.seated.id, path, now)
        else:
            self.attendance.heard(who.room, who.seated.id, now)

    def answered(self, method: str, path: str, status: int) -> None:
        """Note what became of a form of who is being answered: refused again and again, it says that he is stuck."""
        who = visit()
        if method == "POST" and who.token and not who.stands and not path.startswith(("/api/", "/leave", "/desk")):
            self.attendance.answered(who.room, who.seated.id, path, status, self._office.clock())

    async def admit(self, request: Request) -> None:
        """Let a visitor through to a route, or not. Raises MustComeIn, UnknownCase, and HTTPException (403, 404, 409)."""
        route = f"{'GET' if request.method == 'HEAD' else request.method} {request.scope['route'].path}"
        gate = gate_of(route)
        if gate is not EVERYBODY and not visit().is_in:
            raise MustComeIn
        if gate is not EVERYBODY and not visit().seated.plays(*gate):
            raise HTTPException(404)
        if visit().token and request.method not in SAFE and not _key_of(request):
            await _sealed(request)
        if visit().stands and request.method not in SAFE and route not in WHILE_IT_STANDS:
            raise ItStands(await to_thread.run_sync(why_it_stands, self._office))
        case_id, post = request.path_params.get("case_id"), visit().seated.post
        if case_id and post and post.role in (Role.TRADER, Role.AGENCY):
            await to_thread.run_sync(self._mine, case_id, post)

    def _mine(self, case_id: str, post: Post) -> None:
        """Raise UnknownCase for a case that is none of this visitor's: the same words as for one that does not exist."""
        with self._office.store.reading(visit().room) as records:
            named = [records.case(id) for id in records.find(case_id) or (case_id,)]  # a cargo number may name several
        if not all(case is not None and concerns(case, post.role, post.of) for case in named):
            raise UnknownCase(f"There is no case {case_id[:40]} in this room. Check the number.")


def concerns(case: Case, role: Role, of: str) -> bool:
    """True if a case is a matter of this trader, or of this agency."""
    return case.lodged.trader == of if role is Role.TRADER else any(need.agency == of for need in case.needs)


def _key_of(request: Request) -> str:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


async def _sealed(request: Request) -> None:
    """Raise NotSealed for a form without the mark of this login: by header, in the address, or as a hidden field."""
    shown = request.headers.get(SEAL_HEADER) or request.query_params.get(SEAL, "")
    if not shown and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        shown = str((await request.form()).get(SEAL, ""))
    if not hmac.compare_digest(shown.encode(), visit().seal.encode()):
        raise NotSealed(403, _("The form has expired, or comes from another site. Open the page again, then send it."))


def why_it_stands(office: Office) -> str:
    """Say why nobody can act in the play of who is being answered."""
    return {
        Phase.READY: _("The exercise has not started yet. It begins when the instructor starts it."),
        Phase.RUNNING: _("Your play is being prepared. It goes on in a moment."),
        Phase.PAUSED: _("The exercise is paused. It goes on when the instructor lets it go on."),
        Phase.ENDED: _("The exercise has ended. What you did stands; the debrief shows it."),
        None: _("This play was begun anew, or is not there any more. Leave it, and enter the exercise again."),
    }[phase_of(office, visit().home, visit().room)]


def still_in(office: Office) -> bool:
    """True as long as who is being answered has not been sent out: asked again and again while a page is live."""
    return not visit().token or who_is_in(office, visit().token) is not None
