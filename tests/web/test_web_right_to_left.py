"""A script that runs from right to left: the pages turn round with it, and codes, numbers and charts stay as they are."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from eclear.clearance import Office
from eclear.settings import Settings
from eclear.web.app import create_app
from eclear.web.frame import HERE, STATIC
from eclear.web.languages import LANGUAGES, PSEUDO
from eclear.web.pseudo import END, OVERRIDE, RIGHT_TO_LEFT, mirrored

AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
JUDGED = ("case:03", "/lodge")
"""Those that axe looks at; in the other languages it looks at every page."""

PHYSICAL = re.compile(
    r"(?:^|[;{\s])((?:margin|padding|border)-(?:left|right)(?:-\w+)?|left|right|float|(?:text-align:\s*(?:left|right)))\s*[:;}]"
)
LOOKED_AT = ("case:03", "status:03", "/lodge", "/words?print=all", "/tariff/8501101000", "/keyboard")


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FINDINGS = (
    "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
)


def rules() -> list[tuple[str, str]]:
    """The rules of our style sheet: selector and declarations."""
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "eclear.css").read_text("utf-8"), flags=re.DOTALL)
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)]


def test_our_style_sheet_says_start_and_end_never_left_and_right() -> None:
    """Only where the kit says left and right may we, to take it back: in its own classes, or for scripts from the right."""
    wrong = [
        f"{selector}: {found}"
        for selector, body in rules()
        if not ('[dir="rtl"]' in selector or all(part.strip().startswith(".govuk-") for part in selector.split(",")))
        for found in PHYSICAL.findall(body)
    ]
    assert len(rules()) > 500
    assert wrong == []


def test_four_values_are_given_only_where_left_and_right_are_alike() -> None:
    value = re.compile(r"(?:^|[;\s])(margin|padding|inset|border-width|border-radius):\s*([^;}]+)")
    wrong = []
    for selector, body in rules():
        for name, given in value.findall(body):
            four = re.findall(r"\w+\((?:[^()]|\([^()]*\))*\)|[^\s!]+", given.replace("!important", ""))
            alike = (four[0:1], four[2:3]) == (four[1:2], four[3:4]) if "radius" in name else four[1:2] == four[3:4]
            if len(four) == 4 and not alike and "::after" not in selector:  # a tick is drawn, it has no direction
                wrong.append(f"{selector}: {name}: {given.strip()}")
    assert wrong == []


def test_a_mirrored_text_is_longer_and_keeps_what_is_put_in_and_marked_up() -> None:
    text = mirrored("Shown as of %(time)s <b>today</b>: {count} &amp; 100 %%")
    assert text.startswith(RIGHT_TO_LEFT) and f"{OVERRIDE}Shown{END}" in text
    for kept in ("%(time)s", "<b>", "</b>", "{count}", "&amp;", "%%"):
        assert text.count(kept) == 1, kept
    bare = re.sub(f"[{RIGHT_TO_LEFT}{OVERRIDE}{END}]", "", mirrored("Where are my goods?"))
    assert len(bare) >= 1.3 * len("Where are my goods?")
    assert mirrored(" ") == " "


def test_the_mirrored_language_is_offered_only_where_it_is_turned_on(asked_office: Office, asked: TestClient) -> None:
    assert asked.get(f"/words?lang={PSEUDO}", follow_redirects=False).status_code == 200
    asked.cookies.set("lang", PSEUDO)
    assert '<html lang="en" class' in asked.get("/words").text and PSEUDO not in asked.get("/words").text
    here = TestClient(create_app(asked_office, Settings(pseudo_language=True)), base_url=str(asked.base_url))
    page = here.get(f"/words?lang={PSEUDO}").text
    assert f'<html lang="{PSEUDO}" dir="rtl"' in page and mirrored("Word list") in page
    assert all(f'hreflang="{code}"' in page for code in LANGUAGES)
    assert f"{mirrored('Registered')}</th>" in page and '<span lang="ko">접수</span>' in page


def test_pages_turn_round_overflow_nowhere_and_bar_nobody(browser, served) -> None:  # type: ignore[no-untyped-def]
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": "lang", "value": PSEUDO, "url": served.address}])
    page, wrong = context.new_page(), list[str]()
    try:
        for name in LOOKED_AT:
            kind, _, number = name.partition(":")
            case = served.cases.get(number)
            path = name if case is None else f"/cases/{case.id}" if kind == "case" else f"/status/{case.lodged.cargo}"
            page.goto(served.address + path, wait_until="load")
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                wrong += [f"{name} {width}: {over} px too wide"] if over > 0 else []
                brand = page.evaluate("document.querySelector('.ec-brand').getBoundingClientRect().right")
                wrong += [f"{name} {width}: the name stands at the left"] if brand < width - 60 else []
            if name in JUDGED:
                page.evaluate(AXE.read_text("utf-8"))
                wrong += [f"{name}: {found}" for found in page.evaluate(FINDINGS, RULES)]
        assert wrong == []
    finally:
        context.close()


def test_time_runs_from_the_right_on_the_board_and_a_code_reads_as_it_was_given(browser, served) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "lang", "value": PSEUDO, "url": served.address}])
    page = context.new_page()
    try:
        page.goto(f"{served.address}/cases/{served.cases['03'].id}", wait_until="load")
        steps = page.evaluate("[...document.querySelectorAll('.ec-board ol')].map(o => [...o.children].map(li => li.offsetLeft))")
        assert steps and all(row == sorted(row, reverse=True) for row in steps), "the first step stands at the right"
        styles = "e => getComputedStyle(e).direction + getComputedStyle(e).unicodeBidi"
        runs = page.evaluate(f"[...document.querySelectorAll('.ec-id, code')].map({styles})")
        assert runs and set(runs) == {"ltrisolate"}, "codes are kept apart from the script around them"
        assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"
    finally:
        context.close()
