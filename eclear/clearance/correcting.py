"""Correct (보정·수정신고·경정청구·경정): an accepted declaration is put right: a new edition, assessed anew, and its price.

The trader corrects by himself in time (interest only), later by an amended return (a reduced addition besides), or claims that he
owes less, which an officer answers. Customs announces a reassessment, makes it after the time for a review, and collects the
difference; whether an addition is imposed is a decision of its own. Nothing here moves the declaration: its goods have gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from eclear.casefile import events as ev
from eclear.casefile.amendment import Change
from eclear.casefile.case import Case
from eclear.casefile.correction import Correction
from eclear.casefile.declaration import Declaration
from eclear.casefile.doubt import Appeal
from eclear.casefile.duty import Assessment
from eclear.casefile.events import Fact, Lodged
from eclear.casefile.finding import Finding, refuses
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Against, How, NoticeKind, RefundState, Stage
from eclear.casefile.person import Role
from eclear.clearance.correction_message import NewFigure, correction_message
from eclear.clearance.demanding import appeal_at, cost_by, first_appeal, law_named, notice_of, with_demands
from eclear.clearance.drawing_back import drawn_on, duty_on
from eclear.clearance.integrity import must_hold
from eclear.clearance.judging import lodged_of
from eclear.clearance.looking import current
from eclear.clearance.office import Office, after_lodging, country_of, today
from eclear.clearance.recording import as_seen, go_on, plain
from eclear.journey.checks import Context, check
from eclear.journey.duties import CannotAssess, assess
from eclear.reference import Country
from eclear.storage import Records, Request
from eclear.wco import amend, read


@dataclass(frozen=True, slots=True)
class NewEdition:
    """What a correction makes of a declaration: the changes, the head of the new edition, and what it owes."""

    changes: tuple[Change, ...]
    lodged: Lodged
    assessment: Assessment
    findings: tuple[Finding, ...]


def self_correct(
    office: Office,
    case_id: str,
    figures: Sequence[NewFigure] | bytes,
    *,
    why: str,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """보정: the trader corrects what he declared too low, in time and before customs announces anything: interest only.

    ``figures`` are what was typed, or a whole message (COR).
    """
    return _by_trader(office, case_id, figures, How.SELF_CORRECTION, why, room, at, version)


def amend_return(
    office: Office,
    case_id: str,
    figures: Sequence[NewFigure] | bytes,
    *,
    why: str,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """수정신고: the trader corrects what he declared too low once the time for a self-correction is over: a reduced addition."""
    return _by_trader(office, case_id, figures, How.AMENDED_RETURN, why, room, at, version)


def claim_less(
    office: Office,
    case_id: str,
    figures: Sequence[NewFigure] | bytes,
    *,
    why: str,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """경정청구: the trader claims that he owes less. Nothing changes until an officer grants it."""
    return _by_trader(office, case_id, figures, How.CLAIM, why, room, at, version)


def announce_reassessment(
    office: Office,
    case_id: str,
    figures: Sequence[NewFigure] | bytes,
    *,
    grounds: str,
    law: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """과세전통지: an officer announces what he is about to reassess, with facts and law, and until when a review can be had."""
    with office.writing(room) as records:
        case = _accepted(records, case_id, version)
        must_hold(office, records, case, after_release=True)
        now, country = after_lodging(case, office.moment(records, at)), country_of(case)
        said = _stated(grounds, "A reassessment states the facts in writing: what was found, and how it is known.")
        if case.announced:
            raise IllegalStep(f"Correction {case.announced.number} is announced already. Make it, or let its review end it.")
        _nothing_open(case)
        request = _request(office, records, case, figures, said, by_customs=True)
        made = _worked_out(office, records, case, request, now, country)
        more = _more(case, made)
        if not more:
            raise IllegalStep("That changes nothing about what is owed. A reassessment is for what makes a difference.")
        stage, day = country.money.stage(Stage.REVIEW, today(now, country)), today(now, country)
        review_by = day + timedelta(days=stage.days) if stage and more > 0 else day
        appeal = appeal_at(stage, day, country) if stage and more > 0 else None
        records.keep_request(case.id, request)
        fact = ev.AssessmentAnnounced(
            len(case.corrections) + 1,
            request.number,
            made.changes,
            more,
            made.assessment.currency,
            said,
            law_named(office, law),
            review_by,
            appeal,
        )
        return go_on(records, case, [fact], "officer", now)


def waive_review(
    office: Office, case_id: str, *, room: str = "open", at: datetime | None = None, version: int | None = None
) -> Case:
    """조기 결정 신청: the trader asks for no review of what was announced, so that customs may decide at once."""
    with office.writing(room) as records:
        case = _accepted(records, case_id, version)
        now, announced = after_lodging(case, office.moment(records, at)), _announced(case)
        _must_be_trader(office)
        if announced.waived or any(one.against is Against.ANNOUNCEMENT and one.is_open for one in case.appeals):
            raise IllegalStep("A review was asked for, or was waived already. Wait for the decision.")
        return go_on(records, case, [ev.ReviewWaived(announced.number)], "declarant", now)


def reassess(office: Office, case_id: str, *, room: str = "open", at: datetime | None = None, version: int | None = None) -> Case:
    """경정: an officer makes the reassessment that was announced, once no review can change it; it collects the difference."""
    with office.writing(room) as records:
        case = _accepted(records, case_id, version)
        must_hold(office, records, case, after_release=True)
        now, country, announced = after_lodging(case, office.moment(records, at)), country_of(case), _announced(case)
        reviews = [one for one in case.appeals if one.against is Against.ANNOUNCEMENT and one.correction == announced.number]
        if any(one.is_open for one in reviews):
            raise IllegalStep("The trader has asked for a review. It is decided first, by another officer.")
        over = announced.waived or reviews or announced.more < 0
        if not over and announced.review_by and today(now, country) <= announced.review_by:
            raise IllegalStep(
                f"A review can be asked for until {announced.review_by}. Make it after that day, or when the trader waives it."
            )
        request = next(one for one in records.requests(case.id) if one.number == announced.request)
        made = _worked_out(office, records, case, request, now, country)
        appeal = first_appeal(country, today(now, country))
        told = (announced.grounds, announced.law, appeal)
        fact = _fact(case, announced.number, How.REASSESSMENT, request, made, *told)
        return _record(office, records, case, fact, "officer", now, country)


def decide_addition(
    office: Office,
    case_id: str,
    correction: int,
    *,
    impose: bool,
    grounds: str,
    law: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """가산세: decide whether an addition is imposed for what a reassessment collected: a decision and a notice of its own."""
    with office.writing(room) as records:
        case = _accepted(records, case_id, version)
        must_hold(office, records, case, after_release=True)
        now, country = after_lodging(case, office.moment(records, at)), country_of(case)
        meant = case.correction(correction)
        if meant is None or meant.how is not How.REASSESSMENT or meant.made is None or meant.dropped:
            raise IllegalStep(f"Correction {correction} is no reassessment in force. An addition follows a reassessment only.")
        if meant.addition is not None:
            raise IllegalStep(f"The addition of correction {correction} was decided before. What is left is the appeal.")
        if meant.more <= 0:
            raise IllegalStep("Nothing was collected with this reassessment, so there is nothing to add to.")
        said = _stated(grounds, "This decision states its own facts: how the error came about, and why that weighs so.")
        cost = cost_by(case, How.REASSESSMENT, meant.more, today(meant.made, country), country)
        amount = cost.addition if impose else Decimal(0)
        currency = case.ledger.currency
        named = law_named(office, law) if impose else ""
        appeal = first_appeal(country, today(now, country)) if amount else None
        formula = f"{cost.formula} ({cost.mark}: {cost.source})" if amount else ""
        facts: list[Fact] = [ev.AdditionDecided(correction, amount, currency, formula, said, named if amount else "", appeal)]
        if amount:
            facts.append(notice_of(records, case, NoticeKind.ADDITION, amount, correction, today(now, country), country))
        return go_on(records, case, facts, "officer", now)


def granted(office: Office, records: Records, case: Case, request: Request, now: datetime) -> list[Fact] | tuple[Finding, ...]:
    """Work out what comes of a claim that an officer grants: the corrected edition, and the refund that it is proposed."""
    country = country_of(case)
    made = _worked_out(office, records, case, request, now, country)
    said = case.request.reason if case.request else None
    number = len(case.corrections) + 1
    return with_demands(office, records, case, _fact(case, number, How.CLAIM, request, made, said or "", "", None), now, country)


def undone(office: Office, records: Records, case: Case, meant: Correction, now: datetime) -> list[Fact]:
    """Work out what undoes a correction: the declaration without its message, assessed as of its day, and the money after it."""
    country = country_of(case)
    applied = tuple(number for number in case.applied if number != meant.request)
    body = current(office, records, replace(case, applied=applied))
    reading = read(body, office.schemas)
    if reading.declaration is None:
        raise IllegalStep("The declaration of before cannot be read any more, so it cannot be put back in force.")
    made = _assessed(case, reading.declaration, (), (), country)
    fact = ev.Corrected(
        correction=len(case.corrections) + 1,
        how=How.UNDONE,
        edition=case.edition + 1,
        applied=applied,
        lodged=made.lodged,
        changes=(),
        assessment=made.assessment,
        grounds=f"Correction {meant.number} was undone on appeal.",
        undoes=meant.number,
    )
    return with_demands(office, records, case, fact, now, country)


def _by_trader(
    office: Office,
    case_id: str,
    figures: Sequence[NewFigure] | bytes,
    how: How,
    why: str,
    room: str,
    at: datetime | None,
    version: int | None,
) -> Case:
    with office.writing(room) as records:
        case = _accepted(records, case_id, version)
        _must_be_trader(office)
        now, country = after_lodging(case, office.moment(records, at)), country_of(case)
        said = _stated(why, "A correction says what was wrong and why. It is kept with the declaration.")
        if case.announced:
            raise IllegalStep(
                "Customs has announced a reassessment, so it is too late to correct it yourself. Ask for a review of it."
            )
        _nothing_open(case)
        request = _request(office, records, case, figures, said)
        made = _worked_out(office, records, case, request, now, country)
        more = _more(case, made)
        if how is How.CLAIM:
            if more >= 0:
                raise IllegalStep("By these figures nothing less is owed. Correct it yourself instead.")
            records.keep_request(case.id, request)
            lrn = read(request.body, office.schemas).declaration
            asked = ev.Requested(request.number, "COR", (lrn.lrn if lrn else "") or "", request.sha256, said, made.changes)
            return go_on(records, case, [asked], "declarant", now)
        if more < 0:
            raise IllegalStep(
                f"By these figures {made.assessment.currency} {-more:,f} less is owed. "
                "That is a claim, which customs answers: send it as one."
            )
        cost = cost_by(case, how, more, today(now, country), country)
        if cost.refused:
            raise IllegalStep(f"{cost.refused} Send an amended return instead.")
        if how is How.AMENDED_RETURN and not cost_by(case, How.SELF_CORRECTION, more, today(now, country), country).refused:
            raise IllegalStep("There is still time for a self-correction, which bears interest only. Send it as that.")
        records.keep_request(case.id, request)
        fact = _fact(case, len(case.corrections) + 1, how, request, made, said, "", None)
        return _record(office, records, case, fact, "declarant", now, country)


def _accepted(records: Records, case_id: str, version: int | None) -> Case:
    """Return a case whose import was accepted; raises IllegalStep for one that is corrected by amendments, or not at all."""
    case = as_seen(records, case_id, version)
    if case.is_export:
        raise IllegalStep("An export owes no duty, so nothing is corrected in this way. Amend it, or claim drawback.")
    if not case.accepted or case.assessment is None:
        raise IllegalStep("The declaration is not accepted for release yet. Until then it is amended, not corrected.")
    return case


def _nothing_open(case: Case) -> None:
    if case.request:
        raise IllegalStep(f"The request {case.request.lrn} is open. Customs answers it first.")
    if any(payment.state.runs for payment in case.ledger.payments):
        raise IllegalStep("The bank has not answered a payment of this case. Wait for its answer, then correct.")
    if any(refund.state is RefundState.CONFIRMED for refund in case.ledger.refunds):
        raise IllegalStep("The bank is paying a refund of this case out. Wait until it has, then correct.")


def _announced(case: Case) -> Correction:
    if case.announced is None:
        raise IllegalStep("No reassessment is announced. Announce it first, with the facts and the law.")
    return case.announced


def _must_be_trader(office: Office) -> None:
    if not office.acting.plays(Role.TRADER):
        raise IllegalStep("Only the trader corrects what he declared, or asks for that. Customs announces a reassessment.")


def _stated(text: str, remedy: str) -> str:
    said = plain(text)
    if said is None:
        raise IllegalStep(remedy)
    return said


def _request(
    office: Office, records: Records, case: Case, figures: Sequence[NewFigure] | bytes, why: str, *, by_customs: bool = False
) -> Request:
    """Return what is to be corrected as a message about the declaration, with the next number."""
    number = len(records.requests(case.id)) + 1
    if isinstance(figures, bytes):
        body = figures
    else:
        declaration = read(current(office, records, case), office.schemas).declaration
        if declaration is None:
            raise IllegalStep("The declaration cannot be read any more, so nothing in it can be corrected by a form.")
        lrn = f"{'REASSESS' if by_customs else 'CORRECT'}-{case.id}-{number}"
        body = correction_message(case, declaration, tuple(figures), why, lrn, by_customs=by_customs)
    return Request(number, sha256(body).hexdigest(), body)


def _worked_out(office: Office, records: Records, case: Case, request: Request, now: datetime, country: Country) -> NewEdition:
    """Work out the edition that a correction makes, by the law of the declaration's own day; raises IllegalStep."""
    made = amend(current(office, records, case), request.body, office.schemas)
    if refuses(made.findings):
        raise IllegalStep(f"The correction cannot be made: {made.findings[0].message}")
    reading = read(made.body, office.schemas)
    if reading.declaration is None:
        raise IllegalStep(f"The correction cannot be made: {reading.findings[0].message}")
    findings = check(reading.declaration, Context(country, case.lodged.declared_on, now, None))
    if refuses(findings):
        raise IllegalStep(f"The corrected declaration breaks a rule ({findings[0].code}): {findings[0].message}")
    after = _assessed(case, reading.declaration, made.changes, findings, country)
    _nothing_drawn(records, case, after, country)
    return after


