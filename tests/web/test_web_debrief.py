"""The debrief on the pages: closed to all until the exercise has ended, then one's own to each, and all to the instructor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path

import pytest
from class_making import Class, a_class
from debrief_making import EXPERT, IDLE, PASSES, STOPS, Over, begun, over, play_all
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_databases import Databases
from tests_shared import Clock
from web_desks import questions
from web_exercises import visible

from eclear.casefile.exercise import Exercise
from eclear.casefile.person import Post, Role, Seated
from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.settings import Settings
from eclear.storage import Login
from eclear.training.exercises import end, exercise, reset
from eclear.training.people import HOURS_IN, digest, enrol, form_token
from eclear.training.sealing import verify
from eclear.wco import Schemas
from eclear.web.app import create_app

ADDRESS = "http://127.0.0.1:8417"
ROOM = "harbour"
MOST = 12
_tokens = count(1)
CLOSED = "The key opens when the instructor ends the exercise."


class Browser:
    """Somebody's browser in the room of the class."""

    def __init__(self, app: FastAPI, office: Office, id: str, room: str = ROOM, language: str = "en") -> None:
        self.client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False)
        self.client.cookies.set("lang", language)
        token = f"token {next(_tokens)}"
        with office.store.people(writing=True) as people:
            person = people.person(room, id)
            assert person
            login = Login(room, Seated(person, person.posts[0]), office.clock() + timedelta(hours=HOURS_IN))
            people.come_in(digest(token), login, office.clock())
        self.client.cookies.set("seat", token)
        self.seal = form_token(token)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, visible(answer.text)[:300])
        return answer.text

    def said(self, path: str, status: int = 200) -> str:
        return visible(self.get(path, status))

    def post(self, path: str, status: int = 303, **given: str) -> str:
        answer = self.client.post(path, data={"seal": self.seal} | given)
        assert answer.status_code == status, (path, answer.status_code, visible(answer.text)[:300])
        return visible(answer.text)


def an_office(folder: Path, databases: Databases, schemas: Schemas, model: Model, clock: Clock) -> Office:
    return Office(store=databases.open(folder), schemas=schemas, model=model, clock=clock, seed="tests")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, model: Model) -> Iterator[Over]:
    folder, clock = tmp_path_factory.mktemp("over"), Clock()
    office = an_office(folder, databases, schemas, model, clock)
    group = a_class(office, folder)
    for seat, name in zip((EXPERT, PASSES, STOPS, IDLE), ("Amara", "Bertil", "Chiamaka", "Dario"), strict=True):
        enrol(office, ROOM, seat, [name], [Post(Role.OFFICER)])
    yield over(group, clock)
    office.store.close()


@pytest.fixture(scope="module")
def app(ended: Over) -> FastAPI:
    return create_app(ended.group.office, Settings(people=True))


@pytest.fixture
def running(
    tmp_path: Path, databases: Databases, schemas: Schemas, model: Model
) -> Iterator[tuple[Class, Clock, Exercise, FastAPI]]:
    clock = Clock()
    office = an_office(tmp_path, databases, schemas, model, clock)
    group = a_class(office, tmp_path)
    yield group, clock, begun(group, rankings=True), create_app(office, Settings(people=True))
    office.store.close()


def test_a_trainee_sees_what_was_true_how_he_decided_and_every_point_of_his_mark(ended: Over, app: FastAPI) -> None:
    page = Browser(app, ended.group.office, EXPERT).said("/debrief/1")
    assert "You decided rightly. Every cue was cited." in page
    assert "Decision 결정 As the key has it 35/35" in page and "2 of 2 cues cited 25/25" in page
    assert "100 of 100 points. No critical miss. Time is never marked." in page
    assert "Documents were asked for. Documents requested, Mon 09:03. 10/10" in page
    assert "Unchanged since" in page and "Amara" in page
    stops = Browser(app, ended.group.office, STOPS).said("/debrief/1")
    assert "Your decision was not the right one. 2 cues were missed." in stops
    assert "Prices of other importers Cited against the declaration, Mon" in stops and "-5" in stops
    assert "It was not done in this play." in stops and "it did not come in this play" in stops


def test_the_same_case_decided_otherwise_stands_in_a_table_with_ones_own_first(ended: Over, app: FastAPI) -> None:
    page = unescape(Browser(app, ended.group.office, EXPERT).get("/debrief/1"))
    table = page.split('<table class="govuk-table ec-compare ec-twins">')[1].split("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr>")[1:]]
    assert rows[0][1:] == ["You", "Pass everything", "Hold everything", "As the key has it"]
    assert [row[0] for row in rows[1:]] == ["Duty and taxes assessed", "Goods stood still for", "Harm", "Mark"]
    assert rows[2][3] == "Until the end" and rows[4][1] == rows[4][4] == "100 of 100"


