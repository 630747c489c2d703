"""The three cells at the top of a case, never merged: its state, who is waited for, and the latest event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import term_of
from eclear.casefile.words import Term
from eclear.clearance.clocks import carry_out_until
from eclear.clearance.office import country_of, today
from eclear.journey.settlement import Guard, guards
from eclear.web import wording
from eclear.web.languages import _, word
from eclear.web.pages.board import REVIEW_PASSED, Trace
from eclear.web.pages.timeline import Happening


@dataclass(frozen=True, slots=True)
class Headline:
    """State, waits for, latest event: each with one sentence under it."""

    state: Term
    state_note: str
    waits: Term
    waits_note: str
    latest: Happening
    changes_nothing: bool


NOBODY, DECLARANT = Term("Nobody", "없음"), Term("The declarant", "신고인")
PAYER = Term("The payer", "납세자")
SHED = Term("The shed, to hand over", "보세구역 반출")
CARRIER = Term("The carrier", "운송인")


def headline(case: Case, held: tuple[Guard, ...], steps: Trace, latest: Happening, now: datetime) -> Headline:
    """Return the three cells of a case; the same words for officers and for everybody."""
    waits, note = _waits(case, held, steps, now)
    return Headline(state(case), _state_note(case), waits, note, latest, _changed_nothing(steps))


def state(case: Case) -> Term:
    """What the state of the declaration is called: a review that has passed says so, whatever else is waited for."""
    return REVIEW_PASSED if case.reviewed and not case.open_doubts and case.status in ("D4", "E3") else term_of(case.status)


def _state_note(case: Case) -> str:
    if case.status == "D1":
        return _("It got no number. Correct the message and send it under a new LRN.")
    if case.status in ("D9", "D10", "E4", "E6"):
        return _("All guards held. The declaration was accepted by itself.")
    if case.status == "X3":
        return _("The goods have left the country. Nothing is owed for them.")
    if case.status in ("X1", "X2", "EX"):
        return _("The case has ended. The goods stay where they are.")
    if case.returning:
        return _("The goods go back abroad. The declaration ends when they have left.")
    if case.released:
        return _("The goods may leave against security, before acceptance.")
    if case.request:
        return _("The declarant has asked customs for something. Customs answers it first.")
    if case.open_doubts:
        return _("Customs is looking at the declaration.")
    if case.reviewed:
        return _("Customs has finished its review.")
    if case.status == "D5":
        return _("Customs has asked for papers.")
    if case.status == "D6":
        return _("Customs wants to look at the goods.")
    if case.status == "D7":
        return _("The goods are held until the reason is settled.")
    return _("Customs is looking at the declaration.")


def _waits(case: Case, held: tuple[Guard, ...], steps: Trace, now: datetime) -> tuple[Term, str]:
    if case.status == "D1":
        return DECLARANT, _("For a corrected message.")
    if case.status == "D9" and case.cargo and not case.carried_out:
        return SHED, _to_leave(case, now)
    if case.status == "E4":
        return CARRIER, _("For the goods to leave the country.")
    if case.status == "D10" and case.tax == "T2":
        due = _("Due by %(day)s.", day=wording.day(case.notice_due)) if case.notice_due else ""
        return PAYER, " ".join((_("The goods have left against security; the tax is still to be paid."), due)).strip()
    if not case.is_open:
        return NOBODY, _("Nothing more is needed.")
    failing = [guard for guard in held if not guard.holds]
    first = failing[0]
    waits = first.waits_for or NOBODY
    others = [g.waits_for for g in failing[1:] if g.waits_for and g.waits_for != waits]
    parts = [_("For: %(guard)s, since %(span)s.", guard=word(first.term), span=wording.span(now - _since(steps, first)))]
    if first.id == "tax" and case.notice_due:
        parts.append(_("Due by %(day)s.", day=wording.day(case.notice_due)))
    if others:
        parts.append(_("Then for %(others)s.", others=", ".join(word(t) for t in dict.fromkeys(others))))
    return _begun(waits), " ".join(parts)


def _to_leave(case: Case, now: datetime) -> str:
    """Say that goods may leave their shed, and by when they are to."""
    until = carry_out_until(case)
    if until is None:
        return _("The goods may leave.")
    day = wording.day(until)
    if today(now, country_of(case)) > until:
        return _("The goods should have left by %(day)s.", day=day)
    return " ".join((_("The goods may leave."), _("They are to be taken out by %(day)s.", day=day)))


def _since(steps: Trace, failing: Guard) -> datetime:
    """Since when a guard is waited for: from the event after which it first failed to hold, in the same hands, up to now."""
    since = steps[-1][0].at
    for event, after in reversed(steps):
        guard = next((g for g in guards(after) if g.id == failing.id), None)
        if guard is None or guard.holds or guard.waits_for != failing.waits_for:
            break
        since = event.at
    return since


def _begun(term: Term) -> Term:
    return Term(term.en[:1].upper() + term.en[1:], term.ko)


def _changed_nothing(steps: Trace) -> bool:
    if len(steps) < 2:
        return False
    return _moved_by(steps[-2][1]) == _moved_by(steps[-1][1])


def _moved_by(case: Case) -> tuple[object, ...]:
    """Where a case stands: an event that leaves all of this as it is does not change the state."""
    tracks = (case.status, case.tax, case.permits, case.cargo_state)
    dispute = (case.released, case.doubts, case.security)
    return (*tracks, case.reviewed, case.edition, case.request, case.presented, case.exited, case.returning, *dispute)
