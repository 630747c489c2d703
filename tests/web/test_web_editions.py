"""Amendments, cancellations and arrivals on the pages: what changed, why and who decided; requests are answered there."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests_shared import amendment, arrival, cancellation, in_item, new_price, sound

from eclear.casefile.case import Case
from eclear.clearance import Office, decide, find, payment_failed, remind, submit
from eclear.journey.settlement import guards
from eclear.wco import convert, read

EVIL = "<b>CANARY-WORDS</b>"


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case is not None
    return case


def asked(office: Office, lrn: str = "LRN-1", message: bytes | None = None) -> Case:
    """A case in an officer's hands, whose trader has asked for something."""
    case = lodged(office, lrn)
    decide(office, case.id, "request-documents", reason="Send the invoice.")
    done = submit(office, message or new_price(case.number))
    assert done.case is not None and done.case.request is not None, done.findings
    return done.case


def part(page: str, name: str) -> str:
    """The section of a page with this heading."""
    begun = page[page.index(f'id="{name}"') :]
    return plain(begun[: begun.index("</section>")])


def act(client: TestClient, case: Case, path: str, **given: str):  # type: ignore[no-untyped-def]
    return client.post(f"/cases/{case.id}/{path}", data=given, follow_redirects=False)


def again(office: Office, case: Case) -> Case:
    return find(office, case.id)[0]


def test_an_amended_case_shows_the_new_declaration_and_the_difference(client: TestClient, office: Office) -> None:
    case = lodged(office)
    submit(office, new_price(case.number, "2500.00"))
    page = client.get(f"/cases/{case.id}").text
    assert "USD 2,500.00" in part(page, "goods") and "USD 2,000.00" not in part(page, "goods")
    shown = part(page, "editions")
    assert "Edition 2 is in force." in shown and "Edition 2: Declaration amended 정정" in shown
    assert re.search(r"Item 1: Item price\s+42A/67A/68A\[1\]/23A/79A/112\s+2000.00 USD\s+2500.00 USD\s+21 value", shown)
    assert "A slip." in shown and "decided by: eclear, by itself" in shown
    assert "edition 2" in page[: page.index('id="headline"')]


def test_a_case_without_amendments_has_no_editions_to_show(client: TestClient, office: Office) -> None:
    assert 'id="editions"' not in client.get(f"/cases/{lodged(office).id}").text


def test_what_is_added_and_what_is_taken_out_is_said_so(client: TestClient, office: Office) -> None:
    case, pointer = lodged(office), "42A/67A/35B/009"
    ucr = "<GoodsShipment><UCR><TraderAssignedReferenceID>ORDER-77</TraderAssignedReferenceID></UCR></GoodsShipment>"
    for message in (amendment(case.number, pointer, content=ucr, lrn="A-1"), amendment(case.number, pointer, lrn="A-2")):
        done = submit(office, message)
        assert done.case is not None, done.findings
    shown = part(client.get(f"/cases/{case.id}").text, "editions")
    assert re.search(r"Trader's consignment reference\s+42A/67A/35B/009\s+nothing\s+ORDER-77\s+21 value", shown), shown
    assert re.search(r"Trader's consignment reference\s+42A/67A/35B/009\s+ORDER-77\s+taken out\s+21 value", shown), shown


def test_each_edition_and_each_request_can_be_kept_as_a_message(client: TestClient, office: Office) -> None:
    case = lodged(office)
    message = new_price(case.number)
    submit(office, message)
    assert client.get(f"/cases/{case.id}/message.xml").content == sound()
    assert client.get(f"/cases/{case.id}/requests/1.xml").content == message
    whole = read(client.get(f"/cases/{case.id}/edition.xml").content, office.schemas).declaration
    assert whole is not None and str(whole.items[0].price.value) == "2500.00"
    assert client.get(f"/cases/{case.id}/requests/2.xml").status_code == 404
    assert client.get("/cases/NOBODY/edition.xml").status_code == 404


