"""List: manifests, express lists and counts at unloading as files, read alike, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.arriving import arrive
from eclear.clearance.expressing import Listed
from eclear.clearance.office import Office
from eclear.clearance.selecting import Progress, Taken, take_manifest
from eclear.documents import (
    ExpressRead,
    LandedRead,
    ManifestRead,
    RowFault,
    SheetFault,
    TableRead,
    read_express_list,
    read_landed,
    read_manifest,
    read_sheet,
)
from eclear.wco import NotACargoReport, is_cargo_report, read_cargo_report


def read_manifest_file(file: Path) -> ManifestRead:
    """Return the lines of a manifest with their rows, and every mistake in it; raises SheetFault for what is no manifest.

    The row of a cargo report is the number of its consignment.
    """
    with file.open("rb") as opened:
        begins = opened.read(64)
    if not is_cargo_report(begins):
        return read_manifest(read_sheet(file))
    try:
        report = read_cargo_report(file.read_bytes())
    except NotACargoReport as fault:
        raise SheetFault(f"{file}: {fault}") from None
    faults = tuple(RowFault(fault.number, fault.element, fault.complaint) for fault in report.faults)
    return TableRead(report.lines, faults)


def take_manifest_file(
    office: Office, read: ManifestRead, *, room: str = "open", progress: Progress | None = None
) -> tuple[tuple[Taken, ...], tuple[RowFault, ...]]:
    """Take in the sound lines of a file; return what became of each, and every mistake, those of the file and those that only
    the office sees, in the order of the rows."""
    taken = take_manifest(office, [line for _row, line in read.lines], room=room, progress=progress)
    return taken, mistakes(read, taken)


def mistakes(read: ManifestRead, taken: Sequence[Taken]) -> tuple[RowFault, ...]:
    """Return every mistake of a file in the order of its rows."""
    refused = [
        RowFault(row, one.column, one.complaint) for (row, _line), one in zip(read.lines, taken, strict=True) if one.column
    ]
    return tuple(sorted((*read.faults, *refused), key=lambda fault: fault.row))


def read_express_file(file: Path) -> ExpressRead:
    """Return the lines of an express list with their rows, and every mistake in it; raises SheetFault for what is no table."""
    return read_express_list(read_sheet(file))


def express_mistakes(read: ExpressRead, taken: Sequence[Listed]) -> tuple[RowFault, ...]:
    """Return every mistake of an express list in the order of its rows."""
    refused = [
        RowFault(row, one.column, one.complaint) for (row, _line), one in zip(read.lines, taken, strict=True) if one.column
    ]
    return tuple(sorted((*read.faults, *refused), key=lambda fault: fault.row))


def read_landed_file(file: Path) -> LandedRead:
    """Return a count at unloading with its rows, and every mistake in it; raises SheetFault for what is no table."""
    return read_landed(read_sheet(file))


def take_landed(
    office: Office, read: LandedRead, *, room: str = "open", progress: Progress | None = None
) -> tuple[int, tuple[RowFault, ...]]:
    """Report as unloaded what was counted of each consignment; a row that cannot be is named and stops no other."""
    faults, done = list(read.faults), 0
    for row, line in read.lines:
        try:
            arrive(office, line.cargo, "unloaded", packages=line.packages, gross_mass_kg=line.gross_mass_kg, room=room)
            done += 1
        except IllegalStep as refused:
            faults.append(RowFault(row, "cargo", str(refused)))
        if progress:
            progress(done, len(read.lines))
    return done, tuple(sorted(faults, key=lambda fault: fault.row))
