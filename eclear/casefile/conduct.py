"""The record that parties and routes have earned: how much they declared, how much of it was examined, what was found.

It holds what the office knows at a moment and no more: a result counts from the day on which it was reported, and what
nobody examined is neither clean nor wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from eclear.casefile.declaration import Declaration


class Subject(StrEnum):
    """Whose record it is."""

    IMPORTER = "importer"
    DECLARANT = "declarant"
    SELLER = "seller"
    GOODS = "goods"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Conduct:
    """What is known of one party, kind of goods or route: declarations, examinations, and those that found something.

    ``first`` and ``last`` are the days of the first and the last declaration; ``critical`` counts findings that endanger
    the public.
    """

    declared: int = 0
    examined: int = 0
    irregular: int = 0
    critical: int = 0
    first: date | None = None
    last: date | None = None

    def after_declaration(self, on: date) -> Conduct:
        """Return the record after one more declaration."""
        first = min(self.first, on) if self.first else on
        last = max(self.last, on) if self.last else on
        return Conduct(self.declared + 1, self.examined, self.irregular, self.critical, first, last)

    def after_examination(self, result: str, instead_of: str | None = None) -> Conduct:
        """Return the record after one more examination: its result is conform, irregular or critical.

        ``instead_of`` is the result that an earlier report of the same examination gave: it counts no more.
        """
        earlier = self._without(instead_of)
        return replace(
            earlier,
            examined=earlier.examined + 1,
            irregular=earlier.irregular + (result != "conform"),
            critical=earlier.critical + (result == "critical"),
        )

    def without(self, result: str | None) -> Conduct:
        """Return the record without one declaration and, if it was examined, its result: what the others have earned.

        First and last day stay, as the record does not say whose they are; where nothing else was declared, nothing is known.
        """
        return replace(self._without(result), declared=self.declared - 1) if self.declared > 1 else UNKNOWN

    def _without(self, result: str | None) -> Conduct:
        if result is None:
            return self
        return replace(
            self,
            examined=self.examined - 1,
            irregular=self.irregular - (result != "conform"),
            critical=self.critical - (result == "critical"),
        )


UNKNOWN = Conduct()
"""The record of somebody of whom nothing is known."""

History = Mapping[str, Conduct]
"""Records by key, as :func:`keys_of` makes them; who is missing is unknown."""


def keys_of(declaration: Declaration) -> dict[Subject, str]:
    """Return the keys of the records that a declaration adds to: its parties, its goods by heading and origin, its route.

    A key begins with the role, such as ``importer:KRTRD1234``. A role that the declaration does not tell has none.
    """
    first = declaration.items[0] if declaration.items else None
    route = (declaration.export_country, declaration.border_transport_mode)
    told = {
        Subject.IMPORTER: declaration.importer_id or declaration.importer_name,
        Subject.DECLARANT: declaration.declarant_id,
        Subject.SELLER: "/".join(filter(None, (declaration.seller_country, declaration.seller_name))),
        Subject.GOODS: f"{first.hs[:4]}/{first.origin or ''}" if first and first.hs else None,
        Subject.ROUTE: "/".join(part or "" for part in route) if any(route) else None,
    }
    return {role: f"{role}:{name}"[:120] for role, name in told.items() if name}
