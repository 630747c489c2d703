"""Advance rulings (사전심사): what customs has decided for a trader beforehand on classification, origin or valuation.

All entries are invented. A ruling binds customs and its holder for the goods in its words, on the days it is valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, each, read_csv, report


class RulingKind(StrEnum):
    """What a ruling is about."""

    CLASSIFICATION = "classification"
    ORIGIN = "origin"
    VALUATION = "valuation"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One advance ruling: its number, whose it is, which goods or sales it is about, and what was ruled and why.

    Ruled is, by kind: ``code``, leading digits or the whole of the tariff code; ``origin``, a country by its two letters;
    ``method`` of valuation and the ``charges`` by their type that must be declared. What its kind does not rule is empty.
    ``reason`` says on which ground, such as a rule of origin.
    """

    number: str
    kind: RulingKind
    holder: str
    subject: Term
    code: str
    origin: str
    method: str
    charges: tuple[str, ...]
    reason: Term
    fact: Fact


class Rulings:
    """The rulings of a country by their number. A number is given once; what replaces a ruling has another."""

    def __init__(self, rulings: Iterable[Ruling] = ()) -> None:
        """Keep the rulings by their number."""
        self._by_number = {ruling.number: ruling for ruling in rulings}

    def ruling(self, number: str | None) -> Ruling | None:
        """Return the ruling of a number, valid or not; None if there is none."""
        return self._by_number.get(number or "")

    def all(self) -> tuple[Ruling, ...]:
        """Return every ruling in the order of the numbers."""
        return tuple(self._by_number[number] for number in sorted(self._by_number))


def read_rulings(path: Path) -> Rulings:
    """Read the rulings of a country, which may have none; reports one that rules nothing, and a number given twice."""
    found: dict[str, tuple[Row, Ruling]] = {}
    for row, ruling in each(read_csv(path, optional=True), lambda row: (row, _ruling(row))):
        if ruling.number in found:
            report(
                row.fault(
                    f"number {ruling.number!r} stands twice ({found[ruling.number][0].where}). Give each its own.", "number"
                )
            )
        found.setdefault(ruling.number, (row, ruling))
    return Rulings(ruling for _, ruling in found.values())


def _ruling(row: Row) -> Ruling:
    kind = RulingKind(row.choice("kind", tuple(RulingKind)))
    code, origin, method = row.text("code", ""), row.text("origin", ""), row.text("method", "")
    charges = row.texts("charges")
    ruled = {
        RulingKind.CLASSIFICATION: bool(code),
        RulingKind.ORIGIN: bool(origin),
        RulingKind.VALUATION: bool(method or charges),
    }
    if [about for about, said in ruled.items() if said] != [kind]:
        raise row.fault(
            f"a ruling on {kind} must rule that and nothing else. Fill in code for classification, origin for origin, "
            "method or charges for valuation.",
            "kind",
        )
    if code and not (code.isascii() and code.isdigit() and 4 <= len(code) <= 10):
        raise row.fault(f"code {code!r} is no tariff code. Write 4 to 10 digits without dots.", "code")
    return Ruling(
        number=row.text("number"),
        kind=kind,
        holder=row.text("holder"),
        subject=row.term("subject"),
        code=code,
        origin=origin,
        method=method,
        charges=charges,
        reason=row.term("reason"),
        fact=row.fact(),
    )
