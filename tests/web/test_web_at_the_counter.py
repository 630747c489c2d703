"""Stories at the counter in a real browser: doubts, permits, decisions in writing, races, absence, languages, keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from tests_shared import Sit, press

from eclear.casefile.case import Case
from eclear.casefile.person import Post, Role, Seated
from eclear.clearance import arrive, find, submit, transfer
from eclear.training.people import CHAIRS
from eclear.web.frame import HERE
from eclear.web.languages import PSEUDO

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page
AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
FINDINGS = (
    "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
)
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NUMBERS = count(1)

Lodge = Callable[..., Case]


@pytest.fixture
def lodge(served, sit: Sit, sample) -> Lodge:  # type: ignore[no-untyped-def]
    """Lodge a sample by its number for trader 41207, under an LRN of its own; ``to`` is the officer who gets the case."""
    supervisor = next(
        Seated(person, Post(Role.SUPERVISOR)) for person in _people(served.office) if person.names == (CHAIRS["supervisor"][0],)
    )

    def lodged(number: str, *, to: str = "") -> Case:
        n = next(NUMBERS)
        cargo = f"26ABCD0999I{n:08d}"
        body = re.sub(rb"(<FunctionalReferenceID>)[^<]*", rb"\g<1>COUNTER-%d" % n, sample(number))
        body = re.sub(rb"(<Declarant>.*?<ID>)[^<]*", rb"\g<1>41207", body, flags=re.S)
        body = re.sub(rb"26(?:GULL|MAGP)\w+", cargo.encode(), body)
        case = submit(served.office, body).case
        assert case is not None and case.number is not None
        return transfer(served.office.under(supervisor), case.id, to, "Given by hand.") if to else case

    return lodged


def automatic(lodge: Lodge) -> Case:
    """Lodge coffee of which only its agency wants to know: the draw sends some to an inspection, which is no part here."""
    return next(case for case in (lodge("03") for _ in range(9)) if case.lane == "L0")


def _people(office):  # type: ignore[no-untyped-def]
    with office.store.people() as people:
        return people.people("open")


def opened(page: Any, verb: str) -> Any:
    """Open the form of a verb, wherever it stands, and return it."""
    form = page.locator("details.ec-verb", has=page.locator("summary", has_text=verb)).first
    form.evaluate("each => { for (let d = each; d; d = d.parentElement.closest('details')) d.open = true }")
    return form


def said(page: Any) -> str:
    return str(page.locator("main").inner_text())


def publicly(sit: Sit, served, case: Case) -> str:  # type: ignore[no-untyped-def]
    public = sit("viewer")
    public.goto(f"{served.address}/status/{case.lodged.cargo}")
    return said(public)


def test_a_value_is_doubted_answered_secured_and_decided_before_the_eyes_of_both(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("17", to="officer")
    for report in ("manifest-reviewed", "carried-in"):
        arrive(served.office, case.cargo or "", report)
    officer, trader = sit("officer"), sit("trader")
    officer.goto(f"{served.address}/cases/{case.id}")
    form = opened(officer, "Raise a doubt")
    form.locator("[name=about]").select_option("value")
    form.locator("[name=grounds]").fill("Such cars were declared at USD 14,200 in August.")
    press(officer, form.get_by_role("button", name="Raise the doubt"))
    assert "Waits for the declarant" in said(officer) and not officer.get_by_text("Decide the doubt").count()

    trader.goto(f"{served.address}/mine/{case.id}")
    assert "Such cars were declared at USD 14,200 in August." in said(trader) and "Answer by" in said(trader)
    doubt = trader.locator("#doubt-1")
    doubt.locator("[name=text]").fill("A discount: we bought three.")
    doubt.locator("[name=documents]").fill("Invoice KW-26-1014")
    press(trader, doubt.get_by_role("button", name="Answer the doubt"))

    officer.get_by_text("The case has changed.").wait_for()
    press(officer, officer.locator("#changed").get_by_role("link", name="Look again"))
    assert "A discount: we bought three." in said(officer)
    form = opened(officer, "Release against security")
    form.locator("[name=security]").fill("Cash deposit 26-000417")
    form.locator("[name=form]").select_option("cash")
    form.locator("[name=amount]").fill("4200000")
    form.locator("[name=reason]").fill("The value is open, nothing else.")
    press(officer, form.locator("form button"))
    trader.goto(f"{served.address}/mine/{case.id}")
    assert "Held until the dispute is decided" in said(trader) and "KRW 4,200,000" in said(trader)
    assert "Held until the dispute is decided" in said(officer)

    form = opened(officer, "Decide the doubt")
    form.locator("[name=outcome]").select_option("rejected")
    form.locator("[name=grounds]").fill("No paper shows a discount.")
    form.locator("[name=value]").fill("58,260,000")
    form.locator("[name=method]").select_option("3")
    form.locator("[name=ground]").fill("Three such cars of August, accepted under 41311-26-000009M.")
    form.locator("[name=passed]").first.fill("No car of the same year.")
    press(officer, form.get_by_role("button", name="Decide", exact=True))
    trader.goto(f"{served.address}/mine/{case.id}")
    for page in (officer, trader):
        for words in ("Declared value not accepted", "KRW 58,260,000", "No paper shows a discount.", "TRAINING-APPEALS"):
            assert words in said(page), words
        assert "Set off against what is owed more" in said(page)
    told = publicly(sit, served, case)
    for secret in ("oubt", "14,200", "discount", "58,260,000", "4,200,000"):
        assert secret not in told, secret


def test_an_agency_asks_and_refuses_and_the_goods_are_held_and_another_permit_is_waived(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    case, sample_goods = automatic(lodge), automatic(lodge)
    agency, trader = sit("agency"), sit("trader")
    agency.goto(f"{served.address}/agency/{case.id}")
    form = opened(agency, "Ask the trader")
    form.locator("[name=question]").fill("Which farm roasted it?")
    press(agency, form.get_by_role("button", name="Ask", exact=True))
    told = publicly(sit, served, case)
    assert "The declarant" in told and "farm" not in told

    trader.goto(f"{served.address}/mine/{case.id}")
    assert "Which farm roasted it?" in said(trader)
    trader.locator("#agency-1").fill("Farm Alma, lot 12.")
    press(trader, trader.get_by_role("button", name="Answer the agency"))
    agency.goto(f"{served.address}/agency/{case.id}")
    assert "Farm Alma, lot 12." in said(agency)
    form = opened(agency, "Refuse")
    form.locator("[name=reason]").fill("Mould was found in lot 12.")
    press(agency, form.get_by_role("button", name="Refuse", exact=True))
    assert "Mould was found in lot 12." in said(agency)

    trader.goto(f"{served.address}/mine/{case.id}")
    assert "Held" in trader.locator("#headline").inner_text()
    assert "Mould was found in lot 12." in said(trader) and "TRAINING-APPEALS" in said(trader)
    told = publicly(sit, served, case)
    assert "Held" in told
    for secret in ("Mould", "Farm Alma", "farm", "L0", "4,711"):
        assert secret not in told, secret

    agency.goto(f"{served.address}/agency/{sample_goods.id}")
    form = opened(agency, "Waive")
    form.locator("[name=exemption]").select_option("SAMPLE")
    form.locator("[name=reason]").fill("Not sold.")
    press(agency, form.get_by_role("button", name="Waive", exact=True))
    trader.goto(f"{served.address}/mine/{sample_goods.id}")
    assert "Waived" in trader.locator("section", has=trader.locator("#permits")).inner_text()
    assert "Not sold." not in publicly(sit, served, sample_goods)


def test_a_hold_and_a_dismissal_are_written_with_law_and_appeal_and_read_by_the_trader(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04", to="officer")
    officer, trader = sit("officer"), sit("trader")
    for verb, facts, law in (
        ("Hold", "The mark on the boxes may be false.", "Training Mark Act, article 3"),
        ("Dismiss", "The mandate has ended.", "Training Customs Act, article 12"),
    ):
        officer.goto(f"{served.address}/cases/{case.id}")
        form = opened(officer, verb)
        form.locator("[name=reason]").fill(facts)
        form.locator("[name=law]").fill(law)
        press(officer, form.locator("form button"))
        trader.goto(f"{served.address}/mine/{case.id}")
        state = "Held" if verb == "Hold" else "Dismissed"
        assert state in trader.locator("#headline").inner_text()
        press(trader, trader.get_by_role("region", name="Decisions in writing").get_by_role("link").first)
        trader.emulate_media(media="print")
        for words in (state, facts, law, "TRAINING-APPEALS", "the time limit is that of the law", "TRAINING"):
            assert words in said(trader), words
        assert "Jun Park" not in said(trader) and not trader.get_by_text("To print:").is_visible()
        trader.emulate_media(media="screen")
        press(trader, trader.get_by_role("link", name=case.number or "").first)
        assert trader.url.endswith(f"/mine/{case.id}")
        told = publicly(sit, served, case)
        assert state in told and facts not in told and law not in told


def test_of_two_officers_who_answer_a_proposal_one_wins_and_the_other_keeps_his_words(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04", to="officer")
    jun, seo, min_ho = sit("officer"), sit("officer-2"), sit("supervisor")
    jun.goto(f"{served.address}/cases/{case.id}")
    form = opened(jun, "Override the lane")
    form.locator("[name=lane]").select_option("L1")
    form.locator("[name=reason]").fill("The papers came with the last consignment.")
    press(jun, form.locator("form button"))
    assert "Lane L1 is proposed instead of L2." in said(jun)

    for page in (seo, min_ho):
        page.goto(f"{served.address}/cases/{case.id}#proposal")
    form = opened(min_ho, "Refuse the lighter lane")
    form.locator("[name=reason]").fill("The last consignment had <b>other</b> goods.")
    press(seo, seo.get_by_role("button", name="Confirm the lighter lane"))
    min_ho.get_by_text("The case has changed.").wait_for()
    assert form.locator("[name=reason]").input_value() == "The last consignment had <b>other</b> goods."
    press(min_ho, form.locator("form button"))
    assert "The case has changed. Look again." in said(min_ho) and "Seo-yeon Lim" in said(min_ho)
    assert min_ho.locator("[aria-labelledby=typed] [name=reason]").input_value() == "The last consignment had <b>other</b> goods."
    press(min_ho, min_ho.locator("main a.govuk-button", has_text="Look again"))
    assert find(served.office, case.id)[0].lane == "L1"


def test_a_case_is_transferred_and_goes_to_the_other_when_its_officer_leaves(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04", to="officer")
    jun, seo, team = sit("officer"), sit("officer-2"), sit("supervisor")
    jun.goto(f"{served.address}/cases/{case.id}")
    typed = opened(jun, "Hold")
    typed.locator("[name=reason]").fill("The boxes are wet.")
    typed.locator("[name=law]").fill("Training Act 7")

    team.goto(f"{served.address}/cases/{case.id}")
    form = opened(team, "Transfer the case")
    form.locator("[name=to]").select_option(label="Seo-yeon Lim")
    form.locator("[name=reason]").fill("Jun has enough to do.")
    press(team, form.locator("form button"))
    assert "Allotted to Seo-yeon Lim." in said(team)
    press(jun, typed.locator("form button"))
    assert "Jun has enough to do." in said(jun) and "Min-ho Kang" in said(jun)
    assert jun.locator("[aria-labelledby=typed] [name=reason]").input_value() == "The boxes are wet."

    team.goto(served.address + "/team")
    row = team.locator("tr", has_text="Min-ho Kang").first
    row.locator("summary").click()
    row.locator("[name=reason]").fill("In a meeting.")
    press(team, row.locator("form button"))
    seo.goto(served.address + "/queue")
    assert seo.locator(f'a[href="/cases/{case.id}"]').count() == 1
    seo.get_by_text("Leave the desk").click()
    seo.locator("#away-reason").fill("The train leaves.")
    press(seo, seo.get_by_role("button", name="Note me as away"))
    assert "You are noted as away" in said(seo) and seo.locator(f'a[href="/cases/{case.id}"]').count() == 0
    jun.goto(f"{served.address}/cases/{case.id}")
    assert "Allotted to you." in said(jun) and "The train leaves." in said(jun)
    team.goto(served.address + "/team")
    assert "away since" in team.locator("tr", has_text="Seo-yeon Lim").first.inner_text()

    press(seo, seo.get_by_role("button", name="I am back"))
    press(team, team.get_by_role("button", name="Note as back Min-ho Kang"))
    assert "You are noted as away" not in said(seo) and "away since" not in said(team)


def tab_to(page: Any, place: str) -> None:
    """Press the tabulator until the focus is there; nobody waits longer than for 90 places."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("place => document.activeElement.matches(place)", place):
            shown = page.evaluate(
                "(({top, bottom}) => bottom > 0 && top < innerHeight)(document.activeElement.getBoundingClientRect())"
            )
            assert shown, f"{place} has the focus and is out of sight"
            return
    raise AssertionError(f"The tabulator does not lead to {place}")


