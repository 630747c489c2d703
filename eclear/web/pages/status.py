"""Where are my goods? What anybody with a number may see: who is being waited for, and what comes next.

Never on this page: score, lane and its cause, profile, draw, values, taxes in money, names of firms or people, and the
reasons of a hold. The tests plant marks in all of these and look for them here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from markupsafe import Markup

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.words import Term
from eclear.journey.settlement import Guard, guards
from eclear.journey.settlement.guards import DECLARANT, ISSUER, OFFICER
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.board import Board, Step, Trace, board, trace
from eclear.web.pages.clocks import Running
from eclear.web.pages.headline import Headline, headline
from eclear.web.pages.timeline import Happening, heard, public


@dataclass(frozen=True, slots=True)
class Share:
    """How long one party held the time so far, and its piece of the bar (of 1000)."""

    name: Term
    look: str
    span: str
    running: bool
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Declared:
    """What is public about one declaration: its number, state, tracks and timeline."""

    number: str | None
    kind: Term
    edition: int
    version: int
    headline: Headline
    board: Board
    next: str
    shares: tuple[Share, ...]
    total_span: str
    timeline: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The public status of what was found under a number: its declaration, or the cargo alone.

    ``search`` is the path of the room's search; ``address`` is where the page is found from outside, ``code`` the same as a QR
    code for the printed page.
    """

    template: ClassVar[str] = "status.html"

    search: str
    number: str
    is_cargo: bool
    declared: Declared | None
    others: tuple[str, ...]
    reports: tuple[Happening, ...]
    address: str
    code: Markup
    track: tuple[Step, ...] = ()
    went_on: tuple[str, ...] = ()
    clocks: tuple[Running, ...] = ()

    @property
    def path(self) -> str:
        """The one address of this page on its server."""
        return f"{self.search}/{self.number}"


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The search alone, and what it says when nothing has this number; ``search`` is its own path."""

    template: ClassVar[str] = "search.html"

    search: str
    asked: str
    missed: bool


def declared(events: tuple[Event, ...], now: datetime) -> Declared:
    """Return what is public about a declaration; ``version`` counts the events that others than officers may know of."""
    events = heard(events)
    steps = trace(events)
    case = steps[-1][1]
    held = tuple(map(_for_everybody, guards(case)))
    timeline = public(events, case.is_export)
    shares, total = _shares(steps, now)
    return Declared(
        number=case.number,
        kind=Term("Export declaration", "수출신고") if case.is_export else Term("Import declaration", "수입신고"),
        edition=case.edition,
        version=events[-1].sequence,
        headline=headline(case, held, steps, timeline[0], now),
        board=board(case, held, [step for step in steps if step[0].kind != "selected"]),
        next=_next(case),
        shares=shares,
        total_span=total,
        timeline=timeline,
    )


def _for_everybody(guard: Guard) -> Guard:
    """What customs asks the side that issued a proof of origin is no matter of the public: it waits for customs."""
    return replace(guard, waits_for=OFFICER) if guard.waits_for == ISSUER else guard


def _next(case: Case) -> str:
    if case.status == "D1":
        return _("The declarant corrects the message and sends it under a new LRN. It then gets a number.")
    if case.status == "D9" and case.cargo and not case.carried_out:
        return _("The goods may leave the shed.")
    if case.status == "E4":
        return _("The goods may leave the country. The carrier reports when they have.")
    if not case.is_open:
        return _("Nothing more follows.")
    if case.returning:
        return _("The goods go back abroad. When they have left, the declaration ends.")
    if case.request:
        return _("Customs answers the declarant's request first. Then the declaration goes on.")
    failing = [guard.id for guard in guards(case) if not guard.holds]
    if len(failing) > 1:
        return _("When all that is waited for has arrived, the declaration is accepted by itself. Then the goods may leave.")
    sentences = {
        "review": _("When customs has finished its review, the declaration goes on by itself."),
        "tax": _("When the payment arrives, the declaration is accepted by itself. Then the goods may leave."),
        "permits": _("When the agency agrees, the declaration is accepted by itself. Then the goods may leave."),
        "manifest": _("When the manifest has been reviewed, the declaration is accepted by itself. Then the goods may leave."),
        "carry_in": _("When the shed reports the goods, the declaration is accepted by itself. Then they may leave."),
        "presentation": _("When the goods have arrived and are presented, the declaration is accepted by itself."),
    }
    return sentences[failing[0]]


PARTIES = {
    "manifest": (Term("Carrier", "운송인"), "seg1"),
    "carry_in": (Term("Shed", "보세구역"), "seg2"),
    "declarant": (Term("Trader", "신고인"), "seg3"),
    "review": (Term("Customs", "세관"), "seg4"),
    "tax": (Term("Payer", "납세자"), "seg5"),
    "permits": (Term("Agency", "요건기관"), "seg6"),
}
"""Who can hold the time, always in this order, always named."""


def _holder(case: Case) -> str | None:
    if case.returning:
        return "manifest"
    if not case.is_open:
        return "carry_in" if case.status == "D9" and case.cargo and not case.carried_out else None
    first = next((guard for guard in guards(case) if not guard.holds), None)
    if first is None:
        return None
    if first.id == "permits" and first.waits_for == DECLARANT:
        return "declarant"
    if first.id == "presentation" or (case.status == "D5" and case.request is None):
        return "declarant"
    return first.id


def _shares(steps: Trace, now: datetime) -> tuple[tuple[Share, ...], str]:
    """Return who held the time so far: each stretch belongs to the one who was waited for first."""
    spans: dict[str, timedelta] = {}
    ends = [event.at for event, _case in steps[1:]] + [now]
    for (event, case), end in zip(steps, ends, strict=True):
        holder = _holder(case)
        if holder and end > event.at:
            spans[holder] = spans.get(holder, timedelta()) + (end - event.at)
    whole = sum(spans.values(), timedelta())
    if whole < timedelta(minutes=1):
        return (), ""
    running = _holder(steps[-1][1])
    shares, x = [], 0
    for party, (name, look) in PARTIES.items():
        if party in spans:
            width = max(4, round(1000 * (spans[party] / whole)))
            shares.append(Share(name, look, wording.span(spans[party]), party == running, x, max(2, min(width, 1000 - x) - 3)))
            x = min(990, x + width)
    return tuple(shares), wording.span(whole)


def reports(cargo: Cargo, events: tuple[Event, ...]) -> tuple[Happening, ...]:
    """Return what was reported about cargo that nobody has declared yet."""
    return public(events, False) if cargo.version else ()
