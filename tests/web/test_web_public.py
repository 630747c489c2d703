"""The public page: everybody sees who is waited for, and nobody sees what is customs' own. Tested with canaries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import ClassVar

import pytest
from fastapi.testclient import TestClient
from tests_shared import sound
from web_desks import questions

from eclear.casefile.case import Case
from eclear.casefile.events import Event
from eclear.casefile.examination import Depth, Examination
from eclear.clearance import Office, arrive, decide, examine, pay, submit
from eclear.settings import Settings
from eclear.web import public
from eclear.web.app import create_app
from eclear.web.pages import timeline
from eclear.web.window import Window


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_declaration_is_found_by_cargo_and_by_its_own_number_with_or_without_dashes(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    cargo = case.lodged.cargo
    dashed = f"{cargo[:11]}-{cargo[11:15]}-{cargo[15:]}"
    for number in (cargo, dashed, f" {dashed.lower()} ", case.number):
        page = client.get("/status", params={"number": number}).text
        assert case.number in page and "Documents requested" in page and "What comes next." in page, number


@pytest.mark.parametrize("sample", ["02", "03", "04", "05", "09"])
def test_no_page_and_no_part_for_everybody_carries_what_is_customs_own(client: TestClient, office, lodge, sample) -> None:  # type: ignore[no-untyped-def]
    case = lodge(sample)
    decide(office, case.id, "hold", reason="CANARY-REASON against CANARY-FIRM", by="CANARY-OFFICER")
    with office.store.reading("open") as records:
        case, body = records.case(case.id), records.message(case.id).decode()
    assert case.decision and case.score and case.assessment
    secret = {"CANARY", "Lane", "lane", case.id, case.lodged.lrn, case.lodged.sha256, "score", "Score"}
    secret |= {case.decision.explanation, case.decision.rule or "CANARY", f"{case.score.chance:.2f}", f"{case.decision.dice:.4f}"}
    secret |= {f"{case.total_due:,}", f"{case.assessment.customs_value:,}", case.score.model, case.score.model_sha256}
    secret |= {f"{line.amount:,}" for line in case.assessment.lines if line.amount}
    secret |= set(re.findall(r"<(?:\w+:)?Name>([^<]+)<", body)) | set(re.findall(r"<(?:\w+:)?Description>([^<]+)<", body))
    window = SimpleNamespace(office=office, room="open", clock=lambda records: case.updated, pages=Window(office).pages)
    _version, streamed = public._parts(window, case.number)(0)  # type: ignore[arg-type]
    assert "Held" in streamed and [word for word in secret if word in streamed] == []
    for page in (client.get(f"/status/{case.number}"), client.get(f"/status/{case.cargo}")):
        assert page.status_code == 200
        assert not [word for word in secret for header in page.headers.values() if word in header]
        main = page.text[page.text.index("<main") : page.text.index("</main>")]
        assert "Held" in main and "Customs" in main
        assert [word for word in secret if word in main] == []
        assert not re.search(r"\bL[0-3]\b", main)


def test_a_rejected_declaration_without_a_number_shows_its_state_and_no_finding(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("07")
    page = plain(client.get(f"/status/{case.lodged.cargo}").text)
    assert "Rejected at the gate" in page and "corrects the message" in page
    assert case.findings[0].message not in page and case.findings[0].code not in page


def test_unknown_and_foreign_numbers_get_the_same_words(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("04")
    words = []
    for number in ("26ABCD0123I00010002", "41207-26-999999M", case.id, case.lodged.lrn, "../../etc/passwd", "<script>"):
        answer = client.get(f"/status/{number.replace('/', '%2F')}")
        assert answer.status_code == 404
        words.append(plain(answer.text[answer.text.index("<main") :]) if "main" in answer.text else "")
        assert "<script>alert" not in answer.text
    assert all("No cargo or declaration has this number." in said for said in words[:4])


def test_cargo_that_nobody_declared_shows_its_reports(client: TestClient, office) -> None:  # type: ignore[no-untyped-def]
    arrive(office, "26AAAA0001I00010001", "manifest-reviewed")
    page = plain(client.get("/status/26AAAA0001I00010001").text)
    assert "Manifest reviewed" in page and "Nobody has declared them yet" in page


def test_what_comes_next_names_the_one_thing_that_is_left(client: TestClient, office, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("02")
    arrive(office, case.cargo, "manifest-reviewed")
    arrive(office, case.cargo, "carried-in", shed="90110001")
    page = plain(client.get(f"/status/{case.number}").text)
    assert "When the payment arrives" in page and "The payer" in page and "1 of 5 guards still waits" in page


def test_a_declaration_that_nobody_looked_at_reads_like_any_other(client: TestClient, lodge) -> None:  # type: ignore[no-untyped-def]
    case = lodge("02")
    assert case.decision.lane == "L0"
    page = plain(client.get(f"/status/{case.number}").text)
    assert "Review passed 심사 완료 Customs" in page
    assert "Nothing to review" not in page


def test_a_page_has_one_address_in_its_room_and_the_short_one_leads_to_it(
    client: TestClient, lodge: Callable[[str], Case]
) -> None:
    case = lodge("04")
    for short, whole in (
        ("/status", "/r/open/status"),
        (f"/status/{case.number}", f"/r/open/status/{case.number}"),
        (f"/status?number={case.number}", f"/r/open/status/{case.number}"),
        (f"/r/open/status?number=%20{case.number.lower()}", f"/r/open/status/{case.number}"),
    ):
        led = client.get(short, follow_redirects=False)
        assert (led.status_code, led.headers["location"]) == (303, whole), short
    page = client.get(f"/r/open/status/{case.number}").text
    assert f'hx-sse:connect="/r/open/status/{case.number}/live?version=' in page
    assert f'<noscript><a class="govuk-link" href="/r/open/status/{case.number}">Refresh</a></noscript>' in page
    assert 'action="/r/open/status"' in page


def test_anybody_may_look_into_any_room_and_only_at_its_public_pages(client: TestClient, office: Office) -> None:
    office.enter("harbour-3")
    case = submit(office, sound("LRN-HARBOUR"), room="harbour-3").case
    assert case and case.number
    page = client.get(f"/r/harbour-3/status/{case.number}").text
    assert "Room <b>harbour-3</b>" in page and "What comes next." in page
    assert client.get(f"/r/open/status/{case.number}").status_code == 404
    assert client.get(f"/status/{case.number}").status_code == 404, "the short address is that of one's own room"
    assert "Room <b>open</b>" in client.get("/cases").text, "the room was entered for that page only"


def test_a_room_that_is_not_there_answers_in_the_same_words_and_asks_as_much(
    client: TestClient, office: Office, lodge: Callable[[str], Case]
) -> None:
    case, unknown = lodge("04"), "26ABCD0123I00010002"

    def words(room: str, number: str) -> str:
        answer = client.get(f"/r/{room}/status/{number}")
        assert answer.status_code == 404
        return re.sub(r"<time.*?</time>", "", answer.text).replace(room, "ROOM").replace(number, "NUMBER")

    with questions(office) as asked:
        there = words("open", unknown)
    with questions(office) as asked_of_another:
        assert words("away", unknown) == there
    assert len(asked) >= 5 and len(asked_of_another) == len(asked) + 1, "one more: whether the room is there"
    assert words("away", case.number).replace("NUMBER", "X") == there.replace("NUMBER", "X")
    for room in ("away", "%3Cb%3E", "x" * 300):
        assert client.get(f"/r/{room}/status").status_code in (200, 404)
        assert "<b>.." not in client.get(f"/r/{room}/status/{unknown}").text
        assert client.get(f"/r/{room}/status/{unknown}/live").json()["detail"] == (
            "No cargo or declaration has this number. Check the number."
        )


def test_a_new_kind_of_event_is_silent_until_somebody_lets_it_be_told() -> None:
    @dataclass(frozen=True)
    class Whispered:
        kind: ClassVar[str] = "canary-whispered"

    at = datetime(2026, 5, 12, 3, 0, tzinfo=UTC)
    whisper = Event("A", 2, at, "customs", Whispered())  # type: ignore[arg-type]
    assert timeline.heard((whisper,)) == () and timeline.public((whisper,), False) == ()
    assert not timeline.TOLD & timeline.HEARD


def test_what_only_officers_know_leaves_no_gap_in_the_numbers_of_the_page(
    client: TestClient, office: Office, lodge: Callable[[str], Case]
) -> None:
    case = lodge("04")
    examine(office, case.id, Examination(Depth.DOCUMENTS))
    arrive(office, case.cargo or "", "manifest-reviewed")
    with office.store.reading("open") as records:
        events = records.events(case.id)
    kinds = [event.kind for event in events]
    assert "examined" in kinds
    heard = timeline.heard(events)
    assert [event.sequence for event in heard] == list(range(1, len(heard) + 1)) and len(heard) < len(events)
    page = client.get(f"/status/{case.number}").text
    assert f"version={len(heard)}" in page and f"version={len(events)}" not in page


def test_the_headers_alone_say_nothing_more_and_the_mark_of_a_page_tells_nothing(
    office: Office, lodge: Callable[[str], Case]
) -> None:
    case = lodge("04")
    office = replace(office, clock=lambda: case.received)
    client = TestClient(create_app(office, Settings()), base_url="http://127.0.0.1:8417")
    page, head = client.get(f"/status/{case.number}"), client.head(f"/r/open/status/{case.number}")
    assert head.status_code == 200 and head.headers["content-length"] == page.headers["content-length"]
    mark = page.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', mark)
    same = client.get(f"/r/open/status/{case.number}", headers={"if-none-match": mark})
    assert same.status_code == 304 and same.content == b"" and same.headers["etag"] == mark
    examine(office, case.id, Examination(Depth.DOCUMENTS))
    assert client.get(f"/r/open/status/{case.number}").headers["etag"] == mark, "for everybody nothing has happened"
    arrive(office, case.cargo or "", "manifest-reviewed")
    changed = client.get(f"/r/open/status/{case.number}", headers={"if-none-match": mark})
    assert changed.status_code == 200 and "Manifest reviewed" in changed.text


def test_who_held_the_time_is_a_table_too_and_the_printed_page_carries_its_address(
    office: Office, lodge: Callable[[str], Case]
) -> None:
    case = lodge("02")
    hours = case.received.replace(hour=(case.received.hour + 2) % 24)
    later = replace(office, clock=lambda: hours)
    page = TestClient(create_app(later, Settings()), base_url="http://127.0.0.1:8417").get(f"/status/{case.number}").text
    table = plain(page[page.index("The same as a table") :])
    assert "Who How long" in table and "2 h 00, still running" in table
    assert f"http://127.0.0.1:8417/r/open/status/{case.number}" in page
    assert 'class="ec-qr"' in page and "style=" not in page[page.index("<main") :]


def test_news_are_said_in_a_sentence_and_not_by_reading_out_the_board(
    client: TestClient, office: Office, lodge: Callable[[str], Case]
) -> None:
    case = lodge("02")
    page = client.get(f"/status/{case.number}").text
    assert '<p id="said" class="ec-hide" role="status" aria-live="polite"></p>' in page
    assert "aria-live" not in page[page.index('id="board"') :]
    pay(office, case.id)
    window = SimpleNamespace(office=office, room="open", clock=lambda records: case.updated, pages=Window(office).pages)
    _version, streamed = public._parts(window, case.number or "")(1)  # type: ignore[arg-type]
    assert '<p hx-swap-oob="innerHTML:#said">Payment received. Waits for: The carrier.</p>' in streamed
