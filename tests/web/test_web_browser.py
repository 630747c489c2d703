"""The pages in a real browser: nothing overflows, nothing is barred to anybody, nobody else is asked, and they live."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from eclear.clearance import arrive
from eclear.web.frame import HERE

AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FINDINGS = (
    "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
)
PAGES = (
    "/cases",
    "/cases?q=nothing",
    "/lodge",
    "/intake",
    "/intake/1",
    "/rulebook",
    "/how-it-works",
    "/words",
    "/keyboard",
    "/api",
)
PAGES += (
    "/status",
    "case:02",
    "case:03",
    "case:04",
    "case:07",
    "case:11",
    "status:03",
    "status:07",
    "/status/UNKNOWN",
    "/nowhere",
)


def address(served, page: str) -> str:  # type: ignore[no-untyped-def]
    kind, _, number = page.partition(":")
    if not number:
        return served.address + page
    case = served.cases[number]
    return f"{served.address}/cases/{case.id}" if kind == "case" else f"{served.address}/status/{case.lodged.cargo}"


@pytest.fixture
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    return AXE.read_text("utf-8")


class Watched:
    """A page of the browser whose complaints and requests are written down."""

    def __init__(self, browser, served, language: str = "en", **options) -> None:  # type: ignore[no-untyped-def]
        self.served, self.complaints, self.asked = served, [], []
        self.context = browser.new_context(bypass_csp=options.pop("bypass_csp", False), **options)
        self.context.add_cookies([{"name": "lang", "value": language, "url": served.address}])
        self.page = self.context.new_page()
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def go(self, page: str):  # type: ignore[no-untyped-def]
        self.page.goto(address(self.served, page), wait_until="load")
        return self.page


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_page_overflows_or_bars_anybody_at_any_width_in_any_light(browser, served, axe: str, language: str) -> None:  # type: ignore[no-untyped-def]
    wrong: list[str] = []
    with Watched(browser, served, language, bypass_csp=True) as watched:
        for name in PAGES:
            page = watched.go(name)
            page.evaluate(axe)
            for width, light in zip((1280, 390), ("light", "dark") if language == "en" else ("dark", "light"), strict=True):
                page.emulate_media(color_scheme=light)
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                wrong += [f"{name} {width}: {over} px too wide"] if over > 0 else []
                wrong += [f"{name} {width} {light}: {finding}" for finding in page.evaluate(FINDINGS, RULES)]
    assert wrong == []


@pytest.mark.parametrize("theme", ["contrast", "projector"])
def test_high_contrast_and_the_projector_hold_too(browser, served, axe: str, theme: str) -> None:  # type: ignore[no-untyped-def]
    wrong: list[str] = []
    with Watched(browser, served, bypass_csp=True, viewport={"width": 1920, "height": 1080}) as watched:
        cookie = {"name": "view" if theme == "projector" else "theme", "value": theme, "url": served.address}
        watched.context.add_cookies([cookie])
        for name in ("/cases", "case:03", "status:03", "/how-it-works"):
            page = watched.go(name)
            page.evaluate(axe)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{name}: {over} px too wide"] if over > 0 else []
            wrong += [f"{name}: {finding}" for finding in page.evaluate(FINDINGS, RULES)]
    assert wrong == []


def test_no_page_complains_or_asks_another_host_under_the_strict_policy(browser, served) -> None:  # type: ignore[no-untyped-def]
    with Watched(browser, served) as watched:
        for name in PAGES:
            page = watched.go(name)
            page.wait_for_function("document.readyState === 'complete'", timeout=15000)
            assert page.locator("h1").count() == 1, name
            levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
            assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        expected = [said for said in watched.complaints if "404 (Not Found)" in said]
        assert [said for said in watched.complaints if said not in expected] == []
        assert len(expected) == 2  # the two addresses that are not there
        assert [url for url in watched.asked if not url.startswith(served.address)] == []


def test_an_open_page_is_told_what_happened_and_its_verbs_stay(browser, served) -> None:  # type: ignore[no-untyped-def]
    case = served.cases["09"]
    with Watched(browser, served) as officer, Watched(browser, served) as trader:
        desk, public = officer.go("case:09"), trader.go("status:09")
        desk.get_by_text("Live, updated by itself").wait_for()
        desk.locator("details.ec-verb summary").first.click()
        desk.locator("details.ec-verb textarea").first.fill("half a sentence")
        arrive(served.office, case.cargo, "manifest-reviewed")
        desk.locator("#timeline .ec-new b", has_text="Manifest reviewed").wait_for(timeout=15000)
        desk.get_by_text("The case has changed.").wait_for(timeout=15000)
        assert desk.locator("details.ec-verb textarea").first.input_value() == "half a sentence"
        public.locator("#timeline .ec-new b", has_text="Manifest reviewed").wait_for(timeout=15000)
        assert "Manifest reviewed" in desk.locator("#headline").inner_text()
        arrive(served.office, case.cargo, "carried-in", shed="90110001")
        desk.locator("#board .ec-steps", has_text="90110001").wait_for(timeout=15000)
        assert officer.complaints == [] and trader.complaints == []


def test_everything_can_be_done_by_key(browser, served) -> None:  # type: ignore[no-untyped-def]
    with Watched(browser, served) as watched:
        page = watched.go("case:04")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("h")
        assert page.evaluate("document.activeElement.id") == "reason-hold"
        page.keyboard.type("p? Vv/")
        assert page.locator("#reason-hold").input_value() == "p? Vv/"
        page.keyboard.press("Escape")
        assert page.locator("details.ec-verb[open]").count() == 0
        page.keyboard.press("p")
        assert page.evaluate("document.activeElement.dataset.key") == "P"
        page.keyboard.press("v")
        page.wait_for_selector("html[data-view=projector]")
        page.keyboard.press("v")
        page.wait_for_selector("html:not([data-view])")
        watched.go("case:07").keyboard.press("j")
        assert "ec-finding" in page.evaluate("document.activeElement.className")
        watched.go("/cases").keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        watched.go("/keyboard").get_by_role("button", name="Turn the keys off").click()
        watched.go("/cases").keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "q"


def test_without_script_the_page_works_and_offers_to_refresh(browser, served) -> None:  # type: ignore[no-untyped-def]
    with Watched(browser, served, java_script_enabled=False) as watched:
        page = watched.go("case:05")
        assert page.get_by_role("link", name="Refresh").is_visible()
        assert not page.get_by_text("Live, updated by itself").is_visible()
        page.get_by_role("button", name="Carry in").click()
        assert page.locator("#headline").get_by_text("Carried in").first.is_visible()


def test_an_upload_in_the_browser_leads_to_the_findings(browser, served, sample, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "message.xml"
    file.write_bytes(sample("06"))
    with Watched(browser, served) as watched:
        page = watched.go("/lodge")
        page.set_input_files("#file", file)
        page.get_by_role("button", name="Lodge the declaration").click()
        page.wait_for_url("**/intake/*")
        assert page.locator(".ec-finding--error").is_visible()


def test_after_a_refused_upload_the_focus_is_on_the_summary_and_leads_to_the_field(
    browser, served, axe: str, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "empty.xml"
    file.touch()
    with Watched(browser, served, bypass_csp=True) as watched:
        page = watched.go("/lodge")
        page.set_input_files("#file", file)
        page.get_by_role("button", name="Lodge the declaration").click()
        page.wait_for_function("document.activeElement.classList.contains('govuk-error-summary')")
        page.get_by_role("link", name="The file is empty").click()
        assert page.evaluate("document.activeElement.id") == "file"
        page.evaluate(axe)
        assert page.evaluate(FINDINGS, RULES) == []
        assert [said for said in watched.complaints if "400 (Bad Request)" not in said] == []


def test_a_hostile_name_is_only_text(browser, served, sample) -> None:  # type: ignore[no-untyped-def]
    evil = b"&lt;img id=pwn src=x onerror=alert(1)&gt;"
    import re

    from eclear.clearance import submit

    body = re.sub(rb"(<(?:\w+:)?Description>)[^<]*", rb"\1" + evil, sample("12"))
    body = re.sub(rb"(<(?:\w+:)?Importer>.*?<(?:\w+:)?Name>)[^<]*", rb"\1" + evil, body, flags=re.S)
    case = submit(served.office, body).case
    assert case is not None
    with Watched(browser, served) as watched:
        for path in (f"/cases/{case.id}", "/cases"):
            page = watched.go(path)
            assert page.locator("#pwn").count() == 0 and "onerror" in page.content()
        assert watched.complaints == []
