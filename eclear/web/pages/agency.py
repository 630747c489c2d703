"""An agency's desk: the cases that concern it, and one of them with the goods and papers that it needs to answer.

Never here: score, lane and its cause, profile, values, prices and taxes; of other agencies only whether they have answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.consultation import Consultation
from eclear.casefile.declaration import Declaration, Document, Item, ItemDocument
from eclear.casefile.events import Event
from eclear.casefile.examination import Attending
from eclear.casefile.permit import Answer, PermitNeed
from eclear.casefile.words import Term
from eclear.clearance.asking import AgencyClock, clock_of
from eclear.reference import Agencies, Country, country
from eclear.storage import CaseRow
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.examining import CountLine, count_line
from eclear.web.pages.permits import ClockLook, PermitLine, clock_look, permit_line
from eclear.web.pages.timeline import Happening, answered_by, what, who

PAGE = 25
WAITING, ANSWERED = "waiting", "answered"
STATES = {WAITING: Term("Waits for the agency", "요건기관 처리 중"), ANSWERED: Term("Answered or settled", "처리 완료")}

AGREED = {
    None: Term("Not yet answered", "미회신"),
    Answer.APPROVED: Term("Approved", "승인"),
    Answer.REFUSED: Term("Refused", "거절"),
    Answer.WAIVED: Term("Waived", "면제"),
}
"""Where an agency stands, in a word."""

LOOKS = {None: "wait", Answer.APPROVED: "ok", Answer.REFUSED: "stop", Answer.WAIVED: "ok"}


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """A case in an agency's list: its number, goods, importer, clock, where it stands, and the address of its page."""

    number: str
    address: str
    agency: str
    goods: str
    importer: str
    received: datetime
    clock: ClockLook
    state: Term
    look: str
    answered: datetime | None
    joins: bool
    escalated: bool


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """The inbox of an agency: the cases that wait for it, the longest silence first, and below what was answered.

    ``agency`` is "" where somebody who is alone looks at all of them; then ``choices`` are the agencies that he can be.
    """

    template: ClassVar[str] = "agency.html"

    agency: str
    name: Term | None
    promise: str
    choices: tuple[tuple[str, Term], ...]
    search: str
    state: str
    states: tuple[tuple[str, Term], ...]
    waiting: tuple[AgencyLine, ...]
    waiting_total: int
    answered: tuple[AgencyLine, ...]
    answered_total: int
    previous: str
    next: str


Found = tuple[int, Sequence[CaseRow]]


def agency_page(
    law: Country | None,
    agency: str,
    alone: bool,
    waiting: Found,
    answered: Found,
    cases: Mapping[str, Case],
    now: datetime,
    *,
    search: str,
    state: str,
    page: int,
) -> AgencyPage:
    """Return the inbox for what was found: how many cases and one page of them, those that wait and those that do not."""
    agencies = law.agencies if law else Agencies(())
    mine = agencies.by_code.get(agency)
    chosen = {"as": agency if alone else "", "q": search, "state": state}

    def address(number: int) -> str:
        told = {name: text for name, text in chosen.items() if text} | ({"page": str(number)} if number > 1 else {})
        return f"/agency?{urlencode(told)}" if told else "/agency"

    total = waiting[0] if state != ANSWERED else answered[0]
    return AgencyPage(
        agency=agency,
        name=mine.name if mine else None,
        promise=_("%(days)s days", days=mine.answer_days) if mine and mine.answer_days else "",
        choices=tuple((one.code, one.name) for one in agencies.all) if alone else (),
        search=search,
        state=state,
        states=tuple(STATES.items()),
        waiting=_lines(waiting[1], cases, agency, alone, True, now),
        waiting_total=waiting[0],
        answered=_lines(answered[1], cases, agency, alone, False, now),
        answered_total=answered[0],
        previous=address(page - 1) if page > 1 else "",
        next=address(page + 1) if page * PAGE < total else "",
    )


def _lines(
    rows: Sequence[CaseRow], cases: Mapping[str, Case], agency: str, alone: bool, waiting: bool, now: datetime
) -> tuple[AgencyLine, ...]:
    """One line for each case and agency; of those that wait, the least time left first."""
    found: list[tuple[timedelta, AgencyLine]] = []
    for row in rows:
        case = cases[row.id]
        for need in case.needs:
            consultation = case.consultation(need.agency)
            if consultation is None or (agency and need.agency != agency) or (consultation in case.silent) != waiting:
                continue
            clock = clock_of(case, consultation, now)
            line = _line(case, row, need, consultation, clock, alone)
            found.append((timedelta.max if clock.with_trader else clock.left or timedelta.max, line))
    if waiting:
        found.sort(key=lambda pair: pair[0])
    return tuple(line for _left, line in found)


