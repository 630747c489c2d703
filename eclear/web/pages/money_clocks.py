"""The time limits on the money card of a case, on the clock of its room: to pay, to carry out, to declare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.clearance.clocks import carry_out_until, declare_until
from eclear.clearance.office import country_of, today
from eclear.web import wording
from eclear.web.languages import _, ngettext


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit on the clock of the room: for what, the last day, and a sentence."""

    name: Term
    by: date
    late: bool
    said: str


def money_clocks(case: Case, now: datetime, cargo: Cargo | None) -> tuple[Clock, ...]:
    """Return the time limits that run for the trader on the clock of the room."""
    law, found = country_of(case), []
    day = today(now, law)
    first = next((one for one in case.ledger.open_notices if one.due_by), None)
    if first and first.due_by:
        found.append(_clock(Term("To pay", "납부할 금액"), first.due_by, day, ""))
    if by := carry_out_until(case):
        found.append(
            _clock(Term("Carry out", "반출"), by, day, _("After that day a fine is possible; how much is not established here."))
        )
    rule, by = law.surcharges.late_on(day), declare_until(cargo, (case,), law, day) if cargo and not case.is_export else None
    if rule and by:
        percent = rule.percent((day - by).days)
        most = wording.money(Amount(rule.most, law.currency), law.code)
        said = (
            _(
                "Declared today, the surcharge is %(percent)s of the value, at most %(most)s.",
                percent=wording.percent(percent),
                most=most,
            )
            if percent
            else _("After that day a surcharge grows with every band of days.")
        )
        found.append(_clock(Term("Declare", "수입신고"), by, day, f"{said} ({rule.fact.mark})"))
    return tuple(found)


def _clock(name: Term, by: date, day: date, said: str) -> Clock:
    left = (by - day).days
    if left < 0:
        told = ngettext("%(num)s day late.", "%(num)s days late.", -left)
    elif left == 0:
        told = _("Today is the last day.")
    else:
        told = ngettext("%(num)s day is left.", "%(num)s days are left.", left)
    return Clock(name, by, left < 0, f"{told} {said}".strip())
