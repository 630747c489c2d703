"""Whose case this is: to whom it is allotted, why somebody may not decide on it, and the rarer things that can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.person import Person, Role, Seated
from eclear.casefile.words import Term
from eclear.clearance.allotting import given_to
from eclear.clearance.integrity import Bar, bar_to_confirm, bar_to_decide
from eclear.clearance.overriding import GIVEN_BY_HAND, against_override, against_referral
from eclear.reference.country import LaneLook
from eclear.web.languages import _, word
from eclear.web.persons import called


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """A lane that can be given by hand, and whether a second officer must confirm it."""

    lane: Lane
    name: Term
    lighter: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A lighter lane that is proposed: which, why, by whom and when; ``why_not`` says why who reads it cannot confirm it."""

    lane: Lane
    before: Lane
    reason: str
    by: str
    at: datetime
    why_not: str


@dataclass(frozen=True, slots=True)
class Allotment:
    """Whose case this is for who reads its page.

    ``barred`` says why he may not decide on it, "" if he may. ``given_to`` are those to whom he can transfer it, with ``to_pool``
    True if he can give it back; ``overrides`` the lanes that he can give it. ``referable`` is True if he can refer it to an
    audit. ``examines`` is True if he can report an examination, or an audit of a case that was allotted to nobody;
    ``hears_laboratory`` if he can report what a laboratory answered too.
    """

    officer: str
    mine: bool
    barred: str
    given_to: tuple[tuple[str, str], ...]
    to_pool: bool
    overrides: tuple[LaneChoice, ...]
    referable: bool
    proposed: Proposed | None
    overridden: Lane | None
    examines: bool
    hears_laboratory: bool

    @property
    def shown(self) -> bool:
        """True if there is something rare that can be done."""
        return bool(self.given_to or self.to_pool or self.overrides or self.referable)


def allotment(
    case: Case, people: Sequence[Person], me: Seated, looks: Mapping[Lane, LaneLook], *, hears: bool = True
) -> Allotment:
    """Return whose case this is, and what who reads its page can do about that.

    ``hears`` is False where what a laboratory answers is not his to report.
    """
    names = {person.id: person.name for person in people}
    officer = names.get(case.officer, called(case.officer))
    bar, after = bar_to_decide(me, case), bar_to_decide(me, case, after_release=True)
    open_yet = bool(case.is_open or case.request or case.accepted)
    supervises = open_yet and me.plays(Role.SUPERVISOR)
    others = (one for one in given_to(people, case) if one.id != me.id) if supervises else ()
    return Allotment(
        officer=officer,
        mine=bool(case.officer) and case.officer == me.id,
        barred=_barred(bar, officer) if bar else "",
        given_to=tuple((one.id, one.name) for one in others),
        to_pool=open_yet and bool(case.officer) and (supervises or case.officer == me.id),
        overrides=_overrides(case, looks) if not bar and case.is_open else (),
        referable=not after and not against_referral(case),
        proposed=_proposed(case, names, me),
        overridden=case.overridden,
        examines=not after,
        hears_laboratory=hears and not after,
    )


def _overrides(case: Case, looks: Mapping[Lane, LaneLook]) -> tuple[LaneChoice, ...]:
    lanes = (lane for lane in GIVEN_BY_HAND if not against_override(case, lane))
    return tuple(
        LaneChoice(lane, looks[lane].name if lane in looks else lane.term, case.lane is not None and lane < case.lane)
        for lane in lanes
    )


def _proposed(case: Case, names: Mapping[str, str], me: Seated) -> Proposed | None:
    proposal = case.proposal
    if proposal is None or case.lane is None or not case.clock.hands:
        return None
    bar, by = bar_to_confirm(me, case, proposal.by), names.get(proposal.by, called(proposal.by))
    return Proposed(proposal.lane, case.lane, proposal.reason, by, proposal.at, _barred(bar, by) if bar else "")


def _barred(bar: Bar, officer: str) -> str:
    """Say to a reader why something is not his to do."""
    return {
        Bar.NO_OFFICER: _("Only an officer decides on a case."),
        Bar.SUPERVISOR: _("A supervisor transfers cases and confirms what an officer proposed. He decides no case alone."),
        Bar.OWN: _("You lodged this declaration, or asked something about it. Another officer decides on it."),
        Bar.NOBODYS: _("The case is allotted to nobody. Cases come by lot: take the next case from your list."),
        Bar.ANOTHERS: _("The case is allotted to %(officer)s. Only that officer decides on it.", officer=officer),
        Bar.PROPOSER: _("You proposed this. A second officer or a supervisor confirms it."),
        Bar.NO_SECOND: _("A second officer or a supervisor confirms this."),
    }[bar]


def lane_name(lane: Lane, looks: Mapping[Lane, LaneLook]) -> str:
    """Return how a lane is called in a country, with its id."""
    return f"{lane} {word(looks[lane].name if lane in looks else lane.term)}"
