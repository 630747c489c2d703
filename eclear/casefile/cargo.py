"""A consignment (화물): it has a life of its own and may come before its declaration, without one, or serve several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.bill import Difference, Part, difference
from eclear.casefile.events import Event
from eclear.casefile.lifecycle import CARGO, IllegalStep, cargo_state
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.selection import ControlMeasure, Scan, Selection
from eclear.casefile.tally import Tally, total

CARGO_NUMBER = re.compile(r"[0-9]{2}[A-Z0-9]{4}[A-Z0-9]{4}I[0-9]{4}[0-9]{4}")
"""The form of a cargo control number (화물관리번호), 19 characters without dashes: manifest number 11 (year 2, carrier 4,
serial 4, the letter I), master line 4, house line 4. Source: public cargo records of UNI-PASS (API001)."""

MANIFEST_NUMBER = re.compile(r"[0-9]{2}[A-Z0-9]{4}[A-Z0-9]{4}I")
"""The form of a manifest number: the first 11 characters of every cargo control number on it."""

MILESTONES: Mapping[str, str] = {
    "manifest-reviewed": "manifest_reviewed",
    "arrived": "arrived",
    "unloaded": "unloaded",
    "carried-in": "carried_in",
    "carried-out": "carried_out",
}
"""The reports that bring cargo and its declarations further, each with the field that keeps when it was first true."""

CARGO_FACTS = (
    ev.Moved,
    ev.Listed,
    ev.ConsignmentSelected,
    ev.ConsignmentScanned,
    ev.SelectionLifted,
    ev.DifferenceFound,
    ev.DifferenceSettled,
    ev.GoodsAbandoned,
    ev.StorageExtended,
    ev.StorageAsked,
    ev.StorageRefused,
    ev.ReturnAccepted,
    ev.ReturnStopped,
    ev.Returned,
    ev.BillSplit,
    ev.BillMerged,
    ev.BillDrawn,
    ev.ExpressListed,
    ev.ExpressReviewed,
)
"""What can happen to cargo: the stream of a cargo control number holds nothing else."""

TOLD = (
    ev.Moved,
    ev.Listed,
    ev.GoodsAbandoned,
    ev.StorageExtended,
    ev.ReturnAccepted,
    ev.ReturnStopped,
    ev.Returned,
    ev.BillSplit,
    ev.BillMerged,
    ev.BillDrawn,
    ev.ExpressListed,
)
"""What everybody may hear of."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Goods that came into a shed or went out of it: when, which shed, and how much; None for all that was there to move."""

    at: datetime
    shed: str | None
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class Express:
    """What an express list says of a consignment, and whether it may go by it: None while nobody has looked."""

    value: Decimal
    currency: str
    regime: str
    granted: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Longer:
    """A longer storage period that was asked for: until when, why, and in which part; ``refused`` is why it was not granted."""

    until: date
    reason: str
    by: str
    refused: str = ""

    @property
    def is_open(self) -> bool:
        """True while customs has not answered."""
        return not self.refused


