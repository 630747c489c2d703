"""The tariff (관세율표): ten-digit lines (HSK), the rates of each basis, and which of them applies on a day.

Goods whose six digits no line covers fall under the rate of their chapter, where the country gives one: in a teaching
tariff that rate is invented and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.words import Term
from eclear.reference.bases import Bases, Basis, Cost, RateChosen, TariffRow, read_bases
from eclear.reference.dated import OPEN_END, Fact, Timeline
from eclear.reference.faults import unreadable
from eclear.reference.hs import nomenclature
from eclear.reference.rate import Rate, read_rate
from eclear.reference.rows import ANY_GAP, ReferenceFault, Row, each, read_csv, report, timeline

A_SLIP = 31
"""Days: a shorter gap between two rates of one basis is a slip of the pen, a longer one a season."""


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One line of the tariff on one day: its names, the rows valid on that day, and those that come on top.

    ``note`` is what a reader of the rate must know besides, such as a tax that is not computed here; usually "".
    ``by_chapter`` is True for goods that have no line of their own and fall under the rate of their chapter.
    """

    hsk: str
    name: Term
    note: str
    fact: Fact
    rows: Mapping[str, TariffRow]
    added: tuple[TariffRow, ...]
    by_chapter: bool
    _bases: Bases = field(repr=False)
    _known: Mapping[str | None, RateChosen | None] | None = field(repr=False)

    def rate(self, claim: str | None = None, cost: Cost | None = None) -> RateChosen | None:
        """Return the rate that applies, without a claim or with a preference claimed (and proved); None if no row does.

        A basis without a row is not a rate of 0: the claim then changes nothing, and the reason says so. ``cost`` tells
        what a rate costs for the goods at hand; without it only percents can be compared.
        """
        claimed = claim if claim in self.rows else None
        if self._known is not None:
            chosen = self._known.get(claimed, self._known[None])
        else:
            chosen = self._bases.choose(self.rows.values(), claimed, cost or _percent)
        if chosen is None or claim is None or claim in self.rows or claim in self._bases.without_claim:
            return chosen
        why = f"{chosen.why}; {claim} has no rate for {self.hsk} on this day"
        return RateChosen(chosen.basis, chosen.rate, why, chosen.fact)

    def on_top(self, origin: str | None) -> tuple[TariffRow, ...]:
        """Return the rates that come on top for goods of this origin, such as an anti-dumping duty."""
        return tuple(row for row in self.added if not row.origins or origin in row.origins) if self.added else ()


class Tariff:
    """The tariff of a country: every line as it stood, stands or will stand, and the rates of whole chapters."""

    def __init__(
        self, lines: Mapping[str, Timeline[TariffLine]], bases: Bases, chapters: Mapping[str, Timeline[TariffRow]]
    ) -> None:
        """Keep the lines by code, the bases, and the rate of each chapter for goods without a line."""
        self._lines = lines
        self._chapters = chapters
        self._six = frozenset(hsk[:6] for hsk in lines)
        self._by_chapter = lru_cache(maxsize=20_000)(self._chapter_line)
        self.bases = bases
        self.preferences: Mapping[str, Basis] = MappingProxyType(dict(bases.claimed))

    def line(self, hsk: str, on: date) -> TariffLine | None:
        """Return a line as it stands on a day; None if the tariff has no such line then.

        A code whose six digits have no line at all, and which the Harmonized System has, falls under its chapter.
        """
        over_time = self._lines.get(hsk)
        if over_time is not None:
            return over_time.on(on)
        return self._by_chapter(hsk, on) if self._chapters and hsk[:6] not in self._six else None

    @property
    def any_lines(self) -> bool:
        """True if the tariff has a line, or the rate of a chapter."""
        return bool(self._lines or self._chapters)

    def lines(self, on: date) -> Iterator[TariffLine]:
        """Yield every line of its own that the tariff has on a day, in the order of the codes."""
        for hsk in sorted(self._lines):
            line = self._lines[hsk].on(on)
            if line:
                yield line

    def over_time(self) -> Iterator[tuple[date, date, TariffLine]]:
        """Yield every line with the days on which it stands like that, the first and the last."""
        for hsk in sorted(self._lines):
            yield from self._lines[hsk]

    @property
    def chapters(self) -> Mapping[str, Timeline[TariffRow]]:
        """The rate of each chapter over time."""
        return self._chapters

    def has(self, hsk: str) -> bool:
        """True if the tariff has, had or will have this line."""
        return hsk in self._lines

    def under(self, prefix: str, on: date) -> tuple[TariffLine, ...]:
        """Return the lines on a day whose codes begin with some digits."""
        return tuple(line for hsk in sorted(h for h in self._lines if h.startswith(prefix)) if (line := self._lines[hsk].on(on)))

    def chapter(self, chapter: str, on: date) -> TariffRow | None:
        """Return the rate of a chapter for goods without a line of their own; None if it has none."""
        over_time = self._chapters.get(chapter)
        return over_time.on(on) if over_time else None

    def _chapter_line(self, hsk: str, on: date) -> TariffLine | None:
        row = self.chapter(hsk[:2], on)
        if row is None or len(hsk) != 10 or not hsk.isdecimal() or hsk[:6] not in nomenclature().codes:
            return None
        name = nomenclature().name(hsk) or Term(f"Goods of {hsk[:6]}", f"{hsk[:6]} 물품")
        note = f"no line of its own in this tariff: the rate is that of chapter {hsk[:2]}"
        return _line(hsk, name, note, row.fact, (row,), self.bases, by_chapter=True)


