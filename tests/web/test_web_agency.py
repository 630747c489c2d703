"""An agency's desk: what waits for it, one case with what it needs, its acts - and nothing that is customs' own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from tests_shared import sound
from web_people import come_in

from eclear.casefile.case import Case
from eclear.casefile.permit import Answer
from eclear.casefile.person import Post, Role
from eclear.clearance import Office, answer_permit, arrive, decide, find, submit
from eclear.training.people import change_post, enrol, form_token
from eclear.web.agency import _parts
from eclear.web.window import Window

ADDRESS = "http://127.0.0.1:8417"
FOOD, PLANT = "MFDS-F", "APQA-P"
PRICE, IMPORTER = "USD 4711.00", "Hanbit Foods"
COFFEE = {
    "items__1__classifications__1__id": "0901210000",
    "items__1__price": PRICE,
    "invoice_amount": PRICE,
    "items__1__description": "Roasted coffee beans",
}


class Desk:
    """Somebody at a desk of his own, with the forms of his login."""

    def __init__(self, office: Office, pages, id: str) -> None:  # type: ignore[no-untyped-def]
        self.client = TestClient(pages, base_url=ADDRESS, raise_server_exceptions=False)
        self.token = come_in(office, "open", id, self.client)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-900:])
        return html.unescape(answer.text)

    def post(self, path: str, status: int = 303, **fields: object):  # type: ignore[no-untyped-def]
        answer = self.client.post(path, data={"seal": form_token(self.token), **fields}, follow_redirects=False)
        assert answer.status_code == status, (path, answer.status_code, re.sub(r"<[^>]+>", " ", answer.text)[-600:])
        return answer


@pytest.fixture(scope="module")
def office(asked_office: Office) -> Iterator[Office]:
    enrol(asked_office, "open", "ara", ["Ara Shin"], [Post(Role.AGENCY, FOOD), Post(Role.AGENCY, PLANT)])
    enrol(asked_office, "open", "bori", ["Bori Han"], [Post(Role.AGENCY, "RRA")])
    enrol(asked_office, "open", "jun", ["Jun Park"], [Post(Role.OFFICER)])
    enrol(asked_office, "open", "min", ["Min-ho Kang"], [Post(Role.SUPERVISOR)])
    yield asked_office


@pytest.fixture(scope="module")
def pages(office: Office, asked_pages):  # type: ignore[no-untyped-def]
    return asked_pages


@pytest.fixture(scope="module")
def ara(office: Office, pages) -> Desk:  # type: ignore[no-untyped-def]
    return Desk(office, pages, "ara")


@pytest.fixture
def case(office: Office) -> Case:
    with office.store.reading("open") as records:
        number = records.head.position + 1
    cargo = f"26ABCD0123I{number:08}"
    case = submit(office, sound(f"LRN-{number}", previous_documents__1__id=cargo, **COFFEE)).case
    assert case and case.number
    for report in ("manifest-reviewed", "carried-in"):
        arrive(office, cargo, report)
    return find(office, case.id)[0]


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def version(page: str) -> str:
    found = re.search(r'name="version" value="([0-9]+)"', page)
    assert found
    return found[1]


def test_the_inbox_shows_what_waits_for_this_agency_and_what_it_has_answered(office: Office, ara: Desk, case: Case) -> None:
    told = ara.get("/agency")
    waiting, answered = told.split("Answered or settled, the latest first")
    assert case.number in waiting and "Roasted coffee beans" in waiting and "of 5 days" in waiting and case.number not in answered
    answer_permit(office, case.id, FOOD, Answer.APPROVED)
    waiting, answered = ara.get("/agency").split("Answered or settled, the latest first")
    assert case.number not in waiting and case.number in answered and "Approved" in answered
    assert case.number not in ara.get("/agency?state=waiting") and case.number in ara.get(
        f"/agency?state=answered&q={case.number}"
    )
    assert case.number not in ara.get("/agency?q=nothing") and 'value="nothing"' in ara.get("/agency?q=nothing")


def test_a_case_is_answered_with_questions_approval_refusal_and_waiver(office: Office, ara: Desk, case: Case) -> None:
    path = f"/agency/{case.id}"
    page = ara.get(path)
    assert "Roasted coffee beans" in page and "0901210000" in page and "Will the goods be eaten or drunk" in page
    ara.post(f"{path}/questions", question="MFDS-F.1", answer="yes", item="1")
    assert "What are the goods brought in for?" in ara.get(path)
    refused = ara.post(f"{path}/answer", 409, version=version(page), answer="approved", approval="QFOD-26-004410")
    assert "has changed since you looked" in html.unescape(refused.text)
    ara.post(f"{path}/answer", 409, version=version(ara.get(path)), answer="approved", approval="QFOD-26-999999")
    ara.post(f"{path}/answer", version=version(ara.get(path)), answer="approved", approval="QFOD-26-004410")
    assert "100 KGM of" in ara.get(path) and find(office, case.id)[0].permits == "R2"
    ara.post(f"{path}/answer", version=version(ara.get(path)), answer="refused", reason="Mould was found.", law="")
    page = ara.get(path)
    decision = page[page.index('id="refusal"') :].split("</section>")[0]
    assert "Mould was found." in decision and "Special Act on Imported Food" in decision
    assert "TRAINING-APPEALS" in decision and "time limit" in decision
    ara.post(f"{path}/answer", version=version(page), answer="waived", reason="A sample.", exemption="SAMPLE")
    assert find(office, case.id)[0].permits == "R4" and 'id="refusal"' not in ara.get(path)


def test_a_question_goes_to_the_trader_and_the_public_only_sees_who_is_waited_for(  # type: ignore[no-untyped-def]
    office: Office, ara: Desk, pages, case: Case
) -> None:
    path, canary = f"/agency/{case.id}", "CANARY: is it roasted?"
    ara.post(f"{path}/ask", version=version(ara.get(path)), question=canary)
    page = ara.get(path)
    assert canary in page and "The trader" in page and "No answer yet" in page
    public = TestClient(pages, base_url=ADDRESS).get(f"/status/{case.number}").text
    assert "CANARY" not in public and "The declarant" in main(public)


def test_an_order_names_the_agency_and_it_sees_what_was_counted_of_its_goods_only_if_it_was_there(  # type: ignore[no-untyped-def]
    office: Office, ara: Desk, pages, case: Case
) -> None:
    path, alone = f"/agency/{case.id}", TestClient(pages, base_url=ADDRESS)
    ara.post(f"{path}/join", version=version(ara.get(path)), reason="Look for mould.")
    assert "Customs has ordered no inspection yet." in ara.get(path)
    assert "MFDS-F wants to see the goods too: Look for mould." in html.unescape(alone.get(f"/cases/{case.id}").text)
    standing = find(office, case.id)[0]
    order = {"version": standing.version, "depth": "partial", "reason": "CANARY-REASON"}
    assert alone.post(f"/cases/{case.id}/order", data=order, follow_redirects=False).status_code == 303
    page = ara.get(path)
    assert "Ordered: Partial examination" in page and "It answers after the report." in page and "CANARY-REASON" not in page
    report = {
        "version": find(office, case.id)[0].version,
        "depth": "partial",
        "count_item": "1",
        "count_quantity": "800",
        "count_packages": "10",
        "found": "wrong mass",
        "remark": "CANARY-REMARK",
        "attended": f"agency:{FOOD}",
    }
    assert alone.post(f"/cases/{case.id}/examine", data=report, follow_redirects=False).status_code == 303
    page = ara.get(path)
    assert "counted 800 pieces, 10 packages" in page and "CANARY" not in page and "Wrong mass" not in page


def test_silence_is_escalated_by_an_officer_and_by_nobody_else(office: Office, ara: Desk, pages, case: Case) -> None:  # type: ignore[no-untyped-def]
    jun, path, clock = Desk(office, pages, "jun"), f"/cases/{case.id}", office.clock
    told = {"agency": FOOD, "to": "Head of the agency", "reason": "Coffee waits."}
    early = jun.post(f"{path}/escalate", 409, version=case.version, **told)
    assert "promised to answer within 5 days" in html.unescape(early.text)
    ara.post(f"{path}/escalate", 404, version=case.version, **told)
    try:
        object.__setattr__(office, "clock", lambda: clock() + timedelta(days=6))
        later = Desk(office, pages, "min")
        page = later.get(path)
        assert "Who holds the time: The agency." in re.sub(r"<[^>]+>", "", page) and "Escalate the silence" in page
        assert "Approve with a number" not in page, "customs never answers for an agency"
        later.post(f"{path}/escalate", version=find(office, case.id)[0].version, **told)
        assert "Escalated to Head of the agency" in later.get(path)
        assert "escalated" in Desk(office, pages, "ara").get("/agency?state=waiting")
    finally:
        object.__setattr__(office, "clock", clock)


def test_what_is_another_agencys_is_not_there(office: Office, ara: Desk, pages, case: Case) -> None:  # type: ignore[no-untyped-def]
    bori = Desk(office, pages, "bori")
    assert case.number not in bori.get("/agency") and case.number not in bori.get(f"/agency?as={FOOD}")
    for path in (f"/agency/{case.id}", f"/agency/{case.id}?as={FOOD}", f"/agency/{case.id}/live"):
        bori.get(path, 404)
    bori.post(f"/agency/{case.id}/answer", 404, **{"version": 1, "answer": "approved", "as": FOOD})
    Desk(office, pages, "jun").get("/agency", 404)
    change_post(office, ara.token, Post(Role.AGENCY, PLANT))
    assert find(office, case.id)[0].permits == "R1"


def test_a_person_with_two_posts_acts_for_the_one_at_which_he_sits(office: Office, pages, case: Case) -> None:  # type: ignore[no-untyped-def]
    ara = Desk(office, pages, "ara")
    came = change_post(office, ara.token, Post(Role.AGENCY, PLANT))
    ara.client.cookies.set("seat", came.token)
    ara.token = came.token
    assert PLANT in ara.get("/agency") and case.number not in ara.get("/agency")
    ara.get(f"/agency/{case.id}", 404)


def test_nothing_that_is_customs_own_reaches_an_agency(office: Office, pages, case: Case) -> None:  # type: ignore[no-untyped-def]
    ara = Desk(office, pages, "ara")
    decide(office, case.id, "query", reason="CANARY-REASON", by="CANARY-OFFICER")
    decide(office, case.id, "hold", reason="CANARY-REASON", by="CANARY-OFFICER")
    [case] = find(office, case.id)
    assert case.decision and case.score and case.assessment
    secret = {"CANARY", "Lane", "lane ", "score", "Score", "risk", case.lodged.sha256, "4,711", "4711.00"}
    secret |= {case.decision.explanation, case.decision.rule or "CANARY", f"{case.score.chance:.2f}", f"{case.decision.dice:.4f}"}
    secret |= {f"{case.total_due:,}", f"{case.assessment.customs_value:,}", case.score.model, *case.decision.hits}
    secret |= {f"{line.amount:,}" for line in case.assessment.lines if line.amount}
    for path in ("/agency", f"/agency/{case.id}", f"/agency?state=waiting&q={case.number}"):
        shown = main(ara.get(path))
        assert [word for word in secret if word in shown] == [], path
        assert not re.search(r"\bL[0-3]\b", shown)
    assert "Held" in main(ara.get(f"/agency/{case.id}"))


def test_an_open_page_is_told_only_of_what_the_agency_may_hear(office: Office, pages, case: Case) -> None:  # type: ignore[no-untyped-def]
    window = Window(office)
    parts, seen = _parts(window, case.id, FOOD), int(version(Desk(office, pages, "ara").get(f"/agency/{case.id}")))
    decide(office, case.id, "query", reason="CANARY-REASON")
    assert parts(seen) is None
    answer_permit(office, case.id, FOOD, Answer.APPROVED)
    told = parts(seen)
    assert told and told[0] > seen and "CANARY" not in told[1] and 'id="headline" hx-swap-oob="true"' in told[1]


def test_the_inbox_asks_the_database_as_often_for_fifty_cases_as_for_one(office: Office, ara: Desk) -> None:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):  # type: ignore[no-untyped-def]
        asked.append(statement)

    for n in range(12):
        submit(office, sound(f"MANY-{n}", **COFFEE))
    event.listen(office.store.engine, "before_cursor_execute", note)
    try:
        Desk(office, ara.client.app, "ara").get("/agency")
    finally:
        event.remove(office.store.engine, "before_cursor_execute", note)
    reading = [statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]
    assert len(reading) <= 12, reading
