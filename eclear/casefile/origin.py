"""Origin (원산지): what goes into goods, what a rule of origin asks, and the answer with its working.

A criterion is any of several alternatives, an alternative all of its atoms. What is left to a person - the text of a
process, part of a heading, a figure that nobody stated - stays undecided and is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from eclear.casefile.words import Term


class Verdict(StrEnum):
    """Whether goods originate under an agreement: they do, they do not, or a person has to judge."""

    QUALIFIES = "QUALIFIES"
    FAILS = "FAILS"
    CANNOT_DECIDE = "CANNOT_DECIDE"


class Outcome(StrEnum):
    """What came of one atom or one alternative: it holds, it fails, or it is not decided."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the bill of materials: what it is, its six-digit code, its value, and whether it originates.

    ``value`` is in the one currency of the bill, ``origin`` the two letters of a country. ``originating`` says whether
    the material itself originates under the agreement. None, and "" for the code, mean that nobody stated it.
    """

    description: str
    hs: str = ""
    value: Decimal | None = None
    origin: str | None = None
    originating: bool | None = None
    weight_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """The goods whose origin is asked: code, ex-works price and FOB value in the currency of the bill, and how they are made.

    ``process`` are the working steps in words; they help whoever judges a process, eclear itself does not read them.
    """

    hs: str
    ex_works: Decimal | None = None
    fob: Decimal | None = None
    weight_kg: Decimal | None = None
    made_in: str | None = None
    process: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A range of commodity codes such as 8701-8707, 28 or ex 7204; ``partial`` (ex) means only some goods of it."""

    first: str
    last: str
    partial: bool = False

    def covers(self, hs: str) -> bool | None:
        """True if a code lies within, None if that cannot be told: too few digits, or only part of the range is meant."""
        digits = min(len(self.first), len(hs))
        if not self.first[:digits] <= hs[:digits] <= self.last[:digits]:
            return False
        return None if self.partial or digits < len(self.first) else True

    def __str__(self) -> str:
        told = self.first if self.first == self.last else f"{self.first}-{self.last}"
        return f"ex {told}" if self.partial else told


def within(spans: Iterable[Span], hs: str) -> bool | None:
    """Return whether a code lies in any of some ranges; None if that cannot be told."""
    told = {span.covers(hs) for span in spans}
    return True if True in told else None if None in told else False


def listed(spans: Iterable[Span]) -> str:
    """Return ranges as a rule writes them: ``7201-7203, 7204``."""
    return ", ".join(map(str, spans))


@dataclass(frozen=True, slots=True)
class WhollyObtained:
    """WO: no material that does not originate; with ranges, none of these."""

    of: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return f"WO of {listed(self.of)}" if self.of else "WO"


SHIFTS = {2: ("CC", "chapter"), 4: ("CTH", "heading"), 6: ("CTSH", "subheading")}
"""Changes of tariff classification by the digits that must differ: the code of each, and what is changed."""


@dataclass(frozen=True, slots=True)
class Shift:
    """CC, CTH, CTSH: every non-originating material differs from the goods in its first 2, 4 or 6 digits.

    Materials of ``exceptions`` do not count as changed. ``same`` is the share of the ex-works price, in percent, up to
    which materials of the goods' own heading may be used all the same.
    """

    digits: int
    exceptions: tuple[Span, ...] = ()
    same: Decimal | None = None

    def __str__(self) -> str:
        code, level = SHIFTS[self.digits]
        told = f"{code} except {listed(self.exceptions)}" if self.exceptions else code
        return told if self.same is None else f"{told} with <={self.same:f}% of same {level}"


@dataclass(frozen=True, slots=True)
class Content:
    """RVC: regional value content of at least some percent, counted down from the value or up from originating materials."""

    least: Decimal
    build_up: bool = False

    def __str__(self) -> str:
        return f"RVC>={self.least:f} ({'build-up' if self.build_up else 'build-down'})"


@dataclass(frozen=True, slots=True)
class MaxNonOriginating:
    """MaxNOM: non-originating materials of at most some percent of the ex-works price; with ranges, only these count."""

    most: Decimal
    of: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return f"MaxNOM<={self.most:f}" + (f" of {listed(self.of)}" if self.of else "")


@dataclass(frozen=True, slots=True)
class Process:
    """PROCESS: a working told in words, such as spinning; whether it was done is for a person to judge."""

    text: str

    def __str__(self) -> str:
        return f'PROCESS "{self.text}"'


Atom: TypeAlias = WhollyObtained | Shift | Content | MaxNonOriginating | Process


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a rule: all of its atoms must hold."""

    atoms: tuple[Atom, ...]

    def __str__(self) -> str:
        return " and ".join(map(str, self.atoms))


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a rule of origin asks: any one of its alternatives."""

    alternatives: tuple[Alternative, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.alternatives))


