"""From what happened to what is told: the country's table says which event brings which reply, and the history fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from eclear.casefile import events as ev
from eclear.casefile.amendment import Change
from eclear.casefile.case import Case, case_of
from eclear.casefile.events import Event
from eclear.casefile.reply import Reply
from eclear.journey.replies.content import CONTENT, Moment
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.reference.replies import ReplyRule

LODGING = (ev.Registered, ev.Presented, ev.Amended)
"""The events that begin an edition of a declaration or bring it into force."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reply as it was sent: the event that brought it, its place among the replies of that event, its national name.

    ``changes`` are the corrections that a reply 07 tells of.
    """

    event: Event
    order: int
    reply: Reply
    name: str | None
    changes: tuple[Change, ...] = ()


def tells(event: Event, country: Country) -> bool:
    """True if the country may tell the declarant something because of such an event."""
    return event.kind in country.replies.rules


def is_told(event: Event, code: str) -> bool:
    """True if a country, by its code, may tell the declarant something because of such an event."""
    country = reference_of(code)
    return country is not None and tells(event, country)


def replies(happened: Sequence[Event], country: Country, room: str) -> tuple[Told, ...]:
    """Return every reply that the history of a case has brought, in order. The same history gives the same replies."""
    found: list[Told] = []
    untold: tuple[Change, ...] = ()
    for moment in _moments(happened, country):
        untold = _latest((*untold, *moment.changes))
        told = tuple(_told(replace(moment, untold=untold), country, room))
        if any(one.changes for one in told):
            untold = ()
        found += told
    return tuple(found)


def _latest(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Of several changes to one place, the last is told."""
    return tuple({change.place.xpath: change for change in changes}.values())


def _told(moment: Moment, country: Country, room: str) -> Iterator[Told]:
    sent = 0
    for rule in country.replies.rules.get(moment.event.kind, ()):
        if not _holds(rule, moment):
            continue
        sent += 1
        event = moment.event
        number = sha256("\0".join((room, event.stream, str(event.sequence), str(sent))).encode()).hexdigest()[:32]
        reply = CONTENT[rule.code](moment, rule, number)
        yield Told(event, sent, reply, rule.name, moment.untold if reply.corrections else ())


def _moments(happened: Sequence[Event], country: Country) -> Iterator[Moment]:
    """Walk through the history, and yield what is known at each event."""
    if happened and isinstance(happened[0].fact, ev.MessageRefused):
        yield Moment(happened[0], country, None, None, {})
        return
    case: Case | None = None
    since: Event | None = None
    before: Case | None = None
    requests: dict[int, ev.Requested] = {}
    for event in happened:
        fact = event.fact
        if isinstance(fact, ev.Amended) and case:
            before = case
        earlier, case = case, case.after(event) if case else case_of([event])
        if isinstance(fact, LODGING):
            since = event
        if isinstance(fact, ev.Requested):
            requests[fact.request] = fact
        if not _told_before(fact, before):
            yield Moment(event, country, case, since, requests, earlier)


def _told_before(fact: ev.Fact, before: Case | None) -> bool:
    """True if the same was asked for the edition before: documents or an examination."""
    if before is None:
        return False
    if isinstance(fact, ev.Selected):
        return before.decision is not None and before.decision.lane == fact.decision.lane
    return isinstance(fact, ev.ReviewStarted) and fact.status == before.status


def _holds(rule: ReplyRule, moment: Moment) -> bool:
    return all(_CONDITIONS[name](moment) == value for name, value in rule.when.items())


_CONDITIONS: Mapping[str, Callable[[Moment], object]] = {
    "movement": lambda m: "EX" if m.case and m.case.is_export else "IM",
    "verb": lambda m: getattr(m.event.fact, "verb", None),
    "state": lambda m: getattr(m.event.fact, "status", None),
    "lane": lambda m: m.event.fact.decision.lane.value if isinstance(m.event.fact, ev.Selected) else None,
    "type": lambda m: m.request.type if m.request else None,
    "about": lambda m: getattr(m.event.fact, "about", None),
    "since": lambda m: m.since.kind if m.since else None,
    "granted": lambda m: getattr(m.event.fact, "granted", None),
    "presented": lambda m: bool(m.case and m.case.presented),
    "untold": lambda m: bool(m.untold),
    "inspection": lambda m: bool(m.case and m.case.inspection),
    "arrived": lambda m: bool(m.case and m.case.has_arrived),
    "arrives": lambda m: m.arrives,
    "due": lambda m: bool(m.case and m.case.total_due),
    "by_customs": lambda m: bool(getattr(m.event.fact, "by_customs", False)),
    "changed": lambda m: bool(m.case and m.before and m.case.total_due != m.before.total_due),
}
