"""Agencies (요건확인기관): whose permit customs must see at clearance, for which goods and under which condition.

Customs Act art. 226. HS alone never decides: a match makes the agency a party to the case, and its answer, approved or
waived, decides. So every range says its condition in words. Never to be used as a compliance tool.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, read_toml


@dataclass(frozen=True, slots=True)
class Requirement:
    """Goods for which an agency must be asked: HS prefixes, the condition that HS cannot tell, and its fact."""

    hs: tuple[str, ...]
    condition: Term
    fact: Fact


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: its name, the law, the document it issues, when it waives it, and the goods it is asked about."""

    code: str
    name: Term
    law: str
    document: Term
    exemptions: tuple[Term, ...]
    requirements: tuple[Requirement, ...]


@dataclass(slots=True)
class Agencies:
    """The agencies of a country, found by the leading digits of a commodity code."""

    all: tuple[Agency, ...]
    _by_prefix: dict[str, list[tuple[Agency, Requirement]]] = field(init=False, repr=False)
    _lengths: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_prefix = defaultdict(list)
        for agency in self.all:
            for requirement in agency.requirements:
                for prefix in requirement.hs:
                    self._by_prefix[prefix].append((agency, requirement))
        self._by_prefix = dict(self._by_prefix)
        self._lengths = tuple(sorted({len(prefix) for prefix in self._by_prefix}))

    def concerned(self, hs: str, on: date) -> list[tuple[Agency, Requirement]]:
        """Return the agencies whose goods have this code on a day, each with the requirement that matched.

        An agency stands there once for each of its requirements, the widest first; usually none does.
        """
        found = []
        for length in self._lengths:
            for pair in self._by_prefix.get(hs[:length], ()):
                if pair[1].fact.holds(on):
                    found.append(pair)
        return found


def read_agencies(folder: Path) -> Agencies:
    """Read one file per agency, of which there may be none; raises ReferenceFault for a range that is not leading digits."""
    return Agencies(tuple(_agency(read_toml(path)) for path in sorted(folder.glob("*.toml"))))


def _agency(row: Row) -> Agency:
    return Agency(
        code=row.text("code"),
        name=row.term("name"),
        law=row.text("law"),
        document=row.term("document"),
        exemptions=tuple(Term(r.text("en"), r.text("ko")) for r in row.tables("exemption")),
        requirements=tuple(_requirement(r) for r in row.tables("goods")),
    )


def _requirement(row: Row) -> Requirement:
    prefixes = row.texts("hs")
    if not prefixes:
        raise row.fault("hs is empty. List the leading digits of the codes, two to ten of them.")
    for prefix in prefixes:
        if not prefix.isdecimal() or not 2 <= len(prefix) <= 10:
            raise row.fault(f"hs {prefix!r} is not the beginning of a code. Write two to ten digits.")
    return Requirement(prefixes, row.term("condition"), row.fact())
