"""Arrive: reports about cargo, and about exports that have left. Every case of the cargo is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.cargo import CARGO_NUMBER, Cargo
from eclear.casefile.case import Case
from eclear.casefile.events import Fact
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role, Seated
from eclear.casefile.selection import ControlMeasure
from eclear.clearance.looking import tidy
from eclear.clearance.office import Office, after_lodging
from eclear.clearance.recording import go_on, plain, standing, waits
from eclear.reference import country as reference_of

REPORTS = {"manifest-reviewed": "customs", "carried-in": "shed", "carried-out": "shed"}
"""What can be reported about cargo, and by whom."""


def arrive(
    office: Office,
    number: str,
    report: str,
    *,
    shed: str | None = None,
    room: str = "open",
    at: datetime | None = None,
) -> Cargo:
    """Take in a report about cargo - manifest-reviewed, carried-in, carried-out - and try every case that joined it again.

    Cargo may be reported before anybody declares it. Goods leave only when every declaration for them was accepted, or
    released against security. Dashes in the number do not matter. The keeper of a shed reports what comes into his own and
    goes out of it; customs reviews the manifest.
    """
    number = tidy(number)
    if not CARGO_NUMBER.fullmatch(number):
        raise IllegalStep(f"{number[:40]!r} is no cargo control number. It has 19 characters, such as 26ABCD0123I-0456-0789.")
    if report not in REPORTS:
        raise IllegalStep(f"Report {report!r} is not known. Cargo can be reported as {', '.join(REPORTS)}.")
    with office.writing(room) as records:
        now, by = office.moment(records, at), REPORTS[report]
        cargo = records.cargo(number)
        shed = _known_shed(office, _own_shed(office.acting, report, cargo, shed))
        cases, moved = records.cases_of(number), ev.Moved(number, report, shed)
        event = records.event(number, cargo.version + 1, now, by, moved)
        cargo = cargo.after(event)
        if report == "carried-out":
            if cargo.under is ControlMeasure.HOLD:
                raise IllegalStep(f"Cargo {number} may not leave yet: customs keeps the goods. Ask the office.")
            _may_leave(number, cases)
        records.move_cargo(cargo, event)
        for case in cases:
            go_on(records, case, [*_takes_effect(case, report), moved], by, now)
        return cargo


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


def _takes_effect(case: Case, report: str) -> tuple[Fact, ...]:
    """A pre-lodged declaration takes effect in law when its goods are carried in."""
    due = report == "carried-in" and case.lodged.pre_lodged and case.presented is None and case.is_open
    return (ev.Presented(None, case.edition),) if due else ()


def _own_shed(acting: Seated, report: str, cargo: Cargo, shed: str | None) -> str | None:
    """Return the shed of a report, which is his own where its keeper makes it; raises IllegalStep for what is not his."""
    if acting.post is None or acting.post.role not in (Role.WAREHOUSE, Role.CARRIER):
        return shed
    if acting.post.role is Role.CARRIER:
        raise IllegalStep(f"{report} is not for the carrier to report. The shed reports its goods, customs reviews the manifest.")
    if REPORTS[report] != "shed":
        raise IllegalStep(f"{report} is for customs to report. A shed reports what is carried in and carried out.")
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


def _may_leave(number: str, cases: Sequence[Case]) -> None:
    if not any(case.status == "D9" or (case.released and case.is_open) for case in cases):
        raise IllegalStep(f"Cargo {number} has no accepted declaration. Goods leave the shed only after acceptance (수리).")
    waiting = [case.number or case.id for case in cases if case.is_open and not case.released]
    if waiting:
        raise IllegalStep(
            f"Cargo {number} also serves {', '.join(waiting)}, which is not accepted yet. Goods leave after acceptance."
        )
