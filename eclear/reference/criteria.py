"""The small language of rules of origin: ``CTH except 7201-7203 or MaxNOM<=45 and MaxNOM<=30 of 17``.

Alternatives are joined by ``or``, the atoms of one by ``and``:

    WO, WO of 1-2                                      wholly obtained; only as to materials of these chapters
    CC, CTH, CTSH                                      change of chapter, heading, subheading
    CTH except 7201-7203, 72.04, ex 7205               materials from there do not count as changed
    CTH with <=20% of same heading                     up to this share of the ex-works price may be of the same heading
    RVC>=40 (build-down), RVC>=35 (build-up)           regional value content in percent; build-down if nothing is said
    MaxNOM<=45, MaxNOM<=30 of 17                       non-originating materials in percent of the ex-works price
    PROCESS "spinning of fibres"                       in words, for a person to judge
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from eclear.casefile.origin import (
    SHIFTS,
    Alternative,
    Atom,
    Content,
    Criterion,
    MaxNonOriginating,
    Process,
    Shift,
    Span,
    WhollyObtained,
)

ATOMS = "WO, CC, CTH, CTSH, RVC>=, MaxNOM<= or PROCESS"
_SHIFTS = {code.lower(): (digits, level) for digits, (code, level) in SHIFTS.items()}
_TOKEN = re.compile(
    r"""\s*(?: (?P<text>"[^"]*")
             | (?P<range>\d[\d.]*\s*-\s*\d[\d.]*)
             | (?P<number>\d+(?:\.\d+)*)
             | (?P<word>[A-Za-z][A-Za-z-]*)
             | (?P<sign><=|>=|[,%()]) )""",
    re.VERBOSE,
)


class CriterionFault(ValueError):
    """A criterion is not written as it must be: the message says what stands there and what may; ``column`` counts from 1."""

    def __init__(self, column: int, complaint: str) -> None:
        """Keep the column and the complaint."""
        super().__init__(complaint)
        self.column = column


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def parse_criterion(text: str) -> Criterion:
    """Return what a text asks for; raises CriterionFault with the column of the first thing that is wrong."""
    return _Reader(text).criterion()


def parse_span(text: str) -> Span:
    """Return a range of codes such as ``8701-8707``, ``28``, ``2106.90`` or ``ex 7204``; raises CriterionFault for any other."""
    reader = _Reader(text)
    span = reader.span()
    reader.end()
    return span


class _Reader:
    """Reads a criterion from left to right, one token at a time."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def criterion(self) -> Criterion:
        alternatives = [self._alternative()]
        while self._take("or"):
            alternatives.append(self._alternative())
        self.end()
        return Criterion(tuple(alternatives))

    def end(self) -> None:
        """Make sure that nothing is left."""
        if self._next.kind != "end":
            raise self._wrong("nothing more, or a new part joined by and / or")

    def span(self) -> Span:
        """Read one range of codes."""
        partial, token = self._take("ex"), self._next
        if token.kind not in ("range", "number"):
            raise self._wrong("a chapter, heading or subheading such as 17, 7204, 2106.90 or 7201-7203")
        self._at += 1
        ends = [re.sub(r"[.\s]", "", end) for end in token.text.split("-")]
        ends = [end.zfill(2) for end in ends]
        if any(len(end) not in (2, 4, 6) for end in ends) or len({len(end) for end in ends}) > 1:
            raise CriterionFault(
                token.column, f"{token.text!r} is no range of codes. Write 2, 4 or 6 digits, as many on both sides."
            )
        if ends[0] > ends[-1]:
            raise CriterionFault(token.column, f"{token.text!r} runs backwards. Write the lower code first.")
        return Span(ends[0], ends[-1], partial)

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, text: str) -> bool:
        """Step over a word or sign if it stands here."""
        if self._next.kind in ("word", "sign") and self._next.text.lower() == text.lower():
            self._at += 1
            return True
        return False

    def _must(self, text: str) -> None:
        if not self._take(text):
            raise self._wrong(repr(text))

    def _wrong(self, wanted: str) -> CriterionFault:
        token = self._next
        found = f"{token.text!r} stands here" if token.text else "the text ends here"
        return CriterionFault(token.column, f"{found}. Write {wanted}.")

    def _alternative(self) -> Alternative:
        atoms = [self._atom()]
        while self._take("and"):
            atoms.append(self._atom())
        return Alternative(tuple(atoms))

    def _atom(self) -> Atom:
        word = self._next.text.lower() if self._next.kind == "word" else ""
        if word in _SHIFTS:
            self._at += 1
            return self._shift(*_SHIFTS[word])
        if self._take("WO"):
            return WhollyObtained(self._of())
        if self._take("RVC"):
            self._must(">=")
            return self._content(self._percent())
        if self._take("MaxNOM"):
            self._must("<=")
            return MaxNonOriginating(self._percent(), self._of())
        if self._take("PROCESS"):
            return self._process()
        raise self._wrong(ATOMS)

    def _shift(self, digits: int, level: str) -> Shift:
        exceptions = self._spans() if self._take("except") else ()
        same = None
        if self._take("with"):
            self._must("<=")
            same = self._percent()
            for word in ("of", "same", level):
                self._must(word)
        return Shift(digits, exceptions, same)

    def _content(self, least: Decimal) -> Content:
        build_up = False
        if self._take("("):
            if self._take("build-up"):
                build_up = True
            elif not self._take("build-down"):
                raise self._wrong("'build-up' or 'build-down'")
            self._must(")")
        return Content(least, build_up)

    def _process(self) -> Process:
        if self._next.kind != "text" or not self._next.text.strip('" '):
            raise self._wrong('the process in words between double quotes, such as "spinning of fibres"')
        self._at += 1
        return Process(self._tokens[self._at - 1].text.strip('"').strip())

    def _of(self) -> tuple[Span, ...]:
        return self._spans() if self._take("of") else ()

    def _spans(self) -> tuple[Span, ...]:
        spans = [self.span()]
        while self._take(","):
            spans.append(self.span())
        return tuple(spans)

    def _percent(self) -> Decimal:
        token = self._next
        if token.kind != "number" or token.text.count(".") > 1 or not 0 <= Decimal(token.text) <= 100:
            raise self._wrong("a percentage from 0 to 100, such as 45")
        self._at += 1
        self._take("%")
        return Decimal(token.text)


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while rest := text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None:
            column = len(text) - len(text[at:].lstrip()) + 1
            if rest.startswith('"'):
                raise CriterionFault(column, "a double quote is never closed. Put one behind the words of the process.")
            raise CriterionFault(column, f"{rest[0]!r} has no meaning here. Write {ATOMS}, joined by and / or.")
        kind = token.lastgroup or ""
        found.append(_Token(kind, token[kind], token.start(kind) + 1))
        at = token.end()
    return [*found, _Token("end", "", len(text.rstrip()) + 1)]
