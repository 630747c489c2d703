"""An operation under a regime that suspends duty (관세유보): transit, bonded transport, and whatever else a file says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from eclear.casefile import events as ev
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import PaymentState
from eclear.casefile.operation import Operation
from eclear.casefile.words import Term


class Stage(StrEnum):
    """How far an operation is."""

    DECLARED = "declared"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    DISCHARGED = "discharged"
    CLAIMED = "claimed"

    @property
    def term(self) -> Term:
        """What it is called."""
        return _STAGES[self]

    @property
    def is_open(self) -> bool:
        """True while duty is suspended."""
        return self in (Stage.ACCEPTED, Stage.DEPARTED, Stage.ARRIVED)


_STAGES = {
    Stage.DECLARED: Term("Declared", "신고"),
    Stage.REFUSED: Term("Refused", "불수리"),
    Stage.ACCEPTED: Term("Accepted", "신고수리"),
    Stage.DEPARTED: Term("Departed", "출발"),
    Stage.ARRIVED: Term("Arrived", "도착"),
    Stage.DISCHARGED: Term("Discharged", "이행완료"),
    Stage.CLAIMED: Term("Duty claimed from the guarantee", "담보 충당·추징"),
}


@dataclass(frozen=True, slots=True)
class Collection:
    """An order to the bank to collect claimed duty from an account: how much, and whether it was paid."""

    order: str
    amount: Decimal
    account: str
    state: PaymentState
    at: datetime


@dataclass(frozen=True, slots=True)
class Suspension:
    """One operation: what was declared, how far it is, and what became of its duty.

    ``due`` is the last day to discharge it. ``seals`` are those that were put on, ``intact`` what was found at the end of the
    journey (None before). ``claimed`` is what was asked of the guarantee, ``collections`` what the bank was told to collect.
    ``ended`` is when it was discharged or claimed. Always: claimed = collected + left to collect.
    """

    number: str
    operation: Operation
    stage: Stage
    version: int
    declared: datetime
    due: date | None = None
    accepted: datetime | None = None
    seals: tuple[str, ...] = ()
    departed: datetime | None = None
    arrived: datetime | None = None
    shed: str | None = None
    intact: bool | None = None
    remark: str = ""
    ended: datetime | None = None
    by: str = ""
    claimed: Decimal | None = None
    collections: tuple[Collection, ...] = ()

    @property
    def collected(self) -> Decimal:
        """What the bank has collected of the claimed duty."""
        return sum((one.amount for one in self.collections if one.state is PaymentState.SETTLED), Decimal(0))

    @property
    def to_collect(self) -> Decimal:
        """What is claimed and not collected."""
        return (self.claimed or Decimal(0)) - self.collected

    @property
    def uncollected(self) -> tuple[Collection, ...]:
        """What the bank refused to collect, and nobody has told it to collect again."""
        ordered: dict[str, Collection] = {one.account: one for one in self.collections}
        return tuple(one for one in ordered.values() if one.state is PaymentState.REFUSED)

    def overdue(self, on: date) -> bool:
        """True if duty is still suspended after the last day."""
        return self.stage.is_open and self.due is not None and on > self.due

    def after(self, event: Event) -> Suspension:
        """Return the operation after one more step; raises IllegalStep for one that cannot follow."""
        fact = event.fact
        for kind, allowed in _FROM.items():
            if isinstance(fact, kind) and self.stage not in allowed:
                raise IllegalStep(
                    f"Operation {self.number} is {self.stage.term}. This is possible while it is "
                    f"{' or '.join(str(stage.term) for stage in allowed)}."
                )
        moved = replace(self, version=event.sequence)
        if isinstance(fact, ev.RegimeAccepted):
            return replace(moved, stage=Stage.ACCEPTED, due=fact.due, accepted=event.at)
        if isinstance(fact, ev.RegimeRefused):
            return replace(moved, stage=Stage.REFUSED, ended=event.at, remark=fact.reason)
        if isinstance(fact, ev.SealsPutOn):
            return replace(moved, seals=fact.seals)
        if isinstance(fact, ev.RegimeDeparted):
            return replace(moved, stage=Stage.DEPARTED, departed=event.at)
        if isinstance(fact, ev.RegimeArrived):
            found = replace(moved, shed=fact.shed, intact=fact.intact, remark=fact.remark or "")
            return replace(found, stage=Stage.ARRIVED, arrived=event.at)
        if isinstance(fact, ev.RegimeDischarged):
            return replace(moved, stage=Stage.DISCHARGED, ended=event.at, by=fact.by)
        if isinstance(fact, ev.GuaranteeClaimed):
            return replace(moved, stage=Stage.CLAIMED, ended=event.at, claimed=fact.amount, remark=fact.reason)
        if isinstance(fact, ev.CollectionOrdered):
            made = Collection(fact.order, fact.amount, fact.account, PaymentState.ORDERED, event.at)
            if fact.amount > self.to_collect - self._running:
                raise IllegalStep(f"Operation {self.number}: more would be collected than was claimed. Nothing was ordered.")
            return replace(moved, collections=(*self.collections, made))
        if isinstance(fact, ev.CollectionAnswered):
            return replace(moved, collections=self._after_answer(fact, event.at))
        return self

    @property
    def _running(self) -> Decimal:
        return sum((one.amount for one in self.collections if one.state is PaymentState.ORDERED), Decimal(0))

    def _after_answer(self, fact: ev.CollectionAnswered, at: datetime) -> tuple[Collection, ...]:
        if not any(one.order == fact.order and one.state is PaymentState.ORDERED for one in self.collections):
            raise IllegalStep(f"Order {fact.order} waits for no answer of the bank. One order is answered once.")
        state = PaymentState.SETTLED if fact.paid else PaymentState.REFUSED
        return tuple(replace(one, state=state, at=at) if one.order == fact.order else one for one in self.collections)


_FROM: dict[type, tuple[Stage, ...]] = {
    ev.RegimeAccepted: (Stage.DECLARED,),
    ev.RegimeRefused: (Stage.DECLARED,),
    ev.SealsPutOn: (Stage.ACCEPTED,),
    ev.RegimeDeparted: (Stage.ACCEPTED,),
    ev.RegimeArrived: (Stage.DEPARTED,),
    ev.RegimeDischarged: (Stage.ACCEPTED, Stage.ARRIVED),
    ev.GuaranteeClaimed: (Stage.ACCEPTED, Stage.DEPARTED, Stage.ARRIVED),
    ev.CollectionOrdered: (Stage.CLAIMED,),
    ev.CollectionAnswered: (Stage.CLAIMED,),
}
"""From which stages each step is possible."""


def suspension_of(happened: Iterable[Event]) -> Suspension:
    """Return the operation that these events, from the first on, have made; raises IllegalStep if they cannot be."""
    first, *rest = happened
    fact = first.fact
    if not isinstance(fact, ev.RegimeDeclared):
        raise IllegalStep(f"An operation begins with regime-declared, not with {first.kind}.")
    made = Suspension(fact.number, fact.operation, Stage.DECLARED, first.sequence, first.at)
    for event in rest:
        made = made.after(event)
    return made
