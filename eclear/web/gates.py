"""The gates: which role may use which route. A route that is not in the table opens to nobody, and a test says so.

What is not for a role answers 404, as if it were not there; who has not come in is led to the entrance.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import ALONE, Post, Role
from eclear.clearance import Office, UnknownCase
from eclear.training.people import who_is_in
from eclear.web.kept import POSITION
from eclear.web.languages import _
from eclear.web.problems import MustComeIn
from eclear.web.visit import HOME_ROOM, NOBODY, Visit, receive, visit

COOKIE, SEAL, SEAL_HEADER = "seat", "seal", "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

OFFICE = frozenset({Role.OFFICER, Role.SUPERVISOR})
INSIDE = OFFICE | {Role.INSTRUCTOR}
"""Who may know what only officers know: score, lane and its cause."""
TRADE = frozenset({Role.TRADER})
AGENCY = frozenset({Role.AGENCY})
CARGO = frozenset({Role.WAREHOUSE, Role.CARRIER})
INSTRUCTOR = frozenset({Role.INSTRUCTOR})
ALL = frozenset(Role)
EVERYBODY = None
"""Also who has not come in."""

GATES: Mapping[str, frozenset[Role] | None] = {
    # the entrance, and what anybody may ask and learn
    "GET /": EVERYBODY,
    "GET /enter": EVERYBODY,
    "GET /enter/{letters}": EVERYBODY,
    "POST /enter/card": EVERYBODY,
    "POST /enter/password": EVERYBODY,
    "POST /enter/chair": EVERYBODY,
    "POST /desk": ALL,
    "POST /leave": EVERYBODY,
    "GET /status": EVERYBODY,
    "GET /status/{number}": EVERYBODY,
    "GET /r/{room}/status": EVERYBODY,
    "GET /r/{room}/status/{number}": EVERYBODY,
    "GET /r/{room}/status/{number}/live": EVERYBODY,
    "GET /rulebook": EVERYBODY,
    "GET /rulebook/{code}": EVERYBODY,
    "GET /how-it-works": EVERYBODY,
    "GET /words": EVERYBODY,
    "GET /keyboard": EVERYBODY,
    "GET /api": EVERYBODY,
    "GET /api/openapi.json": EVERYBODY,
    "GET /law": EVERYBODY,
    "GET /tariff": EVERYBODY,
    "GET /tariff/{code}": EVERYBODY,
    "GET /duty": EVERYBODY,
    "GET /valuation": EVERYBODY,
    "GET /origin": EVERYBODY,
    "POST /origin": EVERYBODY,
    "GET /permits": EVERYBODY,
    "GET /classify": EVERYBODY,
    "GET /rulings": EVERYBODY,
    "GET /convert": EVERYBODY,
    "POST /convert": EVERYBODY,
    "GET /healthz": EVERYBODY,
    # the trader's side of the counter
    "GET /lodge": TRADE,
    "POST /lodge": TRADE,
    "POST /lodge/sample": TRADE,
    "GET /lodge/form": TRADE,
    "POST /lodge/form": TRADE,
    "GET /lodge/form/{draft}": TRADE | {Role.OFFICER},  # an officer's drafts are amendments of his cases
    "POST /lodge/form/{draft}": TRADE | {Role.OFFICER},
    "GET /lodge/form/{draft}/message.xml": TRADE | {Role.OFFICER},
    "POST /lodge/form/{draft}/discard": TRADE | {Role.OFFICER},
    "GET /lodge/papers": TRADE,
    "POST /lodge/papers": TRADE,
    "GET /lodge/papers/{name}": TRADE,
    "GET /lodge/form/{draft}/papers": TRADE,
    "POST /lodge/form/{draft}/papers": TRADE,
    "GET /lodge/form/{draft}/paper": TRADE,
    "GET /lodge/form/{draft}/paper.csv": TRADE,
    "POST /lodge/form/{draft}/paper": TRADE,
    "GET /inbox": TRADE,
    "POST /inbox/acknowledge": TRADE,
    "GET /mine": TRADE,
    "GET /mine/{case_id}": TRADE,
    "GET /mine/{case_id}/live": TRADE,
    "POST /mine/aeo": TRADE,
    "POST /mine/{case_id}/supply": TRADE,
    "POST /mine/{case_id}/agency": TRADE,
    "POST /mine/{case_id}/cancel": TRADE,
    "POST /mine/{case_id}/storage": TRADE,
    "POST /mine/{case_id}/amend": TRADE,
    "POST /cases/{case_id}/pay": TRADE,
    "POST /mine/{case_id}/correct": TRADE,
    "POST /mine/{case_id}/waive": TRADE,
    "POST /mine/{case_id}/appeal": TRADE,
    "POST /mine/{case_id}/drawback": TRADE,
    "POST /money/statement": TRADE,
    "GET /money": TRADE | INSIDE,
    "POST /cases/{case_id}/arrival": TRADE,
    "POST /cases/{case_id}/doubts/{number}/answer": TRADE | OFFICE,
    "POST /cases/{case_id}/questions": TRADE | AGENCY,
    "GET /cases/{case_id}/message.xml": TRADE | INSIDE,
    "GET /cases/{case_id}/edition.xml": TRADE | INSIDE,
    "GET /cases/{case_id}/requests/{number}.xml": TRADE | INSIDE,
    "GET /cases/{case_id}/replies/{number}.xml": TRADE | INSIDE,
    "GET /cases/{case_id}/papers/{name}.pdf": TRADE | INSIDE,
    # the officer's desk
    "GET /cases": INSIDE,
    "GET /cases/{case_id}": INSIDE,
    "GET /cases/{case_id}/live": INSIDE,
    "POST /cases/{case_id}/decide": OFFICE,
    "POST /cases/{case_id}/transfer": OFFICE,
    "POST /cases/{case_id}/override": OFFICE,
    "POST /cases/{case_id}/override/confirm": OFFICE,
    "POST /cases/{case_id}/override/refuse": OFFICE,
    "POST /cases/{case_id}/audit": OFFICE,
    "POST /cases/{case_id}/amend": frozenset({Role.OFFICER}),
    "GET /cases/{case_id}/decisions/{number}": TRADE | INSIDE,
    "GET /queue": frozenset({Role.OFFICER}),
    "GET /queue/live": frozenset({Role.OFFICER}),
    "POST /queue/next": frozenset({Role.OFFICER}),
    "POST /queue/away": frozenset({Role.OFFICER}),
    "POST /queue/back": frozenset({Role.OFFICER}),
    "GET /team": frozenset({Role.SUPERVISOR}),
    "POST /team/away": frozenset({Role.SUPERVISOR}),
    "POST /team/back": frozenset({Role.SUPERVISOR}),
    "POST /cases/{case_id}/announce": OFFICE,
    "POST /cases/{case_id}/reassess": OFFICE,
    "POST /cases/{case_id}/addition": OFFICE,
    "POST /cases/{case_id}/appeals/{number}": OFFICE,
    "POST /cases/{case_id}/refund": OFFICE,
    "POST /cases/{case_id}/refund/{number}/confirm": OFFICE,
    "POST /cases/{case_id}/refund/{number}/refuse": OFFICE,
    "POST /cases/{case_id}/drawback/decide": OFFICE,
    "POST /cases/{case_id}/reverse": OFFICE,
    "POST /money/accounts": OFFICE,
    "POST /money/accounts/end": OFFICE,
    "POST /money/day": INSIDE,
    "POST /money/bank": INSTRUCTOR,
    "POST /cases/{case_id}/examine": OFFICE,
    "POST /cases/{case_id}/order": OFFICE,
    "GET /cases/{case_id}/order": INSIDE,
    "POST /cases/{case_id}/laboratory": OFFICE,
    "POST /cases/{case_id}/escalate": OFFICE,
    "POST /cases/{case_id}/doubts": OFFICE,
    "POST /cases/{case_id}/doubts/{number}/decide": OFFICE,
    "POST /cases/{case_id}/payment-failed": OFFICE,
    "POST /cases/{case_id}/remind": OFFICE,
    "GET /intake": INSIDE,
    "GET /intake/{number}": INSIDE | TRADE,
    "GET /manifest": INSIDE,
    "POST /manifest/{number}/scan": OFFICE,
    "POST /manifest/{number}/lift": OFFICE,
    "GET /traders": INSIDE,
    "GET /traders/{number}": INSIDE,
    "POST /traders": OFFICE,
    "POST /traders/{number}/{verb}": OFFICE,
    "GET /profiles": INSIDE,
    "POST /profiles": OFFICE,
    "POST /profiles/end": OFFICE,
    "GET /watch": INSIDE,
    "GET /watch/{table}.csv": INSIDE,
    "GET /lab": INSIDE | {Role.VIEWER},
    "GET /lab/progress": INSIDE | {Role.VIEWER},
    "GET /lab/drift.csv": INSIDE | {Role.VIEWER},
    "GET /lab/{table}.csv": INSIDE | {Role.VIEWER},
    # agencies, sheds and carriers
    "POST /cases/{case_id}/permits": AGENCY,
    "GET /agency": AGENCY,
    "GET /agency/{case_id}": AGENCY,
    "GET /agency/{case_id}/live": AGENCY,
    "POST /agency/{case_id}/answer": AGENCY,
    "POST /agency/{case_id}/questions": AGENCY,
    "POST /agency/{case_id}/ask": AGENCY,
    "POST /agency/{case_id}/join": AGENCY,
    "POST /cases/{case_id}/cargo": OFFICE,
    "GET /shed": frozenset({Role.WAREHOUSE}),
    "POST /cargo/{number}/report": OFFICE | CARGO,
    "GET /cargo/{number}": INSIDE | CARGO,
    "POST /cargo/{number}/split": OFFICE | {Role.CARRIER},
    "POST /cargo/{number}/merge": OFFICE | {Role.CARRIER},
    "POST /cargo/{number}/settle": OFFICE,
    "POST /cargo/{number}/extend": OFFICE,
    "POST /cargo/{number}/ask-longer": frozenset({Role.WAREHOUSE}),
    "POST /cargo/{number}/refuse-longer": OFFICE,
    "POST /cargo/{number}/abandon": OFFICE,
    "GET /voyages/{number}": INSIDE | {Role.CARRIER},
    "POST /voyages/{number}/arrived": frozenset({Role.CARRIER}),
    "POST /voyages/{number}/landed": frozenset({Role.CARRIER}),
    "POST /voyages/{number}/discharge": OFFICE,
    "GET /operations": INSIDE | CARGO | TRADE,
    "POST /operations": TRADE | {Role.CARRIER},
    "GET /operations/{number}": INSIDE | CARGO | TRADE,
    "POST /operations/{number}/{step}": OFFICE | CARGO,
    "GET /carrier": frozenset({Role.CARRIER}),
    "POST /carrier/manifest": frozenset({Role.CARRIER}),
    "GET /carrier/intake/{number}": frozenset({Role.CARRIER}),
    "GET /carrier/intake/{number}/progress": frozenset({Role.CARRIER}),
    "POST /carrier/express": frozenset({Role.CARRIER}),
    "POST /cases/{case_id}/exit": frozenset({Role.CARRIER}),
    # the instructor's class
    "GET /class": INSTRUCTOR,
    "POST /class/people": INSTRUCTOR,
    "POST /class/people/{id}": INSTRUCTOR,
    "GET /class/cards": INSTRUCTOR,
    "POST /class/cards": INSTRUCTOR,
    "POST /class/code": INSTRUCTOR,
    "POST /class/keys": INSTRUCTOR,
    "POST /class/keys/end": INSTRUCTOR,
    # programs
    "POST /api/declarations": TRADE,
    "GET /api/declarations/{case_id}/replies": TRADE | INSIDE,
    "GET /api/declarations/{case_id}/replies/{number}": TRADE | INSIDE,
    "GET /api/inbox/{trader}": TRADE,
    "POST /api/inbox/{trader}/acknowledge": TRADE,
    "GET /api/cases/{case_id}": TRADE | AGENCY | INSIDE,
    "POST /api/cases/{case_id}/events": OFFICE | TRADE | AGENCY | {Role.CARRIER},
    "GET /api/queue": frozenset({Role.OFFICER}),
    "POST /api/queue/events": OFFICE,
    "GET /api/team": frozenset({Role.SUPERVISOR}),
    "GET /api/agency": AGENCY,
    "GET /api/traders/{number}": INSIDE,
    "POST /api/traders/{number}/events": OFFICE | TRADE,
    "GET /api/cargo/{number}": INSIDE | CARGO,
    "POST /api/cargo/{number}/events": OFFICE | CARGO,
    "POST /api/manifests": OFFICE | {Role.CARRIER},
    "POST /api/manifests/{number}/events": OFFICE | {Role.CARRIER},
    "POST /api/express-lists": frozenset({Role.CARRIER}),
    "POST /api/operations": TRADE | {Role.CARRIER},
    "GET /api/operations/{number}": INSIDE | CARGO | TRADE,
    "POST /api/operations/{number}/events": OFFICE | CARGO,
    "GET /api/accounts/{trader}": TRADE | INSIDE,
    "POST /api/accounts/{trader}/events": OFFICE | TRADE,
}
"""Who may use each route: the roles, or everybody."""


REPORTED_BY: Mapping[str, tuple[str, ...]] = {
    # about a case: what officers say
    "decided": ("POST /cases/{case_id}/decide",),
    "examination-ordered": ("POST /cases/{case_id}/order",),
    "examined": ("POST /cases/{case_id}/examine",),
    "laboratory-reported": ("POST /cases/{case_id}/laboratory",),
    "lane-overridden": ("POST /cases/{case_id}/override",),
    "override-confirmed": ("POST /cases/{case_id}/override/confirm",),
    "override-refused": ("POST /cases/{case_id}/override/refuse",),
    "transferred": ("POST /cases/{case_id}/transfer",),
    "referred-to-audit": ("POST /cases/{case_id}/audit",),
    "doubt-raised": ("POST /cases/{case_id}/doubts",),
    "doubt-answered": ("POST /cases/{case_id}/doubts/{number}/answer",),
    "doubt-decided": ("POST /cases/{case_id}/doubts/{number}/decide",),
    "payment-failed": ("POST /cases/{case_id}/payment-failed",),
    "reminded": ("POST /cases/{case_id}/remind",),
    "escalated": ("POST /cases/{case_id}/escalate",),
    # what agencies say
    "permit-answered": ("POST /cases/{case_id}/permits", "POST /agency/{case_id}/answer"),
    "permit-questions": ("POST /cases/{case_id}/questions", "POST /agency/{case_id}/questions"),
    "agency-asked": ("POST /agency/{case_id}/ask",),
    "joint-inspection-asked": ("POST /agency/{case_id}/join",),
    # what the trader and the carrier say
    "agency-answered": ("POST /mine/{case_id}/agency",),
    "documents-supplied": ("POST /mine/{case_id}/supply",),
    "cancellation-asked": ("POST /mine/{case_id}/cancel",),
    "presented": ("POST /cases/{case_id}/arrival",),
    "paid": ("POST /cases/{case_id}/pay",),
    "exited": ("POST /cases/{case_id}/exit",),
    # about the money of a case
    "payment-reversed": ("POST /cases/{case_id}/reverse",),
    "corrected": ("POST /mine/{case_id}/correct",),
    "reassessment-announced": ("POST /cases/{case_id}/announce",),
    "review-waived": ("POST /mine/{case_id}/waive",),
    "reassessment-made": ("POST /cases/{case_id}/reassess",),
    "addition-decided": ("POST /cases/{case_id}/addition",),
    "appealed": ("POST /mine/{case_id}/appeal",),
    "appeal-decided": ("POST /cases/{case_id}/appeals/{number}",),
    "refund-proposed": ("POST /cases/{case_id}/refund",),
    "refund-confirmed": ("POST /cases/{case_id}/refund/{number}/confirm",),
    "refund-refused": ("POST /cases/{case_id}/refund/{number}/refuse",),
    "drawback-claimed": ("POST /mine/{case_id}/drawback",),
    "drawback-decided": ("POST /cases/{case_id}/drawback/decide",),
    # about cargo
    "arrived": ("POST /cargo/{number}/report",),
    "unloaded": ("POST /cargo/{number}/report",),
    "manifest-reviewed": ("POST /cases/{case_id}/cargo",),
    "carried-in": ("POST /cases/{case_id}/cargo", "POST /cargo/{number}/report"),
    "carried-out": ("POST /cases/{case_id}/cargo", "POST /cargo/{number}/report"),
    "scanned": ("POST /manifest/{number}/scan",),
    "selection-lifted": ("POST /manifest/{number}/lift",),
    "bill-split": ("POST /cargo/{number}/split",),
    "bill-merged": ("POST /cargo/{number}/merge",),
    "difference-settled": ("POST /cargo/{number}/settle",),
    "storage-asked": ("POST /mine/{case_id}/storage", "POST /cargo/{number}/ask-longer"),
    "storage-extended": ("POST /cargo/{number}/extend",),
    "storage-refused": ("POST /cargo/{number}/refuse-longer",),
    "goods-abandoned": ("POST /cargo/{number}/abandon",),
    # about a manifest
    "voyage-arrived": ("POST /voyages/{number}/arrived",),
    "manifest-discharged": ("POST /voyages/{number}/discharge",),
    # about an operation under a regime that suspends duty
    **dict.fromkeys(
        (
            "regime-accepted",
            "regime-refused",
            "seals-put-on",
            "regime-departed",
            "regime-arrived",
            "regime-discharged",
            "guarantee-claimed",
            "collection-repeated",
        ),
        ("POST /operations/{number}/{step}",),
    ),
    # about a monthly account
    "deferral-granted": ("POST /money/accounts",),
    "deferral-ended": ("POST /money/accounts/end",),
    "statement-paid": ("POST /money/statement",),
    # about an officer's desk
    "case-drawn": ("POST /queue/next",),
    "officer-away": ("POST /queue/away", "POST /team/away"),
    "officer-back": ("POST /queue/back", "POST /team/back"),
    # about the register of traders
    "trader-registered": ("POST /traders",),
    "mandate-given": ("POST /traders/{number}/{verb}",),
    "mandate-ended": ("POST /traders/{number}/{verb}",),
    "trader-suspended": ("POST /traders/{number}/{verb}",),
    "trader-reinstated": ("POST /traders/{number}/{verb}",),
    "aeo-applied": ("POST /mine/aeo",),
    "aeo-granted": ("POST /traders/{number}/{verb}",),
    "aeo-refused": ("POST /traders/{number}/{verb}",),
    "aeo-withdrawn": ("POST /traders/{number}/{verb}",),
}
"""The forms that stand for each event that a program reports: who may send none of them reports the event neither."""


def must_report(kind: str) -> None:
    """Raise IllegalStep, naming whose it is, for an event that is not for who is being answered to report."""
    if not visit().seated.plays(*reporters(kind)):
        raise IllegalStep(f"{kind!r} is not for this desk to report: it is for {who_reports(kind)}.")


def who_reports(kind: str) -> str:
    """Return the roles that report an event of this kind, as words."""
    *others, last = sorted(reporters(kind))
    return f"{', '.join(others)} and {last}" if others else last


def reporters(kind: str) -> frozenset[Role]:
    """Return the roles that report an event of this kind."""
    return frozenset[Role]().union(*(GATES.get(form) or () for form in REPORTED_BY.get(kind, ())))


class NotSealed(HTTPException):
    """A form came without the mark that this login's forms carry."""


