"""The officer's desk: what the case page shows, and what can be done from it."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
import traceback
from datetime import UTC, datetime
from decimal import Decimal

from fastapi.testclient import TestClient
from sqlalchemy import event, text
from starlette.formparsers import MultiPartParser

from eclear.casefile.permit import Answer
from eclear.clearance import REPORTS, answer_permit, arrive
from eclear.wco import read
from eclear.web import window
from eclear.web.intake import MOST_TRIES
from eclear.web.pages.timeline import officers
from eclear.web.pages.timeline import public as everybody
from eclear.web.wording import plain

NOW = datetime(2026, 11, 21, 5, 6, tzinfo=UTC)


def verb(client: TestClient, case, name: str, reason: str = "", version: int | None = None):  # type: ignore[no-untyped-def]
    given = {"verb": name, "version": str(version or case.version), "reason": reason}
    return client.post(f"/cases/{case.id}/decide", data=given, follow_redirects=False)


def act(client: TestClient, case, path: str, **given: str):  # type: ignore[no-untyped-def]
    return client.post(f"/cases/{case.id}/{path}", data=given, follow_redirects=False)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_first_address_leads_to_the_entrance(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/enter"
    assert "This room has no case yet." in client.get("/cases").text


def test_the_case_page_shows_everything_in_its_order(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    page = client.get(f"/cases/{case.id}").text
    order = (
        "State of the declaration",
        "Waits for",
        "Latest event",
        "Four tracks",
        "Goods and findings",
        "Duty and tax, with the working",
    )
    order += ("The message as received", 'id="decide"', "Why lane L2", "The score is a reason to look", 'id="timeline"')
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    shown = text_of(page)
    assert "Documents requested 보완요구" in shown and "USD 1 = KRW" in shown and f"{case.total_due:,}" in shown
    assert case.decision is not None and case.decision.explanation in shown
    assert "None" not in re.sub(r"None needed", "", shown) and "Undefined" not in shown


def test_a_rejected_declaration_shows_its_findings_beside_the_goods_and_no_verb(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("07")
    page = client.get(f"/cases/{case.id}").text
    finding = case.findings[0]
    assert "Rejected at the gate" in page and finding.place.pointer in page and f"line {finding.place.line}" in page
    assert "/decide" not in page and "It has no number, so there is nothing to decide." in page


def test_a_case_is_played_to_the_end_from_its_page(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    assert verb(client, case, "pass").status_code == 303
    assert act(client, case, "pay").status_code == 303
    assert act(client, case, "cargo", report="manifest-reviewed").status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "ec-board--open" not in page
    assert act(client, case, "cargo", report="carried-in").status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "ec-board--open" in page and "Accepted for release" in text_of(page) and "All guards hold" in page
    assert act(client, case, "cargo", report="carried-out").status_code == 303
    with office.store.reading("open") as records:
        assert records.case(case.id).status == "D10"


def test_a_permit_is_answered_from_the_page_and_a_refusal_needs_its_reason(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    agency = case.needs[0].agency
    assert act(client, case, "permits", agency=agency, answer="refused").status_code == 409
    assert act(client, case, "permits", agency=agency, answer="refused", reason="No certificate. Food Act.").status_code == 303
    page = client.get(f"/cases/{case.id}").text
    assert "Held" in page and "No certificate. Food Act." in page
    assert act(client, case, "permits", agency=agency, answer="approved").status_code == 303
    assert "Refused" not in text_of(client.get(f"/cases/{case.id}").text).split("Timeline")[0].replace("Refused messages", "")


def test_who_looked_at_an_older_version_is_told_so_and_nothing_is_recorded(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    act(client, case, "cargo", report="manifest-reviewed")
    answer = verb(client, case, "pass")
    assert answer.status_code == 409 and f'href="/cases/{case.id}"' in answer.text
    with office.store.reading("open") as records:
        assert not records.case(case.id).reviewed


def test_verbs_that_are_not_possible_are_not_offered_and_are_refused(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("05")  # inspection, goods not carried in
    page = client.get(f"/cases/{case.id}").text
    assert 'value="pass"' not in page and 'value="inspect"' not in page and "before the goods are carried in" in page
    assert verb(client, case, "pass").status_code == 409
    assert act(client, case, "pay").status_code == 409
    assert "Only after the tax notice" in page


def test_a_hold_needs_a_reason(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    assert verb(client, case, "hold", reason="   ").status_code == 409
    assert verb(client, case, "hold", reason="Trade mark doubtful. Customs Act.").status_code == 303


def test_unknown_cases_and_wrong_forms_are_refused_in_the_same_frame(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    for path in ("/cases/NOTHERE", "/cases/NOTHERE/message.xml", "/intake/99", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 404 and "TRAINING" in answer.text and "Traceback" not in answer.text
    case = lodge("04")
    assert verb(client, case, "seize").status_code == 422
    assert act(client, case, "cargo", report="stolen").status_code == 422


def test_the_message_comes_back_byte_for_byte_and_as_an_attachment(client: TestClient, lodge, sample) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/cases/{lodge('04').id}/message.xml")
    assert answer.content == sample("04")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_the_list_is_filtered_by_its_address(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    cases = {number: lodge(number) for number in ("02", "03", "04", "05", "07")}
    everything = client.get("/cases").text
    assert all(case.id in everything for case in cases.values()) and "5 cases" in everything
    for query, hits in (
        ("lane=L2", {"04"}),
        ("waiting=permits", {"03"}),
        ("status=D1", {"07"}),
        ("q=watch", {"04"}),
        ("lane=L0&status=D1", set()),
    ):
        page = client.get(f"/cases?{query}").text
        assert {number for number, case in cases.items() if case.id in page} == hits, query
    assert "No case matches." in client.get("/cases?q=nothing-like-it").text
    assert client.get("/cases?lane=L9").status_code == 422 and client.get("/cases?page=0").status_code == 422


def test_the_upload_leads_to_the_case_or_to_the_try(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    def upload(body: bytes, name: str = "../../x"):  # type: ignore[no-untyped-def]
        return client.post("/lodge", files={"file": (name, body, "text/plain")}, follow_redirects=False)

    done = upload(sample("04"))
    assert done.status_code == 303 and done.headers["location"].startswith("/cases/")
    assert upload(sample("04")).headers["location"] == done.headers["location"]
    tried = upload(sample("06"))
    assert tried.headers["location"] == "/intake/1"
    page = client.get("/intake/1").text
    assert "XSD-" in page and "line " in page and "42A/67A/68A[1]" in page
    assert "/intake/1" in client.get("/intake").text
    changed = upload(sample("04").replace(b"JP", b"CN"))
    assert changed.status_code == 409 and "new LRN" in changed.text


def test_an_upload_that_is_no_upload_is_told_what_is_missing(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    two = [("file", ("a.xml", sample("04"))), ("file", ("b.xml", sample("04")))]
    boundless = {"content": b"x", "headers": {"content-type": "multipart/form-data"}}
    cases = (
        {"files": two},
        {"files": {"file": ("a", b"")}},
        {"files": {"other": ("a", b"x")}},
        {"data": {"file": "x"}},
        boundless,
    )
    for given in cases:
        answer = client.post("/lodge", **given)
        assert answer.status_code == 400 and "The upload did not work" in answer.text, given.keys()


def test_a_sample_is_lodged_with_one_press(client: TestClient) -> None:
    page = client.get("/lodge").text
    name = re.search(r'name="name" value="(04-[^"]+)"', page)
    assert name is not None
    done = client.post("/lodge/sample", data={"name": name[1]}, follow_redirects=False)
    assert done.status_code == 303 and done.headers["location"].startswith("/cases/")
    assert client.post("/lodge/sample", data={"name": "../../etc"}).status_code == 400


def test_declared_text_never_becomes_mark_up(client: TestClient, sample) -> None:  # type: ignore[no-untyped-def]
    evil = b'&lt;script id="pwn"&gt;alert(1)&lt;/script&gt;{{7*7}}"\'&gt;&lt;svg onload=x&gt;'
    body = re.sub(rb"(<(?:\w+:)?Description>)[^<]*", rb"\1" + evil, sample("04"))
    done = client.post("/lodge", files={"file": ("x", body)}, follow_redirects=False)
    for path in (done.headers["location"], "/cases"):
        page = client.get(path).text
        assert "<script id" not in page and "<svg onload" not in page and "{{7*7}}" in page


def test_a_refused_try_is_found_by_its_own_number_however_many_follow(client: TestClient, office, sample) -> None:  # type: ignore[no-untyped-def]
    with office.store.writing("open") as records:
        reading = read(sample("06"), office.schemas)
        for _ in range(MOST_TRIES + 1):
            records.refuse(reading, sample("06"), NOW)
    assert client.get("/intake/1").status_code == 200
    tried = client.post("/lodge", files={"file": ("x", sample("06"))}, follow_redirects=False)
    assert tried.headers["location"] == f"/intake/{MOST_TRIES + 2}"
    assert client.get("/intake/9999").status_code == 404 and client.get("/intake/99999999999999999999").status_code == 422


def test_the_front_counter_leaves_the_event_loop_alone(client: TestClient, office, sample) -> None:  # type: ignore[no-untyped-def]
    """Every look into the records happens in a thread of its own, so that one slow disk does not stop every page."""
    on_the_loop: list[str] = []

    def looked(*_given: object) -> None:
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop()
            on_the_loop.append("".join(traceback.format_stack(limit=12)))

    event.listen(office.store.engine, "begin", looked)
    client.post("/lodge", files={"file": ("x", sample("06"))}, follow_redirects=False)
    client.post("/lodge", files={"file": ("x", sample("04"))}, follow_redirects=False)
    client.post("/lodge", files={"file": ("x", sample("04").replace(b"JP", b"CN"))}, follow_redirects=False)
    client.post("/lodge", files={"file": ("x", b"")})
    client.post("/lodge/sample", data={"name": "none"})
    client.get("/nowhere")
    assert on_the_loop == []


def test_a_mistake_of_ours_in_the_upload_is_not_blamed_on_the_file(client: TestClient, sample, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(MultiPartParser, "parse", None)
    assert client.post("/lodge", files={"file": ("x", sample("04"))}).status_code == 500


def test_a_case_whose_message_cannot_be_read_any_more_is_shown_without_its_goods(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    for number in ("04", "07"):
        case = lodge(number)
        with office.store.engine.begin() as opened:
            opened.execute(text("UPDATE message SET body = :body WHERE case_id = :id"), {"body": b"<Old/>", "id": case.id})
        page = client.get(f"/cases/{case.id}")
        shown = text_of(page.text)
        assert page.status_code == 200 and "cannot be read as a declaration any more" in shown
        assert "Four tracks" in shown and "The message as received" in shown and "Nothing to object to" not in shown
        assert all(finding.message in html.unescape(shown) for finding in case.findings)
        assert client.get(f"/cases/{case.id}/message.xml").content == b"<Old/>"


def test_the_message_of_a_case_is_judged_once_however_often_its_page_is_opened(client: TestClient, lodge, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    case, judged = lodge("04"), []
    monkeypatch.setattr(window, "read", lambda *given: judged.append(1) or read(*given))
    pages = {client.get(f"/cases/{case.id}").text.count("ec-id") for _ in range(3)}
    assert len(judged) == 1 and len(pages) == 1


def test_a_damaged_log_is_called_damaged(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    with office.store.engine.begin() as opened:
        opened.execute(text("UPDATE event SET body = :body WHERE sequence = 2"), {"body": b"{}"})
    program, page = client.get(f"/api/cases/{case.id}"), client.get(f"/cases/{case.id}")
    assert program.status_code == 500 and program.headers["content-type"] == "application/problem+json"
    assert program.json()["title"] == "The log is damaged" and "cannot be read" in program.json()["detail"]
    assert page.status_code == 500 and "eclear verify" in page.text and "TRAINING" in page.text
    for answer in (program, page):
        assert "Traceback" not in answer.text and ".py" not in answer.text


def test_a_rejected_declaration_is_told_to_come_again_under_a_new_lrn(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("07")
    for path in (f"/cases/{case.id}", f"/r/open/status/{case.lodged.cargo}", "/words"):
        page = client.get(path).text
        assert "under a new LRN" in page and "send it again" not in page and "sends it again" not in page, path
        assert "새 LRN으로" in client.get(path, headers={"cookie": "lang=ko"}).text


def test_the_timeline_names_the_author_who_signed(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("03")
    agency = case.needs[0].agency
    answer_permit(office, case.id, agency, Answer.REFUSED, reason="No certificate.")
    with office.store.reading("open") as records:
        events = records.events(case.id)
    assert [(event.kind, event.by) for event in events[-2:]] == [("permit-answered", agency), ("decided", agency)]
    for lines in (officers(events, False), everybody(events, False)):
        assert [line.who.en for line in lines[:2]] == ["Agency", "Agency"]
        assert lines[-1].who.en == "Declarant"
    arrive(office, case.cargo, "manifest-reviewed")
    with office.store.reading("open") as records:
        assert (
            everybody(records.events(case.id), False)[0].who.en
            == {"customs": "Customs", "carrier": "Carrier"}[REPORTS["manifest-reviewed"]]
        )


def test_a_sum_has_the_decimals_that_its_currency_has_in_the_countrys_list() -> None:
    for currency, shown in (("KRW", "1,234"), ("JPY", "1,234"), ("USD", "1,234.00"), ("KWD", "1,234.000"), ("ZZZ", "1,234.00")):
        assert plain(Decimal(1234), currency, "KR") == shown
    assert plain(Decimal("0.12345"), "USD", "KR") == "0.12345" and plain(Decimal("1.5"), "KRW", "KR") == "1.5"
