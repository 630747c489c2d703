"""A trainee's exercise: into the play and back, the story and the papers, evidence, the estimate before the score, handing in."""

from __future__ import annotations

import html
import re

import pytest
from pack_making import made
from tests_shared import sound
from web_desks import questions
from web_playing import HOME, School, Trainee, school

from eclear.casefile.person import Post, Role
from eclear.casefile.scenario import Mode
from eclear.clearance import Office, submit
from eclear.training.people import enrol
from eclear.training.playing import playing
from eclear.web.gates import GATES
from eclear.web.in_play import IN_PLAY, TOLD_IN_PLAY
from eclear.web.persons import called


@pytest.fixture
def ready(office: Office) -> School:
    """An exercise that is open and not started yet."""
    return school(office)


@pytest.fixture
def running(ready: School) -> School:
    ready.start()
    return ready


@pytest.fixture
def ada(running: School) -> Trainee:
    """A trainee who is in her play."""
    trainee = running.trainee("ada")
    assert trainee.enter().status_code == 303
    return trainee


def words(text: str) -> str:
    body = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def test_a_trainee_finds_her_exercise_and_goes_into_it_and_back(ready: School) -> None:
    ada = ready.trainee("ada")
    page = ada.get("/exercise").text
    assert "Watches at a low price" in page and ready.exercise.opened.seal in page and "Not begun" in page
    assert '<a href="/exercise" aria-current="page">Exercise</a>' in page
    came = ada.enter()
    assert came.headers["location"] == "/play" and "seat" in came.cookies
    assert ada.get("/exercise", follow_redirects=False).headers["location"] == "/play", "in the play that is its page"
    page = ada.get("/play").text
    assert "Watches at a low price" in page and "USD 6" in page and "Not begun" in words(page)
    assert ready.seating("ada").room in page and HOME not in words(page)
    back = ada.leave()
    assert back.headers["location"] == "/exercise" and ada.get("/play", follow_redirects=False).headers["location"] == "/exercise"
    assert ada.enter().status_code == 303, "leaving ends nothing"


def test_who_has_no_exercise_is_told_so_and_is_in_no_play(ready: School, office: Office) -> None:
    enrol(office, HOME, "eve", ("Eve",), (Post(Role.OFFICER),))
    eve = ready.trainee("eve")
    assert "No exercise is open for you" in eve.get("/exercise").text
    refused = eve.post("/exercise/enter")
    assert refused.status_code == 409 and "No exercise waits for you" in refused.text
    for form in ("/play/evidence", "/play/hint", "/play/finish", "/play/leave"):
        answer = eve.post(form, place="x", side="for", why="x")
        assert answer.status_code == 404, form
    assert eve.get("/api/play").status_code == 404 and eve.get("/play/papers/invoice").status_code == 404


def test_before_the_start_and_in_a_pause_one_reads_and_nobody_acts(ready: School) -> None:
    ada = ready.trainee("ada")
    ada.enter()
    assert "The instructor starts the exercise" in ada.get("/play").text
    noted = {"place": "invoice-price", "side": "against", "why": "It is low."}
    refused = ada.post("/play/evidence", **noted)
    assert refused.status_code == 409 and "not started yet" in refused.text and "It is low." in refused.text, (
        "nothing typed is lost"
    )
    ready.start()
    assert ada.post("/play/evidence", **noted).status_code == 303
    ready.pause()
    assert "Nobody can act until it goes on" in ada.get("/play").text and "Paused" in ada.get("/queue").text
    assert ada.post("/play/hint").status_code == 409 and ada.tell("/api/play/events", kind="hint-asked").status_code == 409
    ready.start()
    assert ada.post("/play/hint").status_code == 303
    ready.end()
    assert "the debrief is open there" in ada.get("/play").text
    assert ada.post("/play/finish").status_code == 409 and ada.post("/play/leave").status_code == 303


def test_the_strip_stands_above_every_desk_of_a_play_and_nowhere_else(running: School, ada: Trainee) -> None:
    for path in ("/play", "/queue", "/cases", "/manifest", "/law", f"/cases/{running.case_of('ada')}", "/nowhere"):
        page = ada.get(path).text
        assert page.index("ec-training") < page.index("ec-playstrip") < page.index("ec-header"), path
        assert '<a href="/play"><b>Watches at a low price</b></a>' in page and "Running" in page
    assert "ec-playstrip" not in running.trainee("ben").get("/exercise").text


