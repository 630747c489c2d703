"""Override: an officer changes the lane that selection chose, and says why. A deeper look begins at once.

A lighter one is proposed, and a second officer or a supervisor confirms or refuses it: nobody lets goods go more easily
alone. A declaration can be referred to an audit after release whatever its lane. What selection chose is kept beside it, so
that the watch can compare the two.
"""

from __future__ import annotations

from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.desk import Proposal
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.clearance.integrity import must_be_second, must_hold
from eclear.clearance.judging import review_for
from eclear.clearance.office import Office, after_lodging
from eclear.clearance.recording import as_seen, go_on, plain, standing
from eclear.storage import Records

GIVEN_BY_HAND = (Lane.L1, Lane.L2, Lane.L3)
"""The lanes that an officer can give: in the automatic one nobody looks, and only selection decides on that."""

REVIEWS = ("D4", "E3", "D5", "D6")
"""The states of a review, the lightest look first."""


def override(
    office: Office,
    case_id: str,
    lane: Lane,
    reason: str | None,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Change the lane of a declaration, with a reason: a deeper one at once, a lighter one when somebody else confirms it."""
    with office.writing(room) as records:
        case, said = standing(records, case_id, version), plain(reason)
        must_hold(office, records, case)
        now = after_lodging(case, office.moment(records, at))
        if said is None:
            raise IllegalStep("To override a lane needs a reason. State the facts that selection did not know.")
        if against := against_override(case, lane):
            raise IllegalStep(against)
        assert case.lane is not None
        if lane > case.lane:
            return go_on(records, case, [ev.LaneOverridden(lane, said), *_review(case, lane)], "officer", now)
        return go_on(records, case, [ev.OverrideProposed(lane, said)], "officer", now)


def confirm_override(
    office: Office, case_id: str, *, room: str = "open", at: datetime | None = None, version: int | None = None
) -> Case:
    """Confirm the lighter lane that another officer has proposed: from now on the declaration is in that lane."""
    with office.writing(room) as records:
        case, proposal = _proposed(office, records, case_id, version)
        now = after_lodging(case, office.moment(records, at))
        fact = ev.LaneOverridden(proposal.lane, proposal.reason, proposal.by)
        return go_on(records, case, [fact, *_review(case, proposal.lane)], _part(office), now)


def refuse_override(
    office: Office,
    case_id: str,
    reason: str | None,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Refuse the lighter lane that another officer has proposed, with a reason: the lane stays as it is."""
    with office.writing(room) as records:
        case, _ = _proposed(office, records, case_id, version)
        said = plain(reason)
        if said is None:
            raise IllegalStep("To refuse a lighter lane needs a reason. The officer who proposed it is told.")
        now = after_lodging(case, office.moment(records, at))
        return go_on(records, case, [ev.OverrideRefused(said)], _part(office), now)


def refer_to_audit(
    office: Office,
    case_id: str,
    reason: str | None,
    *,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Refer a declaration to an audit after release (사후심사), with a reason, whatever its lane.

    Its officer does so; where a case was never allotted, because nobody had to look at it, any officer who did not lodge it.
    """
    with office.writing(room) as records:
        case, said = as_seen(records, case_id, version), plain(reason)
        must_hold(office, records, case, after_release=True)
        now = after_lodging(case, office.moment(records, at))
        if said is None:
            raise IllegalStep("To refer to an audit needs a reason. Say what the audit should look for.")
        if against := against_referral(case):
            raise IllegalStep(against)
        return go_on(records, case, [ev.ReferredToAudit(said)], "officer", now)


def against_override(case: Case, lane: Lane) -> str:
    """Say why the lane of a case cannot become this one; "" if it can."""
    if lane not in GIVEN_BY_HAND:
        return "Nobody gives the automatic lane by hand. Pass the review instead, or propose L1."
    if case.released:
        return "The goods were released against security, and the lane has done its work. Refer the case to an audit instead."
    if case.lane is None:
        return "The declaration has no lane yet. Look again in a moment."
    if lane is case.lane:
        return f"The case is in lane {lane} already. Choose another lane."
    if lane < case.lane:
        if case.proposal:
            return f"Lane {case.proposal.lane} is proposed already, and waits for a second officer. One is enough."
        if case.reviewed:
            return "The review has passed, so a lighter lane would change nothing."
    return ""


def against_referral(case: Case) -> str:
    """Say why a case cannot be referred to an audit; "" if it can."""
    if case.decision is None or case.status in ("D1", "X1", "X2", "X3", "EX"):
        return "The declaration came to nothing, so there is nothing to audit."
    if case.decision.audit:
        return "The declaration is marked for an audit after release already."
    return ""


def _proposed(office: Office, records: Records, case_id: str, version: int | None) -> tuple[Case, Proposal]:
    case = standing(records, case_id, version)
    if case.proposal is None or not case.clock.hands:
        raise IllegalStep("No lighter lane is proposed for this case any more. Look again.")
    must_be_second(office, case, case.proposal.by)
    return case, case.proposal


def _review(case: Case, lane: Lane) -> list[Fact]:
    """Return how the review goes on in another lane; one that is held, or looks deeper than the lane asks, stays as it is."""
    assert case.lane is not None
    begun = review_for(lane, case.is_export)
    if not isinstance(begun, ev.ReviewStarted) or case.status == "D7":
        return []
    if lane > case.lane and not case.reviewed and case.status in REVIEWS:
        return [begun] if REVIEWS.index(begun.status) > REVIEWS.index(case.status) else []
    return [begun] if begun.status != case.status or case.reviewed else []


def _part(office: Office) -> str:
    return "supervisor" if office.acting.post and office.acting.post.role is Role.SUPERVISOR else "officer"
