"""A doubt about a value or an origin: grounds in writing, time to answer, the answer, a decision in writing, the appeal.

Meanwhile honest goods may leave against security. Source: WTO Valuation Agreement, Articles 13 and 17, Decision 6.1 of the
Committee on Customs Valuation; a preference in doubt is suspended, not denied, until its verification ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from eclear.casefile.duty import DeterminedValue
from eclear.casefile.valuation import Passed
from eclear.casefile.words import Term


class About(StrEnum):
    """What a doubt is about."""

    VALUE = "value"
    ORIGIN = "origin"

    @property
    def term(self) -> Term:
        """The name of the doubt."""
        return _ABOUT[self]


_ABOUT = {
    About.VALUE: Term("Value in doubt", "신고가격 의심"),
    About.ORIGIN: Term("Origin in doubt", "원산지 의심"),
}


class Side(StrEnum):
    """Who answers a doubt: the declarant, or the side that issued the proof of origin."""

    DECLARANT = "declarant"
    ISSUER = "issuer"

    @property
    def term(self) -> Term:
        """The name of the side."""
        return _SIDES[self]


_SIDES = {
    Side.DECLARANT: Term("the declarant", "신고인"),
    Side.ISSUER: Term("the side that issued the proof", "원산지증명서 발급 측"),
}


class Outcome(StrEnum):
    """How a doubt is decided: the first two about a value, the others about an origin."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    KEPT = "kept"
    DENIED = "denied"

    @property
    def adverse(self) -> bool:
        """True if it goes against the declarant, who may then appeal."""
        return self in (Outcome.REJECTED, Outcome.DENIED)

    @property
    def term(self) -> Term:
        """The name of the outcome."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.ACCEPTED: Term("Declared value accepted", "신고가격 인정"),
    Outcome.REJECTED: Term("Declared value not accepted", "신고가격 불인정"),
    Outcome.KEPT: Term("Preference kept", "협정관세 적용 유지"),
    Outcome.DENIED: Term("Preference denied", "협정관세 적용 배제"),
}

OUTCOMES = {About.VALUE: (Outcome.ACCEPTED, Outcome.REJECTED), About.ORIGIN: (Outcome.KEPT, Outcome.DENIED)}
"""What can be decided about each kind of doubt."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where an adverse decision is appealed: the office, and how and until when, as the country's table of replies says it."""

    office: str
    text: Term


@dataclass(frozen=True, slots=True)
class NewValue:
    """The value that customs sets for one item, in national currency: by which method, on what grounds.

    ``passed`` says of each method between the price and this one why it did not do.
    """

    item: int
    value: Decimal
    method: str
    grounds: str
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer to a doubt: who gave it, when, what it says and the papers that it names."""

    side: Side
    at: datetime
    text: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a doubt: what, why, by which law, by whom and when; the values set, and where it is appealed.

    ``appeal`` is None where nothing goes against the declarant.
    """

    outcome: Outcome
    at: datetime
    by: str
    grounds: str
    law: str
    values: tuple[DeterminedValue, ...] = ()
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt on its way: its number in the case, what it is about, the items, and what has been said so far.

    ``answer_by`` is the last day to answer, in the country's time. ``edition`` is the version of the declaration that it
    was raised about.
    """

    number: int
    about: About
    items: tuple[int, ...]
    grounds: str
    law: str
    answer_by: date
    raised: datetime
    by: str
    edition: int = 1
    answers: tuple[Heard, ...] = ()
    verdict: Verdict | None = None

    @property
    def is_open(self) -> bool:
        """True until it is decided."""
        return self.verdict is None

    @property
    def asked(self) -> Side:
        """Whose answer the decision waits for: the issuing side's where an origin is in doubt."""
        return Side.ISSUER if self.about is About.ORIGIN else Side.DECLARANT

    @property
    def answered(self) -> bool:
        """True once the side that was asked has answered; another's word is kept, but decides no waiting."""
        return any(answer.side is self.asked for answer in self.answers)

    def ripe(self, on: date) -> bool:
        """True if it can be decided on a day: it was answered, or the time to answer is over."""
        return self.answered or on > self.answer_by
