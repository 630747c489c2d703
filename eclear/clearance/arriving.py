"""Arrive: reports about cargo, in any order, and about exports that have left. Every case of the cargo is tried again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from eclear.casefile import events as ev
from eclear.casefile.cargo import MANIFEST_NUMBER, Cargo
from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role, Seated
from eclear.casefile.selection import ControlMeasure
from eclear.casefile.tally import Tally
from eclear.clearance.following import follow, is_covered, numbered, open_declarations
from eclear.clearance.looking import tidy
from eclear.clearance.office import Office, after_lodging
from eclear.clearance.recording import go_on, plain, standing, waits
from eclear.reference import country as reference_of
from eclear.storage import Records

REPORTS = {
    "arrived": "carrier",
    "unloaded": "carrier",
    "manifest-reviewed": "customs",
    "carried-in": "shed",
    "carried-out": "shed",
}
"""What can be reported about cargo, and by whom."""

COUNTED = ("unloaded", "carried-in", "carried-out")
"""The reports that may say how much was counted."""

MOST_PACKAGES = 10**9
"""No report counts so many packages."""


def arrive(
    office: Office,
    number: str,
    report: str,
    *,
    shed: str | None = None,
    packages: int | None = None,
    gross_mass_kg: Decimal | None = None,
    room: str = "open",
    at: datetime | None = None,
) -> Cargo:
    """Take in a report about cargo - one of :data:`REPORTS` - and try every case that joined it again.

    Cargo may be reported before anybody declares it, and in any order. ``packages`` and ``gross_mass_kg`` say how much was
    counted; without them it is all of it. Goods leave only when every declaration for them was accepted, or released against
    security. Dashes in the number do not matter. The keeper of a shed reports what comes into his own and goes out of it, the
    carrier arrival and unloading; customs reviews the manifest.
    """
    number = numbered(number)
    if report not in REPORTS:
        raise IllegalStep(f"Report {report!r} is not known. Cargo can be reported as {', '.join(REPORTS)}.")
    tally = counted(packages, gross_mass_kg)
    if tally and report not in COUNTED:
        raise IllegalStep(f"Nothing is counted when cargo is reported as {report}. Leave packages and mass out.")
    with office.writing(room) as records:
        now, by = office.moment(records, at), REPORTS[report]
        cargo = records.cargo(number)
        shed = _known_shed(office, _own_shed(office.acting, report, cargo, shed))
        if report == "unloaded" and tally is None:
            tally = cargo.tally
        if report == "carried-out":
            cargo.after(records.event(number, cargo.version + 1, now, by, ev.Moved(number, report, shed, tally)))
            _may_leave(records, cargo)
        return follow(records, cargo, ev.Moved(number, report, shed, tally), by, now)


def counted(packages: int | None, gross_mass_kg: Decimal | None) -> Tally | None:
    """Return how much was counted; None for all of it. Raises IllegalStep for what is no count."""
    if packages is None:
        if gross_mass_kg is not None:
            raise IllegalStep("A mass without packages says little. Give the number of packages too, or leave both out for all.")
        return None
    if not 0 <= packages < MOST_PACKAGES:
        raise IllegalStep(f"{packages} is no number of packages. Count them; 0 is for goods that did not come.")
    if gross_mass_kg is not None and not (gross_mass_kg.is_finite() and 0 <= gross_mass_kg < Decimal(MOST_PACKAGES)):
        raise IllegalStep(f"{gross_mass_kg} is no mass. Give kilograms, or leave the mass out.")
    return Tally(packages, gross_mass_kg)


def voyage_arrived(
    office: Office, manifest: str, *, means: str = "", place: str = "", room: str = "open", at: datetime | None = None
) -> int:
    """Take in the arrival report (입항보고) of a ship or aircraft: everything on its manifest has arrived.

    Lines that are listed later have arrived too. Returns how many consignments it brought further. The same report again
    changes nothing.
    """
    manifest = tidy(manifest)
    if not MANIFEST_NUMBER.fullmatch(manifest):
        raise IllegalStep(f"{manifest[:40]!r} is no manifest number. It has 11 characters, such as 26ABCD0123I.")
    _own_voyage(office.acting, manifest)
    with office.writing(room) as records:
        now, happened = office.moment(records, at), records.events(manifest)
        if not any(isinstance(event.fact, ev.VoyageReported) for event in happened):
            fact = ev.VoyageReported(manifest, "arrived", plain(means) or "", plain(place) or "")
            records.note(records.event(manifest, len(happened) + 1, now, "carrier", fact))
        moved = 0
        for number in records.numbers_of_manifest(manifest):
            cargo = records.cargo(number)
            if cargo.arrived is None and not (cargo.successors or cargo.abandoned):
                follow(records, cargo, ev.Moved(number, "arrived"), "carrier", now)
                moved += 1
        return moved


def has_arrived(records: Records, cargo: Cargo) -> bool:
    """True if the ship or aircraft of a consignment was reported to have arrived."""
    return any(isinstance(event.fact, ev.VoyageReported) for event in records.events(cargo.manifest)) if cargo.manifest else False


def exit_confirmed(
    office: Office,
    case_id: str,
    *,
    office_of_exit: str | None = None,
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in the report that the goods of an accepted export have left the country: the export is fulfilled."""
    with office.writing(room) as records:
        case = standing(records, case_id, version, accepted_too=True)
        now = after_lodging(case, office.moment(records, at))
        if not case.is_export:
            raise IllegalStep("Only the goods of an export leave the country. Report an import's goods as carried-out.")
        if case.status != "E4":
            raise IllegalStep(f"The export is not accepted, or has left before: {case.status}. {waits(case)}")
        return go_on(records, case, [ev.Exited(plain(office_of_exit))], "carrier", now)


