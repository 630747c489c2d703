"""The money card and the page of accounts: paying, refunds by two officers, corrections, appeals and drawback from the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from tests_databases import Databases
from tests_shared import Clock, sound
from web_desks import Desk, DeskRoom, questions

from eclear.casefile.case import Case
from eclear.casefile.manifest import ManifestLine
from eclear.casefile.notice import Mood
from eclear.casefile.person import Role
from eclear.casefile.pointer import changed
from eclear.clearance import Office, arrive, decide, exit_confirmed, pay, submit, take_manifest, take_next
from eclear.clearance.banking import set_bank
from eclear.journey.checks.baseline import EXPORT
from eclear.settings import Settings
from eclear.storage import Store
from eclear.wco import Schemas, write
from eclear.web.app import create_app


@pytest.fixture(scope="module")
def money_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def money_office(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, schemas: Schemas, money_clock: Clock
) -> Iterator[Office]:
    store: Store = databases.open(tmp_path_factory.mktemp("money"))
    yield Office(store=store, schemas=schemas, model=None, clock=money_clock, seed="tests")
    store.close()


@pytest.fixture(scope="module")
def money_app(money_office: Office) -> FastAPI:
    return create_app(money_office, Settings(people=True))


@pytest.fixture
def room(request: pytest.FixtureRequest, money_office: Office, money_app: FastAPI) -> DeskRoom:
    name = f"money-{sha256(request.node.name.encode()).hexdigest()[:8]}"
    money_office.enter(name)
    return DeskRoom(money_office, money_app, name)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def card(page: str) -> str:
    return text(page[page.index('<h2 id="money">') :].split("</section>")[0])


def reviewed(room: DeskRoom, lrn: str = "LRN-1") -> Case:
    case = room.lodge(lrn)
    return room.now(case) if room.now(case).reviewed else decide(room.office, case.id, "pass", room=room.name)


def accepted(room: DeskRoom, lrn: str = "LRN-1") -> Case:
    case = reviewed(room, lrn)
    pay(room.office, case.id, room=room.name)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, case.cargo or case.lodged.cargo or "", report, room=room.name)
    return room.now(case)


def trader(room: DeskRoom) -> Desk:
    return room.sit("Sora", Role.TRADER, "41207")


def test_a_trader_pays_with_a_slow_bank_and_twice_is_once(room: DeskRoom, money_clock: Clock) -> None:
    set_bank(room.office, Mood.SLOW, 10, room=room.name)
    case, desk = reviewed(room), trader(room)
    notice = case.ledger.notices[0].number
    page = card(desk.get(f"/mine/{case.id}"))
    assert notice in page and "To be paid" in page and "15 days are left." in page
    assert desk.post(f"/cases/{case.id}/pay", notice=notice, account="T-41207-2").status_code == 303
    page = card(desk.get(f"/mine/{case.id}"))
    assert "Payment ordered" in page and "T-41207-2" in page
    again = desk.post(f"/cases/{case.id}/pay", notice=notice).headers["location"]
    assert "again=1" in again and "Nothing was paid again." in card(desk.get(again))
    money_clock.pass_by(minutes=10)
    page = card(desk.get(f"/mine/{case.id}"))
    assert "Paid" in page and "Payment ordered" not in page and room.now(case).tax == "T3", "whoever looks works it"
    assert len(room.now(case).ledger.payments) == 1


def test_a_claim_is_granted_and_refunded_by_two_officers(room: DeskRoom) -> None:
    case, desk = accepted(room), trader(room)
    first, second = room.sit("Kim"), room.sit("Lee")
    asked = desk.post(f"/mine/{case.id}/correct", how="claim", item="1", what="price", figure="1,500", why="For three.")
    assert asked.status_code == 303
    take_next(first.office, room=room.name)
    assert first.post(f"/cases/{case.id}/decide", verb="grant", version=str(room.now(case).version)).status_code == 303
    page = first.get(f"/cases/{case.id}")
    assert "A second officer or a supervisor confirms this." in card(page) and "/refund/1/confirm" not in page
    assert first.post(f"/cases/{case.id}/refund/1/confirm").status_code == 409
    assert "Refund waits for a second officer" in text(second.get("/money"))
    assert "/refund/1/confirm" in second.get(f"/cases/{case.id}")
    assert second.post(f"/cases/{case.id}/refund/1/confirm").status_code == 303
    now = room.now(case)
    assert now.tax == "T5" and "Paid out" in card(desk.get(f"/mine/{case.id}")) and "Kim" not in desk.get(f"/mine/{case.id}")
    refund = now.ledger.refunds[0]
    assert f"Refund 1: KRW {refund.amount:,f} was paid out to account {refund.account}" in text(desk.get(f"/mine/{case.id}"))
    notice = desk.client.get(f"/cases/{case.id}/papers/refund-notice.pdf")
    paper = "".join(page.extract_text() for page in PdfReader(BytesIO(notice.content)).pages)
    for words in ("Notice of a refund", "환급금 지급통지서", f"{refund.amount:,f}", refund.account, f"{case.number} / R1"):
        assert words in paper, words


def test_a_reassessment_is_announced_made_and_undone_on_appeal_from_the_pages(room: DeskRoom) -> None:
    case, desk = accepted(room), trader(room)
    first, second = room.sit("Kim"), room.sit("Lee")
    told = {"item": "1", "what": "price", "figure": "2500", "grounds": "The bank paid more.", "law": "Customs Act 38"}
    assert first.post(f"/cases/{case.id}/announce", **told).status_code == 303
    page = desk.get(f"/mine/{case.id}")
    assert "The bank paid more." in card(page) and "Customs Act 38" in card(page) and "unconfirmed" in card(page)
    assert desk.post(f"/mine/{case.id}/waive").status_code == 303
    assert first.post(f"/cases/{case.id}/reassess").status_code == 303
    imposed = {"correction": "1", "impose": "true", "grounds": "Kept back.", "law": "Customs Act 42-2"}
    assert first.post(f"/cases/{case.id}/addition", **imposed).status_code == 303
    owed = card(desk.get(f"/mine/{case.id}"))
    assert "Difference of duty and tax" in owed and "Addition" in owed
    appealed = {"against": "reassessment", "correction": "1", "grounds": "The bank erred."}
    assert desk.post(f"/mine/{case.id}/appeal", **appealed).status_code == 303
    assert first.post(f"/cases/{case.id}/appeals/1", won="true", grounds="x").status_code == 409, "not who decided"
    assert second.post(f"/cases/{case.id}/appeals/1", won="true", grounds="The bank confirms it.").status_code == 303
    now = room.now(case)
    assert (now.total_due, now.ledger.outstanding, now.tax) == (case.total_due, 0, "T3")
    assert "Won" in card(desk.get(f"/mine/{case.id}")) and "Undone" in card(desk.get(f"/mine/{case.id}"))
    written = re.findall(rf"/cases/{case.id}/decisions/(\d+)", desk.get(f"/mine/{case.id}"))
    assert "TRAINING-APPEALS" in desk.get(f"/cases/{case.id}/decisions/{written[0]}")


def test_a_monthly_account_is_approved_and_its_statement_is_paid_once(room: DeskRoom) -> None:
    desk, officer = trader(room), room.sit("Kim")
    assert "You have no monthly account." in text(desk.get("/money"))
    told = {"trader": "41207", "limit": "5,000,000", "security": "GB-7", "amount": "5000000", "why": "Pays in time."}
    assert officer.post("/money/accounts", **told).status_code == 303
    body = changed_import("LATER-1")
    case = submit(room.office, body, room=room.name).case
    assert case
    if not room.now(case).reviewed:
        decide(room.office, case.id, "pass", room=room.name)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, case.lodged.cargo or "", report, room=room.name)
    number = room.now(case).ledger.notices[0].gathered
    assert number and number in text(desk.get("/money")) and number in card(desk.get(f"/mine/{case.id}"))
    assert desk.post("/money/statement", number=number).headers["location"] == "/money"
    assert "again=1" in desk.post("/money/statement", number=number).headers["location"]
    assert room.now(case).tax == "T3" and "Nothing was paid again." in text(desk.get("/money?again=1"))
    assert officer.post("/money/accounts/end", trader="41207", why="On request.").status_code == 303
    assert "Ended" in text(desk.get("/money")), "what was gathered stays in sight"


def changed_import(lrn: str) -> bytes:
    return sound(
        lrn, information__1__code="43", guarantees__1__reference="SEC-26-1", previous_documents__1__id="26ABCD0123I99990001"
    )


def test_drawback_is_claimed_on_the_exports_page_and_a_second_claim_is_refused(room: DeskRoom) -> None:
    desk, first, second = trader(room), room.sit("Kim"), room.sit("Lee")
    case = accepted(room)
    export = submit(room.office, write(changed(EXPORT, {"lrn": "EX-1"}), "KR"), room=room.name).case
    assert export
    if not room.now(export).accepted:
        decide(room.office, export.id, "pass", room=room.name)
    exit_confirmed(room.office, export.id, room=room.name)
    used = {"number": case.number or "", "item": "1", "quantity": "100"}
    assert "Claim drawback" in card(desk.get(f"/mine/{export.id}"))
    assert desk.post(f"/mine/{export.id}/drawback", **used).status_code == 303
    refused = desk.post(f"/mine/{export.id}/drawback", **used)
    assert refused.status_code == 409 and "One export has one claim" in refused.text
    assert first.post(f"/cases/{export.id}/drawback/decide", granted="true").status_code == 303
    assert second.post(f"/cases/{export.id}/refund/1/confirm").status_code == 303
    assert room.now(export).tax == "T5" and "Paid back" in card(desk.get(f"/mine/{export.id}"))


def test_the_page_of_accounts_asks_the_same_of_the_database_however_many_cases_wait(room: DeskRoom) -> None:
    officer, asked_for = room.sit("Kim"), []
    set_bank(room.office, Mood.SLOW, 10, room=room.name)
    for count, lrns in enumerate((("MANY-1", "MANY-2"), ("MANY-3", "MANY-4", "MANY-5")), 1):
        for lrn in lrns:
            pay(room.office, reviewed(room, lrn).id, room=room.name)
        with questions(room.office) as asked:
            page = officer.get("/money")
        assert text(page).count("Bank has not answered") == (2, 5)[count - 1]
        asked_for.append(len(asked))
    assert asked_for[0] == asked_for[1] <= 12


def test_what_the_guarantor_does_not_pay_is_collected_again_from_the_page_of_the_operation(
    room: DeskRoom, money_clock: Clock
) -> None:
    number, desk, officer = "26ABCD0123I88770001", trader(room), room.sit("Kim")
    line = ManifestLine(number, "Line", "HB-1", "1", "CN", "", "", "Toys", 10, Decimal(120))
    take_manifest(room.office, [line], room=room.name)
    for report in ("manifest-reviewed", "carried-in"):
        arrive(room.office, number, report, room=room.name, shed="90110001")
    told = {"regime": "transit", "cargo": number, "code": "9503000000", "value": "1000000", "origin": "CN", "to_office": "90210"}
    told |= {"mode": "3", "route": "Harbour road", "guarantee": "BOND-7", "guaranteed": "250,000"}
    address = desk.post("/operations", **told).headers["location"]
    for step, said in (("accept", {}), ("seal", {"seals": "KR 1"}), ("depart", {})):
        assert officer.post(f"{address}/{step}", **said).status_code == 303
    set_bank(room.office, Mood.REFUSES, room=room.name)
    money_clock.pass_by(days=20)
    desk, officer = room.sit("Mina", Role.TRADER, "41207"), room.sit("Lee")  # nobody stays in so long
    assert officer.post(f"{address}/claim").status_code == 303
    page = text(officer.get(address))
    assert "KRW 188,000 Bank refused G-BOND-7" in page and "Left to collect 미수납액 KRW 188,000" in page
    assert "left to collect: KRW 188,000" in text(desk.get("/operations"))
    assert desk.post(f"{address}/collect").status_code == 404, "customs collects, not who owes it"
    set_bank(room.office, Mood.SLOW, 10, room=room.name)
    assert officer.post(f"{address}/collect").status_code == 303
    assert "Bank has not answered yet" in text(officer.get(address)) and "Collect it again" not in officer.get(address)
    money_clock.pass_by(minutes=10)
    page = text(officer.get(address))
    assert "KRW 188,000 Paid G-BOND-7" in page and "Left to collect" not in page
    assert "collected: KRW 188,000" in text(desk.get("/operations"))


def test_what_falls_due_is_worked_for_the_whole_room_and_the_bank_is_the_instructors(room: DeskRoom, money_clock: Clock) -> None:
    officer, instructor = room.sit("Kim"), room.sit("Ann", Role.INSTRUCTOR)
    case = reviewed(room)
    assert officer.post("/money/bank", mood="silent", minutes="5").status_code == 404
    assert instructor.post("/money/bank", mood="refuses", minutes="0").status_code == 303
    assert instructor.post("/money/bank", mood="slow", minutes="0").status_code == 409
    assert "Refuses" in text(officer.get("/money"))
    money_clock.pass_by(days=16)
    officer = room.sit("Lee")  # nobody stays in so long
    assert officer.post("/money/day").status_code == 303
    assert room.now(case).tax == "T4" and "Overdue" in text(officer.get("/money"))
    assert "nothing is added" in card(officer.get(f"/cases/{case.id}"))


def test_a_figure_that_is_none_and_money_of_others_are_refused_with_a_reason(room: DeskRoom) -> None:
    case, desk, stranger = accepted(room), trader(room), room.sit("Yun", Role.TRADER, "41311")
    odd = desk.post(f"/mine/{case.id}/correct", how="self-correction", item="1", what="price", figure="lots", why="A slip.")
    assert odd.status_code == 409 and "Write it in figures" in odd.text
    assert stranger.post(f"/mine/{case.id}/correct", how="claim", item="1", what="price", figure="1", why="x").status_code == 404
    assert "41207" not in text(stranger.get("/money"))