def _line(case: Case, row: CaseRow, need: PermitNeed, consultation: Consultation, clock: AgencyClock, alone: bool) -> AgencyLine:
    answer = case.answer_of(need)
    state, look = AGREED[answer], LOOKS[answer]
    if clock.with_trader:
        state, look = Term("Waits for the trader", "신고인 답변 대기"), "quiet"
    told = f"/agency/{case.id}" + (f"?as={need.agency}" if alone else "")
    marks = (bool(consultation.joins), bool(consultation.escalations))
    named = (case.number or case.lodged.lrn, told, need.agency, row.goods or "", row.importer or "", row.received)
    return AgencyLine(*named, clock_look(clock), state, look, consultation.answered, *marks)


@dataclass(frozen=True, slots=True)
class ConcernedGoods:
    """One item that concerns the agency: what it is, how much of it, from where. No price, no value."""

    item: int
    description: str
    code: str
    origin: str
    quantity: str
    mass: str
    packages: str


@dataclass(frozen=True, slots=True)
class ConcernedPaper:
    """A paper of the shipment, or of an item that concerns the agency; those of other agencies are theirs."""

    name: Term
    number: str
    item: int | None


@dataclass(frozen=True, slots=True)
class JointLook:
    """The joint inspection: whether the agency wants it and why, what is ordered, and what was counted of its items.

    ``may_ask`` is True while it can ask; ``counted`` is empty unless it was there.
    """

    joins: str
    may_ask: bool
    ordered: str
    place: str
    named: bool
    reported: bool
    attended: bool
    counted: tuple[CountLine, ...]


@dataclass(frozen=True, slots=True)
class AgencyCasePage:
    """One case as an agency sees it: its own goods, papers, questions, clock and answer.

    ``version`` is the last event that it may hear of. ``may_ask`` is True while it can ask the trader something, ``must_wait``
    while an inspection in which it takes part is not reported.
    """

    template: ClassVar[str] = "agency_case.html"

    id: str
    number: str
    agency: str
    alone: bool
    version: int
    importer: str
    declarant: str
    cargo: str | None
    shed: str
    containers: tuple[str, ...]
    carried_in: datetime | None
    title: Term
    line: PermitLine
    clock: ClockLook
    state: Term
    open: bool
    may_ask: bool
    must_wait: bool
    goods: tuple[ConcernedGoods, ...]
    papers: tuple[ConcernedPaper, ...]
    others: tuple[tuple[Term, Term, str], ...]
    joint: JointLook
    exemptions: tuple[tuple[str, Term], ...]
    timeline: tuple[Happening, ...]


def agency_case_page(
    case: Case, agency: str, declaration: Declaration | None, events: Sequence[Event], now: datetime, *, alone: bool
) -> AgencyCasePage:
    """Return the page of a case for one of its agencies; raises LookupError for an agency that it does not concern."""
    need = next((one for one in case.needs if one.agency == agency), None)
    consultation = case.consultation(agency)
    if need is None or consultation is None:
        raise LookupError(agency)
    law, answer = country(case.lodged.country), case.answer_of(need)
    known = law.agencies.by_code.get(agency) if law else None
    line, joint = permit_line(case, need, now), _joint(case, need, consultation)
    items = declaration.items if declaration else ()
    mine = [(number, items[number - 1]) for number in need.items if number <= len(items)]
    return AgencyCasePage(
        id=case.id,
        number=case.number or case.lodged.lrn,
        agency=agency,
        alone=alone,
        version=heard_version(events, agency),
        importer=", ".join(filter(None, (case.lodged.importer, declaration.importer_id if declaration else ""))),
        declarant=case.lodged.trader,
        cargo=case.cargo,
        shed=case.shed or (declaration.warehouse or "" if declaration else ""),
        containers=tuple(one.id for one in declaration.containers if one.id) if declaration else (),
        carried_in=case.carried_in,
        title=Term(line.document.en[:1].upper() + line.document.en[1:], line.document.ko),
        line=line,
        clock=clock_look(clock_of(case, consultation, now)),
        state=AGREED[answer],
        open=case.is_open,
        may_ask=case.is_open and consultation in case.silent and not consultation.with_trader,
        must_wait=joint.named and not joint.reported,
        goods=tuple(_goods(number, item) for number, item in mine),
        papers=_papers(declaration, mine, agency, law) if declaration else (),
        others=tuple(
            (one.name, AGREED[case.answer_of(one)], LOOKS[case.answer_of(one)]) for one in case.needs if one.agency != agency
        ),
        joint=joint,
        exemptions=tuple((one.code, one.name) for one in known.exemptions) if known else (),
        timeline=heard_lines(events, agency, case.is_export),
    )


