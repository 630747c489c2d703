"""Decisions in writing (결정 통지): what went against the trader, on which facts and law, and where it is appealed. To print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from eclear.casefile import events as ev
from eclear.casefile.amendment import Change
from eclear.casefile.case import Case
from eclear.casefile.doubt import Appeal
from eclear.casefile.events import Event
from eclear.casefile.permit import Answer
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance.asking import appeal_in
from eclear.clearance.deciding import ADVERSE
from eclear.clearance.office import country_of
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.editions import ChangeLine, change_lines
from eclear.web.pages.timeline import what


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision that went against the trader: its number is its place in the log of the case.

    ``when`` is day and time in the country of the case, ``law`` is "" where it was named with the facts. ``values`` are the
    values that were set, ``changes`` what was amended, ``owed`` what is owed after it, ``paper`` the name of the paper that
    tells it.
    """

    number: int
    at: datetime
    when: str
    what: Term
    by: str
    facts: str
    law: str
    office: str
    appeal: Term
    values: tuple[str, ...]
    changes: tuple[ChangeLine, ...]
    more_changes: int
    owed: str
    paper: str


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A decision as handed to the trader; ``back`` is the page of the case as who reads it may see it, ``pdf`` the paper."""

    template: ClassVar[str] = "decision.html"

    back: str
    number: str
    declarant: str
    importer: str
    decision: Decision
    pdf: str


def decisions(case: Case, events: Sequence[Event]) -> tuple[Decision, ...]:
    """Return the decisions of a case that went against the trader, the latest first."""
    found = (_decision(case, events, event) for event in reversed(events))
    return tuple(decision for decision in found if decision)


def decision_page(case: Case, events: Sequence[Event], number: int, back: str) -> DecisionPage | None:
    """Return one decision to print, with the way ``back`` to its case; None where the event of this number is none."""
    decision = next((one for one in decisions(case, events) if one.number == number), None)
    if decision is None:
        return None
    lodged = case.lodged
    pdf = f"/cases/{case.id}/papers/{decision.paper}.pdf"
    return DecisionPage(back, case.number or lodged.lrn, lodged.trader, lodged.importer or "", decision, pdf)


def _decision(case: Case, events: Sequence[Event], event: Event) -> Decision | None:
    fact = event.fact
    if isinstance(fact, ev.Decided) and fact.verb in ADVERSE:
        return _written(case, event, fact.reason, fact.law, fact.appeal)
    if isinstance(fact, ev.RequestDecided) and not fact.granted:
        return _written(case, event, fact.reason, fact.law, fact.appeal)
    if isinstance(fact, ev.PermitAnswered) and fact.answer is Answer.REFUSED:
        return _written(case, event, fact.reason, fact.law, fact.appeal, by=fact.agency)
    if isinstance(fact, ev.Amended) and fact.by_customs:
        return _written(case, event, fact.reason, fact.law, fact.appeal, owed=_owed(case, events, event), amended=fact.changes)
    if isinstance(fact, ev.AssessmentAnnounced) or (isinstance(fact, ev.Corrected) and fact.how.adverse):
        owed = _owed(case, events, event) if isinstance(fact, ev.Corrected) else ""
        return _written(case, event, fact.grounds, fact.law, fact.appeal, owed=owed)
    if isinstance(fact, ev.AdditionDecided) and fact.amount:
        return _written(case, event, fact.grounds, fact.law, fact.appeal, owed=_sum(case, fact.amount, fact.currency))
    if isinstance(fact, ev.DrawbackDecided) and not fact.granted:
        return _written(case, event, fact.reason, fact.law, fact.appeal)
    if isinstance(fact, ev.AppealDecided) and not fact.won:
        return _written(case, event, fact.grounds, fact.law, None)
    if isinstance(fact, ev.DoubtDecided) and fact.outcome.adverse:
        currency = case.assessment.currency if case.assessment else ""
        values = tuple(
            _(
                "Item %(item)s: %(value)s by method %(method)s. %(grounds)s",
                item=set.item,
                value=_sum(case, set.value, currency),
                method=set.method,
                grounds=set.grounds,
            )
            for set in fact.values
        )
        return _written(case, event, fact.grounds, fact.law, fact.appeal, values=values, owed=_owed(case, events, event))
    return None


def _written(
    case: Case,
    event: Event,
    facts: str | None,
    law: str | None,
    appeal: Appeal | None,
    *,
    by: str = "",
    values: tuple[str, ...] = (),
    owed: str = "",
    amended: Sequence[Change] = (),
) -> Decision:
    told = appeal or appeal_in(country_of(case))
    changes, more = change_lines(amended, amended[0].said if amended else None)
    who = by or _("Customs")
    here = event.at.astimezone(country_of(case).time_zone)
    return Decision(
        number=event.sequence,
        at=event.at,
        when=f"{wording.day(here.date())}, {wording.time(here)}",
        what=_called(event, case),
        by=who,
        facts=facts or "",
        law=law or "",
        office=told.office,
        appeal=told.text,
        values=values,
        changes=changes,
        more_changes=more,
        owed=owed,
        paper=f"{_paper(event)}-{event.sequence}",
    )


def _paper(event: Event) -> str:
    """What the paper of a decision is called: to hold the goods has one of its own."""
    return "hold-notice" if isinstance(event.fact, ev.Decided) and event.fact.verb == "hold" else "decision"


def _called(event: Event, case: Case) -> Term:
    return event.fact.outcome.term if isinstance(event.fact, ev.DoubtDecided) else what(event, case.is_export)


def _owed(case: Case, events: Sequence[Event], decided: Event) -> str:
    """Say what is owed after a decision on a doubt, an amendment of customs or a reassessment, and what was before."""
    assessed = ev.Assessed | ev.Reassessed | ev.Corrected
    totals = [(event.sequence, event.fact.assessment) for event in events if isinstance(event.fact, assessed)]
    before = [assessment for at, assessment in totals if at < decided.sequence]
    after = [assessment for at, assessment in totals if at >= decided.sequence]
    if not before or not after:
        return ""
    now, then = after[0], before[-1]
    return _(
        "%(after)s, before %(before)s",
        after=_sum(case, now.total_due, now.currency),
        before=_sum(case, then.total_due, then.currency),
    )


def _sum(case: Case, value: Decimal, currency: str) -> str:
    return wording.money(Amount(value, currency), case.lodged.country)
