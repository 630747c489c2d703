"""What the declarant was told, on the case's page and in his inbox: readable, as a message, and never customs' own."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient
from tests_shared import amendment, cancellation, in_item, new_price, sound

from eclear.casefile.case import Case
from eclear.clearance import Office, decide, inbox, replies, submit
from eclear.wco import read_reply
from eclear.web.pages.findings import codes


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def told(client: TestClient, case: Case) -> str:
    """The part of the page that shows the replies."""
    page = client.get(f"/cases/{case.id}").text
    begun = page[page.index('id="told"') :]
    return begun[: begun.index("</section>")]


def lodged(office: Office, lrn: str = "LRN-1", **changes: str | None) -> Case:
    case = submit(office, sound(lrn, **changes)).case
    assert case is not None
    return case


def test_replies_stand_in_their_order_by_wco_and_by_national_name(client: TestClient, office: Office) -> None:
    part = told(client, lodged(office))
    names = ("02 DMSRCV · R99", "01 DMSACC", "13 DMSTAX · 5FY")
    places = [part.index(name) for name in names]
    assert places == sorted(places)
    assert "Tax notice 세액 통지" in plain(part) and "Final 확정" in plain(part)


def test_a_notice_shows_what_is_to_be_paid_line_by_line(client: TestClient, office: Office) -> None:
    case = lodged(office)
    part = plain(told(client, case))
    assert case.assessment is not None
    for line in case.assessment.lines:
        assert f"KRW {line.base:,}" in part and f"KRW {line.amount:,}" in part
    assert f"Total KRW {case.total_due:,}" in part and "Due by" in part


def test_an_error_names_its_place_in_words_and_as_a_pointer_and_leads_to_the_rulebook(client: TestClient, office: Office) -> None:
    part = told(client, lodged(office, items__1__net_mass="99999 KGM"))
    assert "03 DMSREJ · R20" in part and "Item 1: Net mass" in part and "42A/67A/68A[1]/23A/65A/128" in part
    assert '<a href="/rulebook?q=MAS-001">MAS001</a>' in part and "ec-finding--error" in part


def test_every_code_of_the_rulebook_can_be_told_apart_in_a_reply() -> None:
    assert len({code.replace("-", "")[:8] for code in codes()}) == len(codes())


def test_a_correction_names_the_element_and_its_new_value(client: TestClient, office: Office) -> None:
    case = lodged(office)
    submit(office, new_price(case.number, "2500.00"))
    part = plain(told(client, case))
    assert "07 DMSRES" in part and "42A/67A/68A[1]/23A/79A/112" in part and "21 value" in part and "2500.00 USD" in part


def test_a_correction_of_the_second_item_is_called_by_its_own_number(client: TestClient, office: Office, sample) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sample("09")).case
    line = '<InvoiceLine><ItemChargeAmount currencyID="USD">777.00</ItemChargeAmount></InvoiceLine>'
    done = submit(
        office,
        amendment(case.number, "42A/67A/68A[2]/23A/79A/112", content=in_item(f"<Commodity>{line}</Commodity>", 2)),
    )
    assert done.case is not None and done.case.edition == 2, done.findings
    part = plain(told(client, case))
    assert re.search(r"Item 2: Item price\s+777.00 USD", part), part


def test_the_officers_words_and_the_time_limit_are_shown(client: TestClient, office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "request-documents", reason="Send the invoice & the <contract>.")
    decide(office, case.id, "hold", reason="The mark may be false.")
    part = plain(told(client, case))
    assert "Send the invoice & the <contract>." in part and "Time limit: 28 Nov, 14:06." in part
    assert "52 DMSDET · 5GZ" in part and "Office of appeal" in part and "This decision can be appealed" in part


def test_each_reply_can_be_kept_as_the_message_that_it_is(client: TestClient, office: Office) -> None:
    case = lodged(office)
    for notice in replies(office, case.id):
        answer = client.get(f"/cases/{case.id}/replies/{notice.number}.xml")
        assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
        assert read_reply(answer.content, office.schemas) == notice.reply
        assert answer.content == client.get(f"/api/declarations/{case.id}/replies/{notice.number}").content
        assert answer.text in html.unescape(told(client, case))
    assert client.get(f"/cases/{case.id}/replies/999-9.xml").status_code == 404


@pytest.mark.parametrize("number", ["02", "03", "04", "05", "07", "11"])
def test_the_replies_carry_nothing_that_is_customs_own(client: TestClient, office: Office, sample, number: str) -> None:  # type: ignore[no-untyped-def]
    case = submit(office, sample(number)).case
    assert case is not None
    part, shown = told(client, case), plain(told(client, case))
    secret = {"score", "Score", "lane", "Lane", "CANARY", "chance"}
    if case.decision:
        secret |= {case.decision.explanation, f"{case.decision.dice:.4f}", case.decision.rule or "CANARY"}
    if case.score:
        secret |= {f"{case.score.chance:.4f}", case.score.model, case.score.model_sha256}
    assert [word for word in secret if word in part] == []
    assert not re.search(r"\bL[0-3]\b", shown)


def test_a_refused_message_is_told_and_stands_in_the_officers_timeline(client: TestClient, office: Office) -> None:
    case = lodged(office)
    decide(office, case.id, "inspect", reason="Count the cartons.")
    assert submit(office, cancellation(case.number)).case is None
    page = client.get(f"/cases/{case.id}").text
    timeline = plain(page[page.index('id="timeline"') :])
    assert "Message refused 전문 오류통보" in timeline and "TAK-013" in timeline
    assert '<a href="/rulebook?q=TAK-013">TAK013</a>' in told(client, case)
    assert "Inspection ordered" in page[page.index('id="headline"') : page.index('id="board"')], (
        "the latest event is the case's own"
    )


# -- the inbox --------------------------------------------------------------------------------------------------------


def test_the_inbox_asks_for_a_trader_and_shows_what_waits_for_him(client: TestClient, office: Office) -> None:
    case = lodged(office)
    assert "Trader number" in client.get("/inbox").text
    page = client.get("/inbox", params={"trader": "41207"}).text
    assert "3 replies wait" in page and f'href="/cases/{case.id}#reply-' in page and case.number in page
    assert "Nothing waits for this trader." in client.get("/inbox?trader=99999").text
    assert client.get(f"/cases/{case.id}").text.count('href="/inbox?trader=41207"') == 1


def test_what_is_acknowledged_does_not_come_again_and_what_follows_does(client: TestClient, office: Office) -> None:
    lodged(office)
    first, second, third = (notice.number for notice in inbox(office, "41207"))
    answer = client.post("/inbox/acknowledge", data={"trader": "41207", "up_to": second})
    assert "2 replies acknowledged." in answer.text and "1 reply waits" in answer.text
    assert f'value="{third}"' in answer.text and f'value="{first}"' not in answer.text
    again = client.post("/inbox/acknowledge", data={"trader": "41207", "up_to": second})
    assert "0 replies acknowledged." in again.text and "1 reply waits" in again.text


def test_a_number_that_the_inbox_does_not_show_acknowledges_nothing(client: TestClient, office: Office) -> None:
    lodged(office)
    refused = client.post("/inbox/acknowledge", data={"trader": "99999", "up_to": inbox(office, "41207")[0].number})
    assert refused.status_code == 409 and "not the number of a reply" in refused.text
    assert '<a class="govuk-button" href="/inbox"' in refused.text
    assert len(inbox(office, "41207")) == 3


def test_a_full_inbox_shows_the_first_replies_and_says_so(client: TestClient, office: Office) -> None:
    for n in range(10):
        lodged(office, f"LRN-{n}")
    page = client.get("/inbox?trader=41207").text
    assert "The first 25 of the replies that wait" in page and page.count('name="up_to"') == 25


def test_a_reply_about_no_known_declaration_is_in_the_inbox_without_a_case(client: TestClient, office: Office) -> None:
    submit(office, cancellation("41207-26-999999M"))
    page = plain(client.get("/inbox?trader=41207").text)
    assert "1 reply waits" in page and "There is no declaration 41207-26-999999M." in page
