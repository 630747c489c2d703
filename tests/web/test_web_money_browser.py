"""A story in a browser: a slow bank is waited for, and a refund needs two officers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests_shared import Sit, press, sound

from eclear.casefile.notice import Mood
from eclear.clearance import arrive, decide, find, submit
from eclear.clearance.banking import set_bank
from eclear.clearance.correcting import claim_less
from eclear.clearance.correction_message import NewFigure
from eclear.clearance.paying import fall_due
from eclear.training.people import CHAIRS

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured elsewhere
CARGO = "26ABCD0123I88880001"


def test_a_slow_bank_is_waited_for_and_a_refund_needs_two_officers(sit: Sit, served: Any) -> None:
    office, own = served.office, CHAIRS["trader"][1][0].of
    case = submit(office, sound("MONEY-1", previous_documents__1__id=CARGO)).case
    assert case and case.lodged.trader == own
    if not find(office, case.id)[0].reviewed:
        decide(office, case.id, "pass")
    set_bank(office, Mood.SLOW, 10)
    trader = sit("trader")
    trader.goto(f"{served.address}/mine/{case.id}")
    money = trader.locator("section:has(#money)")
    press(trader, money.get_by_role("button", name="Pay KRW"))
    assert money.get_by_text("Payment ordered").is_visible() and not money.get_by_role("button", name="Pay KRW").count()
    with office.store.reading("open") as records:
        later = office.moment(records, None) + timedelta(minutes=11)
    fall_due(office, case.id, at=later)
    trader.reload()
    assert money.locator(".ec-tag", has_text="Paid").is_visible()
    set_bank(office, Mood.PROMPT)

    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, CARGO, report)
    claim_less(office, case.id, (NewFigure(1, "price", "1500"),), why="The price was for three.")
    decide(office, case.id, "grant")  # alone, so that two people of the class can look at the refund
    supervisor, officer = sit("supervisor"), sit("officer")
    supervisor.goto(f"{served.address}/cases/{case.id}")
    supervisor.locator("summary", has_text="Refuse the refund").click()
    refusal = supervisor.locator('form[action$="/refund/1/refuse"]')
    refusal.get_by_label("Reason").fill("Propose it with the contract.")
    press(supervisor, refusal.get_by_role("button"))

    officer.goto(f"{served.address}/cases/{case.id}")
    officer.locator("summary", has_text="Propose a refund").click()
    form = officer.locator(f'form[action="/cases/{case.id}/refund"]')
    form.get_by_label("Reason").fill("Contract 26-7 is there.")
    press(officer, form.get_by_role("button"))
    assert officer.get_by_text("A second officer or a supervisor confirms this.").is_visible()
    assert not officer.locator('form[action$="/refund/2/confirm"]').count(), "nobody confirms what he proposed"

    supervisor.reload()
    press(supervisor, supervisor.locator('form[action$="/refund/2/confirm"]').get_by_role("button"))
    trader.reload()
    assert money.locator(".ec-tag", has_text="Paid out").is_visible()
    assert find(office, case.id)[0].tax == "T5"
