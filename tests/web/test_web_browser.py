"""The pages in a real browser: nothing overflows, nothing is barred to anybody, nobody else is asked, and they live."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from tests_shared import new_price, press, sound

from eclear.clearance import arrive
from eclear.web.frame import HERE

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page
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
    "/r/open/status",
    "case:02",
    "case:03",
    "case:04",
    "case:07",
    "case:11",
    "status:03",
    "status:07",
    "/r/open/status/UNKNOWN",
    "/nowhere",
)
PAGES += (
    "/inbox",
    "/inbox?trader=41207",
    "/inbox?trader=99999",
    "/convert",
    "/valuation",
    "/origin",
    "/origin?example=jam",
    "/law",
    "/tariff",
    "/tariff?q=8501",
    "/tariff?q=854810",
    "/tariff/8501101000",
    "/duty",
    "/duty?example=handbag",
    "/convert?sample=04-documents-lane&to=kr-govcbr929",
    "/rulebook?family=messages",
    "case:amended",
    "case:asked",
    "case:withdrawn",
    "case:released",
    "status:amended",
)
PAGES += ("/watch", "/words?print=all")
PAGES += ("/lodge/form", "/lodge/papers", "/lodge/form/1", "/lodge/form/1?step=check&check=all")
PAGES += ("/lodge/form/1/papers", "/lodge/form/1/paper?key=invoice", "/lodge/form/1/paper?key=packing_list")
PAGES += ("/queue", "/team")
PAGES += ("/classify", "/classify?q=unassembled+wooden+bookcase&path=several.parts", "/rulings")
PAGES += ("/profiles", "/profiles?change=P-WASTE", "/manifest")
PAGES += ("/mine", "/mine?asked=1&trader=41207", "mine:03", "mine:04", "mine:07", "mine:asked", "mine:released")
PAGES += ("/shed", "/shed?show=expected", "/carrier", "/traders", "/traders/41207")
PAGES += ("/agency", "/agency?as=MFDS-F&state=waiting", "agency:03")
PAGES += ("/class", "/exercise")
PAGES += ("/operations", "cargo:03", "/operations/T26-000001", "/operations?regime=return")
PAGES += ("/voyages/26SEED0900I", "/cargo/26SEED0900I00010001", "/cargo/26SEED0900I00010002", "/cargo/26SEED0900I00020001")
PAGES += ("/money", "/exercises", "/results", "/certificates")
PAGES += ("/guide", "/guide/scenarios")


def address(served, page: str) -> str:  # type: ignore[no-untyped-def]
    kind, _, number = page.partition(":")
    if not number:
        return served.address + page
    case = served.cases[number]
    if kind == "mine":
        return f"{served.address}/mine/{case.id}"
    if kind == "agency":
        return f"{served.address}/agency/{case.id}"
    if kind == "cargo":
        return f"{served.address}/cargo/{case.lodged.cargo}"
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


def test_a_page_becomes_live_however_slowly_its_scripts_come(browser, served) -> None:  # type: ignore[no-untyped-def]
    def late(route) -> None:  # type: ignore[no-untyped-def]
        time.sleep(0.4)
        route.continue_()

    with Watched(browser, served) as watched:
        watched.page.route("**/hx-sse.js*", late)
        watched.go("case:11").get_by_text("Live, updated by itself").wait_for(timeout=10000)
        assert watched.complaints == []


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
        press(page, page.get_by_role("button", name="Carry in"))
        page.locator("#headline").get_by_text("Carried in").first.wait_for()


def test_an_upload_in_the_browser_leads_to_the_findings(browser, served, sample, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "message.xml"
    file.write_bytes(sample("06"))
    with Watched(browser, served) as watched:
        page = watched.go("/lodge")
        page.set_input_files("#file", file)
        press(page, page.get_by_role("button", name="Lodge the declaration"))
        page.wait_for_url("**/intake/*")
        page.locator(".ec-finding--error").first.wait_for()


def test_after_a_refused_upload_the_focus_is_on_the_summary_and_leads_to_the_field(
    browser, served, axe: str, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "empty.xml"
    file.touch()
    with Watched(browser, served, bypass_csp=True) as watched:
        page = watched.go("/lodge")
        page.set_input_files("#file", file)
        press(page, page.get_by_role("button", name="Lodge the declaration"))
        page.wait_for_function("document.activeElement.classList.contains('govuk-error-summary')")
        page.get_by_role("link", name="The file is empty").click()
        assert page.evaluate("document.activeElement.id") == "file"
        page.evaluate(axe)
        assert page.evaluate(FINDINGS, RULES) == []
        assert [said for said in watched.complaints if "400 (Bad Request)" not in said] == []


def test_from_lodging_to_the_inbox_a_declaration_is_amended_and_everybody_sees_what_he_should(
    browser, served, axe: str, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    with Watched(browser, served, bypass_csp=True) as watched:
        page = watched.go("/lodge")
        number = lodge_file(page, sound("LRN-MAIN", declarant_id="77001"), tmp_path)
        lodge_file(page, new_price(number, "2750.00", lrn="A-MAIN"), tmp_path)
        changed = page.locator("#editions").locator("xpath=ancestor::section")
        assert changed.locator("del").inner_text() == "2000.00 USD" and changed.locator("ins").inner_text() == "2750.00 USD"
        assert "USD 2,750.00" in page.locator("table.ec-goods").inner_text()

        told = page.locator("#told").locator("xpath=ancestor::section")
        told.get_by_text("earlier replies").click()
        codes = told.locator("h3 .ec-rulecode").all_inner_texts()
        assert codes[0] == "02 DMSRCV · R99" and "07 DMSRES" in codes and codes[-1].startswith("13 DMSTAX")
        raw = told.locator("li").last
        raw.get_by_text("The message").click()
        assert "<FunctionCode>13</FunctionCode>" in raw.locator("pre").inner_text()
        with page.expect_download() as kept:
            raw.get_by_role("link", name="Download (XML)").click()
        assert b"<FunctionCode>13</FunctionCode>" in Path(kept.value.path()).read_bytes()
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.evaluate(axe)
        assert page.evaluate(FINDINGS, RULES) == []

        press(page, page.get_by_role("link", name="Inbox of 77001"))
        assert page.locator("ol.ec-inbox > li").count() == len(codes)
        press(page, page.get_by_role("button", name="Acknowledge up to here").nth(len(codes) - 3))
        page.get_by_text(f"{len(codes) - 1} replies acknowledged.").wait_for()
        assert page.locator("ol.ec-inbox > li").count() == 1
        press(page, page.locator("ol.ec-inbox > li").get_by_role("link", name=number))
        page.wait_for_url("**/cases/*#reply-*")
        assert page.locator(f"#{page.url.rpartition('#')[2]}").is_visible()
        assert watched.complaints == []


def lodge_file(page, body: bytes, folder: Path) -> str:  # type: ignore[no-untyped-def]
    """Upload a message that becomes or moves a case, and return the number of its declaration."""
    file = folder / "message.xml"
    file.write_bytes(body)
    press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Lodge"))
    page.set_input_files("#file", file)
    press(page, page.get_by_role("button", name="Lodge the declaration"))
    page.wait_for_url("**/cases/*")
    return page.locator("h1 .ec-id").inner_text()


def test_a_request_is_denied_with_its_reason_by_an_officer_without_script(browser, served) -> None:  # type: ignore[no-untyped-def]
    with Watched(browser, served, java_script_enabled=False) as watched:
        page = watched.go("case:asked")
        asked = page.locator("#request").locator("xpath=ancestor::section")
        assert "2500.00 USD" in asked.inner_text()
        asked.locator("details.ec-verb > summary").click()
        page.fill("#reason-deny", "The invoice says 2,000 dollars.")
        page.fill("#law-deny", "Customs Act, Article 30")
        press(page, asked.get_by_role("button", name="Deny"))
        assert page.locator("#request").count() == 0
        assert "The invoice says 2,000 dollars." in page.locator("#editions").locator("xpath=ancestor::section").inner_text()


def test_a_message_is_converted_and_downloaded_under_the_strict_policy(browser, served, sample, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "message.xml"
    file.write_bytes(sample("04"))
    with Watched(browser, served) as watched:
        page = watched.go("/convert")
        page.set_input_files("#file", file)
        page.select_option("#to-file", "kr-govcbr929")
        press(page, page.get_by_role("button", name="Convert the file"))
        page.locator("#made").wait_for()
        assert page.locator("pre").count() == 2 and "GOVCBR929" in page.locator("pre").last.inner_text()
        assert "ContainerCode" in page.locator("#behind").locator("xpath=ancestor::section").last.inner_text()
        with page.expect_download() as kept:
            page.get_by_role("button", name="Download the new message").click()
        assert kept.value.suggested_filename == "kr-govcbr929.xml"
        assert Path(kept.value.path()).read_text("utf-8") == page.locator("pre").last.evaluate("each => each.textContent")
        assert watched.complaints == []


def test_a_rare_verb_opens_by_its_key_with_what_it_asks(browser, served) -> None:  # type: ignore[no-untyped-def]
    with Watched(browser, served) as watched:
        page = watched.go("case:04")
        page.keyboard.press("d")
        assert page.evaluate("document.activeElement.id") == "reason-dismiss" and page.locator("#reason-dismiss").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("q")
        assert page.evaluate("document.activeElement.id") == "reason-query"


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
