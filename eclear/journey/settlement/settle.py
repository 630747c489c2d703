"""What follows by itself: the tax notice after the review, and acceptance with the last guard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from eclear.casefile.case import Case
from eclear.casefile.events import Accepted, Fact, SecurityReturned, TaxNotified
from eclear.journey.settlement.guards import guards


def settle(case: Case, *, due_by: date, notice: Callable[[], str], cleared: str | None) -> tuple[Fact, ...]:
    """Return the facts that follow now from where the case stands; nothing if it must go on waiting.

    Where payment comes first (collection type 11) the notice goes out as soon as the review has passed and, where the
    country asks for it, the goods have been presented; where it comes later, with the acceptance. A security that is still
    held then goes back; where doubts were raised, with the decision on the last of them. For goods that go back abroad no
    notice goes out. ``cleared`` names the event that may have cleared the last guard, ``notice`` makes a notice number,
    ``due_by`` is the last day to pay.
    """
    if not case.is_open:
        return ()
    if case.doubts and not case.open_doubts and (ended := returned(case)):
        return ended
    held = [guard for guard in guards(case) if not guard.holds]
    if not held:
        accepted: tuple[Fact, ...] = (Accepted(cleared), *returned(case))
        return (*accepted, _notice(case, due_by, notice)) if case.tax == "T1" else accepted
    failing = {guard.id for guard in held}
    if case.tax == "T1" and case.lodged.pays_first and not failing & {"review", "presentation", "return"}:
        return (_notice(case, due_by, notice),)
    return ()


def returned(case: Case) -> tuple[Fact, ...]:
    """Return what becomes of a security when nothing is in dispute any more: what is owed more is set off, the rest goes back.

    Nothing where no security is held. A security without a stated amount goes back as it was given.
    """
    held = case.security
    if held is None or held.ended:
        return ()
    taken = held.taken(case.total_due, case.outstanding)
    return (SecurityReturned(taken, None if held.amount is None else held.amount - taken),)


def _notice(case: Case, due_by: date, number: Callable[[], str]) -> TaxNotified:
    assert case.assessment is not None
    return TaxNotified(number(), case.outstanding, case.assessment.currency, due_by)
