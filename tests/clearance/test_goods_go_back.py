"""Return: goods that arrived go back abroad instead of being imported, and their declarations end with them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from cargo_making import SHED, accepted, cargo_of, declared, line, listed, manifest_number, report
from clearance_desks import Room
from tests_shared import kinds

from eclear.casefile.case import Case
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.permit import Answer
from eclear.casefile.person import Role
from eclear.casefile.suspension import Stage, Suspension
from eclear.casefile.tally import Tally
from eclear.clearance import (
    abandon,
    accept_regime,
    answer_permit,
    arrive_under_bond,
    claim_guarantee,
    decide,
    declare_regime,
    depart,
    discharge_regime,
    lift_selection,
    merge_bills,
    pay,
    put_on_seals,
    refuse_regime,
    replies,
    split_bill,
)
from eclear.clearance.refunding import propose_refund
from eclear.clearance.suspending import Wanted
from eclear.journey.replies import is_told
from eclear.journey.settlement import guards, waiting_for
from eclear.reference import read_country
from eclear.reference.country import FOLDERS, _installed
from eclear.reference.faults import ReferenceFault
from eclear.storage.check import rows_that_differ

COFFEE = {"items__1__classifications__1__id": "0901210000"}
WANTED = Wanted(
    regime="return",
    cargo="",
    code="9503.00.0000",
    value=Decimal(1_000_000),
    origin="CN",
    office="90110",
    shed=SHED,
    to_office="90110",
    mode="1",
    route="Shed to pier 3",
    guarantee="BOND-9",
    guaranteed=Decimal(188_000),
    principal="41207",
)


@pytest.fixture
def number(room: Room) -> str:
    number = f"{manifest_number()}00010001"
    listed(room, line(number))
    report(room, number, "manifest-reviewed", "arrived", "unloaded")
    report(room, number, "carried-in", shed=SHED)
    return number


def sent_back(room: Room, number: str, **changes: object) -> Suspension:
    """A return that was declared and accepted."""
    found = declare_regime(room.office, replace(WANTED, cargo=number, **changes), room=room.name)  # type: ignore[arg-type]
    return accept_regime(room.office, found.number, room=room.name)


def gone(room: Room, found: Suspension) -> Suspension:
    """The goods of a return travel under seal to the ship, and leave with it."""
    put_on_seals(room.office, found.number, ["KR 7"], room=room.name)
    depart(room.office, found.number, room=room.name)
    arrive_under_bond(room.office, found.number, intact=True, room=room.name)
    return discharge_regime(room.office, found.number, "exit", room=room.name)


def held(room: Room, number: str) -> Case:
    """A declaration whose goods an agency refuses, after the trader has paid."""
    case = declared(room, number, **COFFEE)
    case = room.now(case) if room.now(case).reviewed else decide(room.office, case.id, "pass", room=room.name)
    case = pay(room.office, case.id, room=room.name)
    for need in case.needs:
        if case.answer_of(need) is None:
            case = answer_permit(room.office, case.id, need.agency, Answer.REFUSED, reason="Not fit to eat.", room=room.name)
    assert (case.status, case.tax) == ("D7", "T3")
    return case


def test_held_goods_go_back_and_their_declaration_ends_with_nothing_owed(room: Room, number: str) -> None:
    case = held(room, number)
    paid = case.ledger.paid
    found = sent_back(room, number)
    case = room.now(case)
    assert case.returning == found.number and case.status == "D7", "it waits where it is"
    stands = next(guard for guard in guards(case) if guard.id == "return")
    assert not stands.holds and stands.about == found.number and waiting_for(case)[0] == "return"
    with pytest.raises(IllegalStep, match=f"return .Goods go back abroad {found.number}. waits for the carrier"):
        decide(room.office, case.id, "accept", room=room.name)
    done = gone(room, found)
    case = room.now(case)
    assert (done.stage, done.by, cargo_of(room, number).state) == (Stage.DISCHARGED, "exit", "C7")
    assert (case.status, case.returning, case.is_open, waiting_for(case)) == ("X3", "", False, ())
    assert case.ledger.owed == 0 and case.ledger.refundable == paid > 0
    refunding = propose_refund(room.office, case.id, reason="The goods went back.", room=room.name)
    assert refunding.ledger.refundable == 0 and refunding.status == "X3"
    last = replies(room.office, case.id, room=room.name)[-1].reply
    assert kinds(replies(room.office, case.id, room=room.name))[-1] == "10" and is_told(room.events(case.id)[-2], "KR")
    assert last.cancelled and any(found.number in (remark.text or "") for remark in last.remarks)
    assert list(rows_that_differ(room.office.store, room.name, waiting_for)) == []


def test_an_open_notice_is_void_once_the_goods_have_left(room: Room, number: str) -> None:
    case = declared(room, number, **COFFEE)
    if not room.now(case).reviewed:
        decide(room.office, case.id, "pass", room=room.name)
    case = room.now(case)
    assert (case.status, case.tax) == ("D8", "T2")
    gone(room, sent_back(room, number))
    case = room.now(case)
    assert (case.status, case.tax) == ("X3", "T0")
    assert [notice.void for notice in case.ledger.notices] == [True] and not case.ledger.refundable
    assert not case.approvals_taken
    with pytest.raises(IllegalStep, match="has ended: X3 Returned"):
        decide(room.office, case.id, "hold", reason="Too late.", room=room.name)


def test_while_goods_go_back_no_notice_goes_out_and_it_follows_where_they_do_not_leave(room: Room, number: str) -> None:
    found = sent_back(room, number)
    case = accepted(room, declared(room, number))  # a declaration that comes late waits with the others
    assert case.reviewed and (case.status, case.tax, case.returning) == ("D4", "T1", found.number)
    later = room.office.clock().replace(month=6, day=12)
    claimed = claim_guarantee(room.office, found.number, at=later, room=room.name)
    case = room.now(case)
    assert claimed.stage is Stage.CLAIMED and case.returning == ""
    assert (case.status, case.tax) == ("D8", "T2"), "the review had passed, so the notice goes out now"
    assert pay(room.office, case.id, room=room.name).status == "D9"
    assert report(room, number, "carried-out").state == "C7"


def test_a_return_that_customs_refuses_changes_no_declaration(room: Room, number: str) -> None:
    case = declared(room, number)
    before = room.now(case)
    found = declare_regime(room.office, replace(WANTED, cargo=number), room=room.name)
    refuse_regime(room.office, found.number, reason="No ship is named.", room=room.name)
    assert room.now(case) == before and accepted(room, case).status == "D9"


def test_broken_seals_end_a_return_and_the_goods_stay_where_they_were_presented(room: Room, number: str) -> None:
    case = declared(room, number)
    found = sent_back(room, number)
    put_on_seals(room.office, found.number, ["KR 7"], room=room.name)
    depart(room.office, found.number, room=room.name)
    arrive_under_bond(room.office, found.number, intact=False, remark="Cut open.", room=room.name)
    claim_guarantee(room.office, found.number, room=room.name)
    assert cargo_of(room, number).bond == "" and room.now(case).returning == ""
    assert accepted(room, case).status == "D9" and report(room, number, "carried-out").state == "C7"


def test_goods_that_are_free_do_not_go_back(room: Room, number: str) -> None:
    found = declare_regime(room.office, replace(WANTED, cargo=number), room=room.name)
    case = accepted(room, declared(room, number))
    assert case.status == "D9", "a return that nobody has accepted yet binds no declaration"
    for attempt in (
        lambda: accept_regime(room.office, found.number, room=room.name),
        lambda: declare_regime(room.office, replace(WANTED, cargo=number), room=room.name),
    ):
        with pytest.raises(IllegalStep, match=f"was released under {case.number}: its goods are free. .* declare an export"):
            attempt()


def test_goods_that_customs_keeps_do_not_go_back_until_that_is_lifted(room: Room) -> None:
    kept = f"{manifest_number()}00010001"
    listed(room, line(kept, goods="firearms"))
    report(room, kept, "manifest-reviewed", "carried-in", shed=SHED)
    with pytest.raises(IllegalStep, match="customs keeps the goods"):
        sent_back(room, kept)
    lift_selection(room.office, kept, reason="Toys after all.", room=room.name)
    case = declared(room, kept)
    assert gone(room, sent_back(room, kept)).stage is Stage.DISCHARGED and room.now(case).status == "X3"


def test_a_declaration_ends_with_all_of_its_goods_or_not_at_all(room: Room, number: str) -> None:
    case = declared(room, number)
    six, four = split_bill(
        room.office, number, (Tally(6, Decimal(72)), Tally(4, Decimal(48))), reason="Two buyers.", room=room.name
    )
    with pytest.raises(IllegalStep, match=f"{case.number} declares more than cargo {six.number}: also {four.number}"):
        sent_back(room, six.number)
    whole = merge_bills(room.office, (six.number, four.number), reason="One buyer after all.", room=room.name)
    gone(room, sent_back(room, whole.number))
    assert room.now(case).status == "X3", "all that it declared has left, whatever number it went under"


def test_only_the_declarant_sends_back_what_is_declared(room: Room, number: str) -> None:
    case = declared(room, number)
    for office in (room.seat("stranger", Role.TRADER, "51203"), room.seat("ship", Role.CARRIER, number[2:6])):
        with pytest.raises(IllegalStep, match="declared by somebody else") as refused:
            declare_regime(office, replace(WANTED, cargo=number), room=room.name)
        assert str(case.number) not in str(refused.value)
    own = declare_regime(room.seat("hanbit", Role.TRADER, "41207"), replace(WANTED, cargo=number), room=room.name)
    assert own.stage is Stage.DECLARED and own.operation.principal == "41207"


def test_goods_that_go_back_go_nowhere_else_meanwhile(room: Room, number: str) -> None:
    found, parts = sent_back(room, number), (Tally(6, Decimal(72)), Tally(4, Decimal(48)))
    for attempt, why in (
        (lambda: sent_back(room, number), "goes back under operation T26-000001 already"),
        (lambda: sent_back(room, number, regime="transit", to_office="90210", mode="3"), "It goes under no other meanwhile"),
        (lambda: abandon(room.office, number, reason="No buyer.", room=room.name), "not given up meanwhile"),
        (lambda: report(room, number, "carried-out"), "It leaves under that one alone"),
        (lambda: split_bill(room.office, number, parts, reason="Two.", room=room.name), "stays under that number"),
    ):
        with pytest.raises(IllegalStep, match=why):
            attempt()
    assert cargo_of(room, number).returning == found.number


def test_which_regime_ends_declarations_stands_in_its_file(room: Room, number: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDERS / "kr", tmp_path / "kr"))
    file = folder / "regimes" / "return.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('id = "return"', 'id = "sent-home"').replace('ends = ["exit"]', 'ends = ["re-export"]'), "utf-8")
    try:
        _installed["KR"] = read_country(folder)
        case = declared(room, number)
        found = sent_back(room, number, regime="sent-home")
        put_on_seals(room.office, found.number, ["KR 7"], room=room.name)
        depart(room.office, found.number, room=room.name)
        arrive_under_bond(room.office, found.number, intact=True, room=room.name)
        discharge_regime(room.office, found.number, "re-export", room=room.name)
        assert room.now(case).status == "X3"
    finally:
        _installed.pop("KR")
    file.write_text(text.replace('ends = ["exit"]', 'ends = ["carry-in"]'), "utf-8")
    with pytest.raises(ReferenceFault, match="leave the country, and carry-in will not do"):
        read_country(folder)