class Gatekeeper:
    """Stands at every route: says who is asking, and lets him in or not."""

    def __init__(self, office: Office, must_come_in: bool) -> None:
        self._office, self._must_come_in = office, must_come_in

    async def greet(self, request: Request) -> None:
        """Find out who is asking: by the cookie of a browser, or by the key of a program."""
        key = _key_of(request) or request.cookies.get(COOKIE, "")
        login = await to_thread.run_sync(who_is_in, self._office, key) if key else None
        if login:
            receive(Visit(login.room, login.seated, key))
            request.scope[POSITION] = login.room, login.position
        else:
            receive(Visit(HOME_ROOM, NOBODY if self._must_come_in else ALONE))

    async def admit(self, request: Request) -> None:
        """Let a visitor through to a route, or not. Raises MustComeIn, UnknownCase, and HTTPException (403, 404)."""
        gate = GATES.get(f"{'GET' if request.method == 'HEAD' else request.method} {request.scope['route'].path}", frozenset())
        if gate is not EVERYBODY and not visit().is_in:
            raise MustComeIn
        if gate is not EVERYBODY and not visit().seated.plays(*gate):
            raise HTTPException(404)
        if visit().token and request.method not in SAFE and not _key_of(request):
            await _sealed(request)
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


def still_in(office: Office) -> bool:
    """True as long as who is being answered has not been sent out: asked again and again while a page is live."""
    return not visit().token or who_is_in(office, visit().token) is not None
