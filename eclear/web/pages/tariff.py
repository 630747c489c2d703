"""The tariff to look into: by section, by code or by words, and one line with every rate and which of them applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from eclear.casefile.words import Term
from eclear.reference import Country, RateChosen, TariffLine, TariffRow
from eclear.reference.dated import OPEN_END, Fact
from eclear.reference.hs import nomenclature
from eclear.web.languages import _
from eclear.web.listing import at_once
from eclear.web.pages.working import mark_words

MOST = 60
"""Entries that a search shows; whoever finds more asks for less."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a list: a chapter, a heading, a six-digit code or a line; ``rate`` is what applies without a claim."""

    code: str
    name: Term
    rate: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TariffPage:
    """The tariff by sections, or what a search found; ``explained`` says what is wrong with a code that does not exist."""

    template: ClassVar[str] = "tariff.html"

    search: str
    on: str
    problem: str
    title: str
    sections: tuple[tuple[str, Term, tuple[Entry, ...]], ...]
    found: tuple[Entry, ...]
    more: int
    explained: str
    above: tuple[Entry, ...]
    edition: str
    source: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    """One rate of a line: its basis, its rank, whether it must be claimed, when it holds, how sure it is, whether it applies."""

    basis: str
    name: Term
    rank: int
    claimed: bool
    added: bool
    rate: str
    first: date
    last: date | None
    source: str
    mark: str
    applies: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which rate applies without a claim, or with one."""

    claim: str
    name: Term
    rate: str
    why: str


@dataclass(frozen=True, slots=True)
class TaxDue:
    """A tax that the goods of a line bear besides customs duty."""

    type: str
    name: Term
    rate: str
    base: str
    why: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class TariffLinePage:
    """One line of the tariff on one day: every rate, which applies and why, the other taxes, the agencies concerned."""

    template: ClassVar[str] = "tariff_line.html"

    code: str
    name: Term
    on: str
    note: str
    above: tuple[Entry, ...]
    rows: tuple[BasisRow, ...]
    outcomes: tuple[Outcome, ...]
    taxes: tuple[TaxDue, ...]
    agencies: tuple[Term, ...]
    source: str
    mark: str


def tariff_page(law: Country, search: str, on: date, problem: str) -> TariffPage:
    """Return what a search finds on a day: the sections for none, codes below digits, else what holds every word."""
    hs, digits = nomenclature(), search.replace(".", "").replace(" ", "")
    sections: tuple[tuple[str, Term, tuple[Entry, ...]], ...] = ()
    entries: list[Entry] = []
    explained, title = "", ""
    above: tuple[Entry, ...] = ()
    if not search:
        of: dict[str, list[Entry]] = {section: [] for section in hs.sections}
        for chapter in hs.chapters.values():
            of[chapter.section].append(Entry(chapter.chapter, chapter.name))
        sections = tuple((section, name, tuple(of[section])) for section, name in hs.sections.items())
    elif digits.isdecimal():
        entries, explained = _below(law, digits, on), hs.explain(digits) if len(digits) >= 6 else ""
        above, title = _above(digits), digits
        if not entries and not explained:
            explained = hs.explain(digits.ljust(6, "0"))
    else:
        entries = _holding(law, search.casefold().split(), on)
    return TariffPage(
        search=search,
        on=on.isoformat(),
        problem=problem,
        title=title,
        sections=sections,
        found=tuple(entries[: at_once(MOST)]),
        more=max(0, len(entries) - at_once(MOST)),
        explained=explained,
        above=above,
        edition=hs.edition,
        source=hs.fact.source,
    )


def line_page(law: Country, line: TariffLine, on: date) -> TariffLinePage:
    """Return one line with every rate of the day and what follows from them."""
    general = line.rate()
    bases = law.tariff.bases.all
    ranked = sorted((*line.rows.values(), *line.added), key=lambda row: (bases[row.basis].rank, row.basis))
    outcomes = [_outcome("", Term("Without a claim", "청구 없음"), general)]
    for basis in (row.basis for row in ranked if bases[row.basis].claimed):
        outcomes.append(_outcome(basis, bases[basis].name, line.rate(basis)))
    return TariffLinePage(
        code=line.hsk,
        name=line.name,
        on=on.isoformat(),
        note=line.note,
        above=_above(line.hsk),
        rows=tuple(_row(row, law, general) for row in ranked),
        outcomes=tuple(outcomes),
        taxes=tuple(_taxes(law, line.hsk, on)),
        agencies=tuple(dict.fromkeys(agency.name for agency, _goods in law.agencies.concerned(line.hsk, on))),
        source=line.fact.source,
        mark=mark_words(line.fact.mark),
    )


def _row(row: TariffRow, law: Country, general: RateChosen | None) -> BasisRow:
    basis, fact = law.tariff.bases.all[row.basis], row.fact
    last = None if fact.valid_to == OPEN_END else fact.valid_to
    applies = basis.added or (general is not None and general.basis == row.basis)
    return BasisRow(
        row.basis,
        basis.name,
        basis.rank,
        basis.claimed,
        basis.added,
        str(row.rate),
        fact.valid_from,
        last,
        fact.source,
        mark_words(fact.mark),
        applies,
    )


def _outcome(claim: str, name: Term, chosen: RateChosen | None) -> Outcome:
    return Outcome(claim, name, str(chosen.rate) if chosen else "", chosen.why if chosen else _("no rate applies"))


def _taxes(law: Country, hsk: str, on: date) -> Iterable[TaxDue]:
    for tax, _rows in law.taxes.owed_by(hsk):
        row = None if tax.from_tariff else law.taxes.rate(tax.type, hsk, on)
        if row is not None:
            base = (row.base or tax.base).text if row.rate.percent is not None else row.rate.unit
            fact: Fact = row.fact
            yield TaxDue(tax.type, tax.name, str(row.rate), base, row.name, fact.source, mark_words(fact.mark))


def _above(code: str) -> tuple[Entry, ...]:
    """Return the chapter and the heading that a code belongs to."""
    hs, found = nomenclature(), []
    if code[:2] in hs.chapters:
        found.append(Entry(code[:2], hs.chapters[code[:2]].name))
    if len(code) >= 4 and code[:4] in hs.headings:
        found.append(Entry(code[:4], hs.headings[code[:4]].name))
    return tuple(found)


def _below(law: Country, digits: str, on: date) -> list[Entry]:
    """Return the headings of a chapter, else the lines below some digits and the six-digit codes without a line."""
    hs = nomenclature()
    if len(digits) < 4:
        return [Entry(h.heading, h.name) for h in hs.headings.values() if h.heading.startswith(digits)]
    lines = law.tariff.under(digits, on)
    entries = [_entry(line) for line in lines]
    covered = {line.hsk[:6] for line in lines}
    for six in hs.subheadings.get(digits[:4], ()):
        if six.startswith(digits[:6]) and six not in covered and (line := law.tariff.line(six + "0000", on)):
            entries.append(_entry(line))
    return sorted(entries, key=lambda entry: entry.code)


def _entry(line: TariffLine) -> Entry:
    chosen = line.rate()
    return Entry(line.hsk, line.name, str(chosen.rate) if chosen else "", mark_words(chosen.fact.mark) if chosen else "")


def _holding(law: Country, words: list[str], on: date) -> list[Entry]:
    """Return the lines and the headings whose name or words hold every word of a search."""
    found = [_entry(line) for line in law.tariff.lines(on) if _holds((line.name,), words)]
    headings = nomenclature().headings.values()
    return found + [Entry(h.heading, h.name) for h in headings if _holds((h.name, h.words), words)]


def _holds(terms: Iterable[Term], words: list[str]) -> bool:
    text = " ".join(f"{term.en} {term.ko}" for term in terms).casefold()
    return all(word in text for word in words)
