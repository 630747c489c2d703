"""Select: consignments are picked from the manifest before anybody has declared them - scanned, examined, or held.

What was ordered stands until a clear scan or an officer ends it. A hold belongs to the consignment, not to a declaration:
it may come before any, and there may be several. So it is no state of theirs (D7, of which the declarant hears with a
reason): they are examined, no officer can pass them, and the goods cannot leave, until the hold is lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.cargo import CARGO_NUMBER, Cargo
from eclear.casefile.case import Case
from eclear.casefile.decision import Cause
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.person import Role, Seated
from eclear.casefile.selection import ControlMeasure, Scan, Selection
from eclear.casefile.words import UNWRITABLE
from eclear.clearance.arriving import has_arrived
from eclear.clearance.following import follow, tell_cargo
from eclear.clearance.looking import tidy
from eclear.clearance.office import Office, today
from eclear.clearance.recording import go_on, plain
from eclear.journey.routing import dice_of
from eclear.reference import Country
from eclear.reference import country as reference_of
from eclear.storage import Records

PART = 500
"""Lines of a manifest that are recorded together."""

Progress = Callable[[int, int], None]
"""What is told how many lines of how many are done."""

LONGEST_TEXT = 512
"""Characters that a name or the description of goods may have in a line."""

WHY_INSPECTED = "Customs examines the goods."
"""What the declarant is told where a selection comes after the declaration: what is done, not what made it so."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line: its cargo with what was ordered; or the ``column`` that is wrong, and the ``complaint``."""

    line: ManifestLine
    cargo: Cargo | None = None
    column: str = ""
    complaint: str = ""

    @property
    def refused(self) -> str:
        """Why the line was not taken in, and what to do; "" if it was."""
        return f"{self.column}: {self.complaint}" if self.column else ""

    @property
    def selection(self) -> Selection | None:
        """What was ordered for the consignment, if anything."""
        return self.cargo.selected if self.cargo else None


def take_manifest(
    office: Office,
    lines: Sequence[ManifestLine],
    *,
    room: str = "open",
    at: datetime | None = None,
    progress: Progress | None = None,
) -> tuple[Taken, ...]:
    """Take in lines of a manifest and pick the consignments that are to be scanned, examined or held.

    A line that cannot be is refused and stops no other. The same line again changes nothing; a corrected one is recorded and
    may be picked anew, but what was ordered before stands. Declarations that were there first are examined. A long manifest is
    taken in by parts of :data:`PART` lines, so that others can work meanwhile; ``progress`` is told how many are done.
    """
    law = reference_of(office.country)
    if law is None:
        raise LookupError(f"The reference folder of {office.country} is gone. Put it back.")
    lines = [replace(line, cargo=tidy(line.cargo)) for line in lines]
    taken: list[Taken] = []
    for start in range(0, len(lines), PART):
        part = lines[start : start + PART]
        with office.writing(room) as records:
            now = office.moment(records, at)
            records.foresee([], [line.cargo for line in part if CARGO_NUMBER.fullmatch(line.cargo)])
            voyages = Voyages(records)
            taken += [_not_his(office.acting, line) or _taken(records, law, line, now, voyages) for line in part]
        if progress:
            progress(len(taken), len(lines))
    return tuple(taken)


def scanned(
    office: Office,
    number: str,
    *,
    clear: bool,
    weighed_kg: Decimal | None = None,
    remark: str | None = None,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
) -> Cargo:
    """Report what a scan of a consignment showed. A clear one settles what was picked for a scan; nothing else does."""
    if weighed_kg is not None and not (weighed_kg.is_finite() and weighed_kg > 0):
        raise IllegalStep(f"weighed_kg {weighed_kg} is no mass. Give the kilograms that were weighed, or leave it out.")
    remark = plain(remark)
    if not clear and not remark:
        raise IllegalStep("A scan that is not clear needs a remark. Say what it showed.")
    return _ordered(office, number, ev.ConsignmentScanned(Scan(clear, weighed_kg, remark)), by, room, at)


def lift_selection(
    office: Office, number: str, *, reason: str, by: str = "officer", room: str = "open", at: datetime | None = None
) -> Cargo:
    """End what was ordered for a consignment: a scan, an examination at unloading, a hold. It needs a reason."""
    told = plain(reason)
    if told is None:
        raise IllegalStep("To lift a selection needs a reason. Say what was found; it is kept with your name and the time.")
    return _ordered(office, number, ev.SelectionLifted(told), by, room, at)


def _ordered(office: Office, number: str, fact: Fact, by: str, room: str, at: datetime | None) -> Cargo:
    number = tidy(number)
    with office.writing(room) as records:
        cargo, now = records.cargo(number), office.moment(records, at)
        if cargo.under is None:
            raise IllegalStep(
                f"Nothing is ordered for cargo {number[:40]}: it was not picked from the manifest, or that has ended."
            )
        return tell_cargo(records, cargo, fact, by, now)


