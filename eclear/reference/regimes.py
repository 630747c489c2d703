"""Regimes (통관 절차): what suspends duty, what is asked for it, what discharges it, and by when. One file each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, attempt, read_toml, report

KINDS = ("release", "leave", "journey", "stay", "list")
"""What goods do under a regime: they are released for home use, leave the country, travel under bond, stay under
supervision, or are released by a list instead of a declaration."""

ENDINGS: Mapping[str, Term] = MappingProxyType(
    {
        "release": Term("released for home use", "수입신고수리"),
        "carry-in": Term("carried into the shed of destination", "도착지 반입"),
        "exit": Term("left the country", "출국 확인"),
        "re-export": Term("exported again", "재수출"),
        "destruction": Term("destroyed under supervision", "폐기"),
    }
)
"""What can discharge a regime that suspends duty."""

ABROAD = ("exit", "re-export")
"""The endings after which goods are abroad again."""


@dataclass(frozen=True, slots=True)
class Regime:
    """One regime of a country.

    ``ends`` is what discharges it, the ordinary way first; ``days`` how long it may take from acceptance. ``guarantee_percent``
    is the least guarantee as a share of the duty that is suspended, ``seals`` whether goods travel under seal, ``modes`` the
    modes of transport that are allowed (none: any). ``procedures`` are the codes under which a declaration names it.
    ``ends_declarations`` says that goods go back abroad instead of being imported: open declarations of them do not stand
    against it, wait while it runs, and end as returned (반송) when it is discharged. A list takes goods up to
    ``most``, by country of loading in ``most_from``; goods named with one of ``words`` must be declared.
    """

    id: str
    name: Term
    kind: str
    suspends: bool
    note: Term
    fact: Fact
    ends: tuple[str, ...] = ()
    days: int = 0
    guarantee_percent: Decimal = Decimal(0)
    seals: bool = False
    modes: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    ends_declarations: bool = False
    currency: str = ""
    most: Decimal | None = None
    most_from: Mapping[str, Decimal] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def limit(self, loaded_in: str) -> Decimal | None:
        """Return up to which value a list takes goods from a country; None for a regime that is no list."""
        return self.most_from.get(loaded_in, self.most)


@dataclass(frozen=True, slots=True)
class Regimes:
    """The regimes of a country by their ids; none without a folder."""

    all: tuple[Regime, ...] = ()

    def on(self, day: date) -> tuple[Regime, ...]:
        """Return those in force on a day."""
        return tuple(regime for regime in self.all if regime.fact.holds(day))

    def named(self, id: str, day: date) -> Regime | None:
        """Return the regime of this id in force on a day."""
        return next((regime for regime in self.on(day) if regime.id == id), None)

    def called(self, id: str) -> Term:
        """Return what a regime is called, whenever it was in force; its id where the folder no longer knows it."""
        return next((regime.name for regime in reversed(self.all) if regime.id == id), Term(id, id))


def read_regimes(folder: Path) -> Regimes:
    """Read the regimes of a country, none without a folder; reports what cannot be."""
    made = [attempt(lambda path=path: _regime(read_toml(path)), None) for path in sorted(folder.glob("*.toml"))]  # type: ignore[misc]
    found: list[Regime] = []
    for regime in made:
        if regime is not None:
            found.append(regime)
    return Regimes(tuple(found))


def _regime(row: Row) -> Regime:
    kind, suspends = row.choice("kind", KINDS), row.flag("suspends")
    ends = row.texts("ends")
    unknown = [end for end in ends if end not in ENDINGS]
    if unknown or (suspends and not ends):
        report(row.fault(f"ends {', '.join(ends) or '(nothing)'} will not do. Name one or more of {', '.join(ENDINGS)}.", "ends"))
    if suspends and kind not in ("journey", "stay"):
        report(row.fault(f'a regime of kind {kind} suspends no duty. Write journey or stay, or suspends = "no".', "suspends"))
    ends_declarations = row.flag("ends_declarations")
    if ends_declarations and not (suspends and ends and set(ends) <= set(ABROAD)):
        report(
            row.fault(
                f"goods of a regime that ends declarations leave the country, and {', '.join(ends) or '(nothing)'} will not do. "
                f'Write suspends = "yes" and ends with {" or ".join(ABROAD)}, or ends_declarations = "no".',
                "ends_declarations",
            )
        )
    listed = row.table("list") if kind == "list" else None
    return Regime(
        id=row.text("id"),
        name=row.term("name"),
        kind=kind,
        suspends=suspends,
        note=row.term("note"),
        fact=row.fact(),
        ends=ends,
        days=row.whole("days") if suspends else 0,
        guarantee_percent=row.number("guarantee_percent") if "guarantee_percent" in row.cells else Decimal(0),
        seals=row.flag("seals"),
        modes=row.texts("modes"),
        procedures=row.texts("procedures"),
        ends_declarations=ends_declarations,
        currency=listed.text("currency") if listed else "",
        most=listed.number("most") if listed else None,
        most_from=_most_from(listed) if listed else MappingProxyType({}),
        words=tuple(word.casefold() for word in listed.texts("words")) if listed else (),
    )


def _most_from(row: Row) -> Mapping[str, Decimal]:
    return MappingProxyType({part.text("loaded_in"): part.number("most") for part in row.tables("other")})
