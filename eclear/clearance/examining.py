"""Examine (검사·심사): an officer reports what an examination found. It is the result that risk learns from, and moves no track.

Whatever follows of it - a hold, a dismissal, an amendment - is a decision of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.examination import Depth, Examination, Irregularity
from eclear.casefile.lifecycle import IllegalStep
from eclear.clearance.office import Office, after_lodging
from eclear.clearance.recording import as_seen, go_on, plain

OF_GOODS = (Depth.SCAN, Depth.PARTIAL, Depth.FULL)
"""The depths that need the goods themselves."""


def examine(
    office: Office,
    case_id: str,
    examination: Examination,
    *,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Report what an examination found: of the papers, of the goods while they are there, or of an audit after release.

    It can be reported from registration on. A later report of the same case takes the place of the earlier one: both stay
    in the log, and the last counts. ``version`` is the version that the officer looked at. Raises IllegalStep where there
    was nothing that could be examined so, UnknownCase, and Stale if the case has changed since.
    """
    with office.store.writing(room) as records:
        case = as_seen(records, case_id, version)
        now = after_lodging(case, office.moment(records, at))
        if against := _against(case, examination.depth):
            raise IllegalStep(against)
        found = tuple(each for each in Irregularity if each in examination.found)  # each once, in the order of the list
        report = replace(examination, found=found, remark=plain(examination.remark))
        return go_on(records, case, [ev.Examined(report)], by, now)


def depths(case: Case) -> tuple[Depth, ...]:
    """Return the depths of which an examination can be reported now; none of a declaration that was rejected."""
    return tuple(depth for depth in Depth if not _against(case, depth))


def _against(case: Case, depth: Depth) -> str | None:
    """Say why an examination of this depth cannot have been made, if it cannot, and which can."""
    if case.number is None:
        return "The declaration was rejected at the gate: nothing could be examined. Report about the one sent in its place."
    if depth is Depth.AUDIT and not (case.accepted or case.released):
        stands = f"{case.status} {case.track.states[case.status]}"
        return f"An audit follows the release, and the declaration stands at {stands}. Report about its documents or its goods."
    if depth not in OF_GOODS:
        return None
    if gone := case.exited or case.carried_out:
        left = "left the country" if case.exited else "were carried out"
        return f"The goods {left} at {gone:%Y-%m-%d %H:%M} UTC and cannot be examined any more. Report what an audit found."
    if not case.has_arrived:
        return "The goods are not there yet and cannot have been examined. Wait for carried-in, or report about the documents."
    return None