def _not_his(acting: Seated, line: ManifestLine) -> Taken | None:
    """Refuse a line whose number is another carrier's; nothing for a line that he may list."""
    own = acting.of if acting.post and acting.post.role is Role.CARRIER else ""
    if not own or not CARGO_NUMBER.fullmatch(line.cargo) or line.cargo[2:6] == own:
        return None
    return Taken(line, None, "cargo", f"{line.cargo} is of carrier {line.cargo[2:6]}, and you list for {own}. Check the number.")


class Voyages:
    """Which ships and aircraft have arrived, each looked up once."""

    def __init__(self, records: Records) -> None:
        self._records, self._known = records, dict[str, bool]()

    def arrived(self, cargo: Cargo) -> bool:
        """True if that of a consignment was reported to have arrived."""
        if cargo.manifest not in self._known:
            self._known[cargo.manifest] = has_arrived(self._records, cargo)
        return self._known[cargo.manifest]


def _taken(records: Records, law: Country, line: ManifestLine, now: datetime, voyages: Voyages) -> Taken:
    if wrong := _wrong(line, law):
        return Taken(line, None, *wrong)
    cargo = records.cargo(line.cargo)
    if cargo.carried_out:
        return Taken(line, None, "cargo", f"{line.cargo} was carried out before. Check the number.")
    if cargo.listed == line:
        return Taken(line, cargo)
    ends = "abandoned" if cargo.abandoned else f"split or merged: its goods are under {', '.join(cargo.successors)}"
    if cargo.abandoned or cargo.successors:
        return Taken(line, None, "cargo", f"{line.cargo} was {ends}. Check the number.")
    reported = cargo.landed or cargo.entries  # then the list may show a difference, or that all is there
    cargo = (follow if reported else tell_cargo)(records, cargo, ev.Listed(line), "carrier", now)
    if cargo.arrived is None and voyages.arrived(cargo):
        cargo = follow(records, cargo, ev.Moved(cargo.number, "arrived"), "carrier", now)
    selection = _selection(records, law, line, now)
    before = cargo.selected
    if selection and (before is None or selection.measure.weight > before.measure.weight):
        cargo = tell_cargo(records, cargo, ev.ConsignmentSelected(selection), "eclear", now)
        for case in records.cases_of(cargo.number):
            if _may_be_inspected(case):
                go_on(records, case, [ev.Decided("inspect", WHY_INSPECTED)], "customs", now)
    return Taken(line, cargo)


def _may_be_inspected(case: Case) -> bool:
    """True for an import declaration that is still under way and whose goods are not ordered to be examined already."""
    return case.is_open and not (case.is_export or case.accepted or case.released or case.inspection)


def _selection(records: Records, law: Country, line: ManifestLine, now: datetime) -> Selection | None:
    """Return what is ordered for a line, None for nothing: the rule that demands most, else the draw of its number."""
    rules, dice = law.manifest, dice_of(records.room.seed, f"cargo/{line.cargo}")
    met = rules.met(line, today(now, law), records.has_declared)
    if met:
        rule, others = met[0], ", ".join(rule.id for rule in met[1:])
        told = f"Rule {rule.id} ({rule.reason}): {rule.measure.term.en}." + (f" It also meets {others}." if others else "")
        return Selection(rule.measure, Cause.RULE, rule.id, dice, told)
    if dice < rules.random_share:
        measure = rules.random_measure
        told = f"Drawn at random: {dice:.4f} is below {rules.random_share:g}. {measure.term.en}."
        return Selection(measure, Cause.RANDOM, None, dice, told)
    return None


def _wrong(line: ManifestLine, law: Country) -> tuple[str, str] | None:
    """Return which column of a line is wrong, and what to do; None for a line that can be."""
    if not CARGO_NUMBER.fullmatch(line.cargo):
        return "cargo", f"{line.cargo[:40]!r} is no cargo control number. It has 19 characters, such as 26ABCD0123I-0456-0789."
    for name in ("carrier", "bill", "consignor", "consignee", "goods"):
        text = getattr(line, name)
        if len(text) > LONGEST_TEXT or UNWRITABLE.search(text):
            return name, f"more than {LONGEST_TEXT} characters, or one that cannot be written. Shorten it."
    if not line.goods.strip():
        return "goods", "nothing is named. Say in words what is in the packages."
    if line.mode not in law.codes.transport_modes:
        return "mode", f"{line.mode[:20]!r} is not in the country's list. Write one of {', '.join(law.codes.transport_modes)}."
    if line.loaded_in not in law.codes.countries:
        return "loaded_in", f"{line.loaded_in[:20]!r} is no country. Write its two letters, such as CN."
    if not 1 <= line.packages < 10**9:
        return "packages", f"{line.packages} is no number of packages. There is at least one; count them."
    if not (line.gross_mass_kg.is_finite() and 0 < line.gross_mass_kg < Decimal(10) ** 9):
        return "gross_mass_kg", f"{line.gross_mass_kg} is no mass of goods. Write kilograms above 0."
    return None


def is_held(records: Records, case: Case) -> bool:
    """True if the consignment of a case is held from the manifest: no officer can let its goods go before that is lifted."""
    return bool(case.cargo) and records.cargo(case.cargo or "").under is ControlMeasure.HOLD