def _own_voyage(acting: Seated, manifest: str) -> None:
    """Raise IllegalStep for a manifest that is another carrier's."""
    own = acting.of if acting.post and acting.post.role is Role.CARRIER else ""
    if own and manifest[2:6] != own:
        raise IllegalStep(f"Manifest {manifest} is of carrier {manifest[2:6]}, and you report for {own}. Check the number.")


def _own_shed(acting: Seated, report: str, cargo: Cargo, shed: str | None) -> str | None:
    """Return the shed of a report, which is his own where its keeper makes it; raises IllegalStep for what is not his."""
    if acting.post is None or acting.post.role not in (Role.WAREHOUSE, Role.CARRIER):
        return shed
    if acting.post.role is Role.CARRIER:
        if REPORTS[report] != "carrier":
            raise IllegalStep(
                f"{report} is not for the carrier to report. The shed reports its goods, customs reviews the manifest."
            )
        _own_voyage(acting, cargo.number)
        return shed
    if REPORTS[report] != "shed":
        whose = "the carrier" if REPORTS[report] == "carrier" else "customs"
        raise IllegalStep(f"{report} is for {whose} to report. A shed reports what is carried in and carried out.")
    if not acting.of:
        return shed
    if shed not in (None, acting.of) or (cargo.carried_in and cargo.shed != acting.of):
        lies = shed if shed not in (None, acting.of) else cargo.shed or "a shed that was not named"
        raise IllegalStep(f"Cargo {cargo.number} is no matter of shed {acting.of}: it lies in {lies}. Its keeper reports it.")
    return acting.of


def _known_shed(office: Office, shed: str | None) -> str | None:
    """Return the code of a bonded shed; a code that the office's country does not know is refused."""
    country = reference_of(office.country)
    if shed is None or country is None or shed in country.codes.sheds:
        return shed
    some = ", ".join(list(country.codes.sheds)[:3])
    raise IllegalStep(f"Shed {shed[:40]!r} is not in the list of bonded sheds. Give its code, such as {some}, or leave it out.")


def _may_leave(records: Records, cargo: Cargo) -> None:
    """Raise IllegalStep for goods that may not leave: what is ordered, and every declaration of them, is looked at."""
    if cargo.under is ControlMeasure.HOLD:
        raise IllegalStep(f"Cargo {cargo.number} may not leave yet: customs keeps the goods. Ask the office.")
    if cargo.returning:
        raise IllegalStep(f"Cargo {cargo.number} goes back under operation {cargo.returning}. It leaves under that one alone.")
    if cargo.express and cargo.express.granted:
        return
    if not is_covered(records, cargo):
        raise IllegalStep(f"Cargo {cargo.number} has no accepted declaration. Goods leave the shed only after acceptance (수리).")
    waiting = [case.number or case.id for case in open_declarations(records, cargo)]
    if waiting:
        raise IllegalStep(
            f"Cargo {cargo.number} also serves {', '.join(waiting)}, which is not accepted yet. Goods leave after acceptance."
        )
