"""Return (반송): goods that arrived go back abroad instead of being imported, and their declarations end with them.

Which regime that is says its file (``ends_declarations``); none is known here by name. A declaration that is open when the
return is accepted waits, and is not accepted meanwhile. It ends when the goods have left, or goes on when they do not.
"""

from __future__ import annotations

from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.cargo import Cargo
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role, Seated
from eclear.casefile.suspension import Stage, Suspension
from eclear.clearance.following import ancestors, follow
from eclear.reference.regimes import Regime
from eclear.storage import Records


def must_be_able_to_return(acting: Seated, records: Records, cargo: Cargo) -> None:
    """Raise IllegalStep, with the reason, for goods that cannot go back: they are free, or declared together with others.

    A declaration ends with its goods, so it is for its declarant to send them back: no other trader or carrier does.
    """
    if cargo.returning:
        raise IllegalStep(f"Cargo {cargo.number} goes back under operation {cargo.returning} already.")
    for number in (cargo.number, *ancestors(records, cargo)):
        for case in records.cases_of(number):
            name = case.number or case.id
            if case.accepted or case.released:
                raise IllegalStep(
                    f"Cargo {cargo.number} was released under {name}: its goods are free. To send them abroad, declare an export."
                )
            if not case.is_open:
                continue
            if case.is_export:
                raise IllegalStep(f"Cargo {cargo.number} is declared for export under {name}. Withdraw that first.")
            if _bound_to_one(acting) and case.lodged.trader != acting.of:
                raise IllegalStep(f"Cargo {cargo.number} is declared by somebody else. Its declarant sends it back.")
            if others := sorted(_went_on(records, number) - {cargo.number}):
                raise IllegalStep(
                    f"{name} declares more than cargo {cargo.number}: also {', '.join(others)}. A declaration ends with all of "
                    "its goods. Amend it to those that stay, or withdraw it."
                )


def goods_stay(records: Records, known: Suspension, regime: Regime, why: str, now: datetime) -> None:
    """Record what a claimed guarantee means for the goods of an operation, as it stood before the claim.

    Goods that were presented stay where they were presented; those that were not are still under bond. A declaration that
    waited for them to leave goes on as before.
    """
    cargo = records.cargo(known.operation.cargo)
    if known.stage is Stage.ARRIVED and cargo.bond == known.number:
        cargo = follow(records, cargo, ev.Moved(cargo.number, "bonded-in", known.shed, None, basis=known.number), "customs", now)
    if regime.ends_declarations:
        follow(records, cargo, ev.ReturnStopped(known.number, why), "officer", now)


def _bound_to_one(acting: Seated) -> bool:
    """True for who acts for one firm only."""
    return acting.post is not None and acting.post.role in (Role.TRADER, Role.CARRIER) and bool(acting.of)


def _went_on(records: Records, number: str) -> set[str]:
    """Return the numbers under which the goods of a number go now: its own, where it was neither split nor merged."""
    found: set[str] = set()
    for successor in records.cargo(number).successors:
        found |= _went_on(records, successor)
    return found or {number}
