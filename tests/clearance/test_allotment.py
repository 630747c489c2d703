"""Cases come to officers by lot, within their competence, and are passed on with a reason that leaves its trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from clearance_desks import Room
from tests_databases import Databases
from tests_shared import NOON, Clock, new_price

from eclear.casefile import events as ev
from eclear.casefile.decision import Lane
from eclear.casefile.doubt import About
from eclear.casefile.lifecycle import IllegalStep
from eclear.casefile.person import Post, Role
from eclear.clearance import (
    Office,
    arrive,
    away,
    back,
    decide,
    inbox,
    override,
    raise_doubt,
    submit,
    supply,
    take_next,
    transfer,
)
from eclear.journey.settlement import waiting_for
from eclear.storage.check import rows_that_differ
from eclear.wco import Schemas


def test_the_next_case_is_one_of_the_pool_and_nobody_says_which(room: Room) -> None:
    jun = room.seat("jun")
    cases = {room.lodge(f"LRN-{n}").id for n in range(6)}
    drawn = [take_next(jun, room=room.name) for _ in range(6)]
    assert {case.id for case in drawn} == cases and all(case.officer == "jun" for case in drawn)
    last = room.events(drawn[0].id)[-1]
    assert last.fact == ev.Allotted("jun", "drawn", None) and last.person == "jun"
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(jun, room=room.name)


def test_the_same_room_draws_the_same_lots_again_and_another_seed_draws_otherwise(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, schemas: Schemas, clock: Clock
) -> None:
    def played(name: str, seed: str) -> list[str]:
        store = databases.open(tmp_path_factory.mktemp(name))
        store.open_room("drawn", seed, NOON)
        again = Room(Office(store=store, schemas=schemas, model=None, clock=clock, seed="tests"), "drawn")
        for n in range(6):
            again.lodge(f"LRN-{n}")
        jun = again.seat("jun")
        drawn = [take_next(jun, room="drawn").lodged.lrn for _ in range(6)]
        store.close()
        return drawn

    first = played("first", "one seed")
    assert played("again", "one seed") == first
    assert played("other", "another seed") != first


def test_an_officer_is_given_only_lanes_of_his_competence(room: Room) -> None:
    deep, light = room.seat("deep", of="L2 L3"), room.seat("light", of="L1")
    case = room.lodge()
    assert case.lane is Lane.L1
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(deep, room=room.name)
    assert take_next(light, room=room.name).id == case.id
    override(light, case.id, Lane.L3, "The seal number differs.", room=room.name)
    transfer(light, case.id, "", "I am not competent for inspections.", room=room.name)
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(light, room=room.name)
    assert take_next(deep, room=room.name).id == case.id


def test_a_case_without_work_is_in_no_pool_until_its_trader_asks(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    decide(jun, case.id, "pass", room=room.name)
    transfer(room.seat("sup", Role.SUPERVISOR), case.id, "", "He moves to the airport.", room=room.name)
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(jun, room=room.name)
    asked = submit(room.office, new_price(case.number), room=room.name).case
    assert asked is not None and asked.request is not None
    assert take_next(jun, room=room.name).id == case.id


def test_nobody_is_given_what_he_lodged_or_asked_for(room: Room) -> None:
    jun = room.seat("jun")
    room.lodge("LRN-1", by=jun)
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(jun, room=room.name)
    case = room.lodge_for(jun, "LRN-2")
    transfer(jun, case.id, "", "Back to the pool.", room=room.name)
    assert submit(jun, new_price(case.number), room=room.name).case is not None
    with pytest.raises(IllegalStep, match="No case waits for you"):
        take_next(jun, room=room.name)
    drawn = {take_next(room.seat("seo"), room=room.name).lodged.lrn for _ in range(2)}
    assert drawn == {"LRN-1", "LRN-2"}


def test_only_officers_who_have_come_in_take_cases(room: Room) -> None:
    room.lodge()
    with pytest.raises(IllegalStep, match="Alone at this machine"):
        take_next(room.office, room=room.name)
    with pytest.raises(IllegalStep, match="Cases are allotted to officers"):
        take_next(room.seat("sup", Role.SUPERVISOR), room=room.name)


def test_a_transfer_needs_a_reason_and_one_who_may_make_it(room: Room) -> None:
    jun, seo, sup = room.seat("jun"), room.seat("seo"), room.seat("sup", Role.SUPERVISOR)
    room.seat("ara", Role.AGENCY, "MFDS")
    case = room.lodge_for(jun)
    refused = (
        (jun, "", " ", "needs a reason"),
        (jun, "seo", "I know the trader.", "only a supervisor transfers"),
        (seo, "seo", "I want it.", "It is allotted to Jun"),
        (seo, "", "He is slow.", "It is allotted to Jun"),
        (sup, "jun", "Stay.", "lies with Jun already"),
        (sup, "ara", "She knows food.", "cannot be given this case"),
        (sup, "nobody", "Who?", "nobody cannot be given this case"),
    )
    for who, to, reason, words in refused:
        with pytest.raises(IllegalStep, match=words):
            transfer(who, case.id, to, reason, room=room.name)
    assert room.now(case).version == case.version
    assert transfer(sup, case.id, "seo", "Jun knows the trader.", room=room.name).officer == "seo"
    given_back = transfer(seo, case.id, "", "I lodged for this firm last year.", room=room.name)
    assert given_back.officer == ""
    facts = [(event.fact, event.by, event.person) for event in room.events(case.id)[-2:]]
    assert facts == [
        (ev.Allotted("seo", "transfer", "Jun knows the trader."), "supervisor", "sup"),
        (ev.Allotted("", "returned", "I lodged for this firm last year."), "officer", "seo"),
    ]


def test_a_supervisor_gives_no_case_to_himself(room: Room) -> None:
    sup = room.seat("sup", Role.SUPERVISOR, "", Post(Role.OFFICER))
    case = room.lodge()
    with pytest.raises(IllegalStep, match="Nobody gives a case to himself"):
        transfer(sup, case.id, "sup", "I will do it.", room=room.name)


def test_the_cases_of_an_officer_who_is_away_go_to_those_who_are_there(room: Room) -> None:
    jun, sup = room.seat("jun"), room.seat("sup", Role.SUPERVISOR)
    cases = [room.lodge_for(jun, f"LRN-{n}") for n in range(4)]
    room.seat("seo"), room.seat("min")
    with pytest.raises(IllegalStep, match="needs a reason"):
        away(sup, "jun", "", room=room.name)
    passed_on = away(sup, "jun", "Ill until Friday.", room=room.name)
    assert {case.id for case in passed_on} == {case.id for case in cases}
    assert {case.officer for case in passed_on} <= {"seo", "min"}
    assert room.events(cases[0].id)[-1].fact == ev.Allotted(room.now(cases[0]).officer, "absence", "Ill until Friday.")
    assert [event.kind for event in room.events("person/jun")] == ["officer-away"]
    room.lodge("LRN-9")
    with pytest.raises(IllegalStep, match="noted as away"):
        take_next(jun, room=room.name)
    with pytest.raises(IllegalStep, match="cannot be given"):
        transfer(sup, cases[0].id, "jun", "He asked.", room=room.name)
    back(jun, "jun", room=room.name)
    assert take_next(jun, room=room.name).lodged.lrn == "LRN-9"
    assert [event.kind for event in room.events("person/jun")] == ["officer-away", "officer-back"]


def test_with_nobody_there_the_cases_go_back_to_the_pool(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    assert away(jun, "jun", "Training.", room=room.name)[0].officer == ""
    with pytest.raises(IllegalStep, match="away already"):
        away(jun, "jun", "Training.", room=room.name)
    assert take_next(room.seat("seo"), room=room.name).id == case.id


def test_nobody_says_of_a_colleague_that_he_is_away(room: Room) -> None:
    jun, seo = room.seat("jun"), room.seat("seo")
    for verb in (lambda: away(seo, "jun", "He naps.", room=room.name), lambda: back(seo, "jun", room=room.name)):
        with pytest.raises(IllegalStep, match="says himself"):
            verb()
    with pytest.raises(IllegalStep, match="not noted as away"):
        back(jun, "jun", room=room.name)
    with pytest.raises(IllegalStep, match="is an officer"):
        away(room.seat("sup", Role.SUPERVISOR), "sup", "Holiday.", room=room.name)


def test_a_case_that_is_amended_or_relaned_keeps_its_officer(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    submit(room.office, new_price(case.number), room=room.name)
    assert decide(jun, case.id, "grant", room=room.name).officer == "jun"
    assert override(jun, case.id, Lane.L2, "Papers, please.", room=room.name).officer == "jun"


def test_the_clock_runs_while_an_officer_must_act_and_stands_while_the_trader_must(room: Room, clock: Clock) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    with room.office.store.reading(room.name) as records:
        assert records.row(case.id).due == NOON + timedelta(minutes=60)  # L1: 60 minutes are promised
    clock.pass_by(minutes=20)
    asked = decide(jun, case.id, "query", reason="How was the price agreed?", room=room.name)
    assert asked.clock.since is None and asked.clock.spent == timedelta(minutes=20)
    clock.pass_by(hours=30)
    supply(room.office, case.id, "By three offers.", room=room.name)
    with room.office.store.reading(room.name) as records:
        row = records.row(case.id)
    assert row.due == clock() + timedelta(minutes=40) and row.work
    clock.pass_by(minutes=10)
    done = decide(jun, case.id, "pass", room=room.name)
    assert done.clock.done == clock() and not done.clock.hands and done.clock.spent == timedelta(minutes=30)


def test_the_clock_stands_for_goods_that_are_not_there_and_for_a_doubt_that_waits_for_its_answer(room: Room) -> None:
    jun = room.seat("jun")
    case = room.lodge_for(jun)
    inspected = override(jun, case.id, Lane.L3, "The seal number differs.", room=room.name)
    assert inspected.clock.since is None
    arrive(room.office, case.cargo or "", "carried-in", room=room.name)
    assert room.now(case).clock.since is not None
    doubted = raise_doubt(jun, case.id, About.VALUE, [1], grounds="Far below the price of like goods.", room=room.name)
    assert doubted.clock.since is None and doubted.clock.hands == "others"


def test_the_rows_are_what_the_events_say_and_the_trader_hears_nothing(room: Room) -> None:
    jun, sup = room.seat("jun"), room.seat("sup", Role.SUPERVISOR)
    room.seat("seo")
    case = room.lodge_for(jun)
    before = len(inbox(room.office, "41207", room=room.name))
    transfer(sup, case.id, "seo", "CANARY-TRANSFER", room=room.name)
    away(sup, "seo", "CANARY-AWAY", room=room.name)
    assert len(inbox(room.office, "41207", room=room.name)) == before
    assert list(rows_that_differ(room.office.store, room.name, waiting_for)) == []