def test_an_open_request_stands_first_and_is_granted_from_the_page(client: TestClient, office: Office) -> None:
    case = asked(office)
    page = client.get(f"/cases/{case.id}").text
    shown = part(page, "request")
    assert "Amendment asked for 정정신청" in shown and "2000.00 USD 2500.00 USD" in shown and "A slip." in shown
    assert page.index('id="request"') < page.index('id="goods"')
    assert "The trader has asked for something." in page and 'value="pass"' not in page
    assert act(client, case, "decide", verb="grant", version=str(case.version)).status_code == 303
    after = again(office, case)
    assert after.edition == 2 and after.request is None
    page = client.get(f"/cases/{case.id}").text
    assert 'id="request"' not in page and "decided by: Customs" in part(page, "editions")


def test_a_denial_needs_its_reason_and_is_kept_beside_the_editions(client: TestClient, office: Office) -> None:
    case = asked(office)
    assert act(client, case, "decide", verb="deny", version=str(case.version)).status_code == 409
    given = {"verb": "deny", "version": str(case.version), "reason": "The invoice says 2,000 dollars."}
    assert act(client, case, "decide", **given).status_code == 303
    shown = part(client.get(f"/cases/{case.id}").text, "editions")
    assert "Edition 1 is in force." in shown and "Denied" in shown and "The invoice says 2,000 dollars." in shown
    assert "2500.00 USD" in shown, "what was asked for can still be seen"


def test_a_request_that_has_changed_hands_is_not_answered_twice(client: TestClient, office: Office) -> None:
    case = asked(office)
    decide(office, case.id, "grant")
    assert act(client, case, "decide", verb="grant", version=str(case.version)).status_code == 409
    assert again(office, case).edition == 2


def test_a_withdrawn_declaration_says_so_and_offers_nothing(client: TestClient, office: Office) -> None:
    case = lodged(office)
    submit(office, cancellation(case.number))
    page = client.get(f"/cases/{case.id}").text
    assert "Withdrawn 취하" in plain(page) and "Lodged twice." in part(page, "editions")
    assert "Nothing is left to decide" in page and 'id="others"' not in page


def test_questions_and_challenges_are_asked_from_the_page(client: TestClient, office: Office) -> None:
    case = lodged(office)
    assert act(client, case, "decide", verb="query", version=str(case.version)).status_code == 409, "a question needs its words"
    asked_for = {"verb": "query", "version": str(case.version), "reason": "Which alloy is it?"}
    assert act(client, case, "decide", **asked_for).status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "51 DMSQRY" in page and "Which alloy is it?" in part(page, "told") and "Question asked 질의" in plain(page)


def test_goods_are_released_against_security_with_its_number(client: TestClient, office: Office) -> None:
    case = lodged(office)
    assert 'value="release"' not in client.get(f"/cases/{case.id}").text, "not before the goods are in the shed"
    for report in ("manifest-reviewed", "carried-in"):
        act(client, case, "cargo", report=report)
    assert 'value="release"' not in client.get(f"/cases/{case.id}").text, "not while nothing is in dispute"
    asked_for = {"verb": "query", "version": str(again(office, case).version), "reason": "How was the price agreed?"}
    act(client, case, "decide", **asked_for)
    case = again(office, case)
    form = client.get(f"/cases/{case.id}").text
    assert 'value="release"' in form and 'id="security"' in form
    given = {"verb": "release", "version": str(case.version), "reason": "The value is open."}
    assert act(client, case, "decide", **given).status_code == 409
    assert act(client, case, "decide", **given, security="Cash deposit 26-000123, KRW 800,000").status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "08 DMSROG · 5BE" in page and "Cash deposit 26-000123" in part(page, "told")
    assert "Released against security" in plain(page) and "The goods may leave against security" in page
    assert act(client, case, "cargo", report="carried-out").status_code == 303
    passing = {"verb": "pass", "version": str(again(office, case).version)}
    assert act(client, case, "decide", **passing).status_code == 303
    assert act(client, case, "pay").status_code == 303
    assert again(office, case).status == "D10"
    assert client.get(f"/cases/{case.id}").status_code == 200