@pytest.mark.parametrize(
    ("language", "words", "papers_in", "passed"),
    [
        ("fr", "La facture est jointe.", "Réponse et documents remis", "Contrôle terminé"),
        ("ko", "송장을 첨부합니다.", "보완제출", "심사 완료"),
    ],
)
def test_papers_go_over_the_counter_by_keys_alone_on_a_phone(  # type: ignore[no-untyped-def]
    sit: Sit, served, lodge: Lodge, language: str, words: str, papers_in: str, passed: str
) -> None:
    case = lodge("04", to="officer")
    trader, officer = sit("trader", language, 390), sit("officer", language, 390)
    trader.goto(served.address + "/mine")
    tab_to(trader, f'a[href="/mine/{case.id}"]')
    with trader.expect_navigation():
        trader.keyboard.press("Enter")
    tab_to(trader, "#supply-text")
    trader.keyboard.type(words)
    tab_to(trader, "#supply-documents")
    trader.keyboard.type("PT-26-1007")
    tab_to(trader, "form[action$='/supply'] button")
    with trader.expect_navigation():
        trader.keyboard.press("Enter")
    assert papers_in in trader.locator("#timeline").inner_text()

    officer.goto(served.address + "/queue")
    tab_to(officer, f'a[href="/cases/{case.id}"]')
    with officer.expect_navigation():
        officer.keyboard.press("Enter")
    assert words in said(officer)
    officer.keyboard.press("p")
    with officer.expect_navigation():
        officer.keyboard.press("Enter")
    for page in (officer, trader):
        page.locator("#board", has_text=passed).wait_for()
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate(OVER) <= 0, page.url
        page.goto(served.address + "/words")  # a live page less: somebody may have three