def test_papers_are_read_and_each_place_on_them_is_cited_beside_it(running: School, ada: Trainee) -> None:
    paper = ada.get("/play/papers/invoice").text
    assert "Invoice: price" in paper and "Contract: price" not in paper
    assert ada.get("/play/papers/contract").status_code == 404, "it has not come yet"
    done = ada.post("/play/evidence", place="invoice-price", side="against", why="It is low.", paper="invoice")
    assert done.headers["location"] == "/play/papers/invoice#cite"
    assert "cited" in ada.get("/play/papers/invoice").text
    page = ada.get("/play").text
    assert "It is low." in page and "Against the declaration" in page
    refused = ada.post("/play/evidence", place="contract-price", side="against", why="I have not seen it.")
    assert refused.status_code == 409 and "cannot be cited now" in html.unescape(refused.text)
    assert ada.post("/play/evidence", place="invoice-price", side="for", why="I was wrong.").status_code == 303
    page = words(ada.get("/play").text)
    assert "I was wrong." in page and "It is low." not in page, "the later note replaces the earlier"
    assert ada.post("/play/evidence/strike", place="invoice-price").status_code == 303
    assert "You have cited nothing yet." in ada.get("/play").text


def test_what_comes_is_shown_with_its_papers_and_an_approach_goes_on_record(running: School, ada: Trainee) -> None:
    case = running.case_of("ada")
    assert ada.post("/queue/next").status_code == 303
    page = ada.get("/play").text
    assert "Nothing has come yet." in page and "Put an approach on record" not in page
    version = re.search(r'name="version" value="(\d+)"', ada.get(f"/cases/{case}").text)
    assert version
    asked = ada.post(f"/cases/{case}/decide", verb="request-documents", version=version[1], reason="Send the contract.")
    assert asked.status_code == 303
    running.jump(130)
    page = ada.get("/play").text
    assert "The importer sends papers" in page and '<a class="govuk-link" href="/play/papers/contract">' in page
    assert "agree on USD" in ada.get("/play/papers/contract").text
    assert ada.post("/play/approach", inject="papers", text="He asked me to hurry.").status_code == 303
    assert "He asked me to hurry." in ada.get("/play").text
    again = ada.post("/play/approach", inject="papers", text="Once more.")
    assert again.status_code == 409 and "on record already" in again.text


def test_guided_trainees_are_shown_the_next_step_and_hints_say_what_they_cost(running: School, ada: Trainee) -> None:
    page = words(ada.get("/play").text)
    assert "1 of 2: Say how likely it is that something is wrong." in page and "It costs 2 points of the mark." in page
    ada.post("/play/guess", case=running.case_of("ada"), chance="40")
    assert "2 of 2: Ask for documents." in words(ada.get("/play").text)
    ada.post("/play/hint")
    page = words(ada.get("/play").text)
    assert "An importer can be asked for the contract. Cost: 2 points" in page and "There are no further hints." in page
    assert ada.post("/play/hint").status_code == 409


def test_free_trainees_see_no_steps_and_ask_for_no_hints_and_practice_costs_nothing(office: Office) -> None:
    free = school(office, (("ada",),), mode=Mode.FREE)
    free.start()
    ada = free.trainee("ada")
    ada.enter()
    page = words(ada.get("/play").text)
    assert "Next step" not in page and "played without hints" in page and "Ask for a hint" not in page
    assert ada.post("/play/hint").status_code == 409


def test_practice_costs_nothing(office: Office) -> None:
    practice = school(office, (("ada",),), marked=False)
    practice.start()
    ada = practice.trainee("ada")
    ada.enter()
    assert "It costs nothing." in ada.get("/play").text
    ada.post("/play/hint")
    assert "Cost:" not in words(ada.get("/play").text)


SAYINGS = ("chance of an irregularity", "Median declaration", "Routed by rules alone", "the papers are asked for", "Risk scored")
"""What tells a score, its reasons or the cause of a lane."""