def test_a_value_is_challenged_after_acceptance(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sample("11")).case
    assert case is not None and case.status == "E4"
    page = client.get(f"/cases/{case.id}").text
    assert 'value="challenge"' in page and 'value="query"' not in page
    given = {"verb": "challenge", "version": str(case.version), "reason": "Half the usual price per kilogram."}
    assert act(client, case, "decide", **given).status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "CRE001" in page and "Half the usual price per kilogram." in part(page, "told")


def test_an_export_leaves_and_its_carrier_is_reminded_from_the_page(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sample("11")).case
    assert case is not None
    assert "The carrier 운송인" in plain(client.get(f"/cases/{case.id}").text)
    assert act(client, case, "remind").status_code == 303
    assert "18 DMSGER" in client.get(f"/cases/{case.id}").text
    assert act(client, case, "exit").status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "16 DMSEOG" in page and "Goods have left, export fulfilled 수출이행" in plain(page)
    assert act(client, case, "exit").status_code == 409


def test_an_account_that_is_not_covered_and_a_reminder_are_told(client: TestClient, office: Office) -> None:
    case = lodged(office)
    assert act(client, case, "payment-failed").status_code == 303
    assert act(client, case, "remind").status_code == 303
    shown = part(client.get(f"/cases/{case.id}").text, "told")
    assert "14 DMSCPI" in shown and "15 DMSCPR" in shown
    assert again(office, case).tax == "T2"


def test_an_arrival_is_reported_from_the_page_and_brings_the_declaration_into_force(client: TestClient, office: Office) -> None:
    case = lodged(office, type="IMD")
    assert "Report the arrival 물품 제시" in plain(client.get(f"/cases/{case.id}").text)
    answer = act(client, case, "arrival")
    assert answer.headers["location"] == f"/cases/{case.id}"
    after = again(office, case)
    assert after.presented
    page = client.get(f"/cases/{case.id}").text
    assert "01 DMSACC" in page and "Report the arrival" not in page
    twice = act(client, case, "arrival")
    assert twice.status_code == 303 and again(office, case) == after
    assert act(client, after, "arrival").headers["location"] in (f"/cases/{case.id}", "/intake/1")


@pytest.mark.parametrize("path", ["arrival", "exit", "remind", "payment-failed"])
def test_nothing_is_reported_about_a_case_that_is_not_there(client: TestClient, path: str) -> None:
    assert client.post(f"/cases/NOTHERE/{path}").status_code == 404


def test_what_the_message_holds_beyond_the_nouns_is_listed_with_its_reason(client: TestClient, office: Office) -> None:
    contact = b"<Contact><Name>CANARY CONTACT</Name></Contact></Exporter>"
    case = submit(office, sound().replace(b"</Exporter>", contact, 1)).case
    assert case is not None
    page = client.get(f"/cases/{case.id}").text
    listed = plain(page[page.index("In the message, not interpreted by eclear") :])
    assert re.search(r"Exporter/Contact/Name\s+CANARY CONTACT\s+An address, a contact", listed), listed[:400]


def test_a_message_of_another_profile_says_which_and_lists_what_was_not_carried_over(
    client: TestClient, office: Office, sample
) -> None:  # type: ignore[no-untyped-def]
    korean = convert(sample("04"), office.schemas, to="kr-govcbr929").body
    after = next(name for name in (b"<wco:Submitter>", b"<wco:Payer>", b"</wco:Declaration>") if name in korean)
    korean = korean.replace(after, b"<wco:SouthNorthTrade>CANARY</wco:SouthNorthTrade>" + after, 1)
    case = submit(office, korean).case
    assert case is not None, "the Korean message is sound"
    page = client.get(f"/cases/{case.id}").text
    listed = plain(page[page.index("In the message, not interpreted by eclear") :])
    assert "This message came in the profile kr-govcbr929" in listed and "CANARY" in listed
    assert client.get(f"/cases/{case.id}/message.xml").content == korean


