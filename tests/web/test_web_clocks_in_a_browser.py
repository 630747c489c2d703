"""Clocks of the law in a real browser, on the room's time: declared too late, and carried out too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests_shared import Sit, press, sound

from eclear.clearance import arrive, decide, find, pay, submit

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page

SHED = "90110002"
LATE, KEPT = "26CLOK0301I00010001", "26CLOK0301I00020001"


def lies(served: Any, cargo: str) -> datetime:
    """Goods come into a shed; returns when."""
    for report in ("manifest-reviewed", "carried-in"):
        came = arrive(served.office, cargo, report, shed=SHED if report == "carried-in" else None).carried_in
    assert came is not None
    return came


def day_after(moment: datetime, days: int) -> str:
    """A day some days later, as English pages write it."""
    day = moment + timedelta(days=days)
    return f"{day:%a} {day.day} {day:%b %Y}"


def said(page: Any, address: str, part: str = "main") -> str:
    page.goto(address)
    return " ".join(page.locator(part).inner_text().split())


def in_shed(page: Any, served: Any, cargo: str) -> str:
    """What the list of the shed says of one consignment."""
    page.goto(f"{served.address}/shed?q={cargo}")
    return " ".join(page.locator("tr", has=page.locator(f'a[href$="{cargo}"]')).inner_text().split())


def test_goods_declared_late_owe_a_surcharge_and_before_that_every_page_says_by_when(sit: Sit, served: Any) -> None:
    last = day_after(lies(served, LATE), 30)
    trader = sit("trader")
    trader.goto(served.address + "/lodge/form")
    draft = sound("CLOCK-1", previous_documents__1__id=LATE, goods_location_id=SHED)
    trader.set_input_files("#file", {"name": "message.xml", "mimeType": "text/xml", "buffer": draft})
    press(trader, trader.get_by_role("button", name="Fill in the form with it"))
    form = trader.url
    assert f"Declare by {last}" in said(trader, form, "#so-far")
    assert f"Time to declare until {last}" in in_shed(sit("warehouse"), served, LATE)
    assert last in said(sit("officer"), f"{served.address}/cargo/{LATE}", "section:has(#clocks)")
    public = said(sit("warehouse"), f"{served.address}/status/{LATE}")
    assert f"until {last}. Whoever declares them later owes a surcharge." in public

    served.office.clock.pass_by(days=35)
    trader, shed = sit("trader", width=1279), sit("warehouse", width=1279)  # who came in weeks ago comes in again
    assert f"Time to declare until {last} late" in in_shed(shed, served, LATE)
    assert "of it for declaring late 15,078" in said(trader, form, "#so-far"), "before it is lodged he sees what it costs"
    press(trader, trader.get_by_role("button", name="Lodge the declaration"))
    trader.wait_for_url("**/mine/*")
    case = find(served.office, trader.url.rpartition("/")[2].partition("?")[0])[0]
    (surcharge,) = case.assessment.surcharges
    assert surcharge.amount == case.assessment.customs_value * 5 // 1000, "half a percent for up to twenty days"
    duty = said(trader, f"{served.address}/mine/{case.id}", "section:has(#duty)")
    assert "Late-declaration surcharge" in duty and "5 days later than the 30 days from carry-in" in duty
    assert "Time to declare" not in in_shed(shed, served, LATE), "it is declared now"


def test_goods_not_carried_out_in_time_are_late_on_every_desk_and_customs_reminds(sit: Sit, served: Any) -> None:
    lies(served, KEPT)
    case = submit(served.office, sound("CLOCK-2", previous_documents__1__id=KEPT, goods_location_id=SHED)).case
    if not case.reviewed:
        decide(served.office, case.id, "pass")
    case = pay(served.office, case.id)
    last = day_after(case.accepted, 15)
    mine, inside, money = f"{served.address}/mine/{case.id}", f"{served.address}/cases/{case.id}", "section:has(#money)"
    trader, shed, officer = (sit(chair, width=1279) for chair in ("trader", "warehouse", "officer"))
    assert f"They are to be taken out by {last}." in said(trader, mine, "#headline")
    assert "15 days are left." in said(trader, mine, money)
    assert f"Time to carry out until {last}" in in_shed(shed, served, KEPT)
    assert "15 days are left." in said(officer, inside, money)
    assert officer.get_by_role("button", name="Remind to carry out").count() == 0, "nothing is late yet"

    served.office.clock.pass_by(days=16)
    trader, shed, officer = (sit(chair, width=1278) for chair in ("trader", "warehouse", "officer"))
    assert f"The goods should have left by {last}." in said(trader, mine, "#headline") and "1 day late." in said(
        trader, mine, money
    )
    assert f"Time to carry out until {last} late" in in_shed(shed, served, KEPT)
    assert "1 day late." in said(officer, inside, money)
    press(officer, officer.get_by_role("button", name="Remind to carry out"))
    heard = said(trader, mine)
    assert "The carry-out is outstanding." in heard and "Carry the goods out of the shed." in heard
    press(shed, shed.get_by_role("button", name="Carry out"))
    assert "Closed" in said(trader, mine, "#headline") and "late" not in said(officer, inside, money)
