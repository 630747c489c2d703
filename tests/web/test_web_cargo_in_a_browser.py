"""Cargo played by hand in a real browser: a split bill with a shortage at unloading, goods that stay longer in their shed or go
back abroad, and transits between two offices, one of them not discharged in time."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests_shared import Sit, press, sound

from eclear.casefile.manifest import ManifestLine
from eclear.clearance import arrive, decide, pay, submit, take_manifest

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page

MANIFEST = "26SEED0201I"
LINE = ManifestLine("", "Haeoreum Line", "HB-1", "1", "CN", "Sender", "Example Toys", "Small motors", 10, Decimal(120))


def opened(page, name: str):  # type: ignore[no-untyped-def]
    """Unfold what is reported under a name, and return its form."""
    verb = page.locator("details.ec-verb", has=page.locator("summary", has_text=name)).first
    verb.locator("summary").click()
    return verb


def test_a_bill_is_split_and_a_shortage_at_unloading_is_settled(sit: Sit, served) -> None:  # type: ignore[no-untyped-def]
    number = f"{MANIFEST}00010001"
    take_manifest(served.office, [replace(LINE, cargo=number)])
    case = submit(served.office, sound("LRN-B1", previous_documents__1__id=number)).case
    arrive(served.office, number, "manifest-reviewed")
    carrier = sit("carrier")
    carrier.goto(f"{served.address}/voyages/{MANIFEST}")
    press(carrier, carrier.get_by_role("button", name="Report the arrival"))
    carrier.goto(f"{served.address}/cargo/{number}")
    split = opened(carrier, "Split the bill")
    split.locator("textarea[name=parts]").fill("6, 72\n4, 48")
    split.locator("textarea[name=reason]").fill("Two buyers.")
    press(carrier, split.get_by_role("button", name="Split"))
    parts = carrier.locator('main a[href^="/cargo/"]').all_inner_texts()
    assert len(parts) == 2 and "Went on under other numbers" in carrier.locator("main").inner_text()
    for part, landed in zip(parts, ("5", "4"), strict=True):
        carrier.goto(f"{served.address}/cargo/{part.replace('-', '')}")
        unloaded = opened(carrier, "Unloaded")
        unloaded.locator("[name=packages]").fill(landed)
        press(carrier, unloaded.get_by_role("button", name="Report what was landed"))
    officer = sit("officer")
    officer.goto(f"{served.address}/voyages/{MANIFEST}")
    press(officer, officer.get_by_role("button", name="Discharge the manifest"))
    assert "shows shortage, which is not settled" in officer.locator("main").inner_text()
    press(officer, officer.locator("tr", has_text="Shortage").locator("a").first)
    settle = opened(officer, "Settle the difference")
    settle.locator("textarea[name=reason]").fill("One was short shipped.")
    press(officer, settle.get_by_role("button", name="Settle it"))
    officer.goto(f"{served.address}/voyages/{MANIFEST}")
    press(officer, officer.get_by_role("button", name="Discharge the manifest"))
    assert officer.get_by_role("button", name="Discharge the manifest").count() == 0
    shed = sit("warehouse")
    for part in parts:
        shed.goto(f"{served.address}/cargo/{part.replace('-', '')}")
        come = opened(shed, "Carry in")
        press(shed, come.get_by_role("button", name="Report what came in"))
    with served.office.store.reading("open") as records:
        case = records.case(case.id)
    assert case.carried_in, "the declaration of the whole bill finds all its goods"
    if not case.reviewed:
        case = decide(served.office, case.id, "pass")
    if case.tax == "T2":
        case = pay(served.office, case.id)
    assert case.status == "D9"
    public = sit("viewer")
    public.goto(f"{served.address}/status/{parts[0]}")
    said = public.locator("main").inner_text()
    assert "In the shed" in said and "Example Toys" not in said and "5 packages" not in said


def at_hand(served, number: str) -> None:  # type: ignore[no-untyped-def]
    """Goods that their carrier has listed, and that lie in a shed."""
    take_manifest(served.office, [replace(LINE, cargo=number)])
    for report in ("manifest-reviewed", "carried-in"):
        arrive(served.office, number, report, shed="90110001")


def steps(officer, *names: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Record the next steps of an operation from its page, each with what is typed for it."""
    for name, seals in names:
        step = opened(officer, name)
        if seals:
            step.locator("[name=seals]").fill(seals)
        press(officer, step.get_by_role("button", name="Record it"))