def scores(text: str, chance: float) -> list[str]:
    """Return what a page or an answer tells of a score."""
    figures = (f"{chance:.2f}", f"{chance:.4f}")
    return [one for one in SAYINGS if one in text] + [one for one in figures if re.search(rf"(?<![\d.,]){one}(?!\d)", text)]


def test_an_officer_gives_an_estimate_before_the_score_is_shown_anywhere(running: School, ada: Trainee) -> None:
    case = running.case_of("ada")
    with running.office.store.reading(running.seating("ada").room) as records:
        stands = records.case(case)
    assert stands and stands.score
    chance = stands.score.chance
    for path in (f"/cases/{case}", "/cases", "/queue", "/traders", "/manifest", "/cases?sheet=csv", "/queue?sheet=csv"):
        assert scores(ada.get(path).text, chance) == [], path
    page = ada.get(f"/cases/{case}").text
    assert 'action="/play/guess"' in page and "First your own estimate" in page
    told = ada.get(f"/api/cases/{case}").json()
    assert told["score"] is None and told["reasons"] == [] and told["guess_first"] is True
    late = ada.tell(f"/api/cases/{case}/events", kind="decided", verb="query", reason="Why?", version=1).json()
    assert late["status"] == 409 and scores(str(late["changes"]), chance) == []
    stale = ada.post(f"/cases/{case}/decide", verb="query", version="1", reason="Why?")
    assert stale.status_code == 409 and scores(stale.text, chance) == []
    assert ada.post("/play/guess", case=case, chance="101").status_code == 422
    done = ada.post("/play/guess", case=case, chance="35", onward="case")
    assert done.headers["location"] == f"/cases/{case}#why"
    page = ada.get(f"/cases/{case}").text
    assert len(scores(page, chance)) >= 3 and "/play/guess" not in page
    told = ada.get(f"/api/cases/{case}").json()
    assert told["score"] and "guess_first" not in told
    again = ada.post("/play/guess", case=case, chance="90")
    assert again.status_code == 409 and "The first one counts" in again.text
    assert "Your estimate: 35 in 100" in words(ada.get("/play").text)


def test_a_teammates_estimate_opens_the_score_for_both_and_no_other_team(office: Office) -> None:
    two = school(office, (("ada", "ben"), ("cleo",)))
    two.start()
    ada, ben, cleo = (two.trainee(id) for id in ("ada", "ben", "cleo"))
    for trainee in (ada, ben, cleo):
        trainee.enter()
    ada.post("/play/guess", case=two.case_of("ada"), chance="20")
    assert "chance of an irregularity" in ben.get(f"/cases/{two.case_of('ben')}").text
    assert "chance of an irregularity" not in cleo.get(f"/cases/{two.case_of('cleo')}").text


def test_outside_of_a_play_a_score_is_shown_as_ever(running: School, office: Office) -> None:
    case = submit(office, sound("OUTSIDE-1"), room=HOME).case
    assert case
    page = running.trainee("ada").get(f"/cases/{case.id}").text
    assert "chance of an irregularity" in page and "/play/guess" not in page


def test_a_desk_of_a_play_does_its_own_part_and_no_other_chairs(running: School, ada: Trainee) -> None:
    case = running.case_of("ada")
    page = ada.get(f"/cases/{case}").text
    assert 'value="carried-out"' not in page and "payment-failed" not in page
    for form, sent in (("cargo", {"report": "carried-out"}), ("payment-failed", {}), ("laboratory", {"sample": "1"})):
        assert ada.post(f"/cases/{case}/{form}", **sent).status_code in (404, 409), form
    for path in ("/class", "/watch", "/lab", "/exercises", "/watch/overrides.csv"):
        assert ada.get(path, follow_redirects=False).status_code == 404, path
    for kind, about in (("carried-out", {}), ("payment-failed", {}), ("doubt-answered", {"doubt": 1, "text": "So it is."})):
        refused = ada.tell(f"/api/cases/{case}/events", kind=kind, **about)
        assert refused.status_code == 409 and "is not for this desk to report" in refused.json()["detail"], kind
    nav = re.search(r'<nav class="ec-nav".*?</nav>', ada.get("/play").text, re.S)
    assert nav and '"/play"' in nav[0] and '"/watch"' not in nav[0]
    assert set(IN_PLAY) <= set(GATES) and all(roles <= set(Role) for roles in TOLD_IN_PLAY.values())
    assert all((GATES[route] or set()) >= roles for route, roles in IN_PLAY.items()), "a play opens nothing"


