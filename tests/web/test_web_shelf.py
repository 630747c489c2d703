"""The shelf: packs are looked at, sent, refused with every reason, tried, copied, opened for the class and taken away again."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pack_making import changed, laid_out, made, zip_of
from web_exercises import School, browser_of, school_of, visible, with_a_call

from eclear.casefile.exercise import Phase
from eclear.casefile.scenario import Mode
from eclear.clearance import Office
from eclear.settings import Settings
from eclear.training.exercises import exercise
from eclear.training.packs import PACKED
from eclear.training.people import form_token, furnish
from eclear.web.app import create_app


@pytest.fixture(scope="module")
def school(asked_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    school = school_of(asked_office, tmp_path_factory.mktemp("samples"))
    school.seat(4)
    yield school


@pytest.fixture(scope="module")
def digest(school: School) -> str:
    return school.packs.add(with_a_call()).digest


def send(school: School, body: bytes) -> tuple[int, str, str]:
    """Send a pack; returns the status, where it leads, and what the page says."""
    teacher = school.instructor
    answer = teacher.client.post(f"/exercises/packs?seal={form_token(teacher.token)}", files={"file": ("pack.zip", body)})
    return answer.status_code, answer.headers.get("location", ""), visible(answer.text)


def checked(school: School, where: str, seconds: float = 120) -> str:
    """Wait until a pack is checked; returns where its page leads then, or what it says."""
    deadline = time.monotonic() + seconds
    while True:
        told = school.instructor.client.get(f"{where}/progress").json()
        assert told["done"] <= told["total"]
        if told["ready"]:
            break
        assert time.monotonic() < deadline, told
        time.sleep(0.2)
    answer = school.instructor.client.get(where)
    return str(answer.headers.get("location") or visible(answer.text))


def test_a_pack_that_is_sent_is_played_by_four_players_before_it_stands_on_the_shelf(school: School) -> None:
    status, where, _said = send(school, zip_of(made()))
    assert status == 303 and where.startswith("/exercises/checks/")
    waiting = school.instructor.get(where)
    assert " plays" in waiting or "It begins." in waiting, visible(waiting)
    to = checked(school, where)
    assert to.startswith("/exercises?taken="), to
    page = visible(school.instructor.get(to))
    assert "The pack is on the shelf." in page and "Watches at a low price" in page and "30 minutes" in page
    assert "Value" in page and "Level 2" in page and "Français" in page


def test_a_pack_that_pays_a_habit_is_not_taken_and_says_by_whom(school: School) -> None:
    unfair = made()
    head, innocent = unfair["truth.toml"].decode().split("[innocent]", 1)
    asks = '{ kind = "decided", verb = "request-documents", about = "main", own = true }'
    innocent = innocent.replace(asks, asks.replace("request-documents", "pass"), 1).replace(
        '], after = { kind = "documents-supplied", about = "main" } }', "] }"
    )
    status, where, _said = send(school, zip_of(unfair | {"truth.toml": f"{head}[innocent]{innocent}".encode()}))
    assert status == 303
    said = checked(school, where)
    assert "its marks are not as they should be" in said and "This player scores 75; at most 50 is fair." in said


def test_every_fault_of_a_pack_is_told_with_file_line_and_remedy(school: School) -> None:
    wrong = changed("scenario.toml", 'title = "title"', 'title = "titel"')
    wrong["scenario.toml"] = wrong["scenario.toml"].replace(b"level = 2", b"level = 7")
    status, _where, said = send(school, zip_of(wrong))
    assert status == 422 and "The pack was refused, and nothing of it was kept." in said
    assert said.count("scenario.toml , line") >= 2 or said.count("scenario.toml, line") >= 2, said[:1500]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.toml", "The name leads out of the pack."),
        ("/etc/evil.toml", "The name is absolute."),
        ("watches/run.py", "Such a file has no place in a pack."),
    ],
)
def test_a_hostile_pack_is_refused_with_the_reason(school: School, name: str, said: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, body in made().items():
            archive.writestr(f"watches/{path}", body)
        archive.writestr(name, b"x = 1")
    status, where, page = send(school, buffer.getvalue())
    assert (status, where) == (422, "") and said in page


def test_what_is_too_large_or_no_zip_at_all_is_refused(school: School) -> None:
    assert "larger than 2 MiB" in send(school, b"PK" + b"x" * PACKED)[2]
    assert "no sound zip file" in send(school, b"not a zip")[2]
    assert "The file is empty." in send(school, b"")[2]


def test_a_story_is_only_text(school: School) -> None:
    files = changed("texts/en.toml", "Watches at a low price", "<script>alert(1)</script>")
    shown = school.packs.add(zip_of(files))
    page = school.instructor.client.get(f"/exercises/packs/{shown.digest}").text
    assert "<script>alert(1)</script>" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_key_is_only_on_the_facilitators_page_and_never_in_the_projector_view(school: School, digest: str) -> None:
    secret = "Doubt the value in writing, hear the importer, set the value of the contract."
    plain = school.instructor.get(f"/exercises/packs/{digest}")
    assert "Sigyetap Watch Shop declares watches for USD 6000.00." in plain and "Invoice" in plain
    assert secret not in plain and "What the contract says of the price." not in plain and "Under seal" not in plain
    opened = visible(school.instructor.get(f"/exercises/packs/{digest}?facilitator=yes"))
    assert secret in opened and "What the contract says of the price." in opened and "critical" in opened
    assert "When you send it" in opened and "Variant D" in opened
    school.instructor.client.cookies.set("view", "projector")
    try:
        beamed = visible(school.instructor.get(f"/exercises/packs/{digest}?facilitator=yes"))
        assert secret not in beamed and "the class can see this screen" in beamed
        form = school.instructor.get(f"/exercises/packs/{digest}/copy")
        assert "duty_true" not in form and "variants.a.price" in form
    finally:
        school.instructor.client.cookies.delete("view")


def test_a_pack_is_taken_away_as_a_zip_that_can_be_loaded_elsewhere(school: School, digest: str) -> None:
    answer = school.instructor.client.get(f"/exercises/packs/{digest}.zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="watches.zip"'
    assert school.packs.read(answer.content).digest == digest


def test_the_shelf_is_filtered_by_competency(school: School, digest: str) -> None:
    assert "Watches at a low price" in school.instructor.get("/exercises?competency=VAL")
    assert "No pack trains this competency." in school.instructor.get("/exercises?competency=SMG")


def test_a_copy_with_other_names_and_amounts_is_checked_like_any_pack(school: School, digest: str) -> None:
    form = school.instructor.get(f"/exercises/packs/{digest}/copy")
    assert 'name="variants.a.shop"' in form and 'name="values.a.duty_true"' in form and 'value="watches-2"' in form
    answer = school.instructor.post(
        f"/exercises/packs/{digest}/copy", slug="watches-again", **{"variants.a.shop": "Dalbit Watch Shop"}
    )
    assert answer.status_code == 303, visible(answer.text)[:1000]
    to = checked(school, answer.headers["location"])
    assert to.startswith("/exercises?taken="), to
    copy = school.packs.named("watches-again")
    assert "Dalbit Watch Shop" in copy.variants[0].brief["en"] and copy.digest != digest
    wrong = school.instructor.post(f"/exercises/packs/{digest}/copy", slug="Watches!", **{"variants.a.shop": "Kept as typed"})
    said = visible(wrong.text)
    assert wrong.status_code == 422 and "The short name of a scenario has a-z" in said and "Kept as typed" in wrong.text
    same = school.instructor.post(f"/exercises/packs/{digest}/copy", slug="watches-again")
    assert "The shelf has a pack 'watches-again' already." in visible(same.text)


def test_an_exercise_is_opened_for_seats_and_teams_with_what_was_chosen(school: School, digest: str) -> None:
    number = school.opened(digest, mode="assisted", marked="", delay="15", team=["1", "1", "2", ""])
    opened = exercise(school.office, school.room, number)
    assert [play.people for play in opened.plays] == [("seat-01", "seat-02"), ("seat-03",)]
    assert opened.opened.mode is Mode.ASSISTED and not opened.opened.marked and not opened.opened.rankings
    assert opened.opened.delay == 15 and opened.phase is Phase.READY
    page = visible(school.instructor.get("/exercises"))
    assert f"{number}. Watches at a low price" in page and "assisted, practice" in page
    school.instructor.post(f"/exercises/{number}/end", sure="yes")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"team": ["", "", "", ""]}, "No seat takes part."),
        ({"team": ["one", "1", "1", "1"]}, "'one' is no number of a team."),
        ({"delay": "soon"}, "Choose a delay of the list."),
        ({"seat": ["nobody"], "team": ["1"]}, "nobody"),
    ],
)
def test_what_cannot_be_opened_says_why_and_keeps_what_was_typed(
    school: School, digest: str, given: dict[str, object], said: str
) -> None:
    told = {"digest": digest, "mode": "free", "seat": [seat.id for seat in school.seats], "team": ["1", "2", "3", "4"]}
    answer = school.instructor.post("/exercises", **(told | given))
    assert answer.status_code == 422 and said in visible(answer.text)
    assert 'value="free" checked' in answer.text


def test_an_instructor_tries_a_pack_alone_as_a_trainee_plays_it(school: School, digest: str) -> None:
    teacher = school_of(school.office, Path("/nowhere"), "class-alone").instructor
    answer = teacher.post("/exercises/try", digest=digest, mode="guided")
    assert answer.status_code == 303 and answer.headers["location"] == "/play", visible(answer.text)[:500]
    teacher.client.cookies.clear()
    teacher.client.cookies.set("seat", answer.cookies["seat"])
    page = visible(teacher.get("/play"))
    assert "Watches at a low price" in page and "declares watches for USD" in page


def test_who_is_alone_with_his_machine_takes_the_instructors_chair_and_tries_it(asked_office: Office, tmp_path: Path) -> None:
    alone = browser_of(create_app(asked_office, Settings(samples=tmp_path)))
    digest = alone.app.state.window.stage.shelf.add(with_a_call()).digest
    assert "Watches at a low price" in alone.get("/exercises").text
    told = alone.post("/exercises/try", data={"digest": digest, "mode": "free"})
    assert told.status_code == 422 and "no chair of the demonstration room" in visible(told.text)
    furnish(asked_office)
    answer = alone.post("/exercises/try", data={"digest": digest, "mode": "free"})
    assert answer.headers["location"] == "/play"
    assert "Watches at a low price" in alone.get("/play").text


def test_a_broken_pack_of_the_folder_stands_there_with_its_faults_and_stops_no_other(office: Office, tmp_path: Path) -> None:
    laid_out(tmp_path / "scenarios" / "watches")
    laid_out(tmp_path / "scenarios" / "broken", changed("scenario.toml", "level = 2", "level = 9"))
    page = visible(school_of(office, tmp_path).instructor.get("/exercises"))
    assert (
        "Watches at a low price" in page
        and "Packs that cannot be played broken scenario.toml , line 4: level: 9 is out of bounds." in page
    ), page


def test_the_shelf_and_the_classs_exercises_are_had_as_a_table(school: School, digest: str) -> None:
    table = school.instructor.client.get("/exercises?sheet=csv").content.decode("utf-8-sig")
    assert "watches" in table and "Watches at a low price" in table


def test_nobody_but_an_instructor_sees_the_shelf(school: School, digest: str) -> None:
    trainee = school.seats[0]
    for path in (
        "/exercises",
        f"/exercises/packs/{digest}",
        f"/exercises/packs/{digest}.zip",
        "/exercises/1",
        "/exercises/1/results",
    ):
        assert trainee.client.get(path).status_code == 404, path
    assert trainee.post("/exercises/packs").status_code == 404
