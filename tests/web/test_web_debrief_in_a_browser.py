"""The debrief in a real browser: it fits a phone, bars nobody, and its replay steps by keyboard and by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from class_making import a_class
from debrief_making import EXPERT, STOPS, over
from tests_databases import Databases
from tests_shared import Clock
from web_playing import serving

from eclear.casefile.scenario import Part
from eclear.clearance import Office
from eclear.journey.risk import Model
from eclear.settings import Settings
from eclear.training.exercises import contest, override_mark
from eclear.wco import Schemas
from eclear.web.app import create_app
from eclear.web.frame import HERE

pytestmark = [pytest.mark.no_cover, pytest.mark.browser]
AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FINDINGS = "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html)))"
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Debriefed:
    """A server of a class whose exercise is over, and the windows that were opened; nothing may complain in them."""

    browser: Any
    address: str
    tokens: dict[str, str]
    room: str
    complaints: list[str]

    def window(self, who: str, **options: Any) -> Any:
        context = self.browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        context.add_cookies([{"name": "seat", "value": self.tokens[who], "url": self.address}])
        page = context.new_page()
        page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page


@pytest.fixture(scope="module")
def debriefed(
    browser: Any, tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, model: Model
) -> Iterator[Debriefed]:
    folder, clock = tmp_path_factory.mktemp("debriefed"), Clock()
    office = Office(store=databases.open(folder), schemas=schemas, model=model, clock=clock, seed="tests")
    group = a_class(office, folder)
    ended = over(group, clock, rankings=True)
    room = ended.room(STOPS)
    contest(group.as_seat(STOPS, group.room).office, group.room, 1, room, Part.EVIDENCE, "I wrote it into my reason.")
    override_mark(group.stage.office, group.room, 1, room, Part.STEPS, 5, "The screen was down.")
    tokens = {id: group.come_in(id) for id in (EXPERT, STOPS, "ines")}
    complaints: list[str] = []
    with serving(create_app(office, Settings(people=True))) as address:
        yield Debriefed(browser, address, tokens, room, complaints)
    office.store.close()
    assert complaints == []


def test_no_debrief_overflows_or_bars_anybody_at_any_width_in_any_light(debriefed: Debriefed) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    axe, wrong = AXE.read_text("utf-8"), []
    pages = ((STOPS, "/debrief/1"), ("ines", "/exercises/1/debrief"), ("ines", f"/exercises/1/debrief/{debriefed.room}"))
    for who, path in pages:
        page = debriefed.window(who, bypass_csp=True)
        page.goto(debriefed.address + path)
        page.locator(".ec-moments").evaluate_all("lists => lists.forEach(list => list.parentElement.open = true)")
        page.evaluate(axe)
        for width in (1280, 390):
            for light in ("light", "dark"):
                page.emulate_media(color_scheme=light)
                page.set_viewport_size({"width": width, "height": 900})
                wide = page.evaluate(OVER)
                wrong += [f"{path} {width}: {wide} px too wide"] if wide > 0 else []
                wrong += [f"{path} {width} {light}: {finding}" for finding in page.evaluate(FINDINGS, RULES)]
        page.context.close()
    assert wrong == []


def test_the_replay_steps_by_arrow_keys_says_each_moment_and_shows_what_is_still_to_come(debriefed: Debriefed) -> None:
    page = debriefed.window(EXPERT, viewport={"width": 390, "height": 844})
    page.goto(f"{debriefed.address}/debrief/1")
    scrub, said = page.locator("#scrub"), page.locator("#replay-said")
    assert said.inner_text().endswith("Accepted for release") and page.locator("#replay-picture .is-later").count() == 0
    scrub.focus()
    page.keyboard.press("Home")
    assert said.inner_text().startswith("Mon 09:00 1. What the invoice says of the price.")
    spots = page.locator("#replay-picture [data-step]").count()
    assert page.locator("#replay-picture .is-later").count() == spots - 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Guessed 40 of 100" in said.inner_text()
    assert scrub.get_attribute("aria-valuetext") == "Mon 09:02 Guessed 40 of 100"
    page.context.close()


def test_the_replay_plays_by_itself_until_it_is_stopped(debriefed: Debriefed) -> None:
    page = debriefed.window(EXPERT, reduced_motion="reduce")
    page.goto(f"{debriefed.address}/debrief/1")
    play = page.locator("#replay-play")
    play.click()
    page.locator("#replay-said", has_text="Guessed 40 of 100").wait_for(timeout=15000)
    assert play.inner_text() == "Stop"
    play.click()
    stood = page.locator("#scrub").input_value()
    page.wait_for_timeout(1500)
    assert page.locator("#scrub").input_value() == stood and play.inner_text() == "Play"
    page.context.close()


def test_without_a_script_the_list_tells_every_moment(debriefed: Debriefed) -> None:
    page = debriefed.window(EXPERT, java_script_enabled=False)
    page.goto(f"{debriefed.address}/debrief/1")
    assert page.locator("#replay-lines > li").first.is_visible() and not page.locator("#scrub").is_visible()
    assert not page.locator("#replay-play").is_visible()
    page.context.close()


def test_a_trainee_contests_a_part_and_the_instructor_answers_it(debriefed: Debriefed) -> None:
    page = debriefed.window(EXPERT)
    page.goto(f"{debriefed.address}/debrief/1")
    page.get_by_role("link", name="Contest a mark").click()
    page.get_by_label("Part of the mark").select_option("money")
    page.get_by_label("Why").fill("The rate of that day was lower.")
    page.get_by_role("button", name="Contest this part").click()
    page.get_by_text("Waits for the instructor").wait_for()
    teacher = debriefed.window("ines")
    teacher.goto(f"{debriefed.address}/exercises/1/debrief")
    teacher.get_by_role("link", name=EXPERT).click()
    teacher.get_by_label("Your answer").fill("The rate is that of the week.")
    teacher.get_by_role("button", name="Answer the contest").click()
    teacher.get_by_text("The rate is that of the week.").wait_for()
    page.reload()
    assert page.get_by_text("The rate is that of the week.").is_visible()
    page.context.close()
    teacher.context.close()
