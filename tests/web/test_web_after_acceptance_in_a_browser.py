"""After the acceptance, in a real browser: the trader corrects himself, customs reassesses, and an appeal wins."""

from __future__ import annotations

from typing import Any

import pytest
from tests_shared import Sit, press, sound

from eclear.casefile.case import Case
from eclear.clearance import arrive, decide, find, pay, submit

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page


def opened(page: Any, name: str) -> Any:
    """Unfold what is done under a name, wherever it stands, and return its form."""
    verb = page.locator("details.ec-verb", has=page.locator("summary", has_text=name)).first
    verb.evaluate("each => { for (let d = each; d; d = d.parentElement.closest('details')) d.open = true }")
    return verb


def said(page: Any) -> str:
    return str(page.locator("main").inner_text())


def money(page: Any) -> Any:
    return page.locator("section:has(#money)")


def told(page: Any) -> str:
    """The money card without the breaks of its lines."""
    return " ".join(str(money(page).inner_text()).split())


def accepted(served: Any, lrn: str, cargo: str) -> Case:
    """An import of the trader at the chair, paid and accepted."""
    office = served.office
    case = submit(office, sound(lrn, previous_documents__1__id=cargo)).case
    assert case is not None
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, cargo, report)
    if not find(office, case.id)[0].reviewed:
        decide(office, case.id, "pass")
    paid = pay(office, case.id)
    assert paid.accepted and paid.tax == "T3"
    return paid


def seated(sit: Sit, served: Any, chair: str) -> Any:
    """The window of a chair, which is taken again if the login has ended since."""
    page = sit(chair)
    page.goto(f"{served.address}/enter")
    if page.locator(f'button[name="chair"][value="{chair}"]').count():
        press(page, page.locator(f'button[name="chair"][value="{chair}"]'))
    return page


def pay_all(trader: Any) -> None:
    """Pay every notice that is open, one by one."""
    while money(trader).get_by_role("button", name="Pay KRW").count():
        press(trader, money(trader).get_by_role("button", name="Pay KRW").first)


def test_a_trader_corrects_himself_later_and_pays_the_difference_with_interest(sit: Sit, served: Any) -> None:
    case = accepted(served, "AFTER-1", "26ABCD0123I66660001")
    served.office.clock.pass_by(days=40)
    trader = seated(sit, served, "trader")
    trader.goto(f"{served.address}/mine/{case.id}")
    form = opened(trader, "Correct the declaration")
    form.locator("[name=how]").select_option("amended-return")
    form.locator("[name=figure]").first.fill("2,500")
    form.locator("[name=why]").fill("The invoice of the forwarder came late.")
    press(trader, form.get_by_role("button", name="Correct", exact=True))
    assert "There is still time for a self-correction, which bears interest only." in said(trader)
    typed = trader.locator("[aria-labelledby=typed]")
    assert typed.locator("[name=why]").input_value() == "The invoice of the forwarder came late."
    assert typed.locator("[name=figure]").first.input_value() == "2,500", "nothing that was typed is lost"
    typed.locator("[name=how]").select_option("self-correction")
    press(trader, typed.get_by_role("button", name="Send it again"))
    assert "Self-correction" in told(trader) and "The invoice of the forwarder came late." in told(trader)
    assert "Interest KRW 663" in told(trader) and "Difference of duty and tax KRW 132,775" in told(trader)
    assert "Addition" not in told(trader) and not money(trader).get_by_text("Announced").count()
    pay_all(trader)
    now = find(served.office, case.id)[0]
    assert now.ledger.outstanding == 0 and now.ledger.paid == 566_948 + 132_775 + 663 and now.edition == 2
    officer = seated(sit, served, "officer")
    officer.goto(f"{served.address}/cases/{case.id}")
    assert "Self-correction" in told(officer) and "Outstanding미납액 KRW 0" in told(officer)


