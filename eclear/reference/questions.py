"""Questions of an agency (요건 질의): what decides whether its permit is needed, for the commodity code never does.

A trader answers them in their order until one answer decides: the permit is required, or not, for a reason with a code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from eclear.casefile.words import Term
from eclear.reference.rows import Row

REQUIRED, NEXT = "required", "next"
"""What an answer can lead to besides the reason code of an exemption: the permit is needed, or the next question decides."""

STATEMENT = "PQ"
"""The type of an item's statement that answers a question: its code names the question, its text is the answer."""

KINDS = ("yes-no", "number", "choice")
"""How a question is answered."""

YES = ("yes", "예", "네")
NO = ("no", "아니오", "아니요")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer and what it leads to (``then``): required, next, or the reason code of an exemption.

    ``value`` is the answer as it is written and ``name`` its words; for a number both say the band, which ends ``below`` or
    ``upto`` a value and is open without them.
    """

    value: str
    then: str
    name: Term
    below: Decimal | None = None
    upto: Decimal | None = None

    def takes(self, number: Decimal) -> bool:
        """True if a number lies in this band, or in one before it."""
        return (self.below is None or number < self.below) and (self.upto is None or number <= self.upto)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its id such as KATS-KC.1, its words, how it is answered, and what each answer leads to."""

    id: str
    text: Term
    kind: str
    unit: str
    outcomes: tuple[Outcome, ...]

    def outcome(self, answer: str) -> Outcome | None:
        """Return what an answer leads to; None if it cannot be understood."""
        said = answer.strip().casefold()
        if self.kind == "number":
            number = self._number(said)
            return None if number is None else next(outcome for outcome in self.outcomes if outcome.takes(number))
        if self.kind == "yes-no":
            said = "yes" if said in YES else "no" if said in NO else said
        return next((outcome for outcome in self.outcomes if outcome.value.casefold() == said), None)

    def _number(self, said: str) -> Decimal | None:
        said = said.removesuffix(self.unit.casefold()).strip()
        return Decimal(said) if _NUMBER.fullmatch(said) else None

    @property
    def allowed(self) -> str:
        """The answers that can be understood, for a message."""
        if self.kind == "number":
            return f"a number, in {self.unit}"
        return " or ".join(f"'{outcome.value}'" for outcome in self.outcomes)


def read_questions(row: Row, agency: str, reasons: Collection[str]) -> tuple[tuple[Question, tuple[str, ...]], ...]:
    """Return the questions of an agency's file, each with the ranges of goods it is asked about (none named: all of them).

    Raises ReferenceFault where an answer leads nowhere.
    """
    found = tuple((_question(r, agency, reasons), r.texts("goods")) for r in row.tables("question"))
    ids = [question.id for question, _ in found]
    for id in ids:
        if ids.count(id) > 1:
            raise row.fault(f"two questions have the id {id!r}. Give each its own.")
    return found


def must_decide(questions: Iterable[Question], row: Row) -> tuple[Question, ...]:
    """Return the questions about one range of goods; raises ReferenceFault if they can end without a decision."""
    asked = tuple(questions)
    if not asked:
        raise row.fault("no question is asked about these goods. Ask one, so that they can be decided on.")
    undecided = [outcome.value for outcome in asked[-1].outcomes if outcome.then == NEXT]
    if undecided:
        raise row.fault(
            f"the last question, {asked[-1].id}, does not decide on the answer {undecided[0]!r}. "
            f"Let it lead to {REQUIRED} or to a reason code."
        )
    return asked


def _question(row: Row, agency: str, reasons: Collection[str]) -> Question:
    kind, id = row.choice("kind", KINDS), row.text("id")
    if len(full := f"{agency}.{id}") > 17:
        raise row.fault(f"id {full!r} is longer than the 17 characters of a statement code. Shorten it.", "id")
    if kind == "yes-no":
        words = {"yes": Term("yes", "예"), "no": Term("no", "아니요")}
        outcomes = tuple(Outcome(value, _then(row, value, reasons), name) for value, name in words.items())
    elif kind == "choice":
        outcomes = tuple(Outcome(r.text("value"), _then(r, "then", reasons), _words(r)) for r in row.tables("choices"))
    else:
        outcomes = _bands(row, reasons)
    if len({outcome.value for outcome in outcomes}) != len(outcomes) or len(outcomes) < 2:
        raise row.fault("a question needs two answers or more, each of its own. Add what is missing.")
    return Question(full, _words(row.table("ask")), kind, row.text("unit") if kind == "number" else "", outcomes)


def _words(row: Row) -> Term:
    return Term(row.text("en"), row.text("ko"))


def _bands(row: Row, reasons: Collection[str]) -> tuple[Outcome, ...]:
    unit, found = row.text("unit"), []
    for band in row.tables("bands"):
        below, upto = _limit(band, "below"), _limit(band, "upto")
        told = f"below {below}" if below is not None else f"up to {upto}" if upto is not None else "more"
        korean = f"{below} {unit} 미만" if below is not None else f"{upto} {unit} 이하" if upto is not None else "그 이상"
        name = Term(told if told == "more" else f"{told} {unit}", korean)
        found.append(Outcome(told, _then(band, "then", reasons), name, below, upto))
    ends = [outcome.below if outcome.below is not None else outcome.upto for outcome in found]
    closed = [end for end in ends[:-1] if end is not None]
    if not found or ends[-1] is not None or len(closed) != len(found) - 1 or closed != sorted(set(closed)):
        raise row.fault("bands must rise, and the last must be open. Leave below and upto out of the last one only.")
    return tuple(found)


def _limit(row: Row, name: str) -> Decimal | None:
    return row.number(name) if name in row.cells else None


def _then(row: Row, name: str, reasons: Collection[str]) -> str:
    return row.choice(name, (REQUIRED, NEXT, *reasons))
