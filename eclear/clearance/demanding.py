"""Demand (고지·추징): what a correction after the acceptance means for the money: notices, refunds, and where it is appealed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.doubt import Appeal
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import How, NoticeKind, Stage
from eclear.casefile.words import Term
from eclear.clearance.office import Office, today
from eclear.clearance.recording import due_by, notice_number, plain
from eclear.journey.duties.surcharges import Corrected as Cost
from eclear.journey.duties.surcharges import corrected as cost_of
from eclear.reference import Country
from eclear.reference.money import AppealStage
from eclear.storage import Records

LAW = "Customs Act: correction of duty after acceptance (TRAINING: name the article)"
"""The law of a reassessment or an addition, where who is alone with his machine names no other."""

OWN = {How.SELF_CORRECTION: "self-correction", How.AMENDED_RETURN: "amended-return", How.REASSESSMENT: "reassessment"}
"""Which rule of the country's surcharges tells what a correction costs."""


def law_named(office: Office, law: str | None) -> str:
    """Return the law that an adverse decision rests on; raises IllegalStep where an officer names none."""
    named = plain(law)
    if named is None and office.acting.post is not None:
        raise IllegalStep("This goes against the trader, so it names the law it rests on. Give the act and the article.")
    return named or LAW


def with_demands(office: Office, records: Records, case: Case, fact: ev.Corrected, now: datetime, country: Country) -> list[Fact]:
    """Return a correction with what follows from it: notices on what is owed more, or the proposal to refund what is less."""
    after = case.after(records.event(case.id, case.version + 1, now, "eclear", fact))
    day, facts = today(now, country), list[Fact]([fact])
    if after.ledger.outstanding_duty:
        kind = NoticeKind.DIFFERENCE if after.ledger.payments or case.ledger.notices else NoticeKind.DUTY
        facts.append(notice_of(records, case, kind, after.ledger.outstanding_duty, fact.correction, day, country))
    more = fact.assessment.total_due - case.total_due
    if fact.how in OWN and more > 0:
        cost = cost_by(case, fact.how, more, day, country)
        added = Decimal(0) if fact.how is How.REASSESSMENT else cost.addition
        for kind, amount in ((NoticeKind.INTEREST, cost.interest), (NoticeKind.ADDITION, added)):
            if amount:
                facts.append(notice_of(records, case, kind, amount, fact.correction, day, country))
    if after.ledger.refundable > 0:
        said = f"Correction {fact.correction}: {fact.how.term.en.lower()}."
        number = len(case.ledger.refunds) + 1
        facts.append(ev.RefundProposed(number, after.ledger.refundable, after.ledger.currency, said, office.acting.id))
    return facts


def notice_of(
    records: Records, case: Case, kind: NoticeKind, amount: Decimal, correction: int, day: date, country: Country
) -> ev.TaxNotified:
    """Return a notice of today on what a correction brings, with its number and its last day."""
    number, due = notice_number(records, day), due_by(case, day, country)
    return ev.TaxNotified(number, amount, case.ledger.currency, due, kind, correction)


def cost_by(case: Case, how: How, more: Decimal, on: date, country: Country) -> Cost:
    """Return what a correction costs by the rules of the country; raises IllegalStep where it has none for that."""
    due = min((one.due_by for one in case.ledger.notices if one.due_by), default=on)
    cost = cost_of(max(more, Decimal(0)), OWN[how], due, on, country)
    if cost is None:
        raise IllegalStep(f"The folder of {country.name.en} has no rule on a {how.term.en.lower()}, so none can be made.")
    return cost


def first_appeal(country: Country, day: date) -> Appeal:
    """Return where a decision of today is appealed first."""
    return appeal_at(country.money.stage(Stage.OBJECTION, day), day, country)


def appeal_at(stage: AppealStage | None, day: date, country: Country) -> Appeal:
    """Return a stage of appeal as it is printed: to whom, and until when; what the country says where it has no stages."""
    if stage is None:
        return Appeal(country.replies.appeal_office, country.replies.appeal)
    name, until, mark = stage.stage.term, day + timedelta(days=stage.days), stage.fact.mark
    en = f"{name.en}: to the office named until {until} (time limit {mark}, TRAINING). State the facts and the law."
    ko = f"{name.ko}: {until}까지 위 기관에 제기할 수 있습니다(기한 {mark}, 교육용). 사실과 법적 근거를 적어 주십시오."
    return Appeal(stage.office, Term(en, ko))
