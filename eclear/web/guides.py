"""The guides for instructors and authors: how to run a first exercise, and how to write a scenario."""

from __future__ import annotations

import tomllib
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from eclear.web.languages import language
from eclear.web.pages.guide_steps import SCENARIO, Story
from eclear.web.pages.guides import guide_page, scenario_guide_page
from eclear.web.window import Window


def guides(window: Window, scenarios: Path) -> APIRouter:
    """Return the routes of the guides; ``scenarios`` is the folder of the packs that come with eclear."""
    router, pages = APIRouter(include_in_schema=False), window.pages

    def example() -> str:
        file = scenarios / SCENARIO / "scenario.toml"
        return file.read_text("utf-8") if file.is_file() else ""

    def story() -> Story:
        """What the scenario calls itself in the reader's language; English where it has no text in it."""
        texts = scenarios / SCENARIO / "texts"
        file = next((one for code in (language(), "en") if (one := texts / f"{code}.toml").is_file()), None)
        told = tomllib.loads(file.read_text("utf-8")) if file else {}
        return Story(told.get("title", Story().title), told.get("inject_originals_title", Story().inject))

    @router.get("/guide")
    def instructors(request: Request) -> Response:
        return pages.html(request, guide_page(story()), window.now())

    @router.get("/guide/scenarios")
    def authors(request: Request) -> Response:
        return pages.html(request, scenario_guide_page(example(), story()), window.now())

    return router
