"""Rules of the manifest (화물선별 기준): which consignments are picked before anybody has declared them. Officers' knowledge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.manifest import ManifestLine
from eclear.casefile.selection import ControlMeasure
from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.policy import random_share
from eclear.reference.rows import Row, each, read_toml


@dataclass(frozen=True, slots=True)
class ManifestRule:
    """One rule: what is done to a consignment, why, and the conditions that its line must meet, all of them.

    An empty condition is no condition. ``words`` are looked for in the goods, whole and in any case. ``kg_per_package_below``
    and ``kg_per_package_from`` bound the gross mass of a package from outside: a line is picked beyond them.
    ``no_consignee`` asks for a line without one, ``new_consignee`` for one of whom the office knows no declaration.
    """

    id: str
    reason: Term
    measure: ControlMeasure
    fact: Fact
    words: tuple[str, ...] = ()
    loaded_in: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    kg_per_package_below: Decimal | None = None
    kg_per_package_from: Decimal | None = None
    no_consignee: bool = False
    new_consignee: bool = False

    def meets(self, line: ManifestLine, is_known: Callable[[str], bool]) -> bool:
        """True if a line meets every condition; ``is_known`` says of a name whether it has declared before."""
        return (
            (not self.words or named(line.goods, self.words))
            and (not self.loaded_in or line.loaded_in in self.loaded_in)
            and (not self.modes or line.mode in self.modes)
            and self._meets_mass(line)
            and (not self.no_consignee or not line.consignee)
            and (not self.new_consignee or (bool(line.consignee) and not is_known(line.consignee)))
        )

    def _meets_mass(self, line: ManifestLine) -> bool:
        low, high = self.kg_per_package_below, self.kg_per_package_from
        if low is None and high is None:
            return True
        mass = line.gross_mass_kg / max(line.packages, 1)
        return (low is not None and mass < low) or (high is not None and mass >= high)


@dataclass(frozen=True, slots=True)
class ManifestRules:
    """The rules of a country, and the share of all consignments that is drawn at random; None without a file."""

    all: tuple[ManifestRule, ...] = ()
    random_share: float = 0.0
    random_measure: ControlMeasure = ControlMeasure.SCAN

    def met(self, line: ManifestLine, on: date, is_known: Callable[[str], bool]) -> tuple[ManifestRule, ...]:
        """Return the rules that a line meets on a day, the one that demands most first."""
        met = [rule for rule in self.all if rule.fact.holds(on) and rule.meets(line, is_known)]
        return tuple(sorted(met, key=lambda rule: -rule.measure.weight))


def read_manifest_rules(path: Path) -> ManifestRules:
    """Read the rules, none without a file; raises ReferenceFault for one without a condition, which would stop all trade."""
    if not path.is_file():
        return ManifestRules()
    file = read_toml(path)
    drawn = file.table("random")
    drawn.fact()
    return ManifestRules(
        all=tuple(each(file.tables("rule"), _rule)),
        random_share=random_share(drawn, "share"),
        random_measure=ControlMeasure(drawn.choice("measure", ControlMeasure)),
    )


def _rule(row: Row) -> ManifestRule:
    rule = ManifestRule(
        id=row.text("id"),
        reason=row.term("reason"),
        measure=ControlMeasure(row.choice("measure", ControlMeasure)),
        fact=row.fact(),
        words=tuple(word.casefold() for word in row.texts("words")),
        loaded_in=frozenset(row.texts("loaded_in")),
        modes=frozenset(row.texts("modes")),
        kg_per_package_below=row.number("kg_per_package_below") if "kg_per_package_below" in row.cells else None,
        kg_per_package_from=row.number("kg_per_package_from") if "kg_per_package_from" in row.cells else None,
        no_consignee=row.flag("no_consignee"),
        new_consignee=row.flag("new_consignee"),
    )
    bounds = rule.kg_per_package_below is not None or rule.kg_per_package_from is not None
    if not (rule.words or rule.loaded_in or rule.modes or bounds or rule.no_consignee or rule.new_consignee):
        raise row.fault("no condition. Name at least words, countries, modes, masses of a package, or the consignee.")
    return rule


def named(goods: str, words: tuple[str, ...]) -> bool:
    """True if goods are named with one of these words, whole and in any case."""
    said = " ".join("".join(each if each.isalnum() else " " for each in goods.casefold()).split())
    return any(f" {word} " in f" {said} " for word in words)