def transit(trader, served, number: str) -> str:  # type: ignore[no-untyped-def]
    """Declare a transit from the port to the airport, and return the page of the operation."""
    trader.goto(served.address + "/operations")
    for name, text in (
        ("cargo", number),
        ("code", "9503000000"),
        ("value", "1000000"),
        ("origin", "CN"),
        ("route", "Harbour road, airport gate"),
        ("guarantee", "BOND-7"),
        ("guaranteed", "250000"),
    ):
        trader.locator(f'[name="{name}"]').fill(text)
    for name, value in (("regime", "transit"), ("to_office", "90210"), ("mode", "3")):
        trader.locator(f'[name="{name}"]').select_option(value)
    press(trader, trader.get_by_role("button", name="Declare"))
    return str(trader.url)


def said_on(page) -> str:  # type: ignore[no-untyped-def]
    """What the page says."""
    return page.locator("main").inner_text()


def test_a_trader_asks_that_his_goods_may_stay_longer_and_customs_answers(sit: Sit, served) -> None:  # type: ignore[no-untyped-def]
    number = f"{MANIFEST}00030001"
    at_hand(served, number)
    case = submit(served.office, sound("LRN-B3", previous_documents__1__id=number)).case
    trader, officer, shed = sit("trader"), sit("officer"), sit("warehouse")

    def asks(page, place: str, button: str, day: str, reason: str) -> None:  # type: ignore[no-untyped-def]
        page.goto(served.address + place)
        form = opened(page, "Ask for longer storage")
        form.locator("[name=until]").fill(day)
        form.locator("[name=reason]").fill(reason)
        press(page, form.get_by_role("button", name=button))

    asks(trader, f"/mine/{case.id}", "Ask for longer storage", "2028-03-01", "The buyer is away.")
    assert "Customs answers." in said_on(trader)
    officer.goto(served.address + "/manifest")
    assert "The buyer is away." in said_on(officer)
    press(officer, officer.locator(f'a[href="/cargo/{number}"]'))
    refuse = opened(officer, "Refuse longer storage")
    refuse.locator("[name=reason]").fill("An absence is no reason. Declare the goods.")
    press(officer, refuse.get_by_role("button", name="Refuse it"))
    trader.reload()
    assert "not granted" in said_on(trader) and "An absence is no reason." in said_on(trader)
    asks(shed, f"/cargo/{number}", "Ask customs", "2028-02-01", "A court looks at who owns them.")
    assert "waits for customs" in said_on(shed)
    officer.goto(f"{served.address}/cargo/{number}")
    grant = opened(officer, "Extend the storage period")
    assert grant.locator("[name=until]").input_value() == "2028-02-01", "what was asked for stands there"
    grant.locator("[name=reason]").fill("A court has to decide.")
    press(officer, grant.get_by_role("button", name="Extend it"))
    trader.reload()
    assert "1 Feb 2028" in said_on(trader) and "not granted" not in said_on(trader)
    officer.goto(served.address + "/manifest")
    assert officer.locator(f'a[href="/cargo/{number}"]').count() == 0


