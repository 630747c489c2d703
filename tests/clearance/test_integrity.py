"""Nobody picks his cases, decides or examines what he lodged, or decides on the case of another; who is alone may do all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clearance_desks import Room
from tests_shared import new_price

from eclear.casefile.case import Case
from eclear.casefile.decision import Lane
from eclear.casefile.doubt import About, Outcome
from eclear.casefile.examination import Depth, Examination
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import (
    Office,
    answer_doubt,
    arrive,
    away,
    decide,
    decide_doubt,
    examine,
    override,
    pay,
    raise_doubt,
    refer_to_audit,
    replies,
    submit,
    take_next,
    transfer,
)
from eclear.clearance.integrity import Bar, bar_to_confirm
from eclear.storage import Stale

Verb = Callable[[Office, Case, str], object]
VERBS: dict[str, Verb] = {
    "pass": lambda office, case, room: decide(office, case.id, "pass", room=room),
    "accept": lambda office, case, room: decide(office, case.id, "accept", room=room),
    "hold": lambda office, case, room: decide(office, case.id, "hold", reason="Facts.", law="Act 1", room=room),
    "examine": lambda office, case, room: examine(office, case.id, Examination(Depth.DOCUMENTS), room=room),
    "doubt": lambda office, case, room: raise_doubt(office, case.id, About.VALUE, [1], grounds="Far too low.", room=room),
    "override": lambda office, case, room: override(office, case.id, Lane.L2, "Papers.", room=room),
    "audit": lambda office, case, room: refer_to_audit(office, case.id, "Look at the books.", room=room),
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_officer_to_whom_it_is_allotted_decides(room: Room, verb: str) -> None:
    jun, seo = room.seat("jun"), room.seat("seo")
    case = room.lodge()
    with pytest.raises(IllegalStep, match=r"allotted to nobody\. Cases are allotted by lot"):
        VERBS[verb](jun, case, room.name)
    taken = take_next(jun, room=room.name)
    with pytest.raises(IllegalStep, match=r"allotted to Jun\. Only that officer decides"):
        VERBS[verb](seo, case, room.name)
    assert room.now(case).version == taken.version
    if verb != "accept":  # other guards are open
        VERBS[verb](jun, case, room.name)
        assert room.events(case.id)[taken.version].person == "jun"


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_decides_on_what_he_lodged_however_it_came_to_him(room: Room, verb: str) -> None:
    """One person may hold the posts of trader and officer; a transfer of another time, or a later request, does not help."""
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    asked = submit(jun, new_price(case.number), room=room.name).case
    assert asked is not None and asked.officer == "jun" and asked.lodged_by == ("jun",)
    with pytest.raises(IllegalStep, match="You lodged this declaration, or asked something about it"):
        VERBS[verb](jun, case, room.name)
    sup = room.seat("sup", Role.SUPERVISOR)
    transfer(jun, case.id, "", "I asked for something in it.", room=room.name)
    with pytest.raises(IllegalStep, match="cannot be given this case"):
        transfer(sup, case.id, "jun", "He knows it.", room=room.name)


@pytest.mark.parametrize("verb", VERBS)
def test_a_supervisor_or_anybody_else_decides_no_case(room: Room, verb: str) -> None:
    case = room.lodge()
    with pytest.raises(IllegalStep, match="A supervisor transfers cases and confirms"):
        VERBS[verb](room.seat("sup", Role.SUPERVISOR), case, room.name)
    with pytest.raises(IllegalStep, match="Only an officer decides"):
        VERBS[verb](room.seat("hana", Role.TRADER, "41207"), case, room.name)


def test_whose_desk_it_is_counts_and_not_which_posts_he_holds(room: Room) -> None:
    room.seat("jun", Role.OFFICER, "", Post(Role.TRADER, "41207"))
    person = Person("jun", ("Jun",), (Post(Role.OFFICER), Post(Role.TRADER, "41207")))
    as_officer = room.office.under(Seated(person, Post(Role.OFFICER)))
    as_trader = room.office.under(Seated(person, Post(Role.TRADER, "41207")))
    room.lodge("LRN-OWN", by=as_trader)
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(as_officer, room=room.name)
    case = room.lodge_for(as_officer, "LRN-OTHER")
    with pytest.raises(IllegalStep, match="Only an officer decides"):
        decide(as_trader, case.id, "pass", room=room.name)
    assert decide(as_officer, case.id, "pass", room=room.name).reviewed


@pytest.mark.parametrize("verb", VERBS)
def test_who_plays_both_chairs_in_turn_decides_also_on_what_he_lodged(room: Room, verb: str) -> None:
    as_trader, as_officer = both_chairs(room)
    own = room.lodge("LRN-OWN", by=as_trader)
    assert own.lodged_by == ("kim",)
    with room.office.store.reading(room.name) as records:
        assert records.desks.pooled(tuple(Lane), but="kim") == 0, "for everybody else it would be his own"
    taken = take_next(as_officer, room=room.name)
    assert (taken.id, taken.officer) == (own.id, "kim")
    if verb != "accept":  # other guards are open
        VERBS[verb](as_officer, own, room.name)
        assert room.events(own.id)[taken.version].person == "kim"
    with pytest.raises(IllegalStep, match=r"allotted to Kim\. Only that officer decides|Only an officer decides"):
        decide(as_trader, own.id, "pass", room=room.name)


def test_who_plays_both_chairs_can_be_given_his_own_case_and_it_stays_his_where_he_is_away(room: Room) -> None:
    as_trader, _as_officer = both_chairs(room)
    jun, sup = room.seat("jun"), room.seat("sup", Role.SUPERVISOR)
    own = room.lodge("LRN-OWN", by=as_trader)
    assert take_next(jun, room=room.name).id == own.id
    assert transfer(sup, own.id, "kim", "He knows the goods.", room=room.name).officer == "kim"
    assert transfer(sup, own.id, "jun", "Kim has enough to do.", room=room.name).officer == "jun"
    assert [case.officer for case in away(sup, "jun", "Ill today.", room=room.name)] == ["kim"]


def test_who_plays_both_chairs_is_not_his_own_second_officer(room: Room) -> None:
    as_trader, as_officer = both_chairs(room)
    own = room.lodge("LRN-OWN", by=as_trader)
    assert bar_to_confirm(as_officer.acting, own, "jun") is None
    assert bar_to_confirm(as_officer.acting, own, "kim") is Bar.PROPOSER


def both_chairs(room: Room) -> tuple[Office, Office]:
    """Put somebody into the room who plays the trader and the officer in turn; returns the office as each of them."""
    posts = (Post(Role.TRADER, "41207"), Post(Role.OFFICER))
    kim = Person("kim", ("Kim",), posts, both_chairs=True)
    with room.office.store.people(writing=True) as people:
        people.enrol(room.name, kim)
    as_trader, as_officer = (room.office.under(Seated(kim, post)) for post in posts)
    return as_trader, as_officer


def test_a_doubt_is_decided_by_the_officer_of_the_case(room: Room) -> None:
    jun, seo = room.seat("jun"), room.seat("seo")
    case = room.lodge_for(jun)
    raise_doubt(jun, case.id, About.VALUE, [1], grounds="Far below the price of like goods.", room=room.name)
    answer_doubt(room.office, case.id, 1, "A clearance sale.", room=room.name)
    with pytest.raises(IllegalStep, match="allotted to Jun"):
        decide_doubt(seo, case.id, 1, Outcome.ACCEPTED, grounds="The invoice shows it.", room=room.name)
    after = decide_doubt(jun, case.id, 1, Outcome.ACCEPTED, grounds="The invoice shows it.", room=room.name)
    assert not after.open_doubts


def test_who_is_alone_with_his_machine_is_kept_apart_from_nobody(room: Room) -> None:
    case = room.lodge()
    assert decide(room.office, case.id, "query", reason="Why?", room=room.name).asked
    assert decide(room.office, case.id, "pass", room=room.name).reviewed


def test_an_audit_after_release_may_begin_with_a_case_that_nobody_had_to_look_at(room: Room) -> None:
    jun, seo = room.seat("jun"), room.seat("seo")
    case = room.lodge_for(jun)
    decide(jun, case.id, "pass", room=room.name)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, case.cargo or "", report, room=room.name)
    assert pay(room.office, case.id, room=room.name).accepted
    with pytest.raises(IllegalStep, match="allotted to Jun"):
        refer_to_audit(seo, case.id, "Look at the books.", room=room.name)
    sup = room.seat("sup", Role.SUPERVISOR)
    transfer(sup, case.id, "", "Audits are done by others.", room=room.name)
    assert refer_to_audit(seo, case.id, "Look at the books.", room=room.name).decision.audit  # type: ignore[union-attr]
    examine(seo, case.id, Examination(Depth.AUDIT), room=room.name)
    with pytest.raises(IllegalStep, match="allotted to nobody"):
        decide(seo, case.id, "challenge", reason="Too low.", law="Act 30", room=room.name)


def test_an_adverse_decision_names_its_law_and_says_where_it_is_appealed(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    for verb in ("hold", "dismiss"):
        with pytest.raises(IllegalStep, match="names the law it rests on"):
            decide(jun, case.id, verb, reason="The mandate has ended.", room=room.name)
    after = decide(jun, case.id, "dismiss", reason="The mandate has ended.", law="Training Customs Act 12", room=room.name)
    fact = room.events(case.id)[-1].fact
    assert after.status == "X1" and fact.law == "Training Customs Act 12"  # type: ignore[union-attr]
    assert fact.appeal.office == "TRAINING-APPEALS" and "time limit" in fact.appeal.text.en  # type: ignore[union-attr]
    told = replies(room.office, case.id, room=room.name)[-1].reply
    assert told.appeal_office == "TRAINING-APPEALS" and "Law: Training Customs Act 12" in [r.text for r in told.remarks]


def test_a_denied_request_names_its_law_too(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    submit(room.office, new_price(case.number), room=room.name)
    with pytest.raises(IllegalStep, match="names the law"):
        decide(jun, case.id, "deny", reason="The invoice says 2,000.", room=room.name)
    decide(jun, case.id, "deny", reason="The invoice says 2,000.", law="Training Customs Act 9", room=room.name)
    fact = next(event.fact for event in room.events(case.id) if event.kind == "request-decided")
    assert fact.law == "Training Customs Act 9" and fact.appeal  # type: ignore[union-attr]
    assert "Law: Training Customs Act 9" in [r.text for r in replies(room.office, case.id, room=room.name)[-1].reply.remarks]


def test_what_was_looked_at_is_asked_before_who_may(room: Room) -> None:
    """Who was too slow is told that the case has changed, also if it has been passed on meanwhile."""
    jun, sup = room.seat("jun"), room.seat("sup", Role.SUPERVISOR)
    room.seat("seo")
    case = room.lodge_for(jun)
    transfer(sup, case.id, "seo", "Jun is busy.", room=room.name)
    with pytest.raises(Stale, match="The case has changed"):
        decide(jun, case.id, "pass", room=room.name, version=case.version)
