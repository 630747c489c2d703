"""Hard risk profiles (우범 기준): goods that go to a lane whatever their score. Officers' knowledge, never shown to traders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from eclear.casefile.conduct import History
from eclear.casefile.decision import Lane
from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.duty import Assessment
from eclear.casefile.profile import Profile
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, each, read_toml, report

__all__ = ["Profile", "Profiles", "read_profiles"]


@dataclass(slots=True)
class Profiles:
    """The profiles of a country, or of a room; ``facts`` say where those of a country folder come from, by their ids."""

    all: tuple[Profile, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    _by_prefix: dict[str, list[int]] = field(init=False, repr=False)
    _lengths: tuple[int, ...] = field(init=False, repr=False)
    _for_any_goods: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_prefix = {}
        for number, profile in enumerate(self.all):
            for prefix in profile.hs:
                self._by_prefix.setdefault(prefix, []).append(number)
        self._lengths = tuple(sorted({len(prefix) for prefix in self._by_prefix}))
        self._for_any_goods = tuple(n for n, profile in enumerate(self.all) if not profile.hs)

    def matches(
        self, declaration: Declaration, on: date, assessment: Assessment | None = None, history: History | None = None
    ) -> tuple[Profile, ...]:
        """Return the profiles that at least one item meets on a day, in the order of the file; usually none.

        Without the ``assessment`` none is met that looks at the value of a kilogram; who is not in the ``history`` is new.
        """
        met: set[int] = set()
        for item in declaration.items:
            hs = item.hs
            for length in self._lengths:
                for number in self._by_prefix.get(hs[:length], ()):
                    self._note(number, declaration, item, on, assessment, history, met)
            for number in self._for_any_goods:
                self._note(number, declaration, item, on, assessment, history, met)
        return tuple(self.all[number] for number in sorted(met)) if met else ()

    def _note(
        self,
        number: int,
        declaration: Declaration,
        item: Item,
        on: date,
        assessment: Assessment | None,
        history: History | None,
        met: set[int],
    ) -> None:
        profile = self.all[number]
        if profile.holds(on) and profile.meets(declaration, item, assessment, history):
            met.add(number)


def read_profiles(path: Path) -> Profiles:
    """Read the profiles, none without a file; raises ReferenceFault for one without a condition, which would stop all trade."""
    if not path.is_file():
        return Profiles(())
    read = tuple(each(read_toml(path).tables("profile"), _profile))
    ids = [profile.id for profile, _fact in read]
    for id in ids:
        if ids.count(id) > 1:
            report(read_toml(path).fault(f"profile {id} stands there twice. Give each its own id."))
    return Profiles(tuple(profile for profile, _fact in read), {profile.id: fact for profile, fact in read})


def _profile(row: Row) -> tuple[Profile, Fact]:
    fact = row.fact()
    profile = Profile(
        id=row.text("id"),
        reason=row.term("reason"),
        lane=Lane(row.choice("lane", ("L1", "L2", "L3"))),
        hs=row.texts("hs"),
        origins=frozenset(row.texts("origins")),
        export_countries=frozenset(row.texts("export_countries")),
        transport_modes=frozenset(row.texts("transport_modes")),
        indirect=row.flag("indirect"),
        movement=row.choice("movement", ("IM", "EX", "both")).replace("both", ""),
        value_per_kg_from=_amount(row, "value_per_kg_from"),
        value_per_kg_below=_amount(row, "value_per_kg_below"),
        newcomer=row.whole("newcomer") if "newcomer" in row.cells else None,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        always=row.flag("always"),
    )
    if not profile.has_conditions:
        raise row.fault("no condition. Name at least goods, origins, export countries or modes of transport.")
    return profile, fact


def _amount(row: Row, name: str) -> Decimal | None:
    return row.number(name) if name in row.cells else None
