"""From trade papers to goods that have left, by hand in a real browser: paid first, paid later, and papers that contradict."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests_shared import CHECKOUT, Sit, press

from eclear.casefile.case import Case
from eclear.clearance import find

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page

PAPERS = CHECKOUT / "sample_declarations" / "papers"
CARGO, LATER = "26GULL0131I05110007", "26GULL0131I05110008"
MANIFEST = PAPERS / "bearings-and-pumps" / "manifest.csv"


def uploaded(page: Any, address: str, folder: str, **instead: tuple[str, str]) -> None:
    """Upload the papers of a sample as files; ``instead`` names texts of a paper that stand there in another way."""
    files = []
    for path in sorted((PAPERS / folder).iterdir()):
        if path.suffix in (".csv", ".json") and path.name != "manifest.csv":
            text = path.read_text("utf-8")
            for before, after in instead.values():
                text = text.replace(before, after)
            files.append({"name": path.name, "mimeType": "application/octet-stream", "buffer": text.encode()})
    page.goto(address + "/lodge/papers")
    page.set_input_files("#files", files)
    press(page, page.get_by_role("button", name="Fill in a declaration with them"))
    page.wait_for_url("**/papers")


def typed_and_filled(page: Any) -> tuple[int, int]:
    """Read off the page how many fields a person had to type, and of how many."""
    found = re.search(r"(\d+) of (\d+) fields typed", page.locator("#share").inner_text())
    assert found, page.locator("#share").inner_text()
    return int(found[1]), int(found[2])


def step(page: Any, name: str) -> None:
    press(page, page.locator("#steps").get_by_role("button", name=name))


def lodged(page: Any) -> str:
    """Check everything, lodge, and return the id of the case."""
    step(page, "Check")
    assert page.get_by_text("What stands in the way").count() == 0, page.locator("main").inner_text()
    press(page, page.get_by_role("button", name="Lodge the declaration"))
    page.wait_for_url("**/mine/*")
    return str(page.url.rpartition("/")[2].partition("?")[0])


def declared(served: Any, case_id: str) -> Case:
    case: Case = find(served.office, case_id)[0]
    return case


def reported(served: Any, sit: Sit, cargo: str, case_id: str) -> None:
    """Customs reviews the manifest, the shed takes the goods in, and an officer passes what was not passed by itself."""
    officer, shed = sit("officer"), sit("warehouse")
    officer.goto(f"{served.address}/cargo/{cargo}")
    press(officer, officer.get_by_role("button", name="Manifest reviewed"))
    shed.goto(f"{served.address}/shed?q={cargo}")
    press(shed, shed.get_by_role("button", name="Carry in"))
    if not declared(served, case_id).reviewed:
        officer.goto(served.address + "/queue")
        while case_id not in officer.url:  # cases come by lot
            officer.goto(served.address + "/queue")
            press(officer, officer.get_by_role("button", name="Take the next case"))
        press(officer, officer.locator('button[data-key="P"]'))


def carried_out(served: Any, sit: Sit, cargo: str) -> None:
    """The shed lets the goods go, which it could not do before."""
    shed = sit("warehouse")
    shed.goto(f"{served.address}/shed?q={cargo}")
    shed.locator("section", has=shed.locator("#list-leave")).get_by_text("Time to carry out until").wait_for()
    press(shed, shed.get_by_role("button", name="Carry out"))


def looked_at(served: Any, page: Any, case_id: str) -> str:
    page.goto(f"{served.address}/mine/{case_id}")
    return str(page.locator("main").inner_text())


def test_papers_become_goods_that_have_left_paid_before_acceptance(sit: Sit, served: Any) -> None:
    trader, carrier = sit("trader"), sit("carrier")
    carrier.goto(served.address + "/carrier")
    carrier.set_input_files("#file", MANIFEST)
    press(carrier, carrier.locator('form[action*="/carrier/manifest"]').get_by_role("button", name="Hand it in").first)
    assert "1 line was taken in." in carrier.locator("main").inner_text()

    uploaded(trader, served.address, "bearings-and-pumps")
    assert typed_and_filled(trader)[0] == 0
    press(trader, trader.get_by_role("link", name="Commercial invoice LQ-26-1107"))
    for name, text in (("2.unit_price", "155.00"), ("2.amount", "9300.00"), ("0.total", "21650.00")):
        trader.locator(f'[name="{name}"]').fill(text)
    press(trader, trader.get_by_role("button", name="Keep the paper"))
    did = trader.locator("section", has=trader.locator("#changed")).inner_text()
    assert "What the last change of a paper did" in did and "from USD 9000.00 to USD 9300.00" in did
    assert typed_and_filled(trader)[0] == 2, "what is typed into a document form counts"
    filled_in(trader)
    press(trader, trader.get_by_role("link", name="The papers, and what contradicts"))
    typed, filled = typed_and_filled(trader)
    assert 0 < typed <= 0.2 * filled, "a fifth at most is typed, and the page says so"
    press(trader, trader.get_by_role("link", name="Go on in the form"))
    id = lodged(trader)

    reported(served, sit, CARGO, id)
    case = declared(served, id)
    assert case.tax == "T2" and case.status == "D8" and "USD 9,300.00" in looked_at(served, trader, id)
    press(trader, trader.locator("section:has(#money)").get_by_role("button", name="Pay KRW"))
    assert declared(served, id).status == "D9" and "Accepted for release" in looked_at(served, trader, id)
    carried_out(served, sit, CARGO)
    looked_at(served, trader, id)
    assert "Closed" in trader.locator("#headline").inner_text() and declared(served, id).status == "D10"


def filled_in(page: Any) -> None:
    """Choose the one tariff code that the papers leave open, and the shed; everything else stands there."""
    page.get_by_label("Item 3").select_option("8501402000")
    press(page, page.get_by_role("button", name="Use this code"))
    press(page, page.get_by_role("link", name="Go on in the form"))
    step(page, "Transport")
    page.locator('[name="goods_location_id"]').select_option("90110002")
    press(page, page.get_by_role("button", name="Save and go on"))


def test_the_same_paid_after_acceptance_against_security(sit: Sit, served: Any) -> None:
    trader = sit("trader")
    uploaded(trader, served.address, "bearings-and-pumps", cargo=(CARGO, LATER), bill=("GULLNBG261107", "GULLNBG261108"))
    filled_in(trader)
    step(trader, "Parties")
    trader.get_by_label("Collection type").select_option("43")
    step(trader, "Check")
    press(trader, trader.locator(".ec-found li", has_text="no security is named").get_by_role("link").first)
    press(trader, trader.locator('button[value="add:guarantees"]'))  # its section is open
    trader.locator('[name="guarantees.1.reference"]').fill("BOND-26-0043")
    id = lodged(trader)
    reported(served, sit, LATER, id)
    case = declared(served, id)
    assert (case.status, case.tax) == ("D9", "T2"), "accepted before anything was paid"
    assert "Accepted for release" in looked_at(served, trader, id)
    carried_out(served, sit, LATER)
    assert "the tax is still to be paid" in looked_at(served, trader, id) and declared(served, id).status == "D10"
    press(trader, trader.locator("section:has(#money)").get_by_role("button", name="Pay KRW"))
    looked_at(served, trader, id)
    assert "Nobody" in trader.locator("#headline").inner_text() and declared(served, id).tax == "T3"


def test_papers_that_contradict_are_shown_side_by_side_and_a_person_chooses(sit: Sit, served: Any) -> None:
    trader = sit("trader")
    uploaded(trader, served.address, "contradicting-papers")
    papers = trader.url
    clashes = trader.locator("section", has=trader.locator("#clashes")).locator("form")
    assert "8 wait for you. Nothing is chosen for you." in trader.locator("main").inner_text() and clashes.count() == 8
    packages = clashes.filter(has_text="Total packages").first.inner_text()
    assert "92" in packages and "90" in packages and "Packing list" in packages and "Bill of lading" in packages
    press(trader, trader.get_by_role("link", name="Go on in the form"))
    step(trader, "Values")
    assert trader.locator('[name="total_packages"]').input_value() == "", "no side was taken"
    step(trader, "Check")
    press(trader, trader.get_by_role("button", name="Lodge the declaration"))
    assert "contradict" in trader.locator(".ec-found").first.inner_text() and "/lodge/form/" in trader.url

    press(trader, trader.locator(".ec-found li", has_text="Total packages").get_by_role("link").first)
    press(trader, clashes.filter(has_text="Total packages").get_by_role("link"))
    assert trader.url.endswith("step=money#f-total-packages"), "the way to the field, for whom no side is right"
    trader.goto(papers)
    for left in range(8, 0, -1):
        assert f"{left} wait" in trader.locator("main").inner_text() or left == 1
        press(trader, clashes.filter(has=trader.locator(".ec-tag", has_text="choose")).first.get_by_role("button").first)
    assert "You have chosen everywhere." in trader.locator("main").inner_text()
    typed, _filled = typed_and_filled(trader)
    assert typed == 7, "each field that a person chose counts as typed; freight and terms are told by one"