def test_another_team_finds_nothing_of_a_play_and_its_goods_are_shown_to_nobody_else(running: School, ada: Trainee) -> None:
    ben = running.trainee("ben")
    ben.enter()
    case, room = running.case_of("ada"), running.seating("ada").room
    ada.post("/play/evidence", place="invoice-price", side="against", why="CANARY-OF-ADA")
    assert "CANARY-OF-ADA" not in ben.get("/play").text
    with running.office.store.reading(room) as records:
        row = records.row(case)
    assert row and row.number
    assert ada.get(f"/status/{row.number}").status_code == 200
    page = ada.get("/r/open/status/NOTHING").text
    assert "ec-playstrip" not in page, "another room is none of her play"
    for stranger in (ben, running.trainee("cleo"), running.trainee("dan")):
        assert stranger.get(f"/r/{room}/status/{row.number}").status_code == 404


def test_what_eclear_plays_is_called_eclear_and_its_ids_are_told_to_nobody(running: School, ada: Trainee) -> None:
    case = running.case_of("ada")
    with running.office.store.reading(running.seating("ada").room) as records:
        signed = {event.person for event in records.log() if event.person}
    assert signed and all(person.startswith("eclear.") for person in signed)
    version = ada.tell(f"/api/cases/{case}/events", kind="decided", verb="query", reason="Why?", version=1)
    seen = [
        version.text,
        *(ada.get(path).text for path in ("/play", f"/cases/{case}", "/traders", "/manifest", "/api/play", "/queue")),
    ]
    assert not [text for text in seen if "eclear." in re.sub(r"eclear\.css|eclear\.js|/eclear\.", "", text)]


def test_a_signature_is_called_eclear_and_a_named_person_of_the_story_keeps_his_id() -> None:
    assert called("eclear.0123456789abcdef") == "eclear" and called("ada") == "ada"
    assert called("eclear.junpark") == "eclear.junpark", "a supervisor gives cases to him, and takes them from him"


def test_programs_are_told_of_a_play_what_its_page_shows_and_report_what_its_forms_do(running: School, ada: Trainee) -> None:
    told = ada.get("/api/play").json()
    assert told["title"] == "Watches at a low price" and told["state"] == "running" and told["desk"] == "officer"
    assert [paper["id"] for paper in told["papers"]] == ["invoice"] and told["papers"][0]["rows"][0][0] == "Price"
    assert {place["id"] for place in told["places"]} == {"invoice-price", "peer-prices"}
    assert told["cases"]["main"]["case"] == running.case_of("ada") and told["next_step"]["number"] == 1
    case = told["cases"]["main"]["case"]
    assert ada.tell("/api/play/events", kind="guessed", case=case, chance=40).json()["cases"]["main"]["estimate"] == 40
    noted = ada.tell("/api/play/events", kind="evidence-noted", place="peer-prices", side="for", why="They vary.").json()
    assert noted["notes"] == [{"place": "peer-prices", "side": "for", "why": "They vary."}]
    assert ada.tell("/api/play/events", kind="evidence-struck", place="peer-prices").json()["notes"] == []
    assert ada.tell("/api/play/events", kind="hint-asked").json()["hints"][0]["cost"] == 2
    refused = ada.tell("/api/play/events", kind="approach-reported", inject="papers", text="Nobody called.")
    assert refused.status_code == 409 and "No message of this name has come" in refused.json()["detail"]
    assert ada.tell("/api/play/events", kind="told-the-truth").status_code == 422
    assert ada.tell("/api/play/events", kind="play-finished").json()["finished"] is True
    assert ada.tell("/api/play/events", kind="play-finished").status_code == 409


