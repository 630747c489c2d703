"""Discharge: what was landed is held against the manifest; differences are settled, abandoned goods end, a manifest is closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from eclear.casefile import events as ev
from eclear.casefile.bill import Difference
from eclear.casefile.cargo import MANIFEST_NUMBER, Cargo
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.asking import appeal_in
from eclear.clearance.following import ancestors, follow, numbered
from eclear.clearance.looking import tidy
from eclear.clearance.office import Office, country_of
from eclear.clearance.recording import go_on, plain
from eclear.reference import country as reference_of
from eclear.storage import Records

CLOSED_BY_ABANDONING = "The goods were abandoned."
"""What the declarant is told of a declaration whose goods were given up."""


def settle_difference(office: Office, number: str, *, reason: str, room: str = "open", at: datetime | None = None) -> Cargo:
    """Settle the difference between manifest and count: customs accepts what the carrier says, and acceptance waits no more.

    Unmanifested goods are settled by listing them, not by a word.
    """
    number, why = numbered(number), plain(reason)
    if why is None:
        raise IllegalStep("To settle a difference needs a reason. Say what the carrier proved; it is kept with your name.")
    with office.writing(room) as records:
        cargo = records.cargo(number)
        if cargo.differs is None:
            raise IllegalStep(f"Cargo {number} shows no difference that is open.")
        if cargo.differs is Difference.UNMANIFESTED:
            raise IllegalStep(f"Cargo {number} is on no manifest. The carrier lists it; then this is settled by itself.")
        return follow(records, cargo, ev.DifferenceSettled(why), "officer", office.moment(records, at))


def abandon(
    office: Office, number: str, *, reason: str, law: str | None = None, room: str = "open", at: datetime | None = None
) -> Cargo:
    """Take note that goods were abandoned (화물 포기): they move no more, and declarations of them that are open are dismissed.

    Where one is, the ``law`` is named that the dismissal rests on.
    """
    number, why = numbered(number), plain(reason)
    if why is None:
        raise IllegalStep("To take note of abandoned goods needs a reason. Say who gave them up, and how he said so.")
    with office.writing(room) as records:
        now, cargo = office.moment(records, at), records.cargo(number)
        if not cargo.version:
            raise IllegalStep(f"Nothing was reported about cargo {number}. Check the number.")
        if cargo.bond:
            raise IllegalStep(f"Cargo {number} is on its way under operation {cargo.bond}. It ends when it has arrived.")
        if cargo.returning:
            raise IllegalStep(f"Cargo {number} goes back under operation {cargo.returning}. It is not given up meanwhile.")
        cases = [case for each in (number, *ancestors(records, cargo)) for case in records.cases_of(each)]
        let_go = [case.number or case.id for case in cases if case.accepted or case.released]
        if let_go:
            raise IllegalStep(f"Cargo {number} was released under {', '.join(let_go)}. Its owner may take it.")
        ends = [case for case in cases if case.is_open and case.cargo == number]
        if ends and office.acting.post is not None and not plain(law):
            raise IllegalStep("A declaration of these goods ends with them. Name the law that this rests on: act and article.")
        cargo = follow(records, cargo, ev.GoodsAbandoned(why), "officer", now)
        for case in ends:
            told = ev.Decided("dismiss", CLOSED_BY_ABANDONING, law=plain(law), appeal=appeal_in(country_of(case)))
            go_on(records, case, [ev.GoodsAbandoned(why), told], "customs", max(now, case.received))
        return cargo


def extend_storage(
    office: Office, number: str, until: date, *, reason: str, room: str = "open", at: datetime | None = None
) -> Cargo:
    """Let goods stay in their shed until a later day (장치기간 연장)."""
    number, why = numbered(number), plain(reason)
    if why is None:
        raise IllegalStep("To extend the storage period needs a reason. Say why the goods cannot be cleared in time.")
    with office.writing(room) as records:
        now, cargo = office.moment(records, at), records.cargo(number)
        if cargo.first_in is None:
            raise IllegalStep(f"Cargo {number} is in no shed, so no storage period runs.")
        stays = storage_until(cargo, office.country)
        if stays and until <= stays:
            raise IllegalStep(f"Cargo {number} may stay until {stays} as it is. Name a later day.")
        return follow(records, cargo, ev.StorageExtended(until, why), "officer", now)


def storage_until(cargo: Cargo, country: str) -> date | None:
    """Return the last day that goods may stay in their shed; None while none runs, or for a shed without a period."""
    law = reference_of(country)
    if law is None or cargo.first_in is None or cargo.shed is None or cargo.carried_out or cargo.abandoned or cargo.successors:
        return None
    shed = law.codes.sheds.get(cargo.shed)
    if shed is None or shed.storage_months is None:
        return cargo.extended
    ends = months_later(cargo.first_in.astimezone(law.time_zone).date(), shed.storage_months)
    return max(ends, cargo.extended) if cargo.extended else ends


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, the last of the month where that month is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True, slots=True)
class Standing:
    """A manifest held against what was landed: its lines, and how many of them are what.

    ``waiting`` are lines whose count nobody has reported, ``open`` those with a difference that is not settled.
    """

    manifest: str
    lines: tuple[Cargo, ...]
    waiting: tuple[Cargo, ...]
    open: tuple[Cargo, ...]
    settled: tuple[Cargo, ...]
    abandoned: tuple[Cargo, ...]
    discharged: datetime | None

    @property
    def agreed(self) -> int:
        """How many lines were landed as listed."""
        return len(self.lines) - len(self.waiting) - len(self.open) - len(self.settled) - len(self.abandoned)


def manifest_standing(records: Records, manifest: str) -> Standing:
    """Return a manifest held against what was landed; goods that went on under other numbers count there."""
    known = [records.cargo(number) for number in _foreseen(records, records.numbers_of_manifest(manifest))]
    lines = tuple(cargo for cargo in known if not cargo.successors)
    closed = next(
        (event.at for event in reversed(records.events(manifest)) if isinstance(event.fact, ev.ManifestDischarged)), None
    )
    abandoned = tuple(cargo for cargo in lines if cargo.abandoned)
    rest = [cargo for cargo in lines if not cargo.abandoned]
    return Standing(
        manifest,
        lines,
        tuple(cargo for cargo in rest if cargo.landed is None),
        tuple(cargo for cargo in rest if cargo.differs),
        tuple(cargo for cargo in rest if cargo.found and not cargo.differs and cargo.landed),
        abandoned,
        closed,
    )


def _foreseen(records: Records, numbers: Sequence[str]) -> Iterator[str]:
    """Yield the numbers, looked up before in one go."""
    records.read_ahead(numbers)
    records.foresee([], numbers)
    yield from numbers


def discharge_manifest(office: Office, manifest: str, *, room: str = "open", at: datetime | None = None) -> Standing:
    """Discharge a manifest (적하목록 정리): every line was landed as listed, settled or abandoned; raises IllegalStep."""
    manifest = tidy(manifest)
    if not MANIFEST_NUMBER.fullmatch(manifest):
        raise IllegalStep(f"{manifest[:40]!r} is no manifest number. It has 11 characters, such as 26ABCD0123I.")
    with office.writing(room) as records:
        stands = manifest_standing(records, manifest)
        if not stands.lines:
            raise IllegalStep(f"Manifest {manifest} has no lines. Check the number.")
        if stands.discharged:
            raise IllegalStep(f"Manifest {manifest} was discharged before.")
        for cargo, said in (
            *((cargo, "nobody has reported what was landed") for cargo in stands.waiting),
            *(
                (cargo, f"it shows {str(cargo.differs and cargo.differs.term).lower()}, which is not settled")
                for cargo in stands.open
            ),
        ):
            more = len(stands.waiting) + len(stands.open) - 1
            others = f" {more} more lines wait too." if more > 1 else " One more line waits too." if more else ""
            raise IllegalStep(f"Manifest {manifest} cannot be discharged: of cargo {cargo.number}, {said}.{others}")
        fact = ev.ManifestDischarged(manifest, len(stands.lines), len(stands.settled))
        now = office.moment(records, at)
        records.note(records.event(manifest, len(records.events(manifest)) + 1, now, "officer", fact))
        return manifest_standing(records, manifest)
