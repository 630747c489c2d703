"""How a draft was filled in from trade papers: what each field was given, why, and from where; what a person chose.

A field keeps beside its text what the papers gave it. As long as both are the same, the field follows the papers; when a
person types over it, it is his, and a changed paper only points at it. So nothing is overwritten, and nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from eclear.casefile import paper as papers_
from eclear.casefile.paper import Paper
from eclear.casefile.words import Term

if TYPE_CHECKING:
    from eclear.casefile.draft import Steps


class How(StrEnum):
    """How a field was filled in."""

    GENERATED = "generated"
    DERIVED = "derived"
    TYPED = "typed"

    @property
    def term(self) -> Term:
        """What the page calls it."""
        return _HOW[self]


_HOW = {
    How.GENERATED: Term("generated", "자동기재"),
    How.DERIVED: Term("derived", "자동산출"),
    How.TYPED: Term("typed", "직접입력"),
}


class Why(StrEnum):
    """What put a text into a field."""

    COPIED = "copied"
    CHOSEN = "chosen"
    SUM = "sum"
    SHARED = "shared"
    COUNTED = "counted"
    USUAL = "usual"
    LISTED = "listed"
    MAPPED = "mapped"
    SAME = "same"
    DESK = "desk"
    TARIFF = "tariff"
    CLAIM = "claim"
    RATE = "rate"
    VALUE = "value"

    @property
    def how(self) -> How:
        """A copy is generated, a side that a person chose is typed, anything else is derived."""
        return {Why.COPIED: How.GENERATED, Why.CHOSEN: How.TYPED}.get(self, How.DERIVED)

    @property
    def term(self) -> Term:
        """Why it stands there, in a sentence."""
        return _WHY[self]


_WHY = {
    Why.COPIED: Term("Copied from the paper.", "서류에서 옮겨 적음."),
    Why.CHOSEN: Term("The papers contradict each other; a person chose this side.", "서류가 서로 달라 담당자가 이 값을 선택함."),
    Why.SUM: Term("The sum of what the paper says.", "서류에 적힌 값의 합계."),
    Why.SHARED: Term("A share of the total of the paper.", "서류의 합계를 나누어 배분한 값."),
    Why.COUNTED: Term("Counted.", "개수를 셈."),
    Why.USUAL: Term("As it usually is; change it if it is not so here.", "통상적인 값. 다르면 고칠 것."),
    Why.LISTED: Term("Looked up in a list of the country.", "국가 부호표에서 찾음."),
    Why.MAPPED: Term("Follows from what the paper is or says.", "서류의 종류나 내용에 따라 정해짐."),
    Why.SAME: Term("The same as another field.", "다른 항목과 같음."),
    Why.DESK: Term("The declarant at this desk.", "이 자리의 신고인."),
    Why.TARIFF: Term("The only line of the tariff under the code on the paper.", "서류의 번호 아래 유일한 세번."),
    Why.CLAIM: Term("The certificate gives a claim to this tariff basis.", "원산지증명서로 신청할 수 있는 세율."),
    Why.RATE: Term("The customs rate of exchange of the day.", "해당 일의 과세환율."),
    Why.VALUE: Term(
        "Price, freight and insurance shared out, at the customs rate.", "가격에 운임·보험료를 배분하여 과세환율로 환산."
    ),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from: the kind and number of a paper, row and column; ``summed`` where it is the sum of a column.

    ``row`` is 0 for a paper that came as no table, ``line`` 0 for its head. ``typed`` is True if a person typed it there.
    """

    paper: str
    number: str
    line: int
    row: int
    column: str
    typed: bool = False
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What the papers gave a field: the text, why, and from where."""

    text: str
    why: Why
    sources: tuple[Source, ...] = ()

    @property
    def how(self) -> How:
        """Generated, derived or typed: what a person typed into a document form, or chose, he typed."""
        return How.TYPED if any(source.typed for source in self.sources) else self.why.how


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: where it stands, and what stands there."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Papers that say different things about the same: what it is about, the sides, and the field that waits for it.

    ``key`` names it for good, such as ``gross-mass`` or ``line-2.origin``; ``line`` is the line of the invoice, "" for none.
    ``chosen`` is the number of the side that a person chose, from 1; 0 while nobody has. ``at`` is the field of the draft,
    () where no field holds it. Without ``open_to_choice`` one of the papers must be corrected.
    """

    key: str
    about: Term
    sides: tuple[Side, ...]
    line: str = ""
    at: Steps = ()
    chosen: int = 0
    open_to_choice: bool = True
    by_hand: bool = False

    @property
    def is_resolved(self) -> bool:
        """True if a person has chosen a side, or typed the field himself."""
        return bool(self.chosen) or self.by_hand


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose in a contradiction: the number of the side, and the sides as he saw them.

    The choice counts for as long as the papers say the same; when one of them changes, it must be made again.
    """

    side: int
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a changed paper did to a field: what stood there before and stands there now.

    ``kept`` is True for a field that a person typed: it stays, though the papers would now give it ``new``.
    """

    at: Steps
    old: str
    new: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Preparation:
    """The papers of a draft, what they gave each field, what a person chose, and what the latest change of a paper did.

    ``lines`` names for each item of the draft the line of the invoice that it comes from, "" for none; ``left_out`` the lines
    whose item a person removed.
    """

    papers: tuple[Paper, ...] = ()
    filled: Mapping[Steps, Filled] = field(default_factory=dict)
    chosen: Mapping[str, Choice] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    def without_item(self, number: int) -> Preparation:
        """Return it after a person removed an item: its line is left out from here on, and those behind it move up."""
        gone = self.lines[number - 1] if number <= len(self.lines) else ""
        order = [n for n in range(1, len(self.lines) + 1) if n != number]
        return replace(self.reordered(order), left_out=(*self.left_out, gone) if gone else self.left_out)

    def reordered(self, order: list[int]) -> Preparation:
        """Return it for a draft whose items are those of these numbers now, 0 for a new one."""
        place = {before: now for now, before in enumerate(order, 1) if before}
        filled = {}
        for steps, given in self.filled.items():
            if steps[0] == "items":
                now = place.get(int(steps[1]))
                if now is None:
                    continue
                steps = ("items", now, *steps[2:])
            filled[steps] = given
        lines = tuple(self.lines[n - 1] if 0 < n <= len(self.lines) else "" for n in order)
        return replace(self, filled=filled, lines=lines)