@dataclass(frozen=True, slots=True)
class Share:
    """One computed share against its limit: ``least`` to ``most`` of ``whole``, in percent at most or at least ``limit``.

    The two ends differ where the bill leaves something open; an end is None where it cannot be told, ``whole`` None where
    the price or value was not stated.
    """

    what: Term
    least: Decimal | None
    most: Decimal | None
    whole: Decimal | None
    limit: Decimal
    at_most: bool

    @property
    def holds(self) -> bool | None:
        """True if the limit is kept whatever the open figures are, False if it cannot be, None if it depends on them."""
        if self.at_most:
            kept, broken = self._to_limit(self.most, self.least)
            return True if kept is not None and kept <= 0 else False if broken is not None and broken > 0 else None
        kept, broken = self._to_limit(self.least, self.most)
        return True if kept is not None and kept >= 0 else False if broken is not None and broken < 0 else None

    def _to_limit(self, *ends: Decimal | None) -> tuple[Fraction | None, ...]:
        """Return how far each end is above the limit, exactly; None where it cannot be told."""
        if self.whole is None:
            return tuple(Fraction(0) if end == 0 and self.at_most else None for end in ends)
        limit = Fraction(self.limit) * Fraction(self.whole) / 100
        return tuple(None if end is None else Fraction(end) - limit for end in ends)

    def __str__(self) -> str:
        ends = tuple(dict.fromkeys((self.least, self.most)))
        told = f"{' … '.join(map(plain, ends))} / {plain(self.whole)}"
        if self.whole:
            told += " = " + " … ".join(percent(end, self.whole) for end in ends)
        return f"{told} ({'≤' if self.at_most else '≥'} {plain(self.limit)} %)"


def plain(number: Decimal | None) -> str:
    """Return a number with its thousands apart and without useless zeros; a question mark where there is none."""
    if number is None:
        return "?"
    told = f"{number:,f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def percent(part: Decimal | None, whole: Decimal) -> str:
    """Return a share in percent: exact where two decimals say it, else cut after them and marked ``…``; never rounded up."""
    if part is None:
        return "? %"
    hundredths = Fraction(part) * 10_000 / Fraction(whole)
    cut = int(hundredths)
    return f"{plain(Decimal(cut).scaleb(-2))}{'…' if cut != hundredths else ''} %"


@dataclass(frozen=True, slots=True)
class AtomResult:
    """What came of one atom: the outcome, why, its numbers, and which materials (from 1) it turned on."""

    atom: Atom
    outcome: Outcome
    why: Term
    shares: tuple[Share, ...] = ()
    materials: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AlternativeResult:
    """What came of one alternative: it fails with its first failing atom and holds with its last.

    ``general`` marks the alternative that an agreement opens to all goods besides their rule.
    """

    alternative: Alternative
    outcome: Outcome
    atoms: tuple[AtomResult, ...]
    general: bool = False

    @property
    def decided_by(self) -> AtomResult:
        """The first atom that decided: the first that fails, else the first undecided, else the last, which completes it."""
        for outcome in (Outcome.FAILS, Outcome.UNDECIDED):
            for atom in self.atoms:
                if atom.outcome is outcome:
                    return atom
        return self.atoms[-1]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What came of one rule: its range of codes and text as written, how sure it is and where it is from, every alternative."""

    code: str
    text: str
    mark: str
    source: str
    as_of: date
    verdict: Verdict
    alternatives: tuple[AlternativeResult, ...]
    note: str = ""

    @property
    def decided_by(self) -> AtomResult:
        """The atom that decided the rule: of the first alternative that holds, else of the first that is as the verdict is."""
        wanted = {Verdict.QUALIFIES: Outcome.HOLDS, Verdict.FAILS: Outcome.FAILS}.get(self.verdict, Outcome.UNDECIDED)
        return next(one.decided_by for one in self.alternatives if one.outcome is wanted)


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer to a question of origin, with every rule, alternative and atom that led to it.

    There are several rules where one covers only part of a heading (ex) and it is open whether the goods are in it.
    ``decided_by`` is None where no rule could be asked; ``reason`` says the answer in a sentence, ``remarks`` what a
    reader must know besides.
    """

    verdict: Verdict
    agreement: str
    on: date
    reason: Term
    rules: tuple[RuleResult, ...] = ()
    remarks: tuple[Term, ...] = ()

    @property
    def decided_by(self) -> AtomResult | None:
        """The first atom that decided."""
        return next((rule.decided_by for rule in self.rules if rule.verdict is self.verdict), None)
