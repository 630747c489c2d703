"""Which papers customs has handed out about a case: each rests on one event, and is the same whenever it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.events import Event, Fact
from eclear.casefile.words import Term
from eclear.web.pages.decisions import decisions


class Kind(StrEnum):
    """What a paper is; its value is the first part of the name of its file."""

    ACCEPTANCE = "acceptance"
    EXPORT = "export-acceptance"
    TAX = "tax-notice"
    RECEIPT = "receipt"
    REFUND = "refund-notice"
    ORDER = "examination-order"
    HOLD = "hold-notice"
    DECISION = "decision"


TITLES = {
    Kind.ACCEPTANCE: Term("Import acceptance certificate", "수입신고필증"),
    Kind.EXPORT: Term("Export acceptance certificate", "수출신고필증"),
    Kind.TAX: Term("Tax payment notice", "납부고지서"),
    Kind.RECEIPT: Term("Receipt of a payment", "납부영수증"),
    Kind.REFUND: Term("Notice of a refund", "환급금 지급통지서"),
    Kind.ORDER: Term("Order to examine", "검사지시서"),
    Kind.HOLD: Term("Notice of detention", "통관보류 통지서"),
    Kind.DECISION: Term("Notice of decision", "결정통지서"),
}

FOR_TRADERS = frozenset(Kind) - {Kind.ORDER}
"""What a trader may have of his own declarations: an order to examine stays with customs, as it says what is suspected."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that a case has: its kind, the event that it rests on by its place in the log of the case, and when."""

    kind: Kind
    number: int
    at: datetime
    title: Term

    @property
    def name(self) -> str:
        """The name of its file without ending: ``tax-notice-14``."""
        return f"{self.kind}-{self.number}"


def papers_of(case: Case, events: Sequence[Event], *, for_trader: bool = False) -> tuple[Issued, ...]:
    """Return the papers of a case, the latest first; those that its trader may have, or all."""
    letters = {one.number: one.paper for one in decisions(case, events)}
    found = []
    for event in events:
        letter = letters.get(event.sequence, "")
        kind = Kind(letter.rpartition("-")[0]) if letter else _kind(event.fact, case.is_export)
        if kind and (kind in FOR_TRADERS or not for_trader):
            found.append(Issued(kind, event.sequence, event.at, TITLES[kind]))
    return tuple(reversed(found))


def named(papers: Iterable[Issued], name: str) -> Issued | None:
    """Return the paper of a name such as ``tax-notice-14``; a kind alone means the latest of it. None where there is none."""
    return next((one for one in papers if name in (one.name, one.kind)), None)


def known_then(events: Sequence[Event], paper: Issued) -> tuple[Event, ...]:
    """Return the events up to the one that a paper rests on; with a decision on a doubt comes what is owed after it."""
    then = [event for event in events if event.sequence <= paper.number]
    after = next((event for event in events if event.sequence == paper.number + 1), None)
    decided = then[-1].fact
    if (
        after
        and isinstance(decided, ev.DoubtDecided)
        and isinstance(after.fact, ev.Reassessed)
        and after.fact.doubt == decided.doubt
    ):
        then.append(after)
    return tuple(then)


def _kind(fact: Fact, export: bool) -> Kind | None:
    """Return which paper an event brings that is no decision against the trader; None for those that bring none."""
    match fact:
        case ev.Accepted():
            return Kind.EXPORT if export else Kind.ACCEPTANCE
        case ev.TaxNotified():
            return Kind.TAX
        case ev.Paid():
            return Kind.RECEIPT
        case ev.Refunded():
            return Kind.REFUND
        case ev.ExaminationOrdered():
            return Kind.ORDER
    return None
