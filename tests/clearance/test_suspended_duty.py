"""Regimes that suspend duty: transit between two offices, discharged and not, and a regime that is only a file more."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cargo_making import AIRPORT_SHED, SHED, accepted, cargo_of, declared, line, listed, manifest_number, report
from clearance_desks import Room
from tests_shared import Clock

from eclear.casefile.events import BankOrdered, GuaranteeClaimed
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.notice import Mood
from eclear.casefile.person import Role
from eclear.casefile.suspension import Stage, Suspension
from eclear.clearance import (
    accept_regime,
    arrive_under_bond,
    claim_guarantee,
    collect_again,
    declare_regime,
    depart,
    discharge_regime,
    put_on_seals,
    refuse_regime,
)
from eclear.clearance.banking import order_of, set_bank
from eclear.clearance.collecting import collections_due, collections_due_everywhere
from eclear.clearance.suspending import Wanted, duty_at_stake, operation_of, operations_in
from eclear.reference import country as reference_of
from eclear.reference import read_country
from eclear.reference.country import FOLDERS, _installed
from eclear.reference.faults import ReferenceFault

AT_STAKE = Decimal(188_000)
"""What toys from China worth a million won owe: 8 percent duty, and 10 percent value added tax on both."""

WANTED = Wanted(
    regime="transit",
    cargo="",
    code="9503.00.0000",
    value=Decimal(1_000_000),
    origin="CN",
    office="90110",
    shed=SHED,
    to_office="90210",
    mode="3",
    route="Harbour road, airport gate 2",
    guarantee="BOND-77",
    guaranteed=Decimal(250_000),
    principal="41207",
)


@pytest.fixture
def number(room: Room) -> str:
    number = f"{manifest_number()}00010001"
    listed(room, line(number))
    report(room, number, "manifest-reviewed", "arrived", "unloaded")
    report(room, number, "carried-in", shed=SHED)
    return number


def started(room: Room, number: str, **changes: object) -> Suspension:
    """An operation that was declared, accepted, sealed, and has departed."""
    found = declare_regime(room.office, replace(WANTED, cargo=number, **changes), room=room.name)  # type: ignore[arg-type]
    accept_regime(room.office, found.number, room=room.name)
    put_on_seals(room.office, found.number, ["KR 001", "KR 002", "KR 001"], room=room.name)
    return depart(room.office, found.number, room=room.name)


def test_a_transit_between_two_offices_is_discharged_when_the_goods_leave_the_country(room: Room, number: str) -> None:
    found = declare_regime(room.seat("hanbit", Role.TRADER, "41207"), replace(WANTED, cargo=number, principal=""), room=room.name)
    assert (found.number, found.stage, found.operation.suspended) == ("T26-000001", Stage.DECLARED, AT_STAKE)
    assert found.operation.principal == "41207"
    assert accept_regime(room.office, found.number, room=room.name).due == date(2026, 5, 27), (
        "15 days from the file of the regime"
    )
    with pytest.raises(IllegalStep, match="under seal"):
        depart(room.office, found.number, room=room.name)
    put_on_seals(room.office, found.number, ["KR 001"], room=room.name)
    depart(room.office, found.number, room=room.name)
    assert cargo_of(room, number).state == "C4b"
    with pytest.raises(IllegalStep, match="on its way under operation T26-000001"):
        report(room, number, "carried-in")
    with pytest.raises(IllegalStep, match="This is possible while it is"):
        discharge_regime(room.office, found.number, "exit", room=room.name)
    there = arrive_under_bond(room.office, found.number, intact=True, room=room.name)
    assert there.stage is Stage.ARRIVED and there.intact, "it ends with the exit, not with the arrival"
    with pytest.raises(IllegalStep, match="It ends by exit"):
        discharge_regime(room.office, found.number, "carry-in", room=room.name)
    done = discharge_regime(room.office, found.number, "exit", room=room.name)
    assert (done.stage, done.by) == (Stage.DISCHARGED, "exit") and cargo_of(room, number).state == "C7"
    with pytest.raises(IllegalStep, match="Nothing is suspended under it"):
        claim_guarantee(room.office, found.number, room=room.name)


def test_a_transit_that_is_not_discharged_in_time_is_claimed_from_its_guarantee(room: Room, number: str) -> None:
    found = started(room, number)
    with pytest.raises(IllegalStep, match="may be discharged until 2026-05-27"):
        claim_guarantee(room.office, found.number, room=room.name)
    later = room.office.clock().replace(day=28)
    assert not found.overdue(date(2026, 5, 27)) and found.overdue(date(2026, 5, 28))
    claimed = claim_guarantee(room.office, found.number, at=later, room=room.name)
    assert (claimed.stage, claimed.claimed) == (Stage.CLAIMED, AT_STAKE)
    fact = next(event.fact for event in room.events(f"operation/{found.number}") if isinstance(event.fact, GuaranteeClaimed))
    assert (fact.amount, fact.guarantee) == (AT_STAKE, "BOND-77")
    assert fact.reason == "Not discharged by 2026-05-27."
    with pytest.raises(IllegalStep, match="is Duty claimed"):
        arrive_under_bond(room.office, found.number, intact=True, room=room.name)


def bank_book(room: Room) -> Decimal:
    """What the bank has paid on all orders of the room, by its own book."""
    with room.office.store.reading(room.name) as records:
        placed = (event.fact for event in records.latest(BankOrdered.kind, 100))
        orders = [order_of(records, fact.order) for fact in placed if isinstance(fact, BankOrdered)]
    return sum((order.amount for order in orders if order and order.outcome == "settled"), Decimal(0))


@pytest.mark.parametrize("mood", [Mood.PROMPT, Mood.SLOW, Mood.REFUSES, Mood.SILENT])
def test_the_guarantor_pays_what_is_claimed_once_and_the_books_agree(room: Room, clock: Clock, number: str, mood: Mood) -> None:
    other = f"{manifest_number()}00010001"
    listed(room, line(other))
    report(room, other, "manifest-reviewed", "carried-in")
    owed = accepted(room, declared(room, other)).ledger.paid
    found = started(room, number)
    clock.pass_by(days=20)
    set_bank(room.office, mood, 10 if mood in (Mood.SLOW, Mood.SILENT) else 0, room=room.name)
    claimed = claim_guarantee(room.office, found.number, room=room.name)
    assert claimed.claimed == AT_STAKE == claimed.collected + claimed.to_collect
    assert [(one.account, one.amount) for one in claimed.collections] == [("G-BOND-77", AT_STAKE)]
    if mood is not Mood.REFUSES:
        with pytest.raises(IllegalStep, match="has refused nothing"):
            collect_again(room.office, found.number, room=room.name)
    assert claimed.to_collect == (0 if mood is Mood.PROMPT else AT_STAKE)
    assert bank_book(room) == owed + claimed.collected
    if mood is Mood.REFUSES:
        again = collect_again(room.office, found.number, room=room.name)
        assert len(again.uncollected) == 1 and again.to_collect == AT_STAKE, "it refuses as before"
        set_bank(room.office, Mood.PROMPT, room=room.name)
        collect_again(room.office, found.number, room=room.name)
    clock.pass_by(minutes=60)
    collections_due_everywhere(room.office, room=room.name)
    done = collections_due(room.office, found.number, room=room.name)
    assert (done.collected, done.to_collect, done.uncollected) == (AT_STAKE, 0, ())
    assert bank_book(room) == owed + AT_STAKE


def test_what_the_guarantee_does_not_cover_is_collected_from_the_principal(
    room: Room, clock: Clock, number: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(FOLDERS / "kr", tmp_path / "kr"))
    file = folder / "regimes" / "transit.toml"
    file.write_text(file.read_text("utf-8").replace('guarantee_percent = "120"', 'guarantee_percent = "50"'), "utf-8")
    try:
        _installed["KR"] = read_country(folder)
        found = started(room, number, guaranteed=Decimal(100_000))
        clock.pass_by(days=20)
        claimed = claim_guarantee(room.office, found.number, room=room.name)
    finally:
        _installed.pop("KR")
    assert [(one.account, one.amount) for one in claimed.collections] == [("G-BOND-77", 100_000), ("T-41207-1", 88_000)]
    assert claimed.to_collect == 0 and bank_book(room) == AT_STAKE


def test_bonded_transport_ends_in_the_shed_of_destination_and_the_goods_are_declared_there(room: Room, number: str) -> None:
    found = started(room, number, regime="bonded-transport", to_shed=AIRPORT_SHED, to_office="")
    assert found.operation.to_office == "90210", "the office is that of the shed"
    with pytest.raises(IllegalStep, match="for shed 90210001 to report"):
        arrive_under_bond(room.seat("other", Role.WAREHOUSE, SHED), found.number, intact=True, room=room.name)
    keeper = room.seat("keeper", Role.WAREHOUSE, AIRPORT_SHED)
    done = arrive_under_bond(keeper, found.number, intact=True, room=room.name)
    assert (done.stage, done.by) == (Stage.DISCHARGED, "carry-in")
    cargo = cargo_of(room, number)
    assert (cargo.state, cargo.shed, cargo.bond) == ("C5", AIRPORT_SHED, "")
    case = declared(room, number)
    assert accepted(room, case).status == "D9" and report(room, number, "carried-out").state == "C7"


def test_broken_seals_stop_the_discharge_and_may_be_claimed_at_once(room: Room, number: str) -> None:
    found = started(room, number, regime="bonded-transport", to_shed=AIRPORT_SHED)
    with pytest.raises(IllegalStep, match="need a remark"):
        arrive_under_bond(room.office, found.number, intact=False, room=room.name)
    broken = arrive_under_bond(room.office, found.number, intact=False, remark="Seal KR 002 is missing.", room=room.name)
    assert broken.stage is Stage.ARRIVED and cargo_of(room, number).state == "C5"
    claimed = claim_guarantee(room.office, found.number, room=room.name)
    assert claimed.stage is Stage.CLAIMED and "KR 002 is missing" in claimed.remark


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"regime": "home-use"}, "suspends no duty here. Those that do: bonded-transport, return, transit"),
        ({"code": "95"}, "has ten digits"),
        ({"code": "9999999999"}, "cannot be worked out"),
        ({"value": Decimal(0)}, "no customs value"),
        ({"origin": "ZZ"}, "is no country"),
        ({"to_office": "90110", "to_shed": SHED}, "would arrive where they left"),
        ({"to_office": "1"}, "office of destination '1' is not in the list"),
        ({"shed": "1"}, "is not in the list"),
        ({"mode": "4"}, "is not allowed under"),
        ({"route": " "}, "which way the goods go"),
        ({"guarantee": ""}, "A guarantee is needed"),
        ({"guaranteed": Decimal(200_000)}, r"at least 225,600 \(120 percent\)"),
        ({"principal": ""}, "who answers for the operation"),
    ],
)
def test_what_a_regime_does_not_allow_is_refused_with_its_reason(
    room: Room, number: str, changes: dict[str, object], why: str
) -> None:
    with pytest.raises(IllegalStep, match=why):
        declare_regime(room.office, replace(WANTED, cargo=number, **changes), room=room.name)  # type: ignore[arg-type]


def test_goods_that_are_declared_held_or_short_go_under_no_bond(room: Room, number: str) -> None:
    unknown, held, short = (f"{manifest_number()}00010001" for _ in range(3))
    listed(room, line(held, goods="firearms"), line(short))
    report(room, short, "unloaded", packages=9)
    case = declared(room, number)
    for cargo, why in (
        (unknown, "Nothing was reported"),
        (held, "customs keeps the goods"),
        (short, "not landed as listed"),
        (number, f"declared under {case.number}"),
    ):
        with pytest.raises(IllegalStep, match=why):
            declare_regime(room.office, replace(WANTED, cargo=cargo), room=room.name)


def test_an_operation_that_customs_refuses_suspends_nothing(room: Room, number: str) -> None:
    found = declare_regime(room.office, replace(WANTED, cargo=number), room=room.name)
    with pytest.raises(IllegalStep, match="needs a reason"):
        refuse_regime(room.office, found.number, reason="", room=room.name)
    refused = refuse_regime(room.office, found.number, reason="The bond has run out.", room=room.name)
    assert refused.stage is Stage.REFUSED and not refused.stage.is_open
    with pytest.raises(IllegalStep, match="is Refused"):
        accept_regime(room.office, found.number, room=room.name)


def test_the_ledger_says_what_is_suspended_and_what_became_of_it(room: Room, number: str) -> None:
    other = f"{manifest_number()}00010001"
    listed(room, line(other))
    with pytest.raises(IllegalStep, match="C4b Under bond cannot follow C1"):
        started(room, other)
    report(room, other, "manifest-reviewed")
    first, second = started(room, number), started(room, other)
    claim_guarantee(room.office, first.number, at=room.office.clock().replace(month=7), room=room.name)
    with room.office.store.reading(room.name) as records:
        ledger = operations_in(records)
        assert operation_of(records, second.number.lower()) == second
    assert [one.stage for one in ledger] == [Stage.DEPARTED, Stage.CLAIMED, Stage.ACCEPTED], "the latest declared first"
    assert sum(one.operation.suspended for one in ledger if one.stage.is_open) == 2 * AT_STAKE


def test_a_warehouse_is_one_file_more(room: Room, number: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDERS / "kr", tmp_path / "kr"))
    (folder / "regimes" / "warehouse.toml").write_text(
        """
