"""Takes the README's pictures from a running demo: ``python tests/web/pictures.py SERVER CASE NUMBER``."""

from __future__ import annotations

import json
import os
import shutil
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main(server: str, case: str, number: str) -> None:
    browser_path = os.environ.get("ECLEAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with urllib.request.urlopen(f"{server}/api/openapi.json") as answer:
        assert json.load(answer)["info"]["title"] == "eclear"
    FOLDER.mkdir(exist_ok=True)
    shots = [
        ("case-1280", f"/cases/{case}", 1280, "light"),
        ("case-390", f"/cases/{case}", 390, "light"),
        ("how-it-works-1280", "/how-it-works", 1280, "light"),
        ("status-1280-dark", f"/status/{number}", 1280, "dark"),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        for name, path, width, theme in shots:
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(f"{server}{path}?theme={theme}")
            page.wait_for_timeout(500)
            page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=72, full_page=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