def test_who_has_handed_in_waits_for_the_debrief_and_finds_her_mark_in_the_class(running: School, ada: Trainee) -> None:
    assert ada.post("/play/finish").status_code == 303
    page = ada.get("/play").text
    assert "The debrief comes when the instructor ends the exercise" in page and 'action="/play/finish"' not in page
    assert "Handed in" in ada.get("/queue").text
    ada.leave()
    assert "You have handed in" in ada.get("/exercise").text and "of 100" not in ada.get("/exercise").text
    running.end()
    page = ada.get("/exercise").text
    assert f'href="/debrief/{running.number}"' in page and re.search(r"\d+ of 100", words(page))
    with running.office.store.reading(running.seating("ada").room) as records:
        play = playing(records)
    assert play and play.finished


def trader_first() -> dict[str, bytes]:
    """The pack with its declaration for the trainee to lodge, and the trader's chair before the officer's."""
    files = made()
    text = files["scenario.toml"].decode()
    text = text.replace('chairs = ["officer"]', 'chairs = ["trader:43550", "officer"]')
    text = text.replace('message = "messages/main.xml"\n', 'message = "messages/main.xml"\ndraft = true\n')
    text = re.sub(r'\[\[given\]\]\nkind = "lodged"\nabout = "main"\nafter = "-30 min"\n', "", text)
    return files | {"scenario.toml": text.encode()}


def test_the_trader_of_a_play_begins_with_the_declaration_that_is_ready_and_the_officer_sees_it_then(office: Office) -> None:
    both = school(office, (("ada",), ("ben",)), files=trader_first())
    both.start()
    ada = both.trainee("ada")
    ada.enter()
    page = ada.get("/play").text
    assert "Ready to lodge" in page and "you sit here" in page and "Your estimate" not in page
    assert "Say how likely it is" in page and "Go there" not in page, "that step is done at her other chair"
    lodging = ada.get("/lodge").text
    assert "Ready to lodge" in lodging and "Something to try" not in lodging
    begun = ada.post("/play/draft", name="main")
    assert begun.headers["location"].startswith("/lodge/form/") and ada.get(begun.headers["location"]).status_code == 200
    assert ada.tell("/api/play/events", kind="guessed", case="1", chance=1).status_code == 409, "an estimate is the officer's"
    lodged = ada.post("/play/lodge", name="main")
    assert lodged.status_code == 303 and lodged.headers["location"].startswith("/mine/")
    assert ada.post("/play/lodge", name="main").status_code == 409 and "Ready to lodge" not in ada.get("/play").text
    ada.sit("officer")
    assert ada.post("/queue/next").status_code == 303
    case = both.case_of("ada")
    assert ada.get("/play").text.count(f"/cases/{case}") >= 1 and "Give your estimate" in ada.get("/play").text
    done = decided(ada, case, "request-documents", "Send the contract.")
    assert done == 303, "in a play one decides as the officer what one lodged as the trader"
    other = both.trainee("ben")
    other.enter()
    assert other.get("/api/play").json()["drafts"][0]["message"].startswith("<?xml")


def decided(trainee: Trainee, case: str, verb: str, reason: str) -> int:
    version = re.search(r'name="version" value="(\d+)"', trainee.get(f"/cases/{case}").text)
    assert version
    return trainee.post(f"/cases/{case}/decide", verb=verb, version=version[1], reason=reason).status_code


def test_an_open_page_of_a_play_is_told_what_comes_and_that_it_is_paused(running: School, ada: Trainee) -> None:
    page = ada.get("/play").text
    version = re.search(r"/play/live\?version=(\d+)", page)
    assert version
    before = int(version[1])
    running.pause()
    after = re.search(r"/play/live\?version=(\d+)", ada.get("/play").text)
    assert after and int(after[1]) > before, "a pause changes the page too"


def test_the_pages_of_a_play_ask_fifteen_questions_at_most(running: School, ada: Trainee) -> None:
    """Three more than elsewhere: how the exercise stands, for the strip, and which scenario it is."""
    counts = {}
    for path in (
        "/play",
        "/queue",
        "/cases",
        f"/cases/{running.case_of('ada')}",
        "/manifest",
        "/play/papers/invoice",
        "/api/play",
    ):
        with questions(running.office) as asked:
            assert ada.get(path).status_code == 200
        counts[path] = len(asked)
    assert {path: count for path, count in counts.items() if count > 15} == {}
