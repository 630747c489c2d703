"""The tariff (관세율표): ten-digit lines (HSK), the rates of each basis, and which of them applies on a day.

Order of the bases: Customs Act art. 50, as published by the Korea Customs Service in CLIP. "Take the smallest" would be
wrong: a tariff-quota rate (W1, W2) stands above the basic rate even when it is higher, and a preference needs a claim.
The country says which code is which basis; one that has a basic rate only, such as 100, is the plainest case of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.words import Term
from eclear.reference.dated import OPEN_END, Fact, Timeline
from eclear.reference.rows import ReferenceFault, Row, read_csv, timeline


@dataclass(frozen=True, slots=True)
class Bases:
    """The codes of the bases that apply by law, without the trader asking.

    ``basic`` is the rate of the tariff itself; ``wto`` are the concessions that apply where they are lower; ``quota``
    those on tariff-quota farm goods, which stand above the basic rate even when they are higher.
    """

    basic: str
    wto: tuple[str, ...] = ()
    quota: tuple[str, ...] = ()

    @property
    def without_claim(self) -> tuple[str, ...]:
        """The bases that a trader may name without claiming anything."""
        return (self.basic, *self.wto)


@dataclass(frozen=True, slots=True)
class Preference:
    """A basis that the trader must claim: its name and the countries whose goods it is for; none named means any."""

    basis: str
    name: Term
    parties: frozenset[str]
    fact: Fact


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One rate of one basis on one line, in percent of the customs value."""

    basis: str
    rate: Decimal
    fact: Fact


