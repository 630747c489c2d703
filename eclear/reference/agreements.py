"""Trade agreements (FTA): parties, tolerances, proof and time limits, and the rule of origin of every commodity code.

A folder holds two files for each agreement: ``eu.toml`` with its terms, ``eu.csv`` with its rules in the language of
:mod:`eclear.reference.criteria`. Every term and every rule is dated; an agreement is asked for as it stands on a day.
Preferences without a file here are known to the tariff only.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from eclear.casefile.origin import Criterion, Span
from eclear.casefile.quantity import Amount
from eclear.casefile.words import Term
from eclear.reference.criteria import CriterionFault, parse_criterion, parse_span
from eclear.reference.dated import OPEN_END, Fact, Timeline
from eclear.reference.rows import ReferenceFault, Row, attempt, each, read_csv, read_toml, report, timeline

T = TypeVar("T")

VALUES = ("fob", "ex-works")
"""What value content and tolerance are taken from: the FOB (or adjusted) value, or the ex-works price."""

CUMULATIONS = ("parties", "none")
"""Whose originating materials count: those of every party, the importing one included, or of the maker's country only."""

TERMS = (
    "parties",
    "value",
    "cumulation",
    "transport",
    "proof",
    "late_claim",
    "waiver",
    "approved_exporter",
    "exporter_number",
    "de_minimis",
)
"""The tables of an agreement's file, each dated, so that a term can change."""

TOLERANCES = ("value", "weight")
"""What a tolerance (de minimis) is a share of."""


@dataclass(frozen=True, slots=True)
class Parties:
    """The countries that an agreement binds, the importing one included."""

    countries: frozenset[str]
    fact: Fact


@dataclass(frozen=True, slots=True)
class Choice:
    """A term of an agreement that is one of a few words, such as the value that shares are taken from."""

    word: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Tolerance:
    """De minimis: the share, in percent, up to which materials may fail a change of classification; 0 is none.

    It is for goods of these ranges, by value or by weight of the materials.
    """

    goods: tuple[Span, ...]
    share: Decimal
    by: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Transport:
    """Direct transport: the documents that show a through journey, or customs control on the way."""

    evidence: tuple[str, ...]
    fact: Fact


@dataclass(frozen=True, slots=True)
class Proof:
    """Which documents prove origin, and for how many months after their date."""

    documents: tuple[str, ...]
    months: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Period:
    """A number of months."""

    months: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of money that a consignment is compared with."""

    amount: Amount
    fact: Fact


@dataclass(frozen=True, slots=True)
class NumberForm:
    """What the number of an approved exporter looks like: letters, digits and these signs, so many characters, one a digit."""

    signs: str
    shortest: int
    longest: int
    fact: Fact

    def fits(self, number: str) -> bool:
        """True if a text looks like such a number."""
        plain = all((one.isascii() and one.isalnum()) or one in self.signs for one in number)
        return plain and self.shortest <= len(number) <= self.longest and any(one.isdigit() for one in number)

    @property
    def allowed(self) -> str:
        """In words what is allowed."""
        *most, last = ["letters", "digits", *self.signs]
        return f"{', '.join(most)} and {last}, {self.shortest} to {self.longest} characters with at least one digit"


@dataclass(frozen=True, slots=True)
class OriginRule:
    """The rule for a range of codes: what must be met, with its note and its fact; ``ex`` ranges cover only some goods."""

    span: Span
    criterion: Criterion
    note: str
    fact: Fact

    @property
    def code(self) -> str:
        """The range as written: 8701-8707, ex 1905."""
        return str(self.span)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it stands on a day.

    ``bases`` are the codes by which the tariff knows its rates, ``for_all`` what makes any goods originate besides their
    rule. ``waiver`` is the consignment value below which no proof is asked, ``approved_exporter`` the one above which
    only an approved exporter may make out the proof, ``exporter_number`` what his number looks like; None where there is no
    such term.
    """

    id: str
    name: Term
    bases: tuple[str, ...]
    for_all: Criterion | None
    parties: Parties
    value: Choice
    cumulation: Choice
    transport: Transport
    proof: Proof
    late_claim: Period
    waiver: Limit | None
    approved_exporter: Limit | None
    exporter_number: NumberForm | None
    tolerances: tuple[Tolerance, ...]
    fact: Fact
    _rules: tuple[OriginRule, ...] = field(repr=False)

    def rules(self, hs: str, on: date) -> tuple[OriginRule, ...]:
        """Return the rules for a code on a day: those that cover part of it (ex), the most specific first, then the one for all.

        Usually there is only that one.
        """
        found = [rule for rule in self._rules if rule.fact.holds(on) and _reaches(rule.span, hs)]
        found.sort(key=lambda rule: _specificity(rule.span))
        sure = next((n for n, rule in enumerate(found, 1) if not rule.span.partial), len(found))
        return tuple(found[:sure])

    def rule(self, hs: str, on: date) -> OriginRule | None:
        """Return the most specific rule for a code on a day, None without one; where it is an ``ex`` rule, see :meth:`rules`."""
        return next(iter(self.rules(hs, on)), None)

    def tolerance(self, hs: str) -> Tolerance | None:
        """Return the tolerance for goods of a code: that of the most specific range; None if there is none."""
        reaching = [(_specificity(span), one) for one in self.tolerances for span in one.goods if _reaches(span, hs)]
        found = min(reaching, key=lambda pair: pair[0], default=None)
        return found[1] if found and found[1].share > 0 else None

    def claimable_until(self, released: date) -> date:
        """Return the last day on which a preference may still be claimed after the release of the goods."""
        return later(released, self.late_claim.months)


