"""Hard risk profiles (우범 기준): goods that go to a lane whatever their score. Officers' knowledge, never shown to traders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from eclear.casefile.decision import Lane
from eclear.casefile.declaration import Declaration, Item
from eclear.casefile.words import Term
from eclear.reference.dated import Fact
from eclear.reference.rows import Row, each, read_toml, report


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile: which lane it demands, why, and the conditions that one item must meet, all of them.

    An empty condition is no condition. ``indirect`` asks that the goods come from another country than their origin.
    ``movement`` is IM, EX or "" for both.
    """

    id: str
    reason: Term
    lane: Lane
    hs: tuple[str, ...] = ()
    origins: frozenset[str] = frozenset()
    export_countries: frozenset[str] = frozenset()
    transport_modes: frozenset[str] = frozenset()
    indirect: bool = False
    movement: str = ""
    fact: Fact | None = None

    def meets(self, declaration: Declaration, item: Item) -> bool:
        """True if this item of the declaration meets every condition."""
        sent_from = item.export_country or declaration.export_country
        return (
            (not self.hs or item.hs.startswith(self.hs))
            and (not self.movement or declaration.movement == self.movement)
            and (not self.transport_modes or declaration.border_transport_mode in self.transport_modes)
            and (not self.export_countries or sent_from in self.export_countries)
            and (not self.origins or item.origin in self.origins)
            and (not self.indirect or (sent_from is not None and item.origin is not None and sent_from != item.origin))
        )


@dataclass(slots=True)
class Profiles:
    """The profiles of a country."""

    all: tuple[Profile, ...]
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

    def matches(self, declaration: Declaration, on: date) -> tuple[Profile, ...]:
        """Return the profiles that at least one item meets on a day, in the order of the file; usually none."""
        met: set[int] = set()
        for item in declaration.items:
            hs = item.hs
            for length in self._lengths:
                for number in self._by_prefix.get(hs[:length], ()):
                    self._note(number, declaration, item, on, met)
            for number in self._for_any_goods:
                self._note(number, declaration, item, on, met)
        return tuple(self.all[number] for number in sorted(met)) if met else ()

    def _note(self, number: int, declaration: Declaration, item: Item, on: date, met: set[int]) -> None:
        profile = self.all[number]
        if (profile.fact is None or profile.fact.holds(on)) and profile.meets(declaration, item):
            met.add(number)


def read_profiles(path: Path) -> Profiles:
    """Read the profiles, none without a file; raises ReferenceFault for one without a condition, which would stop all trade."""
    if not path.is_file():
        return Profiles(())
    profiles = tuple(each(read_toml(path).tables("profile"), _profile))
    ids = [profile.id for profile in profiles]
    for id in ids:
        if ids.count(id) > 1:
            report(read_toml(path).fault(f"profile {id} stands there twice. Give each its own id."))
    return Profiles(profiles)


def _profile(row: Row) -> Profile:
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
        fact=row.fact(),
    )
    if not (profile.hs or profile.origins or profile.export_countries or profile.transport_modes or profile.indirect):
        raise row.fault("no condition. Name at least goods, origins, export countries or modes of transport.")
    return profile
