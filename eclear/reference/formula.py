"""Formulas of a country folder: plain arithmetic over named amounts, such as ``value + CUD`` or ``max(0, value - 2000000)``.

A formula knows numbers, names, + - * /, brackets, min() and max(), and nothing else. It is read here, character by character
and by a grammar of its own, not by Python's: there is no way from the text of a folder to anything that runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from typing import NamedTuple

EXACT = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
"""Arithmetic in which a lost digit is an error: longer than any amount, rate and their products can be."""

LONGEST = 200
"""Characters of a formula; nobody can check a longer one by hand."""

DEEPEST = 20
"""Brackets within brackets."""

CHOICES = ("min", "max")
"""The words of the language, which can be no names."""

ALLOWED = "Write numbers, names, + - * /, brackets, min() and max(), and nothing else."

_DIGITS_OF_A_NAME = 30
_MOST_DIGITS = 300
"""How long a result can grow before exact arithmetic could come to its end; about ten amounts multiplied."""

Ratio = tuple[Decimal, Decimal]
"""An exact value as numerator and denominator, so that a division loses nothing."""

Names = Mapping[str, Decimal]
_ONE = Decimal(1)


class FormulaFault(ValueError):
    """A text that is no formula; the message says what stands there and what is allowed."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, the names it uses, and how to work it out. ``terms`` are the names of a plain sum, else None."""

    text: str
    names: frozenset[str]
    terms: tuple[str, ...] | None
    _tree: _Part

    def value(self, names: Names) -> Ratio:
        """Return the value as numerator and denominator; raises ZeroDivisionError for a division by nothing."""
        if self.terms is not None:
            total = names[self.terms[0]]
            for term in self.terms[1:]:
                total = EXACT.add(total, names[term])
            return total, _ONE
        return self._tree.worth(names)

    def told(self, names: Names) -> str:
        """Return the formula with the amounts in the place of the names: ``1,000 + 80``."""
        return self._tree.told(names)


def formula(text: str, known: Collection[str]) -> Formula:
    """Return the formula that a text is, over the names known; raises FormulaFault for anything but arithmetic."""
    if len(text) > LONGEST:
        raise FormulaFault(f"it has {len(text)} characters, and at most {LONGEST} are allowed. Split the tax in two.")
    tree = _Reader(text).formula()
    unknown = [name for name in dict.fromkeys(tree.names()) if name not in known]
    if unknown:
        raise FormulaFault(f"{', '.join(unknown)} is not known here. Known: {', '.join(known)}.")
    if max(tree.digits()) > _MOST_DIGITS:
        raise FormulaFault("it multiplies so many amounts that nobody could check the result. Split the tax in two.")
    return Formula(text, frozenset(tree.names()), _terms(tree), tree)


# -- the parts of a formula -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a formula: a number, a name, or an operation over parts. ``sign`` is the operation, "" for the first two."""

    sign: str = ""
    parts: tuple[_Part, ...] = ()
    name: str = ""
    number: Decimal = _ONE

    def worth(self, names: Names) -> Ratio:
        if not self.sign:
            return (names[self.name] if self.name else self.number), _ONE
        return _OPERATIONS[self.sign]([part.worth(names) for part in self.parts])

    def names(self) -> list[str]:
        return [self.name] if self.name else [name for part in self.parts for name in part.names()]

    def digits(self) -> tuple[int, int]:
        """Return how many digits numerator and denominator can have at most."""
        if not self.sign:
            return (_DIGITS_OF_A_NAME if self.name else len(self.number.as_tuple().digits)), 1
        sizes = [part.digits() for part in self.parts]
        top, bottom = sizes[0]
        for other_top, other_bottom in sizes[1:]:
            if self.sign == "*":
                top, bottom = top + other_top, bottom + other_bottom
            elif self.sign == "/":
                top, bottom = top + other_bottom, bottom + other_top
            elif bottom == other_bottom == 1 or self.sign in CHOICES:
                top, bottom = max(top, other_top) + 1, max(bottom, other_bottom)
            else:
                top, bottom = max(top + other_bottom, other_top + bottom) + 1, bottom + other_bottom
        return top, bottom

    def told(self, names: Names) -> str:
        if not self.sign:
            return f"{names[self.name] if self.name else self.number:,f}"
        if self.sign in CHOICES:
            which = "the higher" if self.sign == "max" else "the lower"
            return f"{which} of ({', '.join(part.told(names) for part in self.parts)})"
        sides = [part.told(names) for part in self.parts]
        if self.sign == "negative":
            return f"-({sides[0]})" if self.parts[0].sign in _JOINING else f"-{sides[0]}"
        for at, part in enumerate(self.parts):
            if _needs_brackets(self.sign, part.sign, at):
                sides[at] = f"({sides[at]})"
        return f" {'x' if self.sign == '*' else self.sign} ".join(sides)


_JOINING = ("+", "-", "*", "/")


def _needs_brackets(outer: str, inner: str, at: int) -> bool:
    if outer in "*/":
        return inner in ("+", "-") or (at > 0 and inner in ("*", "/"))
    return outer == "-" and at > 0 and inner in ("+", "-")