id = "warehouse"
name = { en = "Customs warehouse", ko = "보세창고 장치" }
note = { en = "Goods stay in a warehouse until they are released or leave.", ko = "수입 또는 반송될 때까지 장치한다." }
kind = "stay"
suspends = "yes"
ends = ["release", "re-export", "destruction"]
days = "365"
guarantee_percent = "0"
valid_from = 2026-01-01
mark = "SYNTHETIC"
source = "a test"
as_of = 2026-11-22
""",
        encoding="utf-8",
    )
    try:
        _installed["KR"] = read_country(folder)
        wanted = replace(WANTED, regime="warehouse", cargo=number, guarantee="", guaranteed=Decimal(0), to_office="", route="")
        found = declare_regime(room.office, wanted, room=room.name)
        assert found.number == "S26-000001"
        assert accept_regime(room.office, found.number, room=room.name).due == date(2027, 5, 12)
        with pytest.raises(IllegalStep, match="goods stay where they are"):
            depart(room.office, found.number, room=room.name)
        with pytest.raises(IllegalStep, match="no accepted declaration"):
            discharge_regime(room.office, found.number, "release", room=room.name)
        done = discharge_regime(room.office, found.number, "re-export", room=room.name)
        assert done.stage is Stage.DISCHARGED and cargo_of(room, number).state == "C7"
    finally:
        _installed.pop("KR")


def test_the_duty_at_stake_is_what_the_tariff_says() -> None:
    law = reference_of("KR")
    assert law is not None
    assert duty_at_stake(law, "9503000000", "CN", Decimal(1_000_000), date(2026, 5, 12)) == AT_STAKE


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('ends = ["exit"]', 'ends = ["vanishing"]', "ends vanishing will not do"),
        ('kind = "journey"', 'kind = "release"', "suspends no duty"),
        ('kind = "journey"', 'kind = "flight"', "is not known. Write one of release"),
    ],
)
def test_a_file_of_a_regime_that_cannot_be_is_named(tmp_path: Path, before: str, after: str, why: str) -> None:
    folder = Path(shutil.copytree(FOLDERS / "kr", tmp_path / "kr"))
    file = folder / "regimes" / "transit.toml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(ReferenceFault, match=why):
        read_country(folder)
