"""Permits: the card of a case with its open questions, and the page on which anybody can try a commodity code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from eclear.casefile.case import Case
from eclear.casefile.consultation import Consultation, Escalation, Inquiry
from eclear.casefile.permit import Answer, ApprovalCheck, ApprovalState, Given, NeedLine, NeedState, PermitNeed
from eclear.casefile.words import Term
from eclear.clearance.asking import AgencyClock, clock_of
from eclear.journey.permits import Decided, decide
from eclear.reference import Agencies, Agency, Country, Fact, Requirement, country
from eclear.reference.questions import Question
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.permit_reasons import Why, why_concerned, why_decided

WITH_AGENCY, WITH_TRADER, NOBODY = Term("The agency", "요건기관"), Term("The trader", "신고인"), Term("Nobody", "없음")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be picked: as it is sent, and its words."""

    value: str
    name: Term


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answers that can be picked for it, or its unit where a number is asked for."""

    id: str
    text: Term
    kind: str
    unit: str
    choices: tuple[Choice, ...]
    items: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedApproval:
    """The number of an approval, what checking it led to, and how much of it was left and is taken."""

    number: str
    result: Term
    holds: bool
    count: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item that an agency may have to agree to."""

    item: int
    code: str
    state: NeedState
    reason: Term | None
    why: Why
    approval: CheckedApproval | None


@dataclass(frozen=True, slots=True)
class ClockLook:
    """The clock of an agency in words: how long it has held the case, of what promise, what is left, who holds the time now."""

    held: str
    promise: str
    left: str
    look: str
    holder: Term


def clock_look(clock: AgencyClock) -> ClockLook:
    """Return a clock in words. A time that has run out says by how much."""
    holder = NOBODY if clock.stopped else WITH_TRADER if clock.with_trader else WITH_AGENCY
    promise = _("%(days)s days", days=clock.promise.days) if clock.promise else ""
    left, look = "", "quiet"
    if clock.left is not None and not clock.stopped:
        span = wording.span(abs(clock.left))
        left = _("%(span)s over", span=span) if clock.has_run_out else _("%(span)s left", span=span)
        soon = clock.left < timedelta(days=1) and not clock.with_trader
        look = "stop" if clock.has_run_out else "wait" if soon else "quiet"
    return ClockLook(wording.span(clock.held), promise, left, look, holder)


@dataclass(frozen=True, slots=True)
class Refused:
    """An agency's refusal as an adverse decision is printed: facts, law, where and until when it is appealed."""

    facts: str
    law: str
    office: str
    appeal: Term | None


@dataclass(frozen=True, slots=True)
class PermitLine:
    """One agency on the card of a case: what it is asked, where that stands, its open questions, and who may answer.

    ``agreed`` is its own answer, or what the declaration settles by itself where ``by_agency`` is False. ``clock`` is None once
    nothing is waited for; ``may_escalate`` is True when its silence is longer than it promised.
    """

    agency: str
    name: Term
    law: Term
    document: Term
    why: Why
    state: NeedState
    agreed: Answer | None
    by_agency: bool
    items: tuple[ItemLine, ...]
    questions: tuple[Asked, ...]
    open: bool
    clock: ClockLook | None
    inquiries: tuple[Inquiry, ...]
    escalations: tuple[Escalation, ...]
    joins: str
    refusal: Refused | None
    may_escalate: bool


def permit_lines(case: Case, now: datetime) -> tuple[PermitLine, ...]:
    """Return the agencies of a case as its card shows them."""
    return tuple(permit_line(case, need, now) for need in case.needs)