def test_customs_reassesses_and_another_officer_lets_the_appeal_win(sit: Sit, served: Any) -> None:
    case = accepted(served, "AFTER-2", "26ABCD0123I66660002")
    officer, trader = seated(sit, served, "officer"), seated(sit, served, "trader")
    officer.goto(f"{served.address}/cases/{case.id}")
    form = opened(officer, "Announce a reassessment")
    form.locator("[name=figure]").first.fill("three thousand")
    form.locator("[name=grounds]").fill("The bank of the importer paid USD 3,000.")
    form.locator("[name=law]").fill("Training Customs Act 38")
    press(officer, form.get_by_role("button", name="Announce a reassessment"))
    typed = officer.locator("[aria-labelledby=typed]")
    assert typed.locator("[name=figure]").first.input_value() == "three thousand", "the words are there to be put right"
    assert typed.locator("[name=law]").input_value() == "Training Customs Act 38"
    typed.locator("[name=figure]").first.fill("3000")
    press(officer, typed.get_by_role("button", name="Send it again"))
    assert "Announced" in told(officer) and not officer.get_by_role("button", name="Make the reassessment").count()

    trader.goto(f"{served.address}/mine/{case.id}")
    for words in ("The bank of the importer paid USD 3,000.", "Training Customs Act 38", "Review until"):
        assert words in told(trader), words
    assert not trader.get_by_text("Correct the declaration").count(), "too late to correct it himself"
    served.office.clock.pass_by(days=31)  # the time for a review passes
    officer, trader, second = (seated(sit, served, chair) for chair in ("officer", "trader", "officer-2"))
    officer.goto(f"{served.address}/cases/{case.id}")
    press(officer, officer.get_by_role("button", name="Make the reassessment"))
    assert "Outstanding미납액 KRW 26" in told(officer)
    form = opened(officer, "Decide the addition")
    form.locator("[name=grounds]").fill("The importer knew the price.")
    form.locator("[name=law]").fill("Training Customs Act 42-2")
    press(officer, form.get_by_role("button", name="Decide", exact=True))
    trader.goto(f"{served.address}/mine/{case.id}")
    assert "Difference of duty and tax" in told(trader) and "The importer knew the price." in said(trader)
    pay_all(trader)
    paid = find(served.office, case.id)[0].ledger
    assert paid.outstanding == 0 and paid.paid > paid.duty > case.total_due, "the shortfall and the addition are paid"

    form = opened(trader, "Reassessment 1")
    form.locator("[name=grounds]").fill("USD 1,000 of that was for another delivery.")
    press(trader, form.get_by_role("button", name="Appeal"))
    officer.goto(f"{served.address}/cases/{case.id}")
    assert "USD 1,000 of that was for another delivery." in told(officer)
    assert not officer.locator("summary", has_text="Decide the appeal").count(), "not by who decided"
    second.goto(f"{served.address}/cases/{case.id}")
    form = opened(second, "Decide the appeal")
    form.locator("[name=won]").select_option("true")
    form.locator("[name=grounds]").fill("The bank confirms two deliveries.")
    press(second, form.get_by_role("button", name="Decide", exact=True))
    won = find(served.office, case.id)[0]
    assert (won.total_due, won.ledger.owed) == (case.total_due, case.total_due), "what was owed before is owed again"
    assert won.ledger.overpaid == paid.paid - case.total_due == won.ledger.refunds[-1].amount
    assert "A second officer or a supervisor confirms this." in told(second), "not by who decided the appeal either"
    supervisor = seated(sit, served, "supervisor")
    supervisor.goto(f"{served.address}/cases/{case.id}")
    press(supervisor, supervisor.get_by_role("button", name="Confirm the refund"))
    trader.reload()
    for page in (supervisor, trader):
        for words in ("Won", "Undone", "The bank confirms two deliveries.", "Paid out", "Outstanding미납액 KRW 0"):
            assert words in told(page), words
    done = find(served.office, case.id)[0]
    assert done.ledger.paid == case.total_due and done.tax == "T5"
    assert "USD 2,000" in said(trader).replace(".00", ""), "the edition of before is in force"
