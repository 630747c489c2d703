"""Decide: what officers and agencies say about a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.case import ANSWERS, NOT_AFTER_RELEASE, REMARKS, VERBS, Case
from eclear.casefile.doubt import Appeal
from eclear.casefile.events import Fact
from eclear.casefile.examination import Order
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.security import Form
from eclear.clearance.answering import law_of, must_be_of, need_of, with_approval, with_exemption
from eclear.clearance.asking import appeal_in, must_have_seen
from eclear.clearance.integrity import must_hold
from eclear.clearance.office import Office, after_lodging, country_of
from eclear.clearance.ordering import analyses_of, ordered, was_inspected
from eclear.clearance.recording import go_on, plain, standing, waits
from eclear.clearance.requests import decide_request
from eclear.clearance.selecting import is_held
from eclear.journey.settlement import guards
from eclear.storage import Records

ADVERSE = ("hold", "dismiss", "challenge", "deny")
"""What goes against the trader: it states facts and law, and says where it is appealed."""

RestsOn = tuple[str | None, Appeal | None]
"""The law that a decision rests on, and where it is appealed; None, None for one that goes against nobody."""

EXPORT_VERBS = ("pass", "dismiss", "query", "challenge")
"""What can be decided about an export besides its requests: its review is one state."""


def answer_permit(
    office: Office,
    case_id: str,
    agency: str,
    answer: Answer,
    *,
    reference: str | None = None,
    reason: str | None = None,
    approval: str | None = None,
    law: str | None = None,
    exemption: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in an agency's answer: approved, refused or waived. A refusal holds the declaration.

    ``approval`` is the number of an approval in the register: it is checked, and what the goods take of it is counted.
    ``reference`` is any other number of the agency's own, which is only kept. A refusal states its facts, the ``law`` it rests
    on (the agency's own, if none is named), and where it is appealed. ``exemption`` is the reason code of a waiver. An agency
    that takes part in an inspection answers after it. Nobody answers for an agency but its own officers.
    """
    with office.writing(room) as records:
        case, reason, reference = standing(records, case_id, version), plain(reason), plain(reference)
        now, need, number = after_lodging(case, office.moment(records, at)), need_of(case, agency), plain(approval)
        must_be_of(office.acting, agency)
        must_have_seen(case, agency)
        if answer is Answer.REFUSED and not reason:
            raise IllegalStep("A refusal must state its reason. Give the facts and the law it rests on.")
        if number and answer is not Answer.APPROVED:
            raise IllegalStep(f"An approval, such as {number}, can only be named to approve. Leave it out, or approve.")
        if exemption and answer is not Answer.WAIVED:
            raise IllegalStep(f"An exemption, such as {exemption}, can only be named to waive. Leave it out, or waive.")
        checked = with_approval(office, records, case, need, number) if number else None
        if exemption:
            checked = with_exemption(case, need, exemption)
        refused = answer is Answer.REFUSED
        stated = plain(law) or (law_of(case, need) if refused else None)
        appeal = appeal_in(country_of(case)) if refused else None
        facts: list[Fact] = [ev.PermitAnswered(agency, answer, reference or number, reason, checked, stated, appeal)]
        if refused and not case.is_export and case.status != "D7":
            facts.append(ev.Decided("hold", f"{agency} refused its agreement: {reason}", law=stated, appeal=appeal))
        return go_on(records, case, facts, agency, now)


