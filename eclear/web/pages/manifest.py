"""Consignments that were picked from the manifest, for officers: what was ordered, why, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.cargo import Cargo
from eclear.casefile.words import Term
from eclear.storage import Voyage
from eclear.web import wording
from eclear.web.languages import _
from eclear.web.pages.voyage import VoyageCount, voyage_counts


@dataclass(frozen=True, slots=True)
class Picked:
    """One consignment: its number, what the carrier says it is, what was ordered and why, and what became of it."""

    number: str
    goods: str
    from_to: str
    mass: str
    at: datetime
    measure: Term
    why: str
    open: bool
    state: tuple[str, str]
    told: str


@dataclass(frozen=True, slots=True)
class ManifestPage:
    """The latest consignments that were picked; ``longer`` are those for which longer storage was asked and not answered."""

    template: ClassVar[str] = "manifest.html"

    picked: tuple[Picked, ...]
    voyages: tuple[VoyageCount, ...]
    problem: str
    longer: tuple[Cargo, ...]


def manifest_page(
    cargo: list[tuple[Cargo, datetime]], voyages: tuple[Voyage, ...], problem: str, longer: tuple[Cargo, ...] = ()
) -> ManifestPage:
    """Return the page of these consignments, each with the time at which it was picked, and of the latest manifests."""
    return ManifestPage(tuple(_picked(one, at) for one, at in cargo), voyage_counts(voyages), problem, longer)


def _picked(cargo: Cargo, at: datetime) -> Picked:
    line, selection = cargo.listed, cargo.selected
    assert line is not None and selection is not None
    return Picked(
        number=cargo.number,
        goods=line.goods,
        from_to=_("%(consignor)s to %(consignee)s", consignor=line.consignor or "-", consignee=line.consignee or "-"),
        mass=_("%(packages)s packages, %(mass)s kg", packages=line.packages, mass=wording.number(line.gross_mass_kg)),
        at=at,
        measure=selection.measure.term,
        why=selection.explanation,
        open=cargo.under is not None,
        state=("wait", _("ordered")) if cargo.under else ("ok", _("lifted") if cargo.lifted else _("cleared")),
        told=_scan(cargo),
    )


def _scan(cargo: Cargo) -> str:
    scan = cargo.scanned
    if scan is None:
        return ""
    told = [_("scan: clear") if scan.clear else _("scan: not clear"), scan.remark or ""]
    told.append(_("%(mass)s kg weighed", mass=wording.number(scan.weighed_kg)) if scan.weighed_kg is not None else "")
    return ", ".join(filter(None, told))