@dataclass(frozen=True, slots=True)
class Cargo:
    """What is known about the goods under one cargo control number: what was reported, and when.

    Reports may arrive in any order, so each is kept as a time of its own; the state is the furthest of them. ``listed`` is
    its line in the manifest, ``selected`` what was ordered for it from there, ``scanned`` what a scan showed, and ``lifted``
    says that an officer ended what was ordered. ``told`` counts what everybody may hear of, ``updated`` is when the last of it
    happened; ``version`` counts the rest too.

    ``landed`` is what was counted at unloading. ``entries`` and ``exits`` are all carry-ins and carry-outs; ``carried_in`` is
    when the last of the goods was in, ``carried_out`` when it had left. ``found`` is the difference between list and count,
    ``settled`` True once it is dealt with. ``extended`` is the day until which they may stay in a shed if that was granted,
    ``longer`` what was asked for last and not granted. ``returning`` is the operation under which they go back abroad.
    ``parts`` and ``merged_into`` are the numbers under which they went on, ``drawn_of`` those they came from. ``bond`` is the
    operation under which they are on their way, "" if none.
    """

    number: str
    version: int = 0
    told: int = 0
    manifest_reviewed: datetime | None = None
    carried_in: datetime | None = None
    carried_out: datetime | None = None
    shed: str | None = None
    listed: ManifestLine | None = None
    selected: Selection | None = None
    scanned: Scan | None = None
    lifted: bool = False
    updated: datetime | None = None
    arrived: datetime | None = None
    unloaded: datetime | None = None
    landed: Tally | None = None
    entries: tuple[Passage, ...] = ()
    exits: tuple[Passage, ...] = ()
    found: Difference | None = None
    settled: bool = False
    abandoned: datetime | None = None
    extended: date | None = None
    longer: Longer | None = None
    returning: str = ""
    parts: tuple[Part, ...] = ()
    merged_into: str = ""
    drawn_of: tuple[str, ...] = ()
    bond: str = ""
    express: Express | None = None

    @property
    def carrier(self) -> str:
        """The code of the carrier, as the number has it; "" for a number of another form."""
        return self.number[2:6] if CARGO_NUMBER.fullmatch(self.number) else ""

    @property
    def manifest(self) -> str:
        """The number of the manifest that it is on; "" for a number of another form."""
        return self.number[:11] if CARGO_NUMBER.fullmatch(self.number) else ""

    @property
    def state(self) -> str | None:
        """The state of the cargo track, or None while nothing was reported."""
        if self.abandoned:
            return "CA"
        if self.parts or self.merged_into:
            return "CB"
        if self.bond and not self.carried_out:
            return "C4b"
        after = {"arrived": self.arrived, "unloaded": self.unloaded, "partly_out": bool(self.exits)}
        reached = cargo_state(self.manifest_reviewed, self.carried_in, self.carried_out, **after)
        return reached or ("C1" if self.listed or self.entries or self.express else None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The reports that should have come before where the goods are, and have not; in their order, as states."""
        reached = self.state if self.state in CARGO.states else None
        came = {"C1": self.listed, "C2": self.manifest_reviewed, "C3": self.arrived, "C4": self.unloaded, "C5": self.carried_in}
        return tuple(state for state, there in came.items() if not there and reached and state < reached and reached < "CA")

    @property
    def under(self) -> ControlMeasure | None:
        """What is still ordered for it; None where nothing was, where a clear scan settled a scan, or an officer lifted it."""
        if self.selected is None or self.lifted:
            return None
        cleared = self.selected.measure is ControlMeasure.SCAN and self.scanned is not None and self.scanned.clear
        return None if cleared else self.selected.measure

    @property
    def successors(self) -> tuple[str, ...]:
        """The numbers under which its goods went on; none for goods that still go by this number."""
        return (self.merged_into,) if self.merged_into else tuple(part.number for part in self.parts)

    @property
    def tally(self) -> Tally | None:
        """How much there is by the list of the carrier."""
        return Tally(self.listed.packages, self.listed.gross_mass_kg) if self.listed else None

    @property
    def counted(self) -> Tally | None:
        """How much there is: what was landed where that was counted, else what is listed; None where neither is known."""
        return self.landed or self.tally

    @property
    def expected(self) -> int | None:
        """How many packages a shed expects: what was listed or landed, whichever is less; None where neither is known.

        Whatever order the reports come in, this can only get less, so that what was complete stays complete.
        """
        known = [tally.packages for tally in (self.tally, self.landed) if tally]
        return min(known) if known else None

    @property
    def came_in(self) -> Tally | None:
        """How much was carried in; None where a report said all of it without a number."""
        return _sum(self.entries)

    @property
    def went_out(self) -> Tally | None:
        """How much was carried out; None where a report said all of it without a number."""
        return _sum(self.exits)

    @property
    def first_in(self) -> datetime | None:
        """When the first of the goods came into a shed: its storage period runs from there."""
        return self.entries[0].at if self.entries else self.carried_in

    @property
    def differs(self) -> Difference | None:
        """The difference between list and count that nobody has settled."""
        return None if self.settled else self.found

    def difference_now(self) -> Difference | None:
        """Return how list and count differ by what is known now, whether that was recorded or not."""
        return difference(self.tally, self.landed, on_manifest=bool(self.listed or self.manifest_reviewed))

    def after(self, event: Event) -> Cargo:
        """Return the cargo as it stands after one more report; raises IllegalStep for a report that cannot be."""
        fact = event.fact
        if not isinstance(fact, CARGO_FACTS):
            return self
        self._refuse_after_the_end(fact)
        moved = _FOLDS[type(fact)](self, event)
        told = {"told": self.told + 1, "updated": event.at} if isinstance(fact, TOLD) else {}
        return replace(moved, version=event.sequence, **told)._reached(event.at)  # type: ignore[arg-type]

    def _reached(self, at: datetime) -> Cargo:
        """Note when all of the goods are in and when all of them have left, whichever report made it so."""
        change: dict[str, datetime] = {}
        if self.carried_in is None and _all(self.entries, self.expected):
            change["carried_in"] = at
        if self.carried_out is None and _all(self.exits, self.expected):
            change["carried_out"] = at
        return replace(self, **change) if change else self  # type: ignore[arg-type]

    def _refuse_after_the_end(self, fact: ev.Fact) -> None:
        """Raise IllegalStep for what cannot happen any more; papers that were late are taken in."""
        if isinstance(fact, ev.StorageExtended | ev.StorageRefused | ev.DifferenceFound | ev.DifferenceSettled):
            return  # known late, or answered late: it changes no state
        if isinstance(fact, ev.Returned | ev.ReturnStopped):
            return  # how the operation ended under which they left
        if self.successors:
            on = ", ".join(self.successors)
            raise IllegalStep(f"Cargo {self.number} went on under {on}. Report about that instead.")
        if self.abandoned:
            raise IllegalStep(f"Cargo {self.number} was abandoned at {self.abandoned:%Y-%m-%d %H:%M}. It can move no more.")
        late = isinstance(fact, ev.Moved) and fact.report in ("manifest-reviewed", "arrived", "unloaded")
        if self.carried_out and not (late and getattr(self, MILESTONES[fact.report]) is None):  # type: ignore[union-attr]
            raise IllegalStep(f"Cargo {self.number} was carried out at {self.carried_out:%Y-%m-%d %H:%M}. It can move no more.")


def _sum(passages: tuple[Passage, ...]) -> Tally | None:
    """Return how much moved in all; None where some report gave no number."""
    tallies = [one.tally for one in passages if one.tally]
    return total(tallies) if len(tallies) == len(passages) else None


def _all(passages: tuple[Passage, ...], expected: int | None) -> bool:
    """True if all goods have passed: a report said so, or as many packages as are expected were counted."""
    if not passages:
        return False
    counted = _sum(passages)
    return counted is None or (expected is not None and counted.packages >= expected)


def _moved(cargo: Cargo, event: Event) -> Cargo:
    fact = event.fact
    assert isinstance(fact, ev.Moved)
    if fact.report in ("manifest-reviewed", "arrived"):
        field = MILESTONES[fact.report]
        return replace(cargo, **{field: getattr(cargo, field) or event.at})  # type: ignore[arg-type]
    if fact.report == "unloaded":
        return replace(cargo, unloaded=cargo.unloaded or event.at, landed=fact.tally or cargo.landed)
    passage = Passage(event.at, fact.shed, fact.tally)
    if fact.report == "carried-in":
        _not_under_bond(cargo)
        _not_too_much(cargo, fact.tally)
        return replace(cargo, entries=(*cargo.entries, passage), shed=fact.shed or cargo.shed)
    if fact.report == "bonded-out":
        _not_under_bond(cargo)
        CARGO.step(cargo.state, "C4b")
        return replace(cargo, bond=fact.basis or "")
    if fact.report == "bonded-in":
        if fact.basis != cargo.bond:
            raise IllegalStep(f"Cargo {cargo.number} is not on its way under operation {fact.basis}.")
        come = cargo.entries or (replace(passage, tally=None),)
        return replace(cargo, bond="", entries=come, shed=fact.shed or cargo.shed)
    if cargo.bond and cargo.bond != fact.basis:
        _not_under_bond(cargo)
    return _gone(cargo, passage)


def _gone(cargo: Cargo, passage: Passage) -> Cargo:
    """Carry goods out; raises IllegalStep for more than is there."""
    CARGO.step("C5" if cargo.entries else cargo.state, "C7")
    come, left = cargo.came_in, cargo.went_out
    there = come.packages - left.packages if come and left else None
    if passage.tally is None and there is not None and cargo.entries and not cargo.carried_in:
        raise IllegalStep(
            f"Cargo {cargo.number} is not all in: {come} of {cargo.expected or '?'} packages. Say how much of it leaves."
        )
    if passage.tally and cargo.entries and there is not None and passage.tally.packages > there:
        raise IllegalStep(
            f"Cargo {cargo.number} has {there} packages in the shed, {passage.tally.packages} cannot leave. Count again."
        )
    if passage.tally and not cargo.entries and cargo.expected is not None:
        gone = (left.packages if left else 0) + passage.tally.packages
        if gone > cargo.expected:
            raise IllegalStep(f"Cargo {cargo.number} has {cargo.expected} packages, {gone} cannot leave. Count again.")
    return replace(cargo, exits=(*cargo.exits, passage))


def _not_under_bond(cargo: Cargo) -> None:
    if cargo.bond:
        raise IllegalStep(f"Cargo {cargo.number} is on its way under operation {cargo.bond}. Report its arrival first.")


def _not_returning(cargo: Cargo) -> None:
    if cargo.returning:
        raise IllegalStep(f"Cargo {cargo.number} goes back under operation {cargo.returning}. It stays under that number.")


def _not_too_much(cargo: Cargo, tally: Tally | None) -> None:
    """Raise IllegalStep for more packages than the list and the count at unloading allow."""
    most = max((known.packages for known in (cargo.tally, cargo.landed) if known), default=None)
    come = cargo.came_in
    if tally is None or most is None or come is None or come.packages + tally.packages <= most:
        return
    raise IllegalStep(
        f"Cargo {cargo.number} has {most} packages: {come.packages} are in, {tally.packages} more would be too many. "
        "Count again; what was landed beyond the list is reported at unloading."
    )


def _listed(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.Listed)
    return replace(cargo, listed=event.fact.line)


def _selected(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.ConsignmentSelected)
    return replace(cargo, selected=event.fact.selection, lifted=False)


def _scanned(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.ConsignmentScanned)
    return replace(cargo, scanned=event.fact.scan)


def _drawn(cargo: Cargo, event: Event) -> Cargo:
    fact = event.fact
    assert isinstance(fact, ev.BillDrawn)
    come = (Passage(fact.carried_in, fact.shed, None),) if fact.carried_in else ()
    landed = Tally(fact.line.packages, fact.line.gross_mass_kg) if fact.unloaded else None
    drawn = replace(cargo, drawn_of=fact.of, listed=fact.line, landed=landed, entries=come, shed=fact.shed)
    return replace(
        drawn,
        manifest_reviewed=fact.manifest_reviewed,
        arrived=fact.arrived,
        unloaded=fact.unloaded,
        carried_in=fact.carried_in,
    )


def _extended(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.StorageExtended)
    return replace(cargo, extended=max(event.fact.until, cargo.extended or event.fact.until), longer=None)


def _longer(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.StorageAsked)
    return replace(cargo, longer=Longer(event.fact.until, event.fact.reason, event.by))


def _not_longer(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.StorageRefused)
    if cargo.longer is None or not cargo.longer.is_open:
        raise IllegalStep(f"Nobody asks that cargo {cargo.number} may stay longer.")
    return replace(cargo, longer=replace(cargo.longer, refused=event.fact.reason))


def _returning(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.ReturnAccepted)
    return replace(cargo, returning=event.fact.operation)


def _reviewed(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.ExpressReviewed)
    if cargo.express is None:
        raise IllegalStep(f"Cargo {cargo.number} is on no express list.")
    return replace(cargo, express=replace(cargo.express, granted=event.fact.granted, reason=event.fact.reason))


def _split(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.BillSplit)
    _not_returning(cargo)
    return replace(cargo, parts=event.fact.parts)


def _merged(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.BillMerged)
    _not_returning(cargo)
    return replace(cargo, merged_into=event.fact.into)


def _found(cargo: Cargo, event: Event) -> Cargo:
    assert isinstance(event.fact, ev.DifferenceFound)
    return replace(cargo, found=event.fact.difference, settled=False)


def _express(cargo: Cargo, event: Event) -> Cargo:
    fact = event.fact
    assert isinstance(fact, ev.ExpressListed)
    return replace(cargo, express=Express(fact.value, fact.currency, fact.regime))


_FOLDS: Mapping[type, Callable[[Cargo, Event], Cargo]] = {
    ev.Moved: _moved,
    ev.Listed: _listed,
    ev.ConsignmentSelected: _selected,
    ev.ConsignmentScanned: _scanned,
    ev.SelectionLifted: lambda cargo, event: replace(cargo, lifted=True),
    ev.DifferenceFound: _found,
    ev.DifferenceSettled: lambda cargo, event: replace(cargo, settled=True),
    ev.GoodsAbandoned: lambda cargo, event: replace(cargo, abandoned=event.at),
    ev.StorageExtended: _extended,
    ev.StorageAsked: _longer,
    ev.StorageRefused: _not_longer,
    ev.ReturnAccepted: _returning,
    ev.ReturnStopped: lambda cargo, event: replace(cargo, returning=""),
    ev.Returned: lambda cargo, event: replace(cargo, returning=""),
    ev.BillSplit: _split,
    ev.BillMerged: _merged,
    ev.BillDrawn: _drawn,
    ev.ExpressListed: _express,
    ev.ExpressReviewed: _reviewed,
}
