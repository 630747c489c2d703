"""An officer's list and his verbs: cases by lot, time left, filters in the address, who may not and why, who was quicker."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_databases import Databases
from tests_shared import Clock, new_price
from web_desks import Desk, DeskRoom, questions

from eclear.casefile.decision import Lane
from eclear.casefile.examination import Depth, Order
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, decide, override, submit, take_next, transfer
from eclear.settings import Settings
from eclear.training.people import change_post, enrol, seat_cards, sit_down
from eclear.wco import Schemas
from eclear.web.app import create_app

STARTED = datetime(2026, 11, 21, 5, 6, tzinfo=UTC)


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture(scope="module")
def desk_clock() -> Clock:
    return Clock(STARTED)


@pytest.fixture(scope="module")
def desk_office(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, desk_clock: Clock
) -> Iterator[Office]:
    """An office where no model helps, so that every declaration goes to the screen review (L1)."""
    store = databases.open(tmp_path_factory.mktemp("desks"))
    office = Office(store=store, schemas=schemas, model=None, clock=desk_clock, seed="tests", no_model="none here")
    office.enter("open")
    yield office
    store.close()


@pytest.fixture(scope="module")
def desk_app(desk_office: Office) -> FastAPI:
    return create_app(desk_office, Settings())


@pytest.fixture
def room(request: pytest.FixtureRequest, desk_office: Office, desk_app: FastAPI, desk_clock: Clock) -> Iterator[DeskRoom]:
    name = f"desk-{sha256(request.node.nodeid.encode()).hexdigest()[:8]}"
    desk_clock.at = STARTED
    desk_office.enter(name)
    yield DeskRoom(desk_office, desk_app, name)


def rows(page: str) -> list[str]:
    """The lines of the list, as text."""
    return [plain(row) for row in re.findall(r"<tr[^>]*>.*?</tr>", page, re.S)[1:]]


def test_the_next_case_comes_by_lot_and_opens_at_once(room: DeskRoom) -> None:
    jun = room.sit("Jun Park")
    assert "No case is in the pool for you." in jun.get("/queue") and "Take the next case" not in jun.get("/queue")
    case = room.lodge()
    page = jun.get("/queue")
    assert 'data-key="N"' in page and "No case waits for you." in plain(page) and case.id not in page
    taken = jun.post("/queue/next")
    assert (taken.status_code, taken.headers["location"]) == (303, f"/cases/{case.id}")
    page = jun.get("/queue")
    assert f"/cases/{case.id}" in page and "1 h 00 left" in plain(page)
    again = jun.post("/queue/next")
    assert again.status_code == 409 and 'href="/queue"' in again.text and "No case waits for you" in again.text


def test_there_is_no_way_to_pick_a_case(room: DeskRoom) -> None:
    jun, seo = room.sit("Jun Park"), room.sit("Seo-yeon Lim")
    mine = room.lodge_for(jun, "LRN-1")
    theirs, free = room.lodge_for(seo, "LRN-2"), room.lodge("LRN-3")
    page = jun.get("/queue")
    assert mine.id in page and theirs.id not in page and free.id not in page
    for path in (f"/queue/next?case={free.id}", "/queue/next"):
        assert jun.post(path, case=free.id, case_id=theirs.id).status_code in (303, 409)
    assert room.now(theirs).officer == room.seats["Seo-yeon Lim"]
    assert (
        jun.post(
            f"/cases/{theirs.id}/transfer", version=str(theirs.version), to=room.seats["Jun Park"], reason="Mine."
        ).status_code
        == 409
    )


def test_the_least_time_left_comes_first_and_the_address_narrows_the_list(room: DeskRoom, desk_clock: Clock) -> None:
    jun = room.sit("Jun Park")
    first = room.lodge_for(jun, "LRN-1")
    desk_clock.pass_by(minutes=45)
    second, asked = room.lodge_for(jun, "LRN-2"), room.lodge_for(jun, "LRN-3")
    decide(jun.office, asked.id, "query", reason="How was the price agreed?", room=room.name)
    desk_clock.pass_by(minutes=20)
    shown = rows(jun.get("/queue"))
    assert [str(case.number) in row for case, row in zip((first, second, asked), shown, strict=True)] == [True] * 3
    assert "5 min over" in shown[0] and "40 min left" in shown[1] and "Stopped" in shown[2] and "Declarant" in shown[2]
    assert "is-late" in jun.get("/queue")
    told, later = plain(jun.get("/queue")), "only if something is asked about it later: 1 h 00."
    assert "Promised (SYNTHETIC): L1 1 h 00, L2" in told and later in told, "no officer is awaited by what is accepted unseen"
    assert 'value="L0"' not in jun.get("/queue") and 'value="L1"' in jun.get("/queue")
    figures = plain(jun.get("/queue").partition('id="figures"')[2].partition("</dl>")[0])
    assert "Open on your desk 3 2 wait for you" in figures and "Past the promised time 1" in figures
    for query, hits in (("waits=you", 2), ("waits=others", 1), ("lane=L1", 3), ("lane=L3", 0)):
        assert (
            len(rows(jun.get(f"/queue?{query}"))) == hits if hits else "No case of yours matches." in jun.get(f"/queue?{query}")
        )
    assert jun.client.get("/queue?lane=L9").status_code == 422


def test_a_held_case_waits_for_its_declarant(room: DeskRoom) -> None:
    jun = room.sit("Jun Park")
    case = room.lodge_for(jun)
    decide(jun.office, case.id, "hold", reason="The mark is doubtful.", law="Customs Act, article 235", room=room.name)
    assert "Held" in rows(jun.get("/queue"))[0] and rows(jun.get("/queue"))[0].rstrip().endswith("Declarant")


def test_done_today_counts_until_midnight_in_the_countrys_time(room: DeskRoom, desk_clock: Clock) -> None:
    jun = room.sit("Jun Park")
    decide(jun.office, room.lodge_for(jun).id, "pass", room=room.name)
    assert "Done today 1" in plain(jun.get("/queue"))
    desk_clock.pass_by(hours=8)
    assert "Done today 1" in plain(jun.get("/queue")), "22:06 in Seoul"
    desk_clock.pass_by(hours=2)
    assert "Done today 0" in plain(jun.get("/queue")), "six minutes past midnight"


def test_what_is_new_waits_behind_a_link_and_the_figures_come_at_once(room: DeskRoom) -> None:
    from eclear.web.queue import _parts
    from eclear.web.visit import Visit, receive
    from eclear.web.window import Window

    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    page = jun.get("/queue")
    version = int(re.search(r"/queue/live\?version=(\d+)", page)[1])  # type: ignore[index]
    receive(Visit(room.name, jun.office.acting))
    try:
        parts = _parts(Window(room.office), version)
        assert parts(version) is None
        for n in range(2):
            transfer(sup.office, room.lodge(f"LRN-{n}").id, room.seats["Jun Park"], "He is free.", room=room.name)
        told = parts(version)
        assert told is not None
        position, fragment = told
        assert "2 new." in plain(fragment) and "Open on your desk 2" in plain(fragment) and "<table" not in fragment
        room.office.store.reading(room.name)
        assert parts(position) is None
    finally:
        receive(Visit())


def test_an_officer_leaves_his_desk_and_comes_back(room: DeskRoom) -> None:
    jun, seo = room.sit("Jun Park"), room.sit("Seo-yeon Lim")
    case = room.lodge_for(jun)
    assert jun.post("/queue/away", reason=" ").status_code == 409
    assert jun.post("/queue/away", reason="Ill until Friday.").headers["location"] == "/queue"
    assert room.now(case).officer == room.seats["Seo-yeon Lim"] and case.id in seo.get("/queue")
    page = jun.get("/queue")
    assert "You are noted as away" in page and "Take the next case" not in page
    assert jun.post("/queue/next").status_code == 409
    jun.post("/queue/back")
    assert "You are noted as away" not in jun.get("/queue")


def test_who_is_alone_sees_every_case_that_waits_and_needs_no_lot(desk_app: FastAPI, desk_office: Office) -> None:
    alone = DeskRoom(desk_office, desk_app, "open")
    case = alone.lodge("LRN-ALONE")
    page = TestClient(desk_app, base_url="http://127.0.0.1:8417").get("/queue").text
    assert "You are alone with this machine" in page and case.id in page and "/queue/next" not in page


def test_the_list_and_the_case_ask_the_database_few_times_whatever_the_number_of_cases(room: DeskRoom) -> None:
    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    counts = []
    for more in (1, 12):
        for n in range(more):
            case = room.lodge_for(jun, f"LRN-{more}-{n}")
        submit(room.office, new_price(case.number, lrn=f"AMEND-{more}"), room=room.name)
        decide(jun.office, case.id, "grant", room=room.name)
        for desk, path in ((jun, "/queue"), (sup, "/team"), (jun, f"/cases/{case.id}"), (sup, f"/cases/{case.id}")):
            with questions(room.office) as asked:
                desk.get(path)
            assert 0 < len(asked) <= 12, (path, len(asked), asked)
            counts.append(len(asked))
    assert counts[:4] == counts[4:], "the same number of questions for one case and for thirteen"


# -- the case page ----------------------------------------------------------------------------------------------------


def test_a_case_shows_whose_it_is_and_offers_verbs_to_its_officer_only(room: DeskRoom) -> None:
    jun, seo, sup = room.sit("Jun Park"), room.sit("Seo-yeon Lim"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    case = room.lodge()
    page = jun.get(f"/cases/{case.id}")
    assert "Allotted to nobody." in page and "take the next case from your list" in plain(page) and 'value="pass"' not in page
    take_next(jun.office, room=room.name)
    mine, theirs, over = (desk.get(f"/cases/{case.id}") for desk in (jun, seo, sup))
    assert (
        "Allotted to you." in mine and 'value="pass"' in mine and "Give back to the pool" in mine and "Override the lane" in mine
    )
    assert "Allotted to Jun Park. Only that officer" in plain(theirs).replace("The case is allotted", "Allotted")
    for page in (theirs, over):
        assert "/decide" not in page and "/override" not in page and "/audit" not in page and "/doubts" not in page
    assert "A supervisor transfers cases" in over and "/transfer" in over and "Seo-yeon Lim" in over
    assert "/transfer" not in theirs


def test_who_lodged_a_case_is_told_why_it_is_not_his_to_decide(room: DeskRoom) -> None:
    jun = room.sit("Jun Park")
    case = room.lodge_for(jun)
    submit(jun.office, new_price(case.number), room=room.name)
    page = jun.get(f"/cases/{case.id}")
    assert "You lodged this declaration, or asked something about it." in plain(page)
    assert "/decide" not in page and "Give back to the pool" in page
    now = room.now(case)
    refused = jun.post(f"/cases/{case.id}/decide", version=str(now.version), verb="grant")
    assert refused.status_code == 409 and "You lodged this declaration" in refused.text
    assert room.now(case).version == now.version


def test_one_person_with_two_posts_may_not_do_at_one_desk_what_he_began_at_the_other(room: DeskRoom) -> None:
    posts = [Post(Role.TRADER, "41207"), Post(Role.OFFICER)]
    (card,) = seat_cards(room.office, room.name, 1, posts, first=9)
    enrol(room.office, room.name, card.seat, ["Hana Oh"], posts)
    as_trader = sit_down(room.office, card.letters, place="here")
    case = room.lodge("LRN-1", by=room.desk(as_trader.token, as_trader.login.seated))
    as_officer = change_post(room.office, as_trader.token, Post(Role.OFFICER))
    hana = room.desk(as_officer.token, as_officer.login.seated)
    assert hana.post("/queue/next").status_code == 409
    sup = room.sit("Min-ho Kang", Role.SUPERVISOR)
    assert card.seat not in re.findall(r'option value="([^"]+)"', sup.get(f"/cases/{case.id}"))
    for act, given in (
        ("decide", {"verb": "pass"}),
        ("examine", {"depth": "documents"}),
        ("override", {"lane": "L2", "reason": "x y"}),
    ):
        assert hana.post(f"/cases/{case.id}/{act}", version=str(case.version), **given).status_code == 409, act
    assert room.now(case).version == case.version


def test_a_lighter_lane_is_confirmed_by_another_pair_of_eyes_from_the_page(room: DeskRoom) -> None:
    jun, seo = room.sit("Jun Park"), room.sit("Seo-yeon Lim")
    case = room.lodge_for(jun)
    done = jun.post(f"/cases/{case.id}/override", version=str(case.version), lane="L2", reason="An invoice number is missing.")
    assert done.status_code == 303 and "Lane L2 was given by an officer; selection had chosen L1." in jun.get(f"/cases/{case.id}")
    now = room.now(case)
    jun.post(f"/cases/{case.id}/override", version=str(now.version), lane="L1", reason="It came.")
    page = jun.get(f"/cases/{case.id}")
    assert "Lane L1 is proposed instead of L2." in page and "You proposed this." in page and "/override/confirm" not in page
    assert "L1 is proposed" in jun.get("/queue")
    page = seo.get(f"/cases/{case.id}")
    assert "/override/confirm" in page and "It came." in page
    assert seo.post(f"/cases/{case.id}/override/confirm", version=str(room.now(case).version)).status_code == 303
    assert room.now(case).lane == "L1"


def test_who_was_too_slow_is_told_what_changed_and_by_whom_and_keeps_his_words(room: DeskRoom) -> None:
    jun, sup = room.sit("Jun Park"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    room.sit("Seo-yeon Lim")
    case = room.lodge_for(jun)
    transfer(sup.office, case.id, room.seats["Seo-yeon Lim"], "Jun is busy.", room=room.name)
    typed = "The mark may be false <b>really</b>."
    told = jun.post(f"/cases/{case.id}/decide", version=str(case.version), verb="hold", reason=typed, law="Training Mark Act 3")
    shown = plain(told.text)
    assert told.status_code == 409 and "The case has changed. Look again." in shown
    assert "Allotted" in shown and "Min-ho Kang" in shown and "Jun is busy." in shown
    assert html.escape(typed, quote=False) in told.text and "Training Mark Act 3" in told.text
    assert "It can no longer be sent." in shown and f'href="/cases/{case.id}"' in told.text


def test_what_was_written_can_be_sent_again_where_it_is_still_right(room: DeskRoom) -> None:
    jun = room.sit("Jun Park")
    case = room.lodge_for(jun)
    submit(room.office, new_price(case.number), room=room.name)  # the trader asks for something meanwhile
    told = jun.post(f"/cases/{case.id}/decide", version=str(case.version), verb="hold", reason="A false mark.", law="Act 3")
    assert told.status_code == 409 and "Amendment asked for" in plain(told.text)
    form = told.text.partition('aria-labelledby="typed"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)) | {"reason": re.search(r"<textarea[^>]*>([^<]*)", form)[1]}  # type: ignore[index]
    fields.pop("seal")
    assert jun.post(f"/cases/{case.id}/decide", **fields).status_code == 303
    assert room.now(case).status == "D7"


def test_a_decision_that_is_not_taken_loses_no_word(room: DeskRoom) -> None:
    jun = room.sit("Jun Park")
    case = room.lodge_for(jun)
    told = jun.post(f"/cases/{case.id}/decide", version=str(case.version), verb="dismiss", reason="The mandate has ended.")
    assert told.status_code == 409 and "names the law it rests on" in told.text and "The mandate has ended." in told.text
    assert "What happened meanwhile" not in told.text and "Send it again" in told.text


def test_an_adverse_decision_is_printed_with_facts_law_appeal_and_time_limit(room: DeskRoom) -> None:
    jun, hana = room.sit("Jun Park"), room.sit("Hana Oh", Role.TRADER, "41207")
    other = room.sit("Other", Role.TRADER, "99999")
    case = room.lodge_for(jun)
    jun.post(f"/cases/{case.id}/decide", version=str(case.version), verb="dismiss", reason="The mandate has ended.", law="Act 12")
    number = room.now(case).version
    page = jun.get(f"/cases/{case.id}")
    assert f'href="/cases/{case.id}/decisions/{number}"' in page
    for desk in (jun, hana):
        shown = plain(desk.get(f"/cases/{case.id}/decisions/{number}"))
        for words in (
            "Dismissed",
            "Facts",
            "The mandate has ended.",
            "Law",
            "Act 12",
            "TRAINING-APPEALS",
            "the time limit is that of the law",
        ):
            assert words in shown, words
        assert "Jun Park" not in shown.partition("Dismissed 각하")[2].partition("To print")[0] and "L1" not in shown
    assert other.client.get(f"/cases/{case.id}/decisions/{number}").status_code == 404
    assert jun.client.get(f"/cases/{case.id}/decisions/1").status_code == 404


def test_the_reason_of_an_override_never_reaches_the_trader(room: DeskRoom) -> None:
    jun, hana = room.sit("Jun Park"), room.sit("Hana Oh", Role.TRADER, "41207")
    case = room.lodge_for(jun)
    override(jun.office, case.id, Lane.L2, "CANARY-OVERRIDE", room=room.name)
    transfer(jun.office, case.id, "", "CANARY-TRANSFER", room=room.name)
    for path in ("/inbox", f"/cases/{case.id}", f"/status/{case.lodged.cargo}", f"/api/declarations/{case.id}/replies"):
        assert "CANARY" not in hana.client.get(path).text, path
    page = jun.get(f"/cases/{case.id}")
    assert "CANARY-OVERRIDE" in page and "CANARY-TRANSFER" in page


# -- the race ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def racing(tmp_path: Path, databases: Databases, schemas: Schemas) -> Iterator[DeskRoom]:
    store = databases.open(tmp_path, busy_seconds=20)
    office = Office(store=store, schemas=schemas, model=None, clock=Clock(STARTED), seed="tests", no_model="none here")
    office.enter("race")
    yield DeskRoom(office, create_app(office, Settings()), "race")
    store.close()


def _raced(desks: list[Desk], path: str, **given: str) -> list[int]:
    barrier, answers = threading.Barrier(len(desks)), [0] * len(desks)

    def act(n: int) -> None:
        barrier.wait()
        answers[n] = desks[n].post(path, **given).status_code

    threads = [threading.Thread(target=act, args=(n,)) for n in range(len(desks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_eight_who_decide_the_same_version_at_once_leave_one_decision(racing: DeskRoom) -> None:
    """Eight browsers at one shared seat: one wins, seven are told what changed. Then eight officers: only its own can win."""
    first = racing.sit("Jun Park")
    same_seat = [first] + [
        replace(first, client=racing.desk(first.client.cookies["seat"], first.office.acting).client) for _ in range(7)
    ]
    others = [first] + [racing.sit(f"Officer {n}") for n in range(7)]
    for n, desks in enumerate((same_seat, others, same_seat)):
        case = racing.lodge_for(first, f"LRN-{n}")
        answers = _raced(desks, f"/cases/{case.id}/decide", version=str(case.version), verb="hold", reason="Seal.", law="Act 3")
        assert sorted(answers) == [303] + [409] * 7, answers
        with racing.office.store.reading("race") as records:
            decided = [event for event in records.events(case.id) if event.kind == "decided"]
        assert len(decided) == 1 and decided[0].person == racing.seats["Jun Park"]


def test_two_who_take_the_last_case_at_once_do_not_both_get_it(racing: DeskRoom) -> None:
    desks = [racing.sit(f"Officer {n}") for n in range(4)]
    case = racing.lodge()
    assert sorted(_raced(desks, "/queue/next")) == [303, 409, 409, 409]
    with racing.office.store.reading("race") as records:
        assert [event.kind for event in records.events(case.id)].count("allotted") == 1


def test_the_day_of_an_officer_is_counted_from_what_he_did(room: DeskRoom, desk_clock: Clock) -> None:
    jun = room.sit("Jun Park")
    case = room.lodge_for(jun)
    desk_clock.pass_by(minutes=10)
    decided = decide(jun.office, case.id, "pass", room=room.name)
    assert decided.clock.spent == timedelta(minutes=10)


def test_officers_are_told_by_name_inside_and_by_nothing_to_the_trader(room: DeskRoom) -> None:
    jun, seo, sup = room.sit("Jun Park"), room.sit("Seo-yeon Lim"), room.sit("Min-ho Kang", Role.SUPERVISOR)
    trader = room.sit("Hana Oh", Role.TRADER, "41207")
    case = room.lodge_for(jun)
    transfer(sup.office, case.id, room.seats["Seo-yeon Lim"], "Jun Park is ill.", room=room.name)
    decide(seo.office, case.id, "inspect", reason="Open it.", order=Order(Depth.FULL), room=room.name)
    for desk in (jun, seo, sup):
        page = plain(desk.get(f"/cases/{case.id}"))
        assert "Allotted" in page and "Jun Park" in page and "Seo-yeon Lim" in page
        assert not re.findall(r"\bofficer-\d+|\bseat-\d+", page) and room.seats["Jun Park"] not in page
    assert "Seo-yeon Lim" in plain(seo.get(f"/cases/{case.id}/order")).partition("Ordered")[2]
    outside = plain(trader.get(f"/mine/{case.id}"))
    assert "Jun Park" not in outside and "Seo-yeon Lim" not in outside and room.seats["Seo-yeon Lim"] not in outside
