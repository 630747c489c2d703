"""Examine (검사·심사): an officer reports what an examination found. It is the result that risk learns from, and moves no track.

Whatever follows of it - a hold, a dismissal, an amendment - is a decision of its own. A sample goes to a laboratory, whose
answer is reported later; until then the review cannot pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from eclear.casefile import events as ev
from eclear.casefile.case import Case
from eclear.casefile.declaration import Item
from eclear.casefile.examination import (
    OF_GOODS,
    Attendant,
    Attending,
    Counted,
    Depth,
    Examination,
    Irregularity,
    Sample,
    SealSeen,
)
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.quantity import Measure
from eclear.clearance.integrity import must_hold
from eclear.clearance.looking import current
from eclear.clearance.office import Office, after_lodging, country_of, today
from eclear.clearance.recording import as_seen, go_on, plain
from eclear.storage import Records
from eclear.wco import read


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
    in the log, and the last counts. What was ``counted`` is set beside what was declared; samples are numbered through the
    case. Where a laboratory is at work, the review waits for it. ``version`` is the version that the officer looked at.
    Raises IllegalStep where there was nothing that could be examined so, UnknownCase, and Stale if the case has changed since.
    """
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        must_hold(office, records, case, after_release=examination.depth is Depth.AUDIT)
        now = after_lodging(case, office.moment(records, at))
        if against := _against(case, examination.depth):
            raise IllegalStep(against)
        found = tuple(each for each in Irregularity if each in examination.found)  # each once, in the order of the list
        report = replace(
            examination,
            found=found,
            remark=plain(examination.remark),
            counted=_beside_declared(office, records, case, examination.counted),
            seals=_seals(examination.seals),
            samples=_samples(case, examination.samples, today(now, country_of(case))),
            attended=_attended(case, examination.attended),
        )
        if report.depth not in OF_GOODS and (report.counted or report.seals or report.samples):
            raise IllegalStep("Goods are counted, and seals and samples looked at, where the goods are. Give the depth of that.")
        differs = [str(line.item) for line in report.counted if not line.agrees]
        if differs and not report.found and not report.remark:
            raise IllegalStep(
                f"Item {', '.join(differs)}: counted and declared differ. Say what was found to be wrong, or why it is not, "
                "as a remark."
            )
        return go_on(records, case, [ev.Examined(report)], by, now)


def laboratory_reported(
    office: Office,
    case_id: str,
    sample: int,
    finding: str,
    found: Iterable[Irregularity] = (),
    *,
    by: str = "officer",
    room: str = "open",
    at: datetime | None = None,
    version: int | None = None,
) -> Case:
    """Take in what a laboratory says of a sample. What it ``found`` is added to the result of the examination.

    Raises IllegalStep for a sample that the case does not have, or that was answered before.
    """
    with office.writing(room) as records:
        case = as_seen(records, case_id, version)
        must_hold(office, records, case, after_release=True)
        now, told = after_lodging(case, office.moment(records, at)), plain(finding)
        if told is None:
            raise IllegalStep("A laboratory's report says what it found. Write its answer to the question.")
        if sample not in [one.sample.number for one in case.open_analyses]:
            waited = ", ".join(str(one.sample.number) for one in case.open_analyses) or "none"
            raise IllegalStep(f"No laboratory is at work on sample {sample}. Waited for: {waited}.")
        wrong = set(found)
        return go_on(records, case, [ev.LaboratoryReported(sample, told, tuple(i for i in Irregularity if i in wrong))], by, now)


def declared_of(item: Item) -> tuple[Measure | None, int | None]:
    """Return by what an item is counted, its quantity or else its mass, and how many packages it was declared in."""
    packages = [package.quantity.value for package in item.packages if package.quantity]
    quantity = item.quantity or item.net_mass or item.gross_mass
    return quantity and Measure(quantity.value, quantity.unit or "KGM"), int(sum(packages)) if packages else None


def _beside_declared(office: Office, records: Records, case: Case, counted: tuple[Counted, ...]) -> tuple[Counted, ...]:
    """Return what was counted beside what was declared; raises IllegalStep for an item or a unit that was not declared."""
    if not counted:
        return ()
    declaration = read(current(office, records, case), office.schemas).declaration
    items = declaration.items if declaration else ()
    beside: list[Counted] = []
    for line in sorted(counted, key=lambda line: line.item):
        if not 1 <= line.item <= len(items) or line.item in [one.item for one in beside]:
            raise IllegalStep(f"Item {line.item}: the declaration has items 1 to {len(items)}. Count each of them once.")
        quantity, packages = declared_of(items[line.item - 1])
        unit = quantity.unit if quantity else "KGM"
        if line.counted and (line.counted.unit or unit) != unit:
            raise IllegalStep(
                f"Item {line.item} was declared in {unit}, and was counted in {line.counted.unit}. Count it in {unit}."
            )
        if (line.counted and line.counted.value < 0) or (line.packages or 0) < 0:
            raise IllegalStep(f"Item {line.item}: less than nothing cannot be counted. Write 0 for goods that are not there.")
        seen = line.counted and Measure(line.counted.value, unit)
        beside.append(Counted(line.item, seen, line.packages, quantity, packages))
    return tuple(beside)


def _seals(seals: tuple[SealSeen, ...]) -> tuple[SealSeen, ...]:
    told = tuple(SealSeen(number, seal.state) for seal in seals if (number := plain(seal.number)))
    if len({seal.number for seal in told}) < len(told):
        raise IllegalStep("A seal is reported twice. Name each number once.")
    return told


def _samples(case: Case, samples: tuple[Sample, ...], day: date) -> tuple[Sample, ...]:
    """Return the samples with their numbers in the case; raises IllegalStep for one that no laboratory could work with."""
    told = []
    for number, sample in enumerate(samples, len(case.analyses) + 1):
        laboratory, question = plain(sample.laboratory), plain(sample.question)
        if not 1 <= sample.item <= case.lodged.items:
            raise IllegalStep(f"A sample of item {sample.item}: the declaration has items 1 to {case.lodged.items}.")
        if laboratory is None or question is None:
            raise IllegalStep(f"The sample of item {sample.item} needs a laboratory and a question. Name both.")
        if sample.due < day:
            raise IllegalStep(f"The laboratory cannot answer by {sample.due}: today is {day}. Give a day to come.")
        told.append(Sample(sample.item, laboratory, question, sample.due, number))
    return tuple(told)


def _attended(case: Case, attended: tuple[Attendant, ...]) -> tuple[Attendant, ...]:
    asked = [need.agency for need in case.needs]
    for one in attended:
        if (one.part is Attending.AGENCY) != bool(one.agency) or (one.agency and one.agency not in asked):
            known = ", ".join(asked) or "none"
            raise IllegalStep(f"Agency {one.agency or '?'} is not concerned with these goods. Concerned: {known}.")
    return tuple(dict.fromkeys(attended))


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