def permit_line(case: Case, need: PermitNeed, now: datetime) -> PermitLine:
    """Return one agency as the card of a case shows it, and its own page."""
    law = country(case.lodged.country)
    agencies = law.agencies if law else Agencies(())
    agency, said = agencies.by_code.get(need.agency), (case.answers or {}).get(need.agency)
    told = case.consultation(need.agency)
    clock = clock_of(case, told, now) if told and law else None
    return PermitLine(
        agency=need.agency,
        name=need.name,
        law=agency.law if agency else Term(need.law, ""),
        document=need.document,
        why=why_concerned(need, agencies, case.lodged.declared_on),
        state=need.state,
        agreed=case.answer_of(need),
        by_agency=said is not None,
        items=tuple(_item(line, need.agency, agency) for line in need.lines),
        questions=_questions(need, case, agencies) if case.is_open and said is None else (),
        open=case.is_open and case.answer_of(need) is None,
        clock=clock_look(clock) if clock and not clock.stopped else None,
        inquiries=told.inquiries if told else (),
        escalations=told.escalations if told else (),
        joins=told.joins if told else "",
        refusal=_refused(told) if told and said is Answer.REFUSED else None,
        may_escalate=bool(clock and not clock.stopped and not clock.with_trader and (clock.has_run_out or clock.left is None)),
    )


def _refused(told: Consultation) -> Refused:
    appeal = told.appeal
    return Refused(told.grounds, told.law, appeal.office if appeal else "", appeal.text if appeal else None)


def _item(line: NeedLine, code: str, agency: Agency | None) -> ItemLine:
    exemption = agency.exemption(line.exemption) if agency else None
    reason = exemption.name if exemption else Term(line.exemption, "") if line.exemption else None
    why, approval = why_decided(line, code), _checked(line.approval) if line.approval else None
    return ItemLine(line.item, line.hs, line.state, reason, why, approval)


def _checked(check: ApprovalCheck) -> CheckedApproval:
    count = ""
    if check.left is not None:
        left = f"{wording.number(check.left)} {check.unit}"
        taken = f"{wording.number(check.taken)} {check.unit}" if check.taken is not None else _("nothing counted")
        count = _("%(taken)s of %(left)s that were left", taken=taken, left=left)
    return CheckedApproval(check.number, check.state.term, check.state is ApprovalState.VALID, count)


def _questions(need: PermitNeed, case: Case, agencies: Agencies) -> tuple[Asked, ...]:
    """The open question of every item that is undecided; items with the same one share it."""
    found: dict[str, tuple[Question, list[int]]] = {}
    for line in need.lines:
        if line.state is not NeedState.CANDIDATE:
            continue
        given = {answer.question: answer.text for answer in line.answers}
        for _agency, requirement in agencies.asked_of(need.agency, line.hs, case.lodged.declared_on):
            if question := decide(requirement, given).open:
                items = found.setdefault(question.id, (question, []))[1]
                items += [] if line.item in items else [line.item]
    return tuple(_asked(question, tuple(items)) for question, items in found.values())