def test_a_message_without_anything_more_lists_nothing(client: TestClient, office: Office) -> None:
    assert "not interpreted" not in client.get(f"/cases/{lodged(office).id}").text


# -- everybody --------------------------------------------------------------------------------------------------------


def test_everybody_sees_that_something_was_asked_and_not_what(client: TestClient, office: Office) -> None:
    case = asked(office)
    page = plain(client.get(f"/status/{case.number}").text)
    assert "Request from the declarant 신고인 신청" in page and "Customs answers the declarant's request first." in page
    decide(office, case.id, "deny", reason="CANARY-DENIAL", by="CANARY-OFFICER")
    page = plain(client.get(f"/status/{case.number}").text)
    assert "Request answered 신청 처리" in page
    for secret in ("CANARY", "2500", "A slip", "AMEND-1", "denied", "Denied", "불승인", "21 value"):
        assert secret not in page, secret


def test_everybody_sees_the_edition_and_the_end_in_neutral_words(client: TestClient, office: Office) -> None:
    case = lodged(office)
    submit(office, new_price(case.number))
    page = plain(client.get(f"/status/{case.number}").text)
    assert "edition 2" in page and "Declaration amended 정정" in page and "2500" not in page and "2,500" not in page
    submit(office, cancellation(case.number))
    page = plain(client.get(f"/status/{case.number}").text)
    assert "Withdrawn 취하" in page and "Lodged twice" not in page and "Nothing more follows." in page


def test_what_stays_between_customs_and_the_trader_is_not_for_everybody(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    case, export = lodged(office), submit(office, sample("11")).case
    assert export is not None
    payment_failed(office, case.id, account="CANARY-ACCOUNT")
    remind(office, case.id)
    decide(office, case.id, "query", reason="CANARY-QUESTION")
    submit(office, new_price("41207-26-999999M", lrn="CANARY-1"))
    decide(office, export.id, "challenge", reason="CANARY-DOUBT")
    for one in (case, export):
        page = plain(client.get(f"/status/{one.number}").text)
        for secret in ("CANARY", "Account not covered", "Reminder", "challenged", "Message refused"):
            assert secret not in page, secret


def test_words_of_a_trader_are_only_text(client: TestClient, office: Office) -> None:
    case = lodged(office)
    content = in_item(f"<Commodity><Description>{html.escape(EVIL)}</Description></Commodity>")
    submit(office, amendment(case.number, "42A/67A/68A[1]/23A/137", content=content, why=html.escape(EVIL)))
    page = client.get(f"/cases/{case.id}").text
    assert EVIL not in page and html.escape(EVIL) in page


# -- another country --------------------------------------------------------------------------------------------------


def test_pages_assume_no_country(client: TestClient, office: Office, shared: Path) -> None:
    body = (shared / "data/wco/samples/TT_IM002b/TT_IM002a.xml").read_bytes()
    case = submit(office, body).case
    assert case is not None and case.lodged.country == "GB", "the folder of the country is there"
    page, public = client.get(f"/cases/{case.id}").text, client.get(f"/status/{case.number}")
    assert "KRW" not in page and "HSK" not in page and "Commodity code" in page and "cut off, never rounded up" in page
    assert "Goods presented" in page and "Manifest reviewed" not in page
    assert public.status_code == 200 and "Manifest" not in plain(public.text[public.text.index("<main") :])
    assert {guard.id for guard in guards(case)} == {"review", "tax", "permits", "presentation"}


def test_an_arrival_that_eclear_writes_is_what_a_trader_would_send(client: TestClient, office: Office) -> None:
    by_page, by_message = lodged(office, "LRN-1", type="IMD"), lodged(office, "LRN-2", type="IMD")
    act(client, by_page, "arrival")
    submit(office, arrival(by_message.number))
    one, other = again(office, by_page), again(office, by_message)
    assert (one.status, one.edition, bool(one.presented)) == (other.status, other.edition, bool(other.presented))