def test_agency_shed_and_inspection_are_worked_by_keys_alone(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    coffee, watches = automatic(lodge), lodge("04", to="officer")
    agency, shed, officer = sit("agency", "ko"), sit("warehouse", "fr"), sit("officer")

    def enter(page: Any) -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    agency.goto(f"{served.address}/agency?q={coffee.number}")
    agency.keyboard.press("ArrowDown")
    enter(agency)
    tab_to(agency, "button[value=yes]")
    enter(agency)
    tab_to(agency, "details:has(input[name=approval]) summary")
    agency.keyboard.press("Enter")
    tab_to(agency, "details[open] button")
    enter(agency)
    assert find(served.office, coffee.id)[0].permits == "R2"

    shed.goto(f"{served.address}/shed?q={watches.cargo}")
    tab_to(shed, "form:has([value=carried-in]) button, button[value=carried-in]")
    enter(shed)
    assert find(served.office, watches.id)[0].carried_in

    officer.goto(f"{served.address}/cases/{watches.id}")
    officer.keyboard.press("i")
    officer.keyboard.press("ArrowDown")
    tab_to(officer, "#order-reason")
    officer.keyboard.type("Open two cartons.")
    tab_to(officer, "details[open] form button")
    enter(officer)
    order = find(served.office, watches.id)[0].order
    assert order and (order.order.depth, order.reason) == ("x-ray", "Open two cartons.")


def test_the_desks_turn_round_for_a_script_from_the_right_and_nothing_runs_over(sit: Sit, served, lodge: Lodge) -> None:  # type: ignore[no-untyped-def]
    case, wrong = lodge("04", to="officer"), list[str]()
    for chair, paths in (
        ("officer", (f"/cases/{case.id}", "/queue")),
        ("trader", (f"/mine/{case.id}", "/mine", "/lodge/form")),
    ):
        page = sit(chair, PSEUDO)
        for path in paths:
            page.goto(served.address + path)
            if path == "/lodge/form":
                page.locator("select[name=sample]").select_option(index=1)
                press(page, page.locator("form:has(select[name=sample]) button"))
            page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                over = page.evaluate(OVER)
                wrong += [f"{path} {width}: {over} px too wide"] if over > 0 else []
            assert page.locator("html").get_attribute("dir") == "rtl", path
            assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl", path
        page.goto(served.address + "/words")
    assert wrong == []


def test_no_desk_bars_anybody_with_its_forms_opened_in_the_light_and_in_high_contrast(  # type: ignore[no-untyped-def]
    sit: Sit, browser, served, lodge: Lodge
) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core: python eclear/web/frontend/build.py --dev")
    case, food, wrong = lodge("17", to="officer"), automatic(lodge), list[str]()
    for chair, paths in (
        ("officer", (f"/cases/{case.id}", "/queue")),
        ("supervisor", ("/team",)),
        ("trader", (f"/mine/{case.id}", "/mine")),
        ("agency", (f"/agency/{food.id}",)),
        ("warehouse", ("/shed",)),
        ("carrier", ("/carrier",)),
        ("instructor", ("/class",)),
    ):
        seat = sit(chair).context.storage_state()
        context = browser.new_context(bypass_csp=True, storage_state=seat, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        for path in paths:
            answer = page.goto(served.address + path)
            assert answer.status == 200, path
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.evaluate(AXE.read_text("utf-8"))
            for theme, rules in (("light", RULES), ("contrast", COLOURS)):
                page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                wrong += [f"{path} {theme}: {found}" for found in page.evaluate(FINDINGS, rules)]
        context.close()
    assert wrong == []