@dataclass(frozen=True, slots=True)
class RateChosen:
    """The rate that applies, in percent, and why this one. ``ratio`` is rate / 100 as two whole numbers."""

    basis: str
    rate: Decimal
    why: str
    source: str
    mark: str
    ratio: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One line of the tariff on one day: its names, the rows valid on that day, and whether VAT is waived.

    ``note`` is what a reader of the rate must know besides, such as a tax that is not computed here; usually "".
    """

    hsk: str
    name: Term
    vat_exempt: bool
    note: str
    fact: Fact
    rows: Mapping[str, TariffRow]
    _bases: Bases = field(repr=False)
    _without_claim: RateChosen | None = field(repr=False)
    _with_claim: Mapping[str, RateChosen] = field(repr=False)

    def rate(self, claim: str | None = None) -> RateChosen | None:
        """Return the rate that applies, without a claim or with a preference claimed (and proved); None if no row does.

        A basis without a row is not a rate of 0: the claim then changes nothing, and the reason says so.
        """
        general = self._without_claim
        if claim is None or claim in self._bases.without_claim:
            return general
        claimed = self._with_claim.get(claim)
        if claimed or general is None:
            return claimed
        why = f"{general.why}; {claim} has no rate for {self.hsk} on this day"
        return RateChosen(general.basis, general.rate, why, general.source, general.mark, general.ratio)


class Tariff:
    """The tariff of a country: every line as it stood, stands or will stand."""

    def __init__(self, lines: Mapping[str, Timeline[TariffLine]], preferences: Mapping[str, Preference], bases: Bases) -> None:
        """Keep the lines by code, the preferences by basis, and the bases that need no claim."""
        self._lines = lines
        self.bases = bases
        self.preferences = MappingProxyType(dict(preferences))

    def line(self, hsk: str, on: date) -> TariffLine | None:
        """Return a line as it stands on a day; None if the tariff has no such line then."""
        over_time = self._lines.get(hsk)
        return over_time.on(on) if over_time is not None else None

    def lines(self, on: date) -> Iterator[TariffLine]:
        """Yield every line that the tariff has on a day, in the order of the codes."""
        for hsk in sorted(self._lines):
            line = self._lines[hsk].on(on)
            if line:
                yield line

    def has(self, hsk: str) -> bool:
        """True if the tariff has, had or will have this line."""
        return hsk in self._lines


def read_tariff(folder: Path, bases: Bases) -> Tariff:
    """Read lines, rates and preferences of a country; raises ReferenceFault for what does not fit together.

    A country may have no preferences; lines it must have.
    """
    preferences = {p.basis: p for p in map(_preference, read_csv(folder / "preferences.csv", optional=True))}
    rates: dict[str, dict[str, list[TariffRow]]] = defaultdict(lambda: defaultdict(list))
    known = sorted({*bases.without_claim, *bases.quota, *preferences})
    for path in sorted(folder.glob("rates-*.csv")):
        for row in read_csv(path):
            rate = row.number("rate")
            if rate < 0:
                raise row.fault(f"rate {rate} is below 0. Write percent of the customs value.")
            found = TariffRow(row.choice("basis", known), rate, row.fact())
            rates[_code(row)][found.basis].append(found)
    lines: dict[str, Timeline[TariffLine]] = {}
    for row in read_csv(folder / "lines.csv"):
        hsk = _code(row)
        if hsk in lines:
            raise row.fault(f"{hsk} has a line already. Keep one of the two.")
        if hsk not in rates:
            raise row.fault(f"{hsk} has no rate. Add its rows to a rates file, or take the line out.")
        lines[hsk] = _over_time(row, hsk, rates.pop(hsk), bases)
    if rates:
        raise ReferenceFault(f"{folder.name}: rates without a line: {', '.join(sorted(rates))}. Add them to lines.csv.")
    return Tariff(lines, preferences, bases)


def _code(row: Row) -> str:
    hsk = row.text("hsk")
    if len(hsk) != 10 or not hsk.isdecimal():
        raise row.fault(f"hsk {hsk!r} is not a tariff code. Write ten digits.")
    return hsk


def _preference(row: Row) -> Preference:
    return Preference(row.text("basis"), row.term("name"), frozenset(row.texts("parties")), row.fact())


def _over_time(row: Row, hsk: str, rates: Mapping[str, list[TariffRow]], bases: Bases) -> Timeline[TariffLine]:
    """Cut the life of a line wherever one of its rates begins or ends, so that a look-up is one search."""
    life, name, vat_exempt, note = row.fact(), row.term("name"), row.flag("vat_exempt"), row.text("note", "")
    by_basis = {b: timeline(f"{hsk} {b}", "tariff", ((r.fact, r) for r in rows)) for b, rows in rates.items()}
    starts = {life.valid_from}
    for rows in rates.values():
        for rate in rows:
            starts.add(rate.fact.valid_from)
            if rate.fact.valid_to != OPEN_END:
                starts.add(rate.fact.valid_to + timedelta(days=1))
    cuts = sorted(day for day in starts if life.holds(day))
    ends = [day - timedelta(days=1) for day in cuts[1:]] + [life.valid_to]
    spans = []
    for first, last in zip(cuts, ends, strict=True):
        valid = {basis: found for basis, over_time in by_basis.items() if (found := over_time.on(first))}
        spans.append((first, last, _line(hsk, name, vat_exempt, note, life, valid, bases)))
    return Timeline(spans)


def _line(
    hsk: str, name: Term, vat_exempt: bool, note: str, fact: Fact, rows: Mapping[str, TariffRow], bases: Bases
) -> TariffLine:
    general = _without_claim(rows, bases)
    claims = {b: _claimed(rows[b], general) for b in rows if b not in bases.without_claim + bases.quota}
    return TariffLine(hsk, name, vat_exempt, note, fact, MappingProxyType(dict(rows)), bases, general, claims)


def _without_claim(rows: Mapping[str, TariffRow], bases: Bases) -> RateChosen | None:
    """Ranks 3 to 7 as far as rows exist: tariff quota, else the lower of WTO and basic, basic if they are equal."""
    for basis in bases.quota:
        if basis in rows:
            return _chosen(rows[basis], f"{basis} tariff-quota rate stands above the basic rate, even when it is higher")
    basic = rows.get(bases.basic)
    wto = _lowest(rows[b] for b in bases.wto if b in rows)
    if basic is None:
        return _chosen(wto, f"{wto.basis} WTO rate, the only one on this line") if wto else None
    if wto is None:
        return _chosen(basic, f"{basic.basis} basic rate{', no WTO rate on this line' if bases.wto else ''}")
    if wto.rate < basic.rate:
        return _chosen(wto, f"{wto.basis} WTO rate {wto.rate} %, lower than the basic rate {basic.rate} %")
    than = "equal to" if wto.rate == basic.rate else "not higher than"
    return _chosen(basic, f"{basic.basis} basic rate {basic.rate} %, {than} the {wto.basis} WTO rate {wto.rate} %")


def _claimed(row: TariffRow, general: RateChosen | None) -> RateChosen:
    """Rank 2, a free trade agreement, and rank 3, APTA: only if lower than what applies without the claim."""
    if general is None or row.rate < general.rate:
        instead = f", lower than {general.basis} {general.rate} %" if general else ""
        return _chosen(row, f"{row.basis} preference {row.rate} %, claimed{instead}")
    why = f"{general.why}; the claimed {row.basis} {row.rate} % is not lower"
    return RateChosen(general.basis, general.rate, why, general.source, general.mark, general.ratio)


def _lowest(rows: Iterable[TariffRow]) -> TariffRow | None:
    return min(rows, key=lambda row: row.rate, default=None)


def _chosen(row: TariffRow, why: str) -> RateChosen:
    ratio = (row.rate / 100).as_integer_ratio()
    return RateChosen(row.basis, row.rate, why, row.fact.source, row.fact.mark, ratio)
