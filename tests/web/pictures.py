"""Takes the pictures of the README and of the guides.

``python tests/web/pictures.py SERVER CASE NUMBER`` takes the README's from a running demo: it sits down on the chairs of the
demonstration room, lodges a sample by form, and takes cases as an officer. ``make pictures`` takes those of the guides: it
starts a class as the guide says, follows every step, and looks where a step has a picture.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from tests_shared import press
from web_guide import following, free_port

from eclear.web.frame import STATIC
from eclear.web.pages.guide_after import copying, stages
from eclear.web.pages.guide_steps import Step

FOLDER = Path(__file__).parent / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
TALLEST = 1800


def main(server: str, case: str, number: str) -> None:
    browser_path = os.environ.get("ECLEAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with urllib.request.urlopen(f"{server}/api/openapi.json") as answer:
        assert json.load(answer)["info"]["title"] == "eclear"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)

        def sit(chair: str = "", width: int = 1280, theme: str = "light") -> Any:
            context = browser.new_context(viewport={"width": width, "height": 900})
            context.add_cookies([{"name": "theme", "value": theme, "url": server}])
            page = context.new_page()
            if chair:
                page.goto(f"{server}/enter")
                press(page, page.locator(f'button[name="chair"][value="{chair}"]'))
            return page

        def take(page: Any, name: str, path: str = "") -> None:
            if path:
                page.goto(server + path)
            page.wait_for_timeout(500)
            width = page.viewport_size["width"]
            height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=72, full_page=True, clip=clip)

        take(sit(), "case-1280", f"/cases/{case}")
        take(sit(width=390), "case-390", f"/cases/{case}")
        take(sit(), "how-it-works-1280", "/how-it-works")
        take(sit(theme="dark"), "status-1280-dark", f"/status/{number}")
        trader = sit("trader")
        trader.goto(f"{server}/lodge/form")
        trader.locator("select[name=sample]").select_option("04-documents-lane")
        press(trader, trader.locator("form:has(select[name=sample]) button"))
        draft = trader.url.partition("?")[0]
        trader.goto(f"{draft}?step=goods")
        take(trader, "form-1280")
        trader.goto(f"{draft}?step=check")
        press(trader, trader.get_by_role("button", name="Lodge the declaration"))
        take(trader, "mine-1280")
        officer = sit("officer")
        for _ in range(3):
            officer.goto(f"{server}/queue")
            officer.get_by_role("button", name="Take the next case").click()
            officer.wait_for_url("**/cases/**")
        take(officer, "queue-1280", "/queue")
        take(sit("agency"), "agency-1280", "/agency")
        take(sit("warehouse"), "shed-1280", "/shed")
        take(sit("instructor"), "class-1280", "/class")
        browser.close()


QUALITY = 36
"""Of the pictures of the guides: letters can be read, and all together stay small."""


def guide() -> None:
    """Follow the guide, and keep a picture of each step that has one."""
    folder = STATIC / "guide"
    folder.mkdir(exist_ok=True)

    def look(step: Step, page: Any) -> None:
        if step.picture is None:
            return
        margin = 0 if step.picture.top == "main" else 16
        edge = f"document.getElementById('{step.picture.top}').getBoundingClientRect().top - {margin}"
        page.evaluate(f"window.scrollBy({{top: {edge if step.picture.top else '-scrollY'}, behavior: 'instant'}})")
        page.evaluate("document.activeElement.blur()")
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=folder / step.picture.file, type="jpeg", quality=QUALITY)
        print(f"  {step.picture.file:<16} {(folder / step.picture.file).stat().st_size / 1024:6.1f} KiB")

    browser_path = os.environ.get("ECLEAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as own:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        with following(browser, Path(own), free_port(), look) as walk:
            for stage in (*stages(), copying()):
                walk.follow(stage)
        browser.close()


if __name__ == "__main__":
    guide() if sys.argv[1:] == ["guide"] else main(*sys.argv[1:4])