def test_held_goods_go_back_abroad_and_everybody_sees_that_they_are_returned(sit: Sit, served) -> None:  # type: ignore[no-untyped-def]
    number = f"{MANIFEST}00040001"
    at_hand(served, number)
    case = submit(served.office, sound("LRN-B4", previous_documents__1__id=number)).case
    decide(served.office, case.id, "hold", reason="The mark of another firm is on the goods.")
    trader, officer, public = sit("trader"), sit("officer"), sit("viewer")
    trader.goto(f"{served.address}/mine/{case.id}")
    press(trader, trader.get_by_role("link", name="Send the goods back"))
    form = trader.locator('form[action="/operations"][method="post"]')
    assert form.locator("[name=regime]").input_value() == "return" and form.locator("[name=cargo]").input_value() == number
    for name, text in (("route", "Shed to pier 3"), ("guarantee", "BOND-9"), ("guaranteed", "90000000")):
        form.locator(f'[name="{name}"]').fill(text)
    for name, value in (("to_office", "90110"), ("mode", "1")):
        form.locator(f'[name="{name}"]').select_option(value)
    press(trader, form.get_by_role("button", name="Declare"))
    operation, name = trader.url, trader.url.rpartition("/")[2]
    assert case.number in said_on(trader) and "They are not accepted while it runs" in said_on(trader)
    officer.goto(operation)
    steps(officer, ("Accept", ""))
    press(officer, officer.locator(f'a[href="/cases/{case.id}"]'))
    assert "Goods go back abroad" in said_on(officer) and name in said_on(officer)
    trader.goto(f"{served.address}/mine/{case.id}")
    assert "The goods go back abroad." in said_on(trader)
    public.goto(f"{served.address}/status/{number}")
    assert "When they have left, the declaration ends." in said_on(public) and "mark of another firm" not in said_on(public)
    officer.goto(operation)
    steps(officer, ("Put on seals", "KR 77"), ("Departed", ""), ("Arrived", ""), ("Discharge", ""))
    assert "left the country" in said_on(officer) and "Returned" in said_on(officer)
    trader.reload()
    assert "Returned" in said_on(trader) and "Nothing is owed for them." in said_on(trader)
    public.reload()
    assert "Returned" in said_on(public) and "Left the country again" in said_on(public)
    trader.goto(served.address + "/mine?status=X3")
    assert case.number in said_on(trader)


def test_a_transit_goes_from_one_office_to_another_and_is_discharged(sit: Sit, served) -> None:  # type: ignore[no-untyped-def]
    number = f"{MANIFEST}00020001"
    at_hand(served, number)
    trader = sit("trader")
    operation = transit(trader, served, number)
    officer = sit("officer")
    officer.goto(operation)
    steps(officer, ("Accept", ""), ("Put on seals", "KR 001, KR 002"), ("Departed", ""), ("Arrived", ""), ("Discharge", ""))
    said = officer.locator("main").inner_text()
    assert "left the country" in said and "KR 001, KR 002" in said and "Nothing is to be done here now." in said
    trader.reload()
    assert "Discharged" in trader.locator("main").inner_text()


def test_a_transit_that_is_not_discharged_in_time_is_claimed_from_its_guarantee(sit: Sit, served) -> None:  # type: ignore[no-untyped-def]
    """The last story of the file: after it the room is sixteen days further, and everybody has to come in again."""
    number = f"{MANIFEST}00050001"
    at_hand(served, number)
    operation, officer = transit(sit("trader"), served, number), sit("officer")
    officer.goto(operation)
    steps(officer, ("Accept", ""), ("Put on seals", "KR 003"), ("Departed", ""))
    assert officer.locator("summary", has_text="Claim the duty").count() == 0, "there is time left"
    served.office.clock.pass_by(days=16)
    for chair in ("officer", "trader"):
        page = sit(chair)
        page.goto(served.address + "/enter")
        press(page, page.locator(f'button[name="chair"][value="{chair}"]'))
    officer.goto(served.address + "/operations")
    late = officer.locator("tr.is-late", has_text=operation.rpartition("/")[2])
    assert "overdue" in late.inner_text() and "KRW 188,000" in late.inner_text()
    press(officer, late.locator("a").first)
    claim = opened(officer, "Claim the duty from the guarantee")
    press(officer, claim.get_by_role("button", name="Record it"))
    assert "Not discharged by" in said_on(officer) and "Nothing is to be done here now." in said_on(officer)
    officer.goto(served.address + "/operations")
    line = officer.locator("tr", has_text=operation.rpartition("/")[2])
    assert "Duty claimed from the guarantee" in line.inner_text() and "is-late" not in (line.get_attribute("class") or "")
    trader = sit("trader")
    trader.goto(operation)
    assert "Duty claimed from the guarantee" in said_on(trader) and "KRW 188,000" in said_on(trader)
