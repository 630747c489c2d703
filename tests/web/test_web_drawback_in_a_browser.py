"""Drawback in a real browser: an export is lodged and loaded, its duty is claimed back, paid out, and never given twice."""

from __future__ import annotations

from typing import Any

import pytest
from tests_shared import Sit, press, sound

from eclear.casefile.case import Case
from eclear.casefile.pointer import changed
from eclear.clearance import arrive, decide, find, pay, submit
from eclear.journey.checks.baseline import EXPORT
from eclear.wco import write

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page

CARGO = "26ABCD0123I77770001"


def opened(page: Any, name: str) -> Any:
    """Unfold what is done under a name, wherever it stands, and return its form."""
    verb = page.locator("details.ec-verb", has=page.locator("summary", has_text=name)).first
    verb.evaluate("each => { for (let d = each; d; d = d.parentElement.closest('details')) d.open = true }")
    return verb


def said(page: Any) -> str:
    return str(page.locator("main").inner_text())


def money(page: Any) -> Any:
    return page.locator("section:has(#money)")


def paid_import(served: Any) -> Case:
    """An import of the trader at the chair, accepted and paid: 820 pieces."""
    office = served.office
    case = submit(office, sound("DRAW-IM", previous_documents__1__id=CARGO)).case
    assert case is not None
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, CARGO, report)
    if not find(office, case.id)[0].reviewed:
        decide(office, case.id, "pass")
    paid = pay(office, case.id)
    assert paid.accepted and paid.tax == "T3"
    return paid


def loaded_export(sit: Sit, served: Any, lrn: str) -> Case:
    """Lodge an export by its message, look at it if customs wants to, and report at the carrier's desk that it has left."""
    trader, officer, carrier = sit("trader"), sit("officer"), sit("carrier")
    trader.goto(f"{served.address}/lodge")
    message = write(changed(EXPORT, {"lrn": lrn}), "KR")
    trader.locator("input[name=file]").set_input_files({"name": "export.xml", "mimeType": "text/xml", "buffer": message})
    press(trader, trader.get_by_role("button", name="Lodge the declaration"))
    export = find(served.office, str(trader.url).rpartition("/")[2])[0]
    if not export.accepted:
        officer.goto(f"{served.address}/cases/{export.id}")
        press(officer, officer.get_by_role("button", name="Review complete"))
    carrier.goto(f"{served.address}/carrier")
    press(carrier, carrier.locator("li", has_text=export.number).get_by_role("button", name="Report the exit"))
    left = find(served.office, export.id)[0]
    assert left.status == "E6", "accepted, loaded, and gone"
    return left


def claim(trader: Any, number: str, quantity: str) -> None:
    form = opened(trader, "Claim drawback")
    form.locator("[name=number]").first.fill(number)
    form.locator("[name=quantity]").first.fill(quantity)
    press(trader, form.get_by_role("button", name="Claim drawback"))


def test_the_duty_on_what_was_exported_comes_back_once(sit: Sit, served: Any) -> None:
    bought = paid_import(served)
    number, export = bought.number or "", loaded_export(sit, served, "DRAW-EX-1")
    trader, officer, second = sit("trader"), sit("officer"), sit("supervisor")
    trader.goto(f"{served.address}/mine/{export.id}")
    beside = trader.context.new_page()  # the same page once more, in a second tab
    beside.goto(trader.url)
    claim(trader, number, "700")
    assert "KRW 205,948" in money(trader).inner_text() and number in money(trader).inner_text()
    assert "700 of 820" in money(trader).inner_text() and not trader.get_by_text("Claim drawback").count()
    claim(beside, number, "100")
    assert "One export has one claim" in said(beside)
    assert beside.locator("[name=quantity]").first.input_value() == "100", "what was typed is not lost"

    officer.goto(f"{served.address}/cases/{export.id}")
    assert number in money(officer).inner_text() and "700 of 820" in money(officer).inner_text()
    form = opened(officer, "Decide the claim")
    press(officer, form.get_by_role("button", name="Decide", exact=True))
    assert "A second officer or a supervisor confirms this." in money(officer).inner_text()
    second.goto(f"{served.address}/money")
    press(second, second.locator("li", has_text="Refund waits for a second officer").get_by_role("link", name=export.number))
    press(second, second.get_by_role("button", name="Confirm the refund"))
    assert "Paid out" in money(second).inner_text()
    trader.reload()
    assert "Paid out" in money(trader).inner_text() and "Paid back" in money(trader).inner_text()
    assert "Refund 1: KRW 205,948 was paid out to account T-41207-1" in str(trader.locator("main").text_content())
    beside.close()
    assert find(served.office, export.id)[0].ledger.refunded == 205948

    other = loaded_export(sit, served, "DRAW-EX-2")
    trader.goto(f"{served.address}/mine/{other.id}")
    claim(trader, number, "700")
    assert "120 C62 of 820 are left to draw on; 700 was claimed" in said(trader)
    trader.locator("[aria-labelledby=typed] [name=quantity]").first.fill("120")
    press(trader, trader.get_by_role("button", name="Send it again"))
    assert "120 of 820" in money(trader).inner_text() and "KRW 35,305" in money(trader).inner_text()
    officer.goto(f"{served.address}/cases/{other.id}")
    form = opened(officer, "Decide the claim")
    form.locator("[name=granted]").select_option("false")
    form.locator("[name=reason]").fill("The motors were exported as they came.")
    press(officer, form.get_by_role("button", name="Decide", exact=True))
    assert "name the law it rests on" in said(officer)
    officer.locator("[aria-labelledby=typed] [name=law]").fill("Training Drawback Act 9")
    press(officer, officer.get_by_role("button", name="Send it again"))
    trader.reload()
    assert "The motors were exported as they came." in money(trader).inner_text()
    assert "Training Drawback Act 9" in money(trader).inner_text() and trader.get_by_text("Claim drawback").count()
