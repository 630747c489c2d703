"""Advance rulings: the public list of what was ruled, without the names of those who asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from eclear.casefile.valuation import METHODS
from eclear.casefile.words import Term
from eclear.reference import Country, Ruling, RulingKind
from eclear.reference.hs import nomenclature
from eclear.web.pages.working import mark_words

KINDS = (
    (RulingKind.CLASSIFICATION, Term("Classification", "품목분류")),
    (RulingKind.ORIGIN, Term("Origin", "원산지")),
    (RulingKind.VALUATION, Term("Valuation", "과세가격")),
)
"""The kinds of rulings in both languages."""

Kind = Literal["", "classification", "origin", "valuation"]


@dataclass(frozen=True, slots=True)
class Ruled:
    """One code that was ruled, what it is called, and where it can be looked up."""

    code: str
    name: Term | None
    address: str


@dataclass(frozen=True, slots=True)
class RulingLine:
    """One ruling as the public may see it: everything but whose it is."""

    number: str
    kind: Term
    subject: Term
    ruled: tuple[Ruled, ...]
    reason: Term
    first: date
    last: date
    valid: bool
    mark: str


@dataclass(frozen=True, slots=True)
class RulingsPage:
    """The rulings that hold every word and are of a kind; what is looked for stands in the address."""

    template: ClassVar[str] = "rulings.html"

    rulings: tuple[RulingLine, ...]
    total: int
    words: str
    kind: str
    kinds: tuple[tuple[str, Term], ...]


def rulings_page(law: Country | None, words: str, kind: Kind, on: date) -> RulingsPage:
    """Return the rulings of a country that match as they stand on a day, the valid ones first."""
    every = law.rulings.all() if law else ()
    lines = [_line(ruling, law, on) for ruling in every if law and kind in ("", ruling.kind)]
    wanted = words.casefold().split()
    found = sorted((line for line in lines if all(word in _text(line) for word in wanted)), key=lambda line: not line.valid)
    return RulingsPage(tuple(found), len(every), words, kind, tuple((k.value, name) for k, name in KINDS))


def _text(line: RulingLine) -> str:
    terms = [line.kind, line.subject, line.reason, *(one.name for one in line.ruled if one.name)]
    return " ".join([line.number, *(one.code for one in line.ruled), *(f"{t.en} {t.ko}" for t in terms)]).casefold()


def _line(ruling: Ruling, law: Country, on: date) -> RulingLine:
    return RulingLine(
        ruling.number,
        dict(KINDS)[ruling.kind],
        ruling.subject,
        tuple(_ruled(ruling, law)),
        ruling.reason,
        ruling.fact.valid_from,
        ruling.fact.valid_to,
        ruling.fact.holds(on),
        mark_words(ruling.fact.mark),
    )


def _ruled(ruling: Ruling, law: Country) -> Iterator[Ruled]:
    if ruling.code:
        yield Ruled(ruling.code, nomenclature().name(ruling.code), f"/tariff/{ruling.code}")
    if ruling.origin:
        country = law.codes.countries.get(ruling.origin)
        yield Ruled(ruling.origin, country.name if country else None, "")
    if ruling.method:
        yield Ruled(ruling.method, METHODS.get(ruling.method), "/valuation")
    for type in ruling.charges:
        charge = law.codes.charges.get(type)
        yield Ruled(type, charge.name if charge else None, "/valuation")
