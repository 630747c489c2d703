"""What the tests of cargo share: lines of a manifest, and a declaration on its way to acceptance."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count

from clearance_desks import Room

from eclear.casefile.cargo import Cargo
from eclear.casefile.case import Case
from eclear.casefile.manifest import ManifestLine
from eclear.clearance import arrive, decide, pay, take_manifest

_manifests = count(1)
SHED, OTHER_SHED, AIRPORT_SHED = "90110001", "90110002", "90210001"


def manifest_number() -> str:
    """A manifest number that no other test uses."""
    return f"26SEED{next(_manifests):04d}I"


def line(cargo: str, **changes: object) -> ManifestLine:
    """A line of a manifest for the goods of the sound declaration: ten packages of 120 kg."""
    told = ManifestLine(cargo, "Haeoreum Line", "HB-1", "1", "CN", "Sender", "Example Toys", "Small motors", 10, Decimal(120))
    return replace(told, **changes)  # type: ignore[arg-type]


def listed(room: Room, *lines: ManifestLine) -> None:
    """List consignments, all of them soundly."""
    taken = take_manifest(room.office, lines, room=room.name)
    assert [one.refused for one in taken if one.refused] == []


def cargo_of(room: Room, number: str) -> Cargo:
    """What is known of cargo."""
    with room.office.store.reading(room.name) as records:
        return records.cargo(number)


def report(room: Room, number: str, *kinds: str, **told: object) -> Cargo:
    """Report something about cargo, one after the other."""
    for kind in kinds:
        cargo = arrive(room.office, number, kind, room=room.name, **told)  # type: ignore[arg-type]
    return cargo


def declared(room: Room, number: str, lrn: str = "LRN-1", **changes: str | None) -> Case:
    """Lodge the sound declaration for these goods."""
    return room.lodge(lrn, previous_documents__1__id=number, **changes)


def accepted(room: Room, case: Case) -> Case:
    """Pass and pay what can be, and return the case."""
    case = room.now(case)
    if not case.reviewed:
        case = decide(room.office, case.id, "pass", room=room.name)
    if case.tax == "T2":
        case = pay(room.office, case.id, room=room.name)
    return case