def _terms(tree: _Part) -> tuple[str, ...] | None:
    """Return the names of a plain sum of names, the commonest formula, in their order."""
    if tree.name:
        return (tree.name,)
    if tree.sign == "+":
        left, right = _terms(tree.parts[0]), _terms(tree.parts[1])
        return (*left, *right) if left and right else None
    return None


def _plus(sides: list[Ratio]) -> Ratio:
    left, right = sides
    if left[1] == right[1]:
        return EXACT.add(left[0], right[0]), left[1]
    multiply = EXACT.multiply
    return EXACT.add(multiply(left[0], right[1]), multiply(right[0], left[1])), multiply(left[1], right[1])


def _minus(sides: list[Ratio]) -> Ratio:
    return _plus([sides[0], _negative(sides[1:])])


def _times(sides: list[Ratio]) -> Ratio:
    left, right = sides
    return EXACT.multiply(left[0], right[0]), EXACT.multiply(left[1], right[1])


def _over(sides: list[Ratio]) -> Ratio:
    left, right = sides
    if not right[0]:
        raise ZeroDivisionError
    sign = -1 if right[0] < 0 else 1
    return EXACT.multiply(left[0], right[1] * sign), EXACT.multiply(left[1], right[0] * sign)


def _negative(sides: list[Ratio]) -> Ratio:
    return EXACT.minus(sides[0][0]), sides[0][1]


def _highest(values: list[Ratio]) -> Ratio:
    best = values[0]
    for value in values[1:]:
        if EXACT.multiply(value[0], best[1]) > EXACT.multiply(best[0], value[1]):
            best = value
    return best


def _lowest(values: list[Ratio]) -> Ratio:
    return _negative([_highest([_negative([value]) for value in values])])


_OPERATIONS: Mapping[str, Callable[[list[Ratio]], Ratio]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "negative": _negative,
    "max": _highest,
    "min": _lowest,
}


# -- reading ----------------------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,10})?(?![0-9A-Za-z_.]))|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<sign>[-+*/(),])", re.ASCII
)


class _Reader:
    """Reads a formula from left to right, one token at a time."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0

    def formula(self) -> _Part:
        whole = self._sum()
        if self._next.kind != "end":
            raise self._wrong()
        return whole

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *signs: str) -> str:
        """Step over one of these signs if it stands here, and return it; "" if none does."""
        token = self._next
        if token.kind != "sign" or token.text not in signs:
            return ""
        self._at += 1
        return token.text

    def _wrong(self) -> FormulaFault:
        token = self._next
        found = f"{token.text!r} at character {token.at} is not arithmetic" if token.text else "it ends too early"
        return FormulaFault(f"{found}. {ALLOWED}")

    def _sum(self) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaFault(f"more than {DEEPEST} brackets stand within one another. Split the tax in two.")
        found = self._product()
        while sign := self._take("+", "-"):
            found = _Part(sign, (found, self._product()))
        self._depth -= 1
        return found

    def _product(self) -> _Part:
        found = self._signed()
        while sign := self._take("*", "/"):
            found = _Part(sign, (found, self._signed()))
            if sign == "/" and not found.parts[1].names() and not found.parts[1].worth({})[0]:
                raise FormulaFault("it divides by nothing. Divide by something else than 0.")
        return found

    def _signed(self) -> _Part:
        return _Part("negative", (self._plain(),)) if self._take("-") else self._plain()

    def _plain(self) -> _Part:
        token = self._next
        if self._take("("):
            return self._closed(self._sum())
        if token.kind == "number":
            self._at += 1
            return _Part(number=Decimal(token.text))
        if token.kind != "name":
            raise self._wrong()
        self._at += 1
        if token.text in CHOICES:
            return self._choice(token.text)
        if self._next.text == "(":
            raise FormulaFault(f"'{token.text}(' at character {token.at} is not arithmetic. {ALLOWED}")
        return _Part(name=token.text)

    def _choice(self, word: str) -> _Part:
        if not self._take("("):
            raise self._wrong()
        parts = [self._sum()]
        while self._take(","):
            parts.append(self._sum())
        if len(parts) < 2:
            raise FormulaFault(f"{word}() chooses between two values at least.")
        return self._closed(_Part(word, tuple(parts)))

    def _closed(self, part: _Part) -> _Part:
        if not self._take(")"):
            raise self._wrong()
        return part


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            raise FormulaFault(f"{_shown(text, at)} at character {at + 1} is not arithmetic. {ALLOWED}")
        found.append(_Token(token.lastgroup or "", token[0], at + 1))
        at = token.end()
    return [*found, _Token("end", "", len(text) + 1)]


def _shown(text: str, at: int) -> str:
    """Return a character that has no place in a formula, with its number where it only looks like one that has."""
    return f"{text[at]!r}" if text[at].isascii() else f"{text[at]!r} (U+{ord(text[at]):04X}, no letter from A to Z)"