def _nothing_drawn(records: Records, case: Case, made: NewEdition, country: Country) -> None:
    """Raise IllegalStep where duty would come down that an exporter has drawn back: nothing is given back twice."""
    assert case.assessment is not None
    for item in sorted({line.item for line in case.assessment.lines if line.item}):
        drawn = sum((one.amount for one in drawn_on(records, case.id, item).values()), Decimal(0))
        if drawn and duty_on(made.assessment, item, country) < duty_on(case.assessment, item, country):
            raise IllegalStep(
                f"Of the duty on item {item}, {case.ledger.currency} {drawn:,f} was drawn back when its goods left again. "
                "It is not lowered any more: the same duty would be given back twice."
            )


def _assessed(
    case: Case, declaration: Declaration, changes: tuple[Change, ...], findings: tuple[Finding, ...], country: Country
) -> NewEdition:
    on = case.lodged.declared_on
    try:
        assessment = assess(declaration, country, on, case.circumstances)
    except CannotAssess as lacking:
        raise IllegalStep(f"The duty cannot be worked out again: {lacking}") from lacking
    lodged = lodged_of(declaration, case.lodged.sha256, case.lodged.profile, country, on)
    return NewEdition(changes, replace(lodged, adds_to=case.lodged.adds_to), assessment, findings)


def _more(case: Case, made: NewEdition) -> Decimal:
    return made.assessment.total_due - case.total_due


def _fact(
    case: Case, number: int, how: How, request: Request, made: NewEdition, said: str, law: str, appeal: Appeal | None
) -> ev.Corrected:
    return ev.Corrected(
        correction=number,
        how=how,
        edition=case.edition + 1,
        applied=(*case.applied, request.number),
        lodged=made.lodged,
        changes=made.changes,
        assessment=made.assessment,
        grounds=said,
        law=law,
        appeal=appeal,
        findings=made.findings,
    )


def _record(office: Office, records: Records, case: Case, fact: ev.Corrected, by: str, now: datetime, country: Country) -> Case:
    return go_on(records, case, with_demands(office, records, case, fact, now, country), by, now)