def as_json(preparation: Preparation) -> dict[str, Any]:
    """Return it as plain JSON, to be kept with its draft."""
    return {
        "papers": [papers_.as_json(paper) for paper in preparation.papers],
        "filled": [
            [list(steps), given.text, given.why.value, [_source_json(source) for source in given.sources]]
            for steps, given in preparation.filled.items()
        ],
        "chosen": {key: [choice.side, list(choice.seen)] for key, choice in preparation.chosen.items()},
        "lines": list(preparation.lines),
        "left_out": list(preparation.left_out),
        "changes": [[list(change.at), change.old, change.new, change.kept] for change in preparation.changes],
    }


def from_json(kept: Mapping[str, Any]) -> Preparation:
    """Return what :func:`as_json` has told."""
    return Preparation(
        tuple(map(papers_.from_json, kept["papers"])),
        {tuple(steps): Filled(text, Why(why), tuple(map(_source, sources))) for steps, text, why, sources in kept["filled"]},
        {key: Choice(side, tuple(seen)) for key, (side, seen) in kept["chosen"].items()},
        tuple(kept["lines"]),
        tuple(kept["left_out"]),
        tuple(Change(tuple(at), old, new, stays) for at, old, new, stays in kept["changes"]),
    )


def _source_json(source: Source) -> list[Any]:
    return [source.paper, source.number, source.line, source.row, source.column, source.typed, source.summed]


def _source(kept: list[Any]) -> Source:
    return Source(*kept)
