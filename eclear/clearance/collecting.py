"""Collect (담보 충당): what was suspended and not discharged is claimed from its guarantee, and the bank collects it.

The guarantor pays up to the amount of the guarantee, the principal what is beyond it. Each is one order to the bank, and an order
is answered once. What the bank refuses is collected again, by an order of its own, when an officer says so.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import PaymentState, Share
from eclear.casefile.suspension import Suspension
from eclear.clearance.banking import Order, accounts_of, answered, order_of, place_order
from eclear.clearance.office import Office, today
from eclear.clearance.recording import plain
from eclear.clearance.returning import goods_stay
from eclear.clearance.suspending import known_operation, law_of, operation_of, stream_of, take_step
from eclear.storage import Records

MOST = 500
"""Of so many recent orders it is known at once that the bank may have answered."""


def claim_guarantee(
    office: Office, number: str, *, reason: str = "", room: str = "open", at: datetime | None = None
) -> Suspension:
    """Claim the suspended duty from the guarantee, and let the bank collect it.

    Raises IllegalStep unless the time is over by the room's clock, or the seals were broken.
    """
    with office.writing(room) as records:
        law, now = law_of(office), office.moment(records, at)
        known, regime = known_operation(records, law, number)
        day, broken = today(now, law), known.intact is False
        if not known.overdue(day) and not broken:
            until = (
                f"It may be discharged until {known.due}"
                if known.due and known.stage.is_open
                else "Nothing is suspended under it"
            )
            raise IllegalStep(f"Operation {number} is {known.stage.term}. {until}; nothing is claimed now.")
        told = plain(reason) or (f"Not discharged by {known.due}." if known.overdue(day) else f"Seals not intact: {known.remark}")
        what = known.operation
        claimed = ev.GuaranteeClaimed(what.suspended, what.currency, what.guarantee, told)
        before, known = known, take_step(records, known, claimed, "officer", now)
        goods_stay(records, before, regime, told, now)
        of_guarantor = min(what.suspended, what.guaranteed)
        for account, amount in (
            (guarantor_of(what.guarantee), of_guarantor),
            (accounts_of(what.principal)[0], what.suspended - of_guarantor),
        ):
            known = _ordered(records, known, account, amount, now) if amount else known
        return known


def collect_again(office: Office, number: str, *, room: str = "open", at: datetime | None = None) -> Suspension:
    """Tell the bank once more to collect what it refused; raises IllegalStep where nothing was refused."""
    with office.writing(room) as records:
        now = office.moment(records, at)
        known = _worked(records, operation_of(records, number), now)
        if not known.uncollected:
            raise IllegalStep(f"Operation {number} is {known.stage.term}. The bank has refused nothing that is to be collected.")
        for one in known.uncollected:
            known = _ordered(records, known, one.account, one.amount, now)
        return known


def collections_due(office: Office, number: str, *, room: str = "open", at: datetime | None = None) -> Suspension:
    """Work the bank's answers about an operation that have come by the room's clock; done again, it does nothing."""
    with office.store.reading(room) as records:
        known = operation_of(records, number)
        if not _falls_due(records, known, office.moment(records, at)):
            return known
    with office.store.writing(room) as records:  # by itself: nobody signs it
        return _worked(records, operation_of(records, number), office.moment(records, at))


def collections_due_everywhere(office: Office, *, room: str = "open", at: datetime | None = None) -> tuple[str, ...]:
    """Work the bank's answers about every operation of a room, and return the numbers of those that went on."""
    with office.store.reading(room) as records:
        now = office.moment(records, at)
        streams = {event.stream for event in records.latest(ev.CollectionOrdered.kind, MOST)}
        numbers = sorted(stream.removeprefix(stream_of("")) for stream in streams)
        due = [number for number in numbers if _falls_due(records, operation_of(records, number), now)]
    return tuple(number for number in due if collections_due(office, number, room=room, at=at))


def guarantor_of(guarantee: str) -> str:
    """Return the account of a guarantor at the teaching bank: invented, by the reference of the guarantee."""
    return f"G-{guarantee}"


def _ordered(records: Records, known: Suspension, account: str, amount: Decimal, now: datetime) -> Suspension:
    order = place_order(records, (Share(known.number, known.number, amount),), account, now)
    fact = ev.CollectionOrdered(order.number, amount, known.operation.currency, account)
    known = take_step(records, known, fact, "eclear", now)
    return _answered(records, known, order, now) if order.outcome else known


def _answered(records: Records, known: Suspension, order: Order, at: datetime) -> Suspension:
    fact = ev.CollectionAnswered(order.number, order.outcome == "settled", order.amount, known.operation.currency)
    return take_step(records, known, fact, "bank", at)


def _falls_due(records: Records, known: Suspension, now: datetime) -> bool:
    return any(order.falls_due(now) for order in _running(records, known))


def _running(records: Records, known: Suspension) -> tuple[Order, ...]:
    numbers = (one.order for one in known.collections if one.state is PaymentState.ORDERED)
    return tuple(order for number in numbers if (order := order_of(records, number)))


def _worked(records: Records, known: Suspension, now: datetime) -> Suspension:
    for order in _running(records, known):
        if order.falls_due(now):
            known = _answered(records, known, answered(records, order, order.answers_at), order.answers_at)
    return known
