"""The action plan that somebody takes home: begun from his own results, finished in his own words.

The fields are those that a KOICA course asks for: where one stands, what one wants to change, the steps with who and when,
what is needed, how it will be seen. Source: format of KOICA action plans (secondary, see training.md, section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.play import PlanSaved, learner_stream
from eclear.casefile.words import Term
from eclear.clearance import Office
from eclear.clearance.recording import plain
from eclear.storage import Records

FIELDS: Mapping[str, Term] = {
    "today": Term("Where we stand today", "현황"),
    "change": Term("What I want to change", "목표"),
    "step_1": Term("First step", "1단계"),
    "step_2": Term("Second step", "2단계"),
    "step_3": Term("Third step", "3단계"),
    "who": Term("Who helps", "협력자"),
    "when": Term("By when", "기한"),
    "needs": Term("What it needs", "필요한 것"),
    "seen": Term("How it will be seen", "성과 확인"),
}
"""The fields of a plan, in their order, with what each is called."""

MOST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of somebody: what stands in each field, and when it was saved; None for one that he has not begun."""

    lines: Mapping[str, str]
    saved: datetime | None = None


def plan_of(records: Records, person: str) -> Plan:
    """Return the plan of somebody of a class as he saved it last."""
    plan = Plan({})
    for event in records.events(learner_stream(person)):
        if isinstance(event.fact, PlanSaved):
            plan = Plan(dict(event.fact.lines), event.at)
    return plan


def save_plan(office: Office, home: str, lines: Mapping[str, str]) -> Plan:
    """Save the plan of who acts. Raises IllegalStep for a field that there is not, and for a text that is too long."""
    person = office.acting.id
    if not person:
        raise IllegalStep("A plan is somebody's own. Come in with your seat card first.")
    told = {}
    for name, text in lines.items():
        if name not in FIELDS:
            raise IllegalStep(f"A plan has no field {name[:40]!r}. Its fields are: {', '.join(FIELDS)}.")
        said = (plain(text) or "").replace("\r\n", "\n")
        if len(said) > MOST_TEXT:
            raise IllegalStep(f"{FIELDS[name]}: {len(said)} characters, {MOST_TEXT} at most fit. Say it shorter.")
        if said:
            told[name] = said
    if not told:
        raise IllegalStep("The plan is empty. Write a line in one of its fields, then save it.")
    with office.writing(home) as records:
        stream = learner_stream(person)
        sequence, now = len(records.events(stream)) + 1, office.moment(records, None)
        records.note(records.event(stream, sequence, now, "trainee", PlanSaved(tuple(told.items()))))
    return Plan(told, now)
