"""A manifest held against what was landed: for the carrier who reports it, and for the officer who discharges it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.cargo import Cargo
from eclear.casefile.lifecycle import CARGO
from eclear.casefile.words import Term
from eclear.clearance.discharging import Standing
from eclear.storage import Voyage
from eclear.web import listing
from eclear.web.languages import _
from eclear.web.pages.shed import pages_of
from eclear.web.pages.timeline import counted

PAGE = 25


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a manifest that was refused: its row, the column that is wrong, and what to do."""

    row: int
    column: str
    complaint: str


@dataclass(frozen=True, slots=True)
class VoyageLine:
    """One line of a manifest: its number, goods, state, what was listed and landed, and what differs."""

    number: str
    goods: str
    state: Term
    listed: str
    landed: str
    differs: Term | None


@dataclass(frozen=True, slots=True)
class VoyageCount:
    """A manifest in a list: its number, how many lines it has, and how many stand in each state."""

    manifest: str
    lines: int
    states: tuple[tuple[Term, int], ...]
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class VoyagePage:
    """A manifest: how many lines agree, wait, differ, and its lines, those first about which something is to be done.

    ``office`` is True for officers, who discharge it; ``own`` for its carrier, who reports what was landed.
    """

    template: ClassVar[str] = "voyage.html"

    manifest: str
    arrived: datetime | None
    discharged: datetime | None
    total: int
    agreed: int
    waiting: int
    open: int
    settled: int
    abandoned: int
    lines: tuple[VoyageLine, ...]
    first: int
    previous: str
    next: str
    office: bool
    own: bool
    problem: str
    done: str
    refused: tuple[RefusedLine, ...]
    back: str


def voyage_page(
    stands: Standing,
    arrived: datetime | None,
    *,
    page: int,
    office: bool,
    own: bool,
    back: str,
    problem: str = "",
    done: str = "",
    refused: tuple[RefusedLine, ...] = (),
) -> VoyagePage:
    """Return the page of a manifest; who looks at it decides what he may do."""
    urgent = {cargo.number for cargo in stands.open}
    ordered = sorted(stands.lines, key=lambda cargo: (cargo.number not in urgent, cargo.landed is not None, cargo.number))
    start = listing.before(page, PAGE)
    before, after = pages_of(f"/voyages/{stands.manifest}", {}, page, len(ordered))
    return VoyagePage(
        manifest=stands.manifest,
        arrived=arrived,
        discharged=stands.discharged,
        total=len(stands.lines),
        agreed=stands.agreed,
        waiting=len(stands.waiting),
        open=len(stands.open),
        settled=len(stands.settled),
        abandoned=len(stands.abandoned),
        lines=tuple(map(_line, ordered[start : start + listing.at_once(PAGE)])),
        first=start + 1,
        previous=before,
        next=after,
        office=office,
        own=own,
        problem=problem,
        done=done,
        refused=refused,
        back=back,
    )


def voyage_counts(voyages: tuple[Voyage, ...]) -> tuple[VoyageCount, ...]:
    """Return manifests as a list shows them."""
    return tuple(
        VoyageCount(
            voyage.manifest,
            voyage.lines,
            tuple((CARGO.states[state], count) for state, count in sorted(voyage.states.items()) if state),
            voyage.updated,
        )
        for voyage in voyages
    )


def _line(cargo: Cargo) -> VoyageLine:
    return VoyageLine(
        cargo.number,
        cargo.listed.goods if cargo.listed else _("on no manifest"),
        CARGO.states[cargo.state] if cargo.state else Term("Not reported yet", "미보고"),
        counted(cargo.tally),
        counted(cargo.landed),
        cargo.differs.term if cargo.differs else None,
    )
