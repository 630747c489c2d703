"""The timeline: what happened, when and by whom, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import term_of
from eclear.casefile.permit import Answer
from eclear.casefile.words import Term
from eclear.web.languages import _, word


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline: when, what, who, and a note; ``sequence`` is its place in the log."""

    sequence: int
    at: datetime
    what: Term
    who: Term
    note: str = ""


WHAT = {
    "rejected": Term("Rejected at the gate", "오류통보"),
    "registered": Term("Declaration registered", "접수"),
    "assessed": Term("Duty and tax assessed", "세액 산출"),
    "permits-determined": Term("Permits looked up", "요건 확인"),
    "scored": Term("Risk scored", "위험도 평가"),
    "selected": Term("Lane chosen", "C/S 선별"),
    "review-started": Term("Review begun", "심사진행"),
    "review-passed": Term("Review passed", "심사 완료"),
    "cargo-joined": Term("Cargo found", "화물 연결"),
    "manifest-reviewed": Term("Manifest reviewed", "적하목록 심사완료"),
    "carried-in": Term("Carried in", "반입"),
    "carried-out": Term("Carried out", "반출"),
    "tax-notified": Term("Tax notice sent", "고지"),
    "paid": Term("Payment received", "납부"),
    "accepted": Term("Accepted for release", "수리"),
    "accepted-export": Term("Accepted for export", "수출신고수리"),
}
ANSWERED = {
    Answer.APPROVED: Term("Permit approved", "요건승인"),
    Answer.REFUSED: Term("Permit refused", "요건 거절"),
    Answer.WAIVED: Term("Permit waived", "요건면제"),
}
DECIDED = {
    "pass": Term("Review passed", "심사 완료"),
    "request-documents": Term("Documents requested", "보완요구"),
    "inspect": Term("Inspection ordered", "검사"),
    "hold": Term("Held", "통관보류"),
    "dismiss": Term("Dismissed", "각하"),
}
ECLEAR, CUSTOMS, DECLARANT = Term("eclear, by itself", "시스템 자동"), Term("Customs", "세관"), Term("Declarant", "신고인")
CARRIER, SHED, PAYER, AGENCY = (
    Term("Carrier", "운송인"),
    Term("Shed", "보세구역"),
    Term("Payer", "납세자"),
    Term("Agency", "요건기관"),
)
AUTHORS = {
    "declarant": DECLARANT,
    "eclear": ECLEAR,
    "customs": CUSTOMS,
    "carrier": CARRIER,
    "shed": SHED,
    "payer": PAYER,
}
"""Who can be the author of an event; an agency signs with its code, an officer with a name, which stays with customs."""


def what(event: Event, export: bool = False) -> Term:
    """What an event is called."""
    fact = event.fact
    if isinstance(fact, ev.Moved):
        return WHAT[fact.report]
    if isinstance(fact, ev.PermitAnswered):
        return ANSWERED[fact.answer]
    if isinstance(fact, ev.Decided):
        return DECIDED[fact.verb]
    return WHAT["accepted-export" if export and isinstance(fact, ev.Accepted) else event.kind]


def who(event: Event, agencies: frozenset[str]) -> Term:
    """Whose act an event is, as its author signed it; ``agencies`` are those that answered about the case."""
    return AGENCY if event.by in agencies else AUTHORS.get(event.by, CUSTOMS)


def answered_by(events: tuple[Event, ...]) -> frozenset[str]:
    """Return the agencies that answered."""
    return frozenset(event.by for event in events if isinstance(event.fact, ev.PermitAnswered))


AT_ONCE = ("cargo-joined", "assessed", "permits-determined", "scored", "selected")
"""What follows a registration within the same moment, and is told with it in one line."""

REGISTERED_AND_MORE = Term("Registered, assessed, scored", "접수·세액 산출·위험도 평가")


def officers(events: tuple[Event, ...], export: bool) -> tuple[Happening, ...]:
    """Return the timeline for officers, the newest first; what eclear did on reception is one line."""
    begun, agencies = events[0].at, answered_by(events)
    at_once = [e for e in events if e.kind in AT_ONCE and e.at == begun]
    lines = [Happening(e.sequence, e.at, what(e, export), who(e, agencies), _note(e)) for e in events if e not in at_once]
    if at_once and events[0].kind == "registered":
        lane = next((_note(e) for e in at_once if e.kind == "selected"), "")
        lines[0] = Happening(
            events[0].sequence, begun, REGISTERED_AND_MORE, DECLARANT, ". ".join(filter(None, (lane, _note(events[0]))))
        )
    return tuple(reversed(lines))


def _note(event: Event) -> str:
    fact = event.fact
    if isinstance(fact, ev.Decided):
        return fact.reason or ""
    if isinstance(fact, ev.Selected):
        return f"{fact.decision.lane} {word(fact.decision.lane.term)}"
    if isinstance(fact, ev.Scored):
        return fact.why_not or (f"{fact.score.chance:.2f}" if fact.score else "")
    if isinstance(fact, ev.ReviewStarted):
        return word(term_of(fact.status))
    if isinstance(fact, ev.PermitAnswered):
        return ", ".join(filter(None, (fact.agency, fact.reference, fact.reason)))
    if isinstance(fact, ev.Moved):
        return fact.shed or ""
    if isinstance(fact, ev.CargoJoined):
        return fact.cargo
    if isinstance(fact, ev.Registered) and fact.findings:
        return _("with something to check")
    return ""


NOT_PUBLIC = ("assessed", "permits-determined", "scored", "selected", "cargo-joined")
"""What stays with customs, and what says nothing to somebody who waits for goods."""

PUBLIC_REVIEW = {
    "D4": Term("Under review", "심사진행"),
    "D5": Term("Documents requested", "보완요구"),
    "D6": Term("Inspection", "검사"),
    "E3": Term("Under review or inspection", "심사·검사"),
}


REVIEW = ("review-started", "review-passed")
"""Who reviewed, eclear or an officer, would tell the lane; for the public it is customs."""


def public(events: tuple[Event, ...], export: bool) -> tuple[Happening, ...]:
    """Return the timeline for everybody: no score, no lane, no values, no names and no reasons; the newest first."""
    agencies = answered_by(events)
    shown = (e for e in reversed(events) if e.kind not in NOT_PUBLIC)
    return tuple(
        Happening(e.sequence, e.at, _public_what(e, export), CUSTOMS if e.kind in REVIEW else who(e, agencies)) for e in shown
    )


def _public_what(event: Event, export: bool) -> Term:
    fact = event.fact
    return PUBLIC_REVIEW[fact.status] if isinstance(fact, ev.ReviewStarted) else what(event, export)
