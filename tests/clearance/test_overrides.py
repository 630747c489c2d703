"""An officer overrides a lane with a reason: a deeper one at once, a lighter one when a second officer confirms it."""

from __future__ import annotations

import pytest
from clearance_desks import Room
from tests_shared import Clock, new_price

from eclear.casefile import events as ev
from eclear.casefile.decision import Lane
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Role
from eclear.clearance import (
    arrive,
    confirm_override,
    decide,
    inbox,
    override,
    pay,
    refer_to_audit,
    refuse_override,
    submit,
    transfer,
)
from eclear.clearance.watched import Act
from eclear.clearance.watching import acts, watch
from eclear.journey.settlement import waiting_for
from eclear.storage.check import rows_that_differ


def row(room: Room, case):  # type: ignore[no-untyped-def]
    with room.office.store.reading(room.name) as records:
        return records.row(case.id)


def test_a_deeper_lane_holds_at_once_and_the_review_goes_deeper(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    assert (case.lane, case.status) == (Lane.L1, "D4")
    papers = override(jun, case.id, Lane.L2, "The invoice lacks a number.", room=room.name)
    assert (papers.lane, papers.status, papers.decision.lane) == (Lane.L2, "D5", Lane.L1)  # type: ignore[union-attr]
    goods = override(jun, case.id, Lane.L3, "The seal number differs.", room=room.name)
    assert (goods.lane, goods.status, goods.inspection, row(room, case).lane) == (Lane.L3, "D6", True, "L3")
    with room.office.store.reading(room.name) as records:
        assert [judged.lane for judged in records.judgements(case.lodged.declared_on, case.lodged.declared_on)] == ["L1"]
        assert records.rows(lane="L3")[0] == 1 and records.rows(lane="L1")[0] == 0


def test_a_lighter_lane_waits_for_a_second_officer(room: Room) -> None:
    jun, seo = room.seat("jun"), room.seat("seo")
    case = room.lodge_for(jun)
    override(jun, case.id, Lane.L3, "The seal number differs.", room=room.name)
    proposed = override(jun, case.id, Lane.L1, "The carrier corrected it.", room=room.name)
    assert (proposed.lane, proposed.status, row(room, case).proposed) == (Lane.L3, "D6", "L1")
    with pytest.raises(IllegalStep, match="You proposed this"):
        confirm_override(jun, case.id, room=room.name)
    with pytest.raises(IllegalStep, match="proposed already"):
        override(jun, case.id, Lane.L2, "Papers will do.", room=room.name)
    confirmed = confirm_override(seo, case.id, room=room.name)
    assert (confirmed.lane, confirmed.status, confirmed.inspection) == (Lane.L1, "D4", False)
    assert confirmed.officer == "jun" and row(room, case).proposed is None
    told = next(event for event in reversed(room.events(case.id)) if event.kind == "lane-overridden")
    assert told.fact == ev.LaneOverridden(Lane.L1, "The carrier corrected it.", "jun") and told.person == "seo"
    with pytest.raises(IllegalStep, match="No lighter lane is proposed"):
        confirm_override(seo, case.id, room=room.name)


def test_a_supervisor_may_confirm_or_refuse_and_whoever_lodged_it_may_not(room: Room) -> None:
    jun, seo, sup = room.seat("jun"), room.seat("seo"), room.seat("sup", Role.SUPERVISOR)
    case = room.lodge_for(jun)
    submit(seo, new_price(case.number), room=room.name)
    decide(jun, case.id, "grant", room=room.name)
    override(jun, case.id, Lane.L2, "Papers.", room=room.name)
    override(jun, case.id, Lane.L1, "They came.", room=room.name)
    with pytest.raises(IllegalStep, match="You lodged this declaration"):
        confirm_override(seo, case.id, room=room.name)
    with pytest.raises(IllegalStep, match="second officer or a supervisor"):
        confirm_override(room.seat("hana", Role.TRADER, "41207"), case.id, room=room.name)
    with pytest.raises(IllegalStep, match="needs a reason"):
        refuse_override(sup, case.id, "", room=room.name)
    refused = refuse_override(sup, case.id, "The papers lack a stamp.", room=room.name)
    assert refused.proposal is None and refused.lane is Lane.L2
    override(jun, case.id, Lane.L1, "Now it is stamped.", room=room.name)
    assert confirm_override(sup, case.id, room=room.name).lane is Lane.L1


def test_an_override_needs_a_reason_and_a_lane_that_can_be_given(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    refused = (
        (Lane.L2, " ", "needs a reason"),
        (Lane.L1, "Same.", "in lane L1 already"),
        (Lane.L0, "Let it go.", "automatic lane by hand"),
    )
    for lane, reason, words in refused:
        with pytest.raises(IllegalStep, match=words):
            override(jun, case.id, lane, reason, room=room.name)
    override(jun, case.id, Lane.L2, "Papers.", room=room.name)
    decide(jun, case.id, "pass", room=room.name)
    with pytest.raises(IllegalStep, match="The review has passed"):
        override(jun, case.id, Lane.L1, "All is well.", room=room.name)
    again = override(jun, case.id, Lane.L3, "A tip came in.", room=room.name)
    assert (again.status, again.reviewed) == ("D6", False), "a deeper look begins even after the review"


def test_a_case_that_is_held_stays_held_in_its_new_lane(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    decide(jun, case.id, "hold", reason="The mark may be false.", law="Training Mark Act 3", room=room.name)
    assert override(jun, case.id, Lane.L3, "Open the boxes.", room=room.name).status == "D7"


def test_a_deeper_lane_outlives_a_new_edition_and_a_proposal_ends_with_it(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    override(jun, case.id, Lane.L2, "Papers.", room=room.name)
    override(jun, case.id, Lane.L1, "They came.", room=room.name)
    submit(room.office, new_price(case.number), room=room.name)
    amended = decide(jun, case.id, "grant", room=room.name)
    assert (amended.lane, amended.status, amended.proposal) == (Lane.L2, "D5", None)


def test_a_case_is_referred_to_an_audit_whatever_its_lane_and_stays_so(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    with pytest.raises(IllegalStep, match="needs a reason"):
        refer_to_audit(jun, case.id, None, room=room.name)
    referred = refer_to_audit(jun, case.id, "Royalties may be missing.", room=room.name)
    assert referred.decision is not None and referred.decision.audit and referred.status == case.status
    with pytest.raises(IllegalStep, match="marked for an audit"):
        refer_to_audit(jun, case.id, "Again.", room=room.name)
    submit(room.office, new_price(case.number), room=room.name)
    amended = decide(jun, case.id, "grant", room=room.name)
    assert amended.decision is not None and amended.decision.audit
    assert list(rows_that_differ(room.office.store, room.name, waiting_for)) == []


def test_the_trader_hears_of_a_deeper_look_and_never_of_its_lane_or_reason(room: Room) -> None:
    jun, sup = room.seat("jun"), room.seat("sup", Role.SUPERVISOR)
    case = room.lodge_for(jun)
    override(jun, case.id, Lane.L2, "CANARY-OVERRIDE", room=room.name)
    override(jun, case.id, Lane.L1, "CANARY-OVERRIDE", room=room.name)
    refuse_override(sup, case.id, "CANARY-OVERRIDE", room=room.name)
    refer_to_audit(jun, case.id, "CANARY-OVERRIDE", room=room.name)
    told = inbox(room.office, "41207", room=room.name)
    assert "06" in {notice.reply.kind.split("/")[0] for notice in told}, "he is asked for the papers"
    assert "CANARY" not in repr(told)


def test_who_is_alone_proposes_and_confirms(room: Room) -> None:
    case = room.lodge()
    override(room.office, case.id, Lane.L2, "Papers.", room=room.name)
    override(room.office, case.id, Lane.L1, "They came.", room=room.name)
    assert confirm_override(room.office, case.id, room=room.name).lane is Lane.L1


def test_the_watch_counts_overrides_and_transfers_by_officer(room: Room, clock: Clock) -> None:
    jun, seo = room.seat("jun"), room.seat("seo")
    case = room.lodge_for(jun)
    override(jun, case.id, Lane.L3, "The seal number differs.", room=room.name)
    override(jun, case.id, Lane.L1, "The carrier corrected it.", room=room.name)
    confirm_override(seo, case.id, room=room.name)
    decide(jun, case.id, "pass", room=room.name)
    transfer(jun, case.id, "", "I go to the airport.", room=room.name)
    found = acts(Lane.L1, room.events(case.id))
    assert found == [("jun", Act.LANE_DEEPER), ("jun", Act.LANE_LIGHTER), ("jun", Act.HANDED_BACK)]
    day = case.lodged.declared_on
    counted = watch(room.office, day, day, room=room.name).overrides
    assert {(one.officer, one.act, one.times) for one in counted} == {
        ("jun", Act.LANE_DEEPER, 1),
        ("jun", Act.LANE_LIGHTER, 1),
        ("jun", Act.HANDED_BACK, 1),
    }


def test_nothing_is_overridden_once_the_goods_may_go(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    decide(jun, case.id, "pass", room=room.name)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, case.cargo or "", report, room=room.name)
    pay(room.office, case.id, room=room.name)
    with pytest.raises(IllegalStep, match="The case has ended"):
        override(jun, case.id, Lane.L3, "Too late.", room=room.name)
