"""What follows by itself: the tax notice after the review, and acceptance with the last guard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from eclear.casefile.case import Case
from eclear.casefile.events import Accepted, Fact, TaxNotified
from eclear.journey.settlement.guards import guards


def settle(case: Case, *, today: date, payment_days: int, notice: Callable[[], str], cleared: str | None) -> tuple[Fact, ...]:
    """Return the facts that follow now from where the case stands; nothing if it must go on waiting.

    Under collection type 11 (pay first) the notice goes out as soon as the review has passed and, where the country asks
    for it, the goods have been presented; under type 43 with the acceptance. ``cleared`` names the event that may have
    cleared the last guard, ``notice`` makes a notice number, ``payment_days`` is the time to pay, counted from the notice.
    """
    if not case.is_open:
        return ()
    held = [guard for guard in guards(case) if not guard.holds]
    if not held:
        accepted: tuple[Fact, ...] = (Accepted(cleared),)
        return (*accepted, _notice(case, today, payment_days, notice)) if case.tax == "T1" else accepted
    failing = {guard.id for guard in held}
    if case.tax == "T1" and case.lodged.collection_type == "11" and not failing & {"review", "presentation"}:
        return (_notice(case, today, payment_days, notice),)
    return ()


def _notice(case: Case, today: date, payment_days: int, number: Callable[[], str]) -> TaxNotified:
    assert case.assessment is not None
    return TaxNotified(number(), case.total_due, case.assessment.currency, today + timedelta(days=payment_days))
