"""Cargo with quantities: counted at unloading, carried in and out in parts, short or too much, split, merged, abandoned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from cargo_making import AIRPORT_SHED, OTHER_SHED, SHED, accepted, cargo_of, declared, line, listed, manifest_number, report
from clearance_desks import Room
from tests_shared import amendment

from eclear.casefile.bill import Difference
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.casefile.selection import ControlMeasure
from eclear.casefile.tally import Tally
from eclear.clearance import (
    ExpressLine,
    abandon,
    arrive,
    discharge_manifest,
    extend_storage,
    merge_bills,
    remind,
    settle_difference,
    split_bill,
    submit,
    take_express_list,
    voyage_arrived,
)
from eclear.clearance.discharging import manifest_standing, months_later, storage_until

THREE = (Tally(5, Decimal(60)), Tally(3, Decimal(40)), Tally(2, Decimal(20)))


@pytest.fixture
def number() -> str:
    return f"{manifest_number()}00010001"


def test_a_voyage_that_arrives_brings_what_is_listed_then_and_later(room: Room) -> None:
    manifest = manifest_number()
    first, later = f"{manifest}00010001", f"{manifest}00010002"
    listed(room, line(first))
    assert voyage_arrived(room.office, manifest[:6] + manifest[6:], means="HAEOREUM 7", room=room.name) == 1
    assert voyage_arrived(room.office, manifest, room=room.name) == 0, "the same report again changes nothing"
    listed(room, line(later))
    assert [cargo_of(room, each).state for each in (first, later)] == ["C3", "C3"]
    with pytest.raises(IllegalStep, match="11 characters"):
        voyage_arrived(room.office, "26SEED", room=room.name)
    with pytest.raises(IllegalStep, match="of carrier SEED"):
        voyage_arrived(room.seat("gull", Role.CARRIER, "GULL"), manifest, room=room.name)


def test_goods_come_in_by_parts_and_acceptance_waits_for_the_last(room: Room, number: str) -> None:
    listed(room, line(number))
    case = declared(room, number)
    report(room, number, "manifest-reviewed")
    cargo = report(room, number, "carried-in", shed=SHED, packages=6, gross_mass_kg=Decimal(70))
    assert cargo.carried_in is None and cargo.came_in == Tally(6, Decimal(70)) and cargo.first_in is not None
    assert accepted(room, case).status in ("D4", "D8") and room.now(case).carried_in is None
    with pytest.raises(IllegalStep, match=r"has 10 packages: 6 are in, 5 more would be too many"):
        report(room, number, "carried-in", shed=SHED, packages=5)
    report(room, number, "carried-in", shed=SHED, packages=4)
    assert accepted(room, case).status == "D9"
    out = report(room, number, "carried-out", packages=7)
    assert (out.state, room.now(case).status, room.now(case).cargo_state) == ("C6", "D9", "C6")
    with pytest.raises(IllegalStep, match="3 packages in the shed, 4 cannot leave"):
        report(room, number, "carried-out", packages=4)
    assert report(room, number, "carried-out", packages=3).state == "C7" and room.now(case).status == "D10"
    with pytest.raises(IllegalStep, match="can move no more"):
        report(room, number, "carried-in")


def test_what_was_late_is_taken_in_after_the_goods_have_left_and_changes_no_state(room: Room, number: str) -> None:
    case = declared(room, number)
    report(room, number, "manifest-reviewed", "carried-in")
    accepted(room, case)
    cargo = report(room, number, "carried-out")
    assert cargo.missing == ("C1", "C3", "C4"), "what never came is shown"
    cargo = report(room, number, "unloaded", "arrived", packages=None)
    assert (cargo.state, cargo.missing, room.now(case).cargo_state) == ("C7", ("C1",), "C7")
    with pytest.raises(IllegalStep, match="can move no more"):
        report(room, number, "arrived")


def test_a_shortage_at_unloading_stops_the_acceptance_until_the_declaration_says_what_was_landed(room: Room, number: str) -> None:
    listed(room, line(number))
    case = declared(room, number)
    report(room, number, "manifest-reviewed", "arrived")
    report(room, number, "unloaded", packages=8, gross_mass_kg=Decimal(96))
    report(room, number, "carried-in", shed=SHED, packages=8, gross_mass_kg=Decimal(96))
    waits = accepted(room, case)
    assert waits.difference is Difference.SHORTAGE and waits.landed == 8 and waits.status != "D9" and waits.carried_in
    asked = [ask.kind.value for ask in _asks(waits)]
    assert "landed" in asked, "the trader is asked to amend"
    fewer = "<TotalPackageQuantity>8</TotalPackageQuantity>"
    body = amendment(waits.number, "42A/146", content=fewer)
    if waits.tax == "T3":  # paid before: customs settles it instead
        settle_difference(room.office, number, reason="The carrier proved that two were never loaded.", room=room.name)
    else:
        submit(room.office, body, room=room.name)
    assert accepted(room, case).status == "D9"


def _asks(case):  # type: ignore[no-untyped-def]
    from eclear.casefile.asking import asked_of_trader

    return asked_of_trader(case)


def test_a_declaration_amended_to_what_was_landed_waits_no_more(room: Room, number: str) -> None:
    listed(room, line(number, packages=12))
    case = declared(room, number)
    report(room, number, "manifest-reviewed")
    report(room, number, "unloaded", packages=10)
    assert room.now(case).difference is Difference.SHORTAGE and not room.now(case).differs, "it states the ten that were landed"
    report(room, number, "carried-in", packages=10)
    assert accepted(room, case).status == "D9"


def test_customs_settles_a_difference_or_the_carrier_corrects_his_list(room: Room) -> None:
    short, over = (f"{manifest_number()}00010001" for _ in range(2))
    listed(room, line(short), line(over))
    report(room, short, "unloaded", packages=9)
    assert report(room, over, "unloaded", packages=11).differs is Difference.EXCESS
    with pytest.raises(IllegalStep, match="needs a reason"):
        settle_difference(room.office, short, reason=" ", room=room.name)
    assert settle_difference(room.office, short, reason="Short shipped.", room=room.name).differs is None
    listed(room, line(over, packages=11))
    assert cargo_of(room, over).differs is None
    kinds = [event.kind for event in room.events(over)]
    assert kinds[-2:] == ["listed", "difference-settled"], "it settles itself"
    with pytest.raises(IllegalStep, match="no difference that is open"):
        settle_difference(room.office, over, reason="x", room=room.name)


def test_goods_on_no_manifest_cannot_be_declared_before_somebody_lists_them(room: Room, number: str) -> None:
    assert report(room, number, "unloaded", packages=10).differs is Difference.UNMANIFESTED
    refused = declared(room, number, "LRN-U1")
    assert refused.status == "D1" and "KR-CGO-013" in [finding.code for finding in refused.findings]
    with pytest.raises(IllegalStep, match="The carrier lists it"):
        settle_difference(room.office, number, reason="x", room=room.name)
    listed(room, line(number))
    assert cargo_of(room, number).differs is None and declared(room, number, "LRN-U2").status != "D1"


def test_packages_must_agree_exactly_and_masses_within_the_tolerance(room: Room, number: str) -> None:
    listed(room, line(number, packages=11, gross_mass_kg=Decimal(125)))
    case = declared(room, number)
    found = {finding.code for finding in case.findings}
    assert "KR-CGO-011" in found and "KR-CGO-012" not in found
    other = f"{manifest_number()}00010001"
    listed(room, line(other, gross_mass_kg=Decimal(160)))
    found = {finding.code for finding in declared(room, other, "LRN-2").findings}
    assert "KR-CGO-012" in found and "KR-CGO-011" not in found


def test_abandoned_goods_end_with_their_declarations(room: Room, number: str) -> None:
    listed(room, line(number))
    case = declared(room, number)
    kim = room.seat("kim")
    with pytest.raises(IllegalStep, match="Name the law"):
        abandon(kim, number, reason="Written waiver of the owner.", room=room.name)
    abandon(kim, number, reason="Written waiver of the owner.", law="Customs Act art. 160", room=room.name)
    assert cargo_of(room, number).state == "CA" and room.now(case).status == "X1"
    with pytest.raises(IllegalStep, match="was abandoned"):
        report(room, number, "carried-in")
    again = declared(room, number, "LRN-2")
    assert again.status == "D1" and "KR-CGO-015" in [finding.code for finding in again.findings]


def test_a_split_bill_adds_up_and_its_declaration_finds_all_the_goods(room: Room, number: str) -> None:
    listed(room, line(number))
    case = declared(room, number)
    report(room, number, "manifest-reviewed")
    carrier = room.seat("seed", Role.CARRIER, "SEED")
    with pytest.raises(IllegalStep, match=r"The parts have 9 packages, 120 kg, cargo .* has 10 packages, 120 kg"):
        split_bill(carrier, number, [Tally(5, Decimal(60)), Tally(4, Decimal(60))], reason="Two buyers.", room=room.name)
    parts = split_bill(carrier, number, THREE, reason="Three buyers.", bills=["A", "", "C"], room=room.name)
    assert [part.number[:15] for part in parts] == [number[:15]] * 3 and len({part.number for part in parts}) == 3
    assert sum(part.listed.packages for part in parts) == 10 and sum(part.listed.gross_mass_kg for part in parts) == 120
    assert [part.listed.bill for part in parts] == ["A", "HB-1-2", "C"] and all(part.manifest_reviewed for part in parts)
    with pytest.raises(IllegalStep, match="went on under"):
        report(room, number, "carried-in")
    for part in parts[:2]:
        report(room, part.number, "carried-in", shed=SHED)
    assert room.now(case).carried_in is None
    report(room, parts[2].number, "carried-in", shed=OTHER_SHED)
    assert room.now(case).carried_in is not None, "all parts are in, so its goods are"
    with pytest.raises(IllegalStep, match="no accepted declaration"):
        report(room, parts[0].number, "carried-out")
    assert accepted(room, case).status == "D9"
    for part in parts:
        assert room.now(case).status == "D9"
        report(room, part.number, "carried-out")
    assert room.now(case).status == "D10"
    late = declared(room, number, "LRN-2")
    assert late.status == "D1" and "KR-CGO-014" in [finding.code for finding in late.findings]


def test_each_part_of_a_split_bill_can_be_declared_alone(room: Room, number: str) -> None:
    listed(room, line(number, packages=20, gross_mass_kg=Decimal(240)))
    halves = (Tally(10, Decimal(120)),) * 2
    first, second = split_bill(room.office, number, halves, reason="Two buyers.", room=room.name)
    for part in (first, second):
        report(room, part.number, "manifest-reviewed", "carried-in")
    case = declared(room, first.number)
    assert "KR-CGO-011" not in [finding.code for finding in case.findings]
    accepted(room, case)
    assert report(room, first.number, "carried-out").state == "C7" and room.now(case).status == "D10"
    with pytest.raises(IllegalStep, match="no accepted declaration"):
        report(room, second.number, "carried-out")


def test_merged_bills_leave_only_when_all_of_them_are_released(room: Room) -> None:
    manifest = manifest_number()
    numbers = [f"{manifest}0001000{n}" for n in (1, 2)]
    listed(room, *(line(number) for number in numbers))
    cases = [declared(room, number, f"LRN-{n}") for n, number in enumerate(numbers)]
    whole = merge_bills(room.office, numbers, reason="One delivery.", room=room.name)
    assert (whole.listed.packages, whole.listed.gross_mass_kg, whole.drawn_of) == (20, 240, tuple(numbers))
    report(room, whole.number, "manifest-reviewed", "carried-in")
    assert accepted(room, cases[0]).status == "D9"
    with pytest.raises(IllegalStep, match=r"is not accepted yet|no accepted declaration"):
        report(room, whole.number, "carried-out")
    assert accepted(room, cases[1]).status == "D9"
    report(room, whole.number, "carried-out")
    assert [room.now(case).status for case in cases] == ["D10", "D10"]


def test_bills_that_do_not_belong_together_are_not_merged(room: Room) -> None:
    manifest = manifest_number()
    numbers = [f"{manifest}0001000{n}" for n in (1, 2)]
    listed(room, line(numbers[0]), line(numbers[1], consignee="Somebody else"))
    with pytest.raises(IllegalStep, match="different consignees"):
        merge_bills(room.office, numbers, reason="x", room=room.name)
    with pytest.raises(IllegalStep, match="two bills or more"):
        merge_bills(room.office, numbers[:1] * 2, reason="x", room=room.name)
    report(room, numbers[0], "unloaded", packages=3)
    with pytest.raises(IllegalStep, match="Settle that first"):
        split_bill(room.office, numbers[0], THREE, reason="x", room=room.name)
    with pytest.raises(IllegalStep, match="of carrier SEED"):
        split_bill(room.seat("gull", Role.CARRIER, "GULL"), numbers[1], THREE, reason="x", room=room.name)


def test_what_customs_ordered_goes_on_with_the_goods(room: Room, number: str) -> None:
    listed(room, line(number, goods="firearms"))
    parts = split_bill(room.office, number, THREE, reason="Three buyers.", room=room.name)
    assert [part.under for part in parts] == [ControlMeasure.HOLD] * 3


def test_a_manifest_is_discharged_when_every_line_is_accounted_for(room: Room) -> None:
    manifest = manifest_number()
    numbers = [f"{manifest}0001000{n}" for n in range(1, 6)]
    listed(room, *(line(number) for number in numbers))
    report(room, numbers[0], "unloaded")
    report(room, numbers[1], "unloaded", packages=8)
    parts = split_bill(room.office, numbers[2], THREE, reason="Three buyers.", room=room.name)
    for part in parts:
        report(room, part.number, "unloaded", packages=part.listed.packages)
    abandon(room.office, numbers[3], reason="Given up.", room=room.name)
    with pytest.raises(IllegalStep, match=r"0005, nobody has reported what was landed\. One more line waits too"):
        discharge_manifest(room.office, manifest, room=room.name)
    report(room, numbers[4], "unloaded", packages=0)
    with pytest.raises(IllegalStep, match="shows shortage, which is not settled"):
        discharge_manifest(room.office, manifest, room=room.name)
    for number in (numbers[1], numbers[4]):
        settle_difference(room.office, number, reason="Short shipped.", room=room.name)
    closed = discharge_manifest(room.office, manifest, room=room.name)
    counts = (len(closed.lines), closed.agreed, len(closed.settled), len(closed.abandoned), len(closed.waiting), len(closed.open))
    assert counts == (7, 4, 2, 1, 0, 0) and closed.discharged is not None
    with pytest.raises(IllegalStep, match="discharged before"):
        discharge_manifest(room.office, manifest, room=room.name)
    with room.office.store.reading(room.name) as records:
        assert manifest_standing(records, manifest).discharged and records.voyages("SEED")[0].manifest == manifest


def test_goods_may_stay_as_long_as_their_shed_allows_and_longer_when_that_is_granted(room: Room, number: str) -> None:
    with pytest.raises(IllegalStep, match="in no shed"):
        extend_storage(room.office, number, date(2027, 1, 1), reason="x", room=room.name)
    cargo = report(room, number, "carried-in", shed=OTHER_SHED)
    assert storage_until(cargo, "KR") == date(2026, 8, 12), "three months"
    elsewhere = report(room, f"{manifest_number()}00010001", "carried-in", shed=AIRPORT_SHED)
    assert storage_until(elsewhere, "KR") == date(2026, 7, 12), "two months"
    with pytest.raises(IllegalStep, match="may stay until 2026-08-12 as it is"):
        extend_storage(room.office, number, date(2026, 8, 12), reason="A dispute.", room=room.name)
    cargo = extend_storage(room.office, number, date(2026, 9, 1), reason="A dispute.", room=room.name)
    assert storage_until(cargo, "KR") == date(2026, 9, 1) and cargo.state == "C5"
    assert [months_later(date(2026, 8, 31), months) for months in (6, 1, 12)] == [
        date(2027, 2, 28),
        date(2026, 9, 30),
        date(2027, 8, 31),
    ]


def test_who_leaves_his_goods_in_the_shed_too_long_after_acceptance_is_reminded(room: Room, number: str) -> None:
    case = declared(room, number)
    report(room, number, "manifest-reviewed", "carried-in")
    accepted(room, case)
    with pytest.raises(IllegalStep, match="until 2026-05-27"):
        remind(room.office, case.id, room=room.name)
    late = remind(room.office, case.id, room=room.name, at=room.office.clock().replace(day=28))
    told = room.events(case.id)[-1].fact
    assert late.status == "D9" and (told.about, told.limit) == ("carry-out", date(2026, 5, 27))


def test_goods_of_small_value_go_by_an_express_list(room: Room) -> None:
    manifest = manifest_number()
    small, dear, from_us, food, unknown = (f"{manifest}0001000{n}" for n in range(1, 6))
    listed(room, line(small), line(dear), line(from_us, loaded_in="US"), line(food, goods="seeds"))
    asked = [
        ExpressLine(number, Decimal(180 if number != small else 90), "USD") for number in (small, dear, from_us, food, unknown)
    ]
    asked.append(ExpressLine(small, Decimal(90), "EUR"))
    taken = take_express_list(room.seat("seed", Role.CARRIER, "SEED"), asked, room=room.name)
    assert [one.cargo.express.granted for one in taken[:4] if one.cargo and one.cargo.express] == [True, False, True, False]
    assert [(one.column, one.complaint.split(".")[0]) for one in taken[4:]] == [
        ("cargo", f"{unknown} is on no manifest"),
        ("currency", "'EUR' will not do"),
    ]
    report(room, small, "manifest-reviewed", "carried-in")
    assert report(room, small, "carried-out").state == "C7", "no declaration is needed"
    report(room, dear, "manifest-reviewed", "carried-in")
    with pytest.raises(IllegalStep, match="no accepted declaration"):
        report(room, dear, "carried-out")


def test_each_reports_what_is_his(room: Room, number: str) -> None:
    listed(room, line(number))
    carrier, shed = room.seat("seed", Role.CARRIER, "SEED"), room.seat("keeper", Role.WAREHOUSE, SHED)
    arrive(carrier, number, "unloaded", packages=10, room=room.name)
    with pytest.raises(IllegalStep, match="not for the carrier"):
        arrive(carrier, number, "carried-in", room=room.name)
    with pytest.raises(IllegalStep, match="is for the carrier to report"):
        arrive(shed, number, "unloaded", room=room.name)
    with pytest.raises(IllegalStep, match="of carrier SEED"):
        arrive(room.seat("gull", Role.CARRIER, "GULL"), number, "arrived", room=room.name)
    for wrong, why in ({"packages": -1}, "no number"), ({"gross_mass_kg": Decimal(3)}, "without packages"):
        with pytest.raises(IllegalStep, match=why):
            arrive(carrier, number, "unloaded", room=room.name, **wrong)
    with pytest.raises(IllegalStep, match="Nothing is counted"):
        arrive(carrier, number, "arrived", packages=3, room=room.name)
