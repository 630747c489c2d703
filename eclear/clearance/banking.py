"""The teaching bank (은행): it takes orders and answers them, promptly or not; each order has a book of its own.

The bank knows nothing of declarations but the numbers that an order names. One order is answered once; an answer that comes
late is an answer to that order and to no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Mood, Share
from eclear.clearance.office import Office
from eclear.clearance.recording import plain
from eclear.storage import Records

BANK = "bank"
"""The stream in which it stands how the bank behaves; each order has a stream of its own below it."""

TIME_OUT = timedelta(minutes=30)
"""How long the office waits for an answer, on the room's clock: a teaching value, no rule of any bank."""

MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the bank answers: its mood, and after how many minutes of the room's clock."""

    mood: Mood = Mood.PROMPT
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the bank has it in its book: what it pays, from or to which account, when it is answered, and how it was."""

    number: str
    shares: tuple[Share, ...]
    account: str
    out: bool
    answers_at: datetime
    settles: bool
    outcome: str = ""
    why: str = ""
    version: int = 1

    @property
    def amount(self) -> Decimal:
        """All that it moves."""
        return sum((share.amount for share in self.shares), Decimal(0))

    def falls_due(self, now: datetime) -> bool:
        """True if it is to be answered now: its time has come, and nobody has answered it."""
        return not self.outcome and self.answers_at <= now


def set_bank(
    office: Office, mood: Mood, minutes: int = 0, *, why: str = "", room: str = "open", at: datetime | None = None
) -> Behaviour:
    """Set how the teaching bank answers from now on: prompt, slow by so many minutes, refusing, or silent past the time-out.

    Orders that it has taken before are answered as it was then.
    """
    if not 0 <= minutes <= MOST_MINUTES:
        raise IllegalStep(f"{minutes} minutes will not do. Give between 0 and {MOST_MINUTES:,}, on the clock of the room.")
    if mood is Mood.SLOW and not minutes:
        raise IllegalStep("A slow bank needs the minutes after which it answers. Give at least 1.")
    with office.writing(room) as records:
        now = office.moment(records, at)
        _note(records, BANK, len(records.events(BANK)) + 1, now, "instructor", ev.BankMoodSet(mood, minutes, plain(why) or ""))
    return Behaviour(mood, minutes)


def behaviour(records: Records) -> Behaviour:
    """Return how the bank of a room answers."""
    for event in reversed(records.events(BANK)):
        if isinstance(event.fact, ev.BankMoodSet):
            return Behaviour(event.fact.mood, event.fact.minutes)
    return Behaviour()


def place_order(records: Records, shares: tuple[Share, ...], account: str, now: datetime, *, out: bool = False) -> Order:
    """Let the bank take an order, and answer it at once if it is in the mood; a refund is never refused, only late."""
    bank = behaviour(records)
    year = f"{now.year % 100:02d}"
    number = f"B{year}-{records.next_number(f'bank/{year}'):06d}"
    wait = {Mood.SLOW: timedelta(minutes=bank.minutes), Mood.SILENT: TIME_OUT + timedelta(minutes=max(1, bank.minutes))}
    answers_at = now + wait.get(bank.mood, timedelta())
    order = Order(number, shares, account, out, answers_at, out or bank.mood is not Mood.REFUSES)
    fact = ev.BankOrdered(number, shares, account, out, order.answers_at, order.settles)
    _note(records, stream_of(number), 1, now, "bank", fact)
    return answered(records, order, now) if order.falls_due(now) else order


def order_of(records: Records, number: str) -> Order | None:
    """Return an order from the bank's book; None for a number that it does not know."""
    order: Order | None = None
    for event in records.events(stream_of(number)):
        fact = event.fact
        if isinstance(fact, ev.BankOrdered):
            order = Order(fact.order, fact.shares, fact.account, fact.out, fact.answers_at, fact.settles)
        elif isinstance(fact, ev.BankAnswered) and order:
            order = _with(order, fact.outcome, fact.why, event.sequence)
    return order


def answered(records: Records, order: Order, at: datetime) -> Order:
    """Let the bank answer an order: it pays, or it refuses. Raises IllegalStep for one that was answered."""
    if order.outcome:
        raise IllegalStep(f"The bank has answered order {order.number} before: {order.outcome}. One order is answered once.")
    outcome = "settled" if order.settles else "refused"
    why = "" if order.settles else "The account does not hold enough."
    return _answer(records, order, outcome, why, at)


def taken_back(records: Records, order: Order, why: str, at: datetime) -> Order:
    """Let the bank take back what it paid; raises IllegalStep where it paid nothing, or has taken it back."""
    if order.out or order.outcome != "settled":
        raise IllegalStep(
            f"The bank can only take back what it has paid. Order {order.number}: {order.outcome or 'not answered'}."
        )
    return _answer(records, order, "reversed", why, at)


def stream_of(order: str) -> str:
    """Return the stream in which the bank keeps an order."""
    return f"{BANK}/{order}"


def accounts_of(trader: str) -> tuple[str, ...]:
    """Return the accounts of a trader at the teaching bank: invented, one to choose and one beside it."""
    return f"T-{trader}-1", f"T-{trader}-2"


def _answer(records: Records, order: Order, outcome: str, why: str, at: datetime) -> Order:
    _note(records, stream_of(order.number), order.version + 1, at, "bank", ev.BankAnswered(order.number, outcome, why))
    return _with(order, outcome, why, order.version + 1)


def _with(order: Order, outcome: str, why: str, version: int) -> Order:
    told = (order.number, order.shares, order.account, order.out, order.answers_at, order.settles)
    return Order(*told, outcome, why, version)


def _note(records: Records, stream: str, sequence: int, at: datetime, by: str, fact: Fact) -> None:
    records.note(records.event(stream, sequence, at, by, fact))