def _asked(question: Question, items: tuple[int, ...] = ()) -> Asked:
    choices = () if question.kind == "number" else tuple(Choice(one.value, one.name) for one in question.outcomes)
    return Asked(question.id, question.text, question.kind, question.unit, choices, items)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered on the page, and the answer in words."""

    asked: Asked
    said: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that may have to agree to goods of the code: under which condition, how sure that is, and what was tried.

    ``verdict`` is None while a question is open; ``hidden`` are the fields that a form must send again.
    """

    agency: str
    name: Term
    law: Term
    document: Term
    document_code: str
    condition: Term
    range: str
    fact: Fact
    taught: Fact
    exemptions: tuple[tuple[str, str, Term], ...]
    answered: tuple[Answered, ...]
    open: Asked | None
    unclear: str
    verdict: NeedState | None
    reason: Term | None
    hidden: tuple[tuple[str, str], ...]
    again: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency in the list of all: its law, its document, and the codes that make it a candidate; none for an item test."""

    code: str
    name: Term
    law: Term
    document: Term
    document_code: str
    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PermitsPage:
    """Which agencies may have to agree to goods of a commodity code on a day, and their questions to try."""

    template: ClassVar[str] = "permits.html"

    hs: str
    on: str
    problem: str
    about: str
    looked_up: bool
    candidates: tuple[Candidate, ...]
    tested: tuple[Candidate, ...]
    agencies: tuple[Listed, ...]


CODE = re.compile(r"[0-9]{2,10}")
MARKED = "q."
"""Before the id of a question, it names the field of its answer."""


def permits_page(law: Country, hs: str, on: str, today: date, said: Mapping[str, str]) -> PermitsPage:
    """Return the page for what was typed: a commodity code, a day, and answers by the id of their question."""
    digits, day, problem = re.sub(r"[ .-]", "", hs), today, ""
    try:
        day = date.fromisoformat(on) if on else today
    except ValueError:
        problem = _("The day is none. Write it as 2026-05-12.")
    if hs and not CODE.fullmatch(digits):
        problem = _("A commodity code has two to ten digits, such as 0901.21-0000.")
    agencies, wanted = law.agencies, bool(digits) and not problem
    line = law.tariff.line(digits, day) if wanted else None
    pairs = agencies.concerned(digits, day) if wanted else []
    tests = [
        pair for agency in agencies.all if agency.by_item_test and wanted for pair in agencies.asked_of(agency.code, "", day)
    ]
    sent = {"hs": hs, "on": on}
    return PermitsPage(
        hs=hs,
        on=on or today.isoformat(),
        problem=problem,
        about=word(line.name) if line else "",
        looked_up=wanted,
        candidates=tuple(_candidate(agency, requirement, digits, said, sent) for agency, requirement in pairs),
        tested=tuple(_candidate(agency, requirement, digits, said, sent) for agency, requirement in tests),
        agencies=tuple(map(_listed, sorted(agencies.all, key=lambda agency: agency.code))),
    )


def _listed(agency: Agency) -> Listed:
    ranges = tuple(prefix for requirement in agency.requirements for prefix in requirement.written)
    return Listed(agency.code, agency.name, agency.law, agency.document, agency.document_code, ranges)


def _candidate(
    agency: Agency, requirement: Requirement, digits: str, said: Mapping[str, str], sent: Mapping[str, str]
) -> Candidate:
    decided = decide(requirement, said)
    told = tuple(Answered(_asked(q), _in_words(q, given.text)) for q, given in _given(requirement, decided))
    open_ = decided.open
    unclear = said.get(open_.id, "") if open_ else ""
    exemption = agency.exemption(decided.exemption)
    mine = {question.id for question in requirement.questions}
    others = {**sent, **{f"{MARKED}{id}": text for id, text in said.items() if id not in mine}}
    kept = {f"{MARKED}{given.question}": given.text for given in decided.given}
    return Candidate(
        agency=agency.code,
        name=agency.name,
        law=agency.law,
        document=agency.document,
        document_code=agency.document_code,
        condition=requirement.condition,
        range=next((prefix for prefix in sorted(requirement.hs, key=len, reverse=True) if digits.startswith(prefix)), ""),
        fact=requirement.fact,
        taught=agency.taught,
        exemptions=tuple((one.code, one.short, one.name) for one in agency.exemptions),
        answered=told,
        open=_asked(open_) if open_ else None,
        unclear=_("This answer is not understood. It can be: %(allowed)s.", allowed=_allowed(open_)) if open_ and unclear else "",
        verdict=None if open_ else decided.state,
        reason=exemption.name if exemption else None,
        hidden=tuple({**others, **kept}.items()),
        again=urlencode(others),
    )


def _given(requirement: Requirement, decided: Decided) -> list[tuple[Question, Given]]:
    by_id = {question.id: question for question in requirement.questions}
    return [(by_id[given.question], given) for given in decided.given]


def _in_words(question: Question, text: str) -> str:
    outcome = question.outcome(text)
    if question.kind == "number" or outcome is None:
        return f"{text} {question.unit}".strip()
    return word(outcome.name)


def _allowed(question: Question) -> str:
    if question.kind == "number":
        return _("a number, in %(unit)s", unit=question.unit)
    return ", ".join(word(outcome.name) for outcome in question.outcomes)