def test_a_guess_stands_beside_the_model_and_the_truth_in_words(ended: Over, app: FastAPI) -> None:
    page = Browser(app, ended.group.office, STOPS).said("/debrief/1")
    guilty = int(ended.variant(STOPS).truth.guilty)
    assert "You said 0.90. The model said 0.0" in page and f"The truth was {guilty}." in page
    assert "Too few guesses to show a habit. This is not marked." in page
    assert "No guess was given in this play." in Browser(app, ended.group.office, IDLE).said("/debrief/1")


def test_the_replay_has_every_moment_as_a_list_without_a_script_and_cues_on_the_picture(ended: Over, app: FastAPI) -> None:
    page = Browser(app, ended.group.office, EXPERT).get("/debrief/1")
    lines = page.split('id="replay-lines"')[1].split("</ol>")[0].count("<li>")
    assert lines == 10 and f'max="{lines - 1}"' in page
    assert page.count('<path class="fill"') == 2 and page.count('<path class="miss"') == 0
    assert 'aria-label="Replay. Cues: Mon 09:00, Mon 11:' in page
    assert '<div id="replay-scrub" hidden>' in page and '<details class="govuk-details ec-nomb" id="replay-list" open>' in page
    missed = Browser(app, ended.group.office, STOPS).get("/debrief/1")
    assert missed.count('<path class="miss"') == 1, "the other cue never came in this play"


def test_nobody_sees_the_play_or_the_name_of_another_but_the_instructor(ended: Over, app: FastAPI) -> None:
    office, teacher = ended.group.office, Browser(app, ended.group.office, "ines")
    for seat in (EXPERT, PASSES, STOPS, IDLE):
        trainee = Browser(app, office, seat)
        page = trainee.said("/debrief/1")
        names = {"Amara", "Bertil", "Chiamaka", "Dario"}
        assert len([name for name in names if name in page]) == 1 and "Ranking" not in page
        trainee.get("/exercises/1/debrief", 404)
        trainee.get(f"/exercises/1/debrief/{ended.room(EXPERT)}", 404)
        said = "Nothing was decided." if seat == IDLE else "decision was"
        assert said in teacher.said(f"/exercises/1/debrief/{ended.room(seat)}")
    teacher.get("/debrief/1", 404)
    teacher.get("/exercises/1/debrief/elsewhere", 404)
    teacher.get("/exercises/99/debrief", 404)
    together = teacher.said("/exercises/1/debrief")
    assert all(name in together for name in ("Amara", "Bertil", "Chiamaka", "Dario"))
    assert "4 plays. Decided rightly: " in together and "Invoice: price 3 of 4" in together and "Ranking" not in together


def test_another_class_finds_nothing(ended: Over, app: FastAPI) -> None:
    office = ended.group.office
    office.enter("elsewhere")
    enrol(office, "elsewhere", "other-teacher", ["Other"], [Post(Role.INSTRUCTOR)])
    stranger = Browser(app, office, "other-teacher", "elsewhere")
    for path in ("/exercises/1/debrief", f"/exercises/1/debrief/{ended.room(EXPERT)}", "/debrief/1", "/exercises/1/key.json"):
        stranger.get(path, 404)


def test_the_key_can_be_taken_by_all_and_is_the_one_that_was_sealed(ended: Over, app: FastAPI) -> None:
    for who in (IDLE, "ines"):
        answer = Browser(app, ended.group.office, who).client.get("/exercises/1/key.json")
        assert answer.headers["content-type"] == "application/json" and "attachment" in answer.headers["content-disposition"]
        assert verify(answer.text, ended.exercise.opened.seal)


def test_before_the_end_the_key_is_closed_to_everybody_and_no_word_of_it_is_told(
    running: tuple[Class, Clock, Exercise, FastAPI],
) -> None:
    group, clock, opened, app = running
    play_all(group, clock, opened)
    secret = set()
    for variant in group.scenario.variants:
        truth = variant.truth
        words = (truth.right_action, truth.harm, truth.explanation, *truth.violations)
        secret |= {text["en"] for text in (*words, *(c.title for c in truth.cues), *(e.title for e in truth.expectations))}
    for who in (EXPERT, STOPS, "ines"):
        browser = Browser(app, group.office, who)
        paths = ["/debrief/1"] if who != "ines" else ["/exercises/1/debrief", f"/exercises/1/debrief/{opened.plays[0].room}"]
        for path in paths:
            page = browser.said(path)
            assert CLOSED in page and not [text for text in secret if text in page]
        closed = browser.said("/exercises/1/key.json", 404)
        assert "salt" not in closed and not [text for text in secret if text in closed]
    browser = Browser(app, group.office, STOPS)
    assert "still runs" in browser.post("/debrief/1/contest", 409, part="decision", text="Why?")
    teacher = Browser(app, group.office, "ines")
    room = opened.plays[0].room
    assert "still runs" in teacher.post(f"/exercises/1/debrief/{room}/override", 409, part="money", points="3", reason="So.")


