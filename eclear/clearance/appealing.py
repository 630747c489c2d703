"""Appeal (불복): in its stages - review before assessment, objection, decision - with a result that can win.

An appeal that wins undoes what it went against: the edition and the assessment of before are in force again, charges are void,
and what was paid too much is proposed for refund. Another officer than the one who decided answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.correction import Correction, Dispute
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Against, How, NoticeKind, Stage
from eclear.casefile.person import Role
from eclear.clearance.correcting import undone
from eclear.clearance.demanding import LAW
from eclear.clearance.integrity import Bar, bar_to_confirm, must_be_second
from eclear.clearance.office import Office, after_lodging, country_of, today
from eclear.clearance.recording import as_seen, go_on, plain
from eclear.reference import Country
from eclear.reference.money import AppealStage
from eclear.storage import Records

ORDER = (Stage.OBJECTION, Stage.DECISION)
"""The stages after a decision, in their order; the review comes before one."""


@dataclass(frozen=True, slots=True)
class Possible:
    """An appeal that can be made now: against what, at which stage, to whom and until when, and how sure that limit is."""

    against: Against
    correction: int
    stage: Stage
    office: str
    until: date
    mark: str


def appeal(
    office: Office,
    case_id: str,
    against: Against,
    correction: int,
    *,
    grounds: str,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Appeal against an announced reassessment, a reassessment or an addition: at the stage that is next, within its time."""
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        if not office.acting.plays(Role.TRADER):
            raise IllegalStep("Only the trader appeals. Customs answers the appeal.")
        now, country, said = after_lodging(case, office.moment(records, at)), country_of(case), plain(grounds)
        if said is None:
            raise IllegalStep("An appeal states its grounds: which facts or which law were judged wrongly.")
        can = next((one for one in possible(case, now) if (one.against, one.correction) == (against, correction)), None)
        if can is None:
            why = _why_not(case, against, correction, country)
            raise IllegalStep(f"{against.term} of correction {correction} cannot be appealed now. {why}")
        if today(now, country) > can.until:
            raise IllegalStep(
                f"The time for this appeal ({can.stage.term.en.lower()}) ended on {can.until}. The decision stands."
            )
        fact = ev.Appealed(len(case.appeals) + 1, can.stage, against, correction, said)
        return go_on(records, case, [fact], "declarant", now)


def decide_appeal(
    office: Office,
    case_id: str,
    number: int,
    *,
    won: bool,
    grounds: str,
    law: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Decide an appeal in writing, as another officer than the one who decided: it wins and undoes that, or it is lost."""
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        now, country, said = after_lodging(case, office.moment(records, at)), country_of(case), plain(grounds)
        about = next((one for one in case.appeals if one.number == number), None)
        if about is None or not about.is_open:
            raise IllegalStep(f"Appeal {number} waits for no decision. The page shows those that do.")
        meant = case.correction(about.correction)
        assert meant is not None
        decided_by = meant.addition_by if about.against is Against.ADDITION else meant.decided_by
        if bar_to_confirm(office.acting, case, decided_by) is Bar.PROPOSER:
            raise IllegalStep("You decided what is appealed against. Another officer or a supervisor decides the appeal.")
        must_be_second(office, case, decided_by)
        if said is None:
            raise IllegalStep("A decision is in writing. State the facts, and how the grounds of the appeal were weighed.")
        day = today(now, country)
        follows = None if won or about.against is Against.ANNOUNCEMENT else _next(about.stage, country, day)
        voids = _charges_of(case, about, meant) if won else ()
        decided = ev.AppealDecided(number, won, said, plain(law) or meant.law or LAW, voids, follows)
        facts: list[Fact] = [decided]
        if won and about.against is not Against.ANNOUNCEMENT:
            after = case.after(records.event(case.id, case.version + 1, now, "officer", decided))
            facts += _money_after(office, records, after, about, meant, now)
        return go_on(records, case, facts, "officer", now)


def possible(case: Case, now: datetime) -> tuple[Possible, ...]:
    """Return the appeals that can be made, or whose time has just passed: one for each decision that goes against the trader."""
    country, found = country_of(case), []
    for correction in case.corrections:
        if correction.how is not How.REASSESSMENT or correction.dropped:
            continue
        if correction.made is None:
            if not correction.waived and correction.more > 0:
                found.append(_can(case, Against.ANNOUNCEMENT, correction, correction.at, country))
            continue
        if correction.more > 0:
            found.append(_can(case, Against.REASSESSMENT, correction, correction.made, country))
        if correction.addition and correction.addition_at:
            found.append(_can(case, Against.ADDITION, correction, correction.addition_at, country))
    return tuple(one for one in found if one)


def _can(case: Case, against: Against, correction: Correction, decided: datetime, country: Country) -> Possible | None:
    """Return the appeal against one decision that is next; None while one is open, or when none is left."""
    before = [one for one in case.appeals if one.against is against and one.correction == correction.number]
    if any(one.is_open or one.won for one in before):
        return None
    if against is Against.ANNOUNCEMENT:
        stage, since = (None if before else Stage.REVIEW), decided
    elif before:
        stage, since = before[-1].next, before[-1].decided or decided
    else:
        stage, since = ORDER[0], decided
    rule = _rule(stage, country, today(since, country))
    if stage is None or rule is None:
        return None
    until = today(since, country) + timedelta(days=rule.days)
    return Possible(against, correction.number, stage, rule.office, until, rule.fact.mark)


def _rule(stage: Stage | None, country: Country, day: date) -> AppealStage | None:
    return country.money.stage(stage, day) if stage else None


def _next(stage: Stage, country: Country, day: date) -> Stage | None:
    """Return the stage after one that was lost; None where there is no other."""
    later = ORDER[ORDER.index(stage) + 1 :]
    return next((one for one in later if country.money.stage(one, day)), None)


def _charges_of(case: Case, about: Dispute, meant: Correction) -> tuple[str, ...]:
    """Return the notices that fall with what was appealed: an addition alone, or all that came on top of a reassessment."""
    fall = (NoticeKind.ADDITION,) if about.against is Against.ADDITION else (NoticeKind.ADDITION, NoticeKind.INTEREST)
    notices = (one for one in case.ledger.notices if one.correction == meant.number and one.kind in fall and not one.void)
    return tuple(one.number for one in notices) if about.against is not Against.ANNOUNCEMENT else ()


def _money_after(office: Office, records: Records, case: Case, about: Dispute, meant: Correction, now: datetime) -> list[Fact]:
    """Return what follows for the money once an appeal has won; the case is already as the decision made it."""
    if about.against is Against.REASSESSMENT:
        return undone(office, records, case, meant, now)
    if case.ledger.refundable <= 0:
        return []
    said = f"The appeal {about.number} against the addition won."
    number = len(case.ledger.refunds) + 1
    return [ev.RefundProposed(number, case.ledger.refundable, case.ledger.currency, said, office.acting.id)]


def _why_not(case: Case, against: Against, correction: int, country: Country) -> str:
    open_one = next((one for one in case.open_appeals if one.against is against and one.correction == correction), None)
    if open_one:
        return f"Appeal {open_one.number} is open: wait for its decision."
    if not country.money.stages:
        return f"The folder of {country.name.en} names no stages of appeal."
    return "It goes against nobody, was undone, or every stage of appeal is used."
