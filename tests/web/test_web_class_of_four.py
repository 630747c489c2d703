"""A class of four in real browsers: a pack is loaded from a zip, four seats come in by card and play, the instructor injects,
pauses, goes on, hints, resets one seat, ends and debriefs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from conftest import open_office
from tests_databases import Databases
from tests_shared import press
from web_exercises import with_a_call

from eclear.casefile.person import Post, Role
from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.settings import Settings
from eclear.training.exercises import exercise
from eclear.training.people import enrol
from eclear.wco import Schemas
from eclear.web.app import create_app

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page

ROOM, PASSWORD = "harbour-3", "three plain words"
NAMES = ("Amara", "Bertil", "Chiamaka", "Dario")
AXE = Path(__file__).resolve().parents[2] / "eclear/web/frontend/node_modules/axe-core/axe.min.js"
FINDINGS = """async () => (await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']},
  rules: {'color-contrast': {enabled: true}}})).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' ')}`)"""


@dataclass
class Class:
    """A server of a class, and the browser windows that were opened; nothing may complain in them."""

    office: Office
    address: str
    browser: Any
    complaints: list[str] = field(default_factory=list)
    windows: list[Any] = field(default_factory=list)

    def window(self, width: int = 1280, height: int = 900, **options: Any) -> Any:
        """Open a window of a browser of its own."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        page.set_default_timeout(20000)
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        self.windows.append(context)
        return page


@pytest.fixture
def class_of_four(
    browser: Any, tmp_path_factory: pytest.TempPathFactory, empty: Databases, schemas: Schemas, model: Model
) -> Iterator[Class]:
    office = open_office(tmp_path_factory.mktemp("class"), empty, schemas, model)
    office.enter(ROOM)
    enrol(office, ROOM, "teacher", ["Mira"], [Post(Role.INSTRUCTOR)], password=PASSWORD)
    app = create_app(office, Settings(people=True, samples=tmp_path_factory.mktemp("no-samples")))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start within 30 seconds"
        time.sleep(0.02)
    made = Class(office, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", browser)
    yield made
    for context in made.windows:
        context.close()
    server.should_exit = True
    thread.join(8)
    office.store.close()


def test_an_instructor_runs_a_class_of_four_from_a_zip_to_the_debrief(class_of_four: Class, tmp_path: Path) -> None:
    school, teacher = class_of_four, class_of_four.window()
    letters = comes_in_and_makes_seats(school, teacher)
    opens_a_pack(school, teacher, tmp_path)
    teacher.get_by_text("No seat has joined yet.").wait_for()
    assert teacher.locator(".ec-seat--away").count() == 4

    seats = [sits_down(school, code, name) for code, name in zip(letters, NAMES, strict=True)]
    tile = teacher.locator(".ec-seat")
    tile.filter(has_text="01 Amara").filter(has_not_text="Away").wait_for()  # told by itself, without a click
    press(teacher, teacher.get_by_role("button", name="Start"))
    seats[0].locator("#play-state").get_by_text("Running", exact=True).wait_for()

    amara = seats[0]
    amara.goto(f"{school.address}/queue")
    press(amara, amara.get_by_role("button", name="Take the next case"))
    amara.locator("#chance").fill("40")
    press(amara, amara.get_by_role("button", name="Give my estimate"))

    amara.keyboard.press("r")
    amara.locator("#reason-request-documents").fill("The price is low. Send the contract.")
    press(amara, amara.get_by_role("button", name="Request documents"))
    tile.filter(has_text="01 Amara").filter(has_text="Documents requested").wait_for()
    assert tile.first.locator(".ec-steps5 .on").count() == 2

    sends_an_inject(teacher)
    for seat in seats[1:]:
        seat.locator("#play-messages").get_by_text("The importer sends papers").wait_for()

    press(teacher, teacher.get_by_role("button", name="Pause"))
    seats[1].locator("#play-state").get_by_text("Paused", exact=True).wait_for()
    seats[1].goto(f"{school.address}/queue")
    press(seats[1], seats[1].get_by_role("button", name="Take the next case"))
    assert "The exercise is paused." in seats[1].locator("main").inner_text()
    press(teacher, teacher.get_by_role("button", name="Start"))
    seats[1].goto(f"{school.address}/play")

    press(teacher, tile.nth(1).locator("a"))
    press(teacher, teacher.locator("#chosen").get_by_role("button", name="Hint"))
    teacher.get_by_label("In your own words").fill("Ask for the contract.")
    press(teacher, teacher.get_by_role("button", name="Give the hint"))
    seats[1].locator("#play-hints").get_by_text("Ask for the contract.").wait_for()
    assert seats[2].locator("#play-hints").get_by_text("Ask for the contract.").count() == 0

    teacher.keyboard.press("5")
    press(teacher, teacher.get_by_role("button", name="4 h 00", exact=True))
    amara.goto(f"{school.address}/play")
    amara.locator("#play-papers").get_by_role("link", name="Contract of sale").wait_for()

    resets_a_seat(school, teacher, seats[2])
    amara.locator("summary", has_text="Cite something").click()
    amara.locator("#place").select_option("contract-price")
    amara.locator('input[name=side][value="for"]').last.check()
    amara.locator("textarea[name=why]").last.fill("It names the same price.")
    press(amara, amara.get_by_role("button", name="Cite it").last)
    press(amara, amara.get_by_role("button", name="Hand in"))
    tile.filter(has_text="01 Amara").filter(has_text="Done").wait_for()
    looks_over_the_shoulder(school, teacher)
    ends_and_debriefs(school, teacher, seats)
    assert [said for said in school.complaints if "409 (Conflict)" not in said] == []  # the one form that a pause refused


def comes_in_and_makes_seats(school: Class, teacher: Any) -> list[str]:
    """Come in by password, make four seats, and return the letters of their cards."""
    teacher.goto(f"{school.address}/enter")
    teacher.locator("#room").fill(ROOM)
    teacher.locator("#person").fill("teacher")
    teacher.locator("#password").fill(PASSWORD)
    press(teacher, teacher.get_by_role("button", name="Come in"))
    teacher.locator("#number").fill("4")
    teacher.locator("#seats-officer").select_option("officer")
    press(teacher, teacher.get_by_role("button", name="Make seats and cards"))
    letters = teacher.locator(".ec-seatcard__letters").all_inner_texts()
    assert len(letters) == 4
    return [each.replace(" ", "") for each in letters]


def opens_a_pack(school: Class, teacher: Any, folder: Path) -> None:
    """Send a pack as a zip, wait until the four players have played it, and open it for the class."""
    pack = folder / "watches.zip"
    pack.write_bytes(with_a_call())
    press(teacher, teacher.get_by_role("navigation", name="Main").get_by_role("link", name="Exercises"))
    teacher.set_input_files("#file", pack)
    press(teacher, teacher.get_by_role("button", name="Check the pack"))
    teacher.get_by_text("The pack is on the shelf.").wait_for(timeout=120000)
    press(teacher, teacher.get_by_role("link", name="Open it", exact=True))
    assert "Under seal" not in teacher.locator("main").inner_text()
    press(teacher, teacher.get_by_role("button", name="Open it for the class"))
    teacher.wait_for_url("**/exercises/1")


def sits_down(school: Class, letters: str, name: str) -> Any:
    """Come in with a seat card, and go into the play."""
    seat = school.window(width=1024)
    seat.goto(f"{school.address}/enter/{letters}")
    seat.locator("#names").fill(name)
    press(seat, seat.get_by_role("button", name="Sit down"))
    seat.goto(f"{school.address}/exercise")
    press(seat, seat.get_by_role("button", name="Go to your desk in the exercise"))
    seat.goto(f"{school.address}/play")
    seat.locator("#play-state").get_by_text("Not begun").wait_for()
    return seat


def sends_an_inject(teacher: Any) -> None:
    """Send an inject to the whole class, by keyboard as far as the form."""
    teacher.keyboard.press("3")
    teacher.locator("#panel h2", has_text="Send an inject").wait_for()
    assert teacher.evaluate("document.activeElement.name") == "inject"
    teacher.locator('input[name=inject][value="call"]').check()
    teacher.locator("#seat").select_option("")
    press(teacher, teacher.get_by_role("button", name="Send it now"))


def resets_a_seat(school: Class, teacher: Any, seat: Any) -> None:
    """Begin a play anew: not without a line on what went wrong, at once, and nobody else is touched."""
    before = exercise(school.office, ROOM, 1)
    press(teacher, teacher.locator(".ec-seat").nth(2).locator("a"))
    teacher.keyboard.press("6")
    panel = teacher.locator("#panel")
    panel.get_by_label("What went wrong, in one line").fill("Decided before the papers were read.")
    begun = time.monotonic()
    press(teacher, panel.get_by_role("button", name="Begin anew"))
    assert time.monotonic() - begun < 5
    after = exercise(school.office, ROOM, 1)
    changed = [old.room != new.room for old, new in zip(before.plays, after.plays, strict=True)]
    assert changed == [False, False, True, False] and after.before[0][1] == "Decided before the papers were read."
    seat.goto(f"{school.address}/play")
    assert "Nothing has come yet." in seat.locator("main").inner_text()


def looks_over_the_shoulder(school: Class, teacher: Any) -> None:
    """Look at a seat, go from seat to seat by arrows, and show the class no name."""
    press(teacher, teacher.locator(".ec-seat").first.locator("a"))
    press(teacher, teacher.get_by_role("button", name="Look over the shoulder"))
    words = teacher.locator("main").inner_text()
    assert "It names the same price." in words and "40 of 100" in words and teacher.locator("main form").count() == 0
    teacher.goto(f"{school.address}/exercises/1")
    teacher.keyboard.press("ArrowRight")
    teacher.keyboard.press("ArrowRight")
    assert teacher.evaluate("document.activeElement.closest('li').id") == "seat-2"
    teacher.keyboard.press("v")
    teacher.wait_for_selector("html[data-view=projector]")
    beamed = teacher.locator("main").inner_text()
    assert not [name for name in NAMES if name in beamed] and "Sealed truth" not in beamed
    teacher.keyboard.press("v")
    teacher.wait_for_selector("html:not([data-view])")


def ends_and_debriefs(school: Class, teacher: Any, seats: list[Any]) -> None:
    """End the exercise behind its confirmation; the key opens for the class, and the marks for the instructor."""
    teacher.get_by_role("link", name="End the exercise").click()
    press(teacher, teacher.get_by_role("button", name="End it and debrief"))
    teacher.wait_for_url("**/exercises/1/debrief")
    teacher.goto(f"{school.address}/exercises/1/results")
    assert all(name in teacher.locator("main").inner_text() for name in NAMES)
    seats[0].goto(f"{school.address}/play")
    press(seats[0], seats[0].get_by_role("button", name="Back to your class"))
    seats[0].goto(f"{school.address}/debrief/1")
    assert "Watches at a low price" in seats[0].locator("main").inner_text()


def test_every_page_of_it_fits_a_phone_and_bars_nobody(class_of_four: Class, tmp_path: Path) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    school, teacher = class_of_four, class_of_four.window(bypass_csp=True)
    letters = comes_in_and_makes_seats(school, teacher)
    opens_a_pack(school, teacher, tmp_path)
    sits_down(school, letters[0], NAMES[0])
    press(teacher, teacher.get_by_role("button", name="Start"))
    digest = exercise(school.office, ROOM, 1).opened.digest
    room = exercise(school.office, ROOM, 1).plays[0].room
    pages = ["/exercises", f"/exercises/packs/{digest}?facilitator=yes", f"/exercises/packs/{digest}/copy", "/exercises/1?seat=1"]
    pages += [f"/exercises/1?seat=1&panel={panel}" for panel in ("inject", "hint", "speed", "reset", "end")]
    pages += [f"/exercises/1/seats/{room}", "/exercises/1/results"]
    wrong: list[str] = []
    for language, light in (("en", "light"), ("ko", "dark")):
        teacher.context.add_cookies([{"name": "lang", "value": language, "url": school.address}])
        teacher.emulate_media(color_scheme=light)
        for path in pages:
            teacher.goto(school.address + path)
            teacher.evaluate(AXE.read_text("utf-8"))
            for width in (1280, 390):
                teacher.set_viewport_size({"width": width, "height": 900})
                over = teacher.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                wrong += [f"{path} {width}: {over} px too wide"] if over > 0 else []
                wrong += [f"{path} {width} {light}: {finding}" for finding in teacher.evaluate(FINDINGS)]
    assert wrong == []