class Agreements:
    """The agreements of a country, found by the basis that a trader claims or by their own name."""

    def __init__(self, by_id: Mapping[str, Timeline[Agreement]], by_basis: Mapping[str, str]) -> None:
        """Keep the agreements by their name over time, and the name that each basis belongs to."""
        self._by_id = MappingProxyType(dict(by_id))
        self._by_basis = MappingProxyType(dict(by_basis))

    def of(self, basis: str | None, on: date) -> Agreement | None:
        """Return the agreement of a basis such as FEU1 as it stands on a day; None if it is not in force, or has no file."""
        return self.named(self._by_basis.get(basis or "", ""), on)

    def named(self, id: str, on: date) -> Agreement | None:
        """Return an agreement by its own name, such as eu, as it stands on a day."""
        over_time = self._by_id.get(id)
        return over_time.on(on) if over_time is not None else None

    def known(self, basis: str | None) -> bool:
        """True if a basis has an agreement here, in force or not."""
        return basis in self._by_basis

    def on(self, day: date) -> tuple[Agreement, ...]:
        """Return every agreement in force on a day, in the order of their names."""
        return tuple(found for over_time in self._by_id.values() if (found := over_time.on(day)))

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of all agreements, in alphabetical order."""
        return tuple(self._by_id)


def later(day: date, months: int) -> date:
    """Return the same day some months later; the last of the month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _reaches(span: Span, hs: str) -> bool:
    """True if a code lies in a range, or in the range that only part of is meant."""
    return len(hs) >= len(span.first) and span.covers(hs) is not False


def _specificity(span: Span) -> tuple[int, int, bool]:
    """Sort ranges: more digits first, then the narrower, then ``ex``."""
    return -len(span.first), int(span.last) - int(span.first), not span.partial


# -- reading ---------------------------------------------------------------------------------------------------------


def read_agreements(folder: Path) -> Agreements:
    """Read every agreement of a folder, none without one; raises ReferenceFault with file, line and column of what is wrong."""
    by_id: dict[str, Timeline[Agreement]] = {}
    by_basis: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        row = read_toml(path)
        for basis in row.texts("bases"):
            if by_basis.setdefault(basis, path.stem) != path.stem:
                report(row.fault(f"basis {basis} belongs to {by_basis[basis]}.toml already. Name it in one of them.", "bases"))
        found: Timeline[Agreement] | None = attempt(partial(_over_time, row, path), None)
        if found is not None:
            by_id[path.stem] = found
    return Agreements(by_id, by_basis)


def _over_time(row: Row, path: Path) -> Timeline[Agreement]:
    """Cut the life of an agreement wherever one of its terms begins or ends."""
    life, name, bases = row.fact(), row.term("name"), row.texts("bases")
    if not bases:
        raise row.fault("bases is empty. Name the codes of its rates, such as FEU1.", "bases")
    for_all = _criterion(row, "for_all") if row.cells.get("for_all") else None
    tolerances = tuple(each(row.tables("de_minimis"), _tolerance))
    rules = _rules(path.with_suffix(".csv"))
    parties = _term(row, "parties", lambda t: Parties(_countries(t), t.fact()))
    value = _term(row, "value", lambda t: Choice(t.choice("base", VALUES), t.fact()))
    cumulation = _term(row, "cumulation", lambda t: Choice(t.choice("of", CUMULATIONS), t.fact()))
    transport = _term(row, "transport", lambda t: Transport(t.texts("evidence"), t.fact()))
    proof = _term(row, "proof", _proof)
    late_claim = _term(row, "late_claim", lambda t: Period(_months(t), t.fact()))
    waiver = _term(row, "waiver", lambda t: Limit(_amount(t, "below"), t.fact()))
    approved = _term(row, "approved_exporter", lambda t: Limit(_amount(t, "above"), t.fact()))
    number = _term(row, "exporter_number", _number_form)

    def as_of(day: date) -> Agreement:
        return Agreement(
            id=path.stem,
            name=name,
            bases=bases,
            for_all=for_all,
            parties=_must(row, "parties", parties, day),
            value=_must(row, "value", value, day),
            cumulation=_must(row, "cumulation", cumulation, day),
            transport=_must(row, "transport", transport, day),
            proof=_must(row, "proof", proof, day),
            late_claim=_must(row, "late_claim", late_claim, day),
            waiver=waiver.on(day),
            approved_exporter=approved.on(day),
            exporter_number=_must(row, "exporter_number", number, day) if approved.on(day) else None,
            tolerances=tuple(one for one in tolerances if one.fact.holds(day)),
            fact=life,
            _rules=rules,
        )

    starts = sorted(day for day in _turning_points(row, life) if life.holds(day))
    ends = [day - timedelta(days=1) for day in starts[1:]] + [life.valid_to]
    return Timeline((first, last, as_of(first)) for first, last in zip(starts, ends, strict=True))