def test_a_mark_is_contested_answered_and_changed_and_all_of_it_stands_on_the_page(
    running: tuple[Class, Clock, Exercise, FastAPI],
) -> None:
    group, clock, opened, app = running
    play_all(group, clock, opened)
    over = end(group.stage, group.room, 1)
    seating = over.of(STOPS)
    assert seating
    trainee, teacher = Browser(app, group.office, STOPS), Browser(app, group.office, "ines")
    refused = trainee.post("/debrief/1/contest", 422, part="steps", text="  ")
    assert "This was not done" in refused and "Say why you contest" in refused
    trainee.post("/debrief/1/contest", part="steps", text="<b>The form</b> was {{ closed }}.")
    page = trainee.get("/debrief/1")
    assert "&lt;b&gt;The form&lt;/b&gt; was {{ closed }}." in page and "Waits for the instructor" in page
    place = f"/exercises/1/debrief/{seating.room}"
    assert "contested" in teacher.said("/exercises/1/debrief") and "Answer the contest" in teacher.said(place)
    teacher.post(f"{place}/answer", part="steps", text="The form was open at 10:00.")
    assert "Answered The form was open at 10:00." in trainee.said("/debrief/1")
    for given in ({"points": "9", "reason": ""}, {"points": "many", "reason": "So."}, {"points": "26", "reason": "So."}):
        assert "This was not done" in teacher.post(f"{place}/override", 422, part="steps", **given)
    before = re.search(r"Your mark (\d+) of 100", trainee.said("/debrief/1"))
    teacher.post(f"{place}/override", part="steps", points="9", reason="The screen was down.")
    told = trainee.said("/debrief/1")
    after = re.search(r"Your mark (\d+) of 100", told)
    assert before and after and int(after[1]) == int(before[1]) + 9
    assert "9 points given by Ines" in told and "The screen was down." in told and "9/25" in told
    assert exercise(group.office, group.room, 1).overrides


def test_a_play_that_was_reset_can_be_looked_at_and_its_mark_changed_no_more(
    running: tuple[Class, Clock, Exercise, FastAPI],
) -> None:
    group, clock, opened, app = running
    play_all(group, clock, opened)
    gone = opened.of(STOPS)
    assert gone
    reset(group.stage, group.room, 1, gone.room, "The seat went out.")
    end(group.stage, group.room, 1)
    teacher, place = Browser(app, group.office, "ines"), f"/exercises/1/debrief/{gone.room}"
    page = teacher.said(place)
    assert "reset by the instructor; it does not count" in page and "Held Mon" in page and "Give these points" not in page
    teacher.post(f"{place}/override", 404, part="money", points="3", reason="So.")
    assert "You decided nothing." in Browser(app, group.office, STOPS).said("/debrief/1"), "his play is the new one"


def test_a_ranking_is_shown_only_where_it_was_switched_on(running: tuple[Class, Clock, Exercise, FastAPI]) -> None:
    group, clock, opened, app = running
    play_all(group, clock, opened)
    end(group.stage, group.room, 1)
    page = Browser(app, group.office, IDLE).said("/debrief/1")
    assert "Ranking 1. seat-01 100" in page and "Your instructor has switched the ranking on." in page


def test_the_pages_speak_the_readers_language_as_far_as_the_pack_does(ended: Over, app: FastAPI) -> None:
    page = Browser(app, ended.group.office, EXPERT, language="fr").said("/debrief/1")
    assert "[fr] Watches at a low price" in page and "[fr] WTO Valuation Agreement" in page


def test_a_debrief_asks_twelve_questions_at_most(ended: Over) -> None:
    office = ended.group.office
    app = create_app(office, Settings(people=True))
    own, teacher = Browser(app, office, PASSES), Browser(app, office, "ines")
    pages = ((own, "/debrief/1"), (teacher, "/exercises/1/debrief"), (teacher, f"/exercises/1/debrief/{ended.room(STOPS)}"))
    for browser, path in pages:
        with questions(office) as asked:
            browser.get(path)
        assert len(asked) <= MOST, (path, asked)
