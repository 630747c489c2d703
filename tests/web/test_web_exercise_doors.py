"""The doors of an exercise: nobody acts while its clock stands, coming in leads on to a play that runs, and time goes on."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests_shared import CHECKOUT

from eclear.clearance import Office, decide, take_next
from eclear.settings import Settings
from eclear.training import exercises as x
from eclear.training.classes import card_for
from eclear.training.people import form_token, who_is_in
from eclear.web.app import create_app
from eclear.web.gates import GATES, WHILE_IT_STANDS

sys.path.insert(0, str(CHECKOUT / "tests" / "training"))
from class_making import Class, a_class

ADDRESS = "http://127.0.0.1:8417"


@pytest.fixture
def school(office: Office, tmp_path: Path) -> Class:
    return a_class(office, tmp_path / "shelf", seats=2)


@pytest.fixture
def seat(school: Class) -> TestClient:
    """A browser at the first seat, in its class."""
    app = create_app(school.office.under(replace(school.office.acting, post=None)), Settings(people=True))
    client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False)
    client.cookies.set("seat", school.come_in("seat-01"))
    return client


def into_play(school: Class, client: TestClient) -> str:
    came = x.enter_play(school.office, str(client.cookies.get("seat")))
    client.cookies.clear()
    client.cookies.set("seat", came.token)
    return came.login.room


def send(client: TestClient, path: str, **fields: str) -> tuple[int, str]:
    token = str(client.cookies.get("seat"))
    answer = client.post(path, data=fields, headers={"x-csrf-token": form_token(token)})
    return answer.status_code, answer.text


def test_while_the_clock_stands_nobody_acts_and_is_told_why(school: Class, seat: TestClient) -> None:
    here = (school.room, school.opened().number)
    into_play(school, seat)
    for verb, why in (
        (None, "has not started yet"),
        (x.start, ""),
        (x.pause, "is paused"),
        (x.end, "has ended"),
    ):
        if verb:
            verb(school.stage, *here)
        status, page = send(seat, "/queue/next")
        if why:
            assert (status, why in page) == (409, True), (why, page)
            assert seat.get("/queue").status_code == 200, "looking is allowed"
            token = str(seat.cookies.get("seat"))
            answer = seat.post("/api/queue/events", json={"kind": "case-drawn"}, headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == 409 and why in answer.json()["detail"]
        else:
            assert status == 303
    assert send(seat, "/play/leave")[0] == 303


def test_whoever_was_in_a_play_that_is_gone_is_told_to_enter_again(school: Class, seat: TestClient) -> None:
    number = school.opened().number
    room = into_play(school, seat)
    x.start(school.stage, school.room, number)
    with school.office.store.people(writing=True) as people:  # as it is between the two steps of a reset
        people.move(room, room)
    with school.office.store.writing(school.room) as records:
        records.set_clocks({room: records.plays()[room].set(school.office.clock(), 0)})
    assert "is being prepared" in send(seat, "/queue/next")[1]
    x.end(school.stage, school.room, number)
    assert "has ended" in send(seat, "/queue/next")[1]


def test_only_the_ways_to_elsewhere_are_open_in_a_play_that_stands() -> None:
    assert set(GATES) >= WHILE_IT_STANDS
    assert not [route for route in WHILE_IT_STANDS if route.startswith("GET ") or "/cases" in route or "/api" in route]


def test_coming_in_with_the_card_leads_to_the_class_and_on_to_a_play_that_runs(school: Class, seat: TestClient) -> None:
    card = card_for(school.office, school.room, "seat-01")

    def come_in() -> tuple[str, str]:
        seat.cookies.clear()
        answer = seat.post("/enter/card", data={"letters": card.letters})
        assert answer.status_code == 303
        login = who_is_in(school.office, str(answer.cookies["seat"]))
        assert login
        return answer.headers["location"], login.room

    assert come_in() == ("/queue", school.room)
    exercise = school.opened()
    assert come_in() == ("/queue", school.room), "nothing goes on yet"
    x.start(school.stage, school.room, exercise.number)
    assert come_in() == ("/play", exercise.plays[0].room)
    x.pause(school.stage, school.room, exercise.number)
    assert come_in() == ("/play", exercise.plays[0].room)
    x.end(school.stage, school.room, exercise.number)
    assert come_in() == ("/queue", school.room)


def test_a_reset_takes_an_open_browser_with_it(school: Class, seat: TestClient) -> None:
    exercise = school.opened()
    gone = into_play(school, seat)
    x.start(school.stage, school.room, exercise.number)
    assert send(seat, "/queue/next")[0] == 303
    assert send(seat, "/queue/next")[0] == 409, "there is one case in a play"
    x.reset(school.stage, school.room, exercise.number, gone, "A slip.")
    assert send(seat, "/queue/next")[0] == 303, "the same browser draws the case of the new play"


def test_a_page_that_was_kept_does_not_outlive_the_setting_of_the_clock(school: Class, seat: TestClient) -> None:
    here = (school.room, school.opened().number)
    room = into_play(school, seat)
    x.start(school.stage, *here)
    page = f"/cases/{take_next(school.as_seat('seat-01', room).office, room=room).id}"
    x.pause(school.stage, *here)
    first = seat.get(page)
    mark = {"if-none-match": first.headers["etag"]}
    school.office.clock.pass_by(hours=1)  # type: ignore[attr-defined]
    assert seat.get(page, headers=mark).status_code == 304, "the clock stands, so nothing changes"
    x.jump(school.stage, *here, 300)
    later = seat.get(page, headers=mark)
    assert later.status_code == 200 and later.text != first.text, "what was due in hours is late now"


def test_time_goes_on_beside_a_server_that_runs_and_not_beside_one_that_does_not(school: Class) -> None:
    exercise = school.opened(delay=0)
    x.start(school.stage, school.room, exercise.number)
    play = exercise.plays[0]
    trainee = school.as_seat(play.people[0], play.room).office
    case = take_next(trainee, room=play.room)
    decide(trainee, case.id, "request-documents", reason="Send the contract.", room=play.room)
    x.tick(school.stage)
    school.office.clock.pass_by(hours=3)  # type: ignore[attr-defined]

    def came() -> bool:
        with school.office.store.reading(play.room) as records:
            return any(event.kind == "injected" for event in records.log())

    app = create_app(school.office, Settings(people=True))
    TestClient(app, base_url=ADDRESS).get("/healthz")
    time.sleep(1.5)
    assert not came(), "an application that is only asked has no thread"
    with TestClient(app, base_url=ADDRESS):
        deadline = time.monotonic() + 10
        while not came() and time.monotonic() < deadline:
            time.sleep(0.05)
    assert came()
