"""One consignment, for who handles it: carrier, shed and customs. Where it is, how much of it, which clocks run, what to report.

For officers alone: what was picked from the manifest, and the declarations' pages. Never for others: selection, lane, score,
values, the parties of a declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from eclear.casefile.cargo import Cargo, Longer, Passage
from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import CARGO, term_of
from eclear.casefile.selection import ControlMeasure
from eclear.casefile.words import Term
from eclear.clearance.clocks import Clock
from eclear.web.languages import _
from eclear.web.pages.board import Step
from eclear.web.pages.clocks import Running, running
from eclear.web.pages.timeline import Happening, counted, heard, officers, public

TALLIES = {
    "listed": Term("Listed", "적하목록"),
    "landed": Term("Landed", "하선·하기"),
    "in": Term("Carried in", "반입"),
    "out": Term("Carried out", "반출"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """Goods that came in or went out: when, which shed, how much."""

    name: Term
    at: datetime
    shed: str
    much: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of the goods: its number and state; ``page`` leads officers to it, "" for others."""

    number: str
    state: Term
    page: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What who looks at it may report or decide now."""

    arrive: bool = False
    unload: bool = False
    carry_in: bool = False
    carry_out: bool = False
    redraw: bool = False
    settle: bool = False
    extend: bool = False
    ask_longer: bool = False
    refuse_longer: bool = False
    abandon: bool = False
    review: bool = False

    @property
    def any(self) -> bool:
        """True if there is anything."""
        return any(getattr(self, name) for name in Acts.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class CargoPage:
    """One consignment: ``steps`` are its track, ``missing`` the reports that never came, ``tallies`` how much was counted."""

    template: ClassVar[str] = "cargo.html"

    number: str
    manifest: str
    state: Term
    goods: str
    bill: str
    shed: str
    steps: tuple[Step, ...]
    missing: tuple[Term, ...]
    tallies: tuple[tuple[Term, str], ...]
    difference: Term | None
    clocks: tuple[Running, ...]
    moves: tuple[Move, ...]
    went_on: tuple[str, ...]
    came_from: tuple[str, ...]
    operation: str
    returning: str
    longer: Longer | None
    express: str
    ordered: Term | None
    declared: tuple[Declared, ...]
    acts: Acts
    timeline: tuple[Happening, ...]
    problem: str
    back: str
    done: str


def cargo_page(
    cargo: Cargo,
    events: tuple[Event, ...],
    cases: Sequence[Case],
    clocks: Sequence[Clock],
    acts: Acts,
    *,
    inside: bool,
    voyage: bool,
    back: str,
    problem: str = "",
    done: str = "",
) -> CargoPage:
    """Return the page of a consignment; ``inside`` is True for who may know what only officers know, ``voyage`` for who may
    see its whole manifest."""
    shown = officers(events, False) if inside and events else public(heard(events), False)
    return CargoPage(
        number=cargo.number,
        manifest=cargo.manifest if voyage else "",
        state=CARGO.states[cargo.state] if cargo.state else Term("Not reported yet", "미보고"),
        goods=cargo.listed.goods if cargo.listed else "",
        bill=cargo.listed.bill if cargo.listed else "",
        shed=cargo.shed or "",
        steps=track(cargo),
        missing=tuple(CARGO.states[state] for state in cargo.missing),
        tallies=_tallies(cargo),
        difference=cargo.differs.term if cargo.differs else None,
        clocks=running(clocks),
        moves=tuple(sorted(_moves(cargo), key=lambda move: move.at, reverse=True)),
        went_on=cargo.successors,
        came_from=cargo.drawn_of,
        operation=cargo.bond,
        returning=cargo.returning,
        longer=cargo.longer,
        express=_express(cargo),
        ordered=cargo.under.term if inside and isinstance(cargo.under, ControlMeasure) else None,
        declared=tuple(
            Declared(case.number or "", term_of(case.status), f"/cases/{case.id}" if inside else "")
            for case in cases
            if case.number
        ),
        acts=acts,
        timeline=shown,
        problem=problem,
        back=back,
        done=done,
    )


def track(cargo: Cargo) -> tuple[Step, ...]:
    """Return the cargo track as steps: what came, and what is to come."""
    came: list[tuple[str, datetime | None]] = [
        ("C2", cargo.manifest_reviewed),
        ("C3", cargo.arrived),
        ("C4", cargo.unloaded),
        ("C5", cargo.carried_in),
        ("C7", cargo.carried_out),
    ]
    last = max((at for at, (_state, when) in enumerate(came) if when), default=-1)
    steps = [
        Step(
            CARGO.states[state],
            when,
            "done" if when else "",
            here=at == last,
            note="" if when or at > last else _("not reported"),
        )
        for at, (state, when) in enumerate(came)
    ]
    ended = cargo.state in ("CA", "CB", "C4b")
    if ended and cargo.state:
        steps = [Step(step.name, step.at, step.look) for step in steps[: last + 1]]
        look = {"C4b": "now", "CB": "done", "CA": "stop"}[cargo.state]
        steps.append(Step(CARGO.states[cargo.state], None, look, here=True))
    return tuple(steps)


def _tallies(cargo: Cargo) -> tuple[tuple[Term, str], ...]:
    whole = _("all of it")
    found = {
        "listed": counted(cargo.tally),
        "landed": counted(cargo.landed),
        "in": (counted(cargo.came_in) or whole) if cargo.entries else "",
        "out": (counted(cargo.went_out) or whole) if cargo.exits else "",
    }
    return tuple((TALLIES[name], much) for name, much in found.items() if much)


def _moves(cargo: Cargo) -> list[Move]:
    def moved(name: str, passage: Passage) -> Move:
        return Move(TALLIES[name], passage.at, passage.shed or "", counted(passage.tally) or _("all of it"))

    return [*(moved("in", one) for one in cargo.entries), *(moved("out", one) for one in cargo.exits)]


def _express(cargo: Cargo) -> str:
    if cargo.express is None:
        return ""
    return _("The goods go by an express list.") if cargo.express.granted else _("The goods must be declared.")
