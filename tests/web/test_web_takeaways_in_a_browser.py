"""What one takes home in a real browser: it fits a phone, bars nobody, and a test and a plan are done without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from debrief_making import EXPERT, STOPS
from test_web_debrief_in_a_browser import AXE, FINDINGS, OVER, RULES, Debriefed, debriefed

from eclear.training.knowledge import Which, ways

pytestmark = [pytest.mark.no_cover, pytest.mark.browser]
__all__ = ["debriefed"]
PAGES = (
    *((STOPS, path) for path in ("/record", "/plan", "/test/before", "/test/after", "/exercise")),
    *(("ines", path) for path in ("/results", "/results?part=donor", f"/record/{EXPERT}", "/class", "/certificates")),
)


@pytest.mark.parametrize("language", ["en", "fr", "ko"])
def test_nothing_that_one_takes_home_overflows_or_bars_anybody(debriefed: Debriefed, language: str) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    axe, wrong = AXE.read_text("utf-8"), []
    for who, path in PAGES:
        page: Any = debriefed.window(who, bypass_csp=True)
        page.context.add_cookies([{"name": "lang", "value": language, "url": debriefed.address}])
        page.goto(debriefed.address + path)
        page.evaluate(axe)
        for width, light in ((1280, "light"), (390, "dark")):
            page.emulate_media(color_scheme=light)
            page.set_viewport_size({"width": width, "height": 900})
            wrong += [f"{path} {width}: too wide"] if page.evaluate(OVER) > 0 else []
            wrong += [f"{path} {width} {light}: {finding}" for finding in page.evaluate(FINDINGS, RULES)]
        page.context.close()
    assert wrong == []


def test_a_test_and_a_plan_are_done_by_keyboard(debriefed: Debriefed) -> None:
    page: Any = debriefed.window(EXPERT, viewport={"width": 390, "height": 800})
    page.goto(f"{debriefed.address}/test/before")
    for id in ways(EXPERT, Which.BEFORE):
        page.locator(f"#{id}-1").focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("of 16 right").wait_for()
    page.goto(f"{debriefed.address}/plan")
    page.get_by_label("What I want to change").fill("We ask before we hold.")
    page.get_by_role("button", name="Save the plan").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Print it").wait_for()
    assert page.get_by_label("What I want to change").input_value() == "We ask before we hold."
    page.context.close()