def read_tariff(folder: Path) -> Tariff:
    """Read bases, lines, rates and chapters of a country; reports what does not fit together.

    Of the rates and the chapters a country needs one or the other; lines need rates.
    """
    bases = read_bases(folder / "bases.csv")
    rates: dict[str, list[TariffRow]] = defaultdict(list)
    faulty: set[str] = set()
    for path in sorted(folder.glob("rates-*.csv")):
        for row in read_csv(path):
            found = next(each((row,), partial(_rate_row, bases)), None)
            if found:
                rates[found[0]].append(found[1])
            else:
                faulty.add(row.text("hsk", ""))
    lines: dict[str, Timeline[TariffLine]] = {}
    lined: set[str] = set()
    for row in read_csv(folder / "lines.csv", optional=True):
        hsk = row.text("hsk", "")
        if hsk in lined:
            report(row.fault(f"{hsk} has a line already. Keep one of the two."))
            continue
        lined.add(hsk)
        over_time = next(each((row,), lambda row: _over_time(row, rates.get(_code(row), ()), bases)), None)
        if over_time is None or hsk in faulty:
            continue
        if hsk in rates:
            lines[hsk] = over_time
        else:
            report(row.fault(f"{hsk} has no rate. Add its rows to a rates file, or take the line out."))
    for hsk in sorted(set(rates) - lined) if not unreadable(f"{folder.name}/lines.csv") else ():
        report(ReferenceFault(f"{rates[hsk][0].fact.where}: {hsk} has a rate and no line. Add it to lines.csv."))
    return Tariff(lines, bases, _chapters(folder / "chapters.csv", bases))


def _chapters(path: Path, bases: Bases) -> Mapping[str, Timeline[TariffRow]]:
    spans: dict[str, list[TariffRow]] = defaultdict(list)
    for chapter, found in each(read_csv(path, optional=True), lambda row: (_chapter(row), _tariff_row(row, bases))):
        spans[chapter].append(found)
    return MappingProxyType(
        {
            chapter: timeline(f"chapter {chapter}", ((r.fact, r) for r in rows), tell_gaps=ANY_GAP)
            for chapter, rows in spans.items()
        }
    )


def _chapter(row: Row) -> str:
    chapter = row.text("chapter")
    if len(chapter) != 2 or not chapter.isdecimal():
        raise row.fault(f"chapter {chapter!r} is not a chapter. Write two digits.", "chapter")
    return chapter


def _rate_row(bases: Bases, row: Row) -> tuple[str, TariffRow]:
    return _code(row), _tariff_row(row, bases)


def _tariff_row(row: Row, bases: Bases) -> TariffRow:
    basis, origins = row.choice("basis", bases.codes), frozenset(row.texts("origins"))
    if origins and not bases.all[basis].added:
        words = "only a rate that comes on top can be for goods of some countries. Give the basis its parties in bases.csv"
        raise row.fault(f"origins {' '.join(sorted(origins))}: {words}.", "origins")
    return TariffRow(basis, read_rate(row), row.fact(), origins)


def _code(row: Row) -> str:
    hsk = row.text("hsk")
    if len(hsk) != 10 or not hsk.isdecimal():
        raise row.fault(f"hsk {hsk!r} is not a tariff code. Write ten digits.", "hsk")
    return hsk


def _over_time(row: Row, rates: Sequence[TariffRow], bases: Bases) -> Timeline[TariffLine]:
    """Cut the life of a line wherever one of its rates begins or ends, so that a look-up is one search."""
    hsk, life, name, note = row.text("hsk"), row.fact(), row.term("name"), row.text("note", "")
    by_key: dict[tuple[str, frozenset[str]], list[TariffRow]] = defaultdict(list)
    starts = {life.valid_from}
    for rate in rates:
        by_key[rate.basis, rate.origins].append(rate)
        starts.add(rate.fact.valid_from)
        if rate.fact.valid_to != OPEN_END:
            starts.add(rate.fact.valid_to + timedelta(days=1))
    by_basis = [timeline(f"{hsk} {basis}", ((r.fact, r) for r in rows), tell_gaps=A_SLIP) for (basis, _), rows in by_key.items()]
    cuts = sorted(day for day in starts if life.holds(day))
    ends = [day - timedelta(days=1) for day in cuts[1:]] + [life.valid_to]
    spans = []
    for first, last in zip(cuts, ends, strict=True):
        valid = [found for over_time in by_basis if (found := over_time.on(first))]
        spans.append((first, last, _line(hsk, name, note, life, valid, bases)))
    return Timeline(spans)


def _line(
    hsk: str, name: Term, note: str, fact: Fact, rows: Iterable[TariffRow], bases: Bases, *, by_chapter: bool = False
) -> TariffLine:
    replacing = {row.basis: row for row in rows if not bases.all[row.basis].added}
    added = tuple(row for row in rows if bases.all[row.basis].added)
    known: dict[str | None, RateChosen | None] | None = None
    if all(row.rate.is_ad_valorem for row in replacing.values()):
        known = {None: bases.choose(replacing.values(), None, _percent)}
        known |= {basis: bases.choose(replacing.values(), basis, _percent) for basis in replacing if bases.all[basis].claimed}
    return TariffLine(hsk, name, note, fact, MappingProxyType(replacing), added, by_chapter, bases, known)


UNKNOWN_COST = Fraction(10**9)


def _percent(rate: Rate) -> Fraction:
    """What a rate costs where nothing is known of the goods: its percent, the worst for a rate in money."""
    return Fraction(rate.percent) if rate.percent is not None and rate.is_ad_valorem else UNKNOWN_COST
