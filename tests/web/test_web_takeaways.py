"""What one takes home on the pages: one's own to each, all to the instructor, certificates to who has the number."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from class_making import Class, a_class
from debrief_making import EXPERT, IDLE, PASSES, STOPS, Over, begun, over, play_all
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from pypdf import PdfReader
from test_web_debrief import ADDRESS, MOST, ROOM, Browser, an_office
from tests_databases import Databases
from tests_shared import Clock
from web_desks import questions
from web_exercises import visible

from eclear.casefile.person import Post, Role
from eclear.casefile.scenario import Part
from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.settings import Settings
from eclear.training import competence
from eclear.training.exercises import end, exercise, override_mark
from eclear.training.knowledge import Which, right_option, ways
from eclear.training.people import enrol
from eclear.wco import Schemas
from eclear.web.app import create_app

NAMES = {EXPERT: "Amara Diallo", PASSES: "김보라", STOPS: "Chloé Lefèvre", IDLE: "Dario"}


@pytest.fixture
def school(tmp_path: Path, databases: Databases, schemas: Schemas, model: Model) -> Iterator[tuple[Class, Clock, FastAPI]]:
    clock = Clock()
    office = an_office(tmp_path, databases, schemas, model, clock)
    office.enter("open")  # where who has not come in looks into, as on every server
    group = a_class(office, tmp_path)
    for seat, name in NAMES.items():
        enrol(office, ROOM, seat, [name], [Post(Role.OFFICER)])
    yield group, clock, create_app(office, Settings(people=True))
    office.store.close()


@pytest.fixture
def ended(school: tuple[Class, Clock, FastAPI]) -> Over:
    group, clock, _app = school
    return over(group, clock)


@pytest.fixture
def app(school: tuple[Class, Clock, FastAPI]) -> FastAPI:
    return school[2]


def answers(person: str, which: Which, wrong: int = 0) -> dict[str, str]:
    ids = ways(person, which)
    return {id: str(right_option(id) % 3 + 1 if number < wrong else right_option(id)) for number, id in enumerate(ids)}


def issued(teacher: Browser, person: str, name: str = "") -> str:
    """Issue a certificate, and return its number."""
    teacher.post("/class/certificates", person=person, name=name)
    numbers: list[str] = re.findall(r"/certificates/([A-Z0-9]{12})\.pdf", teacher.get(f"/record/{person}"))
    return numbers[-1]


def printed(browser: Browser, path: str) -> tuple[bytes, str]:
    """Return a PDF, and its text in one line."""
    answer = browser.client.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf", (path, answer.text[:300])
    pages = PdfReader(BytesIO(answer.content)).pages
    return answer.content, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_before_the_exercise_has_ended_no_page_says_anything_of_it(school: tuple[Class, Clock, FastAPI]) -> None:
    group, clock, app = school
    play_all(group, clock, begun(group))
    for who, paths in ((EXPERT, ("/record", "/plan")), ("ines", ("/results", f"/record/{EXPERT}", "/results?part=donor"))):
        browser = Browser(app, group.office, who)
        for path in paths:
            page = browser.said(path)
            assert "100 of 100" not in page and group.scenario.title["en"] not in page and "Value" not in page, path
    teacher = Browser(app, group.office, "ines")
    assert teacher.client.get("/results/xapi.json").json() == []
    refused = teacher.post("/class/certificates", 422, person=EXPERT, name="Amara D.")
    assert "has finished no marked exercise yet" in refused
    end(group.stage, ROOM, 1)
    assert "100 of 100" in Browser(app, group.office, EXPERT).said("/record")
    assert len(teacher.client.get("/results/xapi.json").json()) == 6


def test_a_record_is_ones_own_and_the_instructors(ended: Over, app: FastAPI) -> None:
    office = ended.group.office
    page = Browser(app, office, EXPERT).said("/record")
    assert "Amara Diallo" in page and "Value 1 exercise 100 of 100 Shown" in page and "Issue a certificate" not in page
    assert not [name for name in NAMES.values() if name in page and name != "Amara Diallo"]
    own = Browser(app, office, STOPS)
    assert "To begin" in own.said("/record") and 'href="/debrief/1"' in own.get("/record")
    for path in (f"/record/{EXPERT}", f"/record/{STOPS}", "/results", "/results/xapi.json"):
        own.get(path, 404)
    teacher = Browser(app, office, "ines")
    page = teacher.get(f"/record/{EXPERT}")
    assert f"/exercises/1/debrief/{ended.room(EXPERT)}" in page and 'value="Amara Diallo"' in page
    assert "Nothing yet" in teacher.said(f"/record/{IDLE}"), "who did nothing has shown nothing"
    teacher.get("/record/nobody", 404)
    office.enter("elsewhere")
    enrol(office, "elsewhere", "other", ["Other"], [Post(Role.INSTRUCTOR)])
    stranger = Browser(app, office, "other", "elsewhere")
    stranger.get(f"/record/{EXPERT}", 404)
    assert "Amara" not in stranger.said("/results") and stranger.client.get("/results/xapi.json").json() == []


def test_an_override_changes_the_record_and_the_results(ended: Over, app: FastAPI) -> None:
    office = ended.group.office
    own, teacher = Browser(app, office, PASSES), Browser(app, office, "ines")
    before = re.search(r"(\d+) of 100", own.said("/record"))
    override_mark(office, ROOM, 1, ended.room(PASSES), Part.DECISION, 35, "He explained it.")
    after = re.search(r"(\d+) of 100", own.said("/record"))
    assert before and after and after[1] != before[1] and f"김보라 {after[1]}" in teacher.said("/results")


def test_the_tests_are_taken_once_and_the_right_options_are_told_after_the_second(ended: Over, app: FastAPI) -> None:
    own = Browser(app, ended.group.office, EXPERT)
    assert "Take the test before the course first." in own.said("/test/after") and "radio" not in own.get("/test/after")
    page = own.get("/test/before")
    assert page.count('type="radio"') == 48 and "checked" not in page
    given = answers(EXPERT, Which.BEFORE, wrong=4)
    left_out = ways(EXPERT, Which.BEFORE)[6]
    partly = {id: answer for id, answer in given.items() if id != left_out}
    refused = own.client.post("/test/before", data={"seal": own.seal} | partly)
    assert refused.status_code == 422 and "Question 7 of 16 has no answer" in unescape(refused.text)
    assert refused.text.count(" checked") == 15 and f'href="#{left_out}-1"' in refused.text, "what was chosen is kept"
    own.post("/test/before", 303, **given)
    page = own.said("/test/before")
    assert "12 of 16 right" in page and "The right options are told after the second test." in page
    assert page.count("your answer") == 16 and "your answer · right" not in page and "<b>right</b>" not in own.get("/test/before")
    assert "You have handed in this test already" in own.post("/test/before", 422, **given)
    own.post("/test/after", 303, **answers(EXPERT, Which.AFTER, wrong=1))
    for which, most in (("before", 12), ("after", 15)):
        page = own.get(f"/test/{which}")
        assert page.count("<b>right</b>") == 16 and visible(page).count("your answer · right") == most
    assert "After the course, 3 more were right than before." in own.said("/record")
    own.get("/test/between", 422)
    other = Browser(app, ended.group.office, PASSES)
    assert "not taken" in other.said("/record") and other.get("/test/before").count('type="radio"') == 48


def test_the_plan_begins_from_the_results_and_keeps_what_was_typed(ended: Over, app: FastAPI) -> None:
    own = Browser(app, ended.group.office, STOPS)
    page = unescape(own.get("/plan"))
    assert "Become sure in: Value." in page and "Look at these in every case: Invoice: price." in page
    assert "Missed most often" in page and "Invoice: price" in visible(page)
    assert "Your plan is not saved yet" in own.said("/plan.pdf", 404)
    refused = own.client.post("/plan", data={"seal": own.seal, "today": "Kept <b>as typed</b>", "step_1": "x" * 1001})
    assert refused.status_code == 422 and "First step: 1001 characters" in unescape(refused.text)
    assert "Kept &lt;b&gt;as typed&lt;/b&gt;" in refused.text and "x" * 1001 in refused.text
    own.post("/plan", today="Nous lisons\n{{ tout }} #panic()", who="상급자")
    page = own.get("/plan")
    assert "{{ tout }} #panic()" in page and "Become sure in" not in page
    body, words = printed(own, "/plan.pdf")
    assert body == printed(own, "/plan.pdf")[0]
    for text in ("Action plan", "{{ tout }} #panic()", "상급자", "Chloé Lefèvre", "Invoice: price", "Not an official document"):
        assert text in words, text
    assert "Action plan" not in Browser(app, ended.group.office, EXPERT).said("/plan.pdf", 404)


def test_a_certificate_is_issued_printed_and_checked_by_anybody_who_has_its_number(ended: Over, app: FastAPI) -> None:
    office = ended.group.office
    teacher = Browser(app, office, "ines")
    refused = teacher.client.post("/class/certificates", data={"seal": teacher.seal, "person": PASSES, "name": "n" * 81})
    assert refused.status_code == 422 and "81 characters" in refused.text and f'value="{"n" * 81}"' in refused.text
    number = issued(teacher, PASSES, "김보라 Çelik")
    public = TestClient(app, base_url=ADDRESS, follow_redirects=False)
    shown = public.get(f"/certificates?number={number[:4]}-{number[4:8].lower()}-{number[8:]}")
    words = visible(shown.text)
    assert shown.status_code == 200 and "Issued here, unchanged" in words and "김보라 Çelik" in words
    assert ended.group.scenario.title["en"] in words
    record = re.search(r"\d+:[0-9a-f]{64}", words)
    body, text = printed(teacher, f"/certificates/{number}.pdf")
    assert record and record[0] in text.replace(" ", "") and "김보라 Çelik" in text
    assert f"{ADDRESS}/certificates?number={number[:4]}-{number[4:8]}-{number[8:]}".replace("-", "") in text.replace(
        " ", ""
    ).replace("-", "")
    assert public.get(f"/certificates/{number}.pdf").content == body, "the same bytes for everybody, at any time"
    assert public.get("/certificates?number=ABCDEFGHJKLM").status_code == 404
    assert public.get("/certificates/ABCDEFGHJKMN.pdf").status_code == 404
    assert public.get("/certificates").status_code == 200 and "김보라" not in public.get("/certificates").text
    own = Browser(app, office, PASSES)
    assert f"/certificates/{number}.pdf" in own.get("/record")
    assert number not in Browser(app, office, EXPERT).get("/record")
    own.post("/class/certificates", 404, person=PASSES)


@pytest.mark.parametrize(("language", "title"), [("ko", "교육 수료증"), ("fr", "Certificate of training"), ("en", "교육 수료증")])
def test_papers_are_printed_in_the_readers_language_with_all_their_letters(
    ended: Over, app: FastAPI, language: str, title: str
) -> None:
    number = issued(Browser(app, ended.group.office, "ines"), EXPERT, "Zoë Brûlé 홍길동")
    reader = Browser(app, ended.group.office, EXPERT, language=language)
    body, words = printed(reader, f"/certificates/{number}.pdf")
    assert "Zoë Brûlé 홍길동" in words and "□" not in words and (language == "fr" or title in words)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(body)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts and all(re.match(r"/[A-Z]{6}\+", font) for font in fonts), "every letter is in the file"


def test_results_are_had_with_names_for_the_instructor_and_without_any_for_the_donor(ended: Over, app: FastAPI) -> None:
    office = ended.group.office
    for which in Which:
        for seat, wrong in ((EXPERT, 2), (PASSES, 6)):
            browser = Browser(app, office, seat)
            browser.post(f"/test/{which}", 303, **answers(seat, which, wrong if which is Which.BEFORE else 1))
    teacher = Browser(app, office, "ines")
    issued(teacher, EXPERT)
    page = teacher.said("/results")
    assert "seat-01 Amara Diallo 100 100 0 14 15 1" in page and "Dario" not in page
    assert "Right before the course 12 of 16" in page and "Right after it 15 of 16" in page and "Took both tests 2" in page
    table = list(csv.reader(StringIO(teacher.client.get("/results?sheet=csv").content.decode("utf-8-sig"))))
    assert ["seat-01", "Amara Diallo", "100", "100", "0", "14", "15", "1"] in table
    donor = teacher.client.get("/results?part=donor&sheet=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(donor)))
    for row in (["Seats with a result", "3"], ["Exercises ended", "1"], ["Gain", "3"], ["Certificates", "1"]):
        assert row in rows, row
    assert next(row for row in rows if row[:1] == ["1"])[2] == "3" and any(row[:2] == ["Value", "3"] for row in rows)
    shown = teacher.get("/results?part=donor")
    for secret in (*NAMES.values(), "seat-0", "Ines"):
        assert secret not in donor, secret
        assert secret not in shown.split("<main")[1].split("</main>")[0], secret
    book = load_workbook(BytesIO(teacher.client.get("/results?part=donor&sheet=xlsx").content))
    assert [sheet.title for sheet in book.worksheets] == ["Report", "Exercises", "Competencies"]


def test_a_pack_is_printed_for_trainees_without_its_key_and_for_the_facilitator_with_it(ended: Over, app: FastAPI) -> None:
    group = ended.group
    teacher = Browser(app, group.office, "ines")
    path = f"/exercises/packs/{group.scenario.digest}/paper.pdf"
    for variant in group.scenario.variants:
        truth = variant.truth
        body, words = printed(teacher, f"{path}?variant={variant.id}")
        assert body == printed(teacher, f"{path}?variant={variant.id}")[0]
        flat = words.replace(" ", "")
        secret = [truth.right_action, truth.explanation, truth.harm, *(cue.title for cue in truth.cues)]
        told = [text["en"].replace(" ", "") for text in secret if text]
        assert not [text for text in told if text in flat], variant.id
        later = [paper.title["en"] for paper in variant.papers if not paper.from_start]
        assert later and not [title for title in later if title in words]
        assert "Declaration main" in words and "Commodity code" in words and group.scenario.title["en"] in words
        keyed = printed(teacher, f"{path}?variant={variant.id}&key=1")[1].replace(" ", "")
        assert not [text for text in told if text not in keyed] and all(title.replace(" ", "") in keyed for title in later)
    Browser(app, group.office, EXPERT).get(path, 404)
    teacher.get(f"{path}?variant=z", 404)
    teacher.get(f"/exercises/packs/{'0' * 64}/paper.pdf", 404)
    page = teacher.get(f"/exercises/packs/{group.scenario.digest}")
    assert page.count("paper.pdf?variant=") == 4 and "key=1" not in page
    assert teacher.get(f"/exercises/packs/{group.scenario.digest}?facilitator=yes").count("key=1") == 4
    teacher.client.cookies.set("view", "projector")
    assert "stays closed" in teacher.said(f"{path}?key=1", 409)


def test_the_pages_lead_to_each_other(ended: Over, app: FastAPI) -> None:
    own, teacher = Browser(app, ended.group.office, EXPERT), Browser(app, ended.group.office, "ines")
    page = own.get("/exercise")
    assert all(f'href="{path}"' in page for path in ("/record", "/test/before", "/test/after", "/plan", "/debrief/1"))
    page = teacher.get("/class")
    assert 'href="/results"' in page and f'href="/record/{EXPERT}"' in page
    assert f'href="/record/{EXPERT}"' in teacher.get("/results") and 'href="/results/xapi.json"' in teacher.get("/results")


def test_no_page_of_a_play_leads_to_what_one_takes_home(school: tuple[Class, Clock, FastAPI]) -> None:
    group, _clock, app = school
    opened = begun(group)
    play = exercise(group.office, ROOM, opened.number).of(EXPERT)
    assert play
    inside = Browser(app, group.office, EXPERT, play.room)
    with group.office.store.transaction(writing=False) as connection:
        assert connection
    for path in ("/record", "/plan", "/test/before", "/results", "/certificates"):
        assert inside.client.get(path).status_code in (303, 404), path


def test_twelve_questions_at_most_however_many_exercises_the_class_has_played(ended: Over, app: FastAPI) -> None:
    group = ended.group
    for _each in range(2):
        over(group, ended.clock)
    number = issued(Browser(app, group.office, "ines"), EXPERT)
    fresh = create_app(group.office, Settings(people=True))
    own, teacher = Browser(fresh, group.office, STOPS), Browser(fresh, group.office, "ines")
    pages = (
        *((teacher, path) for path in ("/results", "/results?part=donor", "/results/xapi.json", f"/record/{EXPERT}")),
        *((own, path) for path in ("/record", "/plan", "/test/before", f"/certificates?number={number}")),
        (teacher, f"/certificates/{number}.pdf"),
    )
    competence._known.clear()
    for browser, path in pages:
        with questions(group.office) as asked:
            browser.client.get(path)
        assert len(asked) <= MOST, (path, asked)


def test_who_is_alone_and_belongs_to_no_class_has_no_record(office: Office) -> None:
    client = TestClient(create_app(office, Settings()), base_url=ADDRESS)
    for path in ("/record", "/plan", "/test/before", "/plan.pdf"):
        answer = client.get(path)
        assert answer.status_code == 404 and "Only who has come in to a class" in answer.text, path
    assert client.get("/results").status_code == 200
