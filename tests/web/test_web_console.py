"""The class console: who needs the instructor, six verbs, what came last at each seat - and never the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from web_exercises import School, school_of, visible, with_a_call

from eclear.casefile.exercise import Phase
from eclear.casefile.person import Person, Post, Role, Seated
from eclear.clearance import Office, decide, take_next
from eclear.training import noting
from eclear.training.exercises import exercise
from eclear.training.playing import playing
from eclear.web.console import changes
from eclear.web.navigation import places
from eclear.web.pages.acts import page_said
from eclear.web.pages.console import ConsolePage, Told, console_page
from eclear.web.seats import Seats
from eclear.web.visit import Visit, receive


@pytest.fixture
def school(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    school = school_of(office, tmp_path_factory.mktemp("samples"))
    school.seat(4)
    yield school


@pytest.fixture
def number(school: School) -> int:
    return school.opened(school.packs.add(with_a_call()).digest)


def console(school: School, number: int, query: str = "") -> str:
    return school.instructor.get(f"/exercises/{number}{query}")


def tile(page: str, place: int) -> str:
    found = re.search(rf'<li class="(ec-seat[^"]*)" id="seat-{place}".*?</li>', page, re.S)
    assert found
    return f"{found[1]} {visible(found[0])}"


def does(school: School, number: int, verb: str, **given: Any) -> str:
    """Do something to the exercise; returns where it leads, or what the page says."""
    answer = school.instructor.post(f"/exercises/{number}/{verb}", **given)
    return str(answer.headers["location"]) if answer.status_code == 303 else f"{answer.status_code} {visible(answer.text)}"


def at(school: School, number: int, place: int) -> tuple[Office, str]:
    """Return the office with the person of a seat at work in his play, and its room."""
    seating = exercise(school.office, school.room, number).plays[place - 1]
    person = Person(seating.people[0], ("Amara",), (Post(Role.OFFICER),))
    return school.office.under(Seated(person, Post(Role.OFFICER))), seating.room


def shown(school: School, number: int) -> ConsolePage:
    """The console as it stands, told of the people who are in their plays."""
    made, window = exercise(school.office, school.room, number), school.app.state.window
    scenario = school.packs.scenario(made.opened.digest)
    with school.office.store.reading(school.room) as records:
        rooms, people = records.plays(), {one.id: one for one in records.people.people(school.room)}
    plays = Seats(school.office.store).of(made.plays, rooms, scenario)
    seen = {
        (seating.room, id): found
        for seating in made.plays
        for id in seating.people
        if (found := window.attendance.of(seating.room, id))
    }
    return console_page(Told(made, scenario, plays, people, seen, school.office.clock(), timedelta(), None))


def passes(school: School, **time: float) -> None:
    school.office.clock.pass_by(**time)  # type: ignore[attr-defined]


def test_before_anybody_joins_the_console_says_how_the_class_comes_in(school: School, number: int) -> None:
    page = visible(console(school, number))
    assert "No seat has joined yet." in page and "Watches at a low price" in page and "Ready" in page
    assert "4 seats, Customs officer, guided, marked" in page
    school.seats[0].get("/exercise")
    page = console(school, number)
    assert "No seat has joined yet." not in visible(page)
    assert "Away" not in tile(page, 1) and "Has not come in yet" in tile(page, 2)


def test_the_six_verbs_are_always_the_same_six_in_the_same_place(school: School, number: int) -> None:
    def verbs(page: str) -> list[str]:
        part = page[page.index('id="verbs"') : page.index('id="figures"')]
        return re.findall(r'id="verb-(\w+)"', part)

    six = ["start", "pause", "inject", "hint", "speed", "reset"]
    for verb in ("", "start", "pause", "start"):
        if verb:
            assert does(school, number, verb) == f"/exercises/{number}"
        assert verbs(console(school, number)) == six
    assert does(school, number, "end").startswith("200") and exercise(school.office, school.room, number).phase is Phase.RUNNING
    assert does(school, number, "end", sure="yes") == f"/exercises/{number}/debrief"
    page = console(school, number)
    assert verbs(page) == six and page.count("disabled") >= 6 and "the key is open" in visible(page)


def test_start_pause_speed_and_jump_move_the_clock_of_every_play(school: School, number: int) -> None:
    def clock() -> str:
        found = re.search(r'id="clock".*?<time[^>]*>([^<]*)</time>', console(school, number), re.S)
        assert found
        return found[1]

    assert clock() == "09:00"
    does(school, number, "start")
    passes(school, minutes=5)
    assert clock() == "09:05" and "Running in real time" in visible(console(school, number))
    does(school, number, "speed", speed="10")
    passes(school, minutes=1)
    assert clock() == "09:15" and "Running, 10 times real time" in visible(console(school, number))
    does(school, number, "pause")
    passes(school, minutes=30)
    assert clock() == "09:15" and "used once" not in visible(console(school, number))
    does(school, number, "speed", jump="60")
    assert clock() == "10:15"
    page = visible(console(school, number))
    assert "Paused" in page and "Time left 23 min" in page
    assert "3 is no speed of an exercise." in does(school, number, "speed", speed="3")
    assert "Choose a speed" in does(school, number, "speed")


def test_a_tile_shows_name_steps_and_the_last_act_and_the_chosen_seat_its_last_acts(school: School, number: int) -> None:
    does(school, number, "start")
    seat = school.seats[0]
    seat.enters()
    seat.get("/play")
    office, room = at(school, number, 1)
    case = take_next(office, room=room)
    stage = school.app.state.window.stage.under(office)
    noting.guess(stage, case.id, 40, room=room)
    page = console(school, number, "?seat=1")
    assert "01 Amara" in tile(page, 1) and "Guessed 40 of 100" in tile(page, 1) and "1 of 2 steps" in page
    decide(office, case.id, "request-documents", room=room, reason="Send the contract.")
    passes(school, minutes=2)
    page = console(school, number, "?seat=1")
    assert "Documents requested, 2 min" in tile(page, 1) or "requested, 2 min" in tile(page, 1), tile(page, 1)
    chosen = visible(page[page.index('id="chosen"') :])
    assert "Seat 01, Amara" in chosen and "Guessed 40 of 100" in chosen and case.number and case.number in chosen
    assert "Steps: Say how likely it is that something is wrong, Ask for documents" in visible(page)
    noting.finish(stage, room=room)
    page = console(school, number)
    assert "ec-seat--done" in tile(page, 1) and "Done 1" in visible(page)


def test_a_seat_is_stuck_after_ten_minutes_on_a_page_and_away_after_five_without_contact(school: School, number: int) -> None:
    does(school, number, "start")
    seat = school.seats[1]
    seat.enters()
    seat.get("/queue")
    for _minute in range(11):
        passes(school, minutes=1)
        seat.get("/queue")  # he looks again and again, and does nothing
    page = console(school, number)
    assert "ec-seat--stuck" in tile(page, 2) and "Same page for 11 min" in tile(page, 2)
    assert "Need you 4 1 stuck, 3 away" in visible(page)
    passes(school, minutes=6)
    page = console(school, number)
    assert "ec-seat--away" in tile(page, 2) and "No contact for 6 min" in tile(page, 2)
    does(school, number, "pause")
    seat.get("/play")
    assert "ec-seat--" not in tile(console(school, number), 2)


def test_a_seat_that_is_refused_the_same_three_times_is_stuck_until_something_goes_well(school: School, number: int) -> None:
    does(school, number, "start")
    seat = school.seats[2]
    seat.enters()
    for _try in range(3):
        assert seat.post("/play/evidence", place="nothing", side="against", why="x").status_code >= 400
    assert "Same refusal 3 times" in tile(console(school, number), 3)
    assert seat.post("/play/evidence", place="peer-prices", side="against", why="They pay more.").status_code == 303
    assert "ec-seat--stuck" not in tile(console(school, number), 3)


def test_an_inject_and_a_hint_go_to_a_seat_or_to_the_class(school: School, number: int) -> None:
    does(school, number, "start")
    panel = visible(console(school, number, "?panel=inject&seat=2"))
    assert "Send an inject" in panel and "The importer sends papers" in panel
    assert "Choose what is to come." in does(school, number, "inject", seat="2")
    assert does(school, number, "inject", inject="call", seat="2") == f"/exercises/{number}?seat=2#seat-2"
    came = [len(injected(school, number, place)) for place in (1, 2, 3, 4)]
    assert came == [0, 1, 0, 0]
    does(school, number, "inject", inject="call")
    assert all("call" in injected(school, number, place) for place in (1, 2, 3, 4))
    assert "This inject has come already." in does(school, number, "inject", inject="call")
    does(school, number, "hint", text="Read the contract again.", seat="1")
    assert "Read the contract again." in hints(school, number, 1) and not hints(school, number, 2)
    does(school, number, "hint")
    assert len(hints(school, number, 4)) == 1
    assert "There is no such seat" in does(school, number, "hint", seat="9")


def injected(school: School, number: int, place: int) -> dict[str, object]:
    with school.office.store.reading(exercise(school.office, school.room, number).plays[place - 1].room) as records:
        play = playing(records)
        assert play
        return dict(play.injected)


def hints(school: School, number: int, place: int) -> list[str]:
    with school.office.store.reading(exercise(school.office, school.room, number).plays[place - 1].room) as records:
        play = playing(records)
        assert play
        return [hint.text for hint in play.hints]


def test_a_reset_asks_what_went_wrong_names_what_is_lost_and_touches_nobody_else(school: School, number: int) -> None:
    does(school, number, "start")
    office, room = at(school, number, 2)
    take_next(office, room=room)
    other = exercise(school.office, school.room, number).plays[0].room
    panel = visible(console(school, number, "?panel=reset&seat=2"))
    assert "Seat 02, Bertil 1 act, 0 citations" in panel and "It is kept for the record." in panel
    assert "A reset needs a line" in does(school, number, "reset", seat="2", reason=" ")
    assert does(school, number, "reset", seat="2", reason="Held it before reading the papers.").endswith("?seat=2#seat-2")
    now = exercise(school.office, school.room, number)
    assert now.plays[1].room != room and now.plays[0].room == other
    assert [(gone.room, why) for gone, why in now.before] == [(room, "Held it before reading the papers.")]
    does(school, number, "reset", reason="All begin anew.")
    assert len(exercise(school.office, school.room, number).before) == 5


def test_what_is_typed_into_a_refused_form_is_kept(school: School, number: int) -> None:
    answer = school.instructor.post(f"/exercises/{number}/hint", text="Look at the weight.", seat="3")
    assert answer.status_code == 409 and "Look at the weight." in answer.text and "has not started" in visible(answer.text)
    assert 'value="3" selected' in answer.text


def test_the_projector_view_leaves_out_act_name_and_seal(school: School, number: int) -> None:
    does(school, number, "start")
    school.seats[0].enters()
    school.seats[0].get("/play")
    seal = exercise(school.office, school.room, number).opened.seal
    assert seal in console(school, number) and "Amara" in console(school, number)
    school.instructor.client.cookies.set("view", "projector")
    page = console(school, number, "?seat=1")
    assert (
        seal not in page and "Amara" not in page and "Reads the exercise" not in page and "The importer sends papers" not in page
    )
    assert "01" in tile(page, 1) and "Need you" in page
    room = exercise(school.office, school.room, number).plays[0].room
    shoulder = visible(school.instructor.get(f"/exercises/{number}/seats/{room}"))
    assert "The class can see this screen." in shoulder and "Amara" not in shoulder and "Variant" not in shoulder


def test_no_page_of_the_console_tells_the_key(school: School, number: int) -> None:
    does(school, number, "start")
    opened = exercise(school.office, school.room, number)
    secrets = ("Doubt the value in writing", "It was a sale of old stock", "What the contract says", opened.opened.key)
    pages = ["", "?panel=inject", "?panel=reset", "?panel=hint", "?panel=end", f"/seats/{opened.plays[0].room}", "/results"]
    for path in pages:
        page = console(school, number, path)
        assert not [secret for secret in secrets if secret in page], path


def test_over_the_shoulder_one_looks_and_touches_nothing(school: School, number: int) -> None:
    does(school, number, "start")
    office, room = at(school, number, 1)
    stage = school.app.state.window.stage.under(office)
    case = take_next(office, room=room)
    noting.guess(stage, case.id, 65, room=room)
    from eclear.casefile.scenario import Side

    noting.note_evidence(stage, "invoice-price", Side.AGAINST, "Far below the others.", room=room)
    html = school.instructor.get(f"/exercises/{number}/seats/{room}")
    page = visible(html)
    assert case.number and case.number in page and "65 of 100" in page and "Timeline" in page
    assert "Invoice: price , against the declaration Far below the others." in page and "Papers that are there Invoice" in page
    assert '<form method="post" action="/cases' not in html and "Look only." in page
    assert school.instructor.client.get(f"/exercises/{number}/seats/open").status_code == 404


def test_the_marks_come_with_the_end_and_are_had_as_a_table(school: School, number: int) -> None:
    does(school, number, "start")
    assert "The marks come when the exercise has ended." in visible(console(school, number, "/results"))
    does(school, number, "end", sure="yes")
    page = visible(console(school, number, "/results"))
    assert "Decision / 35" in page and "Amara" in page and "Average" in page
    table = school.instructor.client.get(f"/exercises/{number}/results?sheet=csv").content.decode("utf-8-sig").splitlines()
    assert len(table) == 5 and table[0].startswith("Seat,Name,Variant,Mark,Decision / 35") and table[1].startswith("01,Amara,")
    school.instructor.client.cookies.set("view", "projector")
    hidden = school.instructor.client.get(f"/exercises/{number}/results?sheet=csv").content.decode("utf-8-sig")
    assert "Amara" not in hidden and "Amara" not in console(school, number, "/results")


def test_an_open_console_hears_only_of_what_changed(school: School, number: int) -> None:
    does(school, number, "start")
    told = {"en": 0}

    def look() -> ConsolePage:
        told["en"] += 1
        return pages[min(told["en"], len(pages)) - 1]

    window = school.app.state.window
    receive(Visit(school.room, Seated(Person("teacher", (), (Post(Role.INSTRUCTOR),)), Post(Role.INSTRUCTOR)), "t"))
    pages = [shown(school, number)]
    school.seats[0].enters()
    school.seats[0].get("/play")
    pages += [pages[0], shown(school, number)]
    parts = changes(window, look)
    version, html = parts(0) or (0, "")
    assert version == 1 and html.count("hx-swap-oob") == 4 + len(pages[0].seats) and "outerMorph" in html
    assert parts(version) is None, "nothing happened"
    version, html = parts(version) or (0, "")
    assert (
        version == 2
        and 'id="seat-1"' in html
        and 'id="seat-2"' not in html
        and 'id="figures"' in html
        and 'id="verbs"' not in html
    )


def test_another_class_is_not_there(school: School, number: int) -> None:
    other = school_of(school.office, school.packs._folder, "class-2").instructor
    for path in (f"/exercises/{number}", f"/exercises/{number}/results", f"/exercises/{number}/live"):
        assert other.client.get(path).status_code == 404
    assert other.post(f"/exercises/{number}/start").status_code == 404
    assert exercise(school.office, school.room, number).phase is Phase.READY


def test_the_instructor_is_led_there(school: School) -> None:
    who = Visit("class-1", Seated(Person("teacher", (), (Post(Role.INSTRUCTOR),)), Post(Role.INSTRUCTOR)), "t")
    assert [place.path for place in places(who)][:2] == ["/class", "/exercises"]
    assert page_said("/cases/7/live") == "Reads a case" and page_said("/nowhere") == ""
