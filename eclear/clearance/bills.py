"""Bills: split a bill among several, or merge several into one (분할·합병). Its goods go on under numbers of their own.

Nothing is lost on the way: the parts have exactly the packages and the mass that there were. Declarations keep the number
that they name; they are accepted and closed by what happens to the goods under the new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.bill import Part
from eclear.casefile.cargo import Cargo
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.person import Role, Seated
from eclear.casefile.tally import Tally, total
from eclear.clearance.following import follow, numbered
from eclear.clearance.office import Office
from eclear.clearance.recording import plain
from eclear.storage import Records

HOUSE_LINES = 10_000
"""House lines (HSN) that a master line can have."""


def split_bill(
    office: Office,
    number: str,
    parts: Sequence[Tally],
    *,
    reason: str,
    bills: Sequence[str] = (),
    room: str = "open",
    at: datetime | None = None,
) -> tuple[Cargo, ...]:
    """Split the goods of a bill into parts, and return them with the cargo control numbers under which they go on.

    Together the parts have as many packages, and as much mass, as was listed; each has at least one package. ``bills`` are the
    numbers of the new bills in the same order. Goods are split before any of them is carried out, and while nothing is in
    dispute about them.
    """
    number, why = numbered(number), _reason(reason)
    with office.writing(room) as records:
        now, cargo = office.moment(records, at), records.cargo(number)
        line = _may_be_redrawn(office.acting, cargo)
        _adds_up(cargo, line, parts)
        if len(parts) < 2:
            raise IllegalStep(f"Cargo {number} would stay whole. Split it into two parts or more.")
        free = _free_numbers(records, number, len(parts))
        made = tuple(Part(new, part) for new, part in zip(free, parts, strict=True))
        follow(records, cargo, ev.BillSplit(made, why), _by(office.acting), now)
        drawn = []
        for place, part in enumerate(made):
            bill = bills[place] if place < len(bills) and bills[place].strip() else f"{line.bill}-{place + 1}"
            drawn.append(_drawn(records, part, (cargo,), replace(line, bill=bill), now, _by(office.acting)))
        return tuple(drawn)


def merge_bills(
    office: Office, numbers: Sequence[str], *, reason: str, bill: str = "", room: str = "open", at: datetime | None = None
) -> Cargo:
    """Merge the goods of several bills of one manifest into one, and return it with its new cargo control number.

    All are for the same consignee, and lie in the same shed or in none.
    """
    asked, why = tuple(dict.fromkeys(map(numbered, numbers))), _reason(reason)
    if len(asked) < 2:
        raise IllegalStep("Name two bills or more to merge.")
    with office.writing(room) as records:
        now, cargoes = office.moment(records, at), tuple(map(records.cargo, asked))
        lines = tuple(_may_be_redrawn(office.acting, cargo) for cargo in cargoes)
        for what, found in (
            ("manifests", {cargo.manifest for cargo in cargoes}),
            ("master lines", {cargo.number[:15] for cargo in cargoes}),
            ("consignees", {line.consignee for line in lines}),
            ("sheds", {cargo.shed or "" for cargo in cargoes}),
        ):
            if len(found) > 1:
                raise IllegalStep(
                    f"These bills have different {what}: {', '.join(sorted(found))}. Merge bills that have the same."
                )
        (free,) = _free_numbers(records, asked[0], 1)
        for cargo in cargoes:
            follow(records, cargo, ev.BillMerged(free, why), _by(office.acting), now)
        whole = total(Tally(line.packages, line.gross_mass_kg) for line in lines)
        goods = "; ".join(dict.fromkeys(line.goods for line in lines))[:512]
        line = replace(lines[0], bill=bill.strip() or lines[0].bill, goods=goods)
        return _drawn(records, Part(free, whole), cargoes, line, now, _by(office.acting))


def _drawn(records: Records, part: Part, of: tuple[Cargo, ...], line: ManifestLine, now: datetime, by: str) -> Cargo:
    """Begin a number with the goods of others: what all of those have reached, it has reached."""

    def latest(field: str) -> datetime | None:
        times = [getattr(cargo, field) for cargo in of]
        return max(times) if all(times) else None

    mass = part.tally.gross_mass_kg
    assert mass is not None
    line = replace(line, cargo=part.number, packages=part.tally.packages, gross_mass_kg=mass)
    times = {field: latest(field) for field in ("manifest_reviewed", "arrived", "unloaded", "carried_in")}
    fact = ev.BillDrawn(tuple(cargo.number for cargo in of), line, shed=of[0].shed, **times)
    cargo = follow(records, records.cargo(part.number), fact, by, now)
    ordered = [one.selected for one in of if one.under and one.selected]
    if ordered:  # what customs ordered for the goods goes on with them
        heaviest = max(ordered, key=lambda selection: selection.measure.weight)
        cargo = follow(records, cargo, ev.ConsignmentSelected(heaviest), "eclear", now)
    return cargo


def _may_be_redrawn(acting: Seated, cargo: Cargo) -> ManifestLine:
    """Return the line of goods that may go on under other numbers, with what was landed of them; raises IllegalStep."""
    own = acting.of if acting.post and acting.post.role is Role.CARRIER else ""
    if own and cargo.carrier != own:
        raise IllegalStep(f"Cargo {cargo.number} is of carrier {cargo.carrier}, and you act for {own}. Check the number.")
    if cargo.listed is None:
        raise IllegalStep(f"Cargo {cargo.number} is on no manifest. List it first.")
    if cargo.successors:
        raise IllegalStep(f"Cargo {cargo.number} went on under {', '.join(cargo.successors)} before. Take those.")
    for ends, said in (
        (cargo.exits, "Part of it has left"),
        (cargo.abandoned, "It was abandoned"),
        (cargo.bond, "It is on its way"),
    ):
        if ends:
            raise IllegalStep(f"Cargo {cargo.number} can be neither split nor merged any more. {said}.")
    if cargo.entries and cargo.carried_in is None:
        raise IllegalStep(f"Part of cargo {cargo.number} is in the shed. Carry in the rest first.")
    if cargo.differs:
        raise IllegalStep(f"Cargo {cargo.number} was not landed as listed ({cargo.differs.term}). Settle that first.")
    if cargo.express:
        raise IllegalStep(f"Cargo {cargo.number} is on an express list, line by line. It can be neither split nor merged.")
    counted = cargo.landed or Tally(cargo.listed.packages)
    mass = cargo.listed.gross_mass_kg if counted.gross_mass_kg is None else counted.gross_mass_kg
    return replace(cargo.listed, packages=counted.packages, gross_mass_kg=mass)


def _adds_up(cargo: Cargo, line: ManifestLine, parts: Sequence[Tally]) -> None:
    """Raise IllegalStep for parts that have not together what there was."""
    for place, part in enumerate(parts, 1):
        if part.packages < 1 or part.gross_mass_kg is None or part.gross_mass_kg <= 0:
            raise IllegalStep(f"Part {place} has {part}. Each part has at least one package and a mass above 0.")
    whole = total(parts)
    if (whole.packages, whole.gross_mass_kg) != (line.packages, line.gross_mass_kg):
        raise IllegalStep(
            f"The parts have {whole}, cargo {cargo.number} has {Tally(line.packages, line.gross_mass_kg)}. "
            "Correct the parts until they add up."
        )


def _free_numbers(records: Records, number: str, many: int) -> tuple[str, ...]:
    """Return numbers of the same master line that nobody has used, from behind the highest on."""
    stem = number[:15]
    used = {int(known[15:]) for known in records.numbers_of_manifest(stem)}
    first = max(used, default=0) + 1
    if first + many > HOUSE_LINES:
        raise IllegalStep(f"Master line {stem} has no free house lines left. Merge bills, or list under another master line.")
    return tuple(f"{stem}{line:04d}" for line in range(first, first + many))


def _reason(text: str) -> str:
    told = plain(text)
    if told is None:
        raise IllegalStep("Say why the bills are redrawn; the reason is kept with your name and the time.")
    return told


def _by(acting: Seated) -> str:
    return "carrier" if acting.post is None or acting.post.role is Role.CARRIER else "officer"
