"""Amending by form in the pages: the trader's button and form, the officer's verb, and the printed decision in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests_shared import Sit, press, sound
from web_desks import Desk, DeskRoom, questions

from eclear.casefile.case import Case
from eclear.casefile.person import Post, Role, Seated
from eclear.clearance import Office, decide, submit, transfer
from eclear.training.people import CHAIRS
from eclear.web.frame import HERE

PRICE = "items.1.price"
AXE = HERE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
FINDINGS = "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html)))"
_numbers = count(1)


@pytest.fixture(scope="session")
def model() -> None:
    """No model: what is lodged here is routed by rules alone, and goes to the screen review."""


@dataclass
class School:
    """A room with a trader, an officer and a case that is allotted to him."""

    room: DeskRoom
    trader: Desk
    officer: Desk


@pytest.fixture(scope="module")
def school(asked_office: Office, asked_pages: FastAPI) -> Iterator[School]:
    asked_office.enter("amending")
    room = DeskRoom(asked_office, asked_pages, "amending")
    yield School(room, room.sit("Mina", Role.TRADER, "41207"), room.sit("Jun"))


@pytest.fixture
def case(school: School) -> Case:
    return school.room.lodge_for(school.officer, f"LRN-{next(_numbers)}")


def form(desk: Desk, address: str) -> tuple[str, str]:
    """Open a form at its last step, and return its page and its address."""
    where = address.partition("?")[0]
    return desk.get(f"{where}?step=check&check=all"), where


def send(desk: Desk, address: str, **given: str) -> Any:
    """Send a step of a form as it stands, with what is given; its version is read from the page."""
    step = given.pop("step", "check")
    page = desk.get(f"{address}?step={step}")
    version = re.search(r'id="version" value="(\d+)"', page)
    seen = re.search(r'name="case_version" value="(\d+)"', page)
    assert version
    told = {"version": version[1], "step": step, "item": "1"} | ({"case_version": seen[1]} if seen else {})
    return desk.post(address, **(told | {name.replace("__", "."): text for name, text in given.items()}))


def test_the_trader_changes_a_price_says_why_and_sends_it(school: School, case: Case) -> None:
    trader = school.trader
    assert "Amend by form" in trader.get(f"/mine/{case.id}")
    opened = trader.post(f"/mine/{case.id}/amend")
    assert opened.status_code == 303
    page, address = form(trader, opened.headers["location"])
    assert f"Amendment of declaration {case.number}" in page and "Nothing differs from the declaration in force" in page
    assert 'name="lrn"' not in trader.get(f"{address}?step=parties"), "what the message says of itself is not shown"

    assert send(trader, address, step="goods", do="next", **{PRICE: "2500.00", f"{PRICE}@": "USD"}).status_code == 303
    with questions(school.room.office) as asked:
        page, _ = form(trader, address)
    assert len(asked) <= 12, asked
    assert "<del>2000.00 USD</del>" in page and "<ins>2500.00 USD</ins>" in page
    refused = send(trader, address, do="lodge")
    page = trader.get(refused.headers["location"])
    assert "Choose the reason of the change" in page and "Say in words why" in page and "2500.00 USD" in page

    sent = send(trader, address, do="lodge", amend__reason="21", amend__said="The invoice says 2,500.")
    assert sent.headers["location"] == f"/mine/{case.id}"
    assert "You have asked customs for this" in trader.get(f"/mine/{case.id}")
    assert "The invoice says 2,500." in school.officer.get(f"/cases/{case.id}")
    assert "Customs answers first" in trader.get(f"/mine/{case.id}") and "Amend by form" not in trader.get(f"/mine/{case.id}")


def test_a_form_whose_case_moved_on_says_why_and_keeps_what_was_typed(school: School, case: Case) -> None:
    trader = school.trader
    _, address = form(trader, trader.post(f"/mine/{case.id}/amend").headers["location"])
    send(trader, address, step="goods", do="save", **{PRICE: "2600.00", f"{PRICE}@": "USD"})
    decide(school.officer.office, case.id, "inspect", reason="Count them.", room="amending")
    page, _ = form(trader, address)
    assert "under examination or held" in page and "what you typed stays here" in page and "2600.00 USD" in page
    assert "Send the request to amend" not in page
    refused = send(trader, address, do="lodge", amend__reason="21", amend__said="A slip.")
    assert "A slip." in trader.get(refused.headers["location"]) and school.room.now(case).request is None
    gone = trader.post(f"{address}/discard")
    assert gone.headers["location"] == f"/mine/{case.id}"


def test_the_officer_amends_and_the_decision_can_be_printed(school: School, case: Case) -> None:
    officer, trader = school.officer, school.trader
    assert "Amend and reassess" in officer.get(f"/cases/{case.id}")
    address = officer.post(f"/cases/{case.id}/amend", version=str(case.version)).headers["location"]
    _, address = form(officer, address)
    assert trader.client.get(address).status_code == 404, "an officer's draft is not there for anybody else"
    send(officer, address, step="goods", do="save", **{PRICE: "4000.00", f"{PRICE}@": "USD"})
    page, _ = form(officer, address)
    assert "4000.00 USD" in page and 'name="amend.law"' in page and "KRW" in page
    lacking = send(officer, address, do="lodge", amend__said="The invoice says 4,000.")
    assert "Name the law" in officer.get(lacking.headers["location"])
    typed = {"amend__said": "The invoice says 4,000.", "amend__law": "Customs Act, art. 38"}
    decide(officer.office, case.id, "query", reason="Which invoice is it?", room="amending")
    late = send(officer, address, do="lodge", case_version=str(case.version), **typed)
    assert late.status_code == 409 and "The case has changed" in late.text and "Question asked" in late.text
    assert "Customs Act, art. 38" in late.text and school.room.now(case).edition == 1
    done = send(officer, address, do="lodge", **typed)
    assert done.headers["location"] == f"/cases/{case.id}" and school.room.now(case).edition == 2

    for desk, back in ((officer, "cases"), (trader, "mine")):
        page = desk.get(f"/{back}/{case.id}")
        printed = re.search(rf"/cases/{case.id}/decisions/\d+", page)
        assert printed and "Amended and reassessed by customs" in page
        decision = desk.get(printed[0])
        for said in ("The invoice says 4,000.", "Customs Act, art. 38", "TRAINING-APPEALS", "<ins>4000.00 USD</ins>", "Owed now"):
            assert said in decision, said
    public = TestClient(school.room.app, base_url="http://127.0.0.1:8417").get(f"/r/amending/status/{case.number}").text
    assert "Declaration amended" in public and "by customs" not in public and "4,000" not in public


def test_nobody_but_the_officer_of_the_case_amends_it(school: School, case: Case) -> None:
    other = school.room.sit(f"Sua {case.id}")
    refused = other.post(f"/cases/{case.id}/amend", version=str(case.version))
    assert refused.status_code == 409 and "allotted" in refused.text
    assert school.trader.post(f"/cases/{case.id}/amend", version=str(case.version)).status_code == 404
    assert school.officer.post(f"/mine/{case.id}/amend").status_code == 404


@pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests above
def test_both_sides_of_the_counter_amend_a_declaration_in_a_real_browser(sit: Sit, served: Any) -> None:
    """The trader corrects the goods and is granted it; then the officer puts the price right, and the decision is printed."""
    case = submit(served.office, sound("AMEND-BY-FORM", previous_documents__1__id="26ABCD0999I77770001")).case
    assert case is not None
    with served.office.store.people() as people:
        boss = next(one for one in people.people("open") if one.names == (CHAIRS["supervisor"][0],))
    transfer(served.office.under(Seated(boss, Post(Role.SUPERVISOR))), case.id, "officer", "Given by hand.")
    trader, officer = sit("trader"), sit("officer")

    trader.goto(f"{served.address}/mine/{case.id}")
    press(trader, trader.get_by_role("button", name="Amend by form"))
    assert f"Amendment of declaration {case.number}" in said(trader)
    press(trader, trader.get_by_role("button", name="Goods items"))
    trader.get_by_label("Description of goods").fill("Stuffed toys of cotton, for children")
    press(trader, trader.get_by_role("button", name="Check everything"))
    assert "Stuffed toys of cotton, for children" in trader.locator("#changes").locator("..").inner_text()
    fits_and_reads(trader)
    trader.get_by_label("Reason of the change").select_option("32")
    trader.get_by_label("In your words").fill("The invoice says cotton.")
    press(trader, trader.get_by_role("button", name="Send the request to amend"))
    assert "You have asked customs for this: An amendment" in said(trader)

    officer.goto(f"{served.address}/cases/{case.id}")
    assert "The invoice says cotton." in said(officer)
    press(officer, officer.get_by_role("button", name="Grant"))
    assert "edition 2" in said(officer)

    officer.keyboard.press("a")
    assert "Amend and reassess" in officer.evaluate("document.activeElement.innerText"), "the key leads to its button"
    press(officer, officer.get_by_role("button", name="Amend and reassess"))
    press(officer, officer.get_by_role("button", name="Goods items"))
    officer.locator("#f-items-1-price").fill("4000.00")
    press(officer, officer.get_by_role("button", name="Check everything"))
    fits_and_reads(officer)
    press(officer, officer.get_by_role("button", name="Amend and reassess"))
    assert "State the facts" in officer.locator("#summary").inner_text() and "Name the law" in said(officer)
    officer.get_by_label("Facts").fill("The invoice in the parcel says 4,000 dollars.")
    officer.get_by_label("Law").fill("Customs Act, art. 38")
    press(officer, officer.get_by_role("button", name="Amend and reassess"))
    press(officer, officer.locator("#decisions").locator("..").get_by_role("link"))
    printed = said(officer)
    for words in ("Amended and reassessed by customs", "4,000 dollars", "Customs Act, art. 38", "TRAINING-APPEALS", "Owed now"):
        assert words in printed, words
    trader.goto(f"{served.address}/mine/{case.id}")
    assert "edition 3" in said(trader) and "Amended and reassessed by customs" in said(trader)


def said(page: Any) -> str:
    return str(page.locator("main").inner_text())


def fits_and_reads(page: Any) -> None:
    """Nothing is wider than the window of a desk or of a phone, and a reader of screens finds nothing to object to."""
    page.evaluate(AXE.read_text("utf-8")) if AXE.is_file() else pytest.skip("needs axe-core")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
        assert page.evaluate(FINDINGS, RULES) == []
