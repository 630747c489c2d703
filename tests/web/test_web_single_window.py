"""A case played by hand in a real browser, from the form to carried out, seen from every side of the counter."""

from __future__ import annotations

import pytest
from tests_shared import Sit, press

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page


def begun_from(page, served, sample: str, lrn: str) -> str:  # type: ignore[no-untyped-def]
    """Fill in the form with a sample and lodge it under another reference; return the id of its case."""
    page.goto(served.address + "/lodge/form")
    page.locator("select[name=sample]").select_option(sample)
    press(page, page.locator("form:has(select[name=sample]) button"))
    press(page, page.get_by_role("link", name="Parties").or_(page.get_by_role("button", name="Parties")).first)
    page.locator('[name="lrn"]').fill(lrn)
    press(page, page.get_by_role("link", name="Transport").or_(page.get_by_role("button", name="Transport")).first)
    page.get_by_label("Cargo control number").fill("26MAGP0104I00780099")
    press(page, page.get_by_role("link", name="Check and lodge").or_(page.get_by_role("button", name="Check and lodge")).first)
    press(page, page.get_by_role("button", name="Lodge the declaration"))
    assert "/mine/" in page.url, page.locator("main").inner_text()[:500]
    return page.url.rpartition("/")[2]


def test_a_declaration_goes_from_the_form_to_carried_out_in_the_hands_of_five(sit: Sit, served) -> None:  # type: ignore[no-untyped-def]
    trader = sit("trader")
    case = begun_from(trader, served, "04-documents-lane", "HAND-1")
    assert "Documents requested" in trader.locator("#headline").inner_text()
    assert "L2" not in trader.locator("main").inner_text()
    cargo = trader.locator("main a.ec-id").first.inner_text()

    public = sit("viewer")
    public.goto(f"{served.address}/status/{cargo}")
    assert "Documents requested" in public.locator("#headline").inner_text()

    officer = sit("officer")
    while case not in officer.url:  # by lot: whatever else waits comes to him too
        officer.goto(served.address + "/queue")
        officer.get_by_role("button", name="Take the next case").click()
        officer.wait_for_url("**/cases/**")
    assert "Allotted to you" in officer.locator("main").inner_text()

    trader.locator("textarea[name=text]").first.fill("The invoice and the packing list are attached.")
    trader.locator("textarea[name=documents]").first.fill("Commercial invoice PT-26-1007")
    press(trader, trader.get_by_role("button", name="Hand in"))
    officer.get_by_text("Papers handed in").first.wait_for()
    officer.goto(f"{served.address}/cases/{case}")
    press(officer, officer.locator("form button", has_text="Pass the review").first)
    assert "Review passed" in officer.locator("#board").inner_text()

    press(officer, officer.get_by_role("button", name="Review the manifest"))
    shed = sit("warehouse")
    shed.goto(f"{served.address}/shed?q={cargo}")
    press(shed, shed.get_by_role("button", name="Carry in"))

    trader.goto(f"{served.address}/mine/{case}")
    press(trader, trader.get_by_role("button", name="Pay").first)
    assert "Accepted for release" in trader.locator("#headline").inner_text()
    public.get_by_text("Accepted for release").first.wait_for()

    shed.goto(f"{served.address}/shed?q={cargo}")
    assert shed.get_by_role("button", name="Carry out").count(), shed.locator("main").inner_text()
    press(shed, shed.get_by_role("button", name="Carry out"))
    public.get_by_text("Carried out").first.wait_for()
    public.reload()
    assert "Nothing more follows." in public.locator("main").inner_text()
    said = public.locator("main").inner_text()
    for secret in ("L2", "P-WATCH-ROUTE", "Sigyetap", "Jun Park", "9,600", "2,581,330"):
        assert secret not in said, secret
