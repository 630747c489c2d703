"""Integrity (청렴): nobody picks his cases, decides what he lodged, or confirms what he proposed himself.

Each verb asks here within its own transaction, so that nothing can change between the question and the act. Who is alone
with his machine, and the command line, is kept apart from nobody. Source: Revised Arusha Declaration; eclear's own rules.
In an exercise one person may play the trader and then the officer; he, and he alone, decides also on what he lodged.
"""

from __future__ import annotations

from enum import StrEnum

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance.office import Office
from eclear.storage import Records


class Bar(StrEnum):
    """Why somebody may not decide on a case, or not be the second officer."""

    NO_OFFICER = "no officer"
    SUPERVISOR = "supervisor"
    OWN = "own"
    NOBODYS = "nobody's"
    ANOTHERS = "another's"
    PROPOSER = "proposer"
    NO_SECOND = "no second officer"


SENTENCES = {
    Bar.NO_OFFICER: "Only an officer decides on a case. Go to your officer's desk if you have one.",
    Bar.SUPERVISOR: "A supervisor transfers cases and confirms what an officer proposed, and decides no case alone. "
    "Go to your officer's desk if you have one.",
    Bar.OWN: "You lodged this declaration, or asked something about it, so you cannot decide on it. Give the case back to the "
    "pool with that reason, or ask a supervisor to transfer it.",
    Bar.NOBODYS: "The case is allotted to nobody. Cases are allotted by lot: take the next case from your list.",
    Bar.ANOTHERS: "The case is allotted to {officer}. Only that officer decides on it; a supervisor can transfer it.",
    Bar.PROPOSER: "You proposed this, so a second officer or a supervisor confirms it. Ask one of them to open the case.",
    Bar.NO_SECOND: "A second officer or a supervisor confirms this. Ask one of them.",
}
"""What each of them is told, and what to do."""


def must_hold(office: Office, records: Records, case: Case, *, after_release: bool = False) -> None:
    """Raise IllegalStep unless who acts may decide on this case: an officer, to whom it is allotted, who did not lodge it.

    ``after_release`` is for what is looked at once the goods have gone: a case that nobody had to look at before, and so was
    never allotted, may then be taken up by any officer who did not lodge it.
    """
    if bar := bar_to_decide(office.acting, case, after_release=after_release):
        raise IllegalStep(SENTENCES[bar].format(officer=name_of(records, case.officer) if case.officer else ""))


def must_be_second(office: Office, case: Case, proposer: str) -> None:
    """Raise IllegalStep unless who acts is another officer than the one who proposed, or a supervisor, and lodged nothing."""
    if bar := bar_to_confirm(office.acting, case, proposer):
        raise IllegalStep(SENTENCES[bar])


def bar_to_decide(acting: Seated, case: Case, *, after_release: bool = False) -> Bar | None:
    """Return why somebody may not decide on a case; None if he may."""
    if acting.post is None:
        return None
    if not acting.plays(Role.OFFICER):
        return Bar.SUPERVISOR if acting.plays(Role.SUPERVISOR) else Bar.NO_OFFICER
    if is_own(acting.person, case):
        return Bar.OWN
    if case.officer:
        return None if case.officer == acting.id else Bar.ANOTHERS
    return None if after_release and not case.clock.hands else Bar.NOBODYS


def bar_to_confirm(acting: Seated, case: Case, proposer: str) -> Bar | None:
    """Return why somebody cannot be the second officer; None if he can."""
    if acting.post is None:
        return None
    if not acting.plays(Role.OFFICER, Role.SUPERVISOR):
        return Bar.NO_SECOND
    if acting.id == proposer:
        return Bar.PROPOSER
    return Bar.OWN if is_own(acting.person, case) else None


def is_own(person: Person, case: Case) -> bool:
    """True for a case that somebody lodged himself, or asked something about, unless he plays both chairs in turn."""
    return person.id in case.lodged_by and not person.both_chairs


def competence(post: Post | None) -> tuple[Lane, ...]:
    """Return the lanes that an officer may be given; all of them where his post names none.

    A declaration of the automatic lane that comes to officers after all may be given to any of them.
    """
    named = post.of.split() if post else []
    lanes = tuple(lane for lane in Lane if lane.value in named)
    return (Lane.L0, *(lane for lane in lanes if lane is not Lane.L0)) if lanes else tuple(Lane)


def officer_post(person: Person) -> Post | None:
    """Return the post at which somebody is given cases; None for who is no officer."""
    return next((post for post in person.posts if post.role is Role.OFFICER), None)


def lodges_for(acting: Seated) -> str:
    """Return the number of the declarant in whose name somebody at a trader's desk lodges; "" for who may in anybody's."""
    return acting.of if acting.post is not None and acting.post.role is Role.TRADER else ""


def may_be_given(person: Person, case: Case) -> bool:
    """True if somebody can be given a case: an officer who is there, competent for its lane, and who did not lodge it."""
    post = officer_post(person)
    if post is None or person.closed or person.absent or is_own(person, case):
        return False
    return case.lane in competence(post)


def name_of(records: Records, id: str) -> str:
    """Return the name of somebody in the room; his id if the room does not know him any more."""
    person = records.people.person(records.room.name, id)
    return person.name if person else id