def heard_lines(events: Sequence[Event], agency: str, export: bool) -> tuple[Happening, ...]:
    """Return the timeline of an agency, the newest first: what it may hear of, in its own words only."""
    heard = tuple(event for event in events if hears(event, agency))
    return tuple(_happening(event, answered_by(heard), export) for event in reversed(heard))


def _goods(number: int, item: Item) -> ConcernedGoods:
    packages = ", ".join(
        f"{wording.number(one.quantity.value)} {one.type or ''}".strip() for one in item.packages if one.quantity
    )
    return ConcernedGoods(
        number,
        item.description or "",
        item.hs,
        item.origin or "",
        wording.measure(item.quantity),
        _mass(item),
        packages,
    )


def _mass(item: Item) -> str:
    if item.net_mass:
        return _("%(mass)s net", mass=wording.measure(item.net_mass))
    return _("%(mass)s gross", mass=wording.measure(item.gross_mass)) if item.gross_mass else ""


def _papers(
    declaration: Declaration, mine: Sequence[tuple[int, Item]], agency: str, law: Country | None
) -> tuple[ConcernedPaper, ...]:
    known, by_document = (law.codes.documents, law.agencies.by_document) if law else ({}, {})
    found: list[ConcernedPaper] = []
    told: list[tuple[int | None, Document | ItemDocument]] = [(None, document) for document in declaration.documents]
    for number, document in (*told, *((number, paper) for number, item in mine for paper in item.documents)):
        owner = by_document.get(f"{document.category or ''}{document.type or ''}")
        if owner is not None and owner.code != agency:
            continue
        code = known.get(document.type or "")
        other = Term(f"Document {document.type}", f"서류 {document.type}")
        found.append(ConcernedPaper(owner.document if owner else code.name if code else other, document.id or "", number))
    return tuple(found)


def _joint(case: Case, need: PermitNeed, consultation: Consultation) -> JointLook:
    stands = case.order if case.inspection or case.inspected else None
    named = stands is not None and need.agency in stands.agencies
    report = case.examination if case.inspected else None
    there = report is not None and any(one.part is Attending.AGENCY and one.agency == need.agency for one in report.attended)
    counted = tuple(count_line(one) for one in report.counted if one.item in need.items) if report and there else ()
    may_ask = case.is_open and not case.is_export and not case.carried_out and consultation in case.silent
    ordered = word(stands.order.depth.term) if stands and named else ""
    place = stands.order.place if stands and named else ""
    return JointLook(
        consultation.joins, may_ask and not consultation.joins, ordered, place, named, named and case.inspected, there, counted
    )


def _happening(event: Event, agencies: frozenset[str], export: bool) -> Happening:
    """One line of the timeline; only the agency's own exchange is told in its words."""
    fact, note = event.fact, ""
    if isinstance(fact, ev.AgencyAsked):
        note = fact.question
    elif isinstance(fact, ev.AgencyAnswered):
        note = fact.text
    elif isinstance(fact, ev.JointInspectionAsked | ev.PermitAnswered):
        note = fact.reason or ""
    elif isinstance(fact, ev.Escalated):
        note = ", ".join((fact.to, fact.reason))
    return Happening(event.sequence, event.at, what(event, export), who(event, agencies), note)


HEARD = ("registered", "amended", "withdrawn", "presented", "cargo-moved", "permits-determined", "accepted", "exited")
"""What every agency that a case concerns may hear of it."""

HEARD_DECISIONS = ("inspect", "hold", "release", "dismiss")
"""What customs decided about the goods: the fact, never its reason."""


def hears(event: Event, agency: str) -> bool:
    """True if an agency may hear that this happened."""
    fact = event.fact
    if isinstance(fact, ev.Decided):
        return fact.verb in HEARD_DECISIONS
    if isinstance(fact, ev.PermitQuestions):
        return fact.need.agency == agency
    if isinstance(fact, ev.PermitAnswered | ev.AgencyAsked | ev.AgencyAnswered | ev.JointInspectionAsked | ev.Escalated):
        return fact.agency == agency
    if isinstance(fact, ev.ExaminationOrdered):
        return agency in fact.agencies
    if isinstance(fact, ev.Examined):
        return agency in [one.agency for one in fact.examination.attended]
    return event.kind in HEARD


def heard_version(events: Sequence[Event], agency: str) -> int:
    """Return the last event that an agency may hear of: that is as far as it knows the case."""
    return max((event.sequence for event in events if hears(event, agency)), default=0)
