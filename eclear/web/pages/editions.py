"""The editions of a declaration: what each amendment changed, why, and who decided; and the request that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.amendment import Change
from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.words import Term
from eclear.web.pages.places import words_of_path, words_of_pointer
from eclear.web.pages.timeline import ECLEAR, REQUESTED, what, who

MOST_CHANGES = 200
"""How many changes of one amendment are shown; the message holds them all."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One element that an amendment changes: where, from what, to what, and why; "" where there is nothing.

    ``said`` is the reason in the trader's words, where he gave this change other words than the whole request.
    """

    words: Term
    pointer: str
    before: str
    after: str
    reason: Term | None
    said: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What became of one message: a new edition, a denial, the end of the declaration, or an arrival; or customs' own amendment.

    ``number`` is the edition that came of it, if one did. ``request`` is the number of the message, for its download.
    """

    number: int | None
    what: Term
    granted: bool
    at: datetime
    asked: datetime | None
    lrn: str
    decided: Term
    said: str
    answer: str
    changes: tuple[ChangeLine, ...]
    more: int
    request: int | None


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """The request that waits for a decision: what it asks, when, and in the trader's words."""

    what: Term
    lrn: str
    at: datetime
    said: str
    changes: tuple[ChangeLine, ...]
    more: int
    request: int


REASONS = {
    "1": Term("lodged twice", "중복 신고"),
    "16": Term("correction by customs", "세관 정정"),
    "21": Term("value", "가격"),
    "28": Term("weight or quantity", "중량·수량"),
    "29": Term("consignee or consignor", "수하인·송하인"),
    "32": Term("another reason, as stated", "기타(사유 기재)"),
}
"""Change reason codes of the profile that have a word here; others are shown as their code."""


def editions(case: Case, events: tuple[Event, ...]) -> tuple[Edition, ...]:
    """Return what came of every request about a declaration that has been answered, and of an arrival, in order."""
    asked: dict[int, Event] = {}
    decided: dict[int, Event] = {}
    found = []
    for event in events:
        fact = event.fact
        if isinstance(fact, ev.Requested):
            asked[fact.request] = event
        elif isinstance(fact, ev.RequestDecided):
            decided[fact.request] = event
            if not fact.granted:
                found.append(_answered(case, event, asked[fact.request], event))
        elif isinstance(fact, ev.Amended) and fact.by_customs:
            found.append(_by_customs(event, fact))
        elif isinstance(fact, ev.Amended | ev.Withdrawn):
            found.append(_answered(case, event, asked[fact.request], decided[fact.request]))
        elif isinstance(fact, ev.Presented) and fact.request:
            found.append(_arrived(event, fact, fact.request))
    return tuple(found)


def _answered(case: Case, event: Event, asked: Event, decided: Event) -> Edition:
    """What came of a request: the event that followed from the decision, or the denial itself."""
    request, decision, fact = asked.fact, decided.fact, event.fact
    assert isinstance(request, ev.Requested) and isinstance(decision, ev.RequestDecided)
    amended = fact if isinstance(fact, ev.Amended) else None
    lines, more = change_lines(amended.changes if amended else request.changes, request.reason)
    return Edition(
        number=amended.edition if amended else None,
        what=what(event, case.is_export) if decision.granted else REQUESTED[request.type],
        granted=decision.granted,
        at=event.at,
        asked=asked.at,
        lrn=request.lrn,
        decided=who(decided, frozenset()),
        said=request.reason or "",
        answer=decision.reason or "",
        changes=lines,
        more=more,
        request=request.request,
    )


def _by_customs(event: Event, fact: ev.Amended) -> Edition:
    """What customs amended in its own right: it answers nobody, and states its facts."""
    said = next((change.said for change in fact.changes), None)
    lines, more = change_lines(fact.changes, said)
    return Edition(
        number=fact.edition,
        what=what(event),
        granted=True,
        at=event.at,
        asked=None,
        lrn="",
        decided=who(event, frozenset()),
        said=fact.reason or "",
        answer="",
        changes=lines,
        more=more,
        request=fact.request,
    )


def _arrived(event: Event, fact: ev.Presented, request: int) -> Edition:
    """What an arrival changed in the declaration."""
    lines, more = change_lines(fact.changes, None)
    return Edition(
        number=fact.edition,
        what=what(event),
        granted=True,
        at=event.at,
        asked=None,
        lrn="",
        decided=ECLEAR,
        said="",
        answer="",
        changes=lines,
        more=more,
        request=request,
    )


def open_request(case: Case, events: tuple[Event, ...]) -> OpenRequest | None:
    """Return the request that waits for a decision, if the case can still be acted on."""
    request = case.request
    if request is None or not (case.is_open or (case.accepted and case.status != "EX")):
        return None
    at = next(e.at for e in reversed(events) if isinstance(e.fact, ev.Requested) and e.fact.request == request.request)
    lines, more = change_lines(request.changes, request.reason)
    return OpenRequest(REQUESTED[request.type], request.lrn, at, request.reason or "", lines, more, request.request)


def change_lines(changes: Sequence[Change], said: str | None) -> tuple[tuple[ChangeLine, ...], int]:
    """Return the first changes as they are shown, and how many more there are; ``said`` is told for all of them already."""
    shown = changes[:MOST_CHANGES]
    return tuple(_line(change, said) for change in shown), len(changes) - len(shown)


def _line(change: Change, said: str | None) -> ChangeLine:
    place, own = change.place, change.said if change.said != said else None
    path = place.xpath.removeprefix("/MetaData/Declaration/")
    words = words_of_pointer(place.pointer) or words_of_path(place.xpath) or Term(path, path)
    return ChangeLine(words, place.pointer, change.before or "", change.after or "", reason_words(change.reason), own or "")


def reason_words(code: str | None) -> Term | None:
    """A change reason code in words, with the code; None without one."""
    if code is None:
        return None
    known = REASONS.get(code)
    return Term(f"{code} {known.en}", f"{code} {known.ko}") if known else Term(code, code)