def _turning_points(row: Row, life: Fact) -> set[date]:
    points = {life.valid_from}
    for name in TERMS:
        for term in row.tables(name):
            fact = term.fact()
            points.add(fact.valid_from)
            if fact.valid_to != OPEN_END:
                points.add(fact.valid_to + timedelta(days=1))
    return points


def _term(row: Row, name: str, make: Callable[[Row], T]) -> Timeline[T]:
    """Read a term that may change over time: an array of tables, of which one holds at a time."""
    return timeline(f"[[{name}]]", ((table.fact(), make(table)) for table in row.tables(name)))


def _must(row: Row, name: str, over_time: Timeline[T], day: date) -> T:
    found = over_time.on(day)
    if found is None:
        raise row.fault(f"[[{name}]] says nothing for {day}. Add a table that holds then.")
    return found


def _countries(row: Row) -> frozenset[str]:
    countries = row.texts("countries")
    for code in countries:
        if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise row.fault(f"countries holds {code!r}. Write two capital letters for each, such as DE.", "countries")
    if len(set(countries)) < 2:
        raise row.fault("countries names fewer than two. Name every party, the importing country too.", "countries")
    return frozenset(countries)


def _proof(row: Row) -> Proof:
    documents = row.texts("documents")
    if not documents:
        raise row.fault("documents is empty. Name the types of document that prove origin, such as 861.", "documents")
    return Proof(documents, _months(row), row.fact())


def _number_form(row: Row) -> NumberForm:
    signs, shortest, longest = row.text("signs", ""), row.whole("shortest"), row.whole("longest")
    if any(not one.isascii() or not one.isprintable() or one.isalnum() or one == " " for one in signs):
        raise row.fault(
            f"signs {signs!r} will not do. Write what a number may hold besides letters and digits, such as /-.", "signs"
        )
    if not 1 <= shortest <= longest:
        raise row.fault(f"shortest {shortest} is not from 1 to longest, {longest}. Correct one of them.", "shortest")
    return NumberForm(signs, shortest, longest, row.fact())


def _months(row: Row) -> int:
    months = row.number("months")
    if not 1 <= months <= 240 or months != int(months):
        raise row.fault(f"months {months} will not do. Write a whole number from 1 to 240.", "months")
    return int(months)


def _amount(row: Row, name: str) -> Amount:
    value = row.number(name)
    if value <= 0:
        raise row.fault(f"{name} {value} is not above 0. Write the amount, or leave the table out.", name)
    return Amount(value, row.text("currency"))


def _tolerance(row: Row) -> Tolerance:
    share = row.number("share")
    if not 0 <= share <= 100:
        raise row.fault(f"share {share} is no percentage. Write a number from 0 (none) to 100.", "share")
    goods = tuple(_span(row, "goods", text) for text in row.texts("goods"))
    if not goods:
        raise row.fault("goods is empty. Name ranges of codes, such as 50-63, or 1-97 for all.", "goods")
    return Tolerance(goods, share, row.choice("by", TOLERANCES), row.fact())


def _rules(path: Path) -> tuple[OriginRule, ...]:
    rules = tuple(each(read_csv(path), _rule))
    _must_not_compete(rules, f"{path.parent.name}/{path.name}")
    return rules


def _rule(row: Row) -> OriginRule:
    return OriginRule(_span(row, "code", row.text("code")), _criterion(row, "criterion"), row.text("note", ""), row.fact())


def _must_not_compete(rules: Iterable[OriginRule], where: str) -> None:
    """Report two rules of which neither is more specific, for the same code on the same day."""
    for one, other in combinations(rules, 2):
        if _competes(one.span, other.span) and _together(one.fact, other.fact):
            told = f"rules {one.code} and {other.code} are for the same codes on the same day, and neither is narrower"
            report(ReferenceFault(f"{where}: {told}. End one the day before, or split its range."))


def _competes(one: Span, other: Span) -> bool:
    return _specificity(one) == _specificity(other) and one.first <= other.last and other.first <= one.last


def _together(one: Fact, other: Fact) -> bool:
    return one.valid_from <= other.valid_to and other.valid_from <= one.valid_to


def _span(row: Row, name: str, text: str) -> Span:
    try:
        return parse_span(text)
    except CriterionFault as fault:
        raise row.fault(f"{name}, column {fault.column} of {text!r}: {fault}", name) from None


def _criterion(row: Row, name: str) -> Criterion:
    text = row.text(name)
    try:
        return parse_criterion(text)
    except CriterionFault as fault:
        raise row.fault(f"{name}, column {fault.column} of {text!r}: {fault}", name) from None
