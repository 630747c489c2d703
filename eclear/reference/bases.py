"""Tariff bases (관세율 구분) and their precedence: which rate applies where several stand on one tariff line.

"Take the smallest" would be wrong: a tariff-quota rate stands above the basic rate even when it is higher, a preference
needs a claim, and a remedy such as anti-dumping duty comes on top. So each basis says its rank, over which ranks it always
stands, and over which only if it is lower. Source of the Korean table: Customs Act art. 50 as published by KCS in CLIP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rate import Rate
from eclear.reference.rows import Row, each, read_csv, report

EFFECTS = ("replace", "add")
"""A rate takes the place of the others, or comes on top of the one that applies."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A basis of rates: its rank (1 stands highest), whether it must be claimed, and what it prevails over.

    ``over`` are the ranks that it stands above whatever the rates are, ``over_if_lower`` those only with a lower rate.
    ``parties`` are the countries whose goods it is for, ``documents`` the types of document of which one must be named;
    none named means any, and none. ``months`` is how long such a document counts after its date; None for any time.
    """

    basis: str
    name: Term
    rank: int
    claimed: bool
    added: bool
    over: frozenset[int]
    over_if_lower: frozenset[int]
    parties: frozenset[str]
    documents: tuple[str, ...]
    months: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One rate of one basis on one line. ``origins`` are the countries whose goods it is for; none named means any."""

    basis: str
    rate: Rate
    fact: Fact
    origins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RateChosen:
    """The rate that applies and why this one."""

    basis: str
    rate: Rate
    why: str
    fact: Fact


Cost = Callable[[Rate], Fraction]
"""What a rate costs for the goods at hand, to tell which of two is lower; percent where both are percent."""


@dataclass(frozen=True)
class Bases:
    """Every basis of a country by its code."""

    all: Mapping[str, Basis]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all bases, in alphabetical order."""
        return tuple(sorted(self.all))

    @cached_property
    def without_claim(self) -> tuple[str, ...]:
        """The bases that apply by law, so that nobody need claim them."""
        return tuple(basis.basis for basis in self.all.values() if not basis.claimed)

    @cached_property
    def claimed(self) -> Mapping[str, Basis]:
        """The bases that a trader must claim: preferences, and quotas for which a recommendation is needed."""
        return {basis.basis: basis for basis in self.all.values() if basis.claimed}

    def choose(self, rows: Iterable[TariffRow], claim: str | None, cost: Cost) -> RateChosen | None:
        """Return the rate that applies among the rows of a line; None if none does without a claim.

        The ranks are gone through from the lowest: a rate takes the place of the one so far if its basis stands above
        that rank, or stands above it when lower and is lower. Of several in one rank the lowest does.
        """
        ranks: dict[int, list[TariffRow]] = {}
        for row in rows:
            basis = self.all[row.basis]
            if not basis.added and (not basis.claimed or row.basis == claim):
                ranks.setdefault(basis.rank, []).append(row)
        chosen: TariffRow | None = None
        why, passed = "", ""
        for rank in sorted(ranks, reverse=True):
            for row in sorted(ranks[rank], key=lambda row: cost(row.rate)):
                reason = self._prevails(row, chosen, cost)
                if reason is None:
                    passed += f"; {'the claimed ' if row.basis == claim else ''}{row.basis} {row.rate} is not lower"
                elif chosen is None or self.all[chosen.basis].rank != rank:
                    chosen, why = row, reason
                    passed = ""
        if chosen is None:
            return None
        basis = self.all[chosen.basis]
        told = f"{chosen.basis} {basis.name.en}{', claimed' if basis.claimed else ''}{why}{passed}"
        return RateChosen(chosen.basis, chosen.rate, told, chosen.fact)

    def _prevails(self, row: TariffRow, so_far: TariffRow | None, cost: Cost) -> str | None:
        """Return in words why a rate takes the place of the one so far; None if it does not."""
        if so_far is None:
            return ""
        basis, rank = self.all[row.basis], self.all[so_far.basis].rank
        lower = cost(row.rate) < cost(so_far.rate)
        if rank in basis.over:
            higher = ", even though it is higher" if cost(row.rate) > cost(so_far.rate) else ""
            return f", which stands above {so_far.basis} {so_far.rate}{higher}"
        return f", lower than {so_far.basis} {so_far.rate}" if rank in basis.over_if_lower and lower else None


def read_bases(path: Path) -> Bases:
    """Read the bases of a country; one at least must apply without a claim, and stand lowest."""
    found: dict[str, Basis] = {}
    for basis, row in each(read_csv(path), lambda row: (_basis(row), row)):
        if basis.basis in found:
            report(row.fault(f"basis {basis.basis} stands there already. Keep one of the two."))
        found[basis.basis] = basis
    if not any(not basis.claimed and not basis.added for basis in found.values()):
        report(Row(f"{path.parent.name}/{path.name}", {}).fault("no basis applies without a claim. Add the basic rate."))
    return Bases(MappingProxyType(found))


def _basis(row: Row) -> Basis:
    return Basis(
        basis=row.text("basis"),
        name=row.term("name"),
        rank=_rank(row, "rank", row.text("rank")),
        claimed=row.flag("claimed"),
        added=row.choice("effect", EFFECTS) == "add",
        over=frozenset(_rank(row, "over", rank) for rank in row.texts("over")),
        over_if_lower=frozenset(_rank(row, "over_if_lower", rank) for rank in row.texts("over_if_lower")),
        parties=frozenset(row.texts("parties")),
        documents=row.texts("documents"),
        months=_months(row),
        fact=row.fact(),
    )


def _months(row: Row) -> int | None:
    if not row.text("months", ""):
        return None
    months = row.whole("months")
    if not 1 <= months <= 240:
        raise row.fault(f"months {months} will not do. Write a whole number from 1 to 240, or leave it empty.", "months")
    return months


def _rank(row: Row, name: str, text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise row.fault(f"{name} {text!r} is not a rank. Write whole numbers from 1, which stands highest, to 99.", name)
    return int(text)