def decide(
    office: Office,
    case_id: str,
    verb: str,
    *,
    reason: str | None = None,
    security: str | None = None,
    form: Form | None = None,
    amount: Decimal | None = None,
    order: Order | None = None,
    law: str | None = None,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Record an officer's decision: pass, request-documents, inspect, hold, dismiss - or accept, if every other guard holds.

    Besides, query asks the trader something, release lets the goods go against ``security`` while something is in dispute,
    challenge doubts a value after acceptance, grant and deny answer a request. Where a doubt is open, the security has a
    ``form`` and an ``amount`` that covers what is to be secured. An inspection has an ``order`` that names
    its depth. Everything but pass, accept and grant needs a reason; what goes against the trader rests on a ``law``, and says
    where it is appealed. Nobody can accept past a guard that fails: the refusal names it. ``version`` is the version that the
    officer looked at; if the case has changed since, Stale is raised.
    """
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        must_hold(office, records, case)
        reason, security = plain(reason), plain(security)
        now = after_lodging(case, office.moment(records, at))
        if verb not in ("accept", *VERBS, *REMARKS, *ANSWERS):
            known = ", ".join(("accept", *VERBS, *REMARKS, *ANSWERS))
            raise IllegalStep(f"Verb {verb!r} is not known. An officer can decide: {known}.")
        if not case.is_open and verb not in ("challenge", *ANSWERS):
            raise IllegalStep(
                f"The case has ended: {case.status} {case.track.states[case.status]}. Nothing more can be done to it."
            )
        if verb not in ("pass", "accept", "grant") and not reason:
            raise IllegalStep(f"To {verb.replace('-', ' ')} needs a reason. State the facts and what the declarant should do.")
        rests = _law_of(office, case, verb, plain(law))
        if verb in ANSWERS:
            return _answer_request(office, records, case, verb == "grant", reason, rests, by, now)
        if verb == "accept":
            _may_accept(case)
            verb = "pass"
        _may_decide(case, verb, security, form, amount)
        if verb in ("pass", "release") and is_held(records, case):
            raise IllegalStep(
                f"Consignment {case.cargo} is held since its manifest. Lift that first, with a reason: eclear manifest --lift."
            )
        if verb == "inspect" and order:
            return go_on(records, case, ordered(case, order, reason or ""), by, now)
        told = (form, amount) if verb == "release" else (None, None)
        return go_on(records, case, [ev.Decided(verb, reason, security, *told, *rests)], by, now)


def _answer_request(
    office: Office, records: Records, case: Case, granted: bool, reason: str | None, rests: RestsOn, by: str, now: datetime
) -> Case:
    if case.request is None:
        raise IllegalStep("The trader has asked for nothing that is open. There is no request to decide on.")
    answer = decide_request(office, records, case, granted, reason, now)
    if not isinstance(answer, list):
        raise IllegalStep(f"The request cannot be granted: {answer[0].message} Deny it, with this reason.")
    decided = answer[0]
    assert isinstance(decided, ev.RequestDecided)
    return go_on(records, case, [replace(decided, law=rests[0], appeal=rests[1]), *answer[1:]], by, now)


def _law_of(office: Office, case: Case, verb: str, law: str | None) -> RestsOn:
    """Return the law that an adverse decision rests on, and where it is appealed; raises IllegalStep where none is named.

    Who is alone with his machine may name the law with the facts.
    """
    if verb not in ADVERSE:
        return None, None
    if law is None and office.acting.post is not None:
        raise IllegalStep(f"To {verb} goes against the trader, so it names the law it rests on. Give the act and the article.")
    return law, appeal_in(country_of(case))


def _may_decide(case: Case, verb: str, security: str | None, form: Form | None, amount: Decimal | None) -> None:
    """Raise IllegalStep where the verb is no step from here."""
    if case.is_export and verb not in EXPORT_VERBS:
        raise IllegalStep(f"To {verb.replace('-', ' ')} is not a step of an export. An export is passed or dismissed.")
    if verb == "challenge" and not case.accepted:
        raise IllegalStep("A challenge follows the acceptance. Before it, ask the trader (query) or request documents.")
    if case.released and verb in NOT_AFTER_RELEASE:
        raise IllegalStep(f"The goods were released against security: to {verb} comes too late. Pass the review, or query.")
    if verb == "release":
        _may_release(case, security)
        _must_cover(case, form, amount)
    if verb == "pass":
        _may_pass(case)


def _may_pass(case: Case) -> None:
    if case.request:
        raise IllegalStep(f"The trader's request {case.request.lrn} is open. Grant or deny it first.")
    if case.open_doubts:
        raise IllegalStep(f"{_doubts(case)} open. Decide it first; until then the goods may leave against security.")
    if case.open_analyses:
        raise IllegalStep(f"{analyses_of(case)} The review passes after it; until then the goods may leave against security.")
    if case.reviewed:
        raise IllegalStep("The review has passed already. " + waits(case))
    if case.inspection and not case.has_arrived:
        raise IllegalStep("An inspection is ordered, and the goods have not been carried in. Wait for carried-in.")
    if case.permits == "R3":
        raise IllegalStep("An agency has refused its agreement. The review can pass when it has answered otherwise.")


def in_dispute(case: Case) -> bool:
    """True if something is open for which a security can stand: a doubt, a question, a laboratory's answer, or a debt that
    is not final where the country releases goods before it is."""
    return bool(case.open_doubts) or case.asked or bool(case.open_analyses) or country_of(case).releases_early


def _doubts(case: Case) -> str:
    numbers = [str(doubt.number) for doubt in case.open_doubts]
    return f"Doubt {numbers[0]} is" if len(numbers) == 1 else f"Doubts {', '.join(numbers)} are"


def _must_cover(case: Case, form: Form | None, amount: Decimal | None) -> None:
    """Where a doubt is open, the security is an amount in a form, and covers what is to be secured as far as that is known."""
    if amount is None and form is None and not case.open_doubts:
        return
    least = case.assessment.to_secure if case.assessment else Decimal(0)
    currency = case.assessment.currency if case.assessment else ""
    if form is None or amount is None:
        raise IllegalStep(
            f"The security has a form ({', '.join(Form)}) and an amount. State both"
            + (f"; the amount is at least {currency} {least:,f}." if least else ".")
        )
    if amount <= 0 or amount < least:
        raise IllegalStep(
            f"The security of {currency} {amount:,f} does not cover what is to be secured, {currency} {least:,f}. "
            "Take one of at least that amount, above 0."
        )


def _may_release(case: Case, security: str | None) -> None:
    """Goods may go against security while value, origin or an answer is open, but past no other guard.

    A country may let them go as long as the debt is not final. Source: WTO Valuation Agreement, Article 13.
    """
    if not security:
        raise IllegalStep("A release before acceptance needs a security. Name its form, its number and its amount.")
    if case.released:
        raise IllegalStep("The goods were released against security before.")
    if case.request:
        raise IllegalStep(f"The trader's request {case.request.lrn} is open. Grant or deny it first.")
    if not in_dispute(case):
        raise IllegalStep(
            "Nothing is in dispute: no doubt is open and no question is asked. Security stands for what is open; raise a "
            "doubt or ask the trader first, or let the acceptance release the goods."
        )
    failing = [guard for guard in guards(case) if not guard.holds and guard.id not in ("review", "tax")]
    if failing or (case.inspection and not was_inspected(case)) or case.status == "D7":
        names = [f"{guard.id} ({guard.named})" for guard in failing] or [f"{case.status} {case.track.states[case.status]}"]
        raise IllegalStep(f"The goods cannot go yet: {', '.join(names)}. Security stands for money only.")


def _may_accept(case: Case) -> None:
    failing = [guard for guard in guards(case) if not guard.holds and guard.id != "review"]
    if failing:
        names = "; ".join(f"{guard.id} ({guard.named}) waits for {guard.waits_for}" for guard in failing)
        raise IllegalStep(f"Acceptance is not possible: {names}. It follows by itself when they hold.")
